"""Plans of one place for a period and the next, however their titles changed."""

from dataclasses import replace
from pathlib import Path

import pytest
from packaged import RULES
from test_families import written
from test_judge import candidate
from test_relate import extract, put, relations

from extract.model import About, Extraction, Source
from extract.publish import open_database
from extract.relate.compare import Difference
from extract.relate.edition import edition_of
from extract.relate.judge import judge
from extract.relate.titles import under_one_name

ANEW = Difference(0.0, 0.0, (900, 950), (300, 350), (200, 200), 9, 12)
SAME = (
    "、".join(f"{chr(0x5E00 + 61 * n)}{chr(0x6E00 + 43 * n)}任务" for n in range(40)) + "由有关部门按职责分工落实。\n"
)


@pytest.mark.parametrize(
    ("one", "other", "alike", "relation"),
    [
        ("老龄事业发展和养老体系建设规划", "老龄事业发展和养老服务体系规划", 0.04, "revision"),
        ("公共服务规划", "公共安全规划", 0.02, None),
        ("市场监管规划", "市场监管现代化规划", 0.02, "revision"),  # all letters of the other in order
        ("加快残疾人小康进程规划", "残疾人保障和发展规划", 0.05, "revision"),
        ("生活垃圾无害化处理设施建设规划", "生活垃圾分类和处理设施发展规划", 0.09, "revision"),
        ("生活垃圾无害化处理设施建设规划", "生活垃圾分类和处理设施发展规划", 0.05, None),
        ("汽车充电基础设施专项规划", "高质量充电网络规划", 0.13, "revision"),
        ("汽车充电基础设施专项规划", "高质量充电网络规划", 0.09, None),
        ("数字经济规划", "数字政府规划", 0.13, None),  # they only begin alike
        ("海洋渔业规划", "海洋渔业资源养护规划", 0.13, None),  # of a part
    ],
)
def test_a_plan_goes_on_under_another_title_where_their_texts_are_alike(
    one: str, other: str, alike: float, relation: str | None
) -> None:
    pair = candidate(work=one, years="十三五"), candidate(work=other, years="十四五")
    difference = replace(ANEW, similarity=alike, contained=2 * alike)
    assert judge(*pair, difference).relation == judge(*pair[::-1], difference).relation == relation
    assert judge(pair[0], replace(pair[1], genre="news"), difference).relation is None
    assert judge(pair[0], replace(pair[1], place="乙市"), difference).relation is None


def test_a_plan_may_come_years_after_the_period_of_the_one_before() -> None:
    last = candidate(work="遏制与防治艾滋病行动计划", years="十三五", place=None)
    late = {
        years: candidate(work="遏制与防治艾滋病规划", years=years, place=None) for years in ("20242030年", "20302035年")
    }
    difference = replace(ANEW, similarity=0.1, contained=0.2)
    assert [judge(last, one, difference).relation for one in late.values()] == ["revision", None]


def test_an_excerpt_of_a_rewritten_plan_shares_little_of_the_next_ones_text() -> None:
    pair = [candidate(work="软件服务业发展规划", years=years, place=None) for years in ("20162020年", "十四五")]
    difference = replace(ANEW, lengths=(500, 9000), similarity=0.01, contained=0.15)
    assert judge(*pair, difference).relation == "revision"
    assert judge(*pair, replace(difference, contained=0.07)).relation is None


@pytest.mark.parametrize(
    ("earlier", "later", "one"),
    [
        ("崇明县", "上海市崇明区", True),
        ("即墨市", "即墨区", True),
        ("南通市通州市", "北京市通州区", False),
        ("长沙市", "长沙县", False),
        ("甲市", "乙区", False),
    ],
)
def test_a_county_may_have_become_a_district(earlier: str, later: str, one: bool) -> None:
    pair = (
        candidate(work="水务发展规划", years="十三五", place=earlier),
        candidate(work="水务规划", years="十四五", place=later),
    )
    assert [document.place for document in under_one_name(*pair, alike=False)] == (
        [later, later] if one else [earlier, later]
    )
    backwards = replace(pair[0], place=later), replace(pair[1], place=earlier)
    assert under_one_name(*backwards, alike=False) == backwards
    assert (judge(*pair, replace(ANEW, similarity=0.2)).relation == "revision") is one


