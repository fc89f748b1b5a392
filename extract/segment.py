"""Numbered and headed sections, and sentences."""

from dataclasses import replace

import regex

from extract.headings import find_marks
from extract.marks import ANNEX, CLOSED, Mark
from extract.model import Normal, Section, Source
from extract.rulebook import Rules

_LOST = 3  # a copy may have lost labels between two that follow each other
# A sentence's end, or what holds marks that end none: titles, quotations, brackets.
_BREAK = regex.compile(
    r"""
    (?P<whole> 《[^《》\n]{0,200}(?:《[^《》\n]{0,200}》[^《》\n]{0,200})*+》
      | \([^()\n]{0,400}(?:\([^()\n]{0,200}\)[^()\n]{0,400})*+\) )
  | (?P<lead>:)? “[^“”\n]{0,600}? (?P<closed> [。!?] )? ”
  | (?P<end> [。!?]+[”’」』》)]* | \n )
    """,
    regex.VERBOSE,
)


def segment(source: Source, body: Normal, rules: Rules) -> list[Section]:
    """The sections of a text in its order, each with the index of the one that holds it.

    What stands before the first section has none; from there on each character has exactly one innermost section.
    """
    marks = _in_sequence(find_marks(source, body, rules), body.text, rules.tables["section"]["weak"])
    marks = _with_prefaces_ended(marks, body.text, rules)
    parents = _parents(marks)
    marks = _without_lone_sentences(marks, parents, body.text, rules)
    levels: list[int] = []
    for parent in parents:
        levels.append(1 if parent is None else levels[parent] + 1)
    ends = _ends(marks, parents, levels, len(body.text))
    return [
        Section(
            label=_written(source, body, mark.label),
            heading=_written(source, body, mark.heading),
            level=levels[i],
            parent=parents[i],
            start=mark.start,
            end=ends[i],
            body=min(mark.body, ends[i]),
            rule=mark.rule,
        )
        for i, mark in enumerate(marks)
    ]


def without_running(sections: list[Section], text: str) -> tuple[list[Section], list[int | None]]:
    """The sections without 一是, 二是 in running sentences, and for each of all the place of the one that now holds it.

    Where the first of these begins a paragraph, those that follow in it are sections like it.
    """
    if all(section.rule != "section.ordinal" for section in sections):
        return sections, [*range(len(sections))]
    kept: list[Section] = []
    places: list[int | None] = []
    listed = -1  # where the last paragraph begins that begins with 一是
    for section in sections:
        outer = None if section.parent is None else places[section.parent]
        if section.rule == "section.ordinal":
            line = text.rfind("\n", 0, section.start) + 1
            if line == section.start:
                listed = line
            elif line != listed:
                places.append(outer)
                continue
        places.append(len(kept))
        kept.append(replace(section, parent=outer, level=1 if outer is None else kept[outer].level + 1))
    return (kept, places) if len(kept) < len(sections) else (sections, places)


