"""Plans: the works of which documents are editions and copies, put together from what is known of pairs of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

Relation = Literal["copy", "revision", "different"]

_WHOLE = 0.7  # of the longest copy's length, what is no excerpt


@dataclass(frozen=True, slots=True)
class Member:
    """A document as far as its place among editions and copies depends on it."""

    id: str
    period: str  # the years in the title that are not of a draft or a revision
    year: int | None  # of the edition: the title's first, or that of the document's own date
    draft: bool
    standing: bool  # holds until another edition takes its place
    revisions: int
    issued_on: str | None
    noise: int  # that copying added
    official: bool  # from a government's site, or with a 发文字号
    length: int  # letters of the body: an excerpt is shorter than what it is taken from
    titled: bool  # called as policy documents are, not as news about them
    traditional: bool  # in traditional characters
    said: int  # characters of issuer, 发文字号 and date, which bad copies lose
    around: int = 0  # characters of a page's furniture around the text
    replaces: bool = False  # puts an end to an earlier text of its title


@dataclass(frozen=True, slots=True)
class Link:
    """What two documents are to each other; a person's word goes before what was found."""

    one: str
    other: str
    relation: Relation
    similarity: float
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A work: its editions in order, each with the ids of its copies, the best one first."""

    editions: tuple[tuple[str, ...], ...]
    in_place: tuple[int, ...]  # for each edition which one is in place of it now: itself, or a later one

    def pairs(self) -> list[tuple[str, str, Relation]]:
        """Each two documents of the plan by the order of their ids, and whether they are copies or revisions."""
        edition = {document: i for i, copies in enumerate(self.editions) for document in copies}
        return [
            (one, other, "copy" if edition[one] == edition[other] else "revision")
            for one, other in combinations(sorted(edition), 2)
        ]


def find_plans(members: Mapping[str, Member], links: Iterable[Link]) -> list[Plan]:
    """The plans that these documents make, by their first ids. The order of what is given makes no difference.

    Copies and revisions are carried on: copies of copies are copies. Where links disagree, a person's word goes before
    all, then the link of the more similar; no link joins what a person, or such a link, told apart.
    """
    ranked = sorted(links, key=_weight)
    copies = _join(members, [k for k in ranked if k.relation == "copy"], [k for k in ranked if k.relation != "copy"])
    apart = [k for k in ranked if k.relation == "different"]
    works = _join(members, [k for k in ranked if k.relation != "different"], apart)
    plans = []
    for work in _groups(works):
        editions = [[members[document] for document in group] for group in _groups({d: copies[d] for d in work})]
        ordered = _in_order(editions)
        plans.append(Plan(tuple(_best_first(edition) for edition in ordered), _in_place(ordered)))
    return plans


def works_of(documents: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each document the least id of those that pairs join it with."""
    return _join(documents, [Link(*pair, "copy", 1.0) for pair in pairs], [])


def astray(untitled: Set[str], news: Set[str], pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs that join nothing: a text without a title with the news that quote it, where it is of a plan too; and
    with two works which nothing else joins, for what both say, as 各位代表 and what follows it at the end of reports,
    tells of neither.
    """
    titled = {document for pair in pairs for document in pair} - untitled
    works = works_of(titled, [pair for pair in pairs if titled.issuperset(pair)])
    held: dict[str, dict[str, tuple[str, str]]] = {}
    for pair in pairs:
        for one, other in (pair, pair[::-1]):
            if one in untitled and other in titled:
                held.setdefault(one, {})[other] = pair
    found: set[tuple[str, str]] = set()
    for document, wholes in held.items():
        quoting = wholes.keys() & news
        plans = wholes.keys() - news or wholes.keys()
        found |= {wholes[other] for other in quoting - plans}
        if len({works[other] for other in plans}) > 1:
            found |= {pair for pair in pairs if document in pair}
    return found


def _join(members: Iterable[str], joining: Sequence[Link], parting: Sequence[Link]) -> dict[str, str]:
    """For each document the least id of those that it is joined with."""
    group = {document: document for document in members}
    inside = {document: [document] for document in group}
    against: dict[str, list[Link]] = {document: [] for document in group}
    for link in parting:
        against[link.one].append(link)
        against[link.other].append(link)
    for link in joining:
        first, second = sorted((group[link.one], group[link.other]))
        if first == second:
            continue
        smaller = min(inside[first], inside[second], key=len)
        apart = (k for d in smaller for k in against[d] if {group[k.one], group[k.other]} == {first, second})
        if any(_weight(k) < _weight(link) for k in apart):
            continue
        inside[first] += inside.pop(second)
        for document in inside[first]:
            group[document] = first
    return group


def _weight(link: Link) -> tuple[bool, float, str, str]:
    """What links are sorted by, the weightiest first."""
    return not link.by_person, -link.similarity, link.one, link.other


def _groups(group: Mapping[str, str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for document in sorted(group):
        groups.setdefault(group[document], []).append(document)
    return list(groups.values())


def _in_order(editions: list[list[Member]]) -> list[list[Member]]:
    """Editions by year (one not known is the first), drafts before what was issued, then by revisions, date and id."""
    years = [member.year for edition in editions for member in edition if member.year is not None]
    first = min(years, default=0)

    def key(edition: list[Member]) -> tuple[int, bool, int, str, str]:
        year = min((m.year for m in edition if m.year is not None), default=first)
        day = min((m.issued_on for m in edition if m.issued_on), default="")
        return (
            year,
            not any(m.draft for m in edition),
            max(m.revisions for m in edition),
            day,
            min(m.id for m in edition),
        )

    return sorted(editions, key=key)


def _in_place(editions: Sequence[Sequence[Member]]) -> tuple[int, ...]:
    """For each edition the one in place of it now; what a plan says of its next period stands beside the last."""
    found = list(range(len(editions)))
    for at in reversed(range(len(editions))):
        later = range(at + 1, len(editions))
        found[at] = next((found[k] for k in later if _takes_the_place(editions[k], editions[at])), at)
    return tuple(found)


def _takes_the_place(new: Sequence[Member], old: Sequence[Member]) -> bool:
    """Whether a later edition is of the same years, and issued after a draft, amended, of the same year, or of a known
    later one than a text that holds till then; or puts an end to it.
    """
    if len({member.period for member in (*new, *old) if member.period}) > 1:
        return False
    drafts = any(member.draft for member in old)
    amended = max(member.revisions for member in new) > max(member.revisions for member in old)
    years, before = {member.year for member in new}, {member.year for member in old}
    replaced = any(member.standing for member in old) and None not in years | before
    ended = any(member.replaces for member in new)
    return drafts or amended or replaced or ended or bool(years & before)


def _best_first(edition: list[Member]) -> tuple[str, ...]:
    """The copies of an edition: excerpts last, the least noise first, then official ones, then those that say best
    whose they are, in the script of the mainland, and have least around them.
    """
    whole = _WHOLE * max(m.length for m in edition)

    def key(m: Member) -> tuple[bool, int, bool, bool, bool, int, int, str]:
        return (m.length < whole, m.noise, not m.official, not m.titled, m.traditional, -m.said, m.around, m.id)

    return tuple(m.id for m in sorted(edition, key=key))
