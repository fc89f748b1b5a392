"""Tables of indicators, and others, as text, Markdown, HTML and as readers of binary formats give them."""

import pytest
from found_tables import OPENING, RULES, brief, composed, doers, kinds, read, targets

from extract.extraction import extract_source
from extract.read.compose import CellText, Composer

PLAIN = ("森林覆盖率", ">=", 38.0, "%", "2025-12-31")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("plan.txt", "指标　　单位　　2020年　　2025年　　属性\n森林覆盖率　　%　　35　　≥38　　约束性\n"),
        ("plan.txt", "指标\t单位\t2020年\t2025年\t属性\n森林覆盖率\t%\t35\t≥38\t约束性\n"),
        ("plan.txt", "指标    单位    2020年    2025年    属性\n森林覆盖率    %    35    ≥38    约束性\n"),
        ("plan.txt", "指标 | 单位 | 2020年 | 2025年 | 属性\n森林覆盖率 | % | 35 | ≥38 | 约束性\n"),
        ("plan.txt", "指　标　　2020年　　2025年　　属　性\n森林覆盖率（％）　　35　　≥38　　约束性\n"),
        ("plan.txt", "序号\n指标\n单位\n2020年\n2025年\n属性\n1\n森林覆盖率\n%\n35\n≥38\n约束性\n"),
        ("plan.txt", "指标\n2020年\n2025年\n属性\n森林覆盖率（%）\n35\n≥38\n约束性\n完善林长制。\n"),
        ("plan.md", "|指标|单位|2020年|2025年|属性|\n|:--|:-:|--:|--:|---|\n|森林覆盖率|%|35|≥38|约束性|\n"),
        ("plan.md", "序号\n\n指　　标\n\n2020年\n\n2025年\n\n属性\n\n1\n\n森林覆盖率（%）\n\n35\n\n≥38\n\n约束性\n"),
        (
            "plan.html",
            "<table><tr><th>指标</th><th>单位</th><th>2020年</th><th>2025年</th><th>属性</th></tr>"
            "<tr><td>森林覆盖率</td><td>%</td><td>35</td><td>≥38</td><td>约束性</td></tr></table>",
        ),
    ],
)
def test_one_table_reads_the_same_in_every_dress(name: str, table: str) -> None:
    text = OPENING + table
    if name.endswith(".html"):
        lines = OPENING.replace("\n", "</p><p>")
        text = f"<html><body><h1>霁川市规划</h1><p>{lines}</p>{table}</body></html>"
    found = read(text, name)
    assert targets(found) == [PLAIN] and kinds(found) == ["indicators"]
    [target] = [s for s in found.statements if s.rule == "table.indicator"]
    assert (target.baseline_year, target.baseline_value, target.binding) == (2020, 35.0, "约束性")
    quote = found.source.text[target.start : target.end]
    assert quote.startswith("森林覆盖率") and quote.endswith("约束性")
    assert target.section is not None and found.sections[target.section].label == "一"


@pytest.mark.parametrize(
    "table",
    [
        "指标 单位 2020年 2025年 属性\n森林覆盖率 % 35 ≥38 约束性\n用水总量 亿立方米 9.1 ≤9 约束性\n",
        "指标        单位      2020年  2025年  属性\n森林覆盖率  %         35      ≥38     约束性\n"
        "用水总量    亿立方米 9.1     ≤9      约束性\n",
    ],
)
def test_a_single_blank_parts_cells_where_every_line_has_as_many(table: str) -> None:
    found = read(OPENING + table + "二、保障措施\n", "plan.txt")
    assert targets(found) == [PLAIN, ("用水总量", "<=", 9e8, "立方米", "2025-12-31")]


def test_a_rate_in_a_column_of_yearly_values_keeps_its_own_unit() -> None:
    table = (
        "| 指标 | 2020年 | 2025年 | 年均/累计 |\n|---|---|---|---|\n| 全员劳动生产率（万元/人） | 12.1 | 16 | >6% |\n"
    )
    [level, rate] = [s for s in read(OPENING + table, "plan.md").statements if s.rule == "table.indicator"]
    assert (level.value, level.unit, level.change) == (160_000, "元/人", "to")
    assert (rate.op, rate.value, rate.unit, rate.change, rate.recurrence) == (">", 6, "%", "by", "yearly")


