"""The calendar of deadlines: by year and month, of a place, an agency or a subject, as a page and as an .ics feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import BadRequest, Request, Response
from icalendar import Calendar, Event, vText

from extract.browse.figures import shown_requirement
from extract.browse.printable import printable
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
_LOOKED_AT = 10_000  # targets that have a subject, where neither place nor agency is asked for

# Where the targets are looked for first: SQLite keeps the order of a cross join, and begins with the fewest.
_OF_ALL = "targets as t"
_OF_PLACE = "documents as d cross join targets as t on t.document_id = d.id"
_OF_SUBJECT = "found cross join targets as t on t.rowid = found.n"
_OF_AGENCY = "duties as u"
_ITS_TARGETS = " cross join targets as t on t.id = u.target_id"
_ITS_DOCUMENTS = " cross join documents as d on d.id = {}.document_id"
_BY_MONTH = "cast(substr({day}, 1, 4) as integer) as year, cast(substr({day}, 6, 2) as integer) as month, count(*) as n"
_ALL_YEARS = """
select cast(key as integer) as year, n from totals where what = 'year' and key <> '' and n > 0
order by 1 desc limit :most
"""
_ALL_MONTHS = """
select cast(substr(key, 6) as integer) as month, n from totals
where what = 'month' and key between :first and :last and n > 0 order by 1
"""
_SUBJECT = "with found as materialized (select rowid as n from targets_fts where targets_fts match :subject{}) "
_MENTIONED = "select count(*) from (select 1 from targets_fts where targets_fts match :subject limit :most)"
_ROW = "t.*, day, substr(t.quote, 1, :quoted) as words, d.title, d.source, d.place, d.ingested_at, {}"


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

    def sql(self, columns: str, days: bool = True, more: str = "") -> str:
        """A query for what has a deadline, between ``:first`` and ``:last`` where ``days`` are given.

        ``columns`` and ``more`` may name {day} and {id}, the deadline and the target's id.
        """
        day, key = ("u.due", "u.target_id") if self.agency else ("t.deadline", "t.id")
        source, where = self._source()
        where.append(f"{day} between :first and :last" if days else f"{day} is not null")
        first = "" if self.agency or self.place else f" limit {_LOOKED_AT}"
        subject = _SUBJECT.format(first) if self.subject else ""
        asked = f"{subject}select {columns} from {source} where {' and '.join(where)}{more}"  # noqa: S608
        return asked.format(day=day, id=key)

    def _source(self) -> tuple[str, list[str]]:
        """The tables in which to look, and what must hold there."""
        of_subject = ["t.rowid in (select n from found)"] if self.subject else []
        of_place = ["d.place = :place"] if self.place else []
        if self.agency:
            source = _OF_AGENCY + _ITS_TARGETS * bool(self.subject) + _ITS_DOCUMENTS.format("u") * bool(self.place)
            where = ["u.agency_id = :agency", "u.is_repeat = 0", "u.target_id is not null"]
            return source, [*where, *of_subject, *of_place]
        not_copied = "+t.is_repeat = 0"  # the index of all that are none is of no use for few of them
        if self.place:
            return _OF_PLACE, [not_copied, *of_subject, *of_place]
        return (_OF_SUBJECT, [not_copied]) if self.subject else (_OF_ALL, ["t.is_repeat = 0"])

    def first_ones(self, more: str, after: bool = False) -> str:
        """A query for the first ``:most`` deadlines, of those after a key where there is one, with what is shown of
        each, and ``more`` of its target ``t``.
        """
        beyond = " and ({day}, {id}) > (:after, :key)" if after else ""
        chosen = self.sql("{day} as day, {id} as id", more=beyond + " order by {day}, {id} limit :most")
        of = "cross join targets as t on t.id = chosen.id" + _ITS_DOCUMENTS.format("t")
        return f"select {_ROW.format(more)} from ({chosen}) as chosen {of} order by day, t.id"  # noqa: S608

    async def is_partly(self, site: Site) -> bool:
        """Whether there are more targets that have the subject than those that are looked at."""
        if not self.subject or self.agency or self.place:
            return False
        found = await site.rows(_MENTIONED, {**self.values(), "most": _LOOKED_AT + 1})
        return bool(found[0][0] > _LOOKED_AT)

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
    values = {**chosen.values(), **_days(year, month)}
    rows: list[Any] = []
    years: list[tuple[int, int]] = []
    months: list[tuple[int, int]] = []
    too_many = uncounted = False
    if suggested is None:
        try:
            rows = await _listed(site, chosen, values)
        except QueryInterrupted:
            too_many = True
        else:
            years, months, uncounted = await _counts(site, chosen, year)
    shown, following = rows[:_LISTED], None
    if len(rows) > _LISTED:
        after = key_of(shown[-1]["day"], shown[-1]["id"])
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
        too_many=too_many,
        uncounted=uncounted,
        looked_at=_LOOKED_AT if await chosen.is_partly(site) else None,
        years=years,
        months=months,
        days=[(day, list(due)) for day, due in groupby(shown, key=lambda row: row["day"])],
        next=following,
        places=await site.rows(
            "select distinct place from documents where place is not null limit :most", {"most": _PLACES}
        ),
        feed=None if suggested is not None else site.url("calendar.ics", year=site.asked("year"), month=month, **asked),
    )


async def calendar_feed(request: Request, datasette: Datasette) -> Response:
    """The same deadlines as iCalendar (RFC 5545): of a year or month, or else from ``as_of=`` on."""
    site = await Site.open(request, datasette, "documents", "targets")
    chosen, _, suggested = await _filter(site)
    if suggested is not None:
        raise BadRequest("agency must be the id or full name of an agency")
    year, month = _number(site, "year", 1, 9999), _number(site, "month", 1, 12)
    days = _days(year, month) if year else {"first": site.as_of().isoformat(), "last": "9999-12-31"}
    try:
        rows = await site.rows(chosen.first_ones(site.answer_for()), {**chosen.values(), **days, "most": _IN_FEED})
    except QueryInterrupted:
        raise BadRequest(
            "too many deadlines to look through: name an agency or a place, or more of the subject"
        ) from None
    calendar = Calendar()
    calendar.add("prodid", "-//zhengce//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "政策期限 Policy deadlines")
    left_out = [f"只含最早的 {_IN_FEED} 条 Only the first {_IN_FEED} deadlines"] * (len(rows) == _IN_FEED)
    if await chosen.is_partly(site):
        left_out.append(f"只看了含主题词的 {_LOOKED_AT} 个目标 Only {_LOOKED_AT} targets of the subject were looked at")
    if left_out:
        calendar.add("x-wr-caldesc", "; ".join(left_out))
    for row in rows:
        calendar.add_component(_event(site, row))
    return Response(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(site: Site, row: Any) -> Event:
    link = site.access.datasette.absolute_url(site.access.request, site.sentence(row))
    words = [printable(row[name] or "") for name in ("indicator", "words", "title")]
    requirement = shown_requirement(row)
    event = Event()
    event.add("uid", f"{row['id']}@zhengce")
    event.add("dtstamp", datetime.fromisoformat(row["ingested_at"]))
    event.add("dtstart", date.fromisoformat(row["day"]))
    event.add("summary", vText(" ".join([words[0], printable(requirement)] if requirement else [words[0]])))
    event.add("description", vText("\n".join([*words[1:], link])))
    event.add("url", link)
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody from meeting
    return event


async def _filter(site: Site) -> tuple[Filter, Any | None, Sequence[Any] | None]:
    """What a request asks for, and the agency; agencies of which it may mean one where it names none."""
    agency, suggested, named = None, None, site.asked("agency")
    if named:
        await site.need("agencies", "responsibilities")
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


def _days(year: int, month: int | None) -> dict[str, str]:
    """The first and last day of a year or a month, as the database writes them."""
    return {"first": f"{year:04d}-{month or 1:02d}-01", "last": f"{year:04d}-{month or 12:02d}-31"}


async def _listed(site: Site, chosen: Filter, values: Mapping[str, Any]) -> list[Any]:
    """The deadlines of a page, and one more where there is one."""
    after = site.after()
    more = {"after": after[0], "key": after[1]} if after else {}
    return list(
        await site.rows(
            chosen.first_ones(site.answer_for(), after is not None), {**values, **more, "most": _LISTED + 1}
        )
    )


async def _counts(site: Site, chosen: Filter, year: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]], bool]:
    """The years that have deadlines, the last first, and the months of a year, each with how many; whether there are
    too many to count.
    """
    if chosen.is_any:
        of_year = {"first": f"{year:04d}-01", "last": f"{year:04d}-12"}
        all_years = await site.rows(_ALL_YEARS, {"most": _YEARS})
        all_months = await site.rows(_ALL_MONTHS, of_year)
        return [(row["year"], row["n"]) for row in all_years], [(row["month"], row["n"]) for row in all_months], False
    try:
        counted = await site.rows(chosen.sql(_BY_MONTH, days=False, more=" group by 1, 2"), chosen.values())
    except QueryInterrupted:
        return [], [], True
    totals = Counter[int]()
    for row in counted:
        totals[row["year"]] += row["n"]
    months = sorted((row["month"], row["n"]) for row in counted if row["year"] == year)
    return sorted(totals.items(), reverse=True)[:_YEARS], months, False
