"""Fills the table of changes: for each two neighbouring editions of a plan, by their best copies, and for each copy
beside the best one. What is still to be compared is kept in ``comparisons``, so that no interruption loses it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

from extract.relate.account import Change, as_told, without_targets
from extract.relate.changes import changes
from extract.relate.load import load
from extract.relate.plans import Plan
from extract.rulebook import Rules

Row = dict[str, Any]


def plan_comparisons(db: Database, plans: Iterable[tuple[str, Plan]]) -> None:
    """Sets down which documents of these plans are to be compared; what was compared and still is to be stays."""
    for plan_id, plan in plans:
        wanted = set(_pairs(plan))
        for one in {document for copies in plan.editions for document in copies}:
            for pair in db.execute(
                "select from_document_id, to_document_id from comparisons where from_document_id = ?", (one,)
            ).fetchall():
                if pair not in wanted:
                    db.execute("delete from comparisons where from_document_id = ? and to_document_id = ?", pair)
                    db.execute("delete from changes where from_document_id = ? and to_document_id = ?", pair)
            db.execute("update changes set plan_id = ? where from_document_id = ?", (plan_id, one))
        db.conn.executemany(
            "insert or ignore into comparisons (from_document_id, to_document_id, done) values (?, ?, 0)",
            sorted(wanted),
        )


def waiting(db: Database) -> tuple[str, str] | None:
    """Two documents that are still to be compared; None where all have been."""
    found: tuple[str, str] | None = db.execute(
        "select from_document_id, to_document_id from comparisons where done = 0 order by 1, 2 limit 1"
    ).fetchone()
    return found


def fill(db: Database, before: str, after: str, rules: Rules) -> None:
    """Writes down what changed between two documents of one plan, in place of what was written before."""
    plan_id = db.execute("select plan_id from documents where id = ?", (before,)).fetchone()[0]
    db.execute("delete from changes where from_document_id = ? and to_document_id = ?", (before, after))
    found = [change for change in changes(load(db, before), load(db, after), rules) if change.what != "layout"]
    told = as_told(found)
    numbers = {change: number for number, change in enumerate(told, 1)}
    rows: list[Row] = []
    for change in found:
        of_change = _rows(change, before, after)
        rows += [next(of_change) | {"number": numbers.pop(without_targets(change), None)}, *of_change]
    for nth, row in enumerate(rows, 1):
        row |= {"id": f"{before}-{after}-c{nth:04d}", "plan_id": plan_id}
    db.table("changes").insert_all(rows)
    counts = Counter(change.weight for change in told)
    db.execute(
        "update comparisons set done = 1, substantive = ?, wording = ?, transcription = ? "
        "where from_document_id = ? and to_document_id = ?",
        (counts["substantive"], counts["wording"], counts["transcription"], before, after),
    )


def _pairs(plan: Plan) -> Iterator[tuple[str, str]]:
    for copies in plan.editions:
        yield from ((copies[0], copy) for copy in copies[1:])
    for edition, following in zip(plan.editions, plan.editions[1:], strict=False):
        yield edition[0], following[0]


def _rows(change: Change, before: str, after: str) -> Iterator[Row]:
    """A row for a change, or for each target whose field changed with others'."""
    row: Row = {
        "from_document_id": before,
        "to_document_id": after,
        "kind": change.kind,
        "what": change.what,
        "weight": change.weight,
        "before": change.before,
        "after": change.after,
        "number": None,
    }
    row["from_start"], row["from_end"] = change.from_span or (None, None)
    row["to_start"], row["to_end"] = change.to_span or (None, None)
    left, right = change.from_targets, change.to_targets
    if change.what != "text" and len(left) == len(right):
        for one, other in zip(left, right, strict=True):
            yield row | {"from_target_id": _target(before, one), "to_target_id": _target(after, other)}
        if left:
            return
    yield row | {
        "from_target_id": _target(before, left[0]) if len(left) == 1 else None,
        "to_target_id": _target(after, right[0]) if len(right) == 1 else None,
    }


def _target(document_id: str, number: int) -> str:
    return f"{document_id}-t{number + 1:04d}"
