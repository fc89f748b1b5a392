"""The CSV of the site: rows as they are in the database, and nothing that a spreadsheet would run."""

import asyncio
import csv
import io
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from extract.browse.spreadsheet import disarmed_rows
from extract.publish import open_database

FORMULAS = ("=cmd|' /C calc'!A0", '+1+"1"', "@SUM(A1)", "-2+3,\n5", "\t=1", "＝1＋1")
HARMLESS = ("-5.5", "+3", "1e5", "=", "年=月", "'=1", 'a "=b"', "a,=b", "")


pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("csv") / "policies.db"
    with open_database(path) as db:
        for n, name in enumerate(FORMULAS + HARMLESS):
            db.table("indicators").insert({"id": f"{n:04}", "name": name, "unit": "=A1"})
        db.conn.commit()
    return path


def get(path: Path, address: str, **options: object) -> httpx.Response:
    return asyncio.run(Datasette([str(path)], **options).client.get(address))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        "/policies/indicators.csv?_sort=id",
        "/policies/indicators.csv?_sort=id&_stream=on&_size=2",
        "/policies/indicators.csv?_sort=id&_dl=1",
        "/policies.csv?" + urlencode({"sql": "select id, name, unit from indicators order by id"}),
    ],
)
def test_formulas_are_disarmed_and_all_else_is_as_it_was(path: Path, address: str) -> None:
    found = list(csv.DictReader(io.StringIO(get(path, address).text, newline="")))
    assert [row["name"] for row in found] == [f"'{name}" for name in FORMULAS] + list(HARMLESS)
    assert {row["unit"] for row in found} == {"'=A1"}
    assert found[0]["id"] == "0000"


def test_csv_below_another_address(path: Path) -> None:
    text = get(path, "/policies/indicators.csv", settings={"base_url": "/data/"}).text
    assert "'=cmd" in text and ",=cmd" not in text


def test_other_forms_and_other_databases_are_left_alone(path: Path, tmp_path: Path) -> None:
    names = [row["name"] for row in get(path, "/policies/indicators.json?_shape=array&_sort=id").json()]
    assert names == [*FORMULAS, *HARMLESS]
    with Database(tmp_path / "other.db") as db:
        db.table("sums").insert({"sum": "=1+1"})
        db.conn.commit()
    assert get(tmp_path / "other.db", "/other/sums.csv").text.splitlines()[1] == "1,=1+1"


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8), min_size=1, max_size=4))
def test_any_row_is_read_as_it_was_written_but_for_an_apostrophe(cells: list[str]) -> None:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    [found] = csv.reader(io.StringIO(disarmed_rows(line.getvalue()), newline=""))
    assert len(found) == len(cells)
    for cell, read in zip(cells, found, strict=True):
        assert read in (cell, f"'{cell}")
        assert read == cell or cell[0] in "=+-@\t\r\n＝＋－＠"
