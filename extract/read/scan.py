"""Pictures of pages: PNG, JPEG, and TIFF of many pages."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from extract.model import Source
from extract.read import ocr
from extract.read.ocr import MOST_PIXELS
from extract.read.path import ReadError
from extract.read.pdf_layout import Sheet, last_table
from extract.read.pdf_writer import Reading, Writer
from extract.read.progress import page_read
from extract.read.scan_page import scanned

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH = 595.0  # points, of a page
_DAMAGED = (OSError, ValueError, SyntaxError, EOFError)  # what Pillow raises at what is no picture, or half of one


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
    sheets: list[Sheet] = []
    readings: list[Reading] = []
    unread: list[str] = []
    for number in range(1, pages + 1):
        try:
            page = _page(image, number - 1)
            sheet, reading = scanned(page, _WIDTH / page.width, last_table(sheets[-1]) if sheets else None)
        except _DAMAGED as error:
            unread.append(f"page {number}: {_reason(error)}")
            sheet, reading = Sheet(0, 0, ()), Reading("nothing")
        sheets.append(sheet)
        readings.append(reading)
        page_read(number, pages)
    if not any(sheet.items for sheet in sheets):
        raise ReadError("; ".join(unread) or "there is no text on the picture")
    return Writer(f"image/{(image.format or '').lower()}", sheets, readings).write(unread)


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
