"""Two documents compared for tests: the sample's, or texts of a test's own, and what must hold of any changes found."""

from collections import Counter
from functools import cache

from packaged import RULES

from extract.data_files import data_folder
from extract.extraction import extract_source
from extract.model import Extraction, Source
from extract.read import read_bytes
from extract.relate.account import Change, open_account
from extract.relate.changes import changes, reconcile

CORPUS = data_folder("corpus")
PLAN = "霁川市十四五城市高质量发展行动方案.txt"
DRAFT = "霁川市十四五城市高质量发展行动方案_征求意见稿.md"
OCR = "霁川市十四五城市高质量发展行动方案_扫描识别.txt"
NAMES = sorted(file.name for file in CORPUS.iterdir() if file.is_file() and file.name != "README.md")


@cache
def sample(name: str) -> Extraction:
    return extract_source(read_bytes((CORPUS / name).read_bytes(), name), RULES)


def read(text: str) -> Extraction:
    return extract_source(Source(text, "text/plain"), RULES)


def told(before: str, after: str) -> list[tuple[str, str, str]]:
    """Kind, field and weight of each change between two texts, layout apart."""
    return [(c.kind, c.what, c.weight) for c in changes(read(before), read(after), RULES) if c.what != "layout"]


def assert_sound(before: Extraction, after: Extraction, found: list[Change]) -> None:
    """Quotes stand at their spans, and each target of each side is counted once."""
    for change in found:
        for side, span, quote in (
            (before, change.from_span, change.before),
            (after, change.to_span, change.after),
        ):
            assert (quote is None) == (span is None)
            assert span is None or side.source.text[slice(*span)] == quote
    for (side, counts), kind in zip(
        zip((before, after), reconcile(before, after, found), strict=True), ("removed", "added"), strict=True
    ):
        targets = [s for s in side.statements if s.kind == "target"]
        alone = [n for c in found if c.kind == kind for n in (c.from_targets if kind == "removed" else c.to_targets)]
        assert len(alone) == len(set(alone)) <= counts.alone
        assert counts.unchanged + counts.changed + counts.moved + counts.alone == len(targets)
        assert min(counts.unchanged, counts.changed, counts.moved, counts.alone) >= 0
    account = open_account(before, after, RULES)
    for side, counts, named in zip(
        (account.before, account.after),
        reconcile(before, after, found),
        (Counter(n for c in found for n in c.from_targets), Counter(n for c in found for n in c.to_targets)),
        strict=True,
    ):
        assert [named[t.number] for t in side.targets if t.number not in side.paired and named[t.number] != 1] == []
        assert counts.unchanged == len([number for number in side.paired if not named[number]])
    left, right = reconcile(before, after, found)
    assert (left.unchanged, left.changed, left.moved) == (right.unchanged, right.changed, right.moved)
