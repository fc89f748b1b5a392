"""Prints what reading PDF files costs: beside pypdfium2's bare text and pdfplumber's, and as pages grow in number.

python tests/bench_pdf.py [FILE]...        without FILE the sample corpus's
"""

import io
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import pdfplumber
import pypdfium2 as pdfium
from bench import medians
from rich.table import Table

from extract.cli import sample_corpus
from extract.model import Source
from extract.read import ReadError, read_bytes
from extract.terminal import console, plain

PAGES = (200, 2_000)
_PEAK = """
import sys
from pathlib import Path
from extract.read import read_bytes
text = read_bytes(Path(sys.argv[1]).read_bytes(), sys.argv[1]).text
[peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(len(text), peak)
"""


def bare_text(data: bytes, pages: Sequence[int]) -> None:
    """The text of some pages as pypdfium2 gives it."""
    document = pdfium.PdfDocument(data)
    for number in pages:
        page = document[number]
        page.get_textpage().get_text_range()
        page.close()
    document.close()


def plumbed_text(data: bytes) -> None:
    """The text of all pages as pdfplumber gives it."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.close()


def only(data: bytes, pages: Sequence[int]) -> bytes:
    """A PDF of some pages of another."""
    source, target, file = pdfium.PdfDocument(data), pdfium.PdfDocument.new(), io.BytesIO()
    target.import_pages(source, list(pages))
    target.save(file)
    return file.getvalue()


def without_tables(source: Source) -> list[int]:
    """The pages, from 0, with text and no table."""
    tabled = {
        page
        for table in source.tables
        for page in range(source.page(table.start) or 0, (source.page(table.end - 1) or 0) + 1)
    }
    return [n for n, page in enumerate(source.pages) if page.read == "text" and n + 1 not in tabled]


def speed(files: Sequence[Path]) -> Table:
    """Times of reading beside those of the two libraries."""
    table = Table(title="\nReading PDF files", title_justify="left", box=None)
    table.add_column("file", overflow="fold")
    for column in ("pages", "pages a second", "pdfplumber / ours", "without tables: ours / pypdfium2"):
        table.add_column(column, justify="right")
    total = [0.0] * 5
    for file in files:
        data = file.read_bytes()
        try:
            source = read_bytes(data, file.name)
        except ReadError as error:
            table.add_row(plain(file.name), "–", "–", "–", plain(str(error)))
            continue
        plain_pages = without_tables(source)
        part = only(data, plain_pages) if plain_pages else b""
        works = [partial(read_bytes, data, file.name), partial(plumbed_text, data)]
        if part:
            works += [partial(read_bytes, part, file.name), partial(bare_text, part, range(len(plain_pages)))]
        times = [*medians(process_time, *works), 0.0, 0.0][:4]
        figures = [float(len(source.pages)), *times]
        table.add_row(plain(file.name), *_row(figures))
        total = [a + b for a, b in zip(total, figures, strict=True)]
    table.add_row("all", *_row(total))
    return table


def _row(figures: Sequence[float]) -> list[str]:
    pages, ours, plumbed, ours_plain, bare = figures
    return [
        f"{pages:,.0f}",
        f"{pages / ours:,.0f}",
        f"{plumbed / ours:.1f}",
        f"{ours_plain / bare:.1f}" if bare else "–",
    ]


def memory(file: Path) -> Table:
    """Peak memory by the number of pages, each file read in a process of its own, as Linux counts it."""
    table = Table(title="\nPeak memory with the first file over and over", title_justify="left", box=None)
    for column in ("pages", "characters", "MB"):
        table.add_column(column, justify="right")
    data = file.read_bytes()
    document = pdfium.PdfDocument(data)
    size = len(document)
    document.close()
    with TemporaryDirectory() as folder:
        for pages in PAGES:
            long = Path(folder, f"{pages}.pdf")
            long.write_bytes(only(data, [n % size for n in range(pages)]))
            done = subprocess.run([sys.executable, "-c", _PEAK, str(long)], capture_output=True, text=True, check=True)
            characters, peak = map(int, done.stdout.split())
            table.add_row(f"{pages:,}", f"{characters:,}", f"{peak // 2**10}")
    return table


def main() -> None:
    """Prints the tables."""
    screen = console(sys.stdout)
    files = [Path(argument) for argument in sys.argv[1:]] or [p for p in sample_corpus() if p.suffix == ".pdf"]
    screen.print(speed(files))
    if sys.platform == "linux":
        screen.print(memory(files[0]))


if __name__ == "__main__":
    main()
