"""Pictures of pages: PNG, JPEG, and TIFF of many pages. Their lines become paragraphs by where they stand."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from extract.model import Source
from extract.read import ocr
from extract.read.compose import DOUBTFUL, Composer
from extract.read.ocr import MOST_PIXELS, OcrLine
from extract.read.path import ReadError
from extract.read.pdf_tables import RuledTable
from extract.read.progress import page_read
from extract.read.scan_rules import straightened
from extract.read.scan_tables import scanned_tables

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH = 595.0  # points, of a page
_PAGE_NUMBER = re.compile(r"[-—–－·.\s]*\d{1,4}[-—–－·.\s]*")
_LONG = 0.5  # of the width of the page: lines so long show where the edges of the text are
_TALL = 1.5  # characters; taller lines are titles and stamps, which keep to other edges
_INDENT = 0.8  # characters from the left edge: the first line of a paragraph has two
_RAGGED = 2.0  # characters that a full line may lack at the right edge
_GAP = 2.0  # characters between lines of a paragraph at most
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError)  # what Pillow raises at what is no picture, or half of one


@dataclass(frozen=True, slots=True)
class _Layout:
    """The lines of a page: numbers at its head and foot, paragraphs, the left and right edge of these, and whether the
    first and the last go on from the page before and to the next.
    """

    at_head: list[OcrLine]
    paragraphs: list[list[OcrLine]]
    at_foot: list[OcrLine]
    edges: tuple[float, float]
    begins_inside: bool
    ends_inside: bool


def read_scan(data: bytes) -> Source:
    """The text recognised on a picture, or on each picture of a TIFF: a page each, with its confidence.

    Raises ReadError without the extra ``ocr``, and where there is no picture, a damaged one, too large a one, or none
    with text on it.
    """
    if not ocr.available():
        raise ReadError(ocr.MISSING)
    from PIL import Image

    try:
        image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    except Image.DecompressionBombError as error:
        raise ReadError(f"the picture is too large: more than {MOST_PIXELS:,} pixels") from error
    except _DAMAGED as error:
        raise ReadError("this is no picture that can be read, or a damaged one") from error
    document = Composer(f"image/{(image.format or '').lower()}")
    unread: list[str] = []
    edges = -math.inf, math.inf
    inside = False  # a paragraph, when a page ends
    for number in range(1, pages + 1):
        pieces: list[OcrLine] = []
        try:
            page = straightened(_page(image, number - 1))
            pieces = ocr.pieces_on(page)
        except _DAMAGED as error:
            unread.append(f"page {number}: {_reason(error)}")
        document.page("ocr" if pieces else "nothing", round(ocr.mean(pieces), 3) if pieces else None)
        scale = _WIDTH / image.width
        tables, rest = scanned_tables(page, pieces, scale) if pieces else ([], [])
        layout = _lay_out(ocr.in_order(rest), image.width, edges)
        edges = layout.edges
        for line in layout.at_head:
            _write(document, [line], "furniture")
        for at, paragraph in enumerate(layout.paragraphs):
            while tables and tables[0].box.top < paragraph[0].top * scale:
                _write_table(document, tables.pop(0))
            _write(document, paragraph, goes_on=at == 0 and inside and layout.begins_inside)
        for table in tables:
            _write_table(document, table)
        for line in layout.at_foot:
            _write(document, [line], "furniture")
        inside = layout.ends_inside
        page_read(number, pages)
    source = document.source({}, unread)
    if not source.text:
        raise ReadError("; ".join(unread) or "there is no text on the picture")
    return source


def _page(image: Image, frame: int) -> Image:
    from PIL import ImageOps

    image.seek(frame)
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(f"the picture is too large: {image.width} × {image.height} pixels")
    turned = ImageOps.exif_transpose(image)
    turned.load()
    return turned


def _reason(error: Exception) -> str:
    return str(error) if "too large" in str(error) else f"the picture is damaged ({error})"


def _lay_out(lines: list[OcrLine], width: float, edges: tuple[float, float]) -> _Layout:
    """The lines of a page of this width by what they are: a paragraph goes on where a line is full and the next is not
    indented. Where the page has no long line, the edges are those of the page before.
    """
    at_head = lines[:1] if lines and _PAGE_NUMBER.fullmatch(lines[0].text) else []
    rest = lines[len(at_head) :]
    at_foot = rest[-1:] if rest and _PAGE_NUMBER.fullmatch(rest[-1].text) else []
    body = rest[: len(rest) - len(at_foot)]
    if not body:
        return _Layout(at_head, [], at_foot, edges, begins_inside=False, ends_inside=False)
    character = median(line.height for line in body)
    long = [line for line in body if line.x1 - line.x0 > _LONG * width and line.height < _TALL * character]
    if long:
        edges = min(line.x0 for line in long), max(line.x1 for line in long)
    left, right = edges[0] + _INDENT * character, edges[1] - _RAGGED * character
    paragraphs = [body[:1]]
    for before, line in pairwise(body):
        if before.x1 > right and line.x0 < left and line.top - before.bottom < _GAP * character:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return _Layout(at_head, paragraphs, at_foot, edges, body[0].x0 < left, body[-1].x1 > right)


def _write_table(document: Composer, table: RuledTable) -> None:
    document.open_table()
    for row in table.rows:
        document.row(row)
    document.close_table()


def _write(document: Composer, lines: list[OcrLine], kind: str = "paragraph", *, goes_on: bool = False) -> None:
    """Writes lines as one, and marks those that may have been misread."""
    text, doubts = "", []
    for line in lines:
        words = text[-1:].isascii() and text[-1:].isalpha() and line.text[:1].isascii() and line.text[:1].isalpha()
        text += " " * words
        if line.confidence < DOUBTFUL:
            doubts.append((len(text), len(text) + len(line.text), line.confidence))
        text += line.text
    if goes_on:
        document.go_on(text)
    else:
        document.line(text, kind)
    for doubt in doubts:
        document.doubt(*doubt)
