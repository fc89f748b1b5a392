"""Writes extractions to the database; nothing else does. All of a document in one transaction, or nothing.

A document is its bytes: the same bytes under two names are one row of ``documents`` and two of ``sources``. What was
read of a source stays until the source has been read anew; a source that can't be read is a row of ``failures``.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from extract.indexes import measure_indexes
from extract.model import Extraction
from extract.read.path import says_more
from extract.relate import store
from extract.relate.fill import fill, waiting
from extract.relate.store import forget, regroup, relate
from extract.rows import Row, rows_of
from extract.rulebook import Rules
from extract.schema import APPLICATION_ID, SCHEMA_VERSION, create_schema
from extract.search import prepare
from extract.totals import list_duties

BUSY_SECONDS = 60.0  # how long to wait for another process that is writing a document


class PublishError(Exception):
    """A database that can't be opened or written; the message names the file and says why."""


@dataclass(frozen=True, slots=True)
class Given:
    """One file as it was given: its name, the SHA-256 and number of its bytes, the digest of the rules in force, and
    where it came from, if that is known.

    >>> Given("plan.txt", "87b4e01511b1bb96" + 48 * "0", 2_000, "rules1").document_id
    '87b4e01511b1bb96'
    """

    source: str
    sha256: str
    bytes: int
    rules_digest: str
    url: str | None = None  # where it came from
    fetched_on: str | None = None  # ISO

    @property
    def document_id(self) -> str:
        """The id of the document that these bytes are."""
        return self.sha256[:16]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or folder that was not read, or not all of it, the stage that failed (read, extract, publish), and why."""

    source: str
    stage: str
    error: str


def storable(text: str) -> str:
    """A text that can be encoded, as the database wants it: names of files may hold bytes that are no characters.

    >>> storable("政策" + "\\udcd5")
    '政策\\\\udcd5'
    """
    return text.encode("utf-8", "backslashreplace").decode()


@contextmanager
def open_database(path: Path) -> Iterator[Database]:
    """The database at a path, for writing; made, with its folder, where there is none. Closed at the end of the block.

    Raises PublishError where the file is no SQLite database, not one of ours, of another version, or can't be written,
    there or at any time within the block.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    except (OSError, sqlite3.Error) as error:
        raise PublishError(f"{path}: {error}") from error
    try:
        db = Database(connection, execute_plugins=False)
        with _transaction(db):
            if _is_empty(db, path):
                create_schema(db)
        connection.execute("pragma journal_mode = wal")  # readers see the last commit while a document is written
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma foreign_keys = on")
        prepare(connection)
        yield db
    except sqlite3.DatabaseError as error:
        raise PublishError(f"{path}: {error}") from error
    finally:
        connection.close()


def open_for_reading(path: Path) -> Database:
    """The database at a path, which can't be written through it. Raises PublishError where it is not one of ours."""
    if not path.is_file():
        raise PublishError(f"{path}: no such database")
    try:
        db = Database(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True), execute_plugins=False)
        empty = _is_empty(db, path)
    except sqlite3.DatabaseError as error:
        raise PublishError(f"{path}: {error}") from error
    if empty:
        raise PublishError(f"{path}: an empty database")
    return db


def link(db: Database, given: Given) -> bool:
    """Whether these bytes have been read with these rules, under this name or another of no lesser format; the source
    then holds them.
    """
    current = db.execute(
        "select 1 from sources where source = :source and sha256 = :sha256 and rules_digest = :rules_digest "
        "and status = 'read' and (:url is null or (url is :url and fetched_on is :fetched_on))",
        asdict(given),
    )
    if current.fetchone():
        return True
    with _transaction(db):
        found = _holds(db, given)
        if found:
            _point(db, given)
    return found


