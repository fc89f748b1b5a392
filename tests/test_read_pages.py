"""Reading Markdown and web pages: the article whole, its furniture told apart, hostile pages at an end soon."""

import pytest
from pace import passes

from extract.model import Block, Source
from extract.read import ReadError, read_bytes

PARAGRAPH = "<p>为加快推进交通运输绿色低碳转型，结合我市实际，制定本方案。</p>"


def page(body: str, head: str = "") -> Source:
    return read_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def spans(source: Source, kind: str) -> list[str]:
    return [source.text[block.start : block.end] for block in source.blocks if block.kind == kind]


# Markdown

PROSE = "各区应当按月上报进度，市水务局汇总后于次月五日前公布，并将结果报市人民政府。"


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


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_code_between_fences_is_no_text_of_the_document(fence: str) -> None:
    code = f"{fence}\n# 目录\n|指标|值|\n|-|-|\n|占比|9|\n\n到2025年，占比达到99%。\n{fence}"
    text = f"# 节水方案\n\n{PROSE}\n\n{PROSE}\n\n{code}\n\n到2025年，新建泵站10座。\n"
    source = read_bytes(text.encode(), "a.md")
    assert [(block.kind, text[block.start : block.end]) for block in source.blocks] == [
        ("heading", "节水方案"),
        ("furniture", code),
    ]
    assert source.tables == ()
    for left_open in (text.replace(f"\n{fence}\n\n到", "\n\n到"), f"# 方案\n\n{code}\n"):
        assert len(read_bytes(left_open.encode(), "a.md").tables) == 1


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
        "<table><tr><th>发文机关</th><th>成文日期</th></tr><tr><td>{}</td><td>{}</td></tr>"
        "<tr><th>发文字号</th><th>索引号</th></tr><tr><td>{}</td><td>1</td></tr></table>",
    ],
)
def test_metadata_in_many_shapes_is_read_and_left_out(body: str) -> None:
    source = page(f"<div>{body.format(*VALUES)}</div><div>{PARAGRAPH * 3}</div>")
    assert tuple(source.meta[name] for name in ("issuer", "issued_on", "document_number")) == VALUES
    assert source.text.startswith("为加快")


def test_what_a_page_tells_search_engines_is_read() -> None:
    said = '{"@id": "x", "title": "云州市节水方案", "pubDate": "2025-06-17T10:00:00"}'
    head = f'<script type="application/ld+json">{said}</script><script type="application/ld+json">{{</script>'
    assert page(PARAGRAPH, head).meta == {"title": "云州市节水方案", "published_on": "2025-06-17", "encoding": "utf-8"}


def test_the_day_beside_an_authors_name_is_that_of_posting() -> None:
    source = page(f"<h1>云州市节水方案</h1><div><i>云州水务</i> <em>2025-03-05 18:02</em> 云州</div>{PARAGRAPH * 3}")
    assert source.meta["published_on"] == "2025-03-05"
    assert source.text.startswith("云州市节水方案\n\n为加快")


@pytest.mark.parametrize(
    ("items", "lines"),
    [
        ("<ol><li>建设泵站。<li><p>改造管网。</p></ol>", ["1.建设泵站。", "2.改造管网。"]),
        (
            '<ol style="list-style-type: cjk-ideographic"><li>任务<ol start=3><li>建设泵站。</ol><li value=4>保障</ol>',
            ["一、任务", "3.建设泵站。", "四、保障"],
        ),
        ('<ol class="custom_cn2"><li><b>任务</b></ol>', ["（一）任务"]),
        ("<ol type=a><li>建设泵站。<li> </ol>", ["a.建设泵站。"]),
        ("<ol><li>一、建设泵站。<li>二、改造管网。</ol>", ["一、建设泵站。", "二、改造管网。"]),
        ('<ol style="list-style:none"><li>建设泵站。</ol>', ["建设泵站。"]),
        ("<ol start=99999999999999999999><li>建设泵站。</ol>", ["1.建设泵站。"]),
    ],
)
def test_the_numbers_that_a_list_shows_are_in_the_text(items: str, lines: list[str]) -> None:
    source = page(PARAGRAPH + items + PARAGRAPH)
    assert [line for line in source.text.split("\n\n")[1:-1] if line] == lines


