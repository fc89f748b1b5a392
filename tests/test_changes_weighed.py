"""How changes are told and weighed: what words say, who owes what, notes, letters, excerpts, hostile repetition."""

import time
from dataclasses import replace

import pytest
from compared import RULES, assert_sound, read, told

from extract.model import About, Extraction, Source
from extract.relate.changes import changes


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("森林覆盖率达到15%以上", "森林覆盖率达到15%左右", [("changed", "operator", "substantive")]),
        ("森林覆盖率提高到15%", "森林覆盖率提高15%", [("changed", "measure", "substantive")]),
        ("治理河道15公里", "治理河道15条", [("changed", "unit", "substantive")]),
        ("治理河道15公里", "治理河道l5公里", [("changed", "text", "transcription")]),
        ("公办学校新增学位20000个", "公办学校新增学位2万个", [("changed", "text", "wording")]),
        ("市政府确定三个试点街道", "市政府确定3个试点街道", [("changed", "text", "wording")]),
        ("经费占比不低于三成的重点部门", "经费占比不低于3%的重点部门", [("changed", "text", "substantive")]),
        ("及时启动Ⅱ级应急响应", "及时启动二级应急响应", [("changed", "text", "wording")]),
        ("及时启动Ⅱ级应急响应", "及时启动一级应急响应", [("changed", "text", "substantive")]),
        ("国Ⅱ排放标准汽油车禁止上路", "国Ⅲ排放标准汽油车禁止上路", [("changed", "text", "substantive")]),
        ("能耗比2020年下降5%", "能耗比2019年下降5%", [("changed", "baseline", "substantive")]),
        ("确保粮食产量稳定在85万吨", "力争粮食产量稳定在85万吨", [("changed", "strength", "substantive")]),
        ("加强污染防治能力建设", "加强污染防控能力建设", [("changed", "text", "wording")]),
        ("有关单位应当公开信息", "有关单位可以公开信息", [("changed", "strength", "substantive")]),
        ("有关单位应当公开信息", "有关单位不应当公开信息", [("changed", "text", "substantive")]),
        ("强化生态环境与健康管理", "强化生态环境与健康健康管理", [("changed", "text", "transcription")]),
        ("开展入河排污口整治工作", "开展人河排污口整治工作", [("changed", "text", "transcription")]),
        (
            "完善农田灌溉设施，建设市场化管护队伍",
            "完善农田灌概设施，建设市埸化管护队伍",
            [("changed", "text", "transcription")] * 2,
        ),
        ("发展县域商业体系", "发展县城商业体系", [("changed", "text", "wording")]),
        ("培育一批科技领军企业", "培育—批科技领军企业", [("changed", "text", "transcription")]),
        ("形成多元化供给体系", "形成多无化供给体系", [("changed", "text", "transcription")]),
        ("实施屋顶光伏专项工程", "实施屋顶光伏专项T程", [("changed", "text", "transcription")]),
        ("培育一批科技领军企业", "培育科技领军企业", [("changed", "text", "substantive")]),
        ("形成多元供给体系", "形成多种供给体系", [("changed", "text", "wording")]),
        (
            "经第三次全体会议审议，开展专项整治工作",
            "经第五次全体会议审议，开展专项整治工作",
            [("changed", "text", "wording")],
        ),
        ("依照第七条规定处理有关事项", "依照第八条规定处理有关事项", [("changed", "text", "wording")]),
        (
            "重大事项经评审以后报国务院批准",
            "重大事项经评审以后报党中央、国务院批准",
            [("changed", "text", "substantive")],
        ),
        ("优秀项目的奖章和证书由国务院颁发", "优秀项目的奖章和证书另行颁发", [("changed", "text", "substantive")]),
        ("优先支持以下方向的申报项目", "优先支持方向的申报项目", [("changed", "text", "wording")]),
        ("面向十级以下岗位的工作人员", "面向十级以上岗位的工作人员", [("changed", "text", "substantive")]),
        (
            "力争在道路上行驶的车辆定位装置安装率达到90%",
            "力争上路行驶车辆定位装置安装率达到90%",
            [("changed", "text", "wording")],
        ),
        ("建设数(shù)据(jù)平台", "建设数据平台", []),
    ],
)
def test_a_change_is_what_its_words_say(before: str, after: str, expected: list[tuple[str, str, str]]) -> None:
    frame = "一、目标任务\n\n到2025年，{}。持续完善各项工作机制。\n\n二、保障措施\n\n加强组织领导，落实工作责任。\n"
    assert told(frame.format(before), frame.format(after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("汛期雨量比常年偏多的形势", "汛期雨量比常年偏少的形势", [("changed", "text", "substantive")]),
        ("逐步提高工业用地比重", "逐步降低工业用地比重", [("changed", "text", "substantive")]),
        ("保持就业人数增长态势", "保持就业人数下降态势", [("changed", "text", "substantive")]),
        ("对上游河道开展巡查", "对下游河道开展巡查", [("changed", "text", "substantive")]),
        ("逐步提高城乡供水能力", "逐步提升城乡供水能力", [("changed", "text", "wording")]),
        ("有关单位可以转让特许经营权", "有关单位不得转让特许经营权", [("changed", "strength", "substantive")]),
        ("市河道管理处负责堤防日常养护", "市堤防运行中心承担堤防日常养护", [("changed", "text", "substantive")]),
        ("国有控股的养护企业应建立台账", "养护企业应建立台账", [("changed", "text", "substantive")]),
        ("使用信息的单位要及时反馈情况", "使用信息单位要及时反馈情况", [("changed", "text", "wording")]),
        ("定期参照通知要求开展鉴定", "玻璃幕墙业主应定期参照通知要求开展鉴定", [("changed", "text", "substantive")]),
        ("依法追究相关政府及部门责任", "依法追究相关部门及人员责任", [("changed", "text", "substantive")]),
        ("依法追究其刑事责任", "依法追究刑事责任", [("changed", "text", "wording")]),
        ("会同市财政局制定分解计划", "会同市财政局、农商行云川分行制定分解计划", [("changed", "text", "substantive")]),
        ("财政金融部配合做好审核", "财政金融部、投资促进部配合做好审核", [("changed", "text", "substantive")]),
        ("图案不得用作商标和广告", "图案不得用作商标、外观设计和商业广告", [("changed", "text", "substantive")]),
        ("图案不得用作商标等", "图案不得用作商标", [("changed", "text", "wording")]),
        ("项目实施前应当事前开展评估", "项目实施前应当开展评估", [("changed", "text", "substantive")]),
        ("由主管部门提出调整建议", "由主管部门向市交通委提出调整建议", [("changed", "text", "substantive")]),
        ("理事会由会长、秘书长组成", "理事会由会长、监事、秘书长组成", [("changed", "text", "substantive")]),
        ("改进服务企业工作", "改进服务小微企业工作", [("changed", "text", "wording")]),
        ("有关单位应当公开信息", "有关单位应公开信息", [("changed", "text", "wording")]),
        ("有关单位必须公开信息", "有关单位须公开信息", [("changed", "text", "wording")]),
    ],
)
def test_who_owes_what_and_which_way_is_of_substance(
    before: str, after: str, expected: list[tuple[str, str, str]]
) -> None:
    frame = "一、主要制度\n\n健全日常管理制度，{}。持续完善各项工作机制。\n\n二、附则\n\n加强宣传，营造氛围。\n"
    assert told(frame.format(before), frame.format(after)) == expected


