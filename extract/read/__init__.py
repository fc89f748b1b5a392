"""From a file to its text as it stands, with the blocks that its format marks and what it says about the document."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from extract.model import Source
from extract.read.encoding import decode
from extract.read.html import read_html
from extract.read.markdown import read_markdown
from extract.read.nothing import no_document
from extract.read.office import read_office
from extract.read.path import IMAGES, MAX_BYTES, OFFICE_SUFFIXES, PAGES, SUFFIXES, ReadError, check_size, read_path
from extract.read.pdf import read_pdf
from extract.read.scan import read_scan

__all__ = ["MAX_BYTES", "SUFFIXES", "ReadError", "check_size", "read_bytes", "read_path"]


def read_bytes(data: bytes, name: str, password: str | None = None) -> Source:
    """The text, blocks and metadata of a document, from its bytes and the suffix of its name.

    The text is as decoded, only without a byte order mark; of a web page, the article's. Spans of blocks count its
    code points. ``meta["encoding"]`` is the encoding found, where there was one to find.

    >>> read_bytes("到2025年".encode("gb18030"), "plan.TXT").meta["encoding"]
    'gb18030'

    Raises ReadError for what is no readable document or holds none, with the reason.
    """
    source = _read(data, name, password)
    if reason := no_document(source):
        raise ReadError(f"there is no document in it: {reason}")
    return source


def _read(data: bytes, name: str, password: str | None) -> Source:
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        raise ReadError(f"{kind} are not read, only {', '.join(sorted(SUFFIXES))}")
    if suffix in IMAGES:
        return read_scan(data)
    if suffix == ".pdf":
        return read_pdf(data, password)
    if suffix in OFFICE_SUFFIXES:
        return read_office(data, suffix)
    is_html = suffix in PAGES
    text, encoding = decode(data, declares=is_html)
    if not text.strip():
        raise ReadError("the file holds only white space" if text else "the file is empty")
    if is_html:
        source = read_html(text)
    elif suffix in (".md", ".markdown"):
        source = read_markdown(text)
    else:
        source = Source(text, "text/plain")
    meta: Mapping[str, str] = {**source.meta, "encoding": encoding}
    return replace(source, meta=meta)
