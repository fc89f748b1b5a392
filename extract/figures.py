"""What a clause says with its figures: indicator, change, direction and baseline of each, by the rule that matched."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from extract.clauses import Clause
from extract.frames import JOINS, Frames, Token
from extract.indicators import canonical_name, indicator_name, shared_head
from extract.model import Date, Quantity
from extract.rulebook import Rule, Rules

_ITEMS = regex.compile(r"、|(?<=\p{Han})(?:和|及|与|以及)(?=\p{Han})", regex.VERSION1)
_OF = regex.compile(r"^的")
_FROM = regex.compile(r"[由从][^,;。、由从]{0,12}$")
_RELATIVE = regex.compile(r"(?:达到|相当于)[^达,]{2,20}的$")
_FROM_BARE = regex.compile(r"[由从](\d+(?:\.\d+)?)$")
_LONG_LIST = 40  # characters of an enumeration that no longer belongs to the indicator
_STEMS = 6  # indicators that a 分别 in a later clause may speak of
_LEVEL_TAGS = frozenset({"REACH", "HOLD", "UP", "DOWN", "UPTO", "DOWNTO"})
_SKIPPED_TAGS = frozenset({"EACH", "PAST", "STRENGTH", "LIGHT", "SINCE", "YEARLY", "DATE"})
_CONNECTED = frozenset({"reach", "hold", "change_to", "change_by", "beyond"})


class Reading(NamedTuple):
    """One figure read as an outcome; ``start``/``end`` hold the shortest stretch with the whole statement."""

    quantity: Quantity
    unit: str | None
    indicator: str
    start: int
    end: int
    rule: str
    change: str
    direction: str | None
    baseline: bool
    baseline_year: int | None
    baseline_value: float | None
    recurrence: str | None
    strength: str | None
    scope: str | None
    canonical: str
    date: Date | None = None  # where 分别 gives each figure its own
    of_topic: bool = False  # says something more of what a clause before names: 年均增长率, 占…比重


class Topic(NamedTuple):
    """What a clause without an indicator of its own goes on about: 优良天数313天,比2023年多25天."""

    stems: tuple[str, ...]  # more than one where the clause before had several: 分别增长32.9%、41.6%
    start: int
    unit: str | None = None  # of the last stem's own figure, where it has one


class _Part(NamedTuple):
    """Figures that share one statement, by the indexes of their tokens, within the tokens ``first`` to ``last``."""

    figures: tuple[int, ...]
    first: int
    last: int  # exclusive


class _Left(NamedTuple):
    """What stands before a figure: the indicator's text, and what the value is measured from."""

    text: str
    baseline: bool = False
    year: int | None = None
    value: float | None = None
    unit: str | None = None


class _Around(NamedTuple):
    """What every rule asks of a part: the tokens before its figure, the verb beside it, the text before, as read."""

    in_front: Sequence[Token]
    quantities: list[Quantity]
    verb: Token | None
    plain: str
    left: _Left
    left_of_change: _Left  # the same where the figure is what something changes to or by


def _around(text: str, found: Sequence[Token], part: _Part) -> _Around:
    head = part.figures[0]
    in_front = found[part.first : head]
    left = _left(text, found, part, changes=False)
    more = any(token.tag == "QTY" for token in in_front)
    return _Around(
        in_front,
        _same_comparison([q for i in part.figures if (q := found[i].quantity)]),
        _verb(found, head, part.first),
        text[in_front[0].start : found[head].start] if in_front else "",
        left,
        _left(text, found, part, changes=True) if more else left,
    )


