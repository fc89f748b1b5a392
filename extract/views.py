"""The two views that readers begin with: every target, and every result, on one line, each plan counted once."""

from sqlite_utils import Database

VIEWS = ("target_overview", "result_overview")
_SCALES = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))

# A requirement reads "≥ 95 %", "↓ 13.5 %" or "400亿 – 500亿 元"; a milestone has none. Agencies are a JSON array, so
# that Datasette can facet by each. It searches a view by the rowid of the table whose index it is given. An order of
# its own would make SQLite work out all rows to count them or to show the first.
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
        || {value}
        || case when s.value_max is null then '' else ' – ' || {value_max} end
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
        numbers = {column: _number(f"s.{column}") for column in ("value", "value_max")}
        db.conn.execute(_VIEW.format(name=f"{kind}_overview", table=f"{kind}s", day=day, year=year, **numbers))


def _number(column: str) -> str:
    """An expression for a number as one writes it: in 万, 亿 or 万亿 where that takes nothing away from it."""
    cases = ""
    for scale, name in _SCALES:
        scaled = f"{column} / {scale}e0"
        cases += f"when abs({scaled}) >= 1 and abs({scaled}) < 1e5 and round({scaled}, 4) = {scaled} "
        cases += f"then printf('%.10g', {scaled}) || '{name}' "
    return f"case {cases}else printf('%.15g', {column}) end"
