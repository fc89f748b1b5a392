"""PDF files with a text of our own, drawn from the upper left corner of the page, in points."""

import io
from collections.abc import Iterator, Sequence

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT = 80.0, 512.0  # the edges of the text: 27 characters of 16 points
_NEVER_FIRST = "，。、；：！？）》〉”’】〕%"
_NEVER_LAST = "（《〈“‘【〔"

rl_config.useA85 = 0  # streams are bytes, not letters
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class Paper:
    """A PDF that is being drawn, page by page; its bytes are the same each time."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, **options: object) -> None:
        self._file = io.BytesIO()
        self.height = height
        self._width = width
        self.canvas = Canvas(self._file, pagesize=(width, height), invariant=1, **options)

    def text(self, x: float, top: float, text: str, size: float = 16, font: str = FONT) -> None:
        """Writes a line from ``x`` on, its upper edge at ``top``."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - top - size, text)

    def centred(self, top: float, text: str, size: float = 16) -> None:
        """Writes a line in the middle of the page."""
        self.text((self._width - width_of(text, size)) / 2, top, text, size)

    def paragraph(self, top: float, text: str, size: float = 16, indent: int = 2) -> float:
        """Writes a paragraph, broken into lines between the edges of the text; gives where the next line begins."""
        for number, line in enumerate(broken(text, RIGHT - LEFT, size, indent)):
            self.text(LEFT + (indent * size if number == 0 else 0), top, line, size)
            top += leading(size)
        return top

    def lines(self, top: float, *lines: str, x: float = LEFT, size: float = 16) -> float:
        """Writes lines below each other from the left edge on; gives where the next one begins."""
        for line in lines:
            self.text(x, top, line, size)
            top += leading(size)
        return top

    def rule(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Draws a straight line."""
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, self.height - top, x1, self.height - bottom)

    def grid(self, xs: Sequence[float], tops: Sequence[float], rows: Sequence[Sequence[str]], size: float = 12) -> None:
        """Draws a table with all its rules, each cell's text at its upper left; lines of a cell are parted by ⏎."""
        for x in xs:
            self.rule(x, tops[0], x, tops[-1])
        for top in tops:
            self.rule(xs[0], top, xs[-1], top)
        self.cells(xs, tops, rows, size)

    def cells(
        self, xs: Sequence[float], tops: Sequence[float], rows: Sequence[Sequence[str]], size: float = 12
    ) -> None:
        """Writes the texts of a table without its rules."""
        for top, row in zip(tops, rows, strict=False):
            for x, cell in zip(xs, row, strict=False):
                for number, line in enumerate(cell.split("⏎")):
                    self.text(x + 4, top + 4 + number * (size + 2), line, size)

    def page(self) -> None:
        """Ends the page."""
        self.canvas.showPage()

    def bytes(self) -> bytes:
        """The file."""
        self.canvas.save()
        return self._file.getvalue()


def leading(size: float) -> float:
    """The usual distance of lines of a size."""
    return size * 1.75


def width_of(text: str, size: float) -> float:
    """The width of a line of text."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def broken(text: str, width: float, size: float, indent: int = 0) -> Iterator[str]:
    """The lines of a paragraph: full, with no mark at the wrong end of one, and no number broken."""
    start, used = 0, indent * size
    for i, character in enumerate(text):
        used += width_of(character, size)
        if used <= width:
            continue
        at = i
        while at > start + 1 and not _may_break(text, at):
            at -= 1
        yield text[start:at]
        start, used = at, width_of(text[at : i + 1], size)
    yield text[start:]


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    number = before.isascii() and after.isascii() and (before + after).replace(".", "").isalnum()
    return after not in _NEVER_FIRST and before not in _NEVER_LAST and not number
