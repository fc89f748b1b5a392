"""Documents in traditional characters: read by the same rules, told in their own words, related to simplified ones."""

from dataclasses import replace
from pathlib import Path

from opencc import OpenCC
from packaged import RULES
from sqlite_utils import Database

from extract.cli import sample_corpus
from extract.extraction import extract_source
from extract.ingest import ingest
from extract.model import Extraction, Source
from extract.read import read_bytes
from extract.relate.changes import changes
from extract.traditional import in_simplified, is_traditional, simplified

PLAN = next(path for path in sample_corpus() if path.name == "霁川市十四五城市高质量发展行动方案.txt")
TO_TRADITIONAL = OpenCC("s2t")
CLAUSES = "各區縣、市級各單位：到2025年，細顆粒物濃度控制在30微克/立方米以內（市生態環境局牽頭，市發展改革委配合）。"


def values(found: Extraction) -> list[tuple[object, ...]]:
    return [(s.type, s.op, s.value, s.change, s.deadline, s.start, s.end, s.canonical) for s in found.statements]


def test_a_page_in_big5_gives_its_targets_in_its_own_characters() -> None:
    found = extract_source(read_bytes(CLAUSES.encode("big5"), "page.txt"), RULES)
    assert found.source.text == CLAUSES
    (target,) = found.statements
    said = (target.indicator, target.op, target.value, target.unit, target.deadline, target.canonical)
    assert said == ("細顆粒物濃度", "<=", 30, "微克/立方米", "2025-12-31", "细颗粒物浓度")
    names = [(r.name, r.role, CLAUSES[r.start : r.end]) for task in found.tasks for r in task.responsibilities]
    assert names == [("市生態環境局", "lead", "市生態環境局"), ("市發展改革委", "support", "市發展改革委")]
    assert found.tasks[0].responsibilities[0].agency == "市生态环境局"
    assert all(CLAUSES[q.start : q.end] == q.text for q in (*found.quantities, *found.dates))


def test_a_plan_put_into_traditional_characters_gives_the_same_records() -> None:
    text = PLAN.read_text(encoding="utf-8")
    other = TO_TRADITIONAL.convert(text)
    assert len(other) == len(text) and is_traditional(other) and not is_traditional(text)
    was, now = (extract_source(Source(one, "text/plain"), RULES) for one in (text, other))
    assert values(now) == values(was)
    assert [replace(r, name="") for t in now.tasks for r in t.responsibilities] == [
        replace(r, name="") for t in was.tasks for r in t.responsibilities
    ]
    assert [(s.label, s.level, s.start) for s in now.sections] == [(s.label, s.level, s.start) for s in was.sections]
    assert now.about.title and now.about.title in other.replace("\n", "")
    assert all(other[q.start : q.end] == q.text for q in (*now.quantities, *now.dates))
    assert [s.indicator for s in in_simplified(now).statements] == [s.indicator for s in was.statements]


def test_a_plan_in_both_kinds_of_characters_is_one_plan_without_a_change(tmp_path: Path) -> None:
    text = PLAN.read_text(encoding="utf-8")
    (tmp_path / "simplified.txt").write_text(text, encoding="utf-8")
    (tmp_path / "traditional.txt").write_text(TO_TRADITIONAL.convert(text), encoding="utf-8")
    ingest([tmp_path], tmp_path / "p.db", 1)
    db = Database(tmp_path / "p.db")
    assert [row["relation"] for row in db["relations"].rows] == ["copy"]
    assert db["plans"].count == 1
    assert {row["weight"] for row in db["changes"].rows} <= {"transcription"}


def test_a_plan_in_the_words_of_taiwan_is_one_with_it(tmp_path: Path) -> None:
    text = PLAN.read_text(encoding="utf-8").replace("提升", "优化程序、计划和质量，提升")
    other = TO_TRADITIONAL.convert(text).replace("程序", "程式").replace("質量", "品質")
    (tmp_path / "simplified.txt").write_text(text, encoding="utf-8")
    (tmp_path / "traditional.txt").write_text(other, encoding="utf-8")
    ingest([tmp_path], tmp_path / "p.db", 1)
    db = Database(tmp_path / "p.db")
    (row,) = db["relations"].rows
    assert row["relation"] == "copy" and row["similarity"] > 0.99  # 品质 is a word of the mainland as well


def test_a_changed_value_is_told_in_the_words_of_each_side() -> None:
    was, now = (
        extract_source(Source(text, "text/plain"), RULES)
        for text in (
            "到2025年，森林覆盖率达到15%，建成区绿化覆盖率达到40%。",
            "到2025年，森林覆蓋率達到16%，建成區綠化覆蓋率達到40%。",
        )
    )
    found = [(c.what, c.weight, c.before, c.after) for c in changes(was, now, RULES) if c.weight != "transcription"]
    assert found == [("value", "substantive", "森林覆盖率达到15%", "森林覆蓋率達到16%")]


def test_a_text_in_simplified_characters_stays_as_it_is() -> None:
    text = "乾隆年间的著作，沿着於潜古道。"
    assert simplified(text) == text
