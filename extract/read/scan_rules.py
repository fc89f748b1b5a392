"""Straight rules on the picture of a page, and the page turned so that they are level."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from extract.read.ocr import ASKEW, STEEP, on_white
from extract.read.pdf_page import Edge

if TYPE_CHECKING:
    from PIL.Image import Image

_DARKER = 55  # of 255, by which ink is darker than paper, also where thin rules are pale; the ground of a head is not
_WIDEST = 2_500  # pixels of a picture on which rules are looked for: an A4 page at 300 dots an inch
_LEVEL = 0.055  # of the page's width: a level rule is longer; a stroke of a character is not
_UPRIGHT = 0.02  # of the page's width, of an upright one, which meets level ones where it is no longer than a stroke
_THICK = 0.008  # of the page's width: what is thicker is a bar
_GAP = 3  # pixels that a rule may lack
_MEETS = 0.006  # of the page's width, how near two rules come that meet


class _Rule(NamedTuple):
    """A rule: where it is across its direction on the average, its ends along it, its slope, and how thick it is."""

    at: float
    low: int
    high: int
    slope: float
    thick: float


def straightened(image: Image) -> Image:
    """The picture, turned so that the rules on it are level; as it is where it has none or they are."""
    from PIL import Image as images

    rules = _level(_ink(image)[0])
    slope = median(rule.slope for rule in rules) if len(rules) > 1 else 0.0
    if not ASKEW < abs(slope) < STEEP:
        return image
    return on_white(image).rotate(math.degrees(math.atan(slope)), images.Resampling.BICUBIC, fillcolor="white")


def rules_on(image: Image) -> list[Edge]:
    """The level and upright rules on a picture, in its pixels; of upright ones those between level ones."""
    ink, size = _ink(image)
    level = _level(ink)
    if len(level) < 2:
        return []
    near = _MEETS * ink.shape[1]

    def meets(rule: _Rule, end: int) -> bool:
        return any(abs(other.at - end) <= near and other.low - near <= rule.at <= other.high + near for other in level)

    upright = _rules(ink.T, _UPRIGHT * ink.shape[1], _THICK * ink.shape[1])
    kept = [(True, rule) for rule in upright if meets(rule, rule.low) and meets(rule, rule.high)]
    found = [*((False, rule) for rule in level), *kept]
    return [Edge(is_upright, rule.at * size, rule.low * size, rule.high * size) for is_upright, rule in found]


def _ink(image: Image) -> tuple[Any, int]:
    """Where a picture is darker than its paper, made smaller where it is large, and how many times."""
    import numpy

    size = math.ceil(image.width / _WIDEST)
    grey = numpy.asarray(on_white(image).convert("L").reduce(size))
    return grey < numpy.median(grey) - _DARKER, size


def _level(ink: Any) -> list[_Rule]:
    return _rules(ink, _LEVEL * ink.shape[1], _THICK * ink.shape[1])


def _rules(ink: Any, length: float, thick: float) -> list[_Rule]:
    """The rules along the rows of an array of ink that are at least so long and at most so thick."""
    import numpy

    wide = ink.copy()  # a rule that is not quite level goes on in the next row
    wide[1:] |= ink[:-1]
    wide[:-1] |= ink[1:]
    steps = numpy.diff(numpy.pad(wide, ((0, 0), (1, 1))).astype(numpy.int8), axis=1)
    begins, ends = numpy.nonzero(steps == 1), numpy.nonzero(steps == -1)
    long = ends[1] - begins[1] >= length
    found: list[_Rule] = []
    open_: list[list[tuple[int, int, int]]] = []  # the runs of rules that may go on in the next row
    for row, low, high in zip(*(part[long].tolist() for part in (*begins, ends[1])), strict=True):
        closed = [runs for runs in open_ if row - runs[-1][0] > _GAP]
        found += [_rule(runs) for runs in closed]
        open_ = [runs for runs in open_ if row - runs[-1][0] <= _GAP]
        same = [runs for runs in open_ if any(low <= b + _GAP and a - _GAP <= high for _, a, b in runs[-8:])]
        if same:
            same[0].append((row, low, high))
        else:
            open_.append([(row, low, high)])
    found += [_rule(runs) for runs in open_]
    return [rule for rule in found if rule.thick <= thick]


def _rule(runs: list[tuple[int, int, int]]) -> _Rule:
    """The rule that runs of ink in rows below each other make."""
    low, high = min(run[1] for run in runs), max(run[2] for run in runs)
    pixels = sum(b - a for _, a, b in runs)
    left = [row for row, a, _ in runs if a <= low + _GAP]
    right = [row for row, _, b in runs if b >= high - _GAP]
    rise = sum(right) / len(right) - sum(left) / len(left)
    at = sum(row * (b - a) for row, a, b in runs) / pixels
    return _Rule(at, low, high, rise / max(1, high - low), pixels / max(1, high - low))
