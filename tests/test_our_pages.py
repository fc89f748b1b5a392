"""Start, agency, indicator and calendar pages: they count right, lead to the sentence, escape all, and page by key."""

import asyncio
import html
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from icalendar import Calendar
from sqlite_utils import Database

from extract.browse import agency as agency_page
from extract.browse import deadlines
from extract.model import About, Extraction, Responsibility, Source, Statement, Task
from extract.publish import Failure, Given, open_database, publish, record_failure, record_run

Get = Callable[[str], httpx.Response]

HOSTILE = '<script>alert("1")</script>\u202e'
AS_OF = "2023-06-15"
WATER, PARKS = "青石市水务管理局", f"青石市园林局{HOSTILE}"
DEADLINES = ("2022-12-31", "2023-06-15", "2023-12-31", "2025-06-30", None)


def document(
    n: int, place: str, asked: list[tuple[str, float, str | None]], reported: float | None = None
) -> Extraction:
    """A document of a place with a target a line, each in a task of two agencies, and a task without a target."""
    text, tasks, statements = f"{place}规划{n}\n", [], []
    for indicator, value, deadline in asked:
        start = len(text)
        text += f"{indicator}达到{value:g}%。（市水务局牵头，市园林局配合）\n"
        tasks.append(Task(None, start, len(text) - 1, (
            Responsibility("市水务局", "lead", WATER, "市级", start, start + 1, "note"),
            Responsibility("市水务局", "support", WATER, "市级", start, start + 1, "note"),
            Responsibility("市园林局", "support", PARKS, "市级", start + 1, start + 2, "note"),
        )))  # fmt: skip
        statements.append(Statement("target", "quantity", indicator, start, start + 4, "reach", op=">=", value=value,
            unit="%", change="to", deadline=deadline, task=len(tasks) - 1, canonical=indicator))  # fmt: skip
    start = len(text)
    text += f"加强巡查{HOSTILE}，市水务局负责。\n"
    water = Responsibility("市水务局", "responsible", WATER, "市级", start, start + 3, "note")
    tasks.append(Task(None, start, len(text) - 1, (water,)))
    if reported is not None:
        start = len(text)
        text += f"供水保证率已达{reported:g}%\n"
        statements.append(Statement("result", "quantity", "供水保证率", start, len(text) - 1, "built", op="=",
            value=reported, unit="%", change="to", as_of="2024", canonical="供水保证率"))  # fmt: skip
    about = About(f"{place}规划{n}{HOSTILE}", None, None, "2021-03-01", "plan", place)
    return Extraction(Source(text, "text/plain"), about, (), tuple(tasks), tuple(statements), (), (), ())


def write(db: Database, n: int, extraction: Extraction) -> str:
    text = extraction.source.text.encode()
    of = Given(f"{n}.txt", sha256(text).hexdigest(), len(text), "rules")
    publish(db, of, extraction)
    return of.document_id


pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ours") / "policies.db"
    with open_database(path) as db:
        write(db, 1, document(1, "青石市", [("供水保证率", 95.0 + n, day) for n, day in enumerate(DEADLINES)], 96.5))
        write(db, 2, document(2, "玄泽县", [("供水保证率", 90.0, "2025-12-31"), (HOSTILE, 4e10, "2024-12-31")]))
        copy = write(db, 3, document(3, "青石市", [("供水保证率", 11.0, "2025-12-31")]))
        original = db.execute("select id from documents where source = '1.txt'").fetchone()[0]
        db.execute("update documents set copy_of = ? where id = ?", (original, copy))
        for table in ("targets", "results", "duties"):
            db.execute(f"update {table} set is_repeat = 1 where document_id = ?", (copy,))
        db.conn.commit()
        record_failure(db, Failure("broken.pdf", "read", "broken"))
        record_run(db, "rules", 3, 0, 1, 1.5)
    return path


@pytest.fixture(scope="module")
def get(path: Path) -> Iterator[Get]:
    datasette = Datasette([str(path)])
    with asyncio.Runner() as runner:
        yield lambda address: runner.run(datasette.client.get(address))


def get_from(file: Path, at: str, **options: Any) -> httpx.Response:
    return asyncio.run(Datasette([str(file)], **options).client.get(at))


