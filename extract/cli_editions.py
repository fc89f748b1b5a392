"""The commands about documents side by side and about records that people correct."""

import sys
from pathlib import Path
from typing import Literal

import click

from extract.cli_common import FILE, Unusable, database_option, rules_option


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="[B]", required=False)
@database_option
@click.option("--all", "every", is_flag=True, help="Show transcription too, which otherwise is only counted")
@click.option("--format", type=click.Choice(["json", "html", "md"]), help="Format to write instead of a table")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write the format to; without it standard output",
)
@rules_option
@click.pass_context
def diff(
    ctx: click.Context,
    one: str,
    other: str | None,
    database: Path,
    every: bool,
    format: Literal["json", "html", "md"] | None,
    output: Path | None,
    rules: Path | None,
) -> None:
    """Show what changed between two documents

    A and B are files, or ids of documents in the database; a plan's id alone stands for its last two editions. What
    matters comes first: figures, dates, duties and who has them; then wording. Exit status is 0 if nothing of substance
    changed, 1 if something did, 2 if the two can't be compared.

    Example:

    \b
        zhengce diff draft.md plan.txt
        zhengce diff 87b4e01511b1bb96 --format html --output changes.html
    """
    from extract import terminal
    from extract.diff import DiffError, compare, open_pair
    from extract.diff_print import print_comparison, written_as
    from extract.publish import PublishError
    from extract.rulebook import RuleError, load_rules

    if output and not format:
        raise click.UsageError("--output wants a --format")
    try:
        loaded = load_rules(rules)
        comparison = compare(*open_pair(one, other, database, loaded), loaded)
        written = written_as(format, comparison, every) if format else ""
        if output:
            output.write_text(written, encoding="utf-8")
    except (DiffError, PublishError, RuleError, OSError) as error:
        raise Unusable(terminal.plain(str(error))) from error
    if not format:
        print_comparison(comparison, every, terminal.console(sys.stdout))
    elif not output:
        click.echo(written.encode(), nl=False)
    ctx.exit(1 if comparison.of("substantive") else 0)


@click.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option(
    "--as",
    "relation",
    type=click.Choice(["copy", "revision", "different"]),
    required=True,
    help="What the two are to each other",
)
@database_option
@rules_option
def relate(one: str, other: str, relation: str, database: Path, rules: Path | None) -> None:
    """Say what two documents are to each other

    A and B are documents in the database, by their ids or as they were named when they were ingested. What is said here
    goes before what was found, and stays when documents are ingested anew.

    Example:

    \b
        zhengce relate draft.md plan.txt --as revision
    """
    from extract.publish import PublishError, compare_editions, decide, open_database
    from extract.rulebook import RuleError, load_rules
    from extract.terminal import plain

    if not database.is_file():
        raise Unusable(f"there is no database {database}: zhengce ingest makes one")
    try:
        loaded = load_rules(rules)
        with open_database(database) as db:
            ids = decide(db, one, other, relation)
            compare_editions(db, loaded)
    except (PublishError, RuleError) as error:
        raise Unusable(plain(str(error))) from error
    click.echo(f"{ids[0]} and {ids[1]}: {relation}")


@click.command()
@click.argument("database", type=FILE, metavar="DB")
@click.argument("record_id", metavar="RECORD_ID")
@click.option("--field", required=True, help="Which field of the record")
@click.option("--value", required=True, help="What it should be; an empty one for nothing")
@click.option("--by", required=True, metavar="WHO", help="Who says so")
@click.option("--why", required=True, help="Why, for who reads it later")
def correct(database: Path, record_id: str, field: str, value: str, by: str, why: str) -> None:
    """Say what a record should be

    The correction is shown beside what was read, and stays when documents are ingested anew. A value that is what was
    read takes a correction back.

    Example:

    \b
        zhengce correct output/policies.db 87b4e01511b1bb96-t0003 --field value --value 25 --by reviewer --why "见表1"
    """
    from extract.corrections import CorrectionError, correct
    from extract.publish import PublishError, open_database
    from extract.terminal import plain

    try:
        with open_database(database) as db:
            read, kept = correct(db, record_id, field, value, by, why)
    except (CorrectionError, PublishError) as error:
        raise Unusable(plain(str(error))) from error
    said = f"{'nothing' if read is None else read} → {value or 'nothing'}" if kept else f"{read}, as it was read"
    click.echo(plain(f"{record_id} {field}: {said}"))