NOTES = "一、重点任务\n\n推进河道治理，改善沿岸环境。（{}）\n\n二、保障措施\n\n加强组织领导，落实工作责任。\n"


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("市水务局牵头，市财政局配合", "市财政局牵头，市水务局配合", "lead"),
        ("市水务局牵头，市财政局配合", "市水务局牵头，市财政局、市审计局配合", "agencies"),
        ("市水务局、市财政局负责", "市水务局负责", "agencies"),
        ("市水务局牵头，市财政局配合", "市水务局、市财政局按职责分工负责", "agencies"),
    ],
)
def test_a_note_that_names_others_is_one_change(before: str, after: str, what: str) -> None:
    [change] = changes(read(NOTES.format(before)), read(NOTES.format(after)), RULES)
    assert (change.kind, change.what, change.weight) == ("changed", what, "substantive")
    assert before in (change.before or "") and after in (change.after or "")


def test_other_words_for_an_agency_are_wording() -> None:
    pair = NOTES.format("市中级人民法院、市司法局负责"), NOTES.format("市中级法院、市司法局负责")
    assert told(*pair) == [("changed", "text", "wording")]


@pytest.mark.parametrize(
    "note", ["责任单位：市城市管埋局、市财政局", "责任单位：市城市营理局、市财政局", "贵任单位：市城市管理局、市财政局"]
)
def test_a_note_in_which_letters_were_misread_names_the_same(note: str) -> None:
    task = "一、重点任务\n\n推进河道治理，改善沿岸环境。\n{}\n\n二、保障措施\n\n加强组织领导，落实工作责任。\n"
    pair = task.format("责任单位：市城市管理局、市财政局"), task.format(note)
    assert {weight for _, _, weight in told(*pair) + told(*pair[::-1])} == {"transcription"}


