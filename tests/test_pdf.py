"""PDF files: the order of reading, paragraphs, what stands around them, notes, boxes, and pages that can't be read."""

import io

import pypdfium2 as pdfium
import pytest
from packaged import RULES
from pdf_files import HEIGHT, LEFT, RIGHT, WIDTH, Paper, broken, leading
from pictures import PAGE, picture
from reportlab.lib.utils import ImageReader

from extract.extraction import extract_source
from extract.model import Source
from extract.read import ReadError, ocr, read_bytes

FIRST = (
    "到2025年，全市新建泵站10座，改造供水管网300公里，城市公共供水管网漏损率控制在9%以内，"
    "再生水利用率达到25%以上，节水型居民小区覆盖率达到30%。"
)
SECOND = (
    "各区应当按月上报进度，市水务局汇总后于次月五日前公布，并将结果报市人民政府，"
    "抄送市发展改革委、市财政局和市生态环境局，作为年度考核的依据。"
)
LONG = (FIRST + SECOND) * 2


def read(paper: Paper) -> Source:
    return read_bytes(paper.bytes(), "霁川市节水方案.pdf")


def blocks(source: Source, kind: str = "paragraph") -> list[str]:
    """The blocks of a kind, without line breaks, and what they hold of others."""
    return [source.text[b.start : b.end].replace("\n", "") for b in source.blocks if b.kind == kind]


def kinds(source: Source) -> list[tuple[str, str]]:
    return [(b.kind, source.text[b.start : b.end]) for b in source.blocks]


def numbered(number: int) -> list[str]:
    """Two paragraphs that no other page has."""
    place = "甲乙丙丁戊己"[number - 1]
    changed = FIRST.replace("全市", f"{place}县").replace("供水", f"{place}河").replace("再生水", f"{place}水")
    return [changed, SECOND.replace("各区", f"{place}县")]


def page_of(paper: Paper, *paragraphs: str, head: str = "", foot: str = "") -> None:
    """A page of a document with these paragraphs, indented by two characters."""
    if head:
        paper.text(LEFT, 50, head, 10)
    top = 92.0
    for paragraph in paragraphs:
        top = paper.paragraph(top, paragraph)
    if foot:
        paper.centred(780, foot, 14)
    paper.page()


# ---------------------------------------------------------------- paragraphs


def test_lines_of_a_paragraph_are_one_and_headings_stay_apart() -> None:
    paper = Paper()
    page_of(paper, FIRST, "一、总体要求", SECOND, "（一）主要目标", FIRST)
    assert read(paper).text.split("\n") == [FIRST, "一、总体要求", SECOND, "（一）主要目标", FIRST, ""]


def test_text_is_read_from_above_in_whatever_order_it_was_drawn() -> None:
    paper = Paper()
    after = 92 + len(list(broken(FIRST, RIGHT - LEFT, 16, 2))) * leading(16)
    paper.paragraph(after, SECOND)
    paper.paragraph(92, FIRST)
    paper.page()
    assert blocks(read(paper)) == [FIRST, SECOND]


def test_flush_paragraphs_are_parted_by_their_distance() -> None:
    paper = Paper()
    top = 92.0
    for paragraph in (FIRST, SECOND, FIRST):
        top = paper.paragraph(top, paragraph, indent=0) + 16
    paper.page()
    assert blocks(read(paper)) == [FIRST, SECOND, FIRST]


def test_flush_paragraphs_are_parted_by_their_short_last_lines() -> None:
    paper = Paper()
    top = 92.0
    for paragraph in (FIRST, SECOND, FIRST):
        top = paper.paragraph(top, paragraph, indent=0)
    paper.page()
    assert blocks(read(paper)) == [FIRST, SECOND, FIRST]


def test_a_title_over_several_lines_is_found() -> None:
    paper = Paper()
    for top, line in ((92, "霁川市人民政府关于印发"), (132, "霁川市城市节水三年行动"), (172, "方案的通知")):
        paper.centred(top, line, 22)
    paper.paragraph(240, "各县（区）人民政府，市直各部门：", indent=0)
    paper.paragraph(268, "现将《霁川市城市节水三年行动方案》印发给你们，请认真组织实施，确保完成。")
    paper.paragraph(324, LONG)
    paper.page()
    source = read(paper)
    assert source.text.split("\n")[:4] == [
        "霁川市人民政府关于印发",
        "霁川市城市节水三年行动",
        "方案的通知",
        "各县（区）人民政府，市直各部门：",
    ]
    about = extract_source(source, RULES).about
    assert about.title == "霁川市人民政府关于印发霁川市城市节水三年行动方案的通知"


