"""Text on a picture of a page, line by line, with how sure it is. Needs the extra ``ocr``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 80_000_000  # an A3 page at 600 dots an inch has 70 million
STEEP = 0.03  # the steepest slope of a page that was laid on askew
ASKEW = 0.0025  # the slope from which on a page is turned
_LONG = 10  # times as long as high: text that shows the slope of its page
INSTALL = "pip install zhengce[ocr]"
MISSING = f"it is a scan, and reading scans needs: {INSTALL}"
# Seen so, red ink is nearly white: stamps give way to the names and the date below them, and large red heads of
# documents are still read.
_INK = (0.9, 0.1, 0.0, 0.0)  # red, green, blue, and what is added
_THREADS = 1  # sums of floats come out the same each time, and as many pages are read at once as there are jobs
_SETTINGS = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
    "EngineConfig.onnxruntime.inter_op_num_threads": _THREADS,
}


@dataclass(frozen=True, slots=True)
class OcrLine:
    """A line of text as it was recognised, its place on the picture in pixels, and the confidence from 0 to 1."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float

    @property
    def height(self) -> float:
        """How tall it is: about the width of a Chinese character."""
        return self.bottom - self.top


def available() -> bool:
    """Whether scans can be read: whether the extra ``ocr`` is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def pieces_on(image: Image) -> list[OcrLine]:
    """The pieces of text on a picture: lines, and parts of them with a gap between.

    What the engine itself takes for no text, of a confidence below 0.5, is left out.
    Raises ValueError for a picture of more than MOST_PIXELS, MemoryError where memory does not do.
    """
    import numpy

    if image.width * image.height > MOST_PIXELS:
        raise ValueError(f"the picture is too large: {image.width} × {image.height} pixels")
    grey = on_white(image).convert("L", _INK)
    try:
        found = _engine()(numpy.asarray(grey.convert("RGB")))
    except Exception as error:
        if "alloc" in str(error):  # std::bad_alloc of onnxruntime, "Failed to allocate" of OpenCV
            raise MemoryError(str(error)) from error
        raise
    if not len(found):
        return []
    lines = []
    for box, text, confidence in zip(_levelled(found.boxes, image.width), found.txts, found.scores, strict=True):
        (x0, top), (x1, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
        lines.append(OcrLine(" ".join(text.split()), x0, top, x1, bottom, round(float(confidence), 3)))
    return [line for line in lines if line.text]


def _levelled(boxes: Any, width: int) -> Any:
    """The corners of boxes of text, from the upper left one clockwise, as if the page had not lain askew."""
    import numpy

    sides = boxes[:, 1] - boxes[:, 0] + boxes[:, 2] - boxes[:, 3]
    long = sides[:, 0] > _LONG * (boxes[:, 3] - boxes[:, 0] + boxes[:, 2] - boxes[:, 1])[:, 1]
    slope = numpy.median(sides[long, 1] / sides[long, 0]) if long.any() else 0.0
    if not ASKEW < abs(slope) < STEEP:
        return boxes
    return boxes - numpy.stack([numpy.zeros_like(boxes[..., 0]), slope * (boxes[..., 0] - width / 2)], axis=-1)


@cache
def _engine() -> Any:
    """Loaded once in a process: that takes a second."""
    from rapidocr import RapidOCR

    return RapidOCR(params=_SETTINGS)


def on_white(image: Image) -> Image:
    """The picture in colours; what is transparent is paper."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    from PIL import Image as images

    paper = images.new("RGBA", image.size, "white")
    return images.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def in_order(lines: Iterable[OcrLine]) -> list[OcrLine]:
    """The lines from top to bottom, those beside each other from left to right; pieces of one line as one.

    >>> left, right = OcrLine("到2025年，", 0, 2, 50, 12, 1.0), OcrLine("建成", 55, 0, 75, 10, 0.5)
    >>> [(line.text, round(line.confidence, 2)) for line in in_order([right, left])]
    [('到2025年，建成', 0.89)]
    """
    rows: list[list[OcrLine]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom, line.x0)):
        row = rows[-1] if rows else []
        if row and _beside(row[0], line):
            row.append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in _joined(sorted(row, key=lambda line: line.x0))]


def _beside(first: OcrLine, line: OcrLine) -> bool:
    """Whether two lines stand in one row. A stamp is taller than the lines that it covers."""
    middle = (line.top + line.bottom) / 2
    return first.top < middle < first.bottom and first.height / 2 < line.height < first.height * 2


def _joined(row: list[OcrLine]) -> list[OcrLine]:
    """A row with those next to each other made one where less than a character is between them."""
    joined = [row[0]]
    for line in row[1:]:
        last = joined[-1]
        if line.x0 - last.x1 < last.height:
            top, bottom = min(last.top, line.top), max(last.bottom, line.bottom)
            text = last.text + line.text
            joined[-1] = OcrLine(text, last.x0, top, max(last.x1, line.x1), bottom, round(mean([last, line]), 3))
        else:
            joined.append(line)
    return joined


def mean(lines: Sequence[OcrLine]) -> float:
    """The mean confidence of the characters of some lines; 0 of none."""
    characters = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / characters if characters else 0.0