def sentences(body: Normal, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the sentences between two offsets, in order.

    A sentence ends with 。!? and what closes after it, or with its paragraph; not inside 《》, brackets or quotation
    marks, unless what is quoted after a colon ends there.

    >>> body = Normal("说“好。行。”了。他说:“好。”完成!(甲局。乙局)", range(28))
    >>> [body.text[a:b] for a, b in sentences(body, 0, 27)]
    ['说“好。行。”了。', '他说:“好。”', '完成!', '(甲局。乙局)']
    """
    found = []
    position = start
    for match in _BREAK.finditer(body.text, start, end):
        if not match["end"] and not (match["lead"] and match["closed"]):
            continue
        stop = match.start() if match["end"] == "\n" else match.end()
        if stop > position:
            found.append((position, stop))
        position = match.end()
    if position < end:
        found.append((position, end))
    return found


def _with_prefaces_ended(marks: list[Mark], text: str, rules: Rules) -> list[Mark]:
    """The marks, those of 前言 and the like ended by the next: what follows a preface is no part of it."""
    preface = rules.patterns["section"]["preface"]
    return [
        replace(mark, until=following.start)
        if mark.number is None and mark.heading and following and preface.fullmatch(text, *mark.heading)
        else mark
        for mark, following in zip(marks, [*marks[1:], None], strict=False)
    ]


def _in_sequence(marks: list[Mark], text: str, weak: list[str]) -> list[Mark]:
    """The marks whose numbers count up, as far as a copy's losses let one tell."""
    kept: list[Mark] = []
    before: dict[tuple[int, int], int] = {}
    for mark, after in zip(marks, _next_numbers(marks), strict=True):
        last = before.get(mark.kind)
        if mark.number is None:
            kept.append(mark)
        elif (
            _plausible(mark.number, last, after, mark.doubtful or mark.rule in weak)
            or _right_below(mark, kept[-1:])
            or _goes_on_after_loss(mark, last, text)
            or _after_run_in(mark, kept[-1:], text)
        ):
            kept.append(mark)
            before[mark.kind] = mark.number
    return kept


def _right_below(mark: Mark, before: list[Mark]) -> bool:
    """Whether a label stands on the line under a heading that has no text of its own, so that it begins its first item:
    (五)强化制造 / 2.推行标准。… where the copy left out the others."""
    if not before or before[0].heading is None or before[0].kind >= mark.kind:
        return False
    return before[0].body + 1 == mark.start and (mark.number == 1 or not before[0].lone)


def _goes_on_after_loss(mark: Mark, last: int | None, text: str) -> bool:
    """Whether an item with a heading counts further up, though more than a few before it are lost: not 50所学校完工."""
    if not (last and mark.number and mark.label and mark.heading) or mark.lone or mark.doubtful:
        return False
    amount = text[mark.label[1] - 1].isdigit() and mark.heading[0] == mark.label[1]
    return last < mark.number and not amount


def _after_run_in(mark: Mark, before: list[Mark], text: str) -> bool:
    """Whether the first item of a list stands in the paragraph of the section above it: 1.保护修复:(1)…。"""
    label = text[slice(*mark.label)] if mark.label else ""
    if mark.number != 2 or not label.startswith("(") or not before:
        return False
    first = label.replace("2", "1").replace("二", "一")
    at = text.find(first, before[0].start, mark.start)
    return at > 0 and text[at - 1] in ":。;"


def _plausible(number: int, before: int | None, after: int | None, weak: bool) -> bool:
    goes_on = after is not None and number < after <= number + _LOST
    if number == 1:
        return goes_on or not weak
    if before is not None and before < number <= before + _LOST:
        return True
    return goes_on or (not weak and before in (None, number))


def _next_numbers(marks: list[Mark]) -> list[int | None]:
    """For each mark, the next number after it of its kind of label."""
    found = []
    following: dict[tuple[int, int], int] = {}
    for mark in reversed(marks):
        found.append(following.get(mark.kind))
        if mark.number is not None:
            following[mark.kind] = mark.number
    return found[::-1]


def _numbers_after(marks: list[Mark]) -> list[dict[tuple[int, int], int]]:
    """For each heading without a number, the next number of each kind of label after it."""
    found = []
    following: dict[tuple[int, int], int] = {}
    for mark in reversed(marks):
        if mark.number is None:
            found.append(following.copy())
        else:
            found.append({})
            following[mark.kind] = mark.number
    return found[::-1]


def _without_lone_sentences(marks: list[Mark], parents: list[int | None], text: str, rules: Rules) -> list[Mark]:
    """The marks, one-sentence items without their headings: only what has text or items under it is a heading.

    Who does it is no such text: 7.居民收入增长与经济增长同步。(牵头单位:市发改委)
    """
    note_after = rules.patterns["section"]["note_after"]
    settled: list[Mark] = []
    siblings: dict[tuple[int | None, tuple[int, int]], Mark] = {}
    for mark, parent, following in zip(marks, parents, [*marks[1:], None], strict=False):
        before = siblings.get((parent, mark.kind))
        ends = not following or following.kind <= mark.kind
        stop = following.start if following else len(text)
        alone = mark.lone and ends and note_after.fullmatch(text, min(mark.end, stop), stop) is not None
        if mark.lone and mark.label and (alone or (before and not before.heading)):
            mark = replace(mark, heading=None, body=mark.heading[0] if mark.heading else mark.label[1])
        siblings[parent, mark.kind] = mark
        settled.append(mark)
    return settled


def _parents(marks: list[Mark]) -> list[int | None]:
    """For each mark the index of the one that holds it: the nearest before it of an outer kind."""
    parents: list[int | None] = []
    holding: list[int] = []
    headed: set[int] = set()  # unnumbered headings right under numbered ones: others like them stand beside them
    for i, (mark, following) in enumerate(zip(marks, _numbers_after(marks), strict=True)):
        _close_ended(holding, marks, mark.start)
        beside = [
            at for at, j in enumerate(holding) if mark.kind == marks[j].kind and (j in headed or mark.kind == CLOSED)
        ]
        if mark.number is None and beside and not mark.closing:
            del holding[beside[0] :]
            headed.add(i)
        elif mark.number is None and mark.kind != ANNEX and holding and _heads(marks, holding[-1], mark):
            headed.add(i)
        else:
            del holding[0 if mark.kind == ANNEX else _depth(mark, [marks[j] for j in holding], following) :]
        parents.append(holding[-1] if holding else None)
        if mark.kind != ANNEX:
            holding.append(i)
    return parents


def _heads(marks: list[Mark], i: int, mark: Mark) -> bool:
    """Whether an unnumbered heading stands right under a numbered one, which is no line of a list of such lines."""
    above, before = marks[i], marks[i - 1] if i else None
    alone = above.heading is not None and not above.lone and above.body == above.end and above.number is not None
    listed = before is not None and before.kind == above.kind and before.end + 1 >= above.start
    return alone and not listed and above.end + 1 >= mark.start


def _depth(mark: Mark, holding: list[Mark], following: dict[tuple[int, int], int]) -> int:
    """How many of the sections that are open go on to hold the new one."""
    if mark.number is not None:
        for i, held in enumerate(holding):
            if held.number is not None and held.kind >= mark.kind:
                return i
        return len(holding)
    numbered = [(i, held.kind, held.number) for i, held in enumerate(holding) if held.number is not None]
    # An unnumbered heading stands inside the items whose numbers go on after it, and above those whose numbers don't.
    depth = max((i + 1 for i, kind, number in numbered if following.get(kind, 0) > number), default=0)
    while depth < len(holding) and holding[depth].number is None and holding[depth].kind < mark.kind:
        depth += 1
    return depth


def _close_ended(holding: list[int], marks: list[Mark], at: int) -> None:
    """Takes from the sections that are open the first that ends by itself before an offset, and all that it holds."""
    for depth, j in enumerate(holding):
        until = marks[j].until
        if until is not None and until <= at:
            del holding[depth:]
            return


def _ends(marks: list[Mark], parents: list[int | None], levels: list[int], length: int) -> list[int]:
    """For each mark, where the next one of its level or an outer one begins, or where it ends by itself."""
    ends = [length] * len(marks)
    waiting: list[int] = []
    for i, mark in enumerate(marks):
        while waiting and levels[waiting[-1]] >= levels[i]:
            ends[waiting.pop()] = mark.start
        waiting.append(i)
    for i, (mark, parent) in enumerate(zip(marks, parents, strict=True)):
        bounds = [ends[i]] if parent is None else [ends[i], ends[parent]]
        ends[i] = min(bounds if mark.until is None else [*bounds, mark.until])
    return ends


def _written(source: Source, body: Normal, span: tuple[int, int] | None) -> str | None:
    """A range as the source writes it, in its width, without the noise that was left out."""
    return body.written(source, *span) if span else None
