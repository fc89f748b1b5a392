"""How much a change of wording matters: whether it changes a figure, a date, a duty or who has it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import regex

from extract.numerals import parse_number
from extract.relate.prose import TO_TWELVE
from extract.rulebook import Rules

Weight = Literal["substantive", "wording", "transcription"]

_FIGURES = ("figure", "han_figure")
_COUNTED = ("firmness", "limit", "frequency")
_WHOLE = ("decides", "joins", "answers")  # patterns of who owes something: all of it
_ENDS = ("name_end", "bears")  # and only how it ends
_LONGEST_NAME = 12  # letters of a name before its ending
_LONGEST_DOUBLE = 6  # letters of a word that was written twice
_LONGEST_TURN = 6  # letters that are replaced by their opposite


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
    one_word = {word: words[0] for words in rules.tables["change"]["one_firmness"] for word in words}
    figures = [Counter(_value(word) for name in _FIGURES for word in patterns[name].findall(text)) for text in plain]
    if figures[0] != figures[1]:
        return "substantive"
    for name in _COUNTED:
        found = (Counter(one_word.get(word, word) for word in patterns[name].findall(text)) for text in plain)
        if next(found) != next(found):
            return "substantive"
    if any(_turns(before[e.start : e.end], after[e.other_start : e.other_end], patterns) for e in edits):
        return "substantive"
    if any(_reverses(before, after, edit, rules) for edit in edits):
        return "substantive"
    for text, told in (
        (before, [(e.start, e.end, e.other_end - e.other_start) for e in edits]),
        (after, [(e.other_start, e.other_end, e.end - e.start) for e in edits]),
    ):
        telling = [(start, end) for start, end, _ in told if not _fills(patterns, text, start, end)]
        longer = [(start, end) for start, end, other in told if end - start - other > 1 and (start, end) in telling]
        if _touched(patterns, text, telling) or _forbids(patterns, text, longer):
            return "substantive"
    return "wording"


def _value(figure: str) -> str:
    """What a figure says, however it is written: 20000 and 2万, 3 and 三, Ⅱ and 二."""
    sign = figure[-1] if figure[-1] in "%‰" else ""
    value = TO_TWELVE.index(figure) + 1.0 if figure in TO_TWELVE else parse_number(figure.removesuffix(sign))
    return figure if value is None else f"{value}{sign}"


def _doubles(before: str, after: str, edit: Edit) -> bool:
    """Whether a word only stands twice on one side."""
    longer, start, end = (before, edit.start, edit.end) if edit.start < edit.end else (after, *edit[2:])
    if (edit.start < edit.end) == (edit.other_start < edit.other_end) or end - start > _LONGEST_DOUBLE:
        return False
    added = longer[start:end]
    figure = any(character.isdigit() or character in "ivx" for character in added)
    return not figure and (longer[:start].endswith(added) or longer.startswith(added, end))


def _turns(before: str, after: str, patterns: "Mapping[str, regex.Pattern[str]]") -> bool:
    """Whether an edit puts in, or takes out, nothing but a word that turns a sentence round."""
    return (not before or not after) and bool(patterns["negation"].fullmatch(before or after))


def _reverses(before: str, after: str, edit: Edit, rules: Rules) -> bool:
    """Whether an edit puts the opposite in place of a word: 偏少 for 偏多, 降低 for 提高."""
    sides = (before, edit.start, edit.end), (after, edit.other_start, edit.other_end)
    if not all(0 < end - start <= _LONGEST_TURN for _, start, end in sides):
        return False
    tables = rules.tables["change"]
    characters = {text[start:end] for text, start, end in sides}
    if any(characters == set(pair) for pair in tables["opposite_characters"]):
        return True
    for axis in tables["opposite"]:
        says = [[any(_stands(word, *side) for word in words.split()) for words in axis] for side in sides]
        if says in ([[True, False], [False, True]], [[False, True], [True, False]]):
            return True
    return False


def _stands(word: str, text: str, start: int, end: int) -> bool:
    """Whether a word stands where a range has part of it."""
    return word in text[max(0, start - len(word) + 1) : end + len(word) - 1]


def _fills(patterns: "Mapping[str, regex.Pattern[str]]", text: str, start: int, end: int) -> bool:
    """Whether a range is empty, or holds no more than what may come and go in a name: 的, 有关."""
    return start == end or bool(patterns["filler"].fullmatch(text, start, end))


def _forbids(patterns: "Mapping[str, regex.Pattern[str]]", text: str, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a range of words that the other side has not is of what is forbidden: 广告 in 不得用于商标、广告."""
    ban = patterns["ban"].search(text)
    return ban is not None and any(ban.end() <= start for start, _ in ranges)


def _touched(patterns: "Mapping[str, regex.Pattern[str]]", text: str, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether a name of who owes something stands in a range, or is changed by what does."""

    def touches(first: int, last: int) -> bool:
        return any(first < end and start < last for start, end in ranges)

    if any(touches(*match.span()) for name in _WHOLE for match in patterns[name].finditer(text)):
        return True
    for match in (match for name in _ENDS for match in patterns[name].finditer(text)):
        reach = max(0, match.start() - _LONGEST_NAME)
        stops = [stop.end() for stop in patterns["before_name"].finditer(text, reach, match.start())]
        if touches(max(stops, default=reach), match.end()):
            return True
    return False
