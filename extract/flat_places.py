"""Tables of places that were flattened to a cell a line: a head of one row, then each place with its figures."""

from collections.abc import Sequence

from extract.line_cells import Line, Reads, Span
from extract.model import Cell, Table

_MOST_COLUMNS = 12
_FEWEST_ROWS = 2


def flat_places(text: str, lines: Sequence[Line], at: int, reads: Reads) -> tuple[Table, int] | None:
    """The table whose head begins at a line, and the number of the line after it; None where none does."""
    if text[lines[at].start : lines[at].end].strip() not in reads.words["place_line"]:
        return None
    for width in range(2, _MOST_COLUMNS + 1):
        names = _texts(text, lines, at, width)
        if len(names) < width:
            return None
        end = at + width
        while reads.is_head(names) and reads.fits(names, _texts(text, lines, end, width)):
            end += width
        if end - at >= (1 + _FEWEST_ROWS) * width:
            spans: list[Span] = [(line.start, line.end) for line in lines[at:end]]
            cells = tuple(Cell(n // width, n % width, *span) for n, span in enumerate(spans))
            return Table(lines[at].start, lines[end - 1].end, cells), end
    return None


def _texts(text: str, lines: Sequence[Line], at: int, count: int) -> list[str]:
    """What stands on so many lines, each of which may be a cell; fewer where one holds several."""
    found: list[str] = []
    for line in lines[at : at + count]:
        if line.mark:
            break
        found.append(text[line.start : line.end].strip())
    return found
