"""What clauses with figures take from those before them: the verb of a list that goes on, and what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.clauses import Clause
from extract.figure_parts import Part
from extract.frames import Token
from extract.rulebook import Rule, Rules, word_sets

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
    base: tuple[int | None, float] | None = None  # the year and figure it is set against: 相比2020年的3亿元,增加…


def is_like_first(text: str, found: Sequence[Token], part: Part, lead: Lead) -> bool:
    """Whether a part names its own thing of the same kind: 城镇新增就业86万人、农村劳动力转移就业53万人."""
    name = found[part.figures[0] - 1] if part.figures[0] > part.first else None
    return bool(lead.named and name and text.endswith(lead.named, name.start, name.end))


def goes_on(text: str, clause: Clause, found: Sequence[Token], topic: Topic, rules: Rules) -> bool:
    """Whether a clause goes on with the list of the one before: 培养10名专家,60名教师."""
    if len(found) == 2 and found[1].tag == "QTY":
        return _names_more(text, found, topic, rules)
    if found[0].tag == "FRONT" and len(found) > 2 and found[2].tag == found[-1].tag == "QTY":
        said = topic.lead.verb + topic.stems[-1] if topic.lead else ""  # 净增经营主体242万户,其中企业57万户
        adds = rules.patterns["figure"]["added"].match(said) is not None
        return adds and text.startswith("其中", found[0].start) and _names_more(text, found[1:3], topic, rules)
    if len(found) < 2 or found[-1].tag != "TXT":
        return False
    figure = found[-2]
    if figure.quantity is None or text[found[-1].start] == "的":
        return False
    same_work = text.startswith(topic.stems[-1][-2:], clause.end - 2)  # 完成1000公里管网改造,40万户立管改造
    if not same_work and not (topic.lead and topic.lead.verb):
        return False
    if figure.quantity.unit != topic.unit:
        works = word_sets(rules, "figure")["work"]
        if not same_work or figure.quantity.unit not in works or topic.unit not in works:
            return False
    alone = len(found) == 2 or (len(found) == 3 and found[0].tag == "FRONT_AT_LEAST")
    return alone and rules.patterns["figure"]["predicate"].search(text, found[-1].start, clause.end) is None


def _names_more(text: str, found: Sequence[Token], topic: Topic, rules: Rules) -> bool:
    """Whether a clause is nothing but one more thing with its count: 新增点位30个,特色道路10条."""
    name, figure = found
    words, quantity = word_sets(rules, "figure")["work"], figure.quantity
    if name.tag != "TXT" or quantity is None or quantity.unit not in words or topic.unit not in words:
        return False
    said, patterns = text[name.start : name.end], rules.patterns["figure"]
    if topic.lead is None or quantity.op != "=" or not patterns["builds"].match(topic.lead.verb):
        return False
    if topic.lead.named and said.endswith(topic.lead.named):
        return False
    if len(said) > _LONG_NAME or said[0] in "“(" or any(patterns[name].match(said) for name in ("does", "measure_end")):
        return False
    goes_on = patterns["no_subject"].match(said)
    return not (goes_on and goes_on.end()) and not patterns["predicate"].search(said)
