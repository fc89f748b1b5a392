"""Tables that were flattened to a cell a line: a head, then the cells of row after row."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extract.line_cells import Line, Reads, Span
from extract.model import Cell, Table

HEAD_WORDS = ("序号", "指标")  # what one of the first two lines of the head holds
_MOST_COLUMNS = 12
_MOST_PARENTS = 2  # names over others in a head of two rows
_LONGEST_HEAD = 20  # characters of a line that may be a cell of the head
_BRACKETED = re.compile(r"[（(](?=[^（）()]*[^\d.（）()])[^（）()]{1,12}[)）]")


class _Head(NamedTuple):
    """The cells of a head by row and column, and for each column its whole name."""

    cells: tuple[Cell, ...]
    names: tuple[str, ...]
    height: int


class _Row(NamedTuple):
    """The cells of a row by column; None where a merged cell reaches into it from above."""

    cells: tuple[Span | None, ...]


def flat_table(text: str, lines: Sequence[Line], at: int, reads: Reads) -> tuple[Table, int] | None:
    """The table whose head begins at a line, and the number of the line after it; None where none does.

    Where the head has 序号 each row has its number; else each row must fit under the head. Rows may lack the cell of
    a first column that groups them, and a line between them may head those that follow.
    """
    first, second = (_text_of(text, line) or "" for line in (*lines[at : at + 2], *lines[at : at + 1])[:2])
    grouped = reads.names_group(first)
    named = second if grouped else first
    numbered = named == "序号"
    if not numbered and not (HEAD_WORDS[1] in named and len(named) <= _LONGEST_HEAD and reads.names_column(named)):
        return None
    cells = _Cells(text, lines, at)
    found = (_numbered if numbered else _fitting)(cells, grouped, reads)
    if found is None:
        return None
    head, rows, count = found
    body = [
        Cell(row, column, *span)
        for row, line in enumerate(rows, head.height)
        for column, span in enumerate(line.cells)
        if span is not None
    ]
    table = Table(cells.spans[0][0], cells.spans[count - 1][1], (*head.cells, *body))
    end = next((k for k in range(at, len(lines)) if lines[k].start >= table.end), len(lines))
    return table, end


def _text_of(text: str, line: Line) -> str | None:
    """What stands on a line that may be one cell; blanks inside a word left out. None where it holds several."""
    if len(line.cells) > 1 and any(end - start > 1 for start, end in line.cells):
        return None
    return "".join(text[line.start : line.end].split())


class _Cells:
    """The cells from a line on, each with its text, as far as they are asked for."""

    def __init__(self, text: str, lines: Sequence[Line], at: int) -> None:
        self._text, self._lines, self._at = text, lines, at
        self.spans: list[Span] = []
        self.texts: list[str] = []

    def reach(self, count: int) -> bool:
        """Whether there are so many; what stands in brackets on a line of the head goes on with the cell above it."""
        while len(self.spans) <= count and self._at < len(self._lines):
            line = self._lines[self._at]
            written = _text_of(self._text, line)
            if written is None:
                break
            self._at += 1
            if self.spans and len(self.spans) <= _MOST_COLUMNS and _BRACKETED.fullmatch(written):
                self.spans[-1] = (self.spans[-1][0], line.end)
                self.texts[-1] += written
            else:
                self.spans.append((line.start, line.end))
                self.texts.append(written)
        return len(self.spans) >= count


def _numbered(cells: _Cells, grouped: bool, reads: Reads) -> tuple[_Head, list[_Row], int] | None:
    """Head, rows and number of cells of a table whose rows are numbered from 1."""
    cells.reach(2 * _MOST_COLUMNS)
    if "1" not in cells.texts[2 : 2 * _MOST_COLUMNS]:
        return None
    begins = cells.texts.index("1", 2)
    names = cells.texts[: begins - grouped]
    if any(not 0 < len(name) <= _LONGEST_HEAD for name in names):
        return None
    best: tuple[_Head, list[_Row], int] | None = None
    for parents in range(_MOST_PARENTS + 1):
        width = len(names) - parents
        head = _head(cells.spans, names, parents, reads) if 2 <= width <= _MOST_COLUMNS else None
        if head is None:
            continue
        rows, count = _numbered_rows(cells, begins, width, grouped)
        if rows and (best is None or len(rows) > len(best[1])):
            best = head, rows, count
    return best


def _numbered_rows(cells: _Cells, begins: int, width: int, grouped: bool) -> tuple[list[_Row], int]:
    """The rows from the one with number 1 on, and where they end."""
    rows: list[_Row] = []
    number, at = 1, begins - grouped
    while cells.reach(at + 2):
        alone = cells.texts[at] != str(number)  # a line before the number: the cell of the group
        start = at + alone
        end = start + width - grouped
        if cells.texts[start] != str(number) or not cells.reach(end):
            break
        own = tuple(cells.spans[start:end])
        if grouped:
            rows.append(_Row((cells.spans[at] if alone else None, *own)))
        else:
            rows += [_Row((cells.spans[at],))] if alone else []
            rows.append(_Row(own))
        number, at = number + 1, end
    return rows, at


def _fitting(cells: _Cells, grouped: bool, reads: Reads) -> tuple[_Head, list[_Row], int] | None:
    """Head, rows and number of cells of a table whose rows fit under its head."""
    for size in range(2, _MOST_COLUMNS + 1):
        if not cells.reach(size + 1) or not 0 < len(cells.texts[size - 1]) <= _LONGEST_HEAD:
            return None
        names = cells.texts[:size]
        if not reads.is_head(names) or reads.names_column(cells.texts[size]):
            continue
        for parents in range(_MOST_PARENTS + 1):
            head = _head(cells.spans, names, parents, reads)
            rows, count = _fitting_rows(cells, size, head.names, grouped, reads) if head else ([], 0)
            if head and rows:
                return head, rows, count
        return None
    return None


def _fitting_rows(
    cells: _Cells, begins: int, names: Sequence[str], grouped: bool, reads: Reads
) -> tuple[list[_Row], int]:
    """The rows that fit under a head, and where they end."""

    def row(at: int) -> _Row | None:
        for missing in range(grouped + 1):
            end = at + len(names) - missing
            if cells.reach(end) and reads.fits(names, [""] * missing + cells.texts[at:end]):
                return _Row((*[None] * missing, *cells.spans[at:end]))
        return None

    rows: list[_Row] = []
    at = begins
    while True:
        if found := row(at):
            rows.append(found)
            at += sum(cell is not None for cell in found.cells)
        elif row(at + 1):
            rows.append(_Row((cells.spans[at],)))  # a line that heads the rows below it
            at += 1
        else:
            return rows, at


def _head(cells: Sequence[Span], names: Sequence[str], parents: int, reads: Reads) -> _Head | None:
    """A head of one row, or with names over others one of two; None where its names can't be so."""
    if not parents:
        return _Head(tuple(Cell(0, i, *cells[i]) for i in range(len(names))), tuple(names), 1)
    over = [i for i, name in enumerate(names) if reads.spans_others(name)]
    below = len(names)
    while below and reads.names_value(names[below - 1]) and not reads.spans_others(names[below - 1]):
        below -= 1
    for first in range(below, len(names) - 1):
        here = [i for i in over if i < first]
        children = len(names) - first
        if len(here) == parents and children % parents == 0 and children > parents:
            return _two_rows(cells, names, first, here, children // parents)
    return None


def _two_rows(cells: Sequence[Span], names: Sequence[str], first: int, over: Sequence[int], each: int) -> _Head:
    """A head whose second row begins with a name, each of some names of its first row standing over as many."""
    upper: list[Cell] = []
    lower: list[Cell] = []
    whole: list[str] = []
    children: Iterator[int] = iter(range(first, len(names)))
    for i in range(first):
        if i not in over:
            upper.append(Cell(0, len(whole), *cells[i], rows=2))
            whole.append(names[i])
            continue
        upper.append(Cell(0, len(whole), *cells[i], columns=each))
        for _, child in zip(range(each), children, strict=False):
            lower.append(Cell(1, len(whole), *cells[child]))
            whole.append(names[i] + names[child])
    return _Head((*upper, *lower), tuple(whole), 2)
