"""Datasette's pages on our databases: they say what is what, find Chinese, escape everything, lead to the sentence."""

import asyncio
import html
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from datasette.app import Datasette
from lxml.html import fromstring
from sqlite_utils import Database

from extract.browse import metadata as metadata_of
from extract.browse import plugin
from extract.browse.metadata import metadata
from extract.model import (
    About,
    Cell,
    Citation,
    Date,
    Extraction,
    Quantity,
    ReadTable,
    Responsibility,
    Section,
    Source,
    Statement,
    Table,
    Task,
)
from extract.publish import Failure, Given, open_database, publish, record_failure
from extract.schema import TABLES
from extract.search import SEARCHED

Get = Callable[[str], httpx.Response]

HOSTILE = '<img src=x onerror="alert(1)">'
TEXT = f"""青石市绿色发展方案{HOSTILE}

一、主要目标
到2025年，森林覆盖率达到２４％以上，PM2.5浓度“双下降”。（市园林局牵头，{HOSTILE}厅配合）
“{HOSTILE}”工程\u202e2022年已达 22%。按《<b>总则</b>》执行。
工程\t投资{HOSTILE}
青石渠\t12万元
— 1 —
"""


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def extraction() -> Extraction:
    target, quantity, date = at("到2025年，森林覆盖率达到２４％以上"), at("２４％以上"), at("到2025年")
    note = at(f"（市园林局牵头，{HOSTILE}厅配合）")
    lead, support = at("市园林局"), at(f"{HOSTILE}厅")
    section = at("一、主要目标")
    return Extraction(
        source=Source(TEXT, "text/plain"),
        about=About(f"绿色发展方案{HOSTILE}", HOSTILE, None, "2021-03-01", "plan", "青石市"),
        sections=(Section("一", "主要目标", 1, None, section[0], len(TEXT), section[1], "heading"),),
        tasks=(
            Task(0, target[0], note[1], (
                Responsibility("市园林局", "lead", "青石市园林和林业局", "市级", *lead, "note"),
                Responsibility(f"{HOSTILE}厅", "support", HOSTILE, None, *support, "note"),
            )),
            Task(0, *at("按《<b>总则</b>》执行")),
        ),
        statements=(
            Statement("target", "quantity", "森林覆盖率", *target, "reach", op=">=", value=24.0, unit="%", change="to",
                      deadline="2025-12-31", deadline_text="到2025年", section=0, task=0, canonical="森林覆盖率"),
            Statement("target", "milestone", HOSTILE, *at("PM2.5浓度“双下降”"), "goal", section=0, task=0),
            Statement("result", "quantity", HOSTILE, *at("2022年已达 22%"), "built", op="=", value=22.0, unit="%",
                      as_of="2022", section=0, canonical="森林覆盖率"),
        ),
        quantities=(Quantity("２４％以上", *quantity, "percent", ">=", 24.0, None, "%"),),
        dates=(Date("到2025年", *date, "year", "2025-01-01", "2025-12-31", "deadline"),),
        citations=(Citation("<b>总则</b>", None, *at("《<b>总则</b>》"), "mark"),),
        tables=(ReadTable(
            Table(at("工程\t投资")[0], len(TEXT) - 1, (
                Cell(0, 0, at("工程\t投资")[0], at("工程\t投资")[0] + 2, columns=2), Cell(0, 2, *at(f"投资{HOSTILE}")),
                Cell(1, 0, *at("青石渠"), rows=3), Cell(1, 1, *at("12万元")), Cell(1, 2, *at("12万元")[1:] * 2),
            )),
            "other", 2, 3, f"表1 投资{HOSTILE}", "元", 0,
        ),),
    )  # fmt: skip


pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browse") / "policies.db"
    with open_database(path) as db:
        publish(db, Given(f"{HOSTILE}.txt", "ab" * 32, len(TEXT.encode()), "rules"), extraction())
        record_failure(db, Failure("broken.pdf", "read", HOSTILE))
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    with Database(tmp_path / "other.db") as db:
        db.table("documents").insert({"id": 1, "title": "green plan", "quote": "words", "start": 0, "end": 1}, pk="id")
        db.table("documents").enable_fts(["title"])
    return tmp_path / "other.db"


@pytest.fixture(scope="module")
def get(path: Path) -> Iterator[Get]:
    """A page of a Datasette that has the database and nothing else."""
    datasette = Datasette([str(path)])
    with asyncio.Runner() as runner:
        yield lambda address: runner.run(datasette.client.get(address))


def get_from(*files: Path, at: str, **options: Any) -> httpx.Response:
    """A page of another Datasette."""
    return asyncio.run(Datasette([str(file) for file in files], **options).client.get(at))


