"""Targets from indicator tables: one for each row and column of targets (GUIDE: tables)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extract.cell_values import Value, read_name, read_value
from extract.columns import Column
from extract.grids import Grid, Row, row_span, written
from extract.indicators import canonical_name
from extract.model import About, Cell, Date, Source, Statement
from extract.rulebook import Rules
from extract.tense import stated_year

RULE = "table.indicator"
_PERIOD = 5  # years of a plan
_LONGEST_NAME = 100  # characters
_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d\d)年?")


@dataclass(frozen=True, slots=True)
class Years:
    """What a document's own years say of those in its tables: when it was written, and what it plans for."""

    written: int | None  # None where the document doesn't say
    aim: int | None  # the year that most of its deadlines name: what a table means by 目标值

    @classmethod
    def of(cls, about: About, source: Source, dates: Sequence[Date], rules: Rules) -> "Years":
        """The years of a document; one that is later than all it plans for is the day that a page was posted."""
        named = Counter(int(d.last[:4]) for d in dates if d.last and d.role in ("by", "plan"))
        aim = max(named, key=lambda year: (named[year], year)) if named else None
        stated = stated_year(about, source, rules)
        return cls(stated if stated and stated <= max(named, default=stated) else None, aim)


@dataclass(frozen=True, slots=True)
class _Part:
    """Columns that belong together: names of indicators and the values beside them."""

    names: tuple[int, ...]
    unit: int | None
    binding: int | None
    present: tuple[int, ...]
    targets: tuple[tuple[int, Column], ...]


def indicator_rows(grid: Grid, source: Source, years: Years, rules: Rules) -> list[Statement]:
    """The targets of an indicator table in the order of its rows, with spans in the source; none in any other table.

    Columns of the past give baselines. What no column of targets holds is no target: a table of past years has none.
    """
    if grid.head.kind != "indicators":
        return []
    titled = _YEAR.search(grid.title or "")
    aim = int(titled[1]) if titled else years.aim
    parts = list(_parts(grid, years, aim, rules))
    found: list[Statement] = []
    group: str | None = None
    seen: set[tuple[Cell | None, Cell | None]] = set()
    for row in grid.rows:
        texts = [written(source.text, cell) for cell in row]
        alone = {text for text in texts if text}
        if len(alone) == 1:
            group = alone.pop()  # a row of one cell speaks for those below it: 一、约束性指标
            continue
        for part in parts:
            found.extend(_row(grid, row, texts, part, group, seen, source, rules))
    return found


def _parts(grid: Grid, years: Years, aim: int | None, rules: Rules) -> Iterator[_Part]:
    """The parts of a head, from left to right; a table may hold two side by side."""
    columns = grid.head.columns
    starts = [i for i in grid.head.of("name") if not i or columns[i - 1].role not in ("name", "group", "number")]
    promised = grid.head.of("value", "target")
    later = (i for i in starts[1:] if promised and promised[0] < i)  # what stands before the first is of it, as 类别 is
    for begin, end in pairwise((0, *later, len(columns))):
        here = range(begin, end)
        names = tuple(i for i in here if columns[i].role == "name")
        targets = tuple(_targets([(i, columns[i]) for i in here], years, aim))
        targets = targets or tuple(_of_places([(i, columns[i]) for i in here], grid.title, years, rules))
        if not names or not targets:
            continue
        aimed = {i for i, _ in targets}
        yield _Part(
            names,
            next((i for i in here if columns[i].role == "unit"), None),
            next((i for i in here if columns[i].role == "binding"), None),
            tuple(i for i in here if columns[i].role in ("present", "value", "target") and i not in aimed),
            targets,
        )


def _targets(columns: list[tuple[int, Column]], years: Years, aim: int | None) -> Iterator[tuple[int, Column]]:
    """The columns of targets, each with its year: what says so, and of bare years those that the document looks to.

    The first of several bare years is the present one unless it lies ahead of the document.
    """
    bare = [(i, column) for i, column in columns if column.role == "value" and column.year]
    said = [column.year for _, column in columns if column.role == "present" and column.year]
    dated = [column.year for _, column in columns if column.role in ("value", "target") and column.year]
    first = min(dated, default=0)
    several = len(bare) + sum(column.role in ("target", "present") for _, column in columns) > 1
    over = years.written - 1 if years.written is not None else (years.aim or 0) - _PERIOD  # the last year that is past
    for i, column in columns:
        if column.role == "target" and column.year and column.year == first < max(dated) and first <= over:
            continue  # 目标值: 2020年, 2025年
        if column.role == "target" or (column.role == "value" and not column.year):
            yield i, replace(column, year=column.year or aim)
        elif column.role == "value" and column.year and not column.first:
            past = column.year <= max(said, default=0)
            if years.written is not None:
                past = past or column.year < years.written
                past = past or (several and not said and column.year == first == years.written)
            else:
                past = past or (several and not said and column.year == first and len(dated) > 1)
                past = past or (years.aim is not None and max(dated) < years.aim)
            if not past:
                yield i, column
        elif column.role in ("yearly", "value") and dated and max(dated) >= (years.written or 0):
            yield i, replace(column, year=column.year or max(dated))


