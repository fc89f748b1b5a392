"""Responsibility notes, who is named in them with which role, and what each covers."""

from pathlib import Path

import pytest
from pace import passes
from packaged import RULES

from extract.data_files import data_folder
from extract.model import About, Normal, Source, Task
from extract.normalise import normalise
from extract.segment import segment
from extract.tasks import find_tasks


def tasks_of(text: str, place: str | None = "青岛市", genre: str = "plan") -> tuple[list[Task], str]:
    """The tasks of a text, and the matched text that their spans count in."""
    source = Source(text=text, media_type="text/plain")
    body = normalise(source, RULES)
    return find_tasks(body, segment(source, body, RULES), About(place=place, genre=genre), RULES), body.text


def named(note: str, place: str | None = "青岛市") -> list[str]:
    """The names and roles in a note at the end of an item: 市教育局 lead."""
    tasks, _ = tasks_of(f"一、开展试点。建设示范区,完善制度。{note}", place)
    return [f"{r.name} {r.role}" for task in tasks for r in task.responsibilities]


def covered(text: str) -> list[tuple[str, list[str]]]:
    """Each task's text with the names of those who do it."""
    tasks, matched = tasks_of(text)
    return [(matched[task.start : task.end], [r.name for r in task.responsibilities]) for task in tasks]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("(市教育局、市财政局牵头)", ["市教育局 lead", "市财政局 lead"]),
        ("(市教育局牵头,市财政局、市科技局按职责分工负责)", ["市教育局 lead", "市财政局 shared", "市科技局 shared"]),
        ("(市教育局、市财政局等分别负责)", ["市教育局 shared", "市财政局 shared"]),
        ("(市教育局牵头,市财政局等11个部门参加)", ["市教育局 lead", "市财政局 support"]),
        ("(由市教育局牵头,会同市财政局、市科技局组织实施)", ["市教育局 lead", "市财政局 support", "市科技局 support"]),
        ("(市教育局会同市财政局负责)", ["市教育局 responsible", "市财政局 support"]),
        ("(市教育局牵头,市财政局)", ["市教育局 lead", "市财政局 support"]),
        ("(省教育厅指导,市教育局负责)", ["省教育厅 guide", "市教育局 responsible"]),
        ("(市教育局牵头,各区(市)组织实施)", ["市教育局 lead", "各区(市) implement"]),
        ("(责任单位:市教育局(牵头)、市财政局)", ["市教育局 lead", "市财政局 responsible"]),
        ("(牵头单位:市教育局 配合单位:市财政局)", ["市教育局 lead", "市财政局 support"]),
        ("(责任单位:市教育局牵头,市财政局配合)", ["市教育局 lead", "市财政局 support"]),
        ("(责任领导:张明;责任单位:市教育局)", ["市教育局 responsible"]),
        ("(以市教育局为主,市财政局协助)", ["市教育局 lead", "市财政局 support"]),
        ("〔市教育局、市财政局〕", ["市教育局 responsible", "市财政局 responsible"]),
        ("【责任单位】市教育局、各区(市)政府", ["市教育局 responsible", "各区(市)政府 responsible"]),
        ("(牵头单位:市教育局)(配合单位:市财政局)", ["市教育局 lead", "市财政局 support"]),
        ("(各有关部门按职责分工负责)", ["各有关部门 shared"]),
        ("(公安、司法等部门按职责分工负责)", ["公安 shared", "司法 shared"]),
        ("(青岛市、烟台市负责)", ["青岛市 responsible", "烟台市 responsible"]),
        ("(市教育局、财政局牵头督导,市科技局参与)", ["市教育局 lead", "财政局 lead", "市科技局 support"]),
        ("(市教育局、市财政局双牵头,市科技局协同)", ["市教育局 lead", "市财政局 lead", "市科技局 support"]),
        ("(双牵头单位:市教育局、市财政局)", ["市教育局 lead", "市财政局 lead"]),
        ("(市财政局协同)", ["市财政局 support"]),
        ("(市教育局负总责,市财政局具体负责)", ["市教育局 lead", "市财政局 responsible"]),
        ("(市教育局主抓,市财政局协办)", ["市教育局 lead", "市财政局 support"]),
        ("(市教育局为牵头单位,市财政局为配合单位)", ["市教育局 lead", "市财政局 support"]),
        ("(市教育局会同市财政局制定,2024年底前出台)", ["市教育局 responsible", "市财政局 support"]),
        ("(市教育局、市财政局等单位按任务分工负责)", ["市教育局 shared", "市财政局 shared"]),
        ("(市人大办、市政协办、市教育局)", ["市人大办 responsible", "市政协办 responsible", "市教育局 responsible"]),
        ("(市教育局统筹,各区政府落实)", ["市教育局 lead", "各区政府 implement"]),
        ("(该项工作由市教育局牵头负责)", ["市教育局 lead"]),
        ("(市教育局,市财政局;2024年6月底前)", ["市教育局 responsible", "市财政局 responsible"]),
        ("(市教育局、残联,各县市区政府)", ["市教育局 responsible", "残联 responsible", "各县市区政府 responsible"]),
        ("(牵头单位:市教育局;配合单位:无)", ["市教育局 lead"]),
        ("(责任单位:市教育局、市财政局(列第一位者为牵头单位,下同))", ["市教育局 lead", "市财政局 support"]),
        ("(市教育局(列第一位者为牵头单位)、市财政局)", ["市教育局 lead", "市财政局 support"]),
        ("(牵头市领导:张明,牵头单位:市教育局)", ["市教育局 lead"]),
        ("(市级责任单位:市教育局;督导单位:市政府督查室)", ["市教育局 responsible", "市政府督查室 guide"]),
    ],
)
def test_roles(note: str, expected: list[str]) -> None:
    assert named(note) == expected


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("市生态环境局,市委组织部,各区、市政府", ["市生态环境局", "市委组织部", "各区、市政府"]),
        ("省直有关部门,各市、县(市、区)人民政府", ["省直有关部门", "各市、县(市、区)人民政府"]),
        ("各级党委、政府", ["各级党委、政府"]),
        ("市教育局,青禾、白塔、柳湾经济开发区管委会", ["市教育局", "青禾、白塔、柳湾经济开发区管委会"]),
        ("青禾、白塔县人民政府", ["青禾、白塔县人民政府"]),
        ("市教育局、青禾县人民政府、市公安、高新区管委会", ["市教育局", "青禾县人民政府", "市公安", "高新区管委会"]),
        ("各县、区人民政府(管委会)", ["各县、区人民政府(管委会)"]),
        ("市教育局以及各市、县、区人民政府", ["市教育局", "各市、县、区人民政府"]),
        ("市教育局市财政局各县区政府", ["市教育局", "市财政局", "各县区政府"]),
        ("市委、市政府", ["市委", "市政府"]),
        ("各区(市)、市财政局", ["各区(市)", "市财政局"]),
        ("市文化和旅游局和市财政局", ["市文化和旅游局", "市财政局"]),
        ("各区政府和有关部门", ["各区政府", "有关部门"]),
        ("市发展改革委市财政局", ["市发展改革委", "市财政局"]),
        ("市住建局(市人防办)、市委办公厅(市委督查室)", ["市住建局(市人防办)", "市委办公厅(市委督查室)"]),
        ("国家税务总局青岛市税务局、市科委中关村管委会", ["国家税务总局青岛市税务局", "市科委中关村管委会"]),
        ("区卫健局、各镇街、园区管委会", ["区卫健局", "各镇街", "园区管委会"]),
    ],
)
def test_names_are_cut_where_they_end(listed: str, names: list[str]) -> None:
    assert named(f"({listed}负责)") == [f"{name} responsible" for name in names]