def links_here(page: str) -> list[tuple[str, str]]:
    """Each link to a place in a document, with its words."""
    found = re.findall(r'<a href="([^"]*#here)">(.*?)</a>', page, re.DOTALL)
    return [(html.unescape(url), html.unescape(words)) for url, words in found]


def highlighted(page: str) -> str:
    """The words that a page shows as those that were asked for, without what it says beside them."""
    told = "ancestor::*[@class='page' or starts-with(@class, 'tag ')]"
    return "".join(fromstring(page).xpath(f"//mark[@class='here']//text()[not({told})]"))


PAGES = [*metadata()["tables"], *metadata()["queries"]]


@pytest.mark.parametrize("name", PAGES)
def test_every_table_view_and_query_has_a_page_with_its_title(get: Get, name: str) -> None:
    page = get(f"/policies/{name}")
    assert page.status_code == 200
    said = (metadata()["tables"] | metadata()["queries"])[name]
    assert said["title"] in page.text
    assert said["description"] in html.unescape(page.text)
    assert "timed out" not in page.text
    assert get(f"/policies/{name}.json?_shape=array").status_code == 200


def test_everything_in_the_database_is_described(path: Path) -> None:
    with Database(path) as db:
        shown = {table.name: table for table in (*db.tables, *db.views) if "_fts" not in table.name}
        assert set(metadata()["tables"]) == set(shown)
        for name, table in shown.items():
            assert list(metadata()["tables"][name]["columns"]) == [column.name for column in table.columns]


def test_what_is_said_of_a_database_is_put_together_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    links = metadata_of._links
    monkeypatch.setattr(metadata_of, "_links", lambda *given: made.append(given[-1]) or links(*given))
    datasette = Datasette([str(path)])
    first = metadata_of.database_metadata(datasette, "policies")
    first["tables"]["targets"].clear()  # as Datasette may write into it
    for _ in range(2):
        assert asyncio.run(datasette.client.get("/policies/targets")).status_code == 200
    assert metadata_of.database_metadata(datasette, "policies")["tables"]["targets"]["title"]
    assert made == ["tables", "queries"]


def test_pages_of_very_many_rows_count_and_sort_what_there_is_an_index_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata_of, "_FEW", 1)
    monkeypatch.setattr(metadata_of, "_SOME", 1)
    for name in ("targets", "target_overview", "cells"):
        page = get_from(path, at=f"/policies/{name}").text
        assert "facet-info-name" not in page and metadata_of._LEFT_OFF in html.unescape(page)
    assert "facet-info-name" in get_from(path, at="/policies/documents").text
    assert "facet-info-name" in get_from(path, at="/policies/targets?_facet=type").text
    for column in ("deadline", "year", "type", "document"):
        page = get_from(path, at=f"/policies/target_overview?_sort={column}").text
        assert ("Cannot sort table by" in page) == (column == "document")


def test_a_page_says_that_its_rows_were_not_counted(get: Get, path: Path, other: Path) -> None:
    assert "没有数完" not in get("/policies/targets").text
    assert "没有数完" in get("/policies/targets?_nocount=1").text
    assert "没有数完" not in get_from(path, other, at="/other/documents?_nocount=1").text


@pytest.mark.parametrize("name", ["title", "description"])
def test_descriptions_are_in_both_languages(name: str) -> None:
    for said in (*metadata()["tables"].values(), *metadata()["queries"].values()):
        for words in (said[name], *said.get("columns", {}).values()):
            chinese, _, english = words.partition(" · ")
            assert re.search(r"[\u4e00-\u9fff]", chinese)
            assert re.search(r"[a-z]", english)


def test_first_page_and_database_page_lead_everywhere(get: Get) -> None:
    for page in (get("/").text, get("/policies").text):
        assert metadata()["title"] in page
        assert all(f'href="/policies/{name}"' in page for name in PAGES)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("target_overview", "到2025年，森林覆盖率达到２４％以上"),
        ("result_overview", "2022年已达 22%"),
        ("targets", "到2025年，森林覆盖率达到２４％以上"),
        ("results", "2022年已达 22%"),
        ("tasks", "按《<b>总则</b>》执行"),
        ("responsibilities", "市园林局"),
        ("sections", "主要目标"),
        ("quantities", "２４％以上"),
        ("dates", "到2025年"),
        ("citations", "<b>总则</b>"),
        ("cells", "12万元"),
        ("due_in_year?year=2025", "到2025年，森林覆盖率达到２４％以上"),
        ("agency_leads?agency=园林", "到2025年，森林覆盖率达到２４％以上，"),
        ("tasks_without_agency", "按《<b>总则</b>》执行"),
        ("indicator_across_documents?indicator=森林", "到2025年，森林覆盖率达到２４％以上"),
        ("results_beside_targets?indicator=森林", "2022年已达 22%"),
    ],
)
def test_one_click_leads_to_the_sentence(get: Get, page: str, words: str) -> None:
    urls = [url for url, shown in links_here(get(f"/policies/{page}").text) if words in shown]
    assert urls
    document = get(urls[0].partition("#")[0])
    assert document.status_code == 200
    assert document.text.count('id="here"') == 1
    assert words in highlighted(document.text)


