"""Clauses that name an outcome without a figure, as ``milestones.toml`` tells them from clauses about how to work."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from operator import attrgetter

import regex

from extract.clauses import Clause
from extract.opening import Opening
from extract.rulebook import Rules

_NAMED = regex.compile(r"\p{Han}{3}$")  # before the verb; 基本 is no thing
_START = attrgetter("start")


def names_outcome(clause: str, under_goal: bool, rules: Rules) -> bool:
    """Whether a clause under a deadline, no manner, names something reached, rather than a way of working.

    Under a heading about goals any clause that doesn't begin with a process verb does.

    >>> from extract.rulebook import load_rules
    >>> names_outcome("绿色矿业格局基本形成", False, load_rules()), names_outcome("推进机构建设", False, load_rules())
    (True, False)
    """
    patterns = rules.patterns["milestone"]
    if patterns["definite"].match(clause) or names_state(clause, rules) or _brings_about(clause, rules):
        return True
    outcome = patterns["outcome"].search(clause) or patterns["finished"].search(clause)
    if patterns["process"].match(clause) and not (outcome and patterns["process_noun"].match(clause)):
        return False
    return bool(outcome) or (under_goal and not patterns["slogan"].fullmatch(clause))


def names_state(clause: str, rules: Rules) -> bool:
    """Whether a clause says what a thing will be like, by a predicate at its end.

    >>> from extract.rulebook import load_rules
    >>> names_state("服务水平趋于一致", load_rules()), names_state("不断改善服务", load_rules())
    (True, False)
    """
    patterns = rules.patterns["milestone"]
    if patterns["causative"].match(clause):
        return False
    acts = patterns["acts"].match(clause) and not patterns["process_noun"].match(clause)
    return bool(patterns["marked" if acts else "state"].search(clause))


def _brings_about(clause: str, rules: Rules) -> bool:
    """Whether a clause says into what state something is to be brought: 推动服务能力显著提升."""
    patterns = rules.patterns["milestone"]
    causes = patterns["causative"].match(clause)
    return bool(causes and (patterns["state"].search(clause) or patterns["brought"].search(clause)))


def is_manner(clause: str, rules: Rules) -> bool:
    """Whether a clause names no outcome: it only introduces one, reports, or is work without end."""
    patterns = rules.patterns["milestone"]
    if patterns["bare"].fullmatch(clause):
        return False  # 2025年5月竣工
    said = _without_agent(clause, rules)
    if _introduces(clause, said, rules):
        return True
    if patterns["no_outcome_front"].match(clause) or patterns["no_outcome"].search(clause):
        return True
    return bool(patterns["endless"].match(said)) and not (
        patterns["state"].search(clause) or _brings_about(said, rules)
    )


def introduces(clause: str, rules: Rules) -> bool:
    """Whether a clause only says who acts, on what basis or by what means: 以…为重点, 在…基础上, 各单位要.

    >>> from extract.rulebook import load_rules
    >>> introduces("全市将以水体为重点", load_rules()), introduces("全市将建成公园", load_rules())
    (True, False)
    """
    return _introduces(clause, _without_agent(clause, rules), rules)


def _introduces(clause: str, said: str, rules: Rules) -> bool:
    patterns = rules.patterns["milestone"]
    if len(clause) < 4 or not said or patterns["manner"].match(clause) or patterns["manner_end"].match(clause):
        return True
    return said != clause and bool(patterns["manner"].match(said) or patterns["manner_end"].match(said))


def _without_agent(clause: str, rules: Rules) -> str:
    """What a clause says without who it is that acts: 各单位要建成公园."""
    agent = rules.patterns["milestone"]["agent"].match(clause)
    return clause[agent.end() :] if agent else clause


def leads_in(text: str, start: int, end: int, rules: Rules) -> tuple[int, int]:
    """Up to where clauses of a sentence are the ground on which a document is made, and from which end on a reason.

    That is the last place that leads a document in, before ``start`` where none does, and where the first
    explanation ends, after ``end`` where there is none.

    >>> from extract.rulebook import load_rules
    >>> leads_in("为实现年度目标,制定本方案", 0, 13, load_rules()), leads_in("主要是因为雨季", 0, 7, load_rules())
    ((8, 14), (-1, 5))
    """
    patterns = rules.patterns["milestone"]
    explained = patterns["explains"].search(text, start, end)
    ground = start - 1
    for match in patterns["preamble"].finditer(text, start, end, overlapped=True):
        ground = match.start()
    return ground, explained.end() if explained else end + 1


def is_document(line: str, rules: Rules) -> bool:
    """Whether a line that stands alone is the name of a document: 2025年重点任务分工方案."""
    return bool(rules.patterns["milestone"]["document"].search(line))


def is_finished(clause: str, rules: Rules) -> bool:
    """Whether a clause plainly says that something gets done: 建成地铁二号线, 主体结构封顶."""
    patterns = rules.patterns["milestone"]
    return bool(patterns["definite"].match(clause) or patterns["finished"].search(clause))


def installs(clause: str, rules: Rules) -> bool:
    """Whether a clause is a definite task, something to be put in place, where a completion time stands with it.

    >>> from extract.rulebook import load_rules
    >>> installs("升级身份认证系统", load_rules()), installs("不断优化服务系统", load_rules())
    (True, False)
    """
    return rules.patterns["milestone"]["installs"].match(clause) is not None


def finishes(clause: str, rules: Rules) -> bool:
    """Whether a clause ends with what gets done to the thing that it names.

    >>> from extract.rulebook import load_rules
    >>> finishes("焚烧设施开工建设", load_rules()), finishes("建成", load_rules())
    (True, False)
    """
    finished = rules.patterns["milestone"]["finished"].search(clause)
    return finished is not None and _NAMED.search(clause, 0, finished.start()) is not None


def stands_with(before: str, clause: str, rules: Rules) -> bool:
    """Whether a clause names an institution to be in place beside the one that the clause before founds.

    >>> from extract.rulebook import load_rules
    >>> stands_with("建立监管机制", "健全管理体制", load_rules())
    True
    """
    return rules.patterns["milestone"]["institutions"].fullmatch(f"{before},{clause}") is not None


def taken_up(before: str, clause: str, rules: Rules) -> str:
    """What a predicate without a subject speaks of, as the clause before it says; "" where it has one of its own.

    >>> from extract.rulebook import load_rules
    >>> taken_up("加快推进银发产业园建设", "开工", load_rules())
    '银发产业园'
    """
    patterns = rules.patterns["milestone"]
    if not _begins_bare(rules)[clause[:1]] or not patterns["no_subject"].fullmatch(clause):
        return ""
    if patterns["returned"].fullmatch(clause):
        begins = patterns["process"].match(before) or patterns["definite"].match(before)
        return before if patterns["measures"].search(before) and not begins else ""
    verb = patterns["lead_in"].match(before)
    return patterns["work"].sub("", before[verb.end() :]) if verb else ""


@cache
def _begins_bare(rules: Rules) -> Opening:
    """With which characters a predicate without a subject may begin."""
    return Opening(rules.patterns["milestone"]["no_subject"].fullmatch)


def predicates(text: str, start: int, end: int, dated: Sequence[int], rules: Rules) -> list[tuple[int, int]]:
    """The coordinated predicates of a clause: 管网全部清零、水体全部清零 are two.

    So are those each with a date of its own, where a list goes on with a date (``dated``): 6月底蓄水、年底发电.
    """
    patterns = rules.patterns["milestone"]
    cuts = [match.end() for match in patterns["coordinated"].finditer(text, start, end)]
    done = patterns["definite"], patterns["finished"]
    cuts += [at for at in dated if at not in cuts and any(shape.search(text, start, at - 1) for shape in done)]
    cuts.sort()
    if not cuts:
        return [(start, end)]
    edges = [start, *cuts, end + 1]
    return [(a, b - 1) for a, b in pairwise(edges)]


def attribute_end(text: str, clause: Clause, clauses: Sequence[Clause], rules: Rules) -> int:
    """Where an outcome ends whose attribute goes on after a comma, the clause's own end where none does.

    ``clauses`` are those of its sentence.

    >>> from extract.clauses import lay_out
    >>> from extract.rulebook import load_rules
    >>> text = "建立以学校为主体,布局合理,城乡协调的教育体系,完善制度"
    >>> clauses = lay_out(text, load_rules()).sentences[0].clauses
    >>> text[: attribute_end(text, clauses[0], clauses, load_rules())]
    '建立以学校为主体,布局合理,城乡协调的教育体系'
    """
    patterns = rules.patterns["milestone"]
    if clause.end < clauses[-1].end and patterns["open_attribute"].match(text, clause.start, clause.end):
        for after in clauses[bisect_right(clauses, clause.start, key=_START) :]:
            if is_finished(text[after.start : after.end], rules) or after.mark not in ",;。":
                break
            if patterns["attribute_end"].search(text, after.start, after.end):
                return after.end
    return clause.end


def milestone_name(clause: str, rules: Rules) -> tuple[str, str | None]:
    """The milestone's indicator, the clause without region word and leading 完成 (GUIDE), and that region word."""
    patterns = rules.patterns["milestone"]
    clause = patterns["foreseen"].sub("", clause)
    match = patterns["front"].match(clause)
    name = clause[match.end() :] if match else clause
    return name or clause, match["region"] if match else None
