"""Word files (.docx): the text as it shows with all changes accepted, automatic numbers included."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.model import Source
from extract.read.compose import CellText, Composer
from extract.read.path import ReadError
from extract.read.shapes import shape
from extract.read.word_numbering import Numbering
from extract.read.word_package import Element, Package, child, for_us, name_of, number, value
from extract.read.word_styles import Look, Style, Styles, look_of, under
from extract.read.word_text import Paragraph, TextReader
from extract.read.wrapped import only_wraps

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_GONE = frozenset(("del", "moveFrom", "cellDel"))
_WRAPPERS = frozenset(("sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_CONTENTS_STYLE = re.compile(r"toc (?:\d|heading)")
_CONTENTS_GALLERY = "Table of Contents"
_LONGEST_HEADING = 100  # characters; longer paragraphs in the style of a heading are text
_LONGEST_TITLE = 60  # characters, of a table
_LONGEST_CELL = 1500  # characters; what holds more is a part of the page's layout
_MOST_COLUMNS = 63  # in Word
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Line:
    """What is written on one line. ``aside`` lines are centred or at the right."""

    text: str
    kind: str = "paragraph"
    level: int | None = None
    wraps: bool = False  # the line before only breaks where it goes on
    aside: bool = False


@dataclass(slots=True)
class _Cell:
    """A cell that begins in a row; ``ends`` is the row in which it ends."""

    element: Element
    column: int
    columns: int
    ends: int


def read_word(data: bytes) -> Source:
    """The document in a Word file: paragraphs, headings, rows of tables and at the end its notes, a line each.

    Numbers that Word counts stand in the text. Headers and footers are left out, and so are bullets. ``unread`` says
    what may hold text and is not read: pictures, embedded objects.

    Raises ReadError for what is no Word file, is damaged, encrypted or too large, or holds no text.
    """
    reader = _Reader(Package(data))
    reader.write_body()
    reader.write_notes()
    return reader.source()


class _Reader:
    """Writes what the elements of a Word file hold."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._unread: list[str] = []
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"), self._styles)
        self._text = TextReader(self._styles)
        self._document = Composer(DOCX)
        self._pending: Paragraph | None = None  # whose end was deleted: it goes on in the next one
        self._story = "body"
        self._titled = False  # whether the last line may be a table's title
        self._written = False

    def write_body(self) -> None:
        """Writes the document but for its notes."""
        self.write(_children(child(self._package.main(), "body")))

    def write(self, elements: Iterable[Element]) -> None:
        """Writes paragraphs and tables."""
        for item in self._items(elements):
            if isinstance(item, _Line):
                self._write_line(item)
            elif _is_table(rows := _rows(item)):
                self._document.open_table(titled=self._titled)
                for at, row in enumerate(rows):
                    cells = [CellText(c.column, self._flat(c.element), c.ends - at + 1, c.columns) for c in row]
                    self._written = self._written or any(cell.text for cell in cells)
                    self._document.row(cells)
                self._document.close_table()
                self._titled = False
            else:
                for cell in (cell for row in rows for cell in row):
                    self.write(cell.element)

    def write_notes(self) -> None:
        """Writes the footnotes, then the endnotes, that the text refers to."""
        for kind in ("footnote", "endnote"):
            self._story = kind
            wanted = [note for of, note in self._text.notes if of == kind]
            notes = {value(note, "id"): note for note in _children(self._part(f"{kind}s") if wanted else None)}
            for note in wanted:
                if note not in notes:
                    self._text.left_out[f"{kind}s that are not in the file"] += 1
                elif text := self._flat(notes[note]):
                    self._document.line(text, "note")

    def source(self) -> Source:
        """What was written. Raises ReadError where nothing was."""
        self._text.end()
        left_out = [f"{what} ({count})" for what, count in self._text.left_out.items() if count]
        if not self._written:
            raise ReadError("the document holds no text" + (f", only {', '.join(left_out)}" if left_out else ""))
        unread = [*self._unread, *(f"not read: {what}" for what in left_out)]
        unread += [f"numbers of the kind {kind} are in plain figures" for kind in sorted(self._numbering.unknown)]
        return self._document.source({}, unread)

    def _part(self, kind: str) -> Element | None:
        """Another part than the main one, without which the text can be read."""
        try:
            return self._package.part(kind)
        except ReadError as error:
            self._unread.append(f"the {kind} of the document are not read: {error}")
            return None

    def _write_line(self, line: _Line) -> None:
        if line.wraps:
            self._document.go_on(line.text)
        else:
            self._document.line(line.text, line.kind, line.level)
        self._written = True
        self._titled = line.aside and len(line.text) <= _LONGEST_TITLE

    def _items(self, elements: Iterable[Element], contents: bool = False) -> Iterator[_Line | Element]:
        """The lines of paragraphs, and tables as they are."""
        for element in elements:
            name = name_of(element)
            if name == "p":
                yield from self._lines(element, contents)
            elif name == "tbl":
                yield element
            elif name == "sdt":
                gallery = value(child(element, "sdtPr", "docPartObj", "docPartGallery"))
                inside = _children(child(element, "sdtContent"))
                yield from self._items(inside, contents or gallery == _CONTENTS_GALLERY)
            elif name == "AlternateContent":
                yield from self._items(_children(for_us(element)), contents)
            elif name in _WRAPPERS:
                yield from self._items(element, contents)
            elif name == "altChunk":
                self._text.left_out["embedded parts in another format"] += 1

    def _lines(self, element: Element, contents: bool) -> Iterator[_Line | Element]:
        properties = child(element, "pPr")
        style = self._styles.style(value(child(properties, "pStyle")))
        own = look_of(properties, None)
        look = under(own, style.look)
        paragraph, self._pending = self._pending or Paragraph(), None
        self._text.add(element, look, paragraph)
        if _is_gone(child(properties, "rPr")) and (_goes_on(element) or not paragraph.shown):
            self._pending = paragraph
            return
        label = self._numbering.label(own, style, self._story)
        lines = [line.strip() for line in paragraph.lines()]
        lines[0] = (label + lines[0]).strip()
        listed = contents or bool(paragraph.shown and paragraph.listed == paragraph.shown)
        kind, level = _kind(style, look, paragraph, sum(map(len, lines)))
        if listed or any(_CONTENTS_STYLE.fullmatch(name) for name in style.names[:1]):
            kind, level = "furniture", None
        yield from _broken(lines, paragraph.lines(), kind, level, bool(look.aside) or "caption" in style.names)
        story, self._story = self._story, "boxes"
        for box in paragraph.boxes:
            yield from self._items(box, contents)
        self._story = story

    def _flat(self, container: Element) -> str:
        """All text of a cell or note on one line."""
        texts: list[str] = []
        for item in self._items(container):
            if isinstance(item, _Line):
                texts.append(item.text)
            else:
                texts += [self._flat(cell.element) for row in _rows(item) for cell in row]
        return _BLANKS.sub(" ", " ".join(texts)).strip()


