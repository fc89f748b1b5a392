"""A document's text cut into paragraphs, tables and pieces, so that a page can show what was recognised in each."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.browse.printable import printable

_LINE_END = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the text with what it is (``target``, ``quantity`` …), a line about it, and where it leads.

    ``anchor`` names its place, and ``level`` is that of a heading.
    """

    start: int
    end: int
    kind: str
    title: str = ""
    href: str | None = None
    anchor: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of the document begins; ``said`` tells how it was read, if not from a text layer."""

    start: int
    number: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text within one paragraph that one set of marks covers, the outermost first, and the pages that begin at it."""

    text: str
    marks: tuple[Mark, ...]
    start: int
    pages: tuple[PageStart, ...] = ()

    @property
    def kinds(self) -> str:
        """The kinds of its marks."""
        return " ".join(dict.fromkeys(mark.kind for mark in self.marks))

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a table: its range in the text, its upper left corner, and how many rows and columns it covers."""

    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the text that holds it, and its cells by row, then column."""

    start: int
    end: int
    cells: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as a page shows it: in each row its cells, with the pieces of text in each."""

    rows: list[list[tuple[Place, list[Piece]]]]


Shown = list[Piece] | ShownTable


def marked_paragraphs(
    text: str, marks: Iterable[Mark], tables: Sequence[Grid] = (), pages: Sequence[PageStart] = ()
) -> list[Shown]:
    """The paragraphs of a text, each a list of pieces, and its tables; empty paragraphs are left out.

    Marks may nest, cross and repeat. What stands between the rows of a table without being in a cell, as the number of
    a page, follows the table. Pages must be in order.

    >>> [[(p.text, p.kinds) for p in line] for line in marked_paragraphs("甲乙\\n丙", [Mark(1, 4, "target")])]
    [[('甲', ''), ('乙', 'target')], [('丙', 'target')]]
    """
    page = _Page(tables)
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end))[::-1]
    turns = list(reversed(pages))
    edges = {edge for mark in waiting for edge in (mark.start, mark.end)} | page.edges | {turn.start for turn in turns}
    cuts = sorted({0, len(text)} | {edge for edge in edges if 0 <= edge <= len(text)})
    active: list[Mark] = []
    turned: list[PageStart] = []
    for start, end in pairwise(cuts):
        while waiting and waiting[-1].start <= start:
            active.append(waiting.pop())
        active = [mark for mark in active if mark.end > start]
        while turns and turns[-1].start <= start:
            turned.append(turns.pop())
        at = start
        for line in _lines(text[start:end]):
            kept = _LINE_END.sub("", line)
            if kept and not page.passes_over(at, kept):
                page.add(at, Piece(printable(kept), tuple(active), at, tuple(turned)))
                turned.clear()
            if len(kept) < len(line):
                page.end_line(at)
            at += len(line)
    if turned or turns:
        page.add(len(text), Piece("", (), len(text), (*turned, *reversed(turns))))
    return page.shown()


def _lines(text: str) -> list[str]:
    """The lines of a text, each with its end."""
    ends = [match.end() for match in _LINE_END.finditer(text)]
    return [text[start:end] for start, end in pairwise([0, *ends, len(text)]) if start < end]


class _Page:
    """Puts pieces where they belong: into paragraphs, or into the cells of tables."""

    def __init__(self, tables: Sequence[Grid]) -> None:
        self._blocks: list[Shown] = [[]]
        self._tables = sorted(tables, key=lambda table: table.start)
        self._starts = [table.start for table in self._tables]
        self._filled: dict[tuple[int, int], list[Piece]] = {}
        cells = [cell for table in self._tables for cell in table.cells if cell.start < cell.end]
        self._cells = sorted(cells, key=lambda cell: cell.start)
        self._cell_starts = [cell.start for cell in self._cells]
        self._begun: set[int] = set()
        self.edges = {edge for cell in cells for edge in (cell.start, cell.end)}
        self.edges |= {edge for table in self._tables for edge in (table.start, table.end)}

    def add(self, at: int, piece: Piece) -> None:
        """Adds the next piece of the text, which begins at ``at``."""
        cell = self._cell(at)
        if cell:
            self._begin(at)
            self._filled.setdefault((cell.start, cell.end), []).append(piece)
        else:
            self._paragraph().append(piece)

    def end_line(self, at: int) -> None:
        """Ends a paragraph, or a line within a cell."""
        cell = self._cell(at)
        if cell:
            self._filled.setdefault((cell.start, cell.end), []).append(Piece("\n", (), at))
        else:
            self._blocks.append([])

    def passes_over(self, at: int, line: str) -> bool:
        """Whether a piece only draws a table: what parts its cells."""
        return self._table(at) is not None and self._cell(at) is None and not line.strip(" \t|:-+\u3000\u00a0")

    def shown(self) -> list[Shown]:
        """What has been added, empty paragraphs left out."""
        return [block for block in self._blocks if block]

    def _paragraph(self) -> list[Piece]:
        last = self._blocks[-1]
        if isinstance(last, ShownTable):
            last = []
            self._blocks.append(last)
        return last

    def _begin(self, at: int) -> None:
        table = self._table(at)
        if table is None or table.start in self._begun:
            return
        self._begun.add(table.start)
        rows: list[list[tuple[Place, list[Piece]]]] = []
        for cell in table.cells:
            while len(rows) <= cell.row:
                rows.append([])
            rows[cell.row].append((cell, self._filled.setdefault((cell.start, cell.end), [])))
        self._blocks.append(ShownTable([row for row in rows if row]))

    def _table(self, at: int) -> Grid | None:
        n = bisect_right(self._starts, at) - 1
        return self._tables[n] if n >= 0 and at < self._tables[n].end else None

    def _cell(self, at: int) -> Place | None:
        n = bisect_right(self._cell_starts, at) - 1
        return self._cells[n] if n >= 0 and at < self._cells[n].end else None
