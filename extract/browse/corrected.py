"""What people said that records should be, for the pages of a record and of a document: beside what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Request

from extract.browse.access import visible
from extract.browse.databases import holds_policies
from extract.browse.printable import printable
from extract.corrections import FIELDS, belonging, records_sql, table_of

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette


async def corrections(
    datasette: Datasette, request: Request, database: str | None, view: str, table: str | None
) -> list[dict[str, Any]]:
    """The corrections of the record, or of all records of the document, whose page is asked for."""
    if database is None or not holds_policies(datasette, database):
        return []
    if view == "row":
        record_id = tilde_decode(request.url_vars["pks"])
        if table != table_of(record_id):
            return []
        tables, document_id = [table_of(record_id)], record_id[:16]
    else:
        record_id, document_id = None, tilde_decode(request.url_vars["id"])
        tables = list(FIELDS)
    seen = await visible(request, datasette, datasette.get_database(database))
    db = datasette.get_database(database)
    rows = [
        (name, row)
        for name in tables
        if name is not None and {name, "corrections"} <= seen
        for row in belonging(await db.execute(records_sql(name), {"document": document_id}))
        if record_id in (None, row["now_id"])
    ]
    return [await _shown(datasette, database, name, row) for name, row in rows]


async def _shown(datasette: Datasette, database: str, table: str, row: Any) -> dict[str, Any]:
    field = row["field"]
    sql = f'select "{field}" from {table} where id = ?'  # noqa: S608 -- a name in FIELDS, as written by correct
    read = (await datasette.get_database(database).execute(sql, [row["now_id"]])).single_value()
    return {
        "field": field,
        "value": printable(row["value"] or "无 nothing"),
        "read": "无 nothing" if read is None else printable(f"{read:.15g}" if isinstance(read, float) else str(read)),
        "quote": printable(row["quote"][:200]) if table != "documents" else "",
        "by": printable(row["by"]),
        "why": printable(row["why"]),
        "at": row["at"][:10],
        "id": row["now_id"],
        "url": datasette.urls.row(database, table, tilde_encode(row["now_id"])),
    }
