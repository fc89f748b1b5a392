"""Coordinated indicators, each with what only one of them spells out: 城镇、农村居民收入, 氨氮、氮氧化物排放总量."""

from collections.abc import Sequence

import regex

from extract.rulebook import Rules
from extract.words import cut

_BRACKET = regex.compile(r"\([^()]*\)")
_SHORT = 6  # characters of what says no subject of its own
_COMMA = regex.compile("(、)")


def each_named(name: str, count: int, rules: Rules) -> list[str] | None:
    """The indicators that a text names before 分别, each in full; None where it doesn't name so many.

    >>> from extract.rulebook import load_rules
    >>> each_named("城镇和农村居民人均可支配收入", 2, load_rules())
    ['城镇居民人均可支配收入', '农村居民人均可支配收入']
    >>> each_named("二氧化硫(SO2)、氮氧化物(NOx)等主要污染物排放总量", 2, load_rules())
    ['二氧化硫(SO2)排放总量', '氮氧化物(NOx)排放总量']
    """
    patterns = rules.patterns["figure"]
    if each := patterns["respectively"].search(name):
        items = each_named(name[: each.start()], count, rules)
        return items and [item + name[each.end() :] for item in items]  # 党参、黄芪产量分别占全国
    for framed in (patterns["object_of_all"].fullmatch(name), patterns["where_of_all"].fullmatch(name)):
        if framed and (items := _items(framed["listed"], count, rules)):
            front, back = name[: framed.start("listed")], name[framed.end("listed") :]
            return [front + item + back for item in items]
    kind = patterns["counted_kind"].fullmatch(name)
    if kind and (items := _items(kind["listed"], count, rules)):
        return [item + kind["of"] for item in items]
    for fused, apart in rules.tables["figure"]["fused"].items():
        if len(apart) == count and fused in name and not _items(name.replace(fused, apart[0]), count, rules):
            return [name.replace(fused, each) for each in apart]
    if verb := patterns["work_of_all"].match(name):
        items = each_named(name[verb.end() :], count, rules)
        return items and [verb.group() + item for item in items]
    name = patterns["ordinals_listed"].sub(lambda ranks: ranks.group().replace("、", "、" + ranks["nth"]), name)
    items = _items(name, count, rules)
    return None if items is None else spelt_out(items, rules)


def spelt_out(items: Sequence[str], rules: Rules) -> list[str]:
    """Coordinated indicators in full: an end that all share stands with the last, a beginning with the first.

    >>> from extract.rulebook import load_rules
    >>> spelt_out(["事故起数", "死亡人数"], load_rules())
    ['事故起数', '事故死亡人数']
    """
    patterns = rules.patterns["figure"]
    first, last = items[0], items[-1]
    if listed := patterns["and_such"].search(last):
        return [item + last[listed.end() :] for item in (*items[:-1], last[: listed.start()])]
    growth = patterns["growth_of_all"].search(last)
    if growth and not any(patterns["own_rate"].match(item) for item in items[:-1]):
        return [item + growth.group() for item in spelt_out([*items[:-1], last[: growth.start()]], rules)]
    if (trade := patterns["trade_of_all"].search(last)) and not any(is_measured(item, rules) for item in items[:-1]):
        own = rules.words["figure"]["whole"]
        return [item if item.endswith(own) else item + trade.group() for item in items[:-1]] + [last]
    if (paid := patterns["standard_of_all"].search(last)) and not first.endswith(paid["standard"]):
        return [*(_paid(item, paid, rules) for item in items[:-1]), last]
    verbs = rules.words["figure"]["brings"]
    if any(verb in first for verb in verbs) and (brought := patterns["brought"].fullmatch(first)):
        return [first, *(brought["whose"] + item for item in items[1:])]  # 工业实现销售收入、利税
    if len(items) == 2 and (paired := patterns["paired"].match(first + "\n" + last)):
        last = paired["of"] + last
        items = [first, last]
    if (owners := patterns["owners"].fullmatch(first)) and all(len(item) <= _SHORT for item in items[1:]):
        return [first, *(owners["of"] + item for item in items[1:])]  # 民营经济户数、从业人员、注册资金
    per = patterns["per_unit"].match(first)
    if per:
        items = [first, *(item if patterns["per_unit"].match(item) else per.group() + item for item in items[1:])]
    bare = _BRACKET.sub("", last)
    *whole, _ = [is_measured(item, rules) for item in items]
    words = [] if all(whole) else cut(bare)
    alone = len(words) == 1 and bare == last and not whole[0]
    if alone and len(cut(first)) > 1 and not patterns["named_like_measure"].search(first):
        return [*items[:-1], _subject(first) + last]  # 实际使用内资、外资
    tail = patterns["measure_tail"].search(bare)
    if tail and tail.start() == 0:
        subject = _subject(first) if whole[0] else patterns["measure_tail"].split(first + last[-1])[0]
        ends = [item if full else item + last[-1] for item, full in zip(items, whole, strict=False)]
        return [*ends, subject + last]
    if tail and any(whole):  # 进口货值、免签入境游客、新增企业、离岛免税销售额
        longest = len(cut(bare[: tail.start()]))
        whole = [
            full or patterns["added"].match(item) is not None or len(cut(item)) > longest
            for item, full in zip(items, whole, strict=False)
        ]
    ends = [item if full else _ended(item, bare, words, tail, rules) for item, full in zip(items, whole, strict=False)]
    subject = _subject(first) if whole[0] and len(first) > len(last) else ""
    place = patterns["place_of_all"].match(subject)
    if place and not patterns["own_place"].match(last):
        return [*ends, place.group() + last]  # 城市建成区绿地率、绿化覆盖率
    return [*ends, items[-1]]


