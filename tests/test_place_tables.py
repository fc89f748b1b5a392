"""Tables whose rows are places, or kinds of what is counted."""

import pytest
from found_tables import composed, kinds

from extract.model import Extraction
from extract.read.compose import CellText

Row = list[str | CellText]


def found_in(found: Extraction, kind: str) -> list[tuple[object, ...]]:
    made = [s for s in found.statements if s.kind == kind and s.rule.startswith("place_table.")]
    return [(s.scope, s.indicator, s.value, s.unit, s.deadline if kind == "target" else s.as_of) for s in made]


def test_what_each_place_is_to_have_by_two_years() -> None:
    head: list[Row] = [
        [
            CellText(0, "单位", 2),
            CellText(1, "到2025年规划指标（万亩）", 1, 2),
            CellText(3, "到2030年规划指标（万亩）", 1, 2),
        ],
        [CellText(1, "建成灌区"), CellText(2, "改造灌区"), CellText(3, "建成灌区"), CellText(4, "改造灌区")],
    ]
    rows: list[Row] = [["全区", "3.5", "", "4", ""], ["东河镇", "2", "", "2.5", ""], ["西河乡", "1.5", "", "1.5", ""]]
    found = composed(*head, *rows)
    assert found_in(found, "target")[:3] == [
        ("全区", "建成灌区", 35000.0, "亩", "2025-12-31"),
        ("全区", "建成灌区", 40000.0, "亩", "2030-12-31"),
        ("东河镇", "建成灌区", 20000.0, "亩", "2025-12-31"),
    ]
    assert kinds(found) == ["indicators"]


def test_what_was_to_be_done_what_was_and_which_share() -> None:
    head: list[Row] = [
        [CellText(0, "地区", 3), CellText(1, "水务工程", 1, 3)],
        [CellText(1, "新建泵站（座）", 1, 3)],
        ["", CellText(1, "目标任务"), CellText(2, "进度"), CellText(3, "完成比例（%）")],
    ]
    head[2] = head[2][1:]
    found = composed(*head, ["东河镇", "4", "3", "75"], ["西河乡", "2", "2", "100"], title="2020年水务工程完成情况表")
    assert found_in(found, "target")[0] == ("东河镇", "新建泵站", 4.0, "座", "2020-12-31")
    assert found_in(found, "result")[:2] == [
        ("东河镇", "新建泵站", 3.0, "座", "2020"),
        ("东河镇", "新建泵站完成比例", 75.0, "%", "2020"),
    ]


def test_subtotals_are_of_the_place_around_them() -> None:
    rows: list[Row] = [
        [CellText(0, "霁川市", 3), CellText(1, "全市小计"), CellText(2, "9")],
        [CellText(1, "云川区"), CellText(2, "6")],
        [CellText(1, "青禾县"), CellText(2, "3")],
    ]
    found = composed(["城市", "县（市、区）", "小区数（个）"], *rows, title="2022年小区改造计划表")
    assert [target[0] for target in found_in(found, "target")] == ["霁川市", "云川区", "青禾县"]


def test_a_value_of_now_is_where_targets_start() -> None:
    found = composed(
        ["县区", "2020年", "2025年目标"],
        ["云川区", "12", "15"],
        ["青禾县", "8", "9"],
        title="表2 泵站建设目标（单位：座）",
    )
    assert [(s.indicator, s.value, s.baseline_year, s.baseline_value) for s in found.statements] == [
        ("泵站建设", 15.0, 2020, 12.0),
        ("泵站建设", 9.0, 2020, 8.0),
    ]


def test_kinds_of_what_was_counted() -> None:
    rows: list[Row] = [["小学", "12", "5600"], ["初中", "6", "2800"], ["总计", "18", "8400"]]
    found = composed(["类别", "学校数（所）", "在校学生数"], *rows, title="2020年学校情况表")
    assert found_in(found, "result")[1:] == [
        (None, "小学在校学生数", 5600.0, None, "2020"),
        (None, "初中学校数", 6.0, "所", "2020"),
        (None, "初中在校学生数", 2800.0, None, "2020"),
        (None, "学校数", 18.0, "所", "2020"),
        (None, "在校学生数", 8400.0, None, "2020"),
    ]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["乡镇", "联系电话"], ["东河镇", "5551234"]),
        (["乡镇", "补助资金（万元）"], ["东河镇", "120"]),
        (["乡镇", "得分"], ["东河镇", "92"]),
        (["乡镇", "排名"], ["东河镇", "1"]),
        (["项目名称", "建设规模"], ["泵站", "12"]),
    ],
)
def test_figures_that_count_nothing_are_no_targets(head: list[str], row: list[str]) -> None:
    found = composed(head, row, [row[0].replace("东", "西"), row[1]], title="2025年任务分解表")
    assert found.statements == ()


def test_tasks_in_words_stay_tasks() -> None:
    found = composed(
        ["乡镇", "工作任务", "责任单位"], ["东河镇", "新建泵站10座", "市水务局"], ["西河乡", "新建泵站6座", "市水务局"]
    )
    assert kinds(found) == ["tasks"]


def test_the_title_says_what_is_counted_and_in_which_unit() -> None:
    found = composed(
        ["地区", "2020年", "2025年目标"],
        ["云川区", "32", "28"],
        ["青禾县", "35", "31"],
        title="表2 各县PM2.5年均浓度目标（微克/立方米）",
    )
    assert [target[1:4] for target in found_in(found, "target")] == [
        ("PM2.5年均浓度", 28.0, "微克/立方米"),
        ("PM2.5年均浓度", 31.0, "微克/立方米"),
    ]


def test_a_column_says_its_year_and_what_it_counts_in_one() -> None:
    head: Row = ["乡镇", "2020年现状床位（张）", "2025年规划床位（张）", "2025年在校生数（人）"]
    found = composed(head, ["东河镇", "210", "300", "900"], ["西河乡", "60", "80", "500"], title="表1 床位规划")
    assert [(s.indicator, s.value, s.baseline_value) for s in found.statements[:2]] == [
        ("床位", 300.0, 210.0),
        ("在校生数", 900.0, None),
    ]


def test_ranks_in_brackets_are_no_figures() -> None:
    head: list[Row] = [
        [CellText(0, "区", 2), CellText(1, "投资增速（%）", 1, 2)],
        [CellText(1, "目标"), CellText(2, "完成")],
    ]
    found = composed(*head, ["云川区", "9", "8.5（3）"], ["青禾区", "9", "9.6（1）"], title="2020年目标完成情况表")
    assert [(result[0], result[2]) for result in found_in(found, "result")] == [("云川区", 8.5), ("青禾区", 9.6)]


def test_columns_of_one_year_for_a_place_and_its_town() -> None:
    head: list[Row] = [
        [CellText(0, "指标", 2), CellText(1, "2020年", 2), CellText(2, "2025年", 1, 2)],
        [CellText(2, "全县"), CellText(3, "城区")],
    ]
    found = composed(*head, ["绿地率（%）", "38", "40", "42"])
    assert [(s.scope, s.indicator, s.value, s.baseline_value) for s in found.statements] == [
        ("全县", "绿地率", 40.0, 38.0),
        ("城区", "绿地率", 42.0, 38.0),
    ]
