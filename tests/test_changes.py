"""What changed between the sample's documents: draft and plan, changes planted at random, noise, sums."""

import csv
import random
import re
from dataclasses import astuple

import pytest
from compared import CORPUS, DRAFT, NAMES, OCR, PLAN, RULES, assert_sound, read, sample
from hypothesis import given, settings
from hypothesis import strategies as st
from make_copies import MISREAD
from noise import noisy
from planted import KINDS, Planted, misses, plant

from extract.extraction import extract_source
from extract.read import read_bytes
from extract.relate.changes import changes, reconcile


def test_the_samples_draft_and_plan_differ_as_annotated() -> None:
    rows = csv.DictReader(
        (CORPUS / "gold/changes.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    wanted = [
        Planted(0, 0, "", row["kind"], (row["what"],), *(_last(row[side]) for side in ("before", "after")))
        for row in rows
    ]
    found = changes(sample(DRAFT), sample(PLAN), RULES)
    assert_sound(sample(DRAFT), sample(PLAN), found)
    missed, extra = misses(wanted, found)
    assert missed == []
    assert extra == []


def _last(part: str) -> str | None:
    return part.rpartition(" / ")[2] or None


def test_planted_changes_are_found_and_no_others() -> None:
    right = wrong = missing = 0
    for seed in range(16):
        chance = random.Random(seed)
        text, planted = plant(sample(PLAN), chance.randint(1, 40), KINDS, chance)
        after = read(noisy(text, seed, 0.01) if seed % 2 else text)
        missed, extra = misses(planted, changes(sample(PLAN), after, RULES))
        right += len(planted) - len(missed)
        missing += len(missed)
        wrong += len(extra)
    assert right > 200
    assert 2 * right / (2 * right + wrong + missing) >= 0.97


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_change_is_found_alone(kind: str) -> None:
    text, planted = plant(sample(PLAN), 3, [kind], random.Random(kind))
    assert planted
    assert misses(planted, changes(sample(PLAN), read(text), RULES)) == ([], [])


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(0, 40), other=st.sampled_from([PLAN, DRAFT]))
def test_every_target_is_counted_once_and_quotes_stand_where_they_are_said(seed: int, count: int, other: str) -> None:
    text, _ = plant(sample(PLAN), count, KINDS, random.Random(seed))
    after = read(noisy(text, seed, 0.01))
    for pair in ((sample(other), after), (after, sample(other))):
        assert_sound(*pair, changes(*pair, RULES))


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.sampled_from([0.02, 0.1, 0.4]))
def test_targets_are_counted_once_where_clauses_are_taken_out_anywhere(seed: int, share: float) -> None:
    chance = random.Random(seed)
    text = sample(PLAN).source.text
    after = read(re.sub("[，；、][^，；、。\n]+", lambda m: "" if chance.random() < share else m[0], text))
    for pair in ((sample(PLAN), after), (after, sample(DRAFT))):
        assert_sound(*pair, changes(*pair, RULES))


@pytest.mark.parametrize("name", [n for n in NAMES if n != PLAN])
def test_targets_are_counted_once_between_documents_of_any_kind(name: str) -> None:
    for pair in ((sample(PLAN), sample(name)), (sample(name), sample(PLAN))):
        assert_sound(*pair, changes(*pair, RULES))


TARGETS = "一、目标\n\n{}。\n\n到2025年，森林覆盖率达到15%。\n\n二、保障\n\n加强组织领导，落实工作责任。\n"


@pytest.mark.parametrize(
    ("before", "after", "expected", "counts"),
    [
        (
            "旅游总收入达到500亿元，增长33%以上",
            "到2025年，旅游总收入达到500亿元",
            [("removed", "target", "substantive")],
            [(2, 0, 0, 1), (2, 0, 0, 0)],
        ),
        (
            "旅游总收入达到500亿元，增长33%以上",
            "到2025年，旅游总收入突破500亿元",
            [("changed", "operator", "substantive"), ("removed", "target", "substantive")],
            [(1, 1, 0, 1), (1, 1, 0, 0)],
        ),
        (
            "新建泵站12座",
            "目前，全市已建成泵站12座",
            [("changed", "text", "substantive")],
            [(1, 0, 0, 1), (1, 0, 0, 0)],
        ),
    ],
)
def test_a_target_that_is_taken_out_is_removed(
    before: str, after: str, expected: list[tuple[str, str, str]], counts: list[tuple[int, ...]]
) -> None:
    pair = read(TARGETS.format(f"到2025年，{before}")), read(TARGETS.format(after))
    found = changes(*pair, RULES)
    assert_sound(*pair, found)
    assert sorted((c.kind, c.what, c.weight) for c in found) == expected
    assert [astuple(c) for c in reconcile(*pair, found)] == counts


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), rate=st.sampled_from([0.002, 0.01, 0.03]))
def test_noise_is_only_ever_transcription(seed: int, rate: float) -> None:
    text = sample(PLAN).source.text
    for right, misread in MISREAD.items():
        text = text.replace(right, misread)
    after = read(noisy(text, seed, rate))
    found = changes(sample(PLAN), after, RULES)
    assert [c for c in found if c.weight != "transcription"] == []
    assert len([c for c in found if c.what == "text"]) == len(MISREAD)


def test_copies_of_the_sample_differ_in_transcription_only() -> None:
    found = changes(sample(PLAN), sample(OCR), RULES)
    assert {c.weight for c in found} == {"transcription"}


@pytest.mark.parametrize("name", [PLAN, DRAFT, OCR])
def test_nothing_changes_between_a_document_and_itself(name: str) -> None:
    assert changes(sample(name), sample(name), RULES) == []


def test_targets_of_a_table_that_only_one_side_has_are_told_in_its_words() -> None:
    text = "青石市公园建设方案\n一、主要任务\n加快公园建设，完善服务设施，提升服务水平。\n"
    rows = (
        "| 指标 | 单位 | 2020年 | 2025年 |",
        "| --- | --- | --- | --- |",
        "| 绿地率 | % | 35 | 36 |",
        "| 公园数 | 个 | 10 | 20 |",
    )
    before, after = (
        extract_source(read_bytes(found.encode(), "a.md"), RULES)
        for found in (text, f"{text}附件 主要指标表\n\n" + "\n".join(rows))
    )
    found = changes(before, after, RULES)
    assert_sound(before, after, found)
    assert [c.after for c in found if c.what == "target"] == ["绿地率 | % | 35 | 36", "公园数 | 个 | 10 | 20"]
