"""The numbers that Word counts, as it shows them."""

import pytest
from word_files import in_list, level, numbering, p, table, tc, word_file

from extract.read.word import read_word
from extract.read.word_figures import written

CHAPTERS = (
    level(0, "第%1章 ", "chineseCountingThousand")
    + level(1, "（%2）", "chineseCounting")
    + level(2, "%1.%2.%3 ", more="<w:isLgl/>")
    + level(3, "%4)", "lowerLetter")
)
STARTS_AT_5 = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
OWN_LEVEL = f'<w:lvlOverride w:ilvl="0">{level(0, "[%1]")}</w:lvlOverride>'


def labels(paragraphs: list[tuple[int, int]], models: dict[int, str], lists: dict[int, tuple[int, str]]) -> list[str]:
    """The labels of paragraphs, each in a list and on a level."""
    body = "".join(p("|", properties=in_list(number, at)) for number, at in paragraphs)
    text = read_word(word_file(body, numbering=numbering(models, lists))).text
    return [line.removesuffix("|") for line in text.splitlines()]


@pytest.mark.parametrize(
    ("levels", "wanted"),  # a level that is passed over counts one, as in Word and LibreOffice
    [
        ([0, 1, 1, 0, 1], ["第一章 ", "（一）", "（二）", "第二章 ", "（一）"]),
        ([0, 1, 2, 2, 1, 2], ["第一章 ", "（一）", "1.1.1 ", "1.1.2 ", "（二）", "1.2.1 "]),
        ([0, 3, 3, 2, 3], ["第一章 ", "a)", "b)", "1.1.2 ", "a)"]),
        ([1, 1, 0, 1], ["（一）", "（二）", "第二章 ", "（一）"]),
    ],
)
def test_levels_count_and_start_again(levels: list[int], wanted: list[str]) -> None:
    assert labels([(1, at) for at in levels], {1: CHAPTERS}, {1: (1, "")}) == wanted


def test_a_level_may_count_through_or_start_again_after_an_outer_one_only() -> None:
    articles = (
        level(0, "第%1章", "chineseCounting")
        + level(1, "第%2条", "chineseCounting", more='<w:lvlRestart w:val="0"/>')
        + level(2, "%3.", more='<w:lvlRestart w:val="1"/>')
    )
    found = labels([(1, at) for at in (0, 1, 2, 1, 2, 0, 1, 2)], {1: articles}, {1: (1, "")})
    assert found == ["第一章", "第一条", "1.", "第二条", "2.", "第二章", "第三条", "1."]


def test_lists_of_one_model_go_on_unless_they_start_anew() -> None:
    lists = {1: (1, ""), 2: (1, ""), 3: (1, STARTS_AT_5), 4: (2, ""), 5: (1, OWN_LEVEL)}
    paragraphs = [(1, 0), (2, 0), (3, 0), (3, 0), (1, 0), (4, 0), (5, 0), (9, 0), (0, 0)]
    found = labels(paragraphs, {1: level(0, "%1."), 2: level(0, "%1.", start=3)}, lists)
    assert found == ["1.", "2.", "5.", "6.", "7.", "3.", "[8]", "", ""]


