"""The page from which a passage is cited: its words, where they stand, and references to copy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from extract.browse.access import Access, opened
from extract.browse.citation import Work, bibtex, gb_t_7714
from extract.browse.header import web_address
from extract.browse.pages import asked_range, document_url
from extract.browse.printable import printable
from extract.browse.reading import headings_over

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

CITE_ROUTE = r"/(?P<database>[^/]+)/-/cite/(?P<id>[^/]+)$"
_LONGEST = 5_000  # characters of a passage; more is no quotation


async def cite_page(request: Request, datasette: Datasette) -> Response:
    """The page from which a document is cited, or with ``?start=&end=`` a passage of it."""
    access = await opened(request, datasette, "documents")
    found = await access.rows("select * from documents where id = ?", tilde_decode(request.url_vars["id"]))
    if not found:
        raise NotFound("Document not found")
    document, asked = found[0], asked_range(request)
    if asked and not 0 <= asked[0] < asked[1] <= len(document["text"]):
        raise BadRequest("start and end must be a range of the text")
    passage = document["text"][slice(*asked)] if asked else ""
    work = await _work(access, document, asked)
    link = document_url(datasette, access.db.name, document["id"], *(asked or ()))
    context = {
        "document": document,
        "work": work,
        "back": link,
        "passage": printable("\n".join(passage[:_LONGEST].splitlines())),
        "cut": len(passage) > _LONGEST,
        "references": [
            ("GB/T 7714—2015", "gb", gb_t_7714(work, date.today())),
            ("BibTeX", "bibtex", bibtex(work, date.today())),
            ("原文链接 Link to the text", "link", datasette.absolute_url(request, link)),
        ],
        "static": datasette.urls.static_plugins("zhengce", ""),
    }
    return await access.page("zhengce_cite.html", "cite", context)


async def _work(access: Access, document: Any, asked: tuple[int, int] | None) -> Work:
    page, section = None, None
    if asked and "pages" in access.seen:
        sql = "select max(page) as page from pages where document_id = ? and start <= ?"
        page = (await access.rows(sql, document["id"], asked[0]))[0]["page"]
    if asked:
        over = await headings_over(access, document, asked[0])
        section = printable(" › ".join(heading.words for heading in over)) or None
    return Work(
        key=document["id"],
        title=printable(document["title"] or document["source"]),
        issuer=printable(document["issuer"] or "") or None,
        document_number=printable(document["document_number"] or "") or None,
        issued_on=document["issued_on"],
        url=web_address(document["source"]),
        fetched_on=document["fetched_on"],
        page=page,
        section=section,
    )
