"""Which lines of a web page are the document, and which are the site's furniture."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import regex
from lxml import html

from extract.read.furniture import furniture, labels_in, squeezed
from extract.read.page import Line, Page

_SENTENCE = regex.compile(r"[。；！？]|，.*，", regex.DOTALL)
_MOSTLY_LINKS = 0.6  # share of a line's characters
_LONGEST_FURNITURE = 320  # characters of a line
_HOLDS_ARTICLE = 0.6  # share of the prose that is left
_ALSO_ARTICLE = 0.5  # share of prose in what stands around the article
_CLEAN = 0.2  # share of links and furniture in what stands around it
_MOST_CLEAN_LINES = 40
_MOST_PROSE_IN_FURNITURE = 0.2  # of the page's prose; up to half of it where it is little
_LITTLE_PROSE = 200  # characters
_LEAST_LABELS = 3
_LONGEST_METADATA = 1200  # characters
_SITE_PARTS = frozenset(("nav", "footer", "aside"))
_SITE_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary"))
# What belongs to a document and is no sentence: a date, a document's number, attachments
_EVIDENCE = regex.compile(r"\d{4}年\d{1,2}月\d{1,2}日|[〇○零一二]{2}[〇○零一二三四五六七八九]{2}年|[〔\[]\d{4}[〕\]]|附件")
_ATTACHMENT = regex.compile(r"附|\d+[.．、]|.*\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar)$", regex.IGNORECASE)
_TITLE_WITHIN = 8  # lines from the top
_LABEL_BEFORE_TITLE = regex.compile(r"^【[^】]*】")


@dataclass(frozen=True, slots=True)
class Article:
    """The document's lines, and the lines of the page that say something about it."""

    lines: tuple[Line, ...]
    metadata: tuple[Line, ...]


def find_article(page: Page, title: str | None) -> Article:
    """The lines of the document on a page, from its title to signature, date and attachments.

    It is found by its prose. The title is taken from above where the lines lack it; no line is taken apart. A page
    that only holds links and furniture gives no lines.
    """
    kinds = [_kind(line) for line in page.lines]
    metadata = list(_metadata_ranges(page, kinds))
    for first, last in [*metadata, *_site_ranges(page, kinds)]:
        kinds[first:last] = ["dropped"] * (last - first)
    first, last = _range(page, kinds)
    chosen = _trimmed(page, kinds, first, last)
    lines = [page.lines[i] for i in chosen]
    about = [page.lines[i] for begin, end in metadata for i in range(begin, end)]
    about += [line for line, kind in zip(page.lines[: last or None], kinds, strict=False) if kind == "furniture"]
    if title and chosen and not _has_title(lines, title):
        lines[:0] = _title_above(page, chosen[0], title)
    return Article(tuple(lines), tuple(about))


def _kind(line: Line) -> str:
    """prose, plain, link or furniture; a row of a table is plain."""
    if line.kind == "row":
        return "plain"
    short = squeezed(line.text) if len(line.text) <= _LONGEST_FURNITURE else ""
    if short and (furniture().line.fullmatch(short) or _heads_links(line)):
        return "furniture"
    if line.link_share > _MOSTLY_LINKS:
        return "link"
    return "prose" if _SENTENCE.search(line.text) else "plain"


def _sums(page: Page, counts: Iterable[bool], weight: Callable[[Line], int] = lambda line: len(line.text)) -> list[int]:
    """Running totals of the lines that count, so that any range of lines is weighed by one subtraction."""
    return list(accumulate((weight(line) * c for line, c in zip(page.lines, counts, strict=True)), initial=0))


def _metadata_ranges(page: Page, kinds: list[str]) -> Iterator[tuple[int, int]]:
    """Where a table or list of labels and values stands: the smallest element around at least three labels."""
    hits = [(i, label) for i, line in enumerate(page.lines) for label in labels_in(line.text)]
    at = [i for i, _ in hits]
    sizes = _sums(page, [True] * len(page.lines))
    prose = _sums(page, [kind == "prose" and i not in set(at) for i, kind in enumerate(kinds)])
    smallest: dict[tuple[int, int], tuple[int, int]] = {}
    for first, last in page.ranges.values():
        if sizes[last] - sizes[first] > _LONGEST_METADATA or prose[last] > prose[first]:
            continue
        begin, end = bisect_left(at, first), bisect_left(at, last)
        if end - begin >= _LEAST_LABELS and len({label for _, label in hits[begin:end]}) >= _LEAST_LABELS:
            smallest[begin, end] = (first, last)  # an inner element comes after the outer one
    yield from smallest.values()


