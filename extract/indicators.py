"""Names of indicators: what is measured, as written, and the canonical name that documents share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from extract.opening import Opening
from extract.rulebook import Rules, any_of, by_character
from extract.words import cut, is_word

_NOTE_MARK = regex.compile(r"(?<=[\p{Han})])\(\d{1,2}\)")  # 生产总值[2]: a mark of a note
_FEW = 6  # characters that show how a word begins
_BRACKETS = regex.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class _Edges:
    """What is dropped from both ends of an indicator, with the characters that it may begin or end with."""

    front: "regex.Pattern[str]"
    begins: Opening
    back: "regex.Pattern[str]"
    ends: Opening
    marks: frozenset[str]  # characters without which a name says nothing about what is done or asked


@lru_cache(maxsize=4)
def _edges(rules: Rules) -> _Edges:
    words = rules.words["statement"]
    dated, span, in_total, trailing = (
        rf"(?x:{rules.patterns['indicator'][name].pattern})" for name in ("dated", "span", "in_total", "trailing")
    )
    leads, things = any_of(words["region"] + words["lead"]), any_of(words["thing"])
    span = rf"{span}(?={in_total}?{any_of(words['add'] + words['act'])})"
    led = rf"(?x:{rules.patterns['figure']['led_in'].pattern})"
    front = regex.compile(rf"(?:[,、;:。\s—①-⑳-]|{led}|{dated}|(?!{things}){leads}|{span})+")
    trail = "|".join(map(regex.escape, sorted(set(words["trail"]), key=lambda w: (-len(w), w))))
    back = regex.compile(rf"(?r)(?:[,、;:\s(]|{trail}|{trailing})+")
    figure, indicator = rules.words["figure"], rules.words["indicator"]
    says = (*figure["brings"], *figure["basis"], *indicator["done_mark"], *indicator["asks"])
    return _Edges(front, Opening(front.match), back, Opening(back.match), frozenset(word[0] for word in says))


def indicator_name(before: str, after: str, rules: Rules) -> tuple[str, str | None]:
    """The indicator's name from the text on both sides of its figure and verb, and the region word in front of it.

    Leading region words and light verbs go, action verbs stay (GUIDE: indicator).

    >>> from extract.rulebook import load_rules
    >>> indicator_name("全市森林覆盖率", "", load_rules())
    ('森林覆盖率', '全市')
    """
    patterns, edges = rules.patterns, _edges(rules)
    such = rules.words["indicator"]["and_such"]
    scope = None
    if not rules.sets["figure"]["doer"].isdisjoint(before):
        before, scope = _past_doer(before, edges, rules)
    if before and edges.begins[before[0]] and (match := edges.front.match(before)):
        kept = _with_word(match.group(), before[match.end() :])
        scope = _region(match.group(), rules) or scope
        before = kept if kept or not after else ""
    if before and edges.ends[before[-1]] and (match := edges.back.match(before)):
        kept = _and_word(before[: match.start()], match.group())
        if after and before.endswith(such) and kept and not kept.endswith(such):
            kept += before[-1]  # 望城路等15条道路工程
        before = kept if len(kept) > 1 else before
    if not edges.marks.isdisjoint(before):
        before = _named_by(before, after, rules)
    if before[:1].isdecimal() and (money := patterns["indicator"]["money_ahead"].match(before)):
        before = before[money.end() :]
    after = after.strip(",、;:。 ") if after else ""
    if after and before[-2:] in rules.sets["statement"]["region"]:
        before, scope = before[:-2], scope or before[-2:]  # 改造全市30个小区
    if after and not before and edges.begins[after[0]] and (match := edges.front.match(after)):
        scope = scope or _region(match.group(), rules)
        after = _with_word(match.group(), after[match.end() :]) or after
    name = before + patterns["figure"]["of_ahead"].sub("", after)
    if "(" in name:
        name = patterns["indicator"]["last_bracket"].sub("", _NOTE_MARK.sub("", name))
    return name.removeprefix("“") if "”" not in name else name, scope


def _named_by(before: str, after: str, rules: Rules) -> str:
    """A text that says who does or asks something, or how it is done, without what is no part of the name."""
    patterns, lists = rules.patterns, rules.words["figure"]
    brings = not after and any(verb in before for verb in lists["brings"])
    if brings and (match := patterns["figure"]["brought"].fullmatch(before)):
        before = match["whose"] + match["measure"]
    if before.endswith(lists["basis"]):
        before = patterns["figure"]["on_basis"].sub("", before)  # 价格在同档次产品基础上
    if (done := patterns["indicator"]["done"].match(before)) and _is_work(done[1], rules):
        before = done[1] + before[done.end() :]  # 解决了67个村安全饮水问题
    asks = not after and any(word in before for word in rules.words["indicator"]["asks"])
    if asks and (match := patterns["figure"]["required"].fullmatch(before)):
        before = match["whose"] + match["measure"]
    return before


def _is_work(word: str, rules: Rules) -> bool:
    words = rules.sets["statement"]
    return word in words["act"] or word in words["add"]


def _past_doer(before: str, edges: _Edges, rules: Rules) -> tuple[str, str | None]:
    """A text without those who say or do something at its beginning, and the region word in what went."""
    patterns = rules.patterns["figure"]
    if match := patterns["speaker"].search(before):
        before = before[match.end() :]
    if match := patterns["actor"].search(before) or patterns["planner"].search(before):
        rest = before[match.end() :]
        only = edges.back.match(rest)  # 支出规模将首次: what is to grow, nobody who acts
        if len(rest) > 1 and not (only and only.start() == 0):
            return rest, _region(before[: match.end()], rules)
    return before, None


def _region(said: str, rules: Rules) -> str | None:
    """The region word in what stands before a name; 全年 is a time, not a place."""
    times = rules.sets["indicator"]["whole_year"]
    return next((word for word in rules.words["statement"]["region"] if word in said and word not in times), None)


def _with_word(dropped: str, kept: str) -> str:
    """What is kept, with a last dropped character that makes a word with it: 再生铜, 共享单车. jieba's words decide."""
    pair = dropped[-1:] + kept[:1]
    if kept and dropped and is_word(pair) and not (len(dropped) > 1 and is_word(dropped[-2:])):
        whole = cut(dropped[-1] + kept[:_FEW])[0].startswith(pair)  # 我县|上市公司, 并|建设
        return dropped[-1] + kept if whole else kept
    return kept


