"""The matched text without its tables, but for the cells of task tables that say what is to be done."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extract.model import Apart, Cell, Normal, Section, Source, Statement, Table, Task
from extract.normalise import normalise
from extract.rulebook import Rules

_BREAK = regex.compile(r"<br\s*/?>", regex.IGNORECASE)  # as Markdown has it in cells

Kept = Sequence[tuple[Table, Sequence[Cell]]]


def without_tables(body: Normal, source: Source, kept: Kept, rules: Rules) -> Normal:
    """The text without these tables, the cells given with each as paragraphs in its place."""
    if not kept:
        return body
    pieces: list[str] = []
    origin = array("L")
    position = 0

    def keep(text: str, offsets: Sequence[int]) -> None:
        pieces.append(text)
        origin.extend(offsets)

    for table, cells in kept:
        own = set(table.cells)
        begin = source.text.rfind("\n", 0, table.start) + 1
        start, end = (bisect_left(body.origin, at) for at in (begin, table.end))
        if start > position:
            keep(body.text[position:start], body.origin[position:start])
        if pieces and not pieces[-1].endswith("\n"):
            keep("\n", [origin[-1]])
        for cell in cells:
            for text, offsets in _items(source, cell, rules, whole=cell not in own):
                keep(text + "\n", [*offsets, offsets[-1]])
        position = max(end, position)
        if body.text[position : position + 1] == "\n":
            position += 1
    keep(body.text[position:], body.origin[position:])
    return Normal("".join(pieces), origin)


def with_headings(cells: Sequence[Cell], table: Table, text: str, rules: Rules) -> list[Cell]:
    """Cells of a table, and the lines between its rows that head sections and are none of its cells, in order."""
    found, section = list(cells), rules.patterns["table"]["section_line"]
    for before, after in pairwise(sorted(table.cells, key=lambda cell: cell.start)):
        at = before.end
        for line in text[at : after.start].splitlines(keepends=True) if after.start > at + 2 else ():
            content = line.strip(" \t|\r\n\u3000")
            if section.match(content):
                start = at + line.index(content)
                found.append(Cell(after.row, 0, start, start + len(content)))
            at += len(line)
    return sorted(found, key=lambda cell: cell.start)


def _items(source: Source, cell: Cell, rules: Rules, *, whole: bool) -> Iterator[tuple[str, list[int]]]:
    """The matched text of a cell, item by item: labels in it begin no sections, and so are left out, but of a line
    that is no cell of the table."""
    parted = _BREAK.sub(lambda found: "\n" + " " * (len(found[0]) - 1), source.text[cell.start : cell.end])
    own = normalise(Source(parted, source.media_type), rules)
    labels = () if whole else rules.patterns["table"]["cell_item"].finditer(own.text)
    edges = [edge for match in labels for edge in match.span()]
    for start, end in zip([0, *edges[1::2]], [*edges[::2], len(own.text)], strict=True):
        text = own.text[start:end].strip("\n ")
        if text:
            at = own.text.index(text, start)
            yield text, [cell.start + own.origin[i] for i in range(at, at + len(text))]


def apart_tables(kept: Kept, kinds: Sequence[str], text: str) -> list[Apart]:
    """What of each table is not matched, with the rule that read it."""
    found = []
    for (table, cells), kind in zip(kept, kinds, strict=True):
        at = table.start
        for start, end in [*((cell.start, cell.end) for cell in cells), (table.end, table.end)]:
            if text[at:start].strip():
                found.append(Apart(at, start, RULES_OF_KINDS[kind]))
            at = max(at, end)
    return found


RULES_OF_KINDS = {"indicators": "table.indicator", "tasks": "table.task", "other": "table.other"}


def section_at(offset: int, body: Normal, sections: Sequence[Section]) -> int | None:
    """The innermost section, in a text that tables have been taken out of, that a table at an offset stands in."""
    at = bisect_left(body.origin, offset, hi=len(body.text))
    if at == len(body.text) or body.origin[at] != offset:
        at -= 1  # the table goes on where the text before it stood
    last = bisect_right(sections, at, key=lambda section: section.start) - 1
    index = last if last >= 0 else None
    while index is not None and at >= max(sections[index].end, sections[index].body):
        index = sections[index].parent
    return index


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of a document: those of its matched text and, in their places, those that rows of tables are."""

    matched: list[Task]  # with ranges in the matched text, for what is found there
    placed: tuple[Task, ...]  # all of them, with ranges in the source
    index: tuple[int, ...]  # of each matched task among those placed
    rows: tuple[int, ...]  # the indexes of those placed that are rows of tables

    @classmethod
    def of(cls, noted: Sequence[Task], rows: Sequence[Task], body: Normal, sections: Sequence[Section]) -> "Tasks":
        """The tasks noted in the text, and rows with ranges in the source, in order."""
        within = [_in_body(row, body, sections) for row in rows]
        of_rows = {id(task): row for task, row in zip(within, _with_notes(rows, noted), strict=True)}
        matched = _around_rows(noted, [task for task in within if task.start < task.end], body.text)
        pairs = [(_in_source(task, body, of_rows.get(id(task))), n) for n, task in enumerate(matched)]
        pairs += [(_in_source(task, body, of_rows[id(task)]), -1) for task in within if task.start == task.end]
        pairs.sort(key=lambda pair: (pair[0].start, pair[0].end))
        places = {n: place for place, (_, n) in enumerate(pairs)}
        begun = {row.start for row in rows}
        of_tables = tuple(i for i, (task, _) in enumerate(pairs) if task.start in begun)
        return cls(matched, tuple(task for task, _ in pairs), tuple(places[n] for n in range(len(matched))), of_tables)

    def joined(self, statements: Sequence[Statement], of_tables: Sequence[Statement]) -> tuple[Statement, ...]:
        """The statements of the text and those of indicator tables, in order, with the indexes of their tasks."""
        if not self.placed:
            return (*statements, *of_tables)
        moved = {at: place for at, place in enumerate(self.index) if at != place}
        joined = [replace(s, task=moved[s.task]) if s.task in moved else s for s in statements]
        joined += [replace(s, task=self._row(s)) for s in of_tables]
        return tuple(sorted(joined, key=lambda s: s.start)) if of_tables else tuple(joined)

    def _row(self, statement: Statement) -> int | None:
        """The index of the row that a statement of a table stands in."""
        at = bisect_right(self.rows, statement.start, key=lambda i: self.placed[i].start) - 1
        return self.rows[at] if at >= 0 and statement.end <= self.placed[self.rows[at]].end else None