def _site_ranges(page: Page, kinds: list[str]) -> Iterator[tuple[int, int]]:
    """Where parts of the site stand, as their tags, roles and names say, unless they hold the prose; and boxes of links."""
    prose = _sums(page, [kind == "prose" for kind in kinds])
    links = _sums(page, [kind == "link" for kind in kinds])
    size = _sums(page, [True] * len(kinds))
    most = min(max(prose[-1] * _MOST_PROSE_IN_FURNITURE, _LITTLE_PROSE), prose[-1] / 2)
    hidden = set(page.hidden)
    for element, (first, last) in page.ranges.items():
        if (element in hidden or _is_site_part(element)) and prose[last] - prose[first] <= most:
            yield first, last
        elif _heads_links(page.lines[first]) and links[last] - links[first] > _CLEAN * (size[last] - size[first]):
            yield first, last


def _heads_links(line: Line) -> bool:
    return len(line.text) < 20 and squeezed(line.text).rstrip("：:") in furniture().link_headings


def _is_site_part(element: html.HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return (
        element.tag in _SITE_PARTS
        or element.get("role", "").lower() in _SITE_ROLES
        or element.tag != "body" and furniture().marks.search(names) is not None
    )


def _range(page: Page, kinds: list[str]) -> tuple[int, int]:
    """The range of lines of the element that holds the article."""
    prose = _sums(page, [kind == "prose" for kind in kinds])
    live = _sums(page, [kind != "dropped" for kind in kinds], lambda line: 1)
    if not prose[-1]:
        return 0, len(page.lines)

    def weight(element: html.HtmlElement) -> int:
        first, last = page.ranges.get(element, (0, 0))
        return prose[last] - prose[first] if live[last] - live[first] > 1 else 0

    element = page.root
    while (child := max(element, key=weight, default=None)) is not None:
        if weight(child) == 0 or weight(child) < _HOLDS_ARTICLE * weight(element):
            break
        element = child
    return _widened(page, kinds, element, prose)


def _widened(page: Page, kinds: list[str], element: html.HtmlElement, prose: list[int]) -> tuple[int, int]:
    """The range of an element, or of one around it that holds more of the article and little else."""
    size = _sums(page, [kind != "dropped" for kind in kinds])
    dirt = _sums(page, [kind in ("link", "furniture") for kind in kinds])
    first, last = page.ranges.get(element, (0, len(page.lines)))
    for outer in element.iterancestors():
        begin, end = page.ranges[outer]

        def around(sums: list[int], begin: int = begin, end: int = end) -> int:
            return sums[end] - sums[last] + sums[first] - sums[begin]

        lines = page.lines[begin:first] + page.lines[last:end] if first - begin + end - last <= _MOST_CLEAN_LINES else []
        clean = around(dirt) <= _CLEAN * around(size) and any(map(_is_evidence, lines))
        if around(prose) > _ALSO_ARTICLE * around(size) or clean:
            first, last = begin, end
    return first, last


def _is_evidence(line: Line) -> bool:
    return line.kind == "row" or _EVIDENCE.search(line.text) is not None


def _trimmed(page: Page, kinds: list[str], first: int, last: int) -> list[int]:
    """The lines of a range without the site's, and without links and furniture above and below the prose."""
    prose = [i for i in range(first, last) if kinds[i] == "prose"]
    top, bottom = (prose[0], prose[-1]) if prose else (last, last)
    chosen = []
    for i in range(first, last):
        inside = top < i < bottom
        named = kinds[i] == "link" and _ATTACHMENT.match(page.lines[i].text)
        if kinds[i] in ("prose", "plain") or (kinds[i] != "dropped" and inside) or named:
            chosen.append(i)
    return chosen


def _has_title(lines: list[Line], title: str) -> bool:
    top = squeezed("".join(line.text for line in lines[:_TITLE_WITHIN]))
    return _LABEL_BEFORE_TITLE.sub("", squeezed(title)) in top


def _title_above(page: Page, first: int, title: str) -> list[Line]:
    wanted = squeezed(title)
    return [line for line in page.lines[:first] if squeezed(line.text) == wanted][-1:]
