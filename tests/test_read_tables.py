"""Tables of web pages and of Markdown: each cell at its row and column, tied to the characters of its text."""

import pytest
from pace import passes

from extract.model import Source, Table
from extract.read import read_bytes

PARAGRAPH = "<p>为加快推进交通运输绿色低碳转型，结合我市实际，制定本方案。</p>"
Place = tuple[int, int, int, int, str]


def page(body: str) -> Source:
    return read_bytes(f"<html><body>{PARAGRAPH}{body}{PARAGRAPH}</body></html>".encode(), "page.html")


def markdown(text: str) -> Source:
    return read_bytes(text.encode(), "a.md")


def places(source: Source, table: Table) -> list[Place]:
    """Row, column, rows, columns and text of each cell."""
    return [(c.row, c.column, c.rows, c.columns, source.text[c.start : c.end]) for c in table.cells]


def titles(source: Source) -> list[str | None]:
    return [source.text[slice(*table.title)] if table.title else None for table in source.tables]


def test_merged_cells_stand_once_where_they_begin() -> None:
    source = page(
        "<table><thead><tr><th rowspan=2>指标</th><th colspan=2>数值</th></tr><tr><th>2023年</th><th>2026年</th></tr>"
        "</thead><tbody><tr><td><p>占比</p><p>（%）</p></td><td></td><td>95</td></tr></tbody></table>"
    )
    [table] = source.tables
    assert places(source, table) == [
        (0, 0, 2, 1, "指标"),
        (0, 1, 1, 2, "数值"),
        (1, 1, 1, 1, "2023年"),
        (1, 2, 1, 1, "2026年"),
        (2, 0, 1, 1, "占比\n（%）"),
        (2, 1, 1, 1, ""),
        (2, 2, 1, 1, "95"),
    ]
    assert source.text[table.start : table.end] == "指标\t数值\n\t2023年\t2026年\n占比\n（%）\t\t95"


def test_empty_rows_are_none_and_no_cell_reaches_into_them() -> None:
    source = page(
        "<table><tr><td>类别</td><td>任务</td></tr><tr></tr><tr><td rowspan=3>一</td><td>甲</td></tr>"
        "<tr><td>&nbsp;</td></tr><tr><td>乙</td></tr><tr><td rowspan=9>二</td><td>丙</td></tr></table>"
    )
    [table] = source.tables
    assert places(source, table)[2:] == [
        (1, 0, 2, 1, "一"),
        (1, 1, 1, 1, "甲"),
        (2, 1, 1, 1, "乙"),
        (3, 0, 1, 1, "二"),
        (3, 1, 1, 1, "丙"),
    ]


def test_columns_in_which_no_cell_begins_are_none() -> None:
    source = page("<table>" + "<tr><td colspan=1000000>甲</td></tr><tr><td>乙</td><td colspan=5>丙</td></tr>" * 2)
    assert [(cell.columns, cell.rows) for cell in source.tables[0].cells] == [(2, 1), (1, 1), (1, 1)] * 2


def test_cells_without_a_row_begin_one() -> None:
    source = page("<table><td>指标<td>值<tr><td>占比<td>95%</table>")
    assert [cell[:2] for cell in places(source, source.tables[0])] == [(0, 0), (0, 1), (1, 0), (1, 1)]


TABLE = "<table>{}<tr><td>项目</td><td>投资</td></tr><tr><td>甲</td><td>12</td></tr></table>"


@pytest.mark.parametrize(
    ("above", "caption", "title"),
    [
        ("<p>表1　分年度投资计划</p>", "", "表1　分年度投资计划"),
        ("<p>重点项目投资一览表</p><p align=right>单位：万元</p>", "", "重点项目投资一览表"),
        ("<p>（单位：万元）</p>", "", "（单位：万元）"),
        ("", "<caption>投资</caption>", "投资"),
        ("<p>投资见下表。</p>", "", None),
        ("<p>一、完善指标</p>", "", None),
        ("<p>表1　投资</p><p>各年投资如下：</p>", "", None),
    ],
)
def test_the_line_that_names_a_table_is_its_title(above: str, caption: str, title: str | None) -> None:
    assert titles(page(above + TABLE.format(caption))) == [title]


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr><td>{PARAGRAPH}</td></tr></table>",
        f"<table><tr><td>专栏1　重点工程</td></tr><tr><td>{PARAGRAPH}</td></tr><tr><td>{PARAGRAPH}</td></tr></table>",
        f"<table><tr><td>一</td><td>二</td></tr><tr><td>三</td><td>{PARAGRAPH * 60}</td></tr></table>",
        f"<table><tr><td>左</td><td>{PARAGRAPH}</td></tr></table>",
    ],
)
def test_boxes_and_layout_are_paragraphs(body: str) -> None:
    source = page(body)
    assert not source.tables
    assert all(block.kind == "paragraph" for block in source.blocks)


def test_two_tables_one_after_the_other_are_two() -> None:
    assert len(page(TABLE.format("") * 2).tables) == 2


def test_a_table_inside_a_layout_table_is_found() -> None:
    source = page(f"<table><tr><td>{PARAGRAPH}</td></tr><tr><td>{TABLE.format('')}</td></tr></table>")
    assert [[cell[4] for cell in places(source, table)] for table in source.tables] == [["项目", "投资", "甲", "12"]]