def test_lines_with_other_numbers_of_blanks_are_no_table() -> None:
    found = read(OPENING + "指标 单位 2020年 2025年\n森林覆盖率 % 35 38\n完善林长制 健全 机制\n", "plan.txt")
    assert kinds(found) == []


def test_columns_before_the_name_and_several_years_of_targets() -> None:
    found = composed(
        ["类别", "序号", "指标名称", "2020年基期值", "2025年目标值", "2035年远景目标", "指标属性"],
        [CellText(0, "绿色生态", rows=2), "1", "森林覆盖率（%）", "35", "≥38", "42左右", "约束性"],
        [CellText(1, "2"), "空气优良天数比率（%）", "88.2", "90以上", "—", "预期性"],
    )
    assert targets(found) == [
        ("森林覆盖率", ">=", 38.0, "%", "2025-12-31"),
        ("森林覆盖率", "~", 42.0, "%", "2035-12-31"),
        ("空气优良天数比率", ">=", 90.0, "%", "2025-12-31"),
    ]
    assert [s.baseline_value for s in found.statements if s.rule == "table.indicator"] == [35.0, 35.0, 88.2]
    assert {s.page for s in found.statements if s.rule == "table.indicator"} == {1}


def test_a_head_over_two_rows_and_a_unit_in_it() -> None:
    found = composed(
        [CellText(0, "指标", rows=2), CellText(1, "目标值（万吨）", columns=2), CellText(3, "属性", rows=2)],
        [CellText(1, "2023年"), CellText(2, "2025年")],
        ["再生资源回收量", "80", "120", "预期性"],
    )
    assert targets(found) == [
        ("再生资源回收量", "=", 800000.0, "吨", "2023-12-31"),
        ("再生资源回收量", "=", 1200000.0, "吨", "2025-12-31"),
    ]


def test_a_head_over_two_rows_of_tabs_without_spans() -> None:
    found = read(OPENING + "类别\t指标\t目标值\t\n\t\t2023年\t2025年\n生态\t湿地保护率（%）\t52\t55\n")
    assert targets(found) == [
        ("湿地保护率", "=", 52.0, "%", "2023-12-31"),
        ("湿地保护率", "=", 55.0, "%", "2025-12-31"),
    ]


@pytest.mark.parametrize("present", ["2020年", "2020年现状"])
def test_what_has_been_may_stand_under_the_head_of_targets(present: str) -> None:
    found = read(
        f"到2025年，绿化明显改善。\n类别\t指标\t目标值\t\n\t\t{present}\t2025年\n生态\t湿地保护率（%）\t52\t55\n"
    )
    assert targets(found) == [("湿地保护率", "=", 55.0, "%", "2025-12-31")]
    [target] = [s for s in found.statements if s.rule == "table.indicator"]
    assert (target.baseline_year, target.baseline_value) == (2020, 52.0)


def test_the_unit_under_the_title_and_the_year_in_it() -> None:
    found = read("一、安排\n完善制度。\n表2 2024年主要指标\n单位：亿元\n指标\t目标值\n社会消费品零售总额\t1,200\n")
    assert targets(found) == [("社会消费品零售总额", "=", 120000000000.0, "元", "2024-12-31")]
    assert (found.tables[0].title, found.tables[0].unit) == ("表2 2024年主要指标", "亿元")


def test_a_title_and_a_unit_inside_the_table() -> None:
    found = composed(
        [CellText(0, "霁川市水务发展主要指标", columns=3)],
        [CellText(0, "单位：万立方米", columns=3)],
        ["指标", "2020年", "2025年"],
        ["年供水量", "900", "1000"],
    )
    assert targets(found) == [("年供水量", "=", 10000000.0, "立方米", "2025-12-31")]
    assert found.tables[0].title == "霁川市水务发展主要指标"


def test_yearly_rates_and_totals_over_five_years() -> None:
    found = composed(
        ["指标", "2020年", "2025年", "年均/累计", "属性"],
        ["1.地区生产总值增长（%）", "—", "—", "6左右", "预期性"],
        ["2.单位GDP能耗降低（%）", "—", "—", "〔13.5〕", "约束性"],
        ["3.城镇新增就业（万人）", "1.8", "—", "〔9〕", "预期性"],
    )
    assert targets(found) == [
        ("地区生产总值增长", "~", 6.0, "%", "2025-12-31"),
        ("单位GDP能耗降低", "=", 13.5, "%", "2025-12-31"),
        ("城镇新增就业", "=", 90000.0, "人", "2025-12-31"),
    ]
    made = [s for s in found.statements if s.rule == "table.indicator"]
    assert [(s.recurrence, s.change) for s in made] == [("yearly", "by"), (None, "to"), (None, "to")]


