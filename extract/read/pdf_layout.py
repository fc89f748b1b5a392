"""What the lines of a PDF's pages are: running heads and numbers, paragraphs and their parts, footnotes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from extract.read.pdf_lines import Line
from extract.read.pdf_tables import RuledTable
from extract.read.shapes import shape

_MARGIN = 0.16  # of the page's height at its head and foot, where running heads and numbers stand
_OUTERMOST = 3  # lines at the head and foot of a page that may be furniture
_NEAR = 12.0  # points, how far running heads of different pages differ in height
_DIGITS = re.compile(r"\d+|\s+")
_ENDS = tuple("。；：！？;:!?”」）")
_LEADER = re.compile(r"(?:[.…·．]\s*){4,}\s*\d{0,4}$")
_SMALLER = 0.88  # of the text's size, that of footnotes
_OTHER_SIZE = 0.12  # by which a heading's size differs from the text's
_INDENTED = 1.2  # characters from the left edge; the first line of a paragraph has two
_MOST_INDENTED = 2.8
_FAR = 5.0  # characters from the left edge: so far in begin signatures and dates, no paragraphs
_SHORT = 1.8  # characters that a full line may lack at the right edge
_UNBROKEN = 3.0  # characters that it may lack where a number or a word would not be broken
_MOST = 0.6  # of a line's width, that a line has whose sentence goes on in the next
_APART = 1.7  # of the usual distance between two lines
_TITLE_APART = 2.5  # of the height of its characters, the distance of a title's lines
_LONG = 0.8  # of the widest line's width: lines so long show where the edges of the text are
_ENOUGH = 3  # of them to be sure


class Edges(NamedTuple):
    """Where the text of a page begins and ends on a line, in points, and the usual distance of lines."""

    left: float
    right: float
    leading: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's lines and tables in the order of reading."""

    width: float
    height: float
    items: tuple[Line | RuledTable, ...]

    @property
    def lines(self) -> list[Line]:
        return [item for item in self.items if isinstance(item, Line)]


def furniture(sheets: Sequence[Sheet]) -> list[set[int]]:
    """For each page the indexes of its items that are running heads, running feet or page numbers."""
    seen: Counter[tuple[str, str, int]] = Counter()
    for sheet in sheets:
        for key in {key for _, key in _outermost(sheet)}:
            seen.update(_nearby(key))
    wanted = 2 if len(sheets) < 5 else 3
    found = []
    for sheet in sheets:
        taken: set[int] = set()
        for i, key in _outermost(sheet):
            item = sheet.items[i]
            text = item.text if isinstance(item, Line) else ""
            repeated = len(sheets) > 1 and seen[key] >= wanted
            number = shape("page_number").fullmatch(text)
            last = len(sheets) == 1 and key[0] == "foot" and i == len(sheet.items) - 1
            if (repeated and (key[1] != "#" or number)) or shape("dashed_number").fullmatch(text) or (last and number):
                taken.add(i)
        found.append(taken)
    return found


def last_table(sheet: Sheet) -> RuledTable | None:
    """The table with which a page ends, but for what stands at its foot."""
    for item in reversed(sheet.items):
        if isinstance(item, RuledTable):
            return item
        if item.box.top < (1 - _MARGIN) * sheet.height:
            return None
    return None


def _outermost(sheet: Sheet) -> Iterator[tuple[int, tuple[str, str, int]]]:
    """The items at a page's head and foot that may be furniture, each with what it has in common on all pages."""
    size = len(sheet.items)
    for zone, order in (("head", range(size)), ("foot", range(size - 1, -1, -1))):
        for i in list(order)[:_OUTERMOST]:
            item = sheet.items[i]
            if not isinstance(item, Line):
                break
            middle = (item.box.top + item.box.bottom) / 2
            depth = middle if zone == "head" else sheet.height - middle
            if depth > _MARGIN * sheet.height:
                break
            yield i, (zone, _DIGITS.sub("#", item.text), round(depth / _NEAR))


def _nearby(key: tuple[str, str, int]) -> list[tuple[str, str, int]]:
    zone, text, depth = key
    return [(zone, text, near) for near in (depth - 1, depth, depth + 1)]


def text_size(sheets: Sequence[Sheet]) -> float:
    """The height of the characters of most of the text, in points."""
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


