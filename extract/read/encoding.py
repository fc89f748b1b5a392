"""Text from bytes: which encoding, and where it breaks.

Chinese files come in UTF-8, in UTF-16 mostly with a byte order mark, in GB18030 (which holds GBK and GB2312) and in
Big5, and the last two say nothing of themselves. Both standards put the characters in common use on a first level; a
text read in the wrong one falls apart into rare characters, so the share of common ones decides.
"""

import codecs
import re

from extract.read.path import ReadError

_MAGIC = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or an Office document (docx, xlsx, wps)",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document (doc, xls, wps)",
    b"{\\rtf": "an RTF document",
    b"\x89PNG\r\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"SQLite format 3\x00": "an SQLite database",
}
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_NAMES = {"utf-8": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16", "gb18030": "gb18030"}
# Windows wrote most Big5 there is; Hong Kong's additional characters need the other table.
_BIG5 = ("cp950", "big5hkscs")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{3,20})", re.IGNORECASE)
_DECLARED_TABLES = {"gb2312": ("gb18030",), "gbk": ("gb18030",), "gb18030": ("gb18030",), "big5": _BIG5}
# Chinese in seven bits: how each of these looks, and the codec that reads it. UTF-7 looks like anything with a plus.
_SEVEN_BITS = {
    "hz": (re.compile(rb"~\{(?:[!-}][!-~]){2}"), "hz"),
    "iso-2022-cn": (re.compile(rb"\x1b\$[)*+][AEGH]"), None),
    "iso-2022-kr": (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    "iso-2022-jp": (re.compile(rb"\x1b\$"), "iso2022_jp_2"),
    "utf-7": (re.compile(rb"\+[A-Za-z0-9+/]{3}"), "utf-7"),
}
_BY_CHANCE = 4  # characters that a text with a plus may seem to hold in UTF-7
_SAMPLE = 1_000_000  # bytes from the first that is not ASCII; enough to tell by
_PLAUSIBLE = 0.75  # share of common characters; Chinese in the right encoding has more than 0.85, in a wrong one 0.5
_RECOGNISABLE = 0.5  # enough to say which encoding a damaged text was in


def decode(data: bytes, *, declares: bool = False) -> tuple[str, str]:
    """The text without its byte order mark, and the encoding: utf-8, utf-16, gb18030, big5, or one of seven bits.

    With ``declares``, a charset that an HTML page names decides between the encodings that fit.

    >>> decode("政策".encode("gb18030"))
    ('政策', 'gb18030')

    Raises ReadError for binary data, for bytes that are no plausible Chinese in any of these encodings, and for text
    that is broken or cut off, with the offset of the first byte that does not fit.
    """
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise ReadError(f"this is not text: it looks like {kind}")
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _checked(_strictly(data, encoding, len(mark))), _NAMES[encoding]
    if b"\0" in data:
        return _checked(_strictly(data, _of_two_bytes(data), 0)), "utf-16"
    if data.isascii() and (found := _of_seven_bits(data)):
        return found
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _most_plausible(data, _declared(data) if declares else ())
    return _checked(_strictly(data, encoding, 0)), _NAMES.get(encoding, "big5")


def _of_seven_bits(data: bytes) -> tuple[str, str] | None:
    """The text of bytes that look like ASCII and stand for Chinese, and their encoding; None where they are ASCII."""
    for name, (looks, codec) in _SEVEN_BITS.items():
        found = looks.search(data)
        if not found:
            continue
        if codec is None:
            raise ReadError(f"the text is in {name.upper()}, which is not read: convert it to UTF-8")
        try:
            text = data.decode(codec)
        except UnicodeDecodeError as error:
            if codec == "utf-7":  # any formula has a plus
                return None
            raise ReadError(f"the text is damaged: byte {error.start} is not valid {name.upper()}") from error
        foreign = [character for character in text if character > "\x7f"]
        common = sum(map(_COMMON.__contains__, foreign))
        if common >= _PLAUSIBLE * len(foreign) and len(foreign) > (_BY_CHANCE if codec == "utf-7" else 0):
            return _checked(text), name
        if codec != "utf-7":
            raise ReadError(f"the text looks like {name.upper()}, and is no Chinese in it")
    return None


def _of_two_bytes(data: bytes) -> str:
    """Which UTF-16 bytes without a mark are in, where they are Chinese in one of the two."""
    shares = {encoding: _share_of_common(data[:_SAMPLE], encoding) for encoding in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda encoding: shares[encoding])
    if shares[best] < _PLAUSIBLE:
        raise ReadError(f"this is not text: it has NUL bytes, the first at byte {data.index(0)}")
    return best


def _declared(data: bytes) -> tuple[str, ...]:
    match = _DECLARED.search(data)
    name = match[1].decode("ascii").lower() if match else ""
    return _DECLARED_TABLES.get(name.removesuffix("-hkscs"), ())


def _most_plausible(data: bytes, declared: tuple[str, ...]) -> str:
    """The encoding in which most characters are common ones, be the bytes all right in it or not."""
    start = re.search(rb"[\x80-\xff]", data)
    sample = data[start.start() :][:_SAMPLE] if start else b""
    shares = {encoding: _share_of_common(sample, encoding) for encoding in ("utf-8", "gb18030", *_BIG5)}
    for encoding in declared:
        if shares[encoding] >= _PLAUSIBLE and _fits(data, encoding):
            return encoding
    best = max(shares, key=lambda encoding: (shares[encoding], _fits(data, encoding)))
    if shares[best] < (_PLAUSIBLE if _fits(data, best) else _RECOGNISABLE):
        raise ReadError("the encoding is not known: the file is no Chinese text in UTF-8, UTF-16, GB18030 or Big5")
    return best


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _share_of_common(sample: bytes, encoding: str) -> float:
    foreign = [character for character in sample.decode(encoding, "replace") if character > "\x7f"]
    return sum(map(_COMMON.__contains__, foreign)) / len(foreign) if foreign else 0.0


def _strictly(data: bytes, encoding: str, skipped: int) -> str:
    try:
        return data[skipped:].decode(encoding)
    except UnicodeDecodeError as error:
        name, offset = _NAMES.get(encoding, "big5").upper(), skipped + error.start
        if skipped + error.end >= len(data):
            raise ReadError(
                f"the file is truncated: {name} text ends in the middle of a character at byte {offset}"
            ) from error
        raise ReadError(f"the text is damaged: byte {offset} is not valid {name}") from error


def _checked(text: str) -> str:
    if "\0" in text:
        raise ReadError("this is not text: it has NUL characters")
    return text.removeprefix("\ufeff")


def _first_level(encoding: str, rows: range, columns: tuple[int, ...]) -> set[str]:
    """The characters of a standard's first level, and the punctuation in the rows before it."""
    return {bytes((row, column)).decode(encoding, "replace") for row in rows for column in columns} - {"\ufffd"}


_HIGH = tuple(range(0xA1, 0xFF))
_COMMON = (
    _first_level("gb2312", range(0xA1, 0xA4), _HIGH)
    | _first_level("gb2312", range(0xB0, 0xD8), _HIGH)
    | _first_level("big5", range(0xA1, 0xC7), (*range(0x40, 0x7F), *_HIGH))
    | set("—·…○〇①②③④⑤⑥⑦⑧⑨⑩")
)
