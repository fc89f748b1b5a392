"""Documents that name others: the plans they cite, put an end to, or hold as collections do."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database
from test_relate import extract, given, put, relations

from extract.publish import open_database, publish

WATER = (
    "霁川市人民政府关于印发《霁川市“十四五”节水规划》的通知\n\n甲政发〔2021〕6号\n\n"
    "现将《霁川市“十四五”节水规划》印发给你们，请认真组织实施。\n\n"
    "一、目标\n\n到2025年，全市万元工业增加值用水量下降18%，农田灌溉水有效利用系数提高到0.62，城市公共供水管网漏损率控制在8%以内。\n\n"
    "二、任务\n\n（一）推进农业节水。新增高效节水灌溉面积12万亩，推广水肥一体化技术。\n\n"
    "（二）推进工业节水。实施节水技术改造项目60个，建设节水型企业100家。\n"
)
ROADS = (
    "霁川市农村公路养护办法\n\n甲政办发〔2021〕9号\n\n"
    "第一条 为加强农村公路养护管理，保障公路完好畅通，结合本市实际，制定本办法。\n"
    "第二条 县（市、区）人民政府是农村公路养护的责任主体，应当将养护资金纳入财政预算。\n"
    "第三条 农村公路养护资金按每年每公里县道1万元、乡道5000元、村道3000元安排。\n"
)
CITING = "霁川市人民政府关于加强水资源管理的意见\n\n一、总体要求\n\n根据{}，结合实际，提出以下意见。\n"


def cited(db: Database) -> dict[str, str | None]:
    """The source of the cited plan's first document, for each title cited from elsewhere."""
    return dict(
        db.execute(
            "select title, (select min(source) from documents where plan_id = cited_plan_id) "
            "from citations where document_id = (select id from documents where source = 'citing')"
        ).fetchall()
    )


@pytest.mark.parametrize(
    ("said", "plan"),
    [
        ("《霁川市“十四五”节水规划》", "water"),
        ("《“十四五”节水规划》", "water"),  # of its own place
        ("《霁川市“十四五”节水规划》（甲政发〔2021〕6号）", "water"),
        ("《霁川市“十四五”节水规划》（甲政发〔2021〕7号）", None),
        ("《霁川市人民政府关于印发〈霁川市“十四五”节水规划〉的通知》", "water"),
        ("《霁川市“十三五”节水规划》", None),
        ("《澜江市“十四五”节水规划》", None),
        ("《霁川市“十四五”节水规划实施方案》", None),
        ("《农村公路养护办法》", "roads"),
    ],
)
def test_a_work_that_is_cited_is_found_by_its_title(said: str, plan: str | None, tmp_path: Path) -> None:
    texts = {"water": WATER, "roads": ROADS, "citing": CITING.format(said)}
    found = extract(texts)
    for order in (list(texts), list(texts)[::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, found, order)
            assert list(cited(db).values()) == [plan]


def test_what_two_plans_answer_to_stays_open_until_one_is_gone(tmp_path: Path) -> None:
    other = WATER.replace("霁川市", "澜江市").replace("甲政发", "乙政发")
    texts = {
        "water": WATER,
        "other": other,
        "citing": CITING.format("《“十四五”节水规划》").replace("霁川市", "临河市"),
    }
    texts["third"] = (
        WATER.replace("霁川市", "").replace("甲政发", "丙政发").replace("0.62", "0.7").replace("18%", "21%")
    )
    texts["fourth"] = ROADS.replace("霁川市农村公路养护办法", "“十四五”节水规划")
    found = extract(texts)
    with open_database(tmp_path / "policies.db") as db:
        put(db, texts, found, ["water", "other", "citing"])
        assert cited(db) == {"“十四五”节水规划": None}  # of other places
        put(db, texts, found, ["third"])
        assert cited(db) == {"“十四五”节水规划": "third"}
        put(db, texts, found, ["fourth"])
        assert cited(db) == {"“十四五”节水规划": None}
        publish(db, given("fourth", "甲"), extract({"fourth": "甲"})["fourth"])  # the file holds something else now
        assert cited(db) == {"“十四五”节水规划": "third"}
        assert not db.execute("pragma foreign_key_check").fetchall()


def test_cited_plans_are_the_same_in_any_order_and_when_read_anew(tmp_path: Path) -> None:
    draft = WATER.replace("节水规划》的", "节水规划（征求意见稿）》的").replace("甲政发〔2021〕6号\n\n", "")
    texts = {
        "water": WATER,
        "copy": f"首页 > 文件\n\n{WATER}\n【打印】【关闭】\n",
        "draft": draft.replace("18%", "16%"),
        "roads": ROADS,
        "citing": CITING.format("《霁川市“十四五”节水规划》《霁川市农村公路养护办法》"),
    }
    found = extract(texts)
    made = []
    for seed in range(4):
        chance = random.Random(seed)
        with open_database(tmp_path / f"{seed}.db") as db:
            put(db, texts, found, chance.sample(list(texts), len(texts)))
            for name in chance.sample(list(texts), 2):
                publish(db, replace(given(name, texts[name]), rules_digest="rules2"), found[name])
            made.append(db.execute("select id, cited_plan_id from citations order by id").fetchall())
            assert not db.execute("pragma foreign_key_check").fetchall()
    assert all(plan for _, plan in made[0])
    assert all(other == made[0] for other in made)


def test_a_collection_holds_several_plans_and_counts_none_twice(tmp_path: Path) -> None:
    texts = {
        "water": WATER,
        "roads": ROADS,
        "gazette": f"{WATER}\n\n现将《霁川市农村公路养护办法》印发给你们。\n\n{ROADS}",
    }
    found = extract(texts)
    for order in (list(texts), list(texts)[::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, found, order)
            assert relations(db) == {
                frozenset(("water", "gazette")): "copy",
                frozenset(("roads", "gazette")): "copy",
            }
            assert db.execute("select count(distinct plan_id) from documents").fetchone() == (2,)
            once = "select count(*) from targets where not is_repeat"
            counted = db.execute(once).fetchone()
            publish(db, given("gazette", "甲"), extract({"gazette": "甲"})["gazette"])
            assert db.execute(once).fetchone() == counted
            put(db, texts, found, ["gazette"])
            publish(db, given("water", "甲"), extract({"water": "甲"})["water"])
            assert db.execute(once).fetchone() == counted  # what the collection has, where its part is gone


def test_a_work_that_repeals_another_is_its_next_edition(tmp_path: Path) -> None:
    new = (
        ROADS.replace("农村公路养护办法", "农村公路养护管理规定")
        .replace("〔2021〕9号", "〔2024〕2号")
        .replace("本办法", "本规定")
        .replace("第三条", "第三条 养护单位应当建立巡查制度，及时处置病害。\n第四条")
    )
    texts = {
        "old": ROADS,
        "new": f"{new}第五条 本规定自2024年3月1日起施行。《霁川市农村公路养护办法》（甲政办发〔2021〕9号）同时废止。\n",
        "other": f"{WATER}\n《霁川市农村公路养护办法》同时废止。\n",  # repeals it, and has nothing of it
    }
    found = extract(texts)
    for order in (list(texts), list(texts)[::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, found, order)
            assert relations(db) == {frozenset(("old", "new")): "revision"}
            assert db.execute("select source, edition from documents order by source").fetchall() == [
                ("new", 2),
                ("old", 1),
                ("other", 1),
            ]
