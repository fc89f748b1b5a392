"""What real files do to a text: pages in another order, running heads, collections, namesakes of other offices."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from family import MEASURES
from packaged import RULES
from test_judge import PLAN, candidate, judged
from test_relate import extract, put, relations

from extract.model import About, Extraction, Source
from extract.publish import open_database
from extract.relate.body import body_of, is_letter
from extract.relate.candidates import repealed
from extract.relate.compare import Difference, compare
from extract.relate.edition import edition_of
from extract.relate.judge import judge

TEXT = MEASURES.format(share=75, year=2022)


def written(title: str, seed: int, place: str = "甲市") -> str:
    """A text of invented sentences under a title."""
    chance = random.Random(seed)
    words = [chr(0x4E00 + 37 * n + seed) + chr(0x5E00 + 41 * n + seed) for n in range(60)]
    clauses = ("，".join("".join(chance.choices(words, k=5)) for _ in range(3)) for _ in range(12))
    body = "\n".join(f"第{n}条 {clause}，由{place}负责。" for n, clause in enumerate(clauses, 1))
    return f"{title}\n\n{body}\n"


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ({"number": "苏科发〔2024〕1号"}, {"number": "鄂科发〔2024〕2号", "place": "湖北省"}, None),
        ({"number": "国办发〔2024〕1号"}, {"number": "冀政办〔2024〕2号", "place": "河北省"}, None),
        ({"number": "国发〔2024〕1号"}, {"number": "国办发〔2024〕2号"}, "copy"),
        ({"number": "鄂科发〔2024〕1号"}, {"number": "鄂政发〔2024〕2号"}, "copy"),
        ({"number": "鄂科发〔2024〕1号"}, {}, "copy"),
    ],
)
def test_one_title_under_numbers_of_two_provinces_is_of_two_works(a: dict, b: dict, relation: str | None) -> None:
    pair = [replace(PLAN, **{"place": None, **one}) for one in (a, b)]
    assert judged(TEXT, TEXT, *pair) == judged(TEXT, TEXT, *pair[::-1]) == relation


def test_what_a_province_passes_on_is_the_work_and_what_it_issues_itself_is_not() -> None:
    pair = [replace(PLAN, place=None, number=number) for number in ("国办发〔2024〕1号", "冀政办〔2024〕2号")]
    assert judged(TEXT, f"现将有关办法转发给你们，请按照执行，工作中的问题及时报告。\n{TEXT}", *pair) == "copy"
    assert judged(TEXT, f"各市政府，现将我省办法具体安排如下，请遵照执行，做好宣传。\n{TEXT[40:]}", *pair) is None


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (("沿海发展规划纲要", "20092020年"), ("沿海发展规划", "20212025年"), "revision"),
        (("公共教育行动计划", "十三五"), ("公共教育实施方案", "十四五"), "revision"),
        (("公共教育行动计划", "十二五"), ("公共教育实施方案", "十四五"), None),  # one was between them
        (("公共教育行动计划", "十四五"), ("公共教育实施方案", "2023年"), None),  # one year's, within the period
        (("公共教育行动计划", "十三五"), ("公共卫生实施方案", "十四五"), None),
        (("促进就业规划", "十三五"), ("就业促进规划", "十四五"), "revision"),
        (("老龄事业发展和养老体系建设规划", "十三五"), ("老龄事业发展和养老服务体系规划", "十四五"), "revision"),
        (("养老服务体系建设规划", "十三五"), ("托育服务体系建设规划", "十四五"), None),
        (("教育发展规划", "十三五"), ("职业教育发展规划", "十四五"), None),
        (("公共教育创新发展行动计划", "20212023年"), ("公共教育提质增效实施方案", "20242026年"), "revision"),
        (("工业绿色发展规划", "十四五"), ("工业绿色低碳发展规划", "十五五"), "revision"),  # says more of it
        (("水污染防治规划", "十三五"), ("地下水污染防治规划", "十四五"), None),  # of a part
        (("应急规划", "十三五"), ("应急物资储备规划", "十四五"), None),
        (("工业绿色发展规划", "十四五"), ("工业绿色规划解读", "十五五"), None),
    ],
)
def test_the_next_periods_plan_may_be_of_another_kind(
    a: tuple[str, str], b: tuple[str, str], relation: str | None
) -> None:
    pair = [candidate(work=work, years=years) for work, years in (a, b)]
    other = MEASURES.format(share=80, year=2024)
    assert judged(TEXT, other, *pair) == judged(other, TEXT, *pair[::-1]) == relation


def test_the_next_periods_plan_is_found_by_what_its_title_is_about(tmp_path: Path) -> None:
    same = "到期末，县城以上公共服务设施覆盖率稳步提高，群众满意度逐年提升，各项任务由有关部门按职责分工落实。\n"
    texts = {"old": written("甲市“十三五”促进就业规划", 5) + same, "new": written("甲市“十四五”就业促进规划", 6) + same}
    texts["other"] = written("乙市“十四五”就业促进规划", 7) + same
    with open_database(tmp_path / "p.db") as db:
        put(db, texts, extract(texts), list(texts))
        assert relations(db) == {frozenset(("old", "new")): "revision"}


def test_a_plan_may_say_more_in_its_title_than_the_one_before_and_little_in_the_same_words(tmp_path: Path) -> None:
    same = "".join(written("", 40).partition("，")[2].split("\n")[:6]).replace("甲市", "有关部门")
    texts = {
        "old": written("甲市“十四五”工业绿色发展规划", 5) + same,
        "new": written("甲市“十五五”工业绿色低碳规划", 6) + same,
    }
    texts["other"] = written("甲市“十五五”工业互联网规划", 7) + same
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == {frozenset(("old", "new")): "revision"}


def test_the_next_five_years_plan_of_one_title_may_be_written_anew() -> None:
    pair = [
        candidate(work="全民健身计划", place=None, years=years) for years in ("20162020年", "20212025年", "20262030年")
    ]
    anew = Difference(0.035, 0.07, (900, 900), (600, 500), (200, 300), 4, 1)
    assert [judge(pair[0], other, anew).relation for other in pair[1:]] == ["revision", None]


def test_a_draft_may_say_in_its_text_alone_of_what_place_it_is(tmp_path: Path) -> None:
    text = written("", 1).replace("甲市", "有关部门")
    head = "优待人才的十条措施（征求意见稿）\n为听取意见，现将《{}优待人才的十条措施》公示，公示期至2026年1月15日。\n"
    issued = "江阴市优待人才十条措施\n" + text + written("", 2).replace("甲市", "江阴市")[:200]
    for place, wanted in (("江阴市", {frozenset(("draft", "issued")): "revision"}), ("桐乡市", {}), ("", {})):
        texts = {"draft": head.format(place) + text, "issued": issued}
        with open_database(tmp_path / f"p{place}.db") as db:
            found = extract(texts)
            put(db, texts, found, [*texts])
            assert (found["draft"].about.place, found["issued"].about.place) == (None, "江阴市")
            assert relations(db) == wanted


def test_a_draft_may_be_issued_with_the_words_of_its_title_in_another_order(tmp_path: Path) -> None:
    titles = "规范和促进数据跨境流动规定（征求意见稿）", "促进和规范数据跨境流动规定", "促进和规范数据交易规定"
    texts = {title: written(title, seed) + written("", 40) for seed, title in enumerate(titles)}
    with open_database(tmp_path / "p.db") as db:
        put(db, texts, extract(texts), list(texts))
        assert relations(db) == {frozenset(titles[:2]): "revision"}


def test_a_place_in_a_title_tells_nothing_of_what_it_is_about() -> None:
    titles = "关于推进甲市家庭医生服务的实施方案", "家庭医生服务实施方案"
    found = (Extraction(Source("", "text/plain"), About(title=title, place="甲市")) for title in titles)
    assert len({edition_of(one, RULES).core for one in found}) == 1


def test_a_long_text_that_another_holds_word_for_word_is_part_of_it_under_any_title() -> None:
    part, whole = (
        replace(PLAN, work="统计月报", place=None),
        replace(PLAN, work="中医药规划", years="十四五", place=None),
    )
    held = Difference(0.5, 0.99, (1000, 2100), (0, 0), (0, 1100), 0, 2)
    assert judge(part, whole, held).relation == "part"
    assert judge(part, whole, replace(held, slips=12)).relation is None  # a form filled in otherwise
    assert judge(part, whole, replace(held, lengths=(300, 2100))).relation is None
    assert judge(replace(part, genre="news"), whole, held).relation is None  # news quotes the plan that it is about
    assert judge(replace(part, genre="news"), replace(whole, genre="other"), held).relation == "part"  # a digest


def test_a_field_that_was_renamed_is_the_same_field() -> None:
    titles = "甲市环境保护和建设三年计划（2018—2020年）", "甲市生态环境保护和建设三年计划（2021—2023年）"
    found = (Extraction(Source("", "text/plain"), About(title=title, place="甲市")) for title in titles)
    assert {edition_of(one, RULES).work for one in found} == {"环境保护和建设三年计划"}


def test_page_numbers_and_running_heads_are_none_of_the_text() -> None:
    plain = "".join(f"第{n}段{chr(0x4E00 + 90 * n) * 8}，按期完成任务。\n" for n in range(1, 9))
    cut = [plain[at : at + 31] for at in range(0, len(plain), 31)]
    paged = "".join(f"{piece}\n{n}\n甲市行动方案\n" for n, piece in enumerate(cut, 1))
    dashed = "".join(f"{piece}\n— {n} —\n" for n, piece in enumerate(cut, 1))
    said = "".join(clause.text for clause in body_of(plain))
    assert ["".join(clause.text for clause in body_of(text)) for text in (paged, dashed)] == [said, said]
    table = "指标\n2020\n12\n2025\n17\n森林\n30\n"
    assert "".join(clause.text for clause in body_of(table)) == "指标202012202517森林30"


def test_pages_in_another_order_are_a_copy_and_figures_that_change_places_are_not() -> None:
    lines = written("甲市救助方案", 1).split("\n")
    turned = [*lines[:4], *lines[9:], *lines[4:9]]
    assert judged("\n".join(lines), "\n".join(turned), PLAN, PLAN) == "copy"
    shares = TEXT + "低保、特困人员按90%、100%给予救助。\n"
    assert judged(shares, shares.replace("90%、100%", "100%、90%"), PLAN, PLAN) == "revision"


def test_rows_of_a_table_in_another_order_change_no_figure() -> None:
    rows = [f"{n} 任务{chr(0x4E00 + 77 * n) * 9}、{chr(0x5E00 + 55 * n) * 9} 2026年{n}月\n" for n in range(1, 12)]
    texts = ["".join(order) for order in (rows, [*rows[4:8], *rows[:4], *rows[8:]])]
    assert compare(*map(body_of, texts)).figures == 0
    texts[1] = texts[1].replace("2026年5月", "2026年6月")
    assert compare(*map(body_of, texts)).figures == 1


def test_a_bulletin_lists_what_is_in_it_with_the_years_that_titles_give(tmp_path: Path) -> None:
    titles = "甲市农村饮用水提标实施意见", "甲市关于开放2024年度市区停车场的通告", "甲市人才子女入学办法"
    parts = {title: written(title, seed).replace("，", "")[:220] for seed, title in enumerate(titles)}
    contents = "".join(f"{n}、{title}……{n}\n" for n, title in enumerate(titles, 1))
    texts = {"bulletin": f"惠民政策汇编\n\n目录\n{contents}\n" + "\n\n".join(parts.values()), **parts}
    with open_database(tmp_path / "p.db") as db:
        put(db, texts, extract(texts), list(texts))
        assert relations(db) == {frozenset(("bulletin", title)): "copy" for title in titles}


def test_a_short_excerpt_is_found_by_its_long_clauses(tmp_path: Path) -> None:
    plan = "".join(written("", seed) for seed in range(9)).replace("，", "")
    texts = {"plan": f"甲市救助方案\n{plan}", "excerpt": "\n".join(plan.split("\n")[60:70])}
    texts["other"] = f"乙市救助方案\n{plan[:200]}" + "".join(written("", seed, "乙市") for seed in range(20, 29))
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == {frozenset(("plan", "excerpt")): "copy"}


def test_the_shortest_excerpt_is_found_by_its_sentences(tmp_path: Path) -> None:
    plan = "\n".join(written("", seed) for seed in range(40))
    said = "支持企业、高校、园区，建设平台、基地，每年培训工匠、技师、学徒3万人次。\n"
    texts = {"plan": f"甲市救助方案\n{plan}{said}{plan[::-1]}", "excerpt": said, "other": "乙市教育方案\n" + plan[::-2]}
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == {frozenset(("plan", "excerpt")): "copy"}


def test_an_excerpt_that_news_quote_is_of_the_plan(tmp_path: Path) -> None:
    said = written("", 30).split("\n")[4].replace("，", "") + "\n"
    texts = {"plan": f"甲市救助方案\n{written('', 1)}{said}{written('', 2)}", "excerpt": said}
    texts["news"] = f"甲市救助有了新办法\n本报讯（记者 乙丙）甲市近日出台方案，提出“{said}”{written('', 3)}"
    found = extract(texts)
    found["news"] = replace(found["news"], about=replace(found["news"].about, genre="news"))
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, found, order)
            assert relations(db) == {frozenset(("plan", "excerpt")): "copy"}


def test_an_excerpt_of_an_amended_law_needs_no_mark_of_it() -> None:
    law, excerpt = candidate(work="音像条例", revisions=4, genre="law"), candidate(work="", place=None)
    held = Difference(0.2, 0.99, (1000, 200), (200, 0), (500, 0), 0, 2)
    assert judge(law, excerpt, held).relation == "copy"
    titled = replace(excerpt, work="音像条例", place="甲市")
    assert judge(law, titled, held).relation == "copy"
    assert judge(law, titled, replace(held, figures=1)).relation != "copy"  # of another edition
    assert judge(law, replace(titled, draft=True), held).relation != "copy"


def test_an_excerpt_is_of_the_edition_that_has_all_of_it(tmp_path: Path) -> None:
    lines = written("", 1).split("\n")
    issued = "\n".join(
        [*lines[:4], "第四条 重点人群签约服务覆盖率达到80%，由有关部门负责，每年公布一次结果。", *lines[4:]]
    )
    draft = issued.replace("80%", "75%").replace("每年公布", "每季公布") + written("", 2)
    excerpt = "\n".join(issued.split("\n")[2:7])
    texts = {"draft": f"甲市救助方案（征求意见稿）\n{draft}", "issued": f"甲市救助方案\n{issued}", "excerpt": excerpt}
    wanted = {("draft", "issued"): "revision", ("draft", "excerpt"): "revision", ("issued", "excerpt"): "copy"}
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == {frozenset(pair): relation for pair, relation in wanted.items()}


def test_an_excerpt_that_a_draft_has_too_is_of_what_was_issued(tmp_path: Path) -> None:
    text = written("", 1)
    more = text + "第十三条 每年公布一次结果，由有关部门负责落实，完成率达到80%。\n" + written("", 2)
    texts = {"draft": f"甲市救助方案（征求意见稿）\n{text}", "issued": f"甲市救助方案\n{more}", "excerpt": text[80:300]}
    with open_database(tmp_path / "p.db") as db:
        put(db, texts, extract(texts), list(texts))
        assert relations(db)[frozenset(("issued", "excerpt"))] == "copy"
        assert relations(db)[frozenset(("draft", "excerpt"))] == "revision"


def test_an_excerpt_joins_not_a_county_that_took_the_text_over(tmp_path: Path) -> None:
    own = [
        f"{chr(0x4E00 + 300 * n) * 3}服务由{{}}民政局负责，每{chr(0x5E00 + 90 * n) * 2}公布一次。\n" for n in range(12)
    ]
    text = "".join(own)
    texts = {
        "city": f"敬老院发展十条措施\n{text.format(*['市'] * 12)}{written('', 3)}",
        "county": f"江阴市敬老院发展十条措施\n{text.format(*['市'] * 4, '县', *['市'] * 7)}{written('', 4)}",
        "excerpt": "敬老院发展十条措施（摘要）\n" + "".join(own[3:9]).format(*["市"] * 6),
    }
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == {frozenset(("city", "excerpt")): "copy"}


def test_an_excerpt_makes_a_collection_no_edition_of_what_is_in_it(tmp_path: Path) -> None:
    titles = "甲市促进汽车消费若干措施", "甲市支持餐饮企业发展实施意见", "甲市文化旅游消费行动方案"
    parts = {title: written(title, seed) for seed, title in enumerate(titles)}
    contents = "".join(f"{n}、{title}……{n}\n" for n, title in enumerate(titles, 1))
    more = "\n".join(written(f"丙{n}", n, "乙市").partition("\n")[2] for n in range(20, 32))
    texts = {"collection": f"消费政策汇编\n\n目录\n{contents}\n" + "\n".join(parts.values()) + more, **parts}
    texts |= {f"excerpt{n}": "\n".join(parts[title].split("\n")[6:9]) + "\n" for n, title in enumerate(titles)}
    texts["draft"] = parts[titles[0]].replace(titles[0], f"{titles[0]}（征求意见稿）")[:400] + written("", 50)
    read = extract(texts)
    titled = replace(read["collection"], about=replace(read["collection"].about, title="消费政策汇编"))
    read["collection"] = replace(titled, edition=edition_of(titled, RULES))
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, read, order)
            found = relations(db)
            assert db.execute("select count(distinct plan_id) from documents").fetchone()[0] == 4
            assert found[frozenset((titles[0], "draft"))] == "revision"
            assert {*(found[frozenset(("collection", name))] for name in (*parts, "excerpt0", "excerpt1"))} == {"copy"}
            assert frozenset(("collection", "draft")) not in found


def test_what_only_issues_a_work_is_no_excerpt_of_it() -> None:
    letter = body_of("《甲市医疗救助办法》已经市政府同意，现印发给你们，请认真贯彻落实。")
    assert is_letter(letter, PLAN.work)
    assert not is_letter(letter, "甲市教育救助办法")
    assert not is_letter(body_of(TEXT), "医疗救助")
    held = Difference(0.02, 1.0, (1500, 38), (0, 0), (1460, 0), 0, 1)
    assert [judge(PLAN, PLAN, held, letter=letter).relation for letter in (False, True)] == ["copy", None]


def test_a_collection_of_one_place_may_hold_what_is_of_another() -> None:
    whole, part = candidate(work="人才政策汇编", place="乙市"), candidate(work="人才计划")
    held = Difference(0.1, 1.0, (3000, 300), (0, 0), (2700, 0), 0, 0)
    assert judge(whole, part, held, named=True).relation == "part"
    assert judge(whole, part, held).relation is None
    assert judge(whole, part, replace(held, slips=9), named=True).relation is None  # a county's own


def test_what_two_works_say_joins_them_not(tmp_path: Path) -> None:
    end = written("", 30).replace("，", "")[:330]
    texts = {
        name: f"{name}高质量发展方案\n{written('', seed, name)}{end}" for seed, name in enumerate(("甲市", "乙市"))
    }
    texts["fragment"] = end.strip().replace("\n", " ")
    other = {"乙市": texts["乙市"].removesuffix(end)}
    for order in ([*texts], [*texts][::-1], ["甲市", "fragment", "乙市"]):
        with open_database(tmp_path / f"{order[0]}{order[1]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == {}
            put(db, other, extract(other), ["乙市"])  # in place of the text that said the same
            assert relations(db) == {frozenset(("甲市", "fragment")): "copy"}


@pytest.mark.parametrize(
    "title",
    [
        "国务院办公厅印发《节约用水若干措施》的通知",
        "中共中央 国务院印发《节约用水若干措施》",
        "甲市人民政府办公室转发乙厅《关于节约用水若干措施》的通知",
        "印发节约用水若干措施的通知",  # the line above it, whose it is, was lost
    ],
)
def test_letters_that_issue_a_work_are_called_as_it_is(title: str) -> None:
    assert edition_of(Extraction(Source("", "text/plain"), About(title=title)), RULES).work == "节约用水若干措施"


@pytest.mark.parametrize("title", ["甲局关于落实国务院印发《节约用水若干措施》的通知", "甲市印发《节约用水若干措施》"])
def test_what_speaks_of_a_work_is_not_called_as_it_is(title: str) -> None:
    assert edition_of(Extraction(Source("", "text/plain"), About(title=title)), RULES).work != "节约用水若干措施"


def test_what_puts_an_end_to_a_work_of_a_place_puts_none_to_its_namesake(tmp_path: Path) -> None:
    texts = {
        "zone": "自由贸易试验区投资管理措施\n\n2023年发布的《自由贸易试验区投资管理措施》同时废止。\n" + TEXT,
        "nation": "投资管理措施\n\n" + MEASURES.format(share=80, year=2023),
    }
    found = extract(texts)
    with open_database(tmp_path / "policies.db") as db:
        put(db, texts, found, ["nation", "zone"])
        ids = dict(db.execute("select source, id from documents").fetchall())
        edition = edition_of(found["zone"], RULES)
        assert repealed(db, ids["zone"], edition) == set()
        assert relations(db) == {}


def test_a_collection_is_found_by_the_titles_in_it_whichever_came_first(tmp_path: Path) -> None:
    titles = "甲市促进汽车消费若干措施", "甲市支持餐饮企业发展实施意见", "甲市文化旅游消费行动方案"
    parts = {title: written(title, seed) for seed, title in enumerate(titles)}
    contents = "".join(f"{n}、{title}……{n}\n" for n, title in enumerate(titles, 1))
    more = "\n".join(written(f"丙{n}", n, "乙市").partition("\n")[2] for n in range(20, 32))
    texts = {"collection": f"消费政策汇编\n\n目录\n{contents}\n" + "\n".join(parts.values()) + more, **parts}
    texts["page"] = f"当前位置：首页\n\n{parts[titles[0]]}\n主办：甲市人民政府\n".replace("第3条", "第3条 另", 1)
    held = {frozenset(("collection", name)): "copy" for name in (*titles, "page")}
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == held | {frozenset((titles[0], "page")): "copy"}


def test_a_collection_is_not_called_as_the_first_work_in_it() -> None:
    titles = "扬州市工业节水三年行动方案", "扬州市城乡供水设施管理办法", "扬州市雨污分流排水实施意见"
    contents = "".join(f"{title}........{n}\n" for n, title in enumerate(titles, 1))
    texts = {"collection": f"水务政策选编\n目 录\n{contents}" + "\n\n".join(written(title, 1) for title in titles)}
    texts["plan"] = (
        "扬州市工业节水三年行动方案\n附件：扬州市城乡供水设施管理办法\n" + written(titles[0], 1) + written(titles[1], 2)
    )
    works = {name: edition_of(replace(found, edition=None), RULES).work for name, found in extract(texts).items()}
    assert works == {"collection": "水务政策选编", "plan": "工业节水三年行动方案"}
