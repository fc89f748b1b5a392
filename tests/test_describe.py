"""What a document says of itself, and what on its page is furniture: the rules' own examples and whole pages."""

from typing import Any

import pytest

from extract.describe import describe, describe_with_rules
from extract.model import About, Block, Source
from extract.normalise import normalise, without
from extract.rulebook import Rules, load_rules


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def read(text: str, rules: Rules, **meta: str) -> tuple[About, dict[str, str], str]:
    """What is said, what each rule took out of the source, and what is left to match."""
    source = Source(text, "text/plain", (), meta)
    normal = normalise(source, rules)
    about, apart = describe_with_rules(source, normal, rules)
    taken: dict[str, str] = {}
    for start, end, rule in apart:
        taken[rule] = taken.get(rule, "") + text[slice(*normal.span(start, end))]
    return about, {rule: part.strip() for rule, part in taken.items()}, without(normal, describe(source, normal, rules)[1]).text


def examples(kind: str) -> list[Any]:
    found = [(rule, dict(example)) for rule in load_rules()["document"] for example in getattr(rule, kind)]
    return [pytest.param(rule.id, e, id=f"{rule.id}-{i}") for i, (rule, e) in enumerate(found)]


@pytest.mark.parametrize(("rule_id", "example"), examples("yes"))
def test_rule_finds_its_examples(rule_id: str, example: dict[str, Any], rules: Rules) -> None:
    about, taken, _ = read(example.pop("text"), rules, **example.pop("given", {}))
    apart = example.pop("apart", None)
    assert apart is None or taken.get(rule_id) == apart
    assert {name: getattr(about, name) for name in example} == example


@pytest.mark.parametrize(("rule_id", "example"), examples("no"))
def test_rule_leaves_its_counterexamples(rule_id: str, example: dict[str, Any], rules: Rules) -> None:
    about, taken, _ = read(example["text"], rules, **example.get("given", {}))
    assert rule_id not in taken
    assert rule_id not in about.rules.values()
