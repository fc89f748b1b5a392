"""Tables as grids: those that a format marks and those that stand in the lines of a text, with head, body and unit."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from extract.columns import AGENCIES, LONGEST_HEAD, VALUES, Head, head_of_amounts, read_head, squeezed
from extract.line_cells import Reads
from extract.model import Block, Cell, Source, Table
from extract.normalise import WIDTH
from extract.place_heads import head_of_places, holds_figures, names_places
from extract.rulebook import Rules
from extract.table_lines import find_line_tables

_TALLEST_HEAD = 3  # rows
_ROWS_ABOVE = 3  # rows over a head that give the table's title or unit, and lines above it likewise
_LINES_ABOVE = 12  # empty ones and furniture counted
_LONGEST_TITLE = 60  # characters
_MOST_PLACES = 200_000  # cells that a grid may have, covered places counted
_SENTENCES = regex.compile(r"[。；;！!]")
_DIGIT = regex.compile(r"\d")
_PROSE_CELL = 120  # characters
Row = tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table by rows and columns: each place holds the cell that covers it. ``rows`` are those below the head."""

    table: Table
    head: Head
    rows: tuple[Row, ...]
    height: int  # rows, the head's as well
    width: int
    title: str | None = None
    unit: str | None = None  # of all its figures, as the title or a line beside it says
    above: int | None = None  # where the lines over it begin that give these


def with_tables(source: Source, rules: Rules) -> tuple[Source, list[Grid]]:
    """The source with all its tables, the lines of text among them, and these as grids in the order of the text.

    A table whose cells are sentences under no head is layout: its text is no table's. Each cell found in a line is
    marked as one, so that its text never runs on into the next.
    """
    furniture = [block for block in source.blocks if block.kind == "furniture"]
    around = [(block.start, block.end) for block in furniture]
    marked_tables = [table for table in source.tables if not inside(table.start, around)]
    tables = [(table.start, table.end) for table in source.tables]
    taken = sorted([*tables, *(span for span in around if not inside(span[0], tables))])
    found = list(find_line_tables(source.text, taken, _reads(rules)))
    if not found and not source.tables:
        return source, []
    grids: list[Grid] = []
    for table in sorted((*marked_tables, *found), key=lambda table: table.start):
        grid = _grid(table, source, furniture, rules)
        if grids and _goes_on(grids[-1], grid, source, furniture):
            grid = replace(grid, head=grids[-1].head, rows=tuple(_places(table)[0]), unit=grids[-1].unit)
        if not _is_layout(grid, source.text):
            grids.append(grid)
    marked = [Block("cell", cell.start, cell.end) for table in found for cell in table.cells if cell.start < cell.end]
    known = {(block.start, block.end) for block in source.blocks if block.kind == "cell"}
    blocks = [*source.blocks, *(block for block in marked if (block.start, block.end) not in known)]
    blocks.sort(key=lambda block: (block.start, -block.end))
    return replace(source, blocks=tuple(blocks), tables=tuple(grid.table for grid in grids)), grids


def _goes_on(before: Grid, grid: Grid, source: Source, furniture: Sequence[Block]) -> bool:
    """Whether a table without a head that is understood goes on with the one before it, on the next page."""
    if grid.head.kind != "other" or before.head.kind == "other" or grid.width != before.width:
        return False
    between = source.text[before.table.end : grid.table.start]
    at = bisect_left(furniture, before.table.end, key=lambda block: block.start)
    while at < len(furniture) and furniture[at].end <= grid.table.start:
        between = between.replace(source.text[furniture[at].start : furniture[at].end], "", 1)
        at += 1
    return not between.strip() and source.page(before.table.start) != source.page(grid.table.start)


