"""Paragraphs, headings and tables as a page writes them: which marks open before each piece, and how many close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.browse.document import Mark, Piece, Place, Shown, ShownTable

TAGGED = ("target", "result")  # which hold other marks: a tag before them leads to the record, as their words can't
_TEXT_LEVEL = 2  # of the heading above the text
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Step:
    """A piece, the marks to open before it, each with whether for the first time, and how many to close after it."""

    piece: Piece
    opened: tuple[tuple[Mark, bool], ...]
    closed: int

    @property
    def link(self) -> Mark | None:
        """The innermost mark, if its words lead to its record."""
        return next((mark for mark in reversed(self.piece.marks) if mark.href and mark.kind not in TAGGED), None)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading if it has a level, or a table if it has rows; with its range in the text."""

    start: int
    end: int
    steps: tuple[Step, ...] = ()
    level: int | None = None
    rows: tuple[tuple[tuple[Place, tuple[Step, ...]], ...], ...] = ()


def blocks(shown: Iterable[Shown], above: int = 0) -> list[Block]:
    """What a page writes, block by block, below as many headings of sections that began before.

    A heading is one level below the last at most, as its outline is read by people who don't see it.

    >>> date = Mark(0, 2, "date")
    >>> [block] = blocks([[Piece("今年", (date,), 0), Piece("完工", (), 2)]])
    >>> [(len(step.opened), step.piece.text, step.closed) for step in block.steps]
    [(1, '今年', 1), (0, '完工', 0)]
    """
    found: list[Block] = []
    seen: set[int] = set()
    last = _TEXT_LEVEL + above
    for block in shown:
        if isinstance(block, ShownTable):
            rows = tuple(tuple((place, _nested(pieces, seen)) for place, pieces in row) for row in block.rows)
            places = [place for row in block.rows for place, _ in row]
            found.append(Block(min(p.start for p in places), max(p.end for p in places), rows=rows))
            continue
        level = _level(block)
        if level:
            level = last = min(_TEXT_LEVEL + level, last + 1, _DEEPEST)
        found.append(Block(block[0].start, block[-1].end, _nested(block, seen), level))
    return found


def _level(pieces: Sequence[Piece]) -> int | None:
    """The level of the heading that a paragraph is; None where it is none, or has text after its heading."""
    heading = next((mark for mark in pieces[0].marks if mark.kind == "heading"), None)
    return heading.level if heading and heading.end >= pieces[-1].end else None


def _nested(pieces: Sequence[Piece], seen: set[int]) -> tuple[Step, ...]:
    """A step for each piece, such that marks open and close like brackets: a mark that crosses another opens again."""
    steps: list[Step] = []
    before: tuple[Mark, ...] = ()
    for n, piece in enumerate(pieces):
        after = pieces[n + 1].marks if n + 1 < len(pieces) else ()
        opened = [(mark, id(mark) not in seen) for mark in piece.marks[_shared(before, piece.marks) :]]
        seen.update(id(mark) for mark, _ in opened)
        steps.append(Step(piece, tuple(opened), len(piece.marks) - _shared(piece.marks, after)))
        before = piece.marks
    return tuple(steps)


def _shared(one: Sequence[Mark], other: Sequence[Mark]) -> int:
    """How many of the outermost marks are the same."""
    least = min(len(one), len(other))
    return next((n for n in range(least) if one[n] is not other[n]), least)
