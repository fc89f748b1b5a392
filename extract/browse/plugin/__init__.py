"""The Datasette plugin: what it adds to the databases that zhengce made. Others in the same Datasette stay as they are.

A package, because Datasette looks for a plugin's templates and static files in the package of that name.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from datasette.database import QueryInterrupted
from datasette.utils import tilde_decode
from datasette.utils.asgi import BadRequest, Response
from markupsafe import Markup
from pluggy import HookimplMarker

from extract.browse import comparison, public, spreadsheet
from extract.browse.addresses import page_url
from extract.browse.agency import AGENCY_ROUTE, agency_page
from extract.browse.cells import Cell, Row, cell
from extract.browse.cite import CITE_ROUTE, cite_page
from extract.browse.corrected import corrections
from extract.browse.counted import count_none
from extract.browse.databases import holds_policies
from extract.browse.deadlines import CALENDAR_ROUTE, FEED_ROUTE, calendar_feed, calendar_page
from extract.browse.differences import CHOICE_ROUTE, DIFF_ROUTE, choice, diff_page
from extract.browse.indicator import INDICATOR_ROUTE, indicator_page
from extract.browse.mended import MendedTemplates
from extract.browse.metadata import Metadata, database_metadata, first_page_metadata, query_metadata
from extract.browse.pages import DOCUMENT_ROUTE, document_page
from extract.browse.plan import PLAN_ROUTE, plan_page
from extract.browse.printable import printable
from extract.browse.public import ROBOTS_ROUTE, App, robots
from extract.browse.record import record
from extract.browse.search_page import SEARCH_ROUTE, search_page
from extract.browse.sought import sought
from extract.browse.start import START_ROUTE, start_page
from extract.search import match_expression
from extract.views import VIEWS

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette
    from datasette.filters import FilterArguments
    from datasette.utils.asgi import Request
    from jinja2 import Environment

hookimpl = HookimplMarker("datasette")

_PASSED = re.compile("[0-9]{1,12}")  # how many rows the next page of a view passes over
_LONGEST_CELL = 2_048  # characters, as of Datasette's own cells


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Datasette's search box asks for rows that match ``escape_fts(:search)``; here that finds Chinese."""
    if holds_policies(datasette, database):
        conn.create_function("escape_fts", 1, match_expression, deterministic=True)


@hookimpl
def startup(datasette: Datasette) -> None:
    """Has what takes long to load ready for the first reader, and what takes long to count known."""
    if _ours(datasette):
        count_none(datasette)
        threading.Thread(target=comparison.prepare, daemon=True).start()


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """CSV without formulas, and the headers of a public server."""
    with_headers, without_formulas = public.wrapper(datasette), spreadsheet.wrapper(datasette)
    return lambda app: with_headers(without_formulas(app))


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Datasette's templates, mended."""
    env.add_extension(MendedTemplates)


@hookimpl
def get_metadata(datasette: Datasette, key: str | None) -> Metadata:
    """Names and meanings for each database of ours, and for the first page where one of ours is all there is.

    For a page Datasette asks hundreds of times who may see which table, of which nothing is said here.
    """
    if key not in (None, "databases", "queries"):
        return {}
    ours = _ours(datasette)
    if key == "queries":
        return {"databases": {name: query_metadata() for name in ours}}
    first_page = first_page_metadata(datasette, ours[0]) if _alone(datasette) else {}
    return {"databases": {name: database_metadata(datasette, name) for name in ours}, **first_page}


