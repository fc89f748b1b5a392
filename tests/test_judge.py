"""What two documents are to each other, by their titles, numbers, dates and texts."""

import random
from dataclasses import replace
from typing import Any

import pytest
from family import MEASURES
from packaged import RULES

from extract.relate.body import body_of
from extract.relate.compare import Difference, compare
from extract.relate.edition import core_of
from extract.relate.judge import judge
from extract.relate.titles import Candidate


def judged(one: str, other: str, a: Candidate, b: Candidate) -> str | None:
    return judge(a, b, compare(body_of(one), body_of(other))).relation


PLAN = Candidate("医疗救助办法", False, 0, "", None, None, "甲市", "plan")


def candidate(**said: Any) -> Candidate:
    """The document of that name with other fields, and what its title is about."""
    document = replace(PLAN, **said)
    return replace(document, core=core_of(document.work, RULES))


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ({}, {}, "revision"),  # the figures that differ stand after all that is the same
        ({"place": "甲市乙区"}, {"place": "乙区"}, "revision"),
        ({"place": "甲市乙区"}, {"place": "丙区"}, None),
        ({"work": "医疗救助办法"}, {"work": "医疗临时救助办法"}, "revision"),  # with more in its title
        ({"work": "医疗救助办法"}, {"work": "职工医疗救助办法"}, None),  # of a part
        ({"work": "医疗救助办法"}, {"work": "医疗救助办法解读", "genre": "other"}, None),
        ({"work": "医疗救助办法"}, {"work": "医疗临时救助办法", "genre": "news"}, None),
        (
            {"place": None, "number": "丙政发〔2022〕3号"},
            {"work": "医疗临时救助办法", "place": None, "number": "丁政发〔2023〕8号"},
            None,
        ),
        ({"work": "医疗救助办法"}, {"work": "教育救助办法"}, None),
        ({"work": "医疗救助的十条措施"}, {"work": "医疗救助十条措施"}, "revision"),
        ({"work": "医疗救助通告第1期"}, {"work": "医疗救助通告第12期"}, None),
        ({"work": "医疗救助规定", "draft": True}, {"work": "医疗救助办法"}, "revision"),  # issued as another kind
        ({"work": "医疗救助规定"}, {"work": "医疗救助办法"}, None),
        ({"work": "医疗救助规划", "draft": True}, {"work": "医疗救助办法"}, None),
        ({"years": "2024年"}, {"issued_on": "2022-01-10"}, "revision"),  # of another year by its date
        (
            {"work": "医疗救助计划", "years": "2024", "draft": True},
            {"work": "加快医疗救助三年计划", "years": "2024"},
            "revision",
        ),
        (
            {"work": "数字经济三年计划", "years": "2024", "draft": True},
            {"work": "数字政府三年计划", "years": "2024"},
            None,
        ),
        (
            {"work": "水价调整的通知", "years": "2024年", "number": "甲水发〔2024〕3号"},
            {"work": "城镇供水水价调整的通知", "years": "2025年", "number": "甲水发〔2025〕8号"},
            "revision",
        ),
        (
            {"work": "水价调整的通知", "years": "2024年", "number": "甲水发〔2024〕3号"},
            {"work": "城镇供水水价调整的通知", "years": "2025年", "number": "甲政发〔2025〕8号"},
            None,  # of another office
        ),
        (
            {"work": "科学素质行动计划", "years": "20162020年", "number": "甲政发〔2016〕3号"},
            {"work": "科学素质行动规划", "years": "20212025年", "number": "甲政发〔2021〕8号"},
            "revision",
        ),
        (
            {"work": "科学素质行动计划", "years": "2020年", "number": "甲政发〔2020〕3号"},
            {"work": "科学素质行动规划", "years": "20162025年", "number": "甲政发〔2016〕8号"},
            None,  # one year's plan within the other's period
        ),
        ({"genre": "report", "issued_on": "2022-01-10"}, {"genre": "report", "issued_on": "2023-01-11"}, None),
        ({"genre": "report"}, {"genre": "report"}, None),
        *(
            (
                {"work": f"临时交通管制的{kind}", "issued_on": "2023-03-05"},
                {"work": f"临时交通管制的{kind}", **b},
                relation,
            )
            for kind, b, relation in (
                ("通告", {"issued_on": "2023-09-14"}, None),  # of another road
                ("通告", {"issued_on": "2024-03-05"}, "revision"),
                ("通告", {"issued_on": "2023-09-14", "draft": True}, "revision"),
                ("通知", {"issued_on": "2023-09-14"}, "revision"),
            )
        ),
    ],
)
def test_what_two_documents_are(a: dict, b: dict, relation: str | None) -> None:
    texts = MEASURES.format(share=75, year=2022), MEASURES.format(share=80, year=2024)
    pair = candidate(**a), candidate(**b)
    assert judged(*texts, *pair) == judged(*texts[::-1], *pair[::-1]) == relation


def test_next_years_text_is_no_copy_where_only_its_end_is_new() -> None:
    head = MEASURES.format(share=75, year=2022)
    ends = "第五条 市医保局公布救助目录，完善工作机制。\n", "第五条 各县区建立信息平台，每季度报送情况。\n"
    years = replace(PLAN, years="2022年"), replace(PLAN, years="2023年")
    assert judged(head + ends[0], head + ends[1], *years) == "revision"
    assert judged(head + ends[0], head, *years) == "copy"  # under a title of another year


@pytest.mark.parametrize(("genre", "relation"), [("law", "revision"), ("plan", None)])
def test_a_law_written_anew_is_an_edition_by_its_title_and_its_revisions(genre: str, relation: str | None) -> None:
    anew = Difference(0.03, 0.06, (3000, 4000), (2700, 3700), (0, 0), 12, 20)
    assert judge(replace(PLAN, genre=genre), replace(PLAN, genre=genre, revisions=1), anew).relation == relation


