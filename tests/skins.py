"""One notice of an invented city as ten kinds of government site would show it, and what of it must be read."""

from html import escape

TITLE = "霁川市人民政府办公室关于印发霁川市河湖治理三年行动方案的通知"
NUMBER = "霁政办发〔2024〕18号"
LINES = (
    "各县（市、区）人民政府，市政府各部门：",
    "《霁川市河湖治理三年行动方案》已经市政府同意，现印发给你们，请认真贯彻执行。",
    "霁川市人民政府办公室",
    "2024年5月20日",
    "霁川市河湖治理三年行动方案",
    "一、总体要求",
    "到2026年，全市河湖水质优良比例达到93%以上，消除劣V类水体，新建泵站12座。",
    "二、重点任务",
    "（一）治理入河排污口。2025年底前完成186个入河排污口整治。（牵头单位：市生态环境局；配合单位：市水务局）",
    "（二）修复水生态。到2026年，修复河岸带45公里，新增湿地300公顷。（市水务局、市林业局按职责分工负责）",
    "三、保障措施",
    "各级各部门要加强组织领导，明确分工，压实责任，确保落到实处。",
    "附件：主要指标表",
)
TABLE = (("指标", "2023年", "2026年"), ("水质优良比例（%）", "88", "93"), ("新建泵站（座）", "—", "12"))
FURNITURE = (
    *("政务公开", "互动交流", "当前位置", "分享到", "微信", "打印本页", "相关解读", "一图读懂", "上一篇", "防汛"),
    *("主办", "ICP备", "网站地图", "即将离开", "扫一扫", "浏览次数", "var pageTitle", "下一页", "责任编辑", "color:"),
)
_CELLS = ("".join(f"<td><p>{cell}</p></td>" for cell in row) for row in TABLE)
_TABLE = f"<table border=1>{''.join(f'<tr>{cells}</tr>' for cells in _CELLS)}</table>"
_MENU = "<ul>" + "".join(f"<li><a href=#>{n}</a></li>" for n in ("首页", "政务公开", "政务服务", "互动交流")) + "</ul>"
_WHERE = "<div>当前位置：<a>首页</a> &gt; <a>政务公开</a> &gt; <a>政策文件</a></div>"
_SHARE = "<div class=share>分享到：<a>微信</a><a>微博</a></div><a href=javascript:print()>【打印本页】</a>"
_NEAR = "<div class=prev>上一篇：<a>关于做好防汛工作的通知</a></div>"
_RELATED = "<div><h3>相关解读</h3><ul><li><a>一图读懂河湖治理三年行动方案</a></li></ul></div>"
_FOOT = "<div><p>主办：霁川市人民政府办公室</p><p>霁ICP备00000000号　<a>网站地图</a></p></div>"
_SCRIPT = "<script>var pageTitle='<p>x</p>';</script><style>.a{color:red}</style>"
_LEAVING = "<div style='display:none'><p>您访问的链接即将离开本网站，是否继续？</p></div>"
_POSTED = "<div>发布时间：2024-05-22　来源：市政府办公室　字号：<a>大</a><a>中</a><a>小</a></div>"
_ENTRIES = (("索 引 号", "JC-2024-18"), ("发文机关", "霁川市人民政府办公室"), ("成文日期", "2024年05月20日"))
_ROWS = (*_ENTRIES, ("发文字号", NUMBER))
_META = (
    f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2024-05-22 10:30">'
    '<meta name="SiteName" content="霁川市人民政府">'
)


def _paragraphs(opening: str, closing: str) -> str:
    return "".join(f"{opening}{escape(line)}{closing}" for line in LINES) + _TABLE


def _cells(row: str, label: str, value: str) -> str:
    return "".join(row.format(label.format(a) + value.format(b)) for a, b in _ROWS)


def _page(*body: str, head: str = "") -> str:
    title = f"<title>{TITLE}_政策文件_霁川市人民政府</title>"
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{title}{head}</head><body>{''.join(body)}</body></html>"


def skins() -> dict[str, str]:
    """The pages by the name of their kind."""
    plain = _paragraphs("<p>　　", "</p>")
    first, second = ("".join(f"<p>{line}</p>" for line in part) for part in (LINES[:7], LINES[7:]))
    table = f"<table>{_cells('<tr>{}</tr>', '<td>{}：</td>', '<td>{}</td>')}</table>"
    definitions = f"<dl>{_cells('{}', '<dt>{}：</dt>', '<dd>{}</dd>')}</dl>"
    grid = _cells("<div class=row>{}</div>", "<span class=k>{}</span>", "<span class=v>{}</span>")
    pager = "<div class=pages><a>上一页</a> <span>1</span> <a>2</a> <a>3</a> <a>下一页</a> 共3页</div>"
    word = _paragraphs("<p class=MsoNormal><span style='font-size:16pt'><font>", "</font></span><o:p></o:p></p>")
    rows = (
        *(f"<td>{_WHERE}</td>", f"<td align=center><b>{TITLE}</b></td>", "<td>2024-05-22 浏览次数：188</td>"),
        *(f"<td>{plain}</td>", f"<td>{_NEAR}</td>"),
    )
    layout = f"<table><tr><td><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table></td></tr></table>"
    head = f"<h1>{TITLE}</h1>"
    return {
        "ministry": _page(
            *(_MENU, _WHERE, table, head, f"<div id=UCAP-CONTENT>{plain}</div>", _RELATED, _SHARE, _FOOT, _SCRIPT),
            head=_META,
        ),
        "nested tables": _page(f"<table><tr><td>{_MENU}</td></tr><tr><td>{layout}</td></tr></table>", _FOOT),
        "list of labels": _page(
            *(f"<header>{_MENU}</header><main>", _WHERE, definitions, f"<article>{head}{plain}</article></main>"),
            *(f"<aside>{_RELATED}</aside>", f"<footer>{_FOOT}</footer>"),
        ),
        "breaks": _page(
            *(_MENU, _WHERE, f"<h2>{TITLE}</h2><div class=con>", "<br><br>".join(LINES)),
            *(f"<br>{_TABLE}</div>", _NEAR, _FOOT),
        ),
        "pasted from Word": _page(
            _MENU, _WHERE, f"<div class=title>{TITLE}</div>", _SHARE, f"<div class=TRS_Editor>{word}</div>", _FOOT
        ),
        "sections of an editor": _page(
            _MENU, head, _paragraphs("<section><section><p><span>", "</span></p></section></section>"), _RELATED, _FOOT
        ),
        "copy for print": _page(
            *(_MENU, head, f"<div class=text>{plain}</div>"),
            *(f"<div id=printArea style='display: none'>{head}{plain}</div>", _LEAVING, _FOOT),
            head=_META,
        ),
        "pages of an article": _page(
            *(_MENU, _WHERE, head, f"<div class=text><div>{first}</div>", pager),
            *(f"<div>{second}{_TABLE}</div><p>上一页 1 2 3 下一页</p></div>", _FOOT),
        ),
        "grid of labels": _page(
            *(_MENU, f"<div class=xxgk>{grid}</div>", head, _POSTED, f"<div>{plain}</div>"),
            *("<p>（责任编辑：某某）</p>", _SHARE, _FOOT),
        ),
        "old fonts": _page(
            f"<center><font size=5><b>{TITLE}</b></font></center><hr>",
            _paragraphs("<P><FONT face=仿宋 size=4>　　", "</FONT>"),
            "<p>扫一扫在手机打开当前页</p>",
            _FOOT,
        ),
    }
