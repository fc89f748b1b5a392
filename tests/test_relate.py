"""Copies, editions and look-alikes of a plan are told apart, in whatever order they come."""

import hashlib
import random
from dataclasses import replace
from pathlib import Path

import pytest
from family import MEASURES, family
from hypothesis import given as of
from hypothesis import strategies as st
from packaged import RULES
from sqlite_utils import Database

from extract.ingest import load_extractor
from extract.model import About, Extraction, Source
from extract.publish import Given, open_database, publish
from extract.relate.edition import edition_of
from extract.relate.plans import Link, Member, find_plans
from extract.relate.store import decide

_, EXTRACT = load_extractor(None)


def given(name: str, text: str) -> Given:
    data = text.encode()
    return Given(name, hashlib.sha256(data).hexdigest(), len(data), "rules1")


def extract(texts: dict[str, str]) -> dict[str, Extraction]:
    return {name: EXTRACT(text.encode(), f"{name}.txt") for name, text in texts.items()}


def put(db: Database, texts: dict[str, str], found: dict[str, Extraction], order: list[str]) -> None:
    for name in order:
        publish(db, given(name, texts[name]), found[name])


def relations(db: Database) -> dict[frozenset[str], str]:
    names = dict(db.execute("select id, source from documents").fetchall())
    rows = db.execute("select document_id, other_id, relation from relations").fetchall()
    assert len({frozenset(row[:2]) for row in rows}) == len(rows)
    return {frozenset((names[a], names[b])): relation for a, b, relation in rows}


@pytest.mark.parametrize("seed", range(2))
def test_a_plans_copies_and_editions_are_found_and_nothing_else(seed: int, tmp_path: Path) -> None:
    texts, related = family(seed)
    with open_database(tmp_path / "policies.db") as db:
        put(db, texts, extract(texts), list(texts))
        assert relations(db) == related


def test_the_order_of_documents_makes_no_difference(tmp_path: Path) -> None:
    texts, _ = family()
    found = extract(texts)
    made = []
    for seed in range(2):
        order = random.Random(seed).sample(list(texts), len(texts))
        with open_database(tmp_path / f"{seed}.db") as db:
            put(db, texts, found, order)
            again = random.Random(seed).sample(list(texts), 4)
            for name in again:  # read anew
                publish(db, Given(name, given(name, texts[name]).sha256, 1, "rules2"), found[name])
            documents = db.execute(
                "select source, plan_id, edition, copy_of, superseded_by from documents order by source"
            )
            plans = db.execute("select id, title, issuer, versions from plans order by id")
            pairs = db.execute("select document_id, other_id, relation, similarity from relations order by 1, 2")
            made.append([rows.fetchall() for rows in (documents, plans, pairs)])
            assert not db.execute("pragma foreign_key_check").fetchall()
    assert all(other == made[0] for other in made)


def test_what_a_plan_says_counts_once(tmp_path: Path) -> None:
    texts, _ = family()
    texts = {name: texts[name] for name in ("plan", "web", "draft", "revised", "next", "province")}
    with open_database(tmp_path / "policies.db") as db:
        put(db, texts, extract(texts), list(texts))
        counted = db.execute("select source from documents where superseded_by is null order by 1")
        assert [row[0] for row in counted] == ["next", "province", "revised"]
        for view, table in (("target_overview", "targets"), ("result_overview", "results"), ("duties", "duties")):
            rows = "select distinct source from {} as t join documents as d on d.id = t.document_id{} order by 1"
            shown = db.execute(rows.format(view, " where is_repeat = 0" * (view == "duties"))).fetchall()
            assert shown == db.execute(rows.format(table, " where superseded_by is null")).fetchall() != []


def test_a_persons_word_stands_and_survives(tmp_path: Path) -> None:
    texts, _ = family()
    texts = {name: texts[name] for name in ("plan", "web", "report", "template")}
    found = extract(texts)
    ids = {name: given(name, text).document_id for name, text in texts.items()}
    with open_database(tmp_path / "policies.db") as db:
        put(db, texts, found, list(texts))
        with db.conn:
            decide(db, ids["plan"], ids["web"], "different", "2026-01-01")
            decide(db, ids["template"], ids["report"], "revision", "2026-01-01")
        for name, text in texts.items():
            publish(db, Given(name, given(name, text).sha256, 1, "rules2"), found[name])
        assert relations(db) == {frozenset(("report", "template")): "revision"}
        assert db.execute("select count(distinct plan_id) from documents").fetchone() == (3,)


