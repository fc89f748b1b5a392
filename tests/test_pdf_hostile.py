"""Broken and hostile PDF files: a text that is sound, or a plain reason, in bounded time."""

import io
import random
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_pdf import HERE, PRINTED
from pace import passes
from packaged import RULES
from pdf_files import LEFT, RIGHT, WIDTH, Paper
from reportlab.lib.pdfencrypt import StandardEncryption
from test_hostile import unsound

from extract.extraction import extract_source
from extract.model import Source
from extract.read import ReadError, read_bytes
from extract.read.pdf import MOST_PAGES

pytestmark = pytest.mark.slow

COPY = (HERE / f"{PRINTED}.pdf").read_bytes()
TEXT = "到2025年，全市新建泵站10座，改造供水管网300公里。"


def read(data: bytes) -> Source:
    return read_bytes(data, "a.pdf")


def raw(*objects: str | bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    file = io.BytesIO()
    file.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content.encode() if isinstance(content, str) else content))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return file.getvalue()


def one_page(drawn: bytes, box: str = "0 0 595 842", more: str = "") -> bytes:
    """A PDF of one page with this drawn on it."""
    return raw(
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        f"<</Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R {more} /Resources <</Font <</F 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
    )


def amiss(source: Source) -> Iterator[str]:
    """What is not sound about what a reader gives."""
    text = source.text
    yield from (f"block {b}" for b in source.blocks if not (0 <= b.start < b.end <= len(text)))
    places = [(b.start, -b.end) for b in source.blocks]
    yield from (f"blocks out of order at {a}" for a, b in pairwise(places) if a > b)
    yield from (f"blocks overlap: {a} {b}" for a, b in _overlapping(source))
    yield from (f"pages {a} {b}" for a, b in pairwise(page.start for page in source.pages) if a > b)
    yield from (f"page at {page.start}" for page in source.pages if not 0 <= page.start <= len(text))
    yield from (f"doubt {doubt}" for doubt in source.doubts if not 0 <= doubt[0] < doubt[1] <= len(text))
    yield from (f"tables {a.end} {b.start}" for a, b in pairwise(source.tables) if a.end > b.start)
    for table in source.tables:
        if not 0 <= table.start < table.end <= len(text):
            yield f"table {table.start} {table.end}"
        if table.title and not 0 <= table.title[0] < table.title[1] <= table.start:
            yield f"title {table.title}"
        places = [(cell.row, cell.column) for cell in table.cells]
        if places != sorted(set(places)):
            yield "cells out of order"
        for cell in table.cells:
            if not (table.start <= cell.start <= cell.end <= table.end and cell.rows > 0 < cell.columns):
                yield f"cell {cell}"
            if {"\n", "\t"} & set(text[cell.start : cell.end]):
                yield f"cell {cell} holds another"


def _overlapping(source: Source) -> Iterator[tuple[object, object]]:
    """Blocks that begin inside another and end outside it."""
    around: list[tuple[int, int]] = []
    for block in source.blocks:
        while around and around[-1][1] <= block.start:
            around.pop()
        if around and block.end > around[-1][1]:
            yield around[-1], block
        around.append((block.start, block.end))


def sound(data: bytes) -> Source | None:
    """What is read of a file, found to be sound; None where it is refused with a reason."""
    try:
        source = read(data)
    except ReadError as error:
        assert str(error) and "\n" not in str(error)
        return None
    assert list(amiss(source)) == []
    return source


# ---------------------------------------------------------------- what is no PDF, or half of one


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no PDF"),
        (b"%PDF-1.7", "no PDF"),
        (TEXT.encode(), "no PDF"),
        (b"PK\x03\x04" + bytes(100), "no PDF"),
        (COPY[:200], "no PDF"),
        (raw("<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0>>"), "no pages|no PDF"),
        (one_page(b""), "no text"),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read(data)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, len(COPY)))
def test_a_file_that_breaks_off_is_read_or_refused(length: int) -> None:
    sound(COPY[:length])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32))
