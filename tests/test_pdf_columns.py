"""Text in two columns of a PDF's page."""

from pdf_files import Paper, broken

from extract.read import read_bytes

GOAL = "到2025年，全市新建泵站10座，改造供水管网300公里，城市公共供水管网漏损率控制在9%以内。"
TASK = "各区应当按月上报进度，市水务局汇总后于次月五日前公布，并将结果报市人民政府。"


def test_short_paragraphs_under_headings_are_read_column_by_column() -> None:
    left = ["一、目标", GOAL, "二、任务", TASK, "三、保障", GOAL, "四、分工", TASK, "五、考核", GOAL]
    right = ["六、进度", TASK, "七、资金", GOAL, "八、宣传", TASK, "九、监督", GOAL, "十、其他", TASK]
    paper = Paper()
    for x, half in ((60, left), (310, right)):
        top = 110
        for text in half:
            for at, line in enumerate(broken(text, 220, 12, 2)):
                paper.text(x + (24 if at == 0 else 0), top, line, 12)
                top += 20
    paper.page()
    assert read_bytes(paper.bytes(), "a.pdf").text.splitlines() == [*left, *right]
