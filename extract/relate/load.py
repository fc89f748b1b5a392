"""Extractions from the rows of a database, as far as comparing needs them."""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from extract.model import About, Apart, Extraction, Responsibility, Section, Source, Statement, Task

_STATEMENT = (
    *("type", "indicator", "start", "end", "rule", "op", "value", "value_max", "unit", "change", "direction"),
    *("baseline_year", "baseline_value", "deadline", "deadline_text", "period_start", "recurrence", "strength"),
    *("binding", "scope", "page"),
)


def load(db: Database, document_id: str) -> Extraction:
    """What was found in a document: its text, sections, tasks and targets, numbered as they were.

    Raises KeyError where the database has no such document.
    """
    document = next(_rows(db, "select * from documents where id = ?", document_id), None)
    if document is None:
        raise KeyError(document_id)
    about = About(*(document[name] for name in ("title", "issuer", "document_number", "issued_on", "genre", "place")))
    sections = list(_rows(db, "select * from sections where document_id = ? order by id", document_id))
    tasks = list(_rows(db, "select * from tasks where document_id = ? order by id", document_id))
    targets = _rows(
        db,
        "select targets.*, indicators.name as canonical from targets left join indicators "
        "on indicators.id = indicator_id where document_id = ? order by targets.id",
        document_id,
    )
    nth_section = {row["id"]: number for number, row in enumerate(sections)}
    nth_task = {row["id"]: number for number, row in enumerate(tasks)}
    return Extraction(
        source=Source(document["text"], document["media_type"]),
        about=about,
        sections=tuple(_section(row, nth_section.get(row["parent_id"])) for row in sections),
        tasks=tuple(_task(db, row, nth_section.get(row["section_id"])) for row in tasks),
        statements=tuple(
            _target(row, nth_section.get(row["section_id"]), nth_task.get(row["task_id"])) for row in targets
        ),
        apart=tuple(
            Apart(row["start"], row["end"], row["rule"])
            for row in _rows(db, "select * from apart where document_id = ? order by start", document_id)
        ),
    )


def _rows(db: Database, sql: str, parameter: str) -> Iterator[dict[str, Any]]:
    cursor = db.execute(sql, (parameter,))
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _section(row: dict[str, Any], parent: int | None) -> Section:
    fields = ("start", "end", "body", "rule", "page")
    return Section(row["label"], row["heading"], row["level"], parent, *(row[name] for name in fields))


def _task(db: Database, row: dict[str, Any], section: int | None) -> Task:
    found = _rows(
        db,
        "select r.*, a.name as agency from responsibilities r join agencies a on a.id = agency_id "
        "where task_id = ? order by r.start",
        row["id"],
    )
    fields = ("name", "role", "agency", "agency_level", "start", "end", "rule")
    names = tuple(Responsibility(*(r[name] for name in fields)) for r in found)
    return Task(section, row["start"], row["end"], names, row["deadline"], row["deadline_text"])


def _target(row: dict[str, Any], section: int | None, task: int | None) -> Statement:
    fields = {name: row[name] for name in _STATEMENT}
    return Statement(
        kind="target",
        **fields,
        baseline=bool(row["baseline"]),
        canonical=row["canonical"],
        section=section,
        task=task,
    )
