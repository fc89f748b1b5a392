"""A database of ours as Datasette reads it, but for the numbers of rows: those it knows, and has none of them counted.

SQLite counts the rows of a whole table in one step, which no time limit ends: minutes, for tables of millions that are
not in memory.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from datasette.database import Database, Results

from extract.browse.databases import holds_policies

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

_ALL_ROWS: Final = re.compile(r"select count\(\*\) from \[?(\w+)\]?\s*")
_KNOWN: Final = "select n from totals where what = 'rows' and key = ?"


class Counted(Database):  # type: ignore[misc]
    """A database file whose ``totals`` say how many rows its tables have."""

    async def execute(self, sql: str, params: Any = None, *given: Any, **options: Any) -> Results:
        """The rows of a query."""
        counted = _ALL_ROWS.fullmatch(sql)
        if counted:
            known = await super().execute(_KNOWN, [counted[1]])
            if known.rows:
                return known
        return await super().execute(sql, params, *given, **options)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """The numbers of rows; None for the tables of the search, which show nobody anything."""
        known = dict(await super().execute("select key, n from totals where what = 'rows'"))
        return {table: known.get(table) for table in await self.table_names()}


def count_none(datasette: Datasette) -> None:
    """Puts such databases in the places of those of ours."""
    databases = dict(datasette.databases)
    for name, found in databases.items():
        if holds_policies(datasette, name):
            databases[name] = Counted(datasette, found.path, is_mutable=found.is_mutable)
            databases[name].name, databases[name].route = name, found.route
    datasette.databases = databases