def test_a_table_of_metadata_is_no_table_of_the_document() -> None:
    table = "<table><tr><td>发文机关：</td><td>市府办</td></tr><tr><td>发文字号：</td><td>云发〔2025〕2号</td></tr>"
    source = page(f"{table}<tr><td>成文日期：</td><td>2025年6月11日</td></tr></table>")
    assert not source.tables
    assert source.meta["issuer"] == "市府办"


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td colspan=99999999 rowspan=99999999>甲</td><td>乙</td></tr>" * 3_000,
        "<tr>" + "<td rowspan=1000 colspan=60>甲</td>" * 1_000 + "</tr>" + "<tr><td>乙</td><td>丙</td></tr>" * 1_000,
        "<tr><td>甲</td><td>乙</td></tr>" * 40_000,
    ],
)
@pytest.mark.slow
def test_large_tables_and_spans_end_soon(rows: str) -> None:
    html = f"<table>{rows}</table>".encode()
    assert passes(lambda: read_bytes(html, "a.html")) < 400
    source = read_bytes(html, "a.html")
    assert sum(cell.columns for cell in source.tables[0].cells) <= 61 * len(source.tables[0].cells)


def test_cells_are_in_order_within_their_table() -> None:
    for source in (page(TABLE.format("") * 3), markdown("|a|b|\n|-|-|\n|c||\n" * 3)):
        for table in source.tables:
            places_of = [(cell.row, cell.column) for cell in table.cells]
            assert places_of == sorted(set(places_of))
            assert all(table.start <= cell.start <= cell.end <= table.end for cell in table.cells)


# Markdown


def test_a_table_of_markdown_is_ranges_in_its_text() -> None:
    text = "# 方案\n\n**表1　主要指标**\n\n| 指标 | 2025年 |  |\n|:---|---:|---|\n| 占比\\|率 | **95%** | 约束性 |\n"
    text += "|x||\n\n正文。\n"
    source = markdown(text)
    [table] = source.tables
    assert source.text == text
    assert [cell[:2] + cell[4:] for cell in places(source, table)] == [
        (0, 0, "指标"),
        (0, 1, "2025年"),
        (0, 2, ""),
        (1, 0, "占比\\|率"),
        (1, 1, "**95%**"),
        (1, 2, "约束性"),
        (2, 0, "x"),
        (2, 1, ""),
    ]
    assert titles(source) == ["**表1　主要指标**"]
    assert text[: table.start].endswith("| ")


def test_a_table_of_markdown_without_bars_at_its_ends() -> None:
    source = markdown("指标 | 值\n--- | ---\n占比 | 95%\n单位 |\n\n完 | 了\n")
    [table] = source.tables
    assert [cell[4] for cell in places(source, table)] == ["指标", "值", "占比", "95%", "单位"]


@pytest.mark.parametrize(
    "text", ["| 专栏 |\n|---|\n| 正文。 |\n", "| 甲 | 乙 |\n\n|---|---|\n", "甲|乙\n正文\n", "方案\n---\n甲|乙\n"]
)
def test_what_is_no_table_of_markdown(text: str) -> None:
    assert not markdown(text).tables


def test_a_box_of_markdown_is_paragraphs() -> None:
    source = markdown("| 专栏1 |\n|---|\n| 正文。 |\n")
    assert [(b.kind, source.text[b.start : b.end]) for b in source.blocks] == [
        ("paragraph", "专栏1"),
        ("paragraph", "正文。"),
    ]


@pytest.mark.slow
def test_tables_of_markdown_end_soon() -> None:
    text = "| a " * 50_000 + "|\n" + "|-" * 50_000 + "|\n" + "|b|c|\n" * 20_000 + "\n甲|乙\n-|-\n" * 20_000
    assert len(markdown(text).tables) == 20_001
    assert passes(lambda: markdown(text)) < 250


def test_an_html_table_in_markdown_has_its_cells_where_they_stand() -> None:
    text = "表1 投资\n\n<table><tr><td rowspan=2>类</td><td colspan='2'>数</td></tr><tr><td>甲</td>"
    text += "<td><b>乙</b><br></td></tr>\n"
    text += "<tr>\n<td> </td></tr><tr><td>一</td><td>2</td><td></td></tr></table>\n\n| a | b |\n|---|---|\n"
    source = markdown(text)
    assert [len(table.cells) for table in source.tables] == [7, 2]
    assert places(source, source.tables[0]) == [
        (0, 0, 2, 1, "类"),
        (0, 1, 1, 2, "数"),
        (1, 1, 1, 1, "甲"),
        (1, 2, 1, 1, "乙"),
        (2, 0, 1, 1, "一"),
        (2, 1, 1, 1, "2"),
        (2, 2, 1, 1, ""),
    ]
    assert (source.text, titles(source)[0]) == (text, "表1 投资")


def test_html_tables_in_markdown_end_soon() -> None:
    for text in ("<table><tr><td>" * 50_000, "<td>" * 100_000, "<table><tr>" + "<td>甲</td>" * 30_000 + "</table>"):
        assert passes(lambda text=text: markdown(text + "正文。")) < 250
