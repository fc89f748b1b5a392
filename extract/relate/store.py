"""Relations in the database: a new document is compared with those that may be its copies or editions, and takes its
place among them. All within the writer's transaction.

What pairs are found to be is kept in ``links``, what people say of pairs in ``decisions``; plans and ``relations``
follow from both, whatever the order in which documents came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlite_utils import Database

from extract.dates import year_of_number
from extract.model import Edition
from extract.relate.body import Clause, body_of, is_letter, names
from extract.relate.candidates import adjoining, alike, holding, naming, repealed
from extract.relate.cite import fill_citations, fill_own_citations
from extract.relate.compare import compare
from extract.relate.fill import plan_comparisons
from extract.relate.held import Joined, held
from extract.relate.judge import EXCERPT, judge
from extract.relate.plans import Link, Member, Plan, astray, find_plans
from extract.relate.results import link_results
from extract.relate.sketch import bands, passage_bands, period_bands
from extract.relate.titles import Candidate, period, pieces, stem
from extract.traditional import simplified

_AT_ONCE = 500  # parameters of a statement
_RELATIONS = "select document_id, other_id, relation, similarity, why from relations where document_id in ({})"
_EDITION = (
    *("work", "core", "draft", "revisions", "years", "period", "standing", "in_force", "noise", "length", "titled"),
    "sketch",
)
_LENGTHS = "select document_id, length from editions where document_id in ({})"
_FROM_PERSON = "a person's word"
_CARRIED = "by way of other documents"


class _Row(NamedTuple):
    """A row of ``relations``."""

    document_id: str
    other_id: str
    relation: str
    similarity: float | None
    why: str


def relate(db: Database, document_id: str, edition: Edition) -> None:
    """Gives a document that was just written its plan, its place in it, and its relations to others."""
    row = {"document_id": document_id} | {name: getattr(edition, name) for name in _EDITION}
    db.table("editions").insert(row)
    here, body = _candidate(db, document_id), _body(db, document_id)
    db.conn.executemany(
        "insert or ignore into bands (band, hash, document_id) values (?, ?, ?)",
        [(*band, document_id) for band in _bands(edition, here, body)],
    )
    db.conn.executemany(
        "insert into cited (citation_id, work, years, place, repealed) values (?, ?, ?, ?, ?)",
        [(f"{document_id}-c{c.citation + 1:04d}", c.work, c.years, c.place, c.repealed) for c in edition.cited],
    )
    db.conn.executemany(
        "insert into headed (document_id, work) values (?, ?)", [(document_id, work) for work in edition.headed]
    )
    ended = repealed(db, document_id, edition)
    near = alike(db, document_id, edition) | naming(db, document_id, edition) | holding(db, document_id)
    near |= adjoining(db, document_id, here.place, edition)
    for other_id in sorted(near | ended):
        there, other_body = _candidate(db, other_id), _body(db, other_id)
        difference = compare(body, other_body)
        own, theirs = _of_the_place(here, body, there), _of_the_place(there, other_body, here)
        longer = difference.lengths[0] > difference.lengths[1]
        part, said, whole, whole_id = (
            (there, other_body, body, document_id) if longer else (here, body, other_body, other_id)
        )
        named = names(whole, part.work) or _lists(db, whole_id, part.work)
        verdict = judge(own, theirs, difference, named, other_id in ended, is_letter(said, part.work))
        if verdict.relation:
            one, other = sorted((document_id, other_id))
            link = {"document_id": one, "other_id": other, "relation": verdict.relation, "why": verdict.why}
            db.table("links").insert({**link, "similarity": round(difference.similarity, 4)})
    regroup(db, [document_id])
    fill_own_citations(db, document_id)
    link_results(db, document_id)


def _of_the_place(one: Candidate, body: Sequence[Clause], other: Candidate) -> Candidate:
    """A draft, what was issued, or a text without a title that says nowhere but in its text of what place it is, as the
    other says: without a title by its name alone.
    """
    if one.place or not other.place:
        return one
    said = other.place if one.work else stem(other.place)
    unsaid = one.draft != other.draft or not one.work
    return replace(one, place=other.place) if unsaid and names(body, said) else one


def _bands(edition: Edition, here: Candidate, body: Sequence[Clause]) -> list[tuple[int, int]]:
    """The rows of ``bands`` by which a document is found: by its text, its passages, and what it is about for when."""
    found = bands(edition.sketch) + passage_bands(body)
    if years := period(edition.years):
        found += period_bands(here.place and stem(here.place), years, pieces(edition.work, edition.core))
    return found


def forget(db: Database, document_id: str) -> list[str]:
    """Takes a document out of its plan, before it is deleted; the documents that are to be grouped anew: the others of
    the plan, collections that it is part of, and texts without titles that it held.
    """
    others = "select id from documents where id <> :id and plan_id = (select plan_id from documents where id = :id)"
    left = [row[0] for row in db.execute(others, {"id": document_id})]
    wholes = (
        "select other_id from links where relation = 'part' and document_id = :id "
        "union all select document_id from links where relation = 'part' and other_id = :id"
    )
    collections = [row[0] for row in db.execute(wholes, {"id": document_id})]
    held = (
        "select document_id from editions where work = '' and document_id in (select other_id from links "
        "where document_id = :id union select document_id from links where other_id = :id)"
    )
    collections += [row[0] for row in db.execute(held, {"id": document_id})]
    works = _works(db, {document_id})
    db.execute("delete from editions where document_id = ?", (document_id,))
    fill_citations(db, works)
    if not left:
        db.execute("delete from plans where id = (select plan_id from documents where id = ?)", (document_id,))
    for column in ("copy_of", "superseded_by"):
        db.execute(f"update documents set {column} = null where {column} = ?", (document_id,))  # noqa: S608
    return left + collections


def decide(db: Database, one: str, other: str, relation: str, at: str) -> None:
    """Keeps a person's word on two documents: ``copy``, ``revision`` or ``different``; the plans follow it."""
    one, other = sorted((one, other))
    row = {"document_id": one, "other_id": other, "relation": relation, "at": at}
    db.table("decisions").upsert(row, pk=("document_id", "other_id"))
    regroup(db, [one, other])


