"""What a web page says about its document: elements of its head, and the table above the text."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extract.read.furniture import cells_below, furniture, iso_date, labelled, squeezed
from extract.read.page import Line, Page
from extract.read.shapes import shape

# Names of <meta> elements that Chinese government sites must set, and what other sites use
_NAMES = {
    "articletitle": "title",
    "pubdate": "published_on",
    "publishdate": "published_on",
    "firstpublishedtime": "published_on",
    "article:published_time": "published_on",
    "contentsource": "source",
    "sitename": "site",
    "og:site_name": "site",
}
# Names of JSON-LD: schema.org's, and those that Baidu asks for
_LINKED = {"headline": "title", "title": "title", "datePublished": "published_on", "pubDate": "published_on"}
_LONGEST_JSON = 100_000  # characters
_SITE_AFTER_TITLE = re.compile(r"\s*[_|]\s*|\s+[-–—]+\s+|--+|(?<=\D)-(?=\D)|[\u00a0]{2,}")
_SOURCE = re.compile(r"[^\s：:【\[]{2,40}(?![：:])")
_SHORTEST_TITLE, _LONGEST_TITLE = 8, 500  # characters


def head_data(page: Page) -> dict[str, str]:
    """What the head says: title, published_on, source, site; and other_title, from elements that also name the site."""
    found: dict[str, str] = {}
    og_title = ""
    for element in page.root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = element.get("content", "")
        _fill(found, _NAMES.get(name), content)
        og_title = og_title or (content if name == "og:title" else "")
    for name, content in _linked_data(page):
        _fill(found, _LINKED.get(name), content)
    titles = "\n".join(element.text or "" for element in page.root.iter("title"))[:_LONGEST_TITLE]
    headings = ["".join(map(str, element.itertext())) for element in page.root.iter("h1")]
    shown = [line.text for line in page.lines if len(line.text) >= _SHORTEST_TITLE and line.text in titles]
    for candidates in ([og_title], shown, headings, _SITE_AFTER_TITLE.split(titles)):
        _fill(found, "other_title", max(candidates, key=len, default=""))
    return found


def _linked_data(page: Page) -> Iterator[tuple[str, str]]:
    """What a page says of itself in JSON for search engines; nothing where that is no JSON."""
    for script in page.root.iter("script"):
        if script.get("type", "").strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads("".join(map(str, script.itertext()))[:_LONGEST_JSON])
        except (ValueError, RecursionError):
            continue
        things = data if isinstance(data, list) else [data]
        for thing in things:
            named = thing.items() if isinstance(thing, dict) else ()
            yield from ((name, content) for name, content in named if isinstance(content, str))


def page_data(head: Mapping[str, str], lines: Sequence[Line]) -> dict[str, str]:
    """What the head and the lines around an article say of it: title, issuer, document_number, issued_on,
    published_on, source, site. Dates are ISO; what is not said is not there."""
    found = {key: value for key, value in head.items() if key != "other_title"}
    for label, value in labelled("\n".join(_with_colons(line) for line in lines)):
        _fill(found, furniture().fields[label], value)
    for line, below in pairwise(lines):
        for label, value in cells_below(line.text, below.text):
            _fill(found, furniture().fields.get(label), value)
    for line in lines:
        if shape("dated").match(line.text) and "issued_on" not in found:
            _fill(found, "published_on", line.text)
    _fill(found, "title", head.get("other_title", ""))
    return found


def _with_colons(line: Line) -> str:
    """A line or row whose labels are all marked as such."""
    cells = line.text.split("\t")
    if len(cells) == 1 and squeezed(line.text) not in furniture().fields and not furniture().label.search(line.text):
        return furniture().leading.sub(r"\1：", line.text)
    return "\t".join(f"{cell}：" if squeezed(cell) in furniture().fields else cell for cell in cells)


def _fill(found: dict[str, str], field: str | None, value: str) -> None:
    value = re.sub(r"\s+", " ", re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])", "", value)).strip()
    if field is None or field == "other" or value in furniture().no_value:
        return
    if field.endswith("_on"):
        value = iso_date(value) or ""
    if field == "source":
        match = _SOURCE.match(value)
        value = match[0] if match and match[0] not in furniture().no_value else ""
    if value and (field != "document_number" or shape("number").search(value)):
        found.setdefault(field, value)
