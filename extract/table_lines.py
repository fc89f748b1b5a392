"""Tables that stand in a text as lines: cells parted by tabs, bars or wide blanks, or one cell a line."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extract.model import Cell, Table

_PARTED = re.compile(r"[\t|]|\S(?:[\u3000\u00a0]|  )[^\S\n]*\S")
_FLAT = ("序号", "指标")  # what the lines of a flattened table's head hold
_BLANKS = re.compile(r"\s+")
_RULE = re.compile(r"[\s|:+=-]+")
_BAR = re.compile(r"(?<!\\)\|")
_MOST_COLUMNS = 12
_LONGEST_HEAD = 20  # characters of a line that may be a cell of a flattened head
_NUMBER = re.compile(r"[1-9]\d{0,3}")
_LONGEST_ITEM = 4  # times as many lines as the table has columns
_BAND = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、][^。；;\n]{2,60}$")
_ITEM = re.compile(r"(\d{1,3})[.．、]")
_LABEL = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]|第[一二三四五六七八九十\d]+[章条节]|[●•◆■-]"
)

Span = tuple[int, int]


class Reads(NamedTuple):
    """What a table's cells say, as whoever knows the words reads them."""

    is_head: Callable[[Sequence[str]], bool]  # whether these names of columns are understood together
    names_column: Callable[[str], bool]  # whether a text is by itself the name of a column
    is_spread: Callable[[str], bool]  # whether two characters are one name spread over its cell: 指　　标
    fits: Callable[[Sequence[str], Sequence[str]], bool]  # whether cells belong under a head
    tasks: Callable[[Sequence[str]], tuple[Sequence[int], Sequence[int]]]  # the columns of what to do and of agencies
    names_agency: Callable[[str], bool]  # whether a line lists agencies


class _Line(NamedTuple):
    """A line that holds something, the ranges of its cells, and what parts them: tab, bar, wide, or nothing."""

    start: int
    end: int
    cells: tuple[Span, ...]
    mark: str


def find_line_tables(text: str, taken: Sequence[Span], reads: Reads) -> Iterator[Table]:
    """The tables in the lines of a text, in order, outside the ranges taken (tables that the format marks).

    Where tabs or bars part the cells, what has no head that is understood is a table too; wide blanks make none.

    >>> text = "指标　2025年\\n森林覆盖率　38\\n"
    >>> no = lambda *names: False
    >>> reads = Reads(lambda head: "指标" in head, no, no, lambda head, cells: True, lambda head: ([], []), no)
    >>> [table] = find_line_tables(text, [], reads)
    >>> [(cell.row, cell.column, text[cell.start : cell.end]) for cell in table.cells]
    [(0, 0, '指标'), (0, 1, '2025年'), (1, 0, '森林覆盖率'), (1, 1, '38')]
    """
    if not _PARTED.search(text) and not any(word in text for word in _FLAT):
        return
    lines = list(_lines(text, taken, reads))
    at = 0
    while at < len(lines):
        parts = _flat_tasks(text, lines, at, reads)
        found = None if parts else _flat(text, lines, at, reads) or _parted(text, lines, at, reads)
        if parts:
            yield from (table for table, _ in parts)
            at = parts[-1][1]
        elif found:
            table, at = found
            yield table
        else:
            at += 1


def _lines(text: str, taken: Sequence[Span], reads: Reads) -> Iterator[_Line]:
    """The lines outside the ranges taken; rules of Markdown (|---|) and empty lines left out."""
    starts = [start for start, _ in taken]
    position = 0
    for line in text.splitlines(keepends=True):
        start, end = position, position + len(line.rstrip(" \r\n\u3000"))
        position += len(line)
        before = bisect_right(starts, start) - 1
        if not line.strip() or _RULE.fullmatch(line) or (before >= 0 and start < taken[before][1]):
            continue
        start += len(line) - len(line.lstrip())
        yield _line(text, start, end, line, reads)


