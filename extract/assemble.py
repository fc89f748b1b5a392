"""Targets, results and milestones, assembled from the mentions in each clause."""

from bisect import bisect_right
from collections.abc import Sequence

from extract.clauses import Clause, Layout
from extract.figures import Reading, Topic, read_figures
from extract.frames import match_frames
from extract.milestones import (
    attribute_end,
    introduces,
    is_document,
    is_finished,
    is_manner,
    leads_in,
    milestone_name,
    names_outcome,
    names_state,
    predicates,
    taken_up,
)
from extract.model import About, Date, Normal, Quantity, Section, Source, Statement, Task
from extract.rulebook import Rules
from extract.selection import Selected, select, term_of
from extract.tense import RESULT, TARGET, Term

_CARRIES = 400  # characters over which a clause may go on about what one before it names


def assemble(
    body: Normal,
    source: Source,
    about: About,
    sections: Sequence[Section],
    tasks: Sequence[Task],
    quantities: Sequence[Quantity],
    dates: Sequence[Date],
    layout: Layout,
    rules: Rules,
) -> list[Statement]:
    """The targets and results of a document in the order of its text, with spans in ``source.text``.

    GUIDE says what counts; each statement names the rule that found it, its section and the task that covers it.
    """
    selected = select(body.text, source, about, sections, tasks, quantities, dates, layout, rules)
    frames = iter(match_frames([item.tokens for item in selected if item.tokens], rules))
    place = _Placer(body, source, tasks)
    found: list[Statement] = []
    topic: Topic | None = None
    last: Selected | None = None
    told = 0  # up to where what was found goes
    for item in selected:
        before = item.before
        if before is None or last is None or before.end != last.clause.end:
            topic = _topic_of(body.text, before, item, topic, rules)
        if topic and item.clause.start - topic.start > _CARRIES:
            topic = None
        last = item if item.tokens else None
        readings: list[Reading] = []
        if item.tokens:
            heading = (sections[item.section].heading or "") if item.section is not None else ""
            has_term = item.term is not None
            readings, topic = read_figures(
                body.text, item.clause, item.tokens, next(frames), item.kind, has_term, topic, heading, item.days, rules
            )
        if about.genre == "law" and not (item.term and _names_a_year(item.term)):
            continue  # a law's figures are its terms
        found.extend(_statement(reading, item, place) for reading in readings)
        if not readings and item.clause.start >= told:
            item = _with_attribute(body.text, item, rules)
            found.extend(_milestones(body.text, item, place, rules))
            told = item.clause.end
    return found


def _with_attribute(text: str, item: Selected, rules: Rules) -> Selected:
    """A clause with what follows of an attribute that it begins."""
    end = attribute_end(text, item.clause, item.sentence.clauses, rules)
    return item._replace(clause=item.clause._replace(end=end))


def _topic_of(text: str, clause: Clause | None, item: Selected, topic: Topic | None, rules: Rules) -> Topic | None:
    """What a clause without a figure is about, for the next one; a date is no topic, a rank keeps the one before."""
    if clause is None or clause.mark not in (",", ":"):
        return None
    patterns = rules.patterns["figure"]
    if clause.mark == ":":
        measured = patterns["measured"].fullmatch(text, clause.start, clause.end)  # 教育支出:安排31652万元
        return Topic((measured.group(),), clause.start) if measured else None
    if any(patterns[name].fullmatch(text, clause.start, clause.end) for name in ("ranked", "worked_out")):
        return topic
    said = text[clause.start : clause.end]
    if said[0] == "(" and said[-1] == ")":
        return topic  # (2019年11月完工)
    if item.term and said.endswith(item.term.text):
        return None
    compared = patterns["on_basis"].search(said)
    return Topic((said[: compared.start()] if compared else said,), clause.start)


def _names_a_year(term: Term) -> bool:
    return term.last is not None and (term.last[:4] in term.text or "“" in term.text)


def _statement(reading: Reading, item: Selected, place: "_Placer") -> Statement:
    start, end = place.span(reading.start, reading.end)
    term = item.term if item.kind == TARGET else None
    if term and reading.date:
        term = Term(reading.date.last, reading.date.text)
    return Statement(
        kind=item.kind,
        type="quantity",
        indicator=reading.indicator,
        start=start,
        end=end,
        rule=reading.rule,
        op=reading.quantity.op,
        value=reading.quantity.value,
        value_max=reading.quantity.value_max,
        unit=reading.unit,
        change=reading.change,
        direction=reading.direction,
        baseline=reading.baseline,
        baseline_year=reading.baseline_year,
        baseline_value=reading.baseline_value,
        deadline=term.last if term else None,
        deadline_text=term.text if term else None,
        period_start=term.first if term else None,
        as_of=item.as_of if item.kind == RESULT else None,
        recurrence=reading.recurrence,
        strength=reading.strength,
        scope=reading.scope,
        section=item.section,
        task=place.task(reading.start, reading.end),
        page=place.page(start),
        canonical=reading.canonical,
    )


