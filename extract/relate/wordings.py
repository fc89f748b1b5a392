"""Which sentences are one in two wordings, and where within them letters differ."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.relate.matching import ALONE, Matching
from extract.relate.prose import Prose, Span
from extract.relate.weigh import Edit

_LINK = 0.3  # of the shorter of two sentences, the share of letters in common that makes them one
_SURELY = 8  # letters in common that make them one anyway


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences that are one before and after: mostly one on each side, more where one was cut in two."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Clauses that differ, as ranges of letters (either may be empty), and what differs in them."""

    before: Span
    after: Span
    edits: tuple[Edit, ...]


def wordings(match: Matching) -> list[Wording]:
    """The sentences that are one, in the order of the first document; what is in none stands alone."""
    common: Counter[tuple[int, int]] = Counter()
    sentence_of = _sentence_numbers(match.one), _sentence_numbers(match.other)
    for letter, at in enumerate(match.to):
        if at != ALONE:
            common[sentence_of[0][letter], sentence_of[1][at]] += 1
    group: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while group.setdefault(node, node) != node:
            group[node] = group[group[node]]
            node = group[node]
        return node

    for (i, j), count in sorted(common.items()):
        lengths = [s.end - s.start for s in (match.one.sentences[i], match.other.sentences[j])]
        if count >= min(_SURELY, _LINK * min(lengths)):
            group[root((1, j))] = root((0, i))
    members: dict[tuple[int, int], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, number in sorted(group):
        members[root((side, number))][side].append(number)
    return sorted((Wording(tuple(a), tuple(b)) for a, b in members.values()), key=lambda w: w.before)


def edits_of(wording: Wording, match: Matching) -> Iterator[Edit]:
    """What differs between the letters of a wording, in order."""
    left = [i for s in wording.before for i in range(*match.one.sentences[s][:2])]
    right = [i for s in wording.after for i in range(*match.other.sentences[s][:2])]
    place = {letter: n for n, letter in enumerate(right)}
    last = -1
    gap: list[int] = []
    for letter in left:
        at = place.get(match.to[letter], ALONE)
        if at <= last:
            gap.append(letter)
            continue
        yield from _edits(gap, right[last + 1 : at], letter, right[at])
        gap, last = [], at
    ends = left[-1] + 1, right[-1] + 1
    yield from _edits(gap, right[last + 1 :], *ends)


def _edits(gap: list[int], others: list[int], at: int, other_at: int) -> Iterator[Edit]:
    """A stretch that differs as edits, each of letters that stand together."""
    left, right = list(_runs(gap)) or [(at, at)], list(_runs(others)) or [(other_at, other_at)]
    if gap or others:
        yield Edit(*left[0], *right[0])
    for start, end in left[1:]:
        yield Edit(start, end, right[-1][1], right[-1][1])
    for start, end in right[1:]:
        yield Edit(left[-1][1], left[-1][1], start, end)


def _runs(letters: list[int]) -> Iterator[Span]:
    start = 0
    for n in range(1, len(letters) + 1):
        if n == len(letters) or letters[n] != letters[n - 1] + 1:
            yield letters[start], letters[n - 1] + 1
            start = n


def passages(wording: Wording, edits: Sequence[Edit], match: Matching) -> list[Passage]:
    """The clauses that edits of a wording change, those together that share a clause."""
    inside = _clauses_of(match.one, wording.before), _clauses_of(match.other, wording.after)
    groups: list[tuple[set[int], set[int], list[Edit]]] = []
    for edit in edits:
        left = _clauses(match.one, edit.start, edit.end)
        right = _clauses(match.other, edit.other_start, edit.other_end)
        known = 0
        while known < len(left) + len(right):  # a clause may stand in the next one
            known = len(left) + len(right)
            left |= _counterparts(match.other, right, match.back, match.one) & inside[0]
            right |= _counterparts(match.one, left, match.to, match.other) & inside[1]
        if groups and (groups[-1][0] & left or groups[-1][1] & right):
            groups[-1][0].update(left)
            groups[-1][1].update(right)
            groups[-1][2].append(edit)
        else:
            groups.append((left, right, [edit]))
    return [
        Passage(_cover(match.one, a, e[0].start), _cover(match.other, b, e[0].other_start), tuple(e))
        for a, b, e in groups
    ]


def _clauses(prose: Prose, start: int, end: int) -> set[int]:
    return set(range(prose.clause_at(start), prose.clause_at(end - 1) + 1)) if start < end else set()


def _clauses_of(prose: Prose, sentences: Sequence[int]) -> set[int]:
    return {clause for number in sentences for clause in _clauses(prose, *prose.sentences[number][:2])}


def _counterparts(prose: Prose, clauses: set[int], to: Sequence[int], other: Prose) -> set[int]:
    """The clauses of the other side that hold letters of these."""
    letters = (at for clause in clauses for at in to[slice(*prose.clauses[clause])])
    return {other.clause_at(at) for at in letters if at != ALONE}


def _cover(prose: Prose, clauses: set[int], at: int) -> Span:
    if not clauses:
        return at, at
    return prose.clauses[min(clauses)][0], prose.clauses[max(clauses)][1]


def _sentence_numbers(prose: Prose) -> list[int]:
    return [number for number, s in enumerate(prose.sentences) for _ in range(s.start, s.end)]