def test_the_row_page_names_what_its_keys_stand_for(get: Get) -> None:
    row = get("/policies/targets").text
    page = get(re.findall(r'href="(/policies/targets/[^"?]+)"', row)[0]).text
    assert ">主要目标</a>" in page
    assert f">{html.escape('绿色发展方案' + HOSTILE, quote=False)}".replace('"', "&#34;") in page


def test_facets_are_labelled_by_names(get: Get) -> None:
    page = get("/policies/responsibilities").text
    facets = page[page.index('class="facet-results"') :]
    assert ">青石市园林和林业局</a>" in facets
    assert ">lead</a>" in facets
    for facet in ("deadline_year", "type", "section_id"):
        assert f'id="facet-{facet}"' in get("/policies/targets").text
    assert 'id="facet-agencies"' in get("/policies/target_overview").text


def test_requirements_read_as_one_would_say_them(get: Get) -> None:
    rows = get("/policies/target_overview.json?_shape=array").json()
    assert [(row["year"], row["requirement"]) for row in rows] == [(2025, "≥ 24 %"), (None, None)]
    assert rows[0]["agencies"] == f'["青石市园林和林业局",{quoted(HOSTILE)}]'


def quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


@pytest.mark.parametrize("address", ["/", "/policies", *(f"/policies/{name}" for name in PAGES)])
def test_nothing_hostile_runs(get: Get, address: str) -> None:
    page = get(address).text
    assert "<img" not in page
    assert "<b>总则" not in page


@pytest.mark.parametrize("name", [*SEARCHED, "target_overview", "result_overview"])
@pytest.mark.parametrize("query", ["市", "目标", "2025年", "24％", "“双", '="', "<", "e\\", "' or", "%", "*", "”工程"])
def test_the_search_box_finds_what_like_finds(get: Get, path: Path, name: str, query: str) -> None:
    columns = SEARCHED.get(name, ("indicator", "quote"))
    with Database(path) as db:
        like = " or ".join(f"instr({column}, :query)" for column in columns)
        rows = db.execute(f"select id from {name} where {like}", {"query": query}).fetchall()
    page = get(f"/policies/{name}.json?" + urlencode({"_search": query, "_shape": "array"}))
    assert page.status_code == 200
    assert {row[0] for row in rows} <= {row["id"] for row in page.json()}


def test_the_search_box_finds_words_in_any_width_and_all_rows_when_empty(get: Get) -> None:
    counts = {"": 2, "森林": 1, "24％ 森林": 1, "２０２５": 1, "pm2.5": 1, "林森": 0}
    for query, count in counts.items():
        page = get("/policies/target_overview.json?" + urlencode({"_search": query, "_shape": "array"}))
        assert len(page.json()) == count


@pytest.mark.parametrize("name", TABLES)
def test_tables_offer_to_be_sorted_only_by_what_their_pages_lose_no_row_over(get: Get, name: str) -> None:
    links = re.findall(rf'href="(/policies/{name}\?_sort[^"]*)"', get(f"/policies/{name}").text)
    assert {link.rpartition("=")[2] for link in links} <= {"id", "source", "name", "at"}
    assert all(get(link).status_code == 200 for link in links)


