"""Which targets of two documents are the same one, and in which fields they differ."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extract.model import Extraction, Statement
from extract.relate.body import squeezed
from extract.relate.matching import ALONE, Matching
from extract.relate.prose import Prose, Span

_ONE_INDICATOR = 60  # of 100, likeness of the names of what one target is about in two wordings
_ONE_MORE = bytes([1, *[2] * 255])
_DATE_REACH = 600  # letters over which a date holds for what follows it


@dataclass(frozen=True, slots=True)
class Target:
    """A target of one side, with the letters that say it and those that say until when."""

    number: int  # among the targets of its document
    statement: Statement
    said: Span
    own: Span  # from the first to the last letter that no other target says too; all where there is none
    date: Span | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A target before and after. ``in_place`` says whether the words of the one are those of the other."""

    before: Target
    after: Target
    in_place: bool


def targets_of(found: Extraction, prose: Prose) -> list[Target]:
    """The targets of a document, with their letters."""
    statements = [statement for statement in found.statements if statement.kind == "target"]
    spans = [prose.within(statement.start, statement.end) for statement in statements]
    owners = bytearray(len(prose.letters))  # how many targets say a letter, up to two
    for start, end in spans:
        owners[start:end] = owners[start:end].translate(_ONE_MORE)
    return [
        Target(number, statement, said, _own(owners, said), _date(statement, said, prose))
        for number, (statement, said) in enumerate(zip(statements, spans, strict=True))
    ]


def _own(owners: bytearray, said: Span) -> Span:
    first, last = owners.find(1, *said), owners.rfind(1, *said)
    return (first, last + 1) if first >= 0 else said


def pair_targets(one: Sequence[Target], other: Sequence[Target], match: Matching) -> list[Pair]:
    """The targets that are one before and after, in the order of the first document.

    What stands in the same words is paired first; of the rest, targets of one indicator, scope and unit in one section,
    then anywhere, if there is only one such on each side.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    places = set()
    for _, i, j in sorted(_in_place(one, other, match)):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
            places.add(i)
    sections = _same_sections(one, other, pairs)
    for within_sections in (True, False):
        left = _by_key((t for t in one if t.number not in pairs), within_sections, sections)
        right = _by_key((t for t in other if t.number not in taken), within_sections, {})
        for key, found in left.items():
            if len(found) == 1 and len(right.get(key, ())) == 1:
                pairs[found[0]] = right[key][0]
                taken.add(right[key][0])
    return [Pair(one[i], other[j], i in places) for i, j in sorted(pairs.items())]


def changed_fields(pair: Pair, match: Matching) -> Iterator[str]:
    """The fields in which a target changed, as far as its words did: value, operator, unit, baseline, deadline, …

    A reading that differs where the words are the same is an accident of extraction.
    """
    before, after = pair.before.statement, pair.after.statement
    if not (pair.in_place and match.intact(*pair.before.said) and match.intact_back(*pair.after.said)):
        if (before.value, before.value_max) != (after.value, after.value_max):
            yield "value"
        for what, fields in _FIELDS.items():
            of_values = what in _OF_VALUES and before.type != after.type  # a figure put in or taken out brings them
            if of_values or all(_plain(before, field) == _plain(after, field) for field in fields):
                continue
            if what != "strength" or not _stands_on_both(pair, match):
                yield what
    if _until(before) != _until(after) and not (pair.in_place and _dates_intact(pair, match)):
        yield "deadline"


_FIELDS = {
    "operator": ("op",),
    "baseline": ("baseline_year", "baseline_value", "baseline"),
    "measure": ("change", "direction"),  # 提高到 or 提高
    "recurrence": ("recurrence",),
    "strength": ("strength",),
    "binding": ("binding",),
    "unit": ("unit",),
}
_OF_VALUES = ("operator", "measure", "unit")


def _stands_on_both(pair: Pair, match: Matching) -> bool:
    """Whether the words that only one of two targets is read with, 力争, stand by both."""
    words = {pair.before.statement.strength, pair.after.statement.strength} - {None}
    said = [
        prose.letters[slice(*prose.whole_clauses(target.said))]
        for prose, target in ((match.one, pair.before), (match.other, pair.after))
    ]
    return len(words) == 1 and all(squeezed(word or "") in text for word in words for text in said)


def _plain(statement: Statement, field: str) -> object:
    value = getattr(statement, field)
    return squeezed(value or "") if field == "unit" else value


def _until(statement: Statement) -> tuple[str | None, ...]:
    return (statement.deadline or squeezed(statement.deadline_text or "") or None, statement.period_start)


def _dates_intact(pair: Pair, match: Matching) -> bool:
    left = pair.before.date is None or match.intact(*pair.before.date)
    return left and (pair.after.date is None or match.intact_back(*pair.after.date))


def _date(statement: Statement, said: Span, prose: Prose) -> Span | None:
    """The letters of the date that holds for a target: the last of its kind before the target's end."""
    wanted = squeezed(statement.deadline_text or "")
    if not wanted:
        return None
    at = prose.letters.rfind(wanted, max(0, said[0] - _DATE_REACH), said[1])
    return (at, at + len(wanted)) if at >= 0 else None


