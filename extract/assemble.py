"""Targets, results and milestones, assembled from the mentions in each clause."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from extract.clauses import Clause, Layout, Sentence
from extract.figure_lists import Topic
from extract.figure_names import name_begins
from extract.figure_outcomes import sets_terms
from extract.figure_parts import year_of
from extract.figures import Reading, read_figures
from extract.frames import match_frames
from extract.milestones import (
    attribute_end,
    finishes,
    installs,
    introduces,
    is_document,
    is_finished,
    is_manner,
    leads_in,
    milestone_name,
    names_outcome,
    names_state,
    predicates,
    stands_with,
    taken_up,
)
from extract.model import About, Date, Normal, Quantity, Section, Source, Statement, Task
from extract.rulebook import Rules
from extract.selection import Selected, select
from extract.tense import RESULT, TARGET, Held, Term, term_of
from extract.told import told_of

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
    cells: Sequence[Held],
    rules: Rules,
) -> list[Statement]:
    """The targets and results of a document in the order of its text, with spans in ``source.text``.

    GUIDE says what counts; each statement names the rule that found it, its section and the task that covers it.
    """
    selected = select(body.text, source, about, sections, tasks, quantities, dates, layout, cells, rules)
    frames = iter(match_frames([item.tokens for item in selected if item.tokens], rules))
    place = _Placer(body, source, sections, tasks)
    outcomes = _Outcomes(body.text, place, rules)
    found: list[Statement] = []
    topic: Topic | None = None
    last: Selected | None = None
    said: tuple[Sentence, Reading] | None = None  # the last figure, and where
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
            matching, has_term = next(frames), item.term is not None
            heading = (sections[item.section].heading or "") if item.section is not None else ""
            dated = item.term is not None and not item.titled
            if item.kind != TARGET or not sets_terms(body.text, item.clause, heading, dated, rules):
                readings, topic = read_figures(
                    body.text, item.clause, item.tokens, matching, item.kind, has_term, topic, item.days, rules
                )
        if item.since:
            _set_against(readings, item.since, rules)
        else:
            _go_on([said[1], *readings] if said and said[0] is item.sentence else readings)
        if readings:
            said = item.sentence, readings[-1]
        if about.genre == "law" and not (item.term and _names_a_year(item.term)):
            continue  # a law's figures are its terms
        if readings:
            found += [_statement(reading, item, place, rules) for reading in readings]
        elif item.clause.start >= told:
            told = attribute_end(body.text, item.clause, item.sentence.clauses, rules)
            if item.term and item.kind == TARGET:
                found.extend(outcomes.named(item, item.term, told))
    return found


def _set_against(readings: Sequence[Reading], since: Date, rules: Rules) -> None:
    """Gives changes that name no base of their own the one that their sentence begins with."""
    for reading in readings:
        from_value = reading.baseline_value is not None and reading.baseline_year is None
        if from_value or (reading.direction in ("up", "down") and not reading.baseline):
            reading.baseline, reading.baseline_year = True, year_of(since, rules)


def _go_on(readings: Sequence[Reading]) -> None:
    """Gives changes that name no base the year from which their sentence measures the one before: 事故起数比2015年
    下降4%,死亡人数下降5%."""
    for before, reading in pairwise(readings):
        alike = (reading.unit, reading.change, reading.direction) == (before.unit, before.change, before.direction)
        own = reading.baseline or reading.recurrence or reading.indicator == before.indicator
        if before.change == "by" and before.baseline_year and alike and not own:
            reading.baseline, reading.baseline_year = True, before.baseline_year


def _topic_of(text: str, clause: Clause | None, item: Selected, topic: Topic | None, rules: Rules) -> Topic | None:
    """What a clause without a figure is about, for the next one; a date is no topic, a rank keeps the one before."""
    if clause is None or clause.mark not in (",", ":", ";"):
        return None
    patterns = rules.patterns["figure"]
    if clause.mark == ";":
        return topic if patterns["ranked"].fullmatch(text, clause.start, clause.end) else None
    if clause.mark == ":":
        measured = patterns["measured"].fullmatch(text, clause.start, clause.end)  # 教育支出:安排31652万元
        if measured:
            return Topic((measured.group(),), clause.start)
        return _measure_of_all(text, clause, topic, rules)
    said = text[clause.start : clause.end]
    if item.term and said.endswith(item.term.text):
        return None
    if item.since and clause.start <= item.since.start < clause.end:
        return None
    if said[0] == "(" and said[-1] == ")":
        return topic  # (2019年11月完工)
    begins, first = name_begins(rules), said[0]
    among = said in rules.words["figure"]["of_these"]
    ranked = begins["ranked"][first] and patterns["ranked"].fullmatch(said)
    if among or ranked or (begins["worked_out"][first] and patterns["worked_out"].fullmatch(said)):
        return topic
    ends = patterns["subject_ends"].search(said)
    return Topic((said[: ends.start()] if ends else said,), clause.start)


def _measure_of_all(text: str, clause: Clause, topic: Topic | None, rules: Rules) -> Topic | None:
    """What a clause before a colon says is measured of each in the list that follows, or of those named before it."""
    patterns = rules.patterns["figure"]
    each = patterns["each_is"].fullmatch(text, clause.start, clause.end)
    if each is None or not patterns["measure_end"].match(each["of"]):
        return None
    of_those = topic is not None and patterns["measure_tail"].fullmatch(each["all"]) is not None
    stems = tuple(stem + each["of"] for stem in topic.stems) if topic and of_those else (each["all"],)
    return Topic(stems, clause.start, measure=each["of"])


def _names_a_year(term: Term) -> bool:
    return term.last is not None and (term.last[:4] in term.text or "“" in term.text)


def _statement(reading: Reading, item: Selected, place: "_Placer", rules: Rules) -> Statement:
    start, end = place.span(reading.start, reading.end)
    term = item.term if item.kind == TARGET else None
    told = reading.date if reading.date and year_of(reading.date, rules) else None
    as_of = told_of(told, item.as_of, rules) if told else item.as_of
    if term and reading.date:
        term = Term(reading.date.last, reading.date.text)
    figure = reading.quantity
    return Statement(
        item.kind,
        "quantity",
        reading.indicator,
        start,
        end,
        reading.rule,
        op=figure.op,
        value=figure.value,
        value_max=figure.value_max,
        unit=reading.unit,
        change=reading.change,
        direction=reading.direction,
        baseline=reading.baseline,
        baseline_year=reading.baseline_year,
        baseline_value=reading.baseline_value,
        deadline=term.last if term else None,
        deadline_text=term.text if term else None,
        period_start=term.first if term else None,
        as_of=as_of if item.kind == RESULT else None,
        recurrence=reading.recurrence,
        strength=reading.strength,
        scope=reading.scope,
        section=item.section,
        task=place.task(reading.start, reading.end),
        page=place.page(start),
        canonical=reading.canonical,
    )


_START, _END = attrgetter("start"), attrgetter("end")


class _Outcomes:
    """The outcomes without a figure that clauses name; what a sentence says of all its clauses is read once."""

    def __init__(self, text: str, place: "_Placer", rules: Rules) -> None:
        self._text, self._place, self._rules = text, place, rules
        self._shapes = rules.patterns["milestone"]
        self._sentence: Sentence | None = None
        self._ground = self._reason = -1  # up to where it is the ground of a document, and from where on a reason
        self._since = -1  # where it says 以来 first

    def named(self, item: Selected, term: Term, end: int) -> list[Statement]:
        """The outcomes of a clause under a deadline that goes on to ``end``; coordinated predicates are one each."""
        text, rules = self._text, self._rules
        if self._passed_over(item, term, end):
            return []
        start = item.clause.start
        own = next((date for date in item.dates if date.text == term.text), None) if item.dates else None
        if own and own.start > start + 1 and own.role != "by" and not is_finished(text[own.end : end], rules):
            if item.vague:
                return []  # 成为我国“十四五”时期发展的战略支点
            own = None  # 开展2022年节水活动
        if own and self._shapes["from_then_on"].match(text, own.end):
            return []  # 2026年起: from then on
        before_date = rules.sets["milestone"]["before_date"]
        opens = own is not None and (own.start == start or text[start : own.start] in before_date)
        body_start = own.end if own and opens else start
        said = text[body_start:end]
        attached = item.explicit and (own is not None or self._follows_date(item, term))
        found: list[Statement] = []
        dated = [date.start for date in item.dates if date.start > body_start and text[date.start - 1] == "、"]
        pieces = predicates(text, body_start, end, dated, rules)
        for a, b in pieces:
            content, holds = text[a:b], term
            for date in item.dates:
                if a <= date.start < b and (len(pieces) > 1 or date is own):
                    content = self._shapes["date_ahead"].sub("", text[a : date.start])
                    content += self._shapes["date_behind"].sub("", text[date.end : b])
                    holds = term_of(date)
                    break
            content = content.strip("(,.—-、")
            if item.before and item.before.mark == "," and not found:
                subject = taken_up(text[item.before.start : item.before.end], content, rules)
                content, start = subject + content, item.before.start if subject else start
            if not self._counts(content, item, attached and not found):
                continue
            indicator, scope = milestone_name(content, rules)
            if len(indicator) > 1:
                a = start if not found and a == body_start else a
                found.append(self._statement(item, holds, a, b, content, indicator, scope))
        return [] if found and len(said) > 3 and introduces(said, rules) else found

    def _counts(self, content: str, item: Selected, attached: bool) -> bool:
        """Whether words name an outcome; those right under a deadline do, unless they only tell how, or it is vague."""
        rules = self._rules
        if item.noted and installs(content, rules):
            return True
        goal = item.goal and item.explicit
        under = attached or goal or item.own
        if not (under or is_finished(content, rules) or names_state(content, rules)) or is_manner(content, rules):
            return False
        if attached:
            return not item.vague or names_outcome(content, item.goal, rules)
        if names_outcome(content, goal, rules):
            return True
        before = item.before
        return item.own and before is not None and stands_with(self._text[before.start : before.end], content, rules)

    def _statement(
        self, item: Selected, term: Term, a: int, b: int, content: str, indicator: str, scope: str | None
    ) -> Statement:
        start, end = self._place.span(a, b)
        shapes = self._shapes
        return Statement(
            kind=TARGET,
            type="milestone",
            indicator=indicator,
            start=start,
            end=end,
            rule="statement.milestone",
            direction="down" if shapes["less"].search(content) else "up" if shapes["more"].search(content) else None,
            deadline=term.last,
            deadline_text=term.text,
            period_start=term.first,
            scope=scope,
            section=item.section,
            task=self._place.task(a, b),
            page=self._place.page(start),
        )

    def _passed_over(self, item: Selected, term: Term, end: int) -> bool:
        """Whether a clause stands where no outcome is named: before 制定本方案, in a heading or a title."""
        text, clause, sentence = self._text, item.clause, item.sentence
        if sentence is not self._sentence:
            self._sentence = sentence
            self._ground, self._reason = leads_in(text, sentence.start, sentence.end, self._rules)
            since = self._rules.patterns["tense"]["since"].search(text, sentence.start, sentence.end)
            self._since = since.start() if since else -1
        led = clause.mark == ":" and not (item.dates and finishes(text[item.dates[-1].end : end], self._rules))
        if led or clause.start <= self._ground or end >= self._reason:
            return True
        words = self._rules.words["tense"]["since_then"]
        if 0 <= self._since < end and any(text.find(term.text + word, sentence.start, end) >= 0 for word in words):
            return True
        if len(sentence.clauses) == 1:
            line = clause.mark in ("\n", "")  # without any punctuation
            if line and not item.noted and (len(item.dates) != 1 or is_document(text[clause.start : end], self._rules)):
                return True
            opens = clause.mark == "。" and sentence.paragraph == 0 and not item.explicit and not item.noted
            if opens and not text.startswith(("\n", "("), sentence.end + 1) and sentence.end + 1 < len(text):
                return True  # 体系更加健全。各级…: a heading of what follows in its paragraph
        if clause.mark != ",":
            return False
        at = bisect_right(sentence.clauses, end, key=_START)
        if at == len(sentence.clauses):
            return False
        after = sentence.clauses[at]  # the next clause says what of it: 污染物减排幅度,完成国家下达任务
        return bool(taken_up(text[clause.start : end], text[after.start : after.end], self._rules))

    def _follows_date(self, item: Selected, term: Term) -> bool:
        """Whether only a date stands before a clause in its sentence, or that and by what means: 到2025年,在…基础上."""
        clauses, start = item.sentence.clauses, item.clause.start
        for at in range(bisect_left(clauses, start, key=_END) - 1, -1, -1):
            before = clauses[at]
            if start - before.start > _CARRIES:
                return False
            said = self._text[before.start : before.end]
            if said.endswith(term.text):
                return before.mark == ","
            if not introduces(said, self._rules):
                return False
        return False


class _Placer:
    """Where a statement stands: its span in the source, its page, and the task that covers it."""

    def __init__(self, body: Normal, source: Source, sections: Sequence[Section], tasks: Sequence[Task]) -> None:
        self.span = body.span
        self.page = source.page
        self._tasks = tasks
        # A task that begins with its item's text covers the item's heading too.
        begun = {section.body: section.start for section in sections if section.label}
        self._starts = [begun.get(task.start, task.start) for task in tasks]

    def task(self, start: int, end: int) -> int | None:
        """The index of the task around a range of the matched text."""
        at = bisect_right(self._starts, start) - 1
        return at if at >= 0 and self._tasks[at].end >= end else None