def regroup(db: Database, documents: Iterable[str]) -> None:
    """Works out anew the plans of these documents and of all that are, or were, of one plan with them."""
    ids = _connected(db, set(documents))
    old_plans = {row["plan_id"] for row in _among(db, "select plan_id from documents where id in ({})", ids)}
    links = _among(db, "select * from links where document_id in ({})", ids)
    rows = _among(db, "select document_id from editions where work = '' and document_id in ({})", ids)
    untitled = {row["document_id"] for row in rows}
    news = {row["id"] for row in _among(db, "select id from documents where genre = 'news' and id in ({})", ids)}
    links = _fitting(db, ids, untitled | news, links)
    joined = [(row["document_id"], row["other_id"]) for row in links]
    apart = astray(untitled, news, joined)
    links = [row for row, pair in zip(links, joined, strict=True) if pair not in apart]
    decisions = _among(db, "select * from decisions where document_id in ({})", ids)
    why = {(row["document_id"], row["other_id"]): row for row in links}
    said = {(row["document_id"], row["other_id"]) for row in decisions}
    known = [
        Link(row["document_id"], row["other_id"], row["relation"], row["similarity"])
        for row in links
        if row["relation"] != "part"
    ]
    known += [
        Link(row["document_id"], row["other_id"], row["relation"], 1.0, by_person=True)
        for row in decisions
        if row["other_id"] in ids
    ]
    plans = [(_write_plan(db, plan), plan) for plan in find_plans(_members(db, ids), known)]
    plan_comparisons(db, plans)
    wanted: set[_Row] = set()
    for plan_id, plan in plans:
        old_plans.discard(plan_id)
        for pair in plan.pairs():
            link = why.get(pair[:2], {"similarity": None, "why": _CARRIED})
            wanted.add(_Row(*pair, link["similarity"], _FROM_PERSON if pair[:2] in said else link["why"]))
    parts = [row for row in links if row["relation"] == "part" and (row["document_id"], row["other_id"]) not in said]
    held = {
        (row["document_id"], row["other_id"]): _count_once(db, row["document_id"], row["other_id"]) for row in parts
    }
    related = {row[:2] for row in wanted} | said
    wanted |= {_Row(*pair, "copy", why[pair]["similarity"], why[pair]["why"]) for pair in held if pair not in related}
    related |= held.keys()
    copies_of = {one: copies for _, plan in plans for copies in plan.editions for one in copies}
    for part, whole in held.values():
        pairs = {(min(copy, whole), max(copy, whole)) for copy in copies_of[part] if copy != whole}
        wanted |= {_Row(*pair, "copy", None, _CARRIED) for pair in pairs - related}
    written = {_Row(**row) for row in _among(db, _RELATIONS, ids)}
    fresh = sorted(wanted - written)
    gone = [(row.document_id, row.other_id) for row in written - wanted]
    db.conn.executemany("delete from relations where document_id = ? and other_id = ?", gone)
    db.conn.executemany(
        "insert into relations (document_id, other_id, relation, similarity, why) values (?, ?, ?, ?, ?)",
        fresh,
    )
    fill_citations(db, _works(db, ids))
    for plan_id in old_plans:
        db.execute(
            "delete from plans where id = :id and not exists (select 1 from documents where plan_id = :id)",
            {"id": plan_id},
        )


