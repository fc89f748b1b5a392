"""The parts of a clause, each with figures that share one statement, and what stands around these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extract.frames import Token, is_joint
from extract.model import Date, Quantity
from extract.rulebook import Rules

_BRACKETED = regex.compile(r"\([^()]*\)")
_OPS = {"least": ">=", "most": "<=", "more": ">", "less": "<"}
_DOES = frozenset({"ACT", "LIGHT", "FRONT"})
LEVEL_TAGS = frozenset({"REACH", "HOLD", "UP", "DOWN", "UPTO", "DOWNTO", "TURN"})
_TO_TAGS = frozenset({"UPTO", "DOWNTO", "TURN"})
_VERB_TAGS = LEVEL_TAGS | {"ACT", "LIGHT", "ADD"}
_BESIDE_TAGS = LEVEL_TAGS | {"ADD", "MORE"}  # of the verb right before a figure
_SKIPPED_TAGS = frozenset({"EACH", "PAST", "STRENGTH", "LIGHT", "SINCE", "YEARLY", "DATE"})
_CLOSING_TAGS = LEVEL_TAGS | _SKIPPED_TAGS
_AROUND_TAGS = frozenset({"PAST", "DATE", "SEP", "SETTING"})  # no part of what a figure's words state


@dataclass(slots=True)
class Part:
    """Figures that share one statement, by the indexes of their tokens, within the tokens ``first`` to ``last``."""

    figures: tuple[int, ...]
    first: int
    last: int  # exclusive


@dataclass(slots=True)
class Around:
    """What stands around the figures of a part: the verb beside them, and what the text before says."""

    changes: bool  # whether the figures are read as what something changes to or by
    quantities: list[Quantity]
    verb: Token | None
    plain: str  # the text before, as it stands
    said: str  # the same without dates, comparisons and the verb beside the figure
    start: int  # where the words begin that state the figure
    op: str | None  # where a comparison stands further in front
    recurrence: str | None
    strength: str | None
    dates: list[Date | None]
    baseline: bool  # whether the text says from what the value is measured, and with which figures, one for each or all
    year: int | None
    values: tuple[float, ...]
    unit: str | None


def around_figure(text: str, found: Sequence[Token], part: Part, changes: bool, rules: Rules) -> Around:
    """What is read around the figures of a part; ``changes`` says that they are what something changes to or by."""
    patterns, lists, of = rules.patterns["figure"], rules.words["figure"], rules.words["common"]["of"]
    figures, first = part.figures, part.first
    head = figures[0]
    alone, figure = found[head].quantity, found[head].start
    strengths = rules.sets["statement"]["strength"]
    closing = head  # from here on nothing but the verb beside the figure, and what may stand around it
    while closing > first and found[closing - 1].tag in _CLOSING_TAGS:
        closing -= 1
    said = ""
    verb = start = op = recurrence = strength = date_year = year = unit = None
    dates: list[Date | None] = []
    baseline = at_least = cut_tail = False
    values: tuple[float, ...] = ()
    since: int | None = None  # where the text says from what the value is measured
    for i in range(first, head):
        token = found[i]
        tag, begin, end, quantity, date = token.tag, token.start, token.end, token.quantity, token.date
        piece = text[begin:end]
        if tag not in _SKIPPED_TAGS:
            verb = token if tag in _BESIDE_TAGS else None
        if start is None and tag not in _AROUND_TAGS and not is_joint(text, begin, end, rules):
            start = begin
        if strength is None and piece in strengths:
            strength = piece
        if cut_tail:
            piece, cut_tail = patterns["of_ahead"].sub("", piece), False
            if values and is_joint(piece, 0, len(piece), rules):
                continue  # 比2010年的92.7万吨、62万吨分别减少9%、6.9%
        if tag == "SINCE":
            baseline, year, since = True, year_of(date, rules) or year, len(said)
        elif quantity:
            if changes and (baseline or _is_from(text, found, i, first, rules)):
                baseline, values, unit, year = True, (*values, quantity.value), quantity.unit, year or date_year
                # 比上年同期完成数26975万元减少…
                said = patterns["from_end"].sub("", said) if since is None else said[:since]
                cut_tail = True
            elif found[i - 1].tag == "SERVE":
                continue  # 为6107名新生发放资助金
            elif text[end:figure] in of and patterns["ends_with_plan"].search(said):
                cut_tail = True  # 完成年计划710亿元的89.4%
            elif i + 1 < head and text[end:figure] in of:
                said = "".join(text[t.start : t.end] for t in found[first:i] if t.tag in ("ACT", "ADD"))
            else:
                said += piece
        elif tag == "DATE":
            is_place = found[i + 1].tag in _DOES and patterns["place_alone"].fullmatch(said)
            said = "" if is_place else said.strip("".join(rules.words["statement"]["joint_end"]))
            date_year = year_of(date, rules)
            dates.append(date)
        elif tag == "FRONT_AT_LEAST":
            at_least = True
        elif tag in LEVEL_TAGS and i >= closing:
            continue
        elif tag == "ADD" and said and _is_last(found, first, i, head):
            # 集中供暖面积每年新增…: what grows has been named
            said += piece if said.endswith(lists["averaged"]) else ""
        elif tag != "SEP" and tag != "SETTING":
            said += piece
            if tag == "YEARLY":
                recurrence = "yearly"
    has_aside = not rules.sets["figure"]["aside_mark"].isdisjoint(said)
    if said.endswith(lists["share_of_end"]) and (relative := patterns["share_of"].search(said)):
        said, op = said[: relative.start()], _OPS.get(relative.lastgroup or "")
    if since is not None and alone and alone.unit == "%" and (bound := patterns["bound"].search(said)):
        said, op = said[: bound.start()], _OPS[bound.lastgroup or ""]
    if alone and alone.unit in rules.sets["quantity"]["times"] and (times := patterns["times_of"].search(said)):
        said, op = said[: times.start()], "~" if times["about"] or times["same"] else op
    elif has_aside and patterns["about_share"].search(said):
        said, op = patterns["about_share"].sub("", said), op or "~"
    elif has_aside and verb and (about := patterns["about_end"].search(said)):
        said, op = said[: about.start()], op or "~"  # 用电量约增长一倍
    if has_aside and patterns["no_fewer"].search(said):
        said, op = patterns["no_fewer"].sub("", said), ">="  # 每个学生至少参加一次
    if since is not None and _BRACKETED.fullmatch(said, since):
        said = said[:since]  # 比上年(134908吨)减少3.3%
    if has_aside:
        for aside in ("in_step", "takes_steps", "aside_below"):
            said = patterns[aside].sub("", said)
    if changes and verb and verb.tag in _TO_TAGS and not baseline and (worded := patterns["from_words"].search(said)):
        baseline, said = True, said[: worded.start()]
    if said and (said[0] == ")" or said[-1] == "("):
        said = patterns["bracket_edges"].sub("", said)
    if said and said[-1].isdecimal() and (bare := patterns["from_number"].search(said)):
        baseline, values, said = True, (float(bare[1]),), said[: bare.start()]
    return Around(
        changes,
        [alone] if alone and len(figures) == 1 else _compared(text, found, figures, rules),
        verb,
        text[found[first].start : figure],
        (patterns["of_these_ahead"].sub("", said) if has_aside else said).strip("、"),
        figure if start is None else start,
        ">=" if at_least else op,
        recurrence,
        strength,
        dates,
        baseline,
        year,
        values,
        unit,
    )


def _is_last(found: Sequence[Token], first: int, i: int, head: int) -> bool:
    """Whether a verb is the last of what is said before a figure, behind that of which it is said: 再新增 is alone."""
    if any(found[j].tag not in _SKIPPED_TAGS for j in range(i + 1, head)):
        return False
    return any(found[j].tag not in _SKIPPED_TAGS for j in range(first, i))


def year_of(date: Date | None, rules: Rules) -> int | None:
    """The year that a date ends in; that of 上年 is told by what it stands beside, not by the document's day."""
    if date is None or date.last is None or date.text.startswith(rules.words["date"]["beside_year"]):
        return None
    return int(date.last[:4])


