"""Ruled tables on pictures of pages: cell by cell, also where the page was laid on askew or its rules are pale."""

import cv2
import numpy as np
import pytest
from pictures import saved
from PIL import Image

from extract.model import Source
from extract.read import ocr
from extract.read.ocr import OcrLine
from extract.read.scan import read_scan
from extract.read.scan_rules import rules_on, straightened

SIZE = 36
XS = (120, 420, 640, 880, 1180)
ROWS = (("指标", "单位", "2020年", "2025年"), ("森林覆盖率", "%", "55.8", "56"), ("粮食总产量", "万吨", "84", "90"))
TOPS = tuple(260 + 70 * n for n in range(len(ROWS) + 1))


def page(ink: int = 0, turn: float = 0.0) -> Image.Image:
    """A page with a table between two lines, its rules of some grey, turned by some degrees."""
    drawn = np.full((900, 1300, 3), 255, np.uint8)
    font = cv2.FontFace("uni")
    for y, text in ((180, "表1 主要指标"), (600, "二、重点任务")):
        cv2.putText(drawn, text, (180, y), (0, 0, 0), font, SIZE, 400)
    for y in TOPS:
        cv2.line(drawn, (XS[0], y), (XS[-1], y), (ink,) * 3, 2)
    for x in XS:
        cv2.line(drawn, (x, TOPS[0]), (x, TOPS[-1]), (ink,) * 3, 2)
    for top, row in zip(TOPS, ROWS, strict=False):
        for x, text in zip(XS, row, strict=False):
            cv2.putText(drawn, text, (x + 30, top + 48), (0, 0, 0), font, SIZE, 400)
    return Image.fromarray(drawn).rotate(turn, Image.Resampling.BICUBIC, fillcolor="white")


def cells(source: Source) -> list[tuple[str, ...]]:
    [table] = source.tables
    width = 1 + max(cell.column for cell in table.cells)
    texts = [source.text[cell.start : cell.end] for cell in table.cells]
    return [tuple(texts[at : at + width]) for at in range(0, len(texts), width)]


@pytest.mark.parametrize(("ink", "turn"), [(0, 0.0), (170, 0.0), (0, 1.2), (0, -0.8)])
def test_a_ruled_table_is_read_cell_by_cell(ink: int, turn: float) -> None:
    source = read_scan(saved(page(ink, turn)))
    assert cells(source) == list(ROWS)
    lines = source.text.splitlines()
    assert (lines[0].replace(" ", ""), lines[-1]) == ("表1主要指标", "二、重点任务")


def test_a_page_that_lies_straight_is_left_as_it_is() -> None:
    straight = page()
    assert straightened(straight) is straight


def test_strokes_frames_and_underlines_are_no_table() -> None:
    drawn = np.full((900, 1300, 3), 255, np.uint8)
    cv2.putText(drawn, "一、二三十工王", (100, 200), (0, 0, 0), cv2.FontFace("uni"), 60, 400)
    cv2.rectangle(drawn, (100, 300), (1200, 700), (0, 0, 0), 2)
    cv2.line(drawn, (100, 220), (700, 220), (0, 0, 0), 2)
    picture = Image.fromarray(drawn)
    assert sum(edge.upright for edge in rules_on(picture)) == 2
    assert read_scan(saved(picture)).tables == ()


def test_a_cell_that_may_be_misread_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    def piece(text: str, row: int, column: int, confidence: float) -> OcrLine:
        x, top = XS[column] + 30.0, TOPS[row] + 14.0
        return OcrLine(text, x, top, x + 20 * len(text), top + SIZE, confidence)

    pieces = [
        piece(text, n, m, 0.6 if text == "84" else 0.99) for n, row in enumerate(ROWS) for m, text in enumerate(row)
    ]
    monkeypatch.setattr(ocr, "pieces_on", lambda image: pieces)
    source = read_scan(saved(page()))
    assert [(source.text[start:end], confidence) for start, end, confidence in source.doubts] == [("84", 0.6)]
