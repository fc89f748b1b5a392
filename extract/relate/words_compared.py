"""What differs in words where no target, note or whole part tells it: by clauses, or by sentences that stand alone."""

import re
from collections.abc import Sequence

from extract.relate.account import Account, Side
from extract.relate.body import squeezed
from extract.relate.matching import ALONE
from extract.relate.prose import Prose, Sentence, Span
from extract.relate.weigh import Edit, Weight, weigh
from extract.relate.wordings import Passage, Wording, edits_of, passages

_WEIGHTS: tuple[Weight, ...] = ("transcription", "wording", "substantive")
_DASH = re.compile(r"\s*[-—–－―]+\s*")
_CLAUSE = 6  # letters of a clause that says something of its own
_TITLED = 8  # letters of a title that are nothing else
_LEFT_OVER = 8  # letters beside its targets for which a sentence that stands alone is told


def compare_words(account: Account) -> None:
    """Accounts for the words that differ, and where none do for slips of transcription and differences of layout."""
    for wording in account.wordings:
        found = [edit for edit in edits_of(wording, account.match) if not _is_same(account, edit)]
        edits = [part for edit in found for part in _untold(account, edit)]
        for passage in passages(wording, edits, account.match):
            _tell(account, passage)
        if not _tell_slips(account, wording) and not found:
            _tell_layout(account, wording)
    for before, after in _headings(account):
        account.add("changed", "text", "wording", before, after)
    for side in (account.before, account.after):
        for number in side.alone:
            _tell_alone(account, side, side.prose.sentences[number])


def _is_same(account: Account, edit: Edit) -> bool:
    """Whether an edit's letters are the same on both sides, and only a line break kept them from being matched; now
    they are.
    """
    one, other, match = account.before.prose, account.after.prose, account.match
    left, right = slice(edit.start, edit.end), slice(edit.other_start, edit.other_end)
    if edit.start == edit.end or one.shapes[left] != other.shapes[right]:
        return False
    if any(at != ALONE for at in (*match.to[left], *match.back[right])):
        return False
    match.pair(edit.start, edit.other_start, edit.end - edit.start)
    return True


def _tell_slips(account: Account, wording: Wording) -> bool:
    """Whether letters differ that recognisers take for one another; each clause with one is told."""
    one, other, to = account.before.prose, account.after.prose, account.match.to
    found = False
    for number in wording.before:
        for clause in range(*_clauses(one, one.sentences[number])):
            span = one.clauses[clause]
            slips = [i for i in range(*span) if to[i] != ALONE and one.letters[i] != other.letters[to[i]]]
            if not slips or account.before.told[slips[0]]:
                continue
            found = True
            there = other.clauses[other.clause_at(to[slips[0]])]
            account.add("changed", "text", "transcription", span, there)
    return found


def _clauses(prose: Prose, sentence: Sentence) -> Span:
    return prose.clause_at(sentence.start), prose.clause_at(sentence.end - 1) + 1


def _tell_layout(account: Account, wording: Wording) -> None:
    """Tells a wording whose letters are the same where blanks, marks, widths or line breaks differ."""
    spans = account.before.letters_of(wording.before), account.after.letters_of(wording.after)
    if account.before.prose.written(*spans[0]) != account.after.prose.written(*spans[1]):
        account.add("changed", "layout", "transcription", *spans, tell=False)


def _untold(account: Account, edit: Edit) -> list[Edit]:
    """What of an edit is not accounted for."""
    left = list(account.before.untold(edit[:2]))
    right = list(account.after.untold(edit[2:]))
    if not left and not right:
        return []
    if (not left and edit.start < edit.end) or (not right and edit.other_start < edit.other_end):
        other = [Edit(edit.start, edit.start, a, b) for a, b in right]
        return other + [Edit(a, b, edit.other_start, edit.other_start) for a, b in left]
    first = Edit(*(left[0] if left else edit[:2]), *(right[0] if right else edit[2:]))
    more = [Edit(a, b, edit.other_end, edit.other_end) for a, b in left[1:]]
    return [first, *more, *(Edit(edit.end, edit.end, a, b) for a, b in right[1:])]


