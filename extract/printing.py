"""What a run and a comparison look like on the console: progress, summary, scores."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from extract.score import Judgement, Report, gains_and_losses
from extract.terminal import plain

if TYPE_CHECKING:  # ingest loads every stage, and scores need none
    from extract.ingest import Event, Summary

BAR_WIDTH = 40
PAGE_SECONDS = 10.0  # how often it is said, where there is no terminal, which page of a scan is read
_NUMBERS = ("targets", "responsibilities", "gold", "found", "precision", "recall", "F1", "before", "records")


def _bar(console: Console) -> Progress:
    """A bar with what is done, of how many, for how long and at what; on a terminal only."""
    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )


@contextmanager
def progress(console: Console) -> Iterator[Callable[["Event"], None]]:
    """A function that shows each event of a run: as a bar on a terminal, elsewhere as a line for each file."""
    with _bar(console) as bar:
        task = bar.add_task("", total=None)
        told = time.monotonic()

        def show(event: "Event") -> None:
            nonlocal told
            if event.kind == "total":
                bar.update(task, total=event.total)
            elif event.kind == "started":
                bar.update(task, description=plain(event.source))
            elif event.kind == "comparing":
                bar.update(task, description="comparing editions")
            elif event.kind == "page":
                at = f"{plain(event.source)}: page {event.page} of {event.total}"
                bar.update(task, description=at)
                if not console.is_terminal and time.monotonic() - told >= PAGE_SECONDS:
                    told = time.monotonic()
                    console.print(at, soft_wrap=True)
            else:
                bar.advance(task)
                if event.error:
                    how = "failed" if event.outcome == "failed" else "read in part"
                    console.print(f"{how} {plain(event.source)}: {plain(event.error)}", style="red", soft_wrap=True)
                elif not console.is_terminal:
                    console.print(f"{event.outcome} {plain(event.source)}", soft_wrap=True)

        yield show


@contextmanager
def rows_progress(console: Console) -> Iterator[Callable[[int, int], None]]:
    """A function that shows how many rows are written, and of how many: as a bar on a terminal, elsewhere as lines."""
    with _bar(console) as bar:
        task = bar.add_task("", total=None)
        told = time.monotonic()

        def show(at: int, total: int) -> None:
            nonlocal told
            bar.update(task, completed=at, total=total)
            if not console.is_terminal and time.monotonic() - told >= PAGE_SECONDS:
                told = time.monotonic()
                console.print(f"{at:,} of {total:,} rows", soft_wrap=True)

        yield show


def print_summary(summary: "Summary", database: Path, console: Console) -> None:
    """Nothing comes back: what a run did, what the database now holds and how to look at it are on the console."""
    path = plain(str(database))
    console.print(f"Documents in {path}: {summary.documents:,}", style="bold", soft_wrap=True)
    console.print(
        f"This run: {summary.ingested} ingested, {summary.unchanged} unchanged, {len(summary.failures)} failed, "
        f"in {summary.seconds:.1f} s."
    )
    if summary.assets:
        console.print(
            f"Passed over: {summary.assets:,} files that only serve to show web pages (styles, scripts, icons)."
        )
    most = max((number for _, number in summary.targets_by_year), default=0)
    years = _table("Targets by deadline year", "year", "", "targets")
    for year, number in summary.targets_by_year:
        years.add_row("none" if year is None else str(year), "█" * -(-number * BAR_WIDTH // most), str(number))
    agencies = _table("Top agencies", "agency", "responsibilities")
    for name, number in summary.top_agencies:
        agencies.add_row(plain(name), str(number))
    for table in (years, agencies):
        if table.row_count:
            console.print(table)
    for title, failures in (("Not read", summary.failures), ("Read in part", summary.partly)):
        if failures:
            console.print(f"\n{title}", style="italic")
        for failure in failures:
            told = f" {plain(failure.source)} ({failure.stage}): {plain(failure.error)}"
            console.print(told, style="red", soft_wrap=True)
    console.print(f"\nBrowse it: zhengce browse {path}", soft_wrap=True)


def scores_as_data(report: Report, baseline: Report | None = None, *, errors: bool) -> dict[str, object]:
    """A comparison, and what it gains and loses against a baseline, as what JSON can hold."""
    data: dict[str, object] = {
        "figures": {kind: asdict(figures) for kind, figures in report.figures().items()},
        "missing": report.missing,
        "unplaced": report.unplaced,
    }
    if errors:
        data["errors"] = [asdict(judgement) for judgement in report.faults]
    if baseline:
        gains, losses = gains_and_losses(report, baseline)
        data["baseline"] = {kind: asdict(figures) for kind, figures in baseline.figures().items()}
        data["gains"] = [asdict(judgement) for judgement in gains]
        data["losses"] = [asdict(judgement) for judgement in losses]
    return data


def print_scores(report: Report, baseline: Report | None = None, *, errors: bool, console: Console) -> None:
    """Nothing comes back: figures by kind, and where wanted each error, gain and loss, are on the console."""
    before = baseline.figures() if baseline else {}
    names = ("gold", "found", "precision", "recall", "F1", *(["before"] if baseline else []), "records")
    table = _table("Agreement with the annotations", "kind", *names)
    figures = report.figures()
    for kind, f in figures.items():
        f1 = [_share(f.f1)] + ([_share(before[kind].f1 if kind in before else None)] if baseline else [])
        table.add_row(kind, str(f.gold), str(f.found), _share(f.precision), _share(f.recall), *f1, _share(f.record_f1))
    console.print(table)
    console.print("\nFields right where the record was found", style="italic")
    for kind, f in figures.items():
        if f.fields:
            fields = ", ".join(f"{name} {_share(share)}" for name, share in f.fields.items())
            console.print(f" {kind}: {fields}", soft_wrap=True)
    if errors:
        _print_judgements("Errors", report.faults, console)
    if baseline:
        gains, losses = gains_and_losses(report, baseline)
        _print_judgements("Gains", gains, console)
        _print_judgements("Losses", losses, console)
    for document in report.missing:
        console.print(f"The database has no document {plain(document)}.", style="red", soft_wrap=True)
    for quote in report.unplaced:
        console.print(f"This quote is not in the text: {plain(quote)}", style="red", soft_wrap=True)


def _print_judgements(title: str, judgements: Sequence[Judgement], console: Console) -> None:
    console.print(f"\n{title} ({len(judgements)})", style="bold")
    for j in judgements:
        where = j.document if j.at is None else f"{j.document}, {'at' if j.verdict == 'extra' else 'line'} {j.at}"
        wrong = "".join(f"; {name} is {gold!r}, found {found!r}" for name, (gold, found) in j.wrong.items())
        console.print(plain(f"{j.verdict:6} {j.kind} ({where}): {j.record}{wrong}"), soft_wrap=True)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", box=None)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in _NUMBERS else "left")
    return table


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"
