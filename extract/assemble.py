"""Targets, results and milestones, assembled from the mentions in each sentence."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from extract.clauses import Clause, Layout, Sentence
from extract.figures import Reading, Topic, read_figures
from extract.frames import Token, match_frames, tokens
from extract.milestones import is_finished, is_manner, milestone_name, names_outcome, predicates
from extract.model import About, Date, Normal, Quantity, Section, Source, Statement, Task
from extract.rulebook import Rules
from extract.tense import RESULT, TARGET, Cues, Setting, Term, find_cues, reference_year, settings

_SETS_TERM = frozenset({"by", "ahead", "period", "plan", "point"})


@dataclass(slots=True)
class _Selected:
    """A clause that needs reading, with what held when it was met."""

    clause: Clause
    tokens: list[Token]  # none where the clause has no figure
    dates: list[Date]
    kind: str
    term: Term | None
    explicit: bool  # the deadline stands in the clause itself or right before it
    goal: bool
    strict: bool  # only what is plainly an outcome counts
    vague: bool  # the deadline is a span of years without an end in sight: 今后五年
    as_of: str | None
    section: int | None
    sentence: Sentence


@dataclass(slots=True)
class _State:
    """What carries on from sentence to sentence."""

    term: Term | None = None  # of the running paragraph
    listed: dict[int, Term] = field(default_factory=dict)  # section -> deadline of what it lists
    as_of: str | None = None


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
    selected = _select(body.text, source, about, sections, tasks, quantities, dates, layout, rules)
    with_figures = [item.tokens for item in selected if item.tokens]
    frames = iter(match_frames(with_figures, rules))
    place = _Placer(body, source, tasks)
    found: list[Statement] = []
    topic: Topic | None = None
    last: Clause | None = None
    for item in selected:
        before = _clause_before(item)
        if before is None or last is None or before.end != last.end:
            topic = Topic((body.text[before.start : before.end],), before.start) if before and before.mark == "," else None
        last = item.clause if item.tokens else None
        heading = (sections[item.section].heading or "") if item.section is not None else ""
        readings: list[Reading] = []
        if item.tokens:
            has_term = item.term is not None
            readings, topic = read_figures(
                body.text, item.clause, item.tokens, next(frames), item.kind, has_term, topic, heading, rules
            )
        if about.genre == "law" and not (item.term and _names_a_year(item.term)):
            continue  # a law's figures are its terms
        found.extend(_statement(reading, item, place) for reading in readings)
        if not readings:
            found.extend(_milestones(body.text, item, place, rules))
    return found


def _select(
    text: str,
    source: Source,
    about: About,
    sections: Sequence[Section],
    tasks: Sequence[Task],
    quantities: Sequence[Quantity],
    dates: Sequence[Date],
    layout: Layout,
    rules: Rules,
) -> list[_Selected]:
    year = reference_year(about, source, dates, rules)
    held = settings(sections, dates, about, year, rules)
    starts = [section.start for section in sections]
    mentions = sorted(
        (m for m in [*quantities, *dates] if not layout.hides(m.start)), key=lambda m: m.start
    )
    at = [m.start for m in mentions]
    reports = about.genre in ("news", "report")
    noted = _noted_terms(tasks)
    cues = find_cues(text, layout, rules)
    base = Setting(RESULT if reports else TARGET)
    state = _State()
    selected: list[_Selected] = []
    for sentence in layout.sentences:
        if sentence.paragraph == 0:
            state.term = None
        index = _innermost(sections, starts, sentence.start)
        section = sections[index] if index is not None else None
        if section is not None and sentence.end <= section.body:
            continue
        setting = held[index] if index is not None else base
        listed = noted(sentence.start) or _listed_term(index, sections, state) or setting.term
        inside = mentions[bisect_left(at, sentence.start) : bisect_left(at, sentence.end)]
        if not inside and state.term is None and listed is None:
            continue
        _read_sentence(text, sentence, section, index, setting, listed, inside, layout, cues, year, state, selected, reports, rules)
        ends_paragraph = text[sentence.end : sentence.end + 1] in ("\n", "")
        if not (setting.goal or _announces_goals(text, sentence, rules)) or ends_paragraph:
            state.term = None
    return selected


def _read_sentence(
    text: str,
    sentence: Sentence,
    section: Section | None,
    index: int | None,
    setting: Setting,
    listed: Term | None,
    inside: Sequence[Quantity | Date],
    layout: Layout,
    cues: Cues,
    year: int | None,
    state: _State,
    selected: list[_Selected],
    reports: bool,
    rules: Rules,
) -> None:
    kind, term = setting.kind, state.term or listed
    explicit = state.term is not None
    own_deadline = vague = False
    as_of = setting.as_of or state.as_of
    attributive = rules.patterns["statement"]["attributive_date"]
    for position, whole in enumerate(sentence.clauses):
        clause = whole
        if section is not None and clause.start < section.body < clause.end:
            clause = clause._replace(start=section.body)  # without the label: 一是…
        here = [m for m in inside if clause.start <= m.start < clause.end]
        cue = cues.last(clause.start, clause.end, among_results=setting.kind == RESULT)
        if cue and not (own_deadline and cue == RESULT):
            kind = cue
            if kind == RESULT:
                term, explicit = None, False
        for date in here:
            if not isinstance(date, Date) or date.role not in _SETS_TERM | {"past", "since", "as_of"}:
                continue
            if attributive.match(text, date.end):
                continue
            ended = date.last is not None and year is not None and int(date.last[:4]) < year
            since = date.role == "since" and (year is None or ended or text.startswith("以来", date.end))
            reached = date.role == "as_of" and (year is None or (date.last or "") <= f"{year}-12-31")
            if date.role == "past" or since or ended or reached:
                kind, term, own_deadline, explicit = RESULT, None, False, False
                as_of = date.last[:4] if date.last else as_of
            elif date.role == "point" and setting.kind == RESULT and kind == RESULT and not _opens(text, clause, date):
                as_of = date.last[:4] if date.last else as_of
            elif date.role == "point" and kind == RESULT:
                as_of = state.as_of = date.last[:4] if date.last else as_of
            elif kind == RESULT and setting.kind == RESULT and (
                date.last is None or year is None or int(date.last[:4]) <= year or date.role in ("plan", "ahead")
            ):
                as_of = date.last[:4] if date.last else as_of
            elif date.role != "since":
                kind, own_deadline, explicit, vague = TARGET, True, True, date.role in ("ahead", "plan", "period") or (reports and date.role == "point")
                first = date.first if date.role in ("period", "plan") and date.role == "period" else None
                term = Term(date.last, _as_written(text, date), first)
                state.term = term
        if kind == TARGET and own_deadline and position == len(sentence.clauses) - 1 and clause.mark in (":", "") or (
            clause.mark == ":" and own_deadline
        ):
            if index is not None and term and _lists_follow(text, sentence, clause):
                state.listed[index] = term
        first_of_section = position == 0 and section is not None and sentence.start <= section.body + 1
        if first_of_section and reports and here and isinstance(here[0], Date) and here[0].start <= clause.start + 1:
            if index is not None and here[0].role in ("point", "plan") and kind == TARGET and term:
                state.listed[index] = term
        has_figure = any(isinstance(m, Quantity) for m in here)
        if has_figure or (kind == TARGET and term is not None):
            cut = tokens(text, clause.start, clause.end, here, layout.hidden_in(clause), rules) if has_figure else []
            own_dates = [m for m in here if isinstance(m, Date)]
            selected.append(
                _Selected(clause, cut, own_dates, kind, term, explicit, setting.goal, not own_deadline, vague, as_of, index, sentence)
            )


def _as_written(text: str, date: Date) -> str:
    return date.text


def _noted_terms(tasks: Sequence[Task]) -> Callable[[int], Term | None]:
    """A lookup of the completion time that the note over a position gives."""
    timed = [task for task in tasks if task.deadline]
    starts = [task.start for task in timed]

    def term(position: int) -> Term | None:
        at = bisect_right(starts, position) - 1
        if at < 0 or position >= timed[at].end:
            return None
        return Term(timed[at].deadline, timed[at].deadline_text or "")

    return term


def _opens(text: str, clause: Clause, date: Date) -> bool:
    """Whether a date stands at the front of its clause."""
    return date.start <= clause.start + 1


def _announces_goals(text: str, sentence: Sentence, rules: Rules) -> bool:
    first = sentence.clauses[0]
    return first.mark == ":" and bool(rules.patterns["tense"]["goal"].search(text, first.start, first.end))


def _lists_follow(text: str, sentence: Sentence, clause: Clause) -> bool:
    """Whether a colon ends the paragraph, so that what follows is its list."""
    return clause.mark == ":" and text[clause.end + 1 : clause.end + 2] in ("\n", "")


def _innermost(sections: Sequence[Section], starts: Sequence[int], position: int) -> int | None:
    index = bisect_right(starts, position) - 1
    while index >= 0 and sections[index].end <= position:
        index = sections[index].parent if sections[index].parent is not None else -1  # type: ignore[assignment]
    return index if index >= 0 else None


def _listed_term(index: int | None, sections: Sequence[Section], state: _State) -> Term | None:
    """The deadline of the nearest section above whose lead-in set one; an opening first part speaks for its parent."""
    while index is not None:
        if index in state.listed:
            return state.listed[index]
        parent = sections[index].parent
        siblings_first = next((i for i in range(index + 1) if sections[i].parent == parent), None)
        if siblings_first is not None and siblings_first in state.listed and siblings_first != index:
            if sections[siblings_first].label is None:
                return state.listed[siblings_first]
        index = parent
    return None


def _names_a_year(term: Term) -> bool:
    return term.last is not None and any(term.text.count(year) for year in (term.last[:4], "“"))


def _clause_before(item: _Selected) -> Clause | None:
    """The clause before a clause in its sentence."""
    at = next(i for i, clause in enumerate(item.sentence.clauses) if clause.end == item.clause.end)
    return item.sentence.clauses[at - 1] if at else None


def _statement(reading: Reading, item: _Selected, place: "_Placer") -> Statement:
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


_DOWN = ("减少", "下降", "降低", "消除", "清零", "负增长", "淘汰", "压减", "有降", "消劣", "退出", "关停", "缩小")
_UP = ("提升", "提高", "增强", "增长", "增加", "扩大", "改善", "壮大")


def _milestones(text: str, item: _Selected, place: "_Placer", rules: Rules) -> list[Statement]:
    """The outcomes without a figure that a clause under a deadline names; coordinated predicates are one each."""
    if item.term is None or item.kind != TARGET or item.clause.mark == ":":
        return []
    start = item.clause.start
    if item.clause.mark in ("\n", "") and len(item.sentence.clauses) == 1 and not item.dates:
        return []  # a line without any punctuation is a heading or a cell
    lead = next((d for d in item.dates if d.start <= start + 1 and d.text == item.term.text), None)
    body_start = lead.end if lead else start
    attached = item.explicit and (lead is not None or _follows_date(text, item))
    found: list[Statement] = []
    for a, b in predicates(text, body_start, item.clause.end, rules):
        content = text[a:b].strip("(,")
        if attached and not found:
            counts = not is_manner(content, rules) and (not item.vague or names_outcome(content, item.goal, rules))
        else:
            goal = item.goal and item.explicit
            plain = goal or not item.strict or is_finished(content, rules)
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
                direction="down" if any(w in content for w in _DOWN) else "up" if any(w in content for w in _UP) else None,
                deadline=item.term.last,
                deadline_text=item.term.text,
                period_start=item.term.first,
                scope=scope,
                section=item.section,
                task=place.task(a, b),
                page=place.page(span[0]),
            )
        )
    return found


def _follows_date(text: str, item: _Selected) -> bool:
    """Whether the clause before this one is only a date: 到2025年, …"""
    before = _clause_before(item)
    return before is not None and item.term is not None and text[before.start : before.end].endswith(item.term.text)


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
