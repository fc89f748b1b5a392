"""What a web page says about its document: elements of its head, and the table above the text."""

import re
from collections.abc import Iterable, Mapping

from lxml.etree import _Element

from extract.read.furniture import furniture, iso_date, labelled, squeezed
from extract.read.page import Line

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
_SITE_AFTER_TITLE = re.compile(r"\s*[_|]\s*|\s+[-–—]+\s+|--+|[\u00a0]{2,}")
_NOTHING = frozenset(("", "无", "-", "--", "/", "空", "暂无", "本网", "本站", "本网站", "原创"))
_NUMBER = re.compile(r"\d+\s*号|[〔\[(（]\s*\d{4}\s*[〕\])）]")


def head_data(root: _Element) -> dict[str, str]:
    """What the head says: title, published_on, source, site; and ``other_title`` of less reliable elements."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        _fill(found, _NAMES.get(name), element.get("content", ""))
        if name == "og:title":
            _fill(found, "other_title", element.get("content", ""))
    for element in root.iter("h1"):
        _fill(found, "other_title", " ".join(map(str, element.itertext())))
    for element in root.iter("title"):
        parts = _SITE_AFTER_TITLE.split(element.text or "")
        _fill(found, "other_title", max(parts, key=len))
    return found


def page_data(head: Mapping[str, str], lines: Iterable[Line]) -> dict[str, str]:
    """What the head and the lines around an article say of it: title, issuer, document_number, issued_on,
    published_on, source, site. Dates are ISO; what is not said is not there."""
    found = {key: value for key, value in head.items() if key != "other_title"}
    for label, value in labelled("\n".join(_with_colons(line) for line in lines)):
        _fill(found, furniture().fields[label], value)
    _fill(found, "title", head.get("other_title", ""))
    return found


def _with_colons(line: Line) -> str:
    """A row of a table as labels and values."""
    if line.kind != "row":
        return line.text
    cells = [line.text[start:end] for start, end in line.cells]
    return "\t".join(f"{cell}：" if squeezed(cell) in furniture().fields else cell for cell in cells)


def _fill(found: dict[str, str], field: str | None, value: str) -> None:
    value = re.sub(r"\s+", " ", value).strip()
    if field is None or field == "other" or value in _NOTHING:
        return
    if field.endswith("_on"):
        value = iso_date(value) or ""
    if field == "title":
        value = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", value)
    if value and (field != "document_number" or _NUMBER.search(value)):
        found.setdefault(field, value)
