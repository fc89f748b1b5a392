"""Word files: what their text is, which blocks and tables they have, and what of them can't be read."""

import re
import zipfile
from io import BytesIO

import pytest
from docx import Document
from make_docx import HERE, PLAN, WORD, files
from noise import values
from packaged import RULES
from word_files import W, in_list, level, numbering, p, r, table, tc, word_file, zipped

from extract.extraction import extract_source
from extract.model import Source
from extract.read import ReadError, read_bytes
from extract.read.word import read_word


def lines(body: str, **parts: str) -> list[str]:
    return read_word(word_file(body, **parts)).text.splitlines()


def blocks(source: Source) -> list[tuple[str, int | None, str]]:
    return [(b.kind, b.level, source.text[b.start : b.end]) for b in source.blocks]


def field(code: str, *result: str) -> list[str]:
    """The runs of a field; without a result those of one that keeps none."""
    mark = '<w:fldChar w:fldCharType="{}"/>'.format
    shown = [r(mark("separate")), *map(r, result)] if result else []
    return [r(mark("begin")), r(f"<w:instrText>{code}</w:instrText>"), *shown, r(mark("end"))]


STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="二级"/><w:basedOn w:val="1"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="3"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="4"><w:name w:val="caption"/></w:style>
<w:style w:type="character" w:styleId="5"><w:name w:val="hidden"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="6"><w:name w:val="round"/><w:basedOn w:val="7"/></w:style>
<w:style w:type="paragraph" w:styleId="7"><w:name w:val="and round"/><w:basedOn w:val="6"/></w:style>
"""


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


# ---------------------------------------------------------------- paragraphs


def test_headings_come_from_styles_and_from_levels_of_outline() -> None:
    body = (
        p("总体要求", properties=style("1"))
        + p("主要目标", properties=style("2"))
        + p("近期", properties='<w:outlineLvl w:val="2"/>')
        + p("正文", properties=style("1") + '<w:outlineLvl w:val="9"/>')
        + p("长" * 101, properties=style("1"))
        + p("圈", properties=style("6"))
    )
    found = blocks(read_word(word_file(body, styles=STYLES)))
    assert [(kind, at) for kind, at, _ in found] == [
        ("heading", 1),
        ("heading", 2),
        ("heading", 3),
        ("paragraph", None),
        ("paragraph", None),
        ("paragraph", None),
    ]


def test_what_is_all_bold_or_centred_is_strong() -> None:
    body = p(r("全部加粗", "<w:b/>")) + p(r("部分", "<w:b/>"), "加粗") + p(r("不粗", '<w:b w:val="0"/>'))
    body += p("居中", properties='<w:jc w:val="center"/>')
    assert [kind for kind, _, _ in blocks(read_word(word_file(body)))] == ["strong", "paragraph", "paragraph", "strong"]


def test_changes_are_accepted() -> None:
    change = 'w:id="1" w:author=""'
    body = p(
        "到2025年，",
        f"<w:del {change}>{r('<w:delText>旧</w:delText>')}</w:del>",
        f"<w:ins {change}>{r('新')}</w:ins>增",
    )
    body += p(f"<w:moveFrom {change}>{r('移走')}</w:moveFrom>", f"<w:moveTo {change}>{r('移来')}</w:moveTo>")
    gone = "<w:rPr><w:del/></w:rPr>"
    body += p("前半句，", properties=gone) + p("后半句。") + p("", properties=gone) + p("末句。")
    body += table(["甲", "乙"], ["丙", "丁"]).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1)
    assert lines(body) == ["到2025年，新", "移来", "前半句，后半句。", "末句。", "丙\t丁"]


def test_the_end_of_the_last_paragraph_may_be_deleted() -> None:
    assert lines(p("全文。") + p("末句。", properties="<w:rPr><w:del/></w:rPr>")) == ["全文。", "末句。"]


def test_a_paragraph_deleted_before_a_table_leaves_nothing() -> None:
    lists = numbering({1: level(0, "%1.")}, {1: (1, "")})
    item = p("|", properties=in_list(1))
    deleted = p(f"<w:del>{r('旧')}</w:del>", properties=in_list(1) + "<w:rPr><w:del/></w:rPr>")
    assert lines(item + deleted + table(["甲", "乙"]) + item, numbering=lists) == ["1.|", "甲\t乙", "2.|"]


def test_fields_show_their_results() -> None:
    body = p("见", *field(" REF 表1 ", "表1"), "和", '<w:fldSimple w:instr="PAGE">' + r("7") + "</w:fldSimple>", "页")
    body += p("按", *field(" HYPERLINK x ", *["附", "件"]), "办理") + p("第", *field(r" EQ \o\ac(○,3) "), "项")
    assert lines(body) == ["见表1和7页", "按附件办理", "第③项"]


def test_a_field_without_text_or_end_is_said() -> None:
    begun = r('<w:fldChar w:fldCharType="begin"/>')
    source = read_word(word_file(p("甲", *field(" LISTNUM ")) + p("乙", begun, "丙")))
    assert source.text == "甲\n乙\n"
    assert source.unread == (
        "not read: fields of the kind LISTNUM, which keep no text (1)",
        "not read: fields without an end, which may hide text (1)",
    )


def test_contents_are_furniture() -> None:
    begin, *_, end = field(" TOC ", "x")
    code = [begin, r("<w:instrText> TOC \\o </w:instrText>"), r('<w:fldChar w:fldCharType="separate"/>')]
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    body = (
        f"<w:sdt>{gallery}<w:sdtContent>{p('目录')}</w:sdtContent></w:sdt>"
        + p(*code, "一、总体要求", r("<w:tab/>"), "1")
        + p("二、主要目标", r("<w:tab/>"), "2", end)
        + p("三、附则 3", properties=style("3"))
        + p("一、总体要求")
    )
    kinds = [kind for kind, _, _ in blocks(read_word(word_file(body, styles=STYLES)))]
    assert kinds == ["furniture", "furniture", "furniture", "furniture", "paragraph"]


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('专栏1')}{table(['甲', '乙'])}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = p("前", r(f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"), "后") + p("下段")
    assert lines(body) == ["前后", "专栏1", "甲\t乙", "下段"]


def test_hidden_text_is_left_out() -> None:
    body = p("看", r("不见", "<w:vanish/>"), r("也不见", '<w:rStyle w:val="5"/>'), r("得见", '<w:vanish w:val="0"/>'))
    assert lines(body, styles=STYLES) == ["看得见"]


def test_a_line_break_ends_a_line_or_wraps_a_sentence() -> None:
    wrapped = "到2025年，全市新建改造供水管网和污水管网一共达到"
    body = p("霁川市", r("<w:br/>"), "行动方案") + p(wrapped, r("<w:br/>"), "260公里。", r("<w:br/>"), "另起一行。")
    source = read_word(word_file(body))
    assert [text for _, _, text in blocks(source)] == ["霁川市", "行动方案", f"{wrapped}\n260公里。", "另起一行。"]


def test_signs_are_written_as_they_look() -> None:
    body = p("A", r("<w:noBreakHyphen/>"), "B", r("<w:tab/>"), "C", r("<w:softHyphen/>"), "D")
    body += p(r('<w:sym w:font="Symbol" w:char="F0B3"/>'), "5", r('<w:sym w:font="宋体" w:char="25CB"/>'))
    body += p("10", r("4", '<w:vertAlign w:val="superscript"/>'), "CO", r("2", '<w:vertAlign w:val="subscript"/>'))
    run = "<m:r><m:t>{}</m:t></m:r>".format
    body += p(f"<m:oMath><m:f><m:num>{run(1)}</m:num><m:den>{run(3)}</m:den></m:f></m:oMath>", "以上")
    assert lines(body) == ["A-B\tCD", "≥5○", "10⁴CO2", "1/3以上"]


def test_a_sign_that_is_no_character_is_said() -> None:
    source = read_word(word_file(p(r('<w:sym w:font="Wingdings" w:char="F0FE"/>'), "是", r('<w:sym w:char="D800"/>'))))
    assert source.text == "\uf0fe是\ufffd\n"
    assert source.unread == ("not read: signs of the font Wingdings that are no characters (1)",)


def test_content_controls_are_read_but_not_what_stands_in_for_their_text() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    body = control("", p("块")) + p("行", control("", r("内")), control("<w:showingPlcHdr/>", r("单击此处输入")))
    assert lines(body) == ["块", "行内"]


def test_notes_stand_at_the_end_in_the_order_of_their_references() -> None:
    refer = '<w:{0}Reference w:id="{1}"/>'.format
    body = p("甲", r(refer("endnote", 1)), "乙", r(refer("footnote", 3)), "丙", r(refer("footnote", 2))) + p("末段")
    note = '<w:{0} w:id="{1}">{2}</w:{0}>'.format
    unseen = note("footnote", 0, p("分隔线"))
    footnotes = unseen + note("footnote", 2, p(r("<w:footnoteRef/>"), "二")) + note("footnote", 3, p("三") + p("续"))
    source = read_word(word_file(body, footnotes=footnotes, endnotes=note("endnote", 1, p("一"))))
    assert source.text == "甲乙丙\n末段\n三 续\n二\n一\n"
    assert [kind for kind, _, _ in blocks(source)] == ["paragraph", "paragraph", "note", "note", "note"]


def test_pictures_and_objects_are_said() -> None:
    picture = '<w:drawing><wp:inline><wp:extent cx="{0}" cy="{0}"/></wp:inline></w:drawing>'.format
    sheet = '<w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>'
    body = p("文", r(picture(3_000_000)), r(picture(900_000)), r(sheet)) + '<w:altChunk r:id="x"/>'
    assert read_word(word_file(body)).unread == (
        "not read: pictures, charts or drawings (1)",
        "not read: embedded objects of the kind Excel.Sheet.12 (1)",
        "not read: embedded parts in another format (1)",
    )
    with pytest.raises(ReadError, match="no text, only pictures"):
        read_word(word_file(p(r(picture(3_000_000)))))


def test_the_strict_form_of_the_format_is_read() -> None:
    data = word_file(p("到2025年", properties='<w:outlineLvl w:val="0"/>'))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = {
            name: archive.read(name).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            for name in archive.namelist()
        }
    assert blocks(read_word(zipped(content))) == [("heading", 1, "到2025年")]


# ---------------------------------------------------------------- tables

SPAN = '<w:gridSpan w:val="{}"/>'.format
TOP, BELOW = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def cells(source: Source) -> list[tuple[int, int, int, int, str]]:
    [found] = source.tables
    return [(c.row, c.column, c.rows, c.columns, source.text[c.start : c.end]) for c in found.cells]


def test_merged_cells_stand_once() -> None:
    body = table(
        [tc("领域", TOP), tc("指标", SPAN(2)), "2025年"],
        [tc("", BELOW), "单位", "亩", tc("8000", TOP)],
        [tc("合计", SPAN(3)), tc("", BELOW)],
    )
    source = read_word(word_file(p("前") + body + p("后")))
    assert source.text == "前\n领域\t指标\t2025年\n单位\t亩\t8000\n合计\n后\n"
    assert cells(source) == [
        (0, 0, 2, 1, "领域"),
        (0, 1, 1, 2, "指标"),
        (0, 3, 1, 1, "2025年"),
        (1, 1, 1, 1, "单位"),
        (1, 2, 1, 1, "亩"),
        (1, 3, 2, 1, "8000"),
        (2, 0, 1, 3, "合计"),
    ]
    assert [kind for kind, _, _ in blocks(source)] == ["paragraph", *["cell"] * 7, "paragraph"]


def test_cells_of_old_files_merged_across_and_rows_that_begin_later() -> None:
    across = "<w:hMerge{}/>".format
    body = table([tc("甲", across(' w:val="restart"')), tc("", across("")), "乙"], ["一", "二", "三"], ["四", "五"])
    head, _, last = body.rpartition("<w:tr>")
    source = read_word(word_file(f'{head}<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{last}'))
    assert [cell[:4] for cell in cells(source)] == [
        (0, 0, 1, 2),
        (0, 2, 1, 1),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]


def test_a_cell_is_on_one_line() -> None:
    inner = table(["内一", "内二"])
    body = table(
        [tc(p("两") + p("段")), tc(p("断", r("<w:br/>"), "行", r("<w:tab/>"), "格"))], ["甲", tc(inner + p(""))]
    )
    assert lines(body) == ["两 段\t断 行 格", "甲\t内一 内二"]


def test_a_table_of_one_column_and_one_that_lays_out_a_page_are_paragraphs() -> None:
    inner = table(["指标", "数值"], ["供水", "5"])
    assert lines(table([tc(p("专栏1") + p("一、供水。"))], [tc(inner + p("注"))])) == [
        "专栏1",
        "一、供水。",
        "指标\t数值",
        "供水\t5",
        "注",
    ]
    assert lines(table([tc(p("长" * 1501) + p("二")), "边"])) == ["长" * 1501, "二", "边"]
    assert lines(table(["", "只此一格"])) == ["只此一格"]


def test_a_letterhead_laid_out_as_a_table_is_lines() -> None:
    head = tc("霁川市水务局文件", '<w:gridSpan w:val="2"/>')
    source = read_word(word_file(table([head], ["霁水〔2024〕8号", "签发人：李明"]) + p("关于节水的通知")))
    assert source.text == "霁川市水务局文件\n霁水〔2024〕8号\n签发人：李明\n关于节水的通知\n"
    assert source.tables == ()


def test_the_line_above_a_table_is_its_title_where_it_stands_aside() -> None:
    grid = table(["甲", "乙"])
    right = '<w:jc w:val="right"/>'
    for above, titled in (
        (p("表1 主要指标", properties='<w:jc w:val="center"/>'), True),
        (p("单位：亩", properties=right), True),
        (p("表2", properties=style("4")), True),
        (p("如下："), False),
        (p("题", properties=right) + p("正文"), False),
        (p("长" * 61, properties=right), False),
    ):
        source = read_word(word_file(above + grid, styles=STYLES))
        [found] = source.tables
        assert (found.title is not None) == titled
        if found.title:
            assert source.text[slice(*found.title)] == source.text.splitlines()[0]


# ---------------------------------------------------------------- whole files


def test_a_file_of_another_program_is_read() -> None:
    document = Document()
    document.add_heading("霁川市供水方案", level=1)
    document.add_paragraph("到2025年，新建泵站10座。")
    grid = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in grid.rows for c in row.cells), ("指标", "数值", "泵站", "10"), strict=True):
        cell.text = text
    saved = BytesIO()
    document.save(saved)
    source = read_bytes(saved.getvalue(), "方案.DOCX")
    assert source.text == "霁川市供水方案\n到2025年，新建泵站10座。\n指标\t数值\n泵站\t10\n"
    assert source.media_type.endswith("wordprocessingml.document") and source.unread == ()


def test_the_word_copy_is_what_the_script_makes() -> None:
    for name, content in files().items():
        kept = (HERE / name).read_bytes()
        if name.endswith(".docx"):
            with zipfile.ZipFile(BytesIO(kept)) as ours, zipfile.ZipFile(BytesIO(content)) as made:
                assert [(i.filename, i.date_time, ours.read(i)) for i in ours.infolist()] == [
                    (i.filename, i.date_time, made.read(i)) for i in made.infolist()
                ]
        else:
            assert kept == content


def test_the_word_copy_gives_the_records_of_the_plan() -> None:
    plan, copy = (read_bytes((HERE / name).read_bytes(), name) for name in (f"{PLAN}.txt", f"{WORD}.docx"))
    assert copy.text == re.sub("\n\n", "\n", plan.text)
    wanted = values(extract_source(plan, RULES))
    assert len(wanted) > 400 and values(extract_source(copy, RULES)) == wanted