def test_total_marked_in_the_name_and_a_negative_figure() -> None:
    found = composed(["指标", "2025年"], ["新增造林〔五年累计〕（万亩）", "〔12〕"], ["碳排放强度（%）", "〔-13.5〕"])
    assert targets(found) == [
        ("新增造林", "=", 120000.0, "亩", "2025-12-31"),
        ("碳排放强度", "=", -13.5, "%", "2025-12-31"),
    ]


@pytest.mark.parametrize(
    ("cell", "op", "value", "unit", "change", "direction"),
    [
        ("下降15%", "=", 15.0, "%", "by", "down"),
        ("提高到95%以上", ">=", 95.0, "%", "to", "up"),
        ("达到或优于Ⅲ类", ">=", 3.0, "类", "to", None),
        ("不超过5.5%", "<=", 5.5, "%", "to", None),
        ("<15000", "<", 15000.0, None, "to", None),
        ("约3.5万户", "~", 35000.0, "户", "to", None),
        ("7.0—7.5", "=", (7.0, 7.5), None, "to", None),
        ("85%-90%", "=", (85.0, 90.0), "%", "to", None),
        ("新增20个", "=", 20.0, "个", "by", "up"),
        ("1.9:1", "=", 1.9, ":1", "to", None),
        ("[>92]", ">", 92.0, None, "to", None),
        (">=8", ">=", 8.0, None, "to", None),
        ("不大于5%", "<=", 5.0, "%", "to", None),
        ("35至38", "=", (35.0, 38.0), None, "to", None),
        ("≥85①", ">=", 85.0, None, "to", None),
        ("36（2020年）", "=", 36.0, None, "to", None),
        ("95%以上，力争100%", ">=", 95.0, "%", "to", None),
        ("年均增长8%", "=", 8.0, "%", "by", "up"),
        ("+8%", "=", 8.0, "%", "by", "up"),
        ("稳定在90以上", ">=", 90.0, None, "to", None),
        ("1.2万", "=", 12000.0, None, "to", None),
        ("5%（力争6%）", "=", 5.0, "%", "to", None),
    ],
)
def test_what_a_cell_promises(
    cell: str, op: str, value: float | tuple[float, float], unit: str | None, change: str, direction: str | None
) -> None:
    found = composed(["指标", "2025年"], ["指数甲", cell])
    assert targets(found) == [("指数甲", op, value, unit, "2025-12-31")]
    [target] = [s for s in found.statements if s.rule == "table.indicator"]
    assert (target.change, target.direction, target.baseline) == (change, direction, False)


def test_a_cell_without_a_figure_is_a_milestone_or_nothing() -> None:
    found = composed(
        ["指标", "2025年", "属性"],
        ["煤炭消费总量", "完成省下达任务", "约束性"],
        ["受污染耕地面积", "—", "约束性"],
        ["说明", "另行公布", "预期性"],
    )
    [target] = [s for s in found.statements if s.rule == "table.indicator"]
    assert (target.type, target.indicator, target.value) == ("milestone", "煤炭消费总量完成省下达任务", None)
    assert (target.deadline, target.binding) == ("2025-12-31", "约束性")


def test_rows_of_one_cell_group_those_below() -> None:
    found = composed(
        ["指标", "2020年", "2025年"],
        [CellText(0, "一、约束性指标", columns=3)],
        ["森林覆盖率（%）", "35", "38"],
        [CellText(0, "二、预期性指标", columns=3)],
        ["绿地率（%）", "36", "40"],
    )
    assert [s.binding for s in found.statements if s.rule == "table.indicator"] == ["约束性", "预期性"]


