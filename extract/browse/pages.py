"""The page that shows a document's text with what was recognised in it: where every quotation leads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from extract.browse.databases import holds_policies
from extract.browse.document import Grid, Mark, Place, marked_paragraphs
from extract.browse.metadata import metadata

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette
    from datasette.database import Database

DOCUMENT_ROUTE = r"/(?P<database>[^/]+)/-/document/(?P<id>[^/]+)$"

# The kinds of mark: where they stand, and what is said of them when the pointer rests there.
_MARKED = {
    "target": ("targets", ("indicator", "op", "value", "value_max", "unit", "deadline", "rule")),
    "result": ("results", ("indicator", "op", "value", "value_max", "unit", "as_of", "rule")),
    "quantity": ("quantities", ("op", "value", "value_max", "unit", "rule")),
    "date": ("dates", ("first", "last", "rule")),
    "citation": ("citations", ("title", "document_number", "rule")),
    "agency": ("responsibilities", ("name", "role", "rule")),
}
_LEADING = ("targets", "results", "responsibilities")  # whose marks lead to the row
_LABEL = 20  # how many characters of a label, such as 第二十三条, may stand before a heading
_COUNTED = ("targets", "results", "tasks", "sections", "tables", "quantities", "dates", "citations")


def document_url(
    datasette: Datasette, database: str, document_id: str, start: int | None = None, end: int | None = None
) -> str:
    """The address of a document's page, at a range of its text where one is given."""
    path = f"{datasette.urls.database(database)}/-/document/{tilde_encode(document_id)}"
    return path if start is None or end is None else f"{path}?{urlencode({'start': start, 'end': end})}#here"


async def document_page(request: Request, datasette: Datasette) -> Response:
    """The page of a document. ``?start=&end=`` show a range of its text, which the fragment ``#here`` leads to."""
    try:
        db = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound("Database not found") from None
    if not holds_policies(datasette, db.name):
        raise NotFound("Not a database of policy documents")
    await datasette.ensure_permissions(request.actor, _permissions(db, "documents"))
    found = await db.execute("select * from documents where id = ?", [tilde_decode(request.url_vars["id"])])
    document = found.first()
    if document is None:
        raise NotFound("Document not found")
    seen = [table for table in metadata()["tables"] if await _may_see(datasette, request, db, table)]
    marks = [mark async for mark in _marks(datasette, db, document["id"], seen)]
    if "sections" in seen:
        marks += [mark async for mark in _headings(db, document)]
    tables = await _tables(db, document["id"]) if {"tables", "cells"} <= set(seen) else []
    html = await datasette.render_template(
        "zhengce_document.html",
        {
            "database": db.name,
            "document": document,
            "paragraphs": marked_paragraphs(document["text"], [*marks, *_asked(request)], tables),
            "counts": [await _count(datasette, db, document["id"], table) for table in _COUNTED if table in seen],
            "kinds": [kind for kind, (table, _) in _MARKED.items() if table in seen],
        },
        request=request,
        view_name="document",
    )
    return Response.html(html)


def _permissions(db: Database, table: str) -> list[Any]:
    return [("view-table", (db.name, table)), ("view-database", db.name), "view-instance"]


async def _may_see(datasette: Datasette, request: Request, db: Database, table: str) -> bool:
    visible, _ = await datasette.check_visibility(request.actor, permissions=_permissions(db, table))
    return bool(visible)


def _asked(request: Request) -> list[Mark]:
    start, end = request.args.get("start"), request.args.get("end")
    if start is None or end is None:
        return []
    try:
        return [Mark(int(start), int(end), "here")]
    except ValueError:
        raise BadRequest("start and end must be whole numbers") from None


async def _marks(datasette: Datasette, db: Database, document_id: str, seen: list[str]) -> AsyncIterator[Mark]:
    for kind, (table, columns) in _MARKED.items():
        if table not in seen:
            continue
        which = "document_id = ?"
        if table == "responsibilities":
            which = "task_id in (select id from tasks where document_id = ?)"
        for row in await db.execute(f"select * from {table} where {which}", [document_id]):  # noqa: S608
            title = " · ".join(_shown(row[column]) for column in columns if row[column] is not None)
            href = datasette.urls.row(db.name, table, tilde_encode(row["id"])) if table in _LEADING else None
            yield Mark(row["start"], row["end"], kind, title, href)


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


async def _headings(db: Database, document: Any) -> AsyncIterator[Mark]:
    text = document["text"]
    for row in await db.execute("select start, heading from sections where document_id = ?", [document["id"]]):
        heading, start = row["heading"] or "", row["start"]
        at = text.find(heading, start, start + _LABEL + len(heading))
        if heading and at >= 0:
            yield Mark(start, at + len(heading), "heading")


async def _tables(db: Database, document_id: str) -> list[Grid]:
    cells: dict[str, list[Place]] = {}
    of_document = "select x.* from cells x join tables t on t.id = x.table_id where t.document_id = ? order by x.rowid"
    for row in await db.execute(of_document, [document_id]):
        spans = (row["row"], row["column"], row["row_span"], row["column_span"])
        cells.setdefault(row["table_id"], []).append(Place(row["start"], row["end"], *spans))
    found = await db.execute('select id, start, "end" from tables where document_id = ?', [document_id])
    return [Grid(row["start"], row["end"], tuple(cells.get(row["id"], ()))) for row in found]


async def _count(datasette: Datasette, db: Database, document_id: str, table: str) -> dict[str, Any]:
    found = await db.execute(f"select count(*) from {table} where document_id = ?", [document_id])  # noqa: S608
    href = f"{datasette.urls.table(db.name, table)}?{urlencode({'document_id': document_id, '_sort': 'start'})}"
    return {"title": metadata()["tables"][table]["title"], "count": found.single_value(), "href": href}
