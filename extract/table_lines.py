"""Tables that stand in a text as lines: cells parted by tabs, bars or wide blanks, or one cell a line."""

import re
from collections.abc import Iterator, Sequence

from extract.flat_places import flat_places
from extract.flat_tables import flat_table
from extract.line_cells import Line, Reads, Span, lines_of
from extract.model import Cell, Table

_PARTED = re.compile(  # each way begins with a rare character: a tab, a bar, a wide blank or two after something
    r"[\t|\u3000\u00a0 ](?:(?<=[\t|])|(?<=\S[\u3000\u00a0])[^\S\n]*\S|(?<=\S ) [^\S\n]*\S)"
)
_PIECE = re.compile(r"\S+")
_MOST_COLUMNS = 12
_FEWEST_SPACED = 3  # rows and columns of a table whose cells only single blanks part
_ITEM = re.compile(r"(\d{1,3})[.．、]")
_HEADS = ("number_line", "indicator_line", "task_line", "place_line")  # words with which a cell a line begins


def find_line_tables(text: str, taken: Sequence[Span], reads: Reads) -> Iterator[Table]:
    """The tables in the lines of a text, in order, outside the ranges taken (tables that the format marks).

    Where tabs or bars part the cells, what has no head that is understood is a table too; wide blanks make none.

    >>> from extract.rulebook import load_rules
    >>> text, rules = "指标　2025年\\n森林覆盖率　38\\n", load_rules()
    >>> said = [lambda head: "指标" in head, *[lambda name: False] * 6, lambda head, cells: True]
    >>> reads = Reads(*said, rules.words["table"], rules.patterns["table"])
    >>> [table] = find_line_tables(text, [], reads)
    >>> [(cell.row, cell.column, text[cell.start : cell.end]) for cell in table.cells]
    [(0, 0, '指标'), (0, 1, '2025年'), (1, 0, '森林覆盖率'), (1, 1, '38')]
    """
    if not _PARTED.search(text) and not any(f"\n{word}" in text for name in _HEADS for word in reads.words[name]):
        return
    lines = list(lines_of(text, taken, reads))
    at = 0
    while at < len(lines):
        ways = (flat_table, flat_places, _parted, _spaced)
        found = next((read for way in ways if (read := way(text, lines, at, reads))), None)
        if found:
            table, at = found
            yield table
        else:
            at += 1


def _texts(text: str, cells: Sequence[Span]) -> list[str]:
    return [text[start:end] for start, end in cells]


def _parted(text: str, lines: Sequence[Line], at: int, reads: Reads) -> tuple[Table, int] | None:
    """The table whose head is a line, and the number of the line after it."""
    head = lines[at]
    if not 2 <= len(head.cells) <= 2 * _MOST_COLUMNS:
        return None
    following = lines[at + 1] if at + 1 < len(lines) and lines[at + 1].mark == head.mark else None
    size = len(head.cells) if head.mark == "wide" or not following else max(len(head.cells), len(following.cells))
    first = _row(text, head, size)
    known = reads.is_head(_texts(text, head.cells))
    if first and following and not known and (second := _row(text, following, size)):
        known = reads.is_head([a + b for a, b in zip(_texts(text, first), _texts(text, second), strict=True)])
    if first is None or (not known and head.mark == "wide"):
        return None
    if following and known and len(head.cells) < size and not _heads(text, following, reads):
        first = (*head.cells[:1] * (size - len(head.cells)), *head.cells)  # one name over several columns of them
    rows = [first]
    end = at + 1
    while end < len(lines) and lines[end].mark == head.mark:
        row = _row(text, lines[end], size)
        if row and known:
            row = _under_merged(text, row, rows, reads)
        if end > at + 1 and _gap(text, lines, end) > max(1, _gap(text, lines, at + 1)):
            break
        if row is None or (known and end > at + 1 and _begins_anew(text, lines[end], head, reads)):
            break
        rows.append(row)
        end += 1
    if len(rows) < 2 or not (known or head.mark == "bar" or _is_plain_table(text, rows, reads)):
        return None
    return _table(lines[at].start, lines[end - 1].end, rows), end