def each_than(name: str, names: list[str], rules: Rules) -> list[str]:
    """The indicators of a list, each with what it is compared with: 分别高于全省、全国."""
    patterns = rules.patterns["figure"]
    if not (than := patterns["than_whom"].search(name)):
        return names
    whom, last = patterns["joint_of_compared"].split(than["whom"]), names[-1].removesuffix(than.group())
    return [last + than["than"] + other for other in whom] if len(whom) == len(names) else names


def as_ranked(name: str, before: str, rules: Rules) -> str:
    """A name that is nothing but a rank with what the one before it says is ranked.

    >>> from extract.rulebook import load_rules
    >>> as_ranked("新增省级", "新增国家级模范县", load_rules())
    '新增省级模范县'
    """
    patterns = rules.patterns["figure"]
    alone, ranked = patterns["only_rank"].fullmatch(name), patterns["rank"].search(before)
    if not alone:
        return name
    if ranked:
        rest = before[ranked.end() :]
        return before[: ranked.start()] + alone["rank"] + rest if rest else name
    if alone["rank"] != name:
        return name
    verb = patterns["verbs_of_work"].match(before)
    begins = verb.end() if verb else 0
    return before[:begins] + name + before[begins:]  # 规划建设特色小镇22个,其中省级11个


def of_each(measure: str, stems: Sequence[str], rules: Rules) -> list[str]:
    """A measure of each thing that a clause before names with another: 牛存栏量, 羊存栏量, then 出栏量."""
    tail = rules.patterns["figure"]["measure_tail"]
    return [tail.split(stem)[0] + measure for stem in stems]


def _items(name: str, count: int, rules: Rules) -> list[str] | None:
    """The coordinated parts of a text, brackets left with what they follow; None where there are not so many."""
    bare = _BRACKET.sub(lambda bracket: "\ue000" * len(bracket.group()), name)
    words = cut(bare) if rules.patterns["figure"]["joint_in_word"].search(bare) else _COMMA.split(bare)
    for joints in (rules.sets["figure"]["joint"], frozenset({"、"})):
        parts, at = [""], 0
        for word in words:
            if word in joints and at:
                parts.append("")
            else:
                parts[-1] += name[at : at + len(word)]
            at += len(word)
        if len(parts) == count and all(_BRACKET.sub("", part) for part in parts):
            return parts
    return None


def is_measured(item: str, rules: Rules) -> bool:
    """Whether an indicator says itself what is measured: 出勤率, 能源消耗, but not 化学需氧量 of 排放总量."""
    patterns = rules.patterns["figure"]
    bare = _BRACKET.sub("", item)
    return patterns["measure_end"].match(bare) is not None and patterns["named_like_measure"].search(bare) is None


def _paid(item: str, last: "regex.Match[str]", rules: Rules) -> str:
    """Those who are paid with the standard that the last of a list names; 城市低保 with nothing but its last word."""
    if is_measured(item, rules):
        return item
    return item + (last["standard"] if rules.patterns["figure"]["paid"].search(item) else last.group())


def _ended(item: str, last: str, others: Sequence[str], tail: "regex.Match[str] | None", rules: Rules) -> str:
    """An indicator with the end that the last one of its list shows, by its words: 城镇 with that of 农村居民收入."""
    patterns = rules.patterns["figure"]
    if patterns["ordinal"].fullmatch(item) and (ranked := patterns["ordinal"].match(last)):
        return item + last[ranked.end() :]  # 第二、第三产业增加值
    if len(others[-1]) > 1 and item.endswith(others[-1]):
        return item  # 高技术企业、科技型企业
    for at, word in enumerate(others[:-1], 1):
        if word[-1] == item[-1]:
            return _with_end(item, "".join(others[at:]).lstrip("”"))  # 高技术制造业、装备制造业增加值
    of = patterns["of_end"].search(last, 0, tail.start()) if tail else None
    if tail and of and not patterns["takes_share"].search(last):
        return item + of.group() + tail.group()  # 煤、其他能源的比重
    words = cut(_BRACKET.sub("", item))
    if tail and len(cut(tail.group())) > 1:
        head = last[: tail.start()]
        short = len(words) == 1 and not patterns["residents"].search(item)
        people = patterns["residents"].search(head) if short else None
        return _with_end(item, (people.group() if people else "") + tail.group())
    if tail and tail.group() in rules.sets["figure"]["number_of"]:
        return item + tail.group()  # 执业医师、注册护士数
    if words[0] == others[0] and len(words) < len(others):
        return item + "".join(others[len(words) :])  # 再生铜、再生铝产量
    shared = None if tail else patterns["shared_noun"].search(last)
    if not tail and not shared:
        return item  # 烟尘、二氧化硫和氮氧化物
    if shared and (patterns["names_work"].search(item) or len(others[-1]) < len(shared.group())):
        return item + shared.group()  # 电网建设、水环境整治项目; 燃气、排水管网
    if tail and others[0].isdigit():
        return item + tail.group()  # 婴儿和5岁以下儿童死亡率
    if len(words) == 1 and len(others) > 1:
        return item + "".join(others[1:])
    if tail and len(tail.group()) > 1:
        return item + tail.group()
    return item + "".join(others[-2:] if len(others) > 2 else others[-1:])


def _with_end(item: str, end: str) -> str:
    """An item with an end that it may have in part: 服务业企业 with 企业的营业收入."""
    shared = next((size for size in range(len(end), 1, -1) if item.endswith(end[:size])), 0)
    return item + end[shared:]


def _subject(item: str) -> str:
    """What an indicator is measured of: the words before its last ones of two characters or more together."""
    words = cut(item)
    measure = ""
    while words and len(measure) < 2:
        measure = words.pop() + measure
    return "".join(words)
