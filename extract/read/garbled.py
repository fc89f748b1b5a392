"""Whether a text layer holds what is printed: fonts without a right table of characters give other ones."""

import unicodedata

from extract.read.shapes import commonest

_SAID = 40  # characters below which nothing can be told
_ODD = 0.2  # of the characters: not assigned, private use, replacement characters, controls
_COMMON = 0.08  # of the ideographs, that any page of running Chinese has of the commonest
_FOREIGN = 0.5  # of the characters, letters of scripts that no Chinese document is written in


def is_garbled(text: str) -> bool:
    """Whether a page's text is plainly not what is printed there; short texts never are.

    >>> is_garbled("(cid:12)(cid:7)" * 10), is_garbled("到2025年，全市森林覆盖率达到35%以上。" * 3)
    (True, False)
    """
    if text.count("(cid:") * 6 * 2 > len(text):
        return True
    signs = [c for c in text if not c.isspace()]
    if len(signs) < _SAID:
        return False
    kinds = [unicodedata.category(c) for c in signs]
    odd = sum(kind in ("Co", "Cn", "Cc", "Cs") or c == "\ufffd" for c, kind in zip(signs, kinds, strict=True))
    if odd > _ODD * len(signs):
        return True
    ideographs = [c for c in signs if "\u3400" <= c <= "\u9fff"]
    if len(ideographs) >= _SAID and sum(c in commonest() for c in ideographs) < _COMMON * len(ideographs):
        return True
    foreign = sum(c > "\x7f" and kind[0] == "L" for c, kind in zip(signs, kinds, strict=True)) - len(ideographs)
    return foreign > _FOREIGN * len(signs)
