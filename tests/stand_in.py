"""A stand-in for the extraction of documents, quick to load in the processes that tests start, and what those run."""

import fcntl
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import IO

from extract.ingest import Event, Limits, Summary, run
from extract.model import (
    About,
    Cell,
    Citation,
    Date,
    Extraction,
    Page,
    Quantity,
    ReadTable,
    Responsibility,
    Section,
    Source,
    Statement,
    Table,
    Task,
)
from extract.read import ReadError
from extract.read.progress import page_read

_HELD: dict[Path, IO[str]] = {}

PLAN = """一、绿色发展
到2025年，森林覆盖率达到35%。（市林业局）
2024年新增公园20个。（市林业局、市城管局）
二、经济
2020年实现产值800亿元。（市发展改革委）
依据《节能条例》执行。"""


def found_in(text: str) -> Extraction:
    """An extraction for tests, of every kind of record: each line with 一、 is a section, each 。 ends a task, 修 is
    doubtful, and where 残 is something could not be read.

    The first line counts as a table as well, with a cell for each of its first two characters and an empty one.
    """
    sections, tasks, statements, quantities, dates, citations = [], [], [], [], [], []
    for line in re.finditer(r"[^\n]+", text):
        at = line.start()
        if heading := re.match(r"([一二三四五六七八九十])、(.*)", line[0]):
            parent = 0 if sections else None
            level = 1 if parent is None else 2
            sections.append(Section(heading[1], heading[2], level, parent, at, len(text), line.end(), "section.list"))
            continue
        section = len(sections) - 1 if sections else None
        level = "province" if "2030年" in line[0] else "city"  # documents need not agree on the level of an agency
        named = tuple(
            Responsibility(n[0], "lead", f"青岛{n[0]}", level, at + n.start(), at + n.end(), "note.bracket")
            for n in re.finditer(r"市[^、）]+", line[0])
        )
        tasks.append(Task(section, at, line.end(), named))
        year = re.search(r"(\d{4})年", line[0])
        if year:
            first, last = f"{year[1]}-01-01", f"{year[1]}-12-31"
            dates.append(Date(year[0], at + year.start(), at + year.end(), "date.year", first, last, "deadline"))
        for n in re.finditer(r"(\w{1,12}?)(\d+)([%个亿])", line[0][year.end() if year else 0 :]):
            start, end = at + (year.end() if year else 0) + n.start(), at + (year.end() if year else 0) + n.end()
            value = float(n[2])
            quantities.append(Quantity(text[start:end], start, end, "quantity.number", "=", value, None, n[3]))
            done = "实现" in line[0]
            statements.append(
                Statement(
                    *("result" if done else "target", "quantity", n[1], start, end, "target.reach"),
                    op="=", value=value, unit=n[3], change="to", baseline=False, section=section, task=len(tasks) - 1,
                    deadline=None if done or not year else f"{year[1]}-12-31", as_of=year[1] if done and year else None,
                    canonical=n[1],
                )
            )  # fmt: skip
        for work in re.finditer(r"《(.+?)》", line[0]):
            start, end = at + work.start(), at + work.end()
            citations.append(Citation(work[1], None, start, end, "citation.title"))
    doubts = tuple((n.start(), n.end(), 0.5) for n in re.finditer("修", text))
    unread = ("page 2: no text",) if "残" in text else ()
    title = text.partition("\n")[0]
    cells = (Cell(0, 0, 0, 1), Cell(0, 1, 1, 2), Cell(0, 2, 2, 2, rows=2)) if len(title) > 2 else ()
    tables = (ReadTable(Table(0, len(title), cells), "other", 1, 3, title, page=1),) if cells else ()
    return Extraction(
        Source(text, "text/plain", pages=(Page(0),), unread=unread, doubts=doubts),
        About(title=title, genre="plan"),
        *map(tuple, (sections, tasks, statements, quantities, dates, citations)),
        tables=tables,
    )


def extract(data: bytes, name: str) -> Extraction:
    """What is extracted from a document, which may say that something else is to happen."""
    text = data.decode()
    if text.startswith("hang"):
        time.sleep(1000)
    if text.startswith("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if text.startswith("exit"):
        os._exit(3)
    if text.startswith("crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if text.startswith("child"):
        child = subprocess.Popen(["sleep", "1000"])
        Path(text.split()[1]).write_text(str(child.pid))
        time.sleep(1000)
    if text.startswith("worker"):
        hoard = b"." * 100_000_000
        Path(text.split()[1], str(os.getpid())).write_text(str(len(hoard)))
    if text.startswith("memory"):
        hoard = [bytearray(10_000_000) for _ in range(1_000)]
        raise AssertionError(f"{len(hoard)} pieces of memory were given")
    if text.startswith("large"):
        return Extraction(Source("水" * 500_000, "text/plain"), About())
    if text.startswith("print"):
        os.write(1, b"\x1b[2J to stdout")
        os.write(2, b"\x1b[2J to stderr")
    if text.startswith("pages"):
        for page in range(1, 5):
            time.sleep(0.7)
            page_read(page, 4)
    if text.startswith("endless"):
        while True:
            page_read(1, 2)
    if text.startswith("raise"):
        raise LookupError("no such 章")
    if text.startswith("unreadable"):
        raise ReadError("cut off in the middle of a character")
    if text.startswith("surrogate"):
        return found_in("\ud800")
    if locks := os.environ.get("TEST_LOCKS"):
        _hold(Path(locks, str(os.getpid())))
    return found_in(text)


def _hold(path: Path) -> None:
    """Keeps a file locked for as long as this process lives."""
    if path not in _HELD:
        _HELD[path] = path.open("w")
        fcntl.flock(_HELD[path], fcntl.LOCK_EX)


def load(rules_digest: str = "rules1"):
    return rules_digest, extract


def fail_to_load():
    os._exit(7)


def main(folder: str, database: str) -> None:
    """A run in a process of its own, which prints a line for each file that is done with."""

    def show(event: Event) -> None:
        if event.kind == "finished":
            print(event.outcome, flush=True)

    summary = run([folder], Path(database), 1, "rules1", load, show, Limits())
    print("summary", summary.ingested, summary.unchanged, len(summary.failures), flush=True)


def summary(**fields: object) -> Summary:
    """The summary of a run in which nothing happened but what is said."""
    empty = {"ingested": 0, "unchanged": 0, "failures": (), "documents": 0, "targets_by_year": (), "top_agencies": ()}
    return Summary(**{**empty, "seconds": 0.0, **fields})  # type: ignore[arg-type]
