"""Tables of plans as text, Markdown, HTML and as readers of binary formats give them, and the records in each."""

from collections.abc import Sequence

import pytest

from extract.extraction import extract_source
from extract.model import Extraction, Source, Statement
from extract.read import read_bytes
from extract.read.compose import CellText, Composer
from extract.rulebook import load_rules

RULES = load_rules()
OPENING = "一、主要目标\n到2025年，城市面貌明显改善。\n"


def read(text: str, name: str = "plan.txt", issued_on: str | None = None) -> Extraction:
    """What is found in a document of 霁川市."""
    source = read_bytes(text.encode(), name)
    given = {"issuer": "霁川市人民政府"} | ({"issued_on": issued_on} if issued_on else {})
    return extract_source(Source(source.text, source.media_type, source.blocks, source.meta | given), RULES)


def composed(*rows: Sequence[str | CellText], before: str = "二、指标", title: str | None = None) -> Extraction:
    """What is found in a document whose reader gives a table; a text stands for a cell that covers one place."""
    document = Composer("application/pdf")
    document.page()
    document.line(before, "heading", 1)
    if title:
        document.line(title)
    document.open_table(titled=title is not None)
    for row in rows:
        at, cells = 0, []
        for cell in row:
            placed = cell if isinstance(cell, CellText) else CellText(at, cell)
            cells.append(placed)
            at = placed.column + placed.columns
        document.row(cells)
    document.close_table()
    document.page()
    document.line("三、保障措施", "heading", 1)
    document.line("加强组织领导，确保各项工作有序开展。")
    return extract_source(document.source({"issuer": "霁川市人民政府", "issued_on": "2021-06-01"}), RULES)


def brief(statement: Statement) -> tuple[object, ...]:
    value = statement.value if statement.value_max is None else (statement.value, statement.value_max)
    return (statement.indicator, statement.op, value, statement.unit, statement.deadline)


def targets(found: Extraction) -> list[tuple[object, ...]]:
    return [brief(s) for s in found.statements if s.kind == "target" and s.rule == "table.indicator"]


def kinds(found: Extraction) -> list[str]:
    return [table.kind for table in found.tables]


def doers(found: Extraction) -> list[list[str]]:
    """For each task that somebody does, who does what."""
    return [[f"{r.name} {r.role}" for r in task.responsibilities] for task in found.tasks if task.responsibilities]


def in_cells(found: Extraction) -> list[Statement]:
    """The statements that are read from the sentences in cells."""
    tables = [(read.table.start, read.table.end) for read in found.tables]
    return [s for s in found.statements if any(a <= s.start < b for a, b in tables) and s.rule != "table.indicator"]


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
    assert [(s.recurrence, s.change) for s in made] == [("yearly", "to"), (None, "to"), (None, "to")]


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
        [["指标", "2018年", "2019年", "2020年"], ["森林覆盖率（%）", "33", "34", "35"]],
        [["指标名称", "2019年实际", "2020年完成"], ["森林覆盖率（%）", "34", "35"]],
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


def test_a_table_of_tasks() -> None:
    found = composed(
        ["序号", "重点任务", "责任单位", "完成时限"],
        ["1", "推进泵站建设。新建泵站10座，改造管网50公里。", "市水务局、市财政局", "2025年底前"],
        ["2", "建成城南公园", "市园林局（牵头），市财政局", "2024年6月"],
        ["3", "加强日常管理", "各区政府", "持续推进"],
    )
    assert kinds(found) == ["tasks"]
    assert [(*brief(s), s.type) for s in found.statements] == [
        ("新建泵站", "=", 10.0, "座", "2025-12-31", "quantity"),
        ("改造管网", "=", 50.0, "公里", "2025-12-31", "quantity"),
        ("建成城南公园", None, None, None, "2024-06-30", "milestone"),
    ]
    assert doers(found) == [
        ["市水务局 responsible", "市财政局 responsible"],
        ["市园林局 lead", "市财政局 responsible"],
        ["各区政府 responsible"],
    ]
    rows = [task for task in found.tasks if task.responsibilities]
    assert [(task.deadline, task.deadline_text) for task in rows] == [
        ("2025-12-31", "2025年底前"),
        ("2024-06-30", "2024年6月"),
        (None, "持续推进"),
    ]
    tasks = [found.tasks[s.task] for s in found.statements if s.task is not None]
    assert tasks == [rows[0], rows[0], rows[1]]
    assert {r.agency for r in rows[0].responsibilities} == {"霁川市水务局", "霁川市财政局"}
    assert all(found.source.text[r.start : r.end] == r.name for task in rows for r in task.responsibilities)


