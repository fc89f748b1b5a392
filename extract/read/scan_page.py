"""A page as it is recognised on its picture: its tables cell by cell, and its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from extract.read import ocr
from extract.read.ocr import OcrLine
from extract.read.pdf_arranged import arranged
from extract.read.pdf_layout import Sheet
from extract.read.pdf_lines import Line
from extract.read.pdf_page import Box, Char, Content, Edge
from extract.read.pdf_tables import RuledTable
from extract.read.pdf_writer import Reading
from extract.read.scan_rules import rules_on, straightened

if TYPE_CHECKING:
    from PIL.Image import Image

_NARROW = 0.55  # the width of a letter or figure, of that of a Chinese character
_MARGIN = 0.3  # of half of a character, that a piece begins before it and ends after it


def scanned(image: Image, scale: float, before: RuledTable | None = None) -> tuple[Sheet, Reading]:
    """The page on a picture.

    ``scale`` is the size of a pixel in points, ``before`` the table with which the page before ends.
    Raises ValueError and MemoryError as ``pieces_on`` does.
    """
    straight = straightened(image)
    width, height = straight.width * scale, straight.height * scale
    pieces = ocr.pieces_on(straight)
    if not pieces:
        return Sheet(width, height, ()), Reading("nothing")
    chars = [(char, piece) for piece in pieces for char in _chars(piece, scale)]
    edges = tuple(Edge(edge.upright, *(value * scale for value in edge[1:])) for edge in rules_on(straight))
    page = arranged(Content(width, height, tuple(char for char, _ in chars), edges, (), False, False), before)
    if page.columns:
        lines = page.lines[0]
    else:
        left = set(map(id, page.rest))
        outside = {id(piece) for char, piece in chars if id(char) in left}
        lines = [_line(line, scale) for line in ocr.in_order(piece for piece in pieces if id(piece) in outside)]
    items: list[Line | RuledTable] = [*lines]
    for table in page.tables:
        at = next((i for i, item in enumerate(items) if item.box.top + item.box.bottom > 2 * table.box.top), len(items))
        items.insert(at, table)
    return Sheet(page.width, height, tuple(items)), Reading("ocr", round(ocr.mean(pieces), 3))


def _chars(piece: OcrLine, scale: float) -> Iterator[Char]:
    """The characters of a piece of text, each where it is likely to stand; the piece is larger than its ink."""
    widths = [_NARROW if character.isascii() else 1.0 for character in piece.text]
    step = (piece.x1 - piece.x0) / sum(widths)
    middle, half = (piece.top + piece.bottom) / 2, min(piece.height, step) / 2
    ends = piece.x0 + _MARGIN * half, piece.x1 - _MARGIN * half
    x, spaced = piece.x0, False
    for character, width in zip(piece.text, widths, strict=True):
        if not character.isspace():
            box = (max(x, ends[0]), middle - half, min(x + width * step, ends[1]), middle + half)
            yield Char(character, Box(*(value * scale for value in box)), spaced, piece.confidence)
        spaced = character.isspace()
        x += width * step


def _line(line: OcrLine, scale: float) -> Line:
    box = Box(*(value * scale for value in (line.x0, line.top, line.x1, line.bottom)))
    return Line(line.text, box, line.height * scale, line.confidence)
