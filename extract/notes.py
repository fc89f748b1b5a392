"""Responsibility notes: where they stand in a text, and the names in each with their roles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import NamedTuple

import regex

from extract.agencies import Lexicon, lexicon
from extract.model import About
from extract.note_reader import Name, NoteReader
from extract.rulebook import Rules

Pattern = regex.Pattern[str]
_BY_LABEL = ("labelled", "line")  # what makes notes of lists that a label heads: 责任单位:…
_BESIDE = 200  # characters of its line on either side of a note show whether that is the foot of a page


class Note(NamedTuple):
    """A note in the matched text; ``end`` is after the mark that closes it. Without names it only says a time.

    ``until`` is where the text ends that a note stands before: 市财政局:负责资金保障.
    """

    start: int
    end: int
    rule: str
    names: tuple[Name, ...]
    deadline_text: str | None = None
    until: int | None = None


def find_notes(text: str, about: About, rules: Rules) -> list[Note]:
    """The responsibility notes of a text, in order, none overlapping another; names as written, spans in ``text``."""
    patterns, agencies = rules.patterns["responsibility"], lexicon(rules)
    reader = NoteReader(text, patterns, agencies.names_body)
    labels = patterns["some_label"].search(text) or patterns["some_label_in_brackets"].search(text)
    makes = _MAKERS if labels else _MAKERS.keys() - _BY_LABEL
    finders = [rule for rule in rules["responsibility"] if rule.make in makes]
    matches = {match.start(): (rule, match) for rule in reversed(finders) for match in rule.find(text)}
    candidates = [(rule, match, reader.read(*match.span("content"))) for rule, match in matches.values()]
    if not candidates:
        return []
    unclear = {name.text for _, _, read in candidates for name in read.names}
    unclear = {name for name in unclear if not agencies.is_known(name)}
    context = _Context(text, about, patterns, agencies, agencies.named_in(sorted(unclear)))
    found = []
    for rule, match, read in candidates:
        note = Note(match.start(), match.end(), rule.id, read.names, read.deadline_text)
        make = _bare_list if rule.make == "with_roles" and not read.spoken else _MAKERS[rule.make]
        made = make(note, context)
        if made:
            found.append(made)
    return _where_first_leads(_apart(found), text, rules)


def find_listed(lists: Sequence[tuple[str, str]], about: About, rules: Rules) -> list[tuple[Name, ...]]:
    """The names in lists that no brackets hold, as in a table's cells; each is given with the role that its head says.

    >>> from extract.rulebook import load_rules
    >>> [names] = find_listed([("市教育局、市财政局(牵头)", "responsible")], About(), load_rules())
    >>> [(name.text, name.role) for name in names]
    [('市教育局', 'responsible'), ('市财政局', 'lead')]
    """
    patterns, agencies = rules.patterns["responsibility"], lexicon(rules)
    read = [NoteReader(text, patterns, agencies.names_body).read(0, len(text), role).names for text, role in lists]
    unclear = sorted({name.text for names in read for name in names if not agencies.is_known(name.text)})
    context = _Context("", about, patterns, agencies, agencies.named_in(unclear))
    return [context.split(names) for names in read]


@dataclass(frozen=True, slots=True)
class _Context:
    """What decides whether a candidate is a note, and where its names end."""

    text: str
    about: About
    patterns: Mapping[str, Pattern]
    agencies: Lexicon
    named: Mapping[str, tuple[tuple[int, int], ...]]  # for each name that isn't known, the known agencies inside it

    def may_act(self, name: str) -> bool:
        """Whether a name that a role follows can be somebody's."""
        names = self.agencies
        acts = names.is_agency(name) or names.is_department(name) or names.is_beside_department(name)
        return acts or names.is_place(name) or names.is_company(name) or name in names.fields

    def goes_on(self, end: int, name: Name) -> bool:
        """Whether a list that ends a line goes on with a name on the next: that is an agency's, or a label heads it."""
        between = self.text[end : name.start]
        return "\n" not in between or ":" in between or self.agencies.is_agency(name.text)

    def split(self, names: tuple[Name, ...]) -> tuple[Name, ...]:
        """The names, two for each that 和 joins or that lost the mark between them."""
        if self.named.keys().isdisjoint([name.text for name in names]):
            return names
        return tuple(_part(name, start, end) for name in names for start, end in self._cuts(name.text))

    def _cuts(self, text: str) -> Sequence[tuple[int, int]]:
        spans = self.named.get(text)
        if spans is None:
            return [(0, len(text))]
        whole = [(0, 0), *spans, (len(text), len(text))]
        end_to_end = all(end == start for (_, end), (start, _) in pairwise(whole))
        if end_to_end and len(spans) > 1 and not any(text[start:end] in self.agencies.bodies for start, end in spans):
            return spans  # 市教育局市财政局
        run = [span for _, span in takewhile(lambda pair: pair[0][1] == pair[1][0], pairwise([(0, 0), *spans]))]
        if len(run) > 1 and self.patterns["follows"].match(text, run[-1][1]):
            return [*run, (run[-1][1], len(text))]  # 市教育局市财政局各区政府
        for match in self.patterns["conjunction"].finditer(text):
            if self.agencies.is_agency(text[: match.start()]) and self.agencies.is_agency(text[match.end() :]):
                return [(0, match.start()), (match.end(), len(text))]
        return [(0, len(text))]

    def known_at_start(self, name: Name) -> Name | None:
        """The known agency that a stretch of text begins with; None where there is none."""
        spans = self.named.get(name.text)
        return _part(name, *spans[0]) if spans and spans[0][0] == 0 else None


