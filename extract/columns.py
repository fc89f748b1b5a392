"""What the columns of a table hold, told by its head as ``tables.toml`` reads it, and so what the table is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import regex

from extract.dates import plan_years
from extract.normalise import WIDTH
from extract.numerals import parse_number
from extract.rulebook import Rules

AGENCIES = ("lead", "support", "guide", "implement", "responsible")
VALUES = ("value", "target", "present", "yearly", "growth")
_BLANKS = regex.compile(r"\s+|<br\s*/?>|\*+")
_BRACKET = regex.compile(r"\([^()]*\)")
_LEAST_PLACES = 2
LONGEST_HEAD = 40  # characters of a head's cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column by what its head says: its role, and of one of values the years and the unit.

    ``value`` is one that names a year and nothing else: a target or what has been, as the years beside it show.
    ``growth`` is the change from the year before, of what the column on its left holds; ``share`` how much of what was
    to be done is done; ``total`` the sum of the years beside it.
    """

    role: str  # number | group | name | unit | binding | place | one of VALUES or AGENCIES | when | task | other …
    head: str
    first: int | None = None  # of the years from … to
    year: int | None = None
    unit: str | None = None
    place: str | None = None  # 青禾区, 全市: whose values these are
    measure: str | None = None  # of what the row names: 产量, 增加值
    is_stage: bool = False  # whether it is of a part of the year: 一季度


@dataclass(frozen=True, slots=True)
class Head:
    """What a table is about (``indicators``, ``tasks`` or ``other``), and its columns."""

    kind: str
    columns: tuple[Column, ...]

    def of(self, *roles: str) -> list[int]:
        """The indexes of the columns with one of these roles."""
        return [i for i, column in enumerate(self.columns) if column.role in roles]


@lru_cache(maxsize=4_000)  # likewise their cells
def squeezed(text: str) -> str:
    """A text in half width without blanks, line breaks and emphasis.

    >>> squeezed("指 标（%）")
    '指标(%)'
    """
    return _BLANKS.sub("", text.translate(WIDTH))


def read_head(names: Sequence[Sequence[str]], rules: Rules) -> Head:
    """What a table with these names of columns holds; a name has a part for each row of the head.

    >>> from extract.rulebook import load_rules
    >>> head = read_head([["指标"], ["目标值", "2025年"], ["属性"]], load_rules())
    >>> head.kind, [(column.role, column.year) for column in head.columns]
    ('indicators', [('name', None), ('target', 2025), ('binding', None)])
    """
    return _head(tuple(tuple(dict.fromkeys(squeezed(part) for part in name if part)) for name in names), rules)


def head_of_amounts(names: Sequence[Sequence[str]], rules: Rules) -> Head | None:
    """A head read as one of indicators, for a table whose cells hold amounts to be reached: 新增床位, 500张, 430张."""
    columns = [_column(tuple(dict.fromkeys(squeezed(part) for part in name if part)), rules) for name in names]
    valued = [i for i, column in enumerate(columns) if column.role in VALUES]
    leads = next((i for i, column in enumerate(columns) if column.role not in ("number", "group")), 0)
    if valued and valued[0] == leads and columns[leads].role == "target" and not columns[leads].year:
        valued.pop(0)  # 任务, 目标值, 全年
        named = [leads] if any(columns[i].role in ("target", "value") for i in valued) else []
    else:
        before = columns[: valued[0]] if valued else []
        named = [i for i, column in enumerate(before) if column.role in ("name", "weak_name", "task", "other")]
        named = named or [i for i, column in enumerate(before) if column.role == "group"]
    if not named or any(column.role in ("money", "score") for column in columns):
        return None
    return Head("indicators", tuple(replace(c, role="name") if i == named[-1] else c for i, c in enumerate(columns)))


@lru_cache(maxsize=1_000)  # lines of a text are tried as heads again and again
def _head(names: tuple[tuple[str, ...], ...], rules: Rules) -> Head:
    columns = _with_places(_with_levels([_column(parts, rules) for parts in names], rules), names, rules)
    roles = [column.role for column in columns]
    has = set(roles)
    if not columns[0].head and "target" in has and has & {"unit", "present"} and not has & {"name", "weak_name"}:
        columns, roles[0] = (replace(columns[0], role="name"), *columns[1:]), "name"
    values = [i for i, role in enumerate(roles) if role in ("value", "target")]
    if (values and "name" in roles[: values[-1]]) or ("place" in has and has & {"name", "weak_name"} and not values):
        return Head("indicators", columns)
    counted = [i for i, role in enumerate(roles) if role in ("present", "growth")]
    if counted and "name" in roles[: counted[-1]]:
        return Head("indicators", columns)
    weak = "weak_name" in roles[: values[0] if values else counted[-1]] if values or counted else False
    grows = "growth" in has and len(counted) > 1 and not has & {"money", "score"}
    if weak and (grows or "binding" in has or ("unit" in has and "target" in has)):
        named = tuple(_with_role(column, {"weak_name": "name"}) for column in columns)
        return Head("indicators", named)
    return _of_tasks(columns, has, rules) or Head("other", columns)