def _in_place(one: Sequence[Target], other: Sequence[Target], match: Matching) -> Iterator[tuple[float, int, int]]:
    """Pairs of targets that share words, with a weight that is the less the surer they are one."""
    starts = [target.said[0] for target in other]
    longest = max((target.said[1] - target.said[0] for target in other), default=0)
    for target in one:
        there = [at for at in match.to[slice(*target.own)] if at != ALONE]
        if not there:
            continue
        low = bisect_left(starts, min(there) - longest)
        for j in range(low, bisect_left(starts, max(there) + 1)):
            shared = sum(other[j].own[0] <= at < other[j].own[1] for at in there)
            share = shared / max(target.own[1] - target.own[0], other[j].own[1] - other[j].own[0])
            likeness = _likeness(target.statement, other[j].statement)
            named_alike = likeness >= _ONE_INDICATOR and (share > 0.5 or _same_unit(target, other[j]))
            if shared and (named_alike or (share > 0.5 and _same_figure(target, other[j]))):
                yield -likeness / 50 - share - _agreement(target.statement, other[j].statement), target.number, j


def _likeness(before: Statement, after: Statement) -> float:
    if before.canonical and before.canonical == after.canonical:
        return 100.0
    return fuzz.ratio(squeezed(before.indicator), squeezed(after.indicator))


def _same_unit(before: Target, after: Target) -> bool:
    return squeezed(before.statement.unit or "") == squeezed(after.statement.unit or "")


def _same_figure(before: Target, after: Target) -> bool:
    figures = [(t.statement.value, t.statement.value_max) for t in (before, after)]
    return figures[0] == figures[1] and before.statement.value is not None and _same_unit(before, after)


def _agreement(before: Statement, after: Statement) -> float:
    """How much else two targets have in common, where several share their words."""
    fields = ("unit", "value", "change", "recurrence", "deadline", "op")
    return sum(0.3 for field in fields if getattr(before, field) == getattr(after, field))


def _same_sections(
    one: Sequence[Target], other: Sequence[Target], pairs: dict[int, int]
) -> dict[int | None, int | None]:
    """For each section of the first document that of the other which has most of its targets."""
    votes: dict[int | None, list[int | None]] = defaultdict(list)
    for i, j in pairs.items():
        votes[one[i].statement.section].append(other[j].statement.section)
    return {section: max(found, key=found.count) for section, found in votes.items()}


def _by_key(
    targets: Iterable[Target], within_sections: bool, sections: dict[int | None, int | None]
) -> dict[Hashable, list[int]]:
    """The numbers of targets by what they are about."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for target in targets:
        s = target.statement
        about = s.canonical or squeezed(s.indicator), s.scope, squeezed(s.unit or ""), s.change, s.type
        section = sections.get(s.section, s.section) if within_sections else None
        found[about, section].append(target.number)
    return found
