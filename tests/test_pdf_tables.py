"""Tables in PDF files: their cells, whatever covers several rows or columns, and their parts on further pages."""

from collections.abc import Callable

import pytest
from pdf_files import LEFT, RIGHT, Paper

from extract.model import Source, Table
from extract.read import read_bytes
from extract.read.pdf_level_rules import open_sides

HEAD = ("指标", "单位", "2020年", "2025年")
XS = (LEFT, 240.0, 330.0, 420.0, RIGHT)
ROWS = (
    ("森林覆盖率", "%", "55.8", "56"),
    ("粮食总产量", "万吨", "84.2", "85"),
    ("再生水利用率", "%", "18.5", "25"),
)


def read(paper: Paper) -> Source:
    return read_bytes(paper.bytes(), "霁川市节水方案.pdf")


def texts(source: Source, table: Table) -> list[list[str]]:
    """The texts of the cells by row."""
    rows: list[list[str]] = [[] for _ in range(1 + max(cell.row for cell in table.cells))]
    for cell in table.cells:
        rows[cell.row].append(source.text[cell.start : cell.end])
    return rows


def only_table(source: Source) -> list[list[str]]:
    [table] = source.tables
    return texts(source, table)


def tops(first: float, count: int, height: float = 24) -> list[float]:
    return [first + height * i for i in range(count + 1)]


def between_paragraphs(draw: Callable[[Paper, list[float]], None]) -> Source:
    """A page read whose table, drawn between the tops that are given, stands with its title between two paragraphs."""
    paper = Paper()
    top = paper.paragraph(92, "一、主要目标")
    paper.centred(top, "表1 主要指标")
    draw(paper, tops(top + 30, 4))
    paper.paragraph(top + 140, "二、重点任务")
    paper.page()
    source = read(paper)
    lines = ["\t".join(row) for row in (HEAD, *ROWS)]
    assert source.text.split("\n") == ["一、主要目标", "表1主要指标", *lines, "二、重点任务", ""]
    return source


def test_a_ruled_table_with_its_title_stands_between_paragraphs() -> None:
    source = between_paragraphs(lambda paper, rows: paper.grid(XS, rows, (HEAD, *ROWS)))
    [table] = source.tables
    assert table.title and source.text[slice(*table.title)] == "表1主要指标"
    assert source.text[table.start : table.end] == "\n".join("\t".join(row) for row in (HEAD, *ROWS))


def test_lines_of_a_cell_are_one_text() -> None:
    paper = Paper()
    paper.grid(XS, (92, 116, 150), (HEAD, ("单位地区生产总值能源⏎消耗降低", "%", "—", "〔14.5〕")))
    paper.page()
    assert only_table(read(paper))[1] == ["单位地区生产总值能源消耗降低", "%", "—", "〔14.5〕"]


def test_merged_cells_and_a_head_over_two_rows() -> None:
    paper = Paper()
    xs, ys = (LEFT, 160.0, 300.0, 400.0, RIGHT), (92.0, 116.0, 140.0, 164.0, 188.0)
    for x in (xs[0], xs[1], xs[2], xs[4]):
        paper.rule(x, ys[0], x, ys[-1])
    paper.rule(xs[3], ys[1], xs[3], ys[-1])  # 目标值 covers two columns
    for y in (ys[0], ys[2], ys[4]):
        paper.rule(xs[0], y, xs[-1], y)
    paper.rule(xs[2], ys[1], xs[4], ys[1])  # 类别 and 指标 cover two rows
    paper.rule(xs[1], ys[3], xs[-1], ys[3])  # 节水 too
    rows = [
        ("类别", "指标", "目标值"),
        ("", "", "2023年", "2025年"),
        ("节水", "漏损率", "10", "9"),
        ("", "利用率", "20", "25"),
    ]
    paper.cells(xs, ys, rows)
    paper.page()
    source = read(paper)
    [table] = source.tables
    cells = [(c.row, c.column, c.rows, c.columns, source.text[c.start : c.end]) for c in table.cells]
    assert cells == [
        (0, 0, 2, 1, "类别"),
        (0, 1, 2, 1, "指标"),
        (0, 2, 1, 2, "目标值"),
        (1, 2, 1, 1, "2023年"),
        (1, 3, 1, 1, "2025年"),
        (2, 0, 2, 1, "节水"),
        (2, 1, 1, 1, "漏损率"),
        (2, 2, 1, 1, "10"),
        (2, 3, 1, 1, "9"),
        (3, 1, 1, 1, "利用率"),
        (3, 2, 1, 1, "20"),
        (3, 3, 1, 1, "25"),
    ]