def read_figures(
    text: str,
    clause: Clause,
    found: Sequence[Token],
    matching: Frames,
    kind: str,
    has_term: bool,
    topic: Topic | None,
    heading: str,
    rules: Rules,
) -> tuple[list[Reading], Topic | None]:
    """The outcomes that a clause states with figures, and the topic that the next clause may carry on."""
    patterns = rules.patterns["figure"]
    if kind == "target" and _sets_terms(text, clause, heading, has_term, rules):
        return [], topic
    readings: list[Reading] = []
    lead: tuple[Rule, str] | None = None
    parts = _parts(text, found)
    tail = text[found[parts[-1].figures[-1]].end : clause.end] if parts else ""
    for k, part in enumerate(parts):
        candidates = matching.get(part.figures[0], ())
        after = text[found[part.figures[-1]].end : found[part.last - 1].end] if part.last > part.figures[-1] + 1 else ""
        if (
            k + 1 < len(parts)
            and after
            and part.first == part.figures[0]
            and (predicate := patterns["event"].search(tail))
        ):
            after += tail[predicate.start() :]  # 2个园区、3家企业入选试点: what is said of the last is said of each
        made: list[Reading] = []
        around = _around(text, found, part)
        if lead and not _has_verb(found, part):
            made = _read_part(text, found, part, around, lead[0], lead[1], after, kind, has_term, None, rules)
        for rule in candidates:
            if made:
                break
            about = topic if k == 0 else _topic_of(readings[-1:])
            made = _read_part(text, found, part, around, rule, "", after, kind, has_term, about, rules)
            if made and rule.make in ("add", "act"):
                lead = (rule, _lead_verb(text, found, part))
        readings.extend(made)
    if readings:
        if topic and readings[-1].of_topic:
            return readings, topic
        return readings, _topic_of(readings, topic.stems if topic else ())
    if clause.mark == "," and clause.end - clause.start > 6:
        said = patterns["said"].search(text, clause.start, clause.end)
        return [], Topic((text[clause.start : said.start() if said else clause.end],), clause.start)
    return [], None


def _topic_of(readings: Sequence[Reading], said_before: tuple[str, ...] = ()) -> Topic | None:
    if not readings:
        return None
    last = readings[-1]
    return Topic((*said_before, *(r.indicator for r in readings))[-_STEMS:], last.start, last.unit)


def _sets_terms(text: str, clause: Clause, heading: str, has_term: bool, rules: Rules) -> bool:
    """Whether a clause sets the terms of a measure: the amount of a subsidy, a limit of a loan, a rate."""
    patterns = rules.patterns["figure"]
    if patterns["rate"].search(text, clause.start, clause.end):
        return True
    if patterns["condition"].match(text, clause.start):
        return True
    if has_term or patterns["amount_given"].search(text, clause.start, clause.end):
        return False
    return bool(patterns["parameter"].search(text, clause.start, clause.end) or patterns["parameter"].search(heading))


def _parts(text: str, found: Sequence[Token]) -> list[_Part]:
    """Figures with the tokens that belong to each: 新增企业5户、中小企业1003户 are two parts, 20、15个百分点 one."""
    parts: list[_Part] = []
    first = 0
    run: list[int] = []
    for i, token in enumerate([*found, None]):
        if token is not None and token.tag == "QTY":
            if run and not _is_listed(text, found, run[-1], i):
                if found[run[0] - 1].tag in _LEVEL_TAGS and run[0] > first and not _is_from(text, found, run[0], first):
                    parts.append(_Part(tuple(run), first, run[-1] + 1))
                    first = run[-1] + 1
                run = []  # else a figure inside the next one's indicator: 交办的7768件信访件已办结7664件
            run.append(i)
        elif (token is None or token.tag == "SEP") and run:
            parts.append(_Part(tuple(run), first, i))
            first, run = i + 1, []
        elif token is not None and token.tag == "SEP":
            first = i + 1
    return parts


def _is_listed(text: str, found: Sequence[Token], figure: int, following: int) -> bool:
    """Whether two figures are a list of values: 20、15个百分点, but not 翻一番、超过20万亿元."""
    if not JOINS.fullmatch(text, found[figure].end, found[following].start):
        return False
    one, other = found[figure].quantity, found[following].quantity
    return one is not None and other is not None and (one.unit == other.unit or "番" not in (one.unit, other.unit))