def key(path: Path, table: str, name: str) -> str:
    with Database(path) as db:
        found: str = db.execute(f"select id from {table} where name = ?", (name,)).fetchone()[0]
    return found


def agency(path: Path, name: str = WATER) -> str:
    return f"/policies/-/agency/{key(path, 'agencies', name)}"


def indicator(path: Path, name: str = "供水保证率") -> str:
    return f"/policies/-/indicator/{key(path, 'indicators', name)}"


def words(page: str) -> str:
    """What is read of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") :])).split())


def rows_below(page: str, heading: str) -> list[str]:
    """The rows of the table below a heading of a page, as they are read."""
    part = re.search(rf"<h2>{heading}.*?(?=<h2>|</main>)", page, re.DOTALL)
    assert part, heading
    body = part.group().partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in body.split("</tr>") if row.strip()]


@pytest.fixture(scope="module")
def addresses(path: Path) -> list[str]:
    return [
        f"/policies/-/start?as_of={AS_OF}",
        f"{agency(path)}?as_of={AS_OF}",
        f"{agency(path, PARKS)}?as_of={AS_OF}&when=overdue",
        indicator(path),
        indicator(path, HOSTILE),
        "/policies/-/calendar?year=2024",
        "/policies/-/calendar?agency=%3Cscript%3E",
    ]


def test_pages_are_there_escaped_and_without_script(get: Get, addresses: list[str]) -> None:
    for address in addresses:
        page = get(address)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.text
        assert "\u202e" not in page.text
        assert page.text.count("<main") == page.text.count("<h1") == 1


def test_every_link_leads_somewhere(get: Get, addresses: list[str]) -> None:
    links = {
        html.unescape(link)
        for address in addresses
        for link in re.findall(r'href="(/policies[^"#]*)', get(address).text.partition("<main")[2])
    }
    assert len(links) > 30
    elsewhere = ("/-/search", "/-/plan/", "/-/diff/")
    assert [link for link in links if get(link).status_code != 200 and not any(e in link for e in elsewhere)] == []


def test_the_start_page_counts_copies_once(get: Get) -> None:
    page = get(f"/policies/-/start?as_of={AS_OF}").text
    totals = re.findall(r"<b>([\d,]+)</b>(\S+)", page)
    assert totals == [("2", "文件"), ("0", "规划"), ("7", "目标"), ("2", "单位"), ("1", "未能读入")]
    assert rows_below(page, "按期限年份的目标") == ["2022 1", "2023 2", "2024 1", "2025 2"]
    assert rows_below(page, "目标最多的指标")[0] == "供水保证率（%） 6"
    assert rows_below(page, "承担最多的单位")[0] == f"{WATER} 9"
    due = rows_below(page, "接下来到期")
    assert [row.split()[0] for row in due] == ["2023-06-15", "2023-12-31", "2024-12-31", "2025-06-30", "2025-12-31"]
    assert "≥ 400亿%" in due[2]
    assert "<svg" in page and 'action="/policies/-/search"' in page


def test_names_in_tables_lead_to_their_pages(get: Get, path: Path) -> None:
    assert f'href="{agency(path, PARKS)}">青石市园林局&lt;script' in get("/policies/agencies").text
    assert f'href="{indicator(path, HOSTILE)}">&lt;script' in get("/policies/indicators").text
    assert f'href="{agency(path)}">{WATER}</a>' in get("/policies/responsibilities").text
    row = re.findall(r'href="(/policies/targets/[^"?]+)"', get("/policies/targets").text)[0]
    assert "/policies/-/indicator/" in get(row).text


def test_first_pages_lead_to_the_start(get: Get) -> None:
    for address in ("/", "/policies"):
        assert 'href="/policies/-/start"' in get(address).text


def test_an_agency_owes_each_target_once_by_deadline(get: Get, path: Path) -> None:
    page = get(f"{agency(path)}?as_of={AS_OF}").text
    assert rows_below(page, "总览") == ["牵头 lead 1 2 3 1", "负责 responsible 0 0 0 2"]
    assert [row.split()[0] for row in rows_below(page, "已过期")] == ["2022-12-31"]
    assert [row.split()[0] for row in rows_below(page, "今年到期")] == ["2023-06-15", "2023-12-31"]
    assert [row.split()[0] for row in rows_below(page, "以后到期")] == ["2024-12-31", "2025-06-30", "2025-12-31"]
    assert len(rows_below(page, "没有期限")) == 3
    assert rows_below(page, "共事单位") == [f"{PARKS.replace(chr(0x202E), chr(0xFFFD))} 7"]
    only = get(f"{agency(path)}?as_of={AS_OF}&when=none&role=responsible").text
    assert len(rows_below(only, "没有期限")) == 2
    assert "已过期" not in words(only)


def test_what_an_agency_owes_can_be_taken_away(get: Get, path: Path) -> None:
    link = re.findall(r'href="([^"]*agency_owes.csv[^"]*)"', get(agency(path)).text)[0]
    lines = get(html.unescape(link)).text.splitlines()
    assert len(lines) == 1 + 9
    assert lines[1].startswith("2022-12-31,lead,供水保证率,≥ 95 %")


def test_two_clicks_from_the_start_to_the_sentence(get: Get, path: Path) -> None:
    first = re.findall(r'href="([^"]*/-/agency/[^"]*)"', get("/policies/-/start").text)
    second = re.findall(r'href="([^"]*#here)"', get(first[0]).text)
    page = get(html.unescape(second[0]).partition("#")[0]).text
    assert page.count('id="here"') == 1


def test_an_indicator_shows_targets_and_results_of_all_places(get: Get, path: Path) -> None:
    page = get(indicator(path)).text
    rows = rows_below(page, "目标与成效")
    days = ["目标", "2022-12-31", "2023-06-15", "2023-12-31", "2024", "2025-06-30", "2025-12-31"]
    assert [row.split()[0] for row in rows] == days
    assert page.count("<circle") == 5 and page.count('<rect class="result"') == 1
    assert all("#here" in link for link in re.findall(r'<a href="([^"]*)"><(?:circle|rect class="r)', page))
    assert "11%" not in words(page)  # of a copy
    county = get(f"{indicator(path)}?place=玄泽县").text
    assert len(rows_below(county, "目标与成效")) == 1


def test_progress_is_said_in_words(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "policies.db"
    with Database(path) as db:
        db.conn.execute("vacuum into ?", (str(other),))
    with Database(other) as db:
        target = db.execute("select id from targets where deadline = '2023-12-31'").fetchone()[0]
        result = db.execute("select id from results where is_repeat = 0").fetchone()[0]
        row = {"target_id": target, "result_id": result, "as_of": "2024", "status": "behind", "why": "why"}
        db.table("progress").insert(row)
    page = get_from(other, indicator(other)).text
    assert sum("未达到 behind" in row for row in rows_below(page, "目标与成效")) == 1
    assert "未达到 behind 1" in words(page)


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("year=2025", ["2025-06-30", "2025-12-31"]),
        ("year=2025&month=6", ["2025-06-30"]),
        ("year=2025&place=玄泽县", ["2025-12-31"]),
        (f"year=2023&agency={WATER}", ["2023-06-15", "2023-12-31"]),
        (f"year=2025&agency={WATER}&place=青石市&subject=保证率 供水", ["2025-06-30"]),
        ("year=2025&subject=供水&place=青石市", ["2025-06-30"]),
        ("year=2025&subject=供水", ["2025-06-30", "2025-12-31"]),
        ('year=2025&subject="', []),
        ("year=1999", []),
        (f"as_of={AS_OF}", ["2023-06-15", "2023-12-31"]),
    ],
)
def test_the_calendar_and_its_feed_have_the_same_deadlines(get: Get, asked: str, days: list[str]) -> None:
    page = get(f"/policies/-/calendar?{asked}").text
    assert re.findall(r'<h2><time datetime="([^"]*)"', page) == days
    feed = get(f"/policies/-/calendar.ics?{asked}")
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    found = [event["dtstart"].dt.isoformat() for event in Calendar.from_ical(feed.text).events]
    assert found == days or ("year" not in asked and found[: len(days)] == days)


def test_what_was_not_looked_at_or_counted_is_said(get: Get, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "_LOOKED_AT", 2)
    monkeypatch.setattr(agency_page, "_LOOKED_AT", 2)
    of_subject = "year=2025&subject=供水"
    page = words(get(f"/policies/-/calendar?{of_subject}").text)
    assert "只看了其中 2 个" in page and "2025-12-31" not in page
    assert "只看了" in get(f"/policies/-/calendar.ics?{of_subject}").text
    for more in ("place=青石市", f"agency={WATER}"):
        assert "只看了" not in words(get(f"/policies/-/calendar?{of_subject}&{more}").text)
        assert "只看了" not in get(f"/policies/-/calendar.ics?{of_subject}&{more}").text
    assert "只看期限最晚的 2 项" in words(get(agency(path)).text)
    endless = "(with recursive n(n) as (select 1 union all select n + 1 from n) select count(*) from n)"
    monkeypatch.setattr(deadlines, "_BY_MONTH", f"{endless} as year, 1 as month, 1 as n")
    page = words(get(f"/policies/-/calendar?{of_subject}&place=青石市").text)
    assert "没有按年月计数" in page and "2025-06-30" in page


def test_a_page_that_takes_too_long_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "with recursive n(n) as (select 1 union all select n + 1 from n) select count(*) from n"
    monkeypatch.setattr(agency_page, "_COUNTS", endless)
    page = get_from(path, agency(path), settings={"sql_time_limit_ms": 300})
    assert page.status_code == 400 and "用时过长" in page.text


def test_the_feed_keeps_to_its_format(get: Get) -> None:
    feed = get("/policies/-/calendar.ics?year=2024").content
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    assert b"\n" not in feed.replace(b"\r\n", b"")
    [event] = Calendar.from_ical(feed).events
    assert str(event["summary"]) == f"{HOSTILE.replace(chr(0x202E), chr(0xFFFD))} ≥ 400亿%"
    assert re.fullmatch(r"http://localhost/policies/-/document/\w+\?start=\d+&end=\d+#here", str(event["url"]))
    assert get("/policies/-/calendar.ics?year=2024").content == feed


def test_an_agency_that_is_not_quite_named_is_looked_for(get: Get) -> None:
    page = get("/policies/-/calendar?agency=水务").text
    assert WATER in words(page) and "没有名为" in words(page)
    assert get("/policies/-/calendar.ics?agency=水务").status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        *("start?as_of=soon", "calendar?year=x", "calendar?year=0", "calendar?month=13", "calendar?year=²"),
        *("calendar?after=1", "calendar.ics?year=99999"),
    ],
)
def test_what_is_asked_wrongly_is_said_to_be(get: Get, asked: str) -> None:
    assert get(f"/policies/-/{asked}").status_code == 400


@pytest.mark.parametrize("asked", ["when=never", "role=boss", "as_of=1", "when=later&after=x", "when=later&after=a~b"])
def test_an_agency_can_be_asked_wrongly(get: Get, path: Path, asked: str) -> None:
    assert get(f"{agency(path)}?{asked}").status_code == 400


@pytest.mark.parametrize("page", ["agency/none", "indicator/none", "agency/~22~27~00"])
def test_what_is_not_there(get: Get, page: str) -> None:
    assert get(f"/policies/-/{page}").status_code == 404
    assert get("/nowhere/-/start").status_code == 404


def test_an_empty_database_has_its_pages(tmp_path: Path) -> None:
    with open_database(tmp_path / "policies.db"):
        pass
    for page in ("start", "calendar", "calendar.ics"):
        assert get_from(tmp_path / "policies.db", f"/policies/-/{page}").status_code == 200


@pytest.mark.parametrize(
    ("hidden", "forbidden"),
    [
        ("targets", ["agency", "indicator", "calendar", "calendar.ics"]),
        ("documents", ["agency", "indicator", "calendar", "calendar.ics"]),
        ("agencies", ["agency"]),
        ("results", ["indicator"]),
    ],
)
def test_who_may_not_see_a_table_sees_nothing_of_it(path: Path, hidden: str, forbidden: list[str]) -> None:
    said = {"databases": {"policies": {"tables": {hidden: {"allow": False}}}}}
    pages = {"agency": agency(path), "indicator": indicator(path)}
    for page in ("agency", "indicator", "calendar", "calendar.ics"):
        status = get_from(path, pages.get(page, f"/policies/-/{page}"), metadata=said).status_code
        assert status == (403 if page in forbidden else 200)
    start = get_from(path, "/policies/-/start", metadata=said)
    assert start.status_code == 200
    assert f">{hidden}" not in start.text
    assert ("/-/agency/" in start.text) == (hidden == "results")
    if hidden == "agencies":
        address = f"/policies/-/calendar?agency={WATER}"
        assert get_from(path, address, metadata=said).status_code == 403


def test_the_whole_database_may_be_closed(path: Path) -> None:
    said = {"databases": {"policies": {"allow": False}}}
    for page in ("start", "calendar"):
        assert get_from(path, f"/policies/-/{page}", metadata=said).status_code == 403


def test_works_below_another_address(path: Path) -> None:
    page = get_from(path, "/policies/-/start", settings={"base_url": "/data/"}).text
    assert {link.split("/")[1] for link in re.findall(r'(?:href|action|src)="(/[^"]*)"', page)} == {"data"}


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which one agency owes, and one indicator has, more than fits on a page."""
    path = tmp_path_factory.mktemp("long") / "policies.db"
    with open_database(path) as db:
        days = ["2024-06-30", "2024-12-31", None]
        for n in range(5):
            write(db, n, document(n, f"青石{n}市", [("供水保证率", 1.0 + i, days[i % 3]) for i in range(150)], 50.0))
    return path


