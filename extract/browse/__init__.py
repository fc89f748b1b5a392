"""Datasette on the database: pages, search and prepared queries for people. Reads the database and nothing else."""

from pathlib import Path

# Of a large database, looking for more facets than the metadata names would take most of the time of a page; a prepared
# query without a restriction goes through all of it.
SETTINGS = {"suggest_facets": 0, "sql_time_limit_ms": 10_000}


def serve(database: Path, host: str, port: int, open_browser: bool) -> None:
    """Nothing comes back until the server is stopped: Datasette on a database, which may be written to meanwhile.

    Raises click.ClickException where Datasette can't open the database.
    """
    from datasette.cli import cli  # loads a web server, which no other command needs

    options = ["--host", host, "--port", str(port)] + ["--open"] * open_browser
    for name, value in SETTINGS.items():
        options += ["--setting", name, str(value)]
    cli.main(["serve", str(database.resolve()), *options], prog_name="zhengce browse", standalone_mode=False)
