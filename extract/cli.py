"""The command line: parses, calls and prints. Each command imports what it needs, so that --help comes at once."""

import errno
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Literal, TypeVar

import click

from extract.cli_common import DATABASE, FILE, FOLDER, Unserved, Unusable, rules_option
from extract.cli_editions import correct, diff, relate
from extract.limits import Limits

Command = TypeVar("Command", bound=Callable[..., object])


class Commands(click.Group):
    """The commands in the order of their use. Ctrl-C ends each with status 130, as shells expect; output that can't be
    written, as on a full disk, with 1.
    """

    def main(self, *arguments: Any, **named: Any) -> Any:
        """What the command returns, after all of its output is written."""
        try:
            try:
                return super().main(*arguments, **named)
            finally:
                if sys.stdout:  # a shell can close it
                    sys.stdout.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            _drop_output()
            with suppress(OSError):
                click.echo(f"Error: {error}", err=True)
            sys.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order in which they stand below."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """What the command returns."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Interrupted.", err=True)
            ctx.exit(130)


def _drop_output() -> None:
    """What is still to be written goes nowhere: the interpreter would try to write it once more as it ends."""
    with suppress(OSError), open(os.devnull, "w") as nowhere:  # noqa: PTH123  (no path of a file)
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _existing(ctx: click.Context, parameter: click.Parameter, paths: tuple[str, ...]) -> tuple[Path, ...]:
    """The paths. A mistyped one is wrong usage; a broken link is there, and will be a failure of the run."""
    for path in paths:
        if not os.path.lexists(path):  # of no name at all Path would make the working folder
            raise click.BadParameter(f"no file or folder '{path}'", ctx, parameter)
    return tuple(Path(path) for path in paths)


def _limit(name: str, field: str, least: int, unit: str, help: str) -> Callable[[Command], Command]:
    """An option for one of the limits within which files are read."""
    default = int(getattr(Limits(), field))
    range = click.IntRange(min=least)
    return click.option(name, field, type=range, metavar=unit, default=default, show_default=True, help=help)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhengce", prog_name="zhengce")
