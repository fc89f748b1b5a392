"""Sections and sentences: the rules' own examples, nesting, noise, and what must not become a section."""

import regex
import pytest

from extract.describe import describe
from extract.model import Block, Normal, Section, Source
from extract.normalise import normalise, without
from extract.rulebook import Rules, load_rules
from extract.segment import segment, sentences


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def sections(text: str, rules: Rules, blocks: tuple[Block, ...] = ()) -> tuple[Normal, list[Section]]:
    source = Source(text, "text/plain", blocks)
    normal = normalise(source, rules)
    body = without(normal, describe(source, normal, rules)[1])
    return body, segment(source, body, rules)


def outline(text: str, rules: Rules, blocks: tuple[Block, ...] = ()) -> list[tuple[str | None, str | None, int]]:
    return [(s.label, s.heading, s.level) for s in sections(text, rules, blocks)[1]]


def examples(kind: str) -> list[tuple[str, dict]]:  # type: ignore[type-arg]
    return [(rule.id, dict(example)) for rule in load_rules()["section"] for example in getattr(rule, kind)]


@pytest.mark.parametrize(("rule_id", "example"), examples("yes"), ids=lambda v: v if isinstance(v, str) else v["text"][:20])
def test_rule_finds_its_examples(rule_id, example, rules):
    wanted = {k: v or None for k, v in example.items() if k != "text"}
    found = [s for s in sections(example["text"], rules)[1] if s.rule == rule_id]
    assert any(all(getattr(s, k) == v for k, v in wanted.items()) for s in found), found


@pytest.mark.parametrize(("rule_id", "example"), examples("no"), ids=lambda v: v if isinstance(v, str) else v["text"][:20])
def test_rule_leaves_its_counterexamples(rule_id, example, rules):
    assert not [s for s in sections(example["text"], rules)[1] if s.rule == rule_id]