def _fitting(db: Database, ids: set[str], nameless: set[str], links: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The links without those of excerpts to other editions of what they are from."""
    lengths = {row["document_id"]: row["length"] for row in _among(db, _LENGTHS, ids)}
    drafts = {row["document_id"] for row in _among(db, f"{_LENGTHS} and draft", ids)}
    pairs = {(row["document_id"], row["other_id"]): row for row in links}
    joined = Joined(
        copies={pair for pair, row in pairs.items() if row["relation"] == "copy"},
        revisions={pair for pair, row in pairs.items() if row["relation"] == "revision"},
        excerpts={pair: min(pair, key=lengths.__getitem__) for pair, row in pairs.items() if row["why"] == EXCERPT},
        parts={pair: min(pair, key=lengths.__getitem__) for pair, row in pairs.items() if row["relation"] == "part"},
    )
    found = held(joined, drafts, nameless, lambda document: _body(db, document))
    return [
        {**row, "relation": "part"} if pair in found.parts else row
        for pair, row in pairs.items()
        if pair not in found.dropped
    ]


def _count_once(db: Database, one: str, other: str) -> tuple[str, str]:
    """Makes what a collection says in the words of one of its parts a repetition of the part: the part, the whole."""
    lengths = dict(db.execute("select id, length(text) from documents where id in (?, ?)", (one, other)).fetchall())
    part, whole = sorted(lengths, key=lambda document: (lengths[document], document))
    for table in ("targets", "results"):
        db.execute(
            f"update {table} set is_repeat = 1 where document_id = ? and quote in "  # noqa: S608
            f"(select quote from {table} where document_id = ?)",
            (whole, part),
        )
    return part, whole


def _write_plan(db: Database, plan: Plan) -> str:
    """The plan's id, the least of its documents'; it is called as the best copy of its last edition is."""
    plan_id = min(document for copies in plan.editions for document in copies)
    last = db.execute("select title, issuer from documents where id = ?", (plan.editions[-1][0],)).fetchone()
    row = {"id": plan_id, "title": last[0], "issuer": last[1], "versions": len(plan.editions)}
    db.table("plans").upsert(row, pk="id")
    for number, copies in enumerate(plan.editions, 1):
        for document in copies:
            best = None if document == copies[0] else copies[0]
            now = plan.editions[plan.in_place[number - 1]][0]
            counts = document == now
            db.execute(
                "update documents set plan_id = ?, edition = ?, copy_of = ?, superseded_by = ? where id = ?",
                (plan_id, number, best, None if counts else now, document),
            )
            for table in ("targets", "results", "duties"):
                db.execute(
                    f"update {table} set is_repeat = :repeat where document_id = :id and is_repeat <> :repeat",  # noqa: S608
                    {"repeat": not counts, "id": document},
                )
    return plan_id


def _works(db: Database, documents: set[str]) -> list[str]:
    """The works that these documents are, by their titles."""
    rows = _among(db, "select distinct work from editions where work <> '' and document_id in ({})", documents)
    return sorted({row["work"] for row in rows})


def _candidate(db: Database, document_id: str) -> Candidate:
    row = db.execute(
        "select work, draft, revisions, years, document_number, issued_on, place, genre, core from documents "
        "join editions on document_id = id where id = ?",
        (document_id,),
    ).fetchone()
    work, draft, revisions, years, number, *said = row
    return Candidate(work, bool(draft), revisions, years, number and simplified(number), *said)


def _body(db: Database, document_id: str) -> list[Clause]:
    text = db.execute("select text from documents where id = ?", (document_id,)).fetchone()[0]
    sql = """select start, "end" from apart where document_id = ? and rule not like 'table.%'"""
    apart = db.execute(sql, (document_id,)).fetchall()
    return body_of(text, apart)


def _lists(db: Database, document_id: str, work: str) -> bool:
    """Whether a work is among the titles that stand on lines of a document, which may say its year too."""
    listed = db.execute("select 1 from headed where document_id = ? and work = ? limit 1", (document_id, work))
    return bool(work) and listed.fetchone() is not None


def _connected(db: Database, documents: set[str]) -> set[str]:
    """These documents with all that links, decisions or a plan join to them, directly or by way of others."""
    found: set[str] = set()
    fresh = {row["id"] for row in _among(db, "select id from documents where id in ({})", documents)}
    while fresh:
        found |= fresh
        near: set[str] = set()
        for sql in (
            "select b.id from documents a join documents b on b.plan_id = a.plan_id where a.id in ({})",
            "select other_id as id from links where document_id in ({})",
            "select document_id as id from links where other_id in ({})",
            "select other_id as id from decisions join documents on id = other_id where document_id in ({})",
            "select document_id as id from decisions join documents on id = document_id where other_id in ({})",
        ):
            near |= {row["id"] for row in _among(db, sql, fresh)}
        fresh = near - found
    return found


def _members(db: Database, documents: set[str]) -> dict[str, Member]:
    rows = _among(
        db,
        "select id, years, period, standing, in_force, issued_on, draft, revisions, noise, source, document_number, "
        'length, titled, title, issuer, (select coalesce(sum("end" - start), 0) from apart where document_id = id '
        "and rule in ('document.furniture', 'document.subtitle')) as beside, "
        "exists (select 1 from citations join cited on citation_id = citations.id "
        "where citations.document_id = documents.id and repealed and cited.work = editions.work) as replaces "
        "from documents "
        "join editions on document_id = id where id in ({})",
        documents,
    )
    return {
        row["id"]: Member(
            id=row["id"],
            period=row["period"],
            year=_year(row["years"], row["document_number"], row["issued_on"]) or row["in_force"],
            draft=bool(row["draft"]),
            standing=bool(row["standing"]),
            revisions=row["revisions"],
            issued_on=row["issued_on"],
            noise=row["noise"],
            official=".gov.cn/" in row["source"] or row["document_number"] is not None,
            length=row["length"],
            titled=bool(row["titled"]),
            traditional=any(said != simplified(said) for said in (row["title"] or "", row["issuer"] or "")),
            said=sum(len(row[name] or "") for name in ("issuer", "document_number", "issued_on")),
            around=row["beside"],
            replaces=bool(row["replaces"]),
        )
        for row in rows
    }


def _year(years: str, number: str | None, issued_on: str | None) -> int | None:
    """The year of an edition: of its title, or else of its 发文字号 or its date."""
    if years[:4].isdigit():
        return int(years[:4])
    return year_of_number(number) or (int(issued_on[:4]) if issued_on else None)


def _among(db: Database, sql: str, documents: set[str]) -> list[dict[str, Any]]:
    """The rows of a statement in which {} stands for the documents, some hundred at a time."""
    found: list[dict[str, Any]] = []
    ordered = sorted(documents)
    for at in range(0, len(ordered), _AT_ONCE):
        part = ordered[at : at + _AT_ONCE]
        cursor = db.execute(sql.format(", ".join("?" * len(part))), part)
        names = [column[0] for column in cursor.description or ()]
        found += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found
