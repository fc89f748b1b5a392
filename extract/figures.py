"""What a clause says with its figures: indicator, change, direction and baseline of each, by the rule that matched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.clauses import Clause
from extract.coordination import as_ranked
from extract.figure_changes import OPPOSITE, change_of
from extract.figure_lists import Lead, Topic, allotted_to, goes_on, names_item, said_after, spent_on
from extract.figure_names import Words, name_figures
from extract.figure_outcomes import CONNECTED, is_outcome
from extract.figure_parts import Around, Part, around_figure, has_verb, lead_verb, split_parts, sums_up, year_of
from extract.frames import Frames, Token, is_joint
from extract.indicators import canonical_name, indicator_name
from extract.model import Date, Quantity
from extract.rulebook import Rule, Rules

_CHANGES = frozenset({"change_to", "change_by"})
_NAMES_A_THING = 4  # characters after a count: 实现300家企业上云
_DONE = frozenset({"reach", "count"})
_FEW = 6  # characters that name no subject
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


def read_figures(
    text: str,
    clause: Clause,
    found: Sequence[Token],
    matching: Frames,
    kind: str,
    has_term: bool,
    topic: Topic | None,
    days: Sequence[Date],
    rules: Rules,
) -> tuple[list[Reading], Topic | None]:
    """The outcomes that a clause states with figures, and the topic that the next clause may carry on.

    ``days`` are those that its sentence lists, one for each figure of a list.
    """
    patterns = rules.patterns["figure"]
    if topic and clause.mark == "," and _is_base(found, topic):
        return [], _subject(text, clause, found, topic, rules)
    readings: list[Reading] = []
    lead = topic.lead if topic and topic.lead and goes_on(text, clause, found, topic, rules) else None
    parts = split_parts(text, found, rules)
    for k, part in enumerate(parts):
        before = readings[-1].indicator if readings else topic.stems[-1] if topic and topic.unit else ""
        figures, first = part.figures, part.first
        candidates = matching.get(figures[0], ())
        if len(figures) == 2 and found[figures[0]].end == found[figures[1]].start:
            counts = [rule for rule in matching.get(figures[1], ()) if rule.make == "count"]
            candidates = (*counts, *candidates)  # 12户36人脱贫
        after = said_after(text, clause, found, parts, k, rules)
        made: list[Reading] = []
        around: Around | None = None
        if lead and not has_verb(found, part, rules) and names_item(text, found, part, lead, rules):
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
            lead = _lead_of(text, found, part, around, rule, made, rules) or lead
        spent = readings[-1] if made and readings and patterns["invests"].fullmatch(before) else None
        if spent and patterns["use"].match(text, spent.quantity.end):
            _rename([spent], [made[0].indicator + before], rules)  # 投资4亿元实施项目7个
        elif made and patterns["investment"].fullmatch(made[-1].indicator):
            use = spent_on(text, made[-1].quantity.end, rules)
            _rename(made, [use + reading.indicator for reading in made], rules)
        elif made and (use := allotted_to(text, made[-1].indicator, made[-1].quantity.end, rules)):
            _rename(made, [reading.indicator + use for reading in made], rules)
        is_rank = made and made[0].indicator.endswith(rules.words["figure"]["rank_end"])
        if is_rank and (ranked := before or _work_spoken_of(topic, rules)):
            _rename(made, [as_ranked(reading.indicator, ranked, rules) for reading in made], rules)
        elif made and topic and topic.measure and not patterns["measure_end"].match(made[0].indicator):
            _rename(made, [reading.indicator + topic.measure for reading in made], rules)
        if made and (recurs := _recurs(text, found, part, readings, made[0], topic, kind, rules)):
            for reading in made:
                reading.recurrence = recurs
        readings.extend(made)
    following = _following(readings, topic, lead, rules) if readings else _subject(text, clause, found, topic, rules)
    return readings, following


def _lead_of(
    text: str, found: Sequence[Token], part: Part, around: Around, rule: Rule, made: Sequence[Reading], rules: Rules
) -> Lead | None:
    """What a part gives to those after it in a list: its verb of work, or of less."""
    if not made:
        return None
    last, patterns = made[-1], rules.patterns["figure"]
    if rule.make in ("add", "act"):
        event = patterns["own_event"].search(last.indicator) if found[part.first].tag == "TXT" else None
        return Lead(rule, lead_verb(text, found, part), last.recurrence, event.group() if event else "")
    if rule.make == "change_by" and last.change == "to" and around.verb:
        verb = lead_verb(text, found, part) + text[around.verb.start : around.verb.end]
        return Lead(rules.rule("statement.act"), verb, last.recurrence)  # 更新提升水站91个、站点16个
    if last.change == "to" and last.direction == "down":
        less = patterns["shrinks"].match(last.indicator)  # 削减化学需氧量320吨、氨氮18吨
        return Lead(rule, less.group(), last.recurrence) if less else None
    return None


def _following(readings: Sequence[Reading], topic: Topic | None, lead: Lead | None, rules: Rules) -> Topic | None:
    """What the clause after one with outcomes may carry on."""
    last, patterns = readings[-1], rules.patterns["figure"]
    if topic and last.of_topic:
        takes_share = topic.unit != "%" or patterns["takes_share"].search(last.indicator)
        if takes_share and last.unit == "%" and last.change == "to":
            return replace(topic, share=last.indicator)
        if last.unit == topic.unit and last.change == "to":
            of = patterns["in_all"].sub("", last.indicator)
            return replace(topic, stems=(*topic.stems, of)[-_STEMS:])  # 新增8家,总量达68家,其中…
        rate = patterns["rate_of"].match(last.indicator) if last.unit in rules.sets["quantity"]["point"] else None
        return replace(topic, share=rate.group()) if rate else topic
    if topic and lead is None and last.start == topic.start:
        lead = topic.lead  # 新增点位30个,总计达60个;特色道路10条
    following = _topic_of(readings, topic.stems if topic else (), lead)
    return replace(following, measure=topic.measure) if following and topic and topic.measure else following


def _subject(text: str, clause: Clause, found: Sequence[Token], topic: Topic | None, rules: Rules) -> Topic | None:
    """What a clause without outcomes speaks of, for the next one."""
    if clause.mark != "," or clause.end - clause.start <= _FEW:
        return None
    if found[0].tag == "SINCE" and len(found) > 1 and (base := found[1].quantity):
        of = text[base.end : clause.end]
        named = len(of) > 2 and of.startswith(rules.words["common"]["of"])  # 相比2020年3亿元的收入
        subject = topic or (Topic((of[1:],), base.end + 1) if named else None)
        return subject and replace(subject, base=(year_of(found[0].date, rules), base.value))
    if found[-1].tag == "QTY" and all(token.tag != "TXT" for token in found):
        return None  # 一季度增长16.4%
    start = found[0].end if found[0].tag == "DATE" else clause.start
    predicates = [rules.patterns["figure"][name].search(text, start, clause.end) for name in ("said", "subject_ends")]
    end = found[-1].start if found[-1].tag == "QTY" else clause.end
    end = min([end, *(predicate.start() for predicate in predicates if predicate)])
    return Topic((text[start:end],), start) if start < end else None


def _work_spoken_of(topic: Topic | None, rules: Rules) -> str:
    """The work that a clause without figures speaks of, for ranks after it: 培育技术中心,省级达到30家."""
    work = indicator_name(topic.stems[-1], "", rules)[0] if topic else ""
    return work if rules.patterns["figure"]["verbs_of_work"].match(work) else ""


def _is_base(found: Sequence[Token], topic: Topic) -> bool:
    """Whether a clause only says what the next one's change is measured from: 比上年同期158万元,下降4%."""
    figure = found[-1].quantity
    return [token.tag for token in found] == ["SINCE", "QTY"] and figure is not None and figure.unit == topic.unit


