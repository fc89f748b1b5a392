"""Who does a task, before and after: each note that names others, or another lead, is one change."""

from collections.abc import Sequence

from extract.model import Task
from extract.relate.account import Account, Kind, Side
from extract.relate.matching import ALONE
from extract.relate.prose import Span, one_shape
from extract.rulebook import Rules

_MOSTLY = 0.5  # of a note's letters, the share with a counterpart from which it is not new or gone


def compare_notes(account: Account) -> None:
    """Accounts for the notes whose agencies, roles or completion times changed; the rest is left to the words."""
    pairs = account.tasks
    for i, j in pairs.items():
        _compare(account, i, j)
    followed = set(pairs.values())
    for i, note in enumerate(account.before.prose.notes):
        if note and i not in pairs and _is_alone(account.before, note, account.match.to):
            account.add("removed", "agencies", "substantive", note, None)
    for j, note in enumerate(account.after.prose.notes):
        if note and j not in followed and _is_alone(account.after, note, account.match.back):
            account.add("added", "agencies", "substantive", None, note)


def _compare(account: Account, i: int, j: int) -> None:
    match = account.match
    notes = account.before.prose.notes[i], account.after.prose.notes[j]
    if notes[0] and notes[1] is None:
        notes = notes[0], _sentence(account.after, [match.to[at] for at in range(*notes[0])])
    elif notes[1] and notes[0] is None:
        notes = _sentence(account.before, [match.back[at] for at in range(*notes[1])]), notes[1]
    if (notes[0] is None or match.intact(*notes[0])) and (notes[1] is None or match.intact_back(*notes[1])):
        return
    before, after = account.before.found.tasks[i], account.after.found.tasks[j]
    names = _names(before, account.rules), _names(after, account.rules)
    leads = _names(before, account.rules, "lead"), _names(after, account.rules, "lead")
    if leads[0] and leads[1] and leads[0] != leads[1]:
        account.add("changed", "lead", "substantive", *notes)
    elif names[0] != names[1] or leads[0] != leads[1]:
        kind: Kind = "removed" if notes[1] is None else "added" if notes[0] is None else "changed"
        account.add(kind, "agencies", "substantive", *notes)
    elif before.deadline != after.deadline:
        account.add("changed", "deadline", "substantive", *notes)


def _sentence(side: Side, letters: Sequence[int]) -> Span | None:
    """The sentence that has the letters of a note, but no agency that was recognised; None where there is none."""
    sentences = [side.prose.sentence_at(at) for at in letters if at != ALONE]
    return side.letters_of([max(sentences, key=sentences.count)]) if sentences else None


def _names(task: Task, rules: Rules, role: str | None = None) -> set[str]:
    """The agencies of a task by their full names, those of one role where it is given."""
    shapes = one_shape(rules, "confusable", "confusable_in_names")
    return {r.agency.translate(shapes) for r in task.responsibilities if role in (None, r.role)}


def _is_alone(side: Side, note: Span, to: Sequence[int]) -> bool:
    """Whether a note that is not accounted for has hardly a counterpart."""
    placed = sum(at != ALONE for at in to[slice(*note)])
    return not any(side.told[slice(*note)]) and placed < _MOSTLY * (note[1] - note[0])
