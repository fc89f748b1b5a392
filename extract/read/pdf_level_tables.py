"""Tables whose rules are all level (三线表): rows between or along their rules, columns where their texts stand."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from pdfplumber.table import merge_edges

from extract.read.compose import CellText
from extract.read.pdf_lines import lines_of, text_of
from extract.read.pdf_page import Box, Char, Edge
from extract.read.pdf_tables import SNAP, RuledTable, as_pdfplumber

_LONG = 150.0  # points: shorter rules stand under words and over footnotes
_FEWEST = 3  # rules: above the head, below it, below the last row
_APART = 1.0  # of the characters' height, the gap between two columns
_MOST = 100  # rules of one table
_MOST_TABLES = 10  # on one page
_ALIKE = 6.0  # points, by which the ends of rules of one table hardly differ


def level_tables(edges: Sequence[Edge], chars: Sequence[Char]) -> tuple[list[RuledTable], list[Char]]:
    """The tables that have only level rules, top down, and the characters that stand in none of them.

    Without a gap that runs down the whole of it nothing between rules is a table.
    """
    found: list[RuledTable] = []
    for rules in _rules_of_one_width(edges):
        inside = [char for char in chars if _is_inside(char.box, rules)]
        if table := _table(rules, inside):
            found.append(table)
            taken = set(map(id, inside))
            chars = [char for char in chars if id(char) not in taken]
    return sorted(found, key=lambda table: table.box.top), list(chars)


def _rules_of_one_width(edges: Sequence[Edge]) -> Iterator[list[Box]]:
    """Level rules that begin and end alike, those that an upright line meets left out."""
    if sum(not edge.upright for edge in edges) < _FEWEST:
        return
    merged = merge_edges([as_pdfplumber(edge) for edge in edges], SNAP, SNAP, SNAP, SNAP)
    upright = [(e["top"], e["bottom"]) for e in merged if e["orientation"] == "v"]
    level = sorted((e["top"], e["x0"], e["x1"]) for e in merged if e["x1"] - e["x0"] > _LONG)
    groups: dict[tuple[int, int], list[Box]] = {}
    for y, x0, x1 in level:
        groups.setdefault((round(x0 / _ALIKE), round(x1 / _ALIKE)), []).append(Box(x0, y, x1, y))
    alike = [group for group in groups.values() if _FEWEST <= len(group) <= _MOST]
    for rules in alike[:_MOST_TABLES]:
        if not any(rules[0].top - SNAP < bottom and top < rules[-1].top + SNAP for top, bottom in upright):
            yield rules


def _is_inside(box: Box, rules: Sequence[Box]) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return rules[0].top < y < rules[-1].top and rules[0].x0 - SNAP < x < rules[0].x1 + SNAP


def _table(rules: Sequence[Box], chars: Sequence[Char]) -> RuledTable | None:
    if not chars:
        return None
    columns = columns_of(chars, _APART)
    rows = list(_rows(rules, chars))
    cells = [
        [text_of(c for c in row if a <= (c.box.x0 + c.box.x1) / 2 < b) for a, b in pairwise(columns)] for row in rows
    ]
    if len(columns) < 3 or len(cells) < 2 or not all(sum(map(bool, row)) > 1 for row in cells):
        return None
    box = Box(rules[0].x0, rules[0].top, rules[0].x1, rules[-1].top)
    found = tuple(tuple(CellText(n, text) for n, text in enumerate(row)) for row in cells)
    return RuledTable(box, found, tuple(columns))


def columns_of(chars: Sequence[Char], apart: float) -> list[float]:
    """Where the columns of a table's characters begin and end: at the gaps that nothing stands in from its first row
    to its last, at least so many times as wide as the characters are high.
    """
    apart *= median(char.box.bottom - char.box.top for char in chars)
    spans = sorted((char.box.x0, char.box.x1) for char in chars)
    bounds, end = [spans[0][0]], spans[0][1]
    for x0, x1 in spans:
        if x0 - end > apart:
            bounds.append((end + x0) / 2)
        end = max(end, x1)
    return [*bounds, end]


def _rows(rules: Sequence[Box], chars: Sequence[Char]) -> Iterator[list[Char]]:
    """The characters of each row: of what stands between two rules, or below those of the head of each line."""
    for n, (above, below) in enumerate(pairwise(rules)):
        between = [char for char in chars if above.top < (char.box.top + char.box.bottom) / 2 < below.top]
        if n == 0 or len(rules) > _FEWEST:
            if between:
                yield between
            continue
        for line in lines_of(between):
            yield [c for c in between if line.box.top <= (c.box.top + c.box.bottom) / 2 <= line.box.bottom]
