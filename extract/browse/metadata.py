"""The metadata of a policy database in the form that Datasette takes: names, meanings, sort orders, facets, queries."""

from __future__ import annotations

import marshal
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

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
    return _copy(_query_metadata())


def database_metadata(datasette: Datasette, database: str) -> Metadata:
    """A copy of the metadata, which Datasette writes into, with links to all tables and views of a database."""
    return _copy(_made(datasette, database)[0])


def first_page_metadata(datasette: Datasette, database: str) -> Metadata:
    """What the first page says where there is one database: that of the database, and links to prepared queries."""
    return _copy(_made(datasette, database)[1])


# Datasette asks a dozen times for a page, and once more for each key in it: what is written out once is copied fast.
_MADE: WeakKeyDictionary[Datasette, dict[tuple[str, bool], tuple[bytes, bytes]]] = WeakKeyDictionary()


def _copy(written: bytes) -> Metadata:
    copy: Metadata = marshal.loads(written)  # noqa: S302
    return copy


@cache
def _query_metadata() -> bytes:
    return marshal.dumps({"queries": metadata()["queries"]})


def _made(datasette: Datasette, database: str) -> tuple[bytes, bytes]:
    """What is said of a database, and on the first page where it is the only one."""
    is_small = (datasette.databases[database].size or 0) <= _SMALL
    made = _MADE.setdefault(datasette, {})
    if (database, is_small) not in made:
        made[database, is_small] = _make(datasette, database, is_small)
    return made[database, is_small]


def _make(datasette: Datasette, database: str, is_small: bool) -> tuple[bytes, bytes]:
    data = {
        **metadata(),
        "tables": {name: _with_facets(table, is_small) for name, table in metadata()["tables"].items()},
    }
    html = Markup("<p>{}</p>").format(data["description"]) + _first_links(datasette, database)
    html += _links(datasette, database, "tables")
    first = {"title": data["title"], "description_html": str(html + _links(datasette, database, "queries"))}
    return marshal.dumps(data | {"description_html": str(html)}), marshal.dumps(first)


def _with_facets(table: Metadata, is_small: bool) -> Metadata:
    slow = table.get("facets_of_few", []) if is_small else []
    said = {name: value for name, value in table.items() if name != "facets_of_few"}
    return said | {"facets": table.get("facets", []) + slow}


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
