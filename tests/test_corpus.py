"""The sample corpus scores no less than the floors, the copies too."""

import tomllib
from pathlib import Path

import pytest

from extract.cli import sample_corpus
from extract.data_files import data_folder
from extract.gold import load_gold
from extract.ingest import ingest
from extract.score import Figures, score

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    database = tmp_path_factory.mktemp("corpus") / "policies.db"
    summary = ingest(sample_corpus(), database, jobs=2)
    assert summary.failures == ()
    report = score(database, load_gold(data_folder("corpus") / "gold"))
    assert report.missing == () and report.unplaced == ()
    return dict(report.figures())


@pytest.mark.parametrize("kind", FLOORS)
def test_the_floor_holds(figures: dict[str, Figures], kind: str) -> None:
    found, floor = figures[kind], FLOORS[kind]
    assert found.f1 is not None and found.f1 >= floor[0]
    if len(floor) > 1:
        assert found.record_f1 is not None and found.record_f1 >= floor[1]
