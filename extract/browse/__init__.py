"""Datasette on the database: pages, search and prepared queries for people. Reads the database and nothing else."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

# Of a large database, looking for more facets than the metadata names would take most of the time of a page.
SETTINGS = {"suggest_facets": 0}

# Where everyone may ask, nobody may ask for the file.
PUBLIC_SETTINGS = {"allow_download": 0}
PUBLIC_METADATA = {"plugins": {"zhengce": {"public": True}}}


def serve(
    database: Path, host: str, port: int, open_browser: bool, public: bool = False, allow_sql: bool = False
) -> None:
    """Nothing comes back until the server is stopped: Datasette on a database, which may be written to meanwhile.

    ``public`` is for a server that everyone can reach: it takes no SQL, unless ``allow_sql``, and has the headers that
    ``extract.browse.public`` tells of. Raises click.ClickException where Datasette can't open the database.
    """
    from datasette.cli import cli  # loads a web server, which no other command needs

    options = ["--host", host, "--port", str(port)] + ["--open"] * open_browser
    settings = SETTINGS | (PUBLIC_SETTINGS | {"default_allow_sql": int(allow_sql)} if public else {})
    for name, value in settings.items():
        options += ["--setting", name, str(value)]
    with TemporaryDirectory() as folder:
        if public:
            metadata = Path(folder, "metadata.json")
            metadata.write_text(json.dumps(PUBLIC_METADATA), encoding="utf-8")
            options += ["--metadata", str(metadata)]
        cli.main(["serve", str(database.resolve()), *options], prog_name="zhengce browse", standalone_mode=False)
