"""Names of indicators: what is measured, as written, and the canonical name that documents share."""

from functools import lru_cache

import jieba
import regex

from extract.rulebook import Rules

_LAST_BRACKET = regex.compile(r"(?<=\p{Han})\([^()]*\)$")
_BRACKETS = regex.compile(r"\([^()]*\)")


@lru_cache(maxsize=4)
def _edges(rules: Rules) -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    words = rules.words["statement"]

    def alternation(*names: str) -> str:
        return "|".join(
            regex.escape(w) for w in sorted({w for n in names for w in words[n]}, key=lambda w: (-len(w), w))
        )

    front = regex.compile(rf"(?:[,、;:。\s]|\d{{1,2}}月份?(?:[、至-]|(?=\p{{Han}}))|{alternation('region', 'lead')})+")
    back = regex.compile(rf"(?r)(?:[,、;:\s(]|{alternation('trail')})+")
    return front, back


def indicator_name(before: str, after: str, rules: Rules) -> tuple[str, str | None]:
    """The indicator's name from the text on both sides of its figure and verb, and the region word in front of it.

    Leading region words and light verbs go, action verbs stay (GUIDE: indicator).

    >>> from extract.rulebook import load_rules
    >>> indicator_name("全市森林覆盖率", "", load_rules())
    ('森林覆盖率', '全市')
    """
    front, back = _edges(rules)
    scope = None
    if match := front.match(before):
        kept = before[match.end() :]
        scope = next((w for w in rules.words["statement"]["region"] if w in match.group()), None)
        before = kept if kept or not after else ""
    if match := back.match(before):
        kept = before[: match.start()]
        before = kept if len(kept) > 1 else before
    after = after.strip(",、;:。 ")
    if after and not before and (match := front.match(after)):
        scope = scope or next((w for w in rules.words["statement"]["region"] if w in match.group()), None)
        after = after[match.end() :] or after
    return _LAST_BRACKET.sub("", before + after.removeprefix("的")), scope


def canonical_name(indicator: str, rules: Rules) -> str:
    """The name under which documents share an indicator: without brackets and quotes, synonyms from ``indicators.toml``.

    >>> from extract.rulebook import load_rules
    >>> canonical_name("空气质量优良天数比率", load_rules())
    '优良天数比例'
    """
    bare = _BRACKETS.sub("", indicator).strip("“”,、 ") or indicator
    aliases: dict[str, str] = rules.tables["indicator"]["alias"]
    return aliases.get(bare, bare)


def shared_head(items: list[str]) -> list[str]:
    """Coordinated indicators with the measure that only the last one names: A、B使用比例 → A使用比例, B使用比例.

    The measure is the run of words at the end of the last item that begins after its own subject; jieba cuts the words.
    """
    words = jieba.lcut(items[-1])
    if len(items) < 2 or len(words) < 3:
        return items
    tail = words[-1] if len(words[-1]) > 1 else "".join(words[-2:])
    if len(words) > 3 and len(words[-1]) > 1:
        tail = "".join(words[-2:])
    return [item if item.endswith(words[-1]) else item + tail for item in items[:-1]] + [items[-1]]
