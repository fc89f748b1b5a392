"""The line above a table that names it, or gives the unit of its figures."""

import re
from collections.abc import Sequence

from extract.read.shapes import shape

_BLANKS = re.compile(r"\s+")
_MARKS = "#*> \t\u3000"  # of Markdown, around a line
_LONGEST = 60  # characters


def title_above(lines: Sequence[str]) -> int | None:
    """Which of the lines above a table, the nearest first, is its title; None where none plainly is.

    >>> title_above(["单位：万元", "表1 分年度投资", "　　投资见下表。"]), title_above(["单位：万元"])
    (1, 0)
    >>> title_above(["投资见下表。"]) is None
    True
    """
    first = [_BLANKS.sub("", line.strip(_MARKS)) if len(line) <= _LONGEST else "" for line in lines[:2]]
    for at, line in enumerate(first):
        if shape("table_name").fullmatch(line):
            return at
        if not shape("table_unit").fullmatch(line):
            break
    return 0 if first and shape("table_unit").fullmatch(first[0]) else None