def inside(offset: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether one of some ranges, in order, holds an offset."""
    at = bisect_right(ranges, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < ranges[at][1]


def written(text: str, cell: Cell | None) -> str:
    """What stands in a cell, in half width and without blanks; nothing where there is none."""
    return squeezed(text[cell.start : cell.end]) if cell else ""


def row_span(row: Row, first: int) -> tuple[int, int] | None:
    """The range of the cells that begin in a row, from a column on; None where none does."""
    own = [cell for cell in row[first:] if cell and cell.start < cell.end]
    last = max((cell.row for cell in own), default=None)
    begun = [cell for cell in own if cell.row == last]
    return (min(cell.start for cell in begun), max(cell.end for cell in begun)) if begun else None


@lru_cache(maxsize=4)
def _reads(rules: Rules) -> Reads:
    table = rules.patterns["table"]

    def is_head(names: Sequence[str]) -> bool:
        if any(len(name) > LONGEST_HEAD for name in names):
            return False
        if names_places(names, rules):
            return True
        if not table["head_hint"].search(squeezed("".join(names))):
            return False
        return read_head([[name] for name in names], rules).kind != "other"

    def names_column(name: str) -> bool:
        role = read_head([[name]], rules).columns[0].role
        return role not in ("other", "task", "money", "group", "weak_name", "score")

    def names_group(name: str) -> bool:
        return read_head([[name]], rules).columns[0].role == "group"

    def names_value(name: str) -> bool:
        return read_head([[name]], rules).columns[0].role in VALUES

    def names_agency(name: str) -> bool:
        return read_head([[name]], rules).columns[0].role in AGENCIES

    def spans_others(name: str) -> bool:
        column = read_head([[name]], rules).columns[0]
        named = column.role in ("value", "weak_name") and not column.year
        return named or (column.role in ("target", "present") and not table["plain_figures"].fullmatch(column.head))

    def is_spread(word: str) -> bool:
        return table["spread_word"].fullmatch(word) is not None

    def fits(names: Sequence[str], cells: Sequence[str]) -> bool:
        if names_places(names, rules):
            return len(cells) == len(names) and holds_figures(cells, rules)
        head = read_head([[name] for name in names], rules)
        values = [squeezed(cells[i]) for i in head.of(*VALUES)]
        kinds = [squeezed(cells[i]) for i in head.of("binding")]
        nothing = rules.words["table"]["nothing"]
        named = [squeezed(cells[i]) for i in head.of("name")]
        if head.kind == "tasks" and not _names_who_and_when(head, cells, rules):
            return False
        if not all(table["binding"].fullmatch(kind) for kind in kinds) or any(map(table["figure"].fullmatch, named)):
            return False
        figures = [value in nothing or table["figure"].fullmatch(value) is not None for value in values]
        return any(figures) if kinds else all(figures)

    words = rules.words["table"]
    return Reads(
        is_head, names_column, names_group, names_value, names_agency, spans_others, is_spread, fits, words, table
    )


def _names_who_and_when(head: Head, cells: Sequence[str], rules: Rules) -> bool:
    """Whether agencies stand in the columns of agencies, and times in those of times."""
    who, when = head.of(*AGENCIES), head.of("when")
    patterns = rules.patterns["table"]
    named, times = patterns["agency_cell"], all(patterns["time_cell"].search(squeezed(cells[i])) for i in when)
    return bool(who) and times and all(named.fullmatch(squeezed(cells[i])) for i in who)


def _grid(table: Table, source: Source, furniture: Sequence[Block], rules: Rules) -> Grid:
    rows, width = _places(table)
    text = source.text
    title, unit, above = _above(table, source, furniture, rules)
    if above is not None:
        table = replace(table, title=(above, above + len(text[above : table.start].rstrip())))
    at = 0
    while at < min(_ROWS_ABOVE, len(rows) - 1) and (line := _only_text(rows[at], text, width)):
        said = rules.patterns["table"]["unit_line"].fullmatch(line)
        title, unit = (title if said else title or line, (said["unit"] if said else None) or unit)
        at += 1
    begins, tall, head = _head(rows, at, text, rules)
    names = [_names(rows[begins : begins + tall], column, text) for column in range(width)]
    first = [written(text, cell) for cell in rows[begins]] if rows else []
    body = [row for row in rows[begins + tall :] if not _repeats(row, first, text)]
    head = head or read_head(names, rules)
    promises = head.of("unit") and title and rules.patterns["table"]["target"].search(title)
    if head.kind != "indicators" and (of_places := _of_places(rows, begins, width, text, rules)):
        head, tall = of_places
        body = [row for row in rows[begins + tall :] if not _repeats(row, first, text)]
    elif head.kind == "tasks" or (head.kind == "other" and promises):
        amounts = head_of_amounts(names, rules)
        head = amounts if amounts and _holds_amounts(body, amounts, text, rules) else head
    return Grid(table, head, tuple(_with_groups(body, head, text, rules)), len(rows), width, title, unit)


def _of_places(rows: Sequence[Row], begins: int, width: int, text: str, rules: Rules) -> tuple[Head, int] | None:
    """The head and its height, of a table whose rows are places or kinds of what is counted."""
    for tall in _heights(rows, begins, text, rules) if rows else ():
        names = [_names(rows[begins : begins + tall], column, text) for column in range(width)]
        below = [[written(text, cell) for cell in row] for row in rows[begins + tall :]]
        if head := head_of_places(names, below, rules):
            return head, tall
    return None


def _holds_amounts(rows: Sequence[Row], head: Head, text: str, rules: Rules) -> bool:
    """Whether the cells under what is to be reached, or was, hold amounts rather than words for the greater part.

    Where only what was reached has a column, what was to be stands with its own amount in the first: 建食堂30座.
    """
    if not head.of("target", "value") and any(
        _DIGIT.search(written(text, row[i])) for row in rows for i in head.of("name")
    ):
        return False
    filled = [of for row in rows for i in head.of(*VALUES) if (of := written(text, row[i]))]
    amounts = [of for of in filled if rules.patterns["table"]["amount"].fullmatch(of)]
    return 2 * len(amounts) > len(filled)


def _with_groups(rows: Sequence[Row], head: Head, text: str, rules: Rules) -> list[Row]:
    """The rows of a table; one that lost the merged cell of its group has that of the row above."""
    groups, filled = head.of("group"), list(rows[:1])
    if len(groups) != 1 or not head.of("binding", "unit"):
        return list(rows)
    at = groups[0]
    for row in rows[1:]:
        short = _lacks_group(row, head, text, rules)
        filled.append((*row[:at], filled[-1][at], *row[at:-1]) if short else row)
    return filled


def _lacks_group(row: Row, head: Head, text: str, rules: Rules) -> bool:
    """Whether cells stand one column before theirs: a binding, or figures under the unit; the last is empty."""
    if written(text, row[-1]):
        return False
    table, bindings, units = rules.patterns["table"], head.of("binding"), head.of("unit")
    if bindings:
        return table["binding"].fullmatch(written(text, row[bindings[0] - 1])) is not None
    return table["figure"].fullmatch(written(text, row[units[0]])) is not None


def _places(table: Table) -> tuple[list[Row], int]:
    """The rows of a table, each with the cell that covers each of its places."""
    height = max((cell.row + cell.rows for cell in table.cells), default=0)
    width = max((cell.column + cell.columns for cell in table.cells), default=0)
    height = min(height, max((cell.row for cell in table.cells), default=0) + 1)  # a last cell may claim rows to come
    if height * width > _MOST_PLACES or sum(cell.rows * cell.columns for cell in table.cells) > 10 * _MOST_PLACES:
        return [], width
    places: list[list[Cell | None]] = [[None] * width for _ in range(height)]
    for cell in table.cells:
        for row in range(cell.row, min(cell.row + cell.rows, height)):
            for column in range(cell.column, min(cell.column + cell.columns, width)):
                if places[row][column] is None:
                    places[row][column] = cell
    return [tuple(row) for row in places], width


def _only_text(row: Row, text: str, width: int) -> str | None:
    """What stands in a row of one cell; None where there are several or none."""
    filled = {cell for cell in row if cell and cell.start < cell.end}
    if len(filled) != 1 or width < 2:
        return None
    cell = filled.pop()
    return written(text, cell) if cell.columns == width or cell.columns == 1 else None


def _head(rows: Sequence[Row], at: int, text: str, rules: Rules) -> tuple[int, int, Head | None]:
    """Where the head begins, its height, and how it is read: the first rows that are understood, else the first."""
    for begins in range(at, min(at + 2, len(rows) - 1)):
        for tall in _heights(rows, begins, text, rules):
            names = [_names(rows[begins : begins + tall], column, text) for column in range(len(rows[begins]))]
            head = read_head(names, rules)
            if head.kind != "other":
                return begins, tall, head
    return at, 1, None


def _heights(rows: Sequence[Row], begins: int, text: str, rules: Rules) -> list[int]:
    """How many rows a head may have, the likeliest first: what its first row covers, and rows of names below that."""
    spans = [cell.rows for cell in rows[begins] if cell and cell.row == begins]
    least = min(max(spans, default=1), _TALLEST_HEAD, len(rows) - begins - 1)
    tall = least
    while tall < min(_TALLEST_HEAD, len(rows) - begins - 1) and _are_names(rows[begins + tall], text, rules):
        tall += 1
    return list(dict.fromkeys((tall, least, 1)))


def _are_names(row: Row, text: str, rules: Rules) -> bool:
    """Whether all that stands in a row are names of columns."""
    names = {written(text, cell) for cell in row if cell} - {""}
    return bool(names) and all(_reads(rules).names_column(name) for name in names)


def _names(rows: Sequence[Row], column: int, text: str) -> list[str]:
    cells = dict.fromkeys(row[column] for row in rows)
    return [text[cell.start : cell.end] for cell in cells if cell]


def _repeats(row: Row, head: Sequence[str], text: str) -> bool:
    """Whether a row is the head again, as at the top of a page, or holds nothing."""
    texts = [written(text, cell) for cell in row]
    return not any(texts) or texts == head


def _above(
    table: Table, source: Source, furniture: Sequence[Block], rules: Rules
) -> tuple[str | None, str | None, int | None]:
    """The title and the unit that the lines above a table give, and where these lines begin."""
    title = source.text[slice(*table.title)].strip("#*|> \t\n\u3000") if table.title else None
    unit, name = _read_above(title.translate(WIDTH), rules) if title else (None, None)
    if unit:
        title = name
    begin = table.title[0] if table.title else None
    for start, line in _lines_above(source, furniture, table.start):
        said, name = _read_above(line, rules)
        if not said and (title or not name):
            break
        unit, title, begin = unit or said, title or name, start
    return title, unit, begin


def _read_above(line: str, rules: Rules) -> tuple[str | None, str | None]:
    """The unit that a line above a table gives, and the title that it may be; that one of a unit is without it."""
    patterns = rules.patterns["table"]
    if len(line) > _LONGEST_TITLE:
        return None, None
    said = patterns["unit_line"].fullmatch(line)
    name = patterns["unit_label"].sub("", line[: said.start("unit")]) if said else line
    return said and _first_unit(said["unit"]), name if patterns["title_line"].fullmatch(squeezed(name)) else None


def _first_unit(units: str) -> str | None:
    """The unit of figures in a line over a table, beside that of shares: 亿元、%; None where it gives several."""
    first, *others = units.split("、")
    return first if set(others) <= {"%"} else None


def _lines_above(source: Source, furniture: Sequence[Block], start: int) -> Iterator[tuple[int, str]]:
    """The last lines before an offset and where they begin, the nearest first, furniture and empty ones left out."""
    end, found = start, 0
    for _ in range(_LINES_ABOVE):
        begin = source.text.rfind("\n", 0, max(0, end - 1)) + 1
        line = source.text[begin:end].translate(WIDTH).strip().strip("#*|> ")
        at = bisect_left(furniture, end, key=lambda block: block.start) - 1
        if line and not (at >= 0 and furniture[at].end > begin):
            found += 1
            yield begin, line
        if begin == 0 or found == _ROWS_ABOVE:
            return
        end = begin


def _is_layout(grid: Grid, text: str) -> bool:
    """Whether a table without a head that says anything only lays out prose."""
    if grid.head.kind != "other":
        return False
    filled = [text[cell.start : cell.end] for cell in grid.table.cells if cell.start < cell.end]
    if grid.width < 2:
        return True
    prose = [cell for cell in filled if len(_SENTENCES.findall(cell)) > 1 or len(cell) > _PROSE_CELL]
    return 2 * sum(map(len, prose)) > sum(map(len, filled)) and 2 * len(prose) >= len(filled)