def _tell(account: Account, passage: Passage) -> None:
    said = account.before.prose.said(*passage.before), account.after.prose.said(*passage.after)
    start, other_start = passage.before[0], passage.after[0]
    edits = [
        Edit(e.start - start, e.end - start, e.other_start - other_start, e.other_end - other_start)
        for e in passage.edits
    ]
    slips = all(_is_slip(account, edit) for edit in passage.edits)
    weight = "transcription" if slips else weigh(*said, edits, account.rules)
    if _in_same_note(account, passage) or _is_formal(account, passage):
        weight = min(weight, "wording", key=_WEIGHTS.index)  # in a note, who is named, and for what, was compared
    elif weight == "wording" and (_has_whole_clause(account, passage) or _has_item_of_duty(account, passage)):
        weight = "substantive"
    before = passage.before if next(account.before.untold(passage.before), None) else None
    after = passage.after if next(account.after.untold(passage.after), None) else None
    if before and after and weight == "substantive" and _is_firmness(edits, *said, account):
        account.add("changed", "strength", weight, before, after, *account.pairs_in(before, after))
        return
    account.add("changed" if before and after else "added" if after else "removed", "text", weight, before, after)


def _is_slip(account: Account, edit: Edit) -> bool:
    """Whether a recogniser may have taken one character for another, or 一 for a dash."""
    sides = (account.before.prose, edit.start, edit.end), (account.after.prose, edit.other_start, edit.other_end)
    said = [prose.letters[start:end] for prose, start, end in sides]
    if sorted(said) == ["", "一"]:
        prose, start, _ = sides[said.index("")]
        between = prose.span(start - 1, start)[1] if start else 0, prose.span(start, start)[0]
        return bool(_DASH.fullmatch(prose.text, *between))
    alike = account.rules.tables["change"]["confusable_alone"]
    return len(said[0]) == len(said[1]) == 1 and any(set(said) <= set(characters) for characters in alike)


def _is_firmness(edits: Sequence[Edit], before: str, after: str, account: Account) -> bool:
    """Whether nothing but words of how firmly something is owed differs."""
    firmness = account.rules.patterns["change"]["firmness"]
    said = [before[e.start : e.end] for e in edits] + [after[e.other_start : e.other_end] for e in edits]
    return all(firmness.fullmatch(words) for words in said if words)


def _has_whole_clause(account: Account, passage: Passage) -> bool:
    """Whether a clause of a passage was put in, taken out or replaced as a whole."""
    for side, span, to in (
        (account.before, passage.before, account.match.to),
        (account.after, passage.after, account.match.back),
    ):
        for clause in range(
            side.prose.clause_at(span[0]), side.prose.clause_at(span[1] - 1) + 1 if span[0] < span[1] else 0
        ):
            start, end = side.prose.clauses[clause]
            sentence = side.prose.sentences[side.prose.sentence_at(start)]
            if (
                _matters(account, side, sentence, (start, end))
                and end - start >= _CLAUSE
                and all(at == ALONE for at in to[start:end])
            ):
                return True
    return False


def _has_item_of_duty(account: Account, passage: Passage) -> bool:
    """Whether an item of a list was put in or taken out that says what is forbidden, or of a list of duties."""
    own = account.rules.patterns["change"]["own_item"]
    items = account.before.prose.items_in(passage.before), account.after.prose.items_in(passage.after)
    for side, found, to in (
        (account.before, items[0], account.match.to),
        (account.after, items[1], account.match.back),
    ):
        alone = [item for item in found if item[1] - item[0] > 1 and all(at == ALONE for at in to[slice(*item)])]
        if any(own.fullmatch(side.prose.said(*item)) for item in alone):
            return True
        if alone and len(items[0]) != len(items[1]) and _is_under_duty(account, side, alone[0][0]):
            return True
    return False


