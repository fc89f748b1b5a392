"""Tables whose rules are all level (三线表): rows between or along their rules, columns where their texts stand."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pdfplumber.table import merge_edges

from extract.read.pdf_level_rules import rules_by_ends
from extract.read.pdf_lines import cell_of, lines_of
from extract.read.pdf_page import SNAP, Box, Char, Edge
from extract.read.pdf_table_rows import Row, columns_of, in_columns_of, rows_by_figures
from extract.read.pdf_tables import RuledTable, as_pdfplumber

_LONG = 150.0  # points: shorter rules stand under words and over footnotes
_FEWEST = 3  # rules: above the head, below it, below the last row; bounds of columns
_MOST = 100  # rules of one table
_MOST_TABLES = 10  # on one page


def level_tables(edges: Sequence[Edge], chars: Sequence[Char]) -> tuple[list[RuledTable], list[Char]]:
    """The tables that have only level rules, top down, and the characters that stand in none of them.

    Without a gap that runs down the whole of it nothing between rules is a table.
    """
    found: list[RuledTable] = []
    rest = list(chars)
    for rules in _rules_of_one_width(edges):
        for part in _parts(rules, rest):
            inside = [char for row in part for char in row.chars]
            if table := _table(part, inside):
                found.append(table)
                taken = set(map(id, inside))
                rest = [char for char in rest if id(char) not in taken]
    return sorted(found, key=lambda table: table.box.top), rest


def _rules_of_one_width(edges: Sequence[Edge]) -> Iterator[list[Box]]:
    """Level rules that begin and end alike, those that an upright line meets left out."""
    if sum(not edge.upright for edge in edges) < _FEWEST:
        return
    merged = merge_edges([as_pdfplumber(edge) for edge in edges], SNAP, SNAP, SNAP, SNAP)
    upright = [(e["top"], e["bottom"]) for e in merged if e["orientation"] == "v"]
    alike = [group for group in rules_by_ends(merged, _LONG) if _FEWEST <= len(group) <= _MOST]
    for rules in alike[:_MOST_TABLES]:
        if not any(rules[0].top - SNAP < bottom and top < rules[-1].top + SNAP for top, bottom in upright):
            yield rules


class _Band(NamedTuple):
    """What stands between two rules that follow each other."""

    above: Box
    below: Box
    chars: list[Char]


def _parts(rules: Sequence[Box], chars: Sequence[Char]) -> Iterator[list[_Band]]:
    """The bands of each table between rules: those in which text stands in columns, one below the other."""
    part: list[_Band] = []
    for above, below in pairwise(rules):
        inside = [char for char in chars if _is_between(char.box, above, below)]
        if inside and len(columns_of(inside)) >= _FEWEST:
            part.append(_Band(above, below, inside))
        elif inside:
            yield part
            part = []
    yield part


def _is_between(box: Box, above: Box, below: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return above.top < y < below.top and above.x0 - SNAP < x < above.x1 + SNAP


def _table(bands: Sequence[_Band], chars: Sequence[Char]) -> RuledTable | None:
    if len(bands) < _FEWEST - 1:
        return None
    columns = columns_of(chars)
    rows = tuple(row for n, band in enumerate(bands) for row in _rows(band.chars, columns, n, len(bands)))
    if len(columns) < _FEWEST or not all(sum(bool(cell.text) for cell in row) > 1 for row in rows):
        return None
    first, last = bands[0].above, bands[-1].below
    return RuledTable(Box(first.x0, first.top, first.x1, last.top), rows, tuple(columns))


def _rows(chars: Sequence[Char], columns: Sequence[float], number: int, bands: int) -> Iterator[Row]:
    """The rows of a band: one of the first, which is the head, and of one of many; of others by figures, or by line."""
    if number and (rows := rows_by_figures(chars, columns, heads=0)):
        yield from rows
    elif number and bands < _FEWEST:
        for line in lines_of(chars):
            yield _row([c for c in chars if line.box.top <= (c.box.top + c.box.bottom) / 2 <= line.box.bottom], columns)
    else:
        yield _row(chars, columns)


def _row(chars: Sequence[Char], columns: Sequence[float]) -> Row:
    return tuple(cell_of(n, lines) for n, lines in enumerate(in_columns_of(chars, columns)))
