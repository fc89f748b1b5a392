"""What several figures, or one, are of: named beside them, or carried on from the clause before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from extract.coordination import each_named, each_than, of_each, spelt_out
from extract.figure_lists import Topic, is_other_subject, measured_elsewhere
from extract.figure_parts import Around
from extract.indicators import indicator_name, work_done
from extract.opening import Opening
from extract.rulebook import Rule, Rules

_BRACKET = regex.compile(r"^\([^()]*\)")
_LONG_SUBJECT = 10  # characters of what a clause may name, without saying anything of it
_LONG_LIST = 40  # characters of an enumeration that no longer belongs to the indicator
_LEVELS = frozenset({"reach", "hold", "change_to"})


@dataclass(slots=True)
class Words:
    """What the words around figures say where a rule reads them."""

    said: str  # before the figures
    after: str  # behind them, where that belongs to the indicator
    topic: Topic | None  # that they may carry on
    work: bool  # whether the figures are of work done, though the verb is one of change
    in_all: bool  # whether they sum up what was counted before
    dated: bool = False  # whether each of several figures has a date of its own


@dataclass(slots=True)
class Named:
    """The names of figures, one for each, before regions and light verbs are cut off."""

    names: Sequence[str]
    start: int  # where the words begin that state the figures
    of_topic: bool = False  # says something more of what a clause before names: 年均增长率, 占…比重
    share: str | None = None  # the words that say of what plan a share is done


@lru_cache(maxsize=4)
def name_begins(rules: Rules) -> Mapping[str, Opening]:
    """With what the patterns may begin that a name is tried with, in whole or from its beginning."""
    patterns = rules.patterns["figure"]
    names = (
        "no_subject",
        "bare_work",
        "share_of_plan",
        "ranked",
        "worked_out",
        "again_added",
        "yield_of_it",
        "herd_of_it",
        "only_size",
    )
    whole = {name: Opening(patterns[name].fullmatch) for name in names}
    return whole | {name: Opening(patterns[name].match) for name in ("adds", "shrinks")}


def name_figures(rule: Rule, name: str, around: Around, change: str, words: Words, front: str, rules: Rules) -> Named:
    """The names of a part's figures: ``name`` is what is said before them without their verb."""
    named = _named(rule, name, around, change, words, front, rules)
    if rule.make == "beyond" and len(around.quantities) > 1:
        return replace(named, names=each_than(name, list(named.names), rules))
    return named


