"""The figures in which Word counts: 一、二、三, 甲、乙、丙, ①②③, a, b, c."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_CIRCLE = "○" + _DIGITS[1:]
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {"m": 1000, "cm": 900, "d": 500, "cd": 400, "c": 100, "xc": 90, "l": 50, "xl": 40, "x": 10, "ix": 9, "v": 5}
_ROMAN |= {"iv": 4, "i": 1}
SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")  # of figures that are raised: 10⁴, never 104
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_MOST_LETTERS = 30  # aaa…: in Word the letters end here


def written(count: int, style: str) -> str | None:
    """A count in one of Word's styles of numbers; None for a style that is not known here.

    >>> written(21, "chineseCounting"), written(105, "chineseCountingThousand"), written(12, "decimalEnclosedCircle")
    ('二十一', '一百零五', '⑫')

    A count for which a style has nothing (0, after 癸 or ⑳) is in plain figures.
    """
    write = _STYLES.get(style)
    if write is None:
        return None
    return (write(count) if count > 0 else "") or str(count)


def _digits(digits: str) -> Callable[[int], str]:
    return lambda count: "".join(digits[int(figure)] for figure in str(count))


def _tens(count: int) -> str:
    """十一, 二十; from a hundred on digit by digit."""
    if count > 99:
        return _digits(_CIRCLE)(count)
    tens, ones = divmod(count, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _thousands(digits: str, units: str, *, ten: str, zero: str = "零") -> Callable[[int], str]:
    """一百零五; ``ten`` is how 10 begins."""

    def write(count: int) -> str:
        text, gap = "", False
        for place, unit in zip((1000, 100, 10, 1), (*units, ""), strict=True):
            digit = count // place % 10
            text += (zero if gap and digit and text else "") + (digits[digit] + unit if digit else "")
            gap = not digit
        if 10 <= count < 20:
            text = ten + text[2:]
        return text if count < 10_000 else ""

    return write


def _japanese(count: int) -> str:
    """百五: neither a one before a unit nor a nought."""
    text = _thousands(_DIGITS, "千百十", ten="十", zero="")(count)
    return text.replace("一千", "千").replace("一百", "百").replace("一十", "十")


def _run(first: str, size: int, count_of_first: int = 1) -> Callable[[int], str]:
    """Characters that follow one another in Unicode."""
    return lambda count: chr(ord(first) + count - count_of_first) if 0 <= count - count_of_first < size else ""


def _names(names: str) -> Callable[[int], str]:
    return lambda count: names[count - 1] if count <= len(names) else ""


def _sixty(count: int) -> str:
    return _STEMS[(count - 1) % 10] + _BRANCHES[(count - 1) % 12]


def _letters(count: int) -> str:
    """a … z, aa, bb …"""
    times, letter = divmod(count - 1, 26)
    return chr(ord("a") + letter) * (times + 1) if times < _MOST_LETTERS else ""


def _roman(count: int) -> str:
    text = ""
    for letters, size in _ROMAN.items():
        times, count = divmod(count, size)
        text += letters * times
    return text


_STYLES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02}".format,
    "decimalFullWidth": lambda count: str(count).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda count: str(count).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _run("①", 20),
    "decimalEnclosedCircleChinese": _run("①", 20),
    "decimalEnclosedFullstop": _run("⒈", 20),
    "decimalEnclosedParen": _run("⑴", 20),
    "ideographEnclosedCircle": _run("㈠", 10),  # circles to the standard, brackets to Word
    "numberInDash": "- {} -".format,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerRoman": _roman,
    "chineseCounting": _tens,
    "taiwaneseCounting": _tens,
    "ideographDigital": _digits(_DIGITS),
    "japaneseDigitalTenThousand": _digits(_DIGITS),
    "taiwaneseDigital": _digits(_CIRCLE),
    "chineseCountingThousand": _thousands(_DIGITS, "千百十", ten="十"),
    "taiwaneseCountingThousand": _thousands(_DIGITS, "千百十", ten="十"),
    "japaneseCounting": _japanese,
    "chineseLegalSimplified": _thousands("零壹贰叁肆伍陆柒捌玖", "仟佰拾", ten="壹拾"),
    "ideographLegalTraditional": _thousands("零壹貳參肆伍陸柒捌玖", "仟佰拾", ten="壹拾"),
    "ideographTraditional": _names(_STEMS),
    "ideographZodiac": _names(_BRANCHES),
    "ideographZodiacTraditional": _sixty,
}
