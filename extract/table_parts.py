"""The columns of an indicator table by what they give: targets, what was reached, and what that is measured from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.columns import Column
from extract.grids import Grid
from extract.model import About, Date, Source
from extract.rulebook import Rules
from extract.standpoint import Standpoint
from extract.tense import own_day, stated_year, term_of_title

_PERIOD = 5  # years of a plan

Numbered = tuple[int, Column]


@dataclass(frozen=True, slots=True)
class Years:
    """What a document's own years say of those in its tables: when it was written, and what it plans for."""

    written: int | None  # None where the document doesn't say
    aim: int | None  # the year that most of its deadlines name: what a table means by 目标值
    told: int | None = None  # the year that its title says it tells of: what a table means by 完成值
    reports: bool = False  # whether it tells of what was done
    title: str | None = None

    @classmethod
    def of(cls, about: About, source: Source, dates: Sequence[Date], rules: Rules) -> "Years":
        """The years of a document; one that is later than all it plans for is the day that a page was posted."""
        named = Counter(int(d.last[:4]) for d in dates if d.last and d.role in ("by", "plan"))
        aim = max(named, key=lambda year: (named[year], year)) if named else None
        if aim is None and (made_for := term_of_title(about, rules)) and made_for.last:
            aim = int(made_for.last[:4])
        stated = stated_year(about, source, rules)
        titled = rules.patterns["tense"]["told_year"].search(about.title or "")
        written = stated if stated and stated <= max(named, default=stated) else None
        told = int(titled["year"]) if titled else stated
        if stated and not titled:  # early in a year the one before
            here = Standpoint(rules, stated, stated=True, reports=True, day=own_day(about, source, rules))
            told = int(here.told_of("part", None) or stated)
        return cls(written, aim, told, _reports(about, rules), about.title)


