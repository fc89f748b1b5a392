"""The text of a paragraph in a Word file as it shows when all changes are accepted."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from extract.read.word_figures import SUPERSCRIPTS, written
from extract.read.word_package import Element, child, for_us, is_on, name_of, number, value
from extract.read.word_styles import Look, Styles, look_of, under

BREAK = "\x0b"  # stands for a line break until a paragraph is complete; XML can't hold it
# What was deleted or moved away, how things look, what they are called; ruby over a word.
_UNSEEN = frozenset(("del", "moveFrom", "delText", "delInstrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "ctrlPr", "rt"))
_SIGNS = {"tab": "\t", "ptab": "\t", "br": BREAK, "cr": BREAK, "noBreakHyphen": "-"}
_NO_BREAKS = str.maketrans(dict.fromkeys("\n\r\x85\u2028\u2029", " "))
# Signs of the font Symbol with which figures are compared and measured; Word keeps them at F000 and above.
_SYMBOLS = dict(zip(b"\xa3\xb3\xb1\xb4\xb8\xb9\xbb\xb0\x6d\x57\xb7\xa2\xb2\x25", "≤≥±×÷≠≈°μΩ•′″%", strict=True))
_CODE = re.compile("[0-9A-Fa-f]{2,4}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_NO_SIGN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_CIRCLED = re.compile(r"\\o\s*(?:\\a[clr])?\s*\(\s*[○◯]\s*[,，;]\s*(\d{1,2})\s*\)", re.IGNORECASE)
_WITHOUT_RESULT = frozenset(("EQ", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "SYMBOL"))
_LARGE = 1_800_000  # EMU, 5 cm: a smaller picture is a seal or a sign


@dataclass(slots=True)
class _Field:
    """A field that has begun: its code, whether its result has, and whether that is a table of contents."""

    code: str = ""
    shows: bool = False
    lists: bool = False

    def kind(self) -> str:
        return (self.code.split() or [""])[0].upper()


@dataclass(slots=True)
class Paragraph:
    """The text of one paragraph, and what is tied to it without being its text."""

    pieces: list[str] = field(default_factory=list)
    shown: int = 0  # characters that are not blank, as the next two
    bold: int = 0
    listed: int = 0  # in a table of contents
    boxes: list[Element] = field(default_factory=list)  # text boxes

    def lines(self) -> list[str]:
        """What stands between its line breaks."""
        return "".join(self.pieces).split(BREAK)


class TextReader:
    """Reads paragraph after paragraph of a file, in its order: a field may begin in one and end in another.

    ``notes`` are the footnotes and endnotes that the text refers to; ``left_out`` counts what could not be read.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []
        self.notes: dict[tuple[str, str], None] = {}  # kind and id, in order
        self.left_out: Counter[str] = Counter()

    def add(self, element: Element, look: Look, to: Paragraph) -> None:
        """Adds the text of a w:p element, whose own and whose style's look is given, to a paragraph."""
        self._walk(element, look, to)

    def end(self) -> None:
        """Counts a field that has not ended, for which text may have been taken for its code."""
        self.left_out["fields without an end, which may hide text"] += self._in_code()

    def _walk(self, elements: Iterable[Element] | None, look: Look, to: Paragraph) -> None:
        for element in elements if elements is not None else ():
            name = name_of(element)
            if name in _UNSEEN:
                continue
            if name == "t":
                self._add((element.text or "").translate(_NO_BREAKS), look, to)
            elif name in _SIGNS:
                self._add(_SIGNS[name], look, to)
            elif name == "sym":
                self._add(self._symbol(element), look, to)
            elif name == "r":
                self._run(element, look, to)
            elif name in ("fldChar", "instrText", "fldSimple"):
                self._field(element, name, look, to)
            elif name in ("footnoteReference", "endnoteReference") and not self._in_code():
                self.notes[name.removesuffix("Reference"), value(element, "id") or ""] = None
            elif name == "txbxContent":
                to.boxes.append(element)
            elif name == "AlternateContent":
                self._walk(for_us(element), look, to)
            elif name == "sdt":
                if not is_on(child(element, "sdtPr", "showingPlcHdr")):
                    self._walk(child(element, "sdtContent"), look, to)
            elif name == "f" and child(element, "num") is not None:  # a fraction
                self._walk(child(element, "num"), look, to)
                self._add("/", look, to)
                self._walk(child(element, "den"), look, to)
            else:
                self._count(element, name)
                self._walk(element, under(Look(raised=True), look) if name == "sup" else look, to)

    def _run(self, run: Element, look: Look, to: Paragraph) -> None:
        properties = child(run, "rPr")
        style = value(child(properties, "rStyle"))
        if properties is not None:
            own = look_of(None, properties)
            look = under(under(own, self._styles.style(style).look) if style else own, look)
        # A field may begin or end in hidden text.
        self._walk([e for e in run if name_of(e) in ("fldChar", "instrText")] if look.hidden else run, look, to)

    def _add(self, text: str, look: Look, to: Paragraph) -> None:
        if self._in_code() or look.hidden:
            return
        to.pieces.append(text.translate(SUPERSCRIPTS) if look.raised else text)
        shown = len(text.strip())
        to.shown += shown
        to.bold += shown if look.bold else 0
        to.listed += shown if any(open_field.lists for open_field in self._fields) else 0

    def _symbol(self, element: Element) -> str:
        code, font = _CODE.fullmatch(value(element, "char") or ""), value(element, "font") or ""
        sign = chr(int(code[0], 16)) if code else "\0"
        if font == "Symbol" and ord(sign) & 0xFF in _SYMBOLS:
            return _SYMBOLS[ord(sign) & 0xFF]
        if _PRIVATE.match(sign):
            self.left_out[f"signs of the font {font} that are no characters"] += 1
        return _NO_SIGN.sub("\ufffd", sign)

    def _in_code(self) -> bool:
        return any(not open_field.shows for open_field in self._fields)

    def _field(self, element: Element, name: str, look: Look, to: Paragraph) -> None:
        kind = value(element, "fldCharType")
        if name == "fldSimple":
            self._fields.append(_Field(value(element, "instr") or "", shows=True))
            self._walk(element, look, to)
            self._fields.pop()
        elif name == "fldChar" and kind == "begin":
            self._fields.append(_Field())
        elif self._fields and name == "instrText":
            self._fields[-1].code += element.text or ""
        elif self._fields and kind == "separate":
            self._fields[-1].shows = True
            self._fields[-1].lists = self._fields[-1].kind() == "TOC"
        elif self._fields and kind == "end":
            ended = self._fields.pop()
            if not ended.shows:
                self._show(ended, look, to)

    def _show(self, ended: _Field, look: Look, to: Paragraph) -> None:
        """Adds what a field shows that keeps no result: EQ \\o(○,3) is ③."""
        circled = _CIRCLED.search(ended.code)
        if circled:
            self._add(written(int(circled[1]), "decimalEnclosedCircle") or "", look, to)
        elif ended.kind() in _WITHOUT_RESULT and not look.hidden:
            self.left_out[f"fields of the kind {ended.kind()}, which keep no text"] += 1

    def _count(self, element: Element, name: str) -> None:
        """Counts a picture, chart or object, which may hold text."""
        if name == "OLEObject":
            self.left_out[f"embedded objects of the kind {value(element, 'ProgID') or 'unknown'}"] += 1
        elif name in ("inline", "anchor"):
            extent = child(element, "extent")
            has_text = any(name_of(inner) == "txbxContent" for inner in element.iterdescendants())
            if min(number(extent, "cx") or 0, number(extent, "cy") or 0) > _LARGE and not has_text:
                self.left_out["pictures, charts or drawings"] += 1
