"""Tables of what was counted or reached, alone and beside what was promised."""

import pytest
from found_tables import RULES, brief, composed, read

from extract.extraction import extract_source
from extract.model import Extraction
from extract.read import read_bytes


def results(found: Extraction) -> list[tuple[object, ...]]:
    made = [s for s in found.statements if s.kind == "result" and s.rule == "table.counted"]
    return [(s.indicator, s.value, s.unit, s.change, s.direction, s.as_of) for s in made]


def targets(found: Extraction) -> list[tuple[object, ...]]:
    return [brief(s) for s in found.statements if s.kind == "target" and s.rule == "table.indicator"]


def test_columns_of_past_years() -> None:
    found = composed(["指标", "2018年", "2019年", "2020年"], ["森林覆盖率（%）", "33", "—", "35"])
    assert results(found) == [
        ("森林覆盖率", 33.0, "%", "to", None, "2018"),
        ("森林覆盖率", 35.0, "%", "to", None, "2020"),
    ]
    assert targets(found) == []


@pytest.mark.parametrize(
    "growth", ["比上年增长（%）", "同比增长（%）", "同比±%", "较上年增减（%）", "增长%", "增幅（%）"]
)
def test_a_level_and_its_growth(growth: str) -> None:
    table = f"指标\t单位\t绝对数\t{growth}\n出口总额\t亿元\t45\t-1.5\n其中：服装\t亿元\t12.5\t10.2\n"
    found = read("霁川市2021年国民经济和社会发展统计公报\n一、贸易\n" + table)
    assert results(found) == [
        ("出口总额", 4.5e9, "元", "to", None, "2021"),
        ("出口总额", 1.5, "%", "by", "down", "2021"),
        ("服装", 1.25e9, "元", "to", None, "2021"),
        ("服装", 10.2, "%", "by", "up", "2021"),
    ]


def test_what_was_planned_and_reached_in_the_same_year() -> None:
    found = composed(
        ["指标", "2020年目标", "2020年完成", "完成率（%）", "2021年目标"],
        ["新增就业（人）", "5000", "5600", "112", "5200"],
    )
    assert targets(found) == [
        ("新增就业", "=", 5000.0, "人", "2020-12-31"),
        ("新增就业", "=", 5200.0, "人", "2021-12-31"),
    ]
    assert results(found) == [
        ("新增就业", 5600.0, "人", "by", "up", "2020"),
        ("新增就业完成率", 112.0, "%", "to", None, "2020"),
    ]
    bases = [(s.deadline, s.baseline_year, s.baseline_value) for s in found.statements if s.kind == "target"]
    assert bases == [("2020-12-31", None, None), ("2021-12-31", 2020, 5600.0)]


def test_growth_belongs_to_the_figure_on_its_left() -> None:
    head = ["指标", "2020年预计", "增长（%）", "2021年计划", "增长（%）"]
    found = composed(head, ["税收（亿元）", "90", "4", "96", "6左右"])
    assert targets(found) == [("税收", "=", 9.6e9, "元", "2021-12-31"), ("税收", "~", 6.0, "%", "2021-12-31")]
    assert results(found) == []


def test_a_year_before_the_targets_is_where_they_start() -> None:
    found = composed(["指标", "2020年实际完成", "2025年目标"], ["森林覆盖率（%）", "33", "35"])
    assert results(found) == []


def test_standards_are_no_results() -> None:
    found = composed(["指标", "基准值"], ["电耗（千瓦时/吨）", "800"])
    assert found.statements == ()


def test_a_report_halfway_tells_of_its_year_and_what_is_still_ahead() -> None:
    table = "指标\t2020年\t2022年实际\t年均增速\t2025年目标\n生产总值（亿元）\t1268\t1450\t6.9%\t1800\n"
    found = read("霁川市“十四五”规划中期评估报告\n" + table, issued_on="2023-06-01")
    assert results(found) == [
        ("生产总值", 1.45e11, "元", "to", None, "2022"),
        ("生产总值", 6.9, "%", "by", "up", "2022"),
    ]
    assert targets(found) == [("生产总值", "=", 1.8e11, "元", "2025-12-31")]


def test_figures_and_growth_under_what_was_done_and_what_is_planned() -> None:
    document = (
        "<html><body><h1>霁川市2021年计划执行情况的报告</h1><p>一、情况</p><table><tr><td rowspan=2>指标</td>"
        "<td colspan=2>2021年完成</td><td colspan=2>2022年计划</td></tr>"
        "<tr><td>绝对数</td><td>增长（%）</td><td>绝对数</td><td>增长（%）</td></tr>"
        "<tr><td>税收（亿元）</td><td>90</td><td>4.5</td><td>96</td><td>6左右</td></tr></table></body></html>"
    )
    found = extract_source(read_bytes(document.encode(), "report.html"), RULES)
    assert results(found) == [("税收", 9e9, "元", "to", None, "2021"), ("税收", 4.5, "%", "by", "up", "2021")]
    assert targets(found) == [("税收", "=", 9.6e9, "元", "2022-12-31"), ("税收", "~", 6.0, "%", "2022-12-31")]


