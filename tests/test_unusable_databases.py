"""Databases and folders that cannot be used are left as they are, and it is said why."""

import sqlite3
from pathlib import Path

import pytest
from published import dump, put
from rights import open_folder, without_rights
from stand_in import PLAN

from extract.publish import PublishError, open_database, open_for_reading
from extract.schema import APPLICATION_ID, SCHEMA_VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "policies.db"


def make_other(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table recipes (name text)")


def make_version(path: Path, version: int) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("create table documents (id text)")
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {version}")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_bytes(b"%PDF-1.4 " * 500), "not a database"),
        (make_other, "not one that zhengce made"),
        (lambda path: make_version(path, SCHEMA_VERSION + 1), "newer zhengce"),
        (lambda path: make_version(path, SCHEMA_VERSION - 1), "older zhengce"),
        (lambda path: path.mkdir(), "unable to open"),
    ],
    ids=["no database", "another's", "newer", "older", "folder"],
)
def test_a_database_that_cannot_be_used_is_left_alone(tmp_path, make, reason):
    path = tmp_path / "policies.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(PublishError, match=reason) as error, open_database(path):
        pytest.fail("opened")
    assert str(path) in str(error.value)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(PublishError, match="file"), open_database(tmp_path / "file" / "policies.db"):
        pytest.fail("opened")


def test_an_empty_file_becomes_a_database(tmp_path):
    path = tmp_path / "policies.db"
    path.write_bytes(b"")
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
    with pytest.raises(PublishError, match="empty"):
        (tmp_path / "empty.db").write_bytes(b"")
        open_for_reading(tmp_path / "empty.db")


def test_what_may_not_be_written_is_said():
    with open_folder() as folder:
        path = folder / "policies.db"
        with open_database(path) as db:
            put(db, "plan.txt", PLAN)
        path.chmod(0o444)
        folder.chmod(0o555)
        with without_rights(), pytest.raises(PublishError, match=str(path)), open_database(path):
            pytest.fail("opened")
        with without_rights(), pytest.raises(PublishError, match=r"new\.db"), open_database(folder / "new.db"):
            pytest.fail("opened")
        assert len(dump(path)["targets"]) == 2
        folder.chmod(0o755)


def test_a_full_disk_is_said_and_the_rest_is_kept(path):
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
        before = dump(path)
        pages = db.execute("pragma page_count").fetchone()[0]
    with pytest.raises(PublishError, match="full"), open_database(path) as db:
        db.execute(f"pragma max_page_count = {pages + 1}")
        put(db, "long.txt", PLAN * 200)
    assert dump(path) == before


def test_a_damaged_database_is_said(path):
    with open_database(path) as db:
        for n in range(30):
            put(db, f"{n}.txt", f"{n}{PLAN}")
    damaged = bytearray(path.read_bytes())
    damaged[4096:-4096] = b"\xff" * (len(damaged) - 8192)
    path.write_bytes(damaged)
    with pytest.raises(PublishError, match="malformed"), open_database(path) as db:
        put(db, "new.txt", "新。")


def test_reading_leaves_the_database_as_it_is(path):
    with pytest.raises(PublishError, match="no such database"):
        open_for_reading(path)
    with open_database(path) as db:
        put(db, "plan.txt", PLAN)
    db = open_for_reading(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("delete from failures")
    db.close()