def _rename(readings: Sequence[Reading], names: Sequence[str], rules: Rules) -> None:
    for reading, name in zip(readings, names, strict=True):
        reading.indicator, reading.canonical = name, canonical_name(name, rules)


def _topic_of(readings: Sequence[Reading], said_before: tuple[str, ...] = (), lead: Lead | None = None) -> Topic | None:
    if not readings:
        return None
    last = readings[-1]
    stems = (*said_before, *[reading.indicator for reading in readings])
    return Topic(stems[-_STEMS:], last.start, last.unit, lead, rises=last.direction if last.change == "by" else None)


def _recurs(
    text: str,
    found: Sequence[Token],
    part: Part,
    before: Sequence[Reading],
    reading: Reading,
    topic: Topic | None,
    kind: str,
    rules: Rules,
) -> str | None:
    """How often what a list goes on with recurs: 每年县道不低于13%、乡道不低于8%; in plans 每年新建3个,改造1条, and
    what they count of it: 每年培训10万人,其中农民工3万人."""
    if before:
        alike = reading.unit == before[-1].unit and not has_verb(found, part, rules)
        return before[-1].recurrence if alike else reading.recurrence
    if kind != "target" or topic is None or topic.lead is None or any(token.tag == "DATE" for token in found):
        return reading.recurrence
    of_these = reading.unit == topic.unit and text.startswith(rules.words["figure"]["of_these"], found[0].start)
    return topic.lead.recurrence if of_these or found[0].tag in ("ACT", "ADD") else reading.recurrence


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
    quantities = around.quantities
    words = _words_for(rule, text, found, part, around, after, topic, rules)
    figure, said, verb, lists = quantities[0], words.said, around.verb, rules.words["figure"]
    is_work = figure.unit in rules.sets["figure"]["work"]
    says_no_more = not said or said in rules.sets["figure"]["in_full"]
    if rule.make == "reach" and after and is_work and says_no_more and not words.work:
        return []  # 实现26座水闸全部达标: a state of what is counted
    goes_on = said in rules.sets["statement"]["strength"] or not said  # 减少8天,确保低于14天
    before = words.topic.stems[-1] if goes_on and words.topic and not front else front + said
    among = part.first > 0 or around.plain.startswith(lists["of_these"])
    among = among and is_work and topic is not None and topic.unit == figure.unit
    if not is_outcome(rule, figure, around.plain, before, words.after, after, kind, has_term or among, rules):
        return []
    if not words.work:
        change, direction, name = change_of(rule, verb, said, words.topic, figure, text, rules)
    elif verb is not None and text.startswith(lists["adds_to"], verb.start):
        change, direction, name = "by", "up", said  # 增加60个停车位
    else:
        change, direction, name = "to", None, said
    strives = around.strength is not None and goes_on and not front and rule.make in ("act", "state")
    rises = topic.rises if topic and figure.unit == topic.unit else None
    if rises and (strives or (rule.make == "state" and rules.patterns["figure"]["other_place"].fullmatch(name))):
        change, direction = "by", rises
    dates = around.dates or days
    each = len(dates) == len(quantities) and (len(dates) > 1 or sum(token.tag == "DATE" for token in found) > 1)
    own_dates = dates if each else [None] * len(quantities)  # 2023年完成25户、2024年完成20户
    words.dated = each
    named = name_figures(rule, name, around, change, words, front, rules)
    base = words.topic.base if words.topic and rule.make in _CHANGES else None
    end = found[part.last - 1].end if words.after else found[part.figures[-1]].end
    measured = around.baseline or base is not None or (verb is not None and text.startswith(lists["than"], verb.start))
    values: tuple[float | None, ...] = around.values
    if len(values) != len(quantities):
        values = (values or (base[1] if base else None,))[-1:] * len(quantities)
    made = []
    for quantity, own, date, value in zip(quantities, named.names, own_dates, values, strict=True):
        turned = change == "by" and (quantity.value < 0) != (figure.value < 0)  # 增长-9.7%、11.4%
        indicator, scope = indicator_name(front + own, words.after, rules)
        if named.share:
            indicator = (indicator if words.topic else "") + named.share
        if not indicator or indicator in rules.words["common"]["of"]:
            continue
        none_left = quantity.unit is None and quantity.value == 0  # 由13.7%降至零
        own_unit = _counted_in(indicator, rules) if quantity.rule == "quantity.list" else None
        inherits_unit = around.unit and (none_left or (quantity.unit and around.unit.startswith(quantity.unit + "/")))
        made.append(
            Reading(
                quantity=_as_said(quantity, around.op, change),
                unit=(around.unit if inherits_unit else quantity.unit) if own_unit is None else own_unit or None,
                indicator=indicator,
                start=named.start,
                end=end,
                rule=rule.id,
                change=change,
                direction=OPPOSITE[direction] if turned and direction else direction,
                baseline=measured,
                baseline_year=around.year or (base[0] if base else None),
                baseline_value=value,
                recurrence=around.recurrence,
                strength=around.strength if kind == "target" else None,
                scope=scope,
                canonical=canonical_name(indicator, rules),
                date=date,
                of_topic=named.of_topic,
            )
        )
    return made


