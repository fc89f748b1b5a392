"""Documents for the pages of a site: a plan as draft, as issued and as a copy of that, a report, and documents that try
to do harm.
"""

from pathlib import Path

CORPUS = Path(__file__).parents[1] / "corpus"
PLAN = "霁川市十四五城市高质量发展行动方案"
SCRIPT = '"><script>alert("ran")</script><img src=x onerror=alert("ran")>'
TURNED = "\u202e\u2066\u200f"
FORMULA = '=HYPERLINK("http://example.org","开始")'
QUOTED = "\"全文\" '检索' OR * NEAR(甲 乙) ^{列}: -除外"

HARMFUL = {
    "script.txt": f"""青石市绿色发展方案{SCRIPT}
（青政发〔2021〕6号）
一、主要目标{SCRIPT}
到2025年，森林覆盖率{SCRIPT}达到35%以上。（市{SCRIPT}局牵头，市园林局配合）
到2023年，新增公园20个。（市园林局）
按照《节能{SCRIPT}条例》执行。
""",
    "turned.txt": f"""青石市供水方案{TURNED}
一、供水{TURNED}保障
到2025年，供水{TURNED}保证率达到95%。（市水务{TURNED}局牵头）
\x1b[31m红\x07字\x85行\u2028列
""",
    "templates.txt": """青石市{{ 7 * 7 }}方案
一、{% raw %}目标
到2025年，{{ config }}普及率达到90%。（市{{ 7 * 7 }}局）
""",
    "formulas.md": f"""# 青石市投资方案

{FORMULA}到2025年，投资达到12万元。（市财政局）

| 工程 | 目标 |
| --- | --- |
| {FORMULA} | +1+1 |
| @SUM(A1) | -5% |
""",
    "quoted.txt": f"""青石市检索{QUOTED}方案
一、{QUOTED}
到2025年，{QUOTED}建成5个。（市档案局）
""",
    "page.html": f"""<html><head><title>青石市网页方案</title><script>alert("ran")</script></head>
<body onload='alert("ran")'><h1>青石市网页方案</h1><p>一、目标</p>
<p>到2025年，建成<a href="javascript:alert('ran')">公园</a>&lt;script&gt;alert("ran")&lt;/script&gt;8个。
（市园林局牵头）</p>
<iframe src="javascript:alert('ran')"></iframe><p>{SCRIPT}</p></body></html>
""",
    "long.txt": f"""青石市长段方案
到2025年，绿地率达到40%。（市园林局）
{"各县区人民政府，" * 45_000}
""",
}


def write(folder: Path) -> Path:
    """The folder, with the documents in it."""
    folder.mkdir()
    for name in (f"{PLAN}.txt", f"{PLAN}_征求意见稿.md", f"{PLAN}_网页版.html", "霁川市2023年政府工作报告.txt"):
        (folder / name).write_bytes((CORPUS / name).read_bytes())
    for name, text in HARMFUL.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