def test_a_file_with_wrong_bytes_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(COPY)
    for _ in range(chance.randint(1, 60)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    sound(bytes(data))


def test_page_trees_that_hold_themselves_end() -> None:
    for kids in ("[2 0 R]", "[2 0 R 2 0 R]", "[3 0 R 2 0 R]"):
        page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"
        sound(raw("<</Type /Catalog /Pages 2 0 R>>", f"<</Type /Pages /Kids {kids} /Count 4>>", page))


def test_forms_that_hold_themselves_end() -> None:
    form = b"<</Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources <</XObject <</X 4 0 R>>>> /Length 5>>"
    data = raw(
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources <</XObject <</X 4 0 R>>>>>>",
        form + b"\nstream\n/X Do\nendstream",
        "<</Length 5>>\nstream\n/X Do\nendstream",
    )
    assert sound(data) is None


def test_ten_thousand_pages_are_read_and_one_more_is_refused() -> None:
    kids = " ".join(["3 0 R"] * (MOST_PAGES + 1))
    tree = f"<</Type /Pages /Kids [{kids}] /Count {MOST_PAGES + 1}>>"
    page = "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>"
    with pytest.raises(ReadError, match=r"10,000 pages; at most 9,999"):
        read(raw("<</Type /Catalog /Pages 2 0 R>>", tree, page))


def test_encrypted_files_need_their_password() -> None:
    paper = Paper(encrypt=StandardEncryption("geheim", canPrint=0, strength=128))
    paper.text(LEFT, 92, TEXT)
    paper.page()
    data = paper.bytes()
    with pytest.raises(ReadError, match="needs a password: --password"):
        read(data)
    with pytest.raises(ReadError, match="the password is wrong"):
        read_bytes(data, "a.pdf", "offen")
    assert read_bytes(data, "a.pdf", "geheim").text == f"{TEXT}\n"


# ---------------------------------------------------------------- pages that no printer prints


@pytest.mark.parametrize(
    "drawn",
    [
        b"1e30 0 0 1e30 0 0 cm",
        b"1 0 0 1 99999999999 0 cm",
        b"nan 0 0 inf 0 0 cm",
        b"0 0 0 0 0 0 cm",
        b"1e-30 0 0 1e-30 0 0 cm",
        b"-1 0 0 -1 300 300 cm",
        b"1 0 5 1 0 0 cm",
    ],
)
def test_characters_and_lines_anywhere_are_sound(drawn: bytes) -> None:
    table = b"".join(b"100 %d m 400 %d l S " % (y, y) for y in (100, 130, 160))
    table += b"".join(b"%d 100 m %d 160 l S " % (x, x) for x in (100, 250, 400))
    text = b"BT /F 12 Tf 110 110 Td (Water) Tj 150 30 Td (Plan) Tj ET "
    sound(one_page(drawn + b" " + table + text))


@pytest.mark.parametrize(
    "box",
    ["0 0 0 0", "595 842 0 0", "-100 -100 495 742", "1000 1000 1595 1842", "0 0 1e9 1e9", "0 0 1 1", "nan 0 595 842"],
)
def test_pages_of_any_size_are_sound(box: str) -> None:
    for more in ("", "/Rotate 90", "/Rotate 45", "/CropBox [5000 5000 6000 6000]", "/UserUnit 1e9"):
        sound(one_page(b"BT /F 12 Tf 110 110 Td (Water Plan) Tj ET", box, more))


def test_what_stands_beside_the_page_is_not_read() -> None:
    paper = Paper()
    paper.text(LEFT, 92, TEXT)
    paper.text(WIDTH + 300, 92, "此处不印")
    paper.text(LEFT, -400, "此处也不印")
    paper.grid((LEFT, 300, WIDTH + 900), (200, 230, 260), (("甲", "乙"), ("丙", "丁")))
    paper.page()
    source = read(paper.bytes())
    assert source.text == f"{TEXT}\n甲\t乙\n丙\t丁\n"


def test_tables_that_overlap_are_sound() -> None:
    paper = Paper()
    for shift in (0, 7, 31):
        xs = (LEFT + shift, 200 + shift, 300 + shift, 400 + shift)
        paper.grid(xs, (100 + shift, 140 + shift, 180 + shift), (("甲乙", "丙丁", "戊己"), ("庚辛", "壬癸", "子丑")))
    paper.page()
    source = sound(paper.bytes())
    assert source
    printed = [c for c in source.text if not c.isspace()]
    assert len(printed) <= 36 and set(printed) == set("甲乙丙丁戊己庚辛壬癸子丑")


def test_strokes_without_number_are_not_looked_at_and_said() -> None:
    lines = b"".join(b"%d %d m %d %d l S\n" % (i % 595, i % 842, i % 595 + 9, i % 842) for i in range(200_000))
    data = one_page(lines + b"BT /F 12 Tf 110 110 Td (Water Plan) Tj ET")
    found: list[Source] = []
    assert passes(lambda: found.append(read(data))) < 150
    assert found[0].text == "Water Plan\n"
    assert found[0].unread == ("page 1: too many lines are drawn on it to look for tables",)


def test_characters_without_number_cost_no_more_than_their_number() -> None:
    lines = b"".join(b"(%05d %s) Tj 0 -.4 Td\n" % (i * 7919 % 100_000, b"water plan " * 9) for i in range(2_000))
    data = one_page(b"BT /F 4 Tf 20 820 Td " + lines + b"ET")
    assert passes(lambda: sound(data)) < 300


@pytest.mark.parametrize(("rows", "read_as_table"), [(70, True), (75, False)])
def test_three_thousand_tiny_cells_are_a_table_or_said_to_be_none(rows: int, read_as_table: bool) -> None:
    paper = Paper()
    xs, ys = [LEFT + 10 * i for i in range(41)], [60 + 9 * i for i in range(rows + 1)]
    paper.grid(xs, ys, [["1"] * 40] * rows, size=4)
    paper.page()
    data = paper.bytes()
    found: list[Source | None] = []
    assert passes(lambda: found.append(sound(data))) < 400
    assert found[0] and found[0].text.count("1") == 40 * rows
    said = ("page 1: too many lines are drawn on it to look for tables",)
    assert (len(found[0].tables), found[0].unread) == ((1, ()) if read_as_table else (0, said))


def test_pieces_of_lines_do_not_pile_up() -> None:
    paper = Paper()
    for i in range(3_900):
        paper.rule(
            LEFT + i % 60 * 5, 60 + i // 60 * 10, LEFT + i % 60 * 5 + (4.5 if i % 2 else 0), 60 + i // 60 * 10 + 5
        )
    paper.text(LEFT, 740, TEXT)
    paper.page()
    data = paper.bytes()
    assert passes(lambda: sound(data)) < 400


# ---------------------------------------------------------------- what comes of them


PIECES = st.sampled_from(
    [
        "一、总体要求",
        "（一）甲",
        TEXT,
        "（市水务局牵头）",
        "附件",
        "— 3 —",
        "①注",
        "目录......3",
        "2022年2月28日",
        "表1",
        "5G",
    ]
)


@st.composite
def papers(draw: st.DrawFn) -> bytes:
    """Pages with lines and tables anywhere."""
    paper = Paper()
    for _ in range(draw(st.integers(1, 4))):
        for _ in range(draw(st.integers(0, 8))):
            x, top = draw(st.sampled_from([LEFT, LEFT + 32, 300.0, RIGHT - 90])), draw(st.integers(20, 810))
            paper.text(x, top, draw(PIECES), draw(st.sampled_from([9, 12, 16, 22])))
        if draw(st.booleans()):
            xs = sorted(draw(st.sets(st.integers(60, 540), min_size=2, max_size=5)))
            ys = sorted(draw(st.sets(st.integers(40, 800), min_size=2, max_size=5)))
            row = draw(st.lists(PIECES | st.just(""), min_size=len(xs), max_size=len(xs)))
            paper.grid([float(x) for x in xs], [float(y) for y in ys], [row] * len(ys), 9)
        paper.page()
    return paper.bytes()


@settings(deadline=None, max_examples=60)
@given(papers())
def test_whatever_stands_on_pages_what_comes_out_is_sound_and_the_same_again(data: bytes) -> None:
    source = sound(data)
    if source:
        assert read(data) == source
        assert list(unsound(extract_source(source, RULES))) == []


def test_pages_are_given_back_as_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[pdfium.PdfPage] = []
    closed: list[int] = []
    most_open = 0
    get, close = pdfium.PdfDocument.get_page, pdfium.PdfPage.close

    def get_page(self: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
        nonlocal most_open
        opened.append(page := get(self, index))
        most_open = max(most_open, len(opened) - len(closed))
        return page

    def close_page(self: pdfium.PdfPage) -> None:
        closed.append(1)
        close(self)

    monkeypatch.setattr(pdfium.PdfDocument, "get_page", get_page)
    monkeypatch.setattr(pdfium.PdfDocument, "__getitem__", get_page)
    monkeypatch.setattr(pdfium.PdfPage, "close", close_page)
    assert len(read(COPY).pages) == len(opened) == 15
    assert most_open == 1
