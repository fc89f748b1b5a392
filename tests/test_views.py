"""What the views say of a target, and that a large database shows them at once."""

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from extract.schema import create_schema


@pytest.fixture
def db() -> Iterator[Database]:
    db = Database(memory=True)
    create_schema(db)
    yield db
    db.close()


def add_target(db: Database, **columns: object) -> None:
    row = {"id": "d-t0001", "document_id": "d", "type": "quantity", "indicator": "指标", "baseline": 0, "quote": "文"}
    db.table("targets").insert({**row, "start": 0, "end": 1, "rule": "r", **columns})


@pytest.mark.parametrize(
    ("columns", "requirement"),
    [
        ({"op": ">=", "value": 95.0, "unit": "%", "change": "to"}, "≥ 95 %"),
        ({"op": "=", "value": 13.5, "unit": "%", "change": "by", "direction": "down"}, "↓ 13.5 %"),
        ({"op": ">=", "value": 3.0, "unit": "个", "change": "by", "direction": "up"}, "↑ ≥ 3 个"),
        ({"op": "=", "value": 800.0, "value_max": 900.0, "unit": "元"}, "800 – 900 元"),
        ({"op": "~", "value": 1e12, "unit": None}, "~ 1万亿"),
        ({"op": "=", "value": 1970178000000.0, "value_max": 4e12, "unit": "元"}, "19701.78亿 – 4万亿 元"),
        ({"op": "=", "value": -45000.0, "unit": "户"}, "-4.5万 户"),
        ({"op": "=", "value": 1234567.89, "unit": "吨"}, "1234567.89 吨"),
        ({"op": None, "value": 5.0, "unit": "所"}, "5 所"),
        ({"op": "=", "value": None, "unit": "所", "type": "milestone"}, None),
    ],
)
def test_a_requirement_reads_as_one_would_say_it(db, columns, requirement):
    add_target(db, **columns)
    assert db.execute("select requirement from target_overview").fetchall() == [(requirement,)]


def test_agencies_stand_once_in_the_order_of_the_text(db):
    add_target(db, task_id="k")
    for n, name in enumerate("乙甲乙丙"):
        db.table("agencies").upsert({"id": name, "name": name}, pk="id")
        row = {"id": f"r{9 - n}", "task_id": "k", "agency_id": name, "name": name, "role": "lead", "rule": "r"}
        db.table("responsibilities").insert({**row, "start": n, "end": n + 1})
    assert db.execute("select agencies from target_overview").fetchall() == [('["乙","甲","丙"]',)]


@pytest.mark.parametrize(("view", "day"), [("target_overview", "deadline"), ("result_overview", "as_of")])
def test_the_first_page_and_the_count_come_from_an_index(db, view, day):
    page = plan(db, f"select * from {view} order by {day} desc limit 101")
    assert len([step for step in page if "INDEX" in step and f"_{day}_" in step]) == 1
    assert not any("TEMP B-TREE" in step for step in page)
    count = plan(db, f"select count(*) from {view}")
    assert len(count) == 1 and "COVERING INDEX" in count[0]


def plan(db: Database, sql: str) -> list[str]:
    """How SQLite goes about a query, without what it does for each row of the page."""
    steps = db.execute(f"explain query plan {sql}").fetchall()
    return [detail for _, parent, _, detail in steps if parent == 0]