def _of_tasks(columns: Sequence[Column], has: set[str], rules: Rules) -> Head | None:
    """The head of a table that says what is to be done, by whom or by when, or how far it has come."""
    says_task, says_what, progress, reached = (
        rules.patterns["table"][name] for name in ("plain_task", "content_head", "progress_head", "reached_head")
    )
    if "score" in has:
        return None
    tells = [reached.fullmatch(column.head) is not None for column in columns]
    plain = any(c.role in ("task", "target") and not c.year and says_task.search(c.head) for c in columns)
    whose = has & {*AGENCIES, "when", "bare_agency", "unit"} or any(progress.fullmatch(c.head) for c in columns)
    what = any(says_what.fullmatch(column.head) for column in columns)
    dated = columns[0].role not in VALUES and any(c.role == "target" and c.year for c in columns)  # 2025年目标
    asked = dated or (any(tells) and has & {"task", "target", "weak_name"}) or (what and has & set(AGENCIES))
    if not (asked and "money" not in has) and not (plain and (whose or any(tells))):
        return None
    bare = not has & set(AGENCIES) and not dated
    here = dict.fromkeys(("target", "value", "name", "weak_name"), "task")
    here |= {"bare_agency": "responsible", "unit": "responsible"} if bare else {}
    tasks = (_with_role(column, here) for column in (columns if any(tells) else _with_stages(columns, rules)))
    head = Head("tasks", tuple(replace(c, role="progress") if t else c for c, t in zip(tasks, tells, strict=True)))
    return head if head.of("task") else None


def _with_stages(columns: Sequence[Column], rules: Rules) -> Iterator[Column]:
    """The columns, those of parts of a year that do not say what was done as what is to be done by then."""
    part, done = rules.patterns["table"]["part_of_year"], rules.patterns["table"]["done"]
    for column in columns:
        stage = column.role in ("present", "target") and part.search(column.head) and not done.search(column.head)
        yield replace(column, role="target", is_stage=True) if stage else column


def _with_role(column: Column, roles: dict[str, str]) -> Column:
    return replace(column, role=roles.get(column.role, column.role))


def _with_levels(columns: Sequence[Column], rules: Rules) -> tuple[Column, ...]:
    """The columns, those of levels found by the growth on their right: 总量, or 增加值(亿元) of what the row names."""
    found = list(columns)
    for i, (column, after) in enumerate(pairwise(columns)):
        if column.role != "other" or after.role not in ("growth", "yearly"):
            continue
        head = _BRACKET.sub("", column.head)
        if rules.patterns["table"]["level_head"].fullmatch(head):
            found[i] = replace(column, role="present")
        elif unit := unit_in(column.head, rules):
            found[i] = replace(column, role="present", unit=unit, measure=head)
    return tuple(found)


def _with_places(columns: tuple[Column, ...], names: Sequence[Sequence[str]], rules: Rules) -> tuple[Column, ...]:
    """The columns, those of places marked where there are several: a table may have one for each district."""
    place, total = rules.patterns["table"]["place_head"], rules.patterns["table"]["total_head"]
    within = rules.patterns["table"]["part_head"]
    named = [
        next(
            (
                part
                for part in reversed(parts)
                if place.fullmatch(part) or (part != parts[0] and within.fullmatch(part))
            ),
            None,
        )
        for parts in names
    ]
    if len({name for name in named if name}) < _LEAST_PLACES:
        return columns
    marked = []
    for column, name, parts in zip(columns, named, names, strict=True):
        bare = column.role in ("other", "group") and (name or any(total.fullmatch(part) for part in parts))
        marked.append(replace(column, place=name, role="place" if bare else column.role))
    return tuple(marked)


