"""Files of word processors by what they hold, and those that LibreOffice reads for us."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from make_docx import HERE, PLAN, WORD
from word_files import p, table, word_file, zipped

from extract.read import ReadError, libreoffice, read_bytes
from extract.read.libreoffice import to_docx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
installed = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


@pytest.fixture(scope="module")
def word_97(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The Word copy of the sample plan as .doc."""
    folder = tmp_path_factory.mktemp("word97")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    source = shutil.copy(HERE / f"{WORD}.docx", folder / "plan.docx")
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "plan.doc").read_bytes()


@installed
@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.docx"])
def test_an_old_word_file_is_read_with_its_numbers(word_97: bytes, name: str) -> None:
    source = read_bytes(word_97, name)
    assert source.text == (HERE / f"{PLAN}.txt").read_text("utf-8").replace("\n\n", "\n")
    assert source.media_type == "application/msword"


@installed
def test_rich_text_is_read() -> None:
    text = "".join(f"\\u{ord(c)} ?" for c in "到2025年，建成泵站")
    source = read_bytes(rf"{{\rtf1\ansi\pard {text}10\par}}".encode(), "方案.rtf")
    assert (source.text, source.media_type) == ("到2025年，建成泵站10\n", "application/rtf")


@installed
def test_the_xml_of_word_2003_is_read() -> None:
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    inside = "<w:body><w:p><w:r><w:t>建成泵站10座。</w:t></w:r></w:p></w:body>"
    data = f'<?xml version="1.0"?><w:wordDocument xmlns:w="{space}">{inside}</w:wordDocument>'
    assert read_bytes(data.encode(), "方案.doc").text == "建成泵站10座。\n"


@installed
@pytest.mark.parametrize("size", [600, 5_000, 20_000])
def test_a_truncated_file_is_refused(word_97: bytes, size: int) -> None:
    with pytest.raises(ReadError, match=r"LibreOffice can't open the file|no text document"):
        read_bytes(word_97[:size], "a.doc")


@installed
def test_nothing_is_left_behind(word_97: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    to_docx(word_97, ".doc")
    assert list(tmp_path.iterdir()) == []


def program(folder: Path, script: str) -> None:
    """Puts a program that stands in for LibreOffice into a folder."""
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "soffice").chmod(0o755)


def test_without_libreoffice_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_PROGRAMS", ("soffice", "libreoffice"))
    with pytest.raises(ReadError, match=r"\.doc files are read through LibreOffice, which is not installed: install"):
        read_bytes(OLE + "WordDocument".encode("utf-16-le"), "a.doc")


def test_a_program_that_takes_too_long_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, f"(sleep 1; touch {tmp_path / 'alive'}) & sleep 60")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(libreoffice, "SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(ReadError, match=r"took longer than 0\.3 seconds"):
        to_docx(b"x", ".doc")
    assert time.monotonic() - began < 10
    time.sleep(1.5)
    assert not (tmp_path / "alive").exists()


def test_a_program_ends_where_the_process_that_waits_for_it_is_killed(tmp_path: Path) -> None:
    program(tmp_path, f"touch {tmp_path / 'begun'}; sleep 2; touch {tmp_path / 'alive'}")
    code = "from extract.read.libreoffice import to_docx; to_docx(b'x', '.doc')"
    path, made = f"{tmp_path}:{os.environ['PATH']}", tmp_path / "made"
    made.mkdir()
    around = {**os.environ, "PATH": path, "TMPDIR": str(made)}
    waiting = subprocess.Popen([sys.executable, "-c", code], env=around)
    until = time.monotonic() + 20
    while not (tmp_path / "begun").exists() and time.monotonic() < until:
        time.sleep(0.05)
    waiting.kill()
    waiting.wait()
    assert (tmp_path / "begun").exists()
    time.sleep(2.5)
    assert not (tmp_path / "alive").exists()
    assert list(made.iterdir()) == []


def test_what_the_program_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "echo Error: source file could not be loaded")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(ReadError, match=r"can't open the file.*\(Error: source file could not be loaded\)"):
        to_docx(b"x", ".doc")


PAGE = "<html><head><meta charset='gbk'></head><body><h1>方案</h1><p>到2025年，建成泵站10座。</p></body></html>"


def test_a_web_page_under_another_name_is_read_as_one() -> None:
    for data in (PAGE.encode("gbk"), PAGE.encode("utf-8-sig").replace(b"gbk", b"utf-8")):
        source = read_bytes(data, "方案.doc")
        assert "到2025年，建成泵站10座。" in source.text and source.media_type == "text/html"


def test_a_web_archive_is_read() -> None:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    picture = "--b\r\nContent-Type: image/png\r\n\r\nx\r\n"
    page = "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    archive = f"{head}{picture}{page}".encode() + PAGE.encode("gbk") + b"\r\n--b--\r\n"
    for name in ("方案.doc", "方案.mht"):
        assert "到2025年，建成泵站10座。" in read_bytes(archive, name).text
    with pytest.raises(ReadError, match="without a page"):
        read_bytes(f"{head}{picture}--b--\r\n".encode(), "方案.doc")


def test_a_new_file_under_an_old_name_is_read() -> None:
    source = read_bytes(word_file(p("文") + table(["甲", "乙"])), "方案.doc")
    assert source.text == "文\n甲\t乙\n"


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (zipped({"OFD.xml": "<a/>"}), "a.ofd", r"\.ofd files are not read: .* save it as PDF or Word"),
        (zipped({"OFD.xml": "<a/>"}), "a.docx", r"\.ofd files are not read"),
        (b"PK\x03\x04", "a.docx", "can't be unpacked"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (OLE + "Workbook".encode("utf-16-le"), "a.doc", "no text document"),
        (b"%PDF-1.4", "a.doc", r"a PDF, not a \.doc file"),
        (b"\0\1\2\3", "a.wps", r"no \.wps file"),
        ("到2025年".encode(), "a.ofd", r"no \.ofd file"),
    ],
)
def test_what_is_no_such_file_is_refused(data: bytes, name: str, why: str) -> None:
    with pytest.raises(ReadError, match=why):
        read_bytes(data, name)