def _and_word(kept: str, dropped: str) -> str:
    """What is kept, with a first dropped character that ends a word of it: 现有, 人均."""
    whole = any(len(pair) > 1 and is_word(pair) for pair in (kept[-2:], dropped[:2]))  # 高中 before 等
    if kept and is_word(kept[-1] + dropped[0]) and not whole:
        return kept + dropped[0]
    return kept


def canonical_name(indicator: str, rules: Rules) -> str:
    """The name under which documents share an indicator: without brackets, synonyms replaced (``indicators.toml``).

    >>> from extract.rulebook import load_rules
    >>> canonical_name("空气质量优良天数比率", load_rules())
    '优良天数比例'
    """
    bare = _BRACKETS.sub("", indicator) if "(" in indicator else indicator
    bare = bare.strip("“”,、 ") or indicator
    aliases: dict[str, str] = rules.tables["indicator"]["alias"]
    return aliases.get(bare, bare)


def work_done(work: str, rules: Rules) -> str:
    """Work without the verb that carries it out.

    >>> from extract.rulebook import load_rules
    >>> work_done("对乡镇敬老院实施适老化改造", load_rules())
    '乡镇敬老院适老化改造'
    """
    done = rules.patterns["figure"]["done_to"].fullmatch(work)
    return done["whom"] + done["what"] if done else work


def indicator_traits(names: Iterable[str], rules: Rules) -> dict[str, str]:
    """What the names of indicators tell of them: ``less`` where less is better, ``work`` for amounts that add up.

    >>> from extract.rulebook import load_rules
    >>> indicator_traits(["城镇调查失业率", "新建公园", "森林覆盖率"], load_rules())
    {'城镇调查失业率': 'less', '新建公园': 'work'}
    """
    work = _work_words(rules)
    less = rules.patterns["indicator"]["less_is_better"]
    traits: dict[str, str] = {}
    for name in names:
        if name.startswith(work.get(name[:1], ())):
            traits[name] = "work"
        elif less.search(name):
            traits[name] = "less"
    return traits


@lru_cache(maxsize=4)
def _work_words(rules: Rules) -> Mapping[str, tuple[str, ...]]:
    """The verbs of work by their first characters."""
    return by_character(rules.words["statement"]["act"] + rules.words["statement"]["add"], 0)
