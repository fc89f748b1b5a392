"""What pages of our own are asked and answer with: a database of ours, who may see what of it, addresses, dates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.utils.asgi import BadRequest, Request, Response

from extract.browse.access import Access, opened
from extract.browse.addresses import page_url
from extract.browse.figures import shown_number, shown_requirement
from extract.browse.pages import document_url
from extract.browse.printable import printable

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

_KEY_MARK = "~"  # parts the day from the identifier in the key after which a list goes on
QUOTED = 300  # characters of a quotation that a list shows
_AGENCIES = """(
    select json_group_array(json_object('id', id, 'name', name)) from (
        select a.id, a.name from responsibilities as r cross join agencies as a on a.id = r.agency_id
        where r.task_id = t.task_id group by a.id order by min(r.role <> 'lead'), min(r.start) limit 4
    )
)"""

ROLES = {
    "lead": "牵头 lead",
    "responsible": "负责 responsible",
    "shared": "分工负责 shared",
    "support": "配合 support",
    "guide": "指导 guide",
    "implement": "落实 implement",
}
STATUSES = {
    "met": "✓ 已达到 met",
    "on_the_way": "→ 进行中 on the way",
    "behind": "✗ 未达到 behind",
    "unclear": "? 不能判断 unclear",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A database of ours, as one request asks for it."""

    access: Access

    @classmethod
    async def open(cls, request: Request, datasette: Datasette, *tables: str) -> Site:
        """The database that a request names. Raises NotFound where it is none of ours, Forbidden where the actor may
        not see it, or one of the tables.
        """
        access = await opened(request, datasette, *tables)
        await datasette.ensure_permissions(request.actor, [("view-database", access.db.name), "view-instance"])
        return cls(access)

    def may_see(self, *tables: str) -> bool:
        """Whether the actor may see all of these tables."""
        return self.access.seen.issuperset(tables)

    async def need(self, *tables: str) -> None:
        """Raises Forbidden where the actor may not see one of these tables."""
        for table in tables:
            asked = [("view-table", (self.access.db.name, table)), ("view-database", self.access.db.name)]
            await self.access.datasette.ensure_permissions(self.access.request.actor, [*asked, "view-instance"])

    async def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """What a query finds; ``:quoted`` in it is how many characters of a quotation are shown."""
        found: Sequence[Any] = (await self.access.db.execute(sql, {"quoted": QUOTED, **(values or {})})).rows
        return found

    async def first(self, sql: str, values: Mapping[str, Any] | None = None) -> Any | None:
        """The first row of what a query finds; None where it finds nothing."""
        rows = await self.rows(sql, values)
        return rows[0] if rows else None

    def url(self, page: str, key: str | None = None, **query: object) -> str:
        """The address of another page of ours on this database."""
        return page_url(self.access.datasette, self.access.db.name, page, key, **query)

    def table(self, table: str, form: str | None = None, /, **query: object) -> str:
        """The address of Datasette's page of a table, or of its rows in another form, such as ``csv``."""
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self.access.datasette.urls.table(self.access.db.name, table, form)}{asked}"

    def sentence(self, row: Mapping[str, Any]) -> str:
        """The address of where a record stands in its document."""
        return document_url(self.access.datasette, self.access.db.name, row["document_id"], row["start"], row["end"])

    def answer_for(self) -> str:
        """What a query selects so that ``agencies`` finds who answers for the target ``t`` of each row."""
        return f"{_AGENCIES if self.may_see('agencies', 'responsibilities', 'tasks') else 'null'} as agencies"

    def agencies(self, row: Mapping[str, Any]) -> list[dict[str, str]]:
        """The first agencies that answer for a target, one more than a list shows; those that lead before others."""
        found: list[dict[str, str]] = json.loads(row["agencies"] or "[]")
        return found

    def asked(self, name: str) -> str:
        """What a request says under a name, blanks at its ends left out; nothing where it says nothing."""
        return (self.access.request.args.get(name) or "").strip()

    def as_of(self) -> date:
        """The day as of which a page is asked for: today, where it isn't said. Raises BadRequest where it is no day."""
        said = self.asked("as_of")
        try:
            return date.fromisoformat(said) if said else date.today()
        except ValueError:
            raise BadRequest("as_of must be a day, such as 2025-12-31") from None

    def after(self) -> tuple[str, str] | None:
        """The day and identifier after which a list is to go on. Raises BadRequest where they are none."""
        said = self.asked("after")
        if not said:
            return None
        day, mark, key = said.partition(_KEY_MARK)
        if not mark:
            raise BadRequest("after must be what the link to the next page says")
        return day, key

    async def render(self, template: str, page: str, **values: Any) -> Response:
        """The page that a template makes of these values."""
        context = {"site": self, "roles": ROLES, "statuses": STATUSES, "long": QUOTED, **values}
        context |= {"printable": printable, "shown_number": shown_number, "requirement": shown_requirement}
        return await self.access.page(template, page, context)


def key_of(day: str | None, identifier: object) -> str:
    """The key after which a list goes on, as ``Site.after`` reads it.

    >>> key_of("2025-12-31", 7)
    '2025-12-31~7'
    """
    return f"{day or ''}{_KEY_MARK}{identifier}"
