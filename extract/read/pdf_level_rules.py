"""Level rules of a page by where they begin and end, and the sides of tables that these leave open."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from extract.read.pdf_page import SNAP, Box, Edge

_FEWEST = 3  # rules of an open table
_ALIKE = 6.0  # points, by which the ends of rules of one table hardly differ
_WIDE = 20.0  # points from its side to its first upright rule, at least: what is less only juts out
_MOST = 400  # rules on a page


def rules_by_ends(edges: Sequence[Mapping[str, Any]], length: float) -> list[list[Box]]:
    """The level ones of rules as pdfplumber has them that are longer than this, top down, in groups of like ends."""
    groups: dict[tuple[int, int], list[Box]] = {}
    for edge in sorted(edges, key=lambda edge: edge["top"]):
        if edge["orientation"] == "h" and edge["width"] > length:
            left, right = round(edge["x0"] / _ALIKE), round(edge["x1"] / _ALIKE)
            near = ((left + n, right + m) for n in (0, -1, 1) for m in (0, -1, 1))
            key = next((key for key in near if key in groups), (left, right))
            groups.setdefault(key, []).append(Box(edge["x0"], edge["top"], edge["x1"], edge["top"]))
    return list(groups.values())


def open_sides(edges: Sequence[Mapping[str, Any]]) -> list[Edge]:
    """The upright rules that tables lack at their sides; ``edges`` as pdfplumber has them."""
    upright = [(e["x0"], e["top"], e["bottom"]) for e in edges if e["orientation"] == "v"]
    if len(edges) > _MOST:
        return []
    found: list[Edge] = []
    for rules in rules_by_ends(edges, 2 * _WIDE):
        x0, x1 = min(rule.x0 for rule in rules), max(rule.x1 for rule in rules)
        for heights in _tied([rule.top for rule in rules], [u for u in upright if x0 < u[0] < x1]):
            crossing = [x for x, top, bottom in upright if top < heights[-1] - SNAP and bottom > heights[0] + SNAP]
            inside = [x for x in crossing if x0 - SNAP <= x <= x1 + SNAP]
            if inside and min(inside) - x0 > _WIDE:
                found.append(Edge(True, x0, heights[0], heights[-1]))
            if inside and x1 - max(inside) > _WIDE:
                found.append(Edge(True, x1, heights[0], heights[-1]))
    return found


def _tied(heights: Sequence[float], upright: Sequence[tuple[float, float, float]]) -> Iterator[list[float]]:
    """The heights of rules that follow each other with an upright one from each to the next."""
    tied = list(heights[:1])
    for y, below in pairwise(heights):
        if any(top <= y + SNAP and bottom >= below - SNAP for _, top, bottom in upright):
            tied.append(below)
            continue
        if len(tied) >= _FEWEST:
            yield tied
        tied = [below]
    if len(tied) >= _FEWEST:
        yield tied
