"""The characters that a pattern may begin or end with: none is left out of which a text shows that it may."""

import pytest
import regex
from packaged import RULES

from extract.cli import sample_corpus
from extract.extraction import extract_source
from extract.opening import Opening
from extract.read import read_bytes


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Indicators of the sample corpus, and each of their ends."""
    found = [extract_source(read_bytes(path.read_bytes(), path.name), RULES) for path in sample_corpus()]
    names = {statement.indicator for extraction in found for statement in extraction.statements}
    words = {word for listed in RULES.words["statement"].values() for word in listed}
    return words | names | {name[at:] for name in names for at in range(1, len(name))}


@pytest.mark.parametrize("name", sorted(RULES.patterns["figure"]))
def test_what_matches_begins_with_what_a_match_may_begin_with(name: str, texts: set[str]) -> None:
    pattern = RULES.patterns["figure"][name]
    edge = -1 if pattern.flags & regex.REVERSE else 0
    for match in (pattern.match, pattern.fullmatch):
        opening = Opening(match)
        assert [text for text in texts if match(text) and not opening[text[edge]]] == []
