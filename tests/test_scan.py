"""Text from pictures: what is recognised, how its lines become paragraphs, and what is no picture to read."""

import io
import socket
import struct
import zlib

import cv2
import numpy as np
import pytest
from packaged import RULES
from pictures import NEXT_PAGE, PAGE, picture, saved
from PIL import Image

from extract.ingest import load_extractor
from extract.model import Page
from extract.read import ReadError, ocr, read_bytes, scan
from extract.read.ocr import OcrLine, in_order, mean, pieces_on
from extract.read.progress import reported_to
from extract.read.scan import read_scan

TITLE = "霁川市节水三年行动方案"
FULL = "为节约用水，保障供应，经研究，现就有关事项通知"


def line(text: str, x0: float, top: float, confidence: float = 1.0, height: float = 40) -> OcrLine:
    return OcrLine(text, x0, top, x0 + height * len(text), top + height, confidence)


def recognised(monkeypatch: pytest.MonkeyPatch, *pages: list[OcrLine]) -> bytes:
    """A file of as many pages, on which these lines are to be recognised."""
    left = iter(pages)
    monkeypatch.setattr(ocr, "pieces_on", lambda image: next(left))
    return saved(*(Image.new("L", (1_300, 20), "white") for _ in pages), format="TIFF")


# Recognition


def test_a_picture_is_read_the_same_each_time_and_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **more: object) -> None:
        raise AssertionError("the network was asked")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    ocr._engine.cache_clear()
    pieces = pieces_on(picture())
    assert [line.text for line in in_order(pieces)][:4] == [text for _, text in PAGE[:4]]
    assert mean(pieces) > 0.95
    assert pieces == pieces_on(picture())


@pytest.mark.parametrize("name", ["a.PNG", "a.jpg", "a.jpeg", "a.tif"])
def test_each_format_of_pictures_is_read(name: str) -> None:
    format = {"PNG": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF"}[name.partition(".")[2]]
    source = read_bytes(saved(picture(PAGE[:1]), format=format), name)
    assert (source.text, source.media_type) == (f"{TITLE}\n", f"image/{format.lower()}")


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGBA", "LA"])
def test_pictures_of_all_kinds_of_colour_are_read(mode: str) -> None:
    image = picture(PAGE[:1])
    if mode in ("RGBA", "LA"):  # black on nothing
        paper = Image.new("RGBA", image.size, (0, 0, 0, 0))
        paper.paste((0, 0, 0, 255), mask=image.convert("L").point(lambda value: 255 - value))
        image = paper
    assert [line.text for line in in_order(pieces_on(image.convert(mode)))] == [TITLE]


def test_a_red_head_is_read_and_a_red_stamp_is_seen_through() -> None:
    page = np.asarray(picture((*PAGE[:2], (300, "霁川市人民政府文件")))).copy()
    red = page[220:300]
    red[red[:, :, 1] < 128] = (255, 0, 0)
    stamp = np.full(page.shape, 255, np.uint8)
    cv2.putText(stamp, "霁川市水务局", (500, 190), (235, 60, 60), cv2.FontFace("uni"), 90, 700)
    lines = in_order(pieces_on(Image.fromarray(np.minimum(page, stamp))))
    assert [line.text for line in lines] == [TITLE, PAGE[1][1], "霁川市人民政府文件"]


def test_a_picture_is_turned_as_its_camera_says() -> None:
    turned = picture(PAGE[:2]).rotate(-90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 8  # shown turned by 90 degrees to the left
    file = io.BytesIO()
    turned.save(file, "JPEG", exif=exif, quality=95)
    assert read_scan(file.getvalue()).text.startswith(f"{TITLE}\n到2025年")


def test_paragraphs_go_on_over_pages_with_the_page_numbers_inside() -> None:
    told: list[tuple[int, int]] = []
    with reported_to(lambda page, pages: told.append((page, pages))):
        source = read_scan(saved(picture(), picture(NEXT_PAGE), format="TIFF"))
    first, last = (text for _, text in PAGE[3:])
    text = source.text
    assert text.split("\n")[:3] == [TITLE, PAGE[1][1] + PAGE[2][1], first]
    kinds = [(block.kind, text[block.start : block.end]) for block in source.blocks]
    number = text[len(TITLE) :].split("\n")[3]
    assert "1" in number and len(number) < len(last) + 1
    assert kinds[2] == ("paragraph", f"{first}\n{number}\n布。")
    assert kinds[3] == ("furniture", number)
    assert kinds[4] == ("paragraph", "二、保障措施")
    assert [page.start for page in source.pages] == [0, text.index("布。")]
    assert all(page.read == "ocr" and page.confidence is not None and page.confidence > 0.9 for page in source.pages)
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("message", "raised"), [("Status Message: std::bad_alloc", MemoryError), ("no such node", RuntimeError)]
)
def test_memory_that_does_not_do_is_told_as_such(
    monkeypatch: pytest.MonkeyPatch, message: str, raised: type[Exception]
) -> None:
    def fail(picture: object) -> None:
        raise RuntimeError(message)

    monkeypatch.setattr(ocr, "_engine", lambda: fail)
    with pytest.raises(raised, match=message):
        pieces_on(picture())


def test_an_empty_picture_has_no_text() -> None:
    assert (pieces_on(Image.new("RGB", (300, 200), "white")), mean([])) == ([], 0.0)
    with pytest.raises(ReadError, match="no text on the picture"):
        read_scan(saved(Image.new("RGB", (300, 200), "white")))


# Layout


def test_lines_beside_each_other_are_read_from_the_left() -> None:
    left, right, below = line("霁川市水务局", 100, 103), line("霁川市财政局", 800, 98), line("2024年", 500, 180)
    stamp = line("水务", 120, 60, 0.4, height=200)
    assert in_order([below, right, stamp, left]) == [left, right, stamp, below]


def test_what_is_doubtful_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        line("到2025年，全市建成泵站若干，改造管", 180, 100),
        line("网三十公里。", 100, 180, 0.6),
        line("二、", 180, 260, 0.79),
    ]
    source = read_scan(recognised(monkeypatch, lines))
    assert [(source.text[start:end], confidence) for start, end, confidence in source.doubts] == [
        ("网三十公里。", 0.6),
        ("二、", 0.79),
    ]
    assert source.pages[0].confidence == 0.896


