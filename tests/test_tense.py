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
            [("target", "生产总值", "2025-12-31"), ("target", "固定资产投资", "2025-12-31")],
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
            NEWS + "报告提出，2025年新增就业2万人。\n2024年，新增就业3万人。",
            [("target", "新增就业", "2025-12-31"), ("result", "新增就业", "2024")],
        ),
        (
            "2025年,全市上下稳中求进。\n一、综合\n初步核算,全年生产总值151亿元,比上年增长6%。\n二、农业\n粮食总产量21万吨,增长1%。",
            [
                ("result", "生产总值", "2025"),
                ("result", "生产总值", "2025"),
                ("result", "粮食总产量", "2025"),
                ("result", "粮食总产量", "2025"),
            ],
        ),
        (
            "霁川市水利局2025年上半年工作总结及下半年工作计划\n各区县水利局：\n一、上半年工作总结\n加固水库8座。\n二、下半年工作计划\n加固水库9座。",
            [("result", "加固水库", "2025"), ("target", "加固水库", "2025-12-31")],
        ),
        (
            "大会听取了报告。2024年,全市生产总值达到1140亿元,增长8.1%。新增就业12万人。"
            "今年主要预期目标是:生产总值增长6%左右,新增就业11万人以上。",
            [
                ("result", "生产总值", "2024"),
                ("result", "生产总值", "2024"),
                ("result", "新增就业", "2024"),
                ("target", "生产总值", None),  # of which year 今年 is, nothing says
                ("target", "新增就业", None),
            ],
        ),
        (
            NEWS + "今年,全市将接续办好15件民生实事,力争满意度达到95%以上。包括:\n改造老旧小区30个。\n建设公园10座。",
            [
                ("target", "接续办好民生实事", "2025-12-31"),
                ("target", "满意度", "2025-12-31"),
                ("target", "改造老旧小区", "2025-12-31"),
                ("target", "建设公园", "2025-12-31"),
            ],
        ),
        (
            NEWS + "报告提出,2025年将改造小区30个以上,新建学校8所。\n建设停车场50个,力争新增车位9万个。\n"
            "2024年,改造小区20个。",
            [
                ("target", "改造小区", "2025-12-31"),
                ("target", "新建学校", "2025-12-31"),
                ("target", "建设停车场", None),
                ("target", "新增车位", None),
                ("result", "改造小区", "2024"),
            ],
        ),
        (
            "2024年霁川市人民政府工作报告\n各位代表：\n一、2023年工作回顾\n（一）全力稳预期，经济稳步向好\n新建学校7所。\n"
            "二、2024年主要任务\n（一）绿色发展取得新的更大进展\n新建公园8个。",
            [("result", "新建学校", "2023"), ("target", "新建公园", "2024-12-31")],
        ),
        (
            NEWS + "到2030年,力争机械化率达到50%以上。其中,奶牛养殖机械化率达到80%以上。",
            [("target", "机械化率", "2030-12-31"), ("target", "奶牛养殖机械化率", "2030-12-31")],
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
        (
            NEWS + "2025年，全市将继续办好实事。\n养老服务\n●新建食堂30处\n●改造小区20个",
            [("target", "新建食堂", "2025-12-31"), ("target", "改造小区", "2025-12-31")],
        ),
        (
            "2024年霁川市人民政府工作报告\n各位代表：\n二、2024年主要工作\n新建学校8所。\n三、2023年主要工作\n新建学校9所。",
            [("target", "新建学校", "2024-12-31"), ("result", "新建学校", "2023")],
        ),
        (
            "霁川市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要\n第一章 总则\n到2025年，产值达到10亿元。",
            [("target", "产值", "2025-12-31")],
        ),
        (
            "霁川市国民经济和社会发展第十二个五年规划\n“十一五”发展成就\n收入从2005年的31亿元增加到2010年的94亿元。",
            [("result", "收入", "2010")],
        ),
        (
            "霁川市2025年国民经济和社会发展计划\n一、主要目标\n生产总值增长6%。",
            [("target", "生产总值", "2025-12-31")],
        ),
        (
            "霁川市健康行动方案\n一、目标\n到2025年和2030年，素养水平分别不低于22%和30%。",
            [("target", "素养水平", "2025-12-31"), ("target", "素养水平", "2030-12-31")],
        ),
    ],
)
def test_promises_and_reports_are_told_apart(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert read(text) == expected


def test_a_day_beside_the_source_of_a_page_is_no_day_of_issue() -> None:
    about = extract_source(Source(NEWS + "今年底前完成100个项目。", "text/plain"), RULES).about
    assert (about.issued_on, about.posted_on) == (None, "2025-01-12")