def test_split_columns_and_merged_agencies() -> None:
    found = composed(
        [CellText(0, "重点任务", rows=2), CellText(1, "具体举措", rows=2), CellText(2, "责任分工", columns=2)],
        [CellText(2, "牵头单位"), CellText(3, "配合单位")],
        [CellText(0, "一、城市更新", rows=2), "新建公园3个。", CellText(2, "市园林局", rows=2), "市财政局 市水务局"],
        [CellText(1, "改造老旧小区20个。"), CellText(3, "市住建局；各县（区）政府")],
    )
    assert doers(found) == [
        ["市园林局 lead", "市财政局 support", "市水务局 support"],
        ["市园林局 lead", "市住建局 support", "各县(区)政府 support"],
    ]
    assert [brief(s)[:4] for s in in_cells(found)] == [("新建公园", "=", 3.0, "个"), ("改造老旧小区", "=", 20.0, "个")]


def test_one_task_that_several_rows_of_agencies_do() -> None:
    found = composed(
        ["任务", "责任单位", "完成时间"],
        [CellText(0, "建成充电桩500个。", rows=2), "市发改委", CellText(2, "2024年底", rows=2)],
        [CellText(1, "市城管局")],
    )
    assert doers(found) == [["市发改委 responsible", "市城管局 responsible"]]
    assert [brief(s) for s in in_cells(found)] == [("建成充电桩", "=", 500.0, "个", "2024-12-31")]


@pytest.mark.parametrize(
    ("time", "deadline"),
    [
        ("2025年底前", "2025-12-31"),
        ("2025年6月", "2025-06-30"),
        ("2025.6", "2025-06-30"),
        ("2025-06-15", "2025-06-15"),
        ("2025年一季度", "2025-03-31"),
        ("2025年上半年", "2025-06-30"),
        ("2025", "2025-12-31"),
        ("2023—2025年", "2025-12-31"),
        ("2024年底前，并持续推进", "2024-12-31"),
        ("6月底前", "2021-06-30"),
        ("一季度", "2021-03-31"),
        ("持续推进", None),
        ("长期坚持", None),
        ("每年12月底前", None),
    ],
)
def test_times_in_cells(time: str, deadline: str | None) -> None:
    found = composed(["工作任务", "责任部门", "完成时限"], ["建成便民服务点5个。", "市民政局", time])
    [task] = [task for task in found.tasks if task.responsibilities]
    assert (task.deadline, task.deadline_text) == (deadline, time)


def test_a_month_is_of_the_year_that_the_title_names() -> None:
    rows = [["工作任务", "责任部门", "完成时限"], ["建成便民服务点5个。", "市民政局", "6月底前"]]
    found = composed(*rows, title="2022年重点工作任务表")
    assert [task.deadline for task in found.tasks if task.responsibilities] == ["2022-06-30"]


def test_columns_of_years_hold_what_each_year_brings() -> None:
    found = composed(
        ["重点任务", "2022年", "2023年", "责任单位"], ["老旧小区改造", "完成改造30个", "完成改造50个", "市住建局"]
    )
    assert [brief(s)[1:] for s in in_cells(found)] == [("=", 30.0, "个", "2022-12-31"), ("=", 50.0, "个", "2023-12-31")]


def test_the_first_leads_where_the_head_says_so() -> None:
    head = ["工作举措", "责任单位（排在第一位的为牵头单位）"]
    found = composed(head, ["建成图书馆1座。", "市文旅局、市财政局"])
    assert doers(found) == [["市文旅局 lead", "市财政局 support"]]


def test_a_note_inside_a_cell_counts_for_its_row() -> None:
    found = composed(
        ["重点任务", "完成时限"], ["建成图书馆1座。（市文旅局牵头）", "2024年底"], ["建成剧院1座。", "2025年"]
    )
    assert doers(found) == [["市文旅局 lead"]]
    [task] = [task for task in found.tasks if task.responsibilities]
    assert task.deadline == "2024-12-31"


def test_labels_in_cells_begin_no_sections() -> None:
    long = "1.新建公园3个。" + "完善配套设施，优化服务流程。" * 30 + "2.改造绿道5公里。"
    found = composed(["重点任务", "责任单位"], ["（一）实施绿化提升。", "市园林局"], [long, "市城管局"])
    assert [section.label or section.heading for section in found.sections] == ["二", "三"]
    assert [brief(s)[:3] for s in in_cells(found)] == [("新建公园", "=", 3.0), ("改造绿道", "=", 5.0)]


