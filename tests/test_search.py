"""Search finds what LIKE finds, whatever is written and whatever is asked, and the index never falls out of step."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from extract.schema import create_schema
from extract.search import SEARCHED, create_search, match_expression, prepare

# What trips searches up: FTS5's own signs and words, LIKE's, blanks, widths, cases, planes beyond the first, accents.
PIECES = [
    *"发展改革委的率碳二〇三〇年度，。（）《》、；：“”％",
    *"0259.%_'\"*^()[]{}:;-+~\\/|&<>=?!@#$,`",
    *"aAzZｅＥ２９＂＊é ßΣÅ \t\n\x01\x7f\u3000\u00a0\u200e\u202e\ufeff\u2409\u2420",
    *("𠀀", "𬒈", "😀", "👨\u200d👩\u200d👧", "e\u0301", "AND", "OR", "NOT", "NEAR", "NEAR(", "quote:", "targets_fts"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=14
)


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    db = Database(memory=True)
    create_schema(db)
    yield db
    db.close()


def write(db: Database, quotes: list[str]) -> None:
    with db.conn:
        db.execute("delete from targets")
        for n, quote in enumerate(quotes):
            db.execute(
                """insert into targets (id, document_id, type, indicator, baseline, quote, start, "end", rule)
                values (?, 'd', 'quantity', '指标', 0, ?, 0, 1, 'r')""",
                (str(n), quote),
            )


def found(db: Database, query: str, table: str = "targets") -> set[str]:
    sql = f"select id from {table} where rowid in (select rowid from {table}_fts where {table}_fts match ?)"
    return {row[0] for row in db.execute(sql, (match_expression(query),))}


def alike(db: Database, query: str) -> set[str]:
    pattern = query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    sql = "select id from targets where quote like ? escape '\\' or indicator like ? escape '\\'"
    return {row[0] for row in db.execute(sql, (f"%{pattern}%",) * 2)}


def folded(text: str) -> str:
    """The text in one width and case, control characters as the signs for them."""
    full_width = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
    controls = {code: 0x2400 + code for code in range(1, 0x20)} | {0x7F: 0x2421}
    return "".join(c.lower() if c.isascii() else c for c in text.translate(full_width | controls))


@settings(max_examples=400, deadline=None)
@given(quotes=st.lists(texts, min_size=1, max_size=6), data=st.data())
def test_finds_what_like_finds(db: Database, quotes: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(quotes))
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    query = text[start : start + data.draw(st.integers(1, 8))] or data.draw(texts.filter(bool))[:8]
    write(db, quotes)
    assert alike(db, query) <= found(db, query)


@settings(max_examples=200, deadline=None)
@given(quotes=st.lists(texts, min_size=1, max_size=6), query=texts.filter(lambda text: text.strip() != ""))
def test_finds_nothing_else_but_other_widths_and_cases(db: Database, quotes: list[str], query: str) -> None:
    assume("\ufdd0" not in query)
    write(db, quotes)
    words = [folded(word) for word in query.split()]
    fits = (all(word in folded(quote) or word in "指标" for word in words) for quote in quotes)
    assert found(db, query) == {str(n) for n, fit in enumerate(fits) if fit}


@pytest.mark.parametrize("query", ["率", "发展", "2025年", "碳排放", "%", '"', "a b", "（PM2.5）", "𠀀", "😀", "１３"])
def test_each_length_and_kind(db: Database, query: str) -> None:
    write(db, [f"甲{query}乙", f"{query}", f"乙{query}", "无关的话"])
    assert found(db, query) == {"0", "1", "2"}


@pytest.mark.parametrize("query", ["", " ", "\0", "甲\0乙", "发" * 3000, "发 展 " * 500, '"' * 9, "NEAR(甲 乙)"])
def test_no_query_is_an_error(db: Database, query: str) -> None:
    write(db, ["发展"])
    assert found(db, query) == ({"0"} if query in ("", "发 展 " * 500) else set())


def test_an_empty_query_finds_rows_without_text(db: Database) -> None:
    db.execute("insert into sections (id, document_id, level, start, 'end', rule) values ('s', 'd', 1, 0, 1, 'r')")
    assert found(db, "", "sections") == {"s"}


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    db = Database(tmp_path / "policies.db")
    with db.conn:
        create_schema(db)
    yield db
    db.close()


def test_stays_in_step_with_what_is_written(file: Database) -> None:
    write(file, ["甲方案", "乙方案", "丙方案"])
    with file.conn:
        file.execute("update targets set quote = '丁规划' where id = '0'")
        file.execute("update targets set unit = '%' where id = '1'")
        file.execute("delete from targets where id = '2'")
        file.execute("insert or replace into targets select * from targets where id = '1'")
    assert [found(file, query) for query in ("甲", "丁", "方案", "丙")] == [set(), {"0"}, {"1"}, set()]
    file.vacuum()
    assert found(file, "丁") == {"0"}
    for table in SEARCHED:
        file.execute(f"insert into {table}_fts ({table}_fts) values ('integrity-check')")


def test_goes_when_the_document_goes(file: Database) -> None:
    file.execute("pragma foreign_keys = on")
    with file.conn:
        file.execute(
            """insert into documents (id, source, media_type, sha256, bytes, genre, rules_digest, ingested_at, text)
            values ('d', 'a.txt', 'text/plain', 'x', 1, 'plan', 'r', '2025', '全文')"""
        )
    write(file, ["甲方案"])
    assert found(file, "全文", "documents") == {"d"}
    with file.conn:
        file.execute("delete from documents")
    for table in SEARCHED:
        rows = file.execute(f"select rowid from {table}_fts where {table}_fts match ?", (match_expression(""),))
        assert not rows.fetchall()


def test_a_client_without_the_function_cannot_write_past_the_index(file: Database, tmp_path: Path) -> None:
    write(file, ["甲方案"])
    other = sqlite3.connect(tmp_path / "policies.db")
    with pytest.raises(sqlite3.OperationalError, match="search_tokens"):
        other.execute("delete from targets")
    other.rollback()
    prepare(other)
    with other:
        other.execute("delete from targets")
    other.close()
    assert found(file, "甲") == set()


def test_rows_written_before_the_index_are_found(file: Database) -> None:
    write(file, ["甲方案"])
    with file.conn:
        for trigger in ("insert", "update", "delete"):
            file.execute(f"drop trigger targets_fts_{trigger}")
        file.execute("drop table targets_fts")
        create_search(file)
    assert found(file, "方案") == {"0"}
    create_search(file)
    assert found(file, "方案") == {"0"}


def test_the_index_is_smaller_than_the_text(file: Database, tmp_path: Path) -> None:
    text = "".join(chr(0x4E00 + (n * n * 7919 + n) % 2500) + ("，" if n % 11 == 0 else "") for n in range(100_000))
    before = file.execute("pragma page_count").fetchone()[0]
    with file.conn:
        file.execute("insert into tasks (id, document_id, text, start, 'end') values ('k', 'd', ?, 0, 1)", (text,))
    pages = file.execute("pragma page_count").fetchone()[0] - before
    size = pages * file.execute("pragma page_size").fetchone()[0]
    assert size < 2 * len(text.encode())  # the text and its index
