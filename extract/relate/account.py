"""A change, and the account of what has been said of two documents, so that nothing is said twice."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from extract.model import Extraction
from extract.relate.matching import Matching, match
from extract.relate.matching_tasks import match_tasks
from extract.relate.prose import Prose, Span, prose_of
from extract.relate.targets_matched import Pair, Target, pair_targets, targets_of
from extract.relate.weigh import Weight
from extract.relate.wordings import Wording, wordings
from extract.rulebook import Rules
from extract.traditional import in_simplified

Kind = Literal["added", "removed", "changed", "moved"]

_BRACKETS = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"), ("〔", "〕"), ("【", "】"), ("〈", "〉"))


@dataclass(frozen=True, slots=True)
class Change:
    """One change. Spans count in the text of each document; ``before`` and ``after`` are what stands there.

    ``what`` is target, the field of a target that changed (value, operator, unit, baseline, measure, deadline,
    recurrence, strength, binding), agencies or lead, text, or layout: blanks, marks and line breaks. Targets are given
    by their number among the targets of their document, from 0.
    """

    kind: Kind
    what: str
    weight: Weight
    before: str | None = None
    after: str | None = None
    from_span: Span | None = None
    to_span: Span | None = None
    from_targets: tuple[int, ...] = ()
    to_targets: tuple[int, ...] = ()


def without_targets(change: Change) -> Change:
    """What a reader is told of a change, which may be the same of several targets."""
    return replace(change, from_targets=(), to_targets=())


def as_told(changes: Iterable[Change]) -> list[Change]:
    """What a reader is told of changes, each once: what matters first, else in the order in which they were given."""
    once = dict.fromkeys(map(without_targets, changes))
    return sorted(once, key=lambda change: get_args(Weight).index(change.weight))


@dataclass(slots=True, eq=False)
class Side:
    """One of two documents, and which of its letters and targets have been accounted for."""

    found: Extraction
    prose: Prose
    targets: list[Target]
    told: bytearray
    alone: list[int] = field(default_factory=list)  # sentences without a counterpart
    paired: set[int] = field(default_factory=set)  # targets with one
    named: set[int] = field(default_factory=set)  # targets without one that a change names
    in_order: list[Target] = field(init=False)  # targets by where they begin
    in_targets: bytearray = field(init=False)  # the letters that targets say

    def __post_init__(self) -> None:
        self.in_order = sorted(self.targets, key=_begins)
        self.in_targets = bytearray(len(self.prose.letters))
        for target in self.targets:
            self.in_targets[slice(*target.own)] = b"\1" * (target.own[1] - target.own[0])

    def tell(self, span: Span) -> None:
        """Accounts for a range of letters."""
        self.told[slice(*span)] = b"\1" * (span[1] - span[0])

    def untold(self, span: Span) -> Iterator[Span]:
        """The parts of a range of letters that are not accounted for."""
        start = span[0]
        while (start := self.told.find(0, start, span[1])) >= 0:
            end = self.told.find(1, start, span[1])
            yield start, end if end >= 0 else span[1]
            start = end if end >= 0 else span[1]

    def lone_targets(self, span: Span) -> tuple[int, ...]:
        """The numbers of the targets in a range of letters that the other side has not, and no change has named."""
        first = bisect_left(self.in_order, span[0], key=_begins)
        within = self.in_order[first : bisect_right(self.in_order, span[1], lo=first, key=_begins)]
        return tuple(sorted(t.number for t in within if not self.is_named(t) and _holds(span, t)))

    def is_named(self, target: Target) -> bool:
        """Whether a target has a counterpart, or a change that names it."""
        return target.number in self.paired or target.number in self.named

    def place(self, letters: Span, targets: Sequence[int]) -> Span:
        """Where letters stand in the text, or else the target that none of the letters compared say."""
        if letters[0] == letters[1] and targets:
            statement = self.targets[targets[0]].statement
            return statement.start, statement.end
        return _rounded(self.prose.text, *self.prose.span(*letters))

    def says_target(self, span: Span) -> bool:
        """Whether a target says letters of a range."""
        return self.in_targets.find(1, *span) >= 0

    def letters_of(self, numbers: Sequence[int]) -> Span:
        """The letters of neighbouring sentences."""
        sentences = self.prose.sentences
        return sentences[numbers[0]].start, sentences[numbers[-1]].end


@dataclass(slots=True, eq=False)
class Account:
    """Two documents, the counterparts of their letters and sentences, and the changes found so far."""

    before: Side
    after: Side
    match: Matching
    wordings: list[Wording]
    pairs: list[Pair]
    tasks: dict[int, int]  # the number of each task that both sides have, before and after
    rules: Rules
    changes: list[Change] = field(default_factory=list)

    def pairs_in(self, before: Span, after: Span) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of the targets that stand in both of two ranges, on each side."""
        found = [pair for pair in self.pairs if _holds(before, pair.before) and _holds(after, pair.after)]
        return tuple(pair.before.number for pair in found), tuple(pair.after.number for pair in found)

    def add(
        self,
        kind: Kind,
        what: str,
        weight: Weight,
        before: Span | None,
        after: Span | None,
        from_targets: Sequence[int] = (),
        to_targets: Sequence[int] = (),
        tell: bool = True,
    ) -> None:
        """Adds a change in ranges of letters, and accounts for them unless what differs in them is still to be told."""
        spans: list[Span | None] = []
        said: list[str | None] = []
        for side, letters, targets in ((self.before, before, from_targets), (self.after, after, to_targets)):
            span = side.place(letters, targets) if letters else None
            if letters and tell:
                side.tell(letters)
            spans.append(span)
            said.append(side.prose.text[slice(*span)] if span else None)
        change = Change(
            kind, what, weight, said[0], said[1], spans[0], spans[1], tuple(from_targets), tuple(to_targets)
        )
        self.changes.append(change)
        self.before.named.update(set(from_targets) - self.before.paired)
        self.after.named.update(set(to_targets) - self.after.paired)


