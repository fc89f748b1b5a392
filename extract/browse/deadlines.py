"""The calendar of deadlines: by year and month, of a place, an agency or a subject, as a page and as an .ics feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import BadRequest, Request, Response
from icalendar import Calendar, Event, vText

from extract.browse.document import visible
from extract.browse.figures import shown_requirement
from extract.browse.site import Site, key_of
from extract.search import match_expression

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

CALENDAR_ROUTE = r"/(?P<database>[^/]+)/-/calendar$"
FEED_ROUTE = r"/(?P<database>[^/]+)/-/calendar\.ics$"

_LISTED = 100  # lines on a page
_IN_FEED = 300  # events; programs that show calendars fetch all of them again and again
_YEARS = 60
_SUGGESTED = 10
_PLACES = 500

# Where the targets are looked for first: SQLite keeps the order of a cross join, and begins with the fewest.
_OF_AGENCY = (
    "duties as u cross join targets as t on t.id = u.target_id cross join documents as d on d.id = t.document_id"
)
_OF_PLACE = "documents as d cross join targets as t on t.document_id = d.id"
_OF_SUBJECT = "found cross join targets as t on t.rowid = found.n cross join documents as d on d.id = t.document_id"
_OF_ALL = "targets as t cross join documents as d on d.id = t.document_id"
_SUBJECT = "with found as materialized (select rowid as n from targets_fts where targets_fts match :subject) "
_ROW = "t.*, substr(t.quote, 1, :quoted) as words, d.title, d.source, d.place, d.ingested_at"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which deadlines are asked for: of an agency, a place and a subject, each of any where it is empty."""

    agency: str  # id
    place: str
    subject: str

    @property
    def is_any(self) -> bool:
        """Whether all deadlines are asked for."""
        return not (self.agency or self.place or self.subject)

    def sql(self, columns: str, days: bool = True) -> str:
        """A query for what has a deadline, between ``:first`` and ``:last`` where ``days`` are given."""
        start, where = _OF_ALL, []
        if self.subject:
            start = _OF_SUBJECT
        if self.place:
            start, where = _OF_PLACE, ["d.place = :place"]
        if self.agency:
            start = _OF_AGENCY
            where += ["u.agency_id = :agency", "u.is_copy = 0", "u.due between :first and :last" if days else "true"]
        if self.subject and start != _OF_SUBJECT:
            where.append("t.rowid in (select n from found)")
        plus = "" if start == _OF_ALL else "+"  # an index of all targets is none for few of them
        where.append(f"{plus}t.is_copy = 0")
        where.append(f"{plus}t.deadline " + ("between :first and :last" if days else "is not null"))
        subject = _SUBJECT if self.subject else ""
        return f"{subject}select {columns} from {start} where {' and '.join(where)}"  # noqa: S608

    def first_ones(self, key: str = "") -> str:
        """A query for the first ``:most`` deadlines, those after a key where one is given, with what is shown of them."""
        chosen = f"{self.sql('t.id as chosen')}{key} order by t.deadline, t.id limit :most"
        of = "cross join targets as t on t.id = chosen cross join documents as d on d.id = t.document_id"
        return f"select {_ROW} from ({chosen}) {of} order by t.deadline, t.id"  # noqa: S608

    def values(self) -> dict[str, Any]:
        """What the query's names stand for."""
        subject = match_expression(self.subject) if self.subject else ""
        return {"agency": self.agency, "place": self.place, "subject": subject}


async def calendar_page(request: Request, datasette: Datasette) -> Response:
    """The calendar of a year, this one where none is asked for; ``month=`` keeps to a month, ``after=`` shows more."""
    site = await Site.open(request, datasette, "documents", "targets")
    chosen, agency, suggested = await _filter(site)
    as_of = site.as_of()
    year, month = _number(site, "year", 1, 9999) or as_of.year, _number(site, "month", 1, 12)
    asked = {"agency": site.asked("agency"), "place": chosen.place, "subject": chosen.subject}
    values = {**chosen.values(), "first": f"{year:04d}-01-01", "last": f"{year:04d}-12-31"}
    months = [] if suggested is not None else await site.rows(_by_month(chosen), values)
    if month:
        values |= {"first": f"{year:04d}-{month:02d}-01", "last": f"{year:04d}-{month:02d}-31"}
    rows = [] if suggested is not None else await _listed(site, chosen, values)
    shown, following = rows[:_LISTED], None
    if len(rows) > _LISTED:
        after = key_of(shown[-1]["deadline"], shown[-1]["id"])
        following = site.url("calendar", year=year, month=month, after=after, **asked)
    return await site.render(
        "zhengce_calendar.html",
        "calendar",
        year=year,
        month=month,
        as_of=as_of.isoformat(),
        asked=asked,
        agency=agency,
        suggested=suggested,
        years=[] if suggested is not None else await _years(site, chosen),
        months=months,
        days=[(day, list(due)) for day, due in groupby(shown, key=lambda row: row["deadline"])],
        next=following,
        places=await site.rows(f"select distinct place from documents where place is not null limit {_PLACES}"),  # noqa: S608
        feed=None if suggested is not None else site.url("calendar.ics", year=site.asked("year"), month=month, **asked),
    )


