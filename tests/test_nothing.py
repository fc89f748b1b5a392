"""What holds no document is said to hold none, and why; what is only short or odd is read."""

import pytest
import regex
from pace import passes
from packaged import RULES

from extract.model import Source
from extract.read import ReadError, read_bytes
from extract.read.nothing import no_document

NAV = "".join(
    f"<li><a href=/{i}>{name}</a></li>" for i, name in enumerate(("首页", "要闻", "政务公开", "互动交流", "走进霁川"))
)
FOOT = "<div class=footer><p>主办：霁川市人民政府办公室　<a>网站地图</a></p><p>霁ICP备00000000号</p></div>"


def page(body: str, title: str = "霁川市人民政府") -> Source:
    html = f"<html><head><title>{title}</title></head><body><ul class=nav>{NAV}</ul>{body}{FOOT}</body></html>"
    return read_bytes(html.encode(), "a.html")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<h1>404</h1><p>您访问的页面不存在！</p><p>可能原因：网址有错误</p><a href=/>返回首页</a>", "error page"),
        (
            "<div>抱歉，您要查看的页面不存在或已被删除。</div><div>1、请检查网址；</div><div>5 秒后回到首页</div>",
            "error page",
        ),
        ("<center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.20.1</center>", "error page"),
        ("<h1>403 Forbidden</h1><p>You don't have permission to access this resource.</p>", "error page"),
        ("<h1>Not Found</h1><p>The requested URL /zw/a.html was not found on this server.</p>", "error page"),
        ("<p>网站正在维护中，请稍后访问。</p>", "error page"),
        ("<p>该页面已被移除</p>", "error page"),
        (
            "<h2>您的请求存在安全风险，已被网站防火墙拦截。</h2><p>事件ID：8f3a-11</p><p>如有疑问请联系管理员。</p>",
            "blocks",
        ),
        ("<p>您的访问过于频繁，请稍后再试</p>", "blocks"),
        ("<p>请完成安全验证后继续访问</p><p>向右拖动滑块完成拼图</p>", "blocks"),
        ("<p>请启用JavaScript后再访问本网站</p>", "script"),
        (
            "<div>用户名：<input></div><div>密码：<input></div><div>验证码：<input></div><a>忘记密码？</a><a>注册</a>",
            "login page",
        ),
        ("<p>为您找到相关结果约 0 条</p><p>按时间排序</p><p>高级搜索</p>", "search page"),
        ("<p>共检索到 128 条结果，用时 0.03 秒</p><p>搜索范围：</p><p>关于充电设施的通知</p>", "search page"),
        ("<h1>霁川市召开绿色出行推进会</h1><video></video><p>您的浏览器不支持 video 标签</p>", "video"),
        (
            "".join(
                f"<p>{name}：</p>" for name in ("申请单位", "地址", "联系人", "电话", "项目名称", "申请金额", "签字")
            ),
            "form",
        ),
        (f"<ul>{'<li><a>关于做好某项工作的通知</a></li>' * 12}</ul>", "only links"),
        (f"<ul>{'<li><a>召开全市会议</a><span>2024-05-20</span></li>' * 12}</ul>", "links"),
        ("".join(f"<li>关于做好第{i}批项目申报工作的通知<i>[05-{i}]</i></li>" for i in range(10, 22)), "list of links"),
    ],
)
def test_pages_without_a_document_are_said_to_have_none(body: str, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        page(body)


def test_a_page_of_a_title_alone_has_no_text() -> None:
    title = "霁川市召开绿色出行推进会部署全年重点工作"
    with pytest.raises(ReadError, match="a title and no text: a video or a frame stands"):
        page(f"<h1>{title}</h1><video src=a.mp4></video>", title)
    with pytest.raises(ReadError, match=r"a title and no text$"):
        page(f"<h1>{title}</h1>", title)


def test_an_article_inside_a_heading_is_text() -> None:
    text = "为加快推进交通运输绿色低碳转型，结合我市实际，制定本方案。"
    assert page(f"<h1>关于停水的通知<p>{text}</p></h1>", text).text.endswith(f"{text}\n")


def test_a_page_whose_text_stands_in_a_script_is_said_to_be_one() -> None:
    script = '<script>window.data={"content":"' + "到2025年，建成泵站10座。" * 20 + '"}</script>'
    with pytest.raises(ReadError, match="in a script"):
        read_bytes(f"<html><body><div id=app></div>{script}</body></html>".encode(), "a.html")


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("404 Not Found\n\n您访问的页面不存在\n", "a.txt", "error page"),
        ("# 404\n\n页面不存在或已被删除\n\n[返回首页](/)\n", "a.md", "error page"),
        ("".join(f"- [关于第{i}批项目的通知](/{i}.html)\n" for i in range(9)), "a.md", "list of links"),
        ("".join(f"2024-05-{i} 关于第{i}批项目的公示\n" for i in range(10, 19)), "a.txt", "list of links"),
        ("姓名：\n性别：\n单位：______\n电话：\n□ 同意\n签字：\n日期：\n", "a.txt", "form"),
    ],
)
def test_texts_without_a_document_are_said_to_have_none(text: str, name: str, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        read_bytes(text.encode(), name)


FRONT = """要闻
市长主持召开专题会议
政务公开
政策解读一图读懂
网站地图 | 网站声明 | 联系我们 | 关于我们
互动交流
我要留言
我们欢迎你留言。
首页 | 登录 | 注册
主办单位：霁川市人民政府办公室
霁ICP备00000000号
版权所有：霁川市人民政府网
"""


@pytest.mark.parametrize("text", [FRONT, FRONT.replace("\n", "")])
def test_the_front_page_of_a_site_is_a_list_of_links(text: str) -> None:
    assert no_document(Source(text, "application/pdf")) == "a list of links"


@pytest.mark.parametrize(
    "text",
    [
        "关于放假的通知\n\n各单位：\n\n10月1日至7日放假。\n",
        "到2025年，建成泵站10座。",
        "政策",
        "关于门户网站维护的公告\n因系统升级，网站于5月1日暂停服务。\n",
        "网站安全管理办法\n发现页面不存在或者链接失效的，应当在两小时内处理。\n请求被拦截的，由市数据局处理。\n",
        "霁川市大数据局关于统一身份认证的通知\n\n登录\n密码\n\n各部门在6月底前完成用户名和密码更换。"
        + "各部门要落实责任。" * 50,
        "附件1\n废止文件目录\n1.关于做好征收工作的通知（霁政发〔2001〕2号）\n2.关于加强管理的通知（霁政发〔2002〕12号）\n"
        * 3,
        "申请单位：霁川市水务局\n地址：东街1号\n联系人：某某\n电话：0000000\n项目名称：泵站\n申请金额：10万元\n",
        FRONT + "市水务局关于停水的通知\n现就停水事项公告如下：5月1日停水。\n",
        "项目\t投资\n泵站\t12\n管网\t30\n",
        "2024-05-20\n市政府召开会议。会议强调，要抓好落实。\n",
    ],
)
def test_a_short_or_odd_text_is_no_reason_to_refuse_it(text: str) -> None:
    assert no_document(Source(text, "text/plain")) is None


def test_a_short_notice_on_a_page_with_much_furniture_is_read() -> None:
    body = "<h1>关于停水的通知</h1><p>5月1日8时至18时，东街片区停水。</p><p>霁川市水务局</p><p>2024年4月28日</p>"
    assert page(body, "关于停水的通知").text.startswith("关于停水的通知\n\n5月1日8时")


def test_a_notice_with_linked_attachments_is_read() -> None:
    links = "".join(
        f"<p><a href={i}.doc>附件{i}：第{i}批项目申报书及有关证明材料格式.doc</a></p>" for i in range(1, 12)
    )
    assert "附件11" in page(f"<h1>关于申报的通知</h1><p>请各县区于5月20日前报送。</p>{links}", "关于申报的通知").text


WORDS = sorted({w for p in RULES.patterns["nothing"].values() for w in regex.findall(r"\p{Han}+|[a-zA-Z]+", p.pattern)})


def test_lines_of_the_words_that_tell_are_soon_done_with() -> None:
    lines = "\n".join((word * 80)[:150] + "完" for word in WORDS)
    assert len(WORDS) > 300
    for text in (lines[:60_000], "\n".join(WORDS[:390]), "".join(WORDS) * 200):
        assert passes(lambda text=text: no_document(Source(text, "text/plain"))) < 250
