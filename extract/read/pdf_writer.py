"""Pages of lines and tables written as a document: what goes on over a page is one paragraph, one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from statistics import median

from extract.model import Source
from extract.read.compose import DOUBTFUL, Composer
from extract.read.pdf_layout import Edges, Sheet, edges_by_size, footnotes, furniture, goes_on, text_size, uses_indents
from extract.read.pdf_lines import Line, joined
from extract.read.pdf_rows import repeated_head, with_rows_whole
from extract.read.pdf_tables import RuledTable, are_one
from extract.read.shapes import shape

_UNLIKE = 0.3  # by which the height of a recognised line differs from the usual where its characters have another size


@dataclass(frozen=True, slots=True)
class Reading:
    """How a page was read: from its text, by OCR with its confidence, or not at all; ``bare``: nothing is on it."""

    how: str
    confidence: float | None = None
    bare: bool = False


class Writer:
    """Writes the pages of a document through a composer: what goes on over a page is one paragraph, one table."""

    def __init__(self, media_type: str, sheets: Sequence[Sheet], readings: Sequence[Reading]) -> None:
        sheets = _evened(sheets, readings)
        self._apart = furniture(sheets)
        self._sheets, self._readings = with_rows_whole(sheets, self._apart), readings
        self._document = Composer(media_type)
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
            self._write_page(sheet, apart, notes, page_edges)
        self._close_table()
        return self._document.source({}, unread)

    def _write_page(self, sheet: Sheet, apart: set[int], notes: set[int], page: Mapping[int, Edges]) -> None:
        paragraph: list[int] = []
        begun = False  # whether the text of this page has begun

        def write_paragraph() -> None:
            nonlocal begun
            if paragraph:
                lines = [line for i in paragraph if isinstance(line := sheet.items[i], Line)]
                self._write_lines(lines, page, crossing=not begun)
                begun = True
                paragraph.clear()

        for i, item in enumerate(sheet.items):
            if i in apart or i in notes:
                write_paragraph()
                if isinstance(item, Line):
                    self._document.line(item.text, "furniture" if i in apart else "note")
                    self._write_doubts(item.text, [item])
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

    def _write_lines(self, lines: list[Line], page: Mapping[int, Edges], crossing: bool) -> None:
        self._close_table()
        text = joined(line.text for line in lines)
        edges = page[round(lines[0].size)]
        if crossing and self._last and goes_on(self._last[0], lines[0], self._last[1], edges, self._indents):
            self._document.go_on(text)
        else:
            self._document.line(text)
        self._write_doubts(text, lines)
        self._last = (lines[-1], page[round(lines[-1].size)])

    def _write_doubts(self, text: str, lines: Sequence[Line]) -> None:
        """Marks those of the lines, which make the text written last, that may have been misread."""
        at = 0
        for line in lines:
            at = text.index(line.text, at)
            if line.confidence is not None and line.confidence < DOUBTFUL:
                self._document.doubt(at, at + len(line.text), line.confidence)
            at += len(line.text)

    def _goes_on(self, before: Line, line: Line, page: Mapping[int, Edges]) -> bool:
        edges = page[round(before.size)]
        return goes_on(before, line, edges, edges, self._indents)

    def _write_table(self, table: RuledTable, crossing: bool) -> None:
        rows = list(table.rows)
        if crossing and self._open and self._head and are_one(self._open, table):
            again = repeated_head(self._head, table)
            for texts in table.texts[:again]:
                self._document.line("\t".join(texts), "furniture")
            rows = rows[again:]
        else:
            self._close_table()
            title = self._last[0].text if self._last else ""
            self._document.open_table(titled=shape("above_table").match(title) is not None)
            self._head = table
        for row in rows:
            self._document.row(row)
        self._open = table
        self._last = None

    def _close_table(self) -> None:
        if self._open:
            self._document.close_table()
        self._open = None


def _evened(sheets: Sequence[Sheet], readings: Sequence[Reading]) -> list[Sheet]:
    """The pages, of scanned ones the lines about as high as most of their text of one size."""
    scanned = [reading.how == "ocr" for reading in readings]
    sizes = [line.size for sheet in compress(sheets, scanned) for line in sheet.lines for _ in line.text]
    usual = median(sizes or [0.0])

    def evened(item: Line | RuledTable) -> Line | RuledTable:
        if isinstance(item, RuledTable) or abs(item.size - usual) >= _UNLIKE * usual:
            return item
        return replace(item, size=usual)

    return [
        replace(sheet, items=tuple(map(evened, sheet.items))) if is_scanned else sheet
        for sheet, is_scanned in zip(sheets, scanned, strict=True)
    ]
