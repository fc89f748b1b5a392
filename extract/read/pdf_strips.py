"""Lines of a PDF's page that are pictures, on pages that have text: headings that a program drew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

import pypdfium2 as pdfium

from extract.read import ocr
from extract.read.pdf_layout import Sheet
from extract.read.pdf_lines import Line
from extract.read.pdf_page import Box, Content
from extract.read.pdf_tables import RuledTable

_HEIGHTS = (0.8, 2.6)  # of the text's: one line or two; rules are lower, seals and photographs taller
_WIDE = 4.0  # times as wide as high: four characters; emblems are not
_COVERED = 0.5  # of a picture's width: what has so much text on it is a ground
_USUAL = 14.0  # points, the height of characters on a page that has none
_NEAR = 3.0  # points by which pictures at one place of several pages differ
_MARGIN = 2.0  # points around a strip that is read, so that nothing is cut off
_PAPER = 100  # pixels of white around these: recognition loses brackets at the edge of a picture
_DPI = 200


def strips(page: Content) -> list[Box]:
    """The pictures of a page that look like lines of its text, those beside each other as one, top down."""
    if page.pictured:
        return []
    size = median([char.box.bottom - char.box.top for char in page.chars] or [_USUAL])
    rows: list[Box] = []
    for box in sorted(page.pictures, key=lambda box: (box.top + box.bottom, box.x0)):
        low, high = (share * size for share in _HEIGHTS)
        if not low <= box.bottom - box.top <= high or not _is_bare(box, page):
            continue
        if rows and _is_in(box, rows[-1]):
            last = rows.pop()
            box = Box(min(last.x0, box.x0), min(last.top, box.top), max(last.x1, box.x1), max(last.bottom, box.bottom))
        rows.append(box)
    return [box for box in rows if box.x1 - box.x0 >= _WIDE * (box.bottom - box.top)]


def unrepeated(strips_by_page: Sequence[Sequence[Box]]) -> list[list[Box]]:
    """The strips of each page without those that stand at the same place of others: heads and feet of pages."""
    seen = Counter(place for found in strips_by_page for place in {_place(box) for box in found})
    return [[box for box in found if seen[_place(box)] == 1] for found in strips_by_page]


def recognised(page: pdfium.PdfPage, sheet: Sheet, found: Iterable[Box]) -> Sheet:
    """A page with the strips read as lines in their places.

    What text stands beside a picture on its line is read with it. Strips inside tables are left as they are.
    """
    items = list(sheet.items)
    for strip in found:
        beside = [item for item in items if isinstance(item, Line) and _is_in(item.box, strip)]
        if any(isinstance(item, RuledTable) and _is_in(strip, item.box) for item in items):
            continue
        read = list(_read(page, _around([strip, *(line.box for line in beside)], sheet)))
        if not read:
            continue
        items = [item for item in items if not any(item is line for line in beside)]
        at = next((i for i, item in enumerate(items) if item.box.top > strip.top), len(items))
        items[at:at] = read
    return replace(sheet, items=tuple(items))


def _is_bare(box: Box, page: Content) -> bool:
    """Whether a picture stands on the page and hardly any text on the picture."""
    if not (0 <= box.x0 < box.x1 <= page.width and 0 <= box.top < box.bottom <= page.height):
        return False
    over = (
        char.x1 - char.x0
        for char in (char.box for char in page.chars)
        if box.x0 < (char.x0 + char.x1) / 2 < box.x1 and box.top < (char.top + char.bottom) / 2 < box.bottom
    )
    return sum(over) < _COVERED * (box.x1 - box.x0)


def _is_in(box: Box, row: Box) -> bool:
    """Whether the middle of a box is at the height of another."""
    return row.top < (box.top + box.bottom) / 2 < row.bottom


def _place(box: Box) -> tuple[int, ...]:
    return tuple(round(value / _NEAR) for value in box)


def _around(boxes: Sequence[Box], sheet: Sheet) -> Box:
    left, top = (max(0.0, min(box[side] for box in boxes) - _MARGIN) for side in (0, 1))
    right = min(sheet.width, max(box.x1 for box in boxes) + _MARGIN)
    return Box(left, top, right, min(sheet.height, max(box.bottom for box in boxes) + _MARGIN))


def _read(page: pdfium.PdfPage, strip: Box) -> Iterator[Line]:
    """The lines on a part of a page."""
    from PIL import ImageOps

    scale = _DPI / 72
    cut = page.render(scale=scale).to_pil().convert("RGB").crop(tuple(round(value * scale) for value in strip))
    for line in ocr.in_order(ocr.pieces_on(ImageOps.expand(cut, _PAPER, "white"))):
        x0, x1 = (strip.x0 + (x - _PAPER) / scale for x in (line.x0, line.x1))
        top, bottom = (strip.top + (y - _PAPER) / scale for y in (line.top, line.bottom))
        yield Line(line.text, Box(x0, top, x1, bottom), bottom - top, line.confidence)
