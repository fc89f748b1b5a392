"""The page that one begins with: what a database holds, what falls due next, what changed, and where to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from extract.browse.charts import Bar, bars
from extract.browse.site import Site

if TYPE_CHECKING:  # Datasette loads its plugins before its application
    from datasette.app import Datasette

START_ROUTE = r"/(?P<database>[^/]+)/-/start$"

_MOST = 12  # lines in each list
_YEARS = 30  # bars in the chart of years
_ROWS = "select n from totals where what = 'rows' and key = '{}'"
_COUNTS = {
    "documents": "select count(*) from documents where copy_of is null",
    "plans": _ROWS.format("plans"),
    "targets": _ROWS.format("target_overview"),
    "agencies": _ROWS.format("agencies"),
    "failures": _ROWS.format("failures"),
}
_SHOWN: dict[str, tuple[str, dict[str, int]]] = {  # the rows that are counted
    "documents": ("documents", {"copy_of__isnull": 1}),
    "targets": ("target_overview", {}),
}
_LABELS = {
    "documents": "文件 documents",
    "plans": "规划 plans",
    "targets": "目标 targets",
    "agencies": "单位 agencies",
    "failures": "未能读入 failures",
}
# The last years, since plans look no further than a reader does; a year that is a misprint would make a desert of it.
_BY_YEAR = """
select key as year, n from totals where what = 'year' and key <> '' and n > 0 order by key desc limit :most
"""
_BY_INDICATOR = """
select i.id, i.name, i.unit, n from totals join indicators as i on i.id = key
where what = 'indicator' and n > 0 order by n desc limit :most
"""
_BY_AGENCY = """
select a.id, a.name, n from totals join agencies as a on a.id = key
where what = 'agency' and n > 0 order by n desc limit :most
"""
_NEXT = """
select t.*, substr(t.quote, 1, :quoted) as words, d.title, d.source, {answer_for}
from targets as t join documents as d on d.id = t.document_id
where t.is_repeat = 0 and t.deadline >= :day order by t.deadline, t.id limit :most
"""
_CHANGED = """
select d.id as to_id, d.title as to_title, d.issued_on, d.plan_id, p.title as plan, f.id as from_id,
    f.title as from_title,
    c.substantive, c.substantive + c.wording + c.transcription as changed
from (
    select id from documents where copy_of is null and edition > 1 order by issued_on desc, edition desc limit :most
) as latest
join documents as d on d.id = latest.id
join plans as p on p.id = d.plan_id
join documents as f on f.plan_id = d.plan_id and f.edition = d.edition - 1 and f.copy_of is null
join comparisons as c on c.from_document_id = f.id and c.to_document_id = d.id and c.done
order by d.issued_on desc
"""


async def start_page(request: Request, datasette: Datasette) -> Response:
    """The first page of a database. ``?as_of=`` gives the day from which on deadlines are looked for."""
    site = await Site.open(request, datasette)
    day = site.as_of()
    targets = site.may_see("targets", "documents")
    charts = await _charts(site, targets)
    return await site.render(
        "zhengce_start.html",
        "start",
        as_of=day.isoformat(),
        counts=[
            {
                "label": _LABELS[table],
                "n": (await site.rows(sql))[0][0],
                "href": _rows(site, table),
            }
            for table, sql in _COUNTS.items()
            if site.may_see(table)
        ],
        last_run=await site.first("select * from runs order by at desc limit 1") if site.may_see("runs") else None,
        charts=charts,
        coming=await site.rows(_NEXT.format(answer_for=site.answer_for()), {"day": day.isoformat(), "most": _MOST})
        if targets
        else [],
        changed=await site.rows(_CHANGED, {"most": _MOST}) if site.may_see("changes", "documents", "plans") else [],
        targets=targets,
    )


def _rows(site: Site, counted: str) -> str:
    table, asked = _SHOWN.get(counted, (counted, {}))
    return site.table(table, **asked)


async def _charts(site: Site, targets: bool) -> list[dict[str, Any]]:
    charts = []
    if targets:
        years = [
            Bar(row["year"], row["n"], site.url("calendar", year=row["year"]))
            for row in await site.rows(_BY_YEAR, {"most": _YEARS})
        ]
        charts.append(_chart("按期限年份的目标 Targets by deadline year", "年份 year", years[::-1], "target", 48))
    if targets and site.may_see("indicators"):
        found = await site.rows(_BY_INDICATOR, {"most": _MOST})
        rows = [Bar(_named(row), row["n"], site.url("indicator", row["id"])) for row in found]
        charts.append(_chart("目标最多的指标 Indicators with most targets", "指标 indicator", rows, "quantity", 176))
    if targets and site.may_see("agencies", "responsibilities", "tasks"):
        rows = [
            Bar(row["name"], row["n"], site.url("agency", row["id"]))
            for row in await site.rows(_BY_AGENCY, {"most": _MOST})
        ]
        charts.append(_chart("承担最多的单位 Agencies that answer for most", "单位 agency", rows, "agency", 204))
    return [chart for chart in charts if chart["rows"]]


def _named(indicator: Any) -> str:
    return f"{indicator['name']}（{indicator['unit']}）" if indicator["unit"] else str(indicator["name"])


def _chart(title: str, name: str, rows: list[Bar], accent: str, label_width: int) -> dict[str, Any]:
    about = "条形图，数据在旁边的表中。 A bar chart; its data stand in the table beside it."
    return {"title": title, "name": name, "rows": rows, "svg": bars(title, about, rows, label_width, accent)}
