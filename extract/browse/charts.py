"""Charts as SVG, made here so that no script is needed: bars, and points over years. Their colours are in charts.css.

What they show stands beside them as a table as well; they name it in a title and a description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

from markupsafe import Markup

from extract.browse.figures import shown_number
from extract.browse.printable import printable

_NO_MORE = "…"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how long it is, and where it leads."""

    label: str
    count: int
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its year and value, whether it was promised or reported, what it says, and where it leads."""

    year: int
    value: float
    kind: str  # target | result
    title: str
    href: str


def bars(title: str, about: str, rows: Sequence[Bar], label_width: int, accent: str = "target") -> Markup:
    """An SVG of horizontal bars, one below the other, each with its label before it and its count behind it.

    >>> "<title>按年</title>" in bars("按年", "每年的目标", [Bar("2025", 3)], 40)
    True
    """
    high, wide = 24, 420
    room = wide - label_width - 64
    most = max((row.count for row in rows), default=0) or 1
    drawn = Markup("").join(
        _linked(row.href, _bar(row, n * high, label_width, room * row.count / most)) for n, row in enumerate(rows)
    )
    return _svg(title, about, wide, high * len(rows), f"zhengce-bars {accent}", drawn)


def _bar(row: Bar, top: int, label_width: int, length: float) -> Markup:
    fitting = label_width // 14  # characters of Chinese, 13 units wide each
    whole = printable(row.label)
    label = whole if _width(whole) <= fitting else whole[: fitting - 1] + _NO_MORE
    return Markup(
        '<g><title>{}</title><rect class="row" x="0" y="{}" width="420" height="24"/>'
        '<text class="label" x="{}" y="{}" text-anchor="end">{}</text>'
        '<rect class="bar" x="{}" y="{}" width="{:.1f}" height="16"/>'
        '<text class="count" x="{:.1f}" y="{}">{}</text></g>'
    ).format(
        *(f"{whole} {row.count}", top, label_width, top + 17, label),
        *(label_width + 8, top + 4, max(length, 1), label_width + 14 + length, top + 17, f"{row.count:,}"),
    )


def _width(text: str) -> float:
    return sum(0.6 if character.isascii() else 1 for character in text)


_LEFT: Final = 96  # of the field in which points stand, as the next three
_RIGHT: Final = 620
_TOP: Final = 14
_FOOT: Final = 266


def points(title: str, about: str, found: Sequence[Point]) -> Markup:
    """An SVG of points over years: hollow circles for what is promised, filled squares for what is reported.

    >>> points("森林覆盖率", "", [Point(2025, 24.0, "target", "≥ 24%", "/x")]).count("<circle")
    1
    """
    years = [point.year for point in found]
    ticks = _ticks([point.value for point in found])
    first, last = min(years), max(years)
    low, high = ticks[0], ticks[-1]

    def across(year: int) -> float:
        return _LEFT + 30 + (_RIGHT - _LEFT - 60) * ((year - first) / (last - first) if last > first else 0.5)

    def up(value: float) -> float:
        return _FOOT - (_FOOT - _TOP) * ((value / 2 - low / 2) / (high / 2 - low / 2))  # halves do not overflow

    lines = [_grid(up(tick), shown_number(tick)) for tick in ticks]
    lines += [_year(across(year), year) for year in _years(first, last)]
    shapes = [_linked(point.href, _point(point, across(point.year), up(point.value))) for point in found]
    return _svg(title, about, 640, 296, "zhengce-points", Markup("").join(lines + shapes))


def _grid(y: float, label: str) -> Markup:
    return Markup(
        '<line x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}"/>'
        '<text class="label" x="{}" y="{:.1f}" text-anchor="end">{}</text>'
    ).format(_LEFT, y, _RIGHT, y, _LEFT - 8, y + 4, label)


def _year(x: float, year: int) -> Markup:
    return Markup('<text class="label" x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(x, _FOOT + 22, year)


def _point(point: Point, x: float, y: float) -> Markup:
    said = Markup("<title>{}</title>").format(printable(point.title))
    if point.kind == "target":
        return Markup('<circle class="target" cx="{:.1f}" cy="{:.1f}" r="6">{}</circle>').format(x, y, said)
    return Markup('<rect class="result" x="{:.1f}" y="{:.1f}" width="10" height="10">{}</rect>').format(
        x - 5, y - 5, said
    )


def _years(first: int, last: int) -> Iterator[int]:
    """The years that are named below the field, ten at most."""
    step = max(1, -(-(last - first) // 9))
    yield from range(first, last + 1, step)


def _ticks(values: Sequence[float]) -> list[float]:
    """Round numbers from below the least value to above the greatest, some five of them.

    >>> _ticks([35.0, 42.0])
    [34.0, 36.0, 38.0, 40.0, 42.0]
    """
    low, high = min(values), max(values)
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        low, high = (0.0, high) if high > 0 else (low, 0.0) if low < 0 else (0.0, 1.0)
    rough = high / 4 - low / 4
    size = 10.0 ** floor(log10(rough))
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= rough * 0.999)
    first, last = floor(low / step), -floor(-high / step)
    return [step * n for n in range(first, max(last, first + 1) + 1)]


def _linked(href: str | None, shape: Markup) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, shape) if href else shape


def _svg(title: str, about: str, wide: int, high: int, kind: str, drawn: Markup) -> Markup:
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" role="group" aria-label="{}" xmlns="http://www.w3.org/2000/svg">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
    ).format(kind, wide, high, printable(title), printable(title), printable(about), drawn)
