"""The extraction of one document: a pure function of what its reader gave and of the rules."""

from dataclasses import replace
from typing import TypeVar

from extract.assemble import assemble
from extract.clauses import lay_out
from extract.dates import deadline_of, find_dates
from extract.describe import describe
from extract.model import Citation, Date, Extraction, Normal, Quantity, Responsibility, Section, Source, Task
from extract.normalise import normalise, without
from extract.recognise import find_citations, find_quantities
from extract.rulebook import Rules
from extract.segment import segment
from extract.tasks import find_tasks

Moved = TypeVar("Moved", Citation, Responsibility)
Written = TypeVar("Written", Date, Quantity)


def extract_source(source: Source, rules: Rules) -> Extraction:
    """All that the rules find in a document, in the order of its text, with spans in ``source.text``.

    >>> from extract.rulebook import load_rules
    >>> found = extract_source(Source("到2025年，森林覆盖率达到15%以上。", "text/plain"), load_rules())
    >>> [(s.indicator, s.op, s.value, s.unit, s.deadline) for s in found.statements]
    [('森林覆盖率', '>=', 15.0, '%', '2025-12-31')]

    Raises TimeoutError where a pattern takes longer than its limit.
    """
    normal = normalise(source, rules)
    about, apart = describe(source, normal, rules)
    body = without(normal, apart)
    sections = segment(source, body, rules)
    day = about.issued_on or source.meta.get("issued_on") or source.meta.get("published_on")
    tasks = [
        replace(task, deadline=deadline_of(task.deadline_text, rules, day)) if task.deadline_text else task
        for task in find_tasks(body, sections, about, rules)
    ]
    dates = find_dates(body, rules, day)
    quantities = find_quantities(body, rules, [(d.start, d.end) for d in dates])
    citations = find_citations(body, rules)
    statements = assemble(body, source, about, sections, tasks, quantities, dates, lay_out(body.text), rules)
    return Extraction(
        source=source,
        about=about,
        sections=tuple(_section(section, body, source) for section in sections),
        tasks=tuple(_task(task, body) for task in tasks),
        statements=tuple(statements),
        quantities=tuple(_as_written(quantities, body, source)),
        dates=tuple(_as_written(dates, body, source)),
        citations=tuple(_moved(citations, body)),
    )


def _moved(records: list[Moved], body: Normal) -> list[Moved]:
    """Records with the spans of the source in place of those of the matched text."""
    return [replace(r, start=span[0], end=span[1]) for r in records for span in [body.span(r.start, r.end)]]


def _as_written(records: list[Written], body: Normal, source: Source) -> list[Written]:
    """Records with the spans and the text of the source."""
    return [
        replace(r, text=source.text[start:end], start=start, end=end)
        for r in records
        for start, end in [body.span(r.start, r.end)]
    ]


def _section(section: Section, body: Normal, source: Source) -> Section:
    start, end = body.span(section.start, section.end)
    return replace(section, start=start, end=end, body=body.span(section.body, section.end)[0], page=source.page(start))


def _task(task: Task, body: Normal) -> Task:
    start, end = body.span(task.start, task.end)
    return replace(task, start=start, end=end, responsibilities=tuple(_moved(list(task.responsibilities), body)))
