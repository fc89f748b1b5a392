"""Worker processes that extract documents, each file within limits of time, memory and output.

A worker that dies or goes beyond a limit costs the file that it was at, and nothing else: the file becomes a failure
and another worker takes the next. Whatever programs a worker has started end with it.
"""

import math
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import TYPE_CHECKING

from extract.limits import MEGABYTE, Limits, limit_memory, peak_memory
from extract.model import Extraction
from extract.publish import Failure, Given, storable
from extract.read import ReadError
from extract.read.progress import reported_to

if TYPE_CHECKING:  # Windows has no such thing
    from multiprocessing.context import ForkServerContext, SpawnContext

STOP_SECONDS = 5.0  # what a process that has closed its pipe may take to end
PAGES = 60  # a file whose pages are recognised one by one may take the time of so many slow ones, and no more
SHOWN = 300  # characters of an error that nobody foresaw
LONGEST_FOLDER = 70  # bytes of the folder in which a server's socket is made, whose name may have 107
_UNGUARDED = (
    ". A Python program that calls ingest() must be a file, and do so below if __name__ == '__main__': as its workers"
    " import it"
)
ROOM = 0.5  # of the memory limit must be left to a file: a process that has ever had more is not given another


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that a worker has recognised the text of."""

    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A worker has loaded the rules of this digest."""

    rules_digest: str


@dataclass(frozen=True, slots=True)
class _Done:
    """What a worker has made of its file, and whether it can take another."""

    answer: Extraction | Failure
    ready: bool


Extract = Callable[[bytes, str], Extraction]  # from a file's bytes and its name
Load = Callable[[], tuple[str, Extract]]  # the digest of the rules, and what extracts with them
Task = tuple[Given, bytes]
Answer = Extraction | Failure | PageRead
Answers = Generator[tuple[Given, Answer], None, None]


class IngestError(Exception):
    """A run that can't go on, whatever the files are."""