def _heads(text: str, line: Line, reads: Reads) -> bool:
    """Whether a line goes on with the head above it, or lacks cells at its end."""
    last = text[slice(*line.cells[-1])]
    return not last or reads.names_column(last)


def _spaced(text: str, lines: Sequence[Line], at: int, reads: Reads) -> tuple[Table, int] | None:
    """The table whose head is a line with a single blank between its cells, as are all lines below it."""
    head = () if lines[at].mark else _pieces(text, lines[at])
    if len(head) < _FEWEST_SPACED or not reads.names_column(text[slice(*head[0])]):
        return None
    rows: list[Sequence[Span]] = []
    for line in lines[at:]:
        row = _pieces(text, line)
        if line.mark or (rows and (len(row) != len(rows[0]) or _texts(text, row) == _texts(text, rows[0]))):
            break
        rows.append(row)
    if len(rows) < _FEWEST_SPACED or not reads.is_head(_texts(text, rows[0])):
        return None
    return _table(lines[at].start, lines[at + len(rows) - 1].end, rows), at + len(rows)


def _pieces(text: str, line: Line) -> tuple[Span, ...]:
    """What blanks part on a line, single ones too."""
    return tuple(match.span() for match in _PIECE.finditer(text, line.start, line.end))


def _under_merged(text: str, row: tuple[Span, ...], rows: Sequence[tuple[Span, ...]], reads: Reads) -> tuple[Span, ...]:
    """A row, moved to the right where merged cells on its left were left out: 15. stands under 14. of the row above, or
    its time before the column of times."""
    empty = next((n for n, (start, end) in enumerate(reversed(row)) if start < end), 0)
    times_head, time_cell = reads.patterns["times_head"], reads.patterns["line_time"]
    first, before = (_ITEM.match(text, *span) for span in (row[0], rows[-1][1]))
    times = next((i for i, span in enumerate(rows[0]) if times_head.search(text, *span)), None)
    time = next((i for i, span in enumerate(row) if time_cell.fullmatch(text, *span)), None)
    if first and before and int(first[1]) == int(before[1]) + 1:
        missing = 1
    else:
        missing = times - time if times is not None and time is not None else 0
    return (*((row[0][0],) * 2 for _ in range(missing)), *row[:-missing]) if 0 < missing <= empty else row


def _is_plain_table(text: str, rows: Sequence[Sequence[Span]], reads: Reads) -> bool:
    """Whether lines with tabs are a table though nothing in their head is known, rather than items with labels."""
    cells = [text[start:end] for row in rows for start, end in row]
    filled = min(sum(start < end for start, end in row) for row in rows)
    labelled = any(reads.patterns["item_label"].match(text, *row[0]) for row in rows)
    enough = (filled > 1 and len(rows) > 2) or filled > _FEWEST_SPACED
    return enough and not labelled and not any(mark in cell for cell in cells for mark in "。；")


def _gap(text: str, lines: Sequence[Line], at: int) -> int:
    """How many line breaks stand above a line."""
    return text.count("\n", lines[at - 1].end, lines[at].start)


def _begins_anew(text: str, line: Line, head: Line, reads: Reads) -> bool:
    """Whether a line is the head of another table rather than this one's again."""
    cells = _texts(text, line.cells)
    return cells != _texts(text, head.cells) and reads.is_head(cells)


def _row(text: str, line: Line, size: int) -> tuple[Span, ...] | None:
    """The cells of a line under a head of that many columns; None where it can't be a row of that table."""
    cells = line.cells
    if line.mark == "wide":
        if len(cells) < size and len(pieces := _pieces(text, line)) == size:
            return pieces
        if len(cells) < max(2, size - 1):
            return None
        if len(cells) < size:  # what a merged cell on the left leaves out
            return ((line.start, line.start),) * (size - len(cells)) + cells
        return cells[-size:] if len(cells) <= size + 1 else None
    if len(cells) < size:
        return cells + ((line.end, line.end),) * (size - len(cells))
    return cells[:size] if all(start == end for start, end in cells[size:]) else None


def _table(start: int, end: int, rows: Sequence[Sequence[Span]]) -> Table:
    cells = (Cell(r, c, *span) for r, row in enumerate(rows) for c, span in enumerate(row))
    return Table(start, end, tuple(cells))
