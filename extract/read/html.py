"""Web pages: the article's text, the blocks that its tags mark, and what the page says about it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import html

from extract.model import Block, Source, Table
from extract.read.about import head_data, page_data
from extract.read.article import find_article
from extract.read.furniture import squeezed
from extract.read.page import Line, Page, lay_out, parse_page
from extract.read.path import ReadError
from extract.read.table_cells import fitted
from extract.read.table_title import title_above

_CHINESE = re.compile("[一-鿿]")
_TEXT_IN_SCRIPT = 100  # Chinese characters; fewer are words of the page's menus
_MOSTLY_LINKS = 0.5  # of the characters


def read_html(text: str) -> Source:
    """The document on a web page: its paragraphs parted by blank lines, its tables as rows of cells parted by tabs.

    >>> source = read_html("<h1>方案</h1><p>到2025年，<b>建成</b>10个园区。</p>")
    >>> source.text
    '方案\\n\\n到2025年，建成10个园区。\\n'
    >>> [block.kind for block in source.blocks]
    ['heading', 'paragraph']

    Raises ReadError for a page that has no article in it.
    """
    page = parse_page(text)
    head = head_data(page)
    article = find_article(page, head.get("title") or head.get("other_title"))
    if (reason := _nothing(page, article.lines)) and _uncovered(page):
        page = lay_out(page.root)
        article = find_article(page, head.get("title") or head.get("other_title"))
        reason = _nothing(page, article.lines)
    if reason:
        raise ReadError(reason)
    pieces: list[str] = []
    blocks: list[Block] = []
    starts: list[int] = []
    at = 0
    for before, line in zip((None, *article.lines), article.lines, strict=False):
        if before is not None:
            gap = "\n" if line.close or (line.kind == before.kind == "row") else "\n\n"
            pieces.append(gap)
            at += len(gap)
        pieces.append(line.text)
        blocks.extend(_blocks(line, at))
        starts.append(at)
        at += len(line.text)
    tables = tuple(_tables(article.lines, starts))
    return Source(
        "".join((*pieces, "\n")), "text/html", tuple(blocks), page_data(head, article.metadata), tables=tables
    )


def _uncovered(page: Page) -> bool:
    """Whether a field of a form keeps an article that a script would show; if so it now stands in the page itself."""
    for field in list(page.root.iter("textarea")):
        kept = "".join(map(str, field.itertext()))
        if "。" in kept and len(_CHINESE.findall(kept)) > _TEXT_IN_SCRIPT:
            article = html.fragment_fromstring(kept, create_parent="div") if len(field) == 0 else field
            article.tag, article.tail = "div", field.tail
            article.attrib.clear()
            if article is not field and (parent := field.getparent()) is not None:
                parent.replace(field, article)
            return True
    return False


def _nothing(page: Page, lines: Sequence[Line]) -> str | None:
    """Why there is no document on a page, as its tags show; None where there may be one."""
    if not page.lines:
        scripts = "".join("".join(map(str, script.itertext())) for script in page.root.iter("script"))
        in_script = len(_CHINESE.findall(scripts)) > _TEXT_IN_SCRIPT
        return "the page has no text in it" + (": what it shows is in a script, which is not run" if in_script else "")
    if any("。" in line.text for line in lines):
        return None
    linked = sum(line.link_share * len(line.text) for line in lines)
    if linked >= _MOSTLY_LINKS * sum(len(line.text) for line in lines):
        return "the page has only links and menus, no text"
    titles = squeezed("".join("".join(map(str, element.itertext())) for element in page.root.iter("h1", "title")))
    if all(squeezed(line.text) in titles for line in lines):
        film = next(page.root.iter("video", "embed", "iframe"), None) is not None
        return "the page has a title and no text" + (": a video or a frame stands in its place" if film else "")
    return None


def _blocks(line: Line, at: int) -> list[Block]:
    if line.kind == "row":
        return [Block("cell", at + cell.start, at + cell.end) for cell in line.cells if cell.start < cell.end]
    kind = "strong" if line.kind == "caption" else line.kind
    return [Block(kind, at, at + len(line.text), line.level)]


def _tables(lines: Sequence[Line], starts: Sequence[int]) -> Iterator[Table]:
    """The tables whose rows are among the lines; a cell covers only rows and columns in which others begin."""
    rows_of: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        if line.kind == "row":
            rows_of.setdefault(line.table, []).append(i)
    for at in rows_of.values():
        cells = [
            replace(cell, start=starts[i] + cell.start, end=starts[i] + cell.end) for i in at for cell in lines[i].cells
        ]
        end = starts[at[-1]] + len(lines[at[-1]].text)
        yield Table(starts[at[0]], end, fitted(cells), _title(lines, starts, at[0]))


def _title(lines: Sequence[Line], starts: Sequence[int], table: int) -> tuple[int, int] | None:
    """The range of the title of the table that begins at a line."""
    above = [line for line in lines[max(0, table - 2) : table] if line.kind != "row"][::-1]
    at = 0 if above and above[0].kind == "caption" else title_above([line.text for line in above])
    if at is None:
        return None
    line = table - 1 - at
    return starts[line], starts[line] + len(lines[line].text)
