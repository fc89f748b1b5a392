"""A comparison of two documents on a terminal, as Markdown, or in another format."""

import re
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.diff import KINDS, WEIGHTS, WHATS, WHOLES, Comparison, Piece, slips, words_of
from extract.diff_page import as_page
from extract.relate.account import Change
from extract.relate.weigh import Weight
from extract.terminal import as_json, plain

_LONGEST = 160  # characters of a whole section that a cell shows
_MOST_SLIPS = 10  # that are quoted where transcription is only counted
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~])")


def print_comparison(comparison: Comparison, every: bool, console: Console) -> None:
    """Nothing comes back: what changed, the substance first, is on the console; transcription as a number only, unless
    ``every`` change is wanted.
    """
    console.print(f"原 was: {plain(comparison.before.title)}", soft_wrap=True)
    console.print(f"今 now: {plain(comparison.after.title)}", soft_wrap=True)
    if comparison.whole:
        console.print(WHOLES[comparison.whole], soft_wrap=True)
    for weight, label in WEIGHTS.items():
        found = comparison.of(weight)
        if weight == "transcription" and not every:
            console.print(f"\n{label}: {len(found)}")
            for before, after in list(slips(comparison))[:_MOST_SLIPS]:
                console.print(f" {plain(before)} → {plain(after)}", soft_wrap=True)
        elif not found:
            console.print(f"\n{label}: 0")
        else:
            console.print(_table(comparison, f"\n{label}: {len(found)}", found))


def written_as(format: Literal["json", "html", "md"], comparison: Comparison, every: bool) -> str:
    """A comparison in a format, transcription as a number only, unless ``every`` change is wanted."""
    weights = [weight for weight in WEIGHTS if every or weight != "transcription"]
    if format == "json":
        return as_json(comparison.as_data(weights)) + "\n"
    return as_page(comparison, weights) if format == "html" else as_markdown(comparison, weights)


def as_markdown(comparison: Comparison, weights: list[Weight]) -> str:
    """A comparison as Markdown: a table for each of some weights, and the numbers of the others."""
    lines = [f"# {_escaped(comparison.before.title)} → {_escaped(comparison.after.title)}", ""]
    lines += [WHOLES[comparison.whole], ""] if comparison.whole else []
    for weight, label in WEIGHTS.items():
        found = comparison.of(weight)
        lines += [f"## {label}: {len(found)}", ""]
        if found and weight in weights:
            lines += ["| 位置 where | 变化 change | 原来 was | 现在 now |", "| --- | --- | --- | --- |"]
            lines += [_row(comparison, change) for change in found]
            lines.append("")
    return "\n".join(lines)


def _table(comparison: Comparison, title: str, found: list[Change]) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1, 1, 0))
    for column, ratio in (("位置 where", 2), ("变化 change", 2), ("原来 was", 5), ("现在 now", 5)):
        table.add_column(column, overflow="fold", ratio=ratio)
    for change in found:
        before, after = words_of(change)
        where, what = plain(comparison.where(change)), f"{KINDS[change.kind]}\n{WHATS[change.what]}"
        table.add_row(where, what, _styled(before, "red strike"), _styled(after, "green underline"))
    return table


def _styled(pieces: list[Piece], style: str) -> Text:
    text = Text()
    for piece in pieces:
        text.append(plain(piece.text), style="" if piece.shared else style)
    if len(text) > _LONGEST:
        text.truncate(_LONGEST, overflow="ellipsis")
    return text


def _row(comparison: Comparison, change: Change) -> str:
    before, after = words_of(change)
    cells = [
        _escaped(comparison.where(change)),
        f"{KINDS[change.kind]} · {WHATS[change.what]}",
        "".join(_escaped(p.text) if p.shared else f"~~{_escaped(p.text)}~~" for p in before),
        "".join(_escaped(p.text) if p.shared else f"**{_escaped(p.text)}**" for p in after),
    ]
    return "| " + " | ".join(cells) + " |"


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", plain(text))