def test_the_document_page_shows_marks_and_no_control_character(get: Get) -> None:
    page = get("/policies/-/document/" + "ab" * 8)
    assert page.status_code == 200
    assert "<img" not in page.text
    assert "\u202e" not in page.text
    assert {"target", "result", "quantity", "date", "citation", "agency", "heading"} <= {
        kind for kinds in re.findall(r'<mark class="([^"]*)"', page.text) for kind in kinds.split()
    }
    assert "森林覆盖率 · &gt;= · 24 · % · 2025-12-31 · reach" in page.text
    assert 'id="here"' not in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/policies/-/document/none", 404),
        ("/nowhere/-/document/" + "ab" * 8, 404),
        ("/policies/-/document/" + "ab" * 8 + "?start=a&end=b", 400),
        ("/policies/-/document/" + "ab" * 8 + "?start=9&end=2", 200),
        ("/policies/-/document/" + "ab" * 8 + "?start=-5&end=99999999999999999999", 200),
    ],
)
def test_addresses_that_lead_nowhere(get: Get, address: str, status: int) -> None:
    assert get(address).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "responsibilities?_col=name",
        "targets?_col=quote&_col=document_id",
        "targets?_labels=off",
        "documents?_col=text",
        "target_overview?_col=agencies",
        "?sql=select+*+from+targets",
        "?sql=select+'a'+as+quote,+null+as+document_id,+'b'+as+start,+null+as+end,+'['+as+agencies,+1+as+document",
    ],
)
def test_any_choice_of_columns_has_a_page(get: Get, address: str) -> None:
    assert get(f"/policies/{address}" if address[0] != "?" else f"/policies{address}").status_code == 200


def test_who_may_not_see_a_table_sees_nothing_of_it(path: Path) -> None:
    def page(**tables: Any) -> httpx.Response:
        said = {"databases": {"policies": {"tables": tables}}}
        return get_from(path, at="/policies/-/document/" + "ab" * 8, metadata=said)

    assert page(documents={"allow": False}).status_code == 403
    without = page(targets={"allow": False}).text
    assert 'class="target' not in without
    assert metadata()["tables"]["targets"]["title"] not in without


def test_works_below_another_address(path: Path) -> None:
    settings = {"base_url": "/data/"}
    url, _ = links_here(get_from(path, at="/policies/targets", settings=settings).text)[0]
    assert url.startswith("/data/policies/-/document/")
    assert highlighted(get_from(path, at=url.removeprefix("/data").partition("#")[0], settings=settings).text)


def test_what_the_user_says_of_the_database_goes_before(path: Path) -> None:
    said = {"databases": {"policies": {"tables": {"targets": {"title": "我的目标"}}}}}
    page = get_from(path, at="/policies/targets", metadata=said).text
    assert "我的目标" in page
    assert metadata()["tables"]["targets"]["description"] in page


def test_another_database_is_left_alone(path: Path, other: Path) -> None:
    for address in ("/", "/other", "/other/documents", "/other/documents/1"):
        page = get_from(path, other, at=address).text
        assert "zhengce.css" not in page
        assert metadata()["title"] not in page
    assert "#here" not in get_from(path, other, at="/other/documents").text
    rows = get_from(path, other, at="/other/documents.json?_shape=array&_search=plan+green").json()
    assert [row["title"] for row in rows] == ["green plan"]
    assert get_from(path, other, at="/other/-/document/1").status_code == 404
    assert get_from(path, other, at="/policies/targets").status_code == 200


def test_tables_are_tables_on_the_page_of_their_document(get: Get) -> None:
    page = get("/policies/-/document/" + "ab" * 8).text
    shown = page[page.index("<table>") : page.index("</table>")]
    found = re.findall(r"<td([^>]*)>(.*?)</td>", shown, re.DOTALL)
    cells = [(html.unescape(words), of) for of, words in found]
    assert cells == [
        ("工程", ' colspan="2"'),
        (f"投资{HOSTILE}", ""),
        ("青石渠", ' rowspan="3"'),
        ("12万元", ""),
        ("", ""),
    ]
    assert page.count("青石渠") == 1 and re.search(r"<p data-start=\"\d+\">— 1 — <a", page)
    start, end = at("12万元")
    there = get(f"/policies/-/document/{'ab' * 8}?start={start}&end={end}").text
    assert highlighted(there) == "12万元" and there.count('id="here"') == 1


def test_the_style_sheet_is_there(get: Get) -> None:
    sheets = re.findall(r'rel="stylesheet" href="([^"]*zhengce[^"]*)"', get("/policies/targets").text)
    assert sheets == ["/-/static-plugins/zhengce/zhengce.css"]
    assert (Path(plugin.__file__).parent / "static" / "zhengce.css").is_file()


@pytest.fixture
def served(path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "import sys; from pathlib import Path; from extract.browse import serve; "
    code += "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]), False)"
    arguments = [sys.executable, "-c", code, str(path), str(port)]
    server = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def test_serves_a_database_that_is_being_written_to(get: Get, path: Path, served: str) -> None:
    def page() -> httpx.Response:
        for _ in range(100):
            try:
                return httpx.get(f"{served}/policies/targets.json?_shape=array")
            except httpx.ConnectError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    before = page().json()
    with open_database(path) as db:
        db.execute("begin immediate")
        db.execute("delete from targets")
        assert page().json() == before
        db.execute("rollback")
    assert len(before) == 2
