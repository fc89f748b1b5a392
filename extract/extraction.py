"""The extraction of one document: a pure function of what its reader gave and of the rules."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import regex

from extract.assemble import assemble
from extract.clauses import lay_out
from extract.dates import deadline_of, find_dates
from extract.describe import describe_with_rules
from extract.indicators import indicator_traits
from extract.model import (
    Apart,
    Citation,
    Date,
    Extraction,
    Normal,
    Quantity,
    Responsibility,
    Section,
    Source,
    Statement,
    Task,
)
from extract.normalise import normalise, without
from extract.recognise import find_citations, find_quantities
from extract.rulebook import Rules
from extract.segment import segment
from extract.tables import indicator_rows
from extract.tasks import find_tasks

_YEAR = regex.compile(r"((?:19|20)\d\d)年")  # of a yearly report or plan, in its title


def extract_source(source: Source, rules: Rules) -> Extraction:
    """All that the rules find in a document, in the order of its text, with spans in ``source.text``.

    >>> from extract.rulebook import load_rules
    >>> found = extract_source(Source("到2025年，森林覆盖率达到15%以上。", "text/plain"), load_rules())
    >>> [(s.indicator, s.op, s.value, s.unit, s.deadline) for s in found.statements]
    [('森林覆盖率', '>=', 15.0, '%', '2025-12-31')]

    Raises TimeoutError where a pattern takes longer than its limit.
    """
    normal = normalise(source, rules)
    about, apart = describe_with_rules(source, normal, rules)
    body = without(normal, [(start, end) for start, end, _ in apart])
    sections = segment(source, body, rules)
    day = about.issued_on or source.meta.get("issued_on") or source.meta.get("published_on")
    titled = _YEAR.search(about.title or "")
    year = int(titled[1]) if titled else None
    tasks = [
        replace(task, deadline=deadline_of(task.deadline_text, rules, day, year)) if task.deadline_text else task
        for task in find_tasks(body, sections, about, rules)
    ]
    dates = find_dates(body, rules, day, year)
    quantities = find_quantities(body, rules, [(d.start, d.end) for d in dates])
    citations = find_citations(source, body, rules)
    statements = assemble(body, source, about, sections, tasks, quantities, dates, lay_out(body.text), rules)
    placed = tuple(_section(section, body, source) for section in sections)
    rows = indicator_rows(source, placed, _plan_end(dates), rules)
    all_statements = _with_rows(statements, rows)
    return Extraction(
        source=source,
        about=about,
        sections=placed,
        tasks=tuple(_task(task, body) for task in tasks),
        statements=all_statements,
        quantities=tuple(_quantities(quantities, body, source.text)),
        dates=tuple(_dates(dates, body, source.text)),
        citations=tuple(_citations(citations, body)),
        apart=_apart(apart, normal, source.text),
        traits=indicator_traits({s.canonical for s in all_statements if s.canonical}, rules),
    )


def _plan_end(dates: list[Date]) -> int | None:
    """The year that most deadlines of a document name: the one that a table means by 目标值."""
    years = Counter(d.last[:4] for d in dates if d.last and d.role in ("by", "plan"))
    return int(max(years, key=lambda y: (years[y], y))) if years else None


def _with_rows(statements: list[Statement], rows: list[Statement]) -> tuple[Statement, ...]:
    """Statements and rows of tables in the order of the text; what was read inside a row gives way to the row."""
    if not rows:
        return tuple(statements)
    starts = sorted({(row.start, row.end) for row in rows})

    def in_row(statement: Statement) -> bool:
        at = bisect_left(starts, (statement.end, 0)) - 1
        return at >= 0 and starts[at][1] > statement.start

    return tuple(sorted([*(s for s in statements if not in_row(s)), *rows], key=lambda s: s.start))


def _quantities(found: list[Quantity], body: Normal, text: str) -> Iterator[Quantity]:
    for q in found:
        start, end = body.span(q.start, q.end)
        yield Quantity(text[start:end], start, end, q.rule, q.op, q.value, q.value_max, q.unit)


def _dates(found: list[Date], body: Normal, text: str) -> Iterator[Date]:
    for d in found:
        start, end = body.span(d.start, d.end)
        yield Date(text[start:end], start, end, d.rule, d.first, d.last, d.role)


def _citations(found: list[Citation], body: Normal) -> Iterator[Citation]:
    for c in found:
        yield Citation(c.title, c.document_number, *body.span(c.start, c.end), c.rule)


def _apart(found: list[tuple[int, int, str]], normal: Normal, text: str) -> tuple[Apart, ...]:
    """What was kept out of matching; neighbours that one rule took are one."""
    parts: list[Apart] = []
    for first, last, rule in found:
        start, end = normal.span(first, last)
        if parts and parts[-1].rule == rule and not text[parts[-1].end : start].strip():
            start = parts.pop().start
        parts.append(Apart(start, end, rule))
    return tuple(parts)


def _section(section: Section, body: Normal, source: Source) -> Section:
    start, end = body.span(section.start, section.end)
    return replace(section, start=start, end=end, body=body.span(section.body, section.end)[0], page=source.page(start))


def _task(task: Task, body: Normal) -> Task:
    responsibilities = tuple(
        Responsibility(r.name, r.role, r.agency, r.agency_level, *body.span(r.start, r.end), r.rule)
        for r in task.responsibilities
    )
    return Task(task.section, *body.span(task.start, task.end), responsibilities, task.deadline, task.deadline_text)
