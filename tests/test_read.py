"""Reading: encodings, plain text, and what can't be read."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.read import MAX_BYTES, ReadError, read_bytes, read_path

SIMPLIFIED = (
    "为贯彻落实国家和省有关决策部署，加快推进绿色低碳发展，结合我市实际，制定本方案。",
    "到2025年，单位地区生产总值能耗较2020年降低13.5%；",
    "（一）主要目标。新增公共充电桩2万个以上（市发展改革委牵头，市财政局配合）。",
    "《关于进一步促进消费的若干措施》——“十四五”期间年均增长6%左右。",
)
TRADITIONAL = (
    "為貫徹落實有關決策部署，加快推進綠色低碳發展，制定本方案。",
    "到2025年，單位生產總值能耗較2020年降低13.5%；",
    "（一）主要目標。新增公共充電樁2萬個以上，由環境保護署統籌。",
    "《施政報告》提出，「十四五」期間年均增長6%。",
)
COMMON = "".join(SIMPLIFIED)
PARAGRAPH = "<p>为加快推进交通运输绿色低碳转型，结合我市实际，制定本方案。</p>"


@settings(max_examples=60, deadline=None)
@given(
    sentences=st.lists(st.sampled_from(SIMPLIFIED), min_size=1, max_size=12),
    newline=st.sampled_from(["\n", "\r\n", "\n\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"]),
)
def test_simplified_text_reads_back_as_it_stands(sentences: list[str], newline: str, encoding: str) -> None:
    text = newline.join(sentences)
    assert read_bytes(text.encode(encoding), "plan.txt").text == text


@settings(max_examples=60, deadline=None)
@given(
    sentences=st.lists(st.sampled_from(TRADITIONAL), min_size=1, max_size=12),
    encoding=st.sampled_from(["big5", "cp950", "big5hkscs", "gb18030", "utf-8", "utf-16"]),
)
def test_traditional_text_reads_back_as_it_stands(sentences: list[str], encoding: str) -> None:
    text = "\n".join(sentences)
    assert read_bytes(text.encode(encoding), "plan.txt").text == text


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=60))
@example("镕燊堃喆")
def test_rare_characters_among_common_ones_read_back_in_gb18030(text: str) -> None:
    text = COMMON + text + COMMON
    assert read_bytes(text.encode("gb18030"), "a.txt").text == text


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(
        st.one_of(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), st.sampled_from(COMMON)),
        max_size=80,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_text_reads_back_in_unicode(text: str, encoding: str) -> None:
    text = "文" + text
    assert read_bytes(text.encode(encoding), "a.txt").text == text


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.txt", "a.md", "a.html"]))
@example(b"<\xff", "a.html")
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        source = read_bytes(data, name)
    except ReadError as error:
        assert str(error)
    else:
        assert source.text.strip()
        assert all(0 <= block.start <= block.end <= len(source.text) for block in source.blocks)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("政策".encode(), "utf-8"),
        ("\ufeff政策".encode(), "utf-8"),
        ("\ufeff政策".encode("utf-16-le"), "utf-16"),
        ("\ufeff政策".encode("utf-16-be"), "utf-16"),
        ("政策\n".encode("utf-16-le"), "utf-16"),
        ("政策\n".encode("utf-16-be"), "utf-16"),
        ("到2025年".encode("gb18030"), "gb18030"),
        ("到2025年，降低13.5％".encode("gb2312"), "gb18030"),
        ("單位生產總值".encode("big5"), "big5"),
        ("香港特別行政區政府㗎".encode("big5hkscs"), "big5"),
        (b"plain ASCII", "utf-8"),
        ("到2025年，降低13.5％".encode("hz"), "hz"),
        ("到2025年，霁川市降低".encode("utf-7"), "utf-7"),
        ("到2025年".encode("iso2022_jp"), "iso-2022-jp"),
        ("节能减排".encode("iso2022_jp_2"), "iso-2022-jp"),
        (b"1+1 is 2, a+abcdefghijkl is C++ and ~{no", "utf-8"),
    ],
)
def test_the_encoding_found_is_told(data: bytes, encoding: str) -> None:
    source = read_bytes(data, "a.txt")
    assert source.meta["encoding"] == encoding
    assert not source.text.startswith("\ufeff")


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
@pytest.mark.parametrize("length", [12, 40, 400])
def test_short_and_long_texts_are_told_apart(encoding: str, length: int) -> None:
    text = "".join(SIMPLIFIED if encoding == "gb18030" else TRADITIONAL) * 4
    for start in range(0, len(text) - length, 7):
        piece = text[start : start + length]
        assert read_bytes(piece.encode(encoding), "a.txt").meta["encoding"] == encoding, piece


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "big5", "iso-8859-1"])
def test_a_page_that_declares_a_wrong_charset_is_read_by_its_bytes(declared: str) -> None:
    html = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>{SIMPLIFIED[0]}</p>'
    for encoding in ("utf-8", "gb18030"):
        source = read_bytes(html.encode(encoding), "a.htm")
        assert (source.text, source.meta["encoding"]) == (f"{SIMPLIFIED[0]}\n", encoding)


def test_a_declared_charset_decides_where_the_bytes_do_not() -> None:
    data = "<p>策</p>".encode("big5")
    assert read_bytes(b'<meta charset="big5">' + data, "a.html").text == "策\n"


# What can't be read


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\t", "white space"),
        ("\u3000\n".encode(), "white space"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04....", "docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (rb"{\rtf1", "RTF"),
        (b"ab\0cd", "NUL bytes, the first at byte 2"),
        ("政策发展规划".encode("utf-16-le"), "encoding is not known"),
        (COMMON.encode("utf-16-le")[:-1], "truncated: UTF-16"),
        (COMMON.encode("utf-32-le"), "NUL"),
        (COMMON.encode()[:-1], f"truncated: UTF-8 .* at byte {len(COMMON.encode()) - 3}"),
        (COMMON.encode("gb18030")[:-1], f"truncated: GB18030 .* at byte {len(COMMON.encode('gb18030')) - 2}"),
        (COMMON.encode("utf-16")[:-1], "truncated: UTF-16"),
        (COMMON.encode()[:30] + b"\xff\xfe" + COMMON.encode()[30:], "damaged: byte 30 is not valid UTF-8"),
        (
            COMMON.encode("gb18030")[:30] + b"\xff" + COMMON.encode("gb18030")[30:],
            "damaged: byte 30 is not valid GB18030",
        ),
        ("".join(TRADITIONAL).encode("big5")[:-1], "truncated: BIG5"),
        ("Правительство утвердило план до 2025 года".encode("cp1251"), "encoding is not known"),
        (bytes(range(128, 256)) * 20, "encoding is not known"),
        (b"\x1b$)A\x0e=ZDr\x0f", "ISO-2022-CN, which is not read: convert it"),
        ("节能减排".encode("hz")[:6] + b"~!~}", "damaged: byte 6 is not valid HZ"),
        (b"~{!#$%&'()~}~{[[]]~}" * 3, "HZ"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, says: str) -> None:
    with pytest.raises(ReadError, match=says):
        read_bytes(data, "a.txt")


@pytest.mark.parametrize("name", ["a", "a.txt.exe"])
def test_other_suffixes_are_refused(name: str) -> None:
    with pytest.raises(ReadError, match="not read"):
        read_bytes(b"text", name)


@pytest.mark.parametrize("suffix", sorted({".txt", ".md", ".markdown", ".html", ".htm", ".shtml"}))
def test_suffixes_are_read_in_any_case(suffix: str) -> None:
    assert read_bytes("<p>政策</p>".encode(), f"关于…{suffix.upper()}").text.strip()


def test_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ReadError, match="too large: more than 50 MB"):
        read_path(path)
    path.write_bytes(b"a" * 11)
    with pytest.raises(ReadError, match="too large"):
        read_path(path, max_bytes=10)
    assert read_path(path, max_bytes=11) == b"a" * 11


def test_a_path_that_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "blank.txt").write_text(" \r\n\t")
    os.mkfifo(tmp_path / "pipe.txt")
    reasons = {
        "nowhere.txt": "no such file",
        "link.txt": "broken link",
        "loop.txt": "symbolic links",
        ".": "folder",
        "pipe.txt": "pipe",
        "empty.txt": "empty",
        "blank.txt": "white space",
        "x" * 300: "name too long",
    }
    for name, reason in reasons.items():
        with pytest.raises(ReadError, match=f"(?i){reason}"):
            read_path(tmp_path / name)
    with pytest.raises(ReadError, match="device"):
        read_path("/dev/zero")


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        with pytest.raises(ReadError, match="socket"):
            read_path("s.txt")


def test_no_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("政策", encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # a mode of 000 does not stop root
    with pytest.raises(ReadError, match="permission"):
        read_path(path)


def test_a_good_file_gives_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("政策\r\n".encode())
    assert read_path(path) == "政策\r\n".encode()
