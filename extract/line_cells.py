"""The lines of a text as they may be rows of tables: what parts their cells, and where each of these stands."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

_BLANKS = re.compile(r"\s+")
_RULE = re.compile(r"[\s|:+=-]+")
_BAR = re.compile(r"(?<!\\)\|")

_FEWEST_LINES = 10  # that show whether empty lines part what belongs together
_PARTED = 0.7  # of the lines, that then have an empty one after them

Span = tuple[int, int]


class Reads(NamedTuple):
    """What a table's cells say, as whoever knows the words reads them."""

    is_head: Callable[[Sequence[str]], bool]  # whether these names of columns are understood together
    names_column: Callable[[str], bool]  # whether a text is by itself the name of a column
    names_group: Callable[[str], bool]  # whether it names one that groups others: 类别
    names_value: Callable[[str], bool]  # whether it names one of values: 2025年
    names_agency: Callable[[str], bool]  # whether it names one of agencies: 牵头单位
    spans_others: Callable[[str], bool]  # whether it names several columns of values together: 目标值
    is_spread: Callable[[str], bool]  # whether two characters are one name spread over its cell: 指　　标
    fits: Callable[[Sequence[str], Sequence[str]], bool]  # whether cells belong under a head
    words: Mapping[str, tuple[str, ...]]  # the lists and patterns of the rules for tables
    patterns: "Mapping[str, regex.Pattern[str]]"


class Line(NamedTuple):
    """A line that holds something, the ranges of its cells, and what parts them: tab, bar, wide, or nothing."""

    start: int
    end: int
    cells: tuple[Span, ...]
    mark: str


def lines_of(text: str, taken: Sequence[Span], reads: Reads) -> Iterator[Line]:
    """The lines outside the ranges taken; rules of Markdown (|---|) and empty lines left out.

    Where empty lines part what belongs together, lines without one between them are one.
    """
    lines = _single_lines(text, taken, reads)
    return _blocks(text, lines) if _is_parted(text) else lines


def _is_parted(text: str) -> bool:
    """Whether an empty line follows nearly each line with something on it."""
    lines = [not line or line.isspace() for line in text.splitlines()]
    written = lines.count(False)
    parted = sum(not line and after for line, after in pairwise([*lines, True]))
    return written >= _FEWEST_LINES and parted >= _PARTED * written


def _blocks(text: str, lines: Iterator[Line]) -> Iterator[Line]:
    """The lines, those without an empty line between them run together."""
    last: Line | None = None
    for line in lines:
        if last and not last.mark and not line.mark and text.count("\n", last.end, line.start) == 1:
            last = Line(last.start, line.end, ((last.start, line.end),), "")
            continue
        if last:
            yield last
        last = line
    if last:
        yield last


def _single_lines(text: str, taken: Sequence[Span], reads: Reads) -> Iterator[Line]:
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


def _line(text: str, start: int, end: int, line: str, reads: Reads) -> Line:
    if "|" in line:
        edges = [match.start() for match in _BAR.finditer(text, start, end)]
        if edges and (len(edges) > 1 or start < edges[0] < end - 1):
            first = [] if edges[0] == start else [start - 1]
            last = [] if edges[-1] == end - 1 else [end]
            cells = [_trimmed(text, a + 1, b) for a, b in pairwise([*first, *edges, *last])]
            return Line(start, end, tuple(cells), "bar")
        if edges and edges[0] > start:  # a cell a line, each with the bar that ended it
            start, end = _trimmed(text, start, edges[0])
    if "\t" in line.strip() or line.rstrip("\r\n").endswith("\t\t"):
        margin = len(line) - len(line.lstrip(" \u3000"))
        begin = start - (len(line) - len(line.lstrip())) + margin  # a tab at the margin opens an empty cell
        cells, at = [], begin
        for piece in text[begin:end].split("\t"):
            cells.append(_trimmed(text, at, at + len(piece)))
            at += len(piece) + 1
        return Line(begin, end, tuple(cells), "tab")
    cells, at = [], start
    for gap in _BLANKS.finditer(text, start, end):
        if gap.group() == " ":
            continue  # inside a cell
        cells.append((at, gap.start()))
        at = gap.end()
    cells.append((at, end))
    cells = _with_spread_words(text, [cell for cell in cells if cell[0] < cell[1]], reads)
    return Line(start, end, tuple(cells), "wide" if len(cells) > 1 else "")


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
