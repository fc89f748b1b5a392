"""The page of the search: over targets, results, tasks and documents at once, or one of them page by page."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.utils import tilde_encode
from datasette.utils.asgi import AsgiStream, BadRequest, Request, Response

from extract.browse.access import opened, page_after
from extract.browse.finding import FIGURES, KINDS, NAMES_READ, Asked, agencies_of
from extract.browse.hits import Hit, hits, phrase_list, year_of
from extract.browse.metadata import metadata
from extract.browse.named import named
from extract.browse.pages import document_url
from extract.export import spreadsheet_cell
from extract.search import phrases
from extract.terminal import plain

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette
    from datasette.database import Database

SEARCH_ROUTE = r"/(?P<database>[^/]+)/-/search$"

_AT_ONCE = 30  # hits on a page of one kind
_OF_EACH = 8  # hits of each kind where all are shown
_LONGEST = 500  # characters of what was typed
_EXPORTED = 500  # hits that are read at a time for a file
_WHERE = ("day", "place", "document", "document_id", "start", "end")
_COLUMNS = ("kind", "id", "words", "sentence", *FIGURES, *_WHERE, "url")
_FILTERS = ("q", "kind", "place", "year", "agency")


async def search_page(request: Request, datasette: Datasette) -> Response | AsgiStream:
    """What is found for ``?q=&kind=&place=&year=&agency=``; ``?after=`` goes on, ``?_format=`` csv, json."""
    access = await opened(request, datasette, "documents")
    db = access.db
    given = {name: (request.args.get(name) or "").strip()[:_LONGEST] for name in _FILTERS}
    kinds: list[str] = [kind for kind in KINDS if kind in access.seen]
    by_agency = access.seen >= {"responsibilities", "agencies", "tasks"}
    if given["kind"] not in ("", *kinds):
        raise BadRequest("no such kind")
    agency = given["agency"] if by_agency else ""
    asked = Asked(
        phrase_list(phrases(given["q"])),
        given["place"],
        year_of(given["year"]),
        agency,
        *await agencies_of(db, agency),
    )
    sought = bool(asked.phrases or asked.place or asked.year or asked.agency)
    wanted = ([given["kind"]] if given["kind"] else kinds) if sought else []
    address = f"{datasette.urls.database(db.name)}/-/search"
    format = request.args.get("_format")
    if format == "csv":
        return await _csv(datasette, db, wanted, asked)
    after = page_after(request)
    groups = [await _group(datasette, db, kind, asked, after, bool(given["kind"])) for kind in wanted]
    for group in groups:
        follows = {**given, "kind": group["kind"]} | ({"after": group["last"]} if given["kind"] else {})
        group["more"] = f"{address}?{_query(follows)}" if group["is_more"] or group["is_partly"] else None
        group["csv"] = f"{address}?{_query({**given, 'kind': group['kind'], '_format': 'csv'})}"
    if format == "json":
        return _json(datasette, db, groups)
    if format:
        raise BadRequest("_format is csv or json")
    places = await db.execute("select distinct place from documents where place is not null order by place limit 300")
    context = {
        "action": address,
        "given": {name: plain(value) for name, value in given.items()},
        "kinds": [(kind, metadata()["tables"][kind]["title"]) for kind in kinds],
        "places": [plain(row["place"]) for row in places],
        "by_agency": by_agency,
        "sought": sought,
        "names_read": NAMES_READ if asked.is_partly else None,
        "named": await named(access, asked.phrases or asked.agency.split()),
        "groups": groups,
        "exports": [(name, f"{address}?{_query({**given, '_format': name})}") for name in ("csv", "json")],
        "bad_year": bool(given["year"]) and not asked.year,
    }
    return await access.page("zhengce_search.html", "search", context)


def _query(given: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in given.items() if value})


async def _group(
    datasette: Datasette, db: Database, kind: str, asked: Asked, after: int, alone: bool
) -> dict[str, Any]:
    """The hits of one kind, whether there are or may be more, or that finding them took too long."""
    most = _AT_ONCE if alone else _OF_EACH
    looked_to, too_long = None, False
    try:
        found, looked_to = await hits(db, kind, asked, after if alone else 0, most + 1)
    except QueryInterrupted:
        found, too_long = [], True
    return {
        "kind": kind,
        "title": metadata()["tables"][kind]["title"],
        "hits": [(hit, _address(datasette, db, hit), _record(datasette, db, hit)) for hit in found[:most]],
        "is_more": len(found) > most,
        "is_partly": looked_to is not None,
        "last": found[most - 1].key if len(found) > most else looked_to,
        "too_long": too_long,
    }


def _address(datasette: Datasette, db: Database, hit: Hit) -> str:
    span = (hit.start, hit.end) if hit.start < hit.end else ()
    return document_url(datasette, db.name, hit.document_id, *span)


def _record(datasette: Datasette, db: Database, hit: Hit) -> str:
    return str(datasette.urls.row(db.name, hit.kind, tilde_encode(hit.id)))


def _row(datasette: Datasette, db: Database, hit: Hit) -> dict[str, Any]:
    sentence = "".join(text for text, _ in hit.sentence)
    where = {name: getattr(hit, name) for name in _WHERE}
    said = {"kind": hit.kind, "id": hit.id, "words": hit.words, "sentence": sentence}
    return {**said, **hit.figures, **where, "url": _address(datasette, db, hit)}


def _json(datasette: Datasette, db: Database, groups: list[dict[str, Any]]) -> Response:
    body = {
        group["kind"]: {
            "hits": [_row(datasette, db, hit) for hit, _, _ in group["hits"]],
            "next_url": f"{group['more']}&_format=json" if group["more"] else None,
            "interrupted": group["too_long"],
        }
        for group in groups
    }
    return Response(
        json.dumps(body, ensure_ascii=False), content_type="application/json; charset=utf-8",
        headers={"access-control-allow-origin": "*"} if datasette.cors else {},
    )  # fmt: skip


async def _csv(datasette: Datasette, db: Database, kinds: list[str], asked: Asked) -> AsgiStream:
    """All that is found, as a file that a spreadsheet opens rightly; a first part of it where streams are off."""

    async def stream(response: Any) -> None:
        await response.write("\ufeff" + _line(_COLUMNS))  # Excel takes a file without the mark for GBK
        for kind in kinds:
            after: int | None = 0
            while after is not None:
                found, after = await hits(db, kind, asked, after, _EXPORTED)
                for hit in found:
                    await response.write(_line(_row(datasette, db, hit).values()))
                if not datasette.setting("allow_csv_stream"):
                    break
                if len(found) == _EXPORTED:
                    after = found[-1].key

    headers = {"content-disposition": 'attachment; filename="search.csv"'}
    return AsgiStream(stream, headers=headers, content_type="text/csv; charset=utf-8")


def _line(values: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([spreadsheet_cell(value) for value in values])
    return line.getvalue()
