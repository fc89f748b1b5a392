"""Clauses that name an outcome without a figure, as ``milestones.toml`` tells them from clauses about how to work."""

from itertools import pairwise

from extract.rulebook import Rules


def names_outcome(clause: str, under_goal: bool, rules: Rules) -> bool:
    """Whether a clause under a deadline names something reached, rather than a way of working.

    Under a heading about goals any clause that doesn't begin with a process verb does.

    >>> from extract.rulebook import load_rules
    >>> names_outcome("绿色矿业格局基本形成", False, load_rules()), names_outcome("推进机构建设", False, load_rules())
    (True, False)
    """
    patterns = rules.patterns["milestone"]
    if len(clause) < 4 or patterns["no_outcome"].search(clause) or _tells_how(clause, rules):
        return False
    if patterns["definite"].match(clause):
        return True
    outcome = patterns["outcome"].search(clause) or patterns["finished"].search(clause)
    if patterns["process"].match(clause) and not (outcome and patterns["process_noun"].match(clause)):
        return False
    return under_goal or bool(outcome)


def _tells_how(clause: str, rules: Rules) -> bool:
    return bool(rules.patterns["milestone"]["manner"].match(clause))


def is_manner(clause: str, rules: Rules) -> bool:
    """Whether a clause only says on what basis or by what means: 以…为重点, 按照…, 在…基础上."""
    patterns = rules.patterns["milestone"]
    return len(clause) < 4 or _tells_how(clause, rules) or bool(patterns["no_outcome"].search(clause))


def is_finished(clause: str, rules: Rules) -> bool:
    """Whether a clause plainly says that something gets done: 建成地铁二号线, 主体结构封顶."""
    patterns = rules.patterns["milestone"]
    return bool(patterns["definite"].match(clause) or patterns["finished"].search(clause))


def taken_up(before: str, clause: str, rules: Rules) -> str:
    """What a predicate without a subject speaks of, as the clause before it says; "" where it has one of its own.

    >>> from extract.rulebook import load_rules
    >>> taken_up("加快推进银发产业园建设", "开工", load_rules())
    '银发产业园'
    """
    patterns = rules.patterns["milestone"]
    verb = patterns["lead_in"].match(before)
    if verb is None or not patterns["bare"].fullmatch(clause):
        return ""
    return patterns["work"].sub("", before[verb.end() :])


def predicates(text: str, start: int, end: int, rules: Rules) -> list[tuple[int, int]]:
    """The coordinated predicates of a clause: 管网全部清零、水体全部清零 are two."""
    cuts = [match.end() for match in rules.patterns["milestone"]["coordinated"].finditer(text, start, end)]
    edges = [start, *cuts, end + 1]
    return [(a, b - 1) for a, b in pairwise(edges)]


def milestone_name(clause: str, rules: Rules) -> tuple[str, str | None]:
    """The milestone's indicator, the clause without region word and leading 完成 (GUIDE), and that region word."""
    match = rules.patterns["milestone"]["front"].match(clause)
    name = clause[match.end() :] if match else clause
    return name or clause, match["region"] if match else None
