"""A web page as a reader sees it, line by line, and which lines each of its elements holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html
from lxml.html import defs

from extract.model import Cell
from extract.read.page_list import item_labels
from extract.read.page_table import TableRows, data_tables
from extract.read.path import ReadError
from extract.read.word_figures import SUPERSCRIPTS
from extract.read.wrapped import only_wraps

_NEWER_BLOCKS = frozenset(
    ("article", "aside", "body", "details", "figure", "footer", "header", "html", "main", "nav", "section")
)
_BLOCKS = (defs.block_tags | _NEWER_BLOCKS) - {"del", "ins"}
_MEDIA = frozenset(("audio", "canvas", "iframe", "img", "map", "object", "svg", "video"))
_CONTROLS = frozenset(("button", "datalist", "input", "option", "select", "textarea"))
_UNSEEN = _MEDIA | _CONTROLS | {"head", "noframes", "noscript", "rp", "rt", "script", "style", "template", "title"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LONGEST_HEADING = 100  # characters; some pages put a whole article into <h3>
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BREAK = "\x0b"  # stands for <br> until a line is complete
# White space of the page's source counts as one blank, or none where Chinese is wrapped.
_WRAP = re.compile(r"(?<=[^\x00-\x7f])[ \t]*\n[ \t\n]*(?=[^\x00-\x7f])")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_MOST_ATTRIBUTES = 10_000
_LONGEST_TAG = 5_000  # characters from the end in which a tag may be cut off
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_OWN_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,500}\[[^\]]*\]\s*>", re.IGNORECASE)  # one that defines entities
_CUT_OFF = re.compile(r"</?[a-zA-Z][^<>]*\Z|<\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, heading or row of a table. Where a page only breaks a line, it has a newline inside."""

    text: str
    kind: str  # paragraph | heading | strong | caption | row
    level: int | None = None
    link_share: float = 0.0  # of its characters
    close: bool = False  # only a <br> parts it from the line before
    table: int = 0  # which of the page's tables a row is in
    cells: tuple[Cell, ...] = ()  # of a row, with their ranges in its text


@dataclass(frozen=True, slots=True)
class Page:
    """All lines of a page, and for each element that holds some their range, outer elements first."""

    root: etree._Element
    lines: list[Line] = field(default_factory=list)
    ranges: dict[etree._Element, tuple[int, int]] = field(default_factory=dict)
    hidden: list[etree._Element] = field(default_factory=list)


def parse_page(text: str) -> Page:
    """The page that HTML shows, scripts and controls left out; nothing is fetched, no entity is expanded.

    >>> [line.text for line in parse_page("<p>一、总体<b>要求</b></p><p>到2025年<br>基本建成。</p>").lines]
    ['一、总体要求', '到2025年', '基本建成。']

    Raises ReadError for a page without any element, one cut off in a tag, and one nested too deeply to be read whole.
    """
    if _CUT_OFF.search(text, max(0, len(text) - _LONGEST_TAG)):
        raise ReadError("the page is truncated: it ends in the middle of a tag")
    if any(len(tag.split()) > _MOST_ATTRIBUTES for tag in _long_tags(text)):
        raise ReadError(f"the page has a tag with more than {_MOST_ATTRIBUTES:,} attributes")
    text = _OWN_DOCTYPE.sub("", text, count=1)
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.LxmlError as error:
        raise ReadError("the page has no text in it") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError("the page is nested more than 2,000 tags deep and can't be read whole")
    return lay_out(root)


def lay_out(root: etree._Element) -> Page:
    """The page whose elements are below a root."""
    builder = _Builder(data_tables(root), Page(root))
    for event, element in (walk := etree.iterwalk(root, events=("start", "end"))):
        if event == "start" and builder.start(element):
            walk.skip_subtree()
        elif event == "end":
            builder.end(element)
    return builder.page


def _long_tags(text: str) -> Iterator[str]:
    """What may be tags with very many attributes, which take the parser minutes."""
    for piece in text.split("<"):
        if len(piece) > 2 * _MOST_ATTRIBUTES:
            yield _QUOTED.sub(" ", piece.partition(">")[0]).replace("=", " ")


