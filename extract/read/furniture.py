"""What the rules say of the things that web pages and crawlers add around a document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise, zip_longest

from extract.data_files import rules_of_ours
from extract.read.shapes import shape

_BLANKS = re.compile(r"\s+")
_MAY_LABEL = re.compile(r"[:：\]】\t]")
_LONGEST_ENTRY = 60  # characters of a label and its value that only a style sheet parts
_LONGEST_LABEL = 16  # characters, blanks included


@dataclass(frozen=True, slots=True)
class Furniture:
    """The patterns of ``rules/furniture.toml``, ready for use."""

    fields: dict[str, str]  # label without blanks -> the field that it fills, or "other"
    label: re.Pattern[str]  # a label with its colon or in its brackets
    leading: re.Pattern[str]  # a label of three characters or more before its value
    line: re.Pattern[str]  # a whole line, without blanks
    pager: re.Pattern[str]  # likewise
    link_headings: frozenset[str]
    no_value: frozenset[str]  # what stands for no value
    marks: re.Pattern[str]  # a class name or id


@cache
def furniture() -> Furniture:
    """The furniture that the rules describe.

    >>> furniture().fields["发文字号"]
    'document_number'
    """
    data = rules_of_ours("furniture.toml")
    fields = {label: field for field, labels in data["tables"]["labels"].items() for label in labels}
    ordered = sorted(fields, key=len, reverse=True)
    spaced = "|".join(r"\s*".join(label) for label in ordered)
    long = "|".join(r"\s*".join(label) for label in ordered if len(label) > 2)
    marks = "|".join(mark if len(mark) > 4 else rf"{mark}(?![a-z])" for mark in data["words"]["marks"])
    return Furniture(
        fields=fields,
        label=re.compile(rf"(?:[\[【]\s*({spaced})\s*[\]】]\s*[:：]?|({spaced})\s*[:：])"),
        leading=re.compile(rf"\A({long})(?x:{shape('value').pattern})"),
        line=re.compile(data["fragments"]["furniture_line"], re.VERBOSE),
        pager=re.compile(data["fragments"]["pager_line"], re.VERBOSE),
        link_headings=frozenset(data["words"]["link_headings"]),
        no_value=frozenset(("", *data["words"]["no_value"])),
        marks=re.compile(rf"(?:\A|[\s_-])(?:{marks})", re.IGNORECASE),
    )


def squeezed(text: str) -> str:
    """The text without white space.

    >>> squeezed("索 引　号：")
    '索引号：'
    """
    return _BLANKS.sub("", text)


def labels_in(text: str, below: str = "") -> list[str]:
    """The labels of metadata in a line: with a colon, in brackets, alone in a cell or line with a value after them, or
    before a value in a short line.

    >>> labels_in("索 引 号：123 主题分类：科技")
    ['索引号', '主题分类']
    >>> labels_in("索引号\\t123\\t文号\\t发布日期"), labels_in("文号", "国发〔2019〕4号")
    (['索引号'], ['文号'])
    >>> labels_in("发文机关霁川市水务局")
    ['发文机关']
    >>> labels_in("文号\\t索引号", "霁水〔2024〕8号\\t123")
    ['文号', '索引号']
    """
    fields = furniture().fields
    if paired := cells_below(text, below):
        return [label for label, _ in paired if label in fields]
    if not _MAY_LABEL.search(text):
        label = squeezed(text) if len(text) < _LONGEST_LABEL else ""
        if label in fields:
            return [label] if below and squeezed(below) not in fields else []
        leads = furniture().leading.match(text) if len(text) < _LONGEST_ENTRY else None
        return [squeezed(leads[1])] if leads else []
    cells = [squeezed(cell) for cell in text.split("\t")]
    alone_in_cells = [cell for cell, after in pairwise(cells) if cell in fields and after not in fields]
    return alone_in_cells + [squeezed(match[1] or match[2]) for match in furniture().label.finditer(text)]


def cells_below(row: str, below: str) -> list[tuple[str, str]]:
    """Each cell of a row of labels with the one below it; none where the row is of anything else.

    >>> cells_below("文号\\t索引号", "霁水〔2024〕8号\\t123"), cells_below("文号\\t123", "索引号\\t456")
    ([('文号', '霁水〔2024〕8号'), ('索引号', '123')], [])
    """
    if "\t" not in row or "\t" not in below:
        return []
    fields = furniture().fields
    labels = [squeezed(cell).rstrip(":：") for cell in row.split("\t")]
    values = [cell.strip() for cell in below.split("\t")]
    known = [label for label in labels if label in fields]
    if len(known) < 2 or 2 * len(known) <= len(labels) or any(squeezed(value) in fields for value in values):
        return []
    return list(zip(labels, values, strict=False))


def labelled(text: str) -> Iterator[tuple[str, str]]:
    """Each label in a text and what stands between it and the next one, or the end of its line or cell.

    >>> list(labelled("发文机关：国务院\\t成文日期：2019年01月24日"))
    [('发文机关', '国务院'), ('成文日期', '2019年01月24日')]
    """
    found = list(furniture().label.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        value = text[match.end() : following.start() if following else len(text)].strip()
        yield squeezed(match[1] or match[2]), value.splitlines()[0].split("\t")[0].strip() if value else ""


def iso_date(text: str) -> str | None:
    """The first full date in a text, as ISO; None where there is none.

    >>> iso_date("2019年01月24日"), iso_date("2025-06-17 15:022025-06-17"), iso_date("2021-2023年期间")
    ('2019-01-24', '2025-06-17', None)
    """
    match = shape("day").search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None