def split_parts(text: str, found: Sequence[Token], rules: Rules) -> list[Part]:
    """Figures with the tokens that belong to each: 新增企业5户、中小企业1003户 are two parts, 20、15个百分点 one."""
    tags = [token.tag for token in found]
    if tags.count("QTY") == 1 and "SEP" not in tags:
        return [Part((tags.index("QTY"),), 0, len(tags))]
    lists = rules.words["figure"]
    parts: list[Part] = []
    first = 0
    run: list[int] = []
    described = 0  # where what says of what kind the last one is ends
    for i, token in enumerate([*found, None]):
        if token is not None and token.quantity:
            if len(run) == 1 and _is_share_of(text, found, first, run[0], token, rules):
                continue  # 95%以上的家庭每年得到4次指导
            if token.quantity.unit in rules.sets["figure"]["return_period"] and _goes_into_name(text, found, i):
                continue  # 达3年一遇能力的面积占比74%
            beside = found[run[-1]].end == token.start if run else False
            goes_on = described and is_joint(text, described, token.start, rules)  # 22个750千伏和330千伏工程
            if (beside or goes_on) and _describes(text, token, rules):
                described = token.end  # 5000个30户以上自然村: the second says of what kind
                continue
            described = 0
            within = token.quantity.op == "<=" and text.endswith(lists["at"], 0, token.start)
            if within and found[i - 1].tag == "TXT" and run and run[0] <= first + 1:
                continue  # 90%的居民在15分钟内到达: within what time they do
            if run and _is_attribute(text, found, run, token, rules):
                continue  # 完成3万平方米节能率不低于15%的建筑改造
            lasts = run and token.quantity.unit in rules.sets["figure"]["duration"]
            if lasts and rules.patterns["figure"]["serves"].fullmatch(text, found[run[-1]].end, token.start):
                continue  # 组织10名人才到乡镇服务1年以上
            if run and run[-1] == i - 2:
                if _sizes(text, found, i, rules):
                    continue  # 10家年产值超10亿元企业
                such = rules.words["indicator"]["and_such"]
                if sums_up(text, found[i - 1], rules) and not text.endswith(such, 0, found[run[0]].start):
                    parts.append(Part(tuple(run), first, i - 1))
                    first, run = i - 1, [i]  # 小区30个共52万平方米
                    continue
            if run and not _is_listed(text, found, run[-1], i, rules):
                end = found[run[-1]].end
                own = end < token.start and is_joint(text, end, token.start, rules)  # 增长5.2%、约4.4万亿元
                stated = found[run[0] - 1].tag in LEVEL_TAGS and not _is_from(text, found, run[0], first, rules)
                stated = stated or _is_spent(text, found, run[0], rules)
                if run[0] > first and (own or stated or rules.patterns["figure"]["says_next"].match(text, end)):
                    parts.append(Part(tuple(run), first, run[-1] + 1))
                    first = run[-1] + 1
                run = []  # else a figure inside the next one's indicator: 交办的7768件信访件已办结7664件
            run.append(i)
        elif (token is None or token.tag == "SEP") and run:
            parts.append(Part(tuple(run), first, i))
            first, run = i + 1, []
        elif token is not None and token.tag == "SEP":
            first = i + 1
    return parts


