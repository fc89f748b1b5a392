"""Heads of tables whose rows are places, years or kinds of what is counted: what each column says that they have."""

from collections.abc import Sequence
from dataclasses import replace

import regex

from extract.columns import (
    AGENCIES,
    LONGEST_HEAD,
    Column,
    Head,
    growth_column,
    read_head,
    share_column,
    squeezed,
    unit_in,
    value_column,
)
from extract.rulebook import Rules

_BRACKET = regex.compile(r"\([^()]*\)$")
_FEWEST_ROWS = 2
_FEWEST_KINDS = 3  # rows of a table of kinds
_MOST = 0.6  # of the rows are places; of a column's cells are figures
_SAID = ("value", "target", "present")
_NO_COUNT = frozenset({"money", "score", "binding", "when", *AGENCIES})


def head_of_places(names: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], rules: Rules) -> Head | None:
    """The head of a table by the names of its columns, each with a part for each row of the head, and its rows' texts.

    >>> from extract.rulebook import load_rules
    >>> head = head_of_places([["乡镇"], ["泵站（座）", "计划数"]], [["东河镇", "3"], ["西河乡", "2"]], load_rules())
    >>> [(column.role, column.measure, column.unit) for column in head.columns]
    [('places', None, None), ('target', '泵站', '座')]
    """
    heads = [tuple(dict.fromkeys(squeezed(part) for part in name if part)) for name in names]
    known = read_head(heads, rules).columns
    first = next((i for i, column in enumerate(known) if column.role != "number"), len(known))
    patterns = rules.patterns["place_table"]
    says = [patterns["row_head"].fullmatch("".join(parts)) is not None for parts in heads]
    last = first
    while last + 1 < len(heads) and says[last] and says[last + 1]:
        last += 1
    if last + 1 >= len(heads) or len(rows) < _FEWEST_ROWS:
        return None
    labels = [next((text for text in reversed(row[first : last + 1]) if text), "") for row in rows]
    of_years = patterns["year_head"].fullmatch("".join(heads[first])) and all(
        patterns["year_row"].fullmatch(label) for label in labels
    )
    if not (of_years or _is_row_head(heads[first], says[first], rules)):
        return None
    of_places = says[first] or sum(is_place(label, rules) for label in labels) > _MOST * len(labels)
    of_rows = "years" if of_years else "places" if of_places else "kinds"
    columns = [replace(column, role=of_rows if first <= i <= last else "other") for i, column in enumerate(known)]
    for i in range(last + 1, len(heads)):
        filled = [row[i] for row in rows if row[i] and row[i] not in rules.sets["table"]["nothing"]]
        if not _are_figures(filled, rules):
            if known[i].role == "task":
                return None  # a task in words
        elif filled and known[i].role not in _NO_COUNT and heads[i]:
            columns[i] = _counted(heads[i], rules) or columns[i]
    counted = [column for column in columns[last + 1 :] if column.role != "other"]
    enough = of_places or len(rows) >= (_FEWEST_ROWS if of_years else _FEWEST_KINDS)
    if not counted or not enough or not (of_places or _count(counted, rules)):
        return None
    return Head("indicators", tuple(columns))


def names_places(names: Sequence[str], rules: Rules) -> bool:
    """Whether the cells of a line are the head of a table of places: 乡镇, and what each column counts.

    >>> from extract.rulebook import load_rules
    >>> names_places(["乡镇", "泵站（座）"], load_rules()), names_places(["各市、县", "人民政府"], load_rules())
    (True, False)
    """
    patterns = rules.patterns["place_table"]
    heads = [squeezed(name) for name in names]
    if rules.patterns["table"]["number_head"].fullmatch(heads[0]):
        heads = heads[1:]
    if len(heads) < 2 or not patterns["row_head"].fullmatch(heads[0]):
        return False
    rest = [head for head in heads[1:] if not patterns["remark_head"].fullmatch(head)]
    counted = [_counted((head,), rules) for head in rest if 0 < len(head) <= LONGEST_HEAD]
    return 0 < len(rest) == len(counted) and all(column and _says_what(column, rules) for column in counted)


def holds_figures(cells: Sequence[str], rules: Rules) -> bool:
    """Whether cells are a row of such a table: a name, then nothing but figures."""
    table = rules.patterns["table"]
    label, *rest = [squeezed(cell) for cell in cells]
    figures = [
        table["figure"].fullmatch(table["remark_after"].sub("", cell)) or cell in rules.sets["table"]["nothing"]
        for cell in rest
    ]
    return not table["figure"].fullmatch(label) and all(figures)


def is_place(label: str, rules: Rules) -> bool:
    """Whether a row is one of a place, or of all of them."""
    patterns, name = rules.patterns["place_table"], within(label, rules)
    return rules.patterns["table"]["place_head"].fullmatch(name) is not None or any(
        patterns[kind].fullmatch(name) for kind in ("whole_row", "total_row", "own_row")
    )


def within(label: str, rules: Rules) -> str:
    """The name of a row without 其中 and its number."""
    match = rules.patterns["place_table"]["within"].match(label)
    return label[match.end() :] if match else label


def _is_row_head(parts: Sequence[str], says: bool, rules: Rules) -> bool:
    return says or rules.patterns["place_table"]["loose_row_head"].fullmatch("".join(parts)) is not None


def _are_figures(texts: Sequence[str], rules: Rules) -> bool:
    figure, remark = rules.patterns["table"]["figure"], rules.patterns["table"]["remark_after"]
    return sum(figure.fullmatch(remark.sub("", text)) is not None for text in texts) >= _MOST * len(texts)


def _counted(parts: Sequence[str], rules: Rules) -> Column | None:
    """A column by what it counts, and whether that is what was promised, reached, or neither is said (``count``)."""
    patterns = rules.patterns["place_table"]
    if patterns["remark_head"].fullmatch("".join(parts)):
        return None
    found = Column("count", "".join(parts))
    for n, part in enumerate(parts):
        if not value_column(part, (part,), rules) and (dated := patterns["of_year"].fullmatch(part)):
            role = "target" if dated["to_be"] else "present" if dated["stands"] else "value"
            part, found = dated["rest"], replace(found, role=role, year=int(dated["year"]))
        unit = unit_in(part, rules)
        bare = _BRACKET.sub("", part) if unit else part
        found = replace(found, unit=unit or found.unit)
        if growth_column(part, rules):
            found = replace(found, role="growth", head=part)
        elif share := share_column(part, rules):
            found = replace(share, measure=found.measure)
        elif rules.patterns["table"]["total_head"].fullmatch(bare):
            found = replace(found, role="total") if len(parts) == 1 else found
        elif (value := value_column(part, (part,), rules)) and value.role in _SAID:
            role = found.role if found.role in ("target", "present") else value.role
            found = replace(found, role=role, year=value.year or found.year, first=value.first or found.first)
        elif n and found.role == "count" and patterns["done"].fullmatch(bare):
            found = replace(found, role="present")
        elif to_do := patterns["to_do"].fullmatch(bare):
            found = replace(found, role="target", measure=to_do["what"])
        else:
            found = replace(found, measure=bare)
    return found


def _count(columns: Sequence[Column], rules: Rules) -> bool:
    """Whether all columns say what they count."""
    return len(columns) > 1 and all(column.role == "count" and _says_what(column, rules) for column in columns)


def _says_what(column: Column, rules: Rules) -> bool:
    """Whether a column says what it counts by a unit, or 数, 率 and the like; one of years and shares need not."""
    count = rules.patterns["place_table"]["count"]
    return column.role != "count" or bool(column.measure and (column.unit or count.fullmatch(column.measure)))
