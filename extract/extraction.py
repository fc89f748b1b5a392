"""The extraction of one document: a pure function of what its reader gave and of the rules."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from extract.assemble import assemble
from extract.clauses import lay_out
from extract.dates import deadline_of, find_dates, in_later_years
from extract.describe import describe
from extract.grids import Grid, inside, with_tables
from extract.indicators import indicator_traits
from extract.model import (
    Apart,
    Citation,
    Date,
    Extraction,
    Normal,
    Quantity,
    ReadTable,
    Section,
    Source,
    Statement,
    Task,
)
from extract.normalise import normalise, without
from extract.place_tables import place_rows
from extract.recognise import find_citations, find_quantities
from extract.rulebook import Rules
from extract.segment import segment, without_running
from extract.table_parts import Years
from extract.table_settings import cell_settings, with_names_of_rows
from extract.table_text import Tasks, apart_tables, section_at, with_headings, without_tables
from extract.tables import indicator_rows
from extract.task_rows import task_cells, task_rows
from extract.tasks import find_tasks
from extract.tense import own_day, term_of_title, year_named
from extract.traditional import as_written, is_traditional, simplified

_FIRST_SENTENCE = re.compile(r"[^。\n]{1,500}(?![^。\n])")  # of an item; what goes on longer heads nothing
_InSection = TypeVar("_InSection", Statement, Task, ReadTable)


def extract_source(source: Source, rules: Rules) -> Extraction:
    """All that the rules find in a document, in the order of its text, with spans in ``source.text``.

    A text in traditional characters is read in simplified ones; its records have its own.

    >>> from extract.rulebook import load_rules
    >>> found = extract_source(Source("到2025年，森林覆盖率达到15%以上。", "text/plain"), load_rules())
    >>> [(s.indicator, s.op, s.value, s.unit, s.deadline) for s in found.statements]
    [('森林覆盖率', '>=', 15.0, '%', '2025-12-31')]

    Raises TimeoutError where a pattern takes longer than its limit.
    """
    if is_traditional(source.text):
        return as_written(_extract(replace(source, text=simplified(source.text)), rules), source.text)
    return _extract(source, rules)


def _extract(source: Source, rules: Rules) -> Extraction:
    source, grids = with_tables(source, rules)
    normal = normalise(source, rules)
    about, apart = describe(source, normal, rules)
    kept = [(grid.table, with_headings(task_cells(grid), grid.table, source.text, rules)) for grid in grids]
    whole = without(normal, [(start, end) for start, end, _ in apart])
    body = without_tables(whole, source, kept, rules)
    sections = segment(source, body, rules)
    day = own_day(about, source, rules)
    made_for = term_of_title(about, rules)
    year = int(made_for.text[:4]) if made_for else None if day else year_named(about, body.text, rules)
    noted = [
        replace(task, deadline=deadline_of(task.deadline_text, rules, day, year)) if task.deadline_text else task
        for task in find_tasks(body, sections, about, rules)
    ]
    rows = task_rows(grids, source, about, body.text, rules) if grids else []
    tasks = Tasks.of(noted, rows, body, sections)
    dates = in_later_years(find_dates(body, rules, day, year), sections, body.text, rules, day)
    quantities = find_quantities(body, rules, [(d.start, d.end) for d in dates])
    citations = find_citations(source, whole, rules)
    layout = lay_out(body.text, rules)
    years = Years.of(about, source, dates, rules)
    cells = cell_settings(grids, body, about, years.told, rules)
    statements = assemble(body, source, about, sections, tasks.matched, quantities, dates, layout, cells, rules)
    if cells:
        statements = with_names_of_rows(statements, cells, body, rules)
    if titles := [grid.table.title for grid in grids if grid.table.title]:
        statements = [statement for statement in statements if not inside(statement.start, titles)]
    read, of_tables = _tables(grids, years, source, body, sections, rules)
    stated, placed = tasks.joined(statements, of_tables), tasks.placed
    lasting, places = without_running(sections, body.text)
    if lasting is not sections:
        stated, placed, read = _moved(stated, places), _moved(placed, places), _moved(read, places)
    return Extraction(
        source=source,
        about=about,
        sections=tuple(_section(section, body, source, rules) for section in lasting),
        tasks=placed,
        statements=stated,
        quantities=tuple(_quantities(quantities, body, source.text)),
        dates=tuple(_dates(dates, body, source.text)),
        citations=tuple(_citations(citations, whole)),
        apart=_apart(apart, normal, source.text, apart_tables(kept, [table.kind for table in read], source.text)),
        tables=read,
        traits=indicator_traits(sorted({s.canonical for s in stated if s.canonical}), rules),
    )


def _moved(records: "Sequence[_InSection]", places: Sequence[int | None]) -> "tuple[_InSection, ...]":
    """Records with the places of their sections among those that are kept."""
    return tuple(
        record
        if record.section is None or places[record.section] == record.section
        else replace(record, section=places[record.section])
        for record in records
    )


def _tables(
    grids: Sequence[Grid], years: Years, source: Source, body: Normal, sections: Sequence[Section], rules: Rules
) -> tuple[tuple[ReadTable, ...], list[Statement]]:
    """The tables, and the targets in those of indicators; one of indicators that promises nothing is another."""
    read: list[ReadTable] = []
    found: list[Statement] = []
    for grid in grids:
        section = section_at(grid.table.start, body, sections)
        rows_of = place_rows if grid.head.of("places", "years", "kinds") else indicator_rows
        targets = rows_of(grid, source, years, rules)
        found.extend(replace(target, section=section) for target in targets)
        kind = "other" if grid.head.kind == "indicators" and not targets else grid.head.kind
        size = (grid.height, grid.width)
        page = source.page(grid.table.start)
        read.append(ReadTable(grid.table, kind, *size, grid.title, grid.unit, section, page))
    return tuple(read), found


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


def _apart(found: list[tuple[int, int, str]], normal: Normal, text: str, tables: Sequence[Apart]) -> tuple[Apart, ...]:
    """What was kept out of matching, in order; neighbours that one rule took are one."""
    parts: list[Apart] = []
    for first, last, rule in found:
        start, end = normal.span(first, last)
        if parts and parts[-1].rule == rule and not text[parts[-1].end : start].strip():
            start = parts.pop().start
        parts.append(Apart(start, end, rule))
    return tuple(sorted((*parts, *tables), key=lambda part: (part.start, part.end)))


def _first_sentence(section: Section, body: Normal, source: Source, rules: Rules) -> str | None:
    """What heads an item that begins with its text: that up to its first 。 (GUIDE: heading); articles have none."""
    if section.label is None or section.rule in rules.tables["section"]["without_heading"]:
        return None
    first = _FIRST_SENTENCE.match(body.text, section.body, section.end)
    return body.written(source, *first.span()).rstrip("：:；;，, ") if first else None


def _section(section: Section, body: Normal, source: Source, rules: Rules) -> Section:
    """A section with its range in the source, the tables that end it included."""
    start, end = body.span(section.start, section.end)
    begins = body.span(section.body, section.end)[0]
    tables, limit = source.tables, body.origin[section.end]
    at = bisect_left(tables, end, key=lambda table: table.start)
    if at and end < tables[at - 1].end <= limit:
        end = tables[at - 1].end  # nothing is matched in its last cells
    while at < len(tables) and tables[at].start < limit:
        begins, end = min(begins, tables[at].start), max(end, tables[at].end)
        at += 1
    return Section(
        section.label,
        section.heading or _first_sentence(section, body, source, rules),
        section.level,
        section.parent,
        start,
        end,
        begins,
        section.rule,
        source.page(start),
    )