def _is_from(text: str, found: Sequence[Token], figure: int, first: int) -> bool:
    """Whether a figure is where a change starts from: 由45微克."""
    return _FROM.search(text, found[first].start, found[figure].start) is not None


def _has_verb(found: Sequence[Token], part: _Part) -> bool:
    return any(found[i].tag in _LEVEL_TAGS | {"ACT", "LIGHT", "ADD"} for i in range(part.first, part.figures[0]))


def _lead_verb(text: str, found: Sequence[Token], part: _Part) -> str:
    return "".join(text[t.start : t.end] for t in found[part.first : part.figures[0]] if t.tag in ("ACT", "ADD"))


def _read_part(
    text: str,
    found: Sequence[Token],
    part: _Part,
    around: _Around,
    rule: Rule,
    front: str,
    after: str,
    kind: str,
    has_term: bool,
    topic: Topic | None,
    rules: Rules,
) -> list[Reading]:
    head = part.figures[0]
    in_front, quantities, verb, plain, left, left_of_change = around
    if rule.make in ("change_to", "change_by"):
        left = left_of_change
    tail = after
    done = after or (not topic and (left.text in rules.words["statement"]["act"] or not left.text))
    if rule.make == "change_by" and done and verb and quantities[0].unit in rules.words["figure"]["work"]:
        left = left._replace(text=left.text + text[verb.start : verb.end])  # 提升40所高中办学能力 is work done
        work = True
    else:
        work = False
    if (rule.make in _CONNECTED and not work) or (
        rule.make == "add" and rules.patterns["figure"]["measure_end"].match(left.text)
    ):
        after = ""
    before = front + left.text if JOINS.fullmatch(left.text) is None or not topic else topic.stems[-1]
    if not _counts(rule, quantities[0], plain, before, after, tail, kind, has_term, rules):
        return []
    change, direction, name = (
        ("to", None, left.text) if work else _change(rule, verb, left.text, quantities[0], text, rules)
    )
    start = next((t.start for t in in_front if t.tag not in ("PAST", "DATE", "SEP", "SETTING")), found[head].start)
    names = [name] * len(quantities)
    of_topic = False
    if topic and not front and not after and rules.patterns["figure"]["no_subject"].fullmatch(name):
        several = len(topic.stems) >= len(quantities)
        stems = topic.stems[-len(quantities) :] if several else topic.stems[-1:] * len(quantities)
        names, start, of_topic = [stem + name for stem in stems], topic.start, bool(name)
    elif topic and not after and (worked_on := _object_of(name, topic, rules)):
        names, start = [name + worked_on] * len(quantities), topic.start
    elif topic and not front and not after and _is_other_subject(name, quantities[0], topic, rules):
        names = shared_head([name, topic.stems[-1]], rules.patterns["figure"]["measure_end"])[:1] * len(quantities)
    elif after and len(name) > _LONG_LIST and rules.patterns["figure"]["among"].match(name) and rule.make != "act":
        names = [""] * len(quantities)
    elif len(quantities) > 1 and len(items := _items(name, rules)) == len(quantities):
        names = shared_head(items, rules.patterns["figure"]["measure_end"])
    dates = [t.date for t in in_front if t.tag == "DATE"]
    own_dates = dates if len(dates) == len(quantities) > 1 else [None] * len(quantities)
    at_least = any(t.tag == "FRONT_AT_LEAST" for t in in_front)
    strengths = rules.words["statement"]["strength"]
    end = found[part.figures[-1]].end
    if after:
        end = max(end, found[part.last - 1].end)
    made = []
    for quantity, own, date in zip(quantities, names, own_dates, strict=True):
        indicator, scope = indicator_name(front + own, after, rules)
        if not indicator:
            continue
        inherits_unit = left.unit and quantity.unit and left.unit.startswith(quantity.unit + "/")
        made.append(
            Reading(
                quantity=replace(quantity, op=">=") if at_least and quantity.op == "=" else quantity,
                unit=left.unit if inherits_unit else quantity.unit,
                indicator=indicator,
                start=start,
                end=end,
                rule=rule.id,
                change=change,
                direction=direction,
                baseline=left.baseline,
                baseline_year=left.year,
                baseline_value=left.value,
                recurrence="yearly" if any(t.tag == "YEARLY" for t in in_front) else None,
                strength=next((w for t in in_front if (w := text[t.start : t.end]) in strengths), None),
                scope=scope,
                canonical=canonical_name(indicator, rules),
                date=date,
                of_topic=of_topic,
            )
        )
    return made


