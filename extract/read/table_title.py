"""The line above a table that names it, or gives the unit of its figures."""

import re
from collections.abc import Sequence

_BLANKS = re.compile(r"\s+")
_MARKS = "#*> \t\u3000"  # of Markdown, around a line
_LONGEST = 60  # characters
_NAME = re.compile(
    r"(?:附?表|附件|专栏|续表)[\d一二三四五六七八九十][^。；]*|(?![^。；]*[。；]|[一二三四五六七八九十]+、).*(?:表|清单|一览|指标|目录)(?:[（(].{1,30}[）)])?"
)
_UNIT = re.compile(r"[（(]?(?:计量)?单位[:：][^。；]{1,20}")


def title_above(lines: Sequence[str]) -> int | None:
    """Which of the lines above a table, the nearest first, is its title; None where none plainly is.

    >>> title_above(["单位：万元", "表1 分年度投资", "　　投资见下表。"]), title_above(["单位：万元"])
    (1, 0)
    >>> title_above(["投资见下表。"]) is None
    True
    """
    first = [_BLANKS.sub("", line.strip(_MARKS)) if len(line) <= _LONGEST else "" for line in lines[:2]]
    for at, line in enumerate(first):
        if _NAME.fullmatch(line):
            return at
        if not _UNIT.fullmatch(line):
            break
    return 0 if first and _UNIT.fullmatch(first[0]) else None
