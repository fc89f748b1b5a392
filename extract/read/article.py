"""Which lines of a web page are the document, and which are the site's furniture."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby, takewhile

from lxml.etree import _Element

from extract.read.furniture import furniture, labels_in, squeezed
from extract.read.page import Line, Page
from extract.read.shapes import shape

_SENTENCE = re.compile(r"[。；！？]|，.*，", re.DOTALL)
_FORM = re.compile(r"[：:]\s*(?:\t|\Z)")
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
_LEAST_COPIED = 5  # lines
_TITLE_WITHIN = 8  # lines from the top
_LABEL_BEFORE_TITLE = re.compile(r"^【[^】]*】")

Range = tuple[int, int]


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
    chosen = _once(page, _trimmed(page, kinds, first, last))
    lines = [page.lines[i] for i in chosen]
    about = [page.lines[i] for begin, end in metadata for i in range(begin, end)]
    about += [line for line, kind in zip(page.lines[: last or None], kinds, strict=False) if kind == "furniture"]
    if title and chosen and not _has_title(lines, title):
        lines[:0] = _title_above(page, chosen[0], title)
    return Article(tuple(lines), tuple(about))


def _kind(line: Line) -> str:
    """prose, plain, link, furniture, or dropped wherever it stands. A row of values is prose, one of a form plain."""
    if line.kind == "row":
        return "link" if line.link_share > _MOSTLY_LINKS else "plain" if _FORM.search(line.text) else "prose"
    short = squeezed(line.text) if len(line.text) <= _LONGEST_FURNITURE else ""
    if short and furniture().pager.fullmatch(short):
        return "dropped"
    if short and (furniture().line.fullmatch(short) or _heads_links(line)):
        return "furniture"
    if line.link_share > _MOSTLY_LINKS:
        return "link"
    return "prose" if _SENTENCE.search(line.text) else "plain"


def _sums(page: Page, counts: Iterable[bool], weight: Callable[[Line], int] = lambda line: len(line.text)) -> list[int]:
    """Running totals of the lines that count, so that any range of lines is weighed by one subtraction."""
    return list(accumulate((weight(line) * c for line, c in zip(page.lines, counts, strict=True)), initial=0))


def _total(sums: list[int], lines: Range) -> int:
    return sums[lines[1]] - sums[lines[0]]


def _metadata_ranges(page: Page, kinds: list[str]) -> Iterator[Range]:
    """Where a table or list of labels and values stands: the smallest element around at least three labels, or so many
    lines of them."""
    below = [*(line.text for line in page.lines[1:]), ""]
    hits = [(i, label) for i, line in enumerate(page.lines) for label in labels_in(line.text, below[i])]
    at = [i for i, _ in hits]
    sizes = _sums(page, [True] * len(page.lines))
    labelled = set(at)
    forms = {page.lines[i].table for i in at if page.lines[i].kind == "row"}
    content = [
        k == "prose" and (line.kind != "row" or line.table not in forms)
        for k, line in zip(kinds, page.lines, strict=True)
    ]
    prose = _sums(page, [says and i not in labelled for i, says in enumerate(content)])
    smallest: dict[Range, Range] = {}
    for lines in page.ranges.values():
        if _total(sizes, lines) > _LONGEST_METADATA or _total(prose, lines):
            continue
        begin, end = bisect_left(at, lines[0]), bisect_left(at, lines[1])
        if len({label for _, label in hits[begin:end]}) >= _LEAST_LABELS:
            smallest[begin, end] = lines  # an inner element comes after the outer one
    yield from smallest.values()
    yield from _label_runs(page, hits)


def _label_runs(page: Page, hits: list[tuple[int, str]]) -> Iterator[Range]:
    """Where lines of a label each follow one another, though no element holds them alone."""
    labels: dict[int, set[str]] = {}
    for i, label in hits:
        if page.lines[i].kind != "row" and squeezed(page.lines[i].text).lstrip("[【").startswith(label):
            labels.setdefault(i, set()).add(label)
    for _, run in groupby(enumerate(labels), key=lambda place: place[1] - place[0]):
        lines = [i for _, i in run]
        size = sum(len(page.lines[i].text) for i in lines)
        if len(set().union(*(labels[i] for i in lines))) >= _LEAST_LABELS and size <= _LONGEST_METADATA:
            yield lines[0], lines[-1] + 1


def _site_ranges(page: Page, kinds: list[str]) -> Iterator[Range]:
    """Where parts of the site stand that do not hold the prose, by their tags, roles and names; and boxes of links."""
    prose = _sums(page, [kind == "prose" for kind in kinds])
    links = _sums(page, [kind == "link" for kind in kinds])
    text = _sums(page, [kind in ("prose", "plain") for kind in kinds])
    size = _sums(page, [True] * len(kinds))
    most = min(max(prose[-1] * _MOST_PROSE_IN_FURNITURE, _LITTLE_PROSE), prose[-1] / 2)
    hidden = set(page.hidden)
    seen = prose[-1] - sum(_total(prose, page.ranges[element]) for element in _outermost(page))
    for element, lines in page.ranges.items():
        if element in hidden and _total(prose, lines) <= seen:
            yield lines
            continue
        part = _is_site_part(element)
        box = _heads_links(page.lines[lines[0]]) and _total(links, lines) > _CLEAN * _total(size, lines)
        if box or (part and _total(prose, lines) <= most and _total(text, lines) <= text[-1] / 2):
            yield lines


def _outermost(page: Page) -> Iterator[_Element]:
    """The hidden elements that hold lines and are in no other hidden one."""
    end = 0
    for element in page.hidden:
        first, last = page.ranges.get(element, (0, 0))
        if first < last and first >= end:
            yield element
            end = last


def _heads_links(line: Line) -> bool:
    return len(line.text) < 20 and squeezed(line.text).rstrip("：:") in furniture().link_headings


def _is_site_part(element: _Element) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return (
        element.tag in _SITE_PARTS
        or element.get("role", "").lower() in _SITE_ROLES
        or (element.tag != "body" and furniture().marks.search(names) is not None)
    )


def _range(page: Page, kinds: list[str]) -> Range:
    """The lines of the element that holds the article."""
    prose = _sums(page, [kind == "prose" for kind in kinds])
    live = _sums(page, [kind != "dropped" for kind in kinds], lambda line: 1)
    if not prose[-1]:
        return 0, len(page.lines)

    def weight(element: _Element) -> int:
        lines = page.ranges.get(element, (0, 0))
        return _total(prose, lines) if _total(live, lines) > 1 and element.tag != "p" else 0

    element = page.root
    while (child := max(element, key=weight, default=None)) is not None:
        if weight(child) == 0 or weight(child) < _HOLDS_ARTICLE * weight(element):
            break
        element = child
    return _widened(page, kinds, element, prose)


def _widened(page: Page, kinds: list[str], element: _Element, prose: list[int]) -> Range:
    """The lines of an element, or of one around it that holds more of the article and little else."""
    size = _sums(page, [kind != "dropped" for kind in kinds])
    dirt = _sums(page, [kind in ("link", "furniture") for kind in kinds])
    inner = page.ranges[element]
    for around in element.iterancestors():
        outer = page.ranges[around]
        more, more_prose, more_dirt = (_total(sums, outer) - _total(sums, inner) for sums in (size, prose, dirt))
        if more_prose > _ALSO_ARTICLE * more or (more_dirt <= _CLEAN * more and _has_evidence(page, outer, inner)):
            inner = outer
    return inner


def _has_evidence(page: Page, outer: Range, inner: Range) -> bool:
    """Whether a few lines around an element have a signature's date, a document's number or the like among them."""
    if (outer[1] - outer[0]) - (inner[1] - inner[0]) > _MOST_CLEAN_LINES:
        return False
    around = page.lines[outer[0] : inner[0]] + page.lines[inner[1] : outer[1]]
    return any(shape("evidence").search(line.text) for line in around)


def _trimmed(page: Page, kinds: list[str], first: int, last: int) -> list[int]:
    """The lines of a range without the site's, and without links and furniture above and below the prose."""
    prose = [i for i in range(first, last) if kinds[i] == "prose"]
    top, bottom = (prose[0], prose[-1]) if prose else (last, last)
    chosen = []
    for i in range(first, last):
        inside = top < i < bottom
        named = kinds[i] == "link" and shape("attachment").match(page.lines[i].text.lower())
        if kinds[i] in ("prose", "plain") or (kinds[i] != "dropped" and inside) or named:
            chosen.append(i)
    return chosen


def _once(page: Page, chosen: list[int]) -> list[int]:
    """The lines without a second copy of the article, such as pages hold for printing."""
    texts = [page.lines[i].text for i in chosen]
    for first, text in enumerate(texts[:_TITLE_WITHIN]):
        if text not in texts[first + _LEAST_COPIED :]:
            continue
        second = texts.index(text, first + _LEAST_COPIED)
        copied = sum(
            1
            for _ in takewhile(lambda pair: pair[0] == pair[1], zip(texts[first:second], texts[second:], strict=False))
        )
        whole = 2 * sum(map(len, texts[second : second + copied])) > sum(map(len, texts[:second]))
        if copied >= _LEAST_COPIED and whole:
            return chosen[:second] + chosen[second + copied :]
    return chosen


def _has_title(lines: list[Line], title: str) -> bool:
    top = squeezed("".join(line.text for line in lines[:_TITLE_WITHIN]))
    return _LABEL_BEFORE_TITLE.sub("", squeezed(title)) in top


def _title_above(page: Page, first: int, title: str) -> list[Line]:
    wanted = squeezed(title)
    return [line for line in page.lines[:first] if squeezed(line.text) == wanted][-1:]
