"""What people say that records should be, kept beside what was read of documents.

A correction belongs to a record by its id and its words. Ids count in the order of the text: when other rules find one
target more, the ids of all that follow mean other records, and a correction goes to the one record of its document that
has its words.
"""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any, Final

from sqlite_utils import Database

from extract.publish import storable

# What of each table can be corrected, after the words by which a record is known again.
WORDS: Final = {
    "targets": "quote",
    "results": "quote",
    "tasks": "text",
    "responsibilities": "name",
    "sections": "heading",
    "quantities": "text",
    "dates": "text",
    "citations": "title",
    "documents": "sha256",
}
_STATEMENT: Final = (
    *("type", "indicator", "scope", "op", "value", "value_max", "unit", "change", "direction", "baseline"),
    *("baseline_year", "baseline_value", "period_start", "recurrence", "strength", "binding"),
)
FIELDS: Final = {
    "targets": (*_STATEMENT, "deadline", "deadline_text"),
    "results": (*_STATEMENT, "as_of"),
    "tasks": ("deadline", "deadline_text"),
    "responsibilities": ("name", "role", "agency_level"),
    "sections": ("label", "heading", "level"),
    "quantities": ("op", "value", "value_max", "unit"),
    "dates": ("first", "last", "role"),
    "citations": ("title", "document_number"),
    "documents": ("title", "issuer", "document_number", "issued_on", "genre", "place"),
}
_LETTERS: Final = {"t": "targets", "x": "results", "k": "tasks", "r": "responsibilities", "s": "sections"} | {
    "q": "quantities",
    "d": "dates",
    "c": "citations",
}
_DAYS: Final = ("deadline", "first", "last", "issued_on", "period_start")

_HOLDS: Final = {"responsibilities": "(select document_id from tasks where tasks.id = x.task_id)", "documents": "x.id"}


class CorrectionError(Exception):
    """What can't be corrected, and why."""


def correct(db: Database, record_id: str, field: str, value: str, by: str, why: str) -> tuple[object, bool]:
    """What was read of a field, and whether it now has a correction; none where the value is what was read.

    Raises CorrectionError where there is no such record or field, where the field can't have the value, or where
    nobody is named or no reason given.
    """
    if not by.strip() or not why.strip():
        raise CorrectionError("who says so, and why, must be told")
    table = table_of(record_id)
    if table is None:
        raise CorrectionError(f"{record_id}: no such record")
    if field not in FIELDS[table]:
        raise CorrectionError(f"{table} have no {field!r} to correct; there are {', '.join(FIELDS[table])}")
    record_id, field, value, by, why = map(storable, (record_id, field, value, by, why))
    db.execute("begin immediate")
    with db.conn:
        sql = f"select x.*, {_document(table)} as of_document from {table} x where id = ?"  # noqa: S608
        found = list(db.query(sql, [record_id]))
        if not found:
            raise CorrectionError(f"{record_id}: no such record")
        should_be = _tried(db, table, record_id, field, value)
        read = found[0][field]
        db.execute("delete from corrections where record_id = ? and field = ?", (record_id, field))
        if should_be == read:
            return read, False
        row = {"record_id": record_id, "field": field, "value": None if should_be is None else str(should_be)}
        row |= {"table": table, "document_id": found[0]["of_document"], "quote": found[0][WORDS[table]] or ""}
        row |= {"by": by, "why": why, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        db.table("corrections").insert(row)
    return read, True


def table_of(record_id: str) -> str | None:
    """The table that a record is in, by its id; None where its records are not corrected.

    >>> table_of("87b4e01511b1bb96-t0003"), table_of("87b4e01511b1bb96"), table_of("x")
    ('targets', 'documents', None)
    """
    found = re.fullmatch(r"[0-9a-f]{16}(?:-([a-z])\d{4,})?", record_id)
    return None if found is None else _LETTERS.get(found[1]) if found[1] else "documents"


def records_sql(table: str) -> str:
    """The SQL that finds the records of a table that have corrections, by ``:document``: the columns of the correction,
    with ``now_id`` for the record that it belongs to. That is the one that had the id, if it still has the words, or
    else the only one of the document that has them.
    """
    words = f"coalesce(x.{WORDS[table]}, '')"
    same = f"{_document(table)} = c.document_id and {words} = c.quote"
    return f"""
        select c.*, coalesce(
            (select x.id from {table} x where x.id = c.record_id and {words} = c.quote),
            (select min(x.id) from {table} x where {_within(table)} and {same} having count(*) = 1)
        ) as now_id
        from corrections c where c.document_id = :document and c."table" = '{table}' order by c.record_id, c.field
    """  # noqa: S608 -- names of our own tables


def belonging(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The corrections that still belong to a record."""
    return [row for row in rows if row["now_id"] is not None]


def _document(table: str) -> str:
    return _HOLDS.get(table, "x.document_id")


def _within(table: str) -> str:
    """What finds the records of the correction's document by an index."""
    if table == "responsibilities":
        return "x.task_id in (select id from tasks where tasks.document_id = c.document_id)"
    return f"{_document(table)} = c.document_id"


def _tried(db: Database, table: str, record_id: str, field: str, value: str) -> object:
    """What the column makes of a value, which is tried and taken back."""
    if value and field in _DAYS:
        try:
            date.fromisoformat(value)
        except ValueError as error:
            raise CorrectionError(f"{field} is a date like 2025-12-31, not {value!r}") from error
    kind = {column.name: column.type.lower() for column in db.table(table).columns}[field]
    given: str | float | None = value or None
    if given is not None and kind in ("real", "integer"):
        try:
            given = float(value) if kind == "real" else int(value)
        except ValueError as error:
            raise CorrectionError(f"{field} is a number, not {value!r}") from error
        if not isfinite(given):
            raise CorrectionError(f"{field} is a number, not {value!r}")
    db.execute("savepoint tried")
    try:
        db.execute(f'update {table} set "{field}" = ? where id = ?', (given, record_id))  # noqa: S608
        found: object = db.execute(f'select "{field}" from {table} where id = ?', (record_id,)).fetchone()[0]  # noqa: S608
    except sqlite3.IntegrityError as error:
        raise CorrectionError(f"{field} can't be {value or 'nothing'}: {error}") from error
    finally:
        db.execute("rollback to tried")
        db.execute("release tried")
    return found