def test_a_clause_that_stands_in_the_next_one_is_not_gone() -> None:
    before = "第三条 国家科学技术奖应当与国家重大战略需要和中长期科技发展规划紧密结合。国家加大奖励。\n"
    after = "第三条 国家科学技术奖应当坚持党的领导，与国家重大战略需要和中长期科技发展规划紧密结合。国家加大奖励。\n"
    [change] = changes(read(before), read(after), RULES)
    assert "紧密结合" in (change.before or "") and "紧密结合" in (change.after or "")


def test_words_that_a_line_break_parts_are_the_same_words() -> None:
    text = (
        "一、任务\n\n（一）规范光伏项目建设管理\n落实《分布式光伏发电开发建设{}理办法》《关于做好甲市分布式{}光伏项目管理"
        "有关事项的通知》等相关规定，规范分布式光伏项目管理。\n"
    )
    assert weights(text.format("管", ""), text.format("营", "\n")) <= {"wording", "transcription"}


def test_lines_of_how_to_reach_someone_end_where_they_end() -> None:
    body = "为改善水环境，制定本方案。\n\n一、总体要求\n\n推进河道治理，改善沿岸环境。\n"
    letter = "关于征求《云川市水环境整治方案（征求意见稿）》意见的函\n\n请于7月10日前反馈。\n\n"
    letter += "联系人：甲\n联系电话：12345678\n"
    draft = letter + "云川市水环境整治方案\n（征求意见稿）\n" + body
    found = changes(read(draft), read("云川市水环境整治方案\n\n" + body), RULES)
    assert {c.weight for c in found} <= {"wording", "transcription"}
    assert not any("联系" in (c.before or "") and "改善" in (c.before or "") for c in found)


@pytest.mark.parametrize(
    ("lead", "before", "after", "weight"),
    [
        ("县徽及其图案不得用于：", "商标、广告", "商标、外观设计专利、广告", "substantive"),
        ("县徽及其图案不得用于：", "商标、路牌广告", "商标、户外广告", "wording"),
        ("县徽及其图案见于：", "商标、广告", "商标、外观设计专利、广告", "wording"),
        ("市民文明守则如下：", "不食用野生动物", "不捕捉、不食用野生动物", "substantive"),
        ("本年度工作如下：", "在甲寅镇、乙卯镇试行", "在丙辰镇、丁巳镇、戊子镇试行", "substantive"),
    ],
)
def test_items_of_what_is_forbidden_and_of_places_are_of_substance(
    lead: str, before: str, after: str, weight: str
) -> None:
    text = f"第一条 {lead}\n\n（一）{{}}；\n\n（二）日常陈设。\n\n第二条 本办法由市民政局解释。\n"
    assert told(text.format(before), text.format(after)) == [("changed", "text", weight)]


def test_a_sentence_that_was_moved_and_reworded_is_told_once() -> None:
    first, second = "县级人民政府对县徽的使用实施监督管理。", "学校应当组织学生了解县徽的历史和含义。"
    text = "一、总则\n\n{}为了维护县徽的尊严，制定本办法。\n\n二、管理\n\n{}公共场所可以悬挂县徽图案。{}\n"
    before, after = text.format(first, second, ""), text.format("", second, first.replace("使用", "使用和收回"))
    assert [kind for kind, _, _ in told(before, after)] == ["changed"]


def test_words_that_became_a_target_are_quoted_once() -> None:
    text = "一、任务\n\n到2025年，{}。\n\n二、保障\n\n加强组织领导，落实工作责任。\n"
    found = changes(read(text.format("推动县域医疗卫生共同体建设")), read(text.format("新建社区医院12座")), RULES)
    quoted = [c.before for c in found if c.before] + [c.after for c in found if c.after]
    assert len(quoted) == len(set(quoted)) == 2


