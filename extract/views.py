"""The two views that readers begin with: every target, and every result, on one line, each plan counted once."""

from sqlite_utils import Database

# A requirement reads "≥ 95 %", "↓ 13.5 %" or "800 – 900 元"; a milestone has none. Agencies are a JSON array, so that
# Datasette can facet by each. It searches a view by the rowid of the table whose index it is given. An order of its own
# would make SQLite work out all rows to count them or to show the first.
_VIEW = """create view {name} as
select
    {year} as year,
    s.{day} as {day},
    s.indicator,
    case when s.value is not null then
        case
            when s.change = 'by' and s.direction = 'down' then '↓ '
            when s.change = 'by' and s.direction = 'up' then '↑ '
            else ''
        end
        || case s.op when '>=' then '≥ ' when '<=' then '≤ ' when '=' then '' else coalesce(s.op || ' ', '') end
        || printf('%.15g', s.value)
        || case when s.value_max is null then '' else printf(' – %.15g', s.value_max) end
        || coalesce(' ' || s.unit, '')
    end as requirement,
    s.quote,
    (
        select nullif(json_group_array(name), '[]') from (
            select agencies.name
            from responsibilities join agencies on agencies.id = responsibilities.agency_id
            where responsibilities.task_id = s.task_id
            group by agencies.id
            order by min(responsibilities.start)
        )
    ) as agencies,
    (select title from documents where documents.id = s.document_id) as document,
    (select heading from sections where sections.id = s.section_id) as section,
    s.type,
    s.id,
    s.document_id,
    s.start,
    s."end",
    s.rule,
    s.rowid as rowid
from {table} as s
where s.is_repeat = 0
"""


def create_views(db: Database) -> None:
    """Adds the views ``target_overview`` and ``result_overview`` to a database that has the tables."""
    for kind, day, year in (
        ("target", "deadline", "s.deadline_year"),
        ("result", "as_of", "cast(substr(s.as_of, 1, 4) as integer)"),
    ):
        db.conn.execute(_VIEW.format(name=f"{kind}_overview", table=f"{kind}s", day=day, year=year))
