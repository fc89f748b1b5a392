"""Pictures of pages with a text of our own, for tests of what reads scans."""

import io

import cv2
import numpy as np
from PIL import Image

SIZE = 40  # of a character, in pixels
PAGE = (
    (420, "霁川市节水三年行动方案"),
    (180, "到2025年，全市建成泵站10座，改造管网30公里，新增"),
    (100, "再生水厂5座。"),
    (180, "各区应当按月上报进度，市水务局汇总后于次月五日前公"),
    (600, "— 1 —"),
)
NEXT_PAGE = ((100, "布。"), (180, "二、保障措施"), (600, "— 2 —"))


def picture(lines: tuple[tuple[int, str], ...] = PAGE) -> Image.Image:
    """A page with these lines, each by where it begins, in the font that OpenCV brings; the last stands at its foot."""
    page = np.full((60 + 80 * len(lines), 1300, 3), 255, np.uint8)
    for at, (left, text) in enumerate(lines):
        cv2.putText(page, text, (left, 100 + 80 * at), (0, 0, 0), cv2.FontFace("uni"), SIZE, 400)
    return Image.fromarray(page)


def saved(*pages: Image.Image, format: str = "PNG") -> bytes:
    """The bytes of an image file with these pages."""
    file = io.BytesIO()
    pages[0].save(file, format, **({"save_all": True, "append_images": pages[1:]} if format == "TIFF" else {}))
    return file.getvalue()
