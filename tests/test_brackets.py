"""Figures in brackets: what counts out the figure before it, and changes, are read; other asides are not."""

import pytest
from packaged import RULES

from extract.extraction import extract_source
from extract.model import Source


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "全市投资下降8%（其中：油田投资150亿元，下降11%；石化公司1.1亿元，下降57%）。",
            [("投资", 8), ("油田投资", 150e8), ("油田投资", 11), ("石化公司", 1.1e8), ("石化公司", 57)],
        ),
        (
            "新造林3万亩(其中:人工造林1万亩,封山育林2万亩),完成森林抚育1万亩。",
            [("新造林", 30000), ("人工造林", 10000), ("封山育林", 20000), ("森林抚育", 10000)],
        ),
        (
            "补助收入12亿元(其中:返还收入4亿元、转移支付收入8亿元)、新增债券收入1亿元。",
            [("补助收入", 12e8), ("返还收入", 4e8), ("转移支付收入", 8e8), ("新增债券收入", 1e8)],
        ),
        (
            "增长较快的产品有发酵酒（增长87%）、汽车（增长35.8%）、液体乳（下降5%）等。",
            [("发酵酒", 87), ("汽车", 35.8), ("液体乳", 5)],
        ),
        (
            "地区生产总值完成151亿元（同比增长5%），进口总额（增长3%）达到2亿元。",
            [("地区生产总值", 151e8), ("地区生产总值", 5), ("进口总额", 3), ("进口总额", 2e8)],
        ),
        (
            "全市小学281所，教职工8070人（公办教师6757人、民办教师1313人）。",
            [("小学", 281), ("教职工", 8070), ("公办教师", 6757), ("民办教师", 1313)],
        ),
        (
            "播种面积1128万亩（水田168万亩、旱田960万亩）。",
            [("播种面积", 1128e4), ("水田播种面积", 168e4), ("旱田播种面积", 960e4)],
        ),
        ("龙头企业186家（国家级4家、省级71家）。", [("龙头企业", 186), ("国家级龙头企业", 4), ("省级龙头企业", 71)]),
        ("建成泵站12座（东岸泵站）。", [("建成泵站", 12)]),
        # what follows goes on with the figure before the bracket
        ("零售额30亿元(其中:城镇20亿元,乡村10亿元),增长6%。", [("零售额", 30e8), ("零售额", 6)]),
        ("氨氮排放量减少12%（其中工业减少11%）、15%（其中工业减少9%）。", [("氨氮排放量", 12), ("氨氮排放量", 15)]),
        ("平均气温上升5%（同期为下降2%、一季度为增长3%）。", [("平均气温", 5)]),
    ],
)
def test_a_bracket_is_read_where_it_states_outcomes(sentence: str, expected: list[tuple[str, float]]) -> None:
    found = extract_source(Source("2024年政府工作报告\n一、2023年工作回顾\n" + sentence, "text/plain"), RULES)
    assert [(s.indicator, s.value) for s in found.statements] == expected
