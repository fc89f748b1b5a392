"""The numbers that a web page shows before the items of a list and does not keep in their text."""

import re
from itertools import islice

from lxml import etree

from extract.read.furniture import furniture, squeezed
from extract.read.shapes import shape
from extract.read.word_figures import written

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_MOSTLY_LINKS = 0.5  # of the items
_OPENING = 20  # pieces of an item's text
_LAST_START = 10_000
# How a list counts, by its type, its style or the class that UEditor gives it, with what stands around the figure.
_COUNTING = {
    "1": ("decimal", "", "."),
    "decimal": ("decimal", "", "."),
    "a": ("lowerLetter", "", "."),
    "lower-alpha": ("lowerLetter", "", "."),
    "A": ("upperLetter", "", "."),
    "upper-alpha": ("upperLetter", "", "."),
    "i": ("lowerRoman", "", "."),
    "lower-roman": ("lowerRoman", "", "."),
    "I": ("upperRoman", "", "."),
    "upper-roman": ("upperRoman", "", "."),
    "cjk-ideographic": ("chineseCounting", "", "、"),
    "simp-chinese-informal": ("chineseCounting", "", "、"),
    "custom_cn": ("chineseCounting", "", "、"),
    "custom_cn1": ("chineseCounting", "", "）"),
    "custom_cn2": ("chineseCounting", "（", "）"),
    "custom_num": ("decimal", "", "."),
    "custom_num1": ("decimal", "", "）"),
    "custom_num2": ("decimal", "（", "）"),
}


def item_labels(items: etree._Element) -> dict[etree._Element, str]:
    """The number of each item of an <ol>; none where the items bring their own, are links, or show none.

    >>> from lxml import html
    >>> list(item_labels(html.fromstring('<ol start="2"><li>建设泵站<li>改造管网</ol>')).values())
    ['2.', '3.']
    >>> item_labels(html.fromstring("<ol><li>一、建设泵站<li>二、改造管网</ol>"))
    {}
    """
    counting = _counting(items)
    opening = {item: _opening(item) for item in items if item.tag == "li"}
    linked = sum(is_link for _, is_link in opening.values())
    if counting is None or linked > _MOSTLY_LINKS * len(opening):
        return {}
    if any(shape("own_label").match(text) or furniture().label.match(text) for text, _ in opening.values()):
        return {}
    style, before, after = counting
    count = _whole(items.get("start")) or 1
    labels = {}
    for item in opening:
        count = _whole(item.get("value")) or count
        labels[item] = f"{before}{written(count, style)}{after}"
        count += 1
    return labels


def _opening(item: etree._Element) -> tuple[str, bool]:
    """How the text of an item begins, and whether with a link."""
    text = squeezed("".join(map(str, islice(item.itertext(), _OPENING))))
    first = next((e for e in islice(item.iter(), _OPENING) if e.text and e.text.strip()), item)
    return text, first.tag == "a"


def _counting(items: etree._Element) -> tuple[str, str, str] | None:
    """How a list counts; None for one that shows no numbers or counts in a way not known here."""
    classes = str(items.get("class", "")).split()
    style = _STYLE.search(items.get("style", ""))
    kind = style[1].lower() if style else str(items.get("type", "1"))
    return _COUNTING.get(next((name for name in classes if name.startswith("custom_")), kind))


def _whole(figure: str | None) -> int | None:
    return int(figure) if figure and figure.isdecimal() and int(figure[:9]) < _LAST_START else None