def edges(lines: Sequence[Line], before: Edges | None, width: float) -> Edges:
    """The edges of text of one size on a page of some width, by its long lines; those before where it has too few."""
    widest = max((line.box.x1 - line.box.x0 for line in lines), default=0.0)
    enough = _LONG * max(widest, width / 2)
    long = [line for line in lines if line.box.x1 - line.box.x0 > enough]
    if len(long) < _ENOUGH and before:
        return before
    if not long:
        return Edges(0.0, width, 0.0)
    size = long[0].size
    lefts = Counter(round(line.box.x0 / size) for line in long)
    most = max(lefts.values())
    left = min(line.box.x0 for line in long if lefts[round(line.box.x0 / size)] * 4 >= most)
    # Where the paragraphs have two lines each, only the short ones begin at the edge.
    after = (b.box.x0 for a, b in pairwise(lines) if a.box.x1 - a.box.x0 > enough)
    left = min([left, *(x for x in after if x > left - _MOST_INDENTED * size)])
    rights = sorted(line.box.x1 for line in long)
    steps = sorted(b.box.top - a.box.top for a, b in pairwise(long) if b.box.top > a.box.top)
    return Edges(left, rights[len(rights) // 2], steps[len(steps) // 2] if steps else 2 * size)


def edges_by_size(sheet: Sheet, before: Mapping[int, Edges]) -> dict[int, Edges]:
    """The edges of the text of each size (in whole points) on a page; boxes have other sizes and edges than the rest.

    ``before`` are those of the pages before, for sizes of which the page has too few lines.
    """
    by_size: dict[int, list[Line]] = {}
    for line in sheet.lines:
        by_size.setdefault(round(line.size), []).append(line)
    whole = edges(sheet.lines, None, sheet.width)
    return {size: edges(lines, before.get(size) or whole, sheet.width) for size, lines in by_size.items()}


def is_indented(line: Line, page: Edges) -> bool:
    """Whether a line begins further in than the text does."""
    return line.box.x0 > page.left + _INDENTED * line.size


def goes_on(a: Line, b: Line, page: Edges, next_page: Edges, indents: bool) -> bool:
    """Whether a paragraph goes on from one line to the next; ``indents``: whether paragraphs begin with an indent.

    The two may stand on different pages, each with the edges of its text.
    """
    if abs(a.size - b.size) > _OTHER_SIZE * max(a.size, b.size):
        return False
    if page is next_page and b.box.top - a.box.top <= _TITLE_APART * a.size and _closes(a.text, b.text):
        return True
    if is_indented(b, next_page):
        return False
    if a.box.x0 > page.left + _FAR * a.size:
        return False
    if page is next_page and b.box.top - a.box.top > _APART * max(page.leading, a.size):
        return False
    if _LEADER.search(a.text) or _LEADER.search(b.text) or (a.text.endswith(_ENDS) and shape("label").match(b.text)):
        return False
    lacks = (page.right - a.box.x1) / a.size
    if indents and not a.text.endswith(_ENDS):
        return a.box.x1 - page.left > _MOST * (page.right - page.left)
    return lacks <= (_UNBROKEN if indents else _SHORT)


def _closes(text: str, following: str) -> bool:
    """Whether a line closes the bracket that is open at the end of another, as where a title has two lines."""
    return text.rfind("（") > text.rfind("）") and 0 <= following.find("）") < (following + "（").find("（")


def uses_indents(sheets: Sequence[Sheet], size: float) -> bool:
    """Whether paragraphs of text of some size begin with an indent: whether many of its full lines do."""
    first = after = 0
    for sheet in sheets:
        lines = [line for line in sheet.lines if round(line.size) == round(size)]
        page = edges(lines, None, sheet.width)
        for line in lines:
            if line.box.x1 > page.right - _SHORT * size:
                first += is_indented(line, page)
                after += not is_indented(line, page)
    return first * 12 > after


def footnotes(sheet: Sheet, apart: set[int], size: float) -> set[int]:
    """The indexes of the lines at a page's foot that are footnotes: small ones, the first with a mark."""
    notes: list[int] = []
    for i in range(len(sheet.items) - 1, -1, -1):
        item = sheet.items[i]
        if i in apart:
            continue
        if not isinstance(item, Line) or item.size > _SMALLER * size:
            break
        notes.append(i)
    while notes:
        item = sheet.items[notes[-1]]
        if isinstance(item, Line) and shape("note_mark").match(item.text):
            break
        notes.pop()
    return set(notes)
