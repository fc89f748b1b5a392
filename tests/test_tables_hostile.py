"""Tables of any content: what comes out is sound and the same again, and costs in proportion to the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import passes
from packaged import RULES
from test_hostile import unsound

from extract.extraction import extract_source
from extract.model import Source
from extract.read.compose import CellText, Composer

pytestmark = pytest.mark.slow

HEADS = [
    "指标 单位 2020年 2025年 属性",
    "类别 指标 目标值（万吨） 责任单位",
    "指标 2025年 指标 2025年",
    "序号 重点任务 具体举措 牵头单位 配合单位 完成时限",
    "工作任务 责任单位（排在第一位的为牵头单位）",
    "重点任务 2023年 2024年 责任部门",
    "任务 完成时间",
    "项目 2024年 2025年",
]
CELLS = [
    "指标",
    "单位",
    "2020年",
    "2025年",
    "属性",
    "重点任务",
    "责任单位",
    "森林覆盖率（%）",
    "≥38",
    "〔12〕",
    "下降15%",
    "完成省下达任务",
    "约束性",
    "—",
    "到2025年，新建泵站10座。",
    "（一）新建公园3个。1.改造绿道5公里。",
    "市水务局、市财政局（牵头）",
    "（市园林局负责）",
    "2024年底",
    "每年",
    "一、约束性指标",
    "２０２３",
    "完善机制。强化管理。",
    "到2025年，建成城市公园。（市园林局牵头）责任单位：市水务局",
    "※1、",
    "20.1.1",
    "绿地率<br>（%）",
    "**公厕**（座）",
]
PROSE = [
    "一、主要目标",
    "（一）到2025年，新建公园3个。",
    "专栏1",
    "单位：万吨",
    "附件1",
    "（市水务局牵头）",
    "完善机制，强化管理。",
]
cells = st.sampled_from([*CELLS, "", "", "\u3000", "市水务局 市财政局"])
rows = st.lists(cells, min_size=1, max_size=6)
tables = st.tuples(st.sampled_from([head.split() for head in HEADS]) | rows, st.lists(rows, max_size=4))
spans = st.integers(1, 3) | st.just(1)


@st.composite
def composed(draw: st.DrawFn) -> Source:
    """A document with prose and tables, whose cells cover what they like."""
    document = Composer("application/pdf")
    for head, body in draw(st.lists(tables, min_size=1, max_size=3)):
        document.page()
        for line in draw(st.lists(st.sampled_from(PROSE), max_size=3)):
            document.line(line, draw(st.sampled_from(["paragraph", "heading", "furniture"])))
        document.open_table(titled=draw(st.booleans()))
        document.row([CellText(column, text) for column, text in enumerate(head)])
        for row in body:
            document.row([CellText(column, text, draw(spans), draw(spans)) for column, text in enumerate(row)])
            if draw(st.booleans()):
                document.line("— 1 —", "furniture")
        document.close_table()
    return document.source({"issued_on": "2021-06-01"} if draw(st.booleans()) else {})


@st.composite
def in_lines(draw: st.DrawFn) -> Source:
    """A document whose tables are lines of text."""
    lines = []
    for head, body in draw(st.lists(tables, min_size=1, max_size=2)):
        mark = draw(st.sampled_from(["\t", "|", "\n", "　　", "    "]))
        lines += [draw(st.sampled_from(PROSE)), *(mark.join(row) for row in (head, *body))]
    return Source("\n".join(lines), "text/plain")


@settings(max_examples=200, deadline=None)
@given(composed() | in_lines())
def test_whatever_stands_in_a_table_what_comes_out_is_sound(source: Source) -> None:
    found = extract_source(source, RULES)
    assert list(unsound(found)) == []
    assert extract_source(source, RULES) == found
    for read in found.tables:
        assert all(0 <= cell.start <= cell.end <= len(source.text) for cell in read.table.cells)
        assert read.section is None or found.sections[read.section].start <= read.table.start


@pytest.mark.parametrize(
    "text",
    [
        "指标\t2020年\t2025年\t属性\n" + "".join(f"指标{i}（%）\t{i}\t{i + 1}\t约束性\n" for i in range(700)),
        "重点任务\t责任单位\t完成时限\n" + "新建泵站5座。\t市水务局、市财政局\t2025年底\n" * 600,
        "甲\t乙\t丙\n" + "泵站\t9万元\t丁\n" * 1_500,
        "指标\n" * 6_000,
        "序号\n" * 6_000,
        "指标\t2025年\n" * 2_000,
        "甲" + " " * 20_000 + "\n" + "\t" * 20_000 + "\n" + "|" * 20_000,
        "指标\t2025年\n" + "※" * 10_000 + "\t" + "(" * 10_000 + "\n",
        "指标\t2025年\n绿地率\t38\n\n完善机制。\n" * 500,
    ],
)
def test_tables_cost_in_proportion_to_their_text(text: str) -> None:
    assert passes(lambda: extract_source(Source(text, "text/plain"), RULES)) < 60 * max(1, len(text) / 10_000)
