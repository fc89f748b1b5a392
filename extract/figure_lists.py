"""What clauses with figures take from those before them: the verb of a list that goes on, and what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.clauses import Clause
from extract.figure_parts import LEVEL_TAGS, Part
from extract.frames import Token
from extract.model import Quantity
from extract.rulebook import Rule, Rules

_ITEM, _MORE_ITEMS = ["QTY", "TXT"], ["SEP", "QTY", "TXT"]  # 4家园区和80家工厂
_NAMING = LEVEL_TAGS | {"TXT", "QTY", "LIGHT"}  # of what may name by itself what a figure measures
_LONG_NAME = 12  # characters that may name one more thing in a list


@dataclass(slots=True)
class Lead:
    """What the parts of a list take from its first: 每年新建学校10所、医院2所."""

    rule: Rule
    verb: str
    recurrence: str | None
    named: str = ""  # what people do, where the first says before its verb who: 城镇新增就业


@dataclass(slots=True)
class Topic:
    """What a clause without an indicator of its own goes on about: 优良天数313天,比2023年多25天."""

    stems: tuple[str, ...]  # more than one where the clause before had several: 分别增长32.9%、41.6%
    start: int
    unit: str | None = None  # of the last stem's own figure, where it has one
    lead: Lead | None = None  # where a list may go on in the next clause: 培养10名专家,60名教师
    measure: str = ""  # of all in a list that follows: 海塘达标率分别为:甲岛42%、乙岛80%
    share: str | None = None  # said of it last, which a change in points is of: 占生产总值的35%,提高3个百分点
    rises: str | None = None  # which way it changes by its figure: 增长10%,争取12%
    base: tuple[int | None, float] | None = None  # the year and figure it is set against: 相比2020年的3亿元,增加…


def names_item(text: str, found: Sequence[Token], part: Part, lead: Lead, rules: Rules) -> bool:
    """Whether a part without a verb names one more item of a list, and neither a thing of its own of the kind that the
    first says (城镇新增就业86万人、农村劳动力转移就业53万人), nor a measure, nor a plan of which so much is done."""
    if rules.patterns["figure"]["share_of_plan"].match(text, found[part.first].start):
        return False
    name = found[part.figures[0] - 1] if part.figures[0] > part.first else None
    if name and rules.patterns["figure"]["in_all"].fullmatch(text, name.start, name.end):
        return False  # 建成基站8200个、累计1.9万个
    own = rules.patterns["figure"]["own_measure"]
    if name and lead.rule.make == "act" and own.match(text, name.start, name.end):
        return False  # 建成机架4万架、算力规模达2万P
    amount = rules.patterns["figure"]["amount_end"]
    if name and lead.rule.make == "add" and amount.match(text, name.start, name.end):
        return False  # 城镇新增就业47万人、粮食产量500亿斤
    return not (lead.named and name and text.endswith(lead.named, name.start, name.end))


def goes_on(text: str, clause: Clause, found: Sequence[Token], topic: Topic, rules: Rules) -> bool:
    """Whether a clause goes on with the list of the one before: 培养10名专家,60名教师."""
    if len(found) == 2 and found[1].tag == "QTY":
        return _names_more(text, found, topic, rules)
    if found[0].tag == "FRONT" and len(found) > 2 and found[2].tag == found[-1].tag == "QTY":
        among = text.startswith(rules.words["figure"]["of_these"], found[0].start)
        said = topic.lead.verb + topic.stems[-1] if topic.lead else ""  # 净增经营主体242万户,其中企业57万户
        adds = rules.patterns["figure"]["added"].match(said) is not None
        return adds and among and _names_more(text, found[1:3], topic, rules)
    if len(found) < 2 or found[-1].tag != "TXT":
        return False
    figure = found[-2]
    if figure.quantity is None or text.startswith(rules.words["common"]["of"], found[-1].start):
        return False
    same_work = text.startswith(topic.stems[-1][-2:], clause.end - 2)  # 完成1000公里管网改造,40万户立管改造
    if not same_work and not (topic.lead and topic.lead.verb):
        return False
    if figure.quantity.unit != topic.unit:
        works = rules.sets["figure"]["work"]
        if not same_work or figure.quantity.unit not in works or topic.unit not in works:
            return False
    listed = [token.tag for token in found] == _ITEM + _MORE_ITEMS * (len(found) // 3)
    alone = listed or (len(found) == 3 and found[0].tag == "FRONT_AT_LEAST")
    return alone and rules.patterns["figure"]["predicate"].search(text, found[-1].start, clause.end) is None


def _names_more(text: str, found: Sequence[Token], topic: Topic, rules: Rules) -> bool:
    """Whether a clause is nothing but one more thing with its count: 新增点位30个,特色道路10条."""
    name, figure = found
    words, quantity = rules.sets["figure"]["work"], figure.quantity
    if name.tag != "TXT" or quantity is None:
        return False
    said, patterns = text[name.start : name.end], rules.patterns["figure"]
    if patterns["other_place"].fullmatch(said):
        return False  # 新建绿地458公顷,其中主城区366公顷
    if topic.lead and patterns["added_measure"].match(said):
        return topic.lead.rule.make == "add"
    if quantity.unit not in words or topic.unit not in words:
        return False
    compared = quantity.op != "=" and not quantity.text[0].isdecimal()  # 每个乡镇不少于20人
    if topic.lead is None or compared or not patterns["builds"].match(topic.lead.verb):
        return False
    if topic.lead.named and said.endswith(topic.lead.named):
        return False
    if len(said) > _LONG_NAME or said[0] in "“(" or any(patterns[name].match(said) for name in ("does", "measure_end")):
        return False
    goes_on = patterns["no_subject"].match(said)
    return not (goes_on and goes_on.end()) and not patterns["predicate"].search(said)


def said_after(text: str, clause: Clause, found: Sequence[Token], parts: Sequence[Part], k: int, rules: Rules) -> str:
    """The words after the figures of the part ``k``, with what only the clause's last part says for all of them."""
    patterns, part = rules.patterns["figure"], parts[k]
    after = text[found[part.figures[-1]].end : found[part.last - 1].end]
    if after and after[0] == ")":
        after = after[1:]  # 发酵酒(增长87%)等
    before = found[part.first].start, found[part.figures[0]].start
    if not after and k + 1 < len(parts) and patterns["bare_work"].fullmatch(text, *before):
        what = text[found[parts[-1].figures[-1]].end : clause.end]
        if patterns["thing"].fullmatch(what):
            return what  # 新建10个、改扩建20个污水处理厂
    if not after or after[0] == "、":
        if all(found[i].tag not in _NAMING for i in range(part.first, part.figures[0])):
            described = patterns["described_thing"].match(text, found[part.figures[-1]].end)
            return described["thing"] if described else ""
        return ""  # 25微克/立方米、优于全国平均水平
    if patterns["of_goal"].fullmatch(after):
        return ""  # 落实占建成区50%的目标要求
    if after[0] == "(" or after in rules.sets["figure"]["limit"]:
        after = patterns["aside"].sub("", after)
    tail = text[found[parts[-1].figures[-1]].end : clause.end]
    figure = found[part.figures[0]].quantity
    if figure and figure.unit in rules.sets["figure"]["capacity"] and (named := patterns["such_projects"].search(tail)):
        return after if k + 1 == len(parts) else after + named.group()  # 30万吨甲、10万吨乙等项目
    if len(parts) > 1 or text[found[part.figures[0]].start - 1] == "、":
        after = patterns["such_works"].sub("", after)
    if not after or k + 1 == len(parts):
        return after
    if of_rank := patterns["of_rank"].fullmatch(after + "\n" + tail):
        return after + of_rank["what"]  # 2个省级和3个市级生态村
    begins = all(found[i].tag in LEVEL_TAGS for i in range(part.first, part.figures[0]))
    if begins and not patterns["event"].search(after) and (predicate := patterns["event"].search(tail)):
        return after + tail[predicate.start() :]  # 2个园区、3家企业入选试点: what is said of the last is said of each
    if _is_one_work(text, found, parts, rules) and (work := patterns["work_on_all"].search(tail)):
        return after if patterns["work_on_all"].search(after) else after + work.group()
    return after


