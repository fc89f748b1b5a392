"""Texts whose line ends a copy has lost."""

from pace import passes
from packaged import RULES

from extract.extraction import extract_source
from extract.model import Extraction, Source
from extract.normalise import normalise

PLAN = (
    "霁川市人民政府关于印发霁川市节水行动方案的通知霁政发〔2023〕12号\n\n"
    "各县区人民政府：为加强节水，现制定如下方案。一、健全制度，强化管理（一）完善定额制度。到2025年，用水定额覆盖率达到90%。"
    "（市水务局负责）（二）严格取水许可。2024年6月底前完成取水许可清理。具体措施：1．核查台账。2．整改问题。"
    "二、改造管网（三）改造老旧管网。新建管网30公里。（市城管局负责）"
)


def read(text: str) -> Extraction:
    return extract_source(Source(text, "text/plain"), RULES)


def test_headings_within_lines_are_headings() -> None:
    found = read(PLAN)
    assert [(section.label, section.heading, section.level) for section in found.sections] == [
        ("一", "健全制度，强化管理", 1),
        ("（一）", "完善定额制度", 2),
        ("（二）", "严格取水许可", 2),
        ("1", "核查台账", 3),
        ("2", "整改问题", 3),
        ("二", "改造管网", 1),
        ("（三）", "改造老旧管网", 2),
    ]
    assert [(s.indicator, s.deadline) for s in found.statements] == [
        ("用水定额覆盖率", "2025-12-31"),
        ("取水许可清理", "2024-06-30"),
        ("新建管网", None),
    ]
    assert found.about.title == "霁川市人民政府关于印发霁川市节水行动方案的通知"
    assert found.about.document_number == "霁政发〔2023〕12号"


def test_wide_blanks_begin_paragraphs() -> None:
    lines = (
        PLAN.replace("。一、", "。\n一、")
        .replace("。二、", "。\n二、")
        .replace("。（", "。\n（")
        .replace("）（", "）\n（")
    )
    lines = (
        lines.replace("管理（", "管理\n（")
        .replace("管网（", "管网\n（")
        .replace("：1", "：\n1")
        .replace("。2．", "。\n2．")
    )
    wide = lines.replace("\n\n", "§").replace("\n", "\u3000\u3000").replace("§", "\n\n")
    wanted, found = read(lines), read(wide)
    assert [(s.label, s.heading, s.level) for s in found.sections] == [
        (s.label, s.heading, s.level) for s in wanted.sections
    ]
    assert [(s.indicator, s.deadline, s.section) for s in found.statements] == [
        (s.indicator, s.deadline, s.section) for s in wanted.statements
    ]


def test_what_is_parted_is_told_where_it_stands() -> None:
    for statement in read(PLAN).statements:
        assert statement.indicator[-2:] in PLAN[statement.start : statement.end]


def test_enumerations_in_running_text_and_cells_stay() -> None:
    for text in (
        "分三步：（一）调查；（二）整改；（三）验收。各县区负责。",
        "依照第三条第（一）项、第（二）项和第（三）项处罚。",
        "（一）生产总值　　亿元　　100\n（二）人口　　万人　　80",
    ):
        assert normalise(Source(text, "text/plain"), RULES).text.count("\n") == text.count("\n")


def test_articles_within_lines_are_articles() -> None:
    found = read(
        "霁川市节水条例第一章 总则第一条 为了加强节约用水管理，制定本条例。第二条 本市依照第一条的规定节水。"
        "有下列情形的：（一）浪费的；"
        "（二）超用的，依照第三条处理。第二章 管理第三条 用水单位应当建立台账。第四条 本条例自2024年1月1日起施行。"
    )
    labels = [section.label for section in found.sections]
    assert labels == ["第一章", "第一条", "第二条", "第二章", "第三条", "第四条"]


def test_one_bracket_over_two() -> None:
    found = read(
        "霁川市节水行动方案\n\n1)基本原则\n\n(1)坚持节水。先节水。\n\n(2)坚持治理。先治理。\n\n2)主要目标\n\n(1)用水总量下降。到2025年下降5%。"
    )
    assert [(s.label, s.level) for s in found.sections] == [("1)", 1), ("(1)", 2), ("(2)", 2), ("2)", 1), ("(1)", 2)]


def test_many_marks_cost_little() -> None:
    for unit in ("。(二)", "。一、", "。(一)", "一、(三)", ")一、1.节", "。1.节"):
        assert passes(lambda unit=unit: normalise(Source("。(二)" + unit * 20_000, "text/plain"), RULES)) < 60
