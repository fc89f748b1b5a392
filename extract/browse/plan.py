"""The page of a plan: its editions in order, the copies of each, and the way to what changed between any two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Request, Response

from extract.browse.access import opened
from extract.browse.pages import document_url
from extract.terminal import plain

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette
    from datasette.database import Database

PLAN_ROUTE = r"/(?P<database>[^/]+)/-/plan/(?P<id>[^/]+)$"

_MOST = 200  # documents on a page; the next page goes on after the last
_DOCUMENTS = """
    select id, title, document_number, issuer, issued_on, source, pages, edition, copy_of,
        (select count(*) from targets where document_id = documents.id) as targets
    from documents
    where plan_id = :plan and (:after is null or (edition, copy_of is not null, id) >
        (select edition, copy_of is not null, id from documents where id = :after))
    order by edition, copy_of is not null, id limit :most
"""


def plan_url(datasette: Datasette, database: str, plan_id: str) -> str:
    """The address of a plan's page."""
    return f"{datasette.urls.database(database)}/-/plan/{tilde_encode(plan_id)}"


def diff_url(datasette: Datasette, database: str, before: str, after: str) -> str:
    """The address of what changed between two documents."""
    return f"{datasette.urls.database(database)}/-/diff/{tilde_encode(before)}/{tilde_encode(after)}"


async def plan_page(request: Request, datasette: Datasette) -> Response:
    """The page of a plan. ``?after=`` goes on after a document of it."""
    access = await opened(request, datasette, "plans", "documents")
    db = access.db
    found = await db.execute("select * from plans where id = ?", [tilde_decode(request.url_vars["id"])])
    plan = found.first()
    if plan is None:
        raise NotFound("Plan not found")
    parameters = {"plan": plan["id"], "after": request.args.get("after"), "most": _MOST + 1}
    rows = (await db.execute(_DOCUMENTS, parameters)).rows
    shown = [_document(datasette, db.name, row) for row in rows[:_MOST]]
    best = [row["id"] for row in shown if row["copy_of"] is None]
    context = {
        "title": plain(plan["title"] or plan["id"]),
        "issuer": plain(plan["issuer"] or ""),
        "versions": plan["versions"],
        "editions": _editions(shown),
        "documents": shown,
        "chosen": best[-2:] if len(best) > 1 else [row["id"] for row in shown[:2]],
        "steps": await _steps(datasette, db, plan["id"]) if "changes" in access.seen else [],
        "compare": f"{datasette.urls.database(db.name)}/-/diff",
        "following": f"{plan_url(datasette, db.name, plan['id'])}?after={rows[_MOST - 1]['id']}"
        if len(rows) > _MOST
        else None,
    }
    return await access.page("zhengce_plan.html", "plan", context)


def _document(datasette: Datasette, database: str, row: Any) -> dict[str, Any]:
    title = plain(row["title"] or row["source"])
    number = plain(row["document_number"] or "")
    label = " · ".join(
        part
        for part in (f"第{row['edition']}版", row["issued_on"] or "", number, row["copy_of"] and "副本 copy", title)
        if part
    )
    return {
        **dict(row),
        "title": title,
        "number": number,
        "issuer": plain(row["issuer"] or ""),
        "source": plain(row["source"]),
        "label": label,
        "url": document_url(datasette, database, row["id"]),
        "copy_diff": diff_url(datasette, database, row["copy_of"], row["id"]) if row["copy_of"] else None,
    }


def _editions(documents: list[dict[str, Any]]) -> list[tuple[int, list[dict[str, Any]]]]:
    """The documents by their editions, the best copy of each first."""
    editions: dict[int, list[dict[str, Any]]] = {}
    for document in documents:
        editions.setdefault(document["edition"], []).append(document)
    return list(editions.items())


async def _steps(datasette: Datasette, db: Database, plan_id: str) -> list[dict[str, Any]]:
    """The steps from one edition to the next that have been compared, with the numbers of changes by weight."""
    compared = await db.execute(
        "select a.id as before, b.id as after, a.edition as was, b.edition as became, substantive, wording "
        "from documents a join comparisons on from_document_id = a.id join documents b on b.id = to_document_id "
        "where a.plan_id = ? and b.edition > a.edition and done order by a.edition limit ?",
        [plan_id, _MOST],
    )
    return [{**dict(row), "url": diff_url(datasette, db.name, row["before"], row["after"])} for row in compared]
