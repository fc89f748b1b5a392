"""Titles of PDF files that stand on several lines."""

from pdf_files import Paper

from extract.read import read_bytes


def test_a_title_of_two_lines_that_parts_a_bracket_is_one() -> None:
    paper = Paper()
    paper.centred(92, "霁川市农村生活污水治理行动计划（2023—", 22)
    paper.centred(132, "2025年）", 22)
    paper.paragraph(190, "一、总体目标")
    paper.page()
    assert read_bytes(paper.bytes(), "a.pdf").text.splitlines() == [
        "霁川市农村生活污水治理行动计划（2023—2025年）",
        "一、总体目标",
    ]
