"""What stands on a page of a PDF: its characters and straight lines as pypdfium2 gives them, upright and top down."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

SNAP = 3.0  # points: lines so near each other are one, and ends so near a line meet it
_MOST_EDGES = 4_000  # straight lines on a page; a drawing or a map has more, no table
_MOST_STROKES = 50_000  # of all shapes on a page that are looked at
_THIN = 3.0  # points: a rectangle thinner than this is a line
_SHORT = 4.0  # points: shorter lines are dots, dashes and strokes of characters
_COVERS = 0.5  # of the page's area: what the picture of a scanned page covers
_NOT_PRINTED = frozenset("\r\n\x00\x02\ufffe\uffff\u00ad\ufeff\u200b")
_NESTED = 4  # forms within forms
_ASKED = 200  # characters of a page whose direction is looked at, evenly over it
_FEW_TURNED = 20  # characters in other directions than most: labels beside the text, marks over it
_TURNED = 0.2  # of all characters, that are more than such
_FEW_BESIDE = 40  # characters outside of the page: marks of printers; half of a sheet that was cut into two pages
_BESIDE = 3.0  # times as many as on the page, that are more than such


class Box(NamedTuple):
    """A rectangle in points, from the page's upper left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


class Char(NamedTuple):
    """A character with its box; ``spaced`` where there is a blank before it, and how sure it is if recognised."""

    text: str
    box: Box
    spaced: bool = False
    confidence: float | None = None


class Edge(NamedTuple):
    """A straight line: upright at ``at`` from ``low`` down to ``high``, or level from left to right."""

    upright: bool
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Content:
    """What stands on a page.

    ``drawn``: it has too many shapes to look for tables among them. ``turned``: by how many degrees, clockwise, its
    text was turned upright from how viewers show the page. ``crossed``: much of its text runs in other directions than
    most of it. ``beside``: nearly all of its text stands outside of the page.
    """

    width: float
    height: float
    chars: tuple[Char, ...]  # in the order of the file, blanks left out
    edges: tuple[Edge, ...]
    pictures: tuple[Box, ...]
    pictured: bool  # a picture covers the page
    drawn: bool
    turned: int = 0
    crossed: bool = False
    beside: bool = False


def content(page: pdfium.PdfPage) -> Content:
    """What stands on a page, turned so that most of its text is upright, however viewers show the page."""
    text_page = page.get_textpage()
    shown = page.get_rotation()
    degrees, crossed = _direction(text_page.raw, shown)
    turn = _Turn(page, degrees)
    edges: list[Edge] = []
    pictures: list[Box] = []
    drawn = False
    for kind, boxes in _shapes(page.raw, turn):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictures += boxes
        elif kind == _TOO_MANY or len(edges) > _MOST_EDGES:
            drawn = True
            break
        else:
            edges += [edge for box in boxes if (edge := _edge(turn.clipped(box)))]
    drawn_chars = list(_chars(text_page.raw, turn))
    text_page.close()
    chars = tuple(char for char in drawn_chars if turn.holds(char.box))
    whole = _COVERS * turn.width * turn.height
    pictured = any((box.x1 - box.x0) * (box.bottom - box.top) > whole for box in pictures)
    return Content(
        turn.width,
        turn.height,
        chars,
        () if drawn else tuple(edges),
        tuple(pictures),
        pictured,
        drawn,
        (degrees - shown) % 360,
        crossed,
        beside=len(drawn_chars) - len(chars) > max(_FEW_BESIDE, _BESIDE * len(chars)),
    )


def _direction(handle: "pdfium.raw.FPDF_TEXTPAGE", shown: int) -> tuple[int, bool]:
    """By how many degrees, clockwise, a page is to be turned so that most of its text is upright, and whether much of
    its text then is not. A page without text is turned as it is shown.
    """
    matrix = raw.FS_MATRIX()
    reference = ctypes.byref(matrix)
    number = raw.FPDFText_CountChars(handle)
    step = max(1, number // _ASKED)
    found: Counter[int] = Counter()
    for i in range(0, number, step):
        if chr(raw.FPDFText_GetUnicode(handle, i)).isspace() or not raw.FPDFText_GetMatrix(handle, i, reference):
            continue
        if matrix.a or matrix.b:
            found[round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) * 90 % 360] += 1
    if not found:
        return shown, False
    degrees = max(found, key=lambda turn: (found[turn], turn == shown))
    others = found.total() - found[degrees]
    return degrees, others * step > _FEW_TURNED and others > _TURNED * found.total()


