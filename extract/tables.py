"""Rows of indicator tables that stand in the text as lines of cells, as ``tables.toml`` reads their heads and figures.

Cells are parted by tabs, bars, wide or repeated blanks.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from extract.indicators import canonical_name
from extract.model import Section, Source, Statement
from extract.normalise import WIDTH
from extract.numerals import parse_number
from extract.rulebook import Rules

_CELL = regex.compile(r"[^\t|\n\u3000 ]+(?: [^\t|\n\u3000 ]+)*")
_MOST_COLUMNS = 9
_RULE = "table.indicator"


class _Cell(NamedTuple):
    text: str
    start: int
    end: int


class _Head(NamedTuple):
    """What the columns hold: their indexes, and for each column of targets its year."""

    size: int
    indicator: int
    unit: int | None
    binding: int | None
    present: int | None
    present_year: int | None
    targets: tuple[tuple[int, int], ...]  # column, year


def indicator_rows(source: Source, sections: Sequence[Section], year: int | None, rules: Rules) -> list[Statement]:
    """The targets in the indicator tables of a document, in order, with spans in ``source.text``.

    ``year`` is the one meant by a column that only says 目标值. A row gives a target for each column of targets; its
    quote runs from the indicator to the last cell.
    """
    if "指标" not in source.text:
        return []
    found: list[Statement] = []
    head: _Head | None = None
    for cells in _rows_of_cells(list(_lines(source.text))):
        if new := _head(cells, year, rules):
            head = new
        elif head and len(cells) > 1 and not all(set(cell.text) <= set("-:—") for cell in cells):
            rows = _row(cells[-head.size :], head, source, sections, rules)
            head = head if rows or len(cells) >= head.size - 1 else None
            found.extend(rows)
        elif head and cells and len(cells) == 1:
            head = None
    return found


def _lines(text: str) -> Iterator[list[_Cell]]:
    wide = text.translate(WIDTH)
    position = 0
    for line in text.splitlines(keepends=True):
        parted = "|" in line or "\t" in line or "\u3000" in line.strip() or "  " in line.strip()
        if parted:
            spans = [(position + m.start(), position + m.end()) for m in _CELL.finditer(line)]
            if all(end - start == 1 for start, end in spans):  # one word spread over its cell: 指　　标
                yield [_Cell("".join(wide[start] for start, _ in spans), spans[0][0], spans[-1][1])] if spans else []
            else:
                yield [_Cell(wide[start:end].strip(), start, end) for start, end in spans]
        elif line.strip():
            yield [_Cell(line.strip(), position, position + len(line))]
        position += len(line)


def _rows_of_cells(lines: list[list[_Cell]]) -> Iterator[list[_Cell]]:
    """Lines of cells; of a table that was flattened to a cell a line, its rows, told by the number they begin with.

    Such a table's head begins with 序号 and ends where the line after it is 1.
    """
    at = 0
    while at < len(lines):
        size = _flat_size(lines, at)
        if not size:
            yield lines[at]
            at += 1
            continue
        number = 0
        while at + size <= len(lines) and (number == 0 or lines[at][0].text == str(number)):
            yield [cell for line in lines[at : at + size] for cell in line]
            at, number = at + size, number + 1


def _flat_size(lines: list[list[_Cell]], at: int) -> int:
    """The number of columns of a flattened table whose head begins at a line, 0 where none does."""
    if len(lines[at]) != 1 or lines[at][0].text != "序号":
        return 0
    for size in range(2, min(_MOST_COLUMNS, len(lines) - at)):
        line = lines[at + size]
        if len(line) != 1:
            return 0
        if line[0].text == "1":
            return size
    return 0


def _head(cells: Sequence[_Cell], year: int | None, rules: Rules) -> _Head | None:
    patterns = rules.patterns["table"]
    indicator = unit = binding = None
    years: list[tuple[int, int, str]] = []
    for i, cell in enumerate(cells):
        if indicator is None and patterns["indicator_head"].fullmatch(cell.text):
            indicator = i
        elif patterns["unit_head"].fullmatch(cell.text):
            unit = i
        elif patterns["binding_head"].fullmatch(cell.text):
            binding = i
        elif match := patterns["year_head"].fullmatch(cell.text):
            years.append((i, int(match["year"]), match["what"]))
        elif year is not None and patterns["target_head"].fullmatch(cell.text):
            years.append((i, year, cell.text))
    if indicator is None or not years:
        return None
    said = [i for i, _, what in years if patterns["present"].search(what)]
    first = min(years, key=lambda column: column[1])
    present = said[0] if said else first[0] if len(years) > 1 else None
    targets = tuple((i, y) for i, y, _ in years if i != present and i not in said)
    present_year = next((y for i, y, _ in years if i == present), None)
    return _Head(len(cells), indicator, unit, binding, present, present_year, targets) if targets else None


def _row(
    cells: Sequence[_Cell], head: _Head, source: Source, sections: Sequence[Section], rules: Rules
) -> list[Statement]:
    if len(cells) != head.size:
        return []
    patterns, tables = rules.patterns["table"], rules.tables["table"]
    name = cells[head.indicator].text
    bracket = patterns["named_unit"].search(name)
    unit = cells[head.unit].text if head.unit is not None else None
    scale = ""
    if bracket:
        name, unit, scale = name[: bracket.start()], unit or bracket["unit"], bracket["scale"]
    elif unit and unit[0] in "万亿" and len(unit) > 1:
        scale, unit = unit[0], unit[1:]
    base = patterns["figure"].fullmatch(cells[head.present].text) if head.present is not None else None
    start, end = cells[head.indicator].start, cells[-1].end
    binding = cells[head.binding].text if head.binding is not None else None
    section = next((i for i in range(len(sections) - 1, -1, -1) if sections[i].start <= start < sections[i].end), None)
    made = []
    for column, year in head.targets:
        match = patterns["figure"].fullmatch(cells[column].text)
        value = _value(match["low"], scale) if match else None
        if match is None or value is None:
            continue
        by = match["verb"] is not None
        made.append(
            Statement(
                kind="target",
                type="quantity",
                indicator=name,
                start=start,
                end=end,
                rule=_RULE,
                op=tables["op"].get(match["op"] or match["after"], "="),
                value=value,
                value_max=_value(match["high"], scale) if match["high"] else None,
                unit=match["unit"] or unit,
                change="by" if by else "to",
                direction=tables["direction"].get(match["verb"]),
                baseline=base is not None,
                baseline_year=head.present_year if base else None,
                baseline_value=_value(base["low"], scale) if base else None,
                deadline=f"{year}-12-31",
                deadline_text=f"{year}年",
                binding=binding if binding in ("约束性", "预期性") else None,
                section=section,
                page=source.page(start),
                canonical=canonical_name(name, rules),
            )
        )
    return made


def _value(figure: str, scale: str) -> float | None:
    return parse_number(figure + scale)
