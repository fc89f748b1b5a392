"""A public server: no SQL of the reader's, no script in the page's text, pages that caches may keep, robots.txt."""

import asyncio
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from sqlite_utils import Database
from stand_in import PLAN, found_in

from extract import browse
from extract.browse import PUBLIC_METADATA
from extract.cli import cli
from extract.publish import Given, open_database, publish

pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("public") / "policies.db"
    with open_database(path) as db:
        publish(db, Given("plan.txt", "ab" * 32, len(PLAN.encode()), "rules"), found_in(PLAN))
    return path


def ask(path: Path, address: str, headers: dict[str, str] | None = None, **options: Any) -> httpx.Response:
    datasette = Datasette([str(path)], metadata=PUBLIC_METADATA, **options)
    return asyncio.run(datasette.client.get(address, headers=headers))


PAGES = ["/", "/policies", "/policies/targets", "/policies/-/search?q=2025", "/policies/-/document/" + "ab" * 8]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_may_be_kept_and_runs_no_script_but_those_that_are_named(path: Path, address: str) -> None:
    page = ask(path, address)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "public, max-age=300"
    assert page.headers["vary"] == "Cookie, Authorization"
    assert page.headers["x-content-type-options"] == "nosniff"
    policy = page.headers["content-security-policy"]
    [scripts] = re.findall(r"script-src ([^;]*);", policy)
    assert "unsafe" not in scripts and policy.startswith("default-src 'none'")
    for script in re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL):
        assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in scripts


def test_what_is_for_one_reader_is_not_kept_for_others(path: Path) -> None:
    assert "public" not in ask(path, "/policies/targets", {"cookie": "ds_actor=x"}).headers.get("cache-control", "")
    assert "public" not in ask(path, "/policies/none").headers.get("cache-control", "")
    assert "max-age=86400" in ask(path, "/-/static-plugins/zhengce/zhengce.css").headers["cache-control"]


@pytest.mark.parametrize("settings", [{}, {"base_url": "/data/"}])
def test_nobody_is_shown_where_the_files_lie(path: Path, settings: dict[str, str]) -> None:
    for address in ("/-/databases", "/-/databases.json", "/-/threads", "/-/versions.json", "/-/plugins"):
        page = ask(path, address, settings=settings)
        assert page.status_code == 404
        assert str(path) not in page.text
    with Database(path) as db:
        target = db.execute("select id from targets").fetchone()[0]
    page = ask(path, f"/policies/targets/{target}", settings=settings)
    assert "zhengce explain" in page.text and str(path.parent) not in page.text


def test_robots_are_told_what_to_leave_alone(path: Path) -> None:
    assert "Disallow: /*?" in ask(path, "/robots.txt").text
    assert "Disallow: /data/*?" in ask(path, "/robots.txt", settings={"base_url": "/data/"}).text
    assert asyncio.run(Datasette([str(path)]).client.get("/robots.txt")).status_code == 404


def test_a_server_that_is_not_public_has_no_headers_of_ours(path: Path) -> None:
    page = asyncio.run(Datasette([str(path)]).client.get("/policies/targets"))
    assert "content-security-policy" not in page.headers
    assert asyncio.run(Datasette([str(path)]).client.get("/-/databases.json")).status_code == 200


@pytest.mark.parametrize(("options", "takes_sql"), [(["--public"], False), (["--public", "--allow-sql"], True)])
def test_the_command_sets_what_a_public_server_needs(
    path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], takes_sql: bool
) -> None:
    pages: list[httpx.Response] = []

    def serve(datasette: Datasette) -> None:
        asked = ("/policies.json?sql=select+1", "/policies.db", "/policies/targets", "/policies/due_in_year")
        pages.extend(asyncio.run(datasette.client.get(address)) for address in asked)

    from datasette import cli as datasette_cli

    monkeypatch.setattr(datasette_cli.uvicorn, "run", lambda app, **_: None)
    made = datasette_cli.Datasette
    monkeypatch.setattr(datasette_cli, "Datasette", lambda *given, **named: _kept(made(*given, **named), serve))
    result = CliRunner().invoke(cli, ["browse", str(path), *options], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    sql, file, table, query = pages
    assert (sql.status_code == 200) == takes_sql
    assert file.status_code == 403
    assert table.status_code == query.status_code == 200
    assert "content-security-policy" in table.headers


def _kept(datasette: Datasette, serve: Any) -> Datasette:
    app = datasette.app

    def served() -> Any:
        datasette.app = app
        serve(datasette)
        return app()

    datasette.app = served
    return datasette


def test_sql_is_allowed_anyway_without_public(path: Path) -> None:
    result = CliRunner().invoke(cli, ["browse", str(path), "--allow-sql"])
    assert result.exit_code == 2
    assert browse.PUBLIC_SETTINGS["allow_download"] == 0