IDS = st.sampled_from("abcdefgh")
LINKS = st.lists(
    st.tuples(IDS, IDS, st.sampled_from(["copy", "revision", "different"]), st.floats(0, 1), st.booleans())
    .filter(lambda link: link[0] < link[1])
    .map(lambda link: Link(*link)),
    unique_by=lambda link: (link.one, link.other),
)


@of(LINKS, st.randoms())
def test_plans_hold_each_document_once_in_any_order(links: list[Link], chance: random.Random) -> None:
    members = {name: Member(name, "", None, False, False, 0, None, 0, False, 9, False, False, 0) for name in "abcdefgh"}
    plans = find_plans(members, links)
    assert sorted(document for plan in plans for copies in plan.editions for document in copies) == list("abcdefgh")
    assert find_plans(members, chance.sample(links, len(links))) == plans
    together = {(one, other): relation for plan in plans for one, other, relation in plan.pairs()}
    for link in links:
        if link.by_person and link.relation == "different" and len([k for k in links if k.by_person]) == 1:
            assert (link.one, link.other) not in together
        if len(links) == 1:
            wanted = {} if link.relation == "different" else {(link.one, link.other): link.relation}
            assert together == wanted


@pytest.mark.parametrize(
    ("title", "work", "years", "draft"),
    [
        ("甲市“十四五”生态环境保护规划", "环境保护规划", "十四五", False),  # as it was called before
        ("关于印发《2024年全市交通运输工作要点》的通知", "全市交通运输工作要点", "2024年", False),
        ("甲市食品抽检情况的通告（2023年第12期）", "食品抽检情况的通告第12期", "2023年", False),
        ("甲市第二批传统村落名录", "第二批传统村落名录", "", False),  # another list, no edition of the first
        ("关于《甲市住房租赁管理办法（征求意见稿）》公开征求意见的公告", "住房租赁管理办法", "", True),
        ("甲市关于印发甲市工业行动计划（2023-2025年）的通知", "工业行动计划", "20232025年", False),
        ("甲市发展第十四个五年规划和2035年远景目标纲要", "发展规划纲要", "第十四个五年和2035年远景目标", False),
        ("甲市发展第十五个五年规划纲要", "发展规划纲要", "第十五个五年", False),
        ("甲市人民政府关于延长《甲市住房租赁管理办法》有效期的通知", "延长甲市住房租赁管理办法有效期的通知", "", False),
        ("甲市关于贯彻《乙省公开条例》的实施意见", "贯彻乙省公开条例的实施意见", "", False),
        ("甲市住房租赁管理暂行办法", "住房租赁管理办法", "", False),
        ("《促进消费若干措施》（节选）", "促进消费若干措施", "", False),
        ("【要闻】《甲市促进消费若干措施》全文", "促进消费若干措施", "", False),
        ("甲市办公室关于印发救助应急预案的通知", "救助应急预案", "", False),
        ("甲市数据备案指南（第二版）", "数据备案指南", "", False),
        ("甲市数据备案指南（试行第九版）", "数据备案指南", "", False),
        ("甲市国土空间规划（2021—2035年）（公示稿）", "国土空间规划", "20212035年", True),
        ("甲市国土空间规划（2021—2035年）批前公示", "国土空间规划批前公示", "20212035年", True),
        ("甲市数据备案指南（V2.0）", "数据备案指南", "", False),
        ("甲市数据备案指南2.0版", "数据备案指南", "", False),
        ("甲市优化营商环境6.0版行动方案", "优化营商环境60版行动方案", "", False),  # the next plan's name
        ("2025年甲市为30个停车场加装设施实施方案", "为停车场加装设施实施方案", "2025年", False),
        ("甲市2026年十件民生实事实施方案", "民生实事实施方案", "2026年", False),
        ("甲市培育30个专业镇行动方案", "培育30个专业镇行动方案", "", False),
        ("甲市水务局关于开展2025年供水设施排查工作的通知", "供水设施排查的通知", "2025年", False),
        ("甲市水务局关于继续做好2026年供水设施排查的通知", "供水设施排查的通知", "2026年", False),
        ("甲市推进供水设施改造行动计划（2023-2025年）", "推进供水设施改造行动计划", "20232025年", False),
        ("甲市水务局关于做好供水设施排查工作的通知", "做好供水设施排查工作的通知", "", False),  # of no year
        ("关于进一步减少本市供水漏损的意见", "进一步减少供水漏损的意见", "", False),
        ("甲市规范资本市场服务办法", "规范资本市场服务办法", "", False),
    ],
)  # fmt: skip
def test_a_title_tells_the_work_from_its_edition(title: str, work: str, years: str, draft: bool) -> None:
    edition = edition_of(Extraction(Source("", "text/plain"), About(title=title, place="甲市")), RULES)
    assert (edition.work, edition.years, edition.draft) == (work, years, draft)