def _of_places(
    columns: list[tuple[int, Column]], title: str | None, years: Years, rules: Rules
) -> Iterator[tuple[int, Column]]:
    """The columns of places in a table whose title says that its figures are aims, and of which year."""
    named = _YEAR.search(title or "")
    if title and named and rules.patterns["table"]["target"].search(title) and int(named[1]) >= (years.written or 0):
        yield from ((i, replace(column, year=int(named[1]))) for i, column in columns if column.role == "place")


def _row(
    grid: Grid,
    row: Row,
    texts: Sequence[str],
    part: _Part,
    group: str | None,
    seen: set[tuple[Cell | None, Cell | None]],
    source: Source,
    rules: Rules,
) -> Iterator[Statement]:
    name_at = next((i for i in reversed(part.names) if texts[i]), None)
    if name_at is None:
        return
    if len(texts[name_at]) > _LONGEST_NAME:
        return
    name, named_unit, _ = read_name(texts[name_at], rules)
    span = row_span(row, name_at)
    if not span or not name:
        return
    patterns = rules.patterns["table"]
    kind = patterns["binding"].fullmatch(texts[part.binding]) if part.binding is not None else None
    kind = kind or (patterns["group_binding"].search(group) if group else None)
    row_unit = texts[part.unit] if part.unit is not None else None
    if row_unit and row_unit in rules.words["table"]["nothing"]:
        row_unit = None

    def value_of(i: int, column: Column) -> Value | None:
        unit = row_unit or named_unit or column.unit or grid.unit
        rate = column.role == "yearly" and patterns["rate"].search(column.head)
        value = read_value(texts[i], column.unit or "%" if rate else unit, rules)
        return read_value(texts[i], unit, rules) if rate and value and value.in_brackets else value

    columns = grid.head.columns
    bases = [(columns[i].year, value_of(i, columns[i])) for i in part.present]
    known = [(year, base) for year, base in bases if base and base.value is not None]
    year, base = max(known, key=lambda found: found[0] or 0) if known else (None, None)
    for i, column in part.targets:
        value = value_of(i, column)
        if value is None or (row[name_at], row[i]) in seen:
            continue  # nothing, or what merged cells repeat
        seen.add((row[name_at], row[i]))
        statement = Statement(
            kind="target",
            type="quantity" if value.value is not None else "milestone",
            indicator=name if value.value is not None else name + value.text,
            start=span[0],
            end=span[1],
            rule=RULE,
            op=value.op,
            value=value.value,
            value_max=value.value_max,
            unit=value.unit,
            change=value.change if value.value is not None else None,
            direction=value.direction,
            baseline=base is not None and value.value is not None,
            deadline=f"{column.year}-12-31" if column.year else None,
            deadline_text=f"{column.year}年" if column.year else None,
            scope=column.place,
            binding=f"{kind['binding'].removesuffix('性')}性" if kind else None,
            page=source.page(span[0]),
            canonical=canonical_name(name, rules) if value.value is not None else None,
        )
        if statement.baseline and base:
            statement = replace(statement, baseline_year=year, baseline_value=base.value)
        yield _of_years(statement, value, column, texts[name_at], rules) if column.role == "yearly" else statement


def _of_years(statement: Statement, value: Value, column: Column, name: str, rules: Rules) -> Statement:
    """What a column of yearly rates or totals says: a total where it or the cell is marked so, else for each year."""
    patterns = rules.patterns["table"]
    if statement.value is None:
        return statement
    plain = replace(statement, baseline=False, baseline_year=None, baseline_value=None)
    if value.in_brackets or read_name(name, rules)[2] or not patterns["per_year"].search(column.head):
        return plain
    by = patterns["growth"].search(column.head) is not None or "%" in value.text  # 年均: 6% of what has another unit
    return replace(plain, recurrence="yearly", change="by" if by else "to", direction="up" if by else None)
