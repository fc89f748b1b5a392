"""Tables that a copy flattened to lines, a cell on each."""

import pytest
from found_tables import OPENING, brief, doers, read

CLOSING = "加强组织领导，确保各项工作有序开展。"
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
        "指标 2020年 目标值 属性 2023年目标 2025年目标 用水总量 11 11.5 12 约束性 再生水利用率 20 25 30 预期性",
        "领域 指标 2020年 2023年 2025年 属性 总量 用水总量 11 11.5 12 约束性 再生水利用率 20 25 30 预期性",
        # Rows that head others, and names that go on in brackets on the next line
        "指标 现状值 （2020年） 目标值 （2023年） 目标值 （2025年） 属性 "
        "总量 用水总量 11 11.5 12 约束性 效率 再生水利用率 20 25 30 预期性",
        "序号 指标 2020年 2023年 2025年 属性 1 用水总量 11 11.5 12 约束性 效率 2 再生水利用率 20 25 30 预期性",
        # A merged cell of the group behind the number, which reaches into the last row
        "序号 类别 指标 属性 2020年 2023年 2025年 1 总量 用水总量 约束性 11 11.5 12 2 再生水利用率 预期性 20 25 30",
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


def test_a_flattened_table_of_tasks_whose_cells_end_with_bars() -> None:
    text = "序号 |\n目标与任务 |\n分 管 县领导 |\n牵头单位 |\n80 |\n新建泵站10座。 |\n张 明 |\n县水务局 |\n"
    found = read("2024年任务分解表\n" + text + "81 |\n新建公园3个。 |\n李莉王强 |\n县园林局 |\n")
    assert [brief(s)[:3] for s in found.statements] == [("新建泵站", "=", 10.0), ("新建公园", "=", 3.0)]
    assert doers(found) == [["县水务局 lead"], ["县园林局 lead"]]


def test_cells_of_several_lines_and_agencies_that_stand_for_several_rows() -> None:
    text = (
        "霁川市民生实事落实方案\n为办好实事，列出以下项目。\n序号\n项目内容\n牵头单位\n落实情况\n"
        "1\n新建泵站10座。\n市水务局\n基本完成。\n已建成泵站9座，待验收。\n"
        "2\n新增公园3个。\n提前完成。\n建成东山公园。\n"
        "3\n1）培训教师50人；\n2）培训医生20人。\n市教育局\n正在推进。\n"
    )
    found = read(text)
    assert [(s.indicator, s.value) for s in found.statements] == [
        ("新建泵站", 10),
        ("建成泵站", 9),
        ("新增公园", 3),
        ("培训教师", 50),
        ("培训医生", 20),
    ]
    names = [[r.name for r in found.tasks[s.task or 0].responsibilities] for s in found.statements]
    assert names == [["市水务局"]] * 3 + [["市教育局"]] * 2
    assert [s.kind for s in found.statements] == ["target", "result", *["target"] * 3]


def test_flattened_tables_without_numbers_or_the_word_indicator() -> None:
    tasks = "工作任务\n责任单位\n完成时限\n新建泵站10座。\n市水务局\n2023年底\n新建公园3个。\n市园林局\n2023年6月\n"
    found = read("霁川市重点工作分工\n" + tasks)
    assert [(brief(s)[0], s.deadline) for s in found.statements] == [
        ("新建泵站", "2023-12-31"),
        ("新建公园", "2023-06-30"),
    ]
    assert doers(found) == [["市水务局 responsible"], ["市园林局 responsible"]]
    products = "产品名称\n单位\n产量\n比上年增长%\n粮食\n万吨\n12\n1.2\n油料\n万吨\n3\n-3.4\n二、工业\n"
    found = read("霁川市2021年统计公报\n一、农业\n" + products)
    assert [(s.indicator, s.value, s.direction) for s in found.statements] == [
        ("粮食产量", 120000.0, None),
        ("粮食产量", 1.2, "up"),
        ("油料产量", 30000.0, None),
        ("油料产量", 3.4, "down"),
    ]


def test_lines_below_a_task_that_name_no_agencies_are_no_table() -> None:
    text = "重点任务\n责任单位\n建设泵站10座。\n各单位要加强协调。\n建设公园3个。\n形成工作合力。\n"
    assert read("霁川市工作方案\n" + text).tables == ()


