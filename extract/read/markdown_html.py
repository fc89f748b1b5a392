"""HTML tables in Markdown, as converters write those with merged cells; the text stays as it stands."""

import re
from collections.abc import Iterator

from extract.model import Cell
from extract.read.table_cells import Columns, fitted, spans

_TAG = re.compile(r"<(/?)(table|tr|td|th)\b([^<>]{0,500})>", re.IGNORECASE)
_SPAN = re.compile(r"\b(colspan|rowspan)\s*=\s*[\"']?(\d{1,9})", re.IGNORECASE)
_LONGEST_TAG = 200  # characters, at the edge of a cell


def html_tables(text: str, start: int) -> Iterator[tuple[int, int, tuple[Cell, ...]]]:
    """The range of each table with its tags, and its cells; of nested ones the inner.

    >>> text = "<table><tr><td colspan=2><b>指标</b></td></tr><tr><td>占比</td><td>95</td></tr></table>"
    >>> [(text[c.start : c.end], c.row, c.column, c.columns) for _, _, cells in html_tables(text, 0) for c in cells]
    [('指标', 0, 0, 2), ('占比', 1, 0, 1), ('95', 1, 1, 1)]
    """
    table: int | None = None
    columns, cells = Columns(), list[Cell]()
    cell: tuple[int, str] | None = None  # where it begins, its attributes
    for tag in _TAG.finditer(text, start):
        closes, name = bool(tag[1]), tag[2].lower()
        if cell and table is not None and not (name == "table" and not closes):
            cells.append(_cell(text, columns, *cell, tag.start()))
        cell = None
        if name == "table" and closes:
            if table is not None and (kept := fitted(cells)):
                yield table, tag.end(), kept
            table = None
        elif name == "table":
            table, columns, cells = tag.start(), Columns(), []
        elif name == "tr" and not closes:
            columns.begin_row()
        elif not closes and name in ("td", "th"):
            cell = (tag.end(), tag[3])


def _cell(text: str, columns: Columns, start: int, attributes: str, end: int) -> Cell:
    said = {name.lower(): value for name, value in _SPAN.findall(attributes)}
    rows, wide = spans(said.get("colspan", ""), said.get("rowspan", ""))
    start, end = _trimmed(text, start, end)
    return Cell(max(columns.row, 0), columns.place(rows, wide), start, end, rows, wide)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the blanks and tags at its edges."""
    while start < end:
        if text[start].isspace():
            start += 1
        elif text[start] == "<" and (close := text.find(">", start, min(end, start + _LONGEST_TAG))) > 0:
            start = close + 1
        elif text[end - 1].isspace():
            end -= 1
        elif text[end - 1] == ">" and (opening := text.rfind("<", max(start, end - _LONGEST_TAG), end)) >= 0:
            end = opening
        else:
            break
    return start, end
