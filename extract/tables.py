"""Targets and results from indicator tables: one for each row and column of either (GUIDE: tables)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from extract.cell_values import Value, as_named, read_name, read_value
from extract.columns import Column
from extract.grids import Grid, Row, row_span, written
from extract.indicators import canonical_name
from extract.model import Cell, Source, Statement
from extract.rulebook import Rules
from extract.table_parts import Part, Years, parts_of
from extract.tense import end_of_year

RULE, COUNTED = "table.indicator", "table.counted"
_LONGEST_NAME = 100  # characters
_DECIMALS = 6  # to which sums are compared
_OF_OTHERS = ("growth", "yearly", "share")  # columns that say something of the figures in others


def indicator_rows(grid: Grid, source: Source, years: Years, rules: Rules) -> list[Statement]:
    """The targets and results of an indicator table in the order of its rows, with spans in the source.

    Columns of the past give baselines of targets, and where nothing is promised, or what was to be done in the same
    year, results.
    """
    if grid.head.kind != "indicators":
        return []
    parts = list(parts_of(grid, years, rules))
    found: list[Statement] = []
    group: str | None = None
    seen: set[tuple[Cell | None, Cell | None]] = set()
    above: dict[Part, str | None] = {}
    for row in grid.rows:
        texts = [written(source.text, cell) for cell in row]
        alone = {text for text in texts if text}
        if len(alone) == 1:
            group = alone.pop()  # a row of one cell speaks for those below it: 一、约束性指标
            continue
        for part in parts:
            above[part] = _unit(texts, part, above.get(part), rules)
            found.extend(_row(grid, row, texts, part, above[part], group, seen, source, rules))
    return found


def _unit(texts: Sequence[str], part: Part, above: str | None, rules: Rules) -> str | None:
    """The unit that a row gives in its own column or behind its name; 其中：高速铁路 has that of the row above."""
    given = texts[part.unit] if part.unit is not None else ""
    if given and given not in rules.words["table"]["nothing"]:
        return given
    name = _name_at(texts, part)
    if name is None:
        return None
    within = rules.patterns["table"]["part_of"].match(texts[name])
    return read_name(texts[name], rules)[1] or (above if within else None)


def _name_at(texts: Sequence[str], part: Part) -> int | None:
    return next((i for i in reversed(part.names) if texts[i]), None)


def _row(
    grid: Grid,
    row: Row,
    texts: Sequence[str],
    part: Part,
    own_unit: str | None,
    group: str | None,
    seen: set[tuple[Cell | None, Cell | None]],
    source: Source,
    rules: Rules,
) -> Iterator[Statement]:
    name_at = _name_at(texts, part)
    if name_at is None or len(texts[name_at]) > _LONGEST_NAME:
        return
    name, _, total = read_name(texts[name_at], rules)
    span = row_span(row, name_at)
    if not span or not name:
        return
    patterns = rules.patterns["table"]
    kind = patterns["binding"].fullmatch(texts[part.binding]) if part.binding is not None else None
    kind = kind or (patterns["group_binding"].search(group) if group else None)

    def value_of(i: int, column: Column) -> Value | None:
        unit = own_unit or column.unit or grid.unit
        rate = column.role in ("growth", "share") or (column.role == "yearly" and patterns["rate"].search(column.head))
        value = read_value(texts[i], column.unit or "%" if rate else unit, rules)
        return read_value(texts[i], unit, rules) if rate and value and value.in_brackets else value

    columns = grid.head.columns
    reached = {i for i, _ in part.results if not columns[i].year}
    bases = [(columns[i].year, value_of(i, columns[i])) for i in part.bases if i not in reached]
    known = [(year, base.value) for year, base in bases if base and base.value is not None]
    stem = name
    levels = (value_of(i, column) for i, column, _ in part.valued if column.role not in _OF_OTHERS)
    shown = next((of.unit for of in levels if of and of.unit and of.change == "to"), None)
    for i, column, is_target in part.valued:
        value = value_of(i, column)
        if value is None or (row[name_at], row[i]) in seen or not (is_target or value.value is not None):
            continue  # nothing, or what merged cells repeat
        if column.role == "total" and round(value.value or 0, _DECIMALS) != _sum_of_years(part, value_of):
            continue
        seen.add((row[name_at], row[i]))
        if not column.year and (named := patterns["cell_year"].match(texts[i])):
            column = replace(column, year=int(named["year"]))  # 到2025年达到38%
        if value.unit is None and value.value is not None and column.role not in _OF_OTHERS:
            value = replace(value, unit=shown)  # 500张, 430
        if column.measure and column.measure not in texts[name_at]:
            name = stem + column.measure
        called = stem + column.head if column.role == "share" else name
        value = as_named(value, called, total or patterns["total"].search(column.head) is not None, rules)
        term = end_of_year(column.year, rules) if is_target and column.year else None
        statement = Statement(
            kind="target" if is_target else "result",
            type="quantity" if value.value is not None else "milestone",
            indicator=called if value.value is not None else called + value.text,
            start=span[0],
            end=span[1],
            rule=RULE if is_target else COUNTED,
            op=value.op,
            value=value.value,
            value_max=value.value_max,
            unit=value.unit,
            change=value.change if value.value is not None else None,
            direction=value.direction,
            recurrence="yearly" if value.each_year else None,
            deadline=term.last if term else None,
            deadline_text=term.text if term else None,
            period_start=f"{column.first}-01-01" if column.role == "total" else None,
            as_of=str(column.year) if column.year and not is_target else None,
            scope=column.place,
            binding=kind["binding"] + rules.words["table"]["binding_end"][0] if kind and is_target else None,
            page=source.page(span[0]),
            canonical=canonical_name(called, rules) if value.value is not None else None,
        )
        if statement.change == "by" and (than := patterns["than_year"].search(called)):
            statement = replace(statement, baseline=True, baseline_year=int(than["year"]))
        if column.role == "growth":
            yield of_growth(statement, baseline=True)
        elif column.role == "yearly":
            yield _of_years(statement, value, column, part, texts[name_at], rules)
        else:
            before = [of for of in known if not (of[0] and column.year) or of[0] < column.year]
            yield with_base(statement, before) if is_target and value.value is not None else statement


def _sum_of_years(part: Part, value_of: Callable[[int, Column], Value | None]) -> float | None:
    """What the targets of all years in a row come to; None where a year has none."""
    found = [value_of(i, column) for i, column in part.targets if column.role != "total"]
    values = [value.value for value in found if value and value.value is not None]
    return round(sum(values), _DECIMALS) if len(values) == len(found) else None


def with_base(statement: Statement, known: Sequence[tuple[int | None, float]]) -> Statement:
    """A target with the last of the values that it starts from."""
    if not known:
        return statement
    year, value = max(known, key=lambda base: base[0] or 0)
    return replace(statement, baseline=True, baseline_year=year, baseline_value=value)


def of_growth(statement: Statement, *, baseline: bool) -> Statement:
    """What a column of changes from the year before says; -3.4 is a fall by 3.4."""
    if statement.value is None:
        return statement
    direction = statement.direction or ("down" if statement.value < 0 else "up" if statement.value else None)
    value = abs(statement.value)
    return replace(statement, value=value, change="by", direction=direction, baseline=baseline)


def _of_years(statement: Statement, value: Value, column: Column, part: Part, name: str, rules: Rules) -> Statement:
    """What a column of rates or totals over years says: a total where it or the cell is marked so, else for each year.

    A rate beside the figures of but one year, or of two that follow each other, is of that year.
    """
    patterns = rules.patterns["table"]
    if statement.value is None or value.in_brackets or read_name(name, rules)[2]:
        return statement
    yearly = patterns["per_year"].search(column.head) is not None
    if patterns["rate"].search(column.head) and not patterns["many_years"].search(column.head):
        if not yearly or part.is_of_a_year:
            return of_growth(statement, baseline=False)
    elif not yearly:
        return statement
    by = patterns["growth"].search(column.head) is not None or "%" in value.text  # 年均: 6% of what has another unit
    if by or statement.change == "by":
        return replace(statement, recurrence="yearly", change="by", direction=statement.direction or "up")
    return replace(statement, recurrence="yearly")
