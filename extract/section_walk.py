"""The sections of a text as a walk from its beginning passes through them, and the deadlines that they set."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extract.model import Date, Quantity, Section, Task
from extract.tense import Term


class SectionWalk:
    """Where a walk through a text stands among its sections, by their indexes; it only goes forward."""

    def __init__(self, text: str, sections: Sequence[Section], tasks: Sequence[Task]) -> None:
        self.listed: dict[int, Term] = {}  # section -> the deadline of what it lists
        self.leaves = 0  # where the walk leaves the section that it is in
        self._text, self._sections = text, sections
        self._starts = [section.start for section in sections]
        self._index: int | None = None  # of the section where the walk is
        bodies = {section.start: section.body for section in sections}
        self._one_line = {task.start for task in tasks if task.end <= bodies.get(task.start, 0)}

    def at(self, index: int | None) -> Section | None:
        """The section of an index, None outside all."""
        return None if index is None else self._sections[index]

    def innermost(self, position: int) -> int | None:
        """The index of the innermost section around a position; None outside all."""
        if position >= self.leaves:
            at = bisect_right(self._starts, position)
            index = at - 1 if at else None
            while index is not None and self._sections[index].end <= position:
                index = self._sections[index].parent
            self.leaves = self._starts[at] if at < len(self._starts) else len(self._text) + 1
            if index is not None:
                self.leaves = min(self.leaves, self._sections[index].end)
            self._index = index
        return self._index

    def is_item(self, section: Section, mentions: Sequence[Quantity | Date]) -> bool:
        """Whether a section is one line with a figure, and so an item of a list rather than a heading.

        A note on the line below it, which covers nothing else, makes it no heading.
        """
        alone = not self._text[section.body : section.end].strip() or section.start in self._one_line
        return alone and any(isinstance(mention, Quantity) for mention in mentions)

    def begin_after(self, position: int) -> bool:
        """Whether nothing but marks and blanks stands between a position and the next section."""
        after = bisect_left(self._starts, position)
        return after < len(self._starts) and not self._text[position : self._starts[after]].strip(":\n ")

    def listed_term(self, index: int | None) -> Term | None:
        """The deadline that a lead-in set for a section or one above; an unnumbered first part may speak for all."""
        while index is not None and self.listed:
            if index in self.listed:
                return self.listed[index]
            parent = self._sections[index].parent
            first = 0 if parent is None else parent + 1
            if first in self.listed and first < index and self._sections[first].label is None:
                return self.listed[first]
            index = parent
        return None
