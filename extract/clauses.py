"""Sentences and clauses of normalised text: where a comma separates, and where it only stands inside a bracket."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from extract.rulebook import Rules

_OPENS = frozenset("(《“")
# What ends a clause or may hide such marks; the standard library finds these four times as fast. No comma in 1,234,
# no colon in 3.2:1.
_MARKS = re.compile(r"[,;:。!?\n(《“](?!(?<=\d,)\d{3}(?!\d)|(?<=\d:)\d)")
_BULLETS = frozenset("●■◆★▲►▶◇□○◎•·▪※√✓➢-")  # these begin no clause
_ENDS_SENTENCE = frozenset("。!?\n")


@dataclass(slots=True)
class Clause:
    """A stretch without a separating comma. ``mark`` is what ends it: one of , ; : 。 ! ? newline, or "" at the end."""

    start: int
    end: int
    mark: str


@dataclass(slots=True)
class Sentence:
    """Clauses up to the full stop; ``paragraph`` is the sentence's number within its paragraph, from 0."""

    start: int
    end: int
    clauses: tuple[Clause, ...]
    paragraph: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A text cut into sentences, with the ranges that brackets, titles and quotations hide."""

    sentences: tuple[Sentence, ...]
    hidden: tuple[tuple[int, int], ...]
    hidden_starts: tuple[int, ...]

    def hides(self, position: int) -> bool:
        """Whether a position lies inside a hidden range, not at its first mark."""
        at = bisect_left(self.hidden_starts, position)
        return at > 0 and position < self.hidden[at - 1][1]

    def hidden_in(self, clause: Clause) -> tuple[tuple[int, int], ...]:
        """The hidden ranges that begin in a clause."""
        first = bisect_left(self.hidden_starts, clause.start)
        return self.hidden[first : bisect_left(self.hidden_starts, clause.end, first)]


def lay_out(text: str, rules: Rules) -> Layout:
    """The sentences of a text and what is hidden in brackets, in order.

    >>> from extract.rulebook import load_rules
    >>> [len(s.clauses) for s in lay_out("到2025年,建成(含改建,扩建)10座。加强管理。", load_rules()).sentences]
    [2, 1]
    """
    patterns, change_begins = rules.patterns["statement"], rules.sets["statement"]["change_begins"]
    counted_out, dated, hides_marks = (patterns[name] for name in ("counted_out", "dated_bracket", "hidden"))
    sentences: list[Sentence] = []
    hidden: list[tuple[int, int]] = []
    clauses: list[Clause] = []
    start = clause_start = 0
    past = 0  # where what is hidden ends
    paragraph = 0
    marks = [match.start() for pattern in (_MARKS, patterns["praise"]) for match in pattern.finditer(text)]
    for at in sorted(marks):
        if at < past:
            continue
        mark = text[at]
        if mark in _OPENS:
            if mark == "(" and text[at + 1 : at + 2] in change_begins and patterns["change_in_bracket"].match(text, at):
                continue
            opens = mark == "(" and at > clause_start
            if opens and (counted_out.match(text, at) or dated.match(text, at)):
                clauses.append(Clause(clause_start, at, ","))
                clause_start = at + 1
                continue
            if hides := hides_marks.match(text, at):
                past = hides.end()
                hidden.append((at, past))
                if mark == "(" and at == clause_start and not clauses:
                    start = clause_start = past  # a note after the full stop belongs to what stands before it
            continue
        if at > clause_start:
            clauses.append(Clause(clause_start, at, "," if mark == "、" else mark))
        clause_start = at + 1
        if mark in _ENDS_SENTENCE:
            if clauses:
                sentences.append(Sentence(start, at, tuple(clauses), paragraph))
                paragraph += 1
                clauses = []
            start = at + 1
            if mark == "\n":
                paragraph = 0
                while text[start : start + 1] in _BULLETS:
                    start += 1
                clause_start = start
    end = len(text)
    if end > clause_start:
        clauses.append(Clause(clause_start, end, ""))
    if clauses:
        sentences.append(Sentence(start, end, tuple(clauses), paragraph))
    return Layout(tuple(sentences), tuple(hidden), tuple(at for at, _ in hidden))
