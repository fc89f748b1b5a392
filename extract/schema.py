"""The tables of the database, as SQL: what publish writes, and browse, export and score read."""

from typing import Final

from sqlite_utils import Database

from extract.indexes import create_indexes
from extract.search import create_search
from extract.totals import create_totals
from extract.views import create_views

APPLICATION_ID: Final = 0x5A43  # "ZC": marks a SQLite file as made by zhengce
SCHEMA_VERSION: Final = 9

# In the order in which a reader wants them. Whatever belongs to a document goes when the document goes.
TABLES: Final = (
    "documents",
    "targets",
    "results",
    "tasks",
    "responsibilities",
    "agencies",
    "indicators",
    "sections",
    "quantities",
    "dates",
    "citations",
    "pages",
    "doubts",
    "tables",
    "cells",
    "plans",
    "relations",
    "decisions",
    "changes",
    "progress",
    "corrections",
    "sources",
    "failures",
    "runs",
)

# What the program keeps for its own work; not shown unless asked for.
WORKING: Final = ("editions", "links", "bands", "cited", "headed", "apart", "comparisons", "duties", "totals")

_STATEMENT: Final = """
    id text primary key,
    indicator text not null,
    op text,
    value real,
    value_max real,
    unit text,
    {when}
    quote text not null,
    change text,
    direction text,
    baseline integer not null check (baseline in (0, 1)),
    baseline_year integer,
    baseline_value real,
    type text not null check (type in ('quantity', 'milestone')),
    document_id text not null references documents(id) on delete cascade,
    section_id text references sections(id),
    task_id text references tasks(id),
    indicator_id text references indicators(id),
    scope text,
    period_start text,
    recurrence text,
    strength text,
    binding text,
    start integer not null,
    "end" integer not null,
    page integer,
    rule text not null,
    is_repeat integer not null default 0 check (is_repeat in (0, 1)),
    check (0 <= start and start < "end"),
    check (abs(value) < 9e999 and abs(value_max) < 9e999)
"""