def _begins(target: Target) -> int:
    return target.said[0]


def _holds(span: Span, target: Target) -> bool:
    return span[0] <= target.said[0] and target.said[1] <= span[1]


def _rounded(text: str, start: int, end: int) -> Span:
    """A range of a text, with the bracket or quotation mark at its edge of which it holds the other half."""
    for opening, closing in _BRACKETS:
        inside = text.count(opening, start, end) - text.count(closing, start, end)
        if inside == 1 and text.startswith(closing, end):
            end += 1
        elif inside == -1 and start and text[start - 1] == opening:
            start -= 1
    return start, end


def open_account(before: Extraction, after: Extraction, rules: Rules) -> Account:
    """Two documents whose letters are matched, with nothing said of them yet."""
    sides = []
    for document in (before, after):
        found = in_simplified(document)
        prose = replace(prose_of(found, rules), text=document.source.text)
        sides.append(Side(found, prose, targets_of(found, prose), bytearray(len(prose.letters))))
    matching = match(sides[0].prose, sides[1].prose)
    tasks = match_tasks(matching, *(_task_spans(side) for side in sides))
    alike = wordings(matching)
    for side, numbers in ((sides[0], [w.before for w in alike]), (sides[1], [w.after for w in alike])):
        placed = {number for group in numbers for number in group}
        side.alone = [number for number in range(len(side.prose.sentences)) if number not in placed]
    pairs = pair_targets(sides[0].targets, sides[1].targets, matching)
    sides[0].paired = {pair.before.number for pair in pairs}
    sides[1].paired = {pair.after.number for pair in pairs}
    return Account(sides[0], sides[1], matching, alike, pairs, tasks, rules)


def _task_spans(side: Side) -> list[Span]:
    return [side.prose.within(task.start, task.end) for task in side.found.tasks]