class _Builder:
    """Puts a page's lines together while its elements begin and end."""

    def __init__(self, data_tables: set[etree._Element], page: Page) -> None:
        self.page = page
        self.data_tables = data_tables
        self.tables = 0  # that hold values, so far
        self.rows: TableRows | None = None  # of the one that is open
        self.blocks: list[etree._Element] = []
        self.levels: list[int] = []
        self.links = self.bolds = self.pres = 0
        self.parts: list[str] = []
        self.linked = self.bold = 0  # characters of the parts
        self.row_linked = 0  # characters of a row
        self.in_cell = False
        self.in_caption = False
        self.labels: dict[etree._Element, str] = {}  # of the items of lists
        self.label = ""  # of the item whose text comes next

    def start(self, element: etree._Element) -> bool:
        """Whether the element shows nothing."""
        tag = element.tag
        hides = "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")) is not None
        if tag in _UNSEEN or (hides and tag not in _BLOCKS):
            return True
        if tag in _BLOCKS:
            self._boundary()
            self.blocks.append(element)
            if hides:
                self.page.hidden.append(element)
        self.page.ranges[element] = (len(self.page.lines), 0)
        self._start_table(element)
        if tag == "ol":
            self.labels.update(item_labels(element))
        self.label = self.labels.get(element, "") if tag == "li" else self.label
        if tag in _HEADINGS:
            self.levels.append(_HEADINGS[tag])
        if tag == "br":
            self.parts.append(_BREAK)
        self.links += tag == "a"
        self.bolds += _is_bold(element)
        self.pres += tag == "pre"
        self._add(element.text, raised=tag == "sup")
        return False

    def end(self, element: etree._Element) -> None:
        if element in self.page.ranges:
            self._end_shown(element)
        if element is not self.page.root:
            parent = element.getparent()
            self._add(element.tail, raised=parent is not None and parent.tag == "sup")

    def _end_shown(self, element: etree._Element) -> None:
        tag = element.tag
        self.links -= tag == "a"
        self.bolds -= _is_bold(element)
        if tag in _BLOCKS:
            self._boundary()
            self.blocks.pop()
        self._end_table(element)
        self.pres -= tag == "pre"
        self.label = "" if tag == "li" else self.label
        if tag in _HEADINGS:
            self.levels.pop()
        first = self.page.ranges[element][0]
        if first < len(self.page.lines):
            self.page.ranges[element] = (first, len(self.page.lines))
        else:
            del self.page.ranges[element]

    def _start_table(self, element: etree._Element) -> None:
        if element in self.data_tables:
            self.tables += 1
            self.rows = TableRows()
        elif element.tag == "tr" and self.rows:
            self._end_row(self.rows)
            self.rows.begin()
        elif element.tag in ("td", "th") and self.rows:
            self.in_cell = True
        elif element.tag == "caption":
            self.in_caption = True

    def _end_table(self, element: etree._Element) -> None:
        if element.tag in ("td", "th") and self.rows:
            self.in_cell = False
            self.row_linked += self.linked
            self.rows.cell("\n".join(piece.strip() for piece in self._take() if piece.strip()), element)
        elif self.rows and (element.tag == "tr" or element in self.data_tables):
            self._end_row(self.rows)
            if element.tag == "table":
                self.rows = None
        elif element.tag == "caption":
            self.in_caption = False

    def _end_row(self, rows: TableRows) -> None:
        linked, self.row_linked = self.row_linked, 0
        if row := rows.end():
            text, cells = row
            link_share = linked / sum(cell.end - cell.start for cell in cells)
            self.page.lines.append(Line(text, "row", link_share=link_share, table=self.tables, cells=cells))

    def _add(self, text: str | None, *, raised: bool = False) -> None:
        if not text:
            return
        text = text.replace("\r\n", "\n").replace(_BREAK, " ")
        if self.pres:
            text = text.replace("\n", _BREAK)
        if raised:
            text = text.translate(SUPERSCRIPTS)  # 10<sup>4</sup> is 10⁴, never 104
        if self.label and text.strip():
            text, self.label = self.label + text.lstrip(), ""
        self.parts.append(text)
        shown = len(text.strip())
        self.linked += shown if self.links else 0
        self.bold += shown if self.bolds else 0

    def _boundary(self) -> None:
        """Ends the line so far; inside a cell it only breaks."""
        if self.in_cell:
            self.parts.append(_BREAK)
        elif self.parts:
            self._end_line()

    def _take(self) -> list[str]:
        """The pieces of text between the breaks so far, white space of the source folded."""
        text = _WHITE.sub(" ", _WRAP.sub("", "".join(self.parts)))
        self.parts.clear()
        self.linked = self.bold = 0
        return [piece.strip(" ") for piece in text.split(_BREAK)]

    def _end_line(self) -> None:
        shown = sum(len(part.strip()) for part in self.parts)
        link_share = self.linked / shown if shown else 0.0
        strong = self.bold == shown or (bool(self.blocks) and _is_centred(self.blocks[-1]))
        texts: list[tuple[str, bool]] = []  # with whether only a <br> parts it from the one before
        blank = True
        for piece in self._take():
            if not piece.strip():
                blank = True
            elif not blank and (self.levels or only_wraps(texts[-1][0].rpartition("\n")[2], piece)):
                texts[-1] = (f"{texts[-1][0]}\n{piece.strip()}", texts[-1][1])
            else:
                texts.append((piece.strip(), not blank))
                blank = False
        for text, close in texts:
            heading = bool(self.levels) and len(text) <= _LONGEST_HEADING
            plain = "caption" if self.in_caption else "strong" if strong else "paragraph"
            kind = "heading" if heading else plain
            self.page.lines.append(Line(text, kind, self.levels[-1] if heading else None, link_share, close))


def _is_bold(element: etree._Element) -> bool:
    return element.tag in ("b", "strong") or _BOLD.search(element.get("style", "")) is not None


def _is_centred(element: etree._Element) -> bool:
    parent = element.getparent()
    return (
        element.get("align", "").lower() == "center"
        or _CENTRED.search(element.get("style", "")) is not None
        or "center" in (element.tag, parent.tag if parent is not None else None)
    )
