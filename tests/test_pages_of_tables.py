"""Web pages that hold hardly more than a table: no form about a document, and no page of links."""

import pytest

from extract.model import Source
from extract.read import read_bytes

MENU = "<div class='top'><a href=/>首页</a> <a href=/a>政务公开</a> <a href=/b>互动交流</a></div>"
FACTS = "<ul><li><b>索引号：</b>K-1</li><li><b>发布机构：</b>市水务局</li><li><b>发文日期：</b>2023-05-06</li></ul>"
SHARED = "<div class='info'>来源：本站 字号：<a>大</a> <a>小</a></div>"
ROWS = [["区县", "泵站（座）", "备注"], ["云川区", "12", ""], ["霁川县", "8", ""], ["合计", "20", ""]]
TABLE = "<table>" + "".join(f"<tr>{''.join(f'<td>{x}</td>' for x in row)}</tr>" for row in ROWS) + "</table>"


def page(title: str, body: str) -> Source:
    text = f"<title>{title}</title><body>{MENU}{FACTS}<div>{SHARED}<h1>{title}</h1>{body}</div></body>"
    return read_bytes(text.encode(), "page.html")


@pytest.mark.parametrize("more", ["", "<p>现将泵站情况公布如下：</p>"])
def test_a_short_page_of_a_table_is_read(more: str) -> None:
    source = page("全市泵站情况", more + TABLE)
    assert [len(table.cells) for table in source.tables] == [12]
    assert source.meta["issued_on"] == "2023-05-06"
    assert "索引号" not in source.text


def test_a_table_of_facts_about_a_document_is_none_of_its_text() -> None:
    facts = "<table><tr><td>索引号</td><td>K-1</td></tr><tr><td>发文机关</td><td>市水务局</td></tr>"
    facts += "<tr><td>主题分类</td><td>水利</td></tr><tr><td>公开方式</td><td>主动公开</td></tr></table>"
    source = page("全市泵站情况", facts + TABLE)
    assert [len(table.cells) for table in source.tables] == [12]
