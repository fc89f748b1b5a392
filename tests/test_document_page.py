"""The page of a document: read in parts, with its outline, pages, editions and what was not read; cited and doubted."""

import asyncio
import html
import re
import shlex
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from lxml.html import HtmlElement, fromstring
from pace import passes
from sqlite_utils import Database

from extract.browse import SETTINGS, plugin
from extract.browse.nested import NAMES
from extract.browse.reading import MOST_MARKS, MOST_SECTIONS, MOST_TEXT
from extract.model import About, Cell, Date, Extraction, Page, Quantity, ReadTable, Section, Source, Statement, Table
from extract.publish import Given, open_database, publish

Get = Callable[[str], httpx.Response]

HOSTILE = "<script>alert(1)</script>"
TEXT = f"""青石市绿色发展方案

一、主要目标
到2025年，森林覆盖率达到24%以上。
（一）水
用水\u202e效率{HOSTILE}提高。
— 1 —
第二条　本办法所称节水，是指少用水。
二、保障
报告写明：2022年已达22%。
"""
DRAFT = TEXT.replace("24%", "23%")


def at(words: str, text: str = TEXT) -> tuple[int, int]:
    return text.index(words), text.index(words) + len(words)


def extraction(text: str, **source: Any) -> Extraction:
    target = (at("到2025年", text)[0], at("%以上", text)[1])
    first, water, article, second = (text.index(words) for words in ("一、", "（一）", "第二条", "二、保障"))
    return Extraction(
        source=Source(text, "application/pdf", **source),
        about=About(f"绿色发展方案{HOSTILE}", "青石市人民政府", "青政发〔2021〕3号", "2021-03-01", "plan", "青石市"),
        sections=(
            Section("一", "主要目标", 1, None, first, second, at("主要目标", text)[1], "heading"),
            Section("（一）", "水", 2, 0, water, second, water + 4, "heading"),
            Section("第二条", None, 3, 1, article, second, article + 3, "article"),
            Section("二", "保障", 1, None, second, len(text), second + 4, "heading"),
        ),
        statements=(
            Statement("target", "quantity", "森林覆盖率", *target, "statement.reach", op=">=", value=24.0, unit="%",
                      deadline="2025-12-31", deadline_text="到2025年", section=0),
            Statement("result", "quantity", "森林覆盖率", *at("2022年已达22%", text), "statement.state", op="=",
                      value=22.0, unit="%", as_of="2022", section=1),
        ),
        dates=(Date("到2025年", *at("到2025年", text), "date.year", "2025-01-01", "2025-12-31", "deadline"),),
        quantities=(Quantity("22%", *at("22%", text), "quantity.percent", "=", 22.0, None, "%"),),
    )  # fmt: skip


def put(db: Database, found: Extraction, name: str) -> str:
    text = found.source.text
    digest = sha256(text.encode()).hexdigest()
    publish(db, Given(name, digest, len(text.encode()), "rules"), found)
    return digest[:16]


pytestmark = pytest.mark.usefixtures("datasette_plugin")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("document") / "it's ours.db"
    with open_database(path) as db:
        pages = (Page(0, "text", None), Page(TEXT.index("第二条"), "ocr", 0.91), Page(len(TEXT), "nothing", None))
        doubts = ((*at("少用水"), 0.41),)
        unread = (f"page 3: no text {HOSTILE}",)
        newest = put(db, extraction(TEXT, pages=pages, doubts=doubts, unread=unread), "https://example.org/?a=1&b={2}")
        draft = put(db, extraction(DRAFT), "javascript:alert(1)")
        copy = put(db, extraction(TEXT + "\n"), "copy.pdf")
        db.table("plans").insert({"id": draft, "title": f"方案{HOSTILE}", "issuer": None, "versions": 2})
        db.table("documents").update(draft, {"plan_id": draft, "edition": 1})
        db.table("documents").update(newest, {"plan_id": draft, "edition": 2})
        db.table("documents").update(copy, {"plan_id": draft, "edition": 2, "copy_of": newest})
        db.table("apart").insert({"document_id": newest, **range_of("— 1 —"), "rule": "document.furniture"})
        db.table("apart").insert({"document_id": newest, **range_of("青石市绿色发展方案"), "rule": "document.title"})
    return path


def range_of(words: str) -> dict[str, int]:
    return dict(zip(("start", "end"), at(words), strict=True))


NEWEST, OLDEST = (sha256(text.encode()).hexdigest()[:16] for text in (TEXT, DRAFT))
COPY = sha256((TEXT + "\n").encode()).hexdigest()[:16]


@pytest.fixture(scope="module")
def get(path: Path) -> Iterator[Get]:
    datasette = Datasette([str(path)])
    with asyncio.Runner() as runner:
        yield lambda address: runner.run(datasette.client.get(address))


BASE = "/it~27s+ours"