def test_the_lines_of_a_signature_stay_apart_from_what_follows() -> None:
    paper = Paper()
    top = paper.paragraph(92, LONG)
    paper.text(RIGHT - 130, top, "霁川市水务局")
    paper.text(RIGHT - 120, top + 28, "2022年2月28日")
    paper.text(LEFT, top + 56, "附件")
    paper.page()
    assert blocks(read(paper)) == [LONG, "霁川市水务局", "2022年2月28日", "附件"]


def test_bold_that_is_printed_twice_stands_once() -> None:
    paper = Paper()
    for shift in (0, 0.4):
        paper.text(LEFT + 32 + shift, 92, "一、总体要求")
    paper.paragraph(120, FIRST)
    paper.page()
    assert blocks(read(paper)) == ["一、总体要求", FIRST]


def test_a_line_printed_again_after_the_page_stands_once() -> None:
    paper = Paper()
    paper.text(LEFT + 32, 92, "一、总体要求，22项55个")
    paper.paragraph(120, FIRST)
    paper.text(LEFT + 32.3, 92.3, "一、总体要求，22项55个")
    paper.page()
    assert blocks(read(paper)) == ["一、总体要求，22项55个", FIRST]


def test_latin_words_stay_apart_and_numbers_whole() -> None:
    paper = Paper()
    text = "推进 5G 基站和 Internet Protocol version 6 部署，PM2.5 平均浓度降到 29 以内，全面实施 Green Water Plan。"
    page_of(paper, text, SECOND, FIRST)
    assert blocks(read(paper))[0] == (
        "推进5G基站和Internet Protocol version 6部署，PM2.5平均浓度降到29以内，全面实施Green Water Plan。"
    )


def test_superscripts_and_subscripts_stay_in_their_line() -> None:
    paper = Paper()
    paper.text(LEFT + 32, 92, "细颗粒物（PM")
    paper.text(LEFT + 130, 101, "2.5", 8)
    paper.text(LEFT + 143, 92, "）浓度下降，供水10")
    paper.text(LEFT + 286, 90, "4", 8)
    paper.text(LEFT + 291, 92, "立方米。")
    paper.paragraph(120, FIRST)
    paper.page()
    assert blocks(read(paper)) == ["细颗粒物（PM2.5）浓度下降，供水104立方米。", FIRST]


# ---------------------------------------------------------------- pages


def test_paragraphs_go_on_over_pages() -> None:
    paper = Paper()
    lines = list(broken(LONG, RIGHT - LEFT, 16, 2))
    for number, part in enumerate((lines[:4], lines[4:]), 1):
        paper.text(LEFT, 50, "霁川市人民政府公报", 10)
        for at, line in enumerate(part):
            paper.text(LEFT + (32 if number == 1 and at == 0 else 0), 92 + 28 * at, line)
        paper.centred(780, f"— {number} —", 14)
        paper.page()
    source = read(paper)
    first, second = "".join(lines[:4]), "".join(lines[4:])
    head = "霁川市人民政府公报"
    assert kinds(source) == [
        ("furniture", head),
        ("paragraph", f"{first}\n—1—\n{head}\n{second}"),
        ("furniture", "—1—"),
        ("furniture", head),
        ("furniture", "—2—"),
    ]
    assert [page.start for page in source.pages] == [0, source.text.index(head, 20)]


def test_running_heads_differ_on_left_and_right_pages() -> None:
    paper = Paper()
    for number in range(1, 7):
        head = "霁川市人民政府公报" if number % 2 else "2022年第3期"
        page_of(paper, *numbered(number), head=head, foot=str(number))
    source = read(paper)
    assert blocks(source) == [text for number in range(1, 7) for text in numbered(number)]
    assert blocks(source, "furniture")[:4] == ["霁川市人民政府公报", "1", "2022年第3期", "2"]


@pytest.mark.parametrize("form", ["{}", "— {} —", "-{}-", "第{}页", "第 {} 页 共 4 页", "{}/4", "·{}·"])
def test_page_numbers_of_all_forms_are_furniture(form: str) -> None:
    paper = Paper()
    for number in range(1, 5):
        page_of(paper, *numbered(number), foot=form.format(number))
    source = read(paper)
    assert blocks(source) == [text for number in range(1, 5) for text in numbered(number)]
    assert len(blocks(source, "furniture")) == 4


def test_what_is_repeated_inside_pages_is_text() -> None:
    paper = Paper()
    for number in range(1, 5):
        first, second = numbered(number)
        page_of(paper, first, "（市水务局牵头）", second, foot=f"— {number} —")
    assert blocks(read(paper)).count("（市水务局牵头）") == 4


