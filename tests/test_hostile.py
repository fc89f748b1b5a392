"""Hostile and broken text: what comes out is sound, tied to its characters, and the same from every process."""

import hashlib
import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pace import passes
from packaged import RULES

from extract.cli import sample_corpus
from extract.extraction import extract_source
from extract.model import Block, Extraction, Page, Source
from extract.normalise import WIDTH
from extract.read import read_bytes
from extract.rulebook import PATTERN_SECONDS, Rule

MARKS = [
    " ",
    "\t",
    "\n",
    "\r\n",
    "\u3000",
    "\0",
    "\u200b",
    "\u200b\n",
    "市\u0301",
    "\u202e市",
    "\ud800",
    "1 2 ",
    "市局 ",
]
SIGNS = """
    7 十 二三四 ( ) (市 ((市) (市)( 、 ， 。 ； ： 《 》 “ ” “甲 《甲“乙》
    𠀀 😀 * **7** <b> <a⏎ # — - . … 1. 1.1 | _ = *⏎ <b>⏎ 1⏎ -1-⏎
"""
PHRASES = """
    至 到2025年 到2025年， 今年 年底 三年内 6月底前 “十四五” 2021-2023 自印发之日起五日内 到年 同比增长5%，
    5% 5个 1,234 ,123 5、 5-6% 百分之五 三五百家 翻一番 Ⅲ类 5克/ 不少于 以上 提高 提高5个百分点
    由5% 较2020年 建设5个 新增 确保 基本 到2025年，基本 总量提高5%， 分别 和 负责 牵头配合负责 的
    市教育局、 市教育局 各区（市）、 （市教育局牵头） 责任单位： 责任单位：市教育局、 完成时限： 人民政府 县
    一、 一、甲⏎ （一）甲⏎ 1.甲⏎（1）甲⏎①甲⏎ 第一条 第一章甲⏎ 一是甲。二是乙。 专栏1⏎ 附件1⏎甲乙⏎ 甲乙丙丁⏎
    关于 关于的通知 办法 2024年3月5日⏎ 云川市水务局⏎ 目录⏎ 一、目标....1⏎ 记者 摄 http:// 来源：甲⏎
    全市经济社会发展 到2025年，建成5个。 甲乙丙丁戊己庚辛壬癸，子丑寅卯⏎
    ⏎责任单位：市教育局⏎ （一）甲乙（市教育局牵头）⏎
"""
PROSE = "一、总体要求\n到2025年，全市森林覆盖率达到15%以上。（市教育局牵头，市财政局配合）\n"


def units(listed: str) -> list[str]:
    return [unit.replace("⏎", "\n") for unit in listed.split()]


