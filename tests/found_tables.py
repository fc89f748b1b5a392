"""Tables as readers give them, and short forms of what is found in them, for the tests of tables."""

from collections.abc import Sequence

from packaged import RULES

from extract.extraction import extract_source
from extract.model import Extraction, Source, Statement
from extract.read import read_bytes
from extract.read.compose import CellText, Composer

OPENING = "一、主要目标\n到2025年，城市面貌明显改善。\n"


def read(text: str, name: str = "plan.txt", issued_on: str | None = None) -> Extraction:
    """What is found in a document of 霁川市."""
    source = read_bytes(text.encode(), name)
    given = {"issuer": "霁川市人民政府"} | ({"issued_on": issued_on} if issued_on else {})
    return extract_source(Source(source.text, source.media_type, source.blocks, source.meta | given), RULES)


def composed(*rows: Sequence[str | CellText], before: str = "二、指标", title: str | None = None) -> Extraction:
    """What is found in a document whose reader gives a table; a text stands for a cell that covers one place."""
    document = Composer("application/pdf")
    document.page()
    document.line(before, "heading", 1)
    if title:
        document.line(title)
    document.open_table(titled=title is not None)
    for row in rows:
        at, cells = 0, []
        for cell in row:
            placed = cell if isinstance(cell, CellText) else CellText(at, cell)
            cells.append(placed)
            at = placed.column + placed.columns
        document.row(cells)
    document.close_table()
    document.page()
    document.line("三、保障措施", "heading", 1)
    document.line("加强组织领导，确保各项工作有序开展。")
    return extract_source(document.source({"issuer": "霁川市人民政府", "issued_on": "2021-06-01"}), RULES)


def brief(statement: Statement) -> tuple[object, ...]:
    value = statement.value if statement.value_max is None else (statement.value, statement.value_max)
    return (statement.indicator, statement.op, value, statement.unit, statement.deadline)


def targets(found: Extraction) -> list[tuple[object, ...]]:
    return [brief(s) for s in found.statements if s.kind == "target" and s.rule == "table.indicator"]


def kinds(found: Extraction) -> list[str]:
    return [table.kind for table in found.tables]


def doers(found: Extraction) -> list[list[str]]:
    """For each task that somebody does, who does what."""
    return [[f"{r.name} {r.role}" for r in task.responsibilities] for task in found.tasks if task.responsibilities]


def in_cells(found: Extraction) -> list[Statement]:
    """The statements that are read from the sentences in cells."""
    tables = [(read.table.start, read.table.end) for read in found.tables]
    return [s for s in found.statements if any(a <= s.start < b for a, b in tables) and s.rule != "table.indicator"]
