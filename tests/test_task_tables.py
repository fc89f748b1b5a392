"""Tables of tasks: their agencies, times and targets, in every form and flattened to lines."""

import pytest
from found_tables import brief, composed, doers, in_cells, kinds, read

from extract.read.compose import CellText


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
        ("全年", "2021-12-31"),
        ("年内", "2021-12-31"),
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


def test_a_column_of_progress_tells_what_was_reached_and_the_others_what_was_to_be() -> None:
    text = (
        "# 霁川市2023年民生实事10月份进展情况\n\n| 项目 | 目标任务 | 进展情况 | 责任单位 |\n|---|---|---|---|\n"
        "| 养老 | 新增床位500张 | 截至10月底，新增床位430张。 | 市民政局 |\n"
        "| 住房 | 改造小区20个 | 已改造小区18个。 | 市住建局 |\n"
    )
    found = read(text, "report.md")
    assert [(s.kind, s.indicator, s.value, s.deadline, s.as_of) for s in found.statements] == [
        ("target", "新增床位", 500.0, "2023-12-31", None),
        ("result", "新增床位", 430.0, None, "2023-10-31"),
        ("target", "改造小区", 20.0, "2023-12-31", None),
        ("result", "改造小区", 18.0, None, "2023"),
    ]
    assert doers(found) == [["市民政局 responsible"], ["市住建局 responsible"]]
    assert [s.task for s in found.statements] == [0, 0, 1, 1]


def test_who_is_to_do_what_by_when_is_to_come_in_news_too() -> None:
    text = (
        "# 霁川市召开重点工作推进会\n\n2025-01-12 来源：霁川日报\n\n昨日，全市召开推进会，部署重点任务。\n\n"
        "| 重点任务 | 牵头部门 | 完成时间 |\n|---|---|---|\n| 新建污水处理厂3座 | 市水务局 | 2025年12月 |\n"
    )
    found = read(text, "news.md")
    assert found.about.genre == "news"
    assert [(s.kind, s.value, s.deadline) for s in found.statements] == [("target", 3.0, "2025-12-31")]


def test_progress_in_a_plan_is_reached_all_the_same() -> None:
    found = composed(["工作任务", "完成情况", "责任单位"], ["新建泵站3座", "新建泵站2座", "市水务局"])
    assert [(s.kind, s.value) for s in found.statements] == [("target", 3.0), ("result", 2.0)]


def test_agencies_of_a_row_count_once_for_all_its_years() -> None:
    found = composed(
        ["重点任务", "2022年", "2023年", "责任单位"], ["老旧小区", "完成改造30个", "完成改造50个", "市住建局"]
    )
    assert doers(found) == [["市住建局 responsible"]]
    assert [(s.value, s.deadline, s.task) for s in in_cells(found)] == [
        (30.0, "2022-12-31", 0),
        (50.0, "2023-12-31", 0),
    ]


def test_a_task_table_of_amounts_is_one_of_indicators() -> None:
    found = composed(
        ["序号", "项目名称", "责任单位", "目标任务", "1-8月完成情况", "备注"],
        ["1", "新增养老床位", "市民政局", "500张", "430", ""],
        ["2", "新增城镇就业（人）", "市人社局", "0.9万", "7356", "—"],
    )
    assert kinds(found) == ["indicators"]
    assert [(s.kind, s.indicator, s.value, s.unit) for s in found.statements] == [
        ("target", "新增养老床位", 500.0, "张"),
        ("result", "新增养老床位", 430.0, "张"),
        ("target", "新增城镇就业", 9000.0, "人"),
        ("result", "新增城镇就业", 7356.0, "人"),
    ]
    assert doers(found) == [["市民政局 responsible"], ["市人社局 responsible"]]


