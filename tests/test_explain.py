"""What explain shows: marks in the text, tables and pages, with hostile text in all of them."""

import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.explain import Mark, as_html, marks, show
from extract.model import (
    About,
    Citation,
    Date,
    Extraction,
    Quantity,
    Responsibility,
    Section,
    Source,
    Statement,
    Task,
)
from extract.terminal import as_json, console, plain

TEXT = "一、主要目标\n到2025年，林地、草地面积分别达到20、15公顷。（市林业局牵头）按《某条例》办。\n"


def span(piece: str) -> tuple[int, int]:
    start = TEXT.index(piece)
    return start, start + len(piece)


def target(indicator: str, value: float) -> Statement:
    start, end = span("林地、草地面积分别达到20、15公顷")
    return Statement(
        "target",
        "quantity",
        indicator,
        start,
        end,
        "target.respectively",
        op="=",
        value=value,
        unit="公顷",
        change="to",
        deadline="2025-12-31",
        deadline_text="到2025年",
        section=0,
        task=0,
    )


EXTRACTION = Extraction(
    source=Source(TEXT, "text/plain"),
    about=About(title="某市规划", issued_on="2021-05-01", genre="plan", rules={"title": "document.title"}),
    sections=(Section("一", "主要目标", 1, None, 0, len(TEXT), 7, "section.han"),),
    tasks=(
        Task(
            section=0,
            start=7,
            end=40,
            responsibilities=(
                Responsibility("市林业局", "lead", "某市林业局", "city", *span("市林业局"), "responsibility.note"),
            ),
        ),
    ),
    statements=(target("林地面积", 20), target("草地面积", 15)),
    quantities=(Quantity("15公顷", *span("15公顷"), "quantity.number", "=", 15, None, "公顷"),),
    dates=(Date("到2025年", *span("到2025年"), "date.year", "2025-01-01", "2025-12-31", "deadline"),),
    citations=(Citation("某条例", None, *span("《某条例》"), "citation.work"),),
)


@pytest.fixture(autouse=True)
def no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def shown(extraction: Extraction) -> str:
    file = io.StringIO()
    screen = console(file)
    screen.width = 200
    show(extraction, screen)
    return file.getvalue()


def test_each_find_has_a_mark_with_span_rule_and_reading() -> None:
    found = {mark.code: mark for mark in marks(EXTRACTION)}
    assert list(found) == ["S1", "D1", "Q1", "C1", "A1", "T1", "T2", "K1"]
    assert found["S1"] == Mark("S1", "section", 0, 6, "section.han", f"level 1 · 一 · 主要目标 · to {len(TEXT)}")
    assert found["D1"] == Mark("D1", "date", *span("到2025年"), "date.year", "deadline · 2025-01-01 to 2025-12-31")
    assert found["A1"].reading == "lead · 某市林业局 · city · for K1"
    assert found["T2"].rule == "target.respectively"
    assert found["T2"].reading == (
        "quantity · 草地面积 · = 15 公顷 · to · deadline 2025-12-31 (到2025年) · in S1 · in K1"
    )


@pytest.mark.parametrize(
    ("fields", "reading"),
    [
        ({"value": 240000.0, "op": ">="}, ">= 240,000 公顷"),
        ({"value": 3.0, "value_max": 5.5}, "= 3 to 5.5 公顷"),
        ({"baseline": True, "baseline_year": 2020, "baseline_value": 18.5}, "from 2020 18.5"),
        ({"baseline": True}, "from before"),
        ({"deadline": None, "deadline_text": "到年"}, "deadline ? (到年)"),
        ({"period_start": "2021-01-01", "recurrence": "yearly"}, "starting 2021-01-01 · yearly"),
        ({"strength": "力争", "binding": "约束性", "scope": "全市"}, "力争 · 约束性 · 全市"),
    ],
)
def test_the_reading_of_a_target_has_all_its_fields(fields: dict[str, object], reading: str) -> None:
    extraction = replace(EXTRACTION, statements=(replace(target("林地面积", 20), **fields),))  # type: ignore[arg-type]
    assert reading in next(mark.reading for mark in marks(extraction) if mark.kind == "target")


def test_the_text_stands_with_its_marks_in_brackets() -> None:
    lines = shown(EXTRACTION).splitlines()
    assert "[S1 一、主要目标]" in lines
    assert (
        "[D1 到2025年]，[T1 [T2 林地、草地面积分别达到20、[Q1 15公顷] T2] T1]。"
        "（[A1 市林业局]牵头）按[C1 《某条例》]办。"
    ) in lines