def test_a_table_of_tasks_in_lines_and_in_markdown() -> None:
    line = (
        "序号\t重点任务\t责任单位\t完成时限\n1\t新建泵站10座\t市水务局\t2025年底\n2\t新建公园3个\t市园林局\t2024年底\n"
    )
    rows = [line.replace("\t", " | ") for line in line.splitlines()]
    pipes = "\n".join([f"| {rows[0]} |", "|---|---|---|---|", *(f"| {row} |" for row in rows[1:])]) + "\n"
    flat = line.replace("\t", "\n")
    for text, name in ((line, "plan.txt"), (pipes, "plan.md"), (flat, "plan.txt")):
        found = read("一、任务分工\n" + text + "二、保障措施\n加强组织领导。\n", name)
        assert [brief(s) for s in found.statements] == [
            ("新建泵站", "=", 10.0, "座", "2025-12-31"),
            ("新建公园", "=", 3.0, "个", "2024-12-31"),
        ]
        assert doers(found) == [["市水务局 responsible"], ["市园林局 responsible"]]
        assert [found.sections[s.section].label for s in found.statements if s.section is not None] == ["一", "一"]


INDICATORS = [
    ("用水总量", 11.5, 2023),
    ("用水总量", 12.0, 2025),
    ("再生水利用率", 25.0, 2023),
    ("再生水利用率", 30.0, 2025),
]


@pytest.mark.parametrize(
    "flat",
    [
        # A head of two rows, rows with and without their group, numbered or not
        "类别 序号 指标 单位 2020年 目标值 属性 2023年 2025年 "
        "总量 1 用水总量 亿立方米 11 11.5 12 约束性 2 再生水利用率 % 20 25 30 预期性",
        "指标 2020年 目标值 属性 2023年 2025年 用水总量 11 11.5 12 约束性 再生水利用率 20 25 30 预期性",
        "领域 指标 2020年 2023年 2025年 属性 总量 用水总量 11 11.5 12 约束性 再生水利用率 20 25 30 预期性",
        # Rows that head others, and names that go on in brackets on the next line
        "指标 现状值 （2020年） 目标值 （2023年） 目标值 （2025年） 属性 "
        "总量 用水总量 11 11.5 12 约束性 效率 再生水利用率 20 25 30 预期性",
        "序号 指标 2020年 2023年 2025年 属性 1 用水总量 11 11.5 12 约束性 效率 2 再生水利用率 20 25 30 预期性",
    ],
)
def test_flattened_tables_of_indicators(flat: str) -> None:
    found = read(OPENING + flat.replace(" ", "\n") + "\n二、保障措施\n加强组织领导，确保各项工作有序开展。\n")
    made = [s for s in found.statements if s.rule == "table.indicator"]
    assert [(s.indicator, s.deadline) for s in made] == [(name, f"{year}-12-31") for name, _, year in INDICATORS]
    assert [(s.baseline_year, s.binding) for s in made] == [(2020, "约束性")] * 2 + [(2020, "预期性")] * 2
    assert [section.label for section in found.sections] == ["一", "二"]


def test_flattened_tables_of_tasks_in_excerpts() -> None:
    """Numbers that don't begin with 1, a bar after each cell, and lines between the rows that head sections."""
    head = "序号|重点任务|牵头责任单位|协同配合单位|一、扩大投资|"
    rows = "3|新建泵站10座。|市水务局|市财政局|二、改善民生|三、完善服务|68|新建公园3个。|市园林局|市民政局"
    lines = head + rows
    for text in (lines.replace("|", "\n"), lines.replace("|", " |\n") + " |"):
        found = read("2025年重点任务分解表\n" + text + "\n")
        assert doers(found) == [["市水务局 lead", "市财政局 support"], ["市园林局 lead", "市民政局 support"]]
        assert [section.label for section in found.sections] == ["一", "二", "三"]
        assert [(brief(s)[0], s.section) for s in found.statements] == [("新建泵站", 0), ("新建公园", 2)]


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


def test_a_row_that_heads_others_names_no_agencies() -> None:
    head = ["任务", "牵头单位", "责任单位"]
    found = composed(head, [CellText(0, "教育", columns=3)], ["新增学位2000个", "市教育局", "各区县政府"])
    assert doers(found) == [["市教育局 lead", "各区县政府 responsible"]]


def test_breaks_in_a_cell_of_markdown_part_its_items() -> None:
    text = "# 方案\n\n| 重点任务 | 责任单位 |\n|---|---|\n| 新建泵站10座<br>改造管网50公里 | 市水务局 |\n"
    assert [brief(s)[:3] for s in read(text, "plan.md").statements] == [
        ("新建泵站", "=", 10.0),
        ("改造管网", "=", 50.0),
    ]


def test_prose_beside_tables_is_read_as_ever() -> None:
    table = "项目\t投资（亿元）\t年份\n泵站\t12\t2024\n公园\t5\t2025\n"
    prose = "（一）建设泵站。到2025年，新建泵站10座。（市水务局牵头）\n"
    found = read("一、工程\n" + prose + table + "（二）建设公园。到2024年，新建公园3个。（市园林局牵头）\n")
    assert kinds(found) == ["other"]
    assert [brief(s) for s in found.statements] == [
        ("新建泵站", "=", 10.0, "座", "2025-12-31"),
        ("新建公园", "=", 3.0, "个", "2024-12-31"),
    ]
    assert doers(found) == [["市水务局 lead"], ["市园林局 lead"]]
    [part] = [part for part in found.apart if part.rule == "table.other"]
    assert (
        found.source.text[part.start : part.end].startswith("项目")
        and "（二）" not in found.source.text[part.start : part.end]
    )


