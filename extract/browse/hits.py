"""What a search finds in documents, tasks, targets and results: each hit in its sentence, in the order of its key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from extract.browse.finding import AROUND, FIGURES, Asked, rows_found
from extract.search import pattern
from extract.terminal import plain

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.database import Database

_LONGEST: Final = 200  # characters of a record up to which it is shown whole
_ENDS: Final = re.compile(r"[。！？；!?;\n\r]")


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: a record, or a document, with its sentence cut into pieces, of which some are what was asked."""

    key: int
    kind: str
    id: str
    words: str  # of the record, as written
    sentence: list[tuple[str, bool]]
    start: int
    end: int
    day: str | None
    document: str
    document_id: str
    place: str | None
    figures: Mapping[str, Any]


async def hits(db: Database, kind: str, asked: Asked, after: int, most: int) -> tuple[list[Hit], int | None]:
    """Hits of one kind, in the order of their keys, from after one of them, and the key up to which was looked for
    them, where that is not the last. Raises QueryInterrupted.
    """
    found = await rows_found(db, kind, asked, after, most)
    wanted = pattern(asked.phrases)
    return [_hit(kind, row, wanted) for row in found.rows], found.looked_to


def _hit(kind: str, row: Any, wanted: re.Pattern[str] | None) -> Hit:
    text, begins = row["around"], row["begins"]
    start, end = row["start"] - begins, row["end"] - begins
    if kind == "documents":
        end = len(text)
    found = wanted.search(text, start, end) if wanted else None
    if kind == "documents" or end - start > _LONGEST:
        shown = found.span() if found else (start, min(end, start + _LONGEST))
    else:
        shown = start, end
    if kind == "documents":
        start, end = found.span() if found else (0, 0)
    return Hit(
        key=row["key"],
        kind=kind,
        id=row["id"],
        words=row["words"] or "",
        sentence=_pieces(_sentence(text, *shown), wanted or pattern([plain(row["words"] or "")])),
        start=begins + start,
        end=begins + end,
        day=row["day"],
        document=plain(row["document"]),
        document_id=row["document_id"],
        place=plain(row["place"] or "") or None,
        figures={name: row[name] for name in FIGURES},
    )


def _sentence(text: str, start: int, end: int) -> str:
    """A range of a text with the rest of its sentence, as far as that is near."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    before = [mark.end() for mark in _ENDS.finditer(text, first, start)]
    after = _ENDS.search(text, max(start, end - 1), last)
    said = text[before[-1] if before else first : after.end() if after else last]
    return f"{'' if before or not first else '……'}{plain(said).strip()}{'' if after or last == len(text) else '……'}"


def _pieces(sentence: str, wanted: re.Pattern[str] | None) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    done = 0
    for found in wanted.finditer(sentence) if wanted else ():
        pieces += [(sentence[done : found.start()], False), (found[0], True)]
        done = found.end()
    return [piece for piece in [*pieces, (sentence[done:], False)] if piece[0]]


def year_of(text: str) -> str:
    """A year as it was typed, or nothing where it is none.

    >>> year_of(" 2025年 "), year_of("soon")
    ('2025', '')
    """
    found = re.fullmatch(r"\s*([12]\d{3})年?\s*", text, re.ASCII)
    return found[1] if found else ""


def phrase_list(phrases: Sequence[str]) -> tuple[str, ...]:
    """Phrases as many and as long as a search can bear."""
    return tuple(phrase[:200] for phrase in phrases[:20])
