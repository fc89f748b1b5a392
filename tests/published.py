"""Publishing stand-in documents, and all that a database then holds, for the tests of what is written."""

import hashlib
import sqlite3
from pathlib import Path

from stand_in import found_in

from extract.publish import Given, publish
from extract.schema import TABLES

WHEN = {"ingested_at", "at", "seconds"}  # columns that differ from run to run


def given(source: str, text: str, rules_digest: str = "rules1") -> Given:
    data = text.encode()
    return Given(source, hashlib.sha256(data).hexdigest(), len(data), rules_digest)


def put(db, source: str, text: str, rules_digest: str = "rules1") -> None:
    publish(db, given(source, text, rules_digest), found_in(text))


def column(db, sql: str) -> list:
    return [row[0] for row in db.execute(sql)]


def dump(path: Path) -> dict[str, list[tuple]]:
    """All that a database holds but for points of time, in an order of its own."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        tables = {}
        for table in TABLES:
            names = [row[1] for row in connection.execute(f"pragma table_info({table})") if row[1] not in WHEN]
            columns = ", ".join(f'"{name}"' for name in names)
            tables[table] = sorted(connection.execute(f"select {columns} from {table}").fetchall(), key=repr)
        return tables
