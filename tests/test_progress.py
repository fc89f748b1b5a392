"""What later reports say of targets."""

from dataclasses import replace

import pytest

from extract.relate.progress import Figure, progress

TARGET = Figure(
    place="霁川市", scope=None, value=90, value_max=None, op=">=", change="to", direction=None, since=2022, year=2025,
    baseline_year=2020, baseline_value=85, yearly=False, trait=None,
)  # fmt: skip
RESULT = replace(TARGET, op="=", year=2024, baseline_year=None, baseline_value=None)


@pytest.mark.parametrize(
    ("target", "result", "status"),
    [
        ({}, {"value": 91}, "met"),
        ({}, {"value": 88}, "on_the_way"),
        ({}, {"value": 84}, "behind"),  # worse than the baseline
        ({}, {"value": 88, "year": 2025}, "behind"),
        ({}, {"value": 88, "year": 2021}, None),  # before the plan
        ({}, {"value": 91, "place": "澜江省"}, None),
        ({"scope": "中心城区"}, {"value": 91}, "met"),
        ({"scope": "中心城区"}, {"value": 91, "scope": "全市"}, None),
        ({"scope": "全市"}, {"value": 91}, "met"),
        ({"scope": "东河镇"}, {"value": 91}, None),
        ({}, {"value": 91, "scope": "云川区"}, None),
        ({"scope": "云川区"}, {"value": 91, "scope": "云川区"}, "met"),
        ({"op": "<=", "value": 30, "trait": "less", "baseline_value": 40}, {"value": 29}, "met"),
        ({"op": "=", "value": 30, "trait": "less", "baseline_value": 40}, {"value": 33}, "on_the_way"),
        ({"op": "=", "value": 30, "trait": "less", "baseline_value": 40}, {"value": 41}, "behind"),
        ({"op": "~"}, {"value": 89}, "met"),
        ({"op": "~"}, {"value": 80, "year": 2025}, "behind"),
        ({"value": 80, "value_max": 95}, {"value": 81}, "met"),
        ({"change": "by"}, {"value": 91}, None),
        ({"change": "by"}, {"value": 91, "change": "by"}, None),  # over another time
        ({"change": "by"}, {"value": 91, "change": "by", "baseline_year": 2020}, "met"),
        ({"change": "by", "baseline_year": None, "year": 2024}, {"value": 5, "change": "by"}, "behind"),
        ({"trait": "work"}, {"value": 30, "year": 2025}, "unclear"),
    ],
)
def test_a_result_is_held_against_a_target(target: dict, result: dict, status: str | None) -> None:
    found = progress(replace(TARGET, **target), replace(RESULT, **result))
    assert (found.status if found else None) == status
