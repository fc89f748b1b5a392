"""PDF files: their text in the order of reading, paragraphs whole over lines and pages, ruled tables by cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import pypdfium2 as pdfium

from extract.model import Source
from extract.read import ocr
from extract.read.compose import DOUBTFUL, Composer
from extract.read.garbled import is_garbled
from extract.read.path import ReadError
from extract.read.pdf_aligned_tables import aligned_tables
from extract.read.pdf_columns import in_columns
from extract.read.pdf_damage import damaged_pages
from extract.read.pdf_layout import (
    Edges,
    Sheet,
    edges_by_size,
    footnotes,
    furniture,
    goes_on,
    last_table,
    text_size,
    uses_indents,
)
from extract.read.pdf_level_tables import level_tables
from extract.read.pdf_lines import Line, joined
from extract.read.pdf_page import Box, Content, content
from extract.read.pdf_rows import repeated_head, with_rows_whole
from extract.read.pdf_strips import recognised, strips, unrepeated
from extract.read.pdf_tables import RuledTable, lines_apart, ruled_tables, same_columns
from extract.read.progress import page_read
from extract.read.scan_rules import straightened
from extract.read.scan_tables import scanned_tables

MOST_PAGES = 10_000 - 1
_SCAN_DPI = 200
_UNLIKE = 0.3  # by which the height of a recognised line differs from the usual where its characters have another size
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
    return _Writer(sheets, reading).write(unread)


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


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a page was read: from its text, by OCR with its confidence, or not at all; ``bare``: nothing is on it."""

    how: str
    confidence: float | None = None
    doubts: dict[int, list[tuple[int, int, float]]] = field(default_factory=dict)
    bare: bool = False


def _read_pages(document: pdfium.PdfDocument) -> tuple[list[Sheet], list[_Reading], list[str]]:
    sheets: list[Sheet] = []
    readings: list[_Reading] = []
    unread: list[str] = []
    pictures: list[list[Box]] = []
    for number in range(1, len(document) + 1):
        pictures.append([])
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            unread.append(f"page {number} is damaged")
            sheets.append(Sheet(0, 0, ()))
            readings.append(_Reading("nothing"))
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
            sheets[number], readings[number] = _with_lines(document[number], sheets[number], lines)
    return sheets, readings, unread


def _with_lines(page: pdfium.PdfPage, sheet: Sheet, pictures: list[Box]) -> tuple[Sheet, _Reading]:
    """A page whose text layer lacks some lines, with these read."""
    sheet, lines = recognised(page, sheet, pictures)
    page.close()
    read = {id(line): confidence for line, confidence in lines if confidence < DOUBTFUL}
    doubts = {
        i: [(0, len(item.text), read[id(item)])]
        for i, item in enumerate(sheet.items)
        if isinstance(item, Line) and id(item) in read
    }
    return sheet, _Reading("text" if sheet.items else "nothing", doubts=doubts)


def _read_page(page: pdfium.PdfPage, found: Content, before: RuledTable | None) -> tuple[Sheet, _Reading, str | None]:
    if found.pictured and len(found.chars) <= _FEW:
        return _scanned(page, before)
    if found.turned:
        page.set_rotation((page.get_rotation() + found.turned) % 360)  # for lines of it that are pictures
    if is_garbled("".join(char.text for char in found.chars)):
        return Sheet(found.width, found.height, ()), _Reading("nothing"), "its text layer is not what is printed"
    ruled = ruled_tables(found, before)
    tables, rest = ruled or ([], list(found.chars))
    if not tables:
        tables, rest = level_tables(found.edges, rest)
    items: list[Line | RuledTable] = []
    width = found.width
    if not tables and (columns := in_columns(rest, width)):
        lines, width = columns
        items += lines
    else:
        parts = lines_apart(tables, rest)
        if not tables and ruled is not None:
            tables, rest = aligned_tables(parts[0], rest)
            parts = lines_apart(tables, rest) if tables else parts
        for lines, table in zip(parts, [*tables, None], strict=True):
            items += lines
            if table:
                items.append(table)
    drawn = found.drawn or ruled is None
    problems = ["too many lines are drawn on it to look for tables"] if drawn and found.chars else []
    if found.crossed:
        problems.append("its text runs in more than one direction; only that of most of it is read")
    if found.beside:
        problems.append("nearly all of its text stands outside of the page as it is cut")
    bare = not (found.chars or found.edges or found.pictures or found.drawn)
    reading = _Reading("text" if items else "nothing", bare=bare)
    return Sheet(width, found.height, tuple(items)), reading, "; ".join(problems) or None


