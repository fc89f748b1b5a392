"""Whole sections and tasks that were added, removed or moved: each is one change."""

from collections.abc import Iterator

from extract.relate.account import Account, Side
from extract.relate.prose import Span

_WHOLE = 0.9  # of a part's letters, the share without a counterpart from which it is new or gone


def compare_parts(account: Account) -> None:
    """Accounts for sections and tasks that only one document has, and for sentences that stand elsewhere."""
    for span in _new_parts(account.before):
        account.add("removed", "text", "substantive", span, None, account.before.lone_targets(span))
    for span in _new_parts(account.after):
        account.add("added", "text", "substantive", None, span, (), account.after.lone_targets(span))
    for before, after in _moved(account):
        account.add("moved", "text", "wording", before, after, *account.pairs_in(before, after), tell=False)


def _new_parts(side: Side) -> Iterator[Span]:
    """The letters of the outermost sections, and of the tasks elsewhere, that stand alone."""
    alone = bytearray(len(side.prose.letters))
    for number in side.alone:
        sentence = side.prose.sentences[number]
        alone[sentence.start : sentence.end] = b"\1" * (sentence.end - sentence.start)
    sections = [side.prose.within(s.start, s.end) for s in side.found.sections]
    tasks = []
    for task, note in zip(side.found.tasks, side.prose.notes, strict=True):
        start, end = side.prose.within(task.start, task.end)
        if note:
            tasks.append((min(start, note[0]), max(end, note[1])))
    reached = 0
    for start, end in sorted({*sections, *tasks}, key=lambda span: (span[0], -span[1])):
        if start >= reached and end - start > 1 and alone.count(1, start, end) >= _WHOLE * (end - start):
            last = side.prose.sentence_at(end - 1)
            if any(s.kind != "heading" for s in side.prose.sentences[side.prose.sentence_at(start) : last + 1]):
                reached = end
                yield start, end


def _moved(account: Account) -> Iterator[tuple[Span, Span]]:
    """Runs of sentences that stand together before and after, at different places; of one that was reworded as well the
    words tell it.
    """
    runs: list[tuple[list[int], list[int]]] = []
    for i, j in sorted(account.match.moved.items()):
        if runs and runs[-1][0][-1] == i - 1 and runs[-1][1][-1] == j - 1:
            runs[-1][0].append(i)
            runs[-1][1].append(j)
        else:
            runs.append(([i], [j]))
    for before, after in runs:
        if all(account.before.prose.sentences[i].kind == "note" for i in before):
            continue
        spans = account.before.letters_of(before), account.after.letters_of(after)
        if len(before) > 1 or account.match.intact(*spans[0]) or account.pairs_in(*spans) != ((), ()):
            yield spans
