"""Tables of web pages: which of them hold values, and where each cell of these stands."""

from lxml import etree

from extract.model import Cell
from extract.read.table_cells import Columns, spans

_LONGEST_CELL = 1500  # characters; what holds more is a part of the page's layout


def data_tables(root: etree._Element) -> set[etree._Element]:
    """The tables that hold values: no table inside, two rows or more of two cells or more, and none of them long."""
    found: set[etree._Element] = set()
    open_tables: list[list[int]] = []  # full rows, filled cells of this row, longest cell, is layout
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=("table", "tr", "td", "th")):
        if element.tag == "table" and event == "start":
            if open_tables:
                open_tables[-1][3] = 1
            open_tables.append([0, 0, 0, 0])
        elif not open_tables:
            continue
        elif element.tag == "tr" or (event == "end" and element.tag == "table"):
            open_tables[-1][0] += open_tables[-1][1] >= 2
            open_tables[-1][1] = 0
            if element.tag == "table":
                full_rows, _, longest, is_layout = open_tables.pop()
                if full_rows >= 2 and longest <= _LONGEST_CELL and not is_layout:
                    found.add(element)
        elif event == "end" and not open_tables[-1][3]:
            size = len("".join(element.itertext()).strip())
            open_tables[-1][1] += size > 0
            open_tables[-1][2] = max(open_tables[-1][2], size)
    return found


class TableRows:
    """The rows of a table while it is read, cell by cell."""

    def __init__(self) -> None:
        self._columns = Columns()
        self._open = False
        self._texts: list[str] = []  # for each column of this row, empty where a cell only reaches into it
        self._cells: list[tuple[int, int, int]] = []  # column, rows, columns

    def begin(self) -> None:
        """Begins a row."""
        self._columns.begin_row()
        self._open = True
        self._texts, self._cells = [], []

    def cell(self, text: str, element: etree._Element) -> None:
        """Adds the next cell of the row, which a page may leave to begin with it."""
        if not self._open:
            self.begin()
        rows, columns = spans(element.get("colspan", ""), element.get("rowspan", ""))
        column = self._columns.place(rows, columns)
        self._texts += [""] * (column - len(self._texts)) + [text] + [""] * (columns - 1)
        self._cells.append((column, rows, columns))

    def end(self) -> tuple[str, tuple[Cell, ...]] | None:
        """The row as a line, its columns parted by tabs, and its cells with ranges in it; None for an empty row."""
        if not self._open:
            return None
        self._open = False
        if not any(self._texts):
            return None
        starts, at = [], 0
        for text in self._texts:
            starts.append(at)
            at += len(text) + 1
        line = "\t".join(self._texts).rstrip("\t")
        cells = []
        for column, rows, columns in self._cells:
            start = min(starts[column], len(line))
            cells.append(Cell(self._columns.row, column, start, start + len(self._texts[column]), rows, columns))
        return line, tuple(cells)
