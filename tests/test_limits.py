"""Hostile files: each ends as a row of ``failures`` within the limits, and the file beside it is read."""

import io
import random
import tomllib
import zipfile
import zlib
from hashlib import md5
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from pictures import picture, saved
from test_scan import png

from extract.ingest import Limits, Summary, ingest
from extract.limits import limit_memory, peak_memory
from extract.read import read_bytes

ROOT = Path(__file__).parent.parent
LIMITS = Limits(seconds=10, memory=1_000, size=10, output=5)
PLAN = "一、绿色发展\n到2025年，森林覆盖率达到35%。（市林业局负责）\n"
PASSWORD = "jichuan2025"

needs_pdf = pytest.mark.skipif(not find_spec("extract.read.pdf"), reason="no reader of PDF yet")
needs_word = pytest.mark.skipif(not find_spec("extract.read.word"), reason="no reader of Word yet")


def run(tmp_path: Path, files: dict[str, bytes], password: str | None = None) -> Summary:
    """What comes of these files, and of a good one beside them."""
    folder = tmp_path / "docs"
    folder.mkdir()
    for name, data in {**files, "z.txt": PLAN.encode()}.items():
        (folder / name).write_bytes(data)
    return ingest([folder], tmp_path / "policies.db", 2, limits=LIMITS, password=password)


def only_failures(tmp_path: Path, files: dict[str, bytes]) -> dict[str, str]:
    """Why each of these files failed; the one beside them did not."""
    summary = run(tmp_path, files)
    assert (summary.ingested, summary.documents) == (1, 1)
    assert summary.seconds < LIMITS.seconds * len(files) + 20
    return {Path(failure.source).name: failure.error for failure in summary.failures}


# PDF


HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(*objects: str | bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1."""
    data, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content.encode() if isinstance(content, str) else content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)


def stream(data: bytes, more: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more.encode(), data)


def many_pages(number: int) -> bytes:
    kids = " ".join(f"{n} 0 R" for n in range(3, number + 3))
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {number} >>", *[page] * number
    )


def encrypted(password: str) -> bytes:
    """A PDF of a line of text that opens with this password: RC4 with 40 bits, as the first encrypted ones were."""
    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    user, permissions, file_id = (password.encode() + padding)[:32], (-4).to_bytes(4, "little", signed=True), bytes(16)
    owner = rc4(md5(user).digest()[:5], user)
    key = md5(user + owner + permissions + file_id).digest()[:5]
    text = b"BT /F1 12 Tf 50 700 Td (By 2025, 10 pumping stations will have been built.) Tj ET"
    content = rc4(md5(key + (4).to_bytes(3, "little") + bytes(2)).digest()[:10], text)
    entry = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{rc4(key, padding).hex()}> >>"
    data = one_page(stream(content), HELVETICA, entry, resources="/Font << /F1 5 0 R >>")
    return data.replace(b"trailer << ", b"trailer << /Encrypt 6 0 R /ID [<%s> <%s>] " % ((file_id.hex().encode(),) * 2))


def rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def one_page(content: bytes, *more: str | bytes, resources: str = "") -> bytes:
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {resources} >> >>",
        content,
        *more,
    )


def hostile_pdfs() -> dict[str, bytes]:
    deflated = zlib.compress(zlib.compress(bytes(300_000_000), 9), 9)
    within = "/XObject << /X 5 0 R >>"
    form = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {within} >>"
    good = one_page(stream(b"BT /F1 12 Tf 50 700 Td (plan) Tj ET"), HELVETICA, resources="/Font << /F1 5 0 R >>")
    chance = random.Random(7)
    fuzzed = {}
    for n in range(5):
        data = bytearray(good)
        for _ in range(30):
            data[chance.randrange(20, len(data))] = chance.randrange(256)
        fuzzed[f"fuzzed{n}.pdf"] = bytes(data)
    return {
        "bomb.pdf": one_page(stream(deflated, "/Filter [/FlateDecode /FlateDecode]")),
        "parent.pdf": pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"),
        "itself.pdf": pdf("1 0 R", root=1),
        "form.pdf": one_page(stream(b"/X Do"), stream(b"/X Do /X Do", form), resources=within),
        "nested.pdf": one_page(stream(b"[" * 500_000)),
        "deep.pdf": pdf("[" * 100_000 + "]" * 100_000),
        "length.pdf": good.replace(b"/Length 34", b"/Length 99999999999999"),
        "pages.pdf": many_pages(10_000),
        "cut.pdf": good[: len(good) // 2],
        "empty.pdf": b"%PDF-1.7\n",
        **fuzzed,
    }


@needs_pdf
@pytest.mark.slow
def test_hostile_pdfs(tmp_path: Path) -> None:
    """Those that are only damaged may be mended by the reader; the others hold no text, or too much of everything."""
    files = hostile_pdfs()
    damaged = {name for name in files if name.startswith(("fuzzed", "cut", "length"))}
    summary = run(tmp_path, files)
    failed = {Path(failure.source).name for failure in summary.failures}
    assert set(files) - damaged <= failed
    assert summary.ingested == 1 + len(files) - len(failed)
    assert summary.seconds < LIMITS.seconds * len(files)


@needs_pdf
@pytest.mark.parametrize(("password", "reason"), [(None, "password"), ("wrong", "password"), (PASSWORD, None)])
def test_an_encrypted_pdf(tmp_path: Path, password: str | None, reason: str | None) -> None:
    summary = run(tmp_path, {"a.pdf": encrypted(PASSWORD)}, password)
    assert summary.ingested == (1 if reason else 2)
    assert all(reason and reason in failure.error for failure in summary.failures)


@needs_pdf
@pytest.mark.parametrize("height", ["0 Tf 1 0 0 1", "12 Tf 1 0 0 0", "12 Tf 0 0 0 0"])
def test_letters_without_height_are_not_on_a_page(height: str) -> None:
    shown = b"BT /F1 12 Tf 50 700 Td (By 2025, ten) Tj 0 -20 Td (plan) Tj ET"
    content = stream(f"BT /F1 {height} 50 720 Tm (hidden) Tj ET ".encode() + shown)
    data = one_page(content, HELVETICA, resources="/Font << /F1 5 0 R >>")
    assert read_bytes(data, "a.pdf").text.split() == ["By", "2025,ten", "plan"]


# Word


def docx(document: bytes, **parts: bytes) -> bytes:
    """A Word file with this main part, and others by their names."""
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        b'PartName="/word/document.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        b'Target="word/document.xml"/></Relationships>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        main = {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document}
        for name, data in {**main, **parts}.items():
            archive.writestr(name, data)
    return file.getvalue()


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def hostile_words() -> dict[str, bytes]:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    entities = b'<!DOCTYPE d [<!ENTITY l0 "lol">' + laughs + b'<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = b"<w:document %s><w:body><w:p><w:r><w:t>%%s</w:t></w:r></w:p></w:body></w:document>" % W
    good = docx(body % "到2025年，建成泵站10座。".encode())
    return {
        "bomb.docx": docx(body % (b"a" * 400_000_000)),
        "laughs.docx": docx(entities + body % b"&l9;"),
        "outside.docx": docx(entities + body % b"&x;"),
        "deep.docx": docx(b"<w:document %s>" % W + b"<w:p>" * 200_000),
        "cut.docx": good[: len(good) // 2],
        "junk.docx": b"PK\x03\x04" + bytes(1_000),
        "cut.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
    }


@needs_word
@pytest.mark.slow
def test_hostile_word_files(tmp_path: Path) -> None:
    assert set(only_failures(tmp_path, hostile_words())) == set(hostile_words())


# Pages, pictures, texts


@pytest.mark.slow
def test_hostile_pages_and_pictures(tmp_path: Path) -> None:
    good = saved(picture())
    files = {
        "bomb.png": png(12_000, 12_000),
        "cut.png": good[: len(good) // 2],
        "cut.tif": saved(picture(), format="TIFF")[:1_000],
        "empty.html": b"<!DOCTYPE html><html><body></body></html>",
        "noise.txt": random.Random(7).randbytes(100_000),
    }
    assert set(only_failures(tmp_path, files)) == set(files)


def test_entities_of_a_page_stay_what_they_are(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    page = f'<!DOCTYPE html [<!ENTITY l0 "哈">{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]><p>{PLAN}&l9;&x;</p>'
    summary = run(tmp_path, {"a.html": page.encode()})
    assert (summary.ingested, summary.failures) == (2, ())


def test_memory_is_measured_and_limited() -> None:
    assert 10 < peak_memory() < 100_000
    limit_memory(10**9)  # more than there is: nothing that this process is to notice


# Dependencies


def test_pdfminer_is_one_that_runs_no_code_of_a_pdf() -> None:
    """CVE-2025-64512 and CVE-2025-70559: it unpickled character maps from wherever a PDF said. Mended in 20251230."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = (r for r in map(Requirement, project["dependencies"]) if r.name == "pdfminer.six")
    assert not any(wanted.specifier.contains(release) for release in ("20250506", "20251107", "20251229"))
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split())
    for release in (pinned["pdfminer.six"], version("pdfminer.six")):
        assert wanted.specifier.contains(release)
