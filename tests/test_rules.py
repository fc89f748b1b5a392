"""Every rule's own examples, both ways; and what a broken rule says."""

from dataclasses import replace
from pathlib import Path

import pytest
import regex

from extract.normalise import normalise
from extract.prove import check_rule
from extract.read import read_bytes
from extract.rulebook import Rule, RuleError, load_rules

CORPUS = Path(__file__).parents[1] / "corpus"
RULES = load_rules()


@pytest.mark.parametrize("rule", list(RULES.all()), ids=lambda rule: rule.id)
def test_examples_hold(rule: Rule) -> None:
    assert [str(problem) for problem in check_rule(rule, RULES)] == []


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*.txt")), ids=lambda file: file.stem)
def test_sentences_that_a_rule_passes_over_hold_nothing_of_its(file: Path) -> None:
    text = normalise(read_bytes(file.read_bytes(), file.name), RULES).text
    for rule in (*RULES["quantity"], *RULES["date"]):
        assert rule.pattern
        everywhere = sorted(match.span() for match in rule.pattern.finditer(text))
        assert sorted(match.span() for match in rule.find_in_sentences(text)) == everywhere, rule.id


def _overlay(tmp_path: Path, text: str) -> Path:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('subject = "quantity"\n[fragments]\nx = "{nowhere}"', "mine.toml: fragment x: unknown fragment {nowhere}"),
        ('subject = "quantity"\n[fragments]\nx = "(("', "mine.toml: fragment x: missing )"),
        ('subject = "quantity"\n[fragments]\nx = "{x}"', "refers to itself"),
        (
            'subject = "quantity"\n[[rule]]\nid = "quantity.mine"\nreads = "r"\nmake = "number"\npattern = "x"',
            "lacks 'yes'",
        ),
        ('subject = "quantity"\n[[rule]]\nid = "other.mine"', "an id must read 'quantity.name'"),
        ("subject = ", "not valid TOML"),
        ('nothing = "x"', "unknown key 'nothing'"),
    ],
)
def test_a_broken_rule_names_file_rule_and_fragment(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RuleError) as error:
        load_rules(_overlay(tmp_path, text))
    assert says in str(error.value) and "mine.toml" in str(error.value)


def test_a_users_words_are_added_to_ours(tmp_path: Path) -> None:
    from extract.extraction import extract_source
    from extract.model import Source

    source = Source("到2025年，新增共享菜园120畦。", "text/plain")
    assert not extract_source(source, RULES).quantities
    rules = load_rules(_overlay(tmp_path, 'subject = "quantity"\n[words]\nclassifier = ["畦"]'))
    assert [q.unit for q in extract_source(source, rules).quantities] == ["畦"]
    assert rules.digest != RULES.digest


def test_a_rule_without_a_pattern_or_tokens_examples_fails_the_check(tmp_path: Path) -> None:
    rules = load_rules(
        _overlay(
            tmp_path,
            'subject = "quantity"\n[[rule]]\nid = "quantity.number"\nreads = "r"\nmake = "number"\n'
            'pattern = "(?P<figure>\\\\d+)(?P<unit>个)"\n'
            'yes = [{text = "20个", value = 21}]\nno = [{text = "30个", why = "w"}]',
        )
    )
    problems = [str(p) for p in check_rule(rules.rule("quantity.number"), rules)]
    assert len(problems) == 2
    assert "mine.toml: rule quantity.number: wanted {'value': 21}, found value=20.0" in problems[0]


def test_a_pattern_that_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.rulebook.PATTERN_SECONDS", 0.01)
    rule = replace(load_rules().rule("quantity.grade"), pattern=regex.compile(r"(?:\w+\w+)+\W"), needs=())
    with pytest.raises(TimeoutError, match=r"quantities\.toml: rule quantity\.grade"):
        list(rule.find("a" * 5_000))
