"""Whether a figure states an outcome, or only describes a thing or the terms of a measure (GUIDE: not targets)."""

from functools import lru_cache

from extract.clauses import Clause
from extract.model import Quantity
from extract.rulebook import Rule, Rules

_MUCH = 10_000  # of an area or a length: more than one thing has; of 度: electricity
_LONG = 1_000  # 米: no longer the size of a thing
CONNECTED = frozenset({"reach", "hold", "change_to", "change_by", "beyond"})  # makes of rules with a verb by the figure


def sets_terms(text: str, clause: Clause, heading: str, dated: bool, rules: Rules) -> bool:
    """Whether a clause sets the terms of a measure: the amount of a subsidy, a limit of a loan, a rate."""
    patterns = rules.patterns["figure"]
    start, end = clause.start, clause.end
    if patterns["rate"].search(text, start, end) or patterns["sets_subsidy"].search(text, start, end):
        return True
    comma = text.find(",", start, end + 1)
    if comma >= 0 and patterns["granted"].match(text, comma + 1) and patterns["condition"].match(text, start):
        return True
    if dated or patterns["amount_given"].search(text, start, end):
        return False
    if any(text.find(word, start, end) >= 0 for word in rules.words["statement"]["strength"]):
        return False  # 用于产业发展的比重力争提高到60%: nobody strives for terms
    return bool(patterns["parameter"].search(text, start, end) or patterns["parameter"].search(heading))


def is_outcome(
    rule: Rule,
    quantity: Quantity,
    plain: str,
    before: str,
    after: str,
    tail: str,
    kind: str,
    has_term: bool,
    rules: Rules,
) -> bool:
    """Whether a figure states an outcome rather than describing a thing (GUIDE: not targets)."""
    patterns, words = rules.patterns["figure"], rules.sets["figure"]
    make, unit, op, lists = rule.make, quantity.unit, quantity.op, rules.words["figure"]
    lasts = unit in words["duration"] and not (unit in words["power"] and quantity.value >= _MUCH)
    in_points = unit in rules.sets["quantity"]["point"]
    if (make == "beyond" and not in_points) or (make == "share" and unit not in ("%", None)):
        return False
    if make == "change_by" and lasts and tail:
        return False
    if unit in words["position"] and make != "change_to" and patterns["rank_moved"].match(before):
        return False
    if unit in words["return_period"] and not patterns["returns"].match(tail):
        return False
    of_all = make == "share" and (not plain or plain in rules.sets["statement"]["region"])
    if tail and op != "=" and not of_all and patterns["of_doer"].match(tail):
        return False
    if unit in words["kind"] and patterns["listed"].match(before):
        return False
    if tail in rules.words["common"]["of"] or patterns["negated"].search(before):
        return False  # 长度超过2米的,责令改正: a condition
    sized = bool(tail) and unit in words["capacity"]
    if sized and (patterns["rated"].match(plain) or patterns["named_by_size"].match(tail)):
        return False
    if tail and make in ("act", "count") and _names_thing(plain, quantity, rules):
        return False
    if after and patterns["own_parts"].match(after) and patterns["holds"].search(plain):
        return False
    if after and patterns["laid_down"].match(after):
        carried_out = unit in words["article"] and patterns["carries_out"].match(plain)
        if carried_out or plain.endswith(rules.words["common"]["of"]) or after.endswith(lists["as_follows"]):
            return False
    if make in CONNECTED:
        if plain.endswith(lists["lets"]) or (plain.endswith(lists["quickens"]) and not in_points):
            return False  # 让1.6万户住上新房: what is done for them comes after
        if make == "reach" and tail and patterns["by_standard"].match(before):
            return False
        return not (make == "reach" and (lasts or tail) and patterns["weak_reach"].match(plain))
    if make == "count" and op in (">=", "<=") and _is_size(quantity, rules):
        return False
    if make == "count" and unit in words["size_of_body"] and patterns["of_body"].match(after):
        return False
    if make in ("share", "count") and patterns["falls_short"].search(after):
        return False
    if make == "share":
        done = any(patterns[name].search(after) for name in ("event", "becomes"))
        return op != "=" or done or patterns["covers"].search(before) is not None
    if make == "serve":
        counted = quantity.rule == "quantity.number" and op in ("=", ">")
        return counted and bool(patterns["served"].match(after))
    if _is_amount_of_work(rule, quantity, after, rules):
        return True
    if after and patterns["described_after"].match(after):
        return False
    if plain and unit != "%" and patterns["described_before"].match(plain):
        return False
    is_work, is_rate = unit in words["work"], unit in ("%", "‰")
    if tail and (
        (unit in words["rating"] and quantity.value < _LONG) or (not is_work and patterns["standard"].match(tail))
    ):
        return False
    if tail and not is_work and not is_rate:
        spent = unit in words["money"] and patterns["use"].match(tail)
        if spent and make == "state" and patterns["invests"].match(plain):
            return True
        measured = patterns["measure_end"].match(plain) or quantity.text.endswith(lists["and_beyond"])
        if measured and not (spent and make == "act"):
            return False
    if lasts:
        named = patterns["measure_end"].match(before) or (op == ">=" and patterns["lasting"].match(before))
        stated = op != "=" or kind == "result" or patterns["on_average"].search(before) is not None
        return stated and not after and bool(named)
    if quantity.rule == "quantity.small" and (make != "act" or patterns["own_parts"].match(after)):
        return False
    if make == "add" and is_rate:
        return False
    if make == "act" and after and op in (">=", "<=") and patterns["done_away"].match(plain):
        return False
    if make in ("act", "add"):
        if has_term or op != "=":
            return True
        if _is_carried_on(quantity, after, rules):
            return True
        return not patterns["process_object"].search(plain) or bool(patterns["event"].search(after))
    if make == "count" or (after and patterns["among"].match(before)):
        says = patterns["event"].search(after) or (kind == "result" and patterns["acted_on"].search(before))
        return bool(says) and not patterns["state"].search(after)
    if after:
        if patterns["hurries"].match(plain) and _is_carried_on(quantity, after, rules):
            return True
        return is_rate and bool(patterns["event"].search(after))
    if not before:
        return False
    if kind == "target" and not has_term and (patterns["about_share"].match(plain) or _is_own_size(plain, op, rules)):
        return False
    return kind == "result" or op != "=" or is_rate or has_term or bool(patterns["measure_end"].match(before))


