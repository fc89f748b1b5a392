"""Tables on pictures of pages, with all rules, level ones or none: cell by cell, also where the page lies askew."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from packaged import RULES
from pictures import saved
from PIL import Image

from extract.extraction import extract_source
from extract.model import Source
from extract.read import ocr
from extract.read.ocr import OcrLine
from extract.read.scan import read_scan
from extract.read.scan_rules import rules_on, straightened

SIZE = 36
XS = (120, 420, 640, 880, 1180)
ROWS = (("指标", "单位", "2020年", "2025年"), ("森林覆盖率", "%", "55.8", "56"), ("粮食总产量", "万吨", "84", "90"))
TOPS = tuple(260 + 70 * n for n in range(len(ROWS) + 1))


def page(ink: int = 0, turn: float = 0.0, rules: str = "all") -> Image.Image:
    """A page with a table between two lines, its rules of some grey, turned by some degrees."""
    drawn = np.full((900, 1300, 3), 255, np.uint8)
    font = cv2.FontFace("uni")
    for y, text in ((180, "表1 主要指标"), (600, "二、重点任务")):
        cv2.putText(drawn, text, (180, y), (0, 0, 0), font, SIZE, 400)
    for y in {"all": TOPS, "level": (*TOPS[:2], TOPS[-1]), "no": ()}[rules]:
        cv2.line(drawn, (XS[0], y), (XS[-1], y), (ink,) * 3, 2)
    for x in XS if rules == "all" else ():
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


@pytest.mark.parametrize(("rules", "turn"), [("level", -0.5), ("no", 0.5)])
def test_a_table_with_level_rules_or_none_is_read_cell_by_cell(rules: str, turn: float) -> None:
    assert cells(read_scan(saved(page(turn=turn, rules=rules)))) == list(ROWS)


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


def piece(text: str, x: float, top: float, confidence: float = 0.99, size: float = SIZE) -> OcrLine:
    """A piece of text as it is recognised: a little larger than its ink."""
    width = sum(0.55 if character.isascii() else 1.0 for character in text) * size
    return OcrLine(text, x - 4, top - 6, x + width + 4, top + size + 6, confidence)


def recognised(monkeypatch: pytest.MonkeyPatch, *pages: list[OcrLine]) -> Source:
    """What is read from empty pages on which these pieces are recognised."""
    left = iter(pages)
    monkeypatch.setattr(ocr, "pieces_on", lambda image: next(left))
    return read_scan(saved(*(Image.new("L", (1300, 1840), "white") for _ in pages), format="TIFF"))


def in_rows(rows: Sequence[Sequence[str]], xs: Sequence[float], top: float, step: float = 58) -> list[OcrLine]:
    """The pieces of rows; the lines of a cell, parted by ⏎, stand around its middle."""
    found = []
    for row in rows:
        lines = max(cell.count("⏎") + 1 for cell in row)
        for x, cell in zip(xs, row, strict=True):
            parts = cell.split("⏎") if cell else []
            first = top + (lines - len(parts)) * step / 2
            found += [piece(part, x, first + n * step) for n, part in enumerate(parts)]
        top += lines * step
    return found


def test_a_cell_that_may_be_misread_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [
        piece(text, XS[m] + 30, TOPS[n] + 14, 0.6 if text == "84" else 0.99)
        for n, row in enumerate(ROWS)
        for m, text in enumerate(row)
    ]
    monkeypatch.setattr(ocr, "pieces_on", lambda image: pieces)
    for rules in ("all", "level", "no"):
        source = read_scan(saved(page(rules=rules)))
        assert [(source.text[start:end], confidence) for start, end, confidence in source.doubts] == [("84", 0.6)]


TASKS = (
    ("序号", "重点任务", "责任单位", "完成时限"),
    ("1", "新建污水处理厂3座，改⏎造管网30公里", "市水务局", "2024年底"),
    ("2", "改造老旧小区120个", "市住建局、⏎市财政局", "2025年底"),
    ("3", "建设公园20个，新增绿地⏎50公顷，改造绿道300公⏎里", "市城管局", "2025年底"),
)


def test_rows_without_gaps_between_them_are_told_apart_by_the_middle_of_their_cells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = recognised(monkeypatch, in_rows(TASKS, (120, 240, 700, 960), 300))
    assert cells(source) == [tuple(cell.replace("⏎", "") for cell in row) for row in TASKS]
    found = extract_source(source, RULES)
    assert [(s.indicator, s.value, s.deadline) for s in found.statements if s.kind == "target"] == [
        ("新建污水处理厂", 3, "2024-12-31"),
        ("改造管网", 30, "2024-12-31"),
        ("改造老旧小区", 120, "2025-12-31"),
        ("建设公园", 20, "2025-12-31"),
        ("新增绿地", 50, "2025-12-31"),
        ("改造绿道", 300, "2025-12-31"),
    ]
    assert [[r.name for r in task.responsibilities] for task in found.tasks if task.responsibilities] == [
        ["市水务局"],
        ["市住建局", "市财政局"],
        ["市城管局"],
    ]


def test_a_table_that_goes_on_over_the_pages_of_a_picture_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    xs, more = (120, 500, 740, 980), (("节水器具普及率", "%", "80", "95"), ("再生水利用率", "%", "18", "25"))
    source = recognised(
        monkeypatch,
        [piece("二、主要指标", 190, 200), *in_rows(ROWS, xs, 1_500), piece("— 1 —", 600, 1_780)],
        [*in_rows((ROWS[0], *more), xs, 100), piece("三、保障措施", 190, 500), piece("— 2 —", 600, 1_780)],
    )
    assert cells(source) == [*ROWS, *more]
    assert [source.text[b.start : b.end] for b in source.blocks if b.kind == "furniture"] == [
        "— 1 —",
        "\t".join(ROWS[0]),
        "— 2 —",
    ]


FULL = "到2025年全市供水安全得到保障居民用水更加便利绿"


@pytest.mark.parametrize(
    "pieces",
    [
        [piece(FULL, 190 if n % 4 == 0 else 120, 300 + 60 * n) for n in range(20)],
        [piece(text, x, 300 + 60 * n) for n, text in enumerate([FULL[:13]] * 18) for x in (120, 680)],
        in_rows((("霁川市水务局", "霁川市财政局", "霁川市教育局"), ("2024年5月8日",) * 3), (120, 520, 900), 900),
        in_rows(
            (("第一章", "发展基础", "1"), ("第二章", "主要目标", "3"), ("第三章", "重点任务", "12")),
            (120, 300, 1_100),
            300,
        ),
        in_rows(
            (("组长：", "陈某", "副市长"), ("副组长：", "林某", "局长"), ("成员：", "周某", "处长")),
            (120, 420, 700),
            300,
        ),
    ],
    ids=["prose", "two columns", "signatures", "contents", "names"],
)
def test_what_is_no_table(monkeypatch: pytest.MonkeyPatch, pieces: list[OcrLine]) -> None:
    assert recognised(monkeypatch, pieces).tables == ()


def test_two_columns_of_text_are_read_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = "全市各区应当按月上报进度有", "各单位要及时公布工作进展情"
    pieces = [piece(text, x, 300 + 60 * n) for n in range(18) for x, text in ((120, left), (680, right))]
    assert recognised(monkeypatch, pieces).text.replace("\n", "") == left * 18 + right * 18


def test_text_that_lies_askew_is_made_level() -> None:
    level = np.array([[[x, y], [x + 400, y], [x + 400, y + 36], [x, y + 36]] for x, y in ((100, 50), (700, 50))], float)
    askew = level + np.stack([np.zeros(level.shape[:2]), 0.008 * (level[..., 0] - 650)], axis=-1)
    assert ocr._levelled(askew, 1300) == pytest.approx(level, abs=0.1)
    assert ocr._levelled(level, 1300) is level
