"""Columns and rows of tables that have no rules between them, by where their texts stand."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import mean, median

from extract.read.compose import CellText
from extract.read.pdf_lines import Line, cell_of, lines_of
from extract.read.pdf_page import Char
from extract.read.shapes import shape

_APART = 0.7  # of the characters' height, the gap between two columns
_FEWEST_FIGURES = 2
_MOST_ARE = 0.6  # of the rows below the head, in which the column of figures has one
_STEP = 0.75  # lines, that the name of a group is at least from other rows
_FULL = 1.5  # characters that a full line of a cell may lack
Row = tuple[CellText, ...]


def columns_of(chars: Sequence[Char]) -> list[float]:
    """Where the columns of a table's characters begin and end: at the gaps that nothing stands in from its first row
    to its last.
    """
    apart = _APART * median(char.box.bottom - char.box.top for char in chars)
    spans = sorted((char.box.x0, char.box.x1) for char in chars)
    bounds, end = [spans[0][0]], spans[0][1]
    for x0, x1 in spans:
        if x0 - end > apart:
            bounds.append((end + x0) / 2)
        end = max(end, x1)
    return [*bounds, end]


def in_columns_of(chars: Sequence[Char], bounds: Sequence[float]) -> Iterator[list[Line]]:
    """The lines of each column between two bounds."""
    for left, right in pairwise(bounds):
        yield lines_of(c for c in chars if left <= (c.box.x0 + c.box.x1) / 2 < right)


def rows_by_figures(chars: Sequence[Char], bounds: Sequence[float], heads: int) -> tuple[Row, ...]:
    """The rows of a table, one for each line of a column that has figures below its head; none without such a column.

    ``heads`` is the number of lines of the head.
    """
    columns = list(in_columns_of(chars, bounds))
    figures = [_figures(lines[heads:]) for lines in columns]
    best = max(range(len(columns)), key=figures.__getitem__)
    if figures[best] < _FEWEST_FIGURES:
        return ()
    rows = [_middle(line) for line in columns[best]]
    rows = sorted([*rows, *_groups(columns, rows)])
    cells = zip(*(_cells(lines, rows) for lines in columns), strict=True)
    return tuple(tuple(cell_of(n, cell) for n, cell in enumerate(row)) for row in cells)


def _groups(columns: Sequence[Sequence[Line]], rows: Sequence[float]) -> Iterator[float]:
    """The middles of lines that name the rows below them: short ones of the first column with nothing beside them, a
    line or more from other rows, and not below a full line that they go on with.
    """
    leading = _least_step([_middle(line) for line in columns[0]])
    step = _STEP * max(leading, _least_step(rows) / 2)
    right = max((line.box.x1 - _FULL * line.size for line in columns[0]), default=0.0)
    beside = [_middle(line) for lines in columns[1:] for line in lines]
    for before, line in pairwise(columns[0]):
        middle = _middle(line)
        alone = all(abs(row - middle) > step for row in rows) and all(abs(y - middle) > line.size / 2 for y in beside)
        if alone and line.box.x1 < right and not (before.box.x1 > right and _below(before, line)):
            yield middle


def _least_step(heights: Sequence[float]) -> float:
    return min((below - above for above, below in pairwise(heights)), default=0.0)


def _below(line: Line, other: Line) -> bool:
    """Whether a line begins where another does, or both stand around one middle."""
    left, right = abs(line.box.x0 - other.box.x0), abs(line.box.x1 - other.box.x1)
    return left < line.size / 2 or abs(left - right) < line.size


def _cells(lines: Sequence[Line], rows: Sequence[float]) -> Iterator[Sequence[Line]]:
    """The lines of a column by row: those between two rows are of the one or the other so that the cells of the column
    are nearest to standing all in the middle of their rows, or all at the top of them.
    """
    if not lines:
        return iter([()] * len(rows))
    middles = [_middle(line) for line in lines]
    size = median(line.size for line in lines)
    ends = min(_ends(middles, rows, size / 2, place) for place in (mean, min))[1]
    return (lines[begin:end] for begin, end in pairwise((0, *ends)))


def _ends(
    middles: Sequence[float], rows: Sequence[float], near: float, place: Callable[[Sequence[float]], float]
) -> tuple[float, tuple[int, ...]]:
    """How far the cells of a column are from their rows at least, and where then the lines of each end; ``place`` is
    what of a cell stands beside the other cells of its row.
    """
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}  # by how many lines have their row
    for row, below in pairwise((*rows, inf)):
        fewest, most = bisect_right(middles, row + near), bisect_left(middles, below - near)
        found = [
            (off + (abs(place(middles[begin:end]) - row) if begin < end else 0.0), (*ends, end))
            for begin, (off, ends) in best.items()
            for end in range(max(begin, fewest), max(begin, fewest, most) + 1)
        ]
        best = {ends[-1]: (off, ends) for off, ends in sorted(found, reverse=True)}
    return best[len(middles)]


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _figures(lines: Sequence[Line]) -> int:
    """How many of the lines of a column are figures; 0 where not most are."""
    found = sum(shape("figure").fullmatch(line.text) is not None for line in lines)
    return found if found >= _MOST_ARE * len(lines) else 0
