"""Ruled tables on the picture of a page: cells between its rules, with the text recognised in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.read.ocr import OcrLine
from extract.read.pdf_page import Box, Char, Content, Edge
from extract.read.pdf_tables import RuledTable, ruled_tables
from extract.read.scan_rules import rules_on

if TYPE_CHECKING:
    from PIL.Image import Image

_NARROW = 0.55  # the width of a letter or figure, of that of a Chinese character


def scanned_tables(
    image: Image, pieces: Sequence[OcrLine], scale: float, before: RuledTable | None = None
) -> tuple[list[RuledTable], list[OcrLine]]:
    """The ruled tables on a picture, top down, and the pieces of text that stand in none.

    ``scale`` is the size of a pixel in points, as which tables have their places; ``before`` the table with which the
    page before ends. A cell has the least confidence of the pieces in it.
    """
    edges = tuple(Edge(edge.upright, *(value * scale for value in edge[1:])) for edge in rules_on(image))
    if not edges or not pieces:
        return [], list(pieces)
    chars = [(char, n) for n, piece in enumerate(pieces) for char in _chars(piece, scale)]
    page = Content(image.width * scale, image.height * scale, tuple(c for c, _ in chars), edges, (), False, False)
    tables, rest = ruled_tables(page, before) or ([], [])
    left = set(map(id, rest))
    outside = {n for char, n in chars if id(char) in left} if tables else set(range(len(pieces)))
    inside = [piece for n, piece in enumerate(pieces) if n not in outside]
    return [_with_confidence(table, inside, scale) for table in tables], [pieces[n] for n in sorted(outside)]


def _chars(piece: OcrLine, scale: float) -> Iterator[Char]:
    """The characters of a piece of text, each where it is likely to stand."""
    widths = [_NARROW if character.isascii() else 1.0 for character in piece.text]
    step = (piece.x1 - piece.x0) / sum(widths)
    x, spaced = piece.x0, False
    for character, width in zip(piece.text, widths, strict=True):
        if not character.isspace():
            box = (x, piece.top, x + width * step, piece.bottom)
            yield Char(character, Box(*(value * scale for value in box)), spaced)
        spaced = character.isspace()
        x += width * step


def _with_confidence(table: RuledTable, pieces: Sequence[OcrLine], scale: float) -> RuledTable:
    """The table with the confidence of each cell: the least of the pieces that stand in it."""
    spots = [(_spot(table.heights, p.top, p.bottom, scale), _spot(table.columns, p.x0, p.x1, scale)) for p in pieces]
    rows = []
    for n, row in enumerate(table.rows):
        cells = []
        for cell in row:
            spans = range(n, n + cell.rows), range(cell.column, cell.column + cell.columns)
            own = [p.confidence for p, (y, x) in zip(pieces, spots, strict=True) if y in spans[0] and x in spans[1]]
            cells.append(replace(cell, confidence=min(own, default=None)))
        rows.append(tuple(cells))
    return replace(table, rows=tuple(rows))


def _spot(bounds: Sequence[float], low: float, high: float, scale: float) -> int:
    """The row or column that the middle of a piece of text stands in; -1 for none."""
    return bisect_right(bounds, (low + high) / 2 * scale) - 1
