"""The ways through the site: from each page to the others, and from a list to those who answer for what is in it."""

import asyncio
import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from extract.browse.metadata import metadata
from extract.ingest import ingest

Get = Callable[[str], httpx.Response]
PLAN = """青石市供水方案
一、目标
到2025年，供水保证率达到95%。（市水务局、市财政局、市住房城乡建设局、市教育局配合，市发展改革委牵头）
"""

pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ways")
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    ingest([folder / "plan.txt"], folder / "policies.db", 1)
    return folder / "policies.db"


@pytest.fixture(scope="module")
def get(path: Path) -> Iterator[Get]:
    datasette = Datasette([str(path)])
    with asyncio.Runner() as runner:
        yield lambda address: runner.run(datasette.client.get(address))


@pytest.mark.parametrize("page", ["start", "calendar", "search"])
def test_every_page_leads_to_the_others(get: Get, page: str) -> None:
    way = get(f"/policies/-/{page}").text.partition('class="zhengce-site"')[2].partition("</nav>")[0]
    links = re.findall('href="([^"]*)"', way)
    assert links == [*(f"/policies/-/{other}" for other in ("start", "search", "calendar")), "/policies"]
    assert [get(link).status_code for link in links] == [200] * 4


@pytest.mark.parametrize("page", ["start?as_of=2023-01-01", "calendar?year=2025"])
def test_lists_of_deadlines_name_who_answers_for_them(path: Path, get: Get, page: str) -> None:
    found = get(f"/policies/-/{page}").text
    due = found.partition("供水保证率达到95%")[2].partition("</tr>")[0]
    links = re.findall('href="(/policies/-/agency/[^"]*)"><bdi lang="zh-Hans">([^<]*)', due)
    assert [name for _, name in links] == ["青石市发展和改革委员会", "青石市水务局", "青石市财政局"]
    assert "等 <span" in due
    assert get(links[0][0]).status_code == 200
    closed = {"databases": {"policies": {"tables": {"agencies": {"allow": False}}}}}
    hidden = asyncio.run(Datasette([str(path)], metadata=closed).client.get(f"/policies/-/{page}"))
    assert hidden.status_code == 200 and "/-/agency/" not in hidden.text


def test_a_prepared_query_is_named_at_the_head_of_its_page(get: Get) -> None:
    for name, query in metadata()["queries"].items():
        title = html.unescape(re.findall("<title>(.*?)</title>", get(f"/policies/{name}").text)[0])
        assert query["title"] in title and "select" not in title
    assert "select 1" in get("/policies?sql=select+1").text.partition("</title>")[0]


@pytest.mark.parametrize("page", ["-1", "x", "~", "99999999999999999999", "1.5"])
def test_a_page_of_a_view_is_a_number(get: Get, page: str) -> None:
    assert get(f"/policies/target_overview?_next={page}").status_code == 400
    assert get("/policies/target_overview?_next=7").status_code == 200


def test_two_clicks_from_the_start_to_what_an_agency_owes_in_a_year_and_where_it_is_written(get: Get) -> None:
    form = re.search('<form[^>]*action="([^"]*/-/search)".*?</form>', get("/policies/-/start").text, re.DOTALL)
    assert form and set(re.findall('name="([^"]*)"', form[0])) == {"q", "agency", "year"}
    hits = get(f"{form[1]}?q=&agency=市水务局&year=2025").text.partition("zhengce-hits")[2]
    sentence = html.unescape(re.findall('href="([^"]*#here)"', hits)[0]).partition("#")[0]
    assert get(sentence).text.partition('id="here"')[2].startswith(">供水保证率达到")
    assert "zhengce-hits" not in get(f"{form[1]}?q=&agency=市水务局&year=2024").text
