"""The pages of a plan, of what changed, and of the search: they say what is there, lead to it, escape everything."""

import asyncio
import csv
import html
import io
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import site_files
from datasette.app import Datasette
from sqlite_utils import Database

from extract.browse import comparison, finding, hits, search_page
from extract.ingest import ingest
from extract.publish import open_database

Get = Callable[[str], httpx.Response]


pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    ingest([site_files.write(folder / "files")], folder / "policies.db", 2)
    return folder / "policies.db"


@pytest.fixture(scope="module")
def get(path: Path) -> Iterator[Get]:
    datasette = Datasette([str(path)])
    with asyncio.Runner() as runner:
        yield lambda address: runner.run(datasette.client.get(address))


def get_from(path: Path, at: str, **options: Any) -> httpx.Response:
    return asyncio.run(Datasette([str(path)], **options).client.get(at))


@pytest.fixture(scope="module")
def plan(path: Path) -> dict[str, str]:
    """The ids of the plan, its draft, what was issued, and a copy of that."""
    with Database(path) as db:
        rows = list(db.query("select * from documents where plan_id in (select id from plans where versions = 2)"))
    best = {row["edition"]: row["id"] for row in rows if row["copy_of"] is None}
    [copy] = [row["id"] for row in rows if row["copy_of"]]
    return {"plan": rows[0]["plan_id"], "draft": best[1], "issued": best[2], "copy": copy}


def search(get: Get, **asked: str) -> httpx.Response:
    return get("/policies/-/search?" + urlencode(asked))


def words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_a_plan_shows_its_editions_and_copies_and_leads_to_what_changed(get: Get, plan: dict[str, str]) -> None:
    page = get(f"/policies/-/plan/{plan['plan']}").text
    places = [page.index(f'/-/document/{plan[name]}"') for name in ("draft", "issued", "copy")]
    assert places == sorted(places)
    assert f'href="/policies/-/diff/{plan["draft"]}/{plan["issued"]}"' in page
    assert f'href="/policies/-/diff/{plan["issued"]}/{plan["copy"]}"' in page
    assert re.findall(r'<option value="(\w+)" selected>', page) == [plan["draft"], plan["issued"]]
    chosen = get(f"/policies/-/diff?from={plan['copy']}&to={plan['draft']}")
    assert (chosen.status_code, chosen.headers["location"]) == (302, f"/policies/-/diff/{plan['copy']}/{plan['draft']}")


def test_what_changed_is_a_table_and_stands_side_by_side(get: Get, plan: dict[str, str]) -> None:
    page = get(f"/policies/-/diff/{plan['draft']}/{plan['issued']}").text
    with_marks = "全市地区生产总值突破<del>1750</del>亿元", "全市地区生产总值突破<ins>1800</ins>亿元"
    for side in with_marks:
        assert page.count(side) == 2  # in the table, and side by side
    numbers = [int(n) for n in re.findall(r'<article class="zhengce-change \w+" id="c(\d+)"', page)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(n) for n in re.findall(r'href="#c(\d+)"', page)} == set(numbers)
    [url] = map(html.unescape, re.findall(r'href="([^"]*)" aria-label="原文 1 after"', page))
    assert "1800亿元" in words(re.search(r'id="here".*?</p>', get(url.partition("#")[0]).text, re.DOTALL)[0])


def test_pairs_that_are_not_written_down_are_compared_when_asked_for(get: Get, plan: dict[str, str]) -> None:
    page = get(f"/policies/-/diff/{plan['issued']}/{plan['draft']}").text
    assert "全市地区生产总值突破<del>1800</del>亿元" in page
    assert get(f"/policies/-/diff/{plan['draft']}/{plan['copy']}").text.count("<ins>1800</ins>") == 2


