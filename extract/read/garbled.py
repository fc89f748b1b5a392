"""Whether a text layer holds what is printed: fonts without a right table of characters give other ones."""

import unicodedata

_SAID = 40  # characters below which nothing can be told
_ODD = 0.2  # of the characters: not assigned, private use, replacement characters, controls
_COMMON = 0.08  # of the ideographs, that any page of running Chinese has of the commonest
_FOREIGN = 0.5  # of the characters, letters of scripts that no Chinese document is written in
# The commonest ideographs of official Chinese: text under a wrong table of characters hardly has them.
_COMMONEST = frozenset(
    "的一是在不有和人中大为国上以个年工作业会政发展建设实施市省区县级部门加强企管理推进完善提高服务生产安全社行动方案项目"
    "重点责任应当规定办法条件本以及与对等开新机制改革技术经济资金信息环境保护质量标准监督评用分公开通知要求组织"
)


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
    if len(ideographs) >= _SAID and sum(c in _COMMONEST for c in ideographs) < _COMMON * len(ideographs):
        return True
    foreign = sum(c > "\x7f" and kind[0] == "L" for c, kind in zip(signs, kinds, strict=True)) - len(ideographs)
    return foreign > _FOREIGN * len(signs)