@hookimpl
def extra_css_urls(datasette: Datasette, database: str | None) -> list[str]:
    """The style sheet, for the pages that show one of our databases."""
    wanted = holds_policies(datasette, database) if database else _alone(datasette)
    return [datasette.urls.static_plugins("zhengce", "zhengce.css")] if wanted else []


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The pages of our own."""
    return [
        (DOCUMENT_ROUTE, document_page),
        (CITE_ROUTE, cite_page),
        (PLAN_ROUTE, plan_page),
        (CHOICE_ROUTE, choice),
        (DIFF_ROUTE, diff_page),
        (SEARCH_ROUTE, search_page),
        (ROBOTS_ROUTE, robots),
        (START_ROUTE, start_page),
        (AGENCY_ROUTE, agency_page),
        (INDICATOR_ROUTE, indicator_page),
        (CALENDAR_ROUTE, calendar_page),
        (FEED_ROUTE, calendar_feed),
    ]


@hookimpl
def extra_template_vars(
    datasette: Datasette, request: Request | None, view_name: str, database: str | None, table: str | None
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """The language of the page. For the pages of a row and of a document, what was corrected; for a row, where it
    stands, and by which rule.
    """

    async def variables() -> dict[str, Any]:
        ours = holds_policies(datasette, database) if database else _alone(datasette)
        found: dict[str, Any] = {"zhengce_language": "zh-Hans" if ours else None}
        if request is not None and view_name in ("row", "document"):
            found["zhengce_corrections"] = await corrections(datasette, request, database, view_name, table)
        if request is not None and view_name == "row":
            found["zhengce_record"] = await record(datasette, request, database, table)
        return found

    return variables


@hookimpl
async def menu_links(datasette: Datasette, actor: dict[str, Any] | None) -> list[dict[str, str]]:
    """The start page and calendar of each database that the actor may see, in the menu of all pages."""
    links = []
    for name in _ours(datasette):
        permissions = [("view-database", name), "view-instance"]
        seen, _ = await datasette.check_visibility(actor, permissions=permissions)
        if seen:
            links.append({"href": page_url(datasette, name, "start"), "label": f"{name}: 起始 Start"})
            links.append({"href": page_url(datasette, name, "calendar"), "label": f"{name}: 期限日历 Calendar"})
    return links


@hookimpl(trylast=True)
def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> Awaitable[FilterArguments] | None:
    """What a page of a table is asked for, found by the index of the search: after Datasette, which knows none.

    Raises BadRequest for a page of a view that is no number, at which Datasette would fail.
    """
    if not holds_policies(datasette, database):
        return None
    following = request.args.get("_next")
    if following and table in VIEWS and not _PASSED.fullmatch(following):
        raise BadRequest("_next must be what the link to the next page says")
    return sought(request, database, table, datasette)


@hookimpl(tryfirst=True)
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Awaitable[Response] | None:
    """A page for what took longer than Datasette lets a query take: no fault of the server's."""
    database = (request.url_vars or {}).get("database")
    ours = database and any(datasette.databases[name].route == tilde_decode(database) for name in _ours(datasette))
    return _too_long(datasette, request) if ours and isinstance(exception, QueryInterrupted) else None


async def _too_long(datasette: Datasette, request: Request) -> Response:
    told = {
        "status": 400,
        "title": "用时过长 Took too long",
        "error": "这一页要看的记录太多，请加上条件。 There are too many records to look through: ask for less.",
    }
    return Response.html(await datasette.render_template("error.html", told, request=request), status=400)


@hookimpl
def render_cell(row: Row, value: Any, column: str, table: str | None, database: str, datasette: Datasette) -> Cell:
    """Quotations as links to where they stand, and nothing that turns around what stands beside it."""
    if not value or isinstance(value, int | float) or not holds_policies(datasette, database):
        return None
    shown = cell(datasette, database, table, row, column, value)
    if shown is None and isinstance(value, str) and printable(value) != value:
        return Markup("{}").format(printable(value[:_LONGEST_CELL]))
    return shown


def _ours(datasette: Datasette) -> list[str]:
    return [name for name in datasette.databases if holds_policies(datasette, name)]


def _alone(datasette: Datasette) -> bool:
    """Whether a database of ours is all there is, but for the one that Datasette keeps for itself."""
    return len(_ours(datasette)) == 1 and len(datasette.databases) == 2
