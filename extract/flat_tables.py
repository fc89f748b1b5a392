"""Tables that were flattened to a cell a line: a head, then the cells of row after row."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from extract.line_cells import Line, Reads, Span
from extract.model import Cell, Table

_FEWEST_ROWS = 2  # under a head that begins with a word for tasks or things
_NARROW = 3  # columns; in wider tables of tasks the first may stand for several rows
_MOST_COLUMNS = 12
_MOST_PARENTS = 2  # names over others in a head of two rows
_LONGEST_HEAD = 20  # characters of a line that may be a cell of the head
_LONGEST_NUMBER = 3  # figures
_MOST_HEADS = 6  # lines between two rows that head sections, one above another
_BARS = re.compile(r"[ \t|]*")
_MOST_LINES = 12  # of a row beyond a line for each column
_GOES_ON = re.compile(r"[（(]?(?:[2-9]|[1-9]\d)[)）.．、]|[②-⑳]")  # a further item of the same cell
_OPEN = ("；", "，", "、", "：", ";", ",")
_YEAR = re.compile(r"20\d\d")  # 2025年目标 may stand over others or under 目标值
_MARK = re.compile(r"[，。；,;]")
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
    if not (_may_head(first, reads) or _may_head(second, reads)):
        return None
    grouped = reads.names_group(first)
    named = second if grouped else first
    numbered = named in reads.words["number_line"]
    leads = named in reads.words["task_line"]
    if not numbered and not leads and not (_may_head(named, reads) and reads.names_column(named)):
        return None
    cells = _Cells(text, lines, at)
    found = (_numbered if numbered else _fitting)(cells, grouped, reads)
    if found is None:
        return None
    head, rows, count = found
    if not any(_names_indicator(name, reads) for name in head.names):
        rows = [row for row in rows if len(row.cells) > 1 or not _heads_section(text, row, reads)]
    body = [
        Cell(row, column, *span, rows=1 + _reaches_into(rows[row - head.height + 1 :], column))
        for row, line in enumerate(rows, head.height)
        for column, span in enumerate(line.cells)
        if span is not None
    ]
    last = _BARS.match(text, cells.spans[count - 1][1])
    table = Table(cells.spans[0][0], last.end() if last else 0, (*head.cells, *body))
    end = next((k for k in range(at, len(lines)) if lines[k].start >= table.end), len(lines))
    return table, end


def _may_head(name: str, reads: Reads) -> bool:
    """Whether a table's head may begin so: 序号, 工作任务, or a word with 指标."""
    if name in reads.words["number_line"] or name in reads.words["task_line"]:
        return True
    return len(name) <= _LONGEST_HEAD and _names_indicator(name, reads)


def _names_indicator(name: str, reads: Reads) -> bool:
    return any(word in name for word in reads.words["indicator_line"])


def _reaches_into(rows: Sequence[_Row], column: int) -> int:
    """How many rows a merged cell above them reaches into."""
    lacking = takewhile(lambda row: column < len(row.cells) and row.cells[column] is None, rows)
    return sum(1 for _ in lacking)


def _heads_section(text: str, row: _Row, reads: Reads) -> bool:
    """Whether the only cell of a row has the label of a section; it is none of a table of tasks."""
    return row.cells[0] is not None and reads.patterns["section_line"].match(text, *row.cells[0]) is not None


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
    """Head, rows and number of cells of a table whose rows are numbered: from 1, or in an excerpt from any number."""
    cells.reach(2 * _MOST_COLUMNS)
    begins = next((k for k, text in enumerate(cells.texts[: 2 * _MOST_COLUMNS]) if k > 1 and _number(text)), 0)
    names = cells.texts[: begins - grouped]
    while names and reads.patterns["section_line"].match(names[-1]):
        names.pop()
    if not begins or any(not 0 < len(name) <= _LONGEST_HEAD for name in names):
        return None
    if cells.texts[begins] != "1" and not reads.is_head(names):
        return None
    best: tuple[_Head, list[_Row], int] | None = None
    for parents in range(_MOST_PARENTS + 1):
        width = len(names) - parents
        head = _head(cells.spans, names, parents, reads) if 2 <= width <= _MOST_COLUMNS else None
        if head is None:
            continue
        rows, count = _numbered_rows(cells, len(names), head.names, grouped, reads)
        if not grouped and not parents and not any(reads.names_value(name) for name in names):
            uneven, after = _uneven_rows(cells, names, reads)
            torn = any(len(row.cells) == 1 and _is_prose(cells, row.cells[0]) for row in rows)
            if len(uneven) > _whole(rows) - torn:
                rows, count = uneven, after
        if rows and (best is None or _whole(rows) > _whole(best[1])):
            best = head, rows, count
    return best


def _whole(rows: Sequence[_Row]) -> int:
    """How many rows are more than a line that heads those below it."""
    return sum(len(row.cells) > 1 for row in rows)


