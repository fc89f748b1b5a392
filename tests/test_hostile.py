"""Hostile texts: every record stays tied to its characters, and no text costs much more than its length."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import passes

from extract.extraction import extract_source
from extract.model import Extraction, Source
from extract.rulebook import load_rules

RULES = load_rules()
PIECES = [
    "到2025年，",
    "2024年6月底前",
    "森林覆盖率达到",
    "35%以上",
    "新建公园10个",
    "、",
    "，",
    "。",
    "；",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "　",
    "（市林业局牵头，市财政局配合）",
    "（责任单位：市教育局",
    "《节水条例》",
    "《",
    "》",
    "“",
    "”",
    "(",
    ")",
    "第一章",
    "一、",
    "（一）",
    "1.",
    "分别",
    "由12.5%",
    "提高到",
    "９９．９",
    "三分之二",
    "百分之",
    "〇",
    "**",
    "<sub>",
    "| 指标 | 2025年 |\n",
    "|",
    "\t",
    "\u200b",
    "\u202e",
    "\x00",
    "😀",
    "é",
    "万亿",
    "99999999999999999999",
    "每年",
    "实施方案",
    "人民政府",
    "附件",
    "序号\n",
    "<script>",
    "'; --",
    "=1+1",
]


def tied(found: Extraction) -> bool:
    """Whether each record's characters are those at its span."""
    text = found.source.text
    spans = [*found.sections, *found.tasks, *found.statements, *found.citations, *found.apart]
    spans += [r for task in found.tasks for r in task.responsibilities]
    named = [*found.quantities, *found.dates]
    inside = all(0 <= record.start <= record.end <= len(text) for record in [*spans, *named])
    return inside and all(text[record.start : record.end] == record.text for record in named)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_every_record_is_tied_to_its_characters(text: str) -> None:
    found = extract_source(Source(text, "text/plain"), RULES)
    assert tied(found)
    assert found == extract_source(Source(text, "text/plain"), RULES)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert tied(extract_source(Source(text, "text/plain"), RULES))


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
        "由",
        "、",
        "=",
        "|",
        "序号\n1\n",
        "（市水务局）",
    ],
)
def test_a_long_run_of_anything_costs_no_more_than_its_length(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert passes(lambda: extract_source(Source(text, "text/plain"), RULES)) < 100