class _Turn:
    """From the page's own coordinates, which go up, to those of the page turned clockwise, which go down."""

    def __init__(self, page: pdfium.PdfPage, degrees: int) -> None:
        box: tuple[float, float, float, float] = page.get_bbox()
        self.left, self.bottom, self.right, self.top = box
        self.degrees = degrees
        width, height = self.right - self.left, self.top - self.bottom
        self.width, self.height = (height, width) if self.degrees in (90, 270) else (width, height)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        match self.degrees:
            case 90:
                return Box(bottom - self.bottom, left - self.left, top - self.bottom, right - self.left)
            case 180:
                return Box(self.right - right, bottom - self.bottom, self.right - left, top - self.bottom)
            case 270:
                return Box(self.top - top, self.right - right, self.top - bottom, self.right - left)
        return Box(left - self.left, self.top - top, right - self.left, self.top - bottom)

    def clipped(self, box: Box) -> Box:
        """What of a box is on the page."""
        x0, x1 = (min(max(x, 0.0), self.width) for x in (box.x0, box.x1))
        top, bottom = (min(max(y, 0.0), self.height) for y in (box.top, box.bottom))
        return Box(x0, top, x1, bottom)

    def holds(self, box: Box) -> bool:
        """Whether the middle of a box is on the page; of one without a height, or of none that can be, it is not."""
        return (
            box.top < box.bottom
            and 0 <= (box.x0 + box.x1) / 2 <= self.width
            and 0 <= (box.top + box.bottom) / 2 <= self.height
        )


def _chars(handle: "pdfium.raw.FPDF_TEXTPAGE", turn: _Turn) -> Iterator[Char]:
    rectangle = raw.FS_RECTF()
    reference = ctypes.byref(rectangle)
    first = 0  # of two codes of UTF-16 that make one character
    spaced = False
    for i in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, i)
        if 0xD800 <= code < 0xDC00:
            first = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((first - 0xD800) << 10) + code - 0xDC00 if first else 0xFFFD
        first = 0
        character = chr(code)
        if character in _NOT_PRINTED or character.isspace():
            spaced |= character.isspace()
            continue
        if raw.FPDFText_GetLooseCharBox(handle, i, reference):
            yield Char(character, turn.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), spaced)
        spaced = False


# ------------------------------------------------------------ shapes

_TOO_MANY = -1


def _shapes(page: "pdfium.raw.FPDF_PAGE", turn: _Turn) -> Iterator[tuple[int, list[Box]]]:
    """The kind of each picture and each shape on a page, with the boxes of the straight strokes that it is made of."""
    count = 0
    pending = [(raw.FPDFPage_GetObject(page, i), 0) for i in range(raw.FPDFPage_CountObjects(page))]
    while pending:
        item, depth = pending.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _NESTED:
            inside = range(raw.FPDFFormObj_CountObjects(item))
            pending += [(raw.FPDFFormObj_GetObject(item, i), depth + 1) for i in inside]
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield kind, [_bounds(item, turn)]
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            count += max(1, raw.FPDFPath_CountSegments(item))
            if count > _MOST_STROKES:
                yield _TOO_MANY, []
                return
            yield kind, _strokes(item, turn)


def _bounds(item: "pdfium.raw.FPDF_PAGEOBJECT", turn: _Turn) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(item, *(ctypes.byref(value) for value in (left, bottom, right, top)))
    return turn.box(left.value, bottom.value, right.value, top.value)


def _strokes(item: "pdfium.raw.FPDF_PAGEOBJECT", turn: _Turn) -> list[Box]:
    """The boxes of the straight strokes of a shape: of a thin one its own, of a frame those of its sides."""
    bounds = _bounds(item, turn)
    if min(bounds.x1 - bounds.x0, bounds.bottom - bounds.top) < _THIN:
        return [bounds]
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    x, y = ctypes.c_float(), ctypes.c_float()
    boxes: list[Box] = []
    begun = at = (0.0, 0.0)
    for i in range(raw.FPDFPath_CountSegments(item)):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        to = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begun = to
        elif kind == raw.FPDF_SEGMENT_LINETO:
            boxes.append(_stroke(at, to, turn))
        if raw.FPDFPathSegment_GetClose(segment):
            boxes.append(_stroke(to, begun, turn))
        at = to
    return boxes


def _stroke(start: tuple[float, float], end: tuple[float, float], turn: _Turn) -> Box:
    (x0, y0), (x1, y1) = start, end
    return turn.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _edge(box: Box) -> Edge | None:
    """The straight line that a thin box is; None where it is none, or too short to bound a cell."""
    width, height = box.x1 - box.x0, box.bottom - box.top
    if width < _THIN and height >= _SHORT:
        return Edge(True, (box.x0 + box.x1) / 2, box.top, box.bottom)
    if height < _THIN and width >= _SHORT:
        return Edge(False, (box.top + box.bottom) / 2, box.x0, box.x1)
    return None
