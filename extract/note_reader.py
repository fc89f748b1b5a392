"""The names that a responsibility note holds, each with its role: A、B牵头,C配合; 责任单位:A、B;完成时限:2024年底."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

import regex

Pattern = regex.Pattern[str]
_LONGEST = 80  # characters between two marks: no agency's name with its role is longer
_in_order = attrgetter("start")


class Name(NamedTuple):
    """One name in a note as written, with its role; ``rule`` where another rule than the note's gave it that."""

    text: str
    start: int
    end: int
    role: str
    rule: str | None = None


class ReadNote(NamedTuple):
    """What a note holds; ``spoken`` says whether it has words for roles, such as 牵头."""

    names: tuple[Name, ...]
    deadline_text: str | None
    spoken: bool


@dataclass(slots=True)
class _Piece:
    """What stands between two marks: a name from start to end, and what is said of it."""

    kind: str  # name | remark | when
    start: int
    end: int
    role: str | None = None  # of this name and those before it
    alone: bool = False  # the role is of this name only: 市教育局(牵头)
    jointly: bool = False  # 会同 stands before it


@dataclass(slots=True)
class _Tray:
    """What has been read of a note so far: names that wait for their role, and names that have it."""

    text: str
    names: list[Name] = field(default_factory=list)
    waiting: list[tuple[int, int]] = field(default_factory=list)
    helping: list[tuple[int, int]] | None = None  # the names after 会同
    label: str | None = None
    deadline_text: str | None = None
    spoken: bool = False
    group: int = 0  # how many of those that wait stand before the last comma

    def say_when(self, text: str, lasting: Pattern) -> None:
        """Keeps the last of the times that a note gives, as by that all is done; what only lasts is none."""
        if not self.deadline_text or not lasting.match(text):
            self.deadline_text = text

    def give(self, role: str) -> None:
        """Gives the waiting names a role; those after 会同 support them."""
        before = self.group if role == "support" and not self.names and self.group < len(self.waiting) else 0
        for i, (start, end) in enumerate(self.waiting):
            self.names.append(Name(self.text[start:end], start, end, "responsible" if i < before else role))
        for start, end in self.helping or ():
            self.names.append(Name(self.text[start:end], start, end, "support"))
        self.waiting, self.helping, self.group = [], None, 0

    def give_last(self, role: str) -> None:
        """Gives the last waiting name a role of its own."""
        start, end = (self.helping or self.waiting).pop()
        self.names.append(Name(self.text[start:end], start, end, role))

    def close(self) -> None:
        """Gives the waiting names what their label says, or what follows from those before them."""
        if self.waiting or self.helping is not None:
            led = any(name.role == "lead" for name in self.names)
            self.give(self.label or ("support" if led else "responsible"))