def test_parts_of_a_row_have_its_unit_and_notes_are_no_part_of_a_year() -> None:
    found = composed(["指标", "2020年", "2025年1"], ["铁路里程（公里）", "140", "160"], ["其中：高速铁路", "38", "50"])
    assert targets(found) == [
        ("铁路里程", "=", 160.0, "公里", "2025-12-31"),
        ("高速铁路", "=", 50.0, "公里", "2025-12-31"),
    ]


def test_growth_lends_levels_no_unit() -> None:
    found = composed(["指标", "2020年实际", "同比增长（%）"], ["价格指数", "101.5", "1.5"])
    assert [(value, of) for _, value, of, *_ in results(found)] == [(101.5, None), (1.5, "%")]


def test_totals_and_growth_in_the_units_of_the_line_above() -> None:
    table = "表1 2024年一季度主要经济指标\n单位：亿元、%\n指标名称\t总量\t增速\n生产总值\t320.5\t5.6\n投资\t-\t-4.5\n"
    found = read("一、运行\n经济平稳。\n" + table, issued_on="2024-05-10")
    assert results(found) == [
        ("生产总值", 3.205e10, "元", "to", None, "2024"),
        ("生产总值", 5.6, "%", "by", "up", "2024"),
        ("投资", 4.5, "%", "by", "down", "2024"),
    ]


@pytest.mark.parametrize(("day", "year"), [("2024-01-20", "2023"), ("2024-05-20", "2024")])
def test_what_is_told_of_early_in_a_year_is_of_the_year_before(day: str, year: str) -> None:
    found = read("重点任务完成情况\n指标\t目标值\t完成值\n新开工项目（个）\t30\t35\n", issued_on=day)
    assert [(s.value, s.deadline, s.as_of) for s in found.statements] == [
        (30.0, f"{year}-12-31", None),
        (35.0, None, year),
    ]


def test_a_measure_with_growth_on_its_right_is_one_of_what_the_row_names() -> None:
    table = "指标\t增加值（亿元）\t比上年末增长（%）\t占比（%）\n第一产业\t120\t3.2\t10\n"
    assert results(read("霁川市2021年国民经济和社会发展统计公报\n一、综合\n" + table)) == [
        ("第一产业增加值", 1.2e10, "元", "to", None, "2021"),
        ("第一产业增加值", 3.2, "%", "by", "up", "2021"),
    ]


def test_what_is_expected_of_the_year_that_ends_is_reached_beside_its_plan() -> None:
    found = composed(["指标", "2020年计划", "2020年预计", "2021年计划"], ["新增就业（人）", "500", "530", "520"])
    assert [t[2] for t in targets(found)] == [500.0, 520.0]
    assert results(found) == [("新增就业", 530.0, "人", "by", "up", "2020")]


def test_a_title_with_a_span_of_years_gives_its_last() -> None:
    found = composed(["指标", "目标值"], ["公厕（座）", "60"], title="表1 2021—2025年主要指标")
    assert targets(found) == [("公厕", "=", 60.0, "座", "2025-12-31")]


def test_years_that_run_back_are_past() -> None:
    found = composed(["指标", "2021年", "2020年"], ["泵站（座）", "35", "33"])
    assert targets(found) == []
    assert results(found) == [("泵站", 35.0, "座", "to", None, "2021"), ("泵站", 33.0, "座", "to", None, "2020")]


@pytest.mark.parametrize("at", [2, 5])
def test_the_sum_beside_targets_of_years(at: int) -> None:
    head, row = ["指标", "单位", "2022年", "2023年", "2024年"], ["新建泵站", "座", "3", "4", "5"]
    found = composed([*head[:at], "合计", *head[at:]], [*row[:at], "12", *row[at:]])
    sums = [s for s in found.statements if s.period_start]
    assert [(s.value, s.period_start, s.deadline) for s in sums] == [(12.0, "2022-01-01", "2024-12-31")]
    assert len(targets(found)) == 4


def test_a_total_that_is_not_the_sum_of_the_years_says_nothing_of_them() -> None:
    found = composed(["指标", "单位", "2022年", "2023年", "合计"], ["泵站", "座", "33", "38", "38"])
    assert [target[2] for target in targets(found)] == [33.0, 38.0]


def test_a_report_on_a_plan_is_not_written_in_its_first_year() -> None:
    table = "指标\t2020年目标值\t2020年预计值\n森林覆盖率（%）\t42\t42.3\n"
    found = read("霁川市“十三五”规划实施情况\n一、指标\n" + table)
    assert results(found) == [("森林覆盖率", 42.3, "%", "to", None, "2020")]


def test_what_was_reached_in_a_month_and_since_the_year_began() -> None:
    table = "指标\t计算单位\t本月\t比上年同期增长%\t当年累计\t比上年同期增长%\n货运量\t万吨\t40\t6.6\t455\t-3.2\n"
    found = read("霁川市2020年12月份交通指标完成情况\n一、指标\n" + table)
    assert [(value, unit, change, direction) for _, value, unit, change, direction, _ in results(found)] == [
        (400_000.0, "吨", "to", None),
        (6.6, "%", "by", "up"),
        (4_550_000.0, "吨", "to", None),
        (3.2, "%", "by", "down"),
    ]