@lru_cache(maxsize=4_000)  # the heads of tables are much alike
def _column(parts: tuple[str, ...], rules: Rules) -> Column:
    """The role of a column: agencies and times by the last part of its name, values by all of it."""
    joined = "".join(parts)
    if not joined or len(joined) > LONGEST_HEAD:
        return Column("other", joined[:LONGEST_HEAD])
    for part in dict.fromkeys((parts[-1], joined)):
        if role := _who_or_when(part, rules):
            return Column(role, part)
    for part in (joined, parts[-1]):
        if found := growth_column(part, rules) or share_column(part, rules):
            return found
    if value := value_column(joined, parts, rules):
        return value
    for part in dict.fromkeys((parts[-1], joined, parts[0])):
        if role := _role(part, rules):
            return Column(role, part, unit=unit_in(part, rules))
        if value := value_column(part, (part,), rules):
            return value
    return Column("other", joined)


def _who_or_when(name: str, rules: Rules) -> str | None:
    notes, patterns = rules.patterns["responsibility"], rules.patterns["table"]
    bare = _BRACKET.sub("", name).rstrip(":") or name
    for role in AGENCIES:
        if notes[f"label_{role}"].fullmatch(bare):
            return role
    if notes["label_when"].fullmatch(bare) or patterns["when_head"].fullmatch(bare):
        return "when"
    return "responsible" if patterns["agency_head"].fullmatch(bare) else None


_ROLES = ("number", "binding", "unit", "name", "score", "money", "weak_name", "task", "group", "bare_agency")


def _role(name: str, rules: Rules) -> str | None:
    patterns = rules.patterns["table"]
    bare = _BRACKET.sub("", name).rstrip(":") or name
    return next((role for role in _ROLES if patterns[f"{role}_head"].fullmatch(bare)), None)


def growth_column(name: str, rules: Rules) -> Column | None:
    """A column of changes from the year before: 比上年增长(%)."""
    patterns = rules.patterns["table"]
    if not patterns["compared_head"].fullmatch(_BRACKET.sub("", name)):
        return None
    year = patterns["year"].match(name)
    return Column("growth", name, year=int(year["year"]) if year else None, unit=unit_in(name, rules))


def share_column(name: str, rules: Rules) -> Column | None:
    """A column of which share of what was to be done is done: 完成率(%)."""
    match = rules.patterns["table"]["share_head"].fullmatch(_BRACKET.sub("", name))
    return Column("share", match["share"], unit=unit_in(name, rules) or "%") if match else None


def value_column(name: str, parts: Sequence[str], rules: Rules) -> Column | None:
    """A column of values: a year, or words for targets or for what has been, and nothing else but a unit."""
    patterns = rules.patterns["table"]
    unit = next((unit for part in parts if (unit := unit_in(part, rules))), None)
    rest = patterns["note_mark"].sub("", name.replace(f"({unit})", "") if unit else name)
    first = year = span = None
    if span := patterns["years"].search(rest):
        first, year = int(span["first"]), int(span["last"])
    elif match := patterns["year"].search(rest):
        span, year = match, int(match["year"])
    elif match := patterns["plan"].search(rest):
        ordinal = parse_number(match["plan"])
        span, year = match, plan_years(int(ordinal))[1] if ordinal else None
    if span:
        rest = rest[: span.start()] + rest[span.end() :]
    if not patterns["value_rest"].fullmatch(rest) or not (year or rest):
        return None
    words = rules.words["table"]
    summed = any(word in rest for word in words["summed"])
    parted = patterns["part_of_year"].search(rest) and not patterns["target"].search(rest)
    if parted or (patterns["done"].search(rest) and not patterns["per_year"].search(rest) and summed):
        role = "present"
    elif patterns["yearly"].search(rest):
        role = "yearly"
    elif patterns["target"].search(rest) and not patterns["present"].search(parts[-1]):  # 目标值: 2020年现状
        role = "target"
    elif patterns["present"].search(rest) or (not year and patterns["plain_figures"].fullmatch(_BRACKET.sub("", rest))):
        role = "present"
    elif year is None and rest not in words["alone_value"]:
        return None
    else:
        role = "value" if year else "target"
    measure = patterns["measure"].search(name)
    return Column(role, name, first, year, unit, measure=measure.group() if measure else None)


def unit_in(name: str, rules: Rules) -> str | None:
    """The unit in brackets at the end of a name; None where what stands there is none."""
    bracket = rules.patterns["table"]["last_bracket"].search(name)
    content = bracket["content"] if bracket else None
    return content if content and rules.patterns["table"]["unit_text"].fullmatch(content) else None
