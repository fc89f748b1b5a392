"""What a page of our own opens: a database of ours, of which the reader may see some tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from extract.browse.databases import holds_policies
from extract.browse.metadata import metadata

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette
    from datasette.database import Database

_FAR = 2**62  # a number that no row has, and that SQLite holds


@dataclass(frozen=True, slots=True)
class Access:
    """A request to a database of ours, with the tables and views of it that may be seen."""

    datasette: Datasette
    request: Request
    db: Database
    seen: frozenset[str]

    async def rows(self, sql: str, *values: object) -> list[Any]:
        """The rows of a query, all of them: it must have a limit, or be known to find few."""
        return list(await self.db.execute(sql, values))

    def row_url(self, table: str, row_id: str) -> str:
        """The address of the page of a row."""
        return str(self.datasette.urls.row(self.db.name, table, tilde_encode(row_id)))

    async def page(self, template: str, view: str, context: dict[str, Any]) -> Response:
        """The page that a template makes."""
        context = {"database": self.db.name, "seen": self.seen} | context
        html = await self.datasette.render_template(template, context, request=self.request, view_name=view)
        return Response.html(html)


async def opened(request: Request, datasette: Datasette, *needed: str) -> Access:
    """Access to the database that the address names. ``needed`` are the tables without which there is no page.

    Raises NotFound where it is none of ours, Forbidden where a needed table may not be seen.
    """
    try:
        db = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound("Database not found") from None
    if not holds_policies(datasette, db.name):
        raise NotFound("Not a database of policy documents")
    for table in needed:
        await datasette.ensure_permissions(request.actor, _permissions(db, table))
    return Access(datasette, request, db, await visible(request, datasette, db))


def page_after(request: Request) -> int:
    """Behind which row a page goes on, as its address says in ``after``; 0 where it says nothing.

    Raises BadRequest where it is no whole number.
    """
    try:
        return min(max(0, int(request.args.get("after") or 0)), _FAR)
    except ValueError:
        raise BadRequest("after must be a whole number") from None


async def visible(request: Request, datasette: Datasette, db: Database) -> frozenset[str]:
    """The tables and views that may be seen."""
    found = []
    for table in metadata()["tables"]:
        may_see, _ = await datasette.check_visibility(request.actor, permissions=_permissions(db, table))
        if may_see:
            found.append(table)
    return frozenset(found)


def _permissions(db: Database, table: str) -> list[Any]:
    return [("view-table", (db.name, table)), ("view-database", db.name), "view-instance"]


def whole_number(request: Request, name: str) -> int | None:
    """A whole number from the address, None where it has none.

    Raises BadRequest for anything else.
    """
    value = request.args.get(name)
    try:
        return None if value is None else int(value)
    except ValueError:
        raise BadRequest(f"{name} must be a whole number") from None
