"""What publish writes: types, ids, references, replacement, and what it does with databases that it can't use."""

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from published import column, dump, given, put
from stand_in import PLAN, found_in

from extract.model import About, Extraction, Quantity, Source, Task
from extract.publish import (
    Failure,
    Given,
    clear_failures,
    link,
    open_database,
    publish,
    record_failure,
    record_run,
    unread,
)
from extract.schema import TABLES, WORKING

# The names that other programs read: a column that goes missing breaks them.
FIXED = {
    "documents": "id plan_id source media_type sha256 bytes pages title issuer document_number issued_on genre text "
    "ingested_at",
    "plans": "id title issuer versions",
    "relations": "document_id other_id relation similarity",
    "sections": "id document_id parent_id label heading level start end page",
    "tasks": "id document_id section_id text start end",
    "responsibilities": "id task_id agency_id name role start end",
    "agencies": "id name level",
    "targets": "id document_id section_id task_id type indicator indicator_id scope op value value_max unit change "
    "direction baseline_year baseline_value deadline deadline_text period_start recurrence strength binding quote "
    "start end page rule",
    "results": "id document_id section_id task_id type indicator indicator_id scope op value value_max unit change "
    "direction baseline_year baseline_value as_of period_start recurrence strength binding quote start end page rule",
    "indicators": "id name unit",
    "quantities": "id document_id text op value value_max unit start end rule",
    "dates": "id document_id text first last start end rule",
    "citations": "id document_id title document_number cited_plan_id start end",
    "tables": "id document_id section_id kind title unit rows columns page start end",
    "cells": "id table_id row column row_span column_span text page start end",
    "changes": "id plan_id from_document_id to_document_id kind what weight before after from_start from_end to_start "
    "to_end from_target_id to_target_id",
    "failures": "source stage error at",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "policies.db"


def test_tables_have_the_columns_that_others_read(path):
    with open_database(path) as db:
        for table, columns in FIXED.items():
            assert set(columns.split()) <= set(db.table(table).columns_dict), table
        assert {name for name in db.table_names() if "_fts" not in name} == set(TABLES) | set(WORKING)


def test_numbers_are_numbers_and_the_absent_is_null(path):
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        types = "select typeof(value), typeof(deadline_year), typeof(baseline), typeof(scope) from targets"
        assert db.execute(types).fetchall() == [("real", "integer", "integer", "null")] * 2
        assert db.execute("select indicator, value, unit, deadline, deadline_year from targets").fetchall() == [
            ("森林覆盖率达到", 35.0, "%", "2025-12-31", 2025),
            ("新增公园", 20.0, "个", "2024-12-31", 2024),
        ]
        assert db.execute("select value, as_of from results").fetchall() == [(800.0, "2020")]
        assert db.execute("select pages, bytes, plan_id from documents").fetchall() == [(1, len(PLAN.encode()), None)]
        assert db.execute("select name, level from agencies order by rowid").fetchall() == [
            ("青岛市林业局", "city"),
            ("青岛市城管局", "city"),
            ("青岛市发展改革委", "city"),
        ]


@pytest.mark.parametrize(
    ("table", "column"),
    [("tasks", "text"), ("targets", "quote"), ("results", "quote"), ("quantities", "text"), ("dates", "text")],
)
def test_every_text_stands_at_its_place(path, table, column):
    with open_database(path) as db:
        put(db, "plan.txt", "\U00020000\r\n\n" + PLAN)
        false, all_rows = db.execute(
            f'select sum(substr(d.text, x.start + 1, x."end" - x.start) <> x.{column}), count(*) '
            f"from {table} x join documents d on d.id = x.document_id"
        ).fetchone()
        assert (false, all_rows > 0) == (0, True)


def test_cells_stand_at_their_places(path):
    with open_database(path) as db:
        put(db, "plan.txt", "\U00020000表一\r\n\n" + PLAN)
        held = "from cells x join tables t on t.id = x.table_id join documents d on d.id = t.document_id"
        assert db.execute(f'select substr(d.text, x.start + 1, x."end" - x.start), x.text {held}').fetchall() == [
            *(("\U00020000", "\U00020000"), ("表", "表"), ("", ""))
        ]
        assert db.execute("select rows, columns, page from tables").fetchall() == [(1, 3, 1)]
        assert db.execute("select row_span, page from cells").fetchall() == [(1, 1), (1, 1), (2, 1)]
        assert [row[0][-6:] for row in db.execute("select id from cells")] == ["-e0001", "-e0002", "-e0003"]


def test_ids_count_in_the_order_of_the_text_and_join_the_tables(path):
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        document = hashlib.sha256(PLAN.encode()).hexdigest()[:16]
        assert db.execute("select id, section_id, task_id from targets").fetchall() == [
            (f"{document}-t0001", f"{document}-s0001", f"{document}-k0001"),
            (f"{document}-t0002", f"{document}-s0001", f"{document}-k0002"),
        ]
        assert db.execute("select id, parent_id from sections").fetchall() == [
            (f"{document}-s0001", None),
            (f"{document}-s0002", f"{document}-s0001"),
        ]
        ids = [id_ for (id_,) in db.execute("select id from responsibilities order by start")]
        assert ids == [f"{document}-r{n:04}" for n in range(1, 5)]
        named = db.execute(
            "select i.name, i.unit, a.name from targets t join indicators i on i.id = t.indicator_id "
            "join responsibilities r using (task_id) join agencies a on a.id = r.agency_id where t.id like '%-t0001'"
        )
        assert named.fetchall() == [("森林覆盖率达到", "%", "青岛市林业局")]


def test_the_level_of_an_agency_does_not_depend_on_the_order_of_documents(path):
    def level(*texts: str) -> list[tuple[str, str]]:
        for n, text in enumerate(texts):
            put(db, f"{n}.txt", text)
        return db.execute("select name, level from agencies where name = '青岛市林业局'").fetchall()

    city, province = "2026年种树40个。（市林业局）", "2030年修路30个。（市林业局）"
    with open_database(path) as db:
        assert level(city, province) == level(province, city) == [("青岛市林业局", "city")]
        assert level(province, province) == [("青岛市林业局", "province")]
        assert column(db, "select agency_level from responsibilities") == ["province"]


def test_other_rules_give_the_same_ids(path):
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        before = dump(path)
        put(db, "plan.txt", PLAN, "rules2")
        after = dump(path)
    strip = lambda rows: [tuple(v for v in row if v not in ("rules1", "rules2")) for row in rows]  # noqa: E731
    assert {t: strip(rows) for t, rows in after.items()} == {t: strip(rows) for t, rows in before.items()}


def test_changed_content_replaces_the_records(path):
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        put(db, "other.txt", "2030年修路30个。（市林业局）")
        put(db, "plan.txt", "2026年种树40个。（市水务局）")
        assert column(db, "select quote from targets order by 1") == ["修路30个", "种树40个"]
        assert column(db, "select name from agencies order by 1") == ["青岛市林业局", "青岛市水务局"]
        assert column(db, "select name from indicators order by 1") == ["修路", "种树"]
        assert db.execute("select count(*) from documents_fts where documents_fts match '\"绿\"'").fetchone() == (0,)
        assert db.execute("select count(*) from targets_fts where targets_fts match '\"种 树\"'").fetchone() == (1,)


def test_the_same_bytes_under_two_names_are_one_document(path):
    with open_database(path) as db:
        put(db, "b.txt", PLAN)
        assert link(db, given("a.txt", PLAN))
        assert not link(db, given("a.txt", PLAN, "rules2"))
        assert db.execute("select source from documents").fetchall() == [("a.txt",)]
        assert db.table("sources").count == 2
        put(db, "a.txt", "另一件。")
        assert db.execute("select source from documents order by 1").fetchall() == [("a.txt",), ("b.txt",)]
        put(db, "b.txt", "另一件。")
        assert db.execute("select source, text from documents").fetchall() == [("a.txt", "另一件。")]
        assert db.table("targets").count == 0


def test_the_same_bytes_are_read_as_the_name_has_it_that_says_most(path):
    as_page = replace(found_in(PLAN), source=Source(PLAN, "text/html"))
    with open_database(path) as db:
        put(db, "a.txt", PLAN)
        assert not link(db, given("a.html", PLAN))
        publish(db, given("a.html", PLAN), as_page)
        for name in ("a.html", "a.txt", "a.md"):
            assert link(db, given(name, PLAN))
        put(db, "b.txt", PLAN)
        assert column(db, "select media_type from documents") == ["text/html"]


def test_a_failure_keeps_what_was_read_and_goes_when_the_source_is_read(path):
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        assert link(db, given("plan.txt", PLAN))
        record_failure(db, Failure("plan.txt", "read", "no rights"))
        record_failure(db, Failure("plan.txt", "read", "still no rights"))
        record_failure(db, Failure("folder", "read", "no rights"))
        assert db.execute("select source, stage, error from failures order by 1").fetchall() == [
            ("folder", "read", "no rights"),
            ("plan.txt", "read", "still no rights"),
        ]
        assert db.execute("select status, (select count(*) from targets) from sources").fetchall() == [("failed", 2)]
        assert link(db, given("plan.txt", PLAN))
        clear_failures(db, ["folder"])
        assert db.table("failures").count == 0
        assert db.execute("select status from sources").fetchall() == [("read",)]


@pytest.mark.parametrize(
    "broken",
    [
        Extraction(Source("\ud800", "text/plain"), About()),
        Extraction(Source("a\0b", "text/plain"), About()),
        Extraction(Source("a", "text/plain"), About(genre="poem")),
        Extraction(Source("5", "text/plain"), About(), quantities=(Quantity("", 0, 0, "r", "=", 5, None, None),)),
        Extraction(
            Source("5", "text/plain"),
            About(),
            quantities=(Quantity("5", 0, 1, "r", "=", float("nan"), None, None),),
        ),
        Extraction(
            Source("5", "text/plain"),
            About(),
            quantities=(Quantity("5", 0, 1, "r", "=", float("inf"), None, None),),
        ),
        Extraction(Source("a", "text/plain"), About(), tasks=(Task(3, 0, 1),)),
    ],
    ids=["surrogate", "nul", "genre", "empty span", "no number", "endless", "no such section"],
)
def test_a_record_that_breaks_the_tables_rules_changes_nothing(path, broken):
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        before = dump(path)
        with pytest.raises(ValueError):
            publish(db, Given("plan.txt", "0" * 64, 1, "rules1"), broken)
        assert dump(path) == before
        put(db, "plan.txt", "之后。")
        assert db.execute("select text from documents").fetchall() == [("之后。",)]


def test_later_records_about_a_document_go_with_it(path):
    with open_database(path) as db:
        put(db, "a.txt", PLAN)
        put(db, "b.txt", "2026年种树40个。")
        a, b = (db.execute("select id from documents where source = ?", (s,)).fetchone()[0] for s in ("a.txt", "b.txt"))
        db.table("plans").insert({"id": "p", "title": "绿色发展", "versions": 2})
        db.execute("update documents set plan_id = 'p'")
        db.table("relations").insert({"document_id": a, "other_id": b, "relation": "revision", "similarity": 0.9})
        change = {"id": "c", "plan_id": "p", "from_document_id": a, "to_document_id": b, "kind": "removed"}
        db.table("changes").insert(
            {**change, "what": "target", "weight": "substantive", "from_target_id": f"{a}-t0001"}
        )
        put(db, "a.txt", "新。")
        assert (db.table("relations").count, db.table("changes").count, db.table("plans").count) == (0, 0, 1)
    dump(path)


CONTENTS = (
    PLAN,
    "2030年修路30个。（市林业局）",
    "2026年种树40个。（市水务局、市林业局）",
    "到2027年，种树50个。《节能条例》",
)


@settings(max_examples=25, deadline=None)
@for_all(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(CONTENTS), st.sampled_from(["rules1", "rules2"])), min_size=1
    )
)
def test_whatever_happened_before_the_database_is_as_if_new(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("history")
    with open_database(folder / "long.db") as db:
        for source, text, digest in steps:
            if not link(db, given(source, text, digest)):
                put(db, source, text, digest)
        last = {source: text for source, text, _ in steps}
        for source, text in last.items():
            put(db, source, text, "rules3")
    with open_database(folder / "new.db") as db:
        for source, text in sorted(last.items()):
            put(db, source, text, "rules3")
    assert dump(folder / "long.db") == dump(folder / "new.db")


def test_a_reader_sees_the_last_commit_while_a_document_is_written(path):
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0)
        db.execute("begin immediate")
        db.execute("delete from targets")
        assert reader.execute("select count(*) from targets").fetchone() == (2,)
        db.commit()
        assert reader.execute("select count(*) from targets").fetchone() == (0,)
        reader.execute("begin")
        assert reader.execute("select count(*) from results").fetchone() == (1,)
        put(db, "plan.txt", "新。")  # an open reader does not hold up the writer
        reader.close()