def _named(rule: Rule, name: str, around: Around, change: str, words: Words, front: str, rules: Rules) -> Named:
    patterns, lists = rules.patterns["figure"], rules.words["figure"]
    figure, count, topic = around.quantities[0], len(around.quantities), words.topic
    carried = topic if not front and not words.after else None
    begins, first = name_begins(rules), name[:1]
    alone = figure.unit == "%" and not front and not words.after
    done = patterns["share_of_plan"].fullmatch(name) if alone and begins["share_of_plan"][first] else None
    share = done["share"] if done and (topic or name not in lists["completed"]) else None
    if carried and name in lists["completed"] and figure.unit == "%" and patterns["worked"].search(carried.stems[-1]):
        return Named([work_done(carried.stems[-1], rules)], carried.start, of_topic=True)
    again = carried and begins["again_added"][first] and patterns["again_added"].fullmatch(name)
    if carried and carried.unit == figure.unit and name in rules.sets["statement"]["grows"]:
        return Named([carried.stems[-1]] * count, carried.start)  # 玉米产量914万吨,增产24万吨
    if carried and again and patterns["added"].match(carried.stems[-1]):
        return Named([carried.stems[-1]] * count, carried.start)
    bare = name.partition("(")[0] if name[-1:] == ")" else name  # 占总人口比重(城镇化率)
    if carried and (share or (begins["no_subject"][first] and patterns["no_subject"].fullmatch(bare))):
        return _carried_on(bare, around, change, carried, share, rules)
    names: Sequence[str] = [name] * count
    if share:
        return Named(names, around.start, of_topic=True, share=share)
    if topic and words.in_all and not name and not words.after:
        return Named([topic.stems[-1]] * count, topic.start)
    if topic and not words.after and (worked := _work_named(name, figure.unit, topic, rules)):
        return Named([worked] * count, topic.start)
    if carried and carried.unit is None and patterns["bare_rate"].fullmatch(name):
        spoken = patterns["spoken_of"].fullmatch(carried.stems[-1])
        return Named([(spoken["of"] if spoken else "") + name] * count, carried.start if spoken else around.start)
    if carried and figure.unit in rules.sets["figure"]["people"] and patterns["benefits"].fullmatch(name):
        done = patterns["done_before"].fullmatch(carried.stems[-1])
        return Named([(done["what"] if done else "") + name] * count, carried.start)
    if carried and count == 1 and (of_it := _of_it(name, carried.stems[-1], rules)):
        names = [of_it]
    elif carried and _may_be_subject(rule, carried, rules) and is_other_subject(name, figure, carried, rules):
        stem = carried.stems[-1]
        alone = carried.unit is None or patterns["measure_tail"].fullmatch(stem) is not None
        names = [name + stem] * count if alone else spelt_out([name, stem], rules)[:1] * count
    elif carried and (own := patterns["before_measure"].sub("", name)) in rules.sets["figure"]["of_somebody"]:
        whose = patterns["whose_measure"].fullmatch(carried.stems[-1] + "\n")
        of = whose["of"] if whose else carried.stems[-1] if _is_subject(carried, rules) else ""
        names = [of + own] * count  # 规模以上工业增加值增长7%,利润总额增长5%
    elif carried and patterns["cost"].fullmatch(name) and carried.stems[-1].endswith(lists["has_cost"]):
        verb = rules.patterns["milestone"]["lead_in"].match(carried.stems[-1])
        names = [carried.stems[-1][verb.end() if verb else 0 :] + name] * count  # 实施重点项目9个,总投资6亿元
    elif carried and carried.unit and count == 1 and name.startswith(lists["pulls"]):
        whose = patterns["whose_share"].match(carried.stems[-1])
        names = [(whose["whose"] if whose else carried.stems[-1]) + name]  # 第一产业增加值增长4%,拉动生产总值增长
    elif (
        carried
        and _may_be_place(rule, around, rules)
        and (measured := measured_elsewhere(name, figure, carried, rules))
    ):
        names = [name + measured] * count
    elif words.after and len(name) > _LONG_LIST and patterns["among"].match(name) and rule.make != "act":
        names = [""] * count
    elif count > 1 and not words.dated and figure.end != around.quantities[1].start:  # but 5086户20402人
        names = _of_several(name, topic, count, rules) or names
    return Named(names, around.start)


def _of_it(name: str, stem: str, rules: Rules) -> str:
    """A name in full that says only how much of what was named before, or of what size; empty where it is none."""
    patterns, begins = rules.patterns["figure"], name_begins(rules)
    for of_what, what in (("yield_of_it", "crop_area"), ("herd_of_it", "herd")):
        if begins[of_what][name[:1]] and patterns[of_what].fullmatch(name):
            crop = patterns[what].fullmatch(stem)
            return crop["crop"] + name if crop else ""
    if begins["only_size"][name[:1]] and patterns["only_size"].fullmatch(name):
        things = patterns["sized"].search(stem)
        return name + things["what"] if things else ""
    return ""


def _is_subject(topic: Topic, rules: Rules) -> bool:
    """Whether a clause only names something or counts enterprises: 设施农业加快发展,实现增加值2亿元."""
    stem, words = topic.stems[-1], rules.words["figure"]
    if topic.unit in words["of_firm"] and stem.endswith(words["firm"]):
        return not rules.patterns["figure"]["verbs_of_work"].match(stem)
    return topic.unit is None and len(stem) <= _LONG_SUBJECT and not rules.patterns["milestone"]["lead_in"].match(stem)


def _may_be_subject(rule: Rule, topic: Topic, rules: Rules) -> bool:
    """Whether a clause may say of another subject what the one before says; shares and indexes do not rise by per
    cent.
    """
    shares = rules.words["figure"]["share_end"]
    return rule.make != "act" and not (rule.make == "change_by" and topic.stems[-1].endswith(shares))