def _is_one_work(text: str, found: Sequence[Token], parts: Sequence[Part], rules: Rules) -> bool:
    """Whether a clause finishes one kind of work on all that it counts: 完成30公里县道、20公里乡道改造."""
    if not rules.patterns["figure"]["finishes"].match(text, found[0].start):
        return False
    return len({q.unit for part in parts if (q := found[part.figures[0]].quantity)}) == 1


def spent_on(text: str, end: int, rules: Rules) -> str:
    """What an investment is for, as is said from ``end`` on right behind it or in the next clause; empty where nothing
    is said, or what is counted there as well: 投资2亿元,实施老城管网改造."""
    use = rules.patterns["figure"]["spent_on"].match(text, end)
    if use is None or text[use.end() : use.end() + 1] not in (",", ";", "。", "\n", ""):
        return ""
    return use["on"] or use["whom"] + use["what"]


def allotted_to(text: str, indicator: str, end: int, rules: Rules) -> str:
    """What money is allotted to, where nothing is said of it but that; empty where the next clause does not say it:
    安排8456万元,免除学费."""
    patterns = rules.patterns["figure"]
    if not patterns["allots"].fullmatch(indicator):
        return ""
    use = patterns["allotted_to"].match(text, end)
    return use["what"] if use else ""


def is_other_subject(name: str, quantity: Quantity, topic: Topic, rules: Rules) -> bool:
    """Whether a clause only names another subject of the same measure: 城市漏损率控制在8%以内,县城控制在9%以内."""
    measure = rules.patterns["figure"]["measure_end"]
    if name.endswith(rules.words["figure"]["whole"]):
        return False
    alone = topic.unit is None and not topic.measure and len(topic.stems[-1]) <= _LONG_NAME  # 养护率,县道100%
    if (quantity.unit != topic.unit and not alone) or not 2 <= len(name) <= 4:
        return False
    return measure.match(topic.stems[-1]) is not None and measure.match(name) is None


def measured_elsewhere(name: str, quantity: Quantity, topic: Topic, rules: Rules) -> str:
    """What a clause that only names another place says of it, empty where it names none: 其中,各县城达到12平方米."""
    patterns, stem = rules.patterns["figure"], topic.stems[-1]
    if quantity.unit != topic.unit or not patterns["other_place"].fullmatch(name):
        return ""
    place = patterns["other_place"].match(stem)
    measure = (stem[place.end() :] if place else "") or stem
    says = any(patterns[name].match(measure) for name in ("measure_end", "bare_work", "added"))
    measured = len(measure) > 1 and (quantity.unit == "%" or says)
    return measure if measured else ""