def _line(text: str, start: int, end: int, line: str, reads: Reads) -> _Line:
    if "|" in line:
        edges = [match.start() for match in _BAR.finditer(text, start, end)]
        if edges == [end - 1]:  # 责任单位 |
            return _Line(start, end, (_trimmed(text, start, end - 1),), "")
        if edges and (len(edges) > 1 or start < edges[0] < end - 1):
            first = [] if edges[0] == start else [start - 1]
            last = [] if edges[-1] == end - 1 else [end]
            cells = [_trimmed(text, a + 1, b) for a, b in pairwise([*first, *edges, *last])]
            return _Line(start, end, tuple(cells), "bar")
    if "\t" in line.strip():
        margin = len(line) - len(line.lstrip(" \u3000"))
        begin = start - (len(line) - len(line.lstrip())) + margin  # a tab at the margin opens an empty cell
        cells, at = [], begin
        for piece in text[begin:end].split("\t"):
            cells.append(_trimmed(text, at, at + len(piece)))
            at += len(piece) + 1
        return _Line(begin, end, tuple(cells), "tab")
    cells, at = [], start
    for gap in _BLANKS.finditer(text, start, end):
        if gap.group() == " ":
            continue  # inside a cell
        cells.append((at, gap.start()))
        at = gap.end()
    cells.append((at, end))
    cells = _with_spread_words(text, [cell for cell in cells if cell[0] < cell[1]], reads)
    return _Line(start, end, tuple(cells), "wide" if len(cells) > 1 else "")


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _with_spread_words(text: str, cells: list[Span], reads: Reads) -> list[Span]:
    """Cells, as one where a word is spread over its cell: 指　　标."""
    joined: list[Span] = []
    for start, end in cells:
        if joined and end - start == 1 and joined[-1][1] - joined[-1][0] == 1:
            before = joined[-1]
            if reads.is_spread(text[slice(*before)] + text[start:end]):
                joined[-1] = (before[0], end)
                continue
        joined.append((start, end))
    return joined


def _texts(text: str, cells: Sequence[Span]) -> list[str]:
    return [text[start:end] for start, end in cells]


def _parted(text: str, lines: Sequence[_Line], at: int, reads: Reads) -> tuple[Table, int] | None:
    """The table whose head is a line, and the number of the line after it."""
    head = lines[at]
    if not 2 <= len(head.cells) <= 2 * _MOST_COLUMNS:
        return None
    following = lines[at + 1] if at + 1 < len(lines) and lines[at + 1].mark == head.mark else None
    size = len(head.cells) if head.mark == "wide" or not following else max(len(head.cells), len(following.cells))
    first = _row(head, size)
    known = reads.is_head(_texts(text, head.cells))
    if first and following and not known and (second := _row(following, size)):
        known = reads.is_head([a + b for a, b in zip(_texts(text, first), _texts(text, second), strict=True)])
    if first is None or (not known and head.mark == "wide"):
        return None
    rows = [first]
    end = at + 1
    while end < len(lines) and lines[end].mark == head.mark:
        row = _row(lines[end], size)
        if row and known:
            row = _under_merged(text, row, rows[-1])
        if end > at + 1 and _gap(text, lines, end) > max(1, _gap(text, lines, at + 1)):
            break
        if row is None or (known and end > at + 1 and _begins_anew(text, lines[end], head, reads)):
            break
        rows.append(row)
        end += 1
    if len(rows) < 2 or not (known or head.mark == "bar" or _is_plain_table(text, rows)):
        return None
    return _table(lines[at].start, lines[end - 1].end, rows), end


def _under_merged(text: str, row: tuple[Span, ...], above: tuple[Span, ...]) -> tuple[Span, ...]:
    """A row, moved to the right where a merged cell on its left was left out: 15. stands under 14. of the row above."""
    last = row[-1]
    first, before = (_ITEM.match(text, *span) for span in (row[0], above[1]))
    if first and before and last[0] == last[1] and int(first[1]) == int(before[1]) + 1:
        return ((row[0][0], row[0][0]), *row[:-1])
    return row


def _is_plain_table(text: str, rows: Sequence[Sequence[Span]]) -> bool:
    """Whether lines with tabs are a table though nothing in their head is known, rather than items with labels."""
    cells = [text[start:end] for row in rows for start, end in row]
    filled = min(sum(start < end for start, end in row) for row in rows)
    labelled = any(_LABEL.match(text, *row[0]) for row in rows)
    return filled > 1 and len(rows) > 2 and not labelled and not any(mark in cell for cell in cells for mark in "。；")


