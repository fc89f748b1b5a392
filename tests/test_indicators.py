"""What a figure is of, and what its words say of it: whole sentences with the figures that come of them."""

import pytest

from extract.extraction import extract_source
from extract.model import Source, Statement
from extract.rulebook import load_rules

RULES = load_rules()


def _read(text: str) -> tuple[Statement, ...]:
    return extract_source(Source(text, "text/plain"), RULES).statements


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        (
            "去年，固定资产投资10.12亿元，完成年度计划的119.1%，同比增长3%。",
            ["固定资产投资", "固定资产投资完成年度计划", "固定资产投资"],
        ),
        (
            "去年，财政总收入2.16亿元，一般预算收入1.26亿元，分别完成年度计划的113.1%和120.4%，分别增长21.7%和26.1%。",
            [name + what for what in ("", "完成年度计划", "") for name in ("财政总收入", "一般预算收入")],
        ),
        ("去年，生态公益林保护建设，完成进度为90.4%。", ["生态公益林保护建设完成进度"]),
        ("去年，主营业务收入435亿元，完成目标547亿元的79.5%。", ["主营业务收入", "主营业务收入完成目标"]),
    ],
)
def test_a_share_of_a_plan_is_of_what_was_planned(text: str, indicators: list[str]) -> None:
    assert [s.indicator for s in _read(text)] == indicators


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("去年，全镇实现国内生产总值47.29亿元。", "国内生产总值"),
        ("去年，第一产业累计实现增加值4亿元。", "第一产业增加值"),
        ("去年，初步核算全区累计实现地区生产总值393.4亿元。", "地区生产总值"),
        ("去年，规模以上企业预计实现产值288亿元。", "规模以上企业产值"),
        ("去年，——农业增加值4.08亿元。", "农业增加值"),
        ("去年，收入总计96.17亿元。", "收入总计"),
        ("去年，公共财政预算支出安排128453万元。", "公共财政预算支出"),
        ("去年，扶贫资金已下达660亿元。", "扶贫资金"),
        ("去年，(下同)全县生产总值100亿元。", "生产总值"),
        ("今年，单项冠军企业有望达到5个。", "单项冠军企业"),
        ("去年，充电站相比“十二五”末增长14倍。", "充电站"),
        ("去年，固定资产投资增速较一季度回升20.9个百分点。", "固定资产投资增速"),
    ],
)
def test_words_around_an_indicator_are_none_of_it(text: str, indicator: str) -> None:
    assert [s.indicator for s in _read(text)] == [indicator]


Stated = tuple[str, str, float, str, str | None]


def _stated(text: str) -> list[Stated]:
    found = [s for s in _read(text) if s.type == "quantity"]
    return [(s.indicator, s.op or "", s.value or 0, s.change or "", s.direction) for s in found]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (
            "去年，全市生产总值增长5.2%、约4.4万亿元。",
            [("生产总值", "=", 5.2, "by", "up"), ("生产总值", "~", 4.4e12, "to", None)],
        ),
        (
            "去年，供电能力提高1200万千瓦、超过4000万千瓦。",
            [("供电能力", "=", 1.2e7, "by", "up"), ("供电能力", ">", 4e7, "to", None)],
        ),
        (
            "去年，进口额、出口额分别突破30亿元、20亿元。",
            [("进口额", ">", 3e9, "to", None), ("出口额", ">", 2e9, "to", None)],
        ),
        (
            "去年，进口额、出口额分别达到30亿元、20亿元以上。",
            [("进口额", ">=", 3e9, "to", None), ("出口额", ">=", 2e9, "to", None)],
        ),
    ],
)
def test_a_comparison_in_front_of_the_second_figure_is_its_own(text: str, stated: list[Stated]) -> None:
    assert _stated(text) == stated


def test_each_figure_has_its_own_baseline() -> None:
    text = "到2025年，氨氮、硫化氢排放总量分别控制在84万吨、57万吨以内，比2010年的92万吨、62万吨分别减少9.0%、6.9%。"
    found = _read(text)[2:]
    assert [(s.indicator, s.value, s.change, s.baseline_year, s.baseline_value) for s in found] == [
        ("氨氮排放总量", 9.0, "by", 2010, 920000),
        ("硫化氢排放总量", 6.9, "by", 2010, 620000),
    ]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("去年，龙头企业186家（国家级4家、省级71家）。", [("龙头企业", "=", 186, "to", None)]),
        ("去年，一般公共预算收入73220万元（参见附图）。", [("一般公共预算收入", "=", 732200000, "to", None)]),
        (
            "到2025年，氨氮、硫化氢排放量分别减少11.9%（其中工业减少12.6%）、15.5%（其中生活减少9%）。",
            [("氨氮排放量", "=", 11.9, "by", "down"), ("硫化氢排放量", "=", 15.5, "by", "down")],
        ),
    ],
)
def test_a_bracket_behind_a_figure_is_an_aside(text: str, stated: list[Stated]) -> None:
    assert _stated(text) == stated
