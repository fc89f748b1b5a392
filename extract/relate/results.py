"""Results in the database held against the targets of plans of their place."""

from typing import Any

from sqlite_utils import Database

from extract.relate.progress import Figure, progress

_PAIRS = """
select t.id as target_id, r.id as result_id, d.place, t.scope, t.value, t.value_max, t.op, t.change, t.direction,
    cast(substr(t.deadline, 1, 4) as integer) as year, t.baseline_year, t.baseline_value, t.recurrence, d.issued_on,
    r.scope as result_scope, r.value as result, r.op as result_op, r.change as result_change, r.as_of,
    r.baseline_year as result_baseline_year, r.recurrence as result_recurrence, i.trait
from targets as t
join results as r on r.indicator_id = t.indicator_id and r.document_id <> t.document_id
join indicators as i on i.id = t.indicator_id
join documents as d on d.id = t.document_id
join documents as e on e.id = r.document_id and e.place = d.place
where {side}.document_id = ? and t.value is not null and t.deadline is not null
    and r.value is not null and r.as_of is not null
"""
_PERIOD = 5  # years of a plan: results from before it are where it started from


def link_results(db: Database, document_id: str) -> None:
    """Holds the results of a document against the targets of others of its place, and their results against its."""
    for side in ("t", "r"):
        cursor = db.execute(_PAIRS.replace("{side}", side), (document_id,))
        names = [column[0] for column in cursor.description or ()]
        for row in (dict(zip(names, values, strict=True)) for values in cursor.fetchall()):
            if found := progress(_target(row), _result(row)):
                link = {"target_id": row["target_id"], "result_id": row["result_id"], "as_of": row["as_of"]}
                db.table("progress").insert({**link, "status": found.status, "why": found.why})


def _target(row: dict[str, Any]) -> Figure:
    issued = int(row["issued_on"][:4]) if row["issued_on"] else row["year"] - _PERIOD + 1
    return Figure(
        place=row["place"],
        scope=row["scope"],
        value=row["value"],
        value_max=row["value_max"],
        op=row["op"],
        change=row["change"],
        direction=row["direction"],
        since=max(issued, (row["baseline_year"] or 0) + 1),
        year=row["year"],
        baseline_year=row["baseline_year"],
        baseline_value=row["baseline_value"],
        yearly=row["recurrence"] == "yearly",
        trait=row["trait"],
    )


def _result(row: dict[str, Any]) -> Figure:
    return Figure(
        place=row["place"],
        scope=row["result_scope"],
        value=row["result"],
        value_max=None,
        op=row["result_op"],
        change=row["result_change"],
        direction=None,
        since=0,
        year=int(row["as_of"][:4]),
        baseline_year=row["result_baseline_year"],
        baseline_value=None,
        yearly=row["result_recurrence"] == "yearly",
        trait=row["trait"],
    )
