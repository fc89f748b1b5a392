"""Tells databases that zhengce made from others, which may be open in the same Datasette and are left alone."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from extract.schema import APPLICATION_ID

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

_APPLICATION_ID_AT = slice(68, 72)  # in the header of a SQLite file


def holds_policies(datasette: Datasette, database: str | None) -> bool:
    """Whether a database of this Datasette is a file that zhengce made; False for one in memory, or no name."""
    path = datasette.databases[database].path if database in datasette.databases else None
    return path is not None and _application_id(path, os.stat(path).st_mtime_ns) == APPLICATION_ID  # noqa: PTH116


@lru_cache(maxsize=64)
def _application_id(path: str, modified: int) -> int:
    with Path(path).open("rb") as file:
        return int.from_bytes(file.read(100)[_APPLICATION_ID_AT], "big")