@pytest.mark.parametrize(
    "text",
    [
        "一、任务\n1.\t到2025年，新建泵站10座。\n2.\t到2025年，新建公园3个。\n3.\t到2025年，改造管网50公里。\n",
        "一、任务\n\t到2025年，新建泵站10座。\n\t到2025年，新建公园3个。\n\t到2025年，改造管网50公里。\n",
        "一、任务\n　　到2025年，新建泵站10座。\n　　到2025年，新建公园3个。\n　　到2025年，改造管网50公里。\n",
    ],
)
def test_tabs_and_blanks_that_only_indent_make_no_table(text: str) -> None:
    found = read(text)
    assert found.tables == ()
    assert [s.value for s in found.statements] == [10.0, 3.0, 50.0]


def test_labels_parted_by_tabs_from_their_items_are_no_cells() -> None:
    assert read("一、任务\n（一）\t建设泵站\n（二）\t建设公园\n（三）\t改造管网\n").tables == ()


def test_a_table_around_prose_is_no_table() -> None:
    one = "到2025年，新建泵站10座。" + "各部门要加强协调，完善机制。" * 10
    two = "到2025年，新建公园3个。" + "各部门要加强协调，完善机制。" * 10
    found = composed([one, ""], [two, ""], before="二、任务")
    assert found.tables == () and [s.value for s in found.statements if s.value] == [10.0, 3.0]


def test_a_box_ends_with_its_table() -> None:
    text = "一、目标\n专栏1 主要指标\n序号\n指标\n2025年\n1\n绿地率（%）\n40\n"
    found = read(text + "城市管理更加精细，" + "各项服务不断完善。" * 8 + "\n二、任务\n加强管理。\n")
    box = next(section for section in found.sections if section.rule == "section.box")
    assert found.source.text[box.start : box.end].endswith("40")
    assert [found.sections[s.section].heading for s in found.statements if s.section is not None] == ["主要指标"]


def test_a_section_holds_the_table_at_its_end() -> None:
    found = composed(["指标", "2025年"], ["绿地率（%）", "40"])
    [table] = found.tables
    assert table.section == 0 and found.sections[0].end >= table.table.end > found.sections[0].body
    assert found.sections[1].start >= table.table.end


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


def test_a_flattened_table_of_tasks_whose_cells_end_with_bars() -> None:
    text = "序号 |\n目标与任务 |\n分 管 县领导 |\n牵头单位 |\n80 |\n新建泵站10座。 |\n张 明 |\n县水务局 |\n"
    found = read("2024年任务分解表\n" + text + "81 |\n新建公园3个。 |\n李莉王强 |\n县园林局 |\n")
    assert [brief(s)[:3] for s in found.statements] == [("新建泵站", "=", 10.0), ("新建公园", "=", 3.0)]
    assert doers(found) == [["县水务局 lead"], ["县园林局 lead"]]


def test_a_row_without_the_merged_cell_on_its_left() -> None:
    text = (
        "类别 | 民生事项名称 | 年度任务目标 | 责任单位 |\n一、水务 | 1.泵站 | 新建泵站10座。 | 市水务局 |\n"
        "2.公园 | 新建公园3个。 | 市园林局 | |\n3.绿道 | 改造绿道5公里。 | 市园林局 |\n"
    )
    found = read(text)
    assert [brief(s)[:3] for s in found.statements][-2:] == [("新建公园", "=", 3.0), ("改造绿道", "=", 5.0)]
    assert doers(found) == [["市水务局 responsible"], ["市园林局 responsible"], ["市园林局 responsible"]]


def test_a_row_whose_time_stands_a_column_too_early() -> None:
    text = (
        "项目 | 工作任务 | 计划完成时间 | 牵头单位 |\n1.环境 | 整治道路3条； | 2024年11月 | 市水务局 |\n"
        "新建公园2处； | 2024年10月 | 市园林局 | |\n2.交通 | 新建停车场3处。 | 2024年9月 | 市交通局 |\n"
    )
    found = read(text)
    days = [(s.indicator, s.deadline) for s in found.statements]
    assert days == [("整治道路", "2024-11-30"), ("新建公园", "2024-10-31"), ("新建停车场", "2024-09-30")]
    assert doers(found) == [["市水务局 lead"], ["市园林局 lead"], ["市交通局 lead"]]