@pytest.mark.parametrize("again", [True, False], ids=["its head stands again", "its head does not"])
def test_a_table_goes_on_over_pages(again: bool) -> None:
    paper = Paper()
    paper.paragraph(92, "主要指标如下：")
    paper.grid(XS, tops(700, 2), (HEAD, ROWS[0]))
    paper.centred(780, "— 1 —", 14)
    paper.page()
    rows = (HEAD, *ROWS[1:]) if again else ROWS[1:]
    paper.grid(XS, tops(80, len(rows)), rows)
    paper.centred(780, "— 2 —", 14)
    paper.page()
    source = read(paper)
    assert only_table(source) == [list(row) for row in (HEAD, *ROWS)]
    furniture = [source.text[b.start : b.end] for b in source.blocks if b.kind == "furniture"]
    assert furniture == ["—1—", *(["\t".join(HEAD)] if again else []), "—2—"]


def test_a_table_with_other_columns_on_the_next_page_is_another() -> None:
    paper = Paper()
    paper.grid(XS, tops(650, 4), (HEAD, *ROWS))
    paper.page()
    paper.grid((LEFT, 200, 300, 400, RIGHT), tops(80, 4), (HEAD, *ROWS))
    paper.page()
    assert len(read(paper).tables) == 2


def test_a_row_goes_on_over_a_page() -> None:
    paper = Paper()
    head = ("序号", "任务", "单位", "时限")
    xs = (LEFT, 120.0, 330.0, 430.0, RIGHT)
    paper.grid(
        xs, (680, 704, 740), (head, ("1", "改造老旧供水管网，建设智慧水⏎务平台，新建泵站10座，", "市水务局", "2024年"))
    )
    paper.page()
    paper.grid(xs, (80, 104, 128), (("", "改造泵站5座。", "", ""), ("2", "推广节水器具。", "市住建局", "2025年")))
    paper.page()
    source = read(paper)
    assert only_table(source) == [
        list(head),
        ["1", "改造老旧供水管网，建设智慧水务平台，新建泵站10座，改造泵站5座。", "市水务局", "2024年"],
        ["2", "推广节水器具。", "市住建局", "2025年"],
    ]


def test_a_group_that_goes_on_over_a_page_has_rows_of_its_own() -> None:
    paper = Paper()
    paper.grid(XS, tops(700, 2), (("类别", "指标", "单位", "2025年"), ("节水", "漏损率", "%", "9")))
    paper.page()
    paper.grid(XS, tops(80, 1), (("", "利用率", "%", "25"),))
    paper.page()
    assert only_table(read(paper))[1:] == [["节水", "漏损率", "%", "9"], ["", "利用率", "%", "25"]]


def test_a_three_line_table_has_its_columns_where_its_texts_stand() -> None:
    paper = Paper()
    top = paper.paragraph(92, "主要指标见下表。")
    paper.cells(XS, tops(top, 4), (HEAD, *ROWS))
    for y in (top, top + 22, top + 98):
        paper.rule(LEFT, y, RIGHT, y)
    paper.paragraph(top + 120, "二、重点任务")
    paper.page()
    source = read(paper)
    assert only_table(source) == [list(row) for row in (HEAD, *ROWS)]
    assert source.text.split("\n")[-2] == "二、重点任务"


YEARS = (("年度", "新建泵站", "改造管网"), ("2024年", "5", "30"), ("2025年", "8", "45"))


def test_two_three_line_tables_of_one_width_with_text_between() -> None:
    paper = Paper()
    for top, xs, rows in ((120, XS, (HEAD, *ROWS)), (420, (LEFT, 240.0, 360.0), YEARS)):
        for at in (0, 1, len(rows)):
            paper.rule(LEFT, top + 24 * at, RIGHT, top + 24 * at)
        paper.cells(xs, tops(top, len(rows)), rows)
    paper.paragraph(260, "市水务局统筹推进各项工作，各区应当按月上报进度，市水务局汇总后于次月五日前公布。")
    paper.page()
    source = read(paper)
    assert [texts(source, table) for table in source.tables] == [
        [list(row) for row in (HEAD, *ROWS)],
        [list(row) for row in YEARS],
    ]


def test_a_three_line_table_with_a_wrapped_cell_and_a_rule_above_its_sum() -> None:
    paper = Paper()
    rows = (*YEARS, ("2026年（含上年结转⏎部分）", "6", "20"), ("合计", "19", "95"))
    heights = (120.0, 144.0, 168.0, 192.0, 230.0, 254.0)
    for top in (*heights[:2], *heights[-2:]):
        paper.rule(LEFT, top, RIGHT, top)
    paper.cells((LEFT, 240.0, 360.0), heights, rows)
    paper.page()
    assert only_table(read(paper)) == [[cell.replace("⏎", "") for cell in row] for row in rows]


@pytest.mark.parametrize("beyond", [False, True])
def test_a_table_that_is_open_at_its_sides(beyond: bool) -> None:
    paper = Paper()
    top = paper.paragraph(92, "一、主要目标")
    heights = tops(top, 4)
    for x in XS[1:-1]:
        paper.rule(x, heights[0], x, heights[-1])
    for y in heights:
        paper.rule(XS[0], y, XS[-1], y)
    paper.cells(XS, heights, (HEAD, *ROWS))
    if beyond:  # an upright line that reaches further is of something else
        paper.rule(XS[0] - 30, 60, XS[0] - 30, 600)
    paper.page()
    assert only_table(read(paper)) == [list(row) for row in (HEAD, *ROWS)]


