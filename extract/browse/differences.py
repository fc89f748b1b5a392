"""The page of what changed between two documents: what matters as a table, then every change side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from datasette.utils import tilde_decode
from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from extract.browse.access import opened, page_after
from extract.browse.comparison import TooLongError, changes_between
from extract.browse.pages import document_url
from extract.browse.plan import diff_url, plan_url
from extract.diff import KINDS, WEIGHTS, WHATS, Piece, words_of
from extract.relate.account import Change
from extract.terminal import plain

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette
    from datasette.database import Database

DIFF_ROUTE = r"/(?P<database>[^/]+)/-/diff/(?P<before>[^/]+)/(?P<after>[^/]+)$"
CHOICE_ROUTE = r"/(?P<database>[^/]+)/-/diff$"

_AT_ONCE = 50  # changes on a page
# An item that its first sentence heads is named by its label: the change quotes the sentence.
_SECTIONS = """
select label, case when body is null or body - start >= length(heading) then heading end as heading, start, "end"
from sections where document_id = ? order by start, level
"""
_BY_WORDS = 1_500  # characters of a side up to which its words are compared
_LONGEST = 3_000  # characters of a side that are shown; the rest is in the document

_DOCUMENT = """
    select id, title, source, plan_id, edition, issued_on, ingested_at, length(text) as length
    from documents where id = ?
"""


async def choice(request: Request, datasette: Datasette) -> Response:
    """Leads from a form, which can't write an address, to the page of the two documents that were chosen in it."""
    access = await opened(request, datasette)
    db = access.db
    before, after = request.args.get("from"), request.args.get("to")
    if not before or not after:
        raise BadRequest("from and to must name two documents")
    return Response.redirect(diff_url(datasette, db.name, before, after))


async def diff_page(request: Request, datasette: Datasette) -> Response:
    """The page of what changed. ``?all=1`` shows transcription too, ``?after=`` goes on after a change."""
    access = await opened(request, datasette, "documents", "targets", "changes")
    db = access.db
    before = await _document(db, tilde_decode(request.url_vars["before"]))
    after = await _document(db, tilde_decode(request.url_vars["after"]))
    context: dict[str, Any] = {
        "sides": [_side(datasette, db.name, row) for row in (before, after)],
        "plan": plan_url(datasette, db.name, before["plan_id"]) if before["plan_id"] else None,
        "script": datasette.urls.static_plugins("zhengce", "diff.js"),
        "style": datasette.urls.static_plugins("zhengce", "plan.css"),
        "back": diff_url(datasette, db.name, after["id"], before["id"]),
        "command": f"zhengce diff {quote(before['id'])} {quote(after['id'])} --db {db.name}.db",
        "why_not": "",
    }
    if before["plan_id"] is None or before["plan_id"] != after["plan_id"]:
        context["why_not"] = "不是同一规划的版本 not editions of one plan"
    else:
        try:
            context |= await _changes(request, datasette, db, before, after)
        except TooLongError:
            context["why_not"] = "篇幅太长，不能在线比较 too long to compare while you wait"
    return await access.page("zhengce_diff.html", "diff", context)


async def _document(db: Database, document_id: str) -> Any:
    found = (await db.execute(_DOCUMENT, [document_id])).first()
    if found is None:
        raise NotFound("Document not found")
    return found


def _side(datasette: Datasette, database: str, row: Any) -> dict[str, Any]:
    title = plain(row["title"] or row["source"])
    return {**dict(row), "title": title, "url": document_url(datasette, database, row["id"])}


async def _changes(request: Request, datasette: Datasette, db: Database, before: Any, after: Any) -> dict[str, Any]:
    """What of the page depends on what changed: numbers, and one page of the changes, those that matter first."""
    every = request.args.get("all") == "1"
    first = page_after(request)
    found = await changes_between(db, before, after, first, first + _AT_ONCE)
    wanted = [weight for weight in WEIGHTS if every or weight != "transcription"]
    total = sum(found.counts.get(weight, 0) for weight in wanted)
    sections = [await _sections(db, row["id"]) for row in (before, after)]
    shown = [
        _shown(datasette, db.name, (before["id"], after["id"]), sections, number, change)
        for number, change in enumerate(found.some, first + 1)
        if number <= total
    ]
    address = diff_url(datasette, db.name, before["id"], after["id"])

    def page(after: int) -> str:
        asked = {"all": "1"} if every else {}
        return f"{address}?{urlencode({**asked, 'after': str(after)})}"

    return {
        "changes": shown,
        "counts": [(label, found.counts.get(weight, 0)) for weight, label in WEIGHTS.items()],
        "total": total,
        "every": every,
        "other_view": address if every else f"{address}?all=1",
        "previous": page(max(0, first - _AT_ONCE)) if first else None,
        "following": page(first + _AT_ONCE) if total > first + _AT_ONCE else None,
    }


async def _sections(db: Database, document_id: str) -> list[Any]:
    return list((await db.execute(_SECTIONS, [document_id])).rows)


def _shown(
    datasette: Datasette, database: str, ids: tuple[str, str], sections: list[list[Any]], number: int, change: Change
) -> dict[str, Any]:
    spans = change.from_span, change.to_span
    sides = [
        {
            "pieces": [Piece(plain(piece.text), piece.shared) for piece in pieces],
            "cut": len(text or "") > _LONGEST,
            "url": document_url(datasette, database, document_id, *span) if span else None,
        }
        for document_id, span, text, pieces in zip(
            ids, spans, (change.before, change.after), _pieces(change), strict=True
        )
    ]
    at, span = (1, spans[1]) if spans[1] else (0, spans[0])
    return {
        "number": number,
        "weight": change.weight,
        "where": _section(sections[at], span[0]) if span else "",
        "kind": KINDS[change.kind],
        "what": WHATS[change.what],
        "before": sides[0],
        "after": sides[1],
    }


def _pieces(change: Change) -> tuple[list[Piece], list[Piece]]:
    """The words of both sides with those that only one has; of long ones only what they begin with, all of it alike."""
    before, after = change.before or "", change.after or ""
    if before and after and max(len(before), len(after)) <= _BY_WORDS:
        return words_of(change)
    shared = change.kind == "moved"
    sides = [[Piece(text[:_LONGEST], shared)] if text else [] for text in (before, after)]
    return sides[0], sides[1]


def _section(sections: list[Any], offset: int) -> str:
    """Label and heading of the innermost section that holds an offset."""
    within = [row for row in sections if row["start"] <= offset < row["end"]]
    return plain(" ".join(part for part in (within[-1]["label"], within[-1]["heading"]) if part)) if within else ""
