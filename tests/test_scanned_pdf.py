"""Scanned pages in a PDF: recognised lines of one size, whatever the height of each, make paragraphs."""

import pytest
from pdf_files import HEIGHT, WIDTH, Paper
from PIL import Image
from reportlab.lib.utils import ImageReader

from extract.read import ocr, read_bytes
from extract.read.ocr import OcrLine

DOT = 200 / 72  # pixels of a recognised page in a point


def line(top: float, x0: float, x1: float, height: float, text: str) -> OcrLine:
    return OcrLine(text, x0 * DOT, top * DOT, x1 * DOT, (top + height) * DOT, 0.99)


@pytest.mark.parametrize(("height", "paragraphs"), [(12.0, 2), (18.5, 2), (26.0, 3)])
def test_a_line_read_as_a_little_lower_or_higher_goes_on(
    monkeypatch: pytest.MonkeyPatch, height: float, paragraphs: int
) -> None:
    lines = [
        line(100, 112, 500, 15.5, "到2025年，全市新建泵站10座，改造管网300公里，供水"),
        line(122, 88, 128, height, "保障"),
        line(150, 112, 500, 15.5, "各区应当按月上报进度，市水务局汇总后于次月五日"),
        line(172, 88, 500, 15.5, "前公布，结果报市人民政府，并且抄送市发展改革委。"),
    ]
    monkeypatch.setattr(ocr, "pieces_on", lambda image: lines)
    paper = Paper()
    paper.canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "white")), 0, 0, WIDTH, HEIGHT)
    paper.page()
    assert len(read_bytes(paper.bytes(), "a.pdf").text.splitlines()) == paragraphs
