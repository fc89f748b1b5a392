"""What a document says of itself, and what on its page is furniture: the rules' own examples and whole pages."""

from typing import Any

import pytest
from packaged import RULES

from extract.describe import describe
from extract.extraction import extract_source
from extract.furniture import is_furniture
from extract.model import About, Source
from extract.normalise import normalise, without
from extract.read import read_bytes
from extract.rulebook import Rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return RULES


def read(text: str, rules: Rules, **meta: str) -> tuple[About, dict[str, str], str]:
    """What is said, what each rule took out of the source, and what is left to match."""
    source = Source(text, "text/plain", (), meta)
    normal = normalise(source, rules)
    about, apart = describe(source, normal, rules)
    taken: dict[str, str] = {}
    for start, end, rule in apart:
        taken[rule] = taken.get(rule, "") + text[slice(*normal.span(start, end))]
    left = without(normal, [(start, end) for start, end, _ in apart]).text
    return about, {rule: part.strip() for rule, part in taken.items()}, left


def examples(kind: str) -> list[Any]:
    found = [(rule, dict(example)) for rule in RULES["document"] for example in getattr(rule, kind)]
    return [pytest.param(rule.id, e, id=f"{rule.id}-{i}") for i, (rule, e) in enumerate(found)]


@pytest.mark.parametrize(("rule_id", "example"), examples("yes"))
def test_rule_finds_its_examples(rule_id: str, example: dict[str, Any], rules: Rules) -> None:
    about, taken, _ = read(example.pop("text"), rules, **example.pop("given", {}))
    apart = example.pop("apart", None)
    assert apart is None or taken.get(rule_id) == apart
    assert {name: getattr(about, name) for name in example} == example


@pytest.mark.parametrize(("rule_id", "example"), examples("no"))
def test_rule_leaves_its_counterexamples(rule_id: str, example: dict[str, Any], rules: Rules) -> None:
    about, taken, _ = read(example["text"], rules, **example.get("given", {}))
    assert rule_id not in taken
    assert rule_id not in about.rules.values()


def test_a_notice_and_the_plan_it_issues(rules: Rules) -> None:
    about, taken, body = read(
        "云川市人民政府办公室文件\n云政办发〔2023〕15号\n云川市人民政府办公室关于印发\n"
        "《云川市节水三年行动计划（2023—2025年）》的通知\n"
        "各区县人民政府，市政府各部门：\n"
        "《云川市节水三年行动计划（2023—2025年）》已经市政府同意，现印发给你们，请认真执行。\n"
        "云川市人民政府办公室\n2023年4月12日\n（此件公开发布）\n云川市节水三年行动计划\n（2023—2025年）\n"
        "为推进节水，制定本计划。\n一、目标\n用水总量下降5%。\n附件：1.任务清单\n抄送：市委办公室。\n"
        "云川市人民政府办公室　　2023年4月13日印发",
        rules,
    )
    assert about.title == "云川市人民政府办公室关于印发《云川市节水三年行动计划（2023—2025年）》的通知"
    assert (about.issuer, about.document_number) == ("云川市人民政府办公室", "云政办发〔2023〕15号")
    assert (about.issued_on, about.genre, about.place) == ("2023-04-12", "plan", "云川市")
    assert body == (
        "《云川市节水三年行动计划(2023—2025年)》已经市政府同意,现印发给你们,请认真执行。\n"
        "为推进节水,制定本计划。\n一、目标\n用水总量下降5%。\n"
    )
    assert taken["document.signature"] == "云川市人民政府办公室\n2023年4月12日"


def test_the_texts_own_title_wins_over_a_crawlers(rules: Rules) -> None:
    about, _, body = read(
        "# 关于另一件事的意见\n\n**发布日期**: 2024年2月19日\n**发布机构**: 相关部门\n"
        "**文件编号**: 无\n\n---\n\n## 政策全文\n\n"
        "新华社北京2月13日电\n\n关于做好节水工作的意见\n（2023年1月2日）\n\n"
        "各地要认真做好节水工作，务求实效。\n\n一、目标\n\n节水。\n\n---\n\n"
        "**更新时间**: 2026-01-26 11:25:30\n",
        rules,
    )
    assert (about.title, about.issued_on) == ("关于做好节水工作的意见", "2023-01-02")
    assert about.issuer is None and about.document_number is None
    assert body == "各地要认真做好节水工作,务求实效。\n一、目标\n节水。\n"


def test_a_crawlers_repeated_lead_in(rules: Rules) -> None:
    lead = (
        "云川市水务局印发《云川市节水方案》,制定加强农业节水、推进工业节水等措施,目标到2025年,"
        "用水效率明显提升,节水型社会基本建成。详情如下:"
    )
    about, taken, body = read(
        f"{lead} 云川市节水方案 为加强节水,保障用\n\n2022-09-19 16:53:39 3\n\n{lead}\n\n云川市节水方案\n\n"
        f"为加强节水,保障用水安全,制定本方案。\n\n"
        "一、目标\n\n到2025年,用水效率明显提升,节水型社会基本建成。\n\n"
        "声明:素材来源于网络如有侵权联系删除。\n\n\n电话咨询\n产品中心\n",
        rules,
    )
    assert (about.title, about.issuer, about.issued_on) == ("云川市节水方案", "云川市水务局", None)
    assert body == "为加强节水,保障用水安全,制定本方案。\n一、目标\n到2025年,用水效率明显提升,节水型社会基本建成。\n"
    assert "产品中心" in taken["document.furniture"]