def _is_share_of(text: str, found: Sequence[Token], first: int, figure: int, token: Token, rules: Rules) -> bool:
    """Whether a share at a part's beginning says how many do what another figure tells: 90%的断面达到Ⅲ类."""
    share, told = found[figure].quantity, token.quantity
    if share is None or told is None or share.unit != "%" or told.unit in ("%", None):
        return False
    if told.unit in rules.sets["quantity"]["point"]:
        return False
    if told.unit in rules.sets["figure"]["duration"] and told.rule != "quantity.grade":
        return False  # 95%以上0-3岁婴幼儿
    before = (found[i] for i in range(first, figure))
    if any(t.tag != "DATE" and text[t.start : t.end] not in rules.sets["statement"]["region"] for t in before):
        return False
    patterns, end = rules.patterns["figure"], found[figure].end
    if told.rule != "quantity.grade" and not patterns["of_whom"].match(text, end):
        return False
    return share.op == ">=" or patterns["event"].search(text, end, token.start) is not None


def _is_attribute(text: str, found: Sequence[Token], run: Sequence[int], token: Token, rules: Rules) -> bool:
    """Whether a share only says of what kind the things are of which a verb of work asks for an amount before it."""
    amount = found[run[0]]
    if len(run) > 1 or token.quantity is None or token.quantity.unit != "%" or amount.quantity is None:
        return False
    asked = run[0] > 0 and found[run[0] - 1].tag in ("ACT", "LIGHT") and found[run[0] - 1].end == amount.start
    works = amount.quantity.unit in rules.sets["figure"]["work"]
    return asked and works and text.startswith(rules.words["common"]["of"], token.end) and text[amount.end].isalpha()


def _is_listed(text: str, found: Sequence[Token], figure: int, following: int, rules: Rules) -> bool:
    """Whether two figures are a list of values: 20、15个百分点, but not 翻一番、超过20万亿元, 增长5.2%、约4.4万亿元."""
    if not is_joint(text, found[figure].end, found[following].start, rules):
        return False
    one, other = found[figure].quantity, found[following].quantity
    if one is None or other is None:
        return False
    units = rules.sets["quantity"]
    if found[figure].end == found[following].start and (one.op in (">=", "<=", ">") or one.unit in units["year"]):
        return False  # 50亿元以上8个, 超10亿元22家, 连续两年超过4万亿元
    if one.unit != other.unit and _describes(text, found[following], rules):
        return False  # 220千伏变电站3座、110千伏输变电工程12个
    after = found[following + 1] if following + 1 < len(found) else None
    if one.unit != other.unit and after and after.tag == "QTY" and after.start == found[following].end:
        return False  # 50亿元以上8个、100亿元以上2个
    if one.op == "=" and _is_compared_in_front(other, rules) and found[figure - 1].tag != "EACH":
        return found[figure].end == found[following].start
    return one.unit == other.unit or units["doubling"].isdisjoint((one.unit, other.unit))


