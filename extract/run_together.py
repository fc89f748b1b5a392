"""Paragraphs that a copy has run together on one line, told by the numbers of their headings: …。一、…(一)…。(二)…"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from extract.numerals import parse_number
from extract.rulebook import Rules

_UNDER = {"point": "part", "article": "chapter"}  # what a heading may follow whose heading no full stop ends
_ENDS = "。!?)”"
_ENDS_ITEM = "。!?);:"
_LONG_HEADING = 60  # characters
_ENOUGH = 3  # headings within lines, that no running text counts up to
_TOP = 400  # characters in which a document's number stands


class _Mark(NamedTuple):
    start: int
    kind: str  # part | point | chapter | article | item
    number: int


def run_together(text: str, rules: Rules) -> list[int]:
    """Where paragraphs begin within the lines of a normalised text, in order; none where its line ends are there.

    >>> from extract.rulebook import load_rules
    >>> text = "现通知如下。一、加强领导(一)落实责任。建立制度。(二)加强监督。二、加强宣传。"
    >>> [text[at : at + 4] for at in run_together(text, load_rules())]
    ['一、加强', '(一)落', '(二)加', '二、加强']
    >>> run_together("分三步走:(一)调查;(二)整改;(三)验收。", load_rules())
    []
    """
    patterns, words = rules.patterns["lines"], rules.words["lines"]
    begins = {
        at for match in patterns["run_on_number"].finditer(text, 0, _TOP) for at in match.span() if text[at] != "\n"
    }
    if any(second in text for second in words["second_heading"]):
        headings = _in_turn(_marks(patterns["numbered_heading"], text), text, rules)
        within = {mark.start for mark in headings if not _begins_line(text, mark.start)}
        if len(within) >= _ENOUGH:
            items = _counted(_marks(patterns["numbered_item"], text), [mark.start for mark in headings], text)
            begins |= within.union(items)
    return sorted(begins)


def _marks(pattern: "regex.Pattern[str]", text: str) -> list[_Mark]:
    found = []
    for match in pattern.finditer(text):
        kind = match.lastgroup or ""
        number = parse_number(match[kind])
        if number:
            found.append(_Mark(match.start(), kind, int(number)))
    return found


def _begins_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _in_turn(marks: Sequence[_Mark], text: str, rules: Rules) -> list[_Mark]:
    """The headings that begin a line, and those after a sentence or a heading that count on from one before."""
    found: list[_Mark] = []
    last: dict[str, int] = {}
    for mark, after in zip(marks, _next_numbers(marks), strict=True):
        if not _begins_line(text, mark.start):
            counts_on = mark.number == last.get(mark.kind, 0) + 1 or (mark.number, after) == (1, 2)
            before = text[mark.start - 1]
            opens = mark.kind == "chapter" and mark.number == 1 and before not in rules.sets["lines"]["refers"]
            if not counts_on or not (opens or before in _ENDS or _ends_heading(text, found, mark)):
                continue
        found.append(mark)
        last[mark.kind] = mark.number
    return found


def _ends_heading(text: str, before: Sequence[_Mark], mark: _Mark) -> bool:
    """Whether only a heading stands before the first point of a part: 一、总体要求(一)指导思想。"""
    if not before or before[-1].kind != _UNDER.get(mark.kind):
        return False
    start = before[-1].start
    return mark.start - start < _LONG_HEADING and text.find("。", start, mark.start) < 0


def _next_numbers(marks: Sequence[_Mark]) -> list[int]:
    """For each mark the number of the next of its kind, 0 for the last."""
    found: list[int] = []
    following: dict[str, int] = {}
    for mark in reversed(marks):
        found.append(following.get(mark.kind, 0))
        following[mark.kind] = mark.number
    return found[::-1]


def _counted(items: Sequence[_Mark], headings: Sequence[int], text: str) -> Iterator[int]:
    """Where the items within lines begin that count up from 1 under each heading."""
    under, last = -1, 0
    for item, after in zip(items, _next_numbers(items), strict=True):
        heading = bisect_right(headings, item.start)
        if heading != under:
            under, last = heading, 0
        if item.number != last + 1 or not (last or after == 2):
            continue
        if _begins_line(text, item.start):
            last = item.number
        elif text[item.start - 1] in _ENDS_ITEM:
            last = item.number
            yield item.start