@dataclass(frozen=True, slots=True)
class NoteReader:
    """Reads the notes of one text."""

    text: str
    patterns: Mapping[str, Pattern]
    known: Callable[[str], bool]  # whether a name is that of a body in the tables
    seen: dict[str, list[_Piece]] = field(default_factory=dict)  # the same names come again and again

    def read(self, start: int, end: int, label: str | None = None) -> ReadNote:
        """What the note holds whose content, without its brackets, is between two offsets.

        ``label`` is what stands over all of it, as the head of a table's column does.
        """
        tray = _Tray(self.text, label=label)
        position = start
        for role, first, last in self._labels(start, end):
            self._read_list(tray, position, first)
            tray.close()
            tray.label = role
            position = last
        self._read_list(tray, position, end)
        tray.close()
        return ReadNote(tuple(sorted(tray.names, key=_in_order)), tray.deadline_text, tray.spoken)

    def _labels(self, start: int, end: int) -> list[tuple[str | None, int, int]]:
        """Each label between two offsets: the role that it gives, where it begins and where the names after it do."""
        found: list[tuple[str | None, int, int]] = []
        for mark, shape in ((":", "labelled"), (")", "labelled_in_brackets")):
            if self.text.find(mark, start, end) >= 0:
                matches = self.patterns[shape].finditer(self.text, start, end)
                found += [(label.lastgroup, label.start(), label.end()) for label in matches]
        return sorted(found, key=lambda label: label[1])

    def _read_list(self, tray: _Tray, start: int, end: int) -> None:
        """Reads what follows a label, or all where there is none, mark by mark."""
        if tray.label == "when":
            clause = self.patterns["clause"].match(self.text, start, end)
            tray.deadline_text = clause.group() if clause else None
        if tray.label == "other":
            stop = self.text.find(";", start, end)
            if stop < 0 or not self.patterns["cue"].search(self.text, stop, end):
                return
            tray.label, start = None, stop + 1  # 分管领导:张明;市教育局牵头: after the person the agencies
        if tray.label == "when":
            return
        position = start
        remark = False  # goes on to the next stop
        for mark in self.patterns["mark"].finditer(self.text, start, end):
            if mark.lastgroup == "nested":
                continue
            remark = remark or self._take(tray, position, mark.start())
            if mark.lastgroup == "stop":
                tray.close()
                remark = False
            elif mark.group() == ",":
                tray.group = len(tray.waiting)
            position = mark.end()
        if not remark:
            self._take(tray, position, end)

    def _take(self, tray: _Tray, start: int, end: int) -> bool:
        """Adds what stands between two marks to what has been read; True where a remark begins."""
        text = self.text[start:end]
        pieces = self.seen.get(text)
        if pieces is None:
            pieces = self.seen[text] = self._pieces(text)
        for piece in pieces:
            if piece.kind == "remark":
                tray.close()
                return True
            if piece.kind == "when":
                tray.say_when(text[piece.start : piece.end], self.patterns["lasting"])
                continue
            if piece.jointly:
                tray.helping = []
            if piece.start < piece.end:
                self._add(tray, start + piece.start, start + piece.end)
            if piece.role and piece.alone:
                tray.give_last(piece.role)
            elif piece.role:
                tray.give(piece.role)
            tray.spoken = tray.spoken or piece.role is not None
        return False

    def _add(self, tray: _Tray, start: int, end: int) -> None:
        """Puts a name among those that wait, or to the one before it: 各区、市政府 is one, so is 各级党委、政府."""
        names = tray.waiting if tray.helping is None else tray.helping
        if names and self.text[names[-1][1] : start] == "、":
            if self.patterns["more_kind"].fullmatch(self.text, start, end):
                start = self._shared_kind(names, start)
            else:
                open_name = self.patterns["open"].fullmatch(self.text, *names[-1])
                if open_name and self.patterns[f"more_{open_name.lastgroup}"].fullmatch(self.text, start, end):
                    names[-1] = (names[-1][0], end)
                    return
        names.append((start, end))

    def _shared_kind(self, names: list[tuple[int, int]], start: int) -> int:
        """Where the name begins whose kind of body the places before it share; these wait no longer."""
        while names and self.text[names[-1][1] : start] == "、":
            if not self.patterns["open_kind"].fullmatch(self.text, *names[-1]):
                break
            start = names.pop()[0]
        return start

    def _pieces(self, text: str) -> list[_Piece]:
        """What a stretch of text between two marks says."""
        if self.known(text):
            return [_Piece("name", 0, len(text))]
        explained = self.patterns["explained"].search(text) if "(" in text else None
        if explained and explained.start():
            return self._pieces(text[: explained.start()])
        if len(text) > _LONGEST or self.patterns["is_remark"].search(text):
            return [_Piece("remark", 0, len(text))]
        jointly = self.patterns["jointly"].search(text)
        if not jointly:
            return self._piece(text, 0, len(text), False)
        return [
            *self._piece(text, 0, jointly.start(), False),
            *self._piece(text, jointly.end(), len(text), True),
        ]

    def _piece(self, text: str, start: int, end: int, jointly: bool) -> list[_Piece]:
        own = self.patterns["own_role"].search(text, start, end) if "(" in text else None
        role = own or self.patterns["role"].search(text, start, end)
        if role:
            end = role.start()
            if self.known(text[start:end]):
                return [_Piece("name", start, end, role.lastgroup, own is not None, jointly)]
        before = self.patterns["before_name"].match(text, start, end)
        start = before.end() if before else start
        after = self.patterns["after_name"].search(text, start, end)
        end = after.start() if after else end
        if self.patterns["when"].match(text, start, end):
            return [_Piece("when", start, end)]
        if self.patterns["nobody"].fullmatch(text, start, end) or (start == end and not role):
            return []
        alone = own is not None and start < end
        return [_Piece("name", start, end, role.lastgroup if role else None, alone, jointly)]