def publish(db: Database, given: Given, extraction: Extraction) -> None:
    """Writes the records of a source in place of all that the database had of it, in one transaction.

    Raises ValueError, and leaves the database as it was, where a record breaks the rules of the tables.
    """
    if "\0" in extraction.source.text:
        raise ValueError("the text holds a NUL character, at which SQLite would end it")
    try:
        with _transaction(db):
            if not _holds(db, given):
                _replace(db, given, extraction)
            _point(db, given)
    except (sqlite3.IntegrityError, UnicodeEncodeError, OverflowError) as error:
        raise ValueError(str(error)) from error


def unread(db: Database, given: Given) -> Failure | None:
    """What of a source that is in the database could not be read; None where all of it was."""
    found = db.execute("select unread from documents where id = ?", (given.document_id,)).fetchone()[0]
    return Failure(given.source, "read", found) if found else None


def compare_editions(db: Database, rules: Rules) -> None:
    """Fills in what changed between documents of one plan not compared yet, each two in a transaction."""
    while waiting(db):
        with _transaction(db):
            if pair := waiting(db):
                fill(db, *pair, rules)


def decide(db: Database, one: str, other: str, relation: str) -> tuple[str, str]:
    """The ids of two documents, named by their ids or sources, of which a person's word is now kept.

    Raises PublishError where the database lacks one of them, or where they are the same.
    """
    with _transaction(db):
        ids = _document_named(db, one), _document_named(db, other)
        if ids[0] == ids[1]:
            raise PublishError(f"{one} and {other} are the same document")
        store.decide(db, *ids, relation, _now())
    return ids


def _document_named(db: Database, name: str) -> str:
    found: tuple[str] | None = db.execute(
        "select id from documents where id = :name union all select document_id from sources where source = :name",
        {"name": storable(name)},
    ).fetchone()
    if found is None:
        raise PublishError(f"{name}: no document of that id or name in the database")
    return found[0]


def record_failure(db: Database, failure: Failure) -> None:
    """Writes down why a source was not read. What was read of it before stays."""
    with _transaction(db):
        db.table("failures").upsert({**asdict(failure), "at": _now()}, pk="source")
        db.execute("update sources set status = 'failed' where source = ?", (failure.source,))


def clear_failures(db: Database, sources: list[str]) -> None:
    """Takes away the failures of these sources."""
    with _transaction(db):
        for source in sources:
            db.execute("delete from failures where source = ?", (source,))


def record_run(db: Database, rules_digest: str, ingested: int, unchanged: int, failed: int, seconds: float) -> None:
    """Adds a row to ``runs`` when one is over; ``seconds`` is how long it took."""
    row = {"at": _now(), "rules_digest": rules_digest, "ingested": ingested, "unchanged": unchanged}
    with _transaction(db):
        db.table("runs").insert({**row, "failed": failed, "seconds": round(seconds, 3)})
        measure_indexes(db)


@contextmanager
def _transaction(db: Database) -> Iterator[None]:
    db.execute("begin immediate")  # one who reads before writing could not wait for another writer
    with db.conn:  # commits, or rolls back
        yield


