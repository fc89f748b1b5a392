"""How far a target has come by what a later document reports: met, on the way, behind, or nothing that can be said."""

from dataclasses import dataclass
from typing import Literal

from extract.relate.signs import pattern

_ABOUT = 0.02  # how far from a value 左右 still is

Status = Literal["met", "on_the_way", "behind", "unclear"]


@dataclass(frozen=True, slots=True)
class Figure:
    """The figure of a target or a result of one indicator and unit, with the place and time it is for."""

    place: str
    scope: str | None
    value: float
    value_max: float | None
    op: str  # as in the table of targets
    change: str  # to | by
    direction: str | None
    since: int  # the first year in which a result can speak of the target
    year: int  # of the deadline, or the year reported
    baseline_year: int | None
    baseline_value: float | None
    yearly: bool  # 每年, 年均
    trait: str | None  # of the indicator: less is better (失业率), or work that adds up year by year (新建…)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a result says of a target, and why, in plain English."""

    status: Status
    why: str


def progress(target: Figure, result: Figure) -> Progress | None:
    """What a result says of a target of the same indicator and unit; None where it is no result of that target.

    A level reached is held against a level to reach. An amount of change is only held against one from the same
    baseline, or of the same single year: 增长5.5% this year says nothing of the plan's five.
    """
    if target.place != result.place or not _same_scope(target.scope, result.scope):
        return None
    if not target.since <= result.year <= target.year + 1 or target.change != result.change:
        return None
    if target.change == "by" and not _same_span(target, result):
        return None
    down = target.direction == "down" or (target.direction is None and target.trait == "less")
    if _is_reached(target, result.value, down):
        return Progress("met", f"the figure of {result.year} is what {target.year} asks for")
    if target.trait == "work" and result.year >= target.year:
        return Progress("unclear", "an amount of one year, where that of several is asked for")
    if result.year >= target.year:
        return Progress("behind", f"the figure of {result.year} is not what {target.year} asks for")
    base = target.baseline_value if target.change == "to" else None
    if base is not None and (result.value > base if down else result.value < base):
        return Progress("behind", f"the figure of {result.year} is worse than the baseline")
    return Progress("on_the_way", f"{target.year} has not come yet")


def _same_scope(scope: str | None, other: str | None) -> bool:
    """Whether two figures are of the same place: 全市 and 中心城区 may be left out, 东河镇 may not."""
    return scope == other if scope and other else not pattern("one_place").fullmatch(scope or other or "")


def _same_span(target: Figure, result: Figure) -> bool:
    """Whether two amounts of change are over the same time."""
    if target.baseline_year is not None or result.baseline_year is not None:
        return target.baseline_year == result.baseline_year
    return target.year == result.year and target.yearly == result.yearly


def _is_reached(target: Figure, value: float, down: bool) -> bool:
    asked = target.value_max if down and target.value_max is not None else target.value
    if target.op == "~" and abs(value - asked) <= _ABOUT * abs(asked):
        return True
    match target.op:
        case ">":
            return value > asked
        case "<":
            return value < asked
        case ">=":
            return value >= asked
        case "<=":
            return value <= asked
    return value <= asked if down else value >= asked