@pytest.mark.parametrize(
    ("shared", "year", "relation"), [(0.11, "2018", "revision"), (0.11, "2023", None), (0.01, "2018", None)]
)
def test_rules_written_anew_are_an_edition_of_another_year_where_their_title_says_whose_they_are(
    shared: float, year: str, relation: str | None
) -> None:
    rules = replace(PLAN, work="国务院工作规则", place=None)
    anew = Difference(shared, 2 * shared, (900, 700), (600, 500), (0, 0), 4, 9)
    dated, titled = replace(rules, issued_on="2023-03-18"), replace(rules, years=f"{year}年")
    assert judge(dated, titled, anew).relation == relation
    unknown = [replace(one, work="农村供水工作规则") for one in (dated, titled)]  # of nobody knows which place
    assert judge(*unknown, anew).relation is None


def test_an_excerpt_below_words_about_it_is_a_copy() -> None:
    excerpt = Difference(0.1, 0.8, (900, 6000), (10, 0), (150, 4000), 0, 1)
    assert judge(PLAN, PLAN, excerpt).relation == "copy"
    assert judge(replace(PLAN, genre="news"), PLAN, excerpt).relation is None
    assert judge(PLAN, PLAN, replace(excerpt, outside=(500, 4000), contained=0.4)).relation is None


def test_words_around_two_copies_are_no_changes_though_they_share_some() -> None:
    text = MEASURES.format(share=75, year=2022)
    order = "甲市医疗救助办法。已经2021年3月5日第8次会议通过，现予公布。市长张三2021年3月7日签发。"
    assert judged(order + text, "甲市医疗救助办法。第一章总则。" + text, PLAN, PLAN) == "copy"


def test_reports_of_nobody_knows_whom_are_no_editions_of_one() -> None:
    report = replace(PLAN, work="政府工作报告", place=None, genre="report", issued_on="2023-01-05")
    alike = Difference(0.08, 0.15, (700, 740), (400, 420), (0, 0), 12, 20)
    assert judge(report, replace(report, draft=True, issued_on="2023-01-08"), alike).relation is None
    nothing = Difference(1.0, 1.0, (0, 0), (0, 0), (0, 0), 0, 0)
    assert judge(PLAN, PLAN, nothing).relation is None


def test_one_text_is_a_copy_where_the_one_place_is_part_of_the_other() -> None:
    text = MEASURES.format(share=75, year=2022)
    city, district = PLAN, replace(PLAN, place="甲市高新区")
    assert judged(text, text, city, district) == "copy"
    assert judged(text, MEASURES.format(share=80, year=2022), city, district) is None
    assert judged(text, text, city, replace(PLAN, place="乙市高新区")) is None


NEWS = replace(PLAN, work="甲市三年内建平台", genre="news")


@pytest.mark.parametrize(
    ("shared", "figures", "other", "relation"),
    [
        (0.7, 0, {}, "copy"),
        (0.7, 0, {"issued_on": "2024-03-03"}, "copy"),  # a day later
        (0.7, 0, {"issued_on": "2024-03-09"}, None),
        (0.7, 5, {}, None),  # the same of another month
        (0.5, 0, {}, None),  # two reporters on one plan
        (0.7, 0, {"genre": "plan"}, None),
        (0.7, 0, {"genre": "other"}, None),
        (0.93, 0, {"genre": "other"}, "copy"),  # with footnotes, under a headline that tells nothing
        (0.7, 0, {"work": "注销生产许可证的公告"}, None),
    ],
)
def test_two_papers_have_one_report(shared: float, figures: int, other: dict[str, Any], relation: str | None) -> None:
    difference = Difference(shared - 0.2, shared, (700, 600), (100, 90), (80, 20), figures, 3)
    pair = replace(NEWS, issued_on="2024-03-02"), replace(NEWS, **{"work": "甲市加码平台", **other})
    assert judge(*pair, difference).relation == relation
    short = replace(difference, lengths=(95, 83))
    assert judge(*pair, short).relation is None  # a form filled in twice


def test_two_texts_differ_as_much_seen_from_either_side() -> None:
    chance = random.Random(1)
    said = [chr(0x4E00 + 70 * n) * (n + 3) + f"{n}0%，" for n in range(7)]
    for _ in range(30):
        one, other = ("".join(chance.choices(said, k=chance.randint(9, 30))) for _ in "ab")
        there, back = compare(body_of(one), body_of(other)), compare(body_of(other), body_of(one))
        sides = {name: getattr(back, name)[::-1] for name in ("lengths", "inside", "outside")}
        assert there == replace(back, **sides)


def test_one_slip_makes_a_long_text_under_another_title_no_other_text() -> None:
    pair = PLAN, replace(PLAN, work="救助工作会议")
    difference = Difference(0.98, 0.99, (500, 480), (0, 0), (0, 0), 0, 1)
    assert judge(*pair, difference).relation == "copy"
    assert judge(*pair, replace(difference, slips=2)).relation is None  # a template with another name in it
    assert judge(*pair, replace(difference, lengths=(300, 290))).relation is None


def test_a_letter_of_another_title_has_the_text_that_it_names() -> None:
    pair = PLAN, replace(PLAN, work="认真做好救助工作")
    difference = Difference(0.88, 1.0, (330, 381), (0, 0), (0, 51), 0, 1)
    assert judge(*pair, difference, named=True).relation == "copy"
    assert judge(*pair, difference).relation is None
    assert judge(*pair, replace(difference, slips=4), named=True).relation is None
