"""Scores against annotations: figures worked out by hand, faults in annotations, gains and losses."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from extract.gold import GoldError, flat, load_gold, place
from extract.score import Judgement, Report, gains_and_losses, score

TEXT = (
    "一、主要目标\n到2025年，森林覆盖率达到３５％以上，新建公园10个，绿地率达到40%。(市林业局牵头)\n"
    "二、保障\n2025年底前，完成规划编制。2023年绿地率为38%。按照《某条例》执行。\n"
)
SECTIONS = [
    {"kind": "section", "quote": "一、主要目标", "label": "一", "heading": "主要目标", "level": 1, "parent": None},
    {"kind": "section", "quote": "二、保障", "label": "二", "heading": "保障", "level": 1, "parent": None},
]
DOCUMENT = {
    "kind": "document",
    "title": ["某市规划", "关于印发某市规划的通知"],
    "issuer": None,
    "document_number": None,
    "issued_on": "2021-05-01",
    "genre": "plan",
}


def statement(quote: str, indicator: str, value: float | None, unit: str | None, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "target",
        "type": "quantity",
        "quote": quote,
        "indicator": indicator,
        "op": "=",
        "value": value,
        "unit": unit,
        "change": "to",
        "deadline": "2025-12-31",
        "agencies": ["市林业局"],
        **fields,
    }


FOREST = statement("森林覆盖率达到35%以上", "森林覆盖率", 35, "%", op=">=")
PARKS = statement("新建公园10个", "新建公园", 10, "个")
GREEN = statement("绿地率达到40%", "绿地率", 40, "%")
PLAN = statement("完成规划编制", "规划编制", None, None, type="milestone", op=None, change=None, agencies=[])
RESULT = {**statement("绿地率为38%", "绿地率", 38, "%", agencies=[]), "kind": "result", "as_of": "2023"}
NOTE = {"kind": "responsibility", "quote": "(市林业局牵头)", "agencies": [{"name": "市林业局", "role": "lead"}]}
WORK = {"kind": "citation", "quote": "《某条例》", "title": "某条例"}
GOLD = [DOCUMENT, *SECTIONS, FOREST, PARKS, GREEN, PLAN, RESULT, NOTE, WORK]


def write_gold(folder: Path, records: list[dict[str, Any]], name: str = "plan") -> Path:
    file = folder / f"{name}.jsonl"
    file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return file


COLUMNS = {
    "documents": "id source text title issuer document_number issued_on genre",
    "sections": "id document_id parent_id label heading level start",
    "tasks": "id document_id",
    "responsibilities": "task_id name role start end",
    "targets": "document_id task_id type indicator op value value_max unit change baseline_year baseline_value "
    "deadline quote start end",
    "results": "document_id task_id type indicator op value value_max unit change baseline_year baseline_value "
    "as_of quote start end",
    "citations": "document_id title start end",
    "relations": "document_id other_id relation",
}
TYPES = dict.fromkeys(("value", "value_max", "baseline_value"), float) | dict.fromkeys(
    ("start", "end", "baseline_year", "level", "task_id"), int
)


def write_database(file: Path, records: list[dict[str, Any]], source: str = "in/plan.txt") -> Path:
    """A database that holds just what the annotations say: the first of several values that are right."""
    db = Database(file)
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in COLUMNS}
    task_of: dict[str, int] = {}
    for number, record in enumerate(records):
        spans = place([record], TEXT)[0] if "quote" in record else [record]
        row = {"id": number, "document_id": source, **spans[0]}
        if record["kind"] == "document":
            title = record["title"][0] if isinstance(record["title"], list) else record["title"]
            rows["documents"].append({**row, "id": source, "source": source, "text": TEXT, "title": title})
        elif record["kind"] == "section":
            rows["sections"].append(row)
        elif record["kind"] == "responsibility":
            rows["tasks"].append(row)
            rows["responsibilities"] += [{**row, "task_id": number, **agency} for agency in record["agencies"]]
            task_of |= {agency["name"]: number for agency in record["agencies"]}
        elif record["kind"] == "citation":
            rows["citations"].append(row)
        else:
            rows[f"{record['kind']}s"].append(row)
    for table, columns in COLUMNS.items():
        names = columns.split()
        for row in rows[table]:
            if row.get("agencies") and table in ("targets", "results"):
                row["task_id"] = task_of[row["agencies"][0]]
        db.table(table).create({name: TYPES.get(name, str) for name in names})
        db.table(table).insert_all({name: row.get(name) for name in names} for row in rows[table])
    db.close()
    return file


def changed(records: list[dict[str, Any]], **by_indicator: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**r, **by_indicator.get(r.get("indicator", ""), {})} for r in records]


def scores(folder: Path, gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> Report:
    write_gold(folder, gold)
    return score(write_database(folder / "policies.db", found), load_gold(folder))


def test_a_database_that_says_what_was_annotated_is_right_throughout(tmp_path: Path) -> None:
    report = scores(tmp_path, GOLD, GOLD)
    assert report.faults == []
    figures = report.figures()
    assert {kind: f.gold for kind, f in figures.items()} == {
        "quantity targets": 3,
        "milestone targets": 1,
        "results": 1,
        "responsibilities": 1,
        "sections": 2,
        "citations": 1,
        "document fields": 5,
    }
    assert all((f.precision, f.recall, f.f1, f.record_f1) == (1, 1, 1, 1) for f in figures.values())
    assert set(figures["quantity targets"].fields) == {
        "indicator", "op", "change", "deadline", "baseline", "agencies",
    }  # fmt: skip


def test_figures_by_hand(tmp_path: Path) -> None:
    found = changed(GOLD, 森林覆盖率={"op": "="}, 新建公园={"value": 11})
    figures = scores(tmp_path, GOLD, found).figures()["quantity targets"]
    assert (figures.gold, figures.found) == (3, 3)  # two found, one of them with a field wrong, one missed, one extra
    assert (figures.precision, figures.recall, figures.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert figures.record_f1 == pytest.approx(1 / 3)
    assert figures.fields == {"indicator": 1, "op": 0.5, "change": 1, "deadline": 1, "baseline": 1, "agencies": 1}


@pytest.mark.parametrize(
    ("kind", "field", "wrong"),
    [
        ("quantity targets", "deadline", {"deadline": None}),
        ("quantity targets", "change", {"change": "by"}),
        ("quantity targets", "indicator", {"indicator": "绿化"}),
        ("quantity targets", "baseline", {"baseline_year": 2020}),
        ("quantity targets", "agencies", {"agencies": []}),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, kind: str, field: str, wrong: dict[str, Any]) -> None:
    (fault,) = scores(tmp_path, GOLD, changed(GOLD, 森林覆盖率=wrong)).faults
    assert (fault.kind, fault.verdict, fault.document, fault.at) == (kind, "wrong", "plan", 4)
    assert set(fault.wrong) == {field}


def test_width_spaces_emphasis_units_and_rounding_do_not_count(tmp_path: Path) -> None:
    noisy = changed(
        GOLD,
        森林覆盖率={"indicator": "**森林 覆盖率**", "value": 35.0000001},
        新建公园={"unit": " 个"},
        绿地率={"unit": "％"},
    )
    assert scores(tmp_path, GOLD, noisy).faults == []


def test_an_optional_record_counts_neither_found_nor_missed(tmp_path: Path) -> None:
    gold = changed(GOLD, 绿地率={"optional": True}, 新建公园={"optional": True})
    found = [r for r in GOLD if r.get("indicator") != "绿地率"]
    report = scores(tmp_path, gold, found)
    figures = report.figures()["quantity targets"]
    assert (figures.gold, figures.found, report.faults) == (1, 1, [])


def test_a_document_field_may_have_several_right_values(tmp_path: Path) -> None:
    second = {**DOCUMENT, "title": "关于印发某市规划的通知", "genre": "news"}
    report = scores(tmp_path, GOLD, [second, *GOLD[1:]])
    assert [(j.verdict, j.record) for j in report.faults] == [("missed", "genre: plan"), ("extra", "genre: news")]
    figures = report.figures()["document fields"]
    assert figures.fields == {"title": 1, "issuer": 1, "document_number": 1, "issued_on": 1, "genre": 0}
    assert figures.f1 == pytest.approx(0.8)


def test_sections_agencies_and_works(tmp_path: Path) -> None:
    found = [
        *(r for r in GOLD if r["kind"] not in ("section", "responsibility", "citation")),
        {**SECTIONS[0], "label": "一、"},  # the mark that closes a label does not count
        {**SECTIONS[1], "label": "三"},
        {**NOTE, "agencies": [{"name": "市林业局", "role": "support"}]},
        {**WORK, "title": "另一条例"},
    ]
    figures = scores(tmp_path, GOLD, found).figures()
    assert figures["sections"].f1 == pytest.approx(0.5)
    assert figures["responsibilities"].f1 == 0
    assert figures["citations"].f1 == 0


def test_nothing_found_leaves_precision_open(tmp_path: Path) -> None:
    figures = scores(tmp_path, GOLD, [DOCUMENT]).figures()["results"]
    assert (figures.precision, figures.recall, figures.f1, figures.record_f1) == (None, 0, None, 0)


def test_what_the_database_or_the_text_lacks_is_told(tmp_path: Path) -> None:
    write_gold(tmp_path, [DOCUMENT], "other")
    report = scores(tmp_path, [*GOLD, {**RESULT, "quote": "不在文中"}, {**RESULT, "nth": 2}], GOLD)
    assert report.missing == ("other",)
    assert report.unplaced == ("plan:11: 不在文中", "plan:12: 绿地率为38%")


def test_relations_are_looked_up_by_the_names_of_files(tmp_path: Path) -> None:
    database = write_database(tmp_path / "policies.db", GOLD)
    db = Database(database)
    others = ("in/draft.txt", "in/copy.txt")
    db.table("documents").insert_all({"id": source, "source": source, "text": ""} for source in others)
    db.table("relations").insert_all(
        [
            {"document_id": "in/plan.txt", "other_id": "in/draft.txt", "relation": "revision"},
            {"document_id": "in/plan.txt", "other_id": "in/copy.txt", "relation": "revision"},
        ]
    )
    db.close()
    write_gold(tmp_path, GOLD)
    (tmp_path / "versions.tsv").write_text(
        "a\tb\trelation\ndraft.txt\tplan.txt\trevision\nplan.txt\tcopy.txt\tcopy\nplan.txt\tabsent.txt\tcopy\n"
    )
    report = score(database, load_gold(tmp_path))
    assert [(j.verdict, j.record) for j in report.judgements if j.kind == "relations"] == [
        ("right", "revision: draft.txt ~ plan.txt"),
        ("missed", "copy: copy.txt ~ plan.txt"),
        ("extra", "revision: copy.txt ~ plan.txt"),
    ]


def test_gains_and_losses(tmp_path: Path) -> None:
    write_gold(tmp_path, GOLD)
    gold = load_gold(tmp_path)
    old = changed(GOLD, 绿地率={"value": 41}, 森林覆盖率={"op": "="})
    new = changed(GOLD, 绿地率={"value": 41}, 规划编制={"deadline": None})
    before = score(write_database(tmp_path / "old.db", old), gold)
    after = score(write_database(tmp_path / "new.db", new), gold)
    gains, losses = gains_and_losses(after, before)
    assert [(j.verdict, j.at, set(j.wrong)) for j in gains] == [("wrong", 4, {"op"})]
    assert [(j.verdict, j.at, set(j.wrong)) for j in losses] == [("wrong", 7, {"deadline"})]


def test_a_false_find_that_is_gone_is_a_gain_where_both_have_the_document() -> None:
    extra = Judgement("results", "plan", "extra", 7, "多出")
    right = Judgement("results", "plan", "right", 1, "对的")
    before, after = Report((extra, right), (), ()), Report((right,), (), ())
    assert gains_and_losses(after, before) == ([extra], [])
    assert gains_and_losses(before, after) == ([], [extra])
    assert gains_and_losses(Report((), ("plan",), ()), before) == ([], [])


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"kind": "goal"}', "kind 'goal': one of document, section"),
        ('{"kind": "target", "type": "quantity", "indicator": "x"}', "target lacks 'quote'"),
        ('{"kind": "result", "indicator": "x", "quote": ""}', "quote: a text is wanted"),
        ('{"kind": "result", "indicator": "x", "quote": "x", "nth": 0}', "nth: a number from 1"),
        ('{"kind": "result", "indicator": "x", "quote": "x", "op": "≥"}', "op '≥': one of =, >=, <=, >, <, ~, null"),
        ('{"kind": "result", "indicator": "x", "quote": "x", "value": "3"}', "value '3': a number or null"),
        ('{"kind": "result", "indicator": "x", "quote": "x", "agencies": "x"}', "agencies: a list is wanted"),
        ('{"kind": "responsibility", "quote": "x", "agencies": [{"name": "x", "role": "boss"}]}', "'role': 'boss'"),
        ('{"kind": "result", "indicator": "x", "quote": "x", "agencies": [1]}', "agencies: a list of names"),
    ],
)
def test_an_annotation_at_fault_is_told_with_file_and_line(tmp_path: Path, line: str, what: str) -> None:
    file = tmp_path / "plan.jsonl"
    file.write_text(json.dumps(DOCUMENT, ensure_ascii=False) + f"\n\n{line}\n", encoding="utf-8")
    with pytest.raises(GoldError) as error:
        load_gold(file)
    assert str(error.value).startswith(f"{file}:3: ")
    assert what in str(error.value)


def test_all_faults_of_annotations_are_told_at_once(tmp_path: Path) -> None:
    write_gold(tmp_path, [{"kind": "x"}, {"kind": "y"}])
    (tmp_path / "versions.tsv").write_text("a\tb\trelation\nx.txt y.txt copy\n")
    with pytest.raises(GoldError) as error:
        load_gold(tmp_path)
    assert [line.split(": ")[0].rsplit("/")[-1] for line in str(error.value).splitlines()] == [
        "plan.jsonl:1",
        "plan.jsonl:2",
        "versions.tsv:2",
    ]


def test_a_folder_without_annotations_or_a_file_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no annotations"):
        load_gold(tmp_path)
    file = tmp_path / "plan.jsonl"
    file.write_bytes("政策".encode("gb18030"))
    with pytest.raises(GoldError, match=r"plan\.jsonl: not UTF-8"):
        load_gold(file)


def test_a_quote_is_found_by_its_number_and_across_noise() -> None:
    text = "达到 <sub>３５</sub>％。\n**达到**35%。"
    quotes = [{"quote": "达到35%", "nth": n, "line": n} for n in (1, 2, 3)]
    placed, astray = place(quotes, text)
    assert [flat(text[p["start"] : p["end"]]) for p in placed] == ["达到35%", "达到35%"]
    assert placed[0]["end"] < placed[1]["start"]
    assert [a["line"] for a in astray] == [3]