@pytest.mark.parametrize(
    ("mark", "revisions"),
    [
        ("", 0),
        ("（第一版）", 0),
        ("（1.0版）", 0),
        ("（V1.5）", 5),
        ("（第二版）", 10),
        ("2.0版", 10),
        ("（试行第九版）", 80),
    ],
)
def test_the_number_of_its_version_says_how_often_a_text_was_revised(mark: str, revisions: int) -> None:
    found = Extraction(Source("", "text/plain"), About(title=f"甲市数据备案指南{mark}", place="甲市"))
    assert edition_of(found, RULES).revisions == revisions


def test_a_place_is_left_out_with_or_without_those_that_hold_it() -> None:
    titles = "关于印发《上海市嘉定区救助预案》的通知", "嘉定区救助预案", "救助预案"
    about = (About(title=title, place="上海市嘉定区") for title in titles)
    assert {edition_of(Extraction(Source("", "text/plain"), a), RULES).work for a in about} == {"救助预案"}


def test_documents_that_are_nothing_but_a_table_are_compared_by_it(tmp_path: Path) -> None:
    rows = "| 1 | 新建泵站3座 | 市水务局 |", "| 1 | 改造老旧小区120个 | 市住建局 |"
    head = "| 序号 | 工作任务 | 责任单位 |\n|---|---|---|\n"
    texts = {name: head + row + "\n" for name, row in zip("ab", rows, strict=True)} | {"c": "\n" + head + rows[1]}
    with open_database(tmp_path / "p.db") as db:
        put(db, texts, extract(texts), [*texts])
        assert [(row["relation"]) for row in db["relations"].rows] == ["copy"]


def test_the_year_of_an_undated_edition_is_that_from_which_it_is_in_force() -> None:
    text = "第一条 为规范管理，制定本办法。\n第二条 本办法自2022年2月15日起施行。自2020年6月1日起施行的办法同时废止。"
    assert edition_of(Extraction(Source(text, "text/plain"), About()), RULES).in_force == 2022


def test_an_order_and_the_note_that_say_the_same_are_one_revision() -> None:
    order = "《甲市医疗救助办法》已经2023年3月2日市政府第9次常务会议修订通过，现予公布。\n2023年4月27日\n"
    note = "甲市医疗救助办法\n（2008年8月1日甲市人民政府令第3号公布 2023年4月27日甲市人民政府令第60号修订）\n"
    for head in (order, note, order + note):
        found = Extraction(Source(head + MEASURES.format(share=75, year=2023), "text/plain"), About())
        assert edition_of(found, RULES).revisions == 1


@pytest.mark.parametrize(
    "note",
    [
        "2024年3月11日第十四届全国人民代表大会第二次会议修订",
        "2023年4月27日中华人民共和国国务院令第760号修订",
        "根据2023年4月27日《甲市人民政府关于修改〈甲市医疗救助办法〉等三件规章的决定》修正",
    ],
)
def test_a_law_says_in_what_session_or_by_what_order_it_was_revised(note: str) -> None:
    text = f"甲市医疗救助办法\n（1999年10月7日公布 {note}）\n" + MEASURES.format(share=75, year=2023)
    assert edition_of(Extraction(Source(text, "text/plain"), About()), RULES).revisions == 1


@pytest.mark.parametrize(
    ("old", "new", "counted"),
    [
        ("甲市医疗救助办法（试行）", "甲市医疗救助办法", ["new"]),
        ("甲市医疗救助办法", "甲市医疗救助办法", ["new"]),
        ("甲市医疗救助实施方案（试行）", "甲市医疗救助实施方案", ["new"]),
        ("甲市医疗救助工作要点", "甲市医疗救助工作要点", ["new", "old"]),  # next year's goes on beside it
        ("甲市2022年医疗救助办法", "甲市2024年医疗救助办法", ["new", "old"]),
    ],
)
def test_what_holds_until_another_edition_is_in_its_place(
    old: str, new: str, counted: list[str], tmp_path: Path
) -> None:
    texts = {
        "old": f"{old}\n甲政发〔2022〕3号\n{MEASURES.format(share=75, year=2022)}",
        "new": f"{new}\n甲政发〔2024〕8号\n{MEASURES.format(share=80, year=2024)}",
    }
    with open_database(tmp_path / "policies.db") as db:
        put(db, texts, extract(texts), list(texts))
        assert relations(db) == {frozenset(texts): "revision"}
        rows = db.execute("select source from documents where superseded_by is null order by 1")
        assert [source for (source,) in rows] == counted


