"""Which letters of one document stand in another: in order where they can, and where a sentence was moved elsewhere.

What is shared is looked for by clauses, then within what differs by sentences, and within like sentences by letters.
Nothing is forced: a sentence without its like stays alone.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import Indel

from extract.relate.compare import MOST_CLAUSES, Block, align
from extract.relate.prose import Prose, Sentence, Span

ALONE = -1

_ALIKE = 0.55  # similarity from which two sentences at one place are one, reworded
_KEPT = 0.4  # of the shorter of two sentences that replace each other, the share of letters that makes them one
_MOVED = 0.75  # the same at different places, where nothing else speaks for it
_MOST_SENTENCES = 60  # of a stretch that differs, that are compared each with each
_MOST_LETTERS = 6_000  # of a stretch that differs, that are aligned letter by letter
_MOST_PLACES = 12  # at which a run of letters stands that still tells sentences apart
_RUN = 5  # letters
_CANDIDATES = 3  # that share most runs with a sentence
_TELLING = 8  # letters of a sentence that can be recognised elsewhere
_CUT_OFF = 4  # letters that a line break may cut off from their sentence
_PLACED = 0.3  # of a sentence's letters, the share with a counterpart from which it is not alone
_CHANCE_CLAUSE, _CHANCE_LETTERS = 5, 3  # letters between differences that are shared by chance


@dataclass(slots=True)
class Matching:
    """For each letter of each side its counterpart on the other, or ALONE."""

    one: Prose
    other: Prose
    to: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)  # sentences that stand elsewhere

    def intact(self, start: int, end: int) -> bool:
        """Whether a range of letters of the first document stands unbroken in the other."""
        return _unbroken(self.to, start, end)

    def intact_back(self, start: int, end: int) -> bool:
        """The same for a range of the other document."""
        return _unbroken(self.back, start, end)

    def pair(self, start: int, other_start: int, length: int) -> None:
        """Makes letters from two offsets on each other's counterparts."""
        self.to[start : start + length] = range(other_start, other_start + length)
        self.back[other_start : other_start + length] = range(start, start + length)

    def part(self, letter: int) -> None:
        """Takes a letter of the first document from its counterpart."""
        self.back[self.to[letter]] = ALONE
        self.to[letter] = ALONE


def match(one: Prose, other: Prose) -> Matching:
    """The counterparts of all letters of two documents."""
    found = Matching(one, other, [ALONE] * len(one.shapes), [ALONE] * len(other.shapes))
    for block in _shared_clauses(one, other):
        left, right = _letters(one.items, block.start, block.end), _letters(other.items, *block[3:])
        if block.same:
            found.pair(left[0], right[0], left[1] - left[0])
        elif left[0] < left[1] and right[0] < right[1]:
            _match_stretch(found, left, right)
    _gather(found, one, other, found.to, found.back)
    _gather(found, other, one, found.back, found.to)
    _join_broken(found)
    _match_moved(found)
    return found


def _unbroken(to: Sequence[int], start: int, end: int) -> bool:
    return all(to[i] >= 0 and to[i] == to[start] + i - start for i in range(start, end))


def _letters(items: Sequence[Span], first: int, last: int) -> Span:
    """The letters of a run of items; where it is empty, the place where it would stand."""
    if first < last:
        return items[first][0], items[last - 1][1]
    at = items[first][0] if first < len(items) else items[-1][1] if items else 0
    return at, at


def _shared_clauses(one: Prose, other: Prose) -> list[Block]:
    """What stands between two marks, aligned; the first and last that are the same cost nothing."""
    left = [one.shapes[slice(*item)] for item in one.items]
    right = [other.shapes[slice(*item)] for item in other.items]
    head = _same_head(left, right)
    tail = _same_head(left[head:][::-1], right[head:][::-1])
    inner = left[head : len(left) - tail][:MOST_CLAUSES], right[head : len(right) - tail][:MOST_CLAUSES]
    blocks = [Block(True, 0, head, 0, head)] if head else []
    blocks += [Block(b[0], *(at + head for at in b[1:])) for b in align(*inner)]
    ends = len(left) - tail, len(right) - tail
    cut = head + len(inner[0]), head + len(inner[1])
    if cut != ends:
        blocks.append(Block(False, cut[0], ends[0], cut[1], ends[1]))
    if tail:
        blocks.append(Block(True, ends[0], len(left), ends[1], len(right)))
    return _settled(blocks, _CHANCE_CLAUSE, [len(text) for text in left], [len(text) for text in right])


def _same_head(left: Sequence[str], right: Sequence[str]) -> int:
    for i, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return i
    return min(len(left), len(right))