def read(get: Get, address: str) -> HtmlElement:
    page = get(address)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "\u202e" not in page.text
    return fromstring(page.text)


def words_of(elements: list[HtmlElement]) -> list[str]:
    return [" ".join(element.text_content().split()) for element in elements]


def test_the_header_says_what_it_is_and_where_it_came_from(get: Get) -> None:
    page = read(get, f"{BASE}/-/document/{NEWEST}")
    facts = words_of(page.xpath("//dl[@class='zhengce-facts']//dd"))
    assert {"青石市人民政府", "青政发〔2021〕3号", "2021-03-01", "青石市", "2"} <= set(facts)
    [link] = page.xpath("//dl//a[starts-with(@href, 'https:')]")
    assert link.get("href") == "https://example.org/?a=1&b={2}" and "noopener" in link.get("rel")
    assert page.xpath("string(//section[@class='zhengce-unread']/p)") == f"page 3: no text {HOSTILE}"
    assert page.get("lang") == "zh-Hans"


def test_a_source_that_is_no_web_address_is_no_link(get: Get) -> None:
    page = get(f"{BASE}/-/document/{OLDEST}").text
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_other_editions_and_copies_are_a_click_away_and_compared_from_older_to_newer(get: Get) -> None:
    page = read(get, f"{BASE}/-/document/{NEWEST}")
    links = page.xpath("//ul[@class='zhengce-others']//a/@href")
    assert links == [
        f"{BASE}/-/document/{OLDEST}",
        f"{BASE}/-/diff/{OLDEST}/{NEWEST}",
        f"{BASE}/-/document/{COPY}",
        f"{BASE}/-/diff/{COPY}/{NEWEST}",
    ]
    assert words_of(page.xpath("//ul[@class='zhengce-others']/li"))[1].startswith("第2版 edition（副本 copy）")
    assert page.xpath(f"//dl//a[@href='{BASE}/-/plan/{OLDEST}']")


def test_the_outline_leads_to_the_headings_of_the_text(get: Get) -> None:
    page = read(get, f"{BASE}/-/document/{NEWEST}")
    outline = page.xpath("//nav[@class='zhengce-outline']//a")
    assert words_of(outline) == ["一、主要目标", "（一）水", "第二条本办法所称节水，是指少用水。…", "二、保障"]
    for link in outline:
        assert len(page.xpath(f"//*[@id='{link.get('href')[1:]}']")) == 1
    headings = [(element.tag, element.text_content()) for element in page.xpath("//article/*[self::h3 or self::h4]")]
    assert headings == [("h3", "一、主要目标"), ("h4", "（一）水"), ("h3", "二、保障")]


def test_headings_go_down_by_one_level_at_a_time(get: Get) -> None:
    page = read(get, f"{BASE}/-/document/{NEWEST}")
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pages_doubts_and_furniture_are_told_apart(get: Get) -> None:
    page = read(get, f"{BASE}/-/document/{NEWEST}")
    assert words_of(page.xpath("//span[@class='page']")) == ["第1页", "第2页 识别 OCR 91%", "第3页 未读出 nothing read"]
    assert words_of(page.xpath("//article//mark[@class='doubt']")) == ["少用水"]
    assert words_of(page.xpath("//article//mark[@class='apart']")) == ["— 1 —"]


def test_each_mark_leads_to_its_record_and_the_record_back(get: Get) -> None:
    page = read(get, f"{BASE}/-/document/{NEWEST}")
    links = page.xpath("//article//a[contains(@class, 'tag')]/@href") + page.xpath("//article//mark/a/@href")
    assert [link.split("/")[2] for link in links] == ["targets", "results", "dates", "quantities"]
    for link in links:
        card = read(get, link).xpath("//div[contains(@class, 'zhengce-record')]")[0]
        [back] = card.xpath(".//a[contains(@href, '#here')]/@href")
        shown = read(get, back.partition("#")[0]).xpath("//mark[@class='here']//text()[not(ancestor::a[@class])]")
        assert card.xpath("string(.//mark)") == "".join(shown) != ""


def test_each_kind_of_mark_has_a_switch_and_a_style_that_it_switches(get: Get) -> None:
    page = read(get, f"{BASE}/-/document/{NEWEST}")
    style = (Path(plugin.__file__).parent / "static" / "document.css").read_text(encoding="utf-8")
    switches = page.xpath("//fieldset//input[@type='checkbox' and @checked]/@id")
    assert {"show-target", "show-result", "show-date", "show-quantity", "show-doubt", "show-apart"} <= set(switches)
    for kind in NAMES:
        assert f"#show-{kind}:not(:checked)" in style and f"mark.{kind}" in style
    assert all(label.text_content().strip() for label in page.xpath("//fieldset/label[input]"))


