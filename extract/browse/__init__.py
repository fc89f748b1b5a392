"""Datasette on the database: pages, search and prepared queries for people. Reads the database and nothing else."""

from pathlib import Path


def serve(database: Path, host: str, port: int, open_browser: bool) -> None:
    """Nothing comes back until the server is stopped: Datasette on a database, which may be written to meanwhile.

    Raises click.ClickException where Datasette can't open the database.
    """
    from datasette.cli import cli  # loads a web server, which no other command needs

    options = ["--host", host, "--port", str(port)] + ["--open"] * open_browser
    cli.main(["serve", str(database.resolve()), *options], prog_name="zhengce browse", standalone_mode=False)
