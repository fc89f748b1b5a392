"""The indexes of the database: what rows are joined, sorted, counted and faceted by."""

from typing import Final

from sqlite_utils import Database
from sqlite_utils.db import DescIndex

# A facet, a count or a filter goes through all rows of a table, unless an index holds all that it looks at; and all
# that a filter leaves is sorted, unless the index ends with what the page is sorted by.
_INDEXES: Final[dict[str, tuple[list[str], ...]]] = {
    "documents": (
        *(["plan_id"], ["source"], ["superseded_by"], ["place", "id"]),
        *(["genre", "source"], ["issuer", "source"], ["place", "source"]),
        ["copy_of", "issued_on", "edition"],
    ),
    "relations": (["other_id"],),
    "editions": (["work"], ["core"]),
    "links": (["other_id"],),
    "headed": (["work"], ["document_id"]),
    "bands": (["document_id"],),
    "comparisons": (["done"], ["to_document_id"]),
    "apart": (["document_id"],),
    "sections": (["document_id", "start", "end"], ["parent_id"], ["level", "id"]),
    "tasks": (["document_id", "start"], ["section_id"], ["deadline"]),
    "responsibilities": (
        *(["task_id", "agency_id"], ["agency_id", "agency_level"], ["agency_id", "id"]),
        *(["role", "id"], ["role", "agency_id", "id"]),
    ),
    "indicators": (["name", "id"],),
    "targets": (
        *(["document_id", "indicator_id", "is_repeat", "id"], ["section_id"], ["task_id"]),
        *(["deadline_year", "id"], ["type", "id"], ["indicator_id", "is_repeat", "id"]),
        *(["indicator_id", "is_repeat", "deadline", "id", "document_id"], ["is_repeat", "deadline", "id"]),
        ["indicator_id", "is_repeat", "change", "deadline"],
        ["is_repeat", DescIndex("deadline"), "document_id", "start"],
        ["is_repeat", "deadline_year", DescIndex("deadline"), "type"],
        ["is_repeat", "type", DescIndex("deadline"), "deadline_year"],
    ),
    "results": (
        *(["document_id", "start", "end"], ["section_id"], ["task_id"], ["as_of", "id"], ["type", "id"]),
        ["indicator_id", "is_repeat", "as_of", "id", "document_id", "change"],
        ["is_repeat", DescIndex("as_of"), "document_id", "start"],
    ),
    "quantities": (["document_id", "start", "end"], ["unit", "id"], ["op", "id"]),
    "dates": (["document_id", "start", "end"], ["role", "id"]),
    "citations": (["document_id", "start", "end"], ["cited_plan_id"], ["title", "id"]),
    "cited": (["citation_id"], ["work"]),
    "tables": (["document_id"], ["section_id"], ["kind"]),
    "cells": (["table_id", "start", "end"],),
    "changes": (
        *(["plan_id", "kind", "what", "weight"], ["from_document_id", "to_document_id", "number"]),
        *(["to_document_id"], ["from_target_id"], ["to_target_id"]),
        *(["kind", "id"], ["what", "id"], ["weight", "id"]),
    ),
    "progress": (["result_id"],),
    "corrections": (["document_id"],),
    "duties": (["agency_id", "is_repeat", "due", "id", "role", "target_id"], ["document_id"]),
    "totals": (["what", "n"],),
    "sources": (["document_id"],),
}
_LOOKED_AT: Final = 1_000  # entries of an index


def create_indexes(db: Database) -> None:
    """Adds its indexes to a database that has the tables, inside the caller's transaction."""
    for table, indexes in _INDEXES.items():
        for columns in indexes:
            db.table(table).create_index(columns)


def measure_indexes(db: Database) -> None:
    """Has SQLite look at what the indexes hold, inside the caller's transaction, so that it chooses the right ones.

    It looks at a part of each, which takes a fraction of a second however large the database is.
    """
    db.execute(f"pragma analysis_limit = {_LOOKED_AT}")
    db.execute("analyze")
