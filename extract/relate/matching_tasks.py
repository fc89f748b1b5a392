"""Which tasks are one before and after, by their own words: the notes of who does them are the same in many."""

from collections import Counter
from collections.abc import Iterable, Sequence

from extract.relate.matching import ALONE, Matching, match_letters
from extract.relate.prose import Span


def match_tasks(found: Matching, before: Sequence[Span], after: Sequence[Span]) -> dict[int, int]:
    """The tasks that share most of their letters with each other, given as ranges of letters.

    The letters of their notes become each other's counterparts, and those of no other note.
    """
    notes = found.one.notes, found.other.notes
    owner = [ALONE] * len(found.other.letters)
    for j, span in enumerate(after):
        for at in _beside(span, notes[1][j]):
            owner[at] = j
    common: Counter[tuple[int, int]] = Counter()
    for i, span in enumerate(before):
        common.update(
            (i, owner[found.to[at]])
            for at in _beside(span, notes[0][i])
            if found.to[at] != ALONE and owner[found.to[at]] != ALONE
        )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for (i, j), _ in sorted(common.items(), key=lambda item: (-item[1], item[0])):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    _match_notes(found, pairs)
    return pairs


def _beside(span: Span, note: Span | None) -> Iterable[int]:
    """The letters of a task that are none of its note; those of the note where the task is nothing else."""
    letters = [at for at in range(*span) if note is None or not note[0] <= at < note[1]]
    return letters or range(*span)


def _match_notes(found: Matching, pairs: dict[int, int]) -> None:
    """Gives notes of tasks that are one to each other, and parts those of tasks that are not."""
    there = [ALONE] * len(found.other.letters)
    for j, note in enumerate(found.other.notes):
        if note:
            there[slice(*note)] = [j] * (note[1] - note[0])
    for i, note in enumerate(found.one.notes):
        if note is None:
            continue
        other = found.other.notes[pairs[i]] if i in pairs else None
        for at in range(*note):
            if found.to[at] != ALONE and there[found.to[at]] not in (ALONE, pairs.get(i)):
                found.part(at)
        if other and not any(found.to[at] != ALONE for at in range(*note)):
            for at in range(*other):
                if found.back[at] != ALONE:
                    found.part(found.back[at])
            match_letters(found, note, other)
