"""The command line as a program of its own: names that are no text, full devices, addresses and databases of no use."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_cli import PLAN, zhengce

import extract.cli


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one document."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one document, which lies beside it, and an empty file of annotations."""
    folder = tmp_path_factory.mktemp("database")
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    (folder / "plan.jsonl").touch()
    result = zhengce("ingest", str(folder / "plan.txt"), "--db", str(folder / "policies.db"), "--jobs", "1")
    assert result.exit_code == 0, result.output
    return folder / "policies.db"


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="names of files are text there")
def test_a_name_that_is_no_text_is_printed_and_not_a_crash(folder: Path) -> None:
    name = os.fsdecode("规划.txt".encode("gb18030"))
    (folder / name).write_text("", encoding="utf-8")
    program = [sys.executable, "-c", "from extract.cli import cli; cli()", "ingest", ".", "--db", "new.db"]
    environment = {**os.environ, "PYTHONPATH": str(Path(extract.cli.__file__).parents[1])}
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1, done.stderr
    assert "1 ingested, 0 unchanged, 1 failed" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["diff", "plan\udcff.txt", "plan.txt", "--db"],
        ["diff", "plan\udcff", "--db"],
        ["relate", "plan\udcff.txt", "plan.txt", "--as", "copy", "--db"],
    ],
)
def test_a_name_that_is_no_text_is_wrong_usage(arguments: list[str], database: Path) -> None:
    result = CliRunner().invoke(extract.cli.cli, [*arguments, str(database)])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["explain", "到2025年，森林覆盖率达到35%以上。"],
        ["explain", "--json", "到2025年，森林覆盖率达到35%以上。"],
        ["ingest", "plan.txt", "--db", "again.db"],
        ["export", "policies.db", "--format", "csv"],
        ["export", "policies.db", "--format", "csv", "--output", "/dev/full"],
        ["export", "policies.db", "--format", "xlsx", "--output", "/dev/full"],
    ],
)
def test_a_full_device_is_one_line_of_error(arguments: list[str], database: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "extract", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(Path(extract.cli.__file__).parents[1])}
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=database.parent, env=environment
        )
    *others, error = done.stderr.splitlines()
    assert (done.returncode, error.startswith("Error: "), "No space left" in error) == (1, True, True), done.stderr
    assert all(line.startswith(("ingested", "unchanged")) for line in others)


def test_no_name_is_no_folder(folder: Path) -> None:
    result = zhengce("ingest", "")
    assert (result.exit_code, "no file or folder ''" in result.stderr) == (2, True)


def test_score_refuses_a_database_of_an_older_zhengce(database: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    shutil.copy(database, older)
    with closing(sqlite3.connect(older)) as db:
        db.execute("pragma user_version = 1")
    result = zhengce("score", str(older), str(database.with_name("plan.jsonl")))
    assert (result.exit_code, "made by an older zhengce" in result.stderr) == (2, True)


def test_browse_at_no_address_is_one_line_of_error(database: Path) -> None:
    result = zhengce("browse", str(database), "--host", "999.1.1.1", "--port", "0")
    assert (result.exit_code, result.stderr.count("\n")) == (3, 1)
    assert "999.1.1.1" in result.stderr


@pytest.mark.parametrize("module", ["extract", "extract.cli"])
def test_the_package_runs_as_the_command_does(module: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, "--help"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[0].startswith("Usage: zhengce ")) == (0, True)
