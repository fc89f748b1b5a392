"""Responsibility notes: where they stand in a text, and the names in each with their roles."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import regex

from extract.agencies import Lexicon, lexicon
from extract.model import About
from extract.rulebook import Rules

Pattern = regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class Name:
    """One name in a note as written, with its role; ``rule`` where another rule than the note's gave it that."""

    text: str
    start: int
    end: int
    role: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the matched text; ``end`` is after the mark that closes it. Without names it only says a time."""

    start: int
    end: int
    rule: str
    names: tuple[Name, ...]
    deadline_text: str | None = None
    spoken: bool = False  # whether it has words for roles, 牵头 or 负责


def find_notes(text: str, about: About, rules: Rules) -> list[Note]:
    """The responsibility notes of a text, in order, none overlapping another; names as written, spans in ``text``."""
    patterns, names = rules.patterns["responsibility"], lexicon(rules)
    reader = _Reader(text, patterns)
    matches = {match.start(): (rule, match) for rule in reversed(rules["responsibility"]) for match in rule.find(text)}
    read = [
        (reader.read(Note(*match.span(), rule.id, ()), *match.span("content")), rule.make)
        for rule, match in matches.values()
        if rule.make in _MAKERS
    ]
    unclear = {n.text for note, _ in read for n in note.names if not names.is_known(n.text)}
    splitter = _Splitter(patterns["conjunction"], names, names.named_in(sorted(unclear)))
    found = [
        note for candidate, make in read if (note := _MAKERS[make](candidate, _Context(text, about, patterns, splitter)))
    ]
    return _where_first_leads(_apart(found), text, rules)


@dataclass(frozen=True, slots=True)
class _Splitter:
    """Cuts names that have run together."""

    conjunction: Pattern
    lexicon: Lexicon
    named: Mapping[str, list[tuple[int, int]]]  # known agencies inside the names that are none themselves

    def split(self, names: Iterable[Name]) -> tuple[Name, ...]:
        """The names, two for each that 和 joins or that lost the mark between them."""
        found: list[Name] = []
        for name in names:
            cuts = self._run_together(name.text) or self._joined(name.text)
            found += [_part(name, start, end) for start, end in cuts]
        return tuple(found)

    def at_start(self, name: Name) -> Name | None:
        """The known agency that a stretch of text begins with, where it isn't itself one; None where there is none."""
        spans = self.named.get(name.text)
        return _part(name, *spans[0]) if spans and spans[0][0] == 0 else None

    def _run_together(self, text: str) -> list[tuple[int, int]]:
        """市教育局市财政局: known agencies end to end, each with its place in front."""
        spans = self.named.get(text, [])
        whole = [(0, 0), *spans, (len(text), len(text))]
        end_to_end = all(end == start for (_, end), (start, _) in pairwise(whole))
        placed = all(text[start:end] not in self.lexicon.bodies for start, end in spans)
        return spans if len(spans) > 1 and end_to_end and placed else []

    def _joined(self, text: str) -> list[tuple[int, int]]:
        """市教育局和市财政局 are two, 文化和旅游局 is one."""
        if text in self.named:
            for match in self.conjunction.finditer(text):
                if self.lexicon.is_agency(text[: match.start()]) and self.lexicon.is_agency(text[match.end() :]):
                    return [(0, match.start()), (match.end(), len(text))]
        return [(0, len(text))]


@dataclass(frozen=True, slots=True)
class _Context:
    """What decides whether a candidate is a note."""

    text: str
    about: About
    patterns: Mapping[str, Pattern]
    splitter: _Splitter

    def may_act(self, name: str) -> bool:
        names = self.splitter.lexicon
        return names.is_agency(name) or names.is_place(name) or names.is_company(name)


def _labelled(note: Note, context: _Context) -> Note | None:
    """A bracket that begins with a label: its names are agencies, known or not."""
    names = context.splitter.split(note.names)
    return replace(note, names=names) if names or note.deadline_text else None


def _with_roles(note: Note, context: _Context) -> Note | None:
    """A bracket with words such as 牵头: a note if a name in it can be an agency's."""
    names = context.splitter.split(note.names)
    return replace(note, names=names) if note.spoken and any(context.may_act(name.text) for name in names) else None


def _bare_list(note: Note, context: _Context) -> Note | None:
    """A bracket without any such word: a note if all that it lists are agencies; news sign their authors so."""
    names = context.splitter.split(note.names)
    lexicon = context.splitter.lexicon
    agencies = [lexicon.is_agency(name.text) for name in names]
    all_act = all(is_one or lexicon.is_company(name.text) for is_one, name in zip(agencies, names, strict=True))
    return replace(note, names=names) if any(agencies) and all_act and context.about.genre != "news" else None


def _line(note: Note, context: _Context) -> Note | None:
    """A label without brackets: its list ends where the text goes on after an agency, if a copy lost the line break."""
    text, furniture = context.text, context.patterns["page_foot"]
    stop = text.find("\n", note.end)
    if furniture.search(text, text.rfind("\n", 0, note.start) + 1, stop if stop >= 0 else len(text)):
        return None
    for i, name in enumerate(note.names):
        if not context.may_act(name.text):
            first = context.splitter.at_start(name)
            if first:
                names = context.splitter.split(note.names[:i])
                return replace(note, end=first.end, names=(*names, first))
    return _labelled(note, context)


