"""zhengce diff and zhengce relate, and the changes that ingesting writes down."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from packaged import RULES

from extract.cli import cli
from extract.data_files import data_folder
from extract.diff import Document, Piece, words_of
from extract.extraction import extract_source
from extract.ingest import ingest
from extract.model import Source
from extract.relate.account import Change

CORPUS = data_folder("corpus")
PLAN = CORPUS / "霁川市十四五城市高质量发展行动方案.txt"
DRAFT = CORPUS / "霁川市十四五城市高质量发展行动方案_征求意见稿.md"
OCR = CORPUS / "霁川市十四五城市高质量发展行动方案_扫描识别.txt"
REPORT = CORPUS / "霁川市2023年政府工作报告.txt"


def zhengce(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("diff") / "policies.db"
    ingest([OCR, DRAFT, PLAN, REPORT], path, 1)
    return path


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as db:
        return db.execute(sql).fetchall()


def ids(database: Path) -> dict[str, str]:
    return {Path(str(source)).stem: str(i) for i, source in rows(database, "select document_id, source from sources")}


@pytest.fixture()
def nowhere(tmp_path: Path) -> Path:
    return tmp_path / "none.db"


def test_substance_comes_first_and_transcription_is_counted(nowhere: Path) -> None:
    result = zhengce("diff", DRAFT, PLAN, "--db", nowhere)
    assert result.exit_code == 1
    order = [result.output.index(word) for word in ("实质 substantive: 19", "措辞 wording: 1", "转录 transcription: ")]
    assert order == sorted(order)


def test_copies_end_with_0_and_show_misread_words_beside_their_number(nowhere: Path) -> None:
    result = zhengce("diff", PLAN, OCR, "--db", nowhere)
    assert result.exit_code == 0
    assert "实质 substantive: 0" in result.output and "完成1260个入河排污口整治" in result.output
    assert "版式 layout" not in result.output
    assert "版式 layout" in zhengce("diff", PLAN, OCR, "--db", nowhere, "--all").output


@pytest.mark.parametrize("format", [(), ("--format", "md"), ("--format", "html"), ("--format", "json")])
def test_an_excerpt_differs_in_nothing_of_substance_and_is_said_to_be_one(
    format: tuple[str, ...], nowhere: Path, tmp_path: Path
) -> None:
    whole = PLAN.read_text(encoding="utf-8")
    part = tmp_path / "part.txt"
    part.write_text(whole[: len(whole) // 2].rpartition("\n")[0], encoding="utf-8")
    result = zhengce("diff", PLAN, part, *format, "--db", nowhere)
    assert result.exit_code == 0
    assert ('"whole": "before"' if "json" in format else "now is a part of was") in result.output


@pytest.mark.parametrize(
    "words",
    [
        ["diff", "nothing.txt", str(PLAN)],
        ["diff", "87b4e01511b1bb96"],
        ["diff", str(PLAN), str(DRAFT), "--output", "x.html"],
        ["relate", "one", "other", "--as", "copy"],
    ],
)
def test_what_is_not_there_is_wrong_usage(words: list[str], nowhere: Path) -> None:
    result = zhengce(*words, "--db", nowhere)
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit)


def test_json_holds_the_changes_and_what_became_of_the_targets(nowhere: Path) -> None:
    data = json.loads(zhengce("diff", DRAFT, PLAN, "--format", "json", "--db", nowhere).output)
    assert data["counts"]["substantive"] == 19
    assert data["before"]["targets"] == {"unchanged": 172, "changed": 10, "moved": 3, "alone": 2}
    text = PLAN.read_text(encoding="utf-8")
    for change in data["changes"]:
        assert change["weight"] != "transcription"
        assert change["to_span"] is None or text[slice(*change["to_span"])] == change["after"]
    assert {"section": "（三） 主要目标", "what": "value"}.items() <= data["changes"][0].items()


def test_the_page_stands_alone_and_marks_words(nowhere: Path, tmp_path: Path) -> None:
    page = tmp_path / "changes.html"
    assert zhengce("diff", DRAFT, PLAN, "--format", "html", "--output", page, "--db", nowhere).exit_code == 1
    html = page.read_text(encoding="utf-8")
    assert "全市地区生产总值突破<del>1750</del>亿元" in html and "突破<ins>1800</ins>亿元" in html
    assert "prefers-color-scheme: dark" in html and "@media print" in html and "max-width: 640px" in html
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import", html)


def test_text_of_documents_is_text_on_the_page_and_in_markdown(tmp_path: Path, nowhere: Path) -> None:
    frame = "一、目标\n\n到2025年，建成<b onclick=x>公园|广场{}*个，绿化率达到{}%。\n"
    added = "\n二、措施\n\n加强“&amp;”<script>alert(1)</script>管理工作，落实各项责任。\n"
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text(frame.format("\x1b[31m", 15), encoding="utf-8")
    other.write_text(frame.format("", 16) + added, encoding="utf-8")
    html = zhengce("diff", one, other, "--format", "html", "--db", nowhere).output
    assert "<script" not in html and "&lt;script&gt;" in html and "\x1b" not in html
    table = zhengce("diff", one, other, "--format", "md", "--db", nowhere).output
    assert all(re.split(r"(?<!\\)\|", line)[5:] == [""] for line in table.splitlines() if line.startswith("|"))
    assert "<script" not in table.replace("\\<script", "")


def test_ingesting_writes_down_what_changed_between_editions_and_copies(database: Path) -> None:
    name = ids(database)
    pairs = rows(database, "select from_document_id, to_document_id, done from comparisons order by 1, 2")
    draft, plan, ocr = (name[path.stem] for path in (DRAFT, PLAN, OCR))
    assert sorted(pairs) == sorted([(draft, plan, 1), (plan, ocr, 1)])
    weights = dict(rows(database, f"select weight, count(*) from changes where to_document_id = '{plan}' group by 1"))
    assert weights == {"substantive": 20, "wording": 1}
    assert rows(database, f"select distinct weight from changes where to_document_id = '{ocr}'") == [("transcription",)]
    assert not rows(
        database,
        "select 1 from changes c join documents d on d.id = c.to_document_id "
        "where c.after <> substr(d.text, c.to_start + 1, c.to_end - c.to_start)",
    )
    assert rows(
        database,
        "select t.indicator, u.value, t.value from changes c join targets t on t.id = c.to_target_id "
        "join targets u on u.id = c.from_target_id where c.what = 'value' order by c.id limit 1",
    ) == [("地区生产总值", 1750e8, 1800e8)]


@pytest.mark.slow
def test_changes_are_the_same_in_whatever_order_documents_come(database: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    for path in (REPORT, PLAN, DRAFT, OCR):
        ingest([path], other, 1)
    sql = "select * from changes order by id"
    assert rows(other, sql) == rows(database, sql)


def test_files_and_ids_and_the_plan_give_the_same_changes(database: Path, nowhere: Path) -> None:
    name = ids(database)
    draft, plan = name[DRAFT.stem], name[PLAN.stem]
    [(plan_id,)] = rows(database, f"select plan_id from documents where id = '{draft}'")
    expected = json.loads(zhengce("diff", DRAFT, PLAN, "--format", "json", "--all", "--db", nowhere).output)["changes"]
    for words in ((draft, plan), (DRAFT, plan), (plan_id,), (draft,)):
        found = json.loads(zhengce("diff", *words, "--format", "json", "--all", "--db", database).output)["changes"]
        assert found == expected


def test_a_persons_word_on_two_documents_stands(tmp_path: Path) -> None:
    path = tmp_path / "policies.db"
    ingest([DRAFT, PLAN], path, 1)
    assert rows(path, "select count(*) from plans") == [(1,)]
    assert zhengce("relate", DRAFT, PLAN, "--as", "different", "--db", path).exit_code == 0
    assert rows(path, "select count(*) from plans") == [(2,)]
    assert rows(path, "select count(*) from changes") == [(0,)]
    assert rows(path, "select count(*) from comparisons") == [(0,)]
    ingest([DRAFT, PLAN], path, 1)
    assert rows(path, "select count(*) from plans") == [(2,)]
    name = ids(path)
    assert zhengce("relate", name[DRAFT.stem], PLAN, "--as", "revision", "--db", path).exit_code == 0
    assert rows(path, "select count(*) > 0 from changes") == [(1,)]
    assert zhengce("relate", PLAN, PLAN, "--as", "copy", "--db", path).exit_code == 2


def test_a_bare_label_is_named_with_what_it_stands_under() -> None:
    law = "第十条 申请从事客运经营的，应当具备下列条件：\n（一）有合格的车辆；\n（二）有健全的制度。\n"
    document = Document("law", extract_source(Source(law, "text/plain"), RULES))
    assert document.section(law.index("健全")) == "第十条 （二）"
    assert document.section(law.index("申请")) == "第十条"


def test_blanks_are_no_words_that_changed() -> None:
    change = Change("changed", "text", "wording", "（配额） 的分配", "（配额）的发放")
    assert [piece for piece in words_of(change)[0] if not piece.shared] == [Piece("分配", False)]


def test_changes_are_numbered_as_a_reader_is_told_them(database: Path) -> None:
    pair = "from_document_id = c.from_document_id and to_document_id = c.to_document_id"
    compared = rows(
        database,
        f"select substantive, wording, transcription, (select max(number) from changes where {pair}), "
        f"(select count(distinct number) from changes where {pair}) from comparisons c",
    )
    assert compared and all(sum(counts) == last == numbers for *counts, last, numbers in compared)
    told = [
        row[0]
        for row in rows(
            database,
            "select weight from changes where number is not null and "
            "to_document_id = (select id from documents where edition = 2 and copy_of is null) order by number",
        )
    ]
    assert told == ["substantive"] * 19 + ["wording"]
    assert "SCAN" not in str(
        rows(
            database,
            "explain query plan select * from changes where from_document_id = 1 and to_document_id = 2 "
            "and number > 50 and number <= 100 order by number",
        )
    )
