"""What changed between two documents of a plan: as it is written down, or found out when it is asked for.

Changes are numbered from 1, those that matter first.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlite_utils

from extract.model import Extraction
from extract.relate.account import Change, as_told
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
    from changes where from_document_id = ? and to_document_id = ? and number > ? and number <= ? order by number
"""


class TooLongError(Exception):
    """Two texts that take too long to compare while a reader waits."""


@dataclass(frozen=True, slots=True)
class Changes:
    """How many changes of each weight there are between two documents, and some of them."""

    counts: Mapping[str, int]
    some: list[Change]


async def changes_between(db: Database, before: Any, after: Any, first: int, last: int) -> Changes:
    """The changes between two documents, rows of the database, that have numbers after ``first`` up to ``last``.

    Raises TooLongError.
    """
    done = await db.execute(
        "select substantive, wording, transcription from comparisons "
        "where from_document_id = ? and to_document_id = ? and done",
        [before["id"], after["id"]],
    )
    if counts := done.first():
        stored = await db.execute(_STORED, [before["id"], after["id"], first, last])
        return Changes(dict(counts), [_change(row) for row in stored])
    found = await _compared(db, before, after)
    return Changes(Counter(change.weight for change in found), found[first:last])


async def _compared(db: Database, before: Any, after: Any) -> list[Change]:
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
            found = changes(before, after, _rules())
            _known[key] = as_told(change for change in found if change.what != "layout")
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
