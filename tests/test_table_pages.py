"""Datasette's pages of many rows: they add up to their table, and results stand beside the targets of their place."""

import asyncio
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from datasette.app import Datasette
from stand_in import PLAN, found_in

from extract.browse import sought
from extract.browse.metadata import metadata
from extract.model import About
from extract.publish import Failure, Given, open_database, publish, record_failure
from extract.schema import TABLES, WORKING, create_schema
from extract.search import match_expression

pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of documents of two places that promise and report the same."""
    path = tmp_path_factory.mktemp("many") / "many.db"
    with open_database(path) as db:
        for n in range(6):
            text = f"{PLAN}\n2030年修路30个。（市林业局）\n2019年实现，修路{n}个。\n"
            about = About(title="绿色发展", genre="plan", issued_on="2021-03-01", place=f"青石{n % 2}市")
            given = Given(f"{n}.txt", sha256(text.encode()).hexdigest(), len(text.encode()), "rules")
            publish(db, given, replace(found_in(text), about=about))
            record_failure(db, Failure(f"{9 - n}.pdf", "read", "broken"))
    return path


@pytest.mark.parametrize(
    "address",
    [
        *(f"{name}?" for name in metadata()["tables"]),
        *(f"{name}?_search=修路" for name in ("targets", "tasks", "target_overview", "result_overview")),
        *(f"{name}?type=quantity" for name in ("targets", "results", "target_overview")),
        *(f"target_overview?{sort}" for sort in ("_sort=type", "_sort_desc=indicator", "_sort_desc=document")),
    ],
)
def test_the_pages_of_a_table_add_up_to_the_table(many: Path, address: str) -> None:
    datasette = Datasette([str(many)])
    table, _, asked = address.partition("?")
    with asyncio.Runner() as runner:

        def page(url: str) -> dict[str, Any]:
            return runner.run(datasette.client.get(url)).json()

        wanted = page(f"/many/{table}.json?{asked}&_size=max")["rows"]
        one = page(f"/many/{table}.json?{asked}&_size=4")
        found = one["rows"]
        while one.get("next_url"):
            one = page(one["next_url"].removeprefix("http://localhost"))
            found += one["rows"]
    assert len(wanted) > 4 or table in (
        *WORKING,
        "agencies",
        "indicators",
        "plans",
        "relations",
        "decisions",
        "progress",
        "changes",
        "corrections",
        "runs",
    )
    assert found == wanted


def test_targets_stand_beside_the_results_of_their_place(many: Path) -> None:
    address = "/many/results_beside_targets.json?_shape=array&indicator=修路"
    rows = asyncio.run(Datasette([str(many)]).client.get(address)).json()
    assert [(row["place"], row["target_year"], row["target"], row["result_year"]) for row in rows] == [
        (place, 2030, "30 个", 2019) for place in ("青石0市", "青石1市") for _ in range(9)
    ]
    assert {(row["place"], row["result"]) for row in rows} == {(f"青石{n % 2}市", f"{n} 个") for n in range(6)}


FILTERS = [
    ("targets", "indicator=修路", "targets_fts"),
    ("targets", "quote__contains=修路", "targets_fts"),
    ("targets", "quote__contains=修_", None),
    ("target_overview", "indicator__endswith=路", "targets_fts"),
    ("tasks", "text__startswith=2030年修路", "tasks_fts"),
    ("documents", "title__exact=绿色发展", "documents_fts"),
    ("result_overview", "quote__contains=修路", "results_fts"),
    ("target_overview", "agencies__arraycontains={agency}", "duties"),
    ("result_overview", "agencies__arraycontains={agency}", "responsibilities"),
]


@pytest.mark.parametrize(("table", "asked", "index"), FILTERS)
def test_filters_that_an_index_knows_leave_the_same_rows(
    many: Path, table: str, asked: str, index: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_utils.Database(many) as db:
        [agency] = json.loads(
            db.execute("select agencies from target_overview where agencies is not null").fetchone()[0]
        )

    def page() -> dict[str, Any]:
        address = f"/many/{table}.json?{asked.format(agency=agency)}&_size=max"
        body: dict[str, Any] = asyncio.run(Datasette([str(many)]).client.get(address)).json()
        return body

    narrowed = page()
    assert index is None or index in narrowed["query"]["sql"]
    monkeypatch.setattr(sought, "_filters", lambda *_: [])
    whole = page()
    assert "rowid in" not in whole["query"]["sql"]
    assert narrowed["rows"] == whole["rows"] and (whole["rows"] or index in (None, "responsibilities"))
    if index and whole["rows"]:
        monkeypatch.undo()
        monkeypatch.setattr(sought, "_MOST", 2)
        monkeypatch.setattr(sought, "_LARGE", 1)
        assert len(page()["rows"]) == 2 and "only the first 2 of these" in page()["human_description_en"]


@pytest.mark.parametrize("asked", ["_search=修路", "_search_quote=修路", "_search=修路&_searchmode=raw"])
def test_a_search_that_finds_too_many_rows_shows_the_first_and_says_so(
    many: Path, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def get(address: str) -> str:
        return asyncio.run(Datasette([str(many)]).client.get(address)).text

    asked = asked.replace("=修路&", '="修 路"&')
    assert "only the first" not in get(f"/many/targets?{asked}")
    whole = get(f"/many/targets.csv?{asked}&_stream=1&_size=max")
    monkeypatch.setattr(sought, "_MOST", 4)
    assert "only the first" not in get(f"/many/targets?{asked}")  # all of it in a table that is not large
    monkeypatch.setattr(sought, "_LARGE", 4)
    page = get(f"/many/targets?{asked}")
    assert "only the first 4 of these" in page and "4 rows" in page and 'type="search"' in page
    assert get(f"/many/targets.csv?{asked}&_stream=1&_size=max") == whole
    assert whole.count("\n") > 5 == get(f"/many/targets.json?{asked}&_shape=array&_size=5").count('"id":')
    assert get(f"/many/targets?{asked}&_search_none=x").count("Cannot search by that column")


@pytest.mark.parametrize("name", metadata()["queries"])
def test_no_prepared_query_reads_all_of_a_large_table_first(name: str) -> None:
    db = sqlite_utils.Database(memory=True, execute_plugins=False)
    create_schema(db)
    db.conn.create_function("escape_fts", 1, match_expression, deterministic=True)
    db.execute("analyze")
    indexes = "select name, tbl_name from sqlite_master where type = 'index' and tbl_name not like '%_fts%'"
    for index, table in db.execute(indexes).fetchall():  # as after millions of rows
        columns = len(db.execute(f"pragma index_info({index})").fetchall())
        rows = ["1" if "autoindex" in index else str(10 ** max(1, 4 - n)) for n in range(columns)]
        db.execute("insert into sqlite_stat1 values (?, ?, ?)", (table, index, " ".join(["1000000", *rows])))
    db.execute("analyze sqlite_schema")
    query = metadata()["queries"][name]
    asked = dict.fromkeys(query.get("params", []), "")
    steps = [row[3] for row in db.execute(f"explain query plan {query['sql']}", asked).fetchall()]
    db.close()
    assert not [step for step in steps if "BLOOM FILTER" in step]
    scanned = {step.split()[1] for step in steps if step.startswith("SCAN ")} & {*TABLES}
    assert scanned <= {"agencies", "indicators", "tasks"}  # few, or by an index until there are enough