@pytest.mark.parametrize(
    "table",
    [
        "| 序号 | 类别 | 指标 | 单位 | 属性 | 2025年 |\n|---|---|---|---|---|---|\n"
        "| 1 | 总量 | 用水总量 | 亿立方米 | 约束性 | ≤9 |\n| 2 | 森林覆盖率 | % | 约束性 | ≥38 |\n",
        "| 类别 | 指标 | 单位 | 2020年 | 2025年 |\n|---|---|---|---|---|\n"
        "| 总量 | 用水总量 | 亿立方米 | 9.1 | ≤9 |\n| 森林覆盖率 | % | 35 | ≥38 |\n",
    ],
)
def test_rows_that_lost_the_merged_cell_of_their_group_are_read_under_it(table: str) -> None:
    found = read(OPENING + table + "二、保障措施\n", "plan.md")
    assert targets(found) == [("用水总量", "<=", 9e8, "立方米", "2025-12-31"), PLAIN]


def test_a_row_whose_last_value_is_empty_stands_where_it_is() -> None:
    table = (
        "| 类别 | 指标 | 单位 | 2020年 | 2025年 |\n|---|---|---|---|---|\n"
        "| 总量 | 用水总量 | 亿立方米 | 9.1 | ≤9 |\n| 生态 | 森林覆盖率 | % | 35 | |\n"
    )
    assert targets(read(OPENING + table, "plan.md")) == [("用水总量", "<=", 9e8, "立方米", "2025-12-31")]


def test_two_tables_side_by_side() -> None:
    found = composed(["指标", "2025年", "指标", "2025年"], ["路灯（盏）", "500", "公厕（座）", "60"])
    assert targets(found) == [
        ("路灯", "=", 500.0, "盏", "2025-12-31"),
        ("公厕", "=", 60.0, "座", "2025-12-31"),
    ]


def test_a_first_and_second_level_of_indicators() -> None:
    found = composed(
        ["一级指标", "二级指标", "三级指标", "单位", "目标值（2025年）"],
        [CellText(0, "治理", rows=2), CellText(1, "水", rows=2), "污水集中处理率", "%", "97"],
        [CellText(2, "再生水利用率"), "%", "25"],
    )
    assert [t[0] for t in targets(found)] == ["污水集中处理率", "再生水利用率"]


def test_projects_by_unit_and_plan_are_indicators() -> None:
    found = composed(["项目", "单位", "2020年实际", "2025年计划"], ["粮食产量", "万吨", "48", "50"])
    assert targets(found) == [("粮食产量", "=", 500000.0, "吨", "2025-12-31")]


def test_agencies_beside_indicators_answer_for_them() -> None:
    found = composed(
        ["指标", "2025年", "牵头单位"], ["绿地率（%）", "40", "市园林局"], ["公厕（座）", "60", "市城管局"]
    )
    made = [s for s in found.statements if s.rule == "table.indicator"]
    names = [[r.name for r in found.tasks[s.task].responsibilities] for s in made if s.task is not None]
    assert names == [["市园林局"], ["市城管局"]]


def test_a_head_that_comes_again_is_no_row() -> None:
    rows = [["指标", "2025年"], ["绿地率（%）", "40"], ["指标", "2025年"], ["公厕（座）", "60"]]
    assert [t[0] for t in targets(composed(*rows))] == ["绿地率", "公厕"]


def test_furniture_between_rows_is_none_of_them() -> None:
    document = Composer("application/pdf")
    document.page()
    document.line("二、指标", "heading", 1)
    document.open_table()
    document.row([CellText(0, "指标"), CellText(1, "2025年")])
    document.row([CellText(0, "绿地率（%）"), CellText(1, "40")])
    document.line("— 3 —", "furniture")
    document.page()
    document.line("霁川市规划", "furniture")
    document.row([CellText(0, "公厕（座）"), CellText(1, "60")])
    document.close_table()
    found = extract_source(document.source({}), RULES)
    assert [(s.indicator, s.page) for s in found.statements] == [("绿地率", 1), ("公厕", 2)]
    assert [found.source.text[s.start : s.end] for s in found.statements] == ["绿地率（%）\t40", "公厕（座）\t60"]


def test_a_table_that_goes_on_without_a_head_on_the_next_page() -> None:
    document = Composer("application/pdf")
    for rows in (["指标", "2025年"], ["绿地率（%）", "40"]), (["公厕（座）", "60"], ["路灯（盏）", "500"]):
        document.page()
        document.open_table()
        for row in rows:
            document.row([CellText(i, text) for i, text in enumerate(row)])
        document.close_table()
        document.line("— 3 —", "furniture")
    found = extract_source(document.source({}), RULES)
    assert [(s.indicator, s.value, s.page) for s in found.statements] == [
        ("绿地率", 40.0, 1),
        ("公厕", 60.0, 2),
        ("路灯", 500.0, 2),
    ]


