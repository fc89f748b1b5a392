"""Markdown as crawlers and people write it: headings, tables, and what is said about the document around it.

CommonMark is not followed to the letter: it would make a whole paragraph a heading where a rule (---) stands directly
under it, and no heading of ``##一、总体要求``.
"""

import re
from collections.abc import Iterator

from extract.model import Block, Source
from extract.read.furniture import furniture, iso_date, squeezed
from extract.read.markdown_table import find_tables, lines_of

_HEADING = re.compile(r" {0,3}(#{1,6})(?![#\d])")
_HASHTAG = re.compile(r"#[^#\s]+#")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})\s*")
_LONGEST_UNDERLINED = 40  # characters; what is longer, or ends like a sentence, is a paragraph with a rule under it
_NO_HEADING_END = "。；;，,：:！!？?"
_EMPHASIS = "*_ \t\u3000"
_FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n((?:.*\n){0,60}?)(?:---|\.\.\.)[ \t\r]*(?:\n|\Z)")
_FIELD = re.compile(r"""([\w-]{1,20})[ \t]*[:：][ \t]*["'“]?(.*?)["'”]?\s*""")
# What a crawler writes above and below a text: **发布日期**: 2023年2月14日
_NOTE = re.compile(r"(?:[-*+][ \t]+)?\*\*([^*]{1,12})\*\*[ \t]*[:：](.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NOT_BREAK = re.compile(r"[^\n]")
_KEYS = {"title": "title", "date": "published_on", "source": "source", "url": "source", "issuer": "issuer"}


def read_markdown(text: str) -> Source:
    """The text as it stands; blocks for its headings, cells and furniture; meta from what is said above it.

    Blocks span what a reader sees: a heading without its #, a cell without its bars.

    >>> [(b.kind, b.level) for b in read_markdown("# 方案\\n\\n| 指标 | 值 |\\n|---|---|\\n").blocks]
    [('heading', 1), ('cell', None), ('cell', None)]
    """
    meta: dict[str, str] = {}
    blocks: list[Block] = []
    body = 0
    if front := _FRONT_MATTER.match(text):
        body = front.end()
        blocks.append(Block("furniture", text.index("---"), len(front[0].rstrip())))
        meta.update(_front_matter(front[1]))
    code = list(_code(text, body))
    blocks.extend(Block("furniture", start, end) for start, end in code)
    written = _blanked(text, code)
    blocks.extend(_comments(written, body))
    blocks.extend(_notes(written, body, meta))
    blocks.extend(_headings(written, body))
    tables, cells = find_tables(written, body)
    blocks.extend(cells)
    return Source(text, "text/markdown", tuple(sorted(blocks, key=lambda block: block.start)), meta, tables=tables)


def _front_matter(content: str) -> dict[str, str]:
    meta: dict[str, str] = {}
    for line in content.splitlines():
        match = _FIELD.fullmatch(line)
        if match and match[2]:
            _fill(meta, _KEYS.get(match[1].lower()) or furniture().fields.get(match[1], "other"), match[2])
    return meta


def _fill(meta: dict[str, str], field: str, value: str) -> None:
    if field.endswith("_on"):
        value = iso_date(value) or ""
    if field != "other" and value.strip() not in furniture().no_value:
        meta.setdefault(field, value.strip())


def _comments(text: str, start: int) -> Iterator[Block]:
    while (start := text.find("<!--", start)) >= 0 and (end := text.find("-->", start)) >= 0:
        yield Block("furniture", start, end + 3)
        start = end + 3


def _code(text: str, body: int) -> list[tuple[int, int]]:
    """The ranges of code between fences. A fence that nothing closes, or that holds most of the text, holds no code."""
    found: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for start, line in lines_of(text, body):
        match = _FENCE.match(line)
        if opened is None and match:
            opened = start, match[1]
        elif opened and match and match[1].startswith(opened[1]) and not line[match.end() :].strip():
            found.append((opened[0], start + len(line.rstrip())))
            opened = None
    return found if sum(end - start for start, end in found) * 2 < len(text) - body else []


def _blanked(text: str, ranges: list[tuple[int, int]]) -> str:
    """The text with blanks in place of some ranges of it, line by line."""
    pieces, at = [], 0
    for start, end in ranges:
        pieces += [text[at:start], _NOT_BREAK.sub(" ", text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def _notes(text: str, body: int, meta: dict[str, str]) -> Iterator[Block]:
    """A block for each run of a crawler's lines. Its titles and agencies are often wrong: dates and sources count."""
    run: tuple[int, int] | None = None
    for start, line in lines_of(text, body):
        match = _NOTE.match(line)
        field = furniture().fields.get(squeezed(match[1])) if match else None
        if match and field:
            run = (run[0] if run else start, start + len(line.rstrip()))
            if field in ("published_on", "source"):
                _fill(meta, field, match[2])
        elif run and line.strip():
            yield Block("furniture", *run)
            run = None
    if run:
        yield Block("furniture", *run)


def _headings(text: str, body: int) -> Iterator[Block]:
    above, before = "", 0  # the line before, where it may be underlined
    blank = True
    for start, line in lines_of(text, body):
        match = _HEADING.match(line)
        underline = _UNDERLINE.fullmatch(line) if above else None
        if match and not _HASHTAG.match(line.strip()):
            yield from _heading(line[match.end() :].rstrip().rstrip("#"), start + match.end(), len(match[1]))
        elif underline:
            yield from _heading(above, before, 1 if underline[1].startswith("=") else 2)
        above, before = (line, start) if blank and not match and _may_be_underlined(line) else ("", 0)
        blank = not line.strip()


def _may_be_underlined(line: str) -> bool:
    content = line.strip()
    return 0 < len(content) <= _LONGEST_UNDERLINED and content[-1] not in _NO_HEADING_END and content[0] not in "|>-*+"


def _heading(content: str, start: int, level: int) -> Iterator[Block]:
    inner = content.strip().strip(_EMPHASIS)
    if inner:
        at = start + content.index(inner)
        yield Block("heading", at, at + len(inner), level)