def _reports(about: About, rules: Rules) -> bool:
    told = rules.patterns["tense"]["past_title"].search(about.title or "") is not None
    return told or about.genre in ("report", "news")


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that belong together: names of indicators and the values beside them."""

    names: tuple[int, ...]
    unit: int | None
    binding: int | None
    bases: tuple[int, ...]  # the columns of what has been
    targets: tuple[Numbered, ...]
    results: tuple[Numbered, ...]
    years: tuple[int, ...]  # of its columns

    @property
    def valued(self) -> list[tuple[int, Column, bool]]:
        """The columns of targets and results from left to right, and whether each is of targets."""
        promised = [(i, column, True) for i, column in self.targets]
        return sorted([*promised, *((i, column, False) for i, column in self.results)], key=lambda of: of[0])

    @property
    def is_of_a_year(self) -> bool:
        """Whether its columns are of one year, or of it and the one before."""
        return not self.years or self.years[-1] - self.years[0] <= 1


def parts_of(grid: Grid, years: Years, rules: Rules) -> Iterator[Part]:
    """The parts of a head, from left to right; a table may hold two side by side."""
    titled = rules.patterns["table"]["last_of_years"].search(grid.title or "")
    if rules.patterns["table"]["told_title"].search(grid.title or ""):
        years = replace(years, reports=True)
    aim = int(titled[1]) if titled else years.aim
    told = int(titled[1]) if titled else years.told
    if years.reports and grid.head.of("present"):
        aim = told or aim  # 目标值 beside 完成值
    columns = grid.head.columns
    starts = [i for i in grid.head.of("name") if not i or columns[i - 1].role not in ("name", "group", "number")]
    valued = grid.head.of("value", "target", "present")
    later = (i for i in starts[1:] if valued and valued[0] < i)  # what stands before the first is of it, as 类别 is
    for begin, end in pairwise((0, *later, len(columns))):
        here = [(i, columns[i]) for i in range(begin, end)]
        names = tuple(i for i, column in here if column.role == "name")
        targets = tuple(_targets(here, years, aim, told, rules))
        targets = targets or tuple(_of_places(here, grid.title, years, rules))
        targets += tuple(_totals(here, targets, rules))
        results = tuple(_results(here, targets, years, told, rules))
        if not names or not (targets or results):
            continue
        aimed = {i for i, _ in targets}
        yield Part(
            names,
            next((i for i, column in here if column.role == "unit"), None),
            next((i for i, column in here if column.role == "binding"), None),
            tuple(i for i, column in here if i not in aimed and _is_base(column, rules)),
            targets,
            results,
            tuple(sorted({column.year for _, column in (*here, *targets) if column.year})),
        )


def _targets(
    columns: Sequence[Numbered], years: Years, aim: int | None, told: int | None, rules: Rules
) -> Iterator[Numbered]:
    """The columns of targets, each with its year: what says so, and of bare years those that the document looks to.

    A rate or a total belongs to the column on its left, unless it is one of several years.
    """
    said = {column.year for _, column in columns if column.role == "present"}
    dated = [column.year for _, column in columns if column.role in ("value", "target") and column.year]
    first, last = min(dated, default=0), max(dated, default=0)
    over = years.written - 1 if years.written is not None else (years.aim or 0) - _PERIOD  # the last year that is past
    past = _past_years(columns, dated, years)
    this = told if years.reports else years.written or told
    of_year = rules.patterns["table"]["of_year"]  # 年度目标
    promised = True  # whether the last column of values was one of targets
    for i, column in columns:
        if column.role == "target" or (column.role == "value" and not column.year):
            started = column.year == first < last and first <= over and first not in said  # 目标值: 2020年, 2025年
            promised = column.role == "value" or not started
            year = column.year or (this if of_year.search(column.head) else aim)
        elif column.role == "value" and not column.first:
            promised, year = column.year not in past, column.year
        elif column.role in ("value", "yearly", "growth"):
            if last < max(years.written or 0, 1) or not (promised or _is_of_years(column, years, rules)):
                continue
            yield i, replace(column, year=column.year or last)
            continue
        else:
            promised = promised and column.role != "present"
            continue
        if promised:
            yield i, replace(column, year=year)


def _totals(columns: Sequence[Numbered], targets: Sequence[Numbered], rules: Rules) -> Iterator[Numbered]:
    """The columns that hold the sums of targets of years that follow each other."""
    years = [column.year for _, column in targets if column.year and not column.first]
    if len(years) > 1 and all(b == a + 1 for a, b in pairwise(years)):
        head = rules.patterns["table"]["total_head"]
        for i, column in columns:
            if column.role == "other" and head.fullmatch(column.head):
                yield i, replace(column, role="total", first=years[0], year=years[-1])


def _past_years(columns: Sequence[Numbered], dated: Sequence[int], years: Years) -> set[int]:
    """The years of columns that say nothing else which lie behind the document, or which its targets start from.

    The first of several is such a year unless it lies ahead of the document, or all follow each other; years that run
    back are all past.
    """
    bare = [column.year for _, column in columns if column.role == "value" and column.year and not column.first]
    said = [column.year for _, column in columns if column.role == "present" and column.year]
    several = sum(column.role in ("value", "target", "present") for _, column in columns) > 1 and not said
    first = min(dated, default=0)
    run = len(bare) > 2 and bare == list(range(first, first + len(bare)))  # 2023年, 2024年, 2025年
    past = {year for year in bare if year <= max(said, default=0)}
    if len(bare) > 1 and all(a > b for a, b in pairwise(bare)) and bare[0] <= (years.written or bare[0]):
        return set(bare)
    if years.written is not None:
        past |= {year for year in bare if year < (years.written or 0)}
        return past | ({first} if several and not run and first == years.written else set())
    if years.aim is not None and max(dated, default=0) < years.aim:
        return set(bare)
    far = len(bare) > 1 and sorted(bare)[1] - first > _PERIOD and first % _PERIOD == 0  # 2025年, 2035年: two plans
    return past | ({first} if several and len(dated) > 1 and not far else set())


def _is_base(column: Column, rules: Rules) -> bool:
    """Whether targets may start from what a column holds; a part of the year is none to start from."""
    values = column.role in ("present", "value", "target")
    return values and not rules.patterns["table"]["part_of_year"].search(column.head)


def _is_yearly(column: Column, rules: Rules) -> bool:
    """Whether a column of rates or totals is of more than a year."""
    return column.role == "yearly" and rules.patterns["table"]["many_years"].search(column.head) is not None


def _is_of_years(column: Column, years: Years, rules: Rules) -> bool:
    """Whether a column is of the years of a plan, and so none of the one on its left: 2021—2025年, 年均增长."""
    return column.first is not None or (not years.reports and _is_yearly(column, rules))


def _of_places(columns: Sequence[Numbered], title: str | None, years: Years, rules: Rules) -> Iterator[Numbered]:
    """The columns of places in a table whose title says that its figures are aims, and of which year."""
    named = rules.patterns["table"]["last_of_years"].search(title or "")
    if title and named and rules.patterns["table"]["target"].search(title) and int(named[1]) >= (years.written or 0):
        yield from ((i, replace(column, year=int(named[1]))) for i, column in columns if column.role == "place")


def _results(
    columns: Sequence[Numbered], targets: Sequence[Numbered], years: Years, told: int | None, rules: Rules
) -> Iterator[Numbered]:
    """The columns of what was reached, each with its year.

    Beside targets these are only the ones that say what was done, in the year of a target or after: 2020年实际 beside
    2025年目标 is what the target starts from, unless the document reports.
    """
    patterns = rules.patterns["table"]
    aimed = {i for i, _ in targets}
    due = min((column.year for _, column in targets if column.year), default=0)
    grows = any(c.role == "growth" or (c.role == "yearly" and not _is_yearly(c, rules)) for _, c in columns)
    reached, last = False, told  # whether the last column of values was one of results, and its year
    for i, column in columns:
        if i in aimed or column.role == "target":
            reached = False
        elif column.role in ("growth", "yearly"):
            if reached:
                yield i, replace(column, year=column.year or last)
        elif column.role == "share":
            if targets or reached:
                yield i, replace(column, year=last)
        elif column.role == "present" or (column.role == "value" and column.year and not column.first):
            done = patterns["done"].search(column.head)
            if targets:
                reached = bool(done) and (years.reports or (column.year or due) >= due)
            else:
                done = done or patterns["part_of_year"].search(column.head)
                reached = bool(done or column.year or grows or years.reports or patterns["stands"].search(column.head))
            behind = column.year <= (years.written or column.year) if column.year else True
            reached = reached and behind and (column.year is not None or not patterns["last_year"].search(column.head))
            last = column.year or told
            if reached:
                yield i, replace(column, year=last)