def _kind(style: Style, look: Look, paragraph: Paragraph, size: int) -> tuple[str, int | None]:
    """The kind of a paragraph's block, and of a heading its level."""
    named = next((match for name in style.names if (match := shape("heading_style").fullmatch(name))), None)
    outline = look.outline if look.outline is not None else int(named[1]) - 1 if named else 9
    if 0 <= outline < 9 and size <= _LONGEST_HEADING:
        return "heading", outline + 1
    is_strong = paragraph.shown and paragraph.bold == paragraph.shown
    return ("strong" if is_strong or look.centred else "paragraph"), None


def _broken(texts: list[str], raw: list[str], kind: str, level: int | None, aside: bool) -> Iterator[_Line]:
    """A paragraph's lines: a line break in it ends a line, or only wraps a long one that is not complete."""
    above = ""
    for text, indented in zip(texts, raw, strict=True):
        if not text:
            above = ""
            continue
        yield _Line(text, kind, level, kind == "paragraph" and only_wraps(above, indented), aside)
        above = text


def _rows(table: Element) -> list[list[_Cell]]:
    """The cells that begin in each row of a table, without deleted ones."""
    rows: list[list[_Cell]] = []
    open_cells: dict[int, _Cell] = {}  # column -> the cell that may go on in the row below
    for row in _inside(table, "tr"):
        properties = child(row, "trPr")
        if _is_gone(properties):
            continue
        column = _span(child(properties, "gridBefore"), 0)
        begun: list[_Cell] = []
        reach: dict[int, _Cell] = {}
        for element in _inside(row, "tc"):
            cell = child(element, "tcPr")
            if _is_gone(cell):
                continue
            columns = _span(child(cell, "gridSpan"), 1)
            down, across = child(cell, "vMerge"), child(cell, "hMerge")
            goes_on = down is not None and value(down) != "restart"
            if across is not None and value(across) != "restart" and begun:
                begun[-1].columns += columns
            elif goes_on and column in open_cells:
                reach[column] = open_cells[column]
                reach[column].ends = len(rows)
            else:
                reach[column] = _Cell(element, column, columns, len(rows))
                begun.append(reach[column])
            column += columns
        open_cells = reach
        rows.append(begun)
    return rows


def _is_table(rows: list[list[_Cell]]) -> bool:
    """Whether a table holds values: rows of two filled cells or more, none of them long. Others lay out a page, as
    does one such row beside others: a document's number and who signed it, under a letterhead."""
    sizes = [filled for row in rows if (filled := [size for cell in row if (size := _size(cell.element))])]
    full = sum(len(row) > 1 for row in sizes)
    return full > (len(sizes) > 1) and max(map(max, sizes)) <= _LONGEST_CELL


def _size(cell: Element) -> int:
    """The characters in a cell; a number that Word counts is one."""
    size = 0
    for element in cell.iter():
        name = name_of(element)
        size += len(element.text or "") if name == "t" else name == "numId"
    return size


def _inside(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those in content controls too."""
    for inner in element:
        if name_of(inner) == name:
            yield inner
        elif name_of(inner) in _WRAPPERS or name_of(inner) == "sdt":
            yield from _inside(inner, name)


def _is_gone(properties: Element | None) -> bool:
    """Whether what has these properties was deleted or moved away."""
    return any(name_of(mark) in _GONE for mark in _children(properties))


def _goes_on(paragraph: Element) -> bool:
    """Whether the next thing is a paragraph, so that one whose end was deleted goes on in it."""
    names = (name_of(element) for element in paragraph.itersiblings())
    return next((name for name in names if name in ("p", "tbl", "sdt")), "") == "p"


def _children(element: Element | None) -> Iterable[Element]:
    return element if element is not None else ()


def _span(element: Element | None, otherwise: int) -> int:
    size = number(element)
    return otherwise if size is None else min(max(size, otherwise), _MOST_COLUMNS)
