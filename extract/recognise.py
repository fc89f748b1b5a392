"""Quantities and citations as the rules of ``quantities.toml`` and ``citations.toml`` find them in normalised text."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isinf

import regex

from extract.model import Citation, Normal, Quantity, Source
from extract.numerals import parse_grade, parse_number
from extract.rulebook import Rules

Groups = dict[str, str]
_BEFORE = {"at_least": ">=", "at_most": "<=", "below": "<", "above": ">", "about": "~"}
_AFTER = (("after_at_least", ">="), ("after_at_most", "<="), ("after_about", "~"))
_SCALES = regex.compile("[十百千万亿]+$")


@dataclass(slots=True)
class _Figure:
    value: float
    value_max: float | None
    unit: str | None
    op: str | None = None  # where the wording itself compares


@lru_cache(maxsize=4)
def _comparators(rules: Rules) -> Mapping[str, list[tuple[str, str]]]:
    """The comparators that may stand before a figure with their operators, by last character, longer ones first."""
    words = rules.words["quantity"]
    operators = {word: op for name, op in _BEFORE.items() for word in words[name]}
    by_last: dict[str, list[tuple[str, str]]] = {}
    for word in sorted(operators, key=len, reverse=True):
        by_last.setdefault(word[-1], []).append((word, operators[word]))
    return by_last


def find_quantities(body: Normal, rules: Rules, taken: Sequence[tuple[int, int]]) -> list[Quantity]:
    """The quantities in a text, in order, none overlapping another or a range in ``taken`` (dates).

    The earlier rule of the file wins. 万 and 亿 are multiplied out; a unit keeps what its denominator says.
    """
    text = body.text
    comparators = _comparators(rules)
    achieved, surpass = rules.patterns["quantity"]["achieved"], rules.words["quantity"]["surpass"]
    found: list[Quantity] = []
    used = sorted(taken)
    starts = [start for start, _ in used]
    for rule in rules["quantity"]:
        make = _MAKERS[rule.make]
        fresh: list[tuple[int, int]] = []
        for match in rule.find_in_sentences(text):
            start, end = match.span()
            at = bisect_right(starts, start)
            since = used[at - 1][1] if at else 0
            if since > start or (at < len(used) and starts[at] < end):
                continue
            groups = rule.named(match)
            figure = make(groups, rules)
            if figure is None or isinf(figure.value_max or figure.value):
                continue
            compared = None
            for word, op in comparators.get(text[start - 1 : start], ()):
                if text.endswith(word, since, start):
                    if not word.startswith(surpass) or not achieved.match(text, end):
                        start, compared = start - len(word), op
                    break
            op = figure.op or _operator(groups, compared)
            found.append(
                Quantity(text[start:end], start, end, rule.id, op, figure.value, figure.value_max, figure.unit)
            )
            fresh.append((start, end))
        if fresh:
            used = sorted(used + fresh)
            starts = [start for start, _ in used]
    found.sort(key=lambda q: q.start)
    return found


def _operator(groups: Groups, compared: str | None) -> str:
    """What a figure's own words say, before what is said in front of it."""
    for name, op in _AFTER:
        if groups.get(name):
            return op
    return compared or (">" if groups.get("more") or groups.get("inner") else "=")


def _scaled(figure: str, scale: str | None) -> float | None:
    return parse_number(figure + (scale or ""))


def same_unit(unit: str, rules: Rules) -> str:
    """The unit as it is written everywhere.

    >>> from extract.rulebook import load_rules
    >>> same_unit("个百分点", load_rules()), same_unit("家", load_rules())
    ('百分点', '家')
    """
    units: dict[str, str] = rules.tables["quantity"]["same_unit"]
    return units.get(unit, unit)


def _number(match: Groups, rules: Rules) -> _Figure | None:
    value = _scaled(match["figure"], match.get("scale"))
    unit = match["unit"]
    of_years = unit in rules.sets["quantity"]["year"] and match["figure"].isdigit()
    if value is None or (of_years and 1900 <= value < 2200):
        return None  # 2035年远景目标: a year
    return _Figure(-value if match.get("sign") else value, None, same_unit(unit, rules))


