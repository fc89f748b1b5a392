"""Numbers and charts of pages: they say what they are given, escape it and keep within their field."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.browse.charts import Bar, Point, bars, points
from extract.browse.figures import shown_number, shown_requirement

HOSTILE = '<script>alert("1")</script>\u202e'


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (40_000_000_000.0, "元", "400亿元"),
        (14e12, "元", "14万亿元"),
        (35.0, "%", "35%"),
        (12_000.0, "%", "1.2万%"),
        (9_800.0, "户", "9800户"),
        (-25_000.0, None, "-2.5万"),
        (0.0, "人", "0人"),
        (1 / 3, None, "1/3"),
        (0.000_000_1, None, "0.0000001"),
        (12_345.678_9, None, "12,345.6789"),
        (1e300, None, "1e+300"),
        (5.0, "GW", "5 GW"),
    ],
)
def test_numbers_read_as_one_writes_them(value: float, unit: str | None, shown: str) -> None:
    assert shown_number(value, unit) == shown


numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(numbers)
def test_no_number_loses_what_it_says(value: float) -> None:
    shown = shown_number(value)
    scale = {"万亿": 1e12, "亿": 1e8, "万": 1e4}
    name = next((name for name in scale if shown.endswith(name)), "")
    numerator, _, part = shown.removesuffix(name).replace(",", "").partition("/")
    read = float(numerator) * scale.get(name, 1) / float(part or 1)
    assert read == pytest.approx(value, rel=1e-5, abs=1e-300)


def test_milestones_have_no_requirement() -> None:
    row = {"value": None, "value_max": None, "unit": None, "op": None, "change": None, "direction": "up"}
    assert shown_requirement(row) is None


@given(st.lists(st.tuples(st.integers(1, 9999), st.floats(-1e300, 1e300)), min_size=1, max_size=8))
@example([(2025, 1.7e308), (2030, 1e-300)])
def test_points_stand_within_their_field(found: list[tuple[int, float]]) -> None:
    svg = points("甲", "乙", [Point(year, value, "target", "丙", "/x") for year, value in found])
    places = re.findall(r'cx="([-\d.einfa]*)" cy="([-\d.einfa]*)"', svg)
    assert len(places) == len(found)
    assert all(90 <= float(x) <= 630 and 10 <= float(y) <= 270 for x, y in places)


def test_bars_escape_their_labels_and_are_no_wider_than_the_chart() -> None:
    svg = bars(HOSTILE, HOSTILE, [Bar(HOSTILE, 0), Bar("甲", 10**9, '/x"')], 100)
    assert "<script" not in svg and 'href="/x"' not in svg and "\u202e" not in svg
    assert max(float(width) for width in re.findall(r'class="bar"[^>]* width="([\d.]*)"', svg)) <= 420 - 100 - 64
    assert "<title>" in svg and "<desc>" in svg
    assert bars("甲", "乙", [], 40).count("<rect") == 0
