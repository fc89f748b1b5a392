"""What people do with the site, in a real browser, on a desk and on a phone; and every page without harm or barrier.

Screenshots go to the folder that the environment variable SCREENSHOTS names. AXE names the file axe.min.js.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import site_files
from sqlite_utils import Database

from extract.ingest import ingest

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = os.environ.get("AXE")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

SIZES = {"desk": {"width": 1440, "height": 1000}, "phone": {"width": 390, "height": 844}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = (  # Chromium asks its maker for nothing
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-sandbox"),
)

Page = Any


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    ingest([site_files.write(folder / "files")], folder / "policies.db", 2)
    with Database(folder / "policies.db") as db:
        [target] = db.execute("select id from targets where value is not null limit 1").fetchone()
    asked = [str(folder / "policies.db"), target, "--field", "value", "--value", "7", "--by", site_files.SCRIPT]
    code = "from extract.cli import cli; cli()"
    subprocess.run([sys.executable, "-c", code, "correct", *asked, "--why", site_files.SCRIPT], check=True)
    return folder / "policies.db"


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[str]:
    """The address of a public server, whose pages run no script that is not named."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "import sys; from extract.cli import cli; cli()"
    arguments = [sys.executable, "-c", code, "browse", str(database), "--port", str(port), "--public"]
    server = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(f"{address}/-/none")
                break
            except httpx.TransportError:  # not there yet, or still loading
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def page(chromium: Any, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose faults end the test: a dialog, a complaint, or anything asked of another server."""
    context = chromium.new_context(viewport=SIZES[request.param], base_url=site)
    page = context.new_page()
    faults = watched(page, site)
    yield page
    keep(page, f"{request.node.name}")
    context.close()
    assert faults == []


def watched(page: Page, site: str) -> list[str]:
    faults: list[str] = []

    def dialog(shown: Any) -> None:
        faults.append(f"dialog at {page.url}: {shown.message}")
        shown.dismiss()

    page.on("dialog", dialog)
    page.on("console", lambda said: said.type == "error" and faults.append(f"console at {page.url}: {said.text}"))
    page.on("pageerror", lambda error: faults.append(f"error at {page.url}: {error}"))
    page.on("request", lambda asked: asked.url.startswith((site, "data:")) or faults.append(f"asked {asked.url}"))
    return faults


def keep(page: Page, name: str) -> None:
    """Keeps a picture of the page, where a folder for it is named."""
    if os.environ.get("SCREENSHOTS"):
        file = Path(os.environ["SCREENSHOTS"], re.sub(r"\W+", "-", name) + ".png")
        file.parent.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()
        page.screenshot(path=file, full_page=page.evaluate("document.documentElement.scrollHeight") < 8_000)


def see(page: Page, selector: str) -> None:
    playwright.expect(page.locator(selector).first).to_be_in_viewport()


def fits(page: Page) -> bool:
    """Whether nothing but what scrolls within its box is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_from_the_start_to_what_falls_due_and_to_where_it_is_written(page: Page) -> None:
    page.goto("/policies/-/start?as_of=2023-01-01")
    assert fits(page)
    page.locator("main a[href*='/-/document/'][href*='start=']").first.click()
    see(page, "#here")
    assert page.locator("#here").inner_text().strip()
    assert fits(page)


def test_from_the_start_in_two_clicks_to_what_an_agency_owes_and_where_it_is_written(page: Page) -> None:
    page.goto("/policies/-/start?as_of=2023-01-01")
    page.locator("main a[href*='/-/agency/']").first.click()
    page.wait_for_url("**/-/agency/**")
    name = page.locator("h1").inner_text().split("\n")[0]
    assert "局" in name or "委" in name
    assert fits(page)
    page.locator("main a[href*='/-/document/'][href*='start=']").first.click()
    see(page, "#here")


def test_from_the_start_in_two_clicks_to_what_changed(page: Page) -> None:
    page.goto("/policies/-/start")
    page.locator("main a[href*='/-/diff/'], main a[href*='/-/plan/']").first.click()
    page.wait_for_url(re.compile("/-/(diff|plan)/"))
    if "/-/plan/" in page.url:
        keep(page, f"plan {page.viewport_size['width']}")
        page.locator("main a[href*='/-/diff/']").first.click()
        page.wait_for_url("**/-/diff/**")
    assert "1800" in page.locator("ins").all_inner_texts()
    assert fits(page)


def test_changes_are_read_with_the_keyboard_alone(page: Page, database: Path) -> None:
    with Database(database) as db:
        before, after, _ = db.execute(
            "select from_document_id, to_document_id, count(*) from changes group by 1, 2 order by 3 desc"
        ).fetchone()
    page.goto(f"/policies/-/diff/{before}/{after}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "zhengce-skip"
    for key, number in (("n", 1), ("n", 2), ("n", 3), ("p", 2)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == f"c{number}"
        see(page, f"#c{number}")
    page.locator("[data-zhengce-keys] input").uncheck()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == ""
    page.reload()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == ""


def test_any_two_are_compared_by_a_form_without_a_script(chromium: Any, site: str, database: Path) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    with Database(database) as db:
        [plan] = db.execute("select id from plans where versions = 2").fetchone()
    page.goto(f"/policies/-/plan/{plan}")
    page.locator("form.zhengce-compare button").click()
    assert "/-/diff/" in page.url and page.locator("ins").count()
    context.close()


def test_a_new_document_is_seen_once_it_is_ingested(page: Page, database: Path, tmp_path: Path) -> None:
    name = "海棠" if page.viewport_size["width"] > 1_000 else "丁香"
    text = f"{name}市供水方案\n一、目标\n到2027年，供水保证率达到99%。（市水务局牵头）\n"
    (tmp_path / "new.txt").write_text(text, encoding="utf-8")
    page.goto("/policies/-/start")
    ingest([tmp_path / "new.txt"], database, 1)
    page.goto("/policies/-/search")
    page.get_by_role("searchbox").fill(f"{name}市")
    page.keyboard.press("Enter")
    assert "供水方案" in page.locator("#found-documents ~ ol").inner_text()
    page.locator("#found-documents ~ ol a").first.click()
    assert "供水保证率" in page.locator("article").inner_text()


def test_paper_has_no_ways_to_other_pages(page: Page) -> None:
    page.goto("/policies/-/start")
    playwright.expect(page.locator(".zhengce-site")).to_be_visible()
    page.emulate_media(media="print")
    playwright.expect(page.locator(".zhengce-site")).to_be_hidden()


def addresses(database: Path) -> dict[str, list[str]]:
    """Every kind of page, with those that there are on the documents that try to do harm and on the plan."""
    with Database(database) as db:
        ids = {
            table: [row[0] for row in db.execute(f"select id from {table} order by id limit 12")]
            for table in ("documents", "agencies", "indicators", "plans")
        }
        pairs = db.execute(
            "select from_document_id, to_document_id from comparisons order by (select count(*) from changes c where "
            "c.from_document_id = comparisons.from_document_id and c.to_document_id = comparisons.to_document_id) desc"
        ).fetchall()
        [target] = db.execute("select record_id from corrections").fetchone()
        harmful = [
            row[0] for row in db.execute("select id from agencies where name like '%script%' or name like '%{%'")
        ]
    return {
        "start": ["/-/start"],
        "calendar": ["/-/calendar"],
        "document": [f"/-/document/{one}" for one in ids["documents"]],
        "cite": [f"/-/cite/{ids['documents'][0]}?start=0&end=9"],
        "plan": [f"/-/plan/{one}" for one in ids["plans"]],
        "diff": [f"/-/diff/{one}/{other}?all=1" for one, other in pairs],
        "agency": [f"/-/agency/{one}" for one in (*harmful, *ids["agencies"][:3])],
        "indicator": [f"/-/indicator/{one}" for one in ids["indicators"]],
        "search": ["/-/search", "/-/search?q=市", "/-/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22&place=%22%3E"],
        "table": ["/targets", "/documents", "/corrections", "/agencies", "/target_overview", "/failures"],
        "row": [f"/targets/{target}", *(f"/documents/{one}" for one in ids["documents"][:6])],
        "query": [
            "/due_in_year?year=2025",
            "/agency_leads?agency=局",
            "/results_beside_targets",
            f"/agency_owes?agency={site_files.QUOTED}",
        ],
        "database": [""],
    }  # fmt: skip


KINDS = [
    *("start", "calendar", "document", "cite", "plan", "diff", "agency", "indicator", "search"),
    *("table", "row", "query", "database"),  # Datasette's own
]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_document_does_harm(page: Page, database: Path, kind: str) -> None:
    """That no dialog opened, and nothing else was complained of, is seen when the page is left."""
    for address in addresses(database)[kind]:
        response = page.goto(f"/policies{address}")
        assert response.status == 200, address
        assert page.locator("main, .content").first.inner_text().strip()
        assert "\u202e" not in page.content()
        assert "{{" not in page.locator("h1").first.inner_text().replace("{{77}}", "")


@pytest.mark.slow
@pytest.mark.skipif(AXE is None, reason="AXE names no axe.min.js (npm install axe-core)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_kept_out(page: Page, database: Path, kind: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    found = {}
    for address in addresses(database)[kind][:2]:
        page.goto(f"/policies{address}")
        if len(page.content()) > 2_000_000:
            continue
        page.evaluate(Path(AXE or "").read_text(encoding="utf-8"))
        report = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}})")
        found |= {
            (address, violation["id"], violation["help"]): [node["html"][:200] for node in violation["nodes"][:3]]
            for violation in report["violations"]
        }
    assert found == {}