_BEFORE_DATE = ("", "在", "于", "到", "至", "—", "并", "须", "要")
_DOWN = ("减少", "下降", "降低", "消除", "清零", "负增长", "淘汰", "压减", "有降", "消劣", "退出", "关停", "缩小")
_UP = ("提升", "提高", "增强", "增长", "增加", "扩大", "改善", "壮大")


def _milestones(text: str, item: Selected, place: "_Placer", rules: Rules) -> list[Statement]:
    """The outcomes without a figure that a clause under a deadline names; coordinated predicates are one each."""
    if item.term is None or item.kind != TARGET or _passed_over(text, item, item.term, rules):
        return []
    start = item.clause.start
    own = next((date for date in item.dates if date.text == item.term.text), None)
    if own and own.start > start + 1 and own.role != "by" and not is_finished(text[own.end : item.clause.end], rules):
        if item.vague:
            return []  # 成为我国“十四五”时期发展的战略支点
        own = None  # 开展2022年节水活动
    if own and text.startswith("起", own.end):
        return []  # 2026年起: from then on
    lead = own if own and text[start : own.start] in _BEFORE_DATE else None
    body_start = lead.end if lead else start
    said = text[body_start : item.clause.end]
    if len(said) > 3 and introduces(said, rules):
        return []
    attached = item.explicit and (own is not None or _follows_date(text, item, rules))
    found: list[Statement] = []
    pieces = predicates(text, body_start, item.clause.end, rules)
    for a, b in pieces:
        inside = next((date for date in item.dates if a < date.start < b and (len(pieces) > 1 or date is own)), None)
        term = term_of(inside) if inside else item.term
        content = text[a:b]
        if inside:
            content = text[a : inside.start].rstrip("在于") + text[inside.end : b].removeprefix("内")
        content = content.strip("(,.—-、")
        if item.before and item.before.mark == "," and not found:
            subject = taken_up(text[item.before.start : item.before.end], content, rules)
            content, start = subject + content, item.before.start if subject else start
        if attached and not found:
            counts = not is_manner(content, rules) and (not item.vague or names_outcome(content, item.goal, rules))
        else:
            goal = item.goal and item.explicit
            plain = goal or item.own or is_finished(content, rules) or names_state(content, rules)
            counts = plain and names_outcome(content, goal, rules)
        indicator, scope = milestone_name(content, rules)
        if not counts or len(indicator) < 2:
            continue
        a = start if not found and a == body_start else a
        span = place.span(a, b)
        found.append(
            Statement(
                kind=TARGET,
                type="milestone",
                indicator=indicator,
                start=span[0],
                end=span[1],
                rule="statement.milestone",
                direction="down"
                if any(w in content for w in _DOWN)
                else "up"
                if any(w in content for w in _UP)
                else None,
                deadline=term.last,
                deadline_text=term.text,
                period_start=term.first,
                scope=scope,
                section=item.section,
                task=place.task(a, b),
                page=place.page(span[0]),
            )
        )
    return found


def _passed_over(text: str, item: Selected, term: Term, rules: Rules) -> bool:
    """Whether a clause stands where no outcome is named: before 制定本方案, in a line that is a heading or a title."""
    clause, sentence = item.clause, item.sentence
    if clause.mark == ":" or text.find(term.text + "以来", sentence.start, clause.end) >= 0:
        return True
    if leads_in(text[sentence.start : sentence.end], clause.start - sentence.start, clause.end - sentence.start, rules):
        return True
    if len(sentence.clauses) == 1:
        line = clause.mark in ("\n", "")  # without any punctuation
        if line and not item.noted and (len(item.dates) != 1 or is_document(text[clause.start : clause.end], rules)):
            return True
        opens = clause.mark == "。" and sentence.paragraph == 0 and not text.startswith(("\n", "("), sentence.end + 1)
        if opens and not item.explicit and not item.noted and sentence.end + 1 < len(text):
            return True  # 体系更加健全。各级…: a heading of what follows in its paragraph
    after = next((other for other in sentence.clauses if other.start > clause.end), None)
    if after is None or clause.mark != ",":
        return False
    # the next clause says what of it: 污染物减排幅度,完成国家下达任务
    return bool(taken_up(text[clause.start : clause.end], text[after.start : after.end], rules))


def _follows_date(text: str, item: Selected, rules: Rules) -> bool:
    """Whether only a date stands before the clause in its sentence, or a date and by what means: 到2025年,在…基础上."""
    for before in reversed(item.sentence.clauses):
        if before.end >= item.clause.start:
            continue
        said = text[before.start : before.end]
        if item.term is not None and said.endswith(item.term.text):
            return before.mark == ","
        if not introduces(said, rules):
            return False
    return False


class _Placer:
    """Where a statement stands: its span in the source, its page, and the task that covers it."""

    def __init__(self, body: Normal, source: Source, tasks: Sequence[Task]) -> None:
        self.span = body.span
        self.page = source.page
        self._tasks = tasks
        self._starts = [task.start for task in tasks]

    def task(self, start: int, end: int) -> int | None:
        """The index of the task around a range of the matched text."""
        at = bisect_right(self._starts, start) - 1
        return at if at >= 0 and self._tasks[at].end >= end else None
