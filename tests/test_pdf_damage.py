"""Pages of a PDF whose contents are damaged are said to be, blank ones are not."""

import re

import pytest
from pdf_files import Paper
from reportlab.lib.pdfencrypt import StandardEncryption

from extract.read import ReadError, read_bytes

TEXT = "到2025年，全市新建泵站10座，改造供水管网300公里。"


def printed(*pages: str, **options: object) -> bytes:
    paper = Paper(pageCompression=1, **options)
    for text in pages:
        paper.paragraph(92, text)
        paper.page()
    return paper.bytes()


def with_damage(data: bytes, *pages: int) -> bytes:
    """The file with bytes of the contents of some of its pages changed."""
    changed = bytearray(data)
    streams = list(re.finditer(rb"/FlateDecode[^>]*>>\s*stream\r?\n", data))
    for page in pages:
        for at in range(streams[page].end() + 20, streams[page].end() + 40):
            changed[at] ^= 0x5A
    return bytes(changed)


def test_a_damaged_page_among_others_is_told() -> None:
    source = read_bytes(with_damage(printed(TEXT, TEXT, TEXT), 1), "a.pdf")
    assert source.unread == ("page 2: its contents are damaged",)
    assert [page.read for page in source.pages] == ["text", "nothing", "text"]


def test_a_blank_page_is_none_that_could_not_be_read() -> None:
    source = read_bytes(printed(TEXT, "", TEXT), "a.pdf")
    assert source.unread == ()
    assert [page.read for page in source.pages] == ["text", "nothing", "text"]


def test_blank_pages_of_an_encrypted_file_are_unpacked_with_its_password() -> None:
    data = printed(TEXT, "", TEXT, encrypt=StandardEncryption("geheim", canPrint=1))
    assert read_bytes(data, "a.pdf", "geheim").unread == ()


def test_a_file_of_damaged_pages_alone_is_not_read() -> None:
    with pytest.raises(ReadError, match="contents are damaged"):
        read_bytes(with_damage(printed(TEXT), 0), "a.pdf")