def _items(name: str, rules: Rules) -> list[str]:
    """The coordinated indicators of a text before 分别."""
    return [item for item in _ITEMS.split(indicator_name(name, "", rules)[0]) if item]


def _same_comparison(quantities: list[Quantity]) -> list[Quantity]:
    """A list's figures with the comparator that stands before its first or after its last: 突破300亿元、120亿元."""
    ops = {q.op for q in quantities if q.op != "="}
    return [replace(q, op=op) for q in quantities for op in ops] if len(ops) == 1 else quantities


def _object_of(name: str, topic: Topic, rules: Rules) -> str:
    """What a verb of work that stands alone is done to, as the clause before says: 建设食堂,2026年新建30个."""
    patterns = rules.patterns["figure"]
    if topic.unit or not patterns["bare_work"].fullmatch(name) or patterns["programme"].match(topic.stems[-1]):
        return ""
    verb = rules.patterns["milestone"]["lead_in"].match(topic.stems[-1])
    found = topic.stems[-1][verb.end() :] if verb else ""
    return found if 2 <= len(found) <= _LONG_LIST else ""


def _is_other_subject(name: str, quantity: Quantity, topic: Topic, rules: Rules) -> bool:
    """Whether a clause only names another subject of the same measure: 城市漏损率控制在8%以内,县城控制在9%以内."""
    measure = rules.patterns["figure"]["measure_end"]
    if quantity.unit != topic.unit or not 2 <= len(name) <= 4:
        return False
    return measure.match(topic.stems[-1]) is not None and measure.match(name) is None


def _verb(found: Sequence[Token], head: int, first: int) -> Token | None:
    """The verb right before a figure, past 分别 and 力争."""
    for i in range(head - 1, first - 1, -1):
        if found[i].tag not in _SKIPPED_TAGS:
            return found[i] if found[i].tag in _LEVEL_TAGS | {"ADD", "MORE"} else None
    return None


def _left(text: str, found: Sequence[Token], part: _Part, changes: bool) -> _Left:
    """The text before a figure without dates, comparisons and the verb beside it; and the baseline."""
    head = part.figures[0]
    left = _Left("")
    kept = ""
    year: int | None = None
    cut_tail = False
    for i in range(part.first, head):
        token = found[i]
        piece = text[token.start : token.end]
        if cut_tail:
            piece, cut_tail = _OF.sub("", piece), False
        if token.tag == "SINCE":
            since = int(token.date.last[:4]) if token.date and token.date.last else left.year
            left = left._replace(baseline=True, year=since)
        elif token.tag == "QTY" and token.quantity:
            if changes and (left.baseline or _is_from(text, found, i, part.first)):
                left = left._replace(
                    baseline=True, value=token.quantity.value, unit=token.quantity.unit, year=left.year or year
                )
                kept, cut_tail = regex.sub(r"[由从][^由从]{0,12}$|的$", "", kept), True
            elif i + 1 < head and text[token.end : found[head].start] == "的":
                kept = "".join(text[t.start : t.end] for t in found[part.first : i] if t.tag in ("ACT", "ADD"))
            else:
                kept += piece
        elif token.tag == "DATE":
            kept = kept.strip("、和及与")
            year = int(token.date.last[:4]) if token.date and token.date.last else None
        elif token.tag in _LEVEL_TAGS and all(found[j].tag in _SKIPPED_TAGS | _LEVEL_TAGS for j in range(i, head)):
            continue
        elif token.tag == "ADD" and kept and all(found[j].tag in _SKIPPED_TAGS for j in range(i + 1, head)):
            continue  # 集中供暖面积每年新增…: what grows has been named
        elif token.tag not in ("FRONT_AT_LEAST", "SEP", "SETTING"):
            kept += piece
    if relative := _RELATIVE.search(kept):
        kept = kept[: relative.start()]  # 达到最大用电负荷的3%
    if bare := _FROM_BARE.search(kept):
        left, kept = left._replace(baseline=True, value=float(bare[1])), kept[: bare.start()]
    return left._replace(text=kept.removeprefix("其中"))


