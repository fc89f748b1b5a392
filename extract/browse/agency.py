"""The page of an agency: what it leads, shares and supports, by when, and with whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from extract.browse.charts import Bar, bars
from extract.browse.site import ROLES, Site, key_of

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

AGENCY_ROUTE = r"/(?P<database>[^/]+)/-/agency/(?P<id>[^/]+)$"

_FIRST = 8  # lines of each part where all parts are shown
_MORE = 100  # lines on a page of one part
_COLLEAGUES = 12
_LOOKED_AT = 2_000  # duties among whose tasks colleagues are looked for

# Each part by its name: what is said of it, which deadlines it holds, and in which order.
PARTS = {
    "overdue": ("已过期 overdue", "due < :day", "desc"),
    "year": ("今年到期 due this year", "due between :day and :last", "asc"),
    "later": ("以后到期 due later", "due > :last", "asc"),
    "none": ("没有期限 no deadline", "due is null", "asc"),
}
_COUNTS = """
select role, case when due is null then 'none' when due < :day then 'overdue' when due <= :last then 'year'
    else 'later' end as part, count(*) as n
from duties where agency_id = :agency and is_repeat = 0 group by 1, 2
"""
_DUTIES = """
select u.id as duty, u.due, u.role, u.task_id, u.document_id, d.title, d.source, t.indicator_id, t.indicator, t.op,
    t.value, t.value_max, t.unit, t.change, t.direction, coalesce(t.start, k.start) as start,
    coalesce(t."end", k."end") as "end", substr(coalesce(t.quote, k.text), 1, :quoted) as words
from (
    select * from duties where agency_id = :agency and is_repeat = 0 and {which} order by due {order}, id {order}
    limit :most
) as u
join documents as d on d.id = u.document_id
join tasks as k on k.id = u.task_id
left join targets as t on t.id = u.target_id
order by u.due {order}, u.id {order}
"""
_WITH = """
select a.id, a.name, count(distinct own.task_id) as n from (
    select distinct task_id from (
        select task_id from duties where agency_id = :agency and is_repeat = 0 order by due desc limit :looked_at
    )
) as own
cross join responsibilities as r on r.task_id = own.task_id
cross join agencies as a on a.id = r.agency_id
where a.id <> :agency group by a.id order by n desc, a.name limit :most
"""


async def agency_page(request: Request, datasette: Datasette) -> Response:
    """The page of an agency. ``?as_of=`` is the day, ``when=`` one part, ``role=`` one role; ``after=`` shows more."""
    site = await Site.open(request, datasette, "agencies", "responsibilities", "tasks", "targets", "documents")
    agency = await site.first("select * from agencies where id = :id", {"id": tilde_decode(request.url_vars["id"])})
    if agency is None:
        raise NotFound("Agency not found")
    day, when, role = site.as_of(), site.asked("when"), site.asked("role")
    if when and when not in PARTS:
        raise BadRequest(f"when must be one of {', '.join(PARTS)}")
    if role and role not in ROLES:
        raise BadRequest(f"role must be one of {', '.join(ROLES)}")
    asked = {"as_of": site.asked("as_of"), "role": role}
    values = {"agency": agency["id"], "day": day.isoformat(), "last": date(day.year, 12, 31).isoformat(), "role": role}
    counts = {(row["role"], row["part"]): row["n"] for row in await site.rows(_COUNTS, values)}
    return await site.render(
        "zhengce_agency.html",
        "agency",
        agency=agency,
        as_of=day.isoformat(),
        asked=asked,
        when=when,
        labels={name: label for name, (label, *_) in PARTS.items()},
        counts=counts,
        held=[name for name in ROLES if any((name, part) in counts for part in PARTS)],
        parts=[await _part(site, name, values, asked, bool(when)) for name in PARTS if when in ("", name)],
        colleagues=None if when else await _colleagues(site, agency),
        looked_at=_LOOKED_AT if sum(counts.values()) > _LOOKED_AT else None,
    )


async def _part(site: Site, name: str, values: dict[str, Any], asked: dict[str, str], alone: bool) -> dict[str, Any]:
    """One part of what an agency owes: its first lines, and where the others are."""
    label, which, order = PARTS[name]
    most = _MORE if alone else _FIRST
    after = site.after() if alone else None
    if values["role"]:
        which += " and role = :role"
    values = {**values, "most": most + 1}
    if after:
        day, key = after
        if not key.isdecimal() or len(key) > 18:
            raise BadRequest("after must be what the link to the next page says")
        beyond = "<" if order == "desc" else ">"
        which += f" and id {beyond} :key" if name == "none" else f" and (due, id) {beyond} (:after, :key)"
        values |= {"after": day, "key": int(key)}
    rows = await site.rows(_DUTIES.format(which=which, order=order), values)
    shown = rows[:most]
    following = None
    if len(rows) > most:
        last = key_of(shown[-1]["due"], shown[-1]["duty"])
        following = site.url("agency", values["agency"], when=name, after=last, **asked)
    return {"name": name, "label": label, "rows": shown, "next": following}


async def _colleagues(site: Site, agency: Any) -> dict[str, Any] | None:
    found = await site.rows(_WITH, {"agency": agency["id"], "looked_at": _LOOKED_AT, "most": _COLLEAGUES})
    rows = [Bar(row["name"], row["n"], site.url("agency", row["id"])) for row in found]
    about = "条形图，数据在旁边的表中。 A bar chart; its data stand in the table beside it."
    title = f"与{agency['name']}共同承担的任务数 tasks shared"
    return {"rows": rows, "svg": bars(title, about, rows, 204, "agency")} if rows else None
