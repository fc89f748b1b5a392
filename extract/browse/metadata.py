"""The metadata of a policy database in the form that Datasette takes: names, meanings, sort orders, facets, queries."""

from __future__ import annotations

import copy
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sqlite_utils import Database

from extract.browse.addresses import page_url
from extract.schema import TABLES, create_schema
from extract.search import SEARCHED

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

Metadata = dict[str, Any]

_SMALL = 20_000_000  # bytes of a database up to which facets that no index counts take no time to speak of

_LINK = Markup('<li><a href="{}" title="{}">{}</a></li>')


@cache
def metadata() -> Metadata:
    """What is said of a database and, by their names, of its tables, views and prepared queries. Not to be changed.

    >>> metadata()["tables"]["targets"]["columns"]["unit"]
    '单位（按原文，不含万、亿） · unit as written, without 万 or 亿'
    """
    data = tomllib.loads(files("extract.browse").joinpath("metadata.toml").read_text(encoding="utf-8"))
    shared = data.pop("columns")
    columns = _columns()
    for name, table in data["tables"].items():
        meanings = shared | table.get("columns", {})
        table["columns"] = {column: meanings[column] for column in columns[name]}
        if name in TABLES:  # sorted by what is not unique, the next page of a table would pass over rows
            table.setdefault("sortable_columns", ["id"])
        if name in SEARCHED:
            table |= {"fts_table": f"{name}_fts", "fts_pk": "rowid"}
    for query in data["queries"].values():
        query["hide_sql"] = True
    return data


def query_metadata() -> Metadata:
    """A copy of what is said of the prepared queries, which Datasette asks for again and again on one page."""
    return {"queries": copy.deepcopy(metadata()["queries"])}


def database_metadata(datasette: Datasette, database: str) -> Metadata:
    """A copy of the metadata, which Datasette writes into, with links to all tables and views of a database."""
    data = copy.deepcopy(metadata())
    is_small = (datasette.databases[database].size or 0) <= _SMALL
    for table in data["tables"].values():
        slow = table.pop("facets_of_few", [])
        table["facets"] = table.get("facets", []) + slow * is_small
    html = Markup("<p>{}</p>").format(data["description"]) + _first_links(datasette, database)
    html += _links(datasette, database, "tables")
    return data | {"description_html": html}


def first_page_metadata(datasette: Datasette, database: str) -> Metadata:
    """What the first page says where there is one database: that of the database, and links to prepared queries."""
    data = database_metadata(datasette, database)
    html = data["description_html"] + _links(datasette, database, "queries")
    return {"title": data["title"], "description_html": html}


def _first_links(datasette: Datasette, database: str) -> Markup:
    items = Markup(" · ").join(
        Markup('<a href="{}">{}</a>').format(page_url(datasette, database, page), name)
        for page, name in (("start", "从这里开始 Start here"), ("calendar", "期限日历 Calendar of deadlines"))
    )
    return Markup('\n<p class="zhengce-first">{}</p>').format(items)


def _links(datasette: Datasette, database: str, kind: str) -> Markup:
    items = Markup("\n").join(
        _LINK.format(datasette.urls.table(database, name), item["description"], item["title"])
        for name, item in metadata()[kind].items()
    )
    return Markup('\n<ul class="zhengce-directory">{}</ul>').format(items)


def _columns() -> dict[str, list[str]]:
    """The columns of each table and view, in their order."""
    db = Database(memory=True, execute_plugins=False)
    create_schema(db)
    columns = {queryable.name: [column.name for column in queryable.columns] for queryable in (*db.tables, *db.views)}
    db.close()
    return columns
