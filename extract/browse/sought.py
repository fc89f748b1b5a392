"""What the pages of tables and views look for, found by an index: words, parts of texts, agencies.

Datasette would go through all rows that have a word to sort them, and through all rows of the table for parts of texts
and for agencies. Of what an index finds very often in a large table, a page looks at the first rows only, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from datasette.filters import FilterArguments
from datasette.utils.asgi import BadRequest, Request

from extract.browse.metadata import metadata
from extract.search import SEARCHED, match_all, match_expression

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette
    from datasette.database import Database

_LARGE: Final = 500_000  # rows of a table: all that is found is looked at in smaller ones
_MOST: Final = 10_000  # rows that are looked at of those that an index finds
_ROWS: Final = "select n from totals where what = 'rows' and key = ?"
_FIRST: Final = "（只看最先的 {most:,} 条 only the first {most:,} of these）"
_WORDS: Final = "select rowid from {index} where [{column}] match :{name}"
_WANTED: Final = ("exact", "contains", "startswith", "endswith")  # what a text holds that a filter leaves
# What agencies answer for, the latest deadline first; results have none.
_OF_AGENCY: Final = {
    "target_overview": (
        "select target_id as key from duties where agency_id = (select id from agencies where name = :{name}) "
        "and is_repeat = 0 and target_id is not null order by due desc",
        "select t.rowid from ({keys}) as first cross join targets as t on t.id = first.key",
    ),
    "result_overview": (
        "select task_id as key from responsibilities where agency_id = (select id from agencies where name = :{name})",
        "select r.rowid from ({keys}) as first cross join results as r on r.task_id = first.key",
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query for what has a value under a name, what is said of it, and how it leads to rows of the page."""

    keys: str
    value: str
    told: str
    rows: str = "{keys}"


async def sought(request: Request, database: str, table: str, datasette: Datasette) -> FilterArguments:
    """The conditions for what a page is asked for, and what the page says of its search."""
    index = metadata()["tables"].get(table, {}).get("searched")
    if not index or "_fts_table" in request.args:
        return FilterArguments([])
    db = datasette.get_database(database)
    size = await db.execute(_ROWS, (table,))
    is_large = size.single_value() > _LARGE and not _bare(request)
    conditions, values, told = [], {}, []
    for number, wanted in enumerate([*_searches(request, index), *_filters(request, table, index)]):
        name = f"sought_{number}"
        keys, say = wanted.keys.format(name=name), wanted.told
        if is_large and await _are_more(db, keys, {name: wanted.value}):
            keys += f" limit {_MOST}"
            say += _FIRST.format(most=_MOST)
        conditions.append(f"rowid in ({wanted.rows.format(keys=keys)})")
        values[name] = wanted.value
        told += [say] * (say != "")
    said = {"supports_search": True, "search": " ".join(_words(request).values())}
    return FilterArguments(conditions, values, told, said)


async def _are_more(db: Database, keys: str, values: dict[str, str]) -> bool:
    """Whether a query finds more rows than are looked at."""
    counted = await db.execute(f"select count(*) from (select 1 from ({keys}) limit {_MOST + 1})", values)  # noqa: S608
    return bool(counted.single_value() > _MOST)


def _bare(request: Request) -> bool:
    """Whether all rows are asked for and nothing but rows: no word could be said of rows that are left out."""
    return "_stream" in request.args or request.args.get("_shape") in ("array", "object")


def _words(request: Request) -> dict[str, str]:
    """What is looked for, by the column; by none where in all."""
    return {
        name.removeprefix("_search").removeprefix("_"): request.args[name]
        for name in request.args
        if name == "_search" or name.startswith("_search_")
    }


def _searches(request: Request, index: str) -> Iterator[Wanted]:
    for column, words in _words(request).items():
        if column not in ("", *SEARCHED[index.removesuffix("_fts")]):
            raise BadRequest("Cannot search by that column")
        if words.strip():
            match = words if request.args.get("_searchmode") == "raw" else match_expression(words)
            told = f'search column "{column}" matches "{words}"' if column else f'search matches "{words}"'
            yield Wanted(_WORDS.format(index=index, column=column or index, name="{name}"), match, told)


def _filters(request: Request, table: str, index: str) -> Iterator[Wanted]:
    """What an index knows of filters, which Datasette tells and makes sure of by itself."""
    for name in request.args:
        column, _, condition = name.partition("__")
        for value in request.args.getlist(name):
            if column in SEARCHED[index.removesuffix("_fts")] and condition in ("", *_WANTED):
                if value and not {*"%_"} & {*value}:
                    keys = _WORDS.format(index=index, column=column, name="{name}")
                    yield Wanted(keys, match_all([value]), "")
            elif table in _OF_AGENCY and name == "agencies__arraycontains":
                keys, rows = _OF_AGENCY[table]
                yield Wanted(keys, value, "", rows)