def test_a_flattened_head_with_levels_and_growth_under_what_was_done_and_what_is_planned() -> None:
    head = "指标\n单位\n2021年完成\n2022年计划\n绝对数\n增长（%）\n绝对数\n增长（%）\n"
    rows = "税收\n亿元\n90\n4.5\n96\n6左右\n粮食\n万吨\n12\n1.2\n12.5\n2\n"
    found = read("霁川市2021年计划执行情况的报告\n一、情况\n经济平稳。\n" + head + rows + "二、措施\n加强领导。\n")
    assert [(s.kind, s.value, s.as_of or s.deadline) for s in found.statements if s.indicator == "税收"] == [
        ("result", 9e9, "2021"),
        ("result", 4.5, "2021"),
        ("target", 9.6e9, "2022-12-31"),
        ("target", 6.0, "2022-12-31"),
    ]


def test_places_a_line_each_with_their_figures() -> None:
    table = "乡镇\n泵站（座）\n管网（公里）\n东河镇\n3\n12.5\n西河乡\n—\n8\n合计\n3\n20.5\n"
    found = read("一、任务\n2025年建设任务分解表\n" + table + "二、保障\n各乡镇要加强领导。\n")
    made = [(s.scope, s.indicator, s.value) for s in found.statements if s.rule == "place_table.promised"]
    assert made == [
        ("东河镇", "泵站", 3.0),
        ("东河镇", "管网", 12.5),
        ("西河乡", "管网", 8.0),
        (None, "泵站", 3.0),
        (None, "管网", 20.5),
    ]
    assert [(table.rows, table.columns) for table in found.tables] == [(4, 3)]


def test_a_list_of_words_is_no_table_of_places() -> None:
    assert read("一、范围\n乡镇\n村庄\n社区\n东河镇\n3\n西河乡\n8\n").tables == ()


def test_a_base_and_two_goals_that_each_name_their_year() -> None:
    head = "序号 指标名称 基准值（2020年） 目标值（2025年） 目标值（2035年） "
    found = read(OPENING + (head + "1 达标率 46% ≥73% 100% 2 整治率 37% ≥52% 85%").replace(" ", "\n") + "\n")
    told = [s for s in found.statements if s.rule == "table.indicator"]
    made = [(s.indicator, s.value, s.deadline, s.baseline_value) for s in told]
    assert made[:2] == [("达标率", 73.0, "2025-12-31", 46.0), ("达标率", 100.0, "2035-12-31", 46.0)]
    assert [s.op for s in told] == [">=", "=", ">=", "="]


def test_cells_of_several_lines_that_empty_lines_part() -> None:
    cells = ["序号", "指标名称", "指标\n属性", "基准值\n（2020年）", "目标值\n（2025年）", "1", "水面积", "约束性"]
    cells += ["120.14\n平方公里", "128.92\n平方公里", "2", "达标率", "预期性", "46%", "≥73%"]
    found = read("\n\n".join([OPENING.strip(), *cells, "二、保障措施", CLOSING]) + "\n")
    told = [s for s in found.statements if s.rule == "table.indicator"]
    made = [(s.indicator, s.value, s.unit, s.baseline_value, s.binding) for s in told]
    assert made == [("水面积", 128.92, "平方公里", 120.14, "约束性"), ("达标率", 73.0, "%", 46.0, "预期性")]


def test_tasks_by_kind_with_the_agencies_that_push_them() -> None:
    head = ["任务类型", "序号", "重点内容", "推进单位", "参考文件"]
    rows = ["行动一：住有所居", "旧房改造", "1", "改造旧房20幢", "市住建局、\n市规划局", "《旧房改造方案》"]
    rows += [
        "2",
        "加装电梯30台",
        "市住建局",
        "《电梯方案》",
        "公园建设",
        "3",
        "新建公园3个",
        "市园林局",
        "《公园方案》",
    ]
    text = "\n\n".join(["霁川市2025年城市更新实施方案", "一、重点任务", *head, *rows, "二、保障措施", CLOSING])
    found = read(text + "\n")
    assert [brief(s)[:3] for s in found.statements] == [
        ("改造旧房", "=", 20.0),
        ("加装电梯", "=", 30.0),
        ("新建公园", "=", 3.0),
    ]
    assert doers(found)[0] == ["市住建局 responsible", "市规划局 responsible"]
    assert [citation.title for citation in found.citations] == ["旧房改造方案", "电梯方案", "公园方案"]
