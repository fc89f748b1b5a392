"""Where the cells of HTML tables stand, on a page or in Markdown, by what those before them cover."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extract.model import Cell

_MOST_COLUMNS = 60  # that one cell may cover
_MOST_ROWS = 1000  # likewise


def spans(colspan: str, rowspan: str) -> tuple[int, int]:
    """The rows and columns that a cell covers, by its attributes.

    >>> spans("2", ""), spans("1000000", "x")
    ((1, 2), (1, 60))
    """
    return _span(rowspan, _MOST_ROWS), _span(colspan, _MOST_COLUMNS)


def _span(value: str, most: int) -> int:
    value = value.strip()
    return max(1, min(int(value[:6]), most)) if value.isdecimal() else 1


class Columns:
    """The column of each cell, row by row: the first that no cell above reaches into.

    >>> columns = Columns()
    >>> columns.begin_row(), columns.place(2, 1), columns.place(1, 2), columns.begin_row(), columns.place(1, 1)
    (None, 0, 1, None, 1)
    """

    def __init__(self) -> None:
        self.row = -1
        self._free = 0  # the first column after the cells of this row
        self._reach: dict[int, int] = {}  # column -> rows, this one counted, that a cell covers in it

    def begin_row(self) -> None:
        """Begins a row."""
        self.row += 1
        self._free = 0
        self._reach = {column: rows - 1 for column, rows in self._reach.items() if rows > 1}

    def place(self, rows: int, columns: int) -> int:
        """The column of the next cell, which covers so many rows and columns."""
        while self._free in self._reach:
            self._free += 1
        column = self._free
        self._free += columns
        if rows > 1:
            self._reach.update(dict.fromkeys(range(column, min(column + columns, _MOST_COLUMNS)), rows))
        return column


def fitted(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of the rows that hold something, covering only rows and columns in which cells begin.

    >>> [(c.row, c.rows, c.columns) for c in fitted([Cell(0, 0, 0, 1, 9, 9), Cell(2, 1, 3, 4), Cell(3, 0, 4, 4)])]
    [(0, 2, 2), (1, 1, 1)]
    """
    rows = sorted({cell.row for cell in cells if cell.start < cell.end})
    places = {row: place for place, row in enumerate(rows)}
    kept = [cell for cell in cells if cell.row in places]
    width = 1 + max((cell.column for cell in kept), default=0)
    return tuple(
        replace(
            cell,
            row=places[cell.row],
            rows=bisect_left(rows, cell.row + cell.rows) - places[cell.row],
            columns=min(cell.columns, width - cell.column),
        )
        for cell in kept
    )
