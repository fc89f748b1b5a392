"""Line breaks within a paragraph, of web pages and of Word: which only wrap it."""

import re

_LONG_LINE = 22  # characters; a shorter line before a break is complete, as titles and signatures are
_COMPLETE = re.compile(r"[。！？；：…][）”》」』]*\s*$|[）)]\s*$")
_INDENT = re.compile(r"[\u3000\u00a0\u2002\u2003]{2}")


def only_wraps(above: str, below: str) -> bool:
    """Whether a break only wraps a sentence: the line above is long and unfinished, the one below not indented.

    >>> only_wraps("到2025年，全市生活污水集中收集率提高到百分之七十以上，", "管网"), only_wraps("签发：", "张三")
    (True, False)
    """
    return len(above) > _LONG_LINE and not _COMPLETE.search(above) and not _INDENT.match(below)