def extract(text: str) -> Extraction:
    return extract_source(Source(text, "text/plain"), RULES)


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "《",
        "“",
        "一",
        "1",
        "1.",
        "，",
        "。",
        "\n",
        "到2025年",
        "35%",
        "第",
        "（一）",
        "a ",
        "由5%",
        "、",
        "=",
        "|",
        "序号\n1\n",
        "（市水务局）",
        "基本",
        "分别",
        "《甲“乙》",
        "甲乙丙丁\n",
        "总量提高5%，",
    ],
)
def test_a_long_run_of_anything_costs_no_more_than_its_length(piece: str) -> None:
    text = PROSE + piece * (20_000 // len(piece))
    assert passes(lambda: extract(text)) < 150


@pytest.mark.parametrize("clause", ["开工，", "建成公园，", "建立以公园为主体，"])
def test_a_sentence_of_thousands_of_clauses_costs_no_more_than_their_number(clause: str) -> None:
    text = "到2025年，" + clause * (20_000 // len(clause))
    assert passes(lambda: extract(text)) < 150


def test_a_figure_of_thousands_of_digits_costs_no_more_than_their_number() -> None:
    assert passes(lambda: extract(f"全市要闻\n2024年，投资达到{'7' * 20_000}元，增长5%。")) < 150


def test_quotes_do_not_pile_up() -> None:
    found = extract(PROSE + "森林覆盖率同比增长5%，" + "总量提高5%，" * 2_000)
    assert found.statements
    assert max(len(s.indicator) for s in found.statements) < 200
    assert max(s.end - s.start for s in found.statements) < 500


# ---------------------------------------------------------------- patterns, one by one

SIZE = 20_000
RUNS = {unit: (unit * SIZE)[:SIZE].translate(WIDTH) for unit in MARKS + units(SIGNS + PHRASES)}
RUNS["nested"] = "(" * (SIZE // 2) + ")" * (SIZE // 2)
RUNS["respectively"] = f"{'、'.join(f'指标{i}' for i in range(3_000))}分别达到{'、'.join(map(str, range(3_000)))}%。"
IN_WHOLE_TEXTS = ("apart", "speaker", "repeated", "ordinal")


def apply(rule: Rule, text: str) -> None:
    """Uses a rule's pattern as the stages do: on a whole text, or on each of its lines."""
    assert rule.pattern is not None
    if rule.subject not in ("document", "section") or rule.make in IN_WHOLE_TEXTS:
        assert all(rule.find(text))
        return
    match = rule.pattern.match if rule.subject == "section" else rule.pattern.fullmatch
    for line in text.split("\n"):
        match(line, timeout=PATTERN_SECONDS)


@pytest.mark.slow
@pytest.mark.parametrize("rule", [rule for rule in RULES.all() if rule.pattern], ids=lambda rule: rule.id)
def test_no_rule_runs_away(rule: Rule) -> None:
    costs = {unit: passes(partial(apply, rule, text)) for unit, text in RUNS.items()}
    assert {unit: cost for unit, cost in costs.items() if cost > 20} == {}


class Recorder:
    """A fragment's pattern that notes the methods by which it is called."""

    def __init__(self, pattern: "regex.Pattern[str]", calls: set[str]) -> None:
        self._pattern, self._calls = pattern, calls

    def __getattr__(self, name: str) -> Any:
        self._calls.add(name)
        return getattr(self._pattern, name)


def methods_in_use() -> dict[tuple[str, str], set[str]]:
    """The fragments that the stages use on the sample corpus, each with the methods by which they do."""
    calls: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    recorded: Any = {
        subject: {name: Recorder(pattern, calls[subject, name]) for name, pattern in patterns.items()}
        for subject, patterns in RULES.patterns.items()
    }
    rules = replace(RULES, digest="recorded", patterns=recorded)
    for path in sample_corpus():
        extract_source(read_bytes(path.read_bytes(), path.name), rules)
    return {fragment: methods & {"match", "search", "fullmatch", "finditer"} for fragment, methods in calls.items()}


def test_no_fragment_runs_away() -> None:
    """Fragments run without a limit of time, on no more than a clause where not on a paragraph: each is fast there."""
    used = [(*fragment, method) for fragment, methods in methods_in_use().items() for method in methods]
    assert len(used) > 80
    costs = {}
    for subject, name, method in used:
        find = getattr(RULES.patterns[subject][name], method)
        for unit, text in RUNS.items():
            work = partial(find, text[:1_000], timeout=PATTERN_SECONDS)
            costs[subject, name, method, unit] = passes(partial(list, work()) if method == "finditer" else work)
    assert {where: cost for where, cost in costs.items() if cost > 20} == {}


# ---------------------------------------------------------------- soundness

_NOISE = regex.compile(r"\*+|</?[a-zA-Z][^<>\n]{0,40}>|[\p{Cf}\p{Cc}\p{Cs}]+|\s+", regex.VERSION1)


def unsound(found: Extraction) -> Iterator[str]:
    """What is wrong with an extraction, whatever its text says."""
    text = found.source.text
    records = [*found.statements, *found.quantities, *found.dates, *found.citations, *found.apart]
    records += [r for task in found.tasks for r in task.responsibilities]
    yield from (f"span {r}" for r in records if not 0 <= r.start < r.end <= len(text))
    yield from (f"span {t}" for t in found.tasks if not 0 <= t.start <= t.end <= len(text))
    yield from (f"text {m}" for m in [*found.quantities, *found.dates] if text[m.start : m.end] != m.text)
    for group in (found.quantities, found.dates):
        yield from (f"overlap {a} {b}" for a, b in pairwise(group) if a.end > b.start)
    yield from _unsound_sections(found)
    for task in found.tasks:
        section = found.sections[task.section] if task.section is not None else None
        if section and not section.start <= task.start <= task.end <= section.end:
            yield f"outside its section {task}"
        for r in task.responsibilities:
            written = iter(_NOISE.sub("", text[r.start : r.end].translate(WIDTH)))
            if not r.agency or not all(c in written for c in r.name.replace(" ", "")):
                yield f"name {r} {text[r.start : r.end]}"
    for s in found.statements:
        section = found.sections[s.section] if s.section is not None else None
        if section and not (section.start < s.end and s.start <= section.end):
            yield f"outside its section {s}"
        if s.task is not None and not found.tasks[s.task].start <= s.start < s.end <= found.tasks[s.task].end:
            yield f"outside its task {s}"
        if not s.indicator or (s.baseline_year is not None and not 1 <= s.baseline_year <= 9999):
            yield f"indicator or baseline {s}"
    numbers = [v for s in found.statements for v in (s.value, s.value_max, s.baseline_value)]
    numbers += [v for q in found.quantities for v in (q.value, q.value_max)]
    yield from (f"number {v}" for v in numbers if v is not None and not math.isfinite(v))
    days = [d for s in found.statements for d in (s.deadline, s.period_start)] + [t.deadline for t in found.tasks]
    days += [d for mention in found.dates for d in (mention.first, mention.last)] + [found.about.issued_on]
    days += [f"{s.as_of}-01-01" if len(s.as_of) == 4 else s.as_of for s in found.statements if s.as_of is not None]
    yield from (f"day {day}" for day in days if day is not None and not _is_day(day))
    yield from (f"order {d}" for d in found.dates if d.first and d.last and d.first > d.last)


def _unsound_sections(found: Extraction) -> Iterator[str]:
    """Sections must nest: then each character from the first on has one innermost section, or none between two."""
    around: list[int] = []
    start = 0
    for i, section in enumerate(found.sections):
        if not start <= section.start < section.end <= len(found.source.text):
            yield f"span {section}"
        start = section.start
        while around and found.sections[around[-1]].end <= start:
            around.pop()
        if section.parent != (around[-1] if around else None):
            yield f"parent {section}"
        elif around and (section.end > found.sections[around[-1]].end):
            yield f"longer than its parent {section}"
        if section.level != (found.sections[section.parent].level + 1 if section.parent is not None else 1):
            yield f"level {section}"
        around.append(i)


def _is_day(day: str) -> bool:
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


PIECES = [*MARKS, "7" * 400, "九" * 400, "百分之" + "九" * 400, "9" * 300 + "万亿亿", "\n\n", "a b", "第١٢条 "]
PIECES += units(SIGNS + PHRASES)
PIECES += units("""
    今后五十年 今后五年 印发之日起999年内 2月30日 2024年2月30日前 到二〇九九年 2019年13月 二〇二五年一季度前 去年 明年
    〇分之一 5-3% 上万人次 数十 ٣ １２ 一二、 个 亿元 公里 左右 主要目标 下一步 过去五年 其中 累计 森林覆盖率 项目 建成
    （责任单位：市教育局、市财政局；完成时限：2024年底） 省科技厅、教育厅 团市委 国发〔2024〕3号
    《甲〔2024〕1号》 一是 二是 ●
    云川市人民政府办公室 关于印发云川市节水方案的通知 各区县人民政府： 为加强节水，制定本方案。 到2025年，甲、
""")
DAYS = st.sampled_from(["2024-02-29", "0001-01-01", "9990-01-01", "9999-12-31"])
TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), min_size=1, max_size=60).map("".join)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    """A text of odd pieces, with what a format may say of it."""
    text = draw(TEXT)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    kinds = st.sampled_from(["heading", "paragraph", "strong", "cell", "furniture"])
    blocks = tuple(Block(draw(kinds), a, b, draw(st.none() | st.integers(1, 6))) for a, b in list(pairwise(edges))[::2])
    meta = {"issued_on": draw(DAYS)} if draw(st.booleans()) else {}
    return Source(text, draw(st.sampled_from(["text/plain", "text/html"])), blocks, meta, tuple(map(Page, edges[:2])))


@settings(deadline=None)
@given(sources())
@example(Source("一是甲，\n专栏1 甲乙\n1.丙丁\n戊。\n二是己。①庚。", "text/plain"))
@example(Source("一、目标\n今后五年，建成5个。", "text/plain", meta={"issued_on": "9999-12-31"}))
def test_what_comes_out_is_sound_and_the_same_again(source: Source) -> None:
    found = extract_source(source, RULES)
    assert list(unsound(found)) == []
    assert extract_source(source, RULES) == found


def test_a_figure_too_large_to_be_a_number_is_no_quantity() -> None:
    found = extract(f"到2025年，建成{'7' * 400}个泵站，覆盖百分之{'九' * 400}，新增5个。")
    assert [q.value for q in found.quantities] == [5.0]


def test_a_day_that_the_calendar_lacks_is_kept_as_text() -> None:
    (found,) = extract("2023年2月30日前建成泵站。").dates
    assert (found.text, found.first, found.last) == ("2023年2月30日前", None, None)


def test_an_outcome_belongs_to_the_item_of_its_own_clause() -> None:
    found = extract("（一）加强监管\n一是完善制度，建成泵站5个；二是强化检查，到2025年新增站点8个。")
    labels = [found.sections[s.section].label for s in found.statements if s.section is not None]
    assert labels == ["一是", "二是"]


def test_a_running_enumeration_begins_no_sections() -> None:
    found = extract("（一）加强监管。一是完善制度，建成泵站5个；二是强化检查，到2025年新增站点8个。（市水务局牵头）")
    assert [(section.label, section.level) for section in found.sections] == [("（一）", 1)]
    assert [(s.value, s.deadline, s.section, s.task) for s in found.statements] == [
        (5.0, None, 0, 0), (8.0, "2025-12-31", 0, 0),
    ]  # fmt: skip


_DIGEST = """
import hashlib, json, sys
from dataclasses import asdict
from extract.extraction import extract_source
from extract.model import Source
from extract.rulebook import load_rules
rules = load_rules()
for text in json.load(sys.stdin):
    found = asdict(extract_source(Source(text, "text/plain"), rules))
    print(hashlib.sha256(json.dumps(found, sort_keys=False).encode()).hexdigest())
"""


@pytest.mark.slow
def test_every_process_finds_the_same() -> None:
    texts = [read_bytes(path.read_bytes(), path.name).text for path in sample_corpus()]
    texts.append("".join(unit * 20 for unit in PIECES if unit.isprintable()))
    here = [hashlib.sha256(json.dumps(asdict(extract(text))).encode()).hexdigest() for text in texts]
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", _DIGEST],
            input=json.dumps(texts),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == here
