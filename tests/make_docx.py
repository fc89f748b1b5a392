"""Write the Word copy of the sample plan, with its gold, from the plan and its gold.

    python tests/make_docx.py

The numbers 一、 （一） 1. are not in its text: Word counts them. Two changes are tracked in it, and it has a running
head and page numbers. Its bytes are the same each time, but for what another zlib makes of them."""

import json
import re
import zipfile
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.parfmt import CT_PPr
from docx.text.paragraph import Paragraph
from make_copies import HERE, PLAN, moved

from extract.gold import load_gold

WORD = f"{PLAN}_文档版"
HEADINGS, ITEMS = 90, 91  # the two lists: 一、 of headings, and （一） with 1. below it
LABELS = (  # label in the text, list and level in Word, its form there, style of figures
    (re.compile(r"[一二三四五六七八九十]+、"), HEADINGS, 0, "%1、", "chineseCountingThousand"),
    (re.compile(r"（[一二三四五六七八九十]+）"), ITEMS, 0, "（%1）", "chineseCountingThousand"),
    (re.compile(r"\d+\."), ITEMS, 1, "%2.", "decimal"),
)
CHANGES = {"2800套": "2600套", "9600公里": "9800公里"}  # what stands in the plan, what was deleted for it
LONG_AGO = datetime(2022, 2, 28)


def word_copy(text: str) -> bytes:
    """The plan as a Word file, a paragraph of the text for each of its own."""
    document = Document()
    add_lists(document)
    for number, paragraph in enumerate(text.split("\n\n")):
        found = ((match, of, level) for pattern, of, level, _, _ in LABELS if (match := pattern.match(paragraph)))
        label, of, level = next(found, (None, None, 0))
        written = document.add_paragraph(style="Heading 1" if of == HEADINGS else None)
        add_text(written, paragraph[label.end() if label else 0 :])
        if of == ITEMS:
            put_in_list(written._p.get_or_add_pPr(), of, level)
        if number < 3:
            written.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for signature in document.paragraphs[-2:]:
        signature.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    add_layout(document)
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
    properties.created = properties.modified = LONG_AGO
    return packed(document)


def add_lists(document: WordDocument) -> None:
    """Adds the two lists; the first is that of a style."""
    numbering = document.part.numbering_part.element
    for at, of in enumerate((HEADINGS, ITEMS)):
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{figures}"/>'
            + ('<w:pStyle w:val="Heading1"/>' if of == HEADINGS else "")
            + f'<w:suff w:val="nothing"/><w:lvlText w:val="{form}"/></w:lvl>'
            for _, its, level, form, figures in LABELS
            if its == of
        )
        model = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{of}">{levels}</w:abstractNum>'
        numbering.insert(at, parse_xml(model))
        named = f'<w:num {nsdecls("w")} w:numId="{of}"><w:abstractNumId w:val="{of}"/></w:num>'
        numbering.append(parse_xml(named))
    put_in_list(document.styles["Heading 1"].element.get_or_add_pPr(), HEADINGS)


def put_in_list(properties: CT_PPr, of: int, level: int = 0) -> None:
    """Puts a paragraph, or all those of a style, into a list."""
    numbered = properties.get_or_add_numPr()
    numbered.get_or_add_ilvl().val = level
    numbered.get_or_add_numId().val = of


def add_text(paragraph: Paragraph, text: str) -> None:
    """Writes a paragraph's text, with a tracked change where one is."""
    new, old = next(((new, old) for new, old in CHANGES.items() if new in text), ("", ""))
    before, _, after = text.partition(new) if new else (text, "", "")
    paragraph.add_run(before)
    if new:
        by = f'w:author="霁川市人民政府办公室" w:date="{LONG_AGO.isoformat()}Z"'
        number = 2 * list(CHANGES).index(new)
        deleted = f'<w:del {nsdecls("w")} w:id="{number}" {by}><w:r><w:delText>{old}</w:delText></w:r></w:del>'
        inserted = f'<w:ins {nsdecls("w")} w:id="{number + 1}" {by}><w:r><w:t>{new}</w:t></w:r></w:ins>'
        paragraph._p.extend([parse_xml(deleted), parse_xml(inserted)])
        paragraph.add_run(after)


def add_layout(document: WordDocument) -> None:
    """Adds a running head and the number of the page below."""
    section = document.sections[0]
    section.header.paragraphs[0].add_run("霁川市人民政府公报")
    number = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    footer = section.footer.paragraphs[0]
    footer.add_run("— ")
    footer._p.append(number)
    footer.add_run(" —")
    for style in document.styles.element.iter(qn("w:rFonts")):
        style.set(qn("w:eastAsia"), "仿宋")


def packed(document: WordDocument) -> bytes:
    """The file's bytes, with one date for all its parts."""
    saved, dated = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return dated.getvalue()


def files() -> dict[str, bytes]:
    """The files to write, by name."""
    text = (HERE / f"{PLAN}.txt").read_text(encoding="utf-8").rstrip("\n")
    records = load_gold(HERE / "gold" / f"{PLAN}.jsonl").documents[PLAN]
    gold = (json.dumps(moved(record, text, list(text)), ensure_ascii=False) + "\n" for record in records)
    return {f"{WORD}.docx": word_copy(text), f"gold/{WORD}.jsonl": "".join(gold).encode()}


if __name__ == "__main__":
    for name, content in files().items():
        (HERE / name).write_bytes(content)
