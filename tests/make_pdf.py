"""Write the PDF copy of the sample plan, with its gold, from the plan and its gold.

    python tests/make_pdf.py

It has running heads, which differ on left and right pages, numbers of pages, and at its end a table that goes on over
a page, where its head stands again. Its bytes are the same each time."""

import json
import re

from make_copies import HERE, PLAN, moved
from pdf_files import LEFT, RIGHT, Paper, broken, leading, width_of

from extract.gold import Record, load_gold

PRINTED = f"{PLAN}_版式文件"
TOP, BOTTOM = 92.0, 750.0
ROW = 24.0
ANNEX, TITLE = "附件", "主要指标表"
HEAD = ("序号", "指标", "单位", "2020年", "2025年", "属性")
EDGES = (LEFT, 112.0, 314.0, 376.0, 420.0, 464.0, RIGHT)  # of the columns
FORECAST, BINDING = "预期性", "约束性"
INDICATORS = (  # what the plan names too has the plan's figure
    ("地区生产总值", "亿元", "1268", ">1800", FORECAST),
    ("常住人口城镇化率", "%", "63.4", "68", FORECAST),
    ("高技术制造业增加值占规上工业比重", "%", "16.5", "22", FORECAST),
    ("全社会研究与试验发展经费投入强度", "%", "1.9", "2.6", FORECAST),
    ("每万人口高价值发明专利拥有量", "件", "4.2", "9", FORECAST),
    ("劳动年龄人口平均受教育年限", "年", "10.8", "11.5", BINDING),
    ("每千人口执业（助理）医师数", "人", "2.8", "3.4", FORECAST),
    ("人均预期寿命", "岁", "77.9", "79.2", FORECAST),
    ("城乡居民收入比", "", "2.1", "≤1.9", FORECAST),
    ("空气质量优良天数比率", "%", "86.3", "≥90", BINDING),
    ("细颗粒物（PM2.5）年均浓度", "微克/立方米", "36", "≤29", BINDING),
    ("地表水国控断面Ⅲ类及以上水质比例", "%", "78.6", "85.7", BINDING),
    ("森林覆盖率", "%", "55.8", "≥56", BINDING),
    ("粮食总产量", "万吨", "84.2", "≥85", BINDING),
)
SIGNS = {"≤": "<=", "≥": ">=", ">": ">"}
LARGE = {"亿元": (10**8, "元"), "万吨": (10**4, "吨")}


class Printer:
    """Sets the plan page by page. ``pieces``: for each of its characters what stands for it, breaks of pages too."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._paper = Paper()
        self._page = 1
        self._top = TOP

    def paragraph(self, text: str) -> None:
        """Sets a paragraph: its first line two characters in, the others full."""
        for number, line in enumerate(broken(text, RIGHT - LEFT, 16, 2)):
            self.line(line, LEFT + (0 if number else 32))

    def line(self, text: str, x: float, size: float = 16) -> None:
        """Sets a line, on the next page where this one is full."""
        if self._top + size > BOTTOM:
            self.pieces[-1] += f"\n— {self._page} —\n{running_head(self._page + 1)}\n"
            self.end_page()
        self.pieces += text
        self._paper.text(x, self._top, text, size)
        self._top += leading(size)

    def title(self, *lines: str) -> None:
        """Sets the lines of the title in the middle."""
        for line in lines:
            self.line(line, (LEFT + RIGHT - width_of(line, 22)) / 2, 22)

    def right(self, text: str) -> None:
        """Sets a line of the signature."""
        self.line(text, RIGHT - width_of(text, 16) - 32)

    def table(self) -> None:
        """Sets the table, its head at the top of each page that it stands on."""
        rows = [HEAD, *((str(number), *row) for number, row in enumerate(INDICATORS, 1))]
        while len(rows) > 1:
            fits = max(2, int((BOTTOM - self._top) / ROW))
            tops = [self._top + ROW * i for i in range(len(rows[:fits]) + 1)]
            self._paper.grid(EDGES, tops, rows[:fits], 10.5)
            rows[1:fits] = []
            self.end_page()

    def end_page(self) -> None:
        """Adds the running head and the number, and begins the next page."""
        head = running_head(self._page)
        self._paper.text(RIGHT - width_of(head, 10) if self._page % 2 else LEFT, 52, head, 10)
        self._paper.centred(775, f"— {self._page} —", 14)
        self._paper.page()
        self._page, self._top = self._page + 1, TOP

    def bytes(self) -> bytes:
        """The file."""
        return self._paper.bytes()


def running_head(page: int) -> str:
    """What stands at the head of a page."""
    return "霁川市人民政府公报" if page % 2 else "2022年第3期"


def pdf_copy(text: str) -> tuple[bytes, list[str]]:
    """The plan as a PDF, with its table, and for each character of the plan what stands for it."""
    printer = Printer()
    title, *paragraphs = text.split("\n\n")
    printer.title(*re.split("(?<=城市)(?=高)", title))
    for place, paragraph in enumerate(paragraphs):
        printer.pieces += "\n\n"
        (printer.right if place >= len(paragraphs) - 2 else printer.paragraph)(paragraph)
    pieces = list(printer.pieces)
    printer.line(ANNEX, LEFT)
    printer.line(TITLE, (LEFT + RIGHT - width_of(TITLE, 16)) / 2)
    printer.table()
    return printer.bytes(), pieces


def annex_gold() -> list[Record]:
    """The annotations of the annex: a section, and a target for each row of its table."""
    section = {"kind": "section", "quote": ANNEX + TITLE, "label": ANNEX, "heading": TITLE, "level": 1, "parent": None}
    records: list[Record] = [section]
    for number, (name, unit, baseline, goal, nature) in enumerate(INDICATORS, 1):
        times, written = LARGE.get(unit, (1, unit or None))
        sign = SIGNS.get(goal[0], "=")
        before, value = (round(float(figure.lstrip("≤≥>")) * times, 6) for figure in (baseline, goal))
        record = {"kind": "target", "quote": "".join((str(number), name, unit, baseline, goal, nature))}
        record |= {"type": "quantity", "indicator": name, "op": sign, "value": value, "value_max": None}
        record |= {"unit": written, "change": "to", "direction": None, "baseline": {"year": 2020, "value": before}}
        record |= {"deadline": "2025-12-31", "deadline_text": "2025年", "start": None, "recurrence": None}
        records.append({**record, "binding": nature, "agencies": [], "section": ANNEX})
    return records


def files() -> dict[str, bytes]:
    """The files to write, by name."""
    text = (HERE / f"{PLAN}.txt").read_text(encoding="utf-8").rstrip("\n")
    records = load_gold(HERE / "gold" / f"{PLAN}.jsonl").documents[PLAN]
    data, pieces = pdf_copy(text)
    gold = [*(moved(record, text, pieces) for record in records), *annex_gold()]
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in gold)
    return {f"{PRINTED}.pdf": data, f"gold/{PRINTED}.jsonl": "".join(lines).encode()}


if __name__ == "__main__":
    for name, content in files().items():
        (HERE / name).write_bytes(content)
