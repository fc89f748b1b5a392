"""Paragraphs, headings and tables as a page writes them, with marks that open and close like brackets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from extract.browse.document import Mark, PageStart, Piece, Place, Shown, ShownTable

TAGGED = ("target", "result")  # which hold other marks: a tag before them leads to the record, as their words can't
_TEXT_LEVEL = 2  # of the heading above the text
_DEEPEST = 6


# What the kinds of mark are called.
NAMES = {
    "target": ("目标", "target"),
    "result": ("成效", "result"),
    "quantity": ("数量", "quantity"),
    "date": ("日期", "date"),
    "citation": ("引用", "citation"),
    "agency": ("单位", "agency"),
    "doubt": ("存疑文字", "doubtful text"),
    "apart": ("页面杂项", "furniture of the page"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading if it has a level, or a table if it has rows; with its range in the text."""

    start: int
    end: int
    html: Markup
    level: int | None = None
    rows: tuple[tuple[tuple[Place, Markup], ...], ...] = ()


def blocks(shown: Iterable[Shown], above: int = 0) -> list[Block]:
    """What a page writes, block by block, below as many headings of sections that began before.

    A heading is one level below the last at most, as its outline is read by people who don't see it.

    >>> [block] = blocks([[Piece("今年", (Mark(0, 2, "date"),), 0), Piece("完工", (), 2)]])
    >>> block.html
    Markup('<mark class="date">今年</mark>完工')
    """
    found: list[Block] = []
    seen: set[int] = set()
    last = _TEXT_LEVEL + above
    for block in shown:
        if isinstance(block, ShownTable):
            rows = tuple(tuple((place, _written(pieces, seen)) for place, pieces in row) for row in block.rows)
            places = [place for row in block.rows for place, _ in row]
            found.append(Block(min(p.start for p in places), max(p.end for p in places), Markup(), rows=rows))
            continue
        level = _level(block)
        if level:
            level = last = min(_TEXT_LEVEL + level, last + 1, _DEEPEST)
        found.append(Block(block[0].start, block[-1].end, _written(block, seen), level))
    return found


def _level(pieces: Sequence[Piece]) -> int | None:
    """The level of the heading that a paragraph is; None where it is none, or has text after its heading."""
    heading = next((mark for mark in pieces[0].marks if mark.kind == "heading"), None)
    return heading.level if heading and heading.end >= pieces[-1].end else None


def _written(pieces: Sequence[Piece], seen: set[int]) -> Markup:
    """The pieces with their marks, all text escaped: a mark that crosses another closes with it and opens again.

    Made here and not in the template, as there may be thousands on a page.
    """
    parts: list[str] = []
    before: tuple[Mark, ...] = ()
    for n, piece in enumerate(pieces):
        after = pieces[n + 1].marks if n + 1 < len(pieces) else ()
        parts += map(_page, piece.pages)
        for mark in piece.marks[_shared(before, piece.marks) :]:
            parts += _opening(mark, id(mark) not in seen)
            seen.add(id(mark))
        link = next((mark.href for mark in reversed(piece.marks) if mark.href and mark.kind not in TAGGED), None)
        text = str(escape(piece.text))
        parts.append(f'<a href="{escape(link)}">{text}</a>' if link else text)
        parts.append("</mark>" * (len(piece.marks) - _shared(piece.marks, after)))
        before = piece.marks
    return Markup("".join(parts))  # noqa: S704  (every text in it is escaped above and below)


def _opening(mark: Mark, first: bool) -> list[str]:
    """The tag that leads to the record of a mark, if it needs one and begins here, and the beginning of the mark."""
    kind, title = escape(mark.kind), escape(mark.title)
    name = NAMES[mark.kind][0] if mark.kind in NAMES else ""
    said = f' title="{name}: {title}"' if mark.title else ""
    anchor = f' id="{escape(mark.anchor)}"' if first and mark.anchor else ""
    opening = f'<mark class="{kind}"{anchor}{said}>'
    if not (first and mark.href and mark.kind in TAGGED):
        return [opening]
    return [f'<a class="tag {kind}" href="{escape(mark.href)}" title="{title}">{name}</a>', opening]


def _page(page: PageStart) -> str:
    said = f" {escape(page.said)}" if page.said else ""
    return f'<span class="page" id="page-{page.number}">第{page.number}页{said}</span>'


def _shared(one: Sequence[Mark], other: Sequence[Mark]) -> int:
    """How many of the outermost marks are the same."""
    least = min(len(one), len(other))
    return next((n for n in range(least) if one[n] is not other[n]), least)
