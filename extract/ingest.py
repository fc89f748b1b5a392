"""From files and folders to the database: has what was found extracted, and writes what comes. Only it writes."""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Literal

from sqlite_utils import Database

from extract import publish
from extract.files import Found, find_files
from extract.limits import MEGABYTE, Limits
from extract.manifest import NO_ORIGIN
from extract.model import Extraction
from extract.publish import Failure, Given, storable
from extract.read import ReadError, ocr, read_bytes, read_path
from extract.rulebook import Rules, load_rules
from extract.workers import Answers, Extract, IngestError, Load, PageRead, Task, extract_all

__all__ = ["Event", "Failure", "IngestError", "Limits", "Summary", "ingest", "run"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happens in a run: first ``total``, then each file is ``finished``, and ``started`` if it has to be read.

    Of a scan each ``page`` that has been recognised is told between the two. Last comes ``comparing``: editions
    that are new are.
    """

    kind: Literal["total", "started", "page", "finished", "comparing"]
    source: str = ""
    outcome: Literal["", "ingested", "unchanged", "failed"] = ""
    error: str = ""  # why it failed, or what of it could not be read
    total: int = 0  # number of files, or of pages
    page: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, and what the database then holds.

    ``unchanged`` are files whose bytes had been read with the same rules, under this name or another; ``partly`` says
    of files in either number what of them could not be read; ``assets`` is the number of files passed over that only
    serve to show web pages.
    """

    ingested: int
    unchanged: int
    failures: tuple[Failure, ...]
    documents: int  # in the database, as are the next two
    targets_by_year: tuple[tuple[int | None, int], ...]  # deadline's year and number of targets, those without one last
    top_agencies: tuple[tuple[str, int], ...]  # name and number of responsibilities, most first
    seconds: float
    interrupted: bool = False
    partly: tuple[Failure, ...] = ()
    assets: int = 0


def ingest(
    paths: Iterable[Path | str],
    database: Path,
    jobs: int,
    rules_folder: Path | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    password: str | None = None,
    manifest: Path | None = None,
) -> Summary:
    """What was done: the documents at these paths are in the database, or are rows of its table ``failures``.

    Folders are read with all below them, but for hidden files, and so are the files that a manifest lists. What of a
    document could not be read is a row of ``failures`` too. The password is for encrypted files. An interrupt (Ctrl-C)
    ends the run with what is written.

    The worker processes import the program that calls this, as all of Python's do: what it does must stand below
    ``if __name__ == "__main__":``, and it must be a file, no program from standard input.

    Raises RuleError, PublishError where the database can't be used, IngestError where no worker can start.
    """
    rules = load_rules(rules_folder)
    load = partial(load_extractor, rules_folder, password)
    compare = partial(publish.compare_editions, rules=rules)
    return run(paths, database, jobs, _digest(rules), load, on_event, limits, manifest, compare)


def load_extractor(rules_folder: Path | None, password: str | None = None) -> tuple[str, Extract]:
    """The digest of the rules, and the function that extracts a file's bytes with them. Raises RuleError."""
    # These take long to import, and only worker processes need them.
    from extract.extraction import extract_source
    from extract.relate.edition import edition_of

    rules = load_rules(rules_folder)

    def extract(data: bytes, name: str) -> Extraction:
        found = extract_source(read_bytes(data, name, password), rules)
        return replace(found, edition=edition_of(found, rules))

    return _digest(rules), extract


def _digest(rules: Rules) -> str:
    """What a document is read with: once scans can be read, those that were given up are read again."""
    return f"{rules.digest}-ocr" if ocr.available() else rules.digest


def run(
    paths: Iterable[Path | str],
    database: Path,
    jobs: int,
    rules_digest: str,
    load: Load,
    on_event: Callable[[Event], None],
    limits: Limits,
    manifest: Path | None = None,
    compare: Callable[[Database], None] = lambda db: None,
) -> Summary:
    """As ``ingest``, with an extraction of the caller's choice, which ``load`` gives in each worker process, and what
    is to be done with the database when all documents are in it.
    """
    if jobs < 1:
        raise ValueError(f"{jobs} jobs: at least one is needed")
    started = time.monotonic()
    with publish.open_database(database) as db:
        writer = _Writer(db, rules_digest, on_event, limits)
        interrupted = False
        try:
            found = find_files(paths, database, manifest)
            writer.write(found, partial(extract_all, load=load, jobs=jobs, limits=limits))
            on_event(Event("comparing"))
            compare(db)
        except KeyboardInterrupt:
            db.rollback()
            interrupted = True
        seconds = time.monotonic() - started
        publish.record_run(db, rules_digest, writer.ingested, writer.unchanged, len(writer.failures), seconds)
        return Summary(
            ingested=writer.ingested,
            unchanged=writer.unchanged,
            failures=tuple(writer.failures),
            documents=db.table("documents").count,
            targets_by_year=_pairs(
                db, "select year, count(*) from target_overview group by 1 order by year is null, 1"
            ),
            top_agencies=_pairs(
                db,
                "select a.name, count(*) from responsibilities r join agencies a on a.id = r.agency_id "
                "join tasks on tasks.id = r.task_id join documents d on d.id = tasks.document_id "
                "where d.superseded_by is null group by a.id order by 2 desc, 1 limit 10",
            ),
            seconds=seconds,
            interrupted=interrupted,
            partly=tuple(writer.partly),
            assets=writer.assets,
        )


class _Writer:
    """Writes to one database what the files of one run hold, and counts."""

    def __init__(self, db: Database, rules_digest: str, on_event: Callable[[Event], None], limits: Limits) -> None:
        self.db = db
        self.rules_digest = rules_digest
        self.on_event = on_event
        self.max_bytes = limits.size * MEGABYTE
        self.ingested = self.unchanged = self.assets = 0
        self.failures: list[Failure] = []
        self.partly: list[Failure] = []

    def write(self, found: Found, extract: Callable[[Iterator[Task]], Answers]) -> None:
        """Writes all that was found, in the order in which the extraction comes."""
        self.assets = len(found.assets)
        self.on_event(Event("total", total=len(found.files) + len(found.failures)))
        publish.clear_failures(self.db, [*found.folders, *found.listed, *found.assets, *self._vanished(found)])
        for failure in found.failures:
            self._fail(failure)
        with closing(extract(self._tasks(found))) as answers:
            for given, answer in answers:
                if isinstance(answer, PageRead):
                    self.on_event(Event("page", given.source, total=answer.pages, page=answer.page))
                elif isinstance(answer, Failure):
                    self._fail(answer)
                else:
                    self._publish(given, answer)

    def _vanished(self, found: Found) -> list[str]:
        """The sources that never could be read, lay below the folders looked through, and no longer are there: renamed,
        as an error may have advised, or taken away.
        """
        folders = set(found.folders)
        failed = self.db.execute("select source from failures where source not in (select source from sources)")
        return [
            source
            for (source,) in failed.fetchall()
            if source not in found.files
            and "://" not in source  # an address
            and not folders.isdisjoint(folder.as_posix() for folder in PurePath(source).parents)
            and not os.path.lexists(source)
        ]

    def _tasks(self, found: Found) -> Iterator[Task]:
        """The files that have to be extracted; the others are done with here."""
        for source, path in found.files.items():
            try:
                data = read_path(path, self.max_bytes)
            except ReadError as error:
                self._fail(Failure(source, "read", storable(str(error))))
                continue
            origin = found.origins.get(source, NO_ORIGIN)
            sha256 = hashlib.sha256(data).hexdigest()
            given = Given(source, sha256, len(data), self.rules_digest, origin.url, origin.fetched_on)
            if publish.link(self.db, given):
                self.unchanged += 1
                self._finish(given, "unchanged")
            else:
                self.on_event(Event("started", source))
                yield given, data

    def _publish(self, given: Given, extraction: Extraction) -> None:
        try:
            publish.publish(self.db, given, extraction)
        except ValueError as error:
            self._fail(Failure(given.source, "publish", storable(str(error))))
        else:
            self.ingested += 1
            self._finish(given, "ingested")

    def _finish(self, given: Given, outcome: Literal["ingested", "unchanged"]) -> None:
        unread = publish.unread(self.db, given)
        if unread:
            self.partly.append(unread)
        self.on_event(Event("finished", given.source, outcome, unread.error if unread else ""))

    def _fail(self, failure: Failure) -> None:
        publish.record_failure(self.db, failure)
        self.failures.append(failure)
        self.on_event(Event("finished", failure.source, "failed", failure.error))


def _pairs(db: Database, sql: str) -> tuple[tuple[Any, int], ...]:
    return tuple(db.execute(sql).fetchall())
