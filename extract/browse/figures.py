"""Numbers as a Chinese reader writes them: 400亿元 for 40000000000.0 of 元."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_DECIMALS = 4  # more digits after the point than that, or more before it than this, read worse than the number in full
_DIGITS = 5
_PARTS = 9  # 九分之一
_ROUNDED = 6  # decimals to which a fraction has been written down
_LONGEST = Decimal(10) ** 21  # what is greater is no number that a document means
_OPERATORS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "约 "}
_CHANGES = {"up": "↑ ", "down": "↓ "}


def shown_number(value: float, unit: str | None = None) -> str:
    """A number with its unit, as one writes it: with 万, 亿 or 万亿 where that takes nothing away from it.

    >>> shown_number(40_000_000_000.0, "元"), shown_number(35.0, "%"), shown_number(0.5, "百分点")
    ('400亿元', '35%', '0.5百分点')
    >>> shown_number(0.333333), shown_number(2e-05), shown_number(9800.0, "户")
    ('1/3', '0.00002', '9800户')
    >>> shown_number(123_456_789.0), shown_number(1_234_567_891_234.0, "吨"), shown_number(1.5, "kW")
    ('12345.6789万', '1,234,567,891,234吨', '1.5 kW')
    """
    return _number(value) + _unit(unit)


def shown_requirement(statement: Mapping[str, Any]) -> str | None:
    """What a row of ``targets`` or ``results`` asks for or reports, in short; None where it has no number.

    >>> shown_requirement({"value": 8e8, "value_max": 9e8, "unit": "元", "op": ">=", "change": "by", "direction": "up"})
    '↑ ≥ 8亿 – 9亿元'
    """
    value, most, unit = statement["value"], statement["value_max"], statement["unit"]
    if value is None:
        return None
    change = _CHANGES.get(statement["direction"] or "", "") if statement["change"] == "by" else ""
    upto = f" – {_number(most)}" if most is not None else ""
    return f"{change}{_OPERATORS.get(statement['op'] or '', '')}{_number(value)}{upto}{_unit(unit)}"


def _number(value: float) -> str:
    exact = Decimal(f"{value:.15g}")
    if abs(exact) >= _LONGEST or (exact and abs(exact) < 1 / _LONGEST):
        return f"{value:g}"
    part = Fraction(exact).limit_denominator(_PARTS)
    if 0 < part < 1 and round(exact, _ROUNDED - 1) != exact and abs(part - Fraction(exact)) * 10**_ROUNDED < 1:
        return str(part)  # 三分之一, which no decimal number is
    for scale, name in _SCALES:
        scaled = exact / scale
        if 1 <= abs(scaled) < 10**_DIGITS and round(scaled, _DECIMALS) == scaled:
            return f"{_plain(scaled)}{name}"
    return _plain(exact, "," if abs(exact) >= _SCALES[-1][0] else "")


def _plain(number: Decimal, parted_by: str = "") -> str:
    shown = f"{number:{parted_by}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _unit(unit: str | None) -> str:
    unit = unit or ""
    return f" {unit}" if unit[:1].isascii() and unit[:1].isalpha() else unit
