"""Cells of Datasette's pages: quotations that lead to their place in the document, and labels that fit a cell."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_encode
from markupsafe import Markup

from extract.browse.addresses import page_url
from extract.browse.pages import document_url
from extract.browse.printable import printable
from extract.views import VIEWS

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

# Which column holds the words of a record; in targets, results, views and prepared queries it is called quote.
_QUOTED = {
    "tasks": "text",
    "responsibilities": "name",
    "sections": "heading",
    "quantities": "text",
    "dates": "text",
    "citations": "title",
    "tables": "title",
    "cells": "text",
}
# The tables whose rows stand in those of others, with the key that says in which.
HOLDERS = {"responsibilities": ("tasks", "task_id"), "cells": ("tables", "table_id")}
_LONG_LABELS = {"section_id": "sections", "parent_id": "sections", "task_id": "tasks"}
_PAGES = {"agencies": "agency", "indicators": "indicator"}  # whose records have a page of their own
_KEYS = {"agency_id": "agencies", "indicator_id": "indicators"}

Row = Any  # sqlite3.Row, or Datasette's CustomRow, in which a labelled foreign key is {"value": …, "label": …}
Cell = Markup | Callable[[], Awaitable[Markup | None]] | None


def cell(datasette: Datasette, database: str, table: str | None, row: Row, column: str, value: Any) -> Cell:
    """What stands in a cell instead of its value, or a function that finds it out; None leaves it to Datasette."""
    if isinstance(value, dict):
        return _short_label(datasette, database, column, value)
    if not isinstance(value, str) or not value:
        return None
    columns = set(row.keys())
    statement = table in ("targets", "results") and column == "indicator"  # stands far to the left of the quote
    if column == "quote" or statement or _QUOTED.get(table or "") == column:
        if columns >= {"document_id", "start", "end"}:
            return _quotation(datasette, database, _plain(row["document_id"]), row, value)
        holder = HOLDERS.get(table or "")
        if holder and columns >= {holder[1], "start", "end"}:
            return lambda: _held(datasette, database, holder, row, value)
    if table in _PAGES and column == "name":
        return (
            _link(page_url(datasette, database, _PAGES[table], _plain(row["id"])), value) if "id" in columns else None
        )
    if table == "documents" and column in ("title", "text"):
        return _link(document_url(datasette, database, row["id"]), value)
    if column == "document" and "document_id" in columns:
        return _link(document_url(datasette, database, _plain(row["document_id"])), value)
    if column == "agencies" and table in VIEWS:
        return Markup("{}").format("、".join(json.loads(value)))
    if table is not None and column.endswith("_id"):
        return lambda: _foreign_key(datasette, database, table, column, value)
    return None


async def _held(datasette: Datasette, database: str, holder: tuple[str, str], row: Row, value: str) -> Markup:
    """The quotation of a record whose document only the record that holds it names."""
    found = await datasette.get_database(database).execute(
        f"select document_id from {holder[0]} where id = ?",  # noqa: S608
        [_plain(row[holder[1]])],
    )
    return _quotation(datasette, database, found.single_value(), row, value)


def _quotation(datasette: Datasette, database: str, document_id: str, row: Row, value: str) -> Markup:
    return _link(document_url(datasette, database, document_id, row["start"], row["end"]), value)


async def _foreign_key(datasette: Datasette, database: str, table: str, column: str, value: str) -> Markup | None:
    """The label of a foreign key on the page of one row, where Datasette shows the bare key."""
    keys = await datasette.get_database(database).foreign_keys_for_table(table)
    other = next((key["other_table"] for key in keys if key["column"] == column), None)
    if other is None:
        return None
    labels = await datasette.expand_foreign_keys(database, table, column, [value])
    return _link(_record_url(datasette, database, other, value), labels.get((column, value)) or value)


def _short_label(datasette: Datasette, database: str, column: str, value: dict[str, Any]) -> Markup | None:
    if column in _KEYS:
        url = _record_url(datasette, database, _KEYS[column], value["value"])
        return _link(url, value["label"] or value["value"])
    if column not in _LONG_LABELS:
        return None
    url = _record_url(datasette, database, _LONG_LABELS[column], value["value"])
    return _link(url, value["label"] or value["value"], most=24)  # what tells one heading or task from another


def _record_url(datasette: Datasette, database: str, table: str, key: str) -> str:
    """The address of a record: of its own page, or else of its row."""
    if table in _PAGES:
        return page_url(datasette, database, _PAGES[table], key)
    return str(datasette.urls.row(database, table, tilde_encode(key)))


def _link(url: str, text: str, most: int = 160) -> Markup:
    text = " ".join(printable(text).split())
    return Markup('<a href="{}">{}</a>').format(url, text if len(text) <= most else text[:most] + "…")


def _plain(value: Any) -> str:
    return str(value["value"] if isinstance(value, dict) else value)
