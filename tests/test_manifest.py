"""What a manifest says of saved files, and how little of it is believed."""

import json
from pathlib import Path

import pytest
from published import column
from test_ingest import go

from extract.files import find_files
from extract.ingest import Failure
from extract.manifest import Origin, read_manifest
from extract.publish import open_database
from extract.read import ReadError

DATABASE = Path("policies.db")


@pytest.fixture(autouse=True)
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the test stands beside."""
    monkeypatch.chdir(tmp_path)
    Path("mirror").mkdir()
    return Path("mirror")


def write(path: str, text: str | bytes = "文。") -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode() if isinstance(text, str) else text)
    return Path(path)


ROWS = [("a.txt", "https://www.jichuan.gov.cn/a?id=3", "2024-05-01"), ("附件/b.txt", "", "2024/5/2 08:30:00")]
ORIGINS = {
    Path("mirror/a.txt"): Origin("https://www.jichuan.gov.cn/a?id=3", "2024-05-01"),
    Path("mirror/附件/b.txt"): Origin(None, "2024-05-02"),
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.csv", "file,url,fetched\n" + "".join(",".join(row) + "\n" for row in ROWS)),
        ("m.csv", ("\ufeffURL,Path,Fetched,说明\r\n" + "".join(f"{u},{f},{d},附注\r\n" for f, u, d in ROWS))),
        ("m.csv", ("file,url,fetched\n" + "".join(",".join(row) + "\n" for row in ROWS)).encode("gb18030")),
        ("m.TSV", "fetched\tfile\turl\n\n" + "".join(f"{d}\t{f}\t{u}\n" for f, u, d in ROWS)),
        ("m.jsonl", "\n".join(json.dumps(dict(zip(("path", "url", "fetched"), row, strict=True))) for row in ROWS)),
    ],
)
def test_each_form_says_the_same(name, content):
    manifest = read_manifest(write(f"mirror/{name}", content))
    assert (manifest.files, manifest.errors) == (ORIGINS, [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("../../etc/passwd,,", "not a file below the manifest's folder: ../../etc/passwd"),
        ("a/../../b.txt,,", "not a file below the manifest's folder: a/../../b.txt"),
        ("/etc/passwd,,", "not a file below the manifest's folder: /etc/passwd"),
        ("C:\\b.txt,,", "not a file below the manifest's folder: C:\\b.txt"),
        ("..\\b.txt,,", "not a file below the manifest's folder: ..\\b.txt"),
        ("\\\\host\\b.txt,,", "not a file below the manifest's folder: \\\\host\\b.txt"),
        ("b\0.txt,,", "not text"),
        ("b\x1b[31m.txt,,", "not a file below the manifest's folder: b\x1b[31m.txt"),
        (",https://a.cn/,", "names no file"),
        ("b.txt,=HYPERLINK(1),", "not a web address: =HYPERLINK(1)"),
        ("b.txt,javascript:alert(1),", "not a web address: javascript:alert(1)"),
        ("b.txt,file:///etc/passwd,", "not a web address: file:///etc/passwd"),
        ("b.txt,https://[a/,", "not a web address: https://[a/"),
        ("b.txt,https://a.cn/\u202ex,", "not a web address: https://a.cn/\u202ex"),
        ("b.txt,,2024-02-30", "not a date: 2024-02-30"),
        ("b.txt,,=1+1", "not a date: =1+1"),
        ("a.txt,https://a.cn/2,", "a.txt is listed before, with another origin"),
        (f"b.txt,{'x' * 100},", f"not a web address: {'x' * 60}…"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_and_the_others_are_read(line, reason):
    path = write("mirror/m.csv", f"file,url,fetched\na.txt,https://a.cn/1,\n{line}\nc.txt,,\n")
    if "\0" in line:
        with pytest.raises(ReadError, match=reason):
            read_manifest(path)
        return
    manifest = read_manifest(path)
    assert manifest.errors == [f"line 3: {reason}"]
    assert list(manifest.files) == [Path("mirror/a.txt"), Path("mirror/c.txt")]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("m.csv", "name,url\na.txt,\n", "no column 'file' or 'path'"),
        ("m.csv", b"file\n\xff\xfe\xfd\n", "encoding is not known"),
        ("m.csv", b"%PDF-1.7", "looks like a PDF"),
        ("m.csv", b" ", "only white space"),
        ("none.csv", None, "no such file"),
    ],
)
def test_what_is_no_manifest_is_refused(name, content, reason):
    if content is not None:
        write(f"mirror/{name}", content)
    with pytest.raises(ReadError, match=reason):
        read_manifest(Path("mirror", name))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.csv", 'file,url\na.txt,\n"b'),
        ("m.csv", f"file,url\na.txt,\n{'x' * 200_000},\n"),
        ("m.jsonl", '{"file": "a.txt"}\n' + "[" * 100_000),
        ("m.jsonl", '{"file": "a.txt"}\n{"file": 3}'),
        ("m.jsonl", '{"file": "a.txt"}\nnonsense'),
    ],
)
def test_a_broken_manifest_is_read_as_far_as_it_goes(name, content):
    manifest = read_manifest(write(f"mirror/{name}", content))
    assert list(manifest.files) == [Path("mirror/a.txt")]
    assert len(manifest.errors) == 1


@pytest.mark.parametrize(
    ("url", "saved"),
    [
        ("https://www.jichuan.gov.cn/zw/t1.html", "www.jichuan.gov.cn/zw/t1.html"),
        ("https://www.jichuan.gov.cn/zw/t1.html", "t1.html"),
        ("https://www.jichuan.gov.cn/zw/", "www.jichuan.gov.cn/zw/index.html"),
        ("https://www.jichuan.gov.cn", "www.jichuan.gov.cn/index.html"),
        ("https://WWW.jichuan.gov.cn:8080/zw/t1", "www.jichuan.gov.cn:8080/zw/t1.html"),
        ("https://www.jichuan.gov.cn/art?id=3&u=a/b", "www.jichuan.gov.cn/art?id=3&u=a%2Fb.html"),
        ("https://www.jichuan.gov.cn/%E9%99%84%E4%BB%B6.txt", "www.jichuan.gov.cn/附件.txt"),
        ("https://www.jichuan.gov.cn/%E9%99%84%E4%BB%B6.txt", "%E9%99%84%E4%BB%B6.txt"),
    ],
)
def test_a_list_of_urls_finds_what_wget_saved(url, saved):
    write(f"mirror/{saved}")
    manifest = read_manifest(write("mirror/urls.txt", f"# 通知\n\n{url}\n{url}\n"))
    assert manifest.files == {Path("mirror", saved): Origin(url, None)}
    assert (manifest.missing, manifest.errors) == ({}, [])


@pytest.mark.parametrize("url", ["https://a.cn/../../x.txt", "https://a.cn/%2e%2e/%2e%2e/x.txt", "https://../x.txt"])
def test_a_url_leads_to_no_file_elsewhere(url):
    write("x.txt")
    manifest = read_manifest(write("mirror/urls.txt", url))
    assert (manifest.files, len(manifest.errors)) == ({}, 1)


def test_a_run_goes_by_the_manifest_of_a_folder():
    write("mirror/a.txt", "甲。")
    write("mirror/b.txt", "乙。")
    write(
        "mirror/manifest.csv", "file,url,fetched\na.txt,https://a.cn/1,2024-05-01\ngone.txt,https://a.cn/2,\n../x,,\n"
    )
    summary = go(["mirror"], DATABASE)
    assert summary.ingested == 2
    assert set(summary.failures) == {
        Failure("mirror/manifest.csv", "read", "line 4: not a file below the manifest's folder: ../x"),
        Failure("mirror/gone.txt", "read", "there is no such file"),
    }
    with open_database(DATABASE) as db:
        documents = "select source, fetched_on from documents order by 1"
        assert db.execute(documents).fetchall() == [("https://a.cn/1", "2024-05-01"), ("mirror/b.txt", None)]
        assert column(db, "select source from sources order by 1") == ["mirror/a.txt", "mirror/b.txt"]
    write("mirror/manifest.csv", "file,url,fetched\na.txt,https://a.cn/3,2024-05-01\n")
    write("mirror/gone.txt", "丙。")
    again = go(["mirror"], DATABASE)
    assert (again.ingested, again.unchanged, again.failures) == (1, 2, ())
    with open_database(DATABASE) as db:
        assert column(db, "select min(source) from documents") == ["https://a.cn/3"]
        assert db.table("failures").count == 0


def test_a_run_goes_by_a_list_of_urls():
    write("mirror/a.cn/1.txt", "甲。")
    urls = write("mirror/urls.txt", "https://a.cn/1.txt\nhttps://a.cn/2.txt\n")
    summary = go([], DATABASE, manifest=urls)
    missing = "no file was saved from it: there is no a.cn/2.txt beside the list"
    assert (summary.ingested, summary.failures) == (1, (Failure("https://a.cn/2.txt", "read", missing),))
    write("mirror/a.cn/2.txt", "乙。")
    assert go([], DATABASE, manifest=urls).failures == ()
    with open_database(DATABASE) as db:
        assert column(db, "select source from documents order by 1") == ["https://a.cn/1.txt", "https://a.cn/2.txt"]
        assert db.table("failures").count == 0


def test_the_manifest_itself_is_no_document():
    write("mirror/a.txt")
    urls = write("mirror/urls.txt", "https://a.cn/a.txt\n")
    found = find_files(["mirror"], DATABASE, urls)
    assert (list(found.files), found.failures) == (["mirror/a.txt"], [])
    assert found.origins == {"mirror/a.txt": Origin("https://a.cn/a.txt", None)}


def test_many_errors_are_one_failure():
    path = write("mirror/m.csv", "file\n" + "/x\n" * 1_000)
    (failure,) = find_files([], DATABASE, path).failures
    assert failure.error.endswith("; and 980 more")
    assert len(failure.error) < 2_000
