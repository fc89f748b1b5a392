"""How much a change of wording matters: whether it changes a figure, a date, a duty or who has it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import regex

from extract.rulebook import Rules

Weight = Literal["substantive", "wording", "transcription"]

_COUNTED = ("figure", "han_figure", "firmness", "limit", "frequency")
_LONGEST_NAME = 12  # letters of a name before its ending
_LONGEST_DOUBLE = 6  # letters of a word that was written twice


class Edit(NamedTuple):
    """Letters that one text has where another has others; either range may be empty."""

    start: int
    end: int
    other_start: int
    other_end: int


def weigh(before: str, after: str, edits: Sequence[Edit], rules: Rules) -> Weight:
    """The weight of edits between two clauses, given as letters (see ``Prose.said``); ranges count in them.

    >>> from extract.rulebook import load_rules
    >>> weigh("加强污染防治", "加强污染防控", [Edit(5, 6, 5, 6)], load_rules())
    'wording'
    >>> weigh("应当公开", "可以公开", [Edit(0, 2, 0, 2)], load_rules())
    'substantive'
    """
    if edits and all(_doubles(before, after, edit) for edit in edits):
        return "transcription"
    patterns = rules.patterns["change"]
    plain = patterns["reference"].sub("", before), patterns["reference"].sub("", after)
    for name in _COUNTED:
        if Counter(patterns[name].findall(plain[0])) != Counter(patterns[name].findall(plain[1])):
            return "substantive"
    if any(_turns(before[e.start : e.end], after[e.other_start : e.other_end], patterns) for e in edits):
        return "substantive"
    left = _touched(patterns, before, [(e.start, e.end) for e in edits])
    right = _touched(patterns, after, [(e.other_start, e.other_end) for e in edits])
    return "substantive" if left or right else "wording"


def _doubles(before: str, after: str, edit: Edit) -> bool:
    """Whether a word only stands twice on one side."""
    longer, start, end = (before, edit.start, edit.end) if edit.start < edit.end else (after, *edit[2:])
    if (edit.start < edit.end) == (edit.other_start < edit.other_end) or end - start > _LONGEST_DOUBLE:
        return False
    added = longer[start:end]
    figure = any(character.isdigit() for character in added)
    return not figure and (longer[:start].endswith(added) or longer.startswith(added, end))


def _turns(before: str, after: str, patterns: "Mapping[str, regex.Pattern[str]]") -> bool:
    """Whether an edit puts in, or takes out, nothing but a word that turns a sentence round."""
    return (not before or not after) and bool(patterns["negation"].fullmatch(before or after))


def _touched(patterns: "Mapping[str, regex.Pattern[str]]", text: str, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a name of who owes something stands in a range, or is changed by what does."""
    for match in patterns["decides"].finditer(text):
        if any(match.start() < end and start < match.end() for start, end in ranges if start < end):
            return True
    for match in patterns["name_end"].finditer(text):
        reach = max(0, match.start() - _LONGEST_NAME)
        stops = [stop.end() for stop in patterns["before_name"].finditer(text, reach, match.start())]
        first = max(stops, default=reach)
        if any(first < end and start < match.end() for start, end in ranges if start < end):
            return True
    return False