_SQL: Final = f"""
create table plans (
    id text primary key,
    title text,
    issuer text,
    versions integer not null
);
create table documents (
    id text primary key,
    title text,
    issuer text,
    document_number text,
    issued_on text,
    genre text not null check (genre in ('plan', 'report', 'news', 'law', 'other')),
    place text,
    source text not null,
    fetched_on text,
    media_type text not null,
    pages integer,
    bytes integer not null,
    sha256 text not null unique,
    plan_id text references plans(id),
    edition integer,
    copy_of text references documents(id),
    superseded_by text references documents(id),
    rules_digest text not null,
    ingested_at text not null,
    unread text,
    text text not null
);
create table pages (
    document_id text not null references documents(id) on delete cascade,
    page integer not null,
    start integer not null,
    read text not null check (read in ('text', 'ocr', 'nothing')),
    confidence real check (confidence between 0 and 1),
    primary key (document_id, page)
);
create table doubts (
    document_id text not null references documents(id) on delete cascade,
    start integer not null,
    "end" integer not null,
    confidence real not null check (confidence between 0 and 1),
    primary key (document_id, start),
    check (0 <= start and start < "end")
);
create table relations (
    document_id text not null references documents(id) on delete cascade,
    other_id text not null references documents(id) on delete cascade,
    relation text not null check (relation in ('copy', 'revision')),
    similarity real,
    why text,
    primary key (document_id, other_id)
);
create table decisions (
    document_id text not null,
    other_id text not null,
    relation text not null check (relation in ('copy', 'revision', 'different')),
    at text not null,
    primary key (document_id, other_id),
    check (document_id < other_id)
);
create table editions (
    document_id text primary key references documents(id) on delete cascade,
    work text not null,
    core text not null,
    draft integer not null check (draft in (0, 1)),
    revisions integer not null,
    years text not null,
    period text not null,
    standing integer not null check (standing in (0, 1)),
    in_force integer,
    noise integer not null,
    length integer not null,
    titled integer not null check (titled in (0, 1)),
    sketch blob not null
);
create table links (
    document_id text not null references documents(id) on delete cascade,
    other_id text not null references documents(id) on delete cascade,
    relation text not null check (relation in ('copy', 'revision', 'part')),
    similarity real not null,
    why text not null,
    primary key (document_id, other_id),
    check (document_id < other_id)
);
create table bands (
    band integer not null,
    hash integer not null,
    document_id text not null references documents(id) on delete cascade,
    primary key (band, hash, document_id)
) without rowid;
create table apart (
    document_id text not null references documents(id) on delete cascade,
    start integer not null,
    "end" integer not null,
    rule text not null
);
create table sections (
    id text primary key,
    document_id text not null references documents(id) on delete cascade,
    parent_id text references sections(id),
    label text,
    heading text,
    level integer not null,
    start integer not null,
    "end" integer not null,
    body integer,
    page integer,
    rule text not null,
    check (0 <= start and start <= "end")
);
create table tasks (
    id text primary key,
    document_id text not null references documents(id) on delete cascade,
    section_id text references sections(id),
    text text not null,
    deadline text,
    deadline_text text,
    start integer not null,
    "end" integer not null,
    check (0 <= start and start <= "end")
);
create table agencies (
    id text primary key,
    name text not null unique,
    level text
);
create table responsibilities (
    id text primary key,
    task_id text not null references tasks(id) on delete cascade,
    agency_id text not null references agencies(id),
    name text not null,
    role text not null check (role in ('lead', 'shared', 'responsible', 'support', 'guide', 'implement')),
    agency_level text,
    start integer not null,
    "end" integer not null,
    rule text not null,
    check (0 <= start and start < "end")
);
create table indicators (
    id text primary key,
    name text not null,
    unit text,
    trait text check (trait in ('less', 'work'))
);
create table targets ({_STATEMENT.format(when="deadline text, deadline_year integer, deadline_text text,")});
create table results ({_STATEMENT.format(when="as_of text,")});
create table quantities (
    id text primary key,
    document_id text not null references documents(id) on delete cascade,
    text text not null,
    op text not null,
    value real not null,
    value_max real,
    unit text,
    start integer not null,
    "end" integer not null,
    rule text not null,
    check (0 <= start and start < "end"),
    check (abs(value) < 9e999 and abs(value_max) < 9e999)
);
create table dates (
    id text primary key,
    document_id text not null references documents(id) on delete cascade,
    text text not null,
    first text,
    last text,
    role text not null,
    start integer not null,
    "end" integer not null,
    rule text not null,
    check (0 <= start and start < "end")
);
create table citations (
    id text primary key,
    document_id text not null references documents(id) on delete cascade,
    title text not null,
    document_number text,
    cited_plan_id text references plans(id),
    start integer not null,
    "end" integer not null,
    rule text not null,
    check (0 <= start and start < "end")
);
create table cited (
    citation_id text not null references citations(id) on delete cascade,
    work text not null,
    years text not null,
    place text,
    repealed integer not null check (repealed in (0, 1))
);
create table headed (
    document_id text not null references documents(id) on delete cascade,
    work text not null
);
create table tables (
    id text primary key,
    document_id text not null references documents(id) on delete cascade,
    section_id text references sections(id),
    kind text not null check (kind in ('indicators', 'tasks', 'other')),
    title text,
    unit text,
    rows integer not null,
    columns integer not null,
    page integer,
    start integer not null,
    "end" integer not null,
    check (0 <= start and start < "end")
);
create table cells (
    id text primary key,
    table_id text not null references tables(id) on delete cascade,
    "row" integer not null,
    "column" integer not null,
    row_span integer not null,
    column_span integer not null,
    text text not null,
    page integer,
    start integer not null,
    "end" integer not null,
    check (0 <= start and start <= "end")
);
create table changes (
    id text primary key,
    plan_id text not null references plans(id),
    from_document_id text not null references documents(id) on delete cascade,
    to_document_id text not null references documents(id) on delete cascade,
    kind text not null check (kind in ('added', 'removed', 'changed', 'moved')),
    what text not null,
    weight text not null check (weight in ('substantive', 'wording', 'transcription')),
    before text,
    after text,
    from_start integer,
    from_end integer,
    to_start integer,
    to_end integer,
    number integer,
    from_target_id text references targets(id) on delete cascade,
    to_target_id text references targets(id) on delete cascade
);
create table progress (
    target_id text not null references targets(id) on delete cascade,
    result_id text not null references results(id) on delete cascade,
    as_of text not null,
    status text not null check (status in ('met', 'on_the_way', 'behind', 'unclear')),
    why text not null,
    primary key (target_id, result_id)
);
create table corrections (
    record_id text not null,
    field text not null,
    value text,
    "table" text not null,
    document_id text not null,
    quote text not null,
    by text not null,
    why text not null,
    at text not null,
    primary key (record_id, field)
);
create table comparisons (
    from_document_id text not null references documents(id) on delete cascade,
    to_document_id text not null references documents(id) on delete cascade,
    done integer not null check (done in (0, 1)),
    substantive integer not null default 0,
    wording integer not null default 0,
    transcription integer not null default 0,
    primary key (from_document_id, to_document_id)
) without rowid;
create table duties (
    id integer primary key,
    agency_id text not null references agencies(id),
    document_id text not null references documents(id) on delete cascade,
    task_id text not null,
    target_id text,
    role text not null,
    due text,
    is_repeat integer not null default 0 check (is_repeat in (0, 1))
);
create table totals (
    what text not null check (what in ('rows', 'year', 'month', 'indicator', 'agency')),
    key text not null,
    n integer not null,
    primary key (what, key)
) without rowid;
create table sources (
    source text primary key,
    sha256 text not null,
    bytes integer not null,
    document_id text not null references documents(id),
    url text,
    fetched_on text,
    rules_digest text not null,
    status text not null check (status in ('read', 'failed')),
    ingested_at text not null
);
create table failures (
    source text primary key,
    stage text not null,
    error text not null,
    at text not null
);
create table runs (
    at text not null,
    rules_digest text not null,
    ingested integer not null,
    unchanged integer not null,
    failed integer not null,
    seconds real not null
);
"""


def create_schema(db: Database) -> None:
    """Gives an empty database all tables, indexes, views and the search, inside the caller's transaction."""
    db.executescript(_SQL)
    create_indexes(db)
    create_search(db)
    create_views(db)
    create_totals(db, (table for table in (*TABLES, *WORKING) if table != "totals"))
    db.execute(f"pragma application_id = {APPLICATION_ID}")
    db.execute(f"pragma user_version = {SCHEMA_VERSION}")