def test_a_county_may_have_become_a_city_where_the_texts_are_alike() -> None:
    pair = [
        candidate(work="教育规划", years=years, place=place)
        for years, place in (("十三五", "宁乡县"), ("十四五", "宁乡市"))
    ]
    assert judge(*pair, replace(ANEW, similarity=0.3)).relation == "revision"
    assert judge(*pair, replace(ANEW, similarity=0.1)).relation is None


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ({"number": "国发〔2016〕70号"}, {"number": "国发〔2021〕32号"}, "revision"),
        ({"number": "国发〔2016〕70号"}, {"number": "甲政发〔2021〕32号"}, None),
        ({}, {}, None),
        ({"place": "甲市"}, {"place": "甲市"}, "revision"),
        ({"work": "国家旅游发展规划"}, {"work": "国家旅游发展规划"}, "revision"),
    ],
)
def test_the_next_plan_of_one_title_may_be_written_anew_where_it_is_known_whose(
    one: dict[str, str], other: dict[str, str], relation: str | None
) -> None:
    plan = candidate(work="旅游业发展规划", place=None)
    pair = replace(plan, years="十三五", **one), replace(plan, years="十四五", **other)
    assert judge(*pair, replace(ANEW, similarity=0.02, contained=0.04)).relation == relation


def test_what_a_place_does_each_year_goes_on_under_a_short_title() -> None:
    pair = [candidate(work="民心工程", years=years) for years in ("2023年", "2024年")]
    assert judge(*pair, replace(ANEW, similarity=0.3)).relation == "revision"
    assert judge(*pair, replace(ANEW, similarity=0.2)).relation is None
    assert judge(pair[0], replace(pair[1], years="2026年"), replace(ANEW, similarity=0.3)).relation is None


@pytest.mark.parametrize(
    ("title", "work", "years"),
    [
        ("第二期特殊教育提升计划（2017－2020年）", "特殊教育提升计划", "第二期20172020年"),
        ("教育动态第二期", "教育动态第二期", ""),
        ("网信委员会印发《“十四五”信息化规划》“十四五”信息化规划", "信息化规划", "十四五"),
        ("水务局印发《“十四五”信息化规划》", "水务局印发信息化规划", "十四五"),  # news of it
    ],
)
def test_a_title_may_stand_below_words_that_issue_it_and_say_which_of_a_series_it_is(
    title: str, work: str, years: str
) -> None:
    edition = edition_of(Extraction(Source("", ""), About(title=title)), RULES)
    assert (edition.work, edition.years) == (work, years)


@pytest.mark.parametrize(
    ("titles", "joined"),
    [
        (("云安县水务发展“十三五”规划", "云浮市云安区水务“十四五”规划"), True),
        (("扬州市“十三五”汽车充电基础设施规划", "扬州市“十四五”高质量充电网络规划"), True),
        (("扬州市“十三五”汽车充电基础设施规划", "泰州市“十四五”高质量充电网络规划"), False),
        (("“十三五”加快残疾人小康进程规划", "“十四五”残疾人保障和发展规划"), True),
    ],
)
def test_the_next_plan_is_found_whichever_came_first(titles: tuple[str, str], joined: bool, tmp_path: Path) -> None:
    texts = {title: written(title, seed, "各县") + SAME for seed, title in enumerate(titles)}
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == ({frozenset(titles): "revision"} if joined else {})


def test_what_is_done_for_the_people_each_year_is_called_otherwise_each_year() -> None:
    titles = "甲市2023年民生实事项目", "甲市2024年为民办实事项目责任分解表"
    found = [edition_of(Extraction(Source("", ""), About(title=title, place="甲市")), RULES) for title in titles]
    assert len({one.core for one in found}) == 1


def test_what_is_taken_up_again_may_say_more_in_its_title() -> None:
    pair = (
        candidate(work="养老服务机构燃气安全专项整治工作方案", issued_on="2023-09-04"),
        candidate(work="养老服务机构燃气安全常态化整治工作方案", issued_on="2024-05-20"),
    )
    difference = replace(ANEW, similarity=0.7, contained=0.85)
    assert judge(*pair, difference).relation == "revision"
    assert judge(pair[0], replace(pair[1], issued_on="2023-05-20"), difference).relation is None
    assert judge(pair[0], replace(pair[1], place="乙市"), difference).relation is None
    subject = candidate(work="养老服务机构消防安全专项整治工作方案", issued_on="2024-05-20")
    assert judge(pair[0], subject, difference).relation is None


def test_a_draft_may_be_called_a_plan_of_action() -> None:
    draft = candidate(work="公园提质增效行动方案", draft=True)
    difference = replace(ANEW, similarity=0.8, contained=0.9)
    assert judge(draft, candidate(work="公园提质增效实施方案"), difference).relation == "revision"
    assert judge(draft, candidate(work="公园提质增效实施办法"), difference).relation is None
