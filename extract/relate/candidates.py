"""Which documents of a database a new one is compared with; as many as where a hundred times more are there."""

from collections import Counter

from sqlite_utils import Database

from extract.model import Edition
from extract.relate.sketch import CLAUSES, MOST_KEPT, SENTENCES, likeness, period_bands
from extract.relate.titles import of_other_kinds, period, pieces, same_place, stem

_MOST = 50  # documents of similar text, and as many of the same title, with which one is compared
_ALIKE = 0.12  # likeness below which texts of different titles have nothing to do with each other
_HELD = 0.03  # likeness below which a document that names another doesn't hold it
_MOST_WITH = 20  # documents that are looked at for each clause or sentence that they share
_SHARED = {CLAUSES: 2, SENTENCES: 1}  # what a part and its whole have in common at least
_OF_A_PART = 0.5  # of the clauses or sentences of a part, the share that its whole has too
_OF_A_TITLE = 0.5  # of the pieces of a title, the share that the next plan's has too, for a year or of no known place
_MOST_ADJOINING = 20  # plans whose titles are about something like this one's
_MOST_NAMING = 1_000  # documents whose sketches are looked at for one that they name


def alike(db: Database, document_id: str, edition: Edition) -> set[str]:
    """The documents with which one is compared: those whose text or title is alike."""
    near = db.execute(
        "select distinct other.document_id, sketch from bands join bands as other using (band, hash) "
        "join editions on editions.document_id = other.document_id "
        "where bands.document_id = :id and bands.band < :clauses and other.document_id <> :id",
        {"id": document_id, "clauses": CLAUSES},
    )
    likest = sorted((-likeness(edition.sketch, sketch), other_id) for other_id, sketch in near)
    titled = db.execute(
        "select document_id from editions where work = :work and work <> '' and document_id <> :id "
        "order by document_id limit :most",
        {"work": edition.work, "id": document_id, "most": _MOST},
    ).fetchall()
    for work in of_other_kinds(edition.work):
        titled += db.execute(
            "select document_id from editions where work = ? and draft <> ? order by document_id limit ?",
            (work, edition.draft, _MOST),
        )
    if edition.core:
        titled += db.execute(
            "select document_id from editions where core = ? and draft <> ? and years = ? order by document_id limit ?",
            (edition.core, edition.draft, edition.years, _MOST),
        ).fetchall()
    if edition.years and edition.core:
        titled += db.execute(
            "select document_id from editions join documents on id = document_id "
            "where core = :core and years <> :years and place is "
            "(select place from documents where id = :id) order by document_id limit :most",
            {"core": edition.core, "years": edition.years, "id": document_id, "most": _MOST},
        ).fetchall()
    texts = [other_id for less, other_id in likest[:_MOST] if -less >= _ALIKE]
    return {*texts, *(row[0] for row in titled)}


def repealed(db: Database, document_id: str, edition: Edition) -> set[str]:
    """The documents that one puts an end to, by their titles, or that put an end to it."""
    rows = [
        (other_id, cited.place, place)
        for cited in edition.cited
        if cited.repealed and cited.work
        for other_id, place in db.execute(
            "select id, place from documents join editions on document_id = id where work = ? order by 1 limit ?",
            (cited.work, _MOST),
        ).fetchall()
    ]
    rows += db.execute(
        "select citations.document_id, cited.place, documents.place from documents, cited "
        "join citations on citations.id = citation_id "
        "where documents.id = ? and work = ? and work <> '' and repealed order by 1 limit ?",
        (document_id, edition.work, _MOST),
    ).fetchall()
    found = {other_id for other_id, named, place in rows if not named or same_place(named, place or "")}
    return found - {document_id}


def naming(db: Database, document_id: str, edition: Edition) -> set[str]:
    """The documents that name this one, or that it names, and share some of its text: collections and their parts."""
    rows: list[tuple[str, bytes]] = db.execute(
        "select distinct editions.document_id, sketch from cited join citations on citations.id = citation_id "
        "join editions on editions.document_id = citations.document_id where cited.work = ? and cited.work <> '' "
        "order by editions.document_id limit ?",
        (edition.work, _MOST_NAMING),
    ).fetchall()
    rows += db.execute(
        "select editions.document_id, sketch from headed join editions using (document_id) "
        "where headed.work = ? and headed.work <> '' order by 1 limit ?",
        (edition.work, _MOST_NAMING),
    ).fetchall()
    for work in sorted({*edition.headed, *(cited.work for cited in edition.cited if cited.work)}):
        rows += db.execute("select document_id, sketch from editions where work = ? order by 1 limit ?", (work, _MOST))
    near = sorted(
        {(-likeness(edition.sketch, sketch), other_id) for other_id, sketch in rows if other_id != document_id}
    )
    return {other_id for less, other_id in near[:_MOST] if -less >= _HELD}


def holding(db: Database, document_id: str) -> set[str]:
    """The documents that have most of the long clauses or sentences of this one, or it most of theirs: parts and their
    wholes.
    """
    return {other_id for band in MOST_KEPT for other_id in _sharing(db, document_id, band)}


def adjoining(db: Database, document_id: str, place: str | None, edition: Edition) -> set[str]:
    """The plans for the period before or after whose titles say some of what this one's says: of the same place; half
    of it where no place is known, or for a year alone.
    """
    years = period(edition.years)
    if not years:
        return set()
    own = pieces(edition.work, edition.core)
    times = Counter[str]()
    for band, value in period_bands(place and stem(place), [years[-1] + 1, years[0] - 1], own):
        rows = db.execute(
            "select document_id from bands where band = ? and hash = ? and document_id <> ? order by 1 limit ?",
            (band, value, document_id, _MOST),
        )
        times.update(row[0] for row in rows.fetchall())
    likest = sorted(times.items(), key=lambda item: (-item[1], item[0]))[:_MOST_ADJOINING]
    if place and len(years) > 1:
        return {other_id for other_id, _ in likest}
    sql = "select work, core from editions where document_id = ?"
    theirs = ((other_id, count, pieces(*db.execute(sql, (other_id,)).fetchone())) for other_id, count in likest)
    return {other_id for other_id, count, said in theirs if count >= _OF_A_TITLE * min(len(own), len(said))}


def _sharing(db: Database, document_id: str, band: int) -> set[str]:
    own = _kept(db, document_id, band)
    times = Counter[str]()
    for value in own:
        rows = db.execute(
            "select document_id from bands where band = ? and hash = ? and document_id <> ? order by 1 limit ?",
            (band, value, document_id, _MOST_WITH),
        )
        times.update(row[0] for row in rows.fetchall())
    likest = sorted((-count, other_id) for other_id, count in times.items() if count >= _SHARED[band])
    return {
        other_id
        for less, other_id in likest[:_MOST]
        if -less >= _OF_A_PART * _least_kept(band, own, _kept(db, other_id, band))
    }


def _kept(db: Database, document_id: str, band: int) -> list[int]:
    """The hashes that are kept of a document in a band."""
    sql = "select hash from bands where document_id = ? and band = ?"
    return [row[0] for row in db.execute(sql, (document_id, band)).fetchall()]


def _least_kept(band: int, *texts: list[int]) -> int:
    """Of which text less is kept, as far as what is kept of the other goes, and how much that is."""
    ends = [max(values) for values in texts if len(values) == MOST_KEPT[band]]
    return min(sum(value <= min(ends, default=value) for value in values) for values in texts)
