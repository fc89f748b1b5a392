"""Tables of Markdown, whose text stays as it stands: bars, rules and all."""

import re
from collections.abc import Iterator, Sequence

from extract.model import Block, Cell, Table
from extract.read.markdown_html import html_tables
from extract.read.table_title import title_above

_RULE = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*")
_RULE_ROW = re.compile(r"[\s|:-]+")
_CELL = re.compile(r"(?:\\.|[^|\\])+|(?<=\|)(?=\|)")
_BARRED = re.compile(r" {0,3}\|.*\|\s*")
_ABOVE = 300  # characters before a table in which its title stands

Span = tuple[int, int]
Line = tuple[int, str]  # where it begins, and its text


def lines_of(text: str, start: int) -> Iterator[Line]:
    """The lines of a text from an offset on, each with where it begins."""
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, text[start:end]
        start = end + 1


def find_tables(text: str, body: int) -> tuple[tuple[Table, ...], list[Block]]:
    """The tables of a text from an offset on, and a block for what stands in each cell.

    A table is a head with a rule under it and the rows that follow. What stands between bars without one is only
    blocks; one cell alone is a paragraph.

    >>> (table,), blocks = find_tables("| 指标 | 值 |\\n|---|---|\\n| 占比 | |\\n", 0)
    >>> [(cell.row, cell.column, cell.start, cell.end) for cell in table.cells]
    [(0, 0, 2, 4), (0, 1, 7, 8), (1, 0, 23, 25), (1, 1, 27, 27)]
    """
    tables: list[Table] = []
    blocks: list[Block] = []
    above: list[Line] = []  # the lines before the table, empty ones left out
    lines = list(lines_of(text, body))
    at = 0
    while at < len(lines):
        rows = _rows(lines, at)
        if rows:
            tables.append(_table(rows, above))
            blocks += [Block("cell", cell.start, cell.end) for cell in tables[-1].cells if cell.start < cell.end]
            at += len(rows) + 1
            above = []
            continue
        start, line = lines[at]
        if _BARRED.fullmatch(line) and not _RULE_ROW.fullmatch(line):
            cells = _cells(start, line)
            kind = "cell" if len(cells) > 1 else "paragraph"
            blocks += [Block(kind, begin, end) for begin, end in cells if begin < end]
        if line.strip():
            above = [*above[-1:], lines[at]]
        at += 1
    for begin, end, held in html_tables(text, body):
        many = len({cell.row for cell in held}) > 1 and len({cell.column for cell in held}) > 1
        kind = "cell" if many else "paragraph"
        blocks += [Block(kind, cell.start, cell.end) for cell in held if cell.start < cell.end]
        if many:
            tables.append(Table(begin, end, held, _named(_lines_above(text, begin))))
    tables.sort(key=lambda table: table.start)
    return tuple(tables), blocks


def _lines_above(text: str, start: int) -> list[Line]:
    """The last two lines before an offset that hold something, in order."""
    begin = max(0, start - _ABOVE)
    return [(begin + at, line) for at, line in lines_of(text[begin:start], 0) if line.strip()][-2:]


def _rows(lines: Sequence[Line], at: int) -> list[list[Span]]:
    """The cells of the rows of the table that begins at a line, its rule left out; none where none begins."""
    if at + 1 == len(lines) or "|" not in lines[at][1] or not _RULE.fullmatch(lines[at + 1][1]):
        return []
    head = _cells(*lines[at])
    if len(head) < 2 or len(head) != len(_cells(*lines[at + 1])):
        return []
    rows = [head]
    below = at + 2
    while below < len(lines) and "|" in lines[below][1]:
        rows.append(_cells(*lines[below]))
        below += 1
    return rows


def _cells(start: int, line: str) -> list[Span]:
    """The range of what stands in each cell of a row, the bars at its ends being none of it."""
    begin = len(line) - len(line.lstrip())
    found = []
    for match in _CELL.finditer(line.rstrip(), begin):
        content = match[0].strip()
        at = start + match.start() + (match[0].index(content) if content else 0)
        found.append((at, at + len(content)))
    return found


def _table(rows: Sequence[Sequence[Span]], above: Sequence[Line]) -> Table:
    cells = tuple(Cell(row, column, *span) for row, spans in enumerate(rows) for column, span in enumerate(spans))
    return Table(cells[0].start, cells[-1].end, cells, _named(above))


def _named(above: Sequence[Line]) -> Span | None:
    """The range of the title among the lines above a table."""
    nearest = above[::-1]
    title = title_above([line for _, line in nearest])
    if title is None:
        return None
    start, line = nearest[title]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())
