"""Noise that copying adds changes no record's values."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noise import noisy, values
from packaged import RULES

from extract.data_files import data_folder
from extract.extraction import extract_source
from extract.model import Source
from extract.read import read_bytes

CORPUS = data_folder("corpus")
WITH_BLANK_LINES = [
    CORPUS / "霁川市十四五城市高质量发展行动方案.txt",
    CORPUS / "霁川市公共充电设施建设三年实施方案印发通知.txt",
]


def _read(path: Path) -> Source:
    return read_bytes(path.read_bytes(), path.name)


@pytest.mark.parametrize("path", WITH_BLANK_LINES, ids=lambda path: path.stem)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), rate=st.sampled_from([0.002, 0.01, 0.03]))
def test_noise_changes_no_value(path: Path, seed: int, rate: float) -> None:
    clean = _read(path)
    dirty = Source(noisy(clean.text, seed, rate), clean.media_type)
    wanted, found = values(extract_source(clean, RULES)), values(extract_source(dirty, RULES))
    assert [row for row in wanted if row not in found] == [] and [row for row in found if row not in wanted] == []
