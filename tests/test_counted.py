"""The numbers of rows that Datasette shows are those that were kept while documents were written."""

import asyncio
import re
from pathlib import Path

import pytest
import site_files
from datasette.app import Datasette
from datasette.database import Database as DatabaseOfDatasette
from sqlite_utils import Database

from extract.ingest import ingest
from extract.schema import TABLES, WORKING
from extract.views import VIEWS

pytestmark = pytest.mark.usefixtures("datasette_plugin")


def counted(path: Path) -> dict[str, tuple[int, int]]:
    """For each table and view, how many rows the database says it has, and how many it has."""
    with Database(path) as db:
        known = dict(db.execute("select key, n from totals where what = 'rows'").fetchall())
        return {table: (n, db.execute(f"select count(*) from {table}").fetchone()[0]) for table, n in known.items()}


def test_the_rows_of_every_table_are_counted_as_documents_come_and_go(tmp_path: Path) -> None:
    files, path = site_files.write(tmp_path / "files"), tmp_path / "policies.db"
    for _ in range(2):
        ingest([files], path, 1)
        numbers = counted(path)
        assert set(numbers) == {*TABLES, *WORKING, *VIEWS} - {"totals"}
        assert {table: pair for table, pair in numbers.items() if pair[0] != pair[1]} == {}
        assert numbers["targets"][0] > numbers["target_overview"][0] > 0 < numbers["changes"][0]
        for file in sorted(files.glob("*.txt")):
            file.write_text(file.read_text(encoding="utf-8") + "\n到2026年，公园绿地达到30公顷。\n", encoding="utf-8")


def test_datasette_counts_no_table_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "policies.db"
    ingest([site_files.write(tmp_path / "files")], path, 1)
    asked: list[str] = []
    execute = DatabaseOfDatasette.execute

    async def noting(self: DatabaseOfDatasette, sql: str, *given: object, **options: object) -> object:
        asked.append(sql)
        return await execute(self, sql, *given, **options)

    monkeypatch.setattr(DatabaseOfDatasette, "execute", noting)
    for immutable in (False, True):
        datasette = Datasette([] if immutable else [str(path)], immutables=[str(path)] if immutable else [])
        asyncio.run(datasette.invoke_startup())
        numbers = counted(path)
        for name in ("targets", "target_overview", "bands"):
            page = asyncio.run(datasette.client.get(f"/policies/{name}.json")).json()
            assert page["filtered_table_rows_count"] == numbers[name][1]
        page = asyncio.run(datasette.client.get("/policies")).text
        assert f"{numbers['targets'][1]:,} rows" in page
        some = asyncio.run(datasette.client.get("/policies/targets.json?type=milestone")).json()
        assert 0 < some["filtered_table_rows_count"] < numbers["targets"][1]
    whole = [sql for sql in asked if re.fullmatch(r"select count\(\*\) from \S+\s*", sql)]
    assert whole == []