def test_the_row_page_names_the_rule_and_the_commands_safely(get: Get) -> None:
    card = read(get, f"{BASE}/results/{NEWEST}-x0001").xpath("//div[contains(@class, 'zhengce-record')]")[0]
    assert "statement.state" in card.text_content() and "：" in card.xpath("string(.//p[code])")
    explain, correct = (shlex.split(command) for command in card.xpath(".//textarea/text()"))
    assert explain == ["zhengce", "explain", "--", "报告写明：2022年已达22%。"]
    assert correct[:4] == ["zhengce", "correct", "it's ours.db", f"{NEWEST}-x0001"]


def test_commands_hold_whatever_the_text_holds(tmp_path: Path) -> None:
    text = "前\n-x '; rm -rf / #` $(id) \x1b[2J \u202e到2025年"
    with open_database(tmp_path / "x.db") as db:
        date = Date("到2025年", *at("到2025年", text), "date.year", "2025-01-01", "2025-12-31", "deadline")
        found = Extraction(Source(text, "text/plain"), About(genre="other"), dates=(date,))
        row = f"{put(db, found, 'x.txt')}-d0001"
    page = asyncio.run(Datasette([str(tmp_path / "x.db")]).client.get(f"/x/dates/{row}"))
    command = fromstring(page.text).xpath("string(//textarea)")
    assert shlex.split(command)[3] == "-x '; rm -rf / #` $(id) ␛[2J \ufffd到2025年"
    assert command.isprintable()


def test_a_passage_is_cited_with_what_one_needs_to_find_it(get: Get) -> None:
    start, end = at("本办法所称节水")
    page = read(get, f"{BASE}/-/cite/{NEWEST}?start={start}&end={end}")
    assert page.xpath("string(//blockquote)") == "本办法所称节水"
    gb, bibtex, link = (area.text for area in page.xpath("//textarea"))
    assert gb.startswith(f"青石市人民政府. 绿色发展方案{HOSTILE}: 青政发〔2021〕3号[EB/OL]. 2021: 2(2021-03-01)[")
    assert gb.endswith("]. https://example.org/?a=1&b=%7B2%7D.")
    assert bibtex.count("{") == bibtex.count("}") and "pages = {2}" in bibtex
    assert "note = {一、主要目标 › （一）水 › 第二条本办法所称节水，是指少用水。…}" in bibtex
    assert link == f"http://localhost{BASE}/-/document/{NEWEST}?start={start}&end={end}#here"
    assert get(link.removeprefix("http://localhost").partition("#")[0]).text.count('id="here"') == 1


def test_a_document_without_an_address_is_cited_whole(get: Get) -> None:
    page = read(get, f"{BASE}/-/cite/{OLDEST}")
    assert (
        page.xpath("//textarea")[0].text == f"青石市人民政府. 绿色发展方案{HOSTILE}: 青政发〔2021〕3号[Z]. 2021-03-01."
    )
    assert not page.xpath("//blockquote")


def test_every_paragraph_can_be_cited(get: Get) -> None:
    page = read(get, f"{BASE}/-/document/{NEWEST}")
    paragraphs = page.xpath("//article/p[@data-start][not(span[@class='page'] and not(text()))]")
    assert len(paragraphs) == 6
    for paragraph in paragraphs:
        [link] = paragraph.xpath("a[@class='cite']/@href")
        cited = read(get, link).xpath("string(//blockquote)")
        shown = "".join(paragraph.xpath(".//text()[not(ancestor::*[@class='page' or contains(@class, 'tag')])]"))
        assert cited == shown.removesuffix("引").rstrip()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/-/cite/{NEWEST}?start=5&end=2", 400),
        (f"/-/cite/{NEWEST}?start=-1&end=2", 400),
        (f"/-/cite/{NEWEST}?start=0&end=99999999999999999999", 400),
        (f"/-/cite/{NEWEST}?start=x&end=2", 400),
        ("/-/cite/none", 404),
        (f"/-/document/{NEWEST}?from=x", 400),
        (f"/-/document/{NEWEST}?from=99999999999999999999", 200),
        (f"/-/document/{NEWEST}?from=-7", 200),
        ("/targets/none", 404),
    ],
)
def test_addresses_that_lead_nowhere(get: Get, address: str, status: int) -> None:
    assert get(BASE + address).status_code == status


