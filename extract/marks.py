"""The beginnings of sections, and what those around one tell of its rank: which stands inside which."""

from dataclasses import dataclass, replace
from itertools import pairwise

from extract.lines import Span

UNNUMBERED = -1
ANNEX = (UNNUMBERED, 0)
CLOSED = (UNNUMBERED, 11)  # headings that a full stop closes: all of one depth


@dataclass(slots=True)
class Mark:
    """The beginning of a section: its label and heading as ranges of the body's text."""

    rule: str
    kind: tuple[int, int]  # rank in the order of labels and depth in it; of unnumbered headings UNNUMBERED and a depth
    number: int | None
    start: int
    label: Span | None
    heading: Span | None
    body: int
    end: int  # of its paragraph
    lone: bool = False  # the paragraph is one sentence, and maybe who does it: a heading only if something follows
    doubtful: bool = False  # the paragraph before is a long one that breaks off, so this may be its second half
    closing: bool = False  # 附则, 结束语: what stands after all parts
    until: int | None = None  # where a section ends that doesn't last till the next of its rank


def take_back_lists(marks: list[Mark | None]) -> None:
    """Takes back bullets that stand one under another or have nothing under them: these begin items, no sections."""
    bullets = [mark is not None and mark.rule == "section.bullet" for mark in marks]
    for i, bullet in enumerate(bullets):
        if bullet and (i + 1 == len(marks) or any(bullets[max(i - 1, 0) : i] + bullets[i + 1 : i + 2])):
            marks[i] = None


def ranked(marks: list[Mark], rank: dict[str, int]) -> list[Mark]:
    """The marks with the kinds that the text shows: articles under 一、 where that comes first, (1) under 1) where that
    does; no 1 without 1.1."""
    first: dict[str, int] = {}
    for mark in marks:
        first[mark.rule] = min(mark.start, first.get(mark.rule, mark.start))
    han, article, decimal = "section.han", "section.article", (rank["section.decimal"], 1)
    if han in first and article in first and first[han] < first[article]:
        marks = [replace(mark, kind=(rank[han], 2)) if mark.rule == article else mark for mark in marks]
    half, whole = "section.half_bracket", "section.arabic_bracket"
    bracketed = [mark for mark in marks if mark.rule in (half, whole)]
    if first.get(half, 0) < first.get(whole, 0) and any(
        (before.rule, after.rule, after.number) == (half, whole, 1) for before, after in pairwise(bracketed)
    ):
        inner = {half: rank[whole], whole: rank[half]}
        marks = [replace(mark, kind=(inner.get(mark.rule, mark.kind[0]), mark.kind[1])) for mark in marks]
    if not any(mark.kind == (decimal[0], 2) for mark in marks):
        marks = [mark for mark in marks if mark.kind != decimal]
    return marks


def with_known_prefixes(marks: list[Mark], text: str) -> list[Mark]:
    """The marks, decimals doubted where no 2 goes before 2.1, nor 2.1.1 comes after it: a paragraph may also begin
    with an amount."""
    known: set[str] = set()
    checked = []
    labels = [text[slice(*mark.label)] if mark.label else "" for mark in marks]
    above = {label.removesuffix(".1") for label in labels if label.endswith(".1")}
    for mark, label in zip(marks, labels, strict=True):
        if mark.rule == "section.decimal":
            mark = replace(mark, doubtful=label not in above and label.rpartition(".")[0] not in known)
        known.add(label)
        checked.append(mark)
    return checked
