"""Lists of indicators that share a figure's verb: each gets its own figure and its whole name."""

import pytest

from extract.coordination import each_named
from extract.rulebook import load_rules

RULES = load_rules()


@pytest.mark.parametrize(
    ("name", "each"),
    [
        ("数字化研发设计工具普及率和关键工序数控化率", ["数字化研发设计工具普及率", "关键工序数控化率"]),
        ("固体废物综合利用率、秸秆综合利用率", ["固体废物综合利用率", "秸秆综合利用率"]),
        ("婴儿死亡率和5岁以下儿童死亡率", ["婴儿死亡率", "5岁以下儿童死亡率"]),
        ("可吸入颗粒物(PM10)和细颗粒物(PM2.5)平均浓度", ["可吸入颗粒物(PM10)平均浓度", "细颗粒物(PM2.5)平均浓度"]),
        ("单位地区生产总值能源消耗、二氧化碳排放", ["单位地区生产总值能源消耗", "单位地区生产总值二氧化碳排放"]),
        ("化学需氧量、氨氮排放总量", ["化学需氧量排放总量", "氨氮排放总量"]),
        ("化学需氧量、氨氮等重点工程减排量", ["化学需氧量重点工程减排量", "氨氮重点工程减排量"]),
        ("生猪存栏、出栏量", ["生猪存栏量", "生猪出栏量"]),
        ("高技术制造业、装备制造业增加值", ["高技术制造业增加值", "装备制造业增加值"]),
        ("城市建成区绿地率、绿化覆盖率", ["城市建成区绿地率", "城市建成区绿化覆盖率"]),
        ("稻米、油茶产业综合产值", ["稻米产业综合产值", "油茶产业综合产值"]),
        ("高技术企业和科技型企业", ["高技术企业", "科技型企业"]),
        ("第二、第三产业增加值", ["第二产业增加值", "第三产业增加值"]),
        ("乘用车和商用车新车排放强度", ["乘用车新车排放强度", "商用车新车排放强度"]),
    ],
)
def test_each_has_its_whole_name(name: str, each: list[str]) -> None:
    assert each_named(name, len(each), RULES) == each


def test_a_list_of_another_length_is_not_told_apart() -> None:
    assert each_named("普及率、数控化率", 3, RULES) is None


def test_a_bracket_is_no_item() -> None:
    assert each_named("城镇、(农村)", 2, RULES) is None
