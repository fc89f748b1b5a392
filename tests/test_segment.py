"""Sections and sentences: the rules' own examples, nesting, sequence, noise, and what must not become a section."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import passes
from packaged import RULES

from extract.describe import describe
from extract.extraction import extract_source
from extract.model import Block, Normal, Section, Source
from extract.normalise import normalise, without
from extract.read import read_bytes
from extract.rulebook import Rules
from extract.segment import segment, sentences, without_running


def sections(text: str, rules: Rules = RULES, blocks: tuple[Block, ...] = ()) -> tuple[Normal, list[Section]]:
    source = Source(text, "text/plain", blocks)
    normal = normalise(source, rules)
    body = without(normal, [(start, end) for start, end, _ in describe(source, normal, rules)[1]])
    return body, without_running(segment(source, body, rules), body.text)[0]


def outline(text: str, blocks: tuple[Block, ...] = ()) -> list[tuple[str | None, str | None, int]]:
    return [(s.label, s.heading, s.level) for s in sections(text, blocks=blocks)[1]]


def examples(kind: str) -> list[Any]:
    found = [(rule.id, dict(example)) for rule in RULES["section"] for example in getattr(rule, kind)]
    return [pytest.param(rule_id, e, id=f"{rule_id}-{i}") for i, (rule_id, e) in enumerate(found)]


@pytest.mark.parametrize(("rule_id", "example"), examples("yes"))
def test_rule_finds_its_examples(rule_id: str, example: dict[str, Any]) -> None:
    source = Source(example.pop("text"), "text/plain")
    found = [s for s in extract_source(source, RULES).sections if s.rule == rule_id]
    assert any(all(getattr(s, name) == (value or None) for name, value in example.items()) for s in found), found


@pytest.mark.parametrize(("rule_id", "example"), examples("no"))
def test_rule_leaves_its_counterexamples(rule_id: str, example: dict[str, Any]) -> None:
    assert not [s for s in sections(example["text"])[1] if s.rule == rule_id]


PLAN = """云川市节水行动方案

一、总体要求

（一）指导思想

以新发展理念为指导，坚持节水优先。

（二）主要目标

到2025年，用水总量下降5%。

二、主要任务

（三）推进农业节水。推广喷灌滴灌。（市农业农村局牵头）

1.发展喷灌。建成喷灌面积20万亩。

2.改造渠道。改造干渠30公里。

（四）推进工业节水。一是改造企业。改造20家。二是推广中水。利用率达到25%。

三、保障措施