def _scanned(page: pdfium.PdfPage, before: RuledTable | None) -> tuple[Sheet, _Reading, str | None]:
    width, height = page.get_size()
    if not ocr.available():
        return Sheet(width, height, ()), _Reading("nothing"), ocr.MISSING
    image = straightened(page.render(scale=_SCAN_DPI / 72).to_pil())
    pieces = ocr.pieces_on(image)
    tables, rest = scanned_tables(image, pieces, 72 / _SCAN_DPI, before)
    items: list[Line | RuledTable] = []
    sure: dict[int, float] = {}
    found = ocr.in_order(rest)
    usual = median([line.height for line in found for _ in line.text] or [0.0])
    for line in found:
        box = Box(*(value * 72 / _SCAN_DPI for value in (line.x0, line.top, line.x1, line.bottom)))
        size = usual if abs(line.height - usual) < _UNLIKE * usual else line.height
        items.append(Line(line.text, box, size * 72 / _SCAN_DPI))
        sure[id(items[-1])] = line.confidence
    for table in tables:
        at = next((i for i, item in enumerate(items) if item.box.top + item.box.bottom > 2 * table.box.top), len(items))
        items.insert(at, table)
    doubts = {
        i: [(0, len(item.text), sure[id(item)])]
        for i, item in enumerate(items)
        if isinstance(item, Line) and sure[id(item)] < DOUBTFUL
    }
    reading = _Reading("ocr", round(ocr.mean(pieces), 3), doubts)
    sheet = Sheet(width, height, tuple(items))
    return sheet, reading, None if items else "a picture without any text on it"


class _Writer:
    """Writes the pages of a document through a composer: what goes on over a page is one paragraph, one table."""

    def __init__(self, sheets: Sequence[Sheet], readings: Sequence[_Reading]) -> None:
        self._apart = furniture(sheets)
        self._sheets, self._readings = with_rows_whole(sheets, self._apart), readings
        self._document = Composer("application/pdf")
        self._size = text_size(sheets)
        self._indents = uses_indents(sheets, self._size)
        self._last: tuple[Line, Edges] | None = None  # the line with which the text so far ends
        self._open: RuledTable | None = None  # the table with which it ends
        self._head: RuledTable | None = None  # how that table began

    def write(self, unread: Sequence[str]) -> Source:
        """The whole document."""
        page_edges: dict[int, Edges] = {}
        for sheet, reading, apart in zip(self._sheets, self._readings, self._apart, strict=True):
            self._document.page(reading.how, reading.confidence)
            if not sheet.items:
                continue
            page_edges |= edges_by_size(sheet, page_edges)
            notes = footnotes(sheet, apart, self._size)
            self._write_page(sheet, reading, apart, notes, page_edges)
        self._close_table()
        return self._document.source({}, unread)

    def _write_page(
        self, sheet: Sheet, reading: _Reading, apart: set[int], notes: set[int], page: Mapping[int, Edges]
    ) -> None:
        paragraph: list[int] = []
        begun = False  # whether the text of this page has begun

        def write_paragraph() -> None:
            nonlocal begun
            if paragraph:
                lines = [line for i in paragraph if isinstance(line := sheet.items[i], Line)]
                self._write_lines(lines, [reading.doubts.get(i, []) for i in paragraph], page, crossing=not begun)
                begun = True
                paragraph.clear()

        for i, item in enumerate(sheet.items):
            if i in apart or i in notes:
                write_paragraph()
                if isinstance(item, Line):
                    self._document.line(item.text, "furniture" if i in apart else "note")
            elif isinstance(item, RuledTable):
                write_paragraph()
                self._write_table(item, crossing=not begun)
                begun = True
            else:
                before = sheet.items[paragraph[-1]] if paragraph else None
                if isinstance(before, Line) and not self._goes_on(before, item, page):
                    write_paragraph()
                paragraph.append(i)
        write_paragraph()

    def _write_lines(
        self, lines: list[Line], doubts: list[list[tuple[int, int, float]]], page: Mapping[int, Edges], crossing: bool
    ) -> None:
        self._close_table()
        text = joined(line.text for line in lines)
        edges = page[round(lines[0].size)]
        if crossing and self._last and goes_on(self._last[0], lines[0], self._last[1], edges, self._indents):
            self._document.go_on(text)
        else:
            self._document.line(text)
        at = 0
        for line, found in zip(lines, doubts, strict=True):
            at = text.index(line.text, at)
            for start, end, confidence in found:
                self._document.doubt(at + start, at + end, confidence)
            at += len(line.text)
        self._last = (lines[-1], page[round(lines[-1].size)])

    def _goes_on(self, before: Line, line: Line, page: Mapping[int, Edges]) -> bool:
        edges = page[round(before.size)]
        return goes_on(before, line, edges, edges, self._indents)

    def _write_table(self, table: RuledTable, crossing: bool) -> None:
        rows = list(table.rows)
        if crossing and self._open and self._head and same_columns(self._open.columns, table.columns):
            again = repeated_head(self._head, table)
            for texts in table.texts[:again]:
                self._document.line("\t".join(texts), "furniture")
            rows = rows[again:]
        else:
            self._close_table()
            title = self._last[0].text if self._last else ""
            self._document.open_table(titled=title.startswith(("表", "附表", "单位")) or title.endswith("表"))
            self._head = table
        for row in rows:
            self._document.row(row)
        self._open = table
        self._last = None

    def _close_table(self) -> None:
        if self._open:
            self._document.close_table()
        self._open = None
