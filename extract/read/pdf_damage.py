"""Pages of a PDF on which nothing stands because their contents are damaged, told from blank ones."""

import io
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

_PIECE = 1 << 20  # bytes, as which a stream is unpacked, however large
_FLATE = ("FlateDecode", "Fl")


def damaged_pages(data: bytes, password: str | None, numbers: Iterable[int]) -> list[int]:
    """Those of some pages, counted from 1, whose contents can't be unpacked.

    Where the file is so broken that its pages are not found, all of them are.
    """
    wanted = set(numbers)
    if not wanted:
        return []
    try:
        pages = PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data)), password or ""))
        found = {n: page for n, page in enumerate(pages, 1) if n in wanted}
        return [n for n in sorted(wanted) if n not in found or any(map(_is_damaged, _streams(found[n])))]
    except Exception:  # whatever pdfminer stumbles on in a file that pdfium could mend
        return sorted(wanted)


def _streams(page: PDFPage) -> Iterator[Any]:
    for content in page.contents:
        stream = resolve1(content)
        yield from map(resolve1, stream) if isinstance(stream, list) else [stream]


def _is_damaged(stream: Any) -> bool:
    """Whether a stream is none, or packed and can't be unpacked to its end."""
    if not hasattr(stream, "get_rawdata"):
        return True
    raw = stream.get_rawdata()
    if raw and stream.decipher:
        raw = stream.decipher(stream.objid, stream.genno, raw, stream.attrs)
    filters = [filter_.name for filter_, _ in stream.get_filters()]
    if not raw or not filters or filters[0] not in _FLATE:
        return False
    unpack = zlib.decompressobj()
    try:
        while raw:
            unpack.decompress(raw, _PIECE)
            raw = unpack.unconsumed_tail
    except zlib.error:
        return True
    return not unpack.eof