def _is_under_duty(account: Account, side: Side, letter: int) -> bool:
    """Whether a letter is in a section that a sentence leads in which says how firmly it is owed: 不得用于:"""
    prose, number = side.prose, side.prose.sentence_at(letter)
    section = prose.sentences[number].section
    parent = side.found.sections[section].parent if section is not None else None
    if parent is None:
        return False
    leads = (s for s in reversed(prose.sentences[:number]) if s.section == parent)
    lead = next(leads, None)
    if lead is None or prose.text[prose.span(*lead[:2])[1] :][:1] not in (":", "："):
        return False
    return bool(account.rules.patterns["change"]["firmness"].search(prose.said(*lead[:2])))


def _matters(account: Account, side: Side, sentence: Sentence, span: Span) -> bool:
    """Whether words that a sentence has on one side only are of substance: outside of sections, where letters and
    introductions stand, those that say what is owed.
    """
    if sentence.kind != "text" or _is_set_phrase(account, side, span):
        return False
    owed = account.rules.patterns["change"]["owed"]
    return not side.found.sections or not _is_in_front(side, sentence) or bool(owed.search(side.prose.said(*span)))


def _is_in_front(side: Side, sentence: Sentence) -> bool:
    """Whether a sentence stands in no section, or in none but the one that the title of the document heads."""
    if sentence.section is None:
        return True
    section, title = side.found.sections[sentence.section], side.found.about.title
    return section.label is None and bool(title) and squeezed(title or "") in squeezed(section.heading or "")


def _is_formal(account: Account, passage: Passage) -> bool:
    """Whether a passage is set phrases on both sides, or on the one that has it."""
    return all(
        _is_set_phrase(account, side, span)
        for side, span in ((account.before, passage.before), (account.after, passage.after))
        if span[0] < span[1]
    )


def _is_set_phrase(account: Account, side: Side, span: Span) -> bool:
    """Whether a range of letters is what letters and pages say around what they owe: 特此通知, or whom they address."""
    patterns = account.rules.patterns["change"]
    said = side.prose.said(*span)
    names = len(said) >= _TITLED and said in squeezed(side.found.about.title or "")
    if names or patterns["formal"].fullmatch(said):
        return True
    end = side.prose.span(*span)[1]
    in_front = _is_in_front(side, side.prose.sentences[side.prose.sentence_at(span[0])])
    return in_front and side.prose.text[end : end + 1] in (":", "：") and bool(patterns["addressed"].search(said))


def _in_same_note(account: Account, passage: Passage) -> bool:
    return all(
        span[0] < span[1] and side.prose.sentences[side.prose.sentence_at(span[0])].kind == "note"
        for side, span in ((account.before, passage.before), (account.after, passage.after))
    )


def _headings(account: Account) -> list[tuple[Span, Span]]:
    """The headings that replace each other: of sections whose text is one."""
    same: dict[int | None, int | None] = {}
    for wording in account.wordings:
        before, after = (
            side.prose.sentences[numbers[0]].section
            for side, numbers in ((account.before, wording.before), (account.after, wording.after))
        )
        same.setdefault(before, after)
    left, right = _lone_headings(account.before), _lone_headings(account.after)
    return [(span, right[there]) for section, span in left.items() if (there := same.get(section)) in right]


def _lone_headings(side: Side) -> dict[int | None, Span]:
    lone = (side.prose.sentences[number] for number in side.alone)
    return {s.section: (s.start, s.end) for s in lone if s.kind == "heading" and not side.told[s.start]}


def _tell_alone(account: Account, side: Side, sentence: Sentence) -> None:
    """Tells a sentence that stands alone, or what its targets leave of it."""
    whole = sentence.start, sentence.end
    for span in list(side.untold(whole)):
        if span != whole and span[1] - span[0] < _LEFT_OVER:
            continue
        weight: Weight = "substantive" if _matters(account, side, sentence, span) else "wording"
        if side is account.before:
            account.add("removed", "text", weight, span, None, side.lone_targets(span))
        else:
            account.add("added", "text", weight, None, span, (), side.lone_targets(span))
