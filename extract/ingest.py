"""From files and folders to the database: finds the files, has worker processes extract them, and writes what comes.

A worker that dies or takes too long costs the file that it was at, and nothing else: the file becomes a failure and
another worker takes the next. Only this process writes.
"""

import hashlib
import math
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from extract import publish
from extract.model import Extraction
from extract.publish import Given
from extract.read import SUFFIXES, ReadError, read_bytes, read_path
from extract.rulebook import load_rules

FILE_SECONDS = 60.0  # what one document may take
STOP_SECONDS = 5.0  # what a process that has closed its pipe may take to end

Extract = Callable[[bytes, str], Extraction]  # from a file's bytes and its name
Load = Callable[[], tuple[str, Extract]]  # the digest of the rules, and what extracts with them
Task = tuple[Given, bytes]


class IngestError(Exception):
    """A run that can't go on, whatever the files are."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or folder that was not read, the stage that failed (read, extract, publish), and why."""

    source: str
    stage: str
    error: str


Answers = Generator[tuple[Given, Extraction | Failure], None, None]


@dataclass(frozen=True, slots=True)
class Event:
    """What happens in a run: first ``total``, then each file is ``finished``, and ``started`` if it has to be read."""

    kind: Literal["total", "started", "finished"]
    source: str = ""
    outcome: Literal["", "ingested", "unchanged", "failed"] = ""
    error: str = ""
    total: int = 0  # number of files


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, and what the database then holds.

    ``unchanged`` are files whose bytes had been read with the same rules, under this name or another.
    """

    ingested: int
    unchanged: int
    failures: tuple[Failure, ...]
    documents: int  # in the database, as are the next two
    targets_by_year: tuple[tuple[int | None, int], ...]  # deadline's year and number of targets, those without one last
    top_agencies: tuple[tuple[str, int], ...]  # name and number of responsibilities, most first
    seconds: float
    interrupted: bool = False


def ingest(
    paths: Iterable[Path | str],
    database: Path,
    jobs: int,
    rules_folder: Path | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
    file_seconds: float = FILE_SECONDS,
) -> Summary:
    """What was done: the documents at these paths are in the database, or are rows of its table ``failures``.

    Folders are read with all below them, but for hidden files. An interrupt (Ctrl-C) ends the run with what is written.
    Raises RuleError, PublishError where the database can't be used, IngestError where no worker can start.
    """
    rules_digest = load_rules(rules_folder).digest
    return run(paths, database, jobs, rules_digest, partial(load_extractor, rules_folder), on_event, file_seconds)


def load_extractor(rules_folder: Path | None) -> tuple[str, Extract]:
    """The digest of the rules, and the function that extracts a file's bytes with them. Raises RuleError."""
    from extract.extraction import extract_source  # takes long to import, and only worker processes need it

    rules = load_rules(rules_folder)
    return rules.digest, lambda data, name: extract_source(read_bytes(data, name), rules)


def run(
    paths: Iterable[Path | str],
    database: Path,
    jobs: int,
    rules_digest: str,
    load: Load,
    on_event: Callable[[Event], None],
    file_seconds: float,
) -> Summary:
    """As ``ingest``, with an extraction of the caller's choice, which ``load`` gives in each worker process."""
    if jobs < 1:
        raise ValueError(f"{jobs} jobs: at least one is needed")
    started = time.monotonic()
    with publish.open_database(database) as db:
        writer = _Writer(db, rules_digest, on_event)
        interrupted = False
        try:
            writer.write(
                find_files(paths, database), partial(extract_all, load=load, jobs=jobs, file_seconds=file_seconds)
            )
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
                db, "select deadline_year, count(*) from targets group by 1 order by deadline_year is null, 1"
            ),
            top_agencies=_pairs(
                db,
                "select a.name, count(*) from responsibilities r join agencies a on a.id = r.agency_id "
                "group by a.id order by 2 desc, 1 limit 10",
            ),
            seconds=seconds,
            interrupted=interrupted,
        )


@dataclass(slots=True)
class Found:
    """What lies at some paths: files to read by their names as given, folders that were looked through, failures."""

    files: dict[str, Path] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def find_files(paths: Iterable[Path | str], database: Path) -> Found:
    """The files at these paths and in the folders there, sorted within each folder, each name once.

    Hidden files and folders are passed over unless they are named; so is the database. Links are followed.
    """
    found = Found()
    ours = {database.resolve().with_name(database.name + ending) for ending in ("", "-wal", "-shm", "-journal")}
    for given in paths:
        pending = [(Path(given), frozenset[tuple[int, int]]())]
        while pending:
            path, above = pending.pop()
            source = _storable(path.as_posix())
            try:
                if path.is_dir():
                    status = path.stat()
                    folder = (status.st_dev, status.st_ino)
                    if folder in above:
                        raise OSError("a link back to a folder that it is in")
                    inside = sorted((p for p in path.iterdir() if not p.name.startswith(".")), reverse=True)
                    pending += [(p, above | {folder}) for p in inside]
                    found.folders.append(source)
                elif path.suffix.lower() in SUFFIXES or not path.exists():
                    found.files[source] = path
                elif path.resolve() not in ours:
                    raise OSError(f"not a format that is read: {path.suffix or 'a name without a suffix'}")
            except OSError as error:
                found.failures.append(Failure(source, "read", _storable(error.strerror or str(error))))
    return found