def _numbered_rows(cells: _Cells, at: int, names: Sequence[str], grouped: bool, reads: Reads) -> tuple[list[_Row], int]:
    """The rows after a head, and where they end; those that a group's merged cell reaches into lack it."""
    rows: list[_Row] = []
    number, width, heads = 0, len(names), reads.patterns["section_line"]
    group = next((i for i, name in enumerate(names) if i and reads.names_group(name)), 0)
    strict = "1" in (cells.texts[at], cells.texts[at + grouped])  # an excerpt leaves rows out
    while cells.reach(at + 2):
        start = at
        while start < at + _MOST_HEADS and cells.reach(start + 1) and heads.match(cells.texts[start]):
            start += 1
        if (start == at or grouped) and not _number(cells.texts[start]):
            start += 1  # the cell of the group, or a line that heads the rows below it
        found = _number(cells.texts[start]) if cells.reach(start + 1) else 0
        short = group > 0 and _lacks_group(cells, start, found + 1, names, reads)
        end = start + width - grouped - short
        if not cells.reach(end):
            break
        left_out = found > number + 1 and strict and not reads.fits(names, cells.texts[start:end])
        if found <= number or left_out:
            break
        above = [cells.spans[k] for k in range(at, start)]
        own: list[Span | None] = list(cells.spans[start:end])
        if short:
            own.insert(group, None)
        if grouped:
            rows.append(_Row((above[-1] if above else None, *own)))
        else:
            rows += [*(_Row((span,)) for span in above), _Row(tuple(own))]
        number, at = found, end
        while part := _part_row(cells, at, number + 1, len(names), grouped, reads):
            rows.append(part)
            at += sum(cell is not None for cell in part.cells)
    return rows, at


def _part_row(cells: _Cells, at: int, following: int, width: int, grouped: bool, reads: Reads) -> _Row | None:
    """A row without a number, of a part of the one above, whose merged cells reach into it: 其中 公园绿地, 58, 17."""
    if not cells.reach(at + 1) or not cells.texts[at].startswith(reads.words["part_line"]):
        return None
    ends = range(at + 2, at + width - grouped - 1)
    for over in range(grouped + 1):  # the cell of a group may stand before the next number
        for end in ends:
            if cells.reach(end + over + 1) and _number(cells.texts[end + over]) == following:
                values = cells.spans[at + 1 : end]
                between = width - 2 - grouped - len(values)
                return _Row((*[None] * (1 + grouped), cells.spans[at], *[None] * between, *values))
    return None


def _lacks_group(cells: _Cells, start: int, following: int, names: Sequence[str], reads: Reads) -> bool:
    """Whether the row that begins at a cell lacks that of its group: the next number comes one cell too early, or,
    in the last row, nothing but the text after the table would fill its last column."""
    end = start + len(names)
    if cells.reach(end + 1) and _number(cells.texts[end]) == following:
        return False
    if cells.reach(end) and _number(cells.texts[end - 1]) == following:
        return True
    return not (cells.reach(end) and reads.fits(names, cells.texts[start:end]))


def _uneven_rows(cells: _Cells, names: Sequence[str], reads: Reads) -> tuple[list[_Row], int]:
    """The rows after a head where cells have several lines, or agencies stand once for several rows; and their end.

    A row goes from its number to the next one. The last one is as long as the lines that its columns need.
    """
    rows: list[_Row] = []
    at, spare = len(names), 0
    while cells.reach(at + 2) and _number(cells.texts[at]) == len(rows) + 1:
        following = range(at + 2, at + len(names) + _MOST_LINES)
        end = next((k for k in following if cells.reach(k + 1) and _number(cells.texts[k]) == len(rows) + 2), 0)
        found = _uneven_row(cells, at, end, spare, names, reads)
        if found is None:
            break
        row, after = found
        spare = after - at - sum(cell is not None for cell in row.cells)
        at = after
        rows.append(row)
        if not end:
            break
    return rows, at


def _is_prose(cells: _Cells, span: Span | None) -> bool:
    """Whether a cell that stands between two rows is a line of a cell, no heading."""
    return span in cells.spans and _MARK.search(cells.texts[cells.spans.index(span)]) is not None


def _uneven_row(
    cells: _Cells, at: int, end: int, spare: int, names: Sequence[str], reads: Reads
) -> tuple[_Row, int] | None:
    """The row that begins at a cell and ends before another, and where it ends; None where none fits.

    Where it ends is not known of the last one (0): it may have as many lines to spare as the row above.
    """
    own: list[Span] = []
    texts: list[str] = []
    k = at + 1
    while cells.reach(k + 1) and (k < end or not end):
        goes_on = own and (_GOES_ON.match(cells.texts[k]) or texts[-1].endswith(_OPEN))
        if not goes_on and not end and len(own) == len(names) - 1 - _lacks_agency(texts, names, reads) + spare:
            break
        if goes_on:
            own[-1], texts[-1] = (own[-1][0], cells.spans[k][1]), texts[-1] + cells.texts[k]
        else:
            own.append(cells.spans[k])
            texts.append(cells.texts[k])
        k += 1
    lacking = _lacks_agency(texts, names, reads)
    room = len(names) - 1 - lacking
    if len(own) > room and not reads.names_agency(names[-1]):
        own[room - 1 :] = [(own[room - 1][0], own[-1][1])]
    if not own or len(own) > room:
        return None
    row: list[Span | None] = [cells.spans[at], *own]
    if lacking:
        row.insert(next(i for i, name in enumerate(names) if reads.names_agency(name)), None)
    return _Row(tuple(row)), k


def _lacks_agency(texts: Sequence[str], names: Sequence[str], reads: Reads) -> bool:
    """Whether what stands where the only agency of a row should is none: it stands once for several rows above."""
    places = [i for i, name in enumerate(names) if reads.names_agency(name)]
    if len(places) != 1 or places[0] > len(texts):
        return False
    return not reads.patterns["agency_cell"].fullmatch(texts[places[0] - 1])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


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
            leads = names[0] in reads.words["task_line"]
            merges = grouped or (leads and size > _NARROW)
            rows, count = _fitting_rows(cells, size, head.names, merges, reads) if head else ([], 0)
            if head and len(rows) >= (_FEWEST_ROWS if leads else 1):
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
    while below and reads.names_value(names[below - 1]):
        if reads.spans_others(names[below - 1]) and not _YEAR.search(names[below - 1]):
            break
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