def test_words_in_latin_letters_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line("全市推广使用的数字化平台名为 Water", 100, 100), line("Plan", 100, 180), line("2025", 180, 260)]
    assert read_scan(recognised(monkeypatch, lines)).text == "全市推广使用的数字化平台名为 Water Plan\n2025\n"


@pytest.mark.parametrize(
    "lines",
    [
        [line("各有关单位：", 100, 100), line(FULL[2:], 180, 180)],
        [line(FULL, 100, 100), line("一、总体要求", 180, 180)],
        [line(FULL, 100, 100), line("霁川市", 100, 400)],
        [line("甲", 100, 100), line("乙", 100, 180)],
    ],
    ids=["the first is short", "the second is indented", "far below", "no edges known"],
)
def test_paragraphs_that_are_two(monkeypatch: pytest.MonkeyPatch, lines: list[OcrLine]) -> None:
    assert read_scan(recognised(monkeypatch, lines)).text == "".join(f"{each.text}\n" for each in lines)


def test_a_page_without_text_is_said_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    source = read_scan(recognised(monkeypatch, [line("甲乙", 100, 100)], [], [line("— 3 —", 100, 100)]))
    assert source.pages == (Page(0, "ocr", 1.0), Page(3, "nothing"), Page(3, "ocr", 1.0))
    assert [block.kind for block in source.blocks] == ["paragraph", "furniture"]


def test_the_number_of_an_only_page_is_no_text_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    source = read_scan(recognised(monkeypatch, [line("一、总体要求", 100, 100), line("3", 600, 180)]))
    assert [block.kind for block in source.blocks] == ["paragraph", "furniture"]


# What is no picture to read


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert not ocr.available()
    with pytest.raises(ReadError, match=r"pip install zhengce\[ocr\]"):
        read_scan(saved(picture()))


def png(width: int, height: int) -> bytes:
    """A picture that says it is so large, in few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(bytes(1_000_000), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(9_000, 9_000), (12_000, 12_000), (60_000, 60_000), (2_000_000_000, 1)])
def test_a_bomb_is_refused_by_its_size(size: tuple[int, int]) -> None:
    with pytest.raises(ReadError, match="too large"):
        read_scan(png(*size))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF"])
def test_half_a_picture_is_said_to_be_damaged(format: str) -> None:
    data = saved(picture(PAGE[:1]), format=format)
    for length in (10, len(data) // 2):
        with pytest.raises(ReadError, match="damaged"):
            read_scan(data[:length])


def test_a_damaged_page_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read = scan._page

    def page(image: Image.Image, frame: int) -> Image.Image:
        if frame == 1:
            raise OSError("image file is truncated")
        return read(image, frame)

    monkeypatch.setattr(scan, "_page", page)
    source = read_scan(saved(*[picture(PAGE[:1])] * 3, format="TIFF"))
    assert source.text == f"{TITLE}\n" * 2
    assert source.unread == ("page 2: the picture is damaged (image file is truncated)",)
    assert [page.read for page in source.pages] == ["ocr", "nothing", "ocr"]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"%PDF-1.7", "到2025年".encode(), saved(picture(), format="BMP")])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="no picture that can be read"):
        read_bytes(data, "a.png")


def test_scans_that_were_given_up_are_read_again_once_they_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    digests = []
    for installed in (True, False):
        monkeypatch.setattr(ocr, "find_spec", lambda name, installed=installed: installed or None)
        digests.append(load_extractor(None)[0])
    assert digests == [f"{RULES.digest}-ocr", RULES.digest]
