"""Prints what extraction costs: beside one jieba.lcut pass over the same text, as a text grows, and by processes.

    python tests/bench.py [PATH]...        without PATH the sample corpus

Start-up (imports, rules, jieba's dictionary) stands apart. Figures are medians of runs that take turns; those of one
process count its own time at work, so that other programs on the machine do not matter.
"""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import jieba
from rich.table import Table

from extract.cli import sample_corpus
from extract.extraction import extract_source
from extract.ingest import ingest
from extract.limits import peak_memory
from extract.model import Source
from extract.read import SUFFIXES, read_bytes, read_path
from extract.rulebook import Rules, load_rules
from extract.terminal import console, plain

RUNS = 3
GROWTH = (1, 2, 4, 8)
COPIES = 20  # of each document, so that the work of several processes outweighs their start


def medians(clock: Callable[[], float], *works: Callable[[], object]) -> list[float]:
    """The median seconds of each call; they take turns, so that all meet the same state of the machine."""
    rounds = [[_seconds(clock, work) for work in works] for _ in range(RUNS)]
    return [median(times) for times in zip(*rounds, strict=True)]


def _seconds(clock: Callable[[], float], work: Callable[[], object]) -> float:
    start = clock()
    work()
    return clock() - start


def beside_jieba(sources: dict[str, Source], rules: Rules) -> Table:
    """Time of extraction divided by that of jieba.lcut, for each document and for all."""
    table = _table("Extraction in one process", "document", "characters", "times jieba.lcut", "documents a second")
    groups = {Path(name).name: [source] for name, source in sources.items()} | {"all": list(sources.values())}
    for name, group in groups.items():
        ours, theirs = medians(process_time, partial(_extract, group, rules), partial(_cut, group))
        size = sum(len(source.text) for source in group)
        table.add_row(plain(name), f"{size:,}", f"{ours / theirs:.2f}", f"{len(group) / ours:,.1f}")
    return table


def _extract(sources: Sequence[Source], rules: Rules) -> None:
    for source in sources:
        extract_source(source, rules)


def _cut(sources: Sequence[Source]) -> None:
    for source in sources:
        jieba.lcut(source.text)


def as_text_grows(source: Source, rules: Rules) -> Table:
    """Time of extraction of a text put together with itself, for each character, beside the text alone."""
    table = _table("As the longest document grows: 1.00 throughout is linear", "length", "time for each character")
    grown = [Source(source.text * factor, "text/plain") for factor in GROWTH]
    times = medians(process_time, *(partial(extract_source, one, rules) for one in grown))
    for factor, time in zip(GROWTH, times, strict=True):
        table.add_row(f"{factor}×", f"{time / factor / times[0]:.2f}")
    return table


def by_processes(sources: dict[str, Source]) -> Table:
    """Speed of ingest, with the start of its processes, by --jobs."""
    jobs = sorted({1, 2, os.cpu_count() or 1})
    table = _table("Ingest into a new database", "--jobs", "documents a second", "times one process")
    with TemporaryDirectory() as folder:
        documents = Path(folder, "documents")
        documents.mkdir()
        for number, source in enumerate(sources.values()):
            for copy in range(COPIES):
                text = source.text + "\n" * copy  # the same bytes would be one document
                (documents / f"{number}-{copy}.txt").write_text(text, encoding="utf-8", newline="")
        times = medians(perf_counter, *(partial(_ingest, documents, n) for n in jobs))
    for n, time in zip(jobs, times, strict=True):
        table.add_row(str(n), f"{len(sources) * COPIES / time:,.1f}", f"{times[0] / time:.2f}")
    return table


def _ingest(documents: Path, jobs: int) -> None:
    with TemporaryDirectory() as folder:
        summary = ingest([documents], Path(folder, "bench.db"), jobs)
        assert not summary.failures, summary.failures[:3]


def _table(title: str, first: str, *figures: str) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", box=None)
    table.add_column(first, overflow="fold")
    for column in figures:
        table.add_column(column, justify="right")
    return table


def main() -> None:
    """Prints the tables."""
    screen = console(sys.stdout)
    paths = [Path(argument) for argument in sys.argv[1:]] or sample_corpus()
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    sources = {str(file): read_bytes(read_path(file), file.name) for file in files if file.suffix.lower() in SUFFIXES}
    rules = load_rules()
    _extract(list(sources.values()), rules)
    peak = peak_memory()
    jieba.initialize()
    screen.print(beside_jieba(sources, rules))
    screen.print(as_text_grows(max(sources.values(), key=lambda source: len(source.text)), rules))
    screen.print(by_processes(sources))
    screen.print(f"\nPeak memory: {peak:,.0f} MB for all documents, one after another in one process")


if __name__ == "__main__":
    main()