def _settled(
    blocks: Iterable[Block], chance: int, lengths: Sequence[int] = (), others: Sequence[int] = ()
) -> list[Block]:
    """The blocks without those that two texts share by chance: up to so many letters, and fewer than differ on both
    sides of them. Lengths are of the items that blocks count; without them blocks count letters.
    """

    def size(block: Block) -> int:
        left = sum(lengths[block.start : block.end]) if lengths else block.end - block.start
        right = sum(others[block.other_start : block.other_end]) if others else block.other_end - block.other_start
        return max(left, right)

    kept: list[Block] = []
    for block in blocks:
        kept.append(block)
        while len(kept) > 2 and not kept[-1].same and kept[-2].same and not kept[-3].same:
            before, shared, after = kept[-3:]
            if size(shared) > min(chance, size(before), size(after)):
                break
            kept[-3:] = [Block(False, before.start, after.end, before.other_start, after.other_end)]
    return kept


def _match_stretch(found: Matching, left: Span, right: Span) -> None:
    """Pairs the letters of two stretches between what is shared, sentence by sentence."""
    pieces, others = _pieces(found.one, *left), _pieces(found.other, *right)
    if len(pieces) == len(others) == 1:
        whole = _is_whole(found.one, pieces[0]) and _is_whole(found.other, others[0])
        match_letters(found, pieces[0], others[0], at_least=_KEPT if whole else 0)
        return
    if len(pieces) > _MOST_SENTENCES or len(others) > _MOST_SENTENCES:
        return
    pairs = _like_in_order(found, pieces, others)
    edges = [(-1, -1), *pairs, (len(pieces), len(others))]
    for i, j in pairs:
        match_letters(found, pieces[i], others[j])
    for (i, j), (k, m) in pairwise(edges):
        if k - i == 2 and m - j == 2:  # one sentence on each side, at the same place
            match_letters(found, pieces[i + 1], others[j + 1], at_least=_KEPT)


def _is_whole(prose: Prose, piece: Span) -> bool:
    """Whether a piece is a whole sentence, of which nothing else has a counterpart."""
    return prose.sentences[prose.sentence_at(piece[0])][:2] == piece