def _range(match: Groups, rules: Rules) -> _Figure | None:
    scale, unit = match["high_scale"], match["unit"]
    if match["low_unit"] and match["low_unit"] != unit:
        return None
    high = _scaled(match["high"], scale)
    shared = _SCALES.search(match["high"] + (scale or ""))  # 八到九百亿: the low number has the scale of the high one
    low = _scaled(match["low"], match["low_scale"] or (None if match["low_unit"] or not shared else shared.group()))
    if low is None or high is None or low >= high:
        return None
    return _Figure(low, high, same_unit(unit, rules), "<=" if match["after_at_most"] else None)


def _adjacent(match: Groups, rules: Rules) -> _Figure | None:
    low, high = (_scaled(match[name], match["high_scale"]) for name in ("low", "high"))
    unit = same_unit(match["unit"], rules)
    return None if low is None or high is None or low >= high else _Figure(low, high, unit, "=")


def _per(match: Groups, rules: Rules) -> _Figure | None:
    value = _scaled(match["figure"], match["scale"])
    return None if value is None else _Figure(value, None, f"{match['unit']}/{match['per']}")


def _fraction(match: Groups, rules: Rules) -> _Figure | None:
    if match["percent"]:
        whole, _, decimals = match["percent_value"].partition("点")
        value = parse_number(whole)
        if value is None:
            return None
        if decimals:
            digits = [parse_number(c) for c in decimals]
            if any(d is None or d > 9 for d in digits):
                return None
            value += sum((d or 0) / 10 ** (i + 1) for i, d in enumerate(digits))
        return _Figure(value, None, "%")
    top, low = parse_number(match["top"]), parse_number(match["low"])
    return None if not top or not low else _Figure(round(top / low, 6), None, None)


def _grade(match: Groups, rules: Rules) -> _Figure | None:
    rank = parse_grade(match["rank"])
    better = match["compare"] or match["after_at_least"]
    return None if rank is None else _Figure(float(rank), None, match["unit"], ">=" if better else None)


def _double(match: Groups, rules: Rules) -> _Figure | None:
    value = parse_number(match["figure"] or "一")
    return None if value is None else _Figure(value, None, rules.words["quantity"]["doubling"][0])


def _upward(match: Groups, rules: Rules) -> _Figure | None:
    value = parse_number("一" + match["figure"])
    return None if value is None else _Figure(value, None, same_unit(match["unit"], rules), ">=")


def _people(match: Groups, rules: Rules) -> _Figure | None:
    value = _scaled(match["figure"], match["scale"])
    return None if value is None else _Figure(value, None, rules.words["quantity"]["person"][0])


def _round(match: Groups, rules: Rules) -> _Figure | None:
    figure = match["figure"]
    value = parse_number(figure if figure[0] in "一二两三四五六七八九" else "一" + figure)
    return None if value is None else _Figure(value, None, match["unit"] or None, ">" if match.get("past") else None)


def _bare(match: Groups, rules: Rules) -> _Figure | None:
    value = float(match["figure"])
    if match["ratio"]:
        other = float(match["ratio"][1:])
        if value == 1:
            return _Figure(other, None, None)
        return _Figure(value, None, ":1") if other == 1 else None
    high = float(match["high"]) if match["high"] else None
    return None if "." not in match["figure"] and value >= 1000 else _Figure(value, high, None, "=" if high else None)


def _scaled_only(match: Groups, rules: Rules) -> _Figure | None:
    value = _scaled(match["figure"], match.get("scale"))
    return None if value is None else _Figure(value, None, None)


_MAKERS: dict[str, Callable[[Groups, Rules], _Figure | None]] = {
    "number": _number,
    "range": _range,
    "adjacent": _adjacent,
    "per": _per,
    "fraction": _fraction,
    "grade": _grade,
    "double": _double,
    "upward": _upward,
    "people": _people,
    "round": _round,
    "bare": _bare,
    "scaled": _scaled_only,
}


def find_citations(source: Source, body: Normal, rules: Rules) -> list[Citation]:
    """The works named in 《》, in order, with the 发文字号 that follows, both in the source's own width."""
    return [
        Citation(
            body.written(source, *match.span("title")),
            body.written(source, *match.span("number")) if match["number"] else None,
            *match.span(),
            rule.id,
        )
        for rule in rules["citation"]
        for match in rule.find(body.text)
    ]