def test_a_later_text_takes_the_place_of_what_it_puts_an_end_to(tmp_path: Path) -> None:
    text = MEASURES.format(share=75, year=2022).replace("办法", "意见")
    ends = "2022年市政府印发的《甲市医疗救助意见》（甲政发〔2022〕3号）同时废止。\n"
    texts = {
        "old": f"甲市医疗救助意见\n甲政发〔2022〕3号\n{text}",
        "new": f"甲市医疗救助意见\n甲政发〔2024〕8号\n{text.replace('75', '80')}",
    }
    for last, counted in (("", ["new", "old"]), (ends, ["new"])):
        texts["new"] += last
        with open_database(tmp_path / f"{len(last)}.db") as db:
            put(db, texts, extract(texts), list(texts))
            rows = db.execute("select source from documents where superseded_by is null order by 1")
            assert [source for (source,) in rows] == counted


def test_nothing_takes_the_place_of_a_text_that_nobody_knows_the_year_of() -> None:
    old = Member("a", "", None, False, True, 0, None, 0, False, 9, False, False, 0)
    new = replace(old, id="b", year=2024)
    link = Link("a", "b", "revision", 0.9)
    assert [plan.in_place for plan in find_plans({"a": old, "b": new}, [link])] == [(0, 1)]
    dated = replace(old, year=2022)
    assert [plan.in_place for plan in find_plans({"a": dated, "b": new}, [link])] == [(1, 1)]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"length": 850}, {"length": 500}),  # an excerpt
        ({}, {"noise": 1}),
        ({"official": True}, {"said": 30}),
        ({"titled": True}, {"said": 30}),  # 印发…的通知 beside the headline of a newspaper
        ({}, {"traditional": True}),
        ({"said": 60}, {"said": 25}),  # of thirteen issuers three were read
        ({}, {"around": 40}),
    ],
)
def test_the_best_copy_says_most_of_whose_it_is(better: dict, worse: dict) -> None:
    copy = Member("a", "", None, False, False, 0, None, 0, False, 900, False, False, 9)
    members = {"b": replace(copy, id="b", **better), "a": replace(copy, **worse)}
    assert [plan.editions for plan in find_plans(members, [Link("a", "b", "copy", 0.9)])] == [(("b", "a"),)]


def test_what_stands_around_a_text_makes_it_no_better_copy(tmp_path: Path) -> None:
    text = f"甲市医疗救助办法\n甲政发〔2022〕3号\n{MEASURES.format(share=75, year=2022)}"
    texts = {"clean": text, "page": text + "相关稿件：\n" + "一图读懂《甲市医疗救助办法》\n" * 40}
    with open_database(tmp_path / "policies.db") as db:
        put(db, texts, extract(texts), list(texts))
        lengths = db.execute("select length from editions").fetchall()
        assert len(set(lengths)) == 1


def test_a_draft_is_found_by_its_title_where_it_was_issued_as_another_kind_of_regulation(tmp_path: Path) -> None:
    clauses = [
        f"第{n}条 {chr(0x4E00 + 40 * n) * 3}部门应当加强第{n}类医疗救助对象的{{}}管理工作。\n" for n in range(1, 40)
    ]
    words = [["信息", "档案", "资金", "服务"][n % 4] for n in range(39)]
    changed = [word if n % 9 else "其他各项" + chr(0x5E00 + 50 * n) * 9 for n, word in enumerate(words)]
    texts = {
        "draft": "甲市医疗救助规定（征求意见稿）\n" + "".join(c.format(w) for c, w in zip(clauses, words, strict=True)),
        "issued": "甲市医疗救助办法\n" + "".join(c.format(w) for c, w in zip(clauses, changed, strict=True)),
    }
    with open_database(tmp_path / "policies.db") as db:
        put(db, texts, extract(texts), list(texts))
        assert relations(db) == {frozenset(texts): "revision"}
