"""What the page of a document says before its text: what it is, where it came from, its editions and copies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from datasette.utils import tilde_encode

from extract.browse.access import Access
from extract.browse.metadata import metadata

_MOST = 60  # editions and copies
_COUNTED = ("targets", "results", "tasks", "sections", "tables", "quantities", "dates", "citations")


def web_address(source: str | None) -> str | None:
    """A source if it is a web address, which alone may become a link: never ``javascript:``.

    >>> web_address("https://www.gov.cn/1.html"), web_address("方案.pdf")
    ('https://www.gov.cn/1.html', None)
    """
    return source if source and source.lower().startswith(("http://", "https://")) else None


async def plan_and_others(access: Access, document: Any) -> dict[str, Any]:
    """The plan of a document with its address, and the other editions and copies with theirs, by edition."""
    if document["plan_id"] is None:
        return {"plan": None, "others": []}
    base = f"{access.datasette.urls.database(access.db.name)}/-"
    plan = None
    if "plans" in access.seen:
        for row in await access.rows("select title from plans where id = ?", document["plan_id"]):
            plan = {"title": row["title"], "href": f"{base}/plan/{tilde_encode(document['plan_id'])}"}
    sql = (
        "select id, title, source, issued_on, document_number, edition, copy_of from documents "
        "where plan_id = ? and id <> ? order by edition, copy_of is not null, id limit ?"
    )
    rows = await access.rows(sql, document["plan_id"], document["id"], _MOST)
    return {"plan": plan, "others": [_other(base, document, row) for row in rows]}


def _other(base: str, document: Any, row: Any) -> dict[str, Any]:
    here, there = document["edition"] or 0, row["edition"] or 0
    first, second = (document["id"], row["id"]) if here < there else (row["id"], document["id"])
    return {
        **dict(row),
        "href": f"{base}/document/{tilde_encode(row['id'])}",
        "diff": f"{base}/diff/{tilde_encode(first)}/{tilde_encode(second)}",
    }


async def counts(access: Access, document_id: str) -> list[dict[str, Any]]:
    """How many records of each kind a document has, with the address of the table of them."""
    found = []
    for table in _COUNTED:
        if table not in access.seen:
            continue
        rows = await access.rows(f"select count(*) as n from {table} where document_id = ?", document_id)  # noqa: S608
        href = f"{access.datasette.urls.table(access.db.name, table)}?{urlencode({'document_id': document_id})}"
        found.append({"title": metadata()["tables"][table]["title"], "count": rows[0]["n"], "href": href})
    return found
