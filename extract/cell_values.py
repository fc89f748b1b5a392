"""What a cell of an indicator table promises: a figure with its comparison and unit, or an outcome without one."""

from dataclasses import dataclass, replace

import regex

from extract.columns import unit_in
from extract.model import Normal
from extract.numerals import parse_number
from extract.recognise import find_quantities, same_unit
from extract.rulebook import Rules

_LONGEST = 30  # characters of a cell with a figure and words about it
_CHINESE = regex.compile(r"\p{Han}")


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as a cell has it; without ``value`` an outcome in words: 完成国家下达任务."""

    text: str
    op: str | None = None
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    change: str = "to"
    direction: str | None = None
    in_brackets: bool = False  # 〔50〕, of a total over years where others are yearly
    each_year: bool = False  # 年均增长8%


def read_value(cell: str, unit: str | None, rules: Rules) -> Value | None:
    """What a cell says, in the unit that the table gives for it (万人 counts people); None for a dash and the like.

    >>> from extract.rulebook import load_rules
    >>> value = read_value("≥1.5", "万人", load_rules())
    >>> value.op, value.value, value.unit
    ('>=', 15000.0, '人')
    """
    if not cell or cell in rules.sets["table"]["nothing"]:
        return None
    text = rules.patterns["table"]["remark_after"].sub("", cell)
    scale, unit = split_unit(unit, rules)
    return _figure(text, scale, unit, rules) or _worded(text, unit, rules) or _outcome(cell, rules)


def split_unit(unit: str | None, rules: Rules) -> tuple[str, str | None]:
    """The 万 or 亿 of a unit, and the unit without it.

    >>> from extract.rulebook import load_rules
    >>> split_unit("亿元", load_rules()), split_unit("千瓦时", load_rules())
    (('亿', '元'), ('', '千瓦时'))
    """
    if not unit or unit in rules.sets["table"]["nothing"]:
        return "", None
    match = rules.patterns["table"]["scaled_unit"].fullmatch(unit)
    return (match["scale"] or "", match["unit"]) if match else ("", unit)


def read_name(cell: str, rules: Rules) -> tuple[str, str | None, bool]:
    """An indicator's name without its number, the unit in brackets after it, and whether it says that it is a total.

    >>> from extract.rulebook import load_rules
    >>> read_name("3.城镇新增就业(万人)", load_rules())
    ('城镇新增就业', '万人', False)
    """
    patterns = rules.patterns["table"]
    lead = patterns["leading_number"].match(cell)
    name = cell[lead.end() :] if lead else cell
    unit, total = None, False
    while bracket := patterns["last_bracket"].search(name):
        content = bracket["content"]
        if content and patterns["total_bracket"].fullmatch(content):
            total = True
        elif content and unit is None and unit_in(name, rules):
            unit = content
        elif content is not None:
            break
        if bracket.start() == 0:
            break
        name = name[: bracket.start()]
    return name, unit, total


def _figure(text: str, scale: str, unit: str | None, rules: Rules) -> Value | None:
    match = rules.patterns["table"]["figure"].fullmatch(text)
    if match is None or (match["open"] is None) != (match["close"] is None):
        return None
    own = match["unit"] or match["low_unit"]  # then 万人 of the table is none of it
    scale = "" if own else match["own_scale"] or scale
    low = _number(match["low"], scale)
    high = _number(match["high"], scale) if match["high"] else None
    if low is None or (high is not None and high <= low):
        return None
    ops, directions = rules.tables["table"]["op"], rules.tables["table"]["direction"]
    grows = match["low"].startswith("+") or (own == "%" and unit is not None and "%" not in unit)  # 6.5% of 亿元
    by = grows or (match["verb"] is not None and match["reach"] is None)
    return Value(
        text,
        ops.get(match["op"] or match["inner"]) or ops.get(match["after"], "="),
        low,
        high,
        same_unit(own, rules) if own else unit,
        "by" if by else "to",
        directions.get(match["verb"]) if match["verb"] else "up" if grows else None,
        match["open"] is not None,
        match["each"] is not None,
    )


def _number(figure: str, scale: str) -> float | None:
    value = parse_number(figure.lstrip("+-") + scale)
    return -value if value is not None and figure.startswith("-") else value


def as_named(value: Value, name: str, is_total: bool, rules: Rules) -> Value:
    """A value as the name of its row has it: of what is new or grows it is the change itself; a total stays as it is.

    >>> from extract.rulebook import load_rules
    >>> rules = load_rules()
    >>> value = as_named(Value("5", "=", 5, None, "人"), "城镇新增就业", False, rules)
    >>> value.change, value.direction
    ('by', 'up')
    """
    if value.value is None or value.change == "by" or value.in_brackets or is_total:
        return value
    share = value.unit in ("%", "‰") or value.unit in rules.sets["quantity"]["point"]
    verb = rules.patterns["table"]["changes" if share else "adds"].search(name)
    if verb is None:
        return value
    return replace(value, change="by", direction=rules.tables["table"]["direction"][verb["verb"]])


def _worded(text: str, unit: str | None, rules: Rules) -> Value | None:
    """A figure with its own unit among a few words: 达到或优于Ⅲ类, 新增3.5万户."""
    if len(text) > _LONGEST:
        return None
    found = find_quantities(Normal(text, range(len(text) + 1)), rules, [])
    if len(found) != 1:
        return None
    verb = rules.patterns["table"]["verb"].search(text)
    by = verb is not None and verb["reach"] is None
    directions = rules.tables["table"]["direction"]
    quantity = found[0]
    return Value(
        text,
        quantity.op,
        quantity.value,
        quantity.value_max,
        quantity.unit or unit,
        "by" if by else "to",
        directions.get(verb["verb"]) if verb else None,
        text[0] == "(" and text[-1] == ")",
    )


def _outcome(cell: str, rules: Rules) -> Value | None:
    if len(_CHINESE.findall(cell)) < 2 or len(cell) > _LONGEST:
        return None
    return Value(cell) if rules.patterns["table"]["outcome"].fullmatch(cell) else None