def test_changes_come_page_by_page(get: Get, plan: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.browse import differences

    address = f"/policies/-/diff/{plan['draft']}/{plan['issued']}?all=1"
    whole = re.findall(r'<h3 id="h\d+">(.*?)</h3>', get(address).text, re.DOTALL)
    monkeypatch.setattr(differences, "_AT_ONCE", 7)
    found: list[str] = []
    url: str | None = address
    while url:
        page = get(url).text
        found += re.findall(r'<h3 id="h\d+">(.*?)</h3>', page, re.DOTALL)
        following = re.findall(r'href="([^"#]*)" rel="next"', page)
        url = html.unescape(following[0]) if following else None
    assert found == whole and len(whole) > 14


def test_what_can_not_be_compared_online_is_said(
    get: Get, path: Path, plan: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(path) as db:
        [other] = db.execute("select id from documents where title like '%投资%'").fetchone()
    page = get(f"/policies/-/diff/{plan['draft']}/{other}")
    assert page.status_code == 200 and f"zhengce diff {plan['draft']} {other}" in page.text
    monkeypatch.setattr(comparison, "MOST_CHARACTERS", 10)
    assert "zhengce diff" in get(f"/policies/-/diff/{plan['copy']}/{plan['draft']}").text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/policies/-/plan/none", 404),
        ("/nowhere/-/plan/none", 404),
        ("/policies/-/diff/none/none", 404),
        ("/policies/-/diff?from=a", 400),
        ("/policies/-/diff?from=a/b&to=~2e", 302),
        ("/policies/-/search?kind=runs", 400),
        ("/policies/-/search?q=a&_format=xls", 400),
        ("/policies/-/search?q=a&after=b", 400),
        ("/policies/-/search?q=a&after=-99999999999999999999999", 200),
        ("/policies/-/search?q=a&after=99999999999999999999999", 200),
        ("/policies/-/search?year=soon&q=a", 200),
        ("/policies/-/search?q=" + "%22" * 3000, 200),
    ],
)
def test_addresses_that_lead_nowhere(get: Get, address: str, status: int) -> None:
    assert get(address).status_code == status


def test_a_hit_is_marked_in_its_sentence_and_leads_there(get: Get) -> None:
    page = search(get, q="森林覆盖率").text
    assert "<mark>森林覆盖率</mark>" in page
    assert set(re.findall(r'id="found-(\w+)"', page)) == {"targets", "results", "tasks", "documents"}
    [url] = re.findall(r'<p class="of"><a href="([^"]*)"', page)[:1]
    document = get(html.unescape(url).partition("#")[0]).text
    assert "森林覆盖率" in words(document) and 'id="here"' in document


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ({"q": "１８００亿元"}, "1800亿元", None),
        ({"q": "1800亿元", "kind": "targets"}, "1800亿元", "1750亿元"),
        ({"q": "湿地保护率 森林", "kind": "tasks"}, "湿地保护率", None),
        ({"agency": "水务", "year": "2025", "kind": "targets"}, "2025-12-31", "2023-12-31"),
        ({"place": "霁川市", "q": "公园", "kind": "targets"}, "公园", "青石"),
        ({"q": "市", "kind": "documents", "agency": "档案局"}, "检索", "霁川"),
    ],
)
def test_filters_leave_what_was_asked_for(get: Get, asked: dict[str, str], there: str, not_there: str | None) -> None:
    found = words(search(get, **asked).text.partition("zhengce-hits")[2])
    assert there in found
    assert not_there is None or not_there not in found


def test_what_stands_between_quotation_marks_is_one_phrase(get: Get, path: Path) -> None:
    def count(query: str) -> int:
        return len(search(get, q=query, kind="documents", _format="json").json()["documents"]["hits"])

    assert count("检索 全文") == 1
    assert count('"检索 全文"') == 0
    assert count('"OR * NEAR"') == count("NEAR(") == count("甲 ^{列}:") == 1


@pytest.mark.parametrize("query", [*"\"'*(-:\\\0\u202e% ", '""', "NEAR(a b)", "a OR", "^x"])
def test_no_query_breaks_the_search(get: Get, query: str) -> None:
    for more in ({}, {"_format": "json"}, {"_format": "csv"}, {"agency": query, "place": query}):
        page = search(get, q=query, **more)
        assert page.status_code == 200
        assert more.get("_format") or "\u202e" not in page.text


def test_pages_of_hits_add_up_to_the_export(get: Get) -> None:
    for kind in ("targets", "tasks", "documents"):
        found: list[str] = []
        url = "/policies/-/search?" + urlencode({"q": "市", "kind": kind, "_format": "json"})
        while url:
            body = get(url).json()[kind]
            found += [hit["id"] for hit in body["hits"]]
            url = body["next_url"]
        rows = list(csv.DictReader(io.StringIO(search(get, q="市", kind=kind, _format="csv").text.lstrip("\ufeff"))))
        assert [row["id"] for row in rows] == found
        assert len(found) == len(set(found))
    assert len(found) > 5


def test_copies_are_not_found_twice(get: Get, path: Path, plan: dict[str, str]) -> None:
    body = search(get, q="市", _format="csv").text
    assert plan["issued"] in body and plan["copy"] not in body


