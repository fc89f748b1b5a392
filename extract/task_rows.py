"""Tasks from the rows of tables: what is to be done, by whom and until when, each in a cell of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extract.columns import AGENCIES, squeezed
from extract.dates import deadline_of
from extract.grids import Grid, Row, row_span, written
from extract.model import About, Cell, Responsibility, Source, Task
from extract.normalise import WIDTH
from extract.note_reader import Name
from extract.notes import find_listed, first_leads
from extract.rulebook import Rules
from extract.tasks import responsible
from extract.tense import end_of_year

RULE = "table.task"
_GAP = regex.compile(r"(?P<blank>\s+)|<br\s*/?>|\*+", regex.IGNORECASE)
_SEPARATES = "、,;/"
_SHORTEST = 3  # characters of an agency's name that a blank may part from another


@dataclass(frozen=True, slots=True)
class _Planned:
    """What one task cell asks for: the range of its text, the cells of agencies beside it, and the time given."""

    start: int
    end: int
    agencies: tuple[tuple[Cell, str], ...]  # with the role that the column says
    time: str | None


def task_cells(grid: Grid) -> list[Cell]:
    """The cells of a task table whose text says what is to be done or was, in the order of the text."""
    columns = grid.head.of("task", "progress") if grid.head.kind == "tasks" else []
    cells = {row[i] for row in grid.rows for i in columns}
    return sorted((cell for cell in cells if cell and cell.start < cell.end), key=lambda cell: cell.start)


def task_rows(grids: Sequence[Grid], source: Source, about: About, body: str, rules: Rules) -> list[Task]:
    """The tasks in all tables of a document, in the order of the text, with spans in the source.

    A cell that covers several rows is one task, done by all that these rows name; so are rows that the same cells of
    agencies cover, if they are due at the same time. Rows of indicator tables are tasks where agencies stand in them.
    """
    planned = [(grid, task) for grid in grids for task in _shared(_planned(grid, source))]
    lists = [_listed(source.text, cell) for _, task in planned for cell, _ in task.agencies]
    roles = [role for _, task in planned for _, role in task.agencies]
    found = find_listed([(text, role) for (text, _), role in zip(lists, roles, strict=True)], about, rules)
    placed = iter([[_at(name, origin) for name in names] for names, (_, origin) in zip(found, lists, strict=True)])
    leads = rules.rule("responsibility.first_leads")
    everywhere = next(leads.find(body), None) is not None
    named: list[tuple[Name, ...]] = []
    for grid, task in planned:
        names = tuple(name for _ in task.agencies for name in next(placed))
        head = "\n".join(column.head for column in grid.head.columns)
        first = everywhere or next(leads.find(head), None) is not None
        named.append(tuple(first_leads(names, leads.id)) if first else names)
    day = about.issued_on or source.meta.get("issued_on") or source.meta.get("published_on")
    who = responsible(named, [RULE] * len(named), lambda start, end: (start, end), about, rules)
    tasks = [
        Task(None, task.start, task.end, _once(agencies), _deadline(task.time, grid, day, about, rules), task.time)
        for (grid, task), agencies in zip(planned, who, strict=True)
    ]
    return sorted(tasks, key=lambda task: (task.start, task.end))


def _shared(planned: Iterable[_Planned]) -> list[_Planned]:
    """What is planned, rows that the same agencies answer for in the same cells as one, as what a note covers is."""
    found: list[_Planned] = []
    for task in planned:
        last = found[-1] if found else None
        if (
            last
            and task.agencies
            and (task.agencies, task.time) == (last.agencies, last.time)
            and last.end < task.start
        ):
            found[-1] = replace(last, end=task.end)
        else:
            found.append(task)
    return found


def _planned(grid: Grid, source: Source) -> Iterator[_Planned]:
    agencies = [(i, grid.head.columns[i].role) for i in grid.head.of(*AGENCIES)]
    if grid.head.kind == "indicators":
        yield from _of_indicators(grid, agencies, source) if agencies else ()
    elif grid.head.kind == "tasks":
        yield from _of_tasks(grid, agencies, source)


def _of_indicators(grid: Grid, agencies: Sequence[tuple[int, str]], source: Source) -> Iterator[_Planned]:
    names = grid.head.of("name")
    who: tuple[tuple[Cell, str], ...] = ()
    for row in grid.rows:
        at = next((i for i in reversed(names) if written(source.text, row[i])), None)
        if at is None or not (span := row_span(row, at)):
            continue
        who = _beside([row], agencies) or (who if _goes_on(row, at, source.text) else ())
        yield _Planned(*span, who, None)


def _of_tasks(grid: Grid, agencies: Sequence[tuple[int, str]], source: Source) -> Iterator[_Planned]:
    columns = grid.head.of("task")
    when = grid.head.of("when")
    plain = [i for i in columns if not (grid.head.columns[i].year or grid.head.columns[i].is_stage)]
    told = [*(i for i in columns if plain and i not in plain), *grid.head.of("progress")]
    who: tuple[tuple[Cell, str], ...] = ()
    for rows, main in _by_main_cell(grid, plain or columns):
        beside = _beside(rows, agencies)
        who = beside or (who if _goes_on(rows[0], main.column, source.text) else ())
        here = {row[i] for row in rows for i in plain or columns} | {row[i] for row in rows for i in told}
        inside = [c for c in here if c and c.start < c.end and (c is main or _within(c, rows))]
        times = [source.text[cell.start : cell.end].strip() for row in rows for i in when if (cell := row[i])]
        time = next((time for time in times if time), None)
        yield _Planned(min(c.start for c in inside), max(c.end for c in inside), who, time)


def _goes_on(row: Row, first: int, text: str) -> bool:
    """Whether nothing stands in a row before a column: merged cells of the row above were left out."""
    return first > 0 and not any(written(text, cell) for cell in row[:first])


def _tells(grid: Grid) -> list[Row]:
    """The rows but those of one cell, which only head others: 一、教育."""
    return [row for row in grid.rows if len({cell for cell in row if cell and cell.start < cell.end}) > 1]


def _by_main_cell(grid: Grid, columns: Sequence[int]) -> Iterator[tuple[list[Row], Cell]]:
    """The rows of each task: those that one cell covers in the column that tells tasks apart most finely."""
    told = _tells(grid)
    finest = max(columns, key=lambda i: (len({row[i] for row in told if row[i]}), i))
    order = [finest, *(i for i in reversed(columns) if i != finest)]
    rows: list[Row] = []
    main: Cell | None = None
    for row in told:
        cell = next((c for i in order if (c := row[i]) and c.start < c.end), None)
        if cell is not main:
            if main and rows:
                yield rows, main
            rows, main = [], cell
        rows.append(row)
    if main and rows:
        yield rows, main


def _within(cell: Cell, rows: Sequence[Row]) -> bool:
    """Whether a cell covers no other rows than these."""
    return all(cell in row for row in rows) and cell.rows <= len(rows)


def _beside(rows: Sequence[Row], agencies: Sequence[tuple[int, str]]) -> tuple[tuple[Cell, str], ...]:
    cells = dict.fromkeys((cell, role) for row in rows for i, role in agencies if (cell := row[i]))
    return tuple((cell, role) for cell, role in cells if cell.start < cell.end)


def _listed(text: str, cell: Cell) -> tuple[str, list[int]]:
    """A cell's list of agencies as a note would have it, with the origin of each character.

    Line ends part names; so do blanks between names, but not those inside one.
    """
    found = text[cell.start : cell.end].translate(WIDTH)
    gaps = list(_GAP.finditer(found))
    edges = [0, *(at for gap in gaps for at in gap.span()), len(found)]
    pieces = [(edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
    kept: list[str] = []
    origin: list[int] = []
    for (start, end), following, gap in zip(pieces, [*pieces[1:], None], [*gaps, None], strict=False):
        kept.append(found[start:end])
        origin.extend(range(cell.start + start, cell.start + end))
        if following is None or gap is None:
            continue
        breaks = "\n" in gap.group() or gap.group().startswith("<")
        parts = min(len(found[start:end].rpartition("、")[2]), following[1] - following[0]) >= _SHORTEST
        if (breaks or (gap["blank"] and parts)) and found[max(start, end - 1) : end] not in _SEPARATES:
            kept.append("、")
            origin.append(cell.start + gap.start())
    origin.append(cell.end)
    return "".join(kept), origin


def _at(name: Name, origin: Sequence[int]) -> Name:
    return name._replace(start=origin[name.start], end=origin[name.end - 1] + 1)


def _once(agencies: Sequence[Responsibility]) -> tuple[Responsibility, ...]:
    """Responsibilities without those that a merged cell gave twice."""
    return tuple({(a.start, a.end): a for a in agencies}.values())


def _deadline(time: str | None, grid: Grid, day: str | None, about: About, rules: Rules) -> str | None:
    """The last day that a cell means; a month alone is of the year that the table's or the document's title names."""
    if not time or rules.patterns["table"]["recurs"].search(squeezed(time)):
        return None
    patterns = rules.patterns["table"]
    text = patterns["numeric_date"].sub(lambda date: _spelled(date, rules), squeezed(time))
    if bare := patterns["bare_year"].fullmatch(text):
        text = end_of_year(bare["year"], rules).text
    elif patterns["within_year"].fullmatch(text):
        text = rules.words["table"]["year_end"][0]
    for said in (grid.title, about.title):
        if titled := patterns["any_year"].search(said or ""):
            return deadline_of(text, rules, None if said == grid.title else day, int(titled[1]))
    return deadline_of(text, rules, day, None)


def _spelled(match: "regex.Match[str]", rules: Rules) -> str:
    spelled: str = rules.tables["table"]["spelled"]["day" if match["day"] else "month"]
    return spelled.format(year=match["year"], month=int(match["month"]), day=int(match["day"] or 0))
