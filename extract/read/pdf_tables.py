"""Ruled tables on a page: their cells, as pdfplumber finds them between straight lines, and the text in each."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from extract.read.compose import CellText
from extract.read.pdf_level_rules import open_sides
from extract.read.pdf_lines import Line, cell_of, lines_of
from extract.read.pdf_page import SNAP, Box, Char, Content, Edge

_MOST_CROSSINGS = 3_000  # of lines on a page: a table of two hundred rows and a dozen columns has fewer
_FEWEST_CELLS = 3  # a page may begin with the last row of a table; two boxes beside each other are none
_SAME_COLUMN = 8.0  # points by which the columns of a table differ on its next page
_MOST_OF = 0.6  # of the narrower of two columns, that they share where they are one
_PADDING = 8.0  # points between the text of a cell and its edge
_NARROW = 6.0  # points, which no row of text fits into
Corners = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table on a page: its box, its rows as cells, where its columns and, if they are ruled, its rows begin and end,
    and in which columns the text of the last row reaches the right edge of its cell."""

    box: Box
    rows: tuple[tuple[CellText, ...], ...]
    columns: tuple[float, ...]
    heights: tuple[float, ...] = ()
    full: frozenset[int] = frozenset()

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The text of each cell, by row."""
        return tuple(tuple(cell.text for cell in row) for row in self.rows)


def same_columns(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether the columns of two tables on pages that follow each other are the same."""
    return len(one) == len(other) and all(abs(a - b) <= _SAME_COLUMN for a, b in zip(one, other, strict=True))


def are_one(table: RuledTable, other: RuledTable) -> bool:
    """Whether tables on pages that follow each other are one by their columns, which texts alone bound differently."""
    if table.heights or other.heights:
        return same_columns(table.columns, other.columns)
    columns = zip(pairwise(table.columns), pairwise(other.columns), strict=False)
    return len(table.columns) == len(other.columns) and all(
        min(b, d) - max(a, c) > _MOST_OF * min(b - a, d - c) for (a, b), (c, d) in columns
    )


def ruled_tables(page: Content, before: RuledTable | None = None) -> tuple[list[RuledTable], list[Char]] | None:
    """The tables of a page, top down, and the characters that stand in none; None where too many lines cross to look.

    What lines frame without dividing it into columns and rows is a box of text, no table; two cells beside each other
    are one only where they go on with the table ``before``, with which the last page ends.
    """
    grids = _grids(page.edges)
    if grids is None:
        return None
    taken: set[int] = set()
    found = [table for cells in grids if (table := _table(cells, page.chars, taken, before))]
    return sorted(found, key=lambda table: table.box.top), [c for i, c in enumerate(page.chars) if i not in taken]


def _grids(edges: Sequence[Edge]) -> list[list[Corners]] | None:
    """The cells of each group of cells that touch."""
    level = sum(not edge.upright for edge in edges)
    if level < 2 or len(edges) - level < 2:
        return []
    merged = merge_edges([as_pdfplumber(edge) for edge in edges], SNAP, SNAP, SNAP, SNAP)
    merged += map(as_pdfplumber, open_sides(merged))
    crossings = edges_to_intersections(merged, SNAP, SNAP)
    if len(crossings) > _MOST_CROSSINGS:
        return None
    return cells_to_tables(intersections_to_cells(crossings))


def as_pdfplumber(edge: Edge) -> dict[str, Any]:
    """A straight line as pdfplumber has it."""
    x0, x1, top, bottom = (
        (edge.at, edge.at, edge.low, edge.high) if edge.upright else (edge.low, edge.high, edge.at, edge.at)
    )
    box = {"x0": x0, "x1": x1, "top": top, "bottom": bottom, "doctop": top, "y0": -bottom, "y1": -top}
    return {**box, "width": x1 - x0, "height": bottom - top, "orientation": "v" if edge.upright else "h"}


def _table(
    cells: Sequence[Corners], chars: Sequence[Char], taken: set[int], before: RuledTable | None
) -> RuledTable | None:
    """The table that cells make, its characters marked as taken.

    None where they make no more than boxes: where no row has text in two of its cells.
    """
    across = _bounds({x for x0, _, x1, _ in cells for x in (x0, x1)})
    down = _bounds({y for _, top, _, bottom in cells for y in (top, bottom)})
    columns, rows = len(across) - 1, len(down) - 1
    goes_on = before is not None and same_columns(before.columns, across)
    if columns < 2 or (columns * rows < _FEWEST_CELLS and not goes_on):
        return None
    places = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    tops = [top for _, top, _, _ in places]
    spots = [_spot(cell, across, down) for cell in places]
    inside: dict[tuple[int, int], list[Char]] = {}
    of_table: list[int] = []
    for number, char in enumerate(chars):
        x, y = (char.box.x0 + char.box.x1) / 2, (char.box.top + char.box.bottom) / 2
        if number in taken or not (across[0] <= x <= across[-1] and down[0] <= y <= down[-1]):
            continue
        for i in reversed(range(bisect_right(tops, y))):
            x0, top, x1, bottom = places[i]
            if x0 <= x < x1 and top <= y < bottom:
                if spot := spots[i]:
                    inside.setdefault(spot[:2], []).append(char)
                    of_table.append(number)
                break
    by_row: list[list[CellText]] = [[] for _ in range(rows)]
    full: set[int] = set()
    for row, column, *size in sorted({spot[:2]: spot for spot in spots if spot}.values()):
        lines = lines_of(inside.get((row, column), ()))
        by_row[row].append(cell_of(column, lines, *size))
        if row == rows - 1 and lines and across[column + size[1]] - lines[-1].box.x1 < lines[-1].size + _PADDING:
            full.add(column)
    if not any(sum(bool(cell.text) for cell in row) > 1 for row in by_row):
        return None
    taken.update(of_table)
    kept = tuple(tuple(row) for row in by_row)
    return RuledTable(Box(across[0], down[0], across[-1], down[-1]), kept, tuple(across), tuple(down), frozenset(full))


def _spot(cell: Corners, across: Sequence[float], down: Sequence[float]) -> tuple[int, int, int, int] | None:
    """The row and column of a cell and how many of each it covers; None for one too narrow for text."""
    row, column = _nearest(down, cell[1]), _nearest(across, cell[0])
    rows, columns = _nearest(down, cell[3]) - row, _nearest(across, cell[2]) - column
    return (row, column, rows, columns) if rows > 0 < columns else None


def _bounds(values: set[float]) -> list[float]:
    """Where rows or columns begin and end: of lines that no row of text fits between, the first."""
    bounds: list[float] = []
    for value in sorted(values):
        if not bounds or value - bounds[-1] > _NARROW:
            bounds.append(value)
    return bounds


def _nearest(bounds: Sequence[float], value: float) -> int:
    return max(0, bisect_right(bounds, value + SNAP) - 1)


def lines_apart(tables: Sequence[RuledTable], chars: Sequence[Char]) -> list[list[Line]]:
    """The lines before, between and after the tables of a page."""
    parts: list[list[Line]] = [[] for _ in range(len(tables) + 1)]
    ends = [table.box.bottom for table in tables]
    for line in lines_of(chars):
        parts[bisect_left(ends, (line.box.top + line.box.bottom) / 2)].append(line)
    return parts
