"""Tables without rules in PDF files: found by their columns, and nothing else taken for one."""

from packaged import RULES
from pdf_files import LEFT, RIGHT, Paper
from test_pdf_tables import HEAD, ROWS, XS, between_paragraphs, only_table, read, tops

from extract.extraction import extract_source


def test_a_table_without_rules_stands_between_paragraphs_and_gives_its_targets() -> None:
    source = between_paragraphs(lambda paper, rows: paper.cells(XS, rows, (HEAD, *ROWS)))
    found = extract_source(source, RULES)
    said = [(s.indicator, s.value, s.unit, s.baseline_value, s.deadline) for s in found.statements]
    assert said == [
        ("森林覆盖率", 56, "%", 55.8, "2025-12-31"),
        ("粮食总产量", 850_000, "吨", 842_000, "2025-12-31"),
        ("再生水利用率", 25, "%", 18.5, "2025-12-31"),
    ]


def test_a_cell_of_two_lines_beside_others_in_its_middle_is_one() -> None:
    paper = Paper()
    paper.cells(XS, tops(92, 2), (HEAD, ROWS[0]))
    paper.text(XS[0] + 4, 150, "单位地区生产", 12)
    paper.text(XS[0] + 4, 164, "总值能耗", 12)
    for x, text in zip(XS[1:], ("吨", "0.42", "0.38"), strict=False):
        paper.text(x + 4, 157, text, 12)
    paper.cells(XS, tops(186, 2), ROWS[1:])
    paper.page()
    assert only_table(read(paper)) == [
        list(HEAD),
        list(ROWS[0]),
        ["单位地区生产总值能耗", "吨", "0.42", "0.38"],
        *map(list, ROWS[1:]),
    ]


def test_a_table_of_tasks_with_wrapped_cells_at_its_end() -> None:
    paper = Paper()
    xs = (LEFT, 120.0, 330.0, RIGHT - 60)
    rows = (
        ("序号", "重点任务", "责任单位", "时限"),
        ("1", "新建污水处理厂3座", "市水务局", "2024年"),
        ("2", "改造老旧小区120个", "市住建局", "2025年"),
        ("3", "建设公园20个，新增绿地⏎50公顷", "市城管局", "2025年"),
    )
    paper.cells(xs, tops(92, 4), rows)
    paper.page()
    assert only_table(read(paper)) == [[cell.replace("⏎", "") for cell in row] for row in rows]


def test_signatures_forms_and_text_with_blanks_are_no_tables() -> None:
    paper = Paper()
    top = paper.paragraph(92, "各区县、各部门要按照职责分工抓好落实，及时报告进展，重要情况随时报告。")
    for line in ("联系人  陈某  电话  霁川市", "单  位  霁川市水务局  盖章", "地  址  霁川市人民路  门牌"):
        for x, text in zip((LEFT, 200.0, 300.0, 400.0), line.split("  "), strict=False):
            paper.text(x, top, text)
        top += 28
    paper.page()
    assert not read(paper).tables


def test_a_table_of_two_halves_beside_each_other_is_no_text_in_two_columns() -> None:
    names = [
        a + b for a in "云霁青禾澜江溪" for b in ("川区污水处理率", "川区绿地率", "川区节水器具普及率", "川区漏损率")
    ]
    rows = [[name, f"{60 + n}.5", names[-1 - n], f"{70 + n}.5"] for n, name in enumerate(names)]
    paper = Paper()
    paper.cells((60, 220, 320, 480), tops(92, len(rows) + 1, 22), [["指标", "2025年"] * 2, *rows], 10)
    paper.page()
    assert only_table(read(paper))[1:] == rows


def test_a_table_of_tasks_with_years_and_cells_in_the_middle_of_their_rows() -> None:
    paper = Paper()
    paper.cells((LEFT, 300.0, 420.0), (92.0,), (("任务", "责任单位", "完成时限"),))
    for text, top in (
        ("新建污水处理厂3座，", 116.0),
        ("改造管网30公里", 133.0),
        ("改造老旧小区120个", 150.0),
        ("建设公园20个", 167.0),
    ):
        paper.text(LEFT + 4, top, text, 12)
    for n, (name, year) in enumerate((("市水务局", "2024年底"), ("市住建局", "2025年6月底"), ("市城管局", "2025年底"))):
        for x, text in ((304, name), (424, year)):
            paper.text(x, (124.5, 150, 167)[n], text, 12)
    paper.page()
    assert only_table(read(paper)) == [
        ["任务", "责任单位", "完成时限"],
        ["新建污水处理厂3座，改造管网30公里", "市水务局", "2024年底"],
        ["改造老旧小区120个", "市住建局", "2025年6月底"],
        ["建设公园20个", "市城管局", "2025年底"],
    ]


def test_a_table_below_one_with_rules_is_found_and_a_list_of_contents_is_none() -> None:
    paper = Paper()
    paper.grid(XS, tops(92, 4), (HEAD, *ROWS))
    paper.paragraph(220, "各区的目标如下：")
    paper.cells(XS, tops(270, 4), (HEAD, *ROWS))
    paper.page()
    for n, (label, text, page) in enumerate(
        (("第一章", "发展基础", "1"), ("第二章", "主要目标", "3"), ("第三章", "重点任务", "12"))
    ):
        for x, part in ((LEFT, label), (160, text), (RIGHT - 20, page)):
            paper.text(x, 120 + 28 * n, part)
    paper.page()
    source = read(paper)
    assert [len(table.cells) for table in source.tables] == [16, 16]


def test_names_of_groups_are_rows_of_their_own_and_parts_of_cells_are_not() -> None:
    paper = Paper()
    rows = (
        ("指标", "单位", "2020年", "2025年"),
        ("供水", "", "", ""),
        ("单位地区生产总值用水", "吨", "42", "38"),
        ("量", "", "", ""),
        ("供水普及率", "%", "98", "99"),
        ("排水", "", "", ""),
        ("污水处理率", "%", "91", "95"),
    )
    paper.cells(XS, tops(92, len(rows), 18), rows)
    paper.page()
    whole = ["单位地区生产总值用水量", "吨", "42", "38"]
    assert only_table(read(paper)) == [*map(list, rows[:2]), whole, *map(list, rows[4:])]


def test_a_head_of_which_some_cells_have_two_lines() -> None:
    paper = Paper()
    xs = (LEFT, 180.0, 290.0, 400.0)
    for x, top, text in (
        (290, 92, "漏损率"),
        (400, 92, "再生水利用"),
        (80, 100, "区县"),
        (180, 100, "人口（万）"),
        (290, 108, "（%）"),
        (400, 108, "率（%）"),
    ):
        paper.text(x + 4, top, text, 12)
    rows = (("云川区", "31", "9", "25"), ("青禾区", "28", "8", "27"), ("澜江县", "17", "10", "22"))
    paper.cells(xs, tops(124, 3), rows)
    paper.page()
    assert only_table(read(paper)) == [["区县", "人口（万）", "漏损率（%）", "再生水利用率（%）"], *map(list, rows)]