_MAKERS = {"labelled": _labelled, "with_roles": _with_roles, "bare_list": _bare_list, "line": _line}


def _part(name: Name, start: int, end: int) -> Name:
    return replace(name, text=name.text[start:end], start=name.start + start, end=name.start + end)


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
        if rule.make == "first_leads" and next(rule.find(text), None):
            return [replace(note, names=tuple(_first_leads(note.names, rule.id))) for note in notes]
    return notes


def _first_leads(names: tuple[Name, ...], rule: str) -> Iterator[Name]:
    listed = [name for name in names if name.role in ("responsible", "shared")]
    for name in names:
        if name not in listed or any(other.role == "lead" for other in names):
            yield name
        else:
            yield replace(name, role="lead" if name is listed[0] else "support", rule=rule)


@dataclass(slots=True)
class _Tray:
    """What has been read of a note so far: names that wait for their role, and names that have it."""

    names: list[Name] = field(default_factory=list)
    waiting: list[Name] = field(default_factory=list)
    helping: list[Name] | None = None  # the names after 会同
    label: str | None = None
    deadline_text: str | None = None
    spoken: bool = False

    def give(self, role: str) -> None:
        """Gives the waiting names a role; those after 会同 support them."""
        self.names += [replace(name, role=role) for name in self.waiting]
        self.names += [replace(name, role="support") for name in self.helping or ()]
        self.waiting, self.helping = [], None

    def give_last(self, role: str) -> None:
        """Gives the last waiting name a role of its own."""
        names = self.helping or self.waiting
        if names:
            self.names.append(replace(names.pop(), role=role))

    def close(self) -> None:
        """Gives the waiting names what their label says, or what follows from those before them."""
        led = any(name.role == "lead" for name in self.names)
        self.give(self.label or ("support" if led else "responsible"))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the notes of one text."""

    text: str
    patterns: Mapping[str, Pattern]

    def read(self, note: Note, start: int, end: int) -> Note:
        """The note with the names and the completion time that its content, from start to end, holds."""
        tray = _Tray()
        labels = self.patterns["labelled"].finditer(self.text, start, end) if ":" in self.text[start:end] else ()
        position = start
        for label in labels:
            self._read_list(tray, position, label.start())
            tray.close()
            tray.label = label.lastgroup
            position = label.end()
        self._read_list(tray, position, end)
        tray.close()
        names = tuple(sorted(tray.names, key=lambda name: name.start))
        return replace(note, names=names, deadline_text=tray.deadline_text, spoken=tray.spoken)

    def _read_list(self, tray: _Tray, start: int, end: int) -> None:
        """Reads the names after a label, or all where there is none, mark by mark."""
        if tray.label == "when":
            tray.deadline_text = _first_clause(self.text[start:end])
        if tray.label in ("when", "other"):
            return
        remark = False  # goes on to the next stop
        position = start
        for mark in self.patterns["mark"].finditer(self.text, start, end):
            if mark.lastgroup == "nested":
                continue
            remark = remark or self._read_piece(tray, position, mark.start())
            if mark.lastgroup == "stop":
                tray.close()
                remark = False
            position = mark.end()
        if not remark:
            self._read_piece(tray, position, end)

    def _read_piece(self, tray: _Tray, start: int, end: int) -> bool:
        """Reads what stands between two marks: a name, a role after it; True where it begins a remark instead."""
        if self.patterns["is_remark"].search(self.text, start, end):
            tray.close()
            return True
        jointly = self.patterns["jointly"].search(self.text, start, end)
        if jointly:
            self._read_piece(tray, start, jointly.start())
            tray.helping = []
            start = jointly.end()
        own = self.patterns["own_role"].search(self.text, start, end)
        role = own or self.patterns["role"].search(self.text, start, end)
        self._take(tray, start, role.start() if role else end)
        if own and own.lastgroup:
            tray.give_last(own.lastgroup)
        elif role and role.lastgroup:
            tray.give(role.lastgroup)
        tray.spoken = tray.spoken or role is not None
        return False

    def _take(self, tray: _Tray, start: int, end: int) -> None:
        """Puts the name between two offsets among those that wait for a role."""
        before = self.patterns["before_name"].match(self.text, start, end)
        start = before.end() if before else start
        after = self.patterns["after_name"].search(self.text, start, end)
        end = after.start() if after else end
        piece = self.text[start:end]
        if not piece:
            return
        if self.patterns["when"].match(piece):
            tray.deadline_text = piece
            return
        names = tray.waiting if tray.helping is None else tray.helping
        last = names[-1] if names else None
        if last and self._goes_on(last, start, end):
            names[-1] = replace(last, text=self.text[last.start : end], end=end)
        else:
            names.append(Name(piece, start, end, ""))

    def _goes_on(self, last: Name, start: int, end: int) -> bool:
        """Whether the mark between two pieces is inside one name: 各区、市政府; 各级党委、政府."""
        if self.text[last.end : start] != "、":
            return False
        pattern = self.patterns
        return bool(
            (pattern["open_places"].fullmatch(last.text) and pattern["more_places"].fullmatch(self.text, start, end))
            or (pattern["open_party"].search(last.text) and pattern["more_party"].fullmatch(self.text, start, end))
        )


def _first_clause(text: str) -> str | None:
    """A completion time without what follows it."""
    for mark in ";。,\n":
        text = text.partition(mark)[0]
    return text.strip() or None