@pytest.mark.parametrize(
    "bracket",
    [
        "(一)",
        "(2021-2023年)",
        "(VOCs)",
        "(企业、产品、园区)",
        "(含外电)",
        "(以下简称市局)",
        "(县城)",
        "(PM2.5)",
        "(鲁政字〔2019〕212号)",
        "(详见附件)",
        "(企业主体、社会参与、政府监管)",
        "(谁主管、谁负责)",
        "(高校、科研院所、企业参与)",
        "(即废物处置场、以工业为主导的集聚区)",
        "(主管部门负责人)",
        "(此件公开发布)",
        "(2024年6月底前)",
        "(会同有关方面)",
        "(试点单位,2024年6月底前)",
    ],
)
def test_brackets_that_are_no_notes(bracket: str) -> None:
    assert named(bracket) == []
    assert named(f"建设{bracket}") == []


def test_a_remark_in_a_note_names_nobody() -> None:
    assert named("(市教育局按职责分工负责,各区(市)负责落实。以下各项任务均需各区(市)党委、政府落实,不再一一列出)") == [
        "市教育局 shared",
        "各区(市) implement",
    ]


def test_a_level_and_the_nation_hold_for_a_list() -> None:
    def agencies(note: str, place: str | None) -> list[str]:
        tasks, _ = tasks_of(f"一、开展试点。完善制度。{note}", place)
        return [r.agency for task in tasks for r in task.responsibilities]

    assert agencies("(省科技厅、教育厅按职责分工负责)", "山东省") == ["山东省科学技术厅", "山东省教育厅"]
    assert agencies("(发展改革委、财政部、能源局负责)", None) == ["国家发展和改革委员会", "财政部", "国家能源局"]


