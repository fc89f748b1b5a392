"""Pages as sites of governments show them: the document whole and once, nothing of the site, and what it says of it."""

import pytest
from skins import FURNITURE, LINES, NUMBER, TABLE, TITLE, skins

from extract.model import Source
from extract.read import read_bytes

BODY = "".join(f"<p>{line}</p>" for line in LINES)
ENTRIES = (
    ("索引号", "JC-1"),
    ("发文机关", "霁川市水务局"),
    ("成文日期", "2024年5月20日"),
    ("发文字号", NUMBER),
    ("发布日期", "2024-05-22"),
    ("有效性", "有效"),
)
SAID = {"issuer": "霁川市水务局", "document_number": NUMBER, "issued_on": "2024-05-20", "published_on": "2024-05-22"}


def page(body: str) -> Source:
    html = f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"
    return read_bytes(html.encode(), "page.html")


def lines(source: Source) -> list[str]:
    return [line for line in source.text.split("\n") if line]


@pytest.mark.parametrize("kind", skins())
def test_each_kind_of_page_gives_the_document_and_nothing_else(kind: str) -> None:
    source = read_bytes(skins()[kind].encode(), "page.html")
    assert lines(source) == [TITLE, *LINES, *("\t".join(row) for row in TABLE)]
    assert [word for word in FURNITURE if word in source.text] == []
    [table] = source.tables
    assert [source.text[c.start : c.end] for c in table.cells] == [cell for row in TABLE for cell in row]
    assert source.meta["title"] == TITLE
    if kind in ("ministry", "list of labels", "grid of labels"):
        assert (source.meta["document_number"], source.meta["issued_on"]) == (NUMBER, "2024-05-20")


def _each(entry: str) -> str:
    return "".join(entry.format(label, value) for label, value in ENTRIES)


def _pairs() -> str:
    rows = zip(ENTRIES[::2], ENTRIES[1::2], strict=True)
    return "".join(f"<tr><td>{a}：</td><td>{b}</td><td>{c}：</td><td>{d}</td></tr>" for (a, b), (c, d) in rows)


SHAPES = {
    "table of pairs": f"<table>{_pairs()}</table>",
    "table without colons": f"<table>{_each('<tr><th>{}</th><td>{}</td></tr>')}</table>",
    "table of whole entries": f"<table>{_each('<tr><td><b>{}：</b>{}</td></tr>')}</table>",
    "table of one row": f"<table><tr>{_each('<td><b>{}：</b>{}</td>')}</tr></table>",
    "definitions": f"<dl>{_each('<dt>{}</dt><dd>{}</dd>')}</dl>",
    "list": f"<ul>{_each('<li><span>{}：</span><span>{}</span></li>')}</ul>",
    "list that a style sheet parts": f"<ul>{_each('<li><span>{}</span><span>{}</span></li>')}</ul>",
    "list with brackets": f"<ul>{_each('<li><label>【{}】</label>{}</li>')}</ul>",
    "grid": f"<div>{_each('<div><div>{}</div><div>{}</div></div>')}</div>",
    "lines": f"<div>{_each('<p>{}：{}</p>')}</div>",
    "spans": f"<div>{_each('<span>{}：</span><span>{}</span>')}</div>",
    "breaks": f"<div>{_each('{}：{}<br>')}</div>",
    "lines of the article": _each("<p>{}：{}</p>"),
}
PLACES = {
    "above": "{data}<h1>{title}</h1><div>{body}</div>",
    "inside": "<h1>{title}</h1><div>{data}{body}</div>",
    "below": "<h1>{title}</h1><div>{body}</div>{data}",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", SHAPES)
def test_what_a_page_says_of_its_document_is_read_wherever_it_stands(shape: str, place: str) -> None:
    source = page(PLACES[place].format(data=SHAPES[shape], title=TITLE, body=BODY))
    assert {name: source.meta.get(name) for name in SAID} == SAID
    assert lines(source) == [TITLE, *LINES]
    assert not source.tables


@pytest.mark.parametrize("around", ["<div class=hide>{}</div>", "<div style='display : none'>{}</div>", "{}"])
def test_a_copy_for_print_is_left_out(around: str) -> None:
    whole = f"<h1>{TITLE}</h1>{BODY}"
    assert lines(page(f"<div>{whole}</div>{around.format(f'<div>{whole}</div>')}")) == [TITLE, *LINES]


def test_an_article_that_a_script_would_show_is_read() -> None:
    source = page(f"<p>请稍候</p><div style='display:none'><h1>{TITLE}</h1>{BODY}</div>")
    assert set(LINES) <= set(lines(source))


@pytest.mark.parametrize(
    "pager",
    ["上一页 1 2 3 下一页", "[1] [2] [3] 下一页 &gt;&gt;", "共3页 第 1 页 首页 上一页 下一页 尾页", "上页 1/3 下页"],
)
def test_pagers_inside_a_text_are_left_out(pager: str) -> None:
    half = len(LINES) // 2
    parts = ["".join(f"<p>{line}</p>" for line in part) for part in (LINES[:half], LINES[half:])]
    assert lines(page(f"<h1>{TITLE}</h1><div>{parts[0]}<p>{pager}</p>{parts[1]}</div>")) == [TITLE, *LINES]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ('<meta charset="utf-8">', "gb18030"),
        ('<meta charset="gb2312">', "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312" />', "gb18030"),
        ("<META HTTP-EQUIV=Content-Type CONTENT='text/html;charset=GBK'>", "gb18030"),
        ('<?xml version="1.0" encoding="gb2312"?>', "gb18030"),
        ('<?xml version="1.0" encoding="gb2312"?>', "utf-8"),
        ("", "utf-16"),
    ],
)
def test_a_page_is_read_whatever_it_declares(declared: str, encoding: str) -> None:
    html = f"{declared}<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{BODY}</body></html>"
    source = read_bytes(html.encode(encoding), "page.html")
    assert source.meta["encoding"] == encoding
    assert lines(source) == [TITLE, *LINES]


def test_a_page_in_big5_is_read() -> None:
    text = "為加快推進運輸系統節能減排，結合本市實際，制定本方案。到二零二六年，新建泵站十二座。"
    html = f'<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>{text}</p>'
    source = read_bytes(html.encode("big5"), "page.html")
    assert (source.text, source.meta["encoding"]) == (f"{text}\n", "big5")


def test_remarks_and_office_markup_are_left_out() -> None:
    word = "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--><!--正文开始-->"
    body = "".join(
        f"<p class=MsoNormal><!-- {n} --><o:p>{line}</o:p><o:p>&nbsp;</o:p></p>" for n, line in enumerate(LINES)
    )
    assert lines(page(f"<h1>{TITLE}</h1>{word}<div>{body}<!-- 到2030年 --></div>")) == [TITLE, *LINES]