def test_formulas_in_an_export_are_disarmed(get: Get) -> None:
    text = search(get, q="=HYPERLINK", _format="csv").text
    cells = [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert "HYPERLINK" in search(get, q="=HYPERLINK", _format="json").text


def test_nothing_of_a_document_is_markup(get: Get, path: Path) -> None:
    with Database(path) as db:
        plans = [row[0] for row in db.execute("select id from plans")]
    addresses = [f"/policies/-/plan/{plan}" for plan in plans]
    addresses += [f"/policies/-/search?{urlencode({'q': q})}" for q in ("市", site_files.SCRIPT, "{{ 7 * 7 }}", "<b>")]
    for address in addresses:
        page = get(address)
        assert page.status_code == 200
        assert "<img" not in page.text and "<script>alert" not in page.text and "<b>" not in page.text
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.text)


def test_who_may_not_see_a_table_sees_nothing_of_it(path: Path, plan: dict[str, str]) -> None:
    def page(at: str, **tables: Any) -> httpx.Response:
        return get_from(path, at, metadata={"databases": {"policies": {"tables": tables}}})

    closed = {"allow": False}
    assert page("/policies/-/search?q=市", documents=closed).status_code == 403
    assert page(f"/policies/-/plan/{plan['plan']}", plans=closed).status_code == 403
    assert page(f"/policies/-/diff/{plan['draft']}/{plan['issued']}", changes=closed).status_code == 403
    assert "found-targets" not in page("/policies/-/search?q=市", targets=closed).text
    assert page("/policies/-/search?q=市&kind=targets", targets=closed).status_code == 400
    assert 'name="agency"' not in page("/policies/-/search?q=市", agencies=closed).text
    assert 'id="steps"' not in page(f"/policies/-/plan/{plan['plan']}", changes=closed).text


def test_works_below_another_address(path: Path, plan: dict[str, str]) -> None:
    for address in (f"plan/{plan['plan']}", f"diff/{plan['draft']}/{plan['issued']}", "search?q=市"):
        page = get_from(path, f"/policies/-/{address}", settings={"base_url": "/data/"}).text
        links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
        assert links and all(link.startswith("/data/") for link in links)


def test_an_empty_database_has_the_pages(tmp_path: Path) -> None:
    with open_database(tmp_path / "policies.db"):
        pass
    assert get_from(tmp_path / "policies.db", "/policies/-/search?q=市").status_code == 200
    assert get_from(tmp_path / "policies.db", "/policies/-/plan/none").status_code == 404


def test_pages_come_in_time(get: Get, plan: dict[str, str]) -> None:
    comparison.prepare()
    searches = ("search?q=市", "search?q=各县区&kind=documents")
    for address in (f"plan/{plan['plan']}", f"diff/{plan['draft']}/{plan['issued']}", *searches):
        get(f"/policies/-/{address}")
        started = time.perf_counter()
        get(f"/policies/-/{address}")
        assert time.perf_counter() - started < 1.5, address  # a third of a second, on a machine with nothing else to do


def test_agencies_and_indicators_of_a_name_are_found_first(get: Get, path: Path) -> None:
    page = search(get, q="水务").text
    [agency] = re.findall(r'<dd><a href="([^"]*/-/agency/[^"]*)"><bdi lang="zh-Hans">霁川市水务局</bdi>', page)
    assert "霁川市水务局" in get(agency).text
    assert re.findall(
        r'<dd><a href="[^"]*/-/indicator/[^"]*"><bdi lang="zh-Hans">森林覆盖率</bdi>', search(get, q="森林").text
    )
    closed = {"databases": {"policies": {"tables": {"agencies": {"allow": False}}}}}
    assert "/-/agency/" not in get_from(path, "/policies/-/search?q=水务", metadata=closed).text


def test_a_sentence_that_goes_on_says_so() -> None:
    assert hits._sentence("甲" * 500, 200, 210) == "……" + "甲" * 250 + "……"
    assert hits._sentence("甲。" + "乙" * 20 + "。丙", 8, 10) == "乙" * 20 + "。"


def test_hits_are_shown_cut_only_where_their_text_goes_on(path: Path) -> None:
    long = f"青石市长句方案\n一、目标\n到2027年，{'加强管理，' * 60}供水保证率达到99%，{'落实责任，' * 60}形成合力。\n"
    (path.parent / "long.txt").write_text(long, encoding="utf-8")
    ingest([path.parent / "long.txt"], path.parent / "long.db", 1)
    body = get_from(path.parent / "long.db", "/long/-/search?q=供水保证率&kind=targets&_format=json").json()
    [sentence] = [hit["sentence"] for hit in body["targets"]["hits"]]
    assert sentence.startswith("……") and sentence.endswith("……")