def test_a_row_that_merged_cells_cover_twice_is_one() -> None:
    found = composed(
        ["指标", "现状值", "2025年"],
        [CellText(0, "岸线修复（公里）", rows=2), "—", CellText(2, "58", rows=2)],
        [CellText(1, "")],
    )
    assert targets(found) == [("岸线修复", "=", 58.0, "公里", "2025-12-31")]


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "2024年", "2025年", "资金来源"], ["泵站", "120", "50", "市财政"], ["公园", "80", "90", "市财政"]],
        [["预算科目", "2024年执行数", "2025年预算数"], ["教育支出", "120", "130"]],
        [["考核内容", "分值", "评分标准"], ["森林覆盖率达到38%", "10", "每低1个百分点扣2分"]],
        [
            ["序号", "项目名称", "建设内容", "总投资（万元）", "责任单位"],
            ["1", "泵站", "到2025年建成泵站10座", "90", "市水务局"],
        ],
        [["区县", "名称", "地址"], ["青禾区", "一号公园", "清溪路1号"]],
        [["时间", "内容", "地点"], ["9:00", "开幕式", "大剧院"], ["10:30", "参观", "展馆"]],
        [["姓名", "职务", "电话"], ["张明", "科长", "5551234"]],
        [["机组类型", "基准值（克/千瓦时）"], ["甲型", "800"]],
        [["序号", "地区", "2023年", "2024年"], ["1", "青禾区", "30", "40"]],
    ],
)
def test_other_tables_are_kept_and_promise_nothing(rows: list[list[str]]) -> None:
    found = composed(*rows)
    assert kinds(found) == ["other"]
    assert found.statements == () and doers(found) == [] and found.quantities == ()
    assert [(found.tables[0].rows, found.tables[0].columns)] == [(len(rows), len(rows[0]))]
    cells = found.tables[0].table.cells
    assert [found.source.text[cell.start : cell.end] for cell in cells] == [cell for row in rows for cell in row]


def test_a_column_for_each_place_holds_its_targets() -> None:
    rows = ("指标\t单位\t全市\t青禾区\t云岭县\n", "用水总量\t亿立方米\t12\t3\t9\n", "再生水利用率\t%\t30\t35\t—\n")
    found = read(OPENING + "表1 各区2025年节水目标\n" + "".join(rows))
    assert [(s.scope, *brief(s)) for s in found.statements if s.rule == "table.indicator"] == [
        ("全市", "用水总量", "=", 1.2e9, "立方米", "2025-12-31"),
        ("青禾区", "用水总量", "=", 3e8, "立方米", "2025-12-31"),
        ("云岭县", "用水总量", "=", 9e8, "立方米", "2025-12-31"),
        ("全市", "再生水利用率", "=", 30.0, "%", "2025-12-31"),
        ("青禾区", "再生水利用率", "=", 35.0, "%", "2025-12-31"),
    ]
    for title in ("表1 各区2025年用水情况", "表1 各区节水目标"):
        assert kinds(read(OPENING + title + "\n" + "".join(rows), issued_on="2026-01-05")) == ["other"]


def test_a_posted_date_does_not_make_targets_past() -> None:
    text = OPENING + "指标\t2020年\t2025年\n森林覆盖率（%）\t35\t≥38\n"
    assert targets(read(text, issued_on="2026-03-01")) == [PLAIN]


def test_records_are_tied_to_the_text_whatever_is_in_the_cells() -> None:
    cells = ["**绿地率**<br>（%）", "４０", "\u202e=1+1", "𠀀\t|", "2025年", "指标", "责任单位", "", "〔〔", "重点任务"]
    rows = "\n".join("\t".join(cells[(i * k + k) % len(cells)] for i in range(5)) for k in range(1, 40))
    found = read("指标\t2025年\t重点任务\t责任单位\t属性\n" + rows)
    text = found.source.text
    for record in (*found.statements, *found.tasks, *(t.table for t in found.tables)):
        assert 0 <= record.start <= record.end <= len(text)
    for table in found.tables:
        assert all(table.table.start <= cell.start <= cell.end <= table.table.end for cell in table.table.cells)


