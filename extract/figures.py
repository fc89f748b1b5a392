"""What a clause says with its figures: indicator, change, direction and baseline of each, by the rule that matched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from extract.clauses import Clause
from extract.coordination import as_ranked, each_named, each_than, of_each, spelt_out
from extract.figure_lists import Lead, Topic, goes_on, is_like_first
from extract.figure_outcomes import CONNECTED, is_outcome, sets_terms
from extract.figure_parts import Around, Part, around_figure, has_verb, lead_verb, split_parts, sums_up, year_of
from extract.frames import Frames, Token, is_joint
from extract.indicators import canonical_name, indicator_name, work_done
from extract.model import Date, Quantity
from extract.opening import Opening
from extract.rulebook import Rule, Rules, word_sets

_LONG_LIST = 40  # characters of an enumeration that no longer belongs to the indicator
_ASIDE = regex.compile(r"^(?:\([^()]*\)|等$)")
_CHANGES = frozenset({"change_to", "change_by"})
_OPPOSITE = {"up": "down", "down": "up"}
_STEMS = 6  # indicators that a 分别 in a later clause may speak of


@dataclass(slots=True)
class Reading:
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


@lru_cache(maxsize=4)
def _begins(rules: Rules) -> Mapping[str, Opening]:
    """With what the patterns may begin that a name is tried with, in whole or from its beginning."""
    patterns = rules.patterns["figure"]
    whole = {name: Opening(patterns[name].fullmatch) for name in ("no_subject", "bare_work", "share_of_plan")}
    return whole | {name: Opening(patterns[name].match) for name in ("adds", "shrinks")}


def read_figures(
    text: str,
    clause: Clause,
    found: Sequence[Token],
    matching: Frames,
    kind: str,
    has_term: bool,
    topic: Topic | None,
    heading: str,
    days: Sequence[Date],
    rules: Rules,
) -> tuple[list[Reading], Topic | None]:
    """The outcomes that a clause states with figures, and the topic that the next clause may carry on.

    ``days`` are those that its sentence lists, one for each figure of a list.
    """
    patterns = rules.patterns["figure"]
    if kind == "target" and sets_terms(text, clause, heading, has_term, rules):
        return [], topic
    readings: list[Reading] = []
    lead = topic.lead if topic and topic.lead and goes_on(text, clause, found, topic, rules) else None
    parts = split_parts(text, found, rules)
    for k, part in enumerate(parts):
        before = readings[-1].indicator if readings else topic.stems[-1] if topic and topic.unit else ""
        figures, first, last = part.figures, part.first, part.last
        candidates = matching.get(figures[0], ())
        after = text[found[figures[-1]].end : found[last - 1].end]
        if after and after[0] == ")":
            after = after[1:]  # 发酵酒(增长87%)等
        if after and (after[0] in "(、" or after == "等"):
            after = "" if after[0] == "、" else _ASIDE.sub("", after)  # 25微克/立方米、优于全国平均水平
        if after and k + 1 < len(parts):
            tail = text[found[parts[-1].figures[-1]].end : clause.end]
            if after.endswith("级") and (of_rank := patterns["of_rank"].fullmatch(after + "\n" + tail)):
                after += of_rank["what"]  # 2个省级和3个市级生态村
            elif first == figures[0] and (predicate := patterns["event"].search(tail)):
                after += tail[predicate.start() :]  # 2个园区、3家企业入选试点: what is said of the last is said of each
        made: list[Reading] = []
        around: Around | None = None
        if lead and not has_verb(found, part) and not is_like_first(text, found, part, lead):
            around = around_figure(text, found, part, False, rules)
            made = _read_part(text, found, part, around, lead.rule, lead.verb, after, kind, has_term, None, days, rules)
            shrinks = bool(made) and patterns["shrinks"].match(lead.verb) is not None
            for reading in made:
                reading.recurrence = reading.recurrence or lead.recurrence
                reading.direction = reading.direction or ("down" if shrinks else None)
        front = ""
        if k and figures[0] == first and after and (covering := patterns["covering"].search(before)):
            front = before[: covering.end()]  # 覆盖90%以上乡镇和60%以上村
        for rule in candidates:
            if made:
                break
            about = topic if k == 0 else _topic_of(readings[-1:])
            changes = rule.make in _CHANGES
            if around is None or around.changes != changes:
                around = around_figure(text, found, part, changes, rules)
            made = _read_part(text, found, part, around, rule, front, after, kind, has_term, about, days, rules)
            if made and rule.make in ("add", "act"):
                event = patterns["own_event"].search(made[-1].indicator) if found[first].tag == "TXT" else None
                named = event.group() if event else ""
                lead = Lead(rule, lead_verb(text, found, part), made[-1].recurrence, named)
            elif made and made[-1].change == "to" and made[-1].direction == "down":
                less = patterns["shrinks"].match(made[-1].indicator)  # 削减化学需氧量320吨、氨氮18吨
                lead = Lead(rule, less.group(), made[-1].recurrence) if less else lead
        if made and before and made[0].indicator[-1] == "级":
            _rename(made, [as_ranked(reading.indicator, before, rules) for reading in made], rules)
        elif made and topic and topic.measure and not patterns["measure_end"].match(made[0].indicator):
            _rename(made, [reading.indicator + topic.measure for reading in made], rules)
        if made and (recurs := _recurs(found, part, readings, made[0], topic, kind)):
            for reading in made:
                reading.recurrence = recurs
        readings.extend(made)
    if readings:
        if topic and readings[-1].of_topic:
            said = readings[-1]
            if said.unit == "%" and said.change == "to" and (topic.unit != "%" or "占" in said.indicator):
                return readings, replace(topic, share=said.indicator)
            rate = patterns["rate_of"].match(said.indicator) if said.unit == "百分点" else None
            return readings, replace(topic, share=rate.group()) if rate else topic
        if topic and lead is None and readings[-1].start == topic.start:
            lead = topic.lead  # 新增点位30个,总计达60个;特色道路10条
        following = _topic_of(readings, topic.stems if topic else (), lead)
        return readings, replace(
            following, measure=topic.measure
        ) if following and topic and topic.measure else following
    if clause.mark == "," and clause.end - clause.start > 6:
        if found[0].tag == "SINCE" and len(found) > 1 and (base := found[1].quantity):
            of = text[base.end : clause.end]  # 相比2020年3亿元的收入
            subject = topic or (Topic((of[1:],), base.end + 1) if of[:1] == "的" and len(of) > 2 else None)
            return [], subject and replace(subject, base=(year_of(found[0].date), base.value))
        predicate = patterns["said"].search(text, clause.start, clause.end)
        end = predicate.start() if predicate else clause.end
        if found[-1].tag == "QTY":
            end = min(end, found[-1].start)
            if all(token.tag != "TXT" for token in found):
                return [], None  # 一季度增长16.4%
        return [], Topic((text[clause.start : end],), clause.start)
    return [], None


def _rename(readings: Sequence[Reading], names: Sequence[str], rules: Rules) -> None:
    for reading, name in zip(readings, names, strict=True):
        reading.indicator, reading.canonical = name, canonical_name(name, rules)


def _topic_of(readings: Sequence[Reading], said_before: tuple[str, ...] = (), lead: Lead | None = None) -> Topic | None:
    if not readings:
        return None
    last = readings[-1]
    stems = (*said_before, *[reading.indicator for reading in readings])
    return Topic(stems[-_STEMS:], last.start, last.unit, lead)


def _recurs(
    found: Sequence[Token], part: Part, before: Sequence[Reading], reading: Reading, topic: Topic | None, kind: str
) -> str | None:
    """How often what a list goes on with recurs: 每年县道不低于13%、乡道不低于8%; in plans 每年新建3个,改造1条."""
    if before:
        alike = reading.unit == before[-1].unit and not has_verb(found, part)
        return before[-1].recurrence if alike else reading.recurrence
    goes_on = kind == "target" and found[0].tag in ("ACT", "ADD") and all(token.tag != "DATE" for token in found)
    return topic.lead.recurrence if goes_on and topic and topic.lead else reading.recurrence


def _read_part(
    text: str,
    found: Sequence[Token],
    part: Part,
    around: Around,
    rule: Rule,
    front: str,
    after: str,
    kind: str,
    has_term: bool,
    topic: Topic | None,
    days: Sequence[Date],
    rules: Rules,
) -> list[Reading]:
    patterns = rules.patterns["figure"]
    quantities, verb, said = around.quantities, around.verb, around.said
    figure = quantities[0]
    tail = after
    work = False
    if rule.make == "change_by" and verb and figure.unit in word_sets(rules, "figure")["work"]:
        work = bool(after) or (not topic and (not said or said in word_sets(rules, "statement")["act"]))
        said += text[verb.start : verb.end] if work else ""  # 提升40所高中办学能力 is work done
    if after and verb and figure.unit in word_sets(rules, "figure")["extent"] and text[verb.start : verb.end] == "实现":
        work = patterns["achieved_over"].match(after) is not None
        topic = None if work else topic
    brings = verb is not None and figure.unit == "%" and text[verb.start : verb.end] == "实现"
    if after and brings and patterns["brought_to"].match(after):
        work, said, topic = True, "", None  # 某地将实现60%的乡镇通油路
    if after and rule.make in ("share", "count"):
        after = patterns["modal"].sub("", after)
    if after and figure.unit == "%" and rule.make == "reach" and (grade := patterns["grade_named"].match(after)):
        said += grade["of"]
    in_all = bool(after and verb and sums_up(text, verb, rules))  # 8条段共计69公里骨干河道
    if after and (
        (rule.make in CONNECTED and not (work or in_all))
        or (rule.make == "add" and patterns["measure_end"].match(said))
    ):
        after = ""
    if is_joint(said, 0, len(said)):
        said = ""
    if rule.make == "share" and after and said and patterns["covers"].search(around.plain):
        covering = patterns["covering"].search(said)
        said = said[: covering.start()] + covering["verb"] if covering else said
        after = patterns["and_all"].sub("", after)
    if rule.make == "reach" and tail and not said and not work and figure.unit in word_sets(rules, "figure")["work"]:
        return []  # 实现26座水闸全部达标: a state of what is counted
    before = front + said if said or front or not topic else topic.stems[-1]
    if not is_outcome(rule, figure, around.plain, before, after, tail, kind, has_term, rules):
        return []
    change, direction, name = ("to", None, said) if work else _change(rule, verb, said, figure, text, rules)
    start = around.start
    names = [name] * len(quantities)
    of_topic = False
    share = None
    alone = not front and not after
    base = topic.base if topic and rule.make in _CHANGES else None
    begins, first = _begins(rules), name[:1]
    if figure.unit == "%" and alone and begins["share_of_plan"][first] and (topic or name != "完成"):
        share = patterns["share_of_plan"].fullmatch(name)
    carried = topic if alone else None
    if carried and name == "完成" and figure.unit == "%" and patterns["worked"].search(carried.stems[-1]):
        names, start, of_topic, share = [work_done(carried.stems[-1], rules)], carried.start, True, None
    elif carried and (share or (begins["no_subject"][first] and patterns["no_subject"].fullmatch(name))):
        for aside in ("worked_out", "ranked", "net"):
            name = patterns[aside].sub("", name)
        of_share = carried.share if figure.unit == "百分点" else None
        stems = [of_share] if of_share and len(quantities) == 1 else _stems(carried, len(quantities), rules)
        if change == "to" and figure.unit == carried.unit and patterns["in_all"].search(around.plain):
            stems = [patterns["added"].sub("", stem) for stem in stems]  # 新增医院11家,累计达到26家
        names = [stem if share else patterns["twice"].sub("", stem + name) if name else stem for stem in stems]
        start, of_topic = carried.start, bool(name)
    elif topic and in_all and not name:
        names, start = [topic.stems[-1]] * len(quantities), topic.start
    elif topic and not after and (worked := _work_named(name, topic, rules)):
        names, start = [worked] * len(quantities), topic.start
    elif carried and _is_other_subject(name, figure, carried, rules):
        names = spelt_out([name, carried.stems[-1]], rules)[:1] * len(quantities)
    elif after and len(name) > _LONG_LIST and patterns["among"].match(name) and rule.make != "act":
        names = [""] * len(quantities)
    elif len(quantities) > 1:
        bare = indicator_name(name, "", rules)[0]
        if topic and len(topic.stems) >= len(quantities) and patterns["measure_tail"].fullmatch(bare):
            names = of_each(bare, topic.stems[-len(quantities) :], rules)
        else:
            names = each_named(bare, len(quantities), rules) or names
    if rule.make == "beyond" and len(quantities) > 1:
        names = each_than(name, names, rules)
    dates = around.dates or days
    each = len(dates) == len(quantities) and (len(dates) > 1 or sum(token.tag == "DATE" for token in found) > 1)
    own_dates = dates if each else [None] * len(quantities)  # 2023年完成25户、2024年完成20户
    end = found[part.last - 1].end if after else found[part.figures[-1]].end
    made = []
    values: tuple[float | None, ...] = around.values
    if len(values) != len(quantities):
        values = (values or (base[1] if base else None,))[-1:] * len(quantities)
    for quantity, own, date, value in zip(quantities, names, own_dates, values, strict=True):
        turned = change == "by" and (quantity.value < 0) != (figure.value < 0)  # 增长-9.7%、11.4%
        indicator, scope = indicator_name(front + own, after, rules)
        if share:
            indicator, of_topic = (indicator if topic else "") + share["share"], True
        if not indicator or indicator == "的":
            continue
        inherits_unit = around.unit and quantity.unit and around.unit.startswith(quantity.unit + "/")
        made.append(
            Reading(
                quantity=_as_said(quantity, around.op, change),
                unit=around.unit if inherits_unit else quantity.unit,
                indicator=indicator,
                start=start,
                end=end,
                rule=rule.id,
                change=change,
                direction=_OPPOSITE[direction] if turned and direction else direction,
                baseline=around.baseline or base is not None or (verb is not None and text[verb.start] == "比"),
                baseline_year=around.year or (base[0] if base else None),
                baseline_value=value,
                recurrence=around.recurrence,
                strength=around.strength,
                scope=scope,
                canonical=canonical_name(indicator, rules),
                date=date,
                of_topic=of_topic,
            )
        )
    return made


def _stems(topic: Topic, count: int, rules: Rules) -> Sequence[str]:
    """What each of several figures is of: the last indicators before, or the parts of the one that names them all."""
    if len(topic.stems) >= count:
        return topic.stems[-count:]
    return each_named(topic.stems[-1], count, rules) or [topic.stems[-1]] * count


def _as_said(quantity: Quantity, op: str | None, change: str) -> Quantity:
    """A figure with the comparison that stands further in front, and of a change its amount: 增长-16% is 16 % down."""
    if change == "by" and quantity.value < 0:
        quantity = replace(quantity, value=-quantity.value)
    return replace(quantity, op=op) if op and quantity.op == "=" else quantity


def _work_named(name: str, topic: Topic, rules: Rules) -> str:
    """A verb of work that stands alone with what the clause before says it is done to, empty where it says nothing:
    建设食堂,2026年新建30个; 高速公路开工1000公里、建成900公里."""
    patterns, stem = rules.patterns["figure"], topic.stems[-1]
    if not _begins(rules)["bare_work"][name[:1]] or not patterns["bare_work"].fullmatch(name):
        return ""
    if patterns["programme"].match(stem):
        return ""
    if (done := patterns["work_end"].search(stem)) and done.start() > 1:
        return stem[: done.start()] + name
    verb = None if topic.unit else rules.patterns["milestone"]["lead_in"].match(stem)
    found = stem[verb.end() :] if verb else ""
    return name + found if 2 <= len(found) <= _LONG_LIST else ""


def _differs(name: str, quantity: Quantity, rules: Rules) -> tuple[str, str | None, str]:
    """The same for points that something differs by or adds: 增速比全国高, 拉动投资."""
    patterns = rules.patterns["figure"]
    if rate := patterns["rate_differs"].search(name):
        return "by", rate.lastgroup, name[: rate.start()]
    differs = patterns["differs"].search(name)
    direction = differs.lastgroup if differs else None
    return "by", _OPPOSITE[direction] if direction and quantity.value < 0 else direction, name


def _is_other_subject(name: str, quantity: Quantity, topic: Topic, rules: Rules) -> bool:
    """Whether a clause only names another subject of the same measure: 城市漏损率控制在8%以内,县城控制在9%以内."""
    measure = rules.patterns["figure"]["measure_end"]
    if name.endswith(rules.words["figure"]["whole"]):
        return False
    if quantity.unit != topic.unit or not 2 <= len(name) <= 4:
        return False
    return measure.match(topic.stems[-1]) is not None and measure.match(name) is None


def _change(
    rule: Rule, verb: Token | None, name: str, quantity: Quantity, text: str, rules: Rules
) -> tuple[str, str | None, str]:
    """``to`` or ``by``, the direction, and the indicator's text, to which a verb of work belongs (GUIDE: change)."""
    regions = rules.words["statement"]["region"]
    begins, first = _begins(rules), name[:1]
    down = verb is not None and verb.tag in ("DOWN", "DOWNTO")
    match rule.make:
        case "change_to":
            return "to", None if verb and verb.tag == "TURN" else "down" if down else "up", name
        case "change_by" if quantity.value < 0:
            return "by", "up" if down else "down", name
        case "change_by":
            counted = quantity.unit in word_sets(rules, "figure")["work"]
            if verb is not None and counted and rules.patterns["figure"]["work_noun"].match(name):
                return "to", None, name + text[verb.start : verb.end]
            return "by", "down" if down else "up", name
        case "hold":
            return "to", "hold", name
        case "add" | "beyond":
            return "by", "up", name
        case "act" if begins["adds"][first] and rules.patterns["figure"]["adds"].match(name):
            return "by", "up", name
        case "serve":
            return "to", None, name[:1] + next((name[1 + len(w) :] for w in regions if name.startswith(w, 1)), name[1:])
        case "state" if quantity.unit == "番":
            return "by", "up", name
        case "state" | "act" if quantity.unit == "百分点":
            return _differs(name, quantity, rules)
    if begins["shrinks"][first] and (less := rules.patterns["figure"]["shrinks"].match(name)):
        cut = quantity.unit == "%" and less["cut"]  # 压减支出10%; 淘汰产能30% is work done
        return ("by", "down", name[less.end() :]) if cut else ("to", "down", name)
    return "to", None, name
