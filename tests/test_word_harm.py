"""Word files that are damaged, or made to do harm, are refused in plain words or read within bounds."""

import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import passes
from word_files import in_list, level, numbering, p, part, r, relations, table, tc, word_file, zipped

from extract.read import ReadError
from extract.read.word import read_word

pytestmark = pytest.mark.slow


def test_damaged_files_are_refused_in_plain_words() -> None:
    data = word_file(p("文" * 5000))
    main = {"_rels/.rels": relations({"officeDocument": "word/document.xml"})}
    for damaged, why in (
        (b"PK\x03\x04", "can't be unpacked"),
        (data[: len(data) // 2], "can't be unpacked"),
        (zipped({"a.txt": "x"}), "no main part"),
        (zipped(main), "no main part"),
        (zipped(main | {"word/document.xml": "<w:document"}), "no sound XML"),
        (zipped(main | {"word/document.xml": part("document", "")}), "holds no text"),
        (word_file(p(" ")), "no text"),
    ):
        with pytest.raises(ReadError, match=why):
            read_word(damaged)


@pytest.mark.parametrize(
    ("styles", "why"),
    [
        ({}, "the file is damaged: its part word/styles.xml is missing"),
        ({"word/styles.xml": "<w:styles"}, "the file is damaged: word/styles.xml is no sound XML"),
        (
            {"word/styles.xml": "<!DOCTYPE a><a/>"},
            "word/styles.xml declares a document type, which no Word file does: it is not read",
        ),
    ],
)
def test_what_is_lost_with_a_part_is_said(styles: dict[str, str], why: str) -> None:
    data = zipped(
        {
            "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
            "word/document.xml": part("document", f"<w:body>{p('文')}</w:body>"),
            "word/_rels/document.xml.rels": relations({"styles": "styles.xml"}),
            **styles,
        }
    )
    source = read_word(data)
    assert (source.text, source.unread) == ("文\n", (f"the styles of the document are not read: {why}",))


def test_a_damaged_part_is_said() -> None:
    data = bytearray(word_file(p("文" * 50)))
    at = data.find(b"word/document.xml") + len(b"word/document.xml")
    data[at : at + 20] = b"\xff" * 20
    with pytest.raises(ReadError, match=r"document\.xml can't be unpacked"):
        read_word(bytes(data))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "政策">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE x ["
        + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
        + '<!ENTITY a0 "x">]>',
    ],
)
@pytest.mark.parametrize("name", ["word/document.xml", "_rels/.rels"])
def test_document_types_are_refused(declared: str, name: str) -> None:
    contents = {
        "_rels/.rels": relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": part("document", f"<w:body>{p('文')}</w:body>"),
    }
    contents[name] = declared + contents[name]
    with pytest.raises(ReadError, match="declares a document type"):
        read_word(zipped(contents))


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ReadError, match="no sound XML"):
        read_word(word_file("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000))


def test_more_than_the_limit_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.read.word_package.MOST_XML", 20_000)
    bomb = word_file(p("文" * 10_000))
    with pytest.raises(ReadError, match="too large"):
        read_word(bomb)
    size = len(part("document", f"<w:body>{p('文' * 10_000)}</w:body>").encode())
    liar = bomb.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))  # in the archive's directory
    assert liar != bomb
    with pytest.raises(ReadError, match=r"too large|can't be unpacked"):
        read_word(liar)


def test_an_encrypted_part_is_said() -> None:
    data = bytearray(word_file(p("文")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + offset] |= 1
    with pytest.raises(ReadError, match="encrypted"):
        read_word(bytes(data))


def test_links_out_of_the_file_are_left_alone() -> None:
    link = '<Relationship Id="x" Type="http://a/styles" Target="http://a.invalid/" TargetMode="External"/>'
    data = zipped(
        {
            "_rels/.rels": relations({"officeDocument": "/word/document.xml"}),
            "word/_rels/document.xml.rels": relations({}).replace("</", link + "</"),
            "word/document.xml": part("document", f"<w:body>{p('文')}</w:body>"),
        }
    )
    assert read_word(data).text == "文\n"


PARTS = {
    "styles": '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="2"/></w:style>',
    "numbering": numbering({1: level(0, "%1、", "chineseCounting")}, {1: (1, "")}),
    "footnotes": f'<w:footnote w:id="2">{p("注")}</w:footnote>',
}
MARK = '<w:fldChar w:fldCharType="{}"/>'.format
BODY = (
    p("标题", properties='<w:pStyle w:val="1"/>' + in_list(1))
    + table(
        [tc("甲", '<w:gridSpan w:val="2"/>'), tc("乙", '<w:vMerge w:val="restart"/>')],
        ["一", "二", tc("", "<w:vMerge/>")],
    )
    + p("目", r(MARK("begin")), r("<w:instrText>TOC</w:instrText>"), r(MARK("separate")), "录", r(MARK("end")))
    + p(
        r('<w:footnoteReference w:id="2"/>'),
        r('<w:sym w:font="Symbol" w:char="F0B3"/>'),
        properties="<w:rPr><w:del/></w:rPr>",
    )
    + p(r(f"<w:pict><w:txbxContent>{p('盒')}</w:txbxContent></w:pict>"), "末")
)
VALUES = ["", "-1", "0", "²", "９", "x", "99999999999", "restart", "D800", "begin", "&lt;"]
PIECES = {
    "value": re.compile(r'(?<==")[^"]*'),
    "name": re.compile(r"(?<=<w:)[a-zA-Z]+(?=[^<>]*/>)"),
    "element": re.compile(r"<w:[a-zA-Z]+[^<>]*/>|<w:([a-zA-Z]+)(?: [^<>]*)?>[^<>]*</w:\1>"),
    "character": re.compile(r"(?s)."),
}


@settings(deadline=None)
@given(st.data())
def test_changed_files_are_read_or_refused(data: st.DataObject) -> None:
    with zipfile.ZipFile(BytesIO(word_file(BODY, **PARTS))) as archive:
        contents = {name: archive.read(name).decode() for name in archive.namelist()}
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(contents)))
        kind = data.draw(st.sampled_from(sorted(PIECES)))
        found = list(PIECES[kind].finditer(contents[name]))
        if not found:
            continue
        piece = data.draw(st.sampled_from(found))
        other = data.draw(
            st.sampled_from(VALUES) if kind == "value" else st.sampled_from(found).map(lambda m: m[0] * 2)
        )
        contents[name] = contents[name][: piece.start()] + other + contents[name][piece.end() :]
    packed = bytearray(zipped(dict(contents)))
    for _ in range(data.draw(st.sampled_from([0, 0, 0, 5]))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    try:
        source = read_word(bytes(packed))
    except ReadError:
        return
    source.text.encode()
    assert all(0 <= b.start < b.end <= len(source.text) for b in source.blocks)
    assert all("\n" not in source.text[b.start : b.end] for b in source.blocks if b.kind != "paragraph")
    for cell in (cell for found in source.tables for cell in found.cells):
        assert cell.rows > 0 and cell.columns > 0 and not set("\t\n") & set(source.text[cell.start : cell.end])


def test_a_long_document_takes_its_share_of_time() -> None:
    one, ten = (word_file(p("到2025年，建成泵站10座。", properties=in_list(1)) * n, **PARTS) for n in (300, 3000))
    least = [
        min(passes(lambda file=file: read_word(file)) for _ in range(3)) for file in (ten, one)
    ]  # whatever else runs
    assert least[0] < 20 * least[1]