def _carried_on(name: str, around: Around, change: str, topic: Topic, share: str | None, rules: Rules) -> Named:
    """The names of figures that say more of what the clause before names: 同比增长5%, 占生产总值的35%."""
    patterns, figure, count = rules.patterns["figure"], around.quantities[0], len(around.quantities)
    for aside in ("conjunction", "worked_out", "ranked", "net"):
        name = patterns[aside].sub("", name)
    in_points = figure.unit in rules.sets["quantity"]["point"]
    of_share = topic.share if in_points and count == 1 else None
    stems = [of_share] if of_share else _stems(topic, count, rules)
    if not of_share and not name and in_points and topic.unit == "%" and topic.rises:
        rate = rules.tables["figure"]["rate"][topic.rises]  # 增长5%,比上月加快1.9个百分点
        stems = [stem if stem.endswith(rules.words["figure"]["share_end"]) else stem + rate for stem in stems]
    if change == "to" and figure.unit == topic.unit and patterns["in_all"].search(around.plain):
        stems = [patterns["added"].sub("", stem) for stem in stems]  # 新增医院11家,累计达到26家
    names = [
        stem if share or not name or stem.startswith(name) else patterns["twice"].sub("", stem + name) for stem in stems
    ]
    return Named(names, topic.start, bool(name) or share is not None, share)


def _of_several(name: str, topic: Topic | None, count: int, rules: Rules) -> Sequence[str] | None:
    """The names of several figures: each of a list before them, or a measure of each that the clause before lists."""
    bare = indicator_name(name, "", rules)[0]
    if topic and rules.patterns["figure"]["measure_tail"].fullmatch(bare):
        stems = _stems(topic, count, rules)
        if len(set(stems)) == count:
            return of_each(bare, stems, rules)
    if topic and len(topic.stems) >= count and rules.patterns["figure"]["each_does"].match(bare):
        whose = [rules.patterns["figure"]["whose_share"].match(stem) for stem in topic.stems[-count:]]
        names = [stem["whose"] + bare for stem in whose if stem]  # 分别拉动生产总值增长
        if len(set(names)) == count:
            return names
    return each_named(bare, count, rules)


def _stems(topic: Topic, count: int, rules: Rules) -> Sequence[str]:
    """What each of several figures is of: the last indicators before, or the parts of the one that names them all."""
    if len(topic.stems) >= count:
        return topic.stems[-count:]
    return each_named(topic.stems[-1], count, rules) or [topic.stems[-1]] * count


def _work_named(name: str, unit: str | None, topic: Topic, rules: Rules) -> str:
    """A verb of work that stands alone with what the clause before says it is done to, empty where it says nothing:
    建设食堂,2026年新建30个; 高速公路开工1000公里、建成900公里; 实施危房改造工程,改造500户."""
    patterns, stem = rules.patterns["figure"], topic.stems[-1]
    again = patterns["done_to_all"].fullmatch(name) if topic.unit is None else None
    if again and (said_before := stem.rfind(again["verb"], 1)) > 0:
        verbs = [verb.end() for verb in patterns["begins_work"].finditer(stem, 0, said_before)]
        return stem[verbs[-1] if verbs else 0 : said_before + len(again["verb"])]
    if not name_begins(rules)["bare_work"][name[:1]] or not patterns["bare_work"].fullmatch(name):
        return ""
    if patterns["programme"].match(stem):
        return ""
    verb = rules.patterns["milestone"]["lead_in"].match(stem) or patterns["bare_work"].match(stem)
    if verb := verb or patterns["taken_in"].match(stem):
        found = _BRACKET.sub("", stem[verb.end() :])  # 新建(续建)项目
        other = patterns["other_work"].match(found)
        if other and (other["joint"] or other["work"] == name):
            found = found[other.end() :]  # 新建和改造农村公路,其中新建…、改造…
        same = topic.unit in (None, unit) and not patterns["kind_of_it"].match(found)
        return name + found if same and 2 <= len(found) <= _LONG_LIST else ""
    done = patterns["work_end"].search(stem)
    return stem[: done.start()] + name if done and done.start() > 1 else ""


def _may_be_place(rule: Rule, around: Around, rules: Rules) -> bool:
    """Whether a figure says how much something is, compared or after 其中, so that only a place may stand before it."""
    compared = rule.make == "state" and around.quantities[0].op != "="
    return rule.make in _LEVELS or compared or around.plain.startswith(rules.words["figure"]["of_these"])
