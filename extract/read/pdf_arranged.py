"""How the characters of a page stand: in tables of whatever kind, in two columns, in lines."""

from dataclasses import dataclass

from extract.read.pdf_aligned_tables import aligned_tables
from extract.read.pdf_columns import in_columns
from extract.read.pdf_level_tables import level_tables
from extract.read.pdf_lines import Line
from extract.read.pdf_page import Char, Content
from extract.read.pdf_tables import RuledTable, lines_apart, ruled_tables


@dataclass(frozen=True, slots=True)
class Arranged:
    """The tables of a page, top down, the lines before, between and after them, and the characters of these lines.

    ``width`` is that of the paper of one column where ``columns`` says that there are two; ``tangled``: too many lines
    cross to look for tables.
    """

    tables: list[RuledTable]
    lines: list[list[Line]]
    rest: list[Char]
    width: float
    columns: bool = False
    tangled: bool = False


def arranged(page: Content, before: RuledTable | None = None) -> Arranged:
    """How a page stands; ``before`` is the table with which the page before it ends."""
    ruled = ruled_tables(page, before)
    tables, rest = ruled or ([], list(page.chars))
    if not tables:
        tables, rest = level_tables(page.edges, rest)
    if not tables and (columns := in_columns(rest, page.width)):
        lines, width = columns
        return Arranged([], [lines], rest, width, columns=True, tangled=ruled is None)
    parts = lines_apart(tables, rest)
    aligned: list[RuledTable] = []
    for lines in parts if ruled is not None else ():
        found, rest = aligned_tables(lines, rest)
        aligned += found
    if aligned:
        tables = sorted([*tables, *aligned], key=lambda table: table.box.top)
        parts = lines_apart(tables, rest)
    return Arranged(tables, parts, rest, page.width, tangled=ruled is None)
