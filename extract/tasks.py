"""Tasks: what each responsibility note covers, and whole items where there is no note."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from extract.agencies import lexicon
from extract.model import About, Normal, Responsibility, Section, Task
from extract.normalise import WIDTH
from extract.note_reader import Name
from extract.notes import Note, find_notes
from extract.rulebook import Rules

_MARKS = "。;,、:!?). \n"
_HAN = regex.compile(r"\p{Han}")
_SENTENCE = 10  # Chinese characters: fewer after an item's last note are no task
_OUTSIDE = -1


class _Item(NamedTuple):
    """A section as tasks see it; its own text ends where the next item begins."""

    section: Section
    number: int  # in the list of sections
    own: int


class _Covered(NamedTuple):
    """A stretch of text, its section, and the note that says who does it."""

    section: int | None
    start: int
    end: int
    note: Note | None = None


def find_tasks(body: Normal, sections: list[Section], about: About, rules: Rules) -> list[Task]:
    """The tasks of a document in the order of its text; ``deadline`` is left to the dates.

    Their spans are in ``body.text``, those of the names in the source.

    A note covers the text back to the note before it or to the start of its item. What is left of an item after its
    last note, and each numbered item without any, is a task without responsibilities.
    """
    text = body.text
    notes = _merged(find_notes(text, about, rules), text)
    items = _items(sections, notes, text, rules)
    by_item = _by_item(notes, items, sections, text)
    covered = list(_outside(by_item.get(_OUTSIDE, []), text))
    reached = 0  # how far the note of an item further out covers
    for at, item in enumerate(items):
        mine = by_item.get(at, [])
        pieces = list(_with_notes(item, mine, notes, text))
        if mine:
            reached = max(reached, *(piece.end for piece in pieces), *(note.end for note in mine))
        leaf = at + 1 == len(items) or items[at + 1].section.start >= item.section.end
        if leaf and item.section.label and about.genre != "law":
            start, end = _trimmed(text, max(item.section.body, reached), item.own)
            if start == end and not mine and reached <= item.section.start:
                start, end = _trimmed(text, *_line(item.section, text))
            if start < end and (not mine or len(_HAN.findall(text, start, end)) >= _SENTENCE):
                pieces.append(_Covered(item.number, start, end))
        covered += pieces
    return _tasks(sorted(covered, key=lambda c: (c.start, -c.end)), notes, body, about, rules)


def _line(section: Section, text: str) -> tuple[int, int]:
    """The line of an item that has nothing under it, without its label: 1.新建学校30所."""
    return text.find((section.heading or "").translate(WIDTH), section.start), section.body


def _items(sections: list[Section], notes: list[Note], text: str, rules: Rules) -> list[_Item]:
    """The sections without those that only enumerate within a sentence (一是…;二是…) and lines of notes as headings."""
    note_starts, counted_off = [note.start for note in notes], rules.patterns["section"]["counted_off"]
    kept = []
    for index, section in enumerate(sections):
        before = bisect_right(note_starts, section.start) - 1
        in_note = before >= 0 and section.start < notes[before].end
        enumerates = not _begins_line(text, section.start) and counted_off.fullmatch(section.label or "")
        if not in_note and not enumerates:
            kept.append((index, section))
    starts = [*(section.start for _, section in kept), len(text)]
    return [_Item(section, i, min(section.end, starts[at + 1])) for at, (i, section) in enumerate(kept)]


def _merged(notes: list[Note], text: str) -> list[Note]:
    """The notes, as one where nothing stands between them: 责任单位：… and 完成时限：… on two lines."""
    found: list[Note] = []
    for note in notes:
        last = found[-1] if found else None
        if last and last.until == note.until and not text[last.end : note.start].strip(_MARKS):
            names = tuple(name._replace(rule=name.rule or note.rule) for name in note.names)
            deadline = last.deadline_text or note.deadline_text
            found[-1] = last._replace(end=note.end, names=last.names + names, deadline_text=deadline)
        else:
            found.append(note)
    return found


def _by_item(notes: list[Note], items: list[_Item], sections: list[Section], text: str) -> dict[int, list[Note]]:
    """The notes of each item: of the innermost that holds them, or of the list that they stand under."""
    starts = [item.section.start for item in items]
    place = {item.number: at for at, item in enumerate(items)}
    found: dict[int, list[Note]] = {}
    for number, note in enumerate(notes):
        at = bisect_right(starts, note.start) - 1
        while at >= 0 and items[at].section.end <= note.start:
            at = _around(items[at], place, sections)
        parent = items[at].section.parent if at >= 0 else None
        outer = place.get(parent, _OUTSIDE) if parent is not None else _OUTSIDE
        before = notes[number - 1].end if number else 0
        after = notes[number + 1].start if number + 1 < len(notes) else len(text)
        if outer != _OUTSIDE and outer < at - 1 and _begins_line(text, note.start):
            whole = items[outer].section
            following = bisect_right(starts, note.start)
            last = following == len(starts) or starts[following] >= whole.end
            if last and before <= whole.start and after >= whole.end:
                at = outer  # the only note of a list of items, on a line under it
        found.setdefault(at, []).append(note)
    return found


def _around(item: _Item, place: dict[int, int], sections: list[Section]) -> int:
    """The item that holds another."""
    parent = item.section.parent
    while parent is not None and parent not in place:
        parent = sections[parent].parent
    return _OUTSIDE if parent is None else place[parent]


def _begins_line(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] == "\n"


def _outside(notes: list[Note], text: str) -> Iterator[_Covered]:
    """What notes before the first section cover: their paragraph, or on a line of their own the one before."""
    position = 0
    for note in notes:
        if note.until:
            yield _Covered(None, *_trimmed(text, note.end, note.until), note)
            position = note.until
            continue
        paragraph = text.rfind("\n", 0, note.start) + 1
        start, end = _trimmed(text, max(position, paragraph), note.start)
        if start == end:
            start, end = _trimmed(text, max(position, text.rfind("\n", 0, max(paragraph - 1, 0)) + 1), note.start)
        yield _Covered(None, start, end, note)
        position = note.end


def _with_notes(item: _Item, mine: list[Note], notes: list[Note], text: str) -> Iterator[_Covered]:
    """What the notes of an item cover."""
    section = item.section
    position = section.body
    for note in mine:
        if note.until:
            yield _Covered(item.number, *_trimmed(text, note.end, note.until), note)
            position = note.until
            continue
        start, end = _trimmed(text, position, note.start)
        if start == end:
            start, end = _trimmed(text, section.start, _end_of_heading_note(item, note, mine, notes, text))
        yield _Covered(item.number, start, end, note)
        position = note.end


def _end_of_heading_note(item: _Item, note: Note, mine: list[Note], notes: list[Note], text: str) -> int:
    """Where that ends which a note with nothing but a heading before it covers: the heading, or all under it.

    (一)扩大试点(市教育局牵头) on a line of its own speaks for what follows, 1.扩大试点。(市教育局牵头) for itself.
    """
    section = item.section
    following = bisect_left(notes, note.end, key=lambda other: other.start)
    below = following < len(notes) and notes[following].start < section.end
    stop = item.own if below else section.end
    start, end = _trimmed(text, note.end, stop)
    on_its_line = note.end <= section.body or text[note.end : note.end + 1] == "\n"
    if len(mine) == 1 and on_its_line and "。" not in text[section.start : note.start] and start < end:
        return stop
    return note.start


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the marks and line breaks that it begins with and the line breaks that it ends with."""
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in " \n":
        end -= 1
    return start, max(start, end)