class _Writer:
    """Writes to one database what the files of one run hold, and counts."""

    def __init__(self, db: Database, rules_digest: str, on_event: Callable[[Event], None]) -> None:
        self.db = db
        self.rules_digest = rules_digest
        self.on_event = on_event
        self.ingested = self.unchanged = 0
        self.failures: list[Failure] = []

    def write(self, found: Found, extract: Callable[[Iterator[Task]], Answers]) -> None:
        """Writes all that was found, in the order in which the extraction comes."""
        self.on_event(Event("total", total=len(found.files) + len(found.failures)))
        publish.clear_failures(self.db, found.folders)
        for failure in found.failures:
            self._fail(failure)
        with closing(extract(self._tasks(found.files))) as answers:
            for given, answer in answers:
                if isinstance(answer, Failure):
                    self._fail(answer)
                else:
                    self._publish(given, answer)

    def _tasks(self, files: dict[str, Path]) -> Iterator[Task]:
        """The files that have to be extracted; the others are done with here."""
        for source, path in files.items():
            try:
                data = read_path(path)
            except ReadError as error:
                self._fail(Failure(source, "read", _storable(str(error))))
                continue
            given = Given(source, hashlib.sha256(data).hexdigest(), len(data), self.rules_digest)
            if publish.link(self.db, given):
                self.unchanged += 1
                self.on_event(Event("finished", source, "unchanged"))
            else:
                self.on_event(Event("started", source))
                yield given, data

    def _publish(self, given: Given, extraction: Extraction) -> None:
        try:
            publish.publish(self.db, given, extraction)
        except ValueError as error:
            self._fail(Failure(given.source, "publish", _storable(str(error))))
        else:
            self.ingested += 1
            self.on_event(Event("finished", given.source, "ingested"))

    def _fail(self, failure: Failure) -> None:
        publish.record_failure(self.db, failure.source, failure.stage, failure.error)
        self.failures.append(failure)
        self.on_event(Event("finished", failure.source, "failed", failure.error))


def extract_all(tasks: Iterator[Task], load: Load, jobs: int, file_seconds: float) -> Answers:
    """What was extracted from each task's bytes, or why nothing was, as it becomes ready; ``jobs`` are at work at once.

    Raises IngestError where a worker process ends before its first task, or loads other rules than the task's.
    """
    workers: list[_Worker] = []
    try:
        workers.extend(_Worker(load, task, file_seconds) for task in islice(tasks, jobs))
        while workers:
            for worker in _ready(workers):
                given, answer = worker.given, worker.receive()
                if answer is None:
                    continue
                following = next(tasks, None)
                if following and worker.alive:
                    worker.take(following)
                else:
                    worker.stop()
                    workers.remove(worker)
                    if following:
                        workers.append(_Worker(load, following, file_seconds))
                yield given, answer
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A process that extracts one file after another, each within a time limit, and the pipe to it."""

    def __init__(self, load: Load, first: Task, file_seconds: float) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, load), daemon=True)
        with _interrupts_held():
            self.process.start()
        theirs.close()
        self.given = first[0]
        self.first = first  # for when the rules are loaded
        self.loading = True
        self.file_seconds = file_seconds
        self.until = math.inf
        self.alive = True

    def take(self, task: Task) -> None:
        """Gives it a file to extract."""
        self.given, data = task
        self.until = time.monotonic() + self.file_seconds
        with suppress(BrokenPipeError):  # where it has died, receive says so
            self.pipe.send((data, self.given.source))

    def receive(self) -> Extraction | Failure | None:
        """Its answer; None where it has only now loaded the rules. A process that is late or dead is stopped."""
        if not self.pipe.poll():
            self.stop()
            return Failure(self.given.source, "extract", f"took longer than {self.file_seconds:g} seconds")
        try:
            answer: Extraction | Failure | str = self.pipe.recv()
        except (EOFError, OSError) as error:
            self.process.join(STOP_SECONDS)
            self.stop()
            how = _exit_text(self.process.exitcode)
            if self.loading:
                raise IngestError(f"a worker process ended while it loaded the rules ({how})") from error
            return Failure(self.given.source, "extract", f"the process that was extracting it died ({how})")
        if not isinstance(answer, str):
            return answer
        if answer != self.given.rules_digest:
            raise IngestError("the rules were changed while the run was going on: start it again")
        self.take(self.first)
        del self.first  # it may be large
        self.loading = False
        return None

    def stop(self) -> None:
        """Ends it, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self.alive = False


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process started within the block never hears of Ctrl-C, which goes to all processes of a terminal."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """The workers that have something to say, or whose time is up; waits for the first."""
    until = min(worker.until for worker in workers)
    pipes = wait([worker.pipe for worker in workers], None if until == math.inf else max(0, until - time.monotonic()))
    return [worker for worker in workers if worker.pipe in pipes or worker.until <= time.monotonic()]


def _work(pipe: Connection, load: Load) -> None:
    """What a worker process does until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where interrupts could not be held: the parent sees to them
    rules_digest, extract = load()
    try:
        pipe.send(rules_digest)
        while True:
            data, source = pipe.recv()
            pipe.send(_answer(extract, data, source))
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone
        return


def _answer(extract: Extract, data: bytes, source: str) -> Extraction | Failure:
    try:
        return extract(data, source)
    except ReadError as error:
        return Failure(source, "read", _storable(str(error)))
    except Exception as error:  # a fault of ours: the file is a failure that says where, and the run goes on
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return Failure(source, "extract", _storable(f"{type(error).__name__}: {error} ({where})"))


def _exit_text(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit status {code}"


def _storable(text: str) -> str:
    """A text that can be encoded: file names may hold bytes that are no characters, written here as \\udcd5."""
    return text.encode("utf-8", "backslashreplace").decode()


def _pairs(db: Database, sql: str) -> "tuple[tuple[Any, int], ...]":
    return tuple(db.execute(sql).fetchall())