def _gap(text: str, lines: Sequence[_Line], at: int) -> int:
    """How many line breaks stand above a line."""
    return text.count("\n", lines[at - 1].end, lines[at].start)


def _begins_anew(text: str, line: _Line, head: _Line, reads: Reads) -> bool:
    """Whether a line is the head of another table rather than this one's again."""
    cells = _texts(text, line.cells)
    return cells != _texts(text, head.cells) and reads.is_head(cells)


def _row(line: _Line, size: int) -> tuple[Span, ...] | None:
    """The cells of a line under a head of that many columns; None where it can't be a row of that table."""
    cells = line.cells
    if line.mark == "wide":
        if len(cells) < max(2, size - 1):
            return None
        if len(cells) < size:  # what a merged cell on the left leaves out
            return ((line.start, line.start),) * (size - len(cells)) + cells
        return cells[-size:] if len(cells) <= size + 1 else None
    if len(cells) < size:
        return cells + ((line.end, line.end),) * (size - len(cells))
    return cells[:size] if all(start == end for start, end in cells[size:]) else None


def _flat(text: str, lines: Sequence[_Line], at: int, reads: Reads) -> tuple[Table, int] | None:
    """A table that was flattened to a cell a line: a head, then as many lines for each row.

    Where the head begins with 序号 each row begins with its number; else each row must fit under the head.
    """
    first = _flat_text(text, lines[at])
    numbered = first == "序号"
    if not numbered and not (first and any(word in first for word in _FLAT)):
        return None
    size = _flat_size(text, lines, at, numbered, reads)
    if not size:
        return None
    head = [_flat_text(text, line) or "" for line in lines[at : at + size]]
    rows: list[tuple[Span, ...]] = [tuple(_whole(line) for line in lines[at : at + size])]
    end = at + size
    while end + size <= len(lines):
        cells = [_flat_text(text, line) for line in lines[end : end + size]]
        if numbered and cells[0] != str(len(rows)):
            break
        if any(cell is None for cell in cells) or not (numbered or reads.fits(head, [cell or "" for cell in cells])):
            break
        rows.append(tuple(_whole(line) for line in lines[end : end + size]))
        end += size
    if len(rows) < 2:
        return None
    return _table(lines[at].start, lines[end - 1].end, rows), end


def _flat_size(text: str, lines: Sequence[_Line], at: int, numbered: bool, reads: Reads) -> int:
    """The number of columns of a flattened table whose head begins at a line, 0 where none does."""
    for size in range(2, min(_MOST_COLUMNS, len(lines) - at) + 1):
        last = _flat_text(text, lines[at + size - 1])
        if last is None or len(last) > _LONGEST_HEAD:
            return 0
        following = _flat_text(text, lines[at + size]) if at + size < len(lines) else None
        if numbered and following == "1":
            return size
        head = [_flat_text(text, line) or "" for line in lines[at : at + size]]
        if not numbered and following and reads.is_head(head) and not reads.names_column(following):
            return size
    return 0


def _flat_tasks(text: str, lines: Sequence[_Line], at: int, reads: Reads) -> list[tuple[Table, int]]:
    """A table of tasks flattened to a cell a line, cut where a heading stands between its rows; with the line after.

    Its numbers go up, but may begin anywhere: of a list of many agencies, each publishes its own items. The first part
    holds the head.
    """
    size = _flat_task_size(text, lines, at, reads)
    if not size:
        return []
    tasks, agencies = reads.tasks([_flat_text(text, line) or "" for line in lines[at : at + size]])
    parts: list[tuple[Table, int]] = []
    begin, rows, end = at, [tuple(_whole(line) for line in lines[at : at + size])], at + size
    while end < len(lines):
        if _is_band(text, lines, end):
            if rows:
                parts.append((_table(lines[begin].start, lines[end - 1].end, rows), end))
            begin, rows, end = end + 1, [], end + 1
            continue
        after = _end_of_item(text, lines, end, size)
        item = lines[end:after]
        if len(item) < 2 or any(_flat_text(text, line) is None for line in item):
            break
        named = [reads.names_agency(text[slice(*_whole(line))]) for line in item]
        rows.append(_item_cells([_whole(line) for line in item], named, size, tasks[0], agencies))
        end = after
    if rows:
        parts.append((_table(lines[begin].start, lines[end - 1].end, rows), end))
    return parts if len(parts) > 1 or len(rows) > 1 else []