def _tasks(covered: list[_Covered], notes: list[Note], body: Normal, about: About, rules: Rules) -> list[Task]:
    named = responsible([note.names for note in notes], [note.rule for note in notes], body.span, about, rules)
    of_note = {id(note): names for note, names in zip(notes, named, strict=True)}
    return [
        Task(c.section, c.start, c.end, of_note[id(c.note)], None, c.note.deadline_text)
        if c.note
        else Task(c.section, c.start, c.end)
        for c in covered
    ]


def responsible(
    lists: Sequence[Sequence[Name]],
    rules_of: Sequence[str],
    span: Callable[[int, int], tuple[int, int]],
    about: About,
    rules: Rules,
) -> list[tuple[Responsibility, ...]]:
    """For each list of names who is meant: the agencies in full, with their levels, by the document's place.

    ``rules_of`` says which rule found each list, ``span`` what range of the source a name's is.
    """
    names, ministries = lexicon(rules), rules.words["agency"]["ministry_end"]

    def of_the_nation(listed: Iterable[Name]) -> bool:
        """Whether ministries are named, so that what has no level beside them is the nation's too."""
        return any(name.text.endswith(ministries) and name.text in names.national for name in listed)

    national = [of_the_nation(listed) for listed in lists]
    whole = about.place is None and any(national)

    def responsibilities(listed: Sequence[Name], rule: str, nation: bool) -> Iterator[Responsibility]:
        within = names.nation if nation else None
        for name in listed:
            within = names.list_word(name.text) or within  # 省科技厅、教育厅: both are the province's
            agency, level = names.canonical(name.text, about.place, within)
            start, end = span(name.start, name.end)
            yield Responsibility(name.text, name.role, agency, level, start, end, name.rule or rule)

    return [
        tuple(responsibilities(listed, rule, whole or nation))
        for listed, rule, nation in zip(lists, rules_of, national, strict=True)
    ]
