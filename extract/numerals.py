"""Numbers as Chinese documents write them: Arabic, Chinese, mixed, with 万 and 亿, and Roman grades."""

from datetime import date
from decimal import Decimal

import regex

_ZEROS = str.maketrans("Oo◯", "〇〇〇")  # as which a zero is written
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_SCALES = _SMALL | _LARGE
_SCALE = "".join(_SCALES)
_ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_MIXED = regex.compile(r"(?P<figure>\d[\d,]*(?:\.\d+)?)(?P<scale>[十百千万亿]*)")


def parse_number(text: str) -> float | None:
    """The value of a number, None where the text is not one number.

    >>> parse_number("1,234.5"), parse_number("24万"), parse_number("三千五百"), parse_number("3万5千")
    (1234.5, 240000.0, 3500.0, 35000.0)
    >>> parse_number("二〇二五"), parse_number("十四"), parse_number("1.2万亿"), parse_number("数十")
    (2025.0, 14.0, 1200000000000.0, None)
    >>> parse_number("一万亿"), parse_number("675.33亿")
    (1000000000000.0, 67533000000.0)
    """
    if not text:
        return None
    if text.isascii() and text.isdecimal():
        return float(text)
    if text[0].isascii():
        figure = text.rstrip(_SCALE)
        whole, _, decimals = figure.partition(".")
        plain = figure.isdecimal() or (whole.isdecimal() and decimals.isdecimal())
        return _scaled(figure, text[len(figure) :]) if plain else _arabic(text)
    if all(c in _DIGITS for c in text):
        return float("".join(str(_DIGITS[c]) for c in text)) if len(text) != 2 or text[0] in "零〇○" else None
    return _chinese(text)


def _scaled(figure: str, scales: str) -> float:
    if not scales:
        return float(figure)
    value = Decimal(figure)
    for scale in scales:
        value *= _SCALES[scale]
    return float(value)


def _arabic(text: str) -> float | None:
    total, position = Decimal(0), 0
    while position < len(text):
        part = _MIXED.match(text, position)
        if not part:
            return None
        figure, scales = part.groups()
        value = Decimal(figure.replace(",", ""))
        for scale in scales:
            value *= _SCALES[scale]
        total, position = total + value, part.end()
    return float(total)


def _chinese(text: str) -> float | None:
    total = section = digit = 0
    last_scale = 1
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
            if c in "零〇○":
                last_scale = 10
        elif c in _SMALL:
            section += (digit or (1 if c == "十" or not section else 0)) * _SMALL[c]
            digit, last_scale = 0, _SMALL[c]
        elif c in _LARGE:
            scaled = (section + digit or (0 if total else 1)) * _LARGE[c]
            total = total * _LARGE[c] + scaled if c == "亿" and total else total + scaled
            section = digit = 0
            last_scale = _LARGE[c]
        else:
            return None
    if digit and last_scale > 10 and not section and total:
        return float(total + digit * last_scale // 10)  # 三万五 is 35,000
    if digit and last_scale > 10 and section:
        return float(total + section + digit * last_scale // 10)  # 三百五 is 350
    return float(total + section + digit)


def parse_year(text: str) -> int | None:
    """A year from four digits, Arabic or Chinese.

    >>> parse_year("2025"), parse_year("二〇二五"), parse_year("25")
    (2025, 2025, None)
    """
    digits = text if text.isdecimal() else "".join(str(_DIGITS.get(c, c)) for c in text)
    return int(digits) if digits.isdecimal() and len(digits) == 4 else None


def parse_grade(text: str) -> int | None:
    """The rank of a grade: Ⅲ, III, 三 or 3 is 3.

    >>> parse_grade("Ⅲ"), parse_grade("IV"), parse_grade("二")
    (3, 4, 2)
    """
    if text in _ROMAN:
        return _ROMAN[text]
    value = parse_number(text)
    return int(value) if value is not None else None


def iso_day(match: "regex.Match[str]") -> str | None:
    """The ISO date of a match of the fragment ``day``, None where it holds none or no real one."""
    groups = match.groupdict()
    if not groups.get("year"):
        return None
    month, day = (int(parse_number(groups[name].replace("廿", "二十")) or 0) for name in ("month", "day"))
    try:
        return date(parse_year(groups["year"].translate(_ZEROS)) or 0, month, day).isoformat()
    except ValueError:
        return None
