"""What a document promises and what it reports, by headings, days, words and the paragraph around a clause."""

import pytest

from extract.extraction import extract_source
from extract.model import Source
from extract.rulebook import load_rules

RULES = load_rules()


def read(text: str) -> list[tuple[str, str, str | None]]:
    """Kind, indicator and deadline, or for a result the day of it, of each statement with a figure."""
    found = extract_source(Source(text, "text/plain"), RULES).statements
    return [(s.kind, s.indicator, s.deadline if s.kind == "target" else s.as_of) for s in found if s.type == "quantity"]


NEWS = "霁川市召开人民代表大会\n2025-01-12 10:20:31 来源：霁川日报\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "霁川市2025年国民经济和社会发展计划\n二、预期目标\n生产总值同比增长6%，固定资产投资同比增长5%。",
            [("target", "生产总值", None), ("target", "固定资产投资", None)],
        ),
        (
            NEWS + "2025年主要预期目标是：生产总值增长6%。新增就业2万人。居民消费价格上涨2%。",
            [
                ("target", "生产总值", "2025-12-31"),
                ("target", "新增就业", "2025-12-31"),
                ("target", "居民消费价格", "2025-12-31"),
            ],
        ),
        (
            NEWS + "2024年，全市新建公园12个。\n会议指出，2025年全市将推进更新。新建停车场30个。目前已有停车场200个。",
            [("result", "新建公园", "2024"), ("target", "新建停车场", "2025-12-31"), ("result", "停车场", None)],
        ),
        (
            NEWS + "“十五五”时期，研发经费投入年均增长7%以上。",
            [("target", "研发经费投入", "2030-12-31")],
        ),
        (
            "霁川市“十四五”交通指标提前完成\n2025-07-21 18:25 来源：霁川日报\n截至2024年底，公路总里程达到549万公里。",
            [("result", "公路总里程", "2024")],
        ),
        (
            "2024年霁川市人民政府工作报告\n各位代表：\n一、2023年工作回顾\n预计，全年生产总值增长5%。",
            [("result", "生产总值", "2023")],
        ),
        (
            "霁川市发展和改革委员会主任\n一、2024年计划执行情况\n2024年，生产总值增长5%。\n二、2025年安排\n新建学校30所。",
            [("result", "生产总值", "2024"), ("target", "新建学校", "2025-12-31")],
        ),
    ],
)
def test_promises_and_reports_are_told_apart(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert read(text) == expected


def test_a_day_beside_the_source_of_a_page_is_no_day_of_issue() -> None:
    about = extract_source(Source(NEWS + "今年底前完成100个项目。", "text/plain"), RULES).about
    assert (about.issued_on, about.posted_on) == (None, "2025-01-12")