def _is_empty(db: Database, path: Path) -> bool:
    """Whether the database has no tables yet. Raises PublishError where it has others than this zhengce writes."""
    if db.execute("select 1 from sqlite_master").fetchone() is None:
        return True
    if db.execute("pragma application_id").fetchone() != (APPLICATION_ID,):
        raise PublishError(f"{path}: a database, but not one that zhengce made")
    version = db.execute("pragma user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise PublishError(f"{path}: made by a newer zhengce (schema {version}, this one knows {SCHEMA_VERSION})")
    if version < SCHEMA_VERSION:
        raise PublishError(f"{path}: made by an older zhengce (schema {version}): ingest into a new file")
    return False


def _holds(db: Database, given: Given) -> bool:
    found = db.execute(
        "select media_type from documents where id = ? and rules_digest = ?", (given.document_id, given.rules_digest)
    ).fetchone()
    return found is not None and not says_more(given.source, found[0])


def _point(db: Database, given: Given) -> None:
    """Says that a source holds a document, and takes away the document that it held before where no other does.

    Where the same bytes came from stays known when nobody says it anew.
    """
    row: Row = {**asdict(given), "document_id": given.document_id, "status": "read", "ingested_at": _now()}
    before = list(db.query("select * from sources where source = ?", (given.source,)))
    if given.url is None and before and before[0]["sha256"] == given.sha256:
        row |= {name: before[0][name] for name in ("url", "fetched_on")}
    db.table("sources").upsert(row, pk="source")
    db.execute("delete from failures where source = ?", (given.source,))
    db.execute(
        "insert into failures select ?, 'read', unread, ? from documents where id = ? and unread is not null",
        (given.source, _now(), given.document_id),
    )
    for document_id in {given.document_id, *(source["document_id"] for source in before)}:
        came_from = db.execute(
            "select coalesce(url, source), fetched_on from sources where document_id = ? "
            "order by url is null, source limit 1",
            (document_id,),
        ).fetchone()
        if came_from is None:
            _remove(db, document_id)
        else:
            db.execute(
                "update documents set source = :source, fetched_on = :on "
                "where id = :id and (source, fetched_on) is not (:source, :on)",
                {"id": document_id, "source": came_from[0], "on": came_from[1]},
            )


def _remove(db: Database, document_id: str) -> None:
    """Takes away a document, all that belongs to it, and the agencies and indicators that only it named."""
    db.execute("pragma defer_foreign_keys = on")  # sources may be waiting for the document's new records
    agencies = _column(
        db,
        "select distinct agency_id from responsibilities where task_id in (select id from tasks where document_id = ?)",
        document_id,
    )
    indicators = _column(db, "select indicator_id from targets where document_id = ?", document_id)
    indicators |= _column(db, "select indicator_id from results where document_id = ?", document_id)
    left = forget(db, document_id)
    db.execute("delete from documents where id = ?", (document_id,))
    regroup(db, left)
    for agency in agencies:
        db.execute(
            "delete from agencies where id = :id and not exists (select 1 from responsibilities where agency_id = :id)",
            {"id": agency},
        )
    _set_levels(db, agencies)
    for indicator in indicators:
        db.execute(
            "delete from indicators where id = :id and not exists (select 1 from targets where indicator_id = :id) "
            "and not exists (select 1 from results where indicator_id = :id)",
            {"id": indicator},
        )


def _replace(db: Database, given: Given, extraction: Extraction) -> None:
    _remove(db, given.document_id)
    rows = rows_of(given.document_id, extraction)
    agencies = rows.pop("agencies")
    db.table("agencies").upsert_all(agencies, pk="id")
    db.table("indicators").upsert_all(rows.pop("indicators"), pk="id")
    db.table("documents").insert(_document(given, extraction))
    for table, records in rows.items():
        db.table(table).insert_all(records)
    list_duties(db, given.document_id)
    _set_levels(db, {agency["id"] for agency in agencies})
    if extraction.edition:
        relate(db, given.document_id, extraction.edition)


def _set_levels(db: Database, agencies: Iterable[str]) -> None:
    """Gives agencies their level. Where documents disagree, as they may of 教育厅 without its province, it is the first
    by the alphabet, whichever was read last.
    """
    for agency in agencies:
        db.execute(
            "update agencies set level = (select min(agency_level) from responsibilities where agency_id = :id) "
            "where id = :id",
            {"id": agency},
        )


def _document(given: Given, extraction: Extraction) -> Row:
    source, about = extraction.source, extraction.about
    return {
        "id": given.document_id,
        "source": given.source,
        "media_type": source.media_type,
        "sha256": given.sha256,
        "bytes": given.bytes,
        "pages": len(source.pages) or None,
        "title": about.title,
        "issuer": about.issuer,
        "place": about.place,
        "document_number": about.document_number,
        "issued_on": about.issued_on,
        "genre": about.genre,
        "rules_digest": given.rules_digest,
        "ingested_at": _now(),
        "unread": storable("; ".join(source.unread)) or None,
        "text": source.text,
    }


def _column(db: Database, sql: str, document_id: str) -> set[str]:
    return {row[0] for row in db.execute(sql, (document_id,)) if row[0] is not None}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
