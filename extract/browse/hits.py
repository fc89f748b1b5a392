"""What a search finds in documents, tasks, targets and results: each hit in its sentence, in the order of its key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from extract.search import match_all, pattern
from extract.terminal import plain

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.database import Database

KINDS: Final = ("targets", "results", "tasks", "documents")

_AROUND: Final = 120  # characters before and after a record among which its sentence is looked for
_READ: Final = _AROUND + 1  # one more, which tells whether the text goes on
_LONGEST: Final = 200  # characters of a record up to which it is shown whole
_ENDS: Final = re.compile(r"[。！？；!?;\n\r]")

_OF_AGENCY: Final = (
    "exists (select 1 from responsibilities r where r.task_id = {task} and r.agency_id in (select id from agencies "
    "where rowid in (select rowid from agencies_fts where agencies_fts match :agency)))"
)
FIGURES: Final = ("indicator", "op", "value", "value_max", "unit", "change", "direction")  # of targets and results
_RECORD: Final = """
    select x.rowid as key, x.id, {words} as words, x.start, x."end", {day} as day, d.id as document_id,
        coalesce(d.title, d.source) as document, d.place, max(0, x.start - {around}) as begins,
        substr(d.text, 1 + max(0, x.start - {around}), x."end" - x.start + 2 * {around}) as around, {figures}
    from {table}_fts f cross join {table} x on x.rowid = f.rowid join documents d on d.id = x.document_id
    where {table}_fts match :match and f.rowid > :after and {counted}{filters}
    order by f.rowid limit :most
"""
_DOCUMENT: Final = """
    select d.rowid as key, d.id, null as words, 0 as start, 0 as "end", d.issued_on as day, d.id as document_id,
        coalesce(d.title, d.source) as document, d.place, 0 as begins, d.text as around, {figures}
    from documents_fts f cross join documents d on d.rowid = f.rowid
    where documents_fts match :match and f.rowid > :after and d.copy_of is null{filters}
    order by f.rowid limit :most
"""
_NO_FIGURES: Final = ", ".join(f"null as {name}" for name in FIGURES)
_DAYS: Final = {"targets": "x.deadline", "results": "x.as_of", "tasks": "x.deadline", "documents": "d.issued_on"}
_TASKS: Final = {"targets": "x.task_id", "results": "x.task_id", "tasks": "x.id"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: phrases, and the place, year and agency that what is found must have."""

    phrases: tuple[str, ...]
    place: str = ""
    year: str = ""
    agency: str = ""


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


async def hits(db: Database, kind: str, asked: Asked, after: int, most: int) -> list[Hit]:
    """Hits of one kind, in the order of their keys, from after one of them. Raises QueryInterrupted."""
    found = await db.execute(_sql(kind, asked), _parameters(asked, after, most))
    wanted = pattern(asked.phrases)
    return [_hit(kind, row, wanted) for row in found]


def _sql(kind: str, asked: Asked) -> str:
    filters = ""
    if asked.place:
        filters += " and d.place = :place"
    if asked.year:
        filters += f" and {_DAYS[kind]} >= :year and {_DAYS[kind]} < :year || '~'"
    if asked.agency and kind == "documents":
        filters += " and exists (select 1 from tasks k where k.document_id = d.id and "
        filters += _OF_AGENCY.format(task="k.id") + ")"
    elif asked.agency:
        filters += " and " + _OF_AGENCY.format(task=_TASKS[kind])
    if kind == "documents":
        return _DOCUMENT.format(filters=filters, figures=_NO_FIGURES)
    words, counted, figures = "x.quote", "x.is_repeat = 0", ", ".join(f"x.{name}" for name in FIGURES)
    if kind == "tasks":
        words, counted, figures = "x.text", "d.superseded_by is null", _NO_FIGURES
    names = {"table": kind, "words": words, "counted": counted, "figures": figures, "day": _DAYS[kind]}
    return _RECORD.format(**names, filters=filters, around=_READ)


def _parameters(asked: Asked, after: int, most: int) -> dict[str, Any]:
    return {
        "match": match_all(asked.phrases),
        "after": after,
        "most": most,
        "place": asked.place,
        "year": asked.year,
        "agency": match_all(asked.agency.split()),
    }


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
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
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
