"""The query of a search: the rows of one kind that have what was asked for, in the order of their keys.

A filter that leaves few rows is a list of them, with which the query begins; one that leaves many is looked at row by
row, since some of the next rows have what it asks for. Where they have not, the search looks at so many rows at a time
and ends after a while, with the key up to which it has looked: it can go on from there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from extract.search import match_all

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.database import Database

KINDS: Final = ("targets", "results", "tasks", "documents")
AROUND: Final = 120  # characters before and after a record among which its sentence is looked for
FIGURES: Final = ("indicator", "op", "value", "value_max", "unit", "change", "direction")  # of targets and results

_READ: Final = AROUND + 1  # one more, which tells whether the text goes on
_FEW: Final = 10_000  # rows of a list
_FIRST, _WINDOW = 100, 5_000  # rows that are looked at by the first query, and by one at most
_SECONDS: Final = 0.25  # after which no other window is begun
NAMES_READ: Final = 5_000
_RECORD: Final = """
select x.rowid as key, x.id, {words} as words, x.start, x."end", {day} as day, d.id as document_id,
    coalesce(d.title, d.source) as document, d.place, max(0, x.start - {around}) as begins,
    substr(d.text, 1 + max(0, x.start - {around}), x."end" - x.start + 2 * {around}) as around, {figures}
from ({keys}) as chosen cross join {table} x on x.rowid = chosen.key cross join documents d on d.id = x.document_id
order by chosen.key
"""
_DOCUMENT: Final = """
select x.rowid as key, x.id, null as words, 0 as start, 0 as "end", x.issued_on as day, x.id as document_id,
    coalesce(x.title, x.source) as document, x.place, 0 as begins, x.text as around, {figures}
from ({keys}) as chosen cross join documents x on x.rowid = chosen.key order by chosen.key
"""
_AGENCIES: Final = """
select id from agencies where rowid in (select rowid from agencies_fts where agencies_fts match :named)
union
select agency_id from (
    select r.agency_id from responsibilities_fts f cross join responsibilities r on r.rowid = f.rowid
    where responsibilities_fts match :named limit :read
)
"""
_MENTIONS: Final = (
    "select count(*) from (select 1 from responsibilities_fts where responsibilities_fts match :named limit :read + 1)"
)
_DAYS: Final = {"targets": "deadline", "results": "as_of", "tasks": "deadline", "documents": "issued_on"}
# What holds of each row that counts, so said that SQLite takes no index for it: its rows would come in another order.
_COUNTED: Final = {
    "targets": "not x.is_repeat",
    "results": "not x.is_repeat",
    "tasks": "not exists (select 1 from documents s where s.id = x.document_id and s.superseded_by is not null)",
    "documents": "ifnull(x.copy_of, '') = ''",
}
# The same, so that it takes the index of days of what counts.
_INDEXED: Final = {
    "targets": "x.is_repeat = 0 and ",
    "results": "x.is_repeat = 0 and ",
    "tasks": "",
    "documents": "x.copy_of is null and ",
}
_OF_AGENCIES: Final = "agency_id in (select value from json_each(:agencies))"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: phrases, and the place, year and agency that what is found must have."""

    phrases: tuple[str, ...]
    place: str = ""
    year: str = ""
    agency: str = ""
    agencies: tuple[str, ...] = ()  # the ids of those that ``agency`` may mean
    is_partly: bool = False  # whether there are so many mentions of such names that not all were looked at


async def agencies_of(db: Database, words: str) -> tuple[tuple[str, ...], bool]:
    """The ids of the agencies that words may mean, by their full names or as documents name them, and whether there
    are more mentions of such names than are looked at.
    """
    if not words:
        return (), False
    asked = {"named": match_all(words.split()), "read": NAMES_READ}
    found = await db.execute(_AGENCIES, asked)
    mentions = await db.execute(_MENTIONS, asked)
    return tuple(row["id"] for row in found), mentions.single_value() > NAMES_READ


@dataclass(frozen=True, slots=True)
class Found:
    """Rows in the order of their keys, and the key up to which was looked for them, where that is not the last."""

    rows: Sequence[Any]
    looked_to: int | None = None


async def rows_found(db: Database, kind: str, asked: Asked, after: int, most: int) -> Found:
    """The rows of one kind with keys after one, ``most`` of them at most. Raises QueryInterrupted."""
    values = {
        "match": match_all(asked.phrases),
        "after": after,
        "most": most,
        "few": _FEW + 1,
        "place": asked.place,
        "year": asked.year,
        "agencies": json.dumps(asked.agencies),
    }
    lists, filters = [], [_COUNTED[kind]]
    for filter in _filters(kind, asked):
        counted = await db.execute(f"select count(*) as n from ({filter.counted} limit :few)", values)  # noqa: S608
        number = counted.single_value()
        if number == 0:
            return Found([])
        if number > _FEW:
            filters.append(filter.condition)
        else:
            lists.append(filter.keys)
    candidates = _candidates(kind, bool(asked.phrases), lists)
    return await _looked_for(db, _sql(kind, filters), candidates, values)