def test_contents_are_lines_and_no_sections() -> None:
    paper = Paper()
    headings = ["一、总体要求", "二、重点任务", "三、保障措施"]
    paper.centred(92, "目录", 22)
    for at, heading in enumerate(headings):
        dots = "." * int((RIGHT - LEFT - 16 * len(heading) - 20) / 4)
        paper.text(LEFT, 140 + 28 * at, f"{heading}{dots}{at + 2}")
    paper.page()
    for heading in headings:
        page_of(paper, heading, FIRST, SECOND)
    source = read(paper)
    assert [line.rstrip(".0123456789") for line in source.text.split("\n")[1:4]] == headings
    sections = extract_source(source, RULES).sections
    assert [(section.label, section.page) for section in sections] == [("一", 2), ("二", 3), ("三", 4)]


def turned(drawn: int, shown: int, *paragraphs: str) -> bytes:
    """A PDF with a page of paragraphs and a table, drawn at an angle, that viewers are to turn by another."""
    width, height = (842, 595) if drawn in (90, 270) else (595, 842)
    paper = Paper(width, height)
    paper.canvas.translate(*{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[drawn])
    paper.canvas.rotate(drawn)
    paper.height = HEIGHT
    paper.grid((80, 200, 300, 400), (600, 630, 660), (("指标", "2020年", "2025年"), ("泵站（座）", "3", "10")))
    page_of(paper, *paragraphs)
    return shown_turned(paper.bytes(), shown)


def shown_turned(data: bytes, degrees: int) -> bytes:
    """A PDF whose first page viewers are to turn."""
    document = pdfium.PdfDocument(data)
    document[0].set_rotation(degrees)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("shown", [0, 90, 180, 270])
@pytest.mark.parametrize("drawn", [0, 90, 180, 270])
def test_pages_are_read_upright_however_they_are_drawn_and_shown(drawn: int, shown: int) -> None:
    upright = read_bytes(turned(0, 0, FIRST, SECOND), "a.pdf")
    assert [len(table.cells) for table in upright.tables] == [6]
    source = read_bytes(turned(drawn, shown, FIRST, SECOND), "a.pdf")
    assert (source.text, len(source.tables), source.unread) == (upright.text, 1, ())


def test_a_page_with_text_in_two_directions_is_named() -> None:
    paper = Paper()
    top = paper.paragraph(92, FIRST + SECOND)
    paper.canvas.saveState()
    paper.canvas.translate(WIDTH, 0)
    paper.canvas.rotate(90)
    for at, line in enumerate(broken(FIRST, 300, 16, 2)):
        paper.text(40, HEIGHT - 500 + 28 * at, line)
    paper.canvas.restoreState()
    assert top < 300
    [problem] = read(paper).unread
    assert "more than one direction" in problem


def test_a_page_whose_text_stands_outside_of_it_is_named() -> None:
    paper = Paper()
    paper.text(LEFT, 700, "附件")
    paper.height = 2 * HEIGHT
    page_of(paper, FIRST, SECOND)
    source = read(paper)
    assert source.text == "附件\n"
    assert source.unread == ("page 1: nearly all of its text stands outside of the page as it is cut",)


def test_a_few_words_along_the_margin_are_no_failure() -> None:
    paper = Paper()
    paper.paragraph(92, FIRST + SECOND)
    paper.canvas.rotate(90)
    paper.text(200, HEIGHT + 20, "霁川市节水方案", 10)
    assert read(paper).unread == ()


def test_two_columns_are_read_one_after_the_other() -> None:
    paper = Paper()
    paper.centred(60, "霁川市节水方案解读", 22)
    halves = (FIRST + SECOND + FIRST, SECOND + FIRST + SECOND)
    for left, half in zip((60, 310), halves, strict=True):
        for at, line in enumerate(broken(half, 220, 12, 2)):
            paper.text(left + (24 if at == 0 else 0), 110 + 20 * at, line, 12)
    paper.page()
    assert blocks(read(paper)) == ["霁川市节水方案解读", *halves]


# ---------------------------------------------------------------- notes and boxes


def test_footnotes_are_notes_and_the_sentence_goes_on_below_them() -> None:
    paper = Paper()
    lines = list(broken(LONG, RIGHT - LEFT, 16, 2))
    for part in (lines[:4], lines[4:]):
        for at, line in enumerate(part):
            paper.text(LEFT + (32 if at == 0 and part[0] is lines[0] else 0), 92 + 28 * at, line)
        if part[0] is lines[0]:
            paper.rule(LEFT, 700, LEFT + 140, 700)
            paper.text(LEFT, 710, "① 指公共供水管网中漏失水量与供水总量之比。", 10)
        paper.page()
    source = read(paper)
    assert blocks(source, "note") == ["①指公共供水管网中漏失水量与供水总量之比。"]
    [paragraph] = blocks(source)
    assert paragraph.replace(blocks(source, "note")[0], "") == LONG


def test_a_box_is_paragraphs() -> None:
    paper = Paper()
    top = paper.paragraph(92, FIRST)
    paper.grid((LEFT, RIGHT), (top + 10, top + 40, top + 140), ())
    paper.centred(top + 16, "专栏1 节水重点工程", 14)
    for at, line in enumerate(broken(SECOND, RIGHT - LEFT - 20, 12, 2)):
        paper.text(LEFT + 10 + (24 if at == 0 else 0), top + 50 + 20 * at, line, 12)
    paper.paragraph(top + 160, FIRST)
    paper.page()
    source = read(paper)
    assert source.tables == ()
    assert blocks(source) == [FIRST, "专栏1节水重点工程", SECOND, FIRST]


# ---------------------------------------------------------------- what can't be read


@pytest.mark.parametrize("rubbish", ["(cid:12)(cid:7)(cid:1043)", "\ue0a3\ue1b4\ue2c5\ue0f0"])
def test_a_garbled_page_is_said_and_not_stored(rubbish: str) -> None:
    paper = Paper()
    page_of(paper, FIRST)
    page_of(paper, rubbish * 12)
    page_of(paper, SECOND)
    source = read(paper)
    assert source.text == f"{FIRST}\n{SECOND}\n"
    assert source.unread == ("page 2: its text layer is not what is printed",)
    assert [page.read for page in source.pages] == ["text", "nothing", "text"]


def scanned() -> Paper:
    """A page of text, then one that is a picture."""
    paper = Paper()
    page_of(paper, FIRST)
    paper.canvas.setPageSize((650, 450))
    paper.canvas.drawImage(ImageReader(picture()), 0, 0, 650, 450)
    paper.page()
    return paper


def test_a_scanned_page_is_read_with_the_extra() -> None:
    source = read(scanned())
    assert source.text.startswith(f"{FIRST}\n{PAGE[0][1]}\n{PAGE[1][1]}{PAGE[2][1]}\n")
    assert source.unread == ()
    assert source.pages[1].read == "ocr" and (source.pages[1].confidence or 0) > 0.9


def test_a_scanned_page_is_said_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    source = read(scanned())
    assert source.text == f"{FIRST}\n"
    assert source.unread == (f"page 2: {ocr.MISSING}",)
    assert [page.read for page in source.pages] == ["text", "nothing"]
    paper = Paper()
    paper.canvas.drawImage(ImageReader(picture()), 0, 0, 595, 842)
    paper.page()
    with pytest.raises(ReadError, match=r"pip install zhengce\[ocr\]"):
        read(paper)


# ---------------------------------------------------------------- lines that are pictures


def with_lines_drawn() -> Paper:
    """Two pages of text, each with the same emblem and rule, the first with a heading that is a picture."""
    heading = ImageReader(picture(((20, "（一）新建再生水厂"),)).crop((0, 50, 480, 120)))
    paper = Paper()
    for number in (1, 2):
        paper.canvas.drawImage(heading, LEFT, HEIGHT - 60, 150, 22)  # the name of a site at the head of each page
        paper.canvas.drawImage(heading, RIGHT - 30, HEIGHT - 160, 30, 22)
        paper.canvas.drawImage(heading, LEFT, HEIGHT - 500, 300, 1)
        paper.canvas.drawImage(heading, LEFT, HEIGHT - 800, 200, 120)
        if number == 1:
            paper.canvas.drawImage(heading, LEFT + 32, HEIGHT - 118, 150, 22)
        paper.paragraph(128, FIRST + SECOND if number == 1 else LONG)
        paper.page()
    return paper


def test_a_line_that_is_a_picture_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    needs = "reading these needs: pip install zhengce[ocr]"
    assert read(with_lines_drawn()).unread == (f"page 1: a line of it is a picture; {needs}",)


def test_a_line_that_is_a_picture_is_read_with_the_extra() -> None:
    source = read(with_lines_drawn())
    assert source.unread == ()
    assert source.text.startswith(f"（一）新建再生水厂\n{FIRST}")
    assert source.pages[0].read == "text"
    assert read_bytes(shown_turned(with_lines_drawn().bytes(), 90), "a.pdf").text == source.text