@pytest.mark.parametrize(
    "page", ["agency?when=later", "agency?when=none", "agency?when=overdue", "indicator", "calendar"]
)
def test_pages_add_up(long: Path, page: str) -> None:
    name, _, asked = page.partition("?")
    address = {"agency": agency, "indicator": indicator}.get(name, lambda _: "/policies/-/calendar")(long)
    address += f"?year=2024&as_of={'2025-01-01' if 'overdue' in page else AS_OF}&{asked}"
    datasette, found, times = Datasette([str(long)]), [], 0
    with asyncio.Runner() as runner:
        while address:
            text = runner.run(datasette.client.get(address)).text
            found += re.findall(r'class="words"><a href="([^"]*)"', text)
            following = re.findall(r'<p><a href="([^"]*after=[^"]*)"', text)
            address = html.unescape(following[0]) if following else ""
            times += 1
    wanted = {"agency?when=none": 255, "indicator": 755}.get(page, 500)
    assert len(found) == len(set(found)) == wanted
    assert times == -(-wanted // 100)


def test_totals_stay_right_when_documents_come_and_go(tmp_path: Path) -> None:
    counted = {
        "rows": "select 'target_overview', count(*) from targets where is_repeat = 0",
        "year": "select coalesce(deadline_year, ''), count(*) from targets where is_repeat = 0 group by 1",
        "month": "select coalesce(substr(deadline, 1, 7), ''), count(*) from targets where is_repeat = 0 group by 1",
        "indicator": "select coalesce(indicator_id, ''), count(*) from targets where is_repeat = 0 group by 1",
        "agency": "select agency_id, count(*) from duties where is_repeat = 0 group by 1",
    }

    kept = "select key, n from totals where what = ? and n <> 0 and (what <> 'rows' or key = 'target_overview')"

    def agree(db: Database) -> bool:
        return all(
            {str(key): n for key, n in db.execute(sql) if n} == dict(db.execute(kept, [what]).fetchall())
            for what, sql in counted.items()
        )

    with open_database(tmp_path / "x.db") as db:
        first = document(1, "青石市", [("供水保证率", 95.0, "2025-12-31")])
        ids = [write(db, 1, first), write(db, 2, document(2, "青石市", [("绿化率", 9.0, None)]))]
        assert agree(db)
        for copy in (1, 0, 1):
            for table in ("targets", "duties"):
                db.execute(f"update {table} set is_repeat = ? where document_id = ?", (copy, ids[0]))
            db.conn.commit()
            assert agree(db)
        write(db, 1, document(3, "青石市", [("供水保证率", 97.0, "2030-12-31")]))  # in place of the first
        assert agree(db)
        assert db.execute("select count(*) from duties where document_id = ?", (ids[0],)).fetchone()[0] == 0