def test_a_note_covers_the_text_back_to_the_one_before() -> None:
    text = (
        "一、任务\n(一)扩大试点。建设示范区。(市教育局牵头)完善制度,\n健全机制(市财政局负责)。"
        "继续做好宣传引导工作。\n(二)评估。"
    )
    assert covered(text) == [
        ("建设示范区。", ["市教育局"]),
        ("完善制度,健全机制", ["市财政局"]),
        ("继续做好宣传引导工作。", []),
        ("评估。", []),
    ]


def test_lines_under_an_item_are_one_note_with_its_time() -> None:
    text = (
        "1.扩大试点。建设示范区。\n责任单位:市教育局、市财政局。\n完成时限:2024年底\n"
        "2.开展评估。形成报告。(市科技局负责,长期坚持)"
    )
    tasks, matched = tasks_of(text)
    assert [(matched[t.start : t.end], [r.name for r in t.responsibilities], t.deadline_text) for t in tasks] == [
        ("建设示范区。", ["市教育局", "市财政局"], "2024年底"),
        ("形成报告。", ["市科技局"], "长期坚持"),
    ]
    assert all(t.deadline is None for t in tasks)


@pytest.mark.parametrize(
    ("note", "time"),
    [
        ("(责任部门:市教育局;时间:2024年6月底前)", "2024年6月底前"),
        ("(市教育局、市财政局;完成时限:2024年6月)", "2024年6月"),
        ("(市教育局、市财政局,完成时限为2024年底)", "完成时限为2024年底"),
        ("(市教育局、市财政局,长期坚持)", "长期坚持"),
        ("(市教育局、市财政局。2024年底前完成)", "2024年底前完成"),
        ("(市教育局牵头,市财政局配合,采暖季前完成)", "采暖季前完成"),
        ("(市教育局、市财政局负责,3月底前开工,6月底前完成)", "6月底前完成"),  # by that all is done
        ("(市教育局、市财政局负责,6月底前完成,长期坚持)", "6月底前完成"),
    ],
)
def test_a_time_in_a_note_names_nobody(note: str, time: str) -> None:
    [task] = tasks_of(f"一、开展试点。建设示范区,完善制度。{note}")[0]
    assert task.deadline_text == time
    assert all(r.name in ("市教育局", "市财政局") for r in task.responsibilities)


def test_lines_under_an_item_without_a_full_stop_are_its_note() -> None:
    text = (
        "(一)新建养老院10家\n责任领导:张明\n牵头单位:市民政局\n配合单位:无\n完成时限:2024年10月底\n"
        "(二)新建公园3个\n1.牵头单位:市园林局\n2.责任单位:\n市财政局、市城管局\n"
        "(三)改造绿道5公里。\n●责任单位:市园林局\n(四)新建泵站2座  责任单位:市水务局\n"
    )
    tasks, matched = tasks_of(text)
    assert [(matched[t.start : t.end], [f"{r.name} {r.role}" for r in t.responsibilities]) for t in tasks] == [
        ("(一)新建养老院10家", ["市民政局 lead"]),
        ("(二)新建公园3个", ["市园林局 lead", "市财政局 responsible", "市城管局 responsible"]),
        ("改造绿道5公里。", ["市园林局 responsible"]),
        ("(四)新建泵站2座", ["市水务局 responsible"]),
    ]
    assert tasks[0].deadline_text == "2024年10月底"


def test_a_line_that_lost_its_break_ends_after_its_last_agency() -> None:
    body = "1.扩大试点。建设示范区。\n责任单位:市教育局、市财政局加快推进制度建设,研究标准。(市科技局负责)"
    normal = Normal(body, range(len(body) + 1))
    tasks = find_tasks(normal, segment(Source(body, "text/plain"), normal, RULES), About(place="青岛市"), RULES)
    assert [[r.name for r in t.responsibilities] for t in tasks] == [["市教育局", "市财政局"], ["市科技局"]]
    assert body[tasks[1].start : tasks[1].end] == "加快推进制度建设,研究标准。"


