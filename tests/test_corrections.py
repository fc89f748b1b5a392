"""What people say that records should be: kept through ingesting anew, never another record's, shown beside what was
read.
"""

import asyncio
import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from datasette.app import Datasette
from sqlite_utils import Database
from stand_in import PLAN, found_in

from extract.cli import cli
from extract.corrections import FIELDS, WORDS, CorrectionError, belonging, correct, records_sql, table_of
from extract.model import Extraction
from extract.publish import Given, open_database, publish

DOCUMENT = "ab" * 8
HOSTILE = "<script>alert(1)</script>"


pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    read(tmp_path / "policies.db", found_in(PLAN), "rules")
    return tmp_path / "policies.db"


def read(path: Path, extraction: Extraction, rules: str) -> None:
    with open_database(path) as db:
        publish(db, Given("plan.txt", "ab" * 32, len(PLAN.encode()), rules), extraction)


def first_target(path: Path) -> dict[str, object]:
    with Database(path) as db:
        return next(iter(db.query("select * from targets where value is not null order by id limit 1")))


def run(path: Path, record_id: object, field: str, value: str, by: str = "李", why: str = "见表1") -> Result:
    asked = ["correct", str(path), str(record_id), "--field", field, "--value", value, "--by", by, "--why", why]
    return CliRunner().invoke(cli, asked)


def corrected(path: Path, table: str = "targets") -> list[tuple[str, str, str]]:
    with Database(path) as db:
        rows = belonging(db.query(records_sql(table), {"document": DOCUMENT}))
        return [(row["now_id"], row["field"], row["value"]) for row in rows]


def page(path: Path, address: str) -> str:
    return asyncio.run(Datasette([str(path)]).client.get(address)).text


def test_a_correction_stands_beside_what_was_read(path: Path) -> None:
    target = first_target(path)
    result = run(path, target["id"], "value", "77", why=HOSTILE)
    assert result.exit_code == 0, result.output
    assert result.output.strip() == f"{target['id']} value: {target['value']} → 77"
    assert first_target(path) == target
    for address in (f"/policies/targets/{target['id']}", f"/policies/-/document/{DOCUMENT}"):
        shown = page(path, address)
        [row] = re.findall(r"<tr>(?:(?!<tr>).)*?<ins>.*?</tr>", shown, re.DOTALL)
        said = html.unescape(re.sub("<[^>]*>", " ", row)).split()
        assert {"value", "77.0", f"{target['value']:.15g}", "李"} <= set(said)
        assert html.escape(HOSTILE) in row and HOSTILE not in shown
    other = page(path, f"/policies/-/document/{'cd' * 8}")
    assert "77.0" not in other


def test_it_stays_when_the_document_is_read_anew(path: Path) -> None:
    target = first_target(path)
    run(path, target["id"], "deadline", "2031-12-31")
    read(path, found_in(PLAN), "other rules")
    assert corrected(path) == [(target["id"], "deadline", "2031-12-31")]


def test_it_follows_its_words_and_never_goes_to_another_record(path: Path) -> None:
    with Database(path) as db:
        ids = [row[0] for row in db.execute("select id from targets order by id")]
        quotes = [row[0] for row in db.execute("select quote from targets order by id")]
    assert len(ids) > 1 and len(set(quotes)) == len(quotes)
    run(path, ids[1], "unit", "座")
    found = found_in(PLAN)
    targets = [s for s in found.statements if s.kind == "target"]
    others = tuple(s for s in found.statements if s is not targets[0])
    read(path, replace(found, statements=others), "one less")
    assert corrected(path) == [(ids[0], "unit", "座")]
    read(path, replace(found, statements=tuple(s for s in others if s is not targets[1])), "two less")
    assert corrected(path) == []
    read(path, found, "rules")
    assert corrected(path) == [(ids[1], "unit", "座")]


def test_two_records_of_the_same_words_are_not_confused(path: Path) -> None:
    target = first_target(path)
    run(path, target["id"], "unit", "座")
    with open_database(path) as db:
        db.execute("update targets set quote = ?", (target["quote"],))
        db.execute("pragma defer_foreign_keys = on")
        db.execute("update targets set id = 'x' || id where id = ?", (target["id"],))
        assert db.execute("select count(*) from targets where quote = ?", (target["quote"],)).fetchone()[0] > 1
        assert not belonging(db.query(records_sql("targets"), {"document": DOCUMENT}))
        db.rollback()


def test_the_last_word_holds_and_what_was_read_takes_it_back(path: Path) -> None:
    target = first_target(path)
    for value in ("7", "8"):
        assert run(path, target["id"], "value", value).exit_code == 0
    assert corrected(path) == [(target["id"], "value", "8.0")]
    result = run(path, target["id"], "value", str(target["value"]))
    assert "as it was read" in result.output
    assert corrected(path) == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("value", "many", "a number"),
        ("value", "nan", "a number"),
        ("value", "inf", "a number"),
        ("deadline", "2025", "a date"),
        ("type", "hope", "can't be"),
        ("type", "", "can't be"),
        ("baseline", "2", "can't be"),
        ("quote", "x", "no 'quote'"),
        ("id", "x", "no 'id'"),
    ],
)
def test_what_a_field_can_not_be_is_refused(path: Path, field: str, value: str, reason: str) -> None:
    target = first_target(path)
    result = run(path, target["id"], field, value)
    assert result.exit_code == 2 and reason in result.output
    assert first_target(path) == target and corrected(path) == []


def test_records_that_are_not_there_are_refused(path: Path) -> None:
    for record_id in ("x", f"{DOCUMENT}-t9999", f"{DOCUMENT}-z0001", "' or 1", f"{'cd' * 8}"):
        assert run(path, record_id, "title" if len(record_id) == 16 else "value", "1").exit_code == 2
    with open_database(path) as db, pytest.raises(CorrectionError):
        correct(db, str(first_target(path)["id"]), "value", "1", " ", "why")


def test_every_table_can_be_corrected_and_its_records_found_again(path: Path) -> None:
    with open_database(path) as db:
        for table, fields in FIELDS.items():
            columns = {column.name for column in db.table(table).columns}
            assert {*fields, WORDS[table]} <= columns
            found = db.execute(f"select id from {table} limit 1").fetchone()
            assert list(db.query(records_sql(table), {"document": DOCUMENT})) == []
            if found:
                assert table_of(found[0]) == table
        correct(db, DOCUMENT, "title", "另一标题", "李", "封面")
        [responsibility] = db.execute("select id from responsibilities limit 1").fetchone()
        correct(db, responsibility, "role", "support", "李", "注")
    assert corrected(path, "documents") == [(DOCUMENT, "title", "另一标题")]
    assert corrected(path, "responsibilities") == [(responsibility, "role", "support")]
    assert "另一标题" in page(path, f"/policies/documents/{DOCUMENT}")