def test_who_may_not_see_a_table_sees_nothing_of_it(path: Path) -> None:
    def page(address: str, *hidden: str) -> httpx.Response:
        said = {"databases": {"it's ours": {"tables": {table: {"allow": False} for table in hidden}}}}
        return asyncio.run(Datasette([str(path)], metadata=said).client.get(f"{BASE}{address}"))

    assert page(f"/-/cite/{NEWEST}", "documents").status_code == 403
    hidden = ("plans", "pages", "sections", "doubts", "dates", "apart")
    document = page(f"/-/document/{NEWEST}", *hidden)
    assert document.status_code == 200
    for words in ("/-/plan/", "第1页", "zhengce-outline", 'class="doubt"', 'class="date"', 'class="apart"'):
        assert words not in document.text
    assert "zhengce-record" in page(f"/results/{NEWEST}-x0001").text
    assert "zhengce-record" not in page(f"/results/{NEWEST}-x0001", "documents").text


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document of many lines, one of a single paragraph, and one whose table goes on and on; many marks in each."""
    path = tmp_path_factory.mktemp("long") / "long.db"
    line = "第一条到2025年，绿化率达到24%以上，新增公园12个。"
    with open_database(path) as db:
        for name, end in (("lines", "\n"), ("paragraph", "")):
            text = f"{name}\n" + (line + end) * (300_000 // len(line + end))
            starts = [match.start() for match in re.finditer("第一条", text)]
            found = Extraction(
                Source(text, "text/plain"),
                About(title=name, genre="plan"),
                sections=tuple(Section("第一条", None, 1, None, s, s + len(line), s + 3, "article") for s in starts),
                dates=tuple(Date("到2025年", s + 3, s + 9, "date.year", None, None, "deadline") for s in starts),
                quantities=tuple(
                    Quantity("24%", s + 15, s + 18, "quantity.percent", "=", 24, None, "%") for s in starts
                ),
            )
            put(db, found, f"{name}.txt")
        text = "甲\t乙\n" * 20_000
        cells = tuple(Cell(n // 2, n % 2, n * 2, n * 2 + 1) for n in range(40_000))
        table = ReadTable(Table(0, len(text), cells), "other", 20_000, 2, None, None, None)
        put(db, Extraction(Source(text, "text/plain"), About(title="table", genre="other"), tables=(table,)), "t.txt")
    return path


@pytest.fixture(scope="module")
def get_long(long: Path) -> Iterator[Get]:
    datasette = Datasette([str(long)], settings=SETTINGS)
    with asyncio.Runner() as runner:
        yield lambda address: runner.run(datasette.client.get(address))


def named(long: Path, title: str) -> tuple[str, str]:
    with Database(long) as db:
        [[found, text]] = db.execute("select id, text from documents where title = ?", [title]).fetchall()
    return found, text


@pytest.mark.slow
@pytest.mark.parametrize("title", ["lines", "paragraph", "table"])
def test_the_parts_of_a_long_document_add_up_to_it(long: Path, get_long: Get, title: str) -> None:
    document, text = named(long, title)
    address, parts, backward = f"/long/-/document/{document}", [], 0
    for _ in range(100):
        page = fromstring(get_long(address).text)
        taken = page.xpath("//article//text()[parent::p or ancestor::mark or ancestor::td][not(ancestor::a[@class])]")
        parts.append("".join(taken))
        assert len(page.xpath("//article//mark")) <= MOST_MARKS
        onward = page.xpath("//a[@rel='next']/@href")
        backward += bool(page.xpath("//a[@rel='prev']"))
        if not onward:
            break
        address = onward[0].partition("#")[0]
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)
    assert max(map(len, parts)) <= MOST_TEXT * 1.2
    assert len(parts) > 1 and backward == len(parts) - 1


@pytest.mark.slow
def test_a_passage_far_down_is_shown_with_the_text_before_it(long: Path, get_long: Get) -> None:
    document, _ = named(long, "paragraph")
    page = fromstring(get_long(f"/long/-/document/{document}?start=200000&end=200010").text)
    assert len(page.xpath("//*[@id='here']")) == 1
    assert len("".join(page.xpath("//*[@id='here']/preceding::text()[ancestor::article]"))) > 1_000


@pytest.mark.slow
def test_the_outline_of_very_many_sections_ends(long: Path, get_long: Get) -> None:
    page = fromstring(get_long(f"/long/-/document/{named(long, 'lines')[0]}").text)
    assert len(page.xpath("//nav[@class='zhengce-outline']//a")) == MOST_SECTIONS


@pytest.mark.slow
@pytest.mark.parametrize("title", ["lines", "paragraph", "table"])
def test_a_part_of_a_long_document_comes_soon(long: Path, get_long: Get, title: str) -> None:
    address = f"/long/-/document/{named(long, title)[0]}"
    get_long(address)
    assert passes(lambda: get_long(address)) < 150


def test_an_empty_document_has_a_page(tmp_path: Path) -> None:
    with open_database(tmp_path / "empty.db") as db:
        document = put(db, Extraction(Source("", "text/plain"), About(genre="other")), "empty.txt")
    datasette = Datasette([str(tmp_path / "empty.db")])
    for address in (f"/empty/-/document/{document}", f"/empty/-/cite/{document}"):
        page = asyncio.run(datasette.client.get(address))
        assert page.status_code == 200 and "empty.txt" in html.unescape(page.text)
