"""Files of word processors, read by what they hold: under .doc sites also publish .docx, RTF and saved web pages."""

import email
import zipfile
from dataclasses import replace
from email.message import Message
from email.policy import default
from io import BytesIO

from extract.model import Source
from extract.read.encoding import decode
from extract.read.html import read_html
from extract.read.libreoffice import to_docx
from extract.read.path import ReadError
from extract.read.word import read_word

_ZIP, _OLE, _RTF, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"%PDF-"
_OPENING = 2_000  # bytes in which a page or an XML file says what it is
_XML_OF_WORD = (b"schemas.microsoft.com/office/word/2003/wordml", b"schemas.microsoft.com/office/2006/xmlPackage")


def read_office(data: bytes, suffix: str) -> Source:
    """The document in a file of a word processor (.docx, .doc, .wps, .rtf), whatever of these its name says.

    .docx is read here, pages by the reader of pages, the rest through LibreOffice. ``media_type`` is the file's own.

    >>> read_office("<html><p>到2025年，建成泵站10座。</p></html>".encode(), ".doc").text
    '到2025年，建成泵站10座。\\n'

    Raises ReadError for what is no such file or is encrypted, and where LibreOffice is needed and not installed.
    """
    opening = data[:_OPENING].lower()
    if data.startswith(_ZIP):
        if suffix == ".ofd" or _is_ofd(data):
            raise ReadError(
                ".ofd files are not read: open it in an OFD reader or WPS Office and save it as PDF or Word"
            )
        return read_word(data)
    if data.startswith(_OLE):
        return _read_compound(data, suffix)
    if data.startswith(_RTF):
        return replace(read_word(to_docx(data, ".rtf")), media_type="application/rtf")
    if any(name.lower() in opening for name in _XML_OF_WORD):
        return replace(read_word(to_docx(data, ".xml")), media_type="application/xml")
    if b"<html" in opening or b"<!doctype html" in opening:
        return _read_page(data)
    if b"mime-version:" in opening:
        return _read_page(_page_in(email.message_from_bytes(data, policy=default)))
    if data.startswith(_PDF):
        raise ReadError(f"the file is a PDF, not a {suffix} file: rename it to .pdf")
    raise ReadError(f"the file is no {suffix} file and no other document of a word processor, or is truncated")


def _read_compound(data: bytes, suffix: str) -> Source:
    """The document in a file of the kind that Office wrote before .docx, and still writes where it encrypts."""
    if _has_stream(data, "EncryptedPackage"):
        raise ReadError("the file is encrypted: open it with its password and save it without one")
    if _has_stream(data, "WordDocument"):
        return replace(read_word(to_docx(data, ".doc")), media_type="application/msword")
    if suffix == ".wps":  # of Microsoft Works
        return replace(read_word(to_docx(data, ".wps")), media_type="application/vnd.ms-works")
    raise ReadError("the file holds no text document: it is a table, slides or something else of an office program")


def _has_stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


def _is_ofd(data: bytes) -> bool:
    try:
        return "OFD.xml" in zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # the reader of Word files says what is wrong with it


def _read_page(data: bytes) -> Source:
    text, encoding = decode(data, declares=True)
    source = read_html(text)
    return replace(source, meta={**source.meta, "encoding": encoding})


def _page_in(message: Message) -> bytes:
    """The web page in an archive of one with its pictures (.mht)."""
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    content = page.get_payload(decode=True) if page is not None else None
    if not isinstance(content, bytes):
        raise ReadError("the file is a web archive without a page in it")
    return content
