"""What changed between two documents of one plan, in targets, deadlines, agencies and words.

Whole parts are told first, then notes, then targets, and of the words only what none of these has told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extract.model import Extraction
from extract.relate.account import Account, Change, Side, open_account
from extract.relate.excerpts import whole_of
from extract.relate.matching import ALONE
from extract.relate.notes_compared import compare_notes
from extract.relate.parts_compared import compare_parts
from extract.relate.prose import Span
from extract.relate.targets_matched import Pair, Target, changed_fields
from extract.relate.weigh import Weight
from extract.relate.words_compared import compare_words
from extract.rulebook import Rules

_REWORDED = 0.5  # of a target's own letters, the share with a counterpart from which its words were not replaced
_STAYS = 0.7  # of a target's own letters, the share with a counterpart from which its words are on the other side too


@dataclass(frozen=True, slots=True)
class Counts:
    """How many targets of one side are the same, changed, moved, or on this side only."""

    unchanged: int
    changed: int
    moved: int
    alone: int  # removed before, added after


def changes(before: Extraction, after: Extraction, rules: Rules) -> list[Change]:
    """All changes between two documents, in the order of the text. What only the whole says beside its excerpt, or a
    collection beside one of its parts, is no change of substance.

    >>> from extract.extraction import extract_source
    >>> from extract.model import Source
    >>> from extract.rulebook import load_rules
    >>> rules = load_rules()
    >>> texts = "到2025年，森林覆盖率达到15%。", "到2025年，森林覆盖率达到16%。"
    >>> was, now = (extract_source(Source(text, "text/plain"), rules) for text in texts)
    >>> [(c.kind, c.what, c.before, c.after) for c in changes(was, now, rules)]
    [('changed', 'value', '森林覆盖率达到15%', '森林覆盖率达到16%')]
    """
    account = open_account(before, after, rules)
    compare_parts(account)
    compare_notes(account)
    _compare_targets(account)
    compare_words(account)
    _name_the_rest(account)
    found = _in_order(account)
    whole = whole_of(before, after, rules)
    more = {"before": "removed", "after": "added"}[whole] if whole else None
    return [
        replace(change, weight="wording") if (change.kind, change.weight) == (more, "substantive") else change
        for change in found
    ]


def reconcile(before: Extraction, after: Extraction, found: Iterable[Change]) -> tuple[Counts, Counts]:
    """What became of the targets of each side, each counted once: a target that changed and moved has changed, and one
    whose words changed so that no target of the other side answers to it is alone.
    """
    found = list(found)
    both = [len(c.from_targets) == len(c.to_targets) for c in found]
    counts = []
    for extraction, named in ((before, [c.from_targets for c in found]), (after, [c.to_targets for c in found])):
        total = sum(s.kind == "target" for s in extraction.statements)
        numbers = [(n, c.kind, has) for c, has, targets in zip(found, both, named, strict=True) for n in targets]
        changed = {n for n, kind, has in numbers if has and kind == "changed"}
        moved = {n for n, kind, has in numbers if has and kind == "moved"} - changed
        alone = {n for n, _, has in numbers if not has}
        counts.append(Counts(total - len(changed | moved | alone), len(changed), len(moved), len(alone)))
    return counts[0], counts[1]


def _compare_targets(account: Account) -> None:
    """Accounts for the targets that changed, were added or removed."""
    before, after, match = account.before, account.after, account.match
    dates: dict[tuple[Span | None, Span | None], list[Pair]] = {}
    told: list[Pair] = []
    for pair in account.pairs:
        fields = list(changed_fields(pair, match))
        for what in fields:
            if what == "deadline" and (pair.before.date or pair.after.date):
                dates.setdefault((pair.before.date, pair.after.date), []).append(pair)
                continue
            numbers = (pair.before.number,), (pair.after.number,)
            account.add("changed", what, "substantive", pair.before.said, pair.after.said, *numbers, tell=False)
        if set(fields) - {"deadline"}:
            told.append(pair)
        elif not fields and not pair.in_place:
            numbers = (pair.before.number,), (pair.after.number,)
            account.add("moved", "target", "wording", pair.before.said, pair.after.said, *numbers)
    for (date, other), governed in dates.items():
        _tell_deadline(account, date, other, governed)
    for pair in told:
        before.tell(before.prose.whole_clauses(pair.before.said))
        after.tell(after.prose.whole_clauses(pair.after.said))
    for target in [t for t in before.targets if not _stays(t, before, after, match.to)]:
        account.add("removed", "target", "substantive", target.said, None, (target.number,), tell=False)
        before.tell(target.own)
    for target in [t for t in after.targets if not _stays(t, after, before, match.back)]:
        account.add("added", "target", "substantive", None, target.said, (), (target.number,), tell=False)
        after.tell(target.own)


def _tell_deadline(account: Account, date: Span | None, other: Span | None, governed: list[Pair]) -> None:
    """One change for a date that several targets wait for: from the date, where it stands by them, to the last."""
    before = _with_date(account.before, date, [pair.before for pair in governed])
    after = _with_date(account.after, other, [pair.after for pair in governed])
    numbers = [pair.before.number for pair in governed], [pair.after.number for pair in governed]
    account.add("changed", "deadline", "substantive", before, after, *numbers, tell=False)
    for side, span in ((account.before, date), (account.after, other)):
        if span:
            side.tell(span)


def _with_date(side: Side, date: Span | None, targets: list[Target]) -> Span:
    """The letters of a date and of its targets, where they are in one sentence; of the date alone elsewhere."""
    said = min(t.said[0] for t in targets), max(t.said[1] for t in targets)
    if date is None:
        return targets[0].said
    sentence = side.prose.sentences[side.prose.sentence_at(date[0])]
    return (min(date[0], said[0]), max(date[1], said[1])) if said[1] <= sentence.end else date


def _stays(target: Target, side: Side, other: Side, to: Sequence[int]) -> bool:
    """Whether a target has a counterpart, or is named already, or is read on one side only though its words stand on
    both: with its figures, or mostly where they say no target there.
    """
    if side.is_named(target):
        return True
    there = [to[letter] for letter in range(*target.own) if to[letter] != ALONE]
    placed = len(there) / (target.own[1] - target.own[0] or 1)
    figures = (letter for letter in range(*target.own) if side.prose.letters[letter].isdigit())
    if placed >= _STAYS and all(to[letter] != ALONE for letter in figures):
        return True
    return placed >= _REWORDED and not other.says_target((min(there), max(there) + 1))


def _name_the_rest(account: Account) -> None:
    """Names the targets that are read on one side only though their words stand on both: in the change of these words,
    or, where none changed, in one of its own, which is of how a text was read rather than of what it says.
    """
    before, after, match = account.before, account.after, account.match
    for target in before.targets:
        if not before.is_named(target) and not _name(account, target, before):
            weight: Weight = "transcription" if match.intact(*target.said) else "wording"
            account.add("removed", "target", weight, target.said, None, (target.number,))
    for target in after.targets:
        if not after.is_named(target) and not _name(account, target, after):
            weight = "transcription" if match.intact_back(*target.said) else "wording"
            account.add("added", "target", weight, None, target.said, (), (target.number,))


def _name(account: Account, target: Target, side: Side) -> bool:
    """Names a target in the first change of words that are its own, if there is one."""
    start, end = side.prose.span(*target.own)
    for number, change in enumerate(account.changes):
        span = change.from_span if side is account.before else change.to_span
        from_targets, to_targets = change.from_targets, change.to_targets
        of_words = change.what in ("text", "strength") and account.before.paired.isdisjoint(from_targets)
        if of_words and span and span[0] < end and start < span[1]:
            if side is account.before:
                from_targets = (*from_targets, target.number)
            else:
                to_targets = (*to_targets, target.number)
            account.changes[number] = replace(change, from_targets=from_targets, to_targets=to_targets)
            return True
    return False


def _in_order(account: Account) -> list[Change]:
    """The changes by where they stand after, or, of what is gone, where it would stand."""
    moved = {at for number in account.match.moved for at in range(*account.before.prose.sentences[number][:2])}
    reached = [0]  # for each letter before, how far the counterparts of what stands in front of it go
    for letter, at in enumerate(account.match.to):
        reached.append(reached[-1] if letter in moved else max(reached[-1], at + 1))

    def place(change: Change) -> tuple[int, int]:
        if change.to_span:
            return change.to_span
        start = change.from_span[0] if change.from_span else 0
        letter, _ = account.before.prose.within(start, start)
        return account.after.prose.span(reached[letter], reached[letter])[0], start

    return sorted(account.changes, key=place)
