"""A document's text put together by a reader, piece by piece, with its blocks, pages and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.model import Block, Cell, Page, Source, Table

DOUBTFUL = 0.8  # recognised text of less confidence may have been misread: stamps, handwriting, dirt


@dataclass(frozen=True, slots=True)
class CellText:
    """A cell as a reader finds it: its column (from 0), its text on one line, what it covers, and how sure its text is
    where it was recognised."""

    column: int
    text: str
    rows: int = 1
    columns: int = 1
    confidence: float | None = None


class Composer:
    """Writes a document's text, one line a paragraph, heading, row of a table or line of furniture.

    >>> document = Composer("application/pdf")
    >>> document.page()
    >>> document.line("到2025年，建成")
    >>> document.line("— 1 —", "furniture")
    >>> document.page()
    >>> document.go_on("泵站10座。")
    >>> source = document.source({})
    >>> source.text
    '到2025年，建成\\n— 1 —\\n泵站10座。\\n'
    >>> [(b.kind, b.start, b.end) for b in source.blocks]
    [('paragraph', 0, 22), ('furniture', 10, 15)]
    """

    def __init__(self, media_type: str) -> None:
        self._media_type = media_type
        self._lines: list[str] = []
        self._at = 0  # the length of the text so far
        self._blocks: list[Block] = []
        self._paragraph: int | None = None  # the index of the last paragraph's block
        self._pages: list[Page] = []
        self._tables: list[Table] = []
        self._cells: list[Cell] | None = None  # of the table that is open
        self._row = 0
        self._table_start = self._table_end = 0
        self._title: tuple[int, int] | None = None
        self._last_line: tuple[int, int] | None = None
        self._written = 0  # where the last line of whatever kind begins
        self._doubts: list[tuple[int, int, float]] = []

    def page(self, read: str = "text", confidence: float | None = None) -> None:
        """Begins a page here."""
        self._pages.append(Page(self._at, read, confidence))

    def line(self, text: str, kind: str = "paragraph", level: int | None = None) -> None:
        """Writes a line that is a block of its own; ``text`` holds no line break and more than white space."""
        start, end = self._write(text)
        if kind == "paragraph":
            self._paragraph = len(self._blocks)
        self._blocks.append(Block(kind, start, end, level))
        if kind != "furniture":
            self._last_line = (start, end)

    def go_on(self, text: str) -> None:
        """Writes a further part of the last paragraph, on a line of its own: after a page's furniture, say."""
        if self._paragraph is None:
            self.line(text)
            return
        _, end = self._write(text)
        self._blocks[self._paragraph] = replace(self._blocks[self._paragraph], end=end)

    def doubt(self, start: int, end: int, confidence: float) -> None:
        """Says that a range of the line written last may have been misread."""
        self._doubts.append((self._written + start, self._written + end, confidence))

    def open_table(self, titled: bool = False) -> None:
        """Begins a table; ``titled`` where the last line is its title. Rows and furniture follow until it is closed."""
        self._cells, self._row, self._table_start = [], 0, self._at
        self._title = self._last_line if titled else None

    def row(self, cells: Sequence[CellText]) -> None:
        """Writes a row of the open table: the cells that begin in it, by column."""
        if self._cells is None:
            raise ValueError("no table is open")
        at = self._at
        for cell in cells:
            end = at + len(cell.text)
            self._cells.append(Cell(self._row, cell.column, at, end, cell.rows, cell.columns))
            if cell.text.strip():
                self._blocks.append(Block("cell", at, end))
            at = end + 1
        start, self._table_end = self._write("\t".join(cell.text for cell in cells))
        for cell in cells:
            if cell.text and cell.confidence is not None and cell.confidence < DOUBTFUL:
                self._doubts.append((start, start + len(cell.text), cell.confidence))
            start += len(cell.text) + 1
        self._row += 1

    def close_table(self) -> None:
        """Ends the table; one without cells is none."""
        if self._cells:
            self._tables.append(Table(self._table_start, self._table_end, tuple(self._cells), self._title))
        self._cells = None

    def source(self, meta: Mapping[str, str], unread: Sequence[str] = ()) -> Source:
        """What has been written, as a reader gives it."""
        return Source(
            "".join(self._lines),
            self._media_type,
            tuple(sorted(self._blocks, key=lambda block: (block.start, -block.end))),
            meta,
            tuple(self._pages),
            tuple(self._tables),
            tuple(unread),
            tuple(self._doubts),
        )

    def _write(self, text: str) -> tuple[int, int]:
        start = self._written = self._at
        self._lines.append(text + "\n")
        self._at += len(text) + 1
        return start, start + len(text)