def _change(
    rule: Rule, verb: Token | None, name: str, quantity: Quantity, text: str, rules: Rules
) -> tuple[str, str | None, str]:
    """``to`` or ``by``, the direction, and the indicator's text, to which a verb of work belongs (GUIDE: change)."""
    down = verb is not None and verb.tag in ("DOWN", "DOWNTO")
    match rule.make:
        case "change_to":
            return "to", "down" if down else "up", name
        case "change_by":
            works = quantity.unit in rules.words["figure"]["work"] and rules.patterns["figure"]["work_noun"].match(name)
            if verb is not None and works:
                return "to", None, name + text[verb.start : verb.end]
            return "by", "down" if down else "up", name
        case "hold":
            return "to", "hold", name
        case "add" | "beyond":
            return "by", "up", name
        case "state" if quantity.unit == "番":
            return "by", "up", name
    if rules.patterns["figure"]["shrinks"].match(name):
        return "to", "down", name
    return "to", None, name


def _counts(
    rule: Rule,
    quantity: Quantity,
    plain: str,
    before: str,
    after: str,
    tail: str,
    kind: str,
    has_term: bool,
    rules: Rules,
) -> bool:
    """Whether a figure states an outcome rather than describing a thing (GUIDE: not targets)."""
    patterns, words = rules.patterns["figure"], rules.words["figure"]
    lasts = quantity.unit in words["duration"]
    if patterns["negated"].match(before):
        return False
    if rule.make == "beyond" and quantity.unit != "百分点":
        return False
    if rule.make == "change_by" and lasts and tail:
        return False
    if rule.make in _CONNECTED:
        return not (rule.make == "reach" and (lasts or tail) and patterns["weak_reach"].match(plain))
    if rule.make == "share":
        return quantity.unit in ("%", None) and (quantity.op != "=" or bool(patterns["event"].search(after)))
    if patterns["described_after"].match(after) or (patterns["described_before"].match(plain) and quantity.unit != "%"):
        return False
    if tail and (quantity.unit in words["rating"] or patterns["standard"].match(tail)):
        return False
    measured_thing = tail and quantity.unit not in words["work"] and quantity.unit not in ("%", "‰")
    if measured_thing and (patterns["measure_end"].match(plain) or quantity.text.endswith(("及以上", "及以下"))):
        return False
    if lasts:
        return (quantity.op != "=" or kind == "result") and not after and bool(patterns["measure_end"].match(before))
    if quantity.rule == "quantity.small" and (rule.make != "act" or patterns["own_parts"].match(after)):
        return False
    if rule.make == "add" and quantity.unit in ("%", "‰"):
        return False
    if rule.make == "act" and after and quantity.op in (">=", "<=") and patterns["done_away"].match(plain):
        return False
    if rule.make in ("act", "add"):
        return not patterns["process_object"].search(plain) or has_term or quantity.op != "="
    if rule.make == "count" or (after and patterns["among"].match(before)):
        says = patterns["event"].search(after) or (kind == "result" and patterns["acted_on"].search(before))
        return bool(says) and not patterns["state"].search(after)
    if after:
        return quantity.unit in ("%", "‰") and bool(patterns["event"].search(after))
    measured = kind == "result" or quantity.op != "=" or quantity.unit in ("%", "‰") or has_term
    return bool(before) and (measured or bool(patterns["measure_end"].match(before)))
