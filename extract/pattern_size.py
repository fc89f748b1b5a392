"""How large a pattern is with its repetitions written out, as the engine does, before it is compiled."""

import re

_PART = re.compile(
    r"\\[pPN]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|[()]"
    r"|\{(?P<least>\d{0,12})(?:,(?P<bound>\d{0,12}))?\}|#[^\n]*|\s+|.",
    re.DOTALL,
)


def pattern_size(pattern: str) -> int:
    """The number of signs of a verbose pattern, those in what is repeated as often as that has to be or may be.

    >>> pattern_size(r"\\p{Han}{2,4} ( [甲乙] \\d{3} ){10}"), pattern_size("((甲{1000}){1000}){1000}") >= 10**9
    (44, True)
    """
    groups: list[int] = []  # the sizes of what stands before each group that is open
    size = last = 0
    for part in _PART.finditer(pattern):
        sign = part[0]
        if sign == "(":
            groups.append(size)
            size = last = 0
        elif sign == ")":
            inside, size = size, groups.pop() if groups else 0
            last = inside
            size += inside
        elif part["least"] is not None and (part["least"] or part["bound"]):
            times = max(int(part["least"] or 0), int(part["bound"] or 0), 1)
            size += last * (times - 1)
            last *= times
        elif not (sign.isspace() or sign.startswith("#")):
            size += 1
            last = 1
    return size