def _counted_in(indicator: str, rules: Rules) -> str | None:
    """The unit of an indicator that has its own in a list whose last figure gives one, empty for none; else None."""
    units = rules.tables["figure"]["counted_in"]
    return next((unit for name, unit in units.items() if indicator.endswith(name)), None)


def _words_for(
    rule: Rule,
    text: str,
    found: Sequence[Token],
    part: Part,
    around: Around,
    after: str,
    topic: Topic | None,
    rules: Rules,
) -> Words:
    """What the words around a part's figures say where a rule reads them: which of them name the indicator."""
    patterns, sets = rules.patterns["figure"], rules.sets["figure"]
    figure, verb, said, tail = around.quantities[0], around.verb, around.said, after
    verbs, work = text[verb.start : verb.end] if verb else "", False
    if rule.make == "change_by" and verb and figure.unit in sets["work"]:
        work = bool(after) or (not topic and (not said or said in rules.sets["statement"]["act"]))
        said += verbs if work else ""  # 提升40所高中办学能力 is work done
    if after and figure.unit in sets["work"] and verbs in sets["achieves"]:
        work = patterns["achieved_over"].match(after) is not None or (
            len(after) >= _NAMES_A_THING and said in rules.sets["statement"]["strength"]
        )
        topic = None if work else topic
    if after and figure.unit == "%" and verbs in sets["achieves"] and patterns["brought_to"].match(after):
        work, said, topic = True, "", None  # 某地将实现60%的乡镇通油路
    if after and rule.make in ("share", "count"):
        after = patterns["modal"].sub("", after)
    if after and figure.unit == "%" and rule.make == "reach" and (grade := patterns["grade_named"].match(after)):
        said += grade["of"]
    in_all = bool(after and verb and sums_up(text, verb, rules))  # 8条段共计69公里骨干河道
    built = patterns["of_built"].fullmatch(said) if rule.make == "reach" else None
    if built and after.startswith(rules.words["common"]["of"]):
        said, topic = after[1:] + built["measure"], None
    if after and (
        (rule.make in CONNECTED and not (work or in_all))
        or (rule.make == "add" and patterns["measure_end"].match(said))
    ):
        after = ""
    if is_joint(said, 0, len(said), rules) or (tail and rule.make in _DONE and patterns["planned"].fullmatch(said)):
        said = ""  # 计划实现6000人脱贫
    if rule.make == "share" and after and said and patterns["covers"].search(around.plain):
        covering = patterns["covering"].search(said)
        said = said[: covering.start()] + covering["verb"] if covering else said
        after = patterns["and_all"].sub("", after)
    elif after and said and around.plain.endswith("、"):
        said = lead_verb(text, found, part)  # 实施河流治理、5000亩沙区治理: what is listed before is another thing
    return Words(said, after, topic, work, in_all)


def _as_said(quantity: Quantity, op: str | None, change: str) -> Quantity:
    """A figure with the comparison that stands further in front, and of a change its amount: 增长-16% is 16 % down."""
    if change == "by" and quantity.value < 0:
        quantity = replace(quantity, value=-quantity.value)
    return replace(quantity, op=op) if op and quantity.op == "=" else quantity