async def _looked_for(db: Database, sql: str, candidates: str, values: dict[str, Any]) -> Found:
    """The rows that a query finds among candidates, more of them each time, until there are enough or it is late."""
    rows: list[Any] = []
    latest = time.monotonic() + _SECONDS
    window = min(_WINDOW, _FIRST)
    while True:
        keys = [row["key"] for row in await db.execute(candidates, {**values, "window": window})]
        rows += (await db.execute(sql, {**values, "keys": json.dumps(keys), "most": values["most"] - len(rows)})).rows
        if len(rows) >= values["most"] or len(keys) < window:
            return Found(rows)
        if time.monotonic() >= latest:
            return Found(rows, keys[-1])
        values = {**values, "after": keys[-1]}
        window = min(_WINDOW, 4 * window)


def _candidates(kind: str, by_words: bool, lists: list[str]) -> str:
    """A query for the keys of the next ``:window`` rows that may have what is asked for."""
    source, where = kind, "rowid > :after"
    if by_words:
        source = f"{kind}_fts"
        where = " and ".join([f"{source} match :match", where, *(f"+rowid in ({rows})" for rows in lists)])
    elif lists:
        few = " intersect ".join(lists)
        return f"select distinct key from ({few}) where key > :after order by key limit :window"  # noqa: S608
    return f"select rowid as key from {source} where {where} order by rowid limit :window"  # noqa: S608


def _sql(kind: str, filters: list[str]) -> str:
    where = " and ".join(filters)
    # The keys come in their order, and no more of them are looked at than it takes.
    keys = (
        f"select c.value as key from json_each(:keys) as c cross join {kind} x on x.rowid = c.value "  # noqa: S608
        f"where {where} limit :most"
    )
    if kind == "documents":
        return _DOCUMENT.format(keys=keys, figures=_figures("null"))
    words, figures = ("x.text", _figures("null")) if kind == "tasks" else ("x.quote", _figures("x.{}"))
    return _RECORD.format(keys=keys, table=kind, words=words, figures=figures, day=f"x.{_DAYS[kind]}", around=_READ)


def _figures(of: str) -> str:
    return ", ".join(f"{of.format(name)} as {name}" for name in FIGURES)


@dataclass(frozen=True, slots=True)
class Filter:
    """A query for the keys of all rows that pass, what holds of each, and a query with as many rows or more."""

    keys: str
    condition: str
    counted: str


def _filters(kind: str, asked: Asked) -> list[Filter]:
    found = []
    if asked.place:
        found.append(_of_place(kind))
    if asked.year:
        found.append(_of_year(kind))
    if asked.agency:
        found.append(_of_agency(kind))
    return found


def _of_place(kind: str) -> Filter:
    if kind == "documents":
        keys = "select rowid as key from documents where place = :place"
        return Filter(keys, "ifnull(x.place, '') = :place", keys)
    keys = f"select x.rowid as key from documents p cross join {kind} x on x.document_id = p.id where p.place = :place"  # noqa: S608
    return Filter(keys, "exists (select 1 from documents p where p.id = x.document_id and p.place = :place)", keys)


def _of_year(kind: str) -> Filter:
    within = f"x.{_DAYS[kind]} >= :year and x.{_DAYS[kind]} < :year || '~'"
    keys = f"select x.rowid as key from {kind} x where {_INDEXED[kind]}{within}"  # noqa: S608
    return Filter(keys, f"substr(x.{_DAYS[kind]}, 1, 4) = :year", keys)


def _of_agency(kind: str) -> Filter:
    task = "id" if kind == "tasks" else "task_id"
    if kind == "documents":
        source = "responsibilities r cross join tasks k on k.id = r.task_id"
        source += " cross join documents x on x.id = k.document_id"
        held = "tasks k cross join responsibilities r on r.task_id = k.id where k.document_id = x.id"
    else:
        source = f"responsibilities r cross join {kind} x on x.{task} = r.task_id"
        held = f"responsibilities r where r.task_id = x.{task}"
    return Filter(
        f"select x.rowid as key from {source} where r.{_OF_AGENCIES}",  # noqa: S608
        f"exists (select 1 from {held} and +r.{_OF_AGENCIES})",  # noqa: S608
        f"select 1 from responsibilities r where r.{_OF_AGENCIES}",  # noqa: S608
    )
