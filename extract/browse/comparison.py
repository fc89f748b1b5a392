"""What changed between two documents of a plan: as it is written down, or found out when it is asked for."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlite_utils

from extract.model import Extraction
from extract.relate.account import Change
from extract.relate.changes import changes
from extract.relate.load import load
from extract.relate.prose import Span
from extract.rulebook import Rules, load_rules
from extract.words import cut

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.database import Database

MOST_CHARACTERS = 200_000  # of two texts together that are compared while a reader waits: some seconds
_KEPT = 32  # comparisons

_lock = threading.Lock()  # one comparison at a time: they take a processor each
_known: OrderedDict[tuple[str, ...], list[Change]] = OrderedDict()

_STORED = """
    select kind, what, weight, before, after, from_start, from_end, to_start, to_end
    from changes where from_document_id = ? and to_document_id = ? group by 1, 2, 3, 4, 5, 6, 7, 8, 9 order by min(id)
"""


class TooLongError(Exception):
    """Two texts that take too long to compare while a reader waits."""


async def changes_between(db: Database, before: Any, after: Any) -> list[Change]:
    """The changes between two documents, rows of the database, in the order of the text.

    Raises TooLongError.
    """
    done = await db.execute(
        "select 1 from comparisons where from_document_id = ? and to_document_id = ? and done",
        [before["id"], after["id"]],
    )
    if done.first():
        return [_change(row) for row in await db.execute(_STORED, [before["id"], after["id"]])]
    if before["length"] + after["length"] > MOST_CHARACTERS:
        raise TooLongError
    key = (str(db.path), before["id"], before["ingested_at"], after["id"], after["ingested_at"])
    if key in _known:
        return _known[key]
    one, other = await db.execute_fn(
        lambda connection: [
            load(sqlite_utils.Database(connection, execute_plugins=False), row["id"]) for row in (before, after)
        ]
    )
    return await asyncio.to_thread(_compare, key, one, other)


def prepare() -> None:
    """Loads what comparing needs, which takes a second, before a reader waits for it."""
    _rules()
    cut("")


def _compare(key: tuple[str, ...], before: Extraction, after: Extraction) -> list[Change]:
    with _lock:
        if key not in _known:
            _known[key] = [change for change in changes(before, after, _rules()) if change.what != "layout"]
        while len(_known) > _KEPT:
            _known.popitem(last=False)
        return _known[key]


@lru_cache(maxsize=1)
def _rules() -> Rules:
    return load_rules()


def _change(row: Any) -> Change:
    return Change(
        kind=row["kind"],
        what=row["what"],
        weight=row["weight"],
        before=row["before"],
        after=row["after"],
        from_span=_span(row, "from"),
        to_span=_span(row, "to"),
    )


def _span(row: Any, side: str) -> Span | None:
    return None if row[f"{side}_start"] is None else (row[f"{side}_start"], row[f"{side}_end"])