def test_a_cell_that_claims_a_million_rows_is_as_high_as_its_table() -> None:
    found = composed(["指标", "2025年"], [CellText(0, "绿地率", rows=10**6, columns=1), CellText(1, "38")])
    assert targets(found) == [("绿地率", "=", 38.0, None, "2025-12-31")]


def test_a_row_that_only_heads_others_right_under_the_head_of_tabs() -> None:
    rows = "一、经济\t\t\t\n城镇化率（%）\t63.4\t68\t预期性\n二、绿色\t\t\t\n森林覆盖率（%）\t35\t≥38\t约束性\n"
    found = read(OPENING + "指标\t2020年\t2025年\t属性\n" + rows)
    assert targets(found) == [("城镇化率", "=", 68.0, "%", "2025-12-31"), PLAIN]


def test_years_that_follow_each_other_are_all_promised() -> None:
    head = "指标\t单位\t2023年\t2024年\t2025年\n"
    found = read("三年行动方案\n一、目标\n" + head + "改造小区\t个\t30\t40\t50\n", issued_on="2023-03-01")
    assert [(t[2], t[4]) for t in targets(found)] == [(30.0, "2023-12-31"), (40.0, "2024-12-31"), (50.0, "2025-12-31")]


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("年度目标", [["项目", "单位", "2022年", "2023年"], ["小区改造", "个", "30", "40"]]),
        (None, [["任务名称", "2022年目标", "2023年目标"], ["小区改造", "30个", "改造40个"]]),
        (None, [["领域", "现状（2021年）", "目标（2022年）", "目标（2023年）"], ["小区改造", "20个", "30个", "40个"]]),
        (None, [["", "单位", "2022年预期", "2023年预期"], ["小区改造", "个", "30", "40"]]),
    ],
)
def test_rows_of_amounts_under_years_are_targets_whatever_names_them(title: str | None, rows: list[list[str]]) -> None:
    found = composed(*rows, title=title)
    assert targets(found) == [
        ("小区改造", "=", 30.0, "个", "2022-12-31"),
        ("小区改造", "=", 40.0, "个", "2023-12-31"),
    ]


def test_a_cell_may_give_its_year_itself() -> None:
    found = read("霁川市规划\n指标\t目标值\n森林覆盖率\t到2025年达到38%\n")
    assert targets(found) == [("森林覆盖率", "=", 38.0, "%", "2025-12-31")]


def test_sentences_under_years_are_read_as_such() -> None:
    head = ["领域", "2023年目标", "2025年目标"]
    found = composed(head, ["就业", "新增就业5万人，失业率控制在5%以内", "新增就业15万人以上"])
    assert [brief(s) for s in found.statements] == [
        ("新增就业", "=", 50000.0, "人", "2023-12-31"),
        ("失业率", "<=", 5.0, "%", "2023-12-31"),
        ("新增就业", ">=", 150000.0, "人", "2025-12-31"),
    ]


def test_a_table_with_progress_and_no_tasks_is_another() -> None:
    found = composed(["单位名称", "主要成效"], ["市水务局", "建成泵站10座"], ["市园林局", "建成公园3个"])
    assert kinds(found) == ["other"] and found.statements == ()


def test_one_name_over_several_columns_of_names() -> None:
    rows = "经济\t1.城镇化率（%）\t63.4\t68\t预期性\n\t2.劳动生产率（万元/人）\t12\t16\t预期性\n"
    rows += "绿色\t3.森林覆盖率（%）\t35\t≥38\t约束性\n"
    found = read(OPENING + "指标名称\t2020年\t2025年\t指标属性\n" + rows)
    assert [t[0] for t in targets(found)] == ["城镇化率", "劳动生产率", "森林覆盖率"]
    assert targets(found)[-1] == PLAIN


def test_a_share_of_what_is_counted_otherwise_is_its_growth() -> None:
    found = composed(["指标", "单位", "2025年目标"], ["税收", "亿元", "6.5%以上"], ["森林覆盖率", "%", "38%"])
    made = [(s.value, s.unit, s.change, s.direction) for s in found.statements]
    assert made == [(6.5, "%", "by", "up"), (38.0, "%", "to", None)]


def test_a_column_of_several_years_is_promised_beside_what_is() -> None:
    found = composed(["指标", "2020年现状", "2021—2025年"], ["造林（亩）", "300", "2000"])
    assert targets(found) == [("造林", "=", 2000.0, "亩", "2025-12-31")]