def test_a_caption_inside_a_sentence_leaves_it_whole(rules: Rules) -> None:
    text = (
        "山清水秀入画图\n\n今年以来，全市持续开展入河排污口整治，对企业高质量发展起到至关重要的作\n\n"
        "■整治后的河道。 记者 摄\n\n用。群众拍手称快。\n"
    )
    about, taken, body = read(text, rules)
    assert about.title == "山清水秀入画图" and taken["document.caption"].startswith("■整治后的河道。")
    assert body == "今年以来,全市持续开展入河排污口整治,对企业高质量发展起到至关重要的作用。群众拍手称快。\n"


def test_a_heading_above_a_caption_is_not_joined_to_the_text(rules: Rules) -> None:
    _, _, body = read(
        "山清水秀入画图\n\n初冬时节，河水清了，岸边绿了。\n\n聚焦群众所盼，提升幸福感\n\n"
        "图为整治后的河道。\n\n今年实施33个项目，成效显著。\n",
        rules,
    )
    assert body.splitlines()[1:] == ["聚焦群众所盼,提升幸福感", "今年实施33个项目,成效显著。"]


def test_a_law_with_contents_and_history(rules: Rules) -> None:
    about, _, body = read(
        "云川市节水条例\n（2019年4月30日云川市人民政府令第36号公布　2022年3月29日修正）\n目　录\n"
        "第一章　总则\n第二章　附则\n"
        "第一章　总则\n第一条　为了节水，制定本条例。\n第二章　附则\n第二条　本条例自公布之日起施行。",
        rules,
    )
    assert (about.genre, about.issued_on, about.document_number) == ("law", "2019-04-30", "云川市人民政府令第36号")
    assert body.startswith("第一章总则\n第一条为了节水")


def test_labels_above_a_text_fill_what_it_does_not_state(rules: Rules) -> None:
    about, _, _ = read(
        "索引号：0123\n发文机关：云川市水务局\n成文日期：2024年3月5日\n发文字号：云水〔2024〕8号\n"
        "发布日期：2024年3月9日\n"
        "云川市节水方案\n为加强节水，制定本方案。\n一、目标\n用水总量下降5%。",
        rules,
    )
    assert (about.issuer, about.issued_on, about.document_number) == ("云川市水务局", "2024-03-05", "云水〔2024〕8号")
    assert about.rules["issuer"] == "document.meta"


def test_a_broken_first_line_stays_in_the_body(rules: Rules) -> None:
    _, _, body = read("云川市节水方案\n为加强\n节水，保障用水安全，制定本方案。\n一、目标\n用水总量下降5%。", rules)
    assert "为加强" in body.replace("\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "到2025年，森林覆盖率达到15%以上。",
        "森林覆盖率达到15%",
        "一、目标\n用水总量下降5%。\n二、任务\n加强管理。",
        "指标\n目标值\n用水总量\n5亿立方米",
        "",
    ],
)
def test_a_plain_piece_of_text_loses_nothing(text: str, rules: Rules) -> None:
    about, taken, _ = read(text, rules)
    assert taken == {} and about.title is None


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("青岛市深入打好污染防治攻坚战实施方案", "青岛市"),
        ("2026年甘肃省政府工作报告", "甘肃省"),
        ("山东省青岛市崂山区节水方案", "青岛市崂山区"),
        ("国家职业教育改革实施方案", None),
        ("“十四五”国家应急体系规划", None),
        ("工业领域碳达峰实施方案", None),
    ],
)
def test_places(title: str, place: str | None, rules: Rules) -> None:
    assert read(f"{title}\n为做好工作，制定本方案。\n一、目标\n加快建设。", rules)[0].place == place


def test_ranges_are_in_order_and_inside_the_text(rules: Rules) -> None:
    source = Source("首页 > 文件\n云川市节水方案\n为加强节水，制定本方案。\n扫一扫在手机打开当前页\n", "text/html")
    normal = normalise(source, rules)
    about, apart = describe(source, normal, rules)
    assert apart == sorted(apart) and all(0 <= a < b <= len(normal.text) for a, b, _ in apart)
    assert about.rules["title"] == "document.title"


def test_several_agencies_above_a_title_issue_it_together(rules: Rules) -> None:
    title = "霁川市水务局\n霁川市财政局\n关于印发节水方案的通知\n霁水〔2024〕8号\n各区县水务局：\n"
    found = extract_source(Source(title + "现将方案印发给你们，请认真执行。\n", "text/plain"), rules).about
    assert (found.issuer, found.title) == (
        "霁川市水务局 霁川市财政局",
        "霁川市水务局 霁川市财政局关于印发节水方案的通知",
    )


def test_a_pages_headline_is_no_part_of_the_title_below_it(rules: Rules) -> None:
    title = "<h1>重磅！霁川市节水方案印发</h1><p align=center>霁川市节水方案</p>"
    html = title + "<p>一、目标</p><p>到2025年，建成泵站10座。</p>"
    found = extract_source(read_bytes(html.encode(), "page.html"), rules).about
    assert (found.title, found.genre) == ("霁川市节水方案", "plan")


@pytest.mark.parametrize(
    "line",
    [
        "京ICP备12345678号",
        "京公网安备110号",
        "Copyright 2024 某市政府",
        "© 2024 某市政府",
        "All Rights Reserved",
        "最佳浏览效果1024*768",
        "建议使用IE9.0以上浏览器",
        "推荐分辨率1024*768",
        "本文如需转载请注明出处",
        "本站内容版权归某市政府所有",
        "如有侵权请联系本站",
        "内容未经本站授权不得使用",
        "来稿单位：某局　发布时间：2024-03-05",
        "点击次数：120次",
    ],
)
def test_lines_that_sites_add(line: str, rules: Rules) -> None:
    assert is_furniture(line.replace("：", ":"), rules)
