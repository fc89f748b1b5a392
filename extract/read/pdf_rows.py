"""Tables that go on over a page: which do, the rows with which their head stands again, rows that a page parts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extract.read.compose import CellText
from extract.read.pdf_layout import Sheet
from extract.read.pdf_lines import joined
from extract.read.pdf_tables import RuledTable, are_one
from extract.read.shapes import shape

_DONE = tuple("。；！？;!?")  # a text that ends so does not go on


class _Place(NamedTuple):
    sheet: int
    item: int


def repeated_head(first: RuledTable, table: RuledTable) -> int:
    """The number of rows with which a table begins as its first part did."""
    size = 0
    for row, head in zip(table.texts, first.texts, strict=False):
        if row != head or not any(head):
            break
        size += 1
    return size


def with_rows_whole(sheets: Sequence[Sheet], apart: Sequence[set[int]]) -> list[Sheet]:
    """The sheets, each row that a page parts whole on the page where it begins; ``apart``: what is furniture."""
    whole = list(sheets)
    first: RuledTable | None = None  # the first part of the table that the text so far ends with
    last = _Place(0, 0)  # of its last part
    for number, sheet in enumerate(sheets):
        places = [i for i in range(len(sheet.items)) if i not in apart[number]]
        if not places:
            continue
        before, table = whole[last.sheet].items[last.item] if first else None, sheet.items[places[0]]
        goes_on = False
        if first and isinstance(before, RuledTable) and isinstance(table, RuledTable) and are_one(before, table):
            goes_on = True
            head = repeated_head(first, table)
            if row := _row_joined(before, table, head):
                _put(whole, last, replace(before, rows=(*before.rows[:-1], row)))
                _put(whole, _Place(number, places[0]), replace(table, rows=table.rows[:head] + table.rows[head + 1 :]))
        end = sheet.items[places[-1]]
        if not (goes_on and len(places) == 1):
            first = end if isinstance(end, RuledTable) else None
        last = _Place(number, places[-1])
    return whole


def _row_joined(before: RuledTable, table: RuledTable, head: int) -> tuple[CellText, ...] | None:
    """The last row of a table with the row after its head on the next page, where that only goes on with its texts.

    Such a row has no number, and whatever stands in it goes on from a cell that has not come to an end; a bracket that
    is open there leaves no doubt, nor does text that fills its cell where the rest of the row is empty.
    """
    if len(table.rows) <= head or not before.rows:
        return None
    above = before.rows[-1]
    own = {cell.column for cell in above}
    below = [cell for cell in table.rows[head] if cell.text or cell.column in own]  # cells merged above are empty here
    if [(c.column, c.columns) for c in above] != [(c.column, c.columns) for c in below]:
        return None
    further = [(a, b) for a, b in zip(above, below, strict=True) if b.text]
    if any(not a.text or a.text.endswith(_DONE) for a, _ in further):
        return None
    numbered = above[0].text.rstrip(".、．").isdigit()
    begins = bool(below[0].text or not above[0].text) or not (numbered or len(further) * 2 <= len(below))
    filled = len(further) * 2 <= len(below) and all(a.column in before.full for a, _ in further)
    labelled = any(shape("row_label").match(b.text) for _, b in further)
    if begins and not any(_is_open(a.text) for a, _ in further) and (labelled or not filled):
        return None
    return tuple(_joined(a, b) for a, b in zip(above, below, strict=True))


def _joined(cell: CellText, other: CellText) -> CellText:
    sure = min((c.confidence for c in (cell, other) if c.confidence is not None), default=None)
    return replace(cell, text=joined((cell.text, other.text)), confidence=sure)


def _is_open(text: str) -> bool:
    """Whether a bracket of a text is still open at its end."""
    return text.rfind("（") > text.rfind("）")


def _put(sheets: list[Sheet], place: _Place, table: RuledTable) -> None:
    items = sheets[place.sheet].items
    sheets[place.sheet] = replace(sheets[place.sheet], items=(*items[: place.item], table, *items[place.item + 1 :]))
