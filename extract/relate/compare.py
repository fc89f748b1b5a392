"""How two texts differ: clause by clause, and within clauses that differ character by character."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rapidfuzz.distance import Indel

from extract.relate.body import Clause, numbers, shingles

MOST_CLAUSES = 20_000  # of each side that are aligned: what a book has
_MOST_CHARACTERS = 20_000  # of a stretch that differs, likewise
_CORE = 30  # characters in a row with which what both texts are about begins: less is shared by words above it too
_MISREAD = 0.35  # similarity of texts of which a scan misread characters of most clauses
_WHOLE = 0.5  # of the shorter text, what stands in clauses that are the same, else characters are aligned
_LONG = 6  # characters in a row that a recogniser doesn't lose or invent


@dataclass(frozen=True, slots=True)
class Difference:
    """How much of two texts differs, in characters of squeezed text."""

    similarity: float  # of the five-character shingles that either has, the share that both have
    contained: float  # of the shingles that the one with fewer has, the share that the other has too
    lengths: tuple[int, int]
    inside: tuple[int, int]  # characters in long runs that only the one or the other has, between what they share
    outside: tuple[int, int]  # the same before the first and after the last clause that they share
    figures: int  # figures between what they share that differ
    slips: int  # short runs that differ otherwise
    renamed: int = 0  # of these, names that are others each time, as where a template is used again


class Block(NamedTuple):
    """A stretch of two sequences: one that they share, or one where they differ (either side may be empty)."""

    same: bool
    start: int
    end: int
    other_start: int
    other_end: int


def align(one: Sequence[str], other: Sequence[str]) -> list[Block]:
    """The stretches that two sequences share and those between, in order, so that they share as much as they can.

    >>> [tuple(block) for block in align("abc", "axc")]
    [(True, 0, 1, 0, 1), (False, 1, 2, 1, 2), (True, 2, 3, 2, 3)]
    """
    blocks: list[Block] = []
    for op in Indel.opcodes(one, other):
        same = op.tag == "equal"
        start, other_start = op.src_start, op.dest_start
        if not same and blocks and not blocks[-1].same:
            _, start, _, other_start, _ = blocks.pop()
        blocks.append(Block(same, start, op.src_end, other_start, op.dest_end))
    return blocks


def compare(a: Sequence[Clause], b: Sequence[Clause]) -> Difference:
    """How two texts differ. Only the first MOST_CLAUSES clauses of each are aligned. Seen from the other side it is the
    same: texts that have little in common may be aligned in more than one way.
    """
    whole = "".join(c.text for c in a), "".join(c.text for c in b)
    if (len(whole[0]), whole[0]) > (len(whole[1]), whole[1]):
        return _seen_from_the_other(compare(b, a))
    left, right = shingles(whole[0]), shingles(whole[1])
    shared = len(left & right)
    texts = [c.text for c in a[:MOST_CLAUSES]], [c.text for c in b[:MOST_CLAUSES]]
    blocks = align(*texts)
    similarity = shared / (len(left | right) or 1)
    if similarity >= _MISREAD and _few_whole(texts[0], blocks, len(whole[0])) and len(whole[1]) <= _MOST_CHARACTERS:
        texts = list(whole[0]), list(whole[1])
        blocks = align(*texts)
    equal = [i for i, block in enumerate(blocks) if block.same]
    core = (i for i in equal if sum(map(len, texts[0][blocks[i].start : blocks[i].end])) >= _CORE)
    first = next(core, equal[0] if equal else len(blocks))
    inside, outside = [0, 0], [0, 0]
    figures = slips = 0
    names = Counter[tuple[str, str]]()
    moved = _moved(texts, blocks)
    for i, block in enumerate(blocks):
        if block.same:
            continue
        said = (
            _without(texts[0][block.start : block.end], moved),
            _without(texts[1][block.other_start : block.other_end], moved),
        )
        if i < first or i > equal[-1]:
            said, beyond = _inner(*said, before=bool(equal) and i < first)
            outside[0] += beyond[0]
            outside[1] += beyond[1]
        runs, small = _runs(*said, names)
        inside[0] += runs[0]
        inside[1] += runs[1]
        slips += small
        if said[0] and said[1]:
            figures += _changed(numbers(said[0]), numbers(said[1]))
    if moved and figures:  # where a stretch was moved from or to, its edges look like changes
        figures = min(figures, _unlike(*whole))
    return Difference(
        similarity=similarity,
        contained=shared / (min(len(left), len(right)) or 1),
        lengths=(len(whole[0]), len(whole[1])),
        inside=(inside[0], inside[1]),
        outside=(outside[0], outside[1]),
        figures=figures,
        slips=slips,
        renamed=sum(times for times in names.values() if times > 1),
    )


def _few_whole(clauses: Sequence[str], blocks: Sequence[Block], length: int) -> bool:
    """Whether but few clauses of a text are in the other."""
    return sum(len(c) for block in blocks if block.same for c in clauses[block.start : block.end]) < _WHOLE * length


def _seen_from_the_other(difference: Difference) -> Difference:
    sides = {name: getattr(difference, name)[::-1] for name in ("lengths", "inside", "outside")}
    return replace(difference, **sides)


def _moved(texts: tuple[list[str], list[str]], blocks: Sequence[Block]) -> set[str]:
    """The clauses that stand as often in the stretches of the one text that differ as in those of the other; figures
    that stand alone are as likely to be of something else there.
    """
    left, right = Counter[str](), Counter[str]()
    for block in blocks:
        if not block.same:
            left.update(texts[0][block.start : block.end])
            right.update(texts[1][block.other_start : block.other_end])
    alone = {clause for clause in left if len(clause) < _LONG and numbers(clause)}
    return {clause for clause, times in left.items() if right[clause] == times} - alone


def _unlike(one: str, other: str) -> int:
    """How many figures one text has beyond those of the other, wherever they stand; of the side with more."""
    left, right = Counter(numbers(one)), Counter(numbers(other))
    return max((left - right).total(), (right - left).total())


def _without(clauses: Sequence[str], moved: set[str]) -> str:
    return "".join(clause for clause in clauses if clause not in moved)


def _inner(one: str, other: str, before: bool) -> tuple[tuple[str, str], tuple[int, int]]:
    """What two texts before the first clause that they share, or after the last, have in common, with what is between
    its parts, and how much of each is beyond that: a last clause with another figure is no furniture of a page.

    They have in common what lies next to that clause, as far as more of it is shared than not.
    """
    sizes = len(one), len(other)
    if not one or not other or max(sizes) > _MOST_CHARACTERS:
        return ("", ""), sizes
    blocks = align(one, other)
    score = best = kept = 0
    for number, block in enumerate(reversed(blocks) if before else blocks, 1):
        size = max(block.end - block.start, block.other_end - block.other_start)
        score += size if block.same else -size
        if score > best:
            best, kept = score, number
    if not kept:
        return ("", ""), sizes
    if before:
        edge = blocks[-kept]
        return (one[edge.start :], other[edge.other_start :]), (edge.start, edge.other_start)
    edge = blocks[kept - 1]
    beyond = sizes[0] - edge.end, sizes[1] - edge.other_end
    return (one[: edge.end], other[: edge.other_end]), beyond


def _runs(one: str, other: str, names: Counter[tuple[str, str]]) -> tuple[tuple[int, int], int]:
    """The characters in long runs that only the one or the other has, and the number of short runs; counts what
    else stands in those, if it is more than one character.
    """
    if not one or not other or max(len(one), len(other)) > _MOST_CHARACTERS:
        return (len(one) if len(one) >= _LONG else 0, len(other) if len(other) >= _LONG else 0), 1
    blocks = align(one, other)
    shared = sum(block.end - block.start for block in blocks if block.same)
    if 2 * shared < min(len(one), len(other)) and max(len(one), len(other)) >= _LONG:
        return (len(one), len(other)), 0  # the few characters that they share, they share by chance
    only = [0, 0]
    small = 0
    for block in blocks:
        sizes = block.end - block.start, block.other_end - block.other_start
        if block.same:
            continue
        if max(sizes) < _LONG:
            small += 1
            if max(sizes) > 1:
                names[one[block.start : block.end], other[block.other_start : block.other_end]] += 1
        else:
            only = [only[0] + sizes[0], only[1] + sizes[1]]
    return (only[0], only[1]), small


def _changed(one: Sequence[str], other: Sequence[str]) -> int:
    """How many figures of the side with more are not on the other side, in order."""
    shared = sum(block.end - block.start for block in align(one, other) if block.same)
    return max(len(one), len(other)) - shared
