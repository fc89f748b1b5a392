"""Lists whose items are lines without full stops: 民生实事 with numbers, bullets or nothing before each."""

import pytest
from packaged import RULES

from extract.extraction import extract_source
from extract.model import Source

TITLE = "霁川市民生实事实施方案\n为办好2025年民生实事，制定本方案。\n一、主要任务\n"


@pytest.mark.parametrize(
    "marks",
    [("1.", "2.", "3."), ("01 ", "02 ", "03"), ("（一）", "（二）", "（三）"), ("●",) * 3, ("- ",) * 3, ("",) * 3],
)
def test_each_line_of_a_list_is_read(marks: tuple[str, str, str]) -> None:
    items = ("新建学校30所", "改造老旧小区50个", "培训教师2000人次以上")
    text = TITLE + "".join(f"{mark}{item}\n" for mark, item in zip(marks, items, strict=True))
    found = extract_source(Source(text, "text/plain"), RULES)
    assert [(s.indicator, s.op, s.value) for s in found.statements] == [
        ("新建学校", "=", 30),
        ("改造老旧小区", "=", 50),
        ("培训教师", ">=", 2000),
    ]
    numbered = marks[0].strip("●- ") != ""
    assert [text[task.start : task.end] for task in found.tasks][-3:] == (list(items) if numbered else [text[39:-1]])


def test_each_clause_of_an_item_is_read() -> None:
    text = TITLE + "01 新建学校30所，新增学位500个\n02新建医院2所，新增床位300张\n"
    found = extract_source(Source(text, "text/plain"), RULES)
    assert [s.value for s in found.statements] == [30, 500, 2, 300]


def test_a_list_with_bullets_may_end_a_document() -> None:
    text = "霁川市实事\n今年办好以下实事，群众满意。\n●新建学校30所\n●改造小区50个\n●建成公园6个\n"
    found = extract_source(Source(text, "text/plain"), RULES)
    assert [s.value for s in found.statements] == [30, 50, 6]
    assert found.sections == ()


def test_a_heading_with_a_figure_and_text_under_it_is_only_a_heading() -> None:
    text = TITLE + "（一）改造小区50个\n有序推进，年内完成。\n（二）加强管理\n落实责任。\n"
    found = extract_source(Source(text, "text/plain"), RULES).statements
    assert [s for s in found if s.type == "quantity"] == []


@pytest.mark.parametrize("marks", [("1.", "2."), ("（一）", "（二）")])
def test_an_item_with_a_note_on_the_line_below_is_read(marks: tuple[str, str]) -> None:
    items = ("新建学校30所，改造公园6个", "培训教师2000人次以上")
    note = "牵头单位：市教育局\n完成时限：2025年10月底\n"
    text = TITLE + "".join(f"{mark}{item}\n{note}" for mark, item in zip(marks, items, strict=True))
    found = extract_source(Source(text, "text/plain"), RULES)
    assert [(s.indicator, s.op, s.value, s.deadline) for s in found.statements] == [
        ("新建学校", "=", 30, "2025-10-31"),
        ("改造公园", "=", 6, "2025-10-31"),
        ("培训教师", ">=", 2000, "2025-10-31"),
    ]
    assert [[r.name for r in found.tasks[s.task or 0].responsibilities] for s in found.statements] == [["市教育局"]] * 3


def test_an_item_of_one_sentence_and_a_note_is_text_that_heads_itself() -> None:
    items = ("城乡居民收入增长与经济增长基本同步。", "确保107国道绕城段建成通车。")
    text = "霁川县2025年重点工作方案\n一、2025年主要预期目标\n"
    text += "".join(f"{n}.{item}（牵头单位：县发改局）\n" for n, item in enumerate(items, 1))
    found = extract_source(Source(text, "text/plain"), RULES)
    assert [s.heading for s in found.sections[1:]] == [item.rstrip("。") for item in items]
    assert [(s.type, s.indicator, s.deadline) for s in found.statements] == [
        ("milestone", "城乡居民收入增长与经济增长基本同步", "2025-12-31"),
        ("milestone", "107国道绕城段建成通车", "2025-12-31"),
    ]
