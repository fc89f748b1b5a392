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

# Bytes of a database up to which it takes no time to speak of to count facets by no index (few), and by one (some), and
# to sort by any column of a view.
_FEW, _SOME = 20_000_000, 1_000_000_000
_LEFT_OFF = (
    "行数很多，分面可在列名的菜单里选。 Of so many rows, facets are counted where one is chosen in a column's menu."
)

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
            table["searched"] = f"{name}_fts"
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
_Written = tuple[bytes, bytes]
_MADE: WeakKeyDictionary[Datasette, dict[tuple[str, tuple[bool, bool]], _Written]] = WeakKeyDictionary()


def _copy(written: bytes) -> Metadata:
    copy: Metadata = marshal.loads(written)  # noqa: S302
    return copy


@cache
def _query_metadata() -> bytes:
    return marshal.dumps({"queries": metadata()["queries"]})


def _made(datasette: Datasette, database: str) -> _Written:
    """What is said of a database, and on the first page where it is the only one."""
    size = datasette.databases[database].size or 0
    key = database, (size <= _FEW, size <= _SOME)
    made = _MADE.setdefault(datasette, {})
    if key not in made:
        made[key] = _make(datasette, *key)
    return made[key]


def _make(datasette: Datasette, database: str, holds: tuple[bool, bool]) -> _Written:
    tables = {name: _fitting(table, *holds) for name, table in metadata()["tables"].items()}
    data = metadata() | {"tables": tables}
    html = Markup("<p>{}</p>").format(data["description"]) + _first_links(datasette, database)
    html += _links(datasette, database, "tables")
    first = {"title": data["title"], "description_html": str(html + _links(datasette, database, "queries"))}
    return marshal.dumps(data | {"description_html": str(html)}), marshal.dumps(first)


def _fitting(table: Metadata, few: bool, some: bool) -> Metadata:
    """What is said of a table, with the facets and orders that its page has time for."""
    said = dict(table)
    facets = said.pop("facets", [])
    of_some, of_few, sortable = (
        said.pop(name, []) for name in ("facets_of_some", "facets_of_few", "sortable_columns_of_many")
    )
    said["facets"] = facets + of_some * some + of_few * few
    if sortable and not some:
        said["sortable_columns"] = sortable
    if of_some and not some:
        said["description"] += f" {_LEFT_OFF}"
    return said


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