def test_lists_come_from_styles() -> None:
    levels = level(0, "%1、", "japaneseCounting", more='<w:pStyle w:val="H1"/>') + level(
        1, "（%2）", "japaneseCounting", more='<w:pStyle w:val="H2"/>'
    )
    own = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    style = '<w:style w:type="{}" w:styleId="{}"><w:name w:val="{}"/>{}<w:pPr>{}</w:pPr></w:style>'.format
    based = '<w:basedOn w:val="{}"/>'.format
    styles = (
        style("paragraph", "H1", "heading 1", "", own)
        + style("paragraph", "H2", "heading 2", "", own)
        + style("paragraph", "H3", "mine", based("H2"), "")
        + style("numbering", "L", "list", "", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    )
    names = ["H1", "H2", "H3", "H1"]
    body = "".join(p("|", properties=f'<w:pStyle w:val="{name}"/>') for name in names)
    body += p("|", properties=f'<w:pStyle w:val="H1"/>{in_list(0)}')  # taken out of its style's list
    body += p("|", properties='<w:pStyle w:val="H1"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
    body += p("|", properties=in_list(2, 0))  # a list that is that of a style
    lists = numbering({1: levels, 2: '<w:numStyleLink w:val="L"/>'}, {1: (1, ""), 2: (2, "")})
    text = read_word(word_file(body, styles=styles, numbering=lists)).text
    assert text.replace("|", "").split("\n") == ["一、", "（一）", "（二）", "二、", "", "（一）", "三、", ""]


def test_numbers_stand_in_cells_and_before_nothing() -> None:
    lists = numbering({1: level(0, "%1")}, {1: (1, "")})
    counted = tc(p("", properties=in_list(1)))
    body = table(["序号", "任务"], [counted, "甲"], [counted, "乙"]) + p("", properties=in_list(1))
    assert read_word(word_file(body, numbering=lists)).text == "序号\t任务\n1\t甲\n2\t乙\n3\n"


def test_text_boxes_and_notes_count_by_themselves() -> None:
    lists = numbering({1: level(0, "%1.")}, {1: (1, "")})
    item = p("|", properties=in_list(1))
    box = f"<w:r><w:pict><w:txbxContent>{item}</w:txbxContent></w:pict></w:r>"
    body = p("|", box, '<w:r><w:footnoteReference w:id="2"/></w:r>', properties=in_list(1)) + item
    notes = f'<w:footnote w:id="2">{item}</w:footnote>'
    assert read_word(word_file(body, numbering=lists, footnotes=notes)).text == "1.|\n1.|\n2.|\n1.|\n"


def test_bullets_are_left_out_and_unknown_figures_said() -> None:
    models = {1: level(0, "\uf0b7", "bullet"), 2: level(0, "%1.", "thaiCounting"), 3: level(0, "附件", "none")}
    lists = numbering(models, {1: (1, ""), 2: (2, ""), 3: (3, "")})
    source = read_word(word_file("".join(p("|", properties=in_list(i)) for i in (1, 2, 3)), numbering=lists))
    assert source.text == "|\n1.|\n附件|\n"
    assert source.unread == ("numbers of the kind thaiCounting are in plain figures",)


def test_hostile_lists_cost_little() -> None:
    models = {1: level(0, "%1" + "长" * 100_000, "lowerLetter", start=10**9), 2: level(99, "%1")}
    lists = numbering(models, {1: (1, ""), 2: (2, "")})
    body = "".join(p("|", properties=in_list(1, at)) for at in (0, 7, 10**6)) + p("|", properties=in_list(2, -5))
    assert len(read_word(word_file(body, numbering=lists)).text) < 500


@pytest.mark.parametrize(
    ("style", "counts"),
    [
        ("decimalZero", {1: "01", 12: "12"}),
        ("upperRoman", {4: "IV", 1994: "MCMXCIV"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 53: "aaa"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedParen", {20: "⒇"}),
        ("decimalEnclosedFullstop", {3: "⒊"}),
        ("ideographEnclosedCircle", {10: "㈩"}),
        ("chineseCounting", {10: "十", 11: "十一", 20: "二十", 42: "四十二", 99: "九十九", 100: "一○○", 105: "一○五"}),
        (
            "chineseCountingThousand",
            {10: "十", 19: "十九", 42: "四十二", 105: "一百零五", 110: "一百一十", 1010: "一千零一十"},
        ),
        ("chineseLegalSimplified", {10: "壹拾", 21: "贰拾壹"}),
        ("ideographDigital", {10: "一〇", 105: "一〇五"}),
        ("japaneseCounting", {10: "十", 100: "百", 111: "百十一", 1105: "千百五"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥", 61: "甲子"}),
        ("decimal", {0: "0"}),
        ("chineseCounting", {0: "0"}),
    ],
)
def test_figures(style: str, counts: dict[int, str]) -> None:
    assert {count: written(count, style) for count in counts} == counts


def test_figures_that_are_not_known() -> None:
    assert written(1, "hebrew1") is None