def test_what_comes_next_is_promised_beside_what_was_reached() -> None:
    head = ["工作任务", "进展情况", "下一步工作计划", "责任单位"]
    found = composed(head, ["招商", "签约项目35个", "7月底前签约项目40个", "市商务局"])
    assert [(s.kind, s.value, s.deadline) for s in found.statements] == [
        ("result", 35.0, None),
        ("target", 40.0, "2021-07-31"),
    ]


def test_yearly_goals_by_agency_are_tasks() -> None:
    found = composed(
        ["项目", "年度目标", "责任单位"], ["道路", "新建道路80公里", "市交通局"], ["就业", "新增就业4万人", "市人社局"]
    )
    assert [brief(s)[:3] for s in found.statements] == [("新建道路", "=", 80.0), ("新增就业", "=", 40000.0)]
    assert doers(found) == [["市交通局 responsible"], ["市人社局 responsible"]]


def test_rows_that_lost_what_merged_cells_held_have_the_agencies_above() -> None:
    rows = "1\t绿化\t造林5万亩\t市林业局\t2023年底\n\t\t抚育12万亩\t\t2023年10月\n2\t水利\t新建泵站10座\t\t2023年底\n"
    found = read("霁川市2023年重点工作任务分解表\n序号\t重点任务\t具体目标\t牵头单位\t完成时限\n" + rows)
    assert [(s.indicator, s.deadline) for s in found.statements] == [
        ("造林", "2023-12-31"),
        ("抚育", "2023-10-31"),
        ("新建泵站", "2023-12-31"),
    ]
    assert doers(found) == [["市林业局 lead"], ["市林业局 lead"]]


def test_columns_of_quarters_hold_what_is_to_be_done_by_their_ends() -> None:
    head = ["重点任务", "一季度", "上半年", "四季度", "责任单位"]
    found = composed(
        head, ["小区改造", "完成设计招标", "开工20个小区", "完成改造30个小区", "市住建局"], title="2023年计划"
    )
    assert [(s.indicator, s.deadline) for s in found.statements] == [
        ("设计招标", "2023-03-31"),
        ("开工小区", "2023-06-30"),
        ("改造小区", "2023-12-31"),
    ]
    assert doers(found) == [["市住建局 responsible"]]


def test_a_cell_of_agencies_over_several_rows_is_one_task() -> None:
    for head in (["重点任务", "责任单位"], ["指标", "2025年", "责任单位"]):
        first, second = (
            (["公厕（座）", "60"], ["路灯（盏）", "500"]) if len(head) > 2 else (["新建公厕60座"], ["改造路灯500盏"])
        )
        found = composed(head, [*first, CellText(len(first), "市城管局", rows=2)], second)
        assert doers(found) == [["市城管局 responsible"]]
        assert [s.value for s in found.statements] == [60.0, 500.0]
        assert [found.tasks[s.task].responsibilities[0].name for s in found.statements if s.task is not None] == [
            "市城管局"
        ] * 2


def test_progress_that_names_nothing_is_of_what_was_to_be_done() -> None:
    found = composed(
        ["项目", "年度任务", "完成情况", "责任单位"],
        ["教育", "新建幼儿园10所", "已建成11所，新增学位300个", "市教育局"],
        ["住房", "改造小区20个", "累计改造22个", "市住建局"],
    )
    assert [(s.kind, s.indicator, s.value) for s in found.statements] == [
        ("target", "新建幼儿园", 10.0),
        ("result", "新建幼儿园", 11.0),
        ("result", "新增学位", 300.0),
        ("target", "改造小区", 20.0),
        ("result", "改造小区", 22.0),
    ]


def test_what_was_to_be_done_stands_with_its_own_amount_beside_one_that_was_reached() -> None:
    found = composed(
        ["实事项目", "完成情况", "责任单位"], ["新建食堂30个", "35个", "市民政局"], ["新增床位50张", "60张", "市民政局"]
    )
    assert [(s.kind, s.value) for s in found.statements if s.kind == "target"] == [("target", 30.0), ("target", 50.0)]
