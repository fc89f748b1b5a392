"""What an extraction writes: its records as rows of the tables, with ids that stay the same from run to run."""

import hashlib
from dataclasses import asdict
from typing import Any

from extract.model import Extraction

Row = dict[str, Any]

_LETTERS = {  # what marks the table in an id: 87b4e01511b1bb96-t0003 is the third target of its document
    "sections": "s",
    "tasks": "k",
    "responsibilities": "r",
    "targets": "t",
    "results": "x",
    "quantities": "q",
    "dates": "d",
    "citations": "c",
    "tables": "b",
    "cells": "e",
}
_WITHOUT_IDS = ("pages", "doubts")  # parts of a document that nothing else names
_STATEMENT = (
    *("type", "indicator", "scope", "op", "value", "value_max", "unit", "change", "direction"),
    *("baseline", "baseline_year", "baseline_value", "period_start", "recurrence", "strength", "binding"),
    *("start", "end", "page", "rule"),
)
_AS_FOUND = {  # the columns that a record fills as it stands
    "sections": ("label", "heading", "level", "start", "end", "body", "page", "rule"),
    "tasks": ("deadline", "deadline_text", "start", "end"),
    "responsibilities": ("name", "role", "agency_level", "start", "end", "rule"),
    "targets": (*_STATEMENT, "deadline", "deadline_text"),
    "results": (*_STATEMENT, "as_of"),
    "quantities": ("op", "value", "value_max", "unit", "start", "end", "rule"),
    "dates": ("first", "last", "role", "start", "end", "rule"),
    "citations": ("title", "document_number", "start", "end", "rule"),
    "tables": ("kind", "title", "unit", "rows", "columns", "page"),
    "cells": ("row", "column", "start", "end"),
}


def rows_of(document_id: str, extraction: Extraction) -> dict[str, list[Row]]:
    """The rows of each table but documents. Ids count in the order of the text, so that they stay the same.

    >>> from extract.model import About, Citation, Extraction, Source
    >>> about = About(None, None, None, None, "law", None)
    >>> cited = Citation("节能条例", None, 2, 8, "citation.work")
    >>> found = Extraction(Source("按照《节能条例》执行。", "text/plain"), about, citations=(cited,))
    >>> [row["id"] for row in rows_of("87b4e01511b1bb96", found)["citations"]]
    ['87b4e01511b1bb96-c0001']
    """
    text = extraction.source.text
    rows: dict[str, list[Row]] = {table: [] for table in (*_LETTERS, *_WITHOUT_IDS)}
    agencies: dict[str, Row] = {}
    indicators: dict[str, Row] = {}

    def add(table: str, record: Any, **more: Any) -> str:
        row_id = f"{document_id}-{_LETTERS[table]}{len(rows[table]) + 1:04d}"
        rows[table].append({"id": row_id, **{name: getattr(record, name) for name in _AS_FOUND[table]}, **more})
        return row_id

    def nth(table: str, index: int | None) -> str | None:
        return None if index is None else f"{document_id}-{_LETTERS[table]}{index + 1:04d}"

    for section in extraction.sections:
        add("sections", section, document_id=document_id, parent_id=nth("sections", section.parent))
    for task in extraction.tasks:
        of = {"document_id": document_id, "section_id": nth("sections", task.section)}
        task_id = add("tasks", task, **of, text=text[task.start : task.end])
        for r in task.responsibilities:
            agency_id = _short_hash(r.agency)
            agencies[agency_id] = {"id": agency_id, "name": r.agency}
            add("responsibilities", r, task_id=task_id, agency_id=agency_id)
    for s in extraction.statements:
        indicator_id = None
        if s.canonical is not None:
            indicator_id = _short_hash(f"{s.canonical}\0{s.unit or ''}")
            trait = extraction.traits.get(s.canonical)
            indicators[indicator_id] = {"id": indicator_id, "name": s.canonical, "unit": s.unit, "trait": trait}
        of = {"document_id": document_id, "section_id": nth("sections", s.section), "task_id": nth("tasks", s.task)}
        of |= {"indicator_id": indicator_id, "quote": text[s.start : s.end]}
        if s.kind == "target":
            add("targets", s, **of, deadline_year=int(s.deadline[:4]) if s.deadline else None)
        else:
            add("results", s, **of)
    for quantity in extraction.quantities:
        add("quantities", quantity, document_id=document_id, text=text[quantity.start : quantity.end])
    for date in extraction.dates:
        add("dates", date, document_id=document_id, text=text[date.start : date.end])
    for citation in extraction.citations:
        add("citations", citation, document_id=document_id)
    for number, page in enumerate(extraction.source.pages, 1):
        rows["pages"].append({"document_id": document_id, "page": number, **asdict(page)})
    for start, end, confidence in extraction.source.doubts:
        rows["doubts"].append({"document_id": document_id, "start": start, "end": end, "confidence": confidence})
    for read in extraction.tables:
        table = read.table
        of = {"document_id": document_id, "section_id": nth("sections", read.section)}
        table_id = add("tables", read, **of, start=table.start, end=table.end)
        for cell in table.cells:
            spans = {"row_span": cell.rows, "column_span": cell.columns, "page": extraction.source.page(cell.start)}
            add("cells", cell, table_id=table_id, text=text[cell.start : cell.end], **spans)
    rows["apart"] = [{"document_id": document_id, **asdict(part)} for part in extraction.apart]
    return {"agencies": list(agencies.values()), "indicators": list(indicators.values()), **rows}


def _short_hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]
