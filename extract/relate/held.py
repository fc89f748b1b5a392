"""Which links of excerpts and collections hold: an excerpt is of the text that has most of it, and no excerpt makes a
collection an edition of what is in it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from itertools import combinations, starmap
from typing import NamedTuple

from extract.relate.body import Clause
from extract.relate.compare import compare
from extract.relate.plans import works_of

_AS_CLOSE = 0.005  # of a part, what one edition has less of it than another by slips alone

Pair = tuple[str, str]
Body = Callable[[str], Sequence[Clause]]


class Joined(NamedTuple):
    """The pairs of documents that were found to be related, in the order of their ids, by what joins them."""

    copies: Set[Pair]
    revisions: Set[Pair]
    excerpts: Mapping[Pair, str]  # copies of which one is an excerpt: the part
    parts: Mapping[Pair, str]  # collections with what they hold: the part


class Held(NamedTuple):
    """What is to be changed: pairs that are not joined, and excerpts that a collection has as part of what it holds."""

    dropped: set[Pair]
    parts: set[Pair]


def held(joined: Joined, drafts: Set[str], nameless: Set[str], body: Body) -> Held:
    """The pairs to drop, and those that are parts of a collection. Documents are ``nameless`` that tell nothing of a
    work: those without titles, and news. ``body`` gives a document's clauses.
    """
    sure = {pair for pair in (*joined.copies, *joined.revisions, *joined.parts) if pair not in joined.excerpts}
    known = works_of({document for pair in sure for document in pair}, sure - joined.parts.keys())
    parts = set(_of_collections(joined, known))
    dropped = set(_of_other_editions(joined, known, parts, drafts, nameless, body))
    return Held(dropped | set(_drafts_held(joined, drafts, body)), parts)


def _of_collections(joined: Joined, known: Mapping[str, str]) -> Iterator[Pair]:
    """Excerpts with the collections that they are in too: what holds several works, or what the excerpt is from."""
    inside = _inside(joined)
    for pair, part in joined.excerpts.items():
        works = inside.get(_other(pair, part), set())
        if len({known[one] for one in works}) > 1 or any(_pair(part, one) in joined.copies for one in works):
            yield pair


def _of_other_editions(
    joined: Joined, known: Mapping[str, str], parts: Set[Pair], drafts: Set[str], nameless: Set[str], body: Body
) -> Iterator[Pair]:
    """Excerpts with editions and namesakes of what they are from; with all, where two works have all of them."""
    wholes: dict[str, set[str]] = {}
    for pair, part in joined.excerpts.items():
        if pair not in parts:
            wholes.setdefault(part, set()).update({_other(pair, part)} - nameless)
    for part, found in sorted(wholes.items()):
        if len(found) < 2 or (_is_one_work(found, known, joined) and not _revised(found, joined)):
            continue
        near = _closest({whole: (part, whole) for whole in found}, body, drafts)
        if not _is_one_work(near, known, joined):
            near = set()
        yield from (_pair(part, whole) for whole in found - near)


def _drafts_held(joined: Joined, drafts: Set[str], body: Body) -> Iterator[Pair]:
    """Collections with other editions of what they hold."""
    for whole, found in sorted(_inside(joined).items()):
        revised = _revised(found, joined)
        for work in {frozenset((one, *(b for a in revised for b in a if one in a))) for one in found}:
            if len(work) > 1:
                near = _closest({one: (one, whole) for one in work}, body, drafts)
                yield from (_pair(one, whole) for one in work - near)


def _inside(joined: Joined) -> dict[str, set[str]]:
    """What each collection holds."""
    inside: dict[str, set[str]] = {}
    for pair, part in joined.parts.items():
        inside.setdefault(_other(pair, part), set()).add(part)
    return inside


def _closest(pairs: Mapping[str, Pair], body: Body, drafts: Set[str]) -> set[str]:
    """Of which pairs of a part and a whole the whole has most of the part; of what was issued, where a draft has as
    much.
    """
    shares = {name: compare(body(part), body(whole)).contained for name, (part, whole) in pairs.items()}
    near = {name for name, share in shares.items() if share >= max(shares.values()) - _AS_CLOSE}
    return near - drafts or near


def _is_one_work(documents: Collection[str], known: Mapping[str, str], joined: Joined) -> bool:
    """Whether documents are joined with each other, by themselves or by others, without their excerpts."""
    pairs = [
        pair
        for pair in starmap(_pair, combinations(documents, 2))
        if pair in joined.copies or pair in joined.revisions or pair in joined.parts or _same(pair, known)
    ]
    return len(set(works_of(documents, pairs).values())) == 1


def _same(pair: Pair, known: Mapping[str, str]) -> bool:
    return pair[0] in known and known[pair[0]] == known.get(pair[1])


def _revised(documents: Collection[str], joined: Joined) -> set[Pair]:
    return {pair for pair in starmap(_pair, combinations(documents, 2)) if pair in joined.revisions}


def _pair(one: str, other: str) -> Pair:
    return min(one, other), max(one, other)


def _other(pair: Pair, document: str) -> str:
    return pair[1] if pair[0] == document else pair[0]