def cli() -> None:
    """Chinese policy documents as data: targets, deadlines, quantities and agencies, each tied to its sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names of files need not be text


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(), callback=_existing)
@click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DATABASE,
    show_default=True,
    help="SQLite database to write to; made where there is none",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="number of cores",
    help="How many documents to extract at a time",
)
@rules_option
@click.option(
    "--manifest", type=FILE, metavar="FILE", help="Says where files came from: CSV, TSV, JSON Lines, or a list of URLs"
)
@click.option("--password", metavar="TEXT", help="Password of encrypted files")
@_limit("--timeout", "seconds", 1, "SECONDS", "Time for one file, or one page of a scan")
@_limit("--memory", "memory", 500, "MB", "Memory for one file")
@_limit("--max-size", "size", 1, "MB", "Size of one file")
@_limit("--max-output", "output", 1, "MB", "Text and records from one file")
@click.pass_context
def ingest(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    database: Path,
    jobs: int,
    rules: Path | None,
    manifest: Path | None,
    password: str | None,
    **limits: int,
) -> None:
    """Extract documents into a database

    PATH is a file or a folder with all below it; without one the sample corpus is taken. Files that have not changed
    are passed over. Exit status is 1 if a file, or a part of one, could not be read.

    A manifest lists saved files in the columns file, url and fetched; one that is called manifest.csv, .tsv or .jsonl
    is found in its folder. Of a list of URLs the files are those that wget saved beside it.

    Examples:

    \b
        zhengce ingest documents/ --db output/policies.db
        zhengce ingest --manifest mirror/urls.txt
    """
    from extract.ingest import IngestError, ingest
    from extract.printing import print_summary, progress
    from extract.publish import PublishError
    from extract.rulebook import RuleError
    from extract.terminal import console, plain

    try:
        with progress(console(sys.stderr)) as show:
            files = paths or (() if manifest else sample_corpus())
            summary = ingest(files, database, jobs, rules, show, Limits(**limits), password, manifest)
    except (IngestError, PublishError, RuleError) as error:
        raise Unusable(plain(str(error))) from error
    print_summary(summary, database, console(sys.stdout))
    if summary.interrupted:
        raise KeyboardInterrupt
    ctx.exit(1 if summary.failures or summary.partly else 0)


def sample_corpus() -> list[Path]:
    """The documents of the sample corpus, relative to the working folder where they are below it."""
    from extract.data_files import data_folder
    from extract.read import SUFFIXES

    folder = data_folder("corpus")
    if folder.is_relative_to(Path.cwd()):
        folder = folder.relative_to(Path.cwd())
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name != "README.md")


@cli.command()
@click.argument("text", metavar="TEXT|FILE")
@click.option("--json", "as_json", is_flag=True, help="Output everything that was found, as JSON")
@click.option("--html", type=click.File("w", encoding="ascii"), metavar="FILE", help="Write a page with marks instead")
@rules_option
def explain(text: str, as_json: bool, html: IO[str] | None, rules: Path | None) -> None:
    """Show what is recognised in a text or a file

    TEXT is read as a file where there is one of that name, and from standard input where it is -. Positions count
    characters from 0; an end is the position after the last character.

    Example:

    \b
        zhengce explain 到2025年，森林覆盖率达到35%以上。
    """
    from extract import terminal
    from extract.explain import as_html, show
    from extract.extraction import extract_source
    from extract.model import Source
    from extract.read import MAX_BYTES, SUFFIXES, ReadError, check_size, read_bytes, read_path
    from extract.rulebook import RuleError, load_rules

    try:
        if text == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
            check_size(len(data))
            source = read_bytes(data, "standard input.txt")
        elif os.path.exists(text) or text.lower().endswith(tuple(SUFFIXES)):  # noqa: PTH110  (may be too long for a Path)
            source = read_bytes(read_path(text), text)
        else:
            source = Source(text, "text/plain")
        extraction = extract_source(source, load_rules(rules))
    except (ReadError, TimeoutError) as error:
        raise Unusable(terminal.plain(f"{text[:60]}: {error}")) from error
    except RuleError as error:
        raise Unusable(terminal.plain(str(error))) from error
    for part in source.unread:
        click.echo(terminal.plain(f"Not read: {part}"), err=True)
    if html:
        html.write(as_html(extraction))
    elif as_json:
        click.echo(terminal.as_json(asdict(extraction)))
    else:
        show(extraction, terminal.console(sys.stdout))


@cli.group()
def rules() -> None:
    """Look after rules"""


@rules.command()
@click.argument("folder", type=FOLDER, metavar="[DIR]", required=False)
@click.pass_context
def check(ctx: click.Context, folder: Path | None) -> None:
    """Run all examples of the rules

    With DIR, of the rules in it laid over those of zhengce. Each error names file, rule and fragment. Exit status is 1
    if there is one.

    Example:

    \b
        zhengce rules check my-rules/
    """
    from extract.prove import check_rules
    from extract.rulebook import RuleError, load_rules
    from extract.terminal import plain

    try:
        loaded = load_rules(folder)
    except RuleError as error:
        raise click.ClickException(plain(str(error))) from error
    problems = check_rules(loaded)
    for problem in problems:
        click.echo(plain(str(problem)))
    click.echo(f"{sum(1 for _ in loaded.all())} rules, {len(problems)} errors")
    ctx.exit(1 if problems else 0)


@cli.command()
@click.argument("database", type=FILE, metavar="DB")
@click.argument("gold", type=click.Path(path_type=Path, exists=True), metavar="GOLD")
@click.option("--baseline", type=FILE, metavar="OTHER.db", help="Database to compare with: lists gains and losses")
@click.option("--errors", is_flag=True, help="List each miss, false find and wrong field")
@click.option("--json", "as_json", is_flag=True, help="Output JSON")
def score(database: Path, gold: Path, baseline: Path | None, errors: bool, as_json: bool) -> None:
    """Measure a database against annotations

    GOLD is a .jsonl file named as its document is, or a folder of such files, in which versions.tsv lists the pairs of
    documents that are editions or copies of one work. Shows precision, recall and F1 by kind, F1 of the records that
    are right in every field, and for each field the share that is right where the record was found.

    Example:

    \b
        zhengce score output/policies.db corpus/gold --errors
    """
    from sqlite3 import DatabaseError

    from extract import printing, terminal
    from extract.gold import GoldError, load_gold
    from extract.publish import PublishError, open_for_reading
    from extract.score import score

    try:
        annotations = load_gold(gold)
    except GoldError as error:
        raise Unusable("\n".join(terminal.plain(line) for line in str(error).splitlines())) from error
    reports = []
    for path in (database, baseline) if baseline else (database,):
        try:
            open_for_reading(path).close()
            reports.append(score(path, annotations))
        except PublishError as error:
            raise Unusable(terminal.plain(str(error))) from error
        except DatabaseError as error:
            raise Unusable(terminal.plain(f"{path}: not a database of zhengce: {error}")) from error
    if as_json:
        click.echo(terminal.as_json(printing.scores_as_data(*reports, errors=errors)))
    else:
        printing.print_scores(*reports, errors=errors, console=terminal.console(sys.stdout))


@cli.command()
@click.argument("database", type=FILE, metavar="DB")
@click.option("--format", type=click.Choice(["csv", "jsonl", "xlsx"]), required=True, help="Format to write")
@click.option("--table", help="Table to export; without it targets, and as xlsx every table on a sheet of its own")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write; without it standard output",
)
def export(database: Path, format: Literal["csv", "jsonl", "xlsx"], table: str | None, output: Path | None) -> None:
    """Export tables for Excel and other programs

    CSV and XLSX open rightly in Excel, Chinese included; a formula in a cell is disarmed.

    Example:

    \b
        zhengce export output/policies.db --format xlsx --output policies.xlsx
        zhengce export output/policies.db --format csv --table tasks > tasks.csv
    """
    from tempfile import TemporaryDirectory

    from extract.export import ExportError, export
    from extract.printing import rows_progress
    from extract.publish import PublishError
    from extract.terminal import console, plain

    to_terminal = output is None and sys.stdout.isatty()
    if to_terminal and format == "xlsx":
        raise click.UsageError("xlsx is not for a terminal: name a file with --output")
    with TemporaryDirectory() as folder:
        file = output or Path(folder, f"export.{format}")
        try:
            with rows_progress(console(sys.stderr)) as show:
                count = export(database, table, format, file, show)
        except (ExportError, PublishError) as error:
            raise Unusable(plain(str(error))) from error
        if output:
            click.echo(f"{count} rows in {output}")
        elif to_terminal:
            click.echo("\n".join(plain(line) for line in file.read_text("utf-8-sig").splitlines()))
        else:
            click.echo(file.read_bytes(), nl=False)


for _command in (diff, relate, correct):
    cli.add_command(_command)


@cli.command()
@click.argument("database", type=click.Path(path_type=Path), metavar="[DB]", default=DATABASE)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve at")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port to serve at")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser")
@click.option("--public", is_flag=True, help="For a server that everyone can reach: no SQL, headers for caches")
@click.option("--allow-sql", is_flag=True, help="Let everyone put SQL to a public server")
def browse(database: Path, host: str, port: int, open_browser: bool, public: bool, allow_sql: bool) -> None:
    """Browse a database in Datasette

    Without DB, output/policies.db is taken. Ctrl-C ends it.

    Example:

    \b
        zhengce browse output/policies.db --open
    """
    if allow_sql and not public:
        raise click.UsageError("--allow-sql is for --public; without it SQL is allowed")
    if not database.is_file():
        raise Unusable(f"there is no database {database}: zhengce ingest makes one")
    from socket import getaddrinfo

    from extract.browse import serve
    from extract.publish import PublishError, open_for_reading
    from extract.terminal import plain

    try:
        open_for_reading(database).close()
        getaddrinfo(host, port)
    except PublishError as error:
        raise Unusable(str(error)) from error
    except (OSError, UnicodeError) as error:
        raise Unserved(f"no address to serve at: {plain(host)}: {error}") from error
    serve(database, host, port, open_browser, public, allow_sql)


if __name__ == "__main__":
    cli(prog_name="zhengce")
