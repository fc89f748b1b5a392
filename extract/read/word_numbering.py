"""The numbers that Word shows before paragraphs and does not keep in their text: counted here as it counts them."""

import re
from dataclasses import dataclass

from extract.read.word_figures import written
from extract.read.word_package import Element, child, is_on, name_of, number, value
from extract.read.word_styles import Look, Style, Styles

_PLACE = re.compile("%([1-9])")
_LEVELS = 9
_LONGEST_LABEL = 100  # characters around the figures: more than Word lets one write
_LAST_START = 32_767  # in Word


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    start: int = 0
    style: str = "decimal"
    text: str = ""  # "%1.%2": the figures of levels 1 and 2
    restarts: int | None = None  # after a paragraph of this level (from 1) or one above; 0 never, None any above
    gap: str = " "
    plain: bool = False  # all figures as 1, 2, 3
    linked: str | None = None  # the style whose paragraphs are on this level


@dataclass(frozen=True, slots=True)
class _List:
    """A list as paragraphs name it. Lists with one ``count`` go on counting where another has left off."""

    count: int
    levels: tuple[_Level, ...]
    starts_anew: dict[int, int]  # level -> where it starts, also when this list first comes to it

    def start(self, at: int) -> int:
        return self.starts_anew.get(at, self.levels[at].start)


class Numbering:
    """The lists of a file, and how far each has counted.

    ``unknown`` are the styles of numbers that are not known here, which are shown in plain figures.
    """

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._models = {number(e, "abstractNumId"): e for e in _named(root, "abstractNum")}
        self._nums = {number(e, "numId"): e for e in _named(root, "num")}
        self._lists: dict[int, _List | None] = {}
        self._counts: dict[tuple[str, int], dict[int, int]] = {}
        self._begun: set[tuple[str, int, int]] = set()
        self.unknown: set[str] = set()

    def label(self, look: Look, style: Style, story: str) -> str:
        """The number that a paragraph shows, with the gap after it; empty where it has none. Counts on.

        ``look`` is what the paragraph says itself. Each ``story`` (the body, text boxes, footnotes) counts by itself.
        """
        list_id = look.list_id if look.list_id is not None else style.look.list_id
        of = self._list(list_id) if list_id else None
        if of is None or not list_id:
            return ""
        at = self._level(of, look, style)
        counts = self._counts.setdefault((story, of.count), {})
        level = of.levels[at]
        if at in of.starts_anew and (story, list_id, at) not in self._begun:
            counts.pop(at, None)
        self._begun.add((story, list_id, at))
        counts[at] = counts[at] + 1 if at in counts else of.start(at)
        for above in range(at):  # 1.1 where nothing had 1: what comes next above is 2
            counts.setdefault(above, of.start(above))
        for below in range(at + 1, _LEVELS):
            after = of.levels[below].restarts
            if after is None or at < after:
                counts.pop(below, None)
        if level.style == "bullet":
            return ""
        label = _PLACE.sub(lambda match: self._figure(of, int(match[1]) - 1, counts, level.plain), level.text)
        return label + level.gap if label.strip() else ""

    def _level(self, of: _List, look: Look, style: Style) -> int:
        if look.list_id is None and look.list_level is None:
            linked = (i for ours in style.ids for i, level in enumerate(of.levels) if level.linked == ours)
            at = next(linked, style.look.list_level)
        else:
            at = look.list_level if look.list_level is not None else style.look.list_level
        return min(max(at or 0, 0), _LEVELS - 1)

    def _figure(self, of: _List, at: int, counts: dict[int, int], plain: bool) -> str:
        level = of.levels[at]
        count = counts.get(at, level.start)
        if level.style in ("none", "bullet"):
            return ""
        shown = written(count, "decimal" if plain and level.style != "decimalZero" else level.style)
        if shown is None:
            self.unknown.add(level.style)
        return str(count) if shown is None else shown

    def _list(self, list_id: int) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._resolve(list_id)
        return self._lists[list_id]

    def _resolve(self, list_id: int) -> _List | None:
        num = self._nums.get(list_id)
        count = number(child(num, "abstractNumId"))
        model = self._models.get(count)
        linked = value(child(model, "numStyleLink"))
        if linked is not None:  # the list is that of a style
            of_style = self._nums.get(self._styles.style(linked).look.list_id)
            count = number(child(of_style, "abstractNumId"))
            model = self._models.get(count)
        if num is None or model is None or count is None:
            return None
        levels = [_Level()] * _LEVELS
        _fill(levels, model)
        starts_anew = {}
        for change in _named(num, "lvlOverride"):
            _fill(levels, change)
            at, start = number(change, "ilvl"), number(child(change, "startOverride"))
            if at is not None and start is not None:
                starts_anew[at] = min(start, _LAST_START)
        return _List(count, tuple(levels), starts_anew)


def _fill(levels: list[_Level], of: Element) -> None:
    for element in _named(of, "lvl"):
        at = number(element, "ilvl")
        if at is not None and 0 <= at < _LEVELS:
            levels[at] = _level(element)


def _level(element: Element) -> _Level:
    form = child(element, "numFmt")
    if form is None:  # a form of Word's own, with one of the standard's for other programs
        form = child(element, "AlternateContent", "Fallback", "numFmt")
    return _Level(
        start=min(number(child(element, "start")) or 0, _LAST_START),
        style=value(form) or "decimal",
        text=(value(child(element, "lvlText")) or "")[:_LONGEST_LABEL],
        restarts=number(child(element, "lvlRestart")),
        gap="" if value(child(element, "suff")) == "nothing" else " ",
        plain=is_on(child(element, "isLgl")),
        linked=value(child(element, "pStyle")),
    )


def _named(element: Element | None, name: str) -> list[Element]:
    return [inner for inner in element if name_of(inner) == name] if element is not None else []
