"""What commands share: kinds of arguments, options, and what is wrong usage."""

from pathlib import Path

import click

DATABASE = Path("output/policies.db")
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class Unusable(click.ClickException):
    """What was named on the command line can't be used: exit status 2, as for any wrong usage."""

    exit_code = 2


class Unserved(click.ClickException):
    """What can't be served: the exit status of Datasette's server where it can't start."""

    exit_code = 3


rules_option = click.option("--rules", type=FOLDER, metavar="DIR", help="Folder of rules to lay over those of zhengce")
database_option = click.option(
    "--db",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DATABASE,
    show_default=True,
    help="Database to look in",
)
