"""Reading: encodings, plain text, Markdown, web pages, and what can't be read."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pace import passes

from extract.model import Block, Source
from extract.read import MAX_BYTES, SUFFIXES, ReadError, read_bytes, read_path

SIMPLIFIED = (
    "为贯彻落实国家和省有关决策部署，加快推进绿色低碳发展，结合我市实际，制定本方案。",
    "到2025年，单位地区生产总值能耗较2020年降低13.5%；",
    "（一）主要目标。新增公共充电桩2万个以上（市发展改革委牵头，市财政局配合）。",
    "《关于进一步促进消费的若干措施》——“十四五”期间年均增长6%左右。",
)
TRADITIONAL = (
    "為貫徹落實有關決策部署，加快推進綠色低碳發展，制定本方案。",
    "到2025年，單位生產總值能耗較2020年降低13.5%；",
    "（一）主要目標。新增公共充電樁2萬個以上，由環境保護署統籌。",
    "《施政報告》提出，「十四五」期間年均增長6%。",
)
COMMON = "".join(SIMPLIFIED)
PARAGRAPH = "<p>为加快推进交通运输绿色低碳转型，结合我市实际，制定本方案。</p>"


def page(body: str, head: str = "") -> Source:
    return read_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def spans(source: Source, kind: str) -> list[str]:
    return [source.text[block.start : block.end] for block in source.blocks if block.kind == kind]


# Encodings


@settings(max_examples=60, deadline=None)
@given(
    sentences=st.lists(st.sampled_from(SIMPLIFIED), min_size=1, max_size=12),
    newline=st.sampled_from(["\n", "\r\n", "\n\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"]),
)
def test_simplified_text_reads_back_as_it_stands(sentences: list[str], newline: str, encoding: str) -> None:
    text = newline.join(sentences)
    assert read_bytes(text.encode(encoding), "plan.txt").text == text


@settings(max_examples=60, deadline=None)
@given(
    sentences=st.lists(st.sampled_from(TRADITIONAL), min_size=1, max_size=12),
    encoding=st.sampled_from(["big5", "cp950", "big5hkscs", "gb18030", "utf-8", "utf-16"]),
)
def test_traditional_text_reads_back_as_it_stands(sentences: list[str], encoding: str) -> None:
    text = "\n".join(sentences)
    assert read_bytes(text.encode(encoding), "plan.txt").text == text


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=60))
@example("镕燊堃喆")
def test_rare_characters_among_common_ones_read_back_in_gb18030(text: str) -> None:
    text = COMMON + text + COMMON
    assert read_bytes(text.encode("gb18030"), "a.txt").text == text


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(
        st.one_of(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), st.sampled_from(COMMON)),
        max_size=80,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_text_reads_back_in_unicode(text: str, encoding: str) -> None:
    text = "文" + text
    assert read_bytes(text.encode(encoding), "a.txt").text == text


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.txt", "a.md", "a.html"]))
@example(b"<\xff", "a.html")
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        source = read_bytes(data, name)
    except ReadError as error:
        assert str(error)
    else:
        assert source.text.strip()
        assert all(0 <= block.start <= block.end <= len(source.text) for block in source.blocks)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("政策".encode(), "utf-8"),
        ("\ufeff政策".encode(), "utf-8"),
        ("\ufeff政策".encode("utf-16-le"), "utf-16"),
        ("\ufeff政策".encode("utf-16-be"), "utf-16"),
        ("到2025年".encode("gb18030"), "gb18030"),
        ("到2025年，降低13.5％".encode("gb2312"), "gb18030"),
        ("單位生產總值".encode("big5"), "big5"),
        ("香港特別行政區政府㗎".encode("big5hkscs"), "big5"),
        (b"plain ASCII", "utf-8"),
    ],
)
def test_the_encoding_found_is_told(data: bytes, encoding: str) -> None:
    source = read_bytes(data, "a.txt")
    assert source.meta["encoding"] == encoding
    assert not source.text.startswith("\ufeff")


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
@pytest.mark.parametrize("length", [12, 40, 400])
def test_short_and_long_texts_are_told_apart(encoding: str, length: int) -> None:
    text = "".join(SIMPLIFIED if encoding == "gb18030" else TRADITIONAL) * 4
    for start in range(0, len(text) - length, 7):
        piece = text[start : start + length]
        assert read_bytes(piece.encode(encoding), "a.txt").meta["encoding"] == encoding, piece


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "big5", "iso-8859-1"])
def test_a_page_that_declares_a_wrong_charset_is_read_by_its_bytes(declared: str) -> None:
    html = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>{SIMPLIFIED[0]}</p>'
    for encoding in ("utf-8", "gb18030"):
        source = read_bytes(html.encode(encoding), "a.htm")
        assert (source.text, source.meta["encoding"]) == (f"{SIMPLIFIED[0]}\n", encoding)


def test_a_declared_charset_decides_where_the_bytes_do_not() -> None:
    data = "<p>策</p>".encode("big5")
    assert read_bytes(b'<meta charset="big5">' + data, "a.html").text == "策\n"


# What can't be read


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\t", "white space"),
        ("\u3000\n".encode(), "white space"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04....", "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (rb"{\rtf1", "RTF"),
        (b"ab\0cd", "NUL bytes, the first at byte 2"),
        ("政策发展规划".encode("utf-16-le"), "encoding is not known"),
        (COMMON.encode("utf-16-le"), "NUL bytes"),
        (COMMON.encode()[:-1], f"truncated: UTF-8 .* at byte {len(COMMON.encode()) - 3}"),
        (COMMON.encode("gb18030")[:-1], f"truncated: GB18030 .* at byte {len(COMMON.encode('gb18030')) - 2}"),
        (COMMON.encode("utf-16")[:-1], "truncated: UTF-16"),
        (COMMON.encode()[:30] + b"\xff\xfe" + COMMON.encode()[30:], "damaged: byte 30 is not valid UTF-8"),
        (
            COMMON.encode("gb18030")[:30] + b"\xff" + COMMON.encode("gb18030")[30:],
            "damaged: byte 30 is not valid GB18030",
        ),
        ("".join(TRADITIONAL).encode("big5")[:-1], "truncated: BIG5"),
        ("Правительство утвердило план до 2025 года".encode("cp1251"), "encoding is not known"),
        (bytes(range(128, 256)) * 20, "encoding is not known"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        read_bytes(data, "a.txt")


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.txt.exe"])
def test_other_suffixes_are_refused(name: str) -> None:
    with pytest.raises(ReadError, match="not read"):
        read_bytes(b"text", name)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_suffixes_are_read_in_any_case(suffix: str) -> None:
    assert read_bytes("<p>政策</p>".encode(), f"关于….{suffix.upper()}".replace("..", ".")).text.strip()


def test_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ReadError, match="too large"):
        read_path(path)
    with pytest.raises(ReadError, match="too large"):
        read_bytes(b"a" * (MAX_BYTES + 1), "a.txt")


def test_a_path_that_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "blank.txt").write_text(" \r\n\t")
    os.mkfifo(tmp_path / "pipe.txt")
    reasons = {
        "nowhere.txt": "no such file",
        "link.txt": "broken link",
        "loop.txt": "symbolic links",
        ".": "folder",
        "pipe.txt": "pipe",
        "empty.txt": "empty",
        "blank.txt": "white space",
        "x" * 300: "name too long",
    }
    for name, reason in reasons.items():
        with pytest.raises(ReadError, match=f"(?i){reason}"):
            read_path(tmp_path / name)
    with pytest.raises(ReadError, match="device"):
        read_path("/dev/zero")


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        with pytest.raises(ReadError, match="socket"):
            read_path("s.txt")


def test_no_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("政策", encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # a mode of 000 does not stop root
    with pytest.raises(ReadError, match="permission"):
        read_path(path)


def test_a_good_file_gives_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("政策\r\n".encode())
    assert read_path(path) == "政策\r\n".encode()


# Markdown


def test_markdown_stays_as_it_stands_and_its_headings_are_marked() -> None:
    text = "# 方案 #\r\n\r\n##一、总体要求\r\n正文。\r\n\r\n### **（一）目标**\r\n\r\n"
    text += "主要任务\r\n----\r\n\r\n工作方案\n====\n"
    source = read_bytes(text.encode(), "a.md")
    assert (source.text, source.media_type) == (text, "text/markdown")
    headings = [(text[b.start : b.end], b.level) for b in source.blocks if b.kind == "heading"]
    assert headings == [("方案", 1), ("一、总体要求", 2), ("（一）目标", 3), ("主要任务", 2), ("工作方案", 1)]


def test_a_rule_under_a_paragraph_or_a_hashtag_makes_no_heading() -> None:
    text = "进展情况及时向国务院报告。\n---\n\n#绿色出行# 活动开始\n\n#1 楼\n\n####### 七\n\n| a |\n---\n"
    assert spans(read_bytes(text.encode(), "a.md"), "heading") == []


def test_markdown_tables_give_cells() -> None:
    text = "| 指标 | 2025年 |  |\n|:---|---:|---|\n| 占比\\|率 | **95%** | 约束性 |\n"
    assert spans(read_bytes(text.encode(), "a.md"), "cell") == ["指标", "2025年", "占比\\|率", "**95%**", "约束性"]


def test_front_matter_goes_to_meta() -> None:
    text = '---\ntitle: "关于印发方案的通知"\ndate: 2024-03-05\nsource: https://example.org/1\n'
    text += "发文字号: 云政发〔2024〕1号\n---\n\n# 方案\n"
    source = read_bytes(text.encode(), "a.md")
    assert source.text == text
    assert source.meta == {
        "title": "关于印发方案的通知",
        "published_on": "2024-03-05",
        "source": "https://example.org/1",
        "document_number": "云政发〔2024〕1号",
        "encoding": "utf-8",
    }
    assert spans(source, "furniture") == [text[: text.index("\n\n#")]]


def test_what_a_crawler_adds_is_furniture() -> None:
    text = "# 意见\n\n**发布日期**: 2023年2月14日\n**发布机构**: 某部\n\n<!-- END -->\n**主要目标**：增长5%。\n\n"
    text += "**更新时间**: 2026-01-26\n"
    source = read_bytes(text.encode(), "a.md")
    assert spans(source, "furniture") == [
        "**发布日期**: 2023年2月14日\n**发布机构**: 某部",
        "<!-- END -->",
        "**更新时间**: 2026-01-26",
    ]
    assert source.meta == {"published_on": "2023-02-14", "encoding": "utf-8"}


# Web pages


def test_paragraphs_headings_and_inline_tags() -> None:
    source = page(
        "<h1>方案</h1><h2>一、<span>总体</span>要求</h2><p>到<b>2025</b>年，\n  建成<font>10</font>个园区。</p>"
        "<p><strong>（一）目标。</strong></p><p align=center>（试行）</p><!-- x --><script>var a='文';</script>"
    )
    assert source.text == "方案\n\n一、总体要求\n\n到2025年，建成10个园区。\n\n（一）目标。\n\n（试行）\n"
    assert source.media_type == "text/html"
    assert [(b.kind, b.level) for b in source.blocks] == [
        ("heading", 1),
        ("heading", 2),
        ("paragraph", None),
        ("strong", None),
        ("strong", None),
    ]
    assert [source.text[b.start : b.end] for b in source.blocks] == source.text.strip().split("\n\n")


def test_entities_and_raised_figures() -> None:
    source = page(
        "<p>&ldquo;十四五&rdquo;&#26399;&#x95F4;，PM<sub>2.5</sub>、10<sup>4</sup>亩、毫克/m<sup>3</sup>。&lt;b&gt;</p>"
    )
    assert source.text == "“十四五”期间，PM2.5、10⁴亩、毫克/m³。<b>\n"


def test_line_breaks() -> None:
    long = "为加快推进交通运输绿色低碳转型升级和高质量发展根据有关"
    source = page(f"<p>云州市人民政府<br>2024年3月5日<br/>{long}<br>规定执行。<br>　　二、任务。<br><br>完</p>")
    assert source.text == f"云州市人民政府\n2024年3月5日\n{long}\n规定执行。\n二、任务。\n\n完\n"
    assert spans(source, "paragraph") == ["云州市人民政府", "2024年3月5日", f"{long}\n规定执行。", "二、任务。", "完"]


def test_a_heading_broken_over_lines_is_one() -> None:
    assert spans(page(f"<h2>关于印发<br>方案的通知</h2>{PARAGRAPH}"), "heading") == ["关于印发\n方案的通知"]


def test_tables_of_values_give_rows_of_cells() -> None:
    source = page(
        f"{PARAGRAPH}<table><tr><th rowspan=2>指标</th><th colspan=2>数值</th></tr>"
        "<tr><th>2023年</th><th>2026年</th></tr><tr><td><p>占比</p><p>（%）</p></td><td></td><td>95</td></tr></table>"
    )
    assert source.text.split("\n\n")[1] == "指标\t数值\n\t2023年\t2026年\n占比\n（%）\t\t95\n"
    assert spans(source, "cell") == ["指标", "数值", "2023年", "2026年", "占比\n（%）", "95"]


def test_tables_of_a_layout_give_paragraphs() -> None:
    menu = "".join(f"<tr><td><a href=#>栏目{i}</a></td></tr>" for i in range(5))
    source = page(f"<table><tr><td><table>{menu}</table></td><td>{PARAGRAPH * 3}</td></tr></table>")
    assert source.text.count("制定本方案。") == 3
    assert "栏目" not in source.text
    assert not spans(source, "cell")


BODY = (
    ("p", "各县（市、区）人民政府，市政府各部门："),
    ("p", "《绿色交通发展行动方案》已经市政府同意，现印发给你们，请认真贯彻执行。"),
    ("r", "云州市人民政府办公室"),
    ("r", "2024年5月20日"),
    ("c", "绿色交通发展行动方案"),
    ("s", "一、总体要求"),
    ("p", "到2026年，全市新能源公交车占比达到95%以上，营运货车单位运输周转量碳排放下降5%左右。"),
    ("p", "（市交通运输局牵头，市发展改革委配合）"),
    ("s", "二、保障措施"),
    ("p", "各级各部门要加强组织领导，明确分工，压实责任，确保落到实处。"),
    ("p", "附件：1.重点项目清单"),
)
STYLES = {"p": "", "s": "", "r": ' style="text-align:right"', "c": ' style="text-align: center"'}
WAYS = {
    "p": lambda kind, text: f"<p{STYLES[kind]}>　　{text}</p>",
    "div": lambda kind, text: f"<div{STYLES[kind]}>{'<b>' * (kind == 's')}{text}{'</b>' * (kind == 's')}</div>",
    "br": lambda kind, text: f"　　{text}<br>\r\n",
    "two br": lambda kind, text: f"&nbsp;&nbsp;&nbsp;&nbsp;{text}<br/><br/>",
    "spans": lambda kind, text: "<p>" + "".join(f"<span><font>{c}</font></span>" for c in text) + "<o:p></o:p></p>",
    "sections": lambda kind, text: f"<section><section><p><span>{text}</span></p></section></section>",
    "unclosed": lambda kind, text: f"<P><FONT size=3>{text}</FONT>\n",
    "rows": lambda kind, text: f"<table><tr><td>{text}</td></tr></table>",
}
TITLE = "云州市人民政府办公室关于印发绿色交通发展行动方案的通知"
FRAME = (
    '<div class="top"><a href="/">首页</a><a href="/zw">政务公开</a></div>'
    "<p>您当前的位置：<a>首页</a> &gt; <a>政策文件</a></p>"
    '<table class="info"><tr><td><b>索 引 号：</b></td><td>YZ-2024-18</td><td><b>主题分类：</b></td><td>交通</td></tr>'
    "<tr><td><b>发文机关：</b></td><td>云州市人民政府办公室</td><td><b>成文日期：</b></td><td>2024年05月20日</td></tr>"
    "<tr><td><b>发文字号：</b></td><td>云政办发〔2024〕18号</td><td><b>发布日期：</b></td><td>2024年05月22日</td></tr></table>"
    '<div class="main"><h1>{title}</h1><div><span>发布时间：2024-05-22 10:30</span><span>来源：市政府办公室</span>'
    '<span>字号：[<a>大</a> <a>中</a> <a>小</a>]</span><span onclick="print()">打印</span></div>'
    '<div class="text">{body}</div><div class="share">分享到：<a>微信</a></div><p>（责任编辑：某某）</p>'
    "<p>上一篇：<a href=1>关于某事项的通知</a></p></div>"
    "<div class=right><h3>相关文件</h3><ul><li><a>示范项目若干意见</a></li></ul></div>"
    '<div style="display:none"><p>您访问的链接即将离开本网站，是否继续？</p></div>'
    '<div class="foot"><p>主办：云州市人民政府办公室</p><p>云ICP备00000000号 网站标识码：0000000000</p></div>'
)


@pytest.mark.parametrize("way", WAYS)
def test_the_article_is_kept_whole_and_the_furniture_left_out(way: str) -> None:
    body = "".join(WAYS[way](kind, text) for kind, text in BODY)
    source = page(FRAME.format(title=TITLE, body=body), f"<title>{TITLE}_政策文件_云州市人民政府</title>")
    assert [line for line in source.text.replace("\n\n", "\n").split("\n") if line] == [TITLE, *(t for _, t in BODY)]
    assert source.meta == {
        "title": TITLE,
        "issuer": "云州市人民政府办公室",
        "document_number": "云政办发〔2024〕18号",
        "issued_on": "2024-05-20",
        "published_on": "2024-05-22",
        "source": "市政府办公室",
        "encoding": "utf-8",
    }


def test_the_head_of_a_page_is_read() -> None:
    head = (
        '<meta name="SiteName" content="云州市人民政府"><meta name="ArticleTitle" content="关于印发方案的通知">'
        '<meta name="PubDate" content="2025-06-17 15:02"><meta name="ContentSource" content="本网"><title>x</title>'
    )
    meta = page(PARAGRAPH, head).meta
    assert meta == {
        "site": "云州市人民政府",
        "title": "关于印发方案的通知",
        "published_on": "2025-06-17",
        "encoding": "utf-8",
    }


VALUES = ("市府办", "2025-06-11", "云发〔2025〕2号")


@pytest.mark.parametrize(
    "body",
    [
        "<ol><li>[发文机构] <span>{}</span></li><li>[成文日期] {}</li><li>[发文字号] {}</li></ol>",
        "<div><i>发布机构</i><br>{}<br>成文日期<br>{}<br>文号<br>{}</div>",
        "<table><tr><th>索引号</th><td>1</td><th>发布机构</th><td>{}</td></tr>"
        "<tr><th>生成日期</th><td>{}</td><th>文　号</th><td>{}</td></tr></table>",
        "<div><i><b>发文机关：</b>{}</i>\n<i><b>成文日期：</b>{}</i>\n<i><b>文号：</b>{}</i></div>",
        "<dl><dt>发文机关：</dt><dd>{}</dd><dt>成文日期：</dt><dd>{}</dd><dt>文号：</dt><dd>{}</dd></dl>",
    ],
)
def test_metadata_in_many_shapes_is_read_and_left_out(body: str) -> None:
    source = page(f"<div>{body.format(*VALUES)}</div><div>{PARAGRAPH * 3}</div>")
    assert tuple(source.meta[name] for name in ("issuer", "issued_on", "document_number")) == VALUES
    assert source.text.startswith("为加快")


def test_a_value_that_says_nothing_is_left_out() -> None:
    source = page(f"<div>发文机关：无<br>成文日期：2024年13月1日<br>文号：-</div><div>{PARAGRAPH * 3}</div>")
    assert source.meta == {"encoding": "utf-8"}


def test_a_table_of_repealed_documents_is_no_metadata() -> None:
    table = "<table><tr><td>序号</td><td>标题</td><td>文号</td><td>发布日期</td></tr>"
    table += "<tr><td>1</td><td>办法</td><td>云发〔2001〕2号</td><td>2001年</td></tr></table>"
    assert "云发〔2001〕2号" in page(PARAGRAPH + table).text


def test_an_article_in_two_parts_with_something_between_is_whole() -> None:
    notice = "<p>各县区：</p><p>现将方案印发给你们，请认真贯彻执行。</p><p>云州市人民政府</p><p>2024年3月5日</p>"
    article = f"<div>{notice}</div><div class=share>分享到</div><div>{PARAGRAPH * 9}</div>"
    source = page(f"<div>{article}</div><ul><li><a>某某链接</a></ul>")
    assert source.text.startswith(
        "各县区：\n\n现将方案印发给你们，请认真贯彻执行。\n\n云州市人民政府\n\n2024年3月5日\n\n为加快"
    )
    assert "分享" not in source.text


def test_a_signature_and_a_table_beside_the_text_belong_to_it() -> None:
    after = "<div>云州市人民政府<br>2024年3月5日</div>"
    after += "<div><table><tr><td>指标</td><td>值</td></tr><tr><td>占比</td><td>95%</td></tr></table></div>"
    text = page(f"<div><div>{PARAGRAPH * 3}</div>{after}</div><ul><li><a>某某链接某某链接</a></ul>").text
    assert text.endswith("云州市人民政府\n2024年3月5日\n\n指标\t值\n占比\t95%\n")


def test_a_long_table_beside_a_short_text_belongs_to_it() -> None:
    rows = "".join(f"<tr><td>任务{i}</td><td>市财政局</td></tr>" for i in range(90))
    links = "<ul><li><a>某某链接某某链接</a></ul>"
    source = page(f"<div><div>{PARAGRAPH * 2}</div><div class=print><table>{rows}</table></div></div>{links}")
    assert len(spans(source, "cell")) == 180
    assert len(spans(page(f"<div class=print><table>{rows}</table></div>{links}"), "cell")) == 180


def test_a_form_under_an_article_is_left_out() -> None:
    form = "<table><tr><td>姓 名：</td><td>*</td></tr><tr><td>验证码：</td><td>*</td></tr></table>"
    assert "验证码" not in page(f"<div><div>{PARAGRAPH * 3}</div><form>{form}</form></div>").text


def test_a_title_beside_one_paragraph_is_kept() -> None:
    assert page(
        "<div><p>关于放假的通知</p><p>各单位：<br>现将事项通知如下。<br>请遵照执行。</p></div>"
    ).text.startswith("关于放假")


def test_links_inside_an_article_stay() -> None:
    link = "<p>▶ <a href=x>典型案例：产业结构调整</a></p>"
    assert "典型案例" in page(PARAGRAPH + link + PARAGRAPH).text


def test_a_box_of_recommended_news_is_left_out() -> None:
    box = "<div><h3>推荐阅读</h3><p><a>云州市召开推进会，部署下半年工作任务</a></p>"
    box += "<p>会议指出，要坚持目标导向，全力以赴。</p></div>"
    assert "会议指出" not in page(f"<div>{PARAGRAPH * 2}{box}</div>").text


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<html><body><script>x</script><img src=a></body></html>", "no text"),
        ("<!-- x -->", "no text"),
        ("<ul>" + "<li><a href=#>关于某事项的通知</a></li>" * 9 + "</ul>", "only links"),
        (f"{PARAGRAPH}<p>到2025年<sp", "truncated"),
        ("<div>" * 10_000 + PARAGRAPH, "2,000 tags deep"),
        ("<p " + " ".join(f"a{i}=1" for i in range(20_000)) + ">文", "attributes"),
    ],
)
def test_pages_without_an_article_are_refused(html: str, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        read_bytes(html.encode(), "a.html")


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 1_900 + PARAGRAPH * 50 + "</div>" * 1_900,
        "<p>" + "全市新能源公交车占比达到95%以上。" * 100_000,
        "<br>文" * 60_000,
        "<!--" * 300_000 + PARAGRAPH,
        "<table><tr><td>" * 600 + PARAGRAPH,
        "<table><tr>"
        + "<td colspan=1000 rowspan=65534>a</td>" * 500
        + "</tr>"
        + "<tr><td>b</td></tr>" * 5_000
        + "</table>",
        "<p>文号：1 发布日期：2 索引号：3</p>" * 5_000,
        "&" + "a" * 1_000_000 + PARAGRAPH,
    ],
)
def test_hostile_pages_end_soon(html: str) -> None:
    def read() -> None:
        try:
            read_bytes(html.encode(), "a.html")
        except ReadError as error:
            assert str(error)

    assert passes(read) < 250


def test_entities_of_a_doctype_are_not_expanded() -> None:
    html = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]><p>一、&x;&a;要求。</p>'
    assert "一、&x;&a;要求。" in read_bytes(html.encode(), "a.html").text


def test_reading_is_deterministic() -> None:
    html = FRAME.format(title=TITLE, body=PARAGRAPH * 3).encode()
    assert read_bytes(html, "a.html") == read_bytes(html, "b.HTM")


@pytest.mark.parametrize(
    "text", ["#" * 1_000_000, "# a" + " #" * 500_000 + "b", "<!--" * 250_000, "|a" * 200_000 + "|", "---\n" * 100_000]
)
def test_hostile_markdown_ends_soon(text: str) -> None:
    assert read_bytes(text.encode(), "a.md").text == text
    assert passes(lambda: read_bytes(text.encode(), "a.md")) < 250


def test_blocks_are_in_order_and_within_the_text() -> None:
    source = page(FRAME.format(title=TITLE, body=PARAGRAPH * 3))
    starts = [block.start for block in source.blocks]
    assert starts == sorted(starts)
    assert all(
        isinstance(b, Block) and source.text[b.start : b.end].strip() == source.text[b.start : b.end]
        for b in source.blocks
    )
