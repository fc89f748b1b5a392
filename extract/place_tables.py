"""Targets and results from tables whose rows are places, years or kinds of what is counted, one for each column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extract.cell_values import as_named, read_value
from extract.columns import Column, squeezed, unit_in
from extract.grids import Grid, Row, row_span, written
from extract.indicators import canonical_name
from extract.model import Source, Statement
from extract.place_heads import within
from extract.rulebook import Rules
from extract.table_parts import Years
from extract.tables import of_growth, with_base
from extract.tense import end_of_year

PROMISED, COUNTED = "place_table.promised", "place_table.counted"
_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_LONGEST_NAME = 30  # characters of a row's


_Known = dict[str | None, list[tuple[int | None, float]]]  # by measure, what targets start from


@dataclass(frozen=True, slots=True)
class _Says:
    """What the title of a table, or of its document, says of its figures: that they are promised or were reached, in
    which year, and what is counted in which unit where no column says it."""

    promises: bool
    tells: bool
    counts: bool  # things as they stand: 基本情况
    year: int | None
    what: str | None
    unit: str | None


def place_rows(grid: Grid, source: Source, years: Years, rules: Rules) -> list[Statement]:
    """The targets and results of such a table in the order of its rows, with spans in the source."""
    says = _says(grid, years, rules)
    kinds = {i: kind for i, column in enumerate(grid.head.columns) if (kind := _kind(column, says, years))}
    _add_totals(grid.head.columns, kinds)
    if not says.tells and any(kind == "target" for kind, _ in kinds.values()):
        kinds |= {i: ("base", kinds[i][1]) for i in kinds if _is_base(grid.head.columns[i], kinds[i][0], rules)}
    names = grid.head.of("places", "years", "kinds")
    of_places, of_years = (bool(grid.head.of(rows)) for rows in ("places", "years"))
    found: list[Statement] = []
    known: _Known = {}
    labels = [written(source.text, row[names[-1]]) for row in grid.rows] if of_years else []
    of_rows = _of_years(labels, says, years, rules)
    for row in grid.rows:
        texts = [written(source.text, cell) for cell in row]
        span = row_span(row, names[0])
        if not span or len({cell for cell in row if cell}) < 2:
            continue
        base = Statement("target", "quantity", "", *span, rule=PROMISED, page=source.page(span[0]))
        if of_years:
            kind = of_rows.get(texts[names[-1]])
            kinds = {i: kind for i, column in enumerate(grid.head.columns) if kind and column.role == "count"}
            found.extend(_row(grid, row, texts, base, "", kinds, says, known, rules))
        elif named := _named([texts[i] for i in names], of_places, rules):
            found.extend(_row(grid, row, texts, replace(base, scope=named[0]), named[1], kinds, says, {}, rules))
    return found


def _of_years(labels: Sequence[str], says: _Says, years: Years, rules: Rules) -> dict[str, tuple[str, int | None]]:
    """What the row of each year holds: targets, results, or where others promise, what these start from."""
    kinds = {}
    for label in labels:
        if row := rules.patterns["place_table"]["year_row"].fullmatch(label):
            role = "target" if row["to_be"] else "present" if row["stands"] else "value"
            if kind := _kind(Column(role, label, year=int(row["year"])), says, years):
                kinds[label] = kind
    if not says.tells and any(kind == "target" for kind, _ in kinds.values()):
        return {label: ("base" if kind == "result" else kind, year) for label, (kind, year) in kinds.items()}
    return kinds


def _says(grid: Grid, years: Years, rules: Rules) -> _Says:
    patterns = rules.patterns["place_table"]
    title = squeezed(grid.title or "")
    titles = [title, squeezed(years.title or "")]
    told, counts, promises = (any(map(patterns[name].search, titles)) for name in ("told", "counts", "promises"))
    tells = told or (years.reports and not promises)
    year = next((int(found[-1]) for found in map(_YEAR.findall, titles) if found), None)
    what = patterns["title"].match(title)
    return _Says(
        promises and not tells, tells, counts, year, what["what"] if what else None, grid.unit or unit_in(title, rules)
    )


def _kind(column: Column, says: _Says, years: Years) -> tuple[str, int | None] | None:
    """Whether a column holds targets or results, and of which year; None for one that says neither."""
    told = column.year or says.year or years.told
    aim = column.year or says.year or years.aim
    match column.role:
        case "target":
            return ("target", aim) if aim else None
        case "present" | "share" | "growth":
            return ("result", told)
        case "value":
            ahead = aim is not None and (says.promises if years.written is None else aim >= years.written)
            return ("target", aim) if ahead and not says.tells else ("result", told)
        case "count" if says.promises:
            return ("target", aim) if aim and aim >= (years.written or aim) else None
        case "count" if says.tells or says.counts:
            return ("result", told)
    return None


def _add_totals(columns: Sequence[Column], kinds: dict[int, tuple[str, int | None]]) -> None:
    """Adds the columns of totals: of the last of the years beside them."""
    of_years = [kinds[i] for i in sorted(kinds) if columns[i].role == "value"]
    if of_years:
        kinds |= {i: of_years[-1] for i, column in enumerate(columns) if column.role == "total"}


def _is_base(column: Column, kind: str, rules: Rules) -> bool:
    """Whether targets start from what a column holds that does not say that this was done."""
    done = rules.patterns["table"]["done"].search(column.head) or rules.patterns["place_table"]["done"].search(
        column.head
    )
    return kind == "result" and column.role in ("value", "present") and not done


def _named(labels: Sequence[str], of_places: bool, rules: Rules) -> tuple[str | None, str] | None:
    """The place that a row is of and, where it is of a kind of things, that; the total of all is of neither."""
    patterns = rules.patterns["place_table"]
    told = list(dict.fromkeys(within(label, rules) for label in labels if label))
    own = [
        label for label in told if not (patterns["total_row"].fullmatch(label) or patterns["whole_row"].match(label))
    ]
    if not own:
        whole = next(filter(None, map(patterns["whole_row"].fullmatch, told)), None)
        return (whole["whole"] if whole else None, "") if told else None
    if len(own[-1]) > _LONGEST_NAME:
        return None
    return (own[-1], "") if of_places else (None, own[-1])


def _row(
    grid: Grid,
    row: Row,
    texts: Sequence[str],
    base: Statement,
    of: str,
    kinds: dict[int, tuple[str, int | None]],
    says: _Says,
    known: _Known,
    rules: Rules,
) -> Iterator[Statement]:
    left: Column | None = None  # the last column of levels
    for i, (kind, year) in sorted(kinds.items()):
        column = grid.head.columns[i]
        measure = column.measure or (left.measure if left else None) or says.what
        share = column.role in ("share", "growth")
        value = read_value(texts[i], column.unit or ("%" if share else says.unit), rules)
        left = left if share else column
        if value is None or value.value is None or not (measure or of) or (i and row[i] is row[i - 1]):
            continue
        if kind == "base":
            known.setdefault(column.measure, []).append((year, value.value))
            continue
        name = of + (measure or "") + (column.head if column.role == "share" else "")
        value = as_named(value, name, False, rules)
        term = end_of_year(year, rules) if kind == "target" and year else None
        statement = replace(
            base,
            kind=kind,
            rule=PROMISED if kind == "target" else COUNTED,
            indicator=name,
            op=value.op,
            value=value.value,
            value_max=value.value_max,
            unit=value.unit,
            change=value.change,
            direction=value.direction,
            deadline=term.last if term else None,
            deadline_text=term.text if term else None,
            as_of=str(year) if year and kind == "result" else None,
            canonical=canonical_name(name, rules),
        )
        if column.role == "growth":
            yield of_growth(statement, baseline=True)
        else:
            before = [of for of in known.get(column.measure, []) if not (of[0] and year) or of[0] < year]
            yield with_base(statement, before) if kind == "target" else statement
