"""Agencies and indicators whose names have the words of a search: each has a page, which says more than any hit."""

from __future__ import annotations

from collections.abc import Sequence

from extract.browse.access import Access
from extract.browse.addresses import page_url
from extract.browse.printable import printable
from extract.search import match_all

_MOST = 8  # names of each kind, the shortest first: they say least besides
_LOOKED_AT = 500
_KINDS = (("agencies", "agency", "单位 Agencies"), ("indicators", "indicator", "指标 Indicators"))
_NAMED = """
select id, name from {table} where rowid in (select rowid from {table}_fts where {table}_fts match ? limit ?)
order by length(name), name limit ?
"""


async def named(access: Access, phrases: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each kind that has any, what it is called, and the names with their addresses."""
    found = []
    for table, page, title in _KINDS:
        if phrases and table in access.seen:
            rows = await access.rows(_NAMED.format(table=table), match_all(phrases), _LOOKED_AT, _MOST)
            links = [
                (printable(row["name"]), page_url(access.datasette, access.db.name, page, row["id"])) for row in rows
            ]
            found += [(title, links)] if links else []
    return found