@pytest.mark.parametrize("escaped", [True, False])
def test_an_article_that_a_script_would_show_is_read_from_its_field(escaped: bool) -> None:
    article = f"<p>一、目标</p>{PARAGRAPH * 6}"
    kept = article.replace("<", "&lt;") if escaped else article
    source = page(f"<h1>云州市节水方案</h1><textarea style='display:none'>{kept}</textarea><div>版权所有：云州市</div>")
    assert source.text.startswith("云州市节水方案\n\n一、目标\n\n为加快")


def test_a_field_beside_an_article_is_a_form() -> None:
    source = page(f"<h1>云州市节水方案</h1>{PARAGRAPH * 3}<textarea>{PARAGRAPH * 3}</textarea>")
    assert source.text.count("为加快") == 3


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
        PARAGRAPH + "<i></i>" * 50_000,
        "<b>" * 100_000 + PARAGRAPH,
        "<div style='display:none'><p>甲。</p></div>" * 10_000 + PARAGRAPH,
        "<p>甲乙</p><p>丙丁</p>" * 10_000,
        "<p>发文机关：甲</p>" * 20_000,
        "<!DOCTYPE html [" * 20_000 + PARAGRAPH,
    ],
)
@pytest.mark.slow
def test_hostile_pages_end_soon(html: str) -> None:
    def read() -> None:
        try:
            read_bytes(html.encode(), "a.html")
        except ReadError as error:
            assert str(error)

    assert passes(read) < 250


BOMB = '<!ENTITY a0 "十个字十个字十个字。">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f'<?xml version="1.0"?><!DOCTYPE html [{BOMB}]><p>甲&a9;乙</p>', "甲&a9;乙"),
        (f'<p title="{"x " * 500_000}">甲</p>', "甲"),
        (f'<p style="display{" " * 500_000}x; font-weight{" " * 500_000}">甲</p>', "甲"),
        ("<p>甲&#xD800;乙&#xDFFF;丙&#0;</p>", "甲乙丙"),
        ("<meta http-equiv=refresh content='0;url=http://localhost/'><p>甲</p>", "甲"),
        ("""<p>甲</p><script>var a = "</script"; var b = "<p>坏</p>";</script>""", "甲"),
        ("<p>甲</p><script>document.write('<script>坏<\\/script>')</script>", "甲"),
        ("<p>甲</p><!-- 乙", "甲"),
        ("<p>甲</p><p hidden>乙</p>", "甲"),
        ("<p><ruby>甲<rp>（</rp><rt>jiǎ</rt><rp>）</rp></ruby>乙</p>", "甲乙"),
        ("<p>甲</p><style>p { 乙", "甲"),
    ],
)
def test_what_is_hostile_in_a_page_does_no_harm(html: str, text: str) -> None:
    kept = read_bytes((html if html.endswith("乙") else html + PARAGRAPH).encode(), "a.html").text
    assert "".join(c for c in kept.partition("\n")[0] if c.isprintable() and c != "\ufffd") == text
    assert "坏" not in kept and kept.encode()


def test_entities_of_a_doctype_are_not_expanded() -> None:
    html = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]><p>一、&x;&a;要求。</p>'
    assert "一、&x;&a;要求。" in read_bytes(html.encode(), "a.html").text


def test_reading_is_deterministic() -> None:
    html = FRAME.format(title=TITLE, body=PARAGRAPH * 3).encode()
    assert read_bytes(html, "a.html") == read_bytes(html, "b.HTM")


@pytest.mark.slow
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
