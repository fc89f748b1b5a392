"""Word files for tests, made of the XML that a test is about."""

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = {
    "w": W,
    "r": RELATIONS,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}


def word_file(body: str, **parts: str) -> bytes:
    """A file with this inside its body, and parts (styles, numbering, footnotes, endnotes) with theirs."""
    files = {
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": relations({kind: f"{kind}.xml" for kind in parts}),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
    }
    return zipped(files | {f"word/{kind}.xml": part(kind, inside) for kind, inside in parts.items()})


def zipped(files: dict[str, str | bytes]) -> bytes:
    """An archive of files by their names."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def part(name: str, inside: str) -> str:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
    return f"<w:{name} {spaces}>{inside}</w:{name}>"


def relations(targets: dict[str, str]) -> str:
    each = (f'<Relationship Id="{k}" Type="{RELATIONS}/{k}" Target="{target}"/>' for k, target in targets.items())
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def p(*inside: str, properties: str = "") -> str:
    """A paragraph of runs; what is no XML is a run's text."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(x if x.startswith('<') else r(x) for x in inside)}</w:p>"


def r(inside: str, properties: str = "") -> str:
    """A run of a text, or of other things in it."""
    content = inside if inside.startswith("<") else f'<w:t xml:space="preserve">{inside}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"


def table(*rows: list[str], properties: str = "") -> str:
    """A table of cells; what is no XML is a cell's text."""
    lines = ("".join(cell if cell.startswith("<w:tc") else tc(cell) for cell in row) for row in rows)
    return f"<w:tbl>{properties}{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def tc(inside: str, properties: str = "") -> str:
    content = inside if inside.startswith("<") else p(inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def in_list(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def level(at: int, text: str, figures: str = "decimal", start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{figures}"/>{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(models: dict[int, str], lists: dict[int, tuple[int, str]]) -> str:
    """The lists of a file: levels of each model; of each list its model and what it has otherwise."""
    made = (f'<w:abstractNum w:abstractNumId="{i}">{levels}</w:abstractNum>' for i, levels in models.items())
    named = (f'<w:num w:numId="{i}"><w:abstractNumId w:val="{of}"/>{more}</w:num>' for i, (of, more) in lists.items())
    return "".join((*made, *named))
