"""The page that shows a document's text with what was recognised in it: where every quotation leads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Request, Response

from extract.browse.access import opened, whole_number
from extract.browse.header import counts, plan_and_others, web_address
from extract.browse.nested import NAMES
from extract.browse.reading import MARKED, beginning, outline, part

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

DOCUMENT_ROUTE = r"/(?P<database>[^/]+)/-/document/(?P<id>[^/]+)$"


def document_url(
    datasette: Datasette, database: str, document_id: str, start: int | None = None, end: int | None = None
) -> str:
    """The address of a document's page, at a range of its text where one is given."""
    path = f"{datasette.urls.database(database)}/-/document/{tilde_encode(document_id)}"
    return path if start is None or end is None else f"{path}?{urlencode({'start': start, 'end': end})}#here"


async def document_page(request: Request, datasette: Datasette) -> Response:
    """The page of a document. ``?start=&end=`` show a range of its text, which the fragment ``#here`` leads to.

    A long document is shown in parts; ``?from=`` is where the part begins.
    """
    access = await opened(request, datasette, "documents")
    found = await access.rows("select * from documents where id = ?", tilde_decode(request.url_vars["id"]))
    if not found:
        raise NotFound("Document not found")
    document, asked = found[0], asked_range(request)
    start = beginning(document["text"], whole_number(request, "from"), asked)
    shown = await part(access, document, start, asked)
    path = document_url(datasette, access.db.name, document["id"])
    context = {
        "document": document,
        "address": web_address(document["source"]),
        "path": path,
        "cite": path.replace("/-/document/", "/-/cite/", 1),
        "part": shown,
        "length": len(document["text"]),
        "outline": await outline(access, document, shown.start, shown.end),
        "counts": await counts(access, document["id"]),
        "kinds": [kind for kind, (table, _) in MARKED.items() if table in access.seen],
        "names": NAMES,
        "static": datasette.urls.static_plugins("zhengce", ""),
        **await plan_and_others(access, document),
    }
    return await access.page("zhengce_document.html", "document", context)


def asked_range(request: Request) -> tuple[int, int] | None:
    """The range of the text that the address asks for, None where it asks for none.

    Raises BadRequest where it is not one of whole numbers.
    """
    start, end = whole_number(request, "start"), whole_number(request, "end")
    return None if start is None or end is None else (start, end)
