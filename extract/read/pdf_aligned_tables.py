"""Tables without any rule: lines whose texts stand below each other in columns, with figures or numbers in one."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.read.compose import CellText
from extract.read.pdf_level_tables import columns_of
from extract.read.pdf_lines import Line, joined, lines_of
from extract.read.pdf_page import Box, Char
from extract.read.pdf_tables import RuledTable

_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3
_WRAPPED = 2  # lines of wrapped cells between two lines with more of a row
_NEXT = 4.0  # heights of a line, from one with several cells to the next
_LEADING = 1.35  # heights of a line, from one line of a cell to the next
_FIGURE = re.compile(r"[\[〔(（≥≤<>±约~～]*-?\d[\d.,，]*[%‰]?[\])）〕]*|[-—–―]+|/")
_MOST_ARE = 0.6  # of the rows below the head, in which the column of figures has one
_APART = 0.7  # of the characters' height, the gap between two columns


def aligned_tables(lines: Sequence[Line], chars: Sequence[Char]) -> tuple[list[RuledTable], list[Char]]:
    """The tables without rules among the lines of a page, top down, and the characters that stand in none of them.

    Only what has three columns and three rows, and in one column figures, is taken for one: running text, signatures
    and forms are none.
    """
    found: list[RuledTable] = []
    rest = list(chars)
    for block in _blocks(lines):
        top, bottom = block[0].box.top, max(line.box.bottom for line in block)
        inside = [char for char in rest if top <= (char.box.top + char.box.bottom) / 2 <= bottom]
        if table := _table(inside):
            found.append(table)
            taken = set(map(id, inside))
            rest = [char for char in rest if id(char) not in taken]
    return found, rest


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Stretches of lines from one with several cells to the last that is near the one before."""
    several = [i for i, line in enumerate(lines) if line.text.count(" ") >= _FEWEST_COLUMNS - 1]
    block: list[int] = []
    for i in [*several, None]:
        if block and (i is None or not _is_next(lines[block[-1]], lines[i], i - block[-1])):
            if len(block) >= _FEWEST_ROWS:
                yield [*lines[block[0] : block[-1] + 1], *_wrapped(lines, block[0], block[-1])]
            block = []
        if i is not None:
            block.append(i)


def _wrapped(lines: Sequence[Line], first: int, last: int) -> Iterator[Line]:
    """The lines below the last with several cells that only go on with one of these, further in than the first."""
    left, width = lines[first].box.x0, lines[first].box.x1 - lines[first].box.x0
    for before, line in pairwise(lines[last : last + 1 + _WRAPPED]):
        inside = line.box.x0 > left + line.size and line.box.x1 - line.box.x0 < width / 2
        if not inside or line.box.top - before.box.top > _LEADING * line.size:
            return
        yield line


def _is_next(line: Line, other: Line, steps: int) -> bool:
    return steps <= 1 + _WRAPPED and other.box.top - line.box.top <= _NEXT * line.size


def _table(chars: Sequence[Char]) -> RuledTable | None:
    bounds = columns_of(chars, _APART)
    if len(bounds) <= _FEWEST_COLUMNS:
        return None
    columns = [lines_of(c for c in chars if a <= (c.box.x0 + c.box.x1) / 2 < b) for a, b in pairwise(bounds)]
    figures = [lines for lines in columns if len(lines) >= _FEWEST_ROWS and _has_figures(lines[1:])]
    if not figures:
        return None
    rows = [_middle(line) for line in max(figures, key=len)]
    cells = zip(*(_cells(lines, rows) for lines in columns), strict=True)
    found = tuple(tuple(CellText(n, text) for n, text in enumerate(row)) for row in cells)
    box = Box(bounds[0], min(c.box.top for c in chars), bounds[-1], max(c.box.bottom for c in chars))
    return RuledTable(box, found, tuple(bounds))


def _cells(lines: Sequence[Line], rows: Sequence[float]) -> list[str]:
    """The texts of a column by row: lines close to each other are one cell, of the row whose middle is nearest to it,
    but where they reach over several rows each line is of the row that it stands in, or below it.
    """
    cells: list[list[str]] = [[] for _ in rows]
    for group in _close(lines):
        size = group[0].size
        first, last = _middle(group[0]), _middle(group[-1])
        if sum(first - size / 2 < row < last + size / 2 for row in rows) > 1:
            for line in group:
                cells[max(0, bisect_right(rows, _middle(line) + size / 2) - 1)].append(line.text)
        else:
            nearest = min(range(len(rows)), key=lambda n: abs(rows[n] - (first + last) / 2))
            cells[nearest] += [line.text for line in group]
    return [joined(texts) for texts in cells]


def _close(lines: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and line.box.top - group[-1].box.top > _LEADING * line.size:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _has_figures(lines: Sequence[Line]) -> bool:
    return sum(_FIGURE.fullmatch(line.text) is not None for line in lines) >= _MOST_ARE * len(lines)