def test_level_lines_around_running_text_are_no_table() -> None:
    paper = Paper()
    top = paper.paragraph(92, "各区应当按月上报进度，市水务局汇总后公布，并将结果报市人民政府，抄送市发展改革委。" * 4)
    for y in (88, 118, top):
        paper.rule(LEFT, y, RIGHT, y)
    paper.page()
    assert read(paper).tables == ()


def test_boxes_below_each_other_are_no_table() -> None:
    paper = Paper()
    paper.grid(
        (LEFT, RIGHT), (92, 122, 152, 182), (("专栏1 节水工程",), ("到2025年，建成泵站5座。",), ("推广节水器具。",))
    )
    paper.rule(300, 92, 300, 122)  # parts the uppermost, where nothing stands on the right
    paper.page()
    source = read(paper)
    assert source.tables == ()
    assert source.text.split("\n") == ["专栏1节水工程", "到2025年，建成泵站5座。", "推广节水器具。", ""]


def test_text_in_a_gap_between_double_rules_is_kept() -> None:
    paper = Paper()
    paper.grid((LEFT, LEFT + 5, 240.0, RIGHT), tops(92, 2), (("", "漏损率", "9"), ("", "利用率", "25")))
    paper.text(LEFT + 0.5, 100, "甲", 4)
    paper.page()
    source = read(paper)
    assert sorted("".join(source.text.split())) == sorted("漏损率9利用率25甲")


def test_a_grid_of_pictures_frames_is_no_table() -> None:
    paper = Paper()
    paper.paragraph(92, "一、主要目标")
    paper.grid((LEFT, 200, 300), (200, 250, 300), ())
    paper.page()
    assert read(paper).tables == ()


def test_a_last_row_alone_on_the_next_page_is_of_the_table() -> None:
    xs = (LEFT, 300.0, RIGHT)
    paper = Paper()
    paper.grid(xs, tops(680, 3), (("产品", "基准值"), ("熟料", "0.884"), ("石膏", "0.909")))
    paper.page()
    paper.grid(xs, tops(92, 1), (("白水泥", "1.108"),))
    paper.paragraph(140, "各企业按照上述基准值计算配额，并于每年三月底前报告。")
    paper.page()
    assert only_table(read(paper))[-1] == ["白水泥", "1.108"]


def test_a_row_parted_inside_a_bracket_is_one_under_a_merged_cell() -> None:
    xs = (LEFT, 180.0, 300.0, 400.0, RIGHT)
    paper = Paper()
    paper.grid(xs, tops(680, 1), (("工序", "类别", "基准值", "备注"),))
    for top in (704, 728, 752):
        paper.rule(xs[0] if top != 728 else xs[1], top, xs[-1], top)
    for x in xs:
        paper.rule(x, 704, x, 752)
    rows = (("造纸", "包装用纸", "0.769", "箱纸板等"), ("", "文化用纸（未涂", "1.092", "新闻纸、道林"))
    paper.cells(xs, (704, 728), rows)
    paper.page()
    paper.grid(xs, tops(92, 2), (("", "布）", "", "纸等"), ("", "卫生用纸", "1.301", "")))
    paper.page()
    assert only_table(read(paper))[2] == ["文化用纸（未涂布）", "1.092", "新闻纸、道林纸等"]


NARROW = (LEFT, 145.0, 240.0, 330.0, RIGHT)


@pytest.mark.parametrize(
    ("above", "below", "rows"),
    [
        ("规模以上⏎工业增加值", "增速", ["规模以上工业增加值增速", "%", "7", "8"]),
        ("失业率", "增速", ["增速", "", "", ""]),  # had room for more
        ("规模以上⏎工业增加值", "二、民生", ["二、民生", "", "", ""]),
    ],
)
def test_a_name_that_fills_its_cell_goes_on_over_a_page(above: str, below: str, rows: list[str]) -> None:
    paper = Paper()
    paper.grid(NARROW, (680, 704, 740), (HEAD, (above, "%", "7", "8")))
    paper.page()
    paper.grid(NARROW, tops(80, 2), ((below, "", "", ""), ("绿地率", "%", "35", "38")))
    paper.page()
    table = only_table(read(paper))
    assert rows in table
    assert table[-1] == ["绿地率", "%", "35", "38"]


def test_rules_that_all_but_touch_have_no_sides() -> None:
    level = [
        {"orientation": "h", "x0": 50, "x1": 500, "top": y, "bottom": y, "width": 450} for y in (100.0, 101.0, 102.0)
    ]
    upright = {"orientation": "v", "x0": 250, "x1": 250, "top": 100.0, "bottom": 102.0, "width": 0}
    assert open_sides([*level, upright]) == []