def test_a_word_that_a_line_break_cuts_in_two_is_one_word() -> None:
    text = "一、任务\n\n对新建加氢站按照规定给予支{}持。\n\n完善项目管理制度。\n"
    cut = read(text.format("\n\n"))
    assert {c.weight for c in changes(read(text.format("")), cut, RULES)} == {"transcription"}


def test_renumbering_changes_nothing() -> None:
    items = "一、总体要求\n\n（{}）加强组织领导，落实工作责任。\n\n（{}）推进河道治理，改善沿岸环境。\n"
    assert told(items.format("一", "二"), items.format("三", "四")) == []


def test_what_stands_under_a_heading_that_both_have_goes_to_it() -> None:
    last = "、秋收节：10月1日至7日放假调休，共7天。\n"
    before = f"一、春耕节：4月22日至24日放假调休，共3天。4月25日（星期日）上班。\n\n二{last}"
    after = (
        "一、春耕节：4月10日放假，与周末连休。\n\n二、尝新节：7月15日至17日放假调休，共3天。7月14日（星期六）上班。\n\n"
        f"三{last}"
    )
    for change in changes(read(before), read(after), RULES):
        assert not ("4月2" in (change.before or "") and "7月1" in (change.after or ""))


def test_a_label_after_others_that_were_left_out_is_no_text() -> None:
    text = "第一条 为了保护河道，制定本办法。\n\n{}河道整治应当保持自然岸线。\n\n（{}）依照第八条规定公布名录。\n"
    assert told(text.format("第二条 ", "一"), text.format("第九条 ", "十")) == []
    assert told(text.format("", "一"), text.format("第九条 ", "二十")) == []


def test_one_date_for_several_targets_is_one_change_with_all_of_them() -> None:
    text = "到{}年，森林覆盖率达到15%，湿地保护率达到60%。"
    [change] = changes(read(text.format(2025)), read(text.format(2026)), RULES)
    assert (change.what, change.from_targets, change.to_targets) == ("deadline", (0, 1), (0, 1))


def test_a_cover_letter_is_no_change_of_substance() -> None:
    body = (
        "一、总体要求\n\n为改善水环境质量，制定本方案。\n\n二、重点任务\n\n推进河道治理，改善沿岸环境，保护湿地资源。\n"
    )
    letter = "现就本方案公开征求意见，欢迎社会各界通过信函或者电子邮件提出宝贵意见。\n\n"
    assert {weight for _, _, weight in told(letter + body, body)} <= {"wording"}


@pytest.mark.parametrize(
    ("said", "weight"),
    [
        ("各县应当设立专门机构，不得挪用维护经费。", "substantive"),
        ("市财政对每个县补助200万元。", "substantive"),
        ("近年来全市水环境质量明显改善。", "wording"),
        ("原《水环境整治办法》同时废止。", "substantive"),
        ("特此通知。", "wording"),
        ("请于5个工作日内反馈意见，联系电话12345678。", "wording"),
    ],
)
def test_before_the_first_heading_only_what_is_owed_is_of_substance(said: str, weight: str) -> None:
    text = "为改善水环境质量，制定本方案。{}\n\n一、总体要求\n\n推进河道治理，改善沿岸环境。\n"
    assert told(text.format(""), text.format(said)) == [("added", "text", weight)]


@pytest.mark.parametrize("marked", ["", "# "])
def test_whom_a_letter_is_to_and_its_set_phrases_are_no_changes_of_substance(marked: str) -> None:
    text = (
        marked
        + "云川市人民政府关于印发水环境整治方案的通知\n\n各县（市、区）人民政府，市政府{}委、办、局：\n\n{}\n\n"
        + "一、总体要求\n\n推进河道治理，改善沿岸环境。{}\n"
    )
    before = text.format("有关", "现将《水环境整治方案》印发给你们，请认真贯彻执行。", "")
    after = text.format("各", "现将修订后的《水环境整治方案》印发给你们，请遵照执行。", "特此通知。")
    assert {c.weight for c in changes(read(before), read(after), RULES)} == {"wording"}


