"""A document's text cut into paragraphs and pieces, so that a page can show what was recognised in each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

_LINE_END = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")

# Control characters would be invisible, and those of writing direction would turn around what stands beside them.
_CONTROLS = (*range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = dict.fromkeys(_CONTROLS, 0xFFFD) | {code: 0x2400 + code for code in range(0x20) if chr(code) != "\t"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the text with what it is (``target``, ``quantity`` …), a line about it, and where it leads."""

    start: int
    end: int
    kind: str
    title: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Text within one paragraph that one set of marks covers, the outermost first. ``anchor`` names its place."""

    text: str
    marks: tuple[Mark, ...]
    anchor: str | None = None

    @property
    def kinds(self) -> str:
        """The kinds of its marks, for a class attribute."""
        return " ".join(dict.fromkeys(mark.kind for mark in self.marks))

    @property
    def title(self) -> str:
        """A line for each of its marks."""
        return "\n".join(mark.title for mark in self.marks if mark.title)

    @property
    def href(self) -> str | None:
        """Where its innermost mark leads that leads anywhere."""
        return next((mark.href for mark in reversed(self.marks) if mark.href), None)


def marked_paragraphs(text: str, marks: Iterable[Mark]) -> list[list[Piece]]:
    """The paragraphs of a text, each a list of pieces; empty ones are left out. Marks may nest, cross and repeat.

    The first piece of a mark of kind ``here`` gets the anchor ``here``.

    >>> [[(p.text, p.kinds) for p in line] for line in marked_paragraphs("甲乙\\n丙", [Mark(1, 4, "target")])]
    [[('甲', ''), ('乙', 'target')], [('丙', 'target')]]
    """
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end), reverse=True)
    edges = {edge for mark in waiting for edge in (mark.start, mark.end)}
    cuts = sorted({0, len(text)} | {edge for edge in edges if 0 <= edge <= len(text)})
    active: list[Mark] = []
    paragraphs: list[list[Piece]] = [[]]
    anchored = False
    for start, end in pairwise(cuts):
        while waiting and waiting[-1].start <= start:
            active.append(waiting.pop())
        active = [mark for mark in active if mark.end > start]
        here = any(mark.kind == "here" for mark in active)
        for n, line in enumerate(_LINE_END.split(text[start:end])):
            if n:
                paragraphs.append([])
            if line:
                anchor = "here" if here and not anchored else None
                anchored = anchored or here
                paragraphs[-1].append(Piece(line.translate(_VISIBLE), tuple(active), anchor))
    return [paragraph for paragraph in paragraphs if paragraph]
