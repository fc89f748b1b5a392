"""The law of provenance, asked of a database: each record's text stands at its span, and its rule is one of ours."""

import sqlite3
from collections.abc import Iterator

import pytest
import regex
from noise import noisy
from packaged import RULES

from extract.cli import sample_corpus
from extract.ingest import ingest
from extract.normalise import WIDTH
from extract.read import read_bytes

WRITTEN = {"quantities": "text", "dates": "text", "tasks": "text", "targets": "quote", "results": "quote"}
NAMED = {"sections": "heading", "citations": "title", "responsibilities": "name"}
WITH_RULES = ["sections", "responsibilities", "targets", "results", "quantities", "dates", "citations"]


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The sample corpus and noisy copies of what is no copy: blanks, line breaks, other widths, emphasis and tags."""
    folder = tmp_path_factory.mktemp("provenance")
    (folder / "noisy").mkdir()
    originals = [path for path in sample_corpus() if "_" not in path.name]
    for path in originals:
        text = noisy(read_bytes(path.read_bytes(), path.name).text, seed=7, rate=0.02)
        (folder / "noisy" / f"{path.name}.txt").write_text(text, encoding="utf-8", newline="")
    summary = ingest([*sample_corpus(), folder / "noisy"], folder / "policies.db", jobs=2)
    assert summary.failures == () and summary.ingested == len(sample_corpus()) + len(originals)
    connection = sqlite3.connect(folder / "policies.db")
    yield connection
    connection.close()


def in_documents(table: str) -> str:
    """The part of a query that joins each record of a table, x, with its document, d."""
    if table == "responsibilities":
        return "responsibilities x join tasks t on t.id = x.task_id join documents d on d.id = t.document_id"
    return f"{table} x join documents d on d.id = x.document_id"


@pytest.mark.parametrize("table", WRITTEN)
def test_what_is_stored_is_what_stands_there(db: sqlite3.Connection, table: str) -> None:
    law = f"""
        select count(*), count(*) filter (where substr(d.text, x.start + 1, x."end" - x.start) <> x.{WRITTEN[table]})
        from {in_documents(table)}
    """
    records, broken = db.execute(law).fetchone()
    assert records > 50 and broken == 0


@pytest.mark.parametrize("table", [*WRITTEN, *NAMED])
def test_every_span_is_a_range_of_the_text(db: sqlite3.Connection, table: str) -> None:
    law = f"""
        select count(*), count(*) filter (where not (0 <= x.start and x.start < x."end" and x."end" <= length(d.text)))
        from {in_documents(table)}
    """
    records, broken = db.execute(law).fetchone()
    assert records > 10 and broken == 0


# What copying adds, page numbers among it.
_NOISE = regex.compile(r"\n\s*—\s*\d+\s*—\s*\n|\*+|</?[a-zA-Z][^<>\n]{0,40}>|\p{Cf}|\s+")


def squashed(text: str) -> str:
    """A text in one width, without what copying adds."""
    return _NOISE.sub("", text.translate(WIDTH))


@pytest.mark.parametrize("table", NAMED)
def test_a_name_stands_in_its_span(db: sqlite3.Connection, table: str) -> None:
    rows = db.execute(f"""
        select x.{NAMED[table]}, substr(d.text, x.start + 1, x."end" - x.start)
        from {in_documents(table)} where x.{NAMED[table]} is not null
    """).fetchall()
    names = [(squashed(name), squashed(written)) for name, written in rows]
    assert names and [pair for pair in names if pair[0] not in pair[1]] == []
    if table == "responsibilities":
        assert [pair for pair in names if pair[0] != pair[1]] == []


@pytest.mark.parametrize("table", WITH_RULES)
def test_every_record_names_a_rule_of_ours(db: sqlite3.Connection, table: str) -> None:
    named = {rule for (rule,) in db.execute(f"select distinct rule from {table}")}
    assert named and named <= {rule.id for rule in RULES.all()}


def test_what_a_record_points_to_is_there(db: sqlite3.Connection) -> None:
    assert db.execute("pragma foreign_key_check").fetchall() == []


@pytest.mark.parametrize("table", ["targets", "results", "tasks"])
def test_a_record_lies_in_its_section(db: sqlite3.Connection, table: str) -> None:
    law = f"""
        select count(*), count(*) filter (where not (s.start < x."end" and x.start < s."end"))
        from {table} x join sections s on s.id = x.section_id
    """
    records, broken = db.execute(law).fetchone()
    assert records > 50 and broken == 0