各区要认真执行，按期报告。
"""


def test_numbers_that_run_on_under_the_next_heading() -> None:
    assert outline(PLAN) == [
        ("一", "总体要求", 1), ("（一）", "指导思想", 2), ("（二）", "主要目标", 2),
        ("二", "主要任务", 1), ("（三）", "推进农业节水", 2), ("1", "发展喷灌", 3), ("2", "改造渠道", 3),
        ("（四）", "推进工业节水", 2),
        ("三", "保障措施", 1),
    ]  # fmt: skip


def test_levels_come_from_labels_and_not_from_the_number_of_marks() -> None:
    text = (
        "### 一、总体要求\n坚持统筹。\n#### （一）目标\n到2025年建成。\n"
        "## 二、任务\n加快建设。\n#### 三、保障\n加强领导。"
    )
    assert outline(text) == [("一", "总体要求", 1), ("（一）", "目标", 2), ("二", "任务", 1), ("三", "保障", 1)]


def test_a_circular_with_figures_only_has_them_outermost() -> None:
    text = "关于节水的通知\n各单位：\n现就有关事项通知如下。\n1.提高认识。按期完成。\n2.强化监管。落实到位。"
    assert outline(text) == [("1", "提高认识", 1), ("2", "强化监管", 1)]


def test_a_law_and_its_items_without_headings() -> None:
    text = (
        "云川市节水条例\n第一章　总　则\n第一条　为了节水，制定本条例。\n第二条　节水应当遵守下列规定：\n"
        "（一）总量控制；\n"
        "（二）计划用水。\n前款第（一）项由市政府规定。\n第三条规定的情形除外。\n第二章　附　则\n"
        "第三条　本条例自公布之日起施行。"
    )
    assert outline(text) == [
        ("第一章", "总则", 1), ("第一条", None, 2), ("第二条", None, 2), ("（一）", None, 3), ("（二）", None, 3),
        ("第二章", "附则", 1), ("第三条", None, 2),
    ]  # fmt: skip


def test_an_emergency_plan_numbered_by_decimals() -> None:
    text = (
        "云川市应急预案\n1　总则\n1.1　编制目的\n提高应对能力，减少损失。\n1.2　工作原则\n以人为本，快速反应。\n"
        "2　组织体系\n2.1　领导机构\n2.1.1　指挥部\n市政府设立指挥部，统一领导。"
    )
    assert outline(text) == [
        ("1", "总则", 1), ("1.1", "编制目的", 2), ("1.2", "工作原则", 2),
        ("2", "组织体系", 1), ("2.1", "领导机构", 2), ("2.1.1", "指挥部", 3),
    ]  # fmt: skip


def test_figures_with_points_over_decimals_are_the_level_above_them() -> None:
    first = "1.总则\n1.1编制目的\n为做好防汛，制定本预案。\n1.2工作原则\n以人为本。\n1.预防为主。\n2.统一指挥。\n"
    text = first + "2.组织体系\n2.1领导机构\n市指挥部负责。\n"
    assert [(label, level) for label, _, level in outline(text)] == [
        ("1", 1),
        ("1.1", 2),
        ("1.2", 2),
        ("1", 3),
        ("2", 3),
        ("2", 1),
        ("2.1", 2),
    ]


def test_articles_stand_under_han_numbers_that_come_first() -> None:
    text = "一、总则\n第一条 为了节水，制定本规定。\n第二条 适用于本市。\n二、管理\n第三条 实行计划用水。"
    assert outline(text) == [
        ("一", "总则", 1), ("第一条", None, 2), ("第二条", None, 2), ("二", "管理", 1), ("第三条", None, 2),
    ]  # fmt: skip


def test_a_report_has_unnumbered_parts_above_its_numbers() -> None:
    text = (
        "2026年云川市政府工作报告\n各位代表：\n现在报告工作，请予审议。\n“十四五”时期工作回顾\n"
        "五年来，经济稳中有进，民生改善。\n"
        "2026年重点工作\n今年要抓好以下工作，务求实效。\n（一）扩大需求\n扩大消费，增加投资，办好实事。\n"
        "（二）壮大产业\n培育企业，建设园区。"
    )
    assert outline(text) == [
        (None, "“十四五”时期工作回顾", 1),
        (None, "2026年重点工作", 1), ("（一）", "扩大需求", 2), ("（二）", "壮大产业", 2),
    ]  # fmt: skip


def test_an_unnumbered_line_inside_an_item_whose_numbers_go_on() -> None:
    text = (
        "一、任务\n（一）协同\n加强协同，压实责任。\n强化部门协同\n各部门要密切配合，形成合力。\n"
        "（二）执法\n严格执法。\n二、保障\n加强领导。"
    )
    assert (None, "强化部门协同", 3) in outline(text)


def test_headlines_one_above_another_are_a_heading_and_its_part() -> None:
    text = (
        "云川日报专版\n过去一年，全市环境质量明显改善。\n\n实施回访服务做好后半篇文章\n\n"
        "市市场监管局用心用情用力服务企业\n\n"
        "服务型执法进行时③\n\n事后回访实现有机统一\n\n近期，回访队伍走进企业，听取了意见和建议。\n"
    )
    assert outline(text) == [(None, "实施回访服务做好后半篇文章", 1), (None, "事后回访实现有机统一", 2)]


def test_lines_of_a_flattened_table_are_no_headings() -> None:
    cells = "序号\n\n指标\n\n预期值\n\n属性\n\n1\n\n事故死亡人数\n\n下降15%\n\n约束性"
    prose = "应急管理体制机制更加完善，" * 6 + "水平提升。"
    text = f"一、目标\n\n到2025年，实现以下目标。\n\n专栏1　主要指标\n\n{cells}\n\n{prose}\n\n二、任务\n\n加强监管。"
    body, found = sections(text)
    assert [(s.label, s.heading) for s in found] == [("一", "目标"), ("专栏1", "主要指标"), ("二", "任务")]
    assert body.text[found[1].end :].startswith("应急管理体制机制更加完善")


def test_the_title_of_a_table_heads_no_section() -> None:
    html = (
        "<h1>霁川市节水方案</h1><p>一、目标</p><p>到2025年，节水水平明显提升。</p><p align=center>表1 主要指标</p>"
        "<p align=right>单位：亿立方米</p><table><tr><td>指标</td><td>2025年</td></tr>"
        "<tr><td>用水总量</td><td>12</td></tr></table><p align=center>霁川市重点项目一览表</p>"
        "<table><tr><td>项目</td><td>投资</td></tr><tr><td>泵站</td><td>12</td></tr></table>"
        "<p>二、任务</p><p>加强监管，落实责任。</p><p>附表</p><p align=center>重点任务分工表</p>"
        "<table><tr><td>任务</td><td>责任单位</td></tr><tr><td>新建泵站10座</td><td>市水务局</td></tr></table>"
        "<p>附表2：工程清单</p><table><tr><td>项目</td><td>投资</td></tr><tr><td>公园</td><td>3</td></tr></table>"
    )
    found = extract_source(read_bytes(html.encode(), "plan.html"), RULES)
    headed = [(s.label, s.heading) for s in found.sections]
    assert headed == [("一", "目标"), ("二", "任务"), ("附表", "重点任务分工表"), ("附表2", "工程清单")]
    assert [(t.title, t.unit, t.section) for t in found.tables][:2] == [
        ("表1 主要指标", "亿立方米", 0),
        ("霁川市重点项目一览表", None, 0),
    ]
    assert [t.section for t in found.tables] == [0, 0, 2, 3]


def test_cells_of_a_table_hold_no_sections() -> None:
    text = "一、目标\n加强监管。\n1.建成平台\n2.培育企业\n二、任务\n加强管理。"
    cells = tuple(Block("cell", text.index(t), text.index(t) + len(t)) for t in ("1.建成平台", "2.培育企业"))
    assert [label for label, _, _ in outline(text, cells)] == ["一", "二"]


def test_headings_that_the_format_marks() -> None:
    text = "美丽云川\n走访三个区，看到变化。\n\n局长访谈！\n\n过去一年成效显著，群众满意。"
    at = text.index("局长访谈")
    assert outline(text, (Block("heading", at, at + 5, 2),)) == [(None, "局长访谈！", 1)]
    assert outline(text, (Block("strong", at, at + 5),)) == [(None, "局长访谈！", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "一、任务\n增长\n3.5万户，完成\n1.2亿元。",
        "一、任务\n按照（2021-2023年）行动计划，落实（市政发〔2021〕3号）要求。",
        "一、任务\n包括：1.企业；2.园区；3.家庭。",
        "一、任务\n力争到\n2025.完成。",
        "一、任务\n完成治理。\n五、六十家企业入园，效益明显。",
        "一、任务\n" + "推进治理，改善环境，" * 8 + "全面完成第\n一、二批次任务，按期销号。",
    ],
)
def test_what_only_looks_like_a_number(text: str) -> None:
    assert [label for label, _, _ in outline(text)] == ["一"]


def test_a_lost_and_a_repeated_label_break_nothing() -> None:
    text = (
        "一、总则\n坚持统筹。\n（一）目标\n建成。\n（二）原则\n依法。\n"
        "（四）范围\n全市。\n（四）期限\n五年。\n三、任务\n加快。"
    )
    assert [label for label, _, _ in outline(text)] == ["一", "（一）", "（二）", "（四）", "（四）", "三"]


def test_a_heading_with_a_figure_to_reach_is_left_to_the_text() -> None:
    text = "1.到2025年，森林覆盖率达到15%。加强造林。\n2.加强管护。建设队伍。"
    assert outline(text) == [("1", None, 1), ("2", "加强管护", 1)]


def test_spans_lie_in_the_text_and_bodies_begin_after_headings() -> None:
    body, found = sections(PLAN)
    told = {s.heading: body.text[s.body : s.end].strip() for s in found}
    assert told["推进农业节水"].startswith("推广喷灌滴灌。(市农业农村局牵头)\n1.发展喷灌")
    assert told["发展喷灌"] == "建成喷灌面积20万亩。" and told["指导思想"] == "以新发展理念为指导,坚持节水优先。"
    assert [body.text[s.start : s.start + 2] for s in found[:2]] == ["一、", "(一"]


LINES = [
    "一、总则", "二、任务", "（一）目标", "（二）原则", "1.建设。加快推进。", "2.管理。依法推进。", "①甲。", "②乙。",
    "专栏1 重点", "第一章 总则", "第一条 依法治水。", "附件1", "过去五年——", "# 标题", "工作回顾",
    "各区要认真执行，按期报告。", "一是好。二是快。",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_whatever_the_order_each_character_has_one_innermost_section(lines: list[str]) -> None:
    body, found = sections("\n".join(lines))
    assert [s.start for s in found] == sorted(s.start for s in found)
    for i, s in enumerate(found):
        assert 0 <= s.start <= s.body <= s.end <= len(body.text) and s.level >= 1
        if s.parent is not None:
            above = found[s.parent]
            assert s.parent < i and above.level == s.level - 1 and above.start <= s.start and s.end <= above.end
    for i, s in enumerate(found):
        for t in found[i + 1 :]:
            assert t.start >= s.end or t.end <= s.end


def test_noise_of_copying_changes_no_section() -> None:
    chance = random.Random(7)
    spaced = "".join(c + (" " if c > "一" and chance.random() < 0.1 else "") for c in PLAN)
    narrow = PLAN.translate(str.maketrans("（），。：", "(),｡:"))
    emphasised = PLAN.replace("2025", "**2025**").replace("20", "**20**")
    bare = [(s.heading, s.level) for s in sections(PLAN)[1]]
    for noisy in (spaced, narrow, emphasised):
        assert [(s.heading, s.level) for s in sections(noisy)[1]] == bare


def test_sentences_keep_titles_quotations_and_notes_together() -> None:
    text = "落实《关于节水。的意见》要求。会议指出:“要节水。要治水。”各区“快。好”推进!(甲局牵头。乙局负责)建成。\n另段"
    body = Normal(text, range(len(text) + 1))
    assert [text[a:b] for a, b in sentences(body, 0, len(text))] == [
        "落实《关于节水。的意见》要求。", "会议指出:“要节水。要治水。”", "各区“快。好”推进!",
        "(甲局牵头。乙局负责)建成。", "另段",
    ]  # fmt: skip
    assert sentences(body, 3, 3) == []


@pytest.mark.parametrize(
    "piece", ["(", "《《“", "一", "第", "1.1", "（一", "#", "一是", "局\n2024年3月5日\n", "关于的通知\n", "目录\n"]
)
def test_hostile_text_takes_no_long(piece: str) -> None:
    text = piece * (20000 // len(piece))
    assert passes(lambda: sentences(body := sections(text)[0], 0, len(body.text))) < 100


def test_phrases_alone_on_their_lines_head_what_follows_though_a_full_stop_closes_them() -> None:
    text = (
        "各区县要抓好落实，及时总结经验，按月报送进展，市政府办公厅将会同有关部门跟踪督办，"
        "重大事项及时报告市政府，各地好的做法全市推广。"
    )
    parts = ("壮大先进制造业。", "加力扩大有效投资。", "激发经营主体活力。")
    report = f"一、回顾\n{text}\n二、任务\n（一）扩大内需\n" + "".join(f"{part}\n{text}\n" for part in parts)
    assert outline(report) == [
        ("一", "回顾", 1),
        ("二", "任务", 1),
        ("（一）", "扩大内需", 2),
        *((None, part[:-1], 3) for part in parts),
    ]
    assert len(outline(report.replace(parts[2], "请认真组织实施。"))) == 3  # two such lines are sentences


def test_labels_of_three_figures_begin_lines_whatever_stands_before_them() -> None:
    text = (
        "1.总体目标\n1.1 水质目标\n水质优良率达到100%。\n2.重点任务\n2.1 水污染防治\n"
        "2.1.1 6月底前，完成管网改造。【区住建局牵头】\n2.1.2 全年削减氨氮18.5吨。（区生态环境分局）\n2.2 水生态修复\n"
        "2.2.1 完成退耕还湿500亩，恢复面积达到200亩；（区水务局）\n3.保障措施\n加强宣传。\n"
    )
    assert outline(text) == [
        ("1", "总体目标", 1),
        ("1.1", "水质目标", 2),
        ("2", "重点任务", 1),
        ("2.1", "水污染防治", 2),
        ("2.1.1", None, 3),
        ("2.1.2", None, 3),
        ("2.2", "水生态修复", 2),
        ("2.2.1", None, 3),
        ("3", "保障措施", 1),
    ]


def test_marks_of_vertical_text_are_read_as_those_of_lines():
    body = normalise(Source("到2025年︐森林覆盖率达到35%︒︵市林业局负责︶︽方案︾", "text/plain"), RULES)
    assert body.text == "到2025年,森林覆盖率达到35%。(市林业局负责)《方案》"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_lines_end_as_any_system_ends_them(end: str) -> None:
    text = "霁川市节水方案\n\n一、主要目标\n\n到2025年，漏损率降到9%以内。\n\n二、重点任务\n\n新建泵站10座。\n"
    wanted = extract_source(Source(text, "text/plain"), RULES)
    assert (wanted.about.title, len(wanted.sections), len(wanted.statements)) == ("霁川市节水方案", 2, 2)
    found = extract_source(Source(text.replace("\n", end), "text/plain"), RULES)
    assert found.about.title == wanted.about.title
    assert [(s.label, s.heading) for s in found.sections] == [(s.label, s.heading) for s in wanted.sections]
    quotes, again = ([e.source.text[s.start : s.end] for s in e.statements] for e in (wanted, found))
    assert again == quotes


def test_a_page_that_ends_in_a_form_feed_breaks_no_paragraph() -> None:
    text = "霁川市节水方案\n到2025年，城市公共供水管网漏损率控制在9%以内，再生水利用率达\n\f到25%以上，居民小区"
    text += "覆盖率达到30%。\n"
    assert "利用率达到25%以上" in normalise(Source(text, "text/plain"), RULES).text


@pytest.mark.parametrize("label", ["1.", "2、", "(3)", "（4）", "4．"])
def test_what_a_one_sentence_item_says_begins_after_its_label(label: str) -> None:
    text = f"一、任务\n{label}完成供水监测平台建设。（责任单位：市水务局；完成时限：2024年6月底）\n"
    found = extract_source(Source(text, "text/plain"), RULES)
    (target,) = found.statements
    assert text[target.start : target.end] == "完成供水监测平台建设"
    assert [section.heading for section in found.sections] == ["任务", "完成供水监测平台建设"]


def test_a_note_ends_its_line_and_a_broken_day_goes_on() -> None:
    text = (
        "方案\n一、推进一网通办，提高政务服务效能和水平（责任单位：市水务局、市财政局）\n网上可办率达到98%。\n"
        "本方案自印发之日起施行，有效期至2\n025年12月31日。\n"
    )
    heading, item, last = normalise(Source(text, "text/plain"), RULES).text.splitlines()[1:]
    assert heading.endswith("(责任单位:市水务局、市财政局)")
    assert (item, last) == ("网上可办率达到98%。", "本方案自印发之日起施行,有效期至2025年12月31日。")


@pytest.mark.parametrize(("length", "heads"), [(500, True), (501, False)])
def test_a_sentence_without_end_heads_nothing(length: int, heads: bool) -> None:
    said = "水" * length
    found = extract_source(Source(f"一、任务\n1.{said}。加强管理。\n2.推进节水。加强管理。\n", "text/plain"), RULES)
    assert [section.heading for section in found.sections] == ["任务", said if heads else None, "推进节水"]