def _names_thing(plain: str, quantity: Quantity, rules: Rules) -> bool:
    """Whether a figure belongs to the name of a thing or of people: 大唐700万吨露天矿, 3周岁以下婴幼儿."""
    if quantity.unit in rules.sets["figure"]["age"]:
        return True
    if not plain or plain in rules.sets["statement"]["region"] or plain.endswith(_verbs(rules)):
        return False
    if quantity.op in (">=", "<=") and plain.endswith(rules.words["figure"]["joint"]):
        return True  # 行政村和20户以上自然村
    return quantity.op == "=" and quantity.unit in rules.sets["figure"]["capacity"]


@lru_cache(maxsize=4)
def _verbs(rules: Rules) -> tuple[str, ...]:
    """The verbs whose object a figure may count."""
    words = rules.words["statement"]
    return (*words["act"], *words["add"], *words["light"])


def _is_size(quantity: Quantity, rules: Rules) -> bool:
    """Whether a figure says how large the things after it are: 3吨以下叉车, 5000平方米以上工地."""
    words, unit = rules.sets["figure"], quantity.unit
    return unit in words["capacity"] or unit in words["rating"] or unit in words["floor"]


def _is_own_size(plain: str, op: str, rules: Rules) -> bool:
    """Whether a clause only says how large the thing is that was named before: 面积约8.6平方公里."""
    return op in ("=", "~") and rules.patterns["figure"]["own_size"].fullmatch(plain) is not None


def _is_carried_on(quantity: Quantity, after: str, rules: Rules) -> bool:
    """Whether a figure says over what length or area work is carried on with: 加快24公里污水管建设.

    10个项目建设 only counts the works.
    """
    unit, words = quantity.unit, rules.sets["figure"]
    if unit in words["counted"]:
        return quantity.op == "=" and rules.patterns["figure"]["built"].match(after) is not None
    if unit not in words["carried"] or (unit in words["floor"] and quantity.value < _MUCH):
        return False
    return quantity.op not in (">=", "<=") and rules.patterns["figure"]["carried_on"].match(after) is not None


def _is_amount_of_work(rule: Rule, quantity: Quantity, after: str, rules: Rules) -> bool:
    """Whether 的 after a figure still gives the amount that a verb asks for: 完成200万平方米以上的改造,
    解决6万人的饮水问题.

    Small areas and lengths are of the thing itself: 改造200平方米以上的住宅.
    """
    if rule.make not in ("act", "add") or not after.startswith(rules.words["common"]["of"]):
        return False
    patterns, words = rules.patterns["figure"], rules.sets["figure"]
    if patterns["solved"].match(after) or (quantity.unit in words["capacity"] and patterns["of_capacity"].match(after)):
        return True
    if quantity.unit in words["extent"] - words["floor"] and patterns["done_on"].match(after):
        return True
    if quantity.op != ">=":
        return False
    if quantity.unit in words["held"]:
        return not quantity.text[0].isdecimal()  # 举办不少于3场的招聘会, no 3场以上的招聘会
    return quantity.unit in words["work"] and (quantity.unit not in words["extent"] or quantity.value >= _MUCH)
