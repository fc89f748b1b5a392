"""Every rule's own examples, both ways; and what a broken rule says."""

from dataclasses import replace
from itertools import pairwise
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


def _rule(line: str) -> str:
    """A file with a rule that is sound but for a line."""
    sound = 'reads = "r"\nmake = "number"\nyes = [{text = "x"}]\nno = [{text = "y", why = "w"}]\n'
    return f'subject = "quantity"\n[[rule]]\nid = "quantity.mine"\n{sound}{line}\n'


_DOUBLED = "\n".join(f'{name} = "{("{" + before + "}") * 4}"' for before, name in pairwise("abcdefghijkl"))


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
        ('subject = "quantity"\n[rule]\nid = "quantity.mine"', "rule: each rule begins with [[rule]]"),
        ('subject = "quantity"\nrule = ["a"]', "rule: each rule begins with [[rule]]"),
        ('subject = "quantity"\nwords = "a"', "words: a table is wanted"),
        ('subject = "quantity"\nfragments = ["a"]', "fragments: a table is wanted"),
        ('subject = "quantity"\ntables = 3', "tables: a table is wanted"),
        ('subject = "quantity"\n[fragments]\nx = 3', "fragment x: a text is wanted"),
        (_rule("pattern = 3"), "rule quantity.mine: pattern: a text is wanted"),
        (_rule('needs = "x"'), "rule quantity.mine: needs: a list of non-empty texts is wanted"),
        (_rule("needs = [3]"), "rule quantity.mine: needs: a list of non-empty texts is wanted"),
        (_rule("near = 3"), "rule quantity.mine: near: a text is wanted"),
        (_rule('tokens = [{ORTH = "x"}]'), "rule quantity.mine: tokens: a list of lists of tables is wanted"),
        (_rule('todo = ["x"]'), "rule quantity.mine: todo: a list of examples is wanted, each a table with a text"),
        (_rule("todo = [{value = 1}]"), "rule quantity.mine: todo: a list of examples is wanted"),
        (_rule(f"pattern = '{'(' * 5_000}x{')' * 5_000}'"), "rule quantity.mine: nested too deep"),
        ('subject = "common"\n[words]\nx = ["' + "x" * 3_000 + '"]', "words 'x': more than 200 characters"),
        (_rule("pattern = '((甲{1000}){1000}){1000}'"), "rule quantity.mine: more than 4,000,000 characters"),
        ('subject = "quantity"\n[fragments]\na = "xxxxxxxxxx"\n' + _DOUBLED, "longer than 500,000 characters"),
        ('subject = "quantities"\n[words]\nx = ["x"]', "no subject 'quantities'; there are agency, "),
        (
            'subject = "quantity"\n[[rule]]\nid = "quantity.mine"\nreads = "r"\nmake = "numbr"\npattern = "x"\n'
            'yes = [{text = "x"}]\nno = [{text = "y", why = "w"}]\n',
            "rule quantity.mine: no make 'numbr' among adjacent, ",
        ),
        (_rule("").replace("quantity", "common"), "rule common.mine: no stage looks for rules in common"),
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


def test_a_rule_that_a_stage_cannot_use_fails_the_check(tmp_path: Path) -> None:
    rules = load_rules(_overlay(tmp_path, _rule('pattern = "x"')))
    problems = [str(problem) for problem in check_rule(rules.rule("quantity.mine"), rules)]
    assert problems[0] == "mine.toml: rule quantity.mine: can't be used: KeyError: 'figure': x"
    assert len(problems) == 1


def test_a_file_of_rules_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(RuleError, match=r"mine\.toml: Is a directory"):
        load_rules(tmp_path)
