"""Web pages: the article's text, the blocks that its tags mark, and what the page says about it."""

from extract.model import Block, Source
from extract.read.about import head_data, page_data
from extract.read.article import find_article
from extract.read.page import Line, parse_page
from extract.read.path import ReadError


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
    if not article.lines:
        raise ReadError("the page has only links and menus, no text" if page.lines else "the page has no text in it")
    pieces: list[str] = []
    blocks: list[Block] = []
    at = 0
    for before, line in zip((None, *article.lines), article.lines, strict=False):
        if before is not None:
            gap = "\n" if line.close or (line.kind == before.kind == "row") else "\n\n"
            pieces.append(gap)
            at += len(gap)
        pieces.append(line.text)
        blocks.extend(_blocks(line, at))
        at += len(line.text)
    return Source("".join((*pieces, "\n")), "text/html", tuple(blocks), page_data(head, article.metadata))


def _blocks(line: Line, at: int) -> list[Block]:
    if line.kind == "row":
        return [Block("cell", at + start, at + end) for start, end in line.cells]
    return [Block(line.kind, at, at + len(line.text), line.level)]