def _item_cells(
    lines: Sequence[Span], named: Sequence[bool], size: int, task: int, agencies: Sequence[int]
) -> tuple[Span, ...]:
    """The cells of an item in a table of ``size`` columns; ``named`` says which of its lines list agencies.

    Where it has more or fewer lines than columns, its task goes on to the first agency, and agencies to the last in a
    row; what still doesn't fit is all of the task.
    """
    if len(lines) == size:
        return tuple(lines)
    last = lines[-1][1]
    cells: list[Span] = [lines[0]] + [(last, last)] * (size - 1)
    first = next((i for i in range(2, len(lines)) if named[i]), len(lines))
    stop = next((i for i in range(first, len(lines)) if not named[i]), len(lines))
    rest = lines[stop:]
    behind = agencies[-1] + 1
    whole = list(agencies) == list(range(task + 1, behind)) and len(rest) <= size - behind
    if task != 1 or not whole or (len(agencies) > 1 and stop - first > len(agencies)):
        cells[task] = (lines[1][0], last)
        return tuple(cells)
    cells[task] = (lines[1][0], lines[first - 1][1])
    if len(agencies) == 1 and first < stop:
        cells[task + 1] = (lines[first][0], lines[stop - 1][1])
    else:
        cells[task + 1 : task + 1 + stop - first] = lines[first:stop]
    cells[behind : behind + len(rest)] = rest
    return tuple(cells)


def _flat_task_size(text: str, lines: Sequence[_Line], at: int, reads: Reads) -> int:
    """The number of columns of a flattened table of tasks whose head begins at a line, 0 where none does."""
    if _flat_text(text, lines[at]) != "序号":
        return 0
    for end in range(at + 1, min(at + _MOST_COLUMNS, len(lines) - 1)):
        name = _flat_text(text, lines[end])
        if not name or len(name) > _LONGEST_HEAD or _NUMBER.fullmatch(name):
            return 0
        following = end + 1 + _is_band(text, lines, end + 1)
        if _number(text, lines, following) and end + 1 - at > 2:
            head = [_flat_text(text, line) or "" for line in lines[at : end + 1]]
            return len(head) if all(reads.tasks(head)) else 0
    return 0


def _number(text: str, lines: Sequence[_Line], at: int) -> int:
    """The number that a line is, 0 where it is none."""
    found = _NUMBER.fullmatch(_flat_text(text, lines[at]) or "") if at < len(lines) else None
    return int(found.group()) if found else 0


def _is_band(text: str, lines: Sequence[_Line], at: int) -> bool:
    """Whether a line heads the rows below it, or other headings that do: 一、主要目标."""
    end = at
    while end < len(lines) and _BAND.match(text, lines[end].start, lines[end].end):
        end += 1
    return end > at and _number(text, lines, end) > 0


def _end_of_item(text: str, lines: Sequence[_Line], at: int, size: int) -> int:
    """The line after those of an item: that of the next number, or of a heading; else as many as there are columns."""
    number = _number(text, lines, at)
    if not number:
        return at
    for end in range(at + 1, min(at + _LONGEST_ITEM * size, len(lines)) + 1):
        following = _number(text, lines, end)
        if following == number + 1 or (following > number and end == at + size) or _is_band(text, lines, end):
            return end
    return min(at + size, len(lines))


def _flat_text(text: str, line: _Line) -> str | None:
    """What stands on a line that may be one cell; blanks inside a word left out. None where it holds several."""
    if len(line.cells) > 1 and any(end - start > 1 for start, end in line.cells):
        return None
    return "".join(text[slice(*_whole(line))].split())


def _whole(line: _Line) -> Span:
    """The range of a line that is one cell."""
    return line.cells[0][0], line.cells[-1][1]


def _table(start: int, end: int, rows: Sequence[Sequence[Span]]) -> Table:
    cells = (Cell(r, c, *span) for r, row in enumerate(rows) for c, span in enumerate(row))
    return Table(start, end, tuple(cells))
