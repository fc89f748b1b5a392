"""What the heads of task tables say of the text in their cells: reported or promised, of which year."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.columns import AGENCIES, Column
from extract.dates import deadline_of
from extract.grids import Grid, inside
from extract.model import About, Normal, Statement
from extract.rulebook import Rules
from extract.tense import RESULT, TARGET, Held, Setting, Term, end_of_year


def cell_settings(grids: Sequence[Grid], body: Normal, about: About, told: int | None, rules: Rules) -> list[Held]:
    """What holds for each cell whose column says so, in the order of the text, with ranges in the matched text.

    Where a column tells how far things have come, the others hold what was to be done; ``told`` is the year that the
    document tells of.
    """
    found = []
    for grid in grids:
        columns = grid.head.of("task", "progress") if grid.head.kind == "tasks" else []
        settings = {i: _setting(grid, grid.head.columns[i], about, told, rules) for i in columns}
        for cell in {row[i] for row in grid.rows for i in columns}:
            setting = settings.get(cell.column) if cell else None
            if cell and setting and cell.start < cell.end:
                start, end = (bisect_left(body.origin, at, hi=len(body.text)) for at in (cell.start, cell.end))
                found.append(Held(start, end, setting))
    return sorted(found, key=lambda held: held.start)


def with_names_of_rows(
    statements: Sequence[Statement], cells: Sequence[Held], body: Normal, rules: Rules
) -> list[Statement]:
    """Statements, results of progress that only say that it was done with the names of what was to be: 建成 11 所.

    The name is that of the last target of the same row that counts in the same unit.
    """
    found: list[Statement] = []
    bare = rules.patterns["table"]["only_done"]
    reached = [(body.origin[cell.start], body.origin[cell.end]) for cell in cells if cell.setting.kind == RESULT]
    for statement in statements:
        if statement.kind == RESULT and bare.fullmatch(statement.indicator) and inside(statement.start, reached):
            meant = (s for s in reversed(found) if s.kind == TARGET and s.task == statement.task)
            if target := next((s for s in meant if s.unit == statement.unit and statement.task is not None), None):
                statement = replace(statement, indicator=target.indicator, canonical=target.canonical)
        found.append(statement)
    return found


def _setting(grid: Grid, column: Column, about: About, told: int | None, rules: Rules) -> Setting | None:
    """What holds for the cells of a column; None where the text around the table says."""
    if column.role == "progress":
        year = column.year or next(_years(grid.title, rules), None) or told
        return Setting(RESULT, as_of=str(year) if year else None, told=True, is_cell=True)
    if column.is_stage:
        year = column.year or next((year for said in (grid.title, about.title) for year in _years(said, rules)), told)
        day = deadline_of(column.head, rules, None, year)
        return Setting(TARGET, Term(day, column.head), told=True, is_cell=True, dated=True)
    if column.year:
        return Setting(TARGET, end_of_year(column.year, rules), told=True, is_cell=True, dated=True)
    if grid.head.of("progress"):
        year = next((year for said in (grid.title, about.title) for year in _years(said, rules)), told)
        return Setting(TARGET, end_of_year(year, rules) if year else None, told=True, is_cell=True)
    limits, whens = rules.patterns["table"]["limit_head"], grid.head.of("when")
    ahead = any(limits.search(grid.head.columns[i].head) for i in whens) or (whens and grid.head.of(*AGENCIES))
    return Setting(TARGET, told=True, is_cell=True) if ahead and about.genre in ("news", "report") else None


def _years(title: str | None, rules: Rules) -> Iterator[int]:
    return (int(match[1]) for match in rules.patterns["table"]["single_year"].finditer(title or ""))