def test_a_run_is_written_down(path):
    with open_database(path) as db:
        record_run(db, "rules1", 3, 2, 1, 0.12345)
        row = db.execute("select rules_digest, ingested, unchanged, failed, seconds from runs").fetchone()
    assert row == ("rules1", 3, 2, 1, 0.123)


def test_a_document_is_named_by_where_it_came_from(path):
    def named() -> list[tuple]:
        return db.execute("select source, fetched_on from documents").fetchall()

    plain = given("a.txt", PLAN)
    fetched = replace(given("b.txt", PLAN), url="https://a.cn/x.html", fetched_on="2024-05-01")
    with open_database(path) as db:
        put(db, "a.txt", PLAN)
        assert named() == [("a.txt", None)]
        assert link(db, fetched)
        assert named() == [("https://a.cn/x.html", "2024-05-01")]
        assert column(db, "select source from sources order by 1") == ["a.txt", "b.txt"]
        assert link(db, replace(plain, url="https://a.cn/y.html"))
        assert link(db, plain)  # nobody says it again
        assert column(db, "select url from sources order by source") == ["https://a.cn/y.html", "https://a.cn/x.html"]
        put(db, "a.txt", "新。")
        put(db, "b.txt", "新。")
        assert named() == [("a.txt", None)]


def test_pages_and_doubts_go_with_their_document(path):
    with open_database(path) as db:
        put(db, "a.txt", "到2030年，修路30个。")
        document = column(db, "select id from documents")[0]
        assert db.execute("select * from pages").fetchall() == [(document, 1, 0, "text", None)]
        assert db.execute("select * from doubts").fetchall() == [(document, 7, 8, 0.5)]
        put(db, "a.txt", "新。")
        assert (db.table("pages").count, db.table("doubts").count) == (1, 0)


def test_a_document_that_was_read_in_part_is_a_failure_too(path):
    with open_database(path) as db:
        put(db, "a.txt", "残" + PLAN)
        assert unread(db, given("a.txt", "残" + PLAN)) == Failure("a.txt", "read", "page 2: no text")
        record_failure(db, Failure("a.txt", "read", "no rights"))
        assert link(db, given("a.txt", "残" + PLAN))
        assert link(db, given("b.txt", "残" + PLAN))
        rows = db.execute("select source, stage, error from failures order by 1").fetchall()
        assert rows == [("a.txt", "read", "page 2: no text"), ("b.txt", "read", "page 2: no text")]
        put(db, "a.txt", PLAN)
        assert unread(db, given("a.txt", PLAN)) is None
        assert column(db, "select source from failures") == ["b.txt"]