def extract_all(tasks: Iterator[Task], load: Load, jobs: int, limits: Limits) -> Answers:
    """What was extracted from each task's bytes, or why nothing was, as it becomes ready; ``jobs`` are at work at once.

    Before that may come how far the recognition of its pages is.

    Raises IngestError where a worker process can't be started or ends before its first task, or loads other rules than
    the task's.
    """
    workers: list[_Worker] = []
    try:
        workers.extend(_Worker(load, task, limits) for task in islice(tasks, jobs))
        while workers:
            for worker in _ready(workers):
                given, answer = worker.given, worker.receive()
                if answer is None:
                    continue
                if isinstance(answer, PageRead):
                    yield given, answer
                    continue
                following = next(tasks, None)
                if following and worker.ready:
                    worker.take(following)
                else:
                    worker.stop()
                    workers.remove(worker)
                    if following:
                        workers.append(_Worker(load, following, limits))
                yield given, answer
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A process that extracts one file after another, each within the limits, and the pipe to it."""

    def __init__(self, load: Load, first: Task, limits: Limits) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, load, limits), daemon=True)
        try:
            with _interrupts_held(), _our_modules():
                self.process.start()
        except (EOFError, OSError) as error:
            self.pipe.close()
            why = "the server that starts them ended" if isinstance(error, EOFError | ConnectionError) else error
            raise IngestError(f"no worker process can be started: {why}") from error
        finally:
            theirs.close()
        self.given = first[0]
        self.first = first  # for when the rules are loaded
        self.loading = True
        self.limits = limits
        self.since = self.until = math.inf
        self.ready = False

    def take(self, task: Task) -> None:
        """Gives it a file to extract."""
        self.given, data = task
        self.since = time.monotonic()
        self.until = self.since + self.limits.seconds
        with suppress(BrokenPipeError):  # where it has died, receive says so
            self.pipe.send((data, self.given.source))

    def receive(self) -> Answer | None:
        """Its answer; None where it has only now loaded the rules. A process that is late or dead is stopped."""
        if not self.pipe.poll():
            return self._late()
        try:
            message: _Loaded | PageRead | _Done = self.pipe.recv()
        except (EOFError, OSError) as error:
            self.process.join(STOP_SECONDS)
            self.stop()
            how = _exit_text(self.process.exitcode)
            if self.loading:
                raise IngestError(f"a worker process ended while it loaded the rules ({how}){_UNGUARDED}") from error
            return Failure(self.given.source, "extract", f"the process that was extracting it died ({how})")
        if isinstance(message, PageRead):
            now = time.monotonic()
            self.until = min(now + self.limits.seconds, self.since + PAGES * self.limits.seconds)
            return message if now < self.until else self._late()
        if isinstance(message, _Done):
            self.ready = message.ready
            return message.answer
        if message.rules_digest != self.given.rules_digest:
            raise IngestError("the rules or the program were changed while the run was going on: start it again")
        self.take(self.first)
        del self.first  # it may be large
        self.loading = False
        return None

    def _late(self) -> Failure:
        self.stop()
        seconds = self.until - self.since
        return Failure(self.given.source, "extract", f"took longer than {seconds:g} seconds")

    def stop(self) -> None:
        """Ends it and what it has started, whatever they are at."""
        if sys.platform != "win32" and self.process.pid:
            with suppress(ProcessLookupError, PermissionError):  # where nobody is left, or it has no group yet
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self.ready = False


def _context() -> "ForkServerContext | SpawnContext":
    """How processes are started: forked from a server that has loaded what they need, where the system can."""
    if sys.platform == "win32" or len(os.fsencode(tempfile.gettempdir())) > LONGEST_FOLDER:
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["extract.preload"])
    return context


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


@contextmanager
def _our_modules() -> Iterator[None]:
    """What is started within the block looks for modules where this process does, and not in the working folder first:
    among the documents there may be an extract.py, or something that somebody made to be run.
    """
    folders = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100  (as text, for a variable)
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
    os.environ.update(PYTHONPATH=folders, PYTHONSAFEPATH="1")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """The workers that have something to say, or whose time is up; waits for the first."""
    until = min(worker.until for worker in workers)
    pipes = wait([worker.pipe for worker in workers], None if until == math.inf else max(0, until - time.monotonic()))
    return [worker for worker in workers if worker.pipe in pipes or worker.until <= time.monotonic()]


def _work(pipe: Connection, load: Load, limits: Limits) -> None:
    """What a worker process does until the other end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where interrupts could not be held: the parent sees to them
    if sys.platform != "win32":
        os.setsid()  # it and what it starts can be ended as one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    rules_digest, extract = load()
    _fall_silent()
    limit_memory(limits.memory)
    try:
        pipe.send(_Loaded(rules_digest))
        while True:
            data, source = pipe.recv()
            with reported_to(lambda page, pages: pipe.send(PageRead(page, pages))):
                packed = _packed(extract, data, source, limits)
            del data
            pipe.send_bytes(packed)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone
        return


def _end_with_parent() -> None:
    """Ends this process and what it has started once its parent is gone, which keeps its time: nobody else would."""
    parent = parent_process()
    if parent:
        parent.join()
        if sys.platform != "win32":
            os.killpg(0, signal.SIGKILL)
        os._exit(1)


def _fall_silent() -> None:
    """What libraries print about a document is not for the terminal, which it might steer."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _packed(extract: Extract, data: bytes, source: str, limits: Limits) -> memoryview:
    """What was made of a file, as it goes through the pipe."""
    try:
        answer = _answer(extract, data, source)
        packed = ForkingPickler.dumps(_Done(answer, peak_memory() < limits.memory * ROOM))
        if len(packed) <= limits.output * MEGABYTE:
            return packed
        error = f"more than {limits.output} MB of text and records came out of it"
    except MemoryError:
        error = f"needed more than {limits.memory} MB of memory"
    return ForkingPickler.dumps(_Done(Failure(source, "extract", error), ready=False))


def _answer(extract: Extract, data: bytes, source: str) -> Extraction | Failure:
    try:
        return extract(data, source)
    except MemoryError:
        raise
    except ReadError as error:
        return Failure(source, "read", storable(str(error)))
    except Exception as error:  # a fault of ours: the file is a failure that says where, and the run goes on
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return Failure(source, "extract", storable(f"{type(error).__name__}: {str(error)[:SHOWN]} ({where})"))


def _exit_text(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit status {code}"
