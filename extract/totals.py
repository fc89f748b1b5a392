"""Who owes what by when, and how many there are of each: kept while documents are written, so that pages count none.

A duty is one target that an agency answers for, or one of its tasks that holds no target. ``totals`` holds the number
of rows of each table and view, of targets by year and month of deadline and by indicator, and of duties by agency; in
all but the tables themselves, what only repeats another document is left out.
"""

from collections.abc import Iterable
from typing import Final

from sqlite_utils import Database

_DUTIES: Final = """
insert into duties (agency_id, document_id, task_id, target_id, role, due)
select agency_id, document_id, task_id, target_id, role, due from (
    select r.agency_id, tasks.document_id, tasks.id as task_id, targets.id as target_id, r.role,
        coalesce(targets.deadline, tasks.deadline) as due, coalesce(targets.start, tasks.start) as start,
        row_number() over (
            partition by r.agency_id, tasks.id, targets.id order by
            case r.role when 'lead' then 1 when 'responsible' then 2 when 'shared' then 3 when 'support' then 4
                else 5 end
        ) as nth
    from tasks
    join responsibilities as r on r.task_id = tasks.id
    left join targets on targets.task_id = tasks.id
    where tasks.document_id = ?
) where nth = 1 order by start, agency_id
"""

# What a row of each table adds to the totals: which they are, and the key of each.
_COUNTED: Final = {
    "targets": "('rows', 'target_overview', {n}), ('year', coalesce({row}.deadline_year, ''), {n}), "
    "('month', coalesce(substr({row}.deadline, 1, 7), ''), {n}), "
    "('indicator', coalesce({row}.indicator_id, ''), {n})",
    "results": "('rows', 'result_overview', {n})",
    "duties": "('agency', {row}.agency_id, {n})",
}
_ADD: Final = "insert into totals (what, key, n) values {values} on conflict do update set n = n + excluded.n;"
_TRIGGERS: Final = """
create trigger {table}_counted after insert on {table} when new.is_repeat = 0 begin {more} end;
create trigger {table}_uncounted after delete on {table} when old.is_repeat = 0 begin {less} end;
create trigger {table}_counted_as_repeat after update of is_repeat on {table} when new.is_repeat > old.is_repeat
    begin {less} end;
create trigger {table}_counted_again after update of is_repeat on {table} when new.is_repeat < old.is_repeat
    begin {more} end;
"""
_VIEWS: Final = ("target_overview", "result_overview")
_ROWS: Final = """
insert into totals (what, key, n) values ('rows', '{table}', 0);
create trigger {table}_written after insert on {table} begin
    update totals set n = n + 1 where what = 'rows' and key = '{table}';
end;
create trigger {table}_removed after delete on {table} begin
    update totals set n = n - 1 where what = 'rows' and key = '{table}';
end;
"""


def create_totals(db: Database, tables: Iterable[str]) -> None:
    """Adds to a database what keeps ``totals`` in step with these tables, of which it counts the rows."""
    for table in tables:
        db.executescript(_ROWS.format(table=table))
    for table, values in _COUNTED.items():
        more = _ADD.format(values=values.format(row="new", n=1))
        less = _ADD.format(values=values.format(row="old", n=-1))
        db.executescript(_TRIGGERS.format(table=table, more=more, less=less))
    for view in _VIEWS:
        db.execute("insert into totals (what, key, n) values ('rows', ?, 0)", (view,))


def list_duties(db: Database, document_id: str) -> None:
    """Lists what a document that was just written asks of each agency, inside the caller's transaction."""
    db.execute(_DUTIES, (document_id,))