def test_two_clicks_from_the_start_to_a_csv_of_all_targets_of_a_subject(get: Get) -> None:
    assert 'action="/policies/-/search"' in get("/policies/-/start").text
    [link] = re.findall(r'href="([^"]*kind=targets[^"]*_format=csv[^"]*)"', search(get, q="森林覆盖率").text)
    rows = list(csv.DictReader(io.StringIO(get(html.unescape(link)).text.lstrip("\ufeff"))))
    assert {row["kind"] for row in rows} == {"targets"}
    [row] = [row for row in rows if row["indicator"] == "森林覆盖率"]
    assert (row["op"], row["value"], row["unit"], row["day"]) == (">=", "56", "%", "2025-12-31")


@pytest.mark.parametrize("query", ["", "市", "公园 建"])
@pytest.mark.parametrize("few", [0, 3, 10**6])
def test_filters_find_the_same_whether_many_rows_pass_them_or_few(
    get: Get, path: Path, query: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_FEW", few)
    seen = 0
    filters = (
        {"place": "霁川市"},
        {"year": "2025"},
        {"agency": "水务"},
        {"place": "霁川市", "year": "2025", "agency": "水务"},
    )
    for asked in filters:
        for kind, day in finding._DAYS.items():
            rows = csv.DictReader(
                io.StringIO(search(get, q=query, kind=kind, _format="csv", **asked).text.lstrip("\ufeff"))
            )
            found = [row["id"] for row in rows]
            with Database(path) as db:
                wanted = [row[0] for row in db.execute(_plainly(kind, day, query, asked))]
            assert found == wanted, (kind, asked)
            seen += len(found)
    assert seen


def test_a_search_among_many_records_goes_on_from_where_it_has_looked(
    get: Get, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_FEW", 0)
    monkeypatch.setattr(finding, "_WINDOW", 3)
    monkeypatch.setattr(finding, "_SECONDS", 0)
    asked = {"place": "霁川市", "agency": "水务"}
    for query, kind in (("", "targets"), ("率", "targets"), ("", "tasks")):
        found: list[str] = []
        pages = 0
        url = "/policies/-/search?" + urlencode({"q": query, "kind": kind, **asked})
        while url:
            page = get(url).text
            found += re.findall(r'href="/policies/\w+/([^"/]+)">记录', page)
            following = re.findall(r'href="([^"#]*)" rel="next"', page)
            assert bool(following) == ("只查了其中一部分" in page)
            assert "没有找到" not in page or not following
            url = html.unescape(following[0]) if following else ""
            pages += 1
        with Database(path) as db:
            wanted = [row[0] for row in db.execute(_plainly(kind, finding._DAYS[kind], query, asked))]
        assert found == wanted and found, (query, kind)
        assert pages > 3
        rows = csv.DictReader(
            io.StringIO(search(get, q=query, kind=kind, _format="csv", **asked).text.lstrip("\ufeff"))
        )
        assert [row["id"] for row in rows] == wanted
        body = search(get, q=query, kind=kind, _format="json", **asked).json()[kind]
        assert "after=" in body["next_url"]


def _plainly(kind: str, day: str, query: str, asked: dict[str, str]) -> str:
    """The ids of what a search should find, as a query that knows no index."""
    document = "x.id" if kind == "documents" else "x.document_id"
    task = {"tasks": "x.id", "documents": "k.id"}.get(kind, "x.task_id")
    counted = {"tasks": "d.superseded_by is null", "documents": "x.copy_of is null"}.get(kind, "x.is_repeat = 0")
    words = {
        "tasks": "x.text",
        "documents": "coalesce(x.title, '') || coalesce(x.issuer, '') || x.text",
    }.get(kind, "x.indicator || x.quote")
    told = [counted, *(f"instr({words}, '{word}')" for word in query.split())]
    if asked.get("place"):
        told.append(f"d.place = '{asked['place']}'")
    if asked.get("year"):
        told.append(f"x.{day} like '{asked['year']}%'")
    if asked.get("agency"):
        told.append(
            f"exists (select 1 from tasks k join responsibilities r on r.task_id = k.id join agencies a on "
            f"a.id = r.agency_id where k.document_id = d.id and k.id = {task} and "
            f"instr(a.name || r.name, '{asked['agency']}'))"
        )
    return (
        f"select x.id from {kind} x join documents d on d.id = {document} where {' and '.join(told)} order by x.rowid"
    )


def test_names_of_agencies_that_were_not_looked_at_are_told(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "只看了其中" not in words(search(get, agency="市发展改革委").text)
    for module in (finding, search_page):
        monkeypatch.setattr(module, "NAMES_READ", 1)
    assert "只看了其中 1 处" in words(search(get, agency="市发展改革委").text)


def test_agencies_are_filtered_by_as_documents_name_them(get: Get) -> None:
    found = words(search(get, agency="市发展改革委", kind="targets").text.partition("zhengce-hits")[2])
    assert "霁川市" in found
