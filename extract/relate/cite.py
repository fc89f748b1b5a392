"""Which plans of the database the works are that documents cite: by title and years, 发文字号 and place."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from extract.relate.body import squeezed
from extract.relate.titles import same_place

_MATCHES = """
select citation_id, citations.document_number as cited_number, cited.place as cited_place, citing.place as citing_place,
    documents.plan_id, documents.document_number, documents.place, citing.plan_id as citing_plan
from cited
join citations on citations.id = citation_id
join documents as citing on citing.id = citations.document_id
join editions on editions.work = cited.work and editions.period = cited.years
join documents on documents.id = editions.document_id and documents.genre <> 'news'
where cited.{} = ?
"""


def fill_citations(db: Database, works: Iterable[str]) -> None:
    """Fills ``cited_plan_id`` anew wherever these works are cited: null where no plan, or more than one, answers."""
    for work in works:
        _fill(db, "work", work)


def fill_own_citations(db: Database, document_id: str) -> None:
    """Fills ``cited_plan_id`` of what a document cites."""
    for row in db.execute("select id from citations where document_id = ?", (document_id,)).fetchall():
        _fill(db, "citation_id", row[0])


def _fill(db: Database, column: str, key: str) -> None:
    matches: dict[str, dict[str, int]] = defaultdict(dict)
    for row in db.query(_MATCHES.format(column), (key,)):
        if surety := _surety(row):
            plans = matches[row["citation_id"]]
            plans[row["plan_id"]] = max(surety, plans.get(row["plan_id"], 0))
    db.conn.executemany(
        "update citations set cited_plan_id = :plan where id = :id and cited_plan_id is not :plan",
        [
            {"id": row[0], "plan": _only(matches[row[0]])}
            for row in db.execute(f"select distinct citation_id from cited where {column} = ?", (key,)).fetchall()  # noqa: S608
        ],
    )


def _surety(row: dict[str, Any]) -> int:
    """How surely a document is the work that another cites: 3 by its number, 2 as the citing document's own plan, 1 by
    its place, or that of both documents, 0 not.
    """
    numbers = row["cited_number"], row["document_number"]
    if all(numbers):
        return 3 if squeezed(numbers[0]) == squeezed(numbers[1]) else 0
    place = row["cited_place"] or (row["place"] and row["citing_place"])
    if not same_place(place or "", row["place"] or ""):
        return 0
    return 2 if row["plan_id"] == row["citing_plan"] else 1


def _only(plans: dict[str, int]) -> str | None:
    """The plan that answers most surely; None where several do."""
    best = [plan for plan, surety in plans.items() if surety == max(plans.values())]
    return best[0] if len(best) == 1 else None