def _labelled(note: Note, context: _Context) -> Note | None:
    """A bracket that begins with a label: its names are agencies, known or not."""
    return note._replace(names=context.split(note.names)) if note.names or note.deadline_text else None


def _with_roles(note: Note, context: _Context) -> Note | None:
    """A bracket with words such as 牵头: a note if a name in it can be somebody's."""
    names = context.split(note.names)
    return note._replace(names=names) if any(context.may_act(name.text) for name in names) else None


def _sentence(note: Note, context: _Context) -> Note | None:
    """A sentence at a paragraph's end that says who leads: a note if all that it names are agencies."""
    names, agencies = context.split(note.names), context.agencies
    named = bool(names) and all(agencies.is_agency(name.text) or agencies.is_company(name.text) for name in names)
    return note._replace(names=names) if named else None


def _bare_list(note: Note, context: _Context) -> Note | None:
    """A bracket without any such word: a note if all that it lists are agencies; news sign their authors so."""
    names, agencies = context.split(note.names), context.agencies
    inner = any(agencies.is_department(name.text) for name in names)
    if context.about.genre == "news" or not (inner or any(agencies.is_agency(name.text) for name in names)):
        return None
    others = [name.text for name in names if not agencies.is_agency(name.text)]
    if inner:
        others = [name for name in others if not (agencies.is_department(name) or agencies.is_beside_department(name))]
    all_act = all(agencies.is_company(name) or agencies.is_place(name) or agencies.is_known(name) for name in others)
    return note._replace(names=names) if all_act else None


def _line(note: Note, context: _Context) -> Note | None:
    """A label without brackets: its list ends where the text goes on after an agency, if a copy lost the line break."""
    before = context.text[max(note.start - _BESIDE, 0) : note.start].rpartition("\n")[2]
    after = context.text[note.end : note.end + _BESIDE].partition("\n")[0]
    if context.patterns["page_foot"].search(before + context.text[note.start : note.end] + after):
        return None
    for i, name in enumerate(note.names):
        if i and not context.goes_on(note.names[i - 1].end, name):
            return note._replace(end=note.names[i - 1].end, names=context.split(note.names[:i]))
        first = None if context.may_act(name.text) else context.known_at_start(name)
        if first:
            return note._replace(end=first.end, names=(*context.split(note.names[:i]), first))
    return _labelled(note, context)


def _duty(note: Note, context: _Context) -> Note | None:
    """Agencies before a colon and what they do: it covers the rest of its paragraph."""
    names = context.split(note.names)
    role = context.patterns["duty_role"].match(context.text, note.end)
    if not names or role is None or not all(context.agencies.is_agency(name.text) for name in names):
        return None
    line = context.text.find("\n", note.end)
    until = line if line >= 0 else len(context.text)
    return note._replace(names=tuple(name._replace(role=role.lastgroup or name.role) for name in names), until=until)


_MAKERS = {
    "labelled": _labelled,
    "with_roles": _with_roles,
    "bare_list": _bare_list,
    "line": _line,
    "sentence": _sentence,
    "duty": _duty,
}


def _part(name: Name, start: int, end: int) -> Name:
    return Name(name.text[start:end], name.start + start, name.start + end, name.role)


def _apart(notes: list[Note]) -> list[Note]:
    """The notes in order, without those that begin inside another."""
    kept: list[Note] = []
    for note in sorted(notes, key=lambda n: (n.start, -n.end)):
        if not kept or note.start >= kept[-1].end:
            kept.append(note)
    return kept


def _where_first_leads(notes: list[Note], text: str, rules: Rules) -> list[Note]:
    """The notes, with the first of each list leading where the document says so somewhere."""
    for rule in rules["responsibility"]:
        if notes and rule.make == "first_leads" and next(rule.find(text), None):
            return [note._replace(names=tuple(first_leads(note.names, rule.id))) for note in notes]
    return notes


def first_leads(names: tuple[Name, ...], rule: str) -> Iterator[Name]:
    """The names of one list, the first of those that answer for a task leading and the others supporting."""
    listed = [name for name in names if name.role in ("responsible", "shared")]
    for name in names:
        if name not in listed or any(other.role == "lead" for other in names):
            yield name
        else:
            yield name._replace(role="lead" if name is listed[0] else "support", rule=rule)
