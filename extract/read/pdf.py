"""PDF files: their text in the order of reading, paragraphs whole over lines and pages, ruled tables by cells."""

from __future__ import annotations

import pypdfium2 as pdfium

from extract.model import Source
from extract.read import ocr
from extract.read.garbled import is_garbled
from extract.read.path import ReadError
from extract.read.pdf_arranged import arranged
from extract.read.pdf_damage import damaged_pages
from extract.read.pdf_layout import Sheet, last_table
from extract.read.pdf_lines import Line
from extract.read.pdf_page import Box, Content, content
from extract.read.pdf_strips import recognised, strips, unrepeated
from extract.read.pdf_tables import RuledTable
from extract.read.pdf_writer import Reading, Writer
from extract.read.progress import page_read
from extract.read.scan_page import scanned

MOST_PAGES = 10_000 - 1
_SCAN_DPI = 200
_MOST_STRIPS = 30  # lines that are pictures, each of which takes a second or two to read
_FEW = 12  # characters: a page with a picture and no more of them is a scan with a stamp or a number on it


def read_pdf(data: bytes, password: str | None = None) -> Source:
    """The text, paragraphs, tables and pages of a PDF. Scanned pages are read where the extra ``ocr`` is installed.

    Raises ReadError for what is no PDF, a damaged or encrypted one, one of too many pages, and where no page has text
    that can be read.
    """
    document = _open(data, password)
    try:
        sheets, reading, unread = _read_pages(document)
    finally:
        document.close()
    bare = [number for number, page in enumerate(reading, 1) if page.bare]
    unread += [f"page {number}: its contents are damaged" for number in damaged_pages(data, password, bare)]
    if not any(sheet.items for sheet in sheets):
        raise ReadError(unread[0] if len(set(unread)) == 1 else "; ".join(unread) or "the PDF has no text in it")
    return Writer("application/pdf", sheets, reading).write(unread)


def _open(data: bytes, password: str | None) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            wrong = "the password is wrong" if password else "it needs a password: --password"
            raise ReadError(f"the PDF is encrypted; {wrong}") from error
        raise ReadError("this is no PDF, or a damaged one") from error
    pages = len(document)
    if 0 < pages <= MOST_PAGES:
        return document
    document.close()
    raise ReadError(
        f"the PDF has {pages:,} pages; at most {MOST_PAGES:,} are read" if pages else "the PDF has no pages"
    )


def _read_pages(document: pdfium.PdfDocument) -> tuple[list[Sheet], list[Reading], list[str]]:
    sheets: list[Sheet] = []
    readings: list[Reading] = []
    unread: list[str] = []
    pictures: list[list[Box]] = []
    for number in range(1, len(document) + 1):
        pictures.append([])
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            unread.append(f"page {number} is damaged")
            sheets.append(Sheet(0, 0, ()))
            readings.append(Reading("nothing"))
            continue
        found = content(page)
        sheet, reading, problem = _read_page(page, found, last_table(sheets[-1]) if sheets else None)
        page.close()
        sheets.append(sheet)
        readings.append(reading)
        if problem:
            unread.append(f"page {number}: {problem}")
        if reading.how == "ocr":
            page_read(number, len(document))
        elif not problem:
            pictures[-1] += strips(found)
    apart = unrepeated(pictures)
    missing = "" if ocr.available() else f"; reading these needs: {ocr.INSTALL}"
    for number, lines in enumerate(apart):
        if not lines:
            continue
        if missing or sum(map(len, apart)) > _MOST_STRIPS:
            what = "a line of it is a picture" if len(lines) == 1 else f"{len(lines)} lines of it are pictures"
            unread.append(f"page {number + 1}: {what}{missing}")
        else:
            page = document[number]
            sheets[number] = recognised(page, sheets[number], lines)
            page.close()
            readings[number] = Reading("text" if sheets[number].items else "nothing")
    return sheets, readings, unread


def _read_page(page: pdfium.PdfPage, found: Content, before: RuledTable | None) -> tuple[Sheet, Reading, str | None]:
    if found.pictured and len(found.chars) <= _FEW:
        return _scanned(page, before)
    if found.turned:
        page.set_rotation((page.get_rotation() + found.turned) % 360)  # for lines of it that are pictures
    if is_garbled("".join(char.text for char in found.chars)):
        return Sheet(found.width, found.height, ()), Reading("nothing"), "its text layer is not what is printed"
    stands = arranged(found, before)
    items: list[Line | RuledTable] = []
    for lines, table in zip(stands.lines, [*stands.tables, None], strict=True):
        items += [*lines, *([table] if table else [])]
    problems = (
        ["too many lines are drawn on it to look for tables"] if (found.drawn or stands.tangled) and found.chars else []
    )
    if found.crossed:
        problems.append("its text runs in more than one direction; only that of most of it is read")
    if found.beside:
        problems.append("nearly all of its text stands outside of the page as it is cut")
    bare = not (found.chars or found.edges or found.pictures or found.drawn)
    reading = Reading("text" if items else "nothing", bare=bare)
    return Sheet(stands.width, found.height, tuple(items)), reading, "; ".join(problems) or None


def _scanned(page: pdfium.PdfPage, before: RuledTable | None) -> tuple[Sheet, Reading, str | None]:
    width, height = page.get_size()
    if not ocr.available():
        return Sheet(width, height, ()), Reading("nothing"), ocr.MISSING
    sheet, reading = scanned(page.render(scale=_SCAN_DPI / 72).to_pil(), 72 / _SCAN_DPI, before)
    return sheet, reading, None if sheet.items else "a picture without any text on it"