def _is_compared_in_front(quantity: Quantity, rules: Rules) -> bool:
    """Whether a comparison stands before a figure, and so is not of one before it: 约4.4万亿元, but not 30个以上."""
    first = quantity.text[0]
    return quantity.op != "=" and first.isalpha() and first not in rules.sets["figure"]["digit"]


def _describes(text: str, token: Token, rules: Rules) -> bool:
    """Whether a figure says of what size the things after it are: 30户以上自然村, 五百亿级集群."""
    quantity = token.quantity
    if quantity is None or not text[token.end : token.end + 1].isalpha():
        return False
    unit, words = quantity.unit, rules.sets["figure"]
    return quantity.op in (">=", "<=") or unit in words["sized"] or unit in words["capacity"]


def _sizes(text: str, found: Sequence[Token], figure: int, rules: Rules) -> bool:
    """Whether a figure and the measure before it say of what size the enterprises counted before are."""
    quantity, measure, patterns = found[figure].quantity, found[figure - 1], rules.patterns["figure"]
    if quantity is None or quantity.op not in (">=", ">") or measure.tag != "TXT":
        return False
    sized = patterns["size"].fullmatch(text, measure.start, measure.end)
    return sized is not None and patterns["of_size"].match(text, found[figure].end) is not None


def sums_up(text: str, verb: Token, rules: Rules) -> bool:
    """Whether a verb says that a figure is the sum of those things that one before it counts: 30个共52万平方米."""
    return verb.tag == "REACH" and rules.patterns["figure"]["totals"].fullmatch(text, verb.start, verb.end) is not None


def _goes_into_name(text: str, found: Sequence[Token], figure: int) -> bool:
    """Whether a figure with words right behind it only describes what another figure after these says."""
    follows = any(token.quantity for token in found[figure + 1 :])
    return follows and text[found[figure].end].isalpha()


def _is_spent(text: str, found: Sequence[Token], figure: int, rules: Rules) -> bool:
    """Whether a figure is the money that what comes after it was done with: 投资4亿元实施项目7个."""
    token, patterns = found[figure], rules.patterns["figure"]
    if token.quantity is None or token.quantity.unit not in rules.sets["figure"]["money"]:
        return False
    spent = patterns["invests"].match(text, found[0].start, token.start) is not None
    return spent and patterns["use"].match(text, token.end) is not None


def _is_from(text: str, found: Sequence[Token], figure: int, first: int, rules: Rules) -> bool:
    """Whether a figure is where a change starts from: 由45微克."""
    start, end = found[first].start, found[figure].start
    return rules.patterns["figure"]["starts_from"].search(text, start, end) is not None


def has_verb(found: Sequence[Token], part: Part, rules: Rules) -> bool:
    """Whether a part has a verb of its own before its figures, or with them: 翻了一番."""
    figure = found[part.figures[0]].quantity
    if figure and figure.unit in rules.sets["quantity"]["doubling"]:
        return True
    return any(found[i].tag in _VERB_TAGS for i in range(part.first, part.figures[0]))


def lead_verb(text: str, found: Sequence[Token], part: Part) -> str:
    """The verbs of work before the figures of a part, as written: 新建, 改造; in 发放住房补贴500万元 only 发放."""
    first, head = part.first, part.figures[0]
    ends = part.last == part.figures[-1] + 1  # with its figure, so that a verb right before it ends a noun
    verbs = ""
    for i in range(first, head):
        tag, start, end = found[i].tag, found[i].start, found[i].end
        if tag == "ADD" or (tag == "ACT" and not (ends and i > first and found[i - 1].tag == "TXT")):
            verbs += text[start:end]
    return verbs


def _compared(text: str, found: Sequence[Token], figures: Sequence[int], rules: Rules) -> list[Quantity]:
    """A list's figures with the comparator that stands before its first or after its last: 突破300亿元、120亿元; where
    several have one, each has its own: 8%、8%、10%以上、10%以上."""
    quantities = [q for i in figures if (q := found[i].quantity)]
    if any(not text[found[a].end : found[b].start] for a, b in pairwise(figures)):
        return quantities  # 2500余公里3460个排污口
    in_front = _is_compared_in_front(quantities[0], rules)
    op = quantities[0 if in_front else -1].op
    own = [q for q in quantities[in_front:] if q.op != "="]
    if op == "=" or any(q is not quantities[-1] or q.op != op for q in own):
        return quantities
    return [replace(q, op=op) for q in quantities]
