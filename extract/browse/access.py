"""Which database a page of ours is asked of, and what of it the reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Request

from extract.browse.databases import holds_policies

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette
    from datasette.database import Database


async def asked_database(request: Request, datasette: Datasette, *tables: str) -> Database:
    """The database of ours that the address names, all of whose ``tables`` the reader may see.

    Raises NotFound where it is none of ours, Forbidden where one of the tables is not for this reader.
    """
    try:
        db = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound("Database not found") from None
    if not holds_policies(datasette, db.name):
        raise NotFound("Not a database of policy documents")
    for table in tables:
        await datasette.ensure_permissions(request.actor, permissions(db, table))
    return db


async def may_see(request: Request, datasette: Datasette, db: Database, table: str) -> bool:
    """Whether this reader may see a table."""
    visible, _ = await datasette.check_visibility(request.actor, permissions=permissions(db, table))
    return bool(visible)


def permissions(db: Database, table: str) -> list[Any]:
    """What Datasette asks before it shows a table."""
    return [("view-table", (db.name, table)), ("view-database", db.name), "view-instance"]