def _in_body(row: Task, body: Normal, sections: Sequence[Section]) -> Task:
    """A row with its range in the text that tables have been taken out of: empty where its cells were too."""
    start, end = (bisect_left(body.origin, at, hi=len(body.text)) for at in (row.start, row.end))
    return Task(section_at(row.start, body, sections), start, end, (), row.deadline, row.deadline_text)


def _with_notes(rows: Sequence[Task], noted: Sequence[Task]) -> list[Task]:
    """Rows with those whom a note inside their text names as well: 建成泵站(市水务局)."""
    in_notes = [r for task in noted for r in task.responsibilities] if rows else []
    named = sorted(in_notes, key=lambda r: r.start)
    starts = [r.start for r in named]
    return [
        replace(row, responsibilities=row.responsibilities + tuple(named[slice(*_between(starts, row.start, row.end))]))
        for row in rows
    ]


def _between(starts: Sequence[int], start: int, end: int) -> tuple[int, int]:
    return bisect_left(starts, start), bisect_left(starts, end)


def _in_source(task: Task, body: Normal, row: Task | None) -> Task:
    """A task with its ranges in the source; ``row`` is what it was there, where it is a table's."""
    if row:
        return replace(row, section=task.section)
    start, end = body.span(task.start, task.end)
    return Task(task.section, start, end, task.responsibilities, task.deadline, task.deadline_text)


def _around_rows(tasks: Sequence[Task], rows: Sequence[Task], text: str) -> list[Task]:
    """Tasks of the text and rows of tables, in order; what a note or an item covers ends where rows begin.

    A note below a table speaks for what stands between, an item without one for what stands above.
    """
    if not rows:
        return list(tasks)
    starts = [row.start for row in rows]
    found = list(rows)
    for task in tasks:
        first, last = (bisect_left(starts, at) for at in (task.start, task.end))
        if first and rows[first - 1].end > task.start:
            continue  # inside a row
        if first < last:
            above = _trimmed(text, task.start, rows[first].start)
            below = _trimmed(text, rows[last - 1].end, task.end)
            start, end = below if task.responsibilities and below[0] < below[1] else above
            task = replace(task, start=start, end=end)
        if first == last or task.start < task.end:
            found.append(task)
    return sorted(found, key=lambda task: (task.start, task.end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n":
        start += 1
    while end > start and text[end - 1] in " \n":
        end -= 1
    return start, max(start, end)
