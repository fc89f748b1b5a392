"""A plan's copies, editions and look-alikes, made from the sample plan: what each is to the plan is known."""

import random
import re
from pathlib import Path

from noise import noisy

CORPUS = Path(__file__).parents[1] / "corpus"
PLAN = "霁川市十四五城市高质量发展行动方案"
# a short text of measures, with what its editions differ by
MEASURES = (
    "第一条 为规范城乡医疗救助工作，减轻困难群众负担，结合本市实际，制定本办法。\n"
    "第二条 医疗救助公平覆盖医疗费用负担较重的困难职工和城乡居民，按对象类别分类实施。\n"
    "第三条 救助对象的住院费用经基本医保报销以后的个人自付部分，按{share}%给予救助。\n"
    "第四条 本办法自{year}年7月1日起施行。\n"
)
_MISREAD = str.maketrans("入土治拆末未己日", "人士冶折未末已曰")


def family(seed: int = 0) -> tuple[dict[str, str], dict[frozenset[str], str]]:
    """Texts by name, and the relation of each pair of names that has one."""
    plan = (CORPUS / f"{PLAN}.txt").read_text(encoding="utf-8")
    report = (CORPUS / "霁川市2023年政府工作报告.txt").read_text(encoding="utf-8")
    title = plan.partition("\n")[0]
    texts = {
        "plan": plan,
        "ocr": noisy(misread(plan, seed), seed, 0.02),
        "web": f"当前位置：首页 > 政务公开 > 文件\n\n{plan}\n\n【打印】【关闭】\n\n主办：霁川市人民政府办公室\n",
        "retitled": plan.replace(title, "霁川市城市工作要点", 1),
        "notice": f"霁川市人民政府关于印发《{title}》的通知\n\n各县（区）人民政府，市政府各部门：\n\n"
        f"现将《{title}》印发给你们，请认真组织实施。\n\n{plan}",
        "draft": retouched(plan.replace(title, f"{title}（征求意见稿）", 1).replace("霁政发〔2022〕6号", ""), seed, 12),
        "revised": retouched(plan.replace(title, f"{title}（2023年修订）", 1).replace("6号", "19号", 1), seed + 1, 20),
        "next": next_period(plan),
        "excerpt": title + "\n\n" + plan[plan.index("\n三、") : plan.index("\n五、")],
        # none of the plan's
        "province": plan.replace("霁川市", "澜江省")
        .replace("霁川", "澜江")
        .replace("全市", "全省")
        .replace("市", "省"),
        "template": plan.replace("城市高质量发展", "乡村全面振兴").replace("城市", "乡村").replace("6号", "9号", 1),
        "news": "霁川市出台行动方案\n\n霁川日报讯（记者）近日，霁川市人民政府印发《"
        + title
        + "》。\n\n"
        + plan[900:1900],
        "report": report,
        "next report": next_year(report),
    }
    copies = [{"plan", "ocr", "web", "retitled", "notice", "excerpt"}]
    editions = [*copies, {"draft"}, {"revised"}, {"next"}]
    related: dict[frozenset[str], str] = {}
    for i, group in enumerate(editions):
        for name in group:
            related |= {frozenset((name, other)): "copy" for other in group if other != name}
            for later in editions[i + 1 :]:
                related |= {frozenset((name, other)): "revision" for other in later}
    return texts, related


def misread(text: str, seed: int) -> str:
    """The text with one in three of what a recogniser confuses."""
    chance = random.Random(seed)
    return "".join(c.translate(_MISREAD) if chance.random() < 0.3 else c for c in text)


def retouched(text: str, seed: int, count: int) -> str:
    """The text with some figures raised and some sentences taken out."""
    chance = random.Random(seed)
    lines = text.split("\n")
    body = [i for i, line in enumerate(lines) if len(line) > 80]
    for i in chance.sample(body, min(count, len(body))):
        sentences = re.split("(?<=。)", lines[i])
        if len(sentences) > 3 and chance.random() < 0.4:
            del sentences[1]
        lines[i] = re.sub(r"(?<!\d)\d{2}(?=[%万家个])", lambda m: str(int(m[0]) + 3), "".join(sentences))
    return "\n".join(lines)


def next_period(text: str) -> str:
    """The plan of the next five years: another number, other years and figures, some of its measures new."""
    text = text.replace("十四五", "十五五").replace("6号", "3号", 1)
    text = re.sub(r"20(2\d)(?=年)", lambda m: f"20{int(m[1]) + 5}", text)
    text = re.sub(r"(?<!\d)\d{2,3}(?=[%万家个公座])", lambda m: str(round(int(m[0]) * 1.3)), text)
    return retouched(text, 5, 30)


def next_year(report: str) -> str:
    """The report of the year after, which begins with the same sentences."""
    head, body = report[:600], report[600:]
    body = re.sub(r"(?<!\d)\d+(?:\.\d)?(?=[%万亿家个公座])", lambda m: f"{float(m[0]) * 1.1:.1f}", body)
    sentences = re.split("(?<=。)", body)
    kept = [s for i, s in enumerate(sentences) if i % 3]
    text = head + "".join(kept)
    return re.sub(r"20(2\d)(?=年)", lambda m: f"20{int(m[1]) + 1}", text)
