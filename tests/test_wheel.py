"""The wheel is all that a user needs: it holds rules and sample corpus, and works where there is no checkout."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlite_utils import Database

from extract.cli import sample_corpus

ROOT = Path(__file__).parent.parent
PLACES = {"extract": "extract", "rules": "extract/data/rules", "corpus": "extract/data/corpus"}  # in the wheel


def run(*command: object, **options: object) -> None:
    """Has Python run a program, which must not fail."""
    done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_wheel_ingests_the_sample_corpus_without_the_checkout(tmp_path):
    run("-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", tmp_path, ROOT)
    wheel = next(tmp_path.glob("zhengce-*.whl"))
    wanted = {
        f"{place}/{file.relative_to(ROOT / folder).as_posix()}"
        for folder, place in PLACES.items()
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix != ".pyc"
    }
    assert {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name} == wanted

    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    run("-m", "pip", "install", "--no-deps", "--no-index", "--target", site, wheel)
    environment = os.environ | {"PYTHONPATH": str(site)}
    run(site / "bin" / "zhengce", "ingest", "--db", "policies.db", "--jobs", "1", cwd=elsewhere, env=environment)
    with Database(elsewhere / "policies.db") as db:
        sources = {row["source"] for row in db["documents"].rows}
        assert sources == {f"{site}/extract/data/corpus/{path.name}" for path in sample_corpus()}
        assert db["targets"].count > 100
        assert db["failures"].count == 0
