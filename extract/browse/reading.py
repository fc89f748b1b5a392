"""A part of a document as a page reads it: its text, and what was recognised in it. All of it, if it is not long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from extract.browse.access import Access
from extract.browse.document import Grid, Mark, PageStart, Place, marked_paragraphs
from extract.browse.nested import Block, blocks
from extract.browse.printable import printable

MOST_TEXT = 40_000  # characters on a page: more than most documents have
MOST_MARKS = 3_000  # and lines, and cells
MOST_SECTIONS = 1_000
_LONGEST = 80  # characters of a heading in the outline
_BEGINNING = 24  # characters of the text of a section without a heading of its own
_BEFORE = 2_000  # characters before a passage that was asked for
_LEAST = 500  # characters on a page, however many marks they have
_SECTIONS = 'select id, parent_id, start, "end", body, label, heading from sections where document_id = ?'
_PARAGRAPH = re.compile(r"[\n\r\u2028\u2029]+")

# The kinds of mark: where they stand, and what is said of them when the pointer rests there.
MARKED = {
    "target": ("targets", ("indicator", "op", "value", "value_max", "unit", "deadline", "rule")),
    "result": ("results", ("indicator", "op", "value", "value_max", "unit", "as_of", "rule")),
    "quantity": ("quantities", ("op", "value", "value_max", "unit", "rule")),
    "date": ("dates", ("first", "last", "rule")),
    "citation": ("citations", ("title", "document_number", "rule")),
    "agency": ("responsibilities", ("name", "role", "rule")),
    "doubt": ("doubts", ("confidence",)),
    "apart": ("apart", ("rule",)),
}
# Of what stands apart from the body: what the page of a newspaper, a site or a file added to the document.
_FURNITURE = frozenset(
    f"document.{name}"
    for name in (
        *("furniture", "note", "meta", "updated", "address", "ruler", "marks", "heading_added", "caption", "byline"),
        *("wire", "contact", "release", "printed", "contents", "repeated"),
    )
)
_WITHOUT_PAGES = ("doubts", "apart")  # of their own


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its place, its depth from 1, and its words with their label."""

    id: str
    anchor: str
    start: int
    depth: int
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its range, the blocks of it, the headings that it stands under, and which part is next."""

    start: int
    end: int
    blocks: list[Block]
    under: list[Section]
    counts: dict[str, int]
    previous: int | None
    next: int | None


def beginning(text: str, begin: int | None, asked: tuple[int, int] | None) -> int:
    """Where the part begins that is asked for, at a place in the text or for a passage of it.

    >>> beginning("甲乙丙", None, (1, 2)), beginning("甲乙丙", 2, None), beginning("甲乙丙", 9, None)
    (0, 2, 0)
    """
    if begin is not None:
        return begin if 0 < begin < len(text) else 0
    at = asked[0] if asked else 0
    if len(text) <= MOST_TEXT or not _BEFORE < at < len(text):
        return 0
    return _line_start(text, at - _BEFORE, at)


async def part(access: Access, document: Any, start: int, asked: tuple[int, int] | None) -> Part:
    """The part of a document that begins at a place of its text, with the passage that was asked for."""
    text, limit = document["text"], min(len(document["text"]), start + MOST_TEXT)
    under = [section for section in await headings_over(access, document, start) if section.start < start]
    found = await _marks(access, document["id"], start, limit)
    found = sorted(found + await _headings(access, document, start, limit, under), key=lambda mark: mark.start)
    grids = await _grids(access, document["id"], start, limit)
    end = _end(
        text, start, limit, [mark.start for mark in found], [cell.start for grid in grids for cell in grid.cells]
    )
    marks = [mark for mark in found if mark.start < end]
    shown = [*marks, *([Mark(*asked, "here", anchor="here")] if asked else [])]
    shifted = [replace(mark, start=max(mark.start, start) - start, end=mark.end - start) for mark in shown]
    pages = await _pages(access, document["id"], start, end + (end == len(text)))
    paragraphs = marked_paragraphs(text[start:end], shifted, [_shifted(grid, start, end) for grid in grids], pages)
    return Part(
        start=start,
        end=end,
        blocks=blocks(paragraphs, len(under)),
        under=under,
        counts={kind: sum(mark.kind == kind for mark in marks) for kind in MARKED},
        previous=_line_start(text, max(0, start - MOST_TEXT), start) if start else None,
        next=end if end < len(text) else None,
    )


async def outline(access: Access, document: Any, start: int, end: int) -> list[Section]:
    """The sections of a document; of very many the outermost, and those that begin within a range, up to a number."""
    if "sections" not in access.seen:
        return []
    rows = await access.rows(f"{_SECTIONS} order by start limit ?", document["id"], MOST_SECTIONS + 1)
    if len(rows) > MOST_SECTIONS:
        within = "(parent_id is null or (start >= ? and start < ?))"
        values = (document["id"], start, end, MOST_SECTIONS)
        rows = await access.rows(f"{_SECTIONS} and {within} order by start limit ?", *values)
    return _sections(document["text"], rows)


def _sections(text: str, rows: Sequence[Any]) -> list[Section]:
    depths: dict[str, int] = {}
    found = []
    for row in rows:
        depths[row["id"]] = depths.get(row["parent_id"], 0) + 1
        end = _head_end(text, row)
        words = text[row["start"] : end].lstrip("#*> ")
        if not any(map(str.isalnum, words[len(row["label"] or "") :])):  # its first sentence says what it is about
            words += text[end : min(row["end"], end + _BEGINNING)].lstrip().partition("\n")[0] + "…"
        words = printable(" ".join(words.split()))[:_LONGEST]
        found.append(Section(row["id"], f"s{row['start']}", row["start"], depths[row["id"]], words))
    return found


def _head_end(text: str, row: Any) -> int:
    """Where the label and heading of a section end."""
    start: int = row["start"]
    head = row["label"] or "" if row["body"] is None else text[start : row["body"]].rstrip()
    return start + len(head)


async def headings_over(access: Access, document: Any, at: int) -> list[Section]:
    """The sections that a place of a document stands in, the outermost first."""
    if "sections" not in access.seen:
        return []
    sql = f'{_SECTIONS} and start <= ? and "end" > ? order by start, level limit 20'
    return _sections(document["text"], await access.rows(sql, document["id"], at, at))


async def _headings(access: Access, document: Any, start: int, end: int, under: Sequence[Section]) -> list[Mark]:
    """The marks of the headings in a range, below the sections that began before."""
    if "sections" not in access.seen:
        return []
    depths = {section.id: section.depth for section in under}
    marks = []
    sql = f"{_SECTIONS} and start >= ? and start < ? order by start limit ?"
    for row in await access.rows(sql, document["id"], start, end, MOST_MARKS + 1):
        depths[row["id"]] = depths.get(row["parent_id"], 0) + 1
        stop = _head_end(document["text"], row)
        if stop > row["start"]:
            anchor = f"s{row['start']}"
            marks.append(Mark(row["start"], stop, "heading", anchor=anchor, level=depths[row["id"]]))
    return marks


async def _marks(access: Access, document_id: str, start: int, end: int) -> list[Mark]:
    """The first marks of each kind that touch a range: if there are so many, one more than a page takes."""
    found: list[Mark] = []
    for kind, (table, columns) in MARKED.items():
        if table not in access.seen:
            continue
        which = "document_id = ?"
        if table == "responsibilities":
            which = "task_id in (select id from tasks where document_id = ?)"
        sql = f'select * from {table} where {which} and start < ? and "end" > ? order by start limit ?'  # noqa: S608
        for row in await access.rows(sql, document_id, end, start, MOST_MARKS + 1):
            if kind == "apart" and row["rule"] not in _FURNITURE:
                continue
            title = " · ".join(_shown(row[column]) for column in columns if row[column] is not None)
            href = None if table in _WITHOUT_PAGES else access.row_url(table, row["id"])
            found.append(Mark(row["start"], row["end"], kind, title, href))
    return found


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


async def _pages(access: Access, document_id: str, start: int, end: int) -> list[PageStart]:
    """The pages that begin in a range, and the one in which it begins."""
    if "pages" not in access.seen:
        return []
    sql = (
        "select * from pages where document_id = ?1 and start < ?3 and start >= "
        "coalesce((select max(start) from pages where document_id = ?1 and start <= ?2), 0) order by page"
    )
    rows = await access.rows(sql, document_id, start, end)
    return [PageStart(max(0, row["start"] - start), row["page"], _read(row)) for row in rows]


def _read(page: Any) -> str:
    if page["read"] == "nothing":
        return "未读出 nothing read"
    if page["read"] == "text":
        return ""
    return "识别 OCR" if page["confidence"] is None else f"识别 OCR {page['confidence']:.0%}"


async def _grids(access: Access, document_id: str, start: int, end: int) -> list[Grid]:
    """The tables that touch a range, with the first of their cells that do: if many, one more than a page takes."""
    if not {"tables", "cells"} <= access.seen:
        return []
    touching = 'document_id = ? and t.start < ? and t."end" >= ?'
    tables = await access.rows(f'select id, start, "end" from tables t where {touching}', document_id, end, start)  # noqa: S608
    of_tables = (
        f"select x.* from tables t cross join cells x on x.table_id = t.id where {touching} "  # noqa: S608
        'and x.start < ? and x."end" >= ? order by x.start limit ?'
    )
    cells: dict[str, list[Place]] = {table["id"]: [] for table in tables}
    for row in await access.rows(of_tables, document_id, end, start, end, start, MOST_MARKS + 1):
        spans = (row["row"], row["column"], row["row_span"], row["column_span"])
        cells[row["table_id"]].append(Place(row["start"], row["end"], *spans))
    return [Grid(t["start"], t["end"], tuple(cells[t["id"]])) for t in tables if cells[t["id"]]]


def _shifted(grid: Grid, start: int, end: int) -> Grid:
    """A table within a part of the text, its cells by row and column."""
    cells = sorted((cell for cell in grid.cells if cell.start < end), key=lambda cell: (cell.row, cell.column))
    moved = (replace(cell, start=cell.start - start, end=cell.end - start) for cell in cells)
    return Grid(grid.start - start, grid.end - start, tuple(moved))


def _end(text: str, start: int, limit: int, *places: list[int]) -> int:
    """Where a part ends: before it has too much text, too many lines, or too much of what begins at some places."""
    lines = [match.end() for match in _PARAGRAPH.finditer(text, start, limit)]
    begun = sorted(chain(lines, *places))
    if len(begun) > MOST_MARKS:
        limit = max(begun[MOST_MARKS], min(limit, start + _LEAST))
    return limit if limit == len(text) else _cut(text, start, limit)


def _line_start(text: str, begin: int, end: int) -> int:
    """The first start of a line in a range, or where the range begins."""
    if begin == 0:
        return 0
    found = _PARAGRAPH.search(text, begin - 1, end)
    return found.end() if found and found.end() < end else begin


def _cut(text: str, start: int, limit: int) -> int:
    """The last end of a line in the second half of a range, or where the range ends."""
    at = text.rfind("\n", start + (limit - start) // 2, limit)
    return limit if at < 0 else at + 1
