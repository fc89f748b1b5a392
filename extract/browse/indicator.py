"""The page of an indicator: what is promised and what is reported of it, across documents, places and years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode
from datasette.utils.asgi import NotFound, Request, Response

from extract.browse.charts import Point, points
from extract.browse.figures import shown_requirement
from extract.browse.site import STATUSES, Site, key_of

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

INDICATOR_ROUTE = r"/(?P<database>[^/]+)/-/indicator/(?P<id>[^/]+)$"

_DRAWN = 200  # points of each kind in a chart, the latest
_LISTED = 100  # lines on a page of the table
_PLACES = 200
_LOOKED_AT = 2_000  # statements of each kind among which places are looked for
_KINDS = {"target": "目标 target", "result": "成效 result"}
_DAYS = {"target": "deadline", "result": "as_of"}

# Levels and amounts of change can't stand on one scale.
_CHARTS = {
    "to": "达到的水平 The level to reach, or reached",
    "by": "变化量 The change",
}
_STATEMENTS = """
select '{kind}' as kind, s.id, s.{day} as day, s.value, s.value_max, s.unit, s.op, s.change, s.direction, s.scope,
    s.document_id, s.start, s."end", d.title, d.source, d.place{more}
from {source} where {which}
"""
_COUNTED = "s.indicator_id = :id and s.is_repeat = 0"
# Where the statements are looked for first: SQLite keeps the order of a cross join.
_OF_ALL = "{kind}s as s cross join documents as d on d.id = s.document_id"
_OF_PLACE = "documents as d cross join {kind}s as s on s.document_id = d.id"
# What the latest report says of a target; a result says it of itself.
_STATUS = "(select status from progress where target_id = s.id order by as_of desc limit 1)"
_OF_PLACES = """
select distinct place from documents where place is not null and id in (
    select document_id from (
        select document_id from targets where indicator_id = :id and is_repeat = 0 limit :looked_at
    )
    union
    select document_id from (
        select document_id from results where indicator_id = :id and is_repeat = 0 limit :looked_at
    )
) order by place limit :most
"""
# In the order of an index, in which what has no day comes first.
_KEYS = """
select * from (
    select '{kind}' as kind, s.id, s.{day} as day from {source}
    where s.indicator_id = :id and s.is_repeat = 0{which} order by s.{day}, s.id limit :most
)
"""
_COUNTS = """
select status, count(*) as n from (
    select p.status, max(p.as_of)
    from results as r
    cross join progress as p on p.result_id = r.id
    cross join targets as s on s.id = p.target_id
    {of_place}where r.indicator_id = :id and s.is_repeat = 0
    group by p.target_id
) group by 1
"""
_ONLY_OF_PLACE = "cross join documents as d on d.id = s.document_id and d.place = :place "
_AFTER = {False: " and (s.{day} is not null or s.id > :key)", True: " and (s.{day}, s.id) > (:day, :key)"}


async def indicator_page(request: Request, datasette: Datasette) -> Response:
    """The page of an indicator. ``?place=`` keeps to a place; ``after=`` shows more of the table."""
    site = await Site.open(request, datasette, "indicators", "targets", "results", "documents", "progress")
    indicator = await site.first(
        "select * from indicators where id = :id", {"id": tilde_decode(request.url_vars["id"])}
    )
    if indicator is None:
        raise NotFound("Indicator not found")
    place = site.asked("place")
    values = {"id": indicator["id"], "place": place}
    rows = await _listed(site, values)
    shown, following = rows[:_LISTED], None
    if len(rows) > _LISTED:
        following = site.url("indicator", indicator["id"], place=place, after=key_of(shown[-1]["day"], shown[-1]["id"]))
    return await site.render(
        "zhengce_indicator.html",
        "indicator",
        indicator=indicator,
        kinds=_KINDS,
        place=place,
        places=[
            row["place"] for row in await site.rows(_OF_PLACES, {**values, "looked_at": _LOOKED_AT, "most": _PLACES})
        ],
        charts=[] if site.asked("after") else await _charts(site, indicator, values),
        counts=await _counts(site, values),
        rows=shown,
        next=following,
    )


def _which(values: Mapping[str, str], more: str = "") -> str:
    return (" and d.place = :place" if values["place"] else "") + more


def _source(values: Mapping[str, str], kind: str) -> str:
    return (_OF_PLACE if values["place"] else _OF_ALL).format(kind=kind)


async def _listed(site: Site, values: dict[str, str]) -> Sequence[Any]:
    """The statements of a page of the table, and one more where there is one, by day; those without one first."""
    after = site.after()
    which = _which(values, _AFTER[bool(after[0])] if after else "")
    keys = " union all ".join(
        _KEYS.format(kind=kind, day=day, source=_source(values, kind), which=which.format(day=day))
        for kind, day in _DAYS.items()
    )
    keys += " order by day, id limit :most"
    asked = {**values, "most": _LISTED + 1} | ({"day": after[0], "key": after[1]} if after else {})
    wanted: dict[str, list[str]] = {"target": [], "result": []}
    order = await site.rows(keys, asked)
    for row in order:
        wanted[row["kind"]].append(row["id"])
    found: dict[str, Any] = {}
    for kind, day in _DAYS.items():
        status = _STATUS if kind == "target" else "null"
        more = f", s.indicator, substr(s.quote, 1, :quoted) as words, {status} as status"
        marks = {f"id{n}": key for n, key in enumerate(wanted[kind])}
        which = f"s.id in ({', '.join(f':{mark}' for mark in marks)})"
        sql = _STATEMENTS.format(kind=kind, day=day, more=more, which=which, source=_OF_ALL.format(kind=kind))
        found |= {row["id"]: row for row in await site.rows(sql, marks)}
    return [found[row["id"]] for row in order]


async def _counts(site: Site, values: dict[str, str]) -> list[tuple[str, int]]:
    """How many targets the latest report says are met, on the way and so on."""
    sql = _COUNTS.format(of_place=_ONLY_OF_PLACE if values["place"] else "")
    counts = {row["status"]: row["n"] for row in await site.rows(sql, values)}
    return [(label, counts[status]) for status, label in STATUSES.items() if status in counts]


async def _charts(site: Site, indicator: Any, values: dict[str, str]) -> list[dict[str, Any]]:
    charts = []
    for change, title in _CHARTS.items():
        found: list[Any] = []
        for kind, day in _DAYS.items():
            which = _COUNTED + _which(values) + f" and s.value is not null and s.{day} is not null"
            which += f" and s.change = '{change}' order by s.{day} desc limit {_DRAWN}"
            sql = _STATEMENTS.format(kind=kind, day=day, more="", which=which, source=_source(values, kind))
            found += await site.rows(sql, values)
        if found:
            unit = f"（{indicator['unit']}）" if indicator["unit"] else ""
            about = "每点一条目标或成效，数据在下面的表中。 A point for each target or result; their data are below."
            drawn = points(f"{indicator['name']}{unit}：{title}", about, [_point(site, row) for row in found])
            charts.append({"title": title, "unit": unit, "svg": drawn, "all": len(found) < _DRAWN})
    return charts


def _point(site: Site, row: Any) -> Point:
    said = (row["day"], row["place"], _KINDS[row["kind"]], shown_requirement(row), row["title"])
    title = " · ".join(str(words) for words in said if words)
    return Point(int(row["day"][:4]), row["value"], row["kind"], title, site.sentence(row))