def test_without_its_marks_the_text_is_whole() -> None:
    drawn = shown(EXTRACTION).split("\n\n")[1]
    for mark in marks(EXTRACTION):
        drawn = drawn.replace(f"[{mark.code} ", "").replace(f" {mark.code}]", "")
    assert drawn.replace("]", "").strip() == TEXT.strip()


def test_marks_that_cross_can_be_told_apart() -> None:
    first, second = replace(target("甲", 1), start=0, end=10), replace(target("乙", 2), start=5, end=15)
    extraction = Extraction(Source("零一二三四五六七八九十百千万亿", "text/plain"), About(), statements=(first, second))
    assert "[T1 零一二三四[T2 五六七八九 T1]十百千万亿 T2]" in shown(extraction)


def test_what_the_document_says_of_itself_comes_first() -> None:
    assert shown(EXTRACTION).splitlines()[:6] == [
        "title           某市规划 (document.title)",
        "issuer          not found",
        "document number not found",
        "issued on       2021-05-01",
        "genre           plan",
        "place           not found",
    ]


def test_tables_name_positions_and_rules() -> None:
    output = shown(EXTRACTION)
    for mark in marks(EXTRACTION):
        row = next(line for line in output.splitlines() if line.startswith(f" {mark.code} "))
        assert f"{mark.start}–{mark.end}" in row
        assert mark.rule is None or mark.rule in row


def test_colours_come_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in shown(EXTRACTION)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in shown(EXTRACTION)


HOSTILE = "[bold red]粗[/] :smile: \x1b[31m红\x1b]0;题\x07\u202e倒\u2066\x9b5m\x07<script>alert(1)</script>&\"'"


def hostile() -> Extraction:
    everything = replace(target(HOSTILE, 1), start=0, end=len(HOSTILE), deadline_text=HOSTILE, scope=HOSTILE)
    whole = (0, len(HOSTILE), HOSTILE)
    return Extraction(
        source=Source(HOSTILE, "text/plain"),
        about=About(title=HOSTILE, issuer=HOSTILE),
        sections=(Section(HOSTILE, HOSTILE, 1, None, 0, len(HOSTILE), len(HOSTILE), "section.han"),),
        tasks=(Task(0, 0, len(HOSTILE), (Responsibility(HOSTILE, "lead", HOSTILE, None, *whole),)),),
        statements=(everything,),
        citations=(Citation(HOSTILE, HOSTILE, 0, len(HOSTILE), "citation.work"),),
    )


def test_hostile_text_does_not_steer_the_terminal() -> None:
    output = shown(hostile())
    assert not {c for c in output if plain(c) != c} - {"\n"}
    assert "[bold red]粗[/] :smile: 红" in output


def test_hostile_text_is_escaped_on_the_page() -> None:
    page = as_html(hostile())
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    assert set(tags) <= {"html", "head", "title", "body", "figure", "div", "mark", "span", "br"}
    assert "&lt;script&gt;" in page
    assert page.isascii()


def test_marks_that_overlap_are_one_on_the_page() -> None:
    page = as_html(EXTRACTION)
    assert page.count("<mark") == 6
    assert ">T1 T2</span>" in page


@given(st.text())
def test_plain_text_holds_no_control_characters(text: str) -> None:
    result = plain(text)
    assert not any(c < " " or "\x7f" <= c <= "\x9f" or c in "\u2028\u2029" for c in result)
    assert not set(result) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert plain(result) == result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b[1;31m红\x1b[0m", "红"),
        ("\x1b]8;;http://x\x1b\\链\x1b]8;;\x07接", "链接"),
        ("\x9b31m红\x9d0;题\x9c完", "红完"),
        ("甲\r\n乙\t丙", "甲  乙 丙"),
        ("\x1bc清\x1b(B屏\x1b", "清屏"),
        ("\x1b]0;没有结尾\n下一行", " 下一行"),
        ("森林覆盖率 35%，㎡ ① 〔2021〕", "森林覆盖率 35%，㎡ ① 〔2021〕"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_json_is_whole_and_steers_nothing() -> None:
    text = as_json({"文": HOSTILE})
    assert json.loads(text) == {"文": HOSTILE}
    assert not {c for c in text if plain(c) != c} - {"\n"}