def test_a_note_beside_a_heading_covers_what_is_under_it() -> None:
    text = "(一)健全机制(市教育局负责)\n1.建立制度,明确分工。\n2.开展评估,形成报告。\n(二)强化督导\n定期通报。"
    (first, names), *rest = covered(text)
    assert names == ["市教育局"]
    assert first.endswith("形成报告。")
    assert rest == [("定期通报。", [])]


def test_the_only_note_under_a_list_of_items_covers_the_list() -> None:
    text = "(一)健全机制\n1.建立制度,明确分工。\n2.开展评估,形成报告。\n责任单位:市教育局\n(二)强化督导\n定期通报。"
    (first, names), *rest = covered(text)
    assert names == ["市教育局"]
    assert "建立制度" in first
    assert "形成报告" in first
    assert rest == [("定期通报。", [])]


def test_a_note_under_an_item_with_others_after_it_is_of_that_item() -> None:
    text = "一、任务\n1.建立制度，明确分工\n2.开展评估，形成报告\n责任单位:市教育局\n3.加强宣传，定期通报"
    assert covered(text) == [
        ("建立制度,明确分工", []),
        ("2.开展评估,形成报告", ["市教育局"]),
        ("加强宣传,定期通报", []),
    ]


def test_an_enumeration_within_a_sentence_is_one_task() -> None:
    text = "(一)加强统筹。一是建立制度,明确职责。二是开展评估,形成报告。(市教育局负责)\n(二)评估。"
    assert covered(text)[0] == ("一是建立制度,明确职责。二是开展评估,形成报告。", ["市教育局"])


def test_without_sections_a_note_covers_its_paragraph() -> None:
    text = "为贯彻落实意见,制定如下措施。\n加大支持,降低成本。(市财政局负责)\n减免租金。\n(市国资委负责)"
    assert covered(text) == [("加大支持,降低成本。", ["市财政局"]), ("减免租金。", ["市国资委"])]


def test_news_sign_their_authors_and_laws_have_no_tasks() -> None:
    article = "一、成效。工作取得良好成效。(市教育局)"
    assert [r for task in tasks_of(article, genre="news")[0] for r in task.responsibilities] == []
    assert tasks_of("第一条 为了规范管理,制定本条例。\n第二条 本条例适用于本市。", genre="law")[0] == []


def test_every_span_is_the_name_as_written() -> None:
    text = "一、任务\n(一)扩大试点。建设示范区。（市教育局、市文化和旅游局以及各区（市）政府按职责分工负责）"
    tasks, matched = tasks_of(text)
    found = [r for task in tasks for r in task.responsibilities]
    assert [r.name for r in found] == ["市教育局", "市文化和旅游局", "各区(市)政府"]
    assert all(matched[r.start : r.end] == r.name for r in found)


@pytest.mark.parametrize(
    "hostile",
    [
        "(" * 20_000,
        "(a" * 20_000 + ")" * 20_000,
        "。(市财政局、" * 10_000,
        "。(" + "市财政局和" * 10_000 + "负责)",
        "。(市财政局负责" + "落实推进" * 10_000 + "x)",
        "(责任单位:" + "甲乙局、" * 10_000 + ")",
        "。责任单位:市财政局" * 5_000,
        "责任单位:市财政局\n" * 5_000,
        "。(" + "各、" * 10_000 + "市政府负责)",
        "第一" * 20_000 + "为",
    ],
)
def test_hostile_text_costs_no_more_than_its_length(hostile: str) -> None:
    assert passes(lambda: find_tasks(Normal(hostile, range(len(hostile) + 1)), [], About(), RULES)) < 150


@pytest.mark.parametrize(
    ("begins", "shapes"),
    [
        (
            "begins_label",
            [f"label_{role}" for role in ("lead", "responsible", "support", "guide", "implement", "when")],
        ),
        ("begins_person", ["person"]),
    ],
)
def test_labels_begin_with_the_characters_that_are_looked_for(begins: str, shapes: list[str]) -> None:
    patterns = RULES.patterns["responsibility"]
    written = Path(data_folder("rules"), "responsibilities.toml").read_text(encoding="utf-8")
    characters = {character for character in written if "一" <= character <= "龥"}
    for shape in shapes:
        first = [a for a in characters if patterns[shape].match(a, partial=True)]
        pairs = [a + b for a in first for b in characters if patterns[shape].match(a + b, partial=True)]
        assert pairs
        assert [pair for pair in pairs if not patterns[begins].match(pair, partial=True)] == []