async def calendar_feed(request: Request, datasette: Datasette) -> Response:
    """The same deadlines as iCalendar (RFC 5545): of a year or month, or else from ``as_of=`` on."""
    site = await Site.open(request, datasette, "documents", "targets")
    chosen, _, suggested = await _filter(site)
    if suggested is not None:
        raise BadRequest("agency must be the id or full name of an agency")
    year, month = _number(site, "year", 1, 9999), _number(site, "month", 1, 12)
    first, last = site.as_of().isoformat(), "9999-12-31"
    if year:
        first, last = f"{year:04d}-{month or 1:02d}-01", f"{year:04d}-{month or 12:02d}-31"
    rows = await site.rows(chosen.first_ones(), {**chosen.values(), "first": first, "last": last, "most": _IN_FEED})
    calendar = Calendar()
    calendar.add("prodid", "-//zhengce//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "政策期限 Policy deadlines")
    if len(rows) == _IN_FEED:
        calendar.add("x-wr-caldesc", f"只含最早的 {_IN_FEED} 条 Only the first {_IN_FEED} deadlines")
    for row in rows:
        calendar.add_component(_event(site, row))
    return Response(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(site: Site, row: Any) -> Event:
    link = site.datasette.absolute_url(site.request, site.sentence(row))
    words = [visible(row[name] or "") for name in ("indicator", "words", "title")]
    requirement = shown_requirement(row)
    event = Event()
    event.add("uid", f"{row['id']}@zhengce")
    event.add("dtstamp", datetime.fromisoformat(row["ingested_at"]))
    event.add("dtstart", date.fromisoformat(row["deadline"]))
    event.add("summary", vText(" ".join([words[0], visible(requirement)] if requirement else [words[0]])))
    event.add("description", vText("\n".join([*words[1:], link])))
    event.add("url", link)
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody from meeting
    return event


async def _filter(site: Site) -> tuple[Filter, Any | None, Sequence[Any] | None]:
    """What a request asks for, and the agency; agencies of which it may mean one where it names none."""
    agency, suggested, named = None, None, site.asked("agency")
    if named:
        for table in ("agencies", "responsibilities"):
            await site.datasette.ensure_permissions(site.request.actor, [("view-table", (site.db.name, table))])
        agency = await site.first("select id, name from agencies where id = :name or name = :name", {"name": named})
        if agency is None:
            match = {"words": match_expression(named)}
            suggested = await site.rows(
                "select id, name from agencies where rowid in "  # noqa: S608
                f"(select rowid from agencies_fts where agencies_fts match :words limit {_SUGGESTED})",
                match,
            )
    return Filter(agency["id"] if agency else "", site.asked("place"), site.asked("subject")), agency, suggested


def _number(site: Site, name: str, least: int, most: int) -> int | None:
    said = site.asked(name)
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) <= 4 and least <= int(said) <= most):
        raise BadRequest(f"{name} must be a number from {least} to {most}")
    return int(said)


def _by_month(chosen: Filter) -> str:
    return f"{chosen.sql('substr(t.deadline, 6, 2) as month, count(*) as n')} group by 1 order by 1"


async def _listed(site: Site, chosen: Filter, values: Mapping[str, Any]) -> Sequence[Any]:
    """The deadlines of a page, and one more where there is one."""
    after = site.after()
    more = {"after": after[0], "key": after[1]} if after else {}
    sql = chosen.first_ones(" and (t.deadline, t.id) > (:after, :key)" if after else "")
    return await site.rows(sql, {**values, **more, "most": _LISTED + 1})


async def _years(site: Site, chosen: Filter) -> Sequence[Any]:
    """The years that have deadlines, with how many."""
    if chosen.is_any:
        return await site.rows(
            "select cast(key as integer) as year, n from totals where what = 'year' and key <> '' and n > 0 "  # noqa: S608
            f"order by 1 desc limit {_YEARS}"
        )
    counted = chosen.sql("t.deadline_year as year, count(*) as n", days=False)
    return await site.rows(f"{counted} group by 1 order by 1 desc limit {_YEARS}", chosen.values())