ITEMS = (
    "推进河道治理，改善沿岸环境，建设滨水绿道。",
    "开展农村厕所改造，完善粪污处理设施。",
    "加强城市供水管网改造，降低漏损率。",
    "推广节水器具，建设节水型机关和学校。",
)
OTHER = "实施老旧小区改造工程，同步改造水电气管线。"
NOTE = "（市水务局、市财政局负责）"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([0, 2, 3], [("removed", "text", "substantive")]),
        ([0, 4, 2, 3], [("removed", "text", "substantive"), ("added", "text", "substantive")]),
        ([3, 0, 1, 2], [("moved", "text", "wording")]),
    ],
)
@pytest.mark.parametrize("changed", [None, 2])
def test_notes_that_are_the_same_stay_with_their_tasks(
    order: list[int], expected: list[tuple[str, str, str]], changed: int | None
) -> None:
    def listed(numbers: list[int], changed: int | None) -> str:
        notes = [NOTE.replace("市水务局", "市住房城乡建设局") if n == changed else NOTE for n in numbers]
        items = [f"（{'一二三四五'[i]}）{(*ITEMS, OTHER)[n]}{notes[i]}" for i, n in enumerate(numbers)]
        return "一、重点任务\n\n" + "\n\n".join(items) + "\n\n二、保障措施\n\n加强组织领导，落实工作责任。\n"

    wanted = expected + ([("changed", "agencies", "substantive")] if changed else [])
    assert sorted(told(listed([0, 1, 2, 3], None), listed(order, changed))) == sorted(wanted)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲" * 60_000, "甲" * 59_000 + "乙"),
        ("加强管理，" * 12_000, "加强管理。" * 11_000),
        ("加强河道管理，提高服务水平。" * 4_000, "加强河湖管理，提高服务水准。" * 4_000),
        ("加强管理，提高水平。" * 6_000, "提高水平，加强管理。" * 6_000),
        ("".join(map(chr, range(0x4E00, 0x9000))) * 3, "".join(map(chr, range(0x9000, 0x4E00, -1))) * 3),
        ("", "加强管理。" * 10_000),
    ],
    ids=["one letter", "one clause", "like sentences", "two clauses", "alphabet", "nothing"],
)
def test_hostile_repetition_costs_seconds_at_most(before: str, after: str) -> None:
    bare = Extraction(Source("", "text/plain"), About())
    pair = [replace(bare, source=Source(text, "text/plain")) for text in (before, after)]
    started = time.process_time()
    found = changes(*pair, RULES)
    assert time.process_time() - started < 10
    assert_sound(*pair, found)
    assert found


def test_confusable_characters_are_in_one_set_each() -> None:
    sets = RULES.tables["change"]["confusable"]
    characters = [character for alike in sets for character in alike]
    assert len(characters) == len(set(characters))
    assert all(len(alike) > 1 for alike in sets)
    assert not set(characters) & set("0123456789一二三四五六七八九十百千万亿元")


PARTS = [f"{label}、{what}\n\n{duty}，完善{what}工作机制。\n" for label, what, duty in (
    ("一", "水环境治理", "加强河道整治，2025年底前新建泵站12座"),
    ("二", "大气污染防治", "推进工业炉窑改造，严格施工扬尘管控"),
    ("三", "土壤环境保护", "开展受污染耕地调查，建立安全利用台账"),
    ("四", "海洋生态修复", "整治岸线20公里，实施增殖放流"),
)]  # fmt: skip
HEAD = "云川市生态环境保护实施方案{}\n\n为改善生态环境，制定本方案。\n\n"


def weights(before: str, after: str) -> set[str]:
    return {c.weight for c in changes(read(before), read(after), RULES)}


def test_what_only_the_whole_says_beside_its_excerpt_is_no_change_of_substance() -> None:
    whole, part = HEAD.format("") + "".join(PARTS), HEAD.format("（节选）") + "".join(PARTS[:2])
    assert weights(whole, part) == weights(part, whole) == {"wording"}
    assert weights(whole, part.replace("12座", "15座")) == {"substantive", "wording"}
    assert_sound(read(whole), read(part), changes(read(whole), read(part), RULES))


def test_what_an_amended_edition_adds_is_of_substance() -> None:
    old, new = HEAD.format("") + "".join(PARTS[:2]), HEAD.format("（2024年修订）") + "".join(PARTS)
    assert "substantive" in weights(old, new)
