"""The PDF copy of the sample plan: made by its script, read like the plan, and its table besides."""

from make_pdf import ANNEX, HERE, INDICATORS, PLAN, PRINTED, TITLE, files
from noise import values
from packaged import RULES

from extract.extraction import extract_source
from extract.read import read_bytes


def test_the_pdf_copy_is_what_the_script_makes() -> None:
    """But for how its bytes are packed."""
    for name, content in files().items():
        kept = (HERE / name).read_bytes()
        assert kept == content or (name.endswith(".pdf") and read_bytes(kept, name) == read_bytes(content, name))


def test_paragraphs_are_the_plans() -> None:
    source = read_bytes((HERE / f"{PRINTED}.pdf").read_bytes(), "a.pdf")
    plan = (HERE / f"{PLAN}.txt").read_text(encoding="utf-8").split()
    apart = [block for block in source.blocks if block.kind == "furniture"]
    paragraphs = []
    for block in source.blocks:
        if block.kind == "paragraph":
            text = source.text[block.start : block.end]
            for other in apart:
                if block.start < other.start < block.end:
                    text = text.replace(source.text[other.start : other.end] + "\n", "", 1)
            paragraphs.append(text.replace("\n", ""))
    assert "".join(paragraphs[:2]) == plan[0]  # a title over two lines is two lines to a reader
    assert paragraphs[2:] == [*plan[1:], ANNEX, TITLE]


def test_the_pdf_copy_gives_the_records_of_the_plan_and_those_of_its_table() -> None:
    plan, copy = (
        extract_source(read_bytes((HERE / name).read_bytes(), name), RULES)
        for name in (f"{PLAN}.txt", f"{PRINTED}.pdf")
    )
    wanted, found = values(plan), values(copy)
    assert len(wanted) > 400 and [record for record in found if record in wanted] == wanted
    added = [record for record in found if record not in wanted]
    assert added[0] == ("section", ANNEX, TITLE, 1, None) and len(added) == 1 + len(INDICATORS)
    [table] = copy.tables
    assert (table.kind, table.rows, table.columns, table.title, table.page) == ("indicators", 15, 6, TITLE, 14)
    assert copy.source.page(copy.statements[-1].start) == 15
