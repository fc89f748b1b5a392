"""A document's text cut into paragraphs, tables and pieces, so that a page can show what was recognised in each."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE_END = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")

# Control characters would be invisible, and those of writing direction would turn around what stands beside them.
_CONTROLS = (*range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = dict.fromkeys(_CONTROLS, 0xFFFD) | {code: 0x2400 + code for code in range(0x20) if chr(code) != "\t"}


def visible(text: str) -> str:
    """A text in which characters that would not be seen, or would turn others around, stand as signs for them.

    >>> visible("甲\\u202e乙")
    '甲\ufffd乙'
    """
    return text.translate(_VISIBLE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the text with what it is (``target``, ``quantity`` …), a line about it, and where it leads."""

    start: int
    end: int
    kind: str
    title: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Text within one paragraph that one set of marks covers, the outermost first. ``anchor`` names its place."""

    text: str
    marks: tuple[Mark, ...]
    anchor: str | None = None

    @property
    def kinds(self) -> str:
        """The kinds of its marks, for a class attribute."""
        return " ".join(dict.fromkeys(mark.kind for mark in self.marks))

    @property
    def title(self) -> str:
        """A line for each of its marks."""
        return "\n".join(mark.title for mark in self.marks if mark.title)

    @property
    def href(self) -> str | None:
        """Where its innermost mark leads that leads anywhere."""
        return next((mark.href for mark in reversed(self.marks) if mark.href), None)


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


def marked_paragraphs(text: str, marks: Iterable[Mark], tables: Sequence[Grid] = ()) -> list[Shown]:
    """The paragraphs of a text, each a list of pieces, and its tables; empty paragraphs are left out.

    Marks may nest, cross and repeat. The first piece of a mark of kind ``here`` gets the anchor ``here``. What stands
    between the rows of a table without being in a cell, as the number of a page, follows the table.

    >>> [[(p.text, p.kinds) for p in line] for line in marked_paragraphs("甲乙\\n丙", [Mark(1, 4, "target")])]
    [[('甲', ''), ('乙', 'target')], [('丙', 'target')]]
    """
    page = _Page(tables)
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end), reverse=True)
    edges = {edge for mark in waiting for edge in (mark.start, mark.end)} | page.edges
    cuts = sorted({0, len(text)} | {edge for edge in edges if 0 <= edge <= len(text)})
    active: list[Mark] = []
    anchored = False
    for start, end in pairwise(cuts):
        while waiting and waiting[-1].start <= start:
            active.append(waiting.pop())
        active = [mark for mark in active if mark.end > start]
        here = any(mark.kind == "here" for mark in active)
        for n, line in enumerate(_LINE_END.split(text[start:end])):
            if n:
                page.end_line(start)
            if line and not page.passes_over(start, line):
                anchor = "here" if here and not anchored else None
                anchored = anchored or here
                page.add(start, Piece(visible(line), tuple(active), anchor))
    return page.shown()


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
            self._filled.setdefault((cell.start, cell.end), []).append(Piece("\n", ()))
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
        self._blocks.append(ShownTable(rows))

    def _table(self, at: int) -> Grid | None:
        n = bisect_right(self._starts, at) - 1
        return self._tables[n] if n >= 0 and at < self._tables[n].end else None

    def _cell(self, at: int) -> Place | None:
        n = bisect_right(self._cell_starts, at) - 1
        return self._cells[n] if n >= 0 and at < self._cells[n].end else None