def _pieces(prose: Prose, start: int, end: int) -> list[Span]:
    """A range of letters, cut between sentences."""
    cuts = [start]
    at = prose.sentence_at(start) + 1
    while at < len(prose.sentences) and prose.sentences[at].start < end:
        cuts.append(prose.sentences[at].start)
        at += 1
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _like_in_order(found: Matching, pieces: list[Span], others: list[Span]) -> list[tuple[int, int]]:
    """The pairs of like sentences, in order on both sides, that are likest together."""
    left = [found.one.shapes[slice(*piece)] for piece in pieces]
    right = [found.other.shapes[slice(*piece)] for piece in others]
    heads = (
        [found.one.headings[found.one.sentence_at(piece[0])] for piece in pieces],
        [found.other.headings[found.other.sentence_at(piece[0])] for piece in others],
    )
    both = set(heads[0]) & set(heads[1]) - {None}
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    worth: dict[tuple[int, int], float] = {}
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if heads[0][i] != heads[1][j] and not both.isdisjoint((heads[0][i], heads[1][j])):
                continue  # each stands under a heading that both have
            similarity = Indel.normalized_similarity(left[i], right[j], score_cutoff=_ALIKE)
            if similarity:
                worth[i, j] = similarity * min(len(left[i]), len(right[j]))
                best[i][j] = max(best[i][j], worth[i, j] + best[i + 1][j + 1])
    pairs = []
    i = j = 0
    while i < len(left) and j < len(right):
        if (i, j) in worth and best[i][j] == worth[i, j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def match_letters(found: Matching, piece: Span, other: Span, at_least: float = 0.0) -> None:
    """Pairs the letters that two pieces share, if they share ``at_least`` such a part of the shorter."""
    one, two = found.one.shapes[slice(*piece)], found.other.shapes[slice(*other)]
    if max(len(one), len(two)) > _MOST_LETTERS:
        return
    blocks = _settled(align(one, two), _CHANCE_LETTERS)
    shared = sum(block.end - block.start for block in blocks if block.same)
    if shared < at_least * min(len(one), len(two)):
        return
    for block in blocks:
        if block.same:
            found.pair(piece[0] + block.start, other[0] + block.other_start, block.end - block.start)


def _match_moved(found: Matching) -> None:
    """Pairs sentences without a counterpart at their place with their likes elsewhere, and then their neighbours."""
    left, right = _alone(found.one, found.to), _alone(found.other, found.back)
    pairs: dict[int, int] = {}
    taken: set[int] = set()

    def take(i: int, j: int) -> None:
        pairs[i] = j
        taken.add(j)

    for _, i, j in sorted(_likes(left, right)):
        if i not in pairs and j not in taken:
            take(i, j)
    for i, j in sorted(pairs.items()):
        for step in (1, -1):
            k, m = i + step, j + step
            while k in left and m in right and k not in pairs and m not in taken:
                if Indel.normalized_similarity(left[k], right[m]) < _ALIKE:
                    break
                take(k, m)
                k, m = k + step, m + step
    placed = [(i, at) for i, at in enumerate(found.to) if at != ALONE]
    for i, j in pairs.items():
        here, there = found.one.sentences[i], found.other.sentences[j]
        if not _in_order(placed, here.start, there.start):
            found.moved[i] = j
    for i, j in pairs.items():
        here, there = found.one.sentences[i], found.other.sentences[j]
        match_letters(found, (here.start, here.end), (there.start, there.end))


def _gather(found: Matching, one: Prose, other: Prose, to: list[int], back: list[int]) -> None:
    """Gives a sentence whose letters are found in two places to the likest: a letter in front of a draft repeats what
    the draft begins with.
    """
    for here in one.sentences:
        shares: Counter[int] = Counter(other.sentence_at(at) for at in to[here.start : here.end] if at != ALONE)
        best = max(shares, key=lambda number: (shares[number], -number), default=0)
        far = {number for number in shares if abs(number - best) > 1 and shares[number] < shares[best]}
        if not far:
            continue
        there = other.sentences[best]
        if shares[best] < _KEPT * min(here.end - here.start, there.end - there.start):
            continue
        for i in range(here.start, here.end):
            if to[i] != ALONE and other.sentence_at(to[i]) in far:
                back[to[i]] = to[i] = ALONE
        _match_gaps(found, here, there) if one is found.one else _match_gaps(found, there, here)


def _match_gaps(found: Matching, here: Sentence, there: Sentence) -> None:
    """Pairs the letters that two sentences share between those that are paired already."""
    start, other_start = here.start, there.start
    for i in range(here.start, here.end + 1):
        at = there.end if i == here.end else found.to[i]
        if i < here.end and not other_start <= at < there.end:
            continue
        if start < i and other_start < at:
            match_letters(found, (start, i), (other_start, at))
        start, other_start = i + 1, at + 1


def _join_broken(found: Matching) -> None:
    """Pairs the ends of sentences that a line break in the middle of a word cut off on one side."""
    one, other = found.one, found.other
    for i, j, length in [
        *((at + 1, s.start, s.end - s.start) for s, at in _cut_off(other, found.back)),
        *((s.start, at + 1, s.end - s.start) for s, at in _cut_off(one, found.to)),
    ]:
        said = one.shapes[i : i + length] == other.shapes[j : j + length]
        if said and {*found.to[i : i + length], *found.back[j : j + length]} == {ALONE}:
            found.pair(i, j, length)


def _cut_off(prose: Prose, to: Sequence[int]) -> Iterator[tuple[Sentence, int]]:
    """The few letters that are a sentence and alone, each with the counterpart of the letter in front of them."""
    for sentence in prose.sentences:
        few = sentence.kind == "text" and sentence.end - sentence.start <= _CUT_OFF
        if few and sentence.start and to[sentence.start - 1] != ALONE:
            yield sentence, to[sentence.start - 1]


def _alone(prose: Prose, to: Sequence[int]) -> dict[int, str]:
    """The sentences, by number, of which hardly a letter has a counterpart."""
    alone = {}
    for number, s in enumerate(prose.sentences):
        if sum(at != ALONE for at in to[s.start : s.end]) < _PLACED * (s.end - s.start):
            alone[number] = prose.shapes[s.start : s.end]
    return alone


def _likes(left: dict[int, str], right: dict[int, str]) -> Iterator[tuple[float, int, int]]:
    """Pairs of like sentences with their distance. What stands at many places tells nothing."""
    places: dict[str, list[int]] = defaultdict(list)
    for j, text in right.items():
        for run in _runs(text):
            places[run].append(j)
    for i, text in left.items():
        shared = Counter(
            j for run in _runs(text) if len(places.get(run, ())) <= _MOST_PLACES for j in places.get(run, ())
        )
        for j, _ in shared.most_common(_CANDIDATES):
            similarity = Indel.normalized_similarity(text, right[j], score_cutoff=_MOVED)
            if similarity:
                yield 1 - similarity, i, j


def _runs(text: str) -> set[str]:
    return {text[i : i + _RUN] for i in range(len(text) - _RUN + 1)} if len(text) >= _TELLING else set()


def _in_order(placed: list[tuple[int, int]], start: int, other_start: int) -> bool:
    """Whether two sentences stand between the same counterparts."""
    at = bisect_right(placed, (start, 0))
    before = placed[at - 1][1] if at else -1
    after = placed[at][1] if at < len(placed) else other_start + 1
    return before < other_start < after
