"""The parts of a Word file (.docx): XML in a zip archive, read within limits and without what XML can call in."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join, normpath

from lxml import etree

from extract.read.path import ReadError

Element = etree._Element

MOST_XML = 60_000_000  # bytes, unpacked, of all parts that are read: some 2,000 pages
_MAIN = "officeDocument"
# What the archive and its XML raise where the file is damaged or made to harm.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def name_of(element: Element) -> str:
    """The name of an element without its namespace, which differs between the two forms of the format.

    >>> name_of(etree.fromstring('<w:p xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'))
    'p'
    """
    return str(element.tag).rpartition("}")[2]


def child(element: Element | None, *path: str) -> Element | None:
    """The first element found on a path of names below an element, None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if name_of(inner) == name), None)
    return element


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute of an element by its name without the namespace."""
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), None)


def number(element: Element | None, name: str = "val") -> int | None:
    """A whole number in an attribute; None where there is none."""
    written = value(element, name)
    return int(written) if written and written.lstrip("+-").isdecimal() and len(written) < 12 else None


def is_on(element: Element | None) -> bool:
    """Whether an element that switches something is there and does not switch it off."""
    return element is not None and value(element) not in ("0", "false", "off", "none")


def for_us(alternatives: Element) -> Element | None:
    """Which of the forms of one thing, for newer and for older programs, is read: the first."""
    newer = child(alternatives, "Choice")
    return newer if newer is not None else child(alternatives, "Fallback")


class Package:
    """The parts of a Word file by what they are to its main part: "styles", "numbering", "footnotes" …

    Raises ReadError for what is no Word file, is damaged, or holds more XML than is read.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except _DAMAGED as error:
            raise ReadError("the file is no Word document, or is damaged: it can't be unpacked") from error
        self._names = {entry.filename.lstrip("/").lower(): entry for entry in self._archive.infolist()}
        self._left = MOST_XML
        self._main = next((target for _, target in self._related("") if self._holds(target)), "word/document.xml")
        if not self._holds(self._main):
            raise ReadError("the file is no Word document: it has no main part")
        self._parts = dict(self._related(self._main))

    def main(self) -> Element:
        """The main part: what Word calls the document."""
        return self._parse(self._main)

    def part(self, kind: str) -> Element | None:
        """Another part; None where the file names none. Raises ReadError for one that it names and does not hold."""
        name = self._parts.get(kind)
        if name is None:
            return None
        if not self._holds(name):
            raise ReadError(f"the file is damaged: its part {name} is missing")
        return self._parse(name)

    def _related(self, name: str) -> Iterator[tuple[str, str]]:
        """What a part (or with "" the file) is related to: for each its kind and its name; links out are left out."""
        relations = join(dirname(name), "_rels", name.rpartition("/")[2] + ".rels")
        if not self._holds(relations):
            return
        for relation in self._parse(relations):
            kind, target = (value(relation, "Type") or "").rpartition("/")[2], value(relation, "Target")
            if target and value(relation, "TargetMode") != "External" and (name or kind == _MAIN):
                yield kind, normpath(join("/", dirname(name), target)).lstrip("/")

    def _holds(self, name: str) -> bool:
        return name.lower() in self._names

    def _parse(self, name: str) -> Element:
        entry = self._names[name.lower()]
        if entry.flag_bits & 1:
            raise ReadError("the file is encrypted: open it with its password and save it without one")
        try:
            if entry.file_size > self._left:
                raise ReadError(f"the file is too large: more than {MOST_XML // 1_000_000} MB when it is unpacked")
            with self._archive.open(entry) as part:
                content = part.read(self._left + 1)
        except _DAMAGED as error:
            raise ReadError(f"the file is damaged: its part {name} can't be unpacked") from error
        self._left -= len(content)
        if self._left < 0:
            raise ReadError(f"the file is too large: more than {MOST_XML // 1_000_000} MB when it is unpacked")
        return parse_xml(content, name)


def parse_xml(content: bytes, name: str) -> Element:
    """The root of a part; nothing is fetched and no entity is expanded.

    >>> parse_xml(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "word/document.xml")
    Traceback (most recent call last):
    extract.read.path.ReadError: word/document.xml declares a document type, which no Word file does: it is not read

    Raises ReadError for what is not well-formed, is nested too deeply, or declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"the file is damaged: {name} is no sound XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError(f"{name} declares a document type, which no Word file does: it is not read")
    return root
