"""Worker processes that extract documents, each file within a time limit.

A worker that dies or takes too long costs the file that it was at, and nothing else: the file becomes a failure and
another worker takes the next.
"""

import math
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

from extract.model import Extraction
from extract.publish import Failure, Given, storable
from extract.read import ReadError

STOP_SECONDS = 5.0  # what a process that has closed its pipe may take to end

Extract = Callable[[bytes, str], Extraction]  # from a file's bytes and its name
Load = Callable[[], tuple[str, Extract]]  # the digest of the rules, and what extracts with them
Task = tuple[Given, bytes]
Answers = Generator[tuple[Given, Extraction | Failure], None, None]


class IngestError(Exception):
    """A run that can't go on, whatever the files are."""


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
            raise IngestError("the rules or the program were changed while the run was going on: start it again")
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
        return Failure(source, "read", storable(str(error)))
    except Exception as error:  # a fault of ours: the file is a failure that says where, and the run goes on
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return Failure(source, "extract", storable(f"{type(error).__name__}: {error} ({where})"))


def _exit_text(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit status {code}"
