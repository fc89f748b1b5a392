"""Lines of text from the characters of a page, and paragraphs from lines, by where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from extract.read.compose import CellText
from extract.read.pdf_page import Box, Char

_BESIDE = 0.5  # of the lower one's height, how far two runs of one line overlap
_TWICE = 0.4  # of a character's width, how far off it is printed again where bold is faked
_WORDS = 0.18  # of the height, the gap between two Latin words
_GAP = 0.7  # of the height, the gap that parts Chinese words on a line, a number from a heading


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its box in points; ``size`` is the height of its characters, ``confidence`` how sure they are
    on the average where they were recognised."""

    text: str
    box: Box
    size: float
    confidence: float | None = None


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The lines that characters make, top down, each from left to right; what is printed twice stands once."""
    runs: list[list[Char]] = []
    top = bottom = 0.0
    for char in chars:
        box = char.box
        if not runs or not _overlap(top, bottom, box.top, box.bottom):
            runs.append([])
            top, bottom = box.top, box.bottom
        runs[-1].append(char)
    runs.sort(key=lambda run: (run[0].box.top + run[0].box.bottom, run[0].box.x0))
    rows: list[list[Char]] = []
    for run in runs:
        first = run[0].box
        if rows and _overlap(rows[-1][0].box.top, rows[-1][0].box.bottom, first.top, first.bottom):
            rows[-1] += run
        else:
            rows.append(run)
    return [_line(row) for row in rows]


def cell_of(column: int, lines: Sequence[Line], rows: int = 1, columns: int = 1) -> CellText:
    """The cell that lines make, as sure as the least sure of them."""
    confidence = min((line.confidence for line in lines if line.confidence is not None), default=None)
    return CellText(column, joined(line.text for line in lines), rows, columns, confidence)


def joined(texts: Iterable[str]) -> str:
    """Lines of one paragraph in one: Latin words apart, Chinese without a blank.

    >>> joined(["推广应用 5G", "and IPv6", "，到2025年"])
    '推广应用 5G and IPv6，到2025年'
    """
    whole = ""
    for text in texts:
        if whole and text and _is_latin(whole[-1]) and _is_latin(text[0]):
            whole += " "
        whole += text
    return whole


def _overlap(top: float, bottom: float, other_top: float, other_bottom: float) -> bool:
    """Whether two heights are of one line."""
    shared = min(bottom, other_bottom) - max(top, other_top)
    return shared > _BESIDE * min(bottom - top, other_bottom - other_top)


def _line(row: list[Char]) -> Line:
    row.sort(key=lambda char: char.box.x0)
    heights = [c.box.bottom - c.box.top for c in row if c.text > "\u2e80"]  # Latin letters come from other fonts
    size = median(heights or [c.box.bottom - c.box.top for c in row])
    pieces: list[str] = []
    before: Char | None = None
    for char in row:
        if before is not None:
            width = before.box.x1 - before.box.x0
            if char.text == before.text and char.box.x0 - before.box.x0 < _TWICE * width:
                continue
            latin = _is_latin(before.text) and _is_latin(char.text)
            words = latin and char.spaced and not (before.text + char.text).isdigit()
            if words or char.box.x0 - before.box.x1 > (_WORDS if latin else _GAP) * size:
                pieces.append(" ")
        pieces.append(char.text)
        before = char
    boxes = [char.box for char in row]
    box = Box(boxes[0].x0, min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))
    return Line("".join(pieces), box, size, _sure(row))


def _sure(chars: Sequence[Char]) -> float | None:
    return round(mean([c.confidence or 0.0 for c in chars]), 3) if chars[0].confidence is not None else None


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
