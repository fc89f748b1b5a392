"""The characters of a page in the order of reading where text stands in two columns."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from extract.read.pdf_lines import Line, lines_of
from extract.read.pdf_page import Box, Char

_STEP = 2.0  # points, in which the middle of a page is searched for the gap between columns
_MIDDLE = (0.44, 0.56)  # of the page's width, where that gap stands
_FEWEST = 400  # characters of a page that can have two columns
_FEWEST_LINES = 4  # of a column
_CROSSING = 0.1  # of a page's lines, how many at most may cross the gap: titles
_FULL = 0.4  # of the lines of a column, how many reach both its edges without a gap, which cells have between them
_INDENT = 2.5  # characters
_SHORT = 1.8  # characters that a full line may lack
Span = tuple[float, float]


def in_columns(chars: Sequence[Char], width: float) -> tuple[list[Line], float] | None:
    """The lines of a page with two columns of running text, and the width of the paper of one column.

    The lines of the right column come after those of the left one, moved to where these begin. None for a page that
    has not plainly two columns.
    """
    if len(chars) < _FEWEST:
        return None
    gap = _gap(chars, width)
    if gap is None:
        return None
    middle = (gap[0] + gap[1]) / 2
    rows = _merged((char.box.top, char.box.bottom) for char in chars)
    bands = _across(((c.box.top, c.box.bottom) for c in chars if c.box.x0 < middle < c.box.x1), rows)
    parts: list[list[Char]] = [[] for _ in range(3 * len(bands) + 2)]
    for char in chars:
        parts[_part(char.box, bands, middle)].append(char)
    lines = [lines_of(part) for part in parts]
    left, right = ([line for part in lines[side::3] for line in part] for side in (0, 1))
    if not (_is_running(left) and _is_running(right)):
        return None
    shift = min(line.box.x0 for line in right) - min(line.box.x0 for line in left)
    return [_moved(line, shift * (n % 3 == 1)) for n, part in enumerate(lines) for line in part], middle


def _gap(chars: Sequence[Char], width: float) -> Span | None:
    """The widest strip in the middle of a page that hardly any line stands in, from left to right."""
    first, last = (int(width * share / _STEP) for share in _MIDDLE)
    covered = [0] * (last - first + 1)
    left, right = first * _STEP, (last + 1) * _STEP
    for x0, _, x1, _ in (char.box for char in chars if char.box.x1 >= left and char.box.x0 < right):
        for at in range(max(first, int(x0 / _STEP)), min(last, int(x1 / _STEP)) + 1):
            covered[at - first] += 1
    few = _CROSSING * max(covered)
    stops = [-1, *(at for at, count in enumerate(covered) if count > few), len(covered)]
    start, end = max(pairwise(stops), key=lambda stop: stop[1] - stop[0])
    wide = (end - start - 1) * _STEP
    if wide < median(char.box.bottom - char.box.top for char in chars):
        return None
    return (first + start + 1) * _STEP, (first + end) * _STEP


def _across(crossing: Iterable[Span], rows: Sequence[Span]) -> list[Span]:
    """The heights, from above, of what belongs to no column: titles across the gap, heads and feet of the page."""
    apart = [rows[i] for i, j in ((0, 1), (-1, -2)) if len(rows) > 1 and _are_apart(*sorted((rows[i], rows[j])))]
    return _merged([*crossing, *apart])


def _are_apart(above: Span, below: Span) -> bool:
    return below[0] - above[1] > min(above[1] - above[0], below[1] - below[0])


def _merged(heights: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for top, bottom in sorted(heights):
        if merged and top < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(bottom, merged[-1][1]))
        else:
            merged.append((top, bottom))
    return merged


def _part(box: Box, bands: Sequence[Span], middle: float) -> int:
    """The number of the part that a character stands in: left, right, band, left, right, band …"""
    y = (box.top + box.bottom) / 2
    above = 0
    for top, bottom in bands:
        if y < top:
            break
        if y <= bottom:
            return 3 * above + 2
        above += 1
    return 3 * above + (0 if (box.x0 + box.x1) / 2 < middle else 1)


def _moved(line: Line, by: float) -> Line:
    box = line.box
    return replace(line, box=Box(box.x0 - by, box.top, box.x1 - by, box.bottom))


def _is_running(lines: Sequence[Line]) -> bool:
    """Whether many lines of a column are full: from its left edge, or an indent, to its right edge, without a gap."""
    if len(lines) < _FEWEST_LINES:
        return False
    left, right = min(line.box.x0 for line in lines), max(line.box.x1 for line in lines)
    full = [
        line
        for line in lines
        if line.box.x0 - left < _INDENT * line.size
        and right - line.box.x1 < _SHORT * line.size
        and " " not in line.text
    ]
    return len(full) > _FULL * len(lines)
