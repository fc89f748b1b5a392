"""Tables without any rule: lines whose texts stand below each other in columns, with figures or numbers in one."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.read.pdf_lines import Line
from extract.read.pdf_page import Box, Char
from extract.read.pdf_table_rows import Row, columns_of, rows_by_figures
from extract.read.pdf_tables import RuledTable

_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3
_WRAPPED = 2  # lines of wrapped cells between two lines with more of a row
_NEXT = 4.0  # heights of a line, from one with several cells to the next
_LEADING = 1.7  # heights of a line, from one line of a cell to the next


def aligned_tables(lines: Sequence[Line], chars: Sequence[Char]) -> tuple[list[RuledTable], list[Char]]:
    """The tables without rules among the lines of a page, top down, and the characters that stand in none of them.

    Only what has three columns and three rows, and in one column figures, is taken for one: running text, signatures
    and forms are none.
    """
    found: list[RuledTable] = []
    rest = list(chars)
    for block in (*_blocks(lines, _FEWEST_COLUMNS - 1), *_blocks(lines, _FEWEST_COLUMNS)):
        top, bottom = block[0].box.top, max(line.box.bottom for line in block)
        if any(table.box.top < bottom and top < table.box.bottom for table in found):
            continue
        inside = [char for char in rest if top <= (char.box.top + char.box.bottom) / 2 <= bottom]
        if table := _table(inside):
            found.append(table)
            taken = set(map(id, inside))
            rest = [char for char in rest if id(char) not in taken]
    return sorted(found, key=lambda table: table.box.top), rest


def _blocks(lines: Sequence[Line], cells: int) -> Iterator[list[Line]]:
    """Stretches of lines from one with so many cells to the last that is near the one before."""
    several = [i for i, line in enumerate(lines) if line.text.count(" ") >= cells - 1]
    block: list[int] = []
    for i in [*several, None]:
        if block and (i is None or not _is_next(lines[block[-1]], lines[i], i - block[-1])):
            if len(block) >= _FEWEST_ROWS:
                first = block[0] - _begins_above(lines, block[0])
                yield [*lines[first : block[-1] + 1], *_wrapped(lines, block[0], block[-1])]
            block = []
        if i is not None:
            block.append(i)


def _begins_above(lines: Sequence[Line], first: int) -> bool:
    """Whether cells of two lines, between which the line ``first`` has its own, begin with the line above it."""
    return first > 0 and lines[first].box.top - lines[first - 1].box.top < lines[first].size


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
    bounds = columns_of(chars)
    if len(bounds) <= _FEWEST_COLUMNS:
        return None
    rows = rows_by_figures(chars, bounds, heads=1)
    if len(rows) < _FEWEST_ROWS or _are_contents(rows):
        return None
    box = Box(bounds[0], min(c.box.top for c in chars), bounds[-1], max(c.box.bottom for c in chars))
    return RuledTable(box, rows, tuple(bounds))


def _are_contents(rows: Sequence[Row]) -> bool:
    """Whether rows are those of a list of contents: each ends with a page that is none before the last one's."""
    pages = [row[-1].text for row in rows]
    return all(map(str.isdecimal, pages)) and pages == sorted(pages, key=int)
