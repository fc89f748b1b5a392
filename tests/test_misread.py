"""Texts that a bad scan left without a title, and with many characters misread."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from test_families import written
from test_judge import candidate
from test_relate import extract, put, relations

from extract.publish import open_database
from extract.relate.body import body_of
from extract.relate.compare import Difference, compare
from extract.relate.judge import judge

PLAN = "甲阳市供水设施改造行动方案\n" + "".join(written("", seed, "甲阳市").lstrip() for seed in (1, 2))


def misread(text: str, share: float) -> str:
    """The text with that share of its characters misread."""
    chance = random.Random(1)
    kept = "，。、\n0123456789"
    return "".join(
        chr(0x7E00 + chance.randrange(900)) if c not in kept and chance.random() < share else c for c in text
    )


def untitled(text: str) -> str:
    return text.partition("\n")[2]


@pytest.mark.parametrize(
    ("other", "joined"),
    [
        (misread(untitled(PLAN), 0.03), True),
        (misread(untitled(PLAN), 0.06), True),
        (misread(untitled(PLAN), 0.2), False),
        (misread(untitled(PLAN), 0.03).replace("供水", "").replace("甲阳", "乙河"), False),  # of another place
        (misread(PLAN.replace("甲阳", "乙河"), 0.03), False),
    ],
)
def test_a_bad_scan_without_a_title_is_a_copy_and_a_template_is_none(other: str, joined: bool, tmp_path: Path) -> None:
    texts = {"plan": PLAN, "scan": other}
    for order in ([*texts], [*texts][::-1]):
        with open_database(tmp_path / f"{order[0]}.db") as db:
            put(db, texts, extract(texts), order)
            assert relations(db) == ({frozenset(texts): "copy"} if joined else {})


def test_a_bad_scan_under_its_title_is_no_other_edition() -> None:
    bodies = body_of(PLAN), body_of(misread(PLAN, 0.08))
    pair = [candidate(work="供水设施改造行动方案", place="甲阳市")] * 2
    assert judge(*pair, compare(*bodies)).relation == "copy"
    assert judge(*pair, replace(compare(*bodies), renamed=9)).relation == "revision"
    assert judge(pair[0], replace(pair[1], work="供水设旋改造行动方案"), compare(*bodies)).relation == "copy"
    assert judge(pair[0], replace(pair[1], work="排水管网改造行动方案"), compare(*bodies)).relation is None
    quarters = [replace(pair[0], work=f"第{nth}季度供水设施检查情况通报") for nth in "一二"]
    assert judge(*quarters, compare(*bodies)).relation is None
    days = [replace(pair[0], work=f"供水设{c}检查情况通报", issued_on=f"2024-0{n}-08") for n, c in enumerate("施旋", 3)]
    assert judge(*days, compare(*bodies)).relation is None


def test_a_template_without_a_title_is_no_copy_though_names_are_few_in_it() -> None:
    plan, other = candidate(work="供水设施改造行动方案", place="甲阳市"), candidate(work="", place=None)
    difference = Difference(0.95, 0.97, (1600, 1600), (0, 0), (0, 0), 0, 8)
    assert judge(plan, other, difference).relation == "copy"
    assert judge(plan, other, replace(difference, renamed=4)).relation is None


def test_a_template_without_a_title_is_no_excerpt_of_a_longer_text() -> None:
    whole, part = candidate(work="供水设施改造行动方案"), candidate(work="", place=None)
    difference = Difference(0.4, 0.95, (1000, 2500), (0, 0), (0, 1500), 0, 9)
    assert judge(whole, part, difference).relation == "copy"
    assert judge(whole, part, replace(difference, renamed=8)).relation is None
    verbatim = replace(difference, contained=0.98, lengths=(2000, 4000), renamed=4)
    assert judge(replace(whole, place=None), part, verbatim).relation is None


def test_a_longer_name_put_in_each_time_is_no_scan() -> None:
    other = PLAN.replace("由甲阳市", "由河南省甲阳市")
    assert compare(body_of(PLAN), body_of(other)).renamed == PLAN.count("由甲阳市")


def test_misread_characters_are_slips_though_no_clause_is_the_same() -> None:
    difference = compare(body_of(PLAN), body_of(misread(PLAN, 0.08)))
    assert (difference.inside, difference.figures, difference.renamed) == ((0, 0), 0, 0)
    assert max(difference.outside) < 10
    assert 0.05 < difference.slips / difference.lengths[0] < 0.1


def test_a_name_that_is_another_each_time_is_told_from_misread_characters() -> None:
    difference = compare(body_of(PLAN), body_of(PLAN.replace("甲阳市", "乙河县")))
    assert difference.renamed == difference.slips > 20
