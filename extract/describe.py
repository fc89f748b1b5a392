"""What a document says of itself: title, issuer, number, date, genre, place; and what on its page is not its body."""

from collections import Counter
from functools import cache

from extract.furniture import ranges_apart, read_page
from extract.issuers import NARROW
from extract.masthead import FIELDS, Masthead
from extract.model import About, Normal, Source
from extract.places import Gazetteer, gazetteer
from extract.rulebook import Rules
from extract.signature import read_signatures, read_titles_below

_OPENING = 600  # characters in which a report says for whom it speaks


def describe(source: Source, normal: Normal, rules: Rules) -> tuple[About, list[tuple[int, int, str]]]:
    """What a document says of itself; and in order the ranges of its matched text that are none of its body, each with
    the rule that took it out.

    A field that nothing states is None. Of a notice that issues a plan the notice's title is given.
    """
    head = Masthead(source, normal, rules, read_page(source, normal, rules))
    head.read_front()
    read_signatures(head)
    read_titles_below(head)
    about = _about(head)
    head.page.release_leads()
    return about, ranges_apart(head.page, rules)


def _about(head: Masthead) -> About:
    """The fields, with what may tell them where the text's own title, signature and number do not."""
    head.fill_later()
    head.fill("title", head.page_title(), "document.meta")
    head.fill("title", head.posted_title(), "document.title")
    if issued := head.shapes["issued_here"].search(head.page.opening(_OPENING)):
        head.fill("title", issued["title"], "document.title")
    title = head.values.get("title")
    if title:
        head.read_from_title(title)
    _read_genre(head)
    if head.shapes["reported"].match(head.page.opening(_OPENING)):
        head.fill("genre", "news", "document.genre")
    _read_speaker(head)
    _read_lead_in(head)
    for name in FIELDS:
        value = head.source.meta.get(name)
        if value and head.is_value(name, value):
            head.fill(name, value, "document.meta")
    head.fill("place", _place(head), "document.place")
    if issuer := head.values.get("issuer"):
        head.values["issuer"] = " ".join(_with_place(name, head) or name for name in issuer.split(" "))
    return About(
        title=title,
        issuer=head.values.get("issuer"),
        document_number=head.values.get("document_number"),
        issued_on=head.values.get("issued_on"),
        posted_on=head.posted_on(),
        genre=head.values.get("genre", "other"),
        place=head.values.get("place"),
        rules=head.found_by,
    )


def _read_genre(head: Masthead) -> None:
    """Where no title tells: a text that issues or draws up something is a plan, what is given to an assembly a report,
    and one that tells of something news."""
    page = head.page
    if page.first == len(page.lines):
        return
    if head.shapes["reports_here"].search(page.opening(_OPENING)):
        head.fill("genre", "report", "document.genre")
    elif head.shapes["issues"].search(page.opening(_OPENING)):
        head.fill("genre", "plan", "document.genre")
    elif (title := head.values.get("title")) and (
        head.shapes["told_title"].search(title) or not (page.labelled or _says_edition(head, title))
    ):
        head.fill("genre", "news", "document.genre")


def _says_edition(head: Masthead, title: str) -> bool:
    return head.shapes["versioned"].fullmatch(title.translate(NARROW)) is not None


def _read_speaker(head: Masthead) -> None:
    """Of a report, the government for which it is given (of the title's city where it says 我代表市人民政府), or the
    agency of the one who gives it."""
    if head.values.get("genre") != "report":
        return
    spoken = next(head.rules.rule("document.speaker").find(head.page.opening(_OPENING)), None)
    if spoken:
        head.fill("issuer", _with_place(spoken["government"], head), "document.speaker")
    if head.presenter and head.presenter["office"]:
        head.fill("issuer", _with_place(head.presenter["office"], head), "document.presenter")


def _with_place(agency: str, head: Masthead) -> str | None:
    """An agency's name with that of its place where it only says of which level it is, None where no place is known."""
    if region := next((word for word in head.words["region"] if agency.startswith(word)), None):
        place = _place(head)
        return place + agency.removeprefix(region) if place and place.endswith(region) else agency
    if not agency.startswith(head.words["area"]):
        return agency if agency not in head.words["bare_government"] else None
    place = _place(head)
    return place + agency[1:] if place and place[-1] == agency[0] else None


def _read_lead_in(head: Masthead) -> None:
    for i in range(head.page.first):
        lead = head.match("lead_in", i) if head.page.taken[i] == "document.repeated" else None
        head.fill("issuer", lead["issuer"] if lead else None, "document.lead_in")


def _place(head: Masthead) -> str | None:
    """The place of the issuer or title; for news the one that is named most, where 我市, 全省 point to one."""
    places = _places(head.rules)
    title = head.values.get("title") or ""
    subject = head.shapes["about"].search(title)
    for text in (head.values.get("issuer"), title, title[subject.start() :] if subject else None):
        if not text:
            continue
        if head.shapes["national"].match(text):
            return None
        about = head.shapes["about_place"].match(text)
        if known := _known_place(text[about.end() :] if about else text, places, head):
            county = head.shapes["county"].match(text, text.find(known) + len(known)) if known in text else None
            return known + (county.group() if county else "")
        if match := head.rules.pattern("document.place").fullmatch(text):
            return str(match["place"])
    start = head.page.lines[head.page.first][0] if head.page.first < len(head.page.lines) else 0
    if assembly := head.shapes["assembly"].search(head.page.text, 0, start):
        return str(assembly["place"])
    if head.presenter and head.presenter["area"]:
        return str(head.presenter["area"])
    if head.values.get("genre") != "news" or not head.shapes["own_place"].search(head.page.text):
        return None
    named = Counter(name for name in head.shapes["place_name"].findall(head.page.text) if name in places.full)
    return named.most_common(1)[0][0] if named else None


@cache
def _places(rules: Rules) -> Gazetteer:
    return gazetteer(rules)


def _known_place(text: str, places: Gazetteer, head: Masthead) -> str | None:
    """The place with which a text begins, the innermost of several, a year or a dash before it left out; short for
    full.
    """
    rest = head.shapes["ahead_of_place"].sub("", text)
    found = None
    while size := next((n for n in range(min(len(rest), 12), 1, -1) if rest[:n] in places.full), 0):
        found, rest = rest[:size], rest[size:]
    short = next((rest[:n] for n in range(4, 1, -1) if rest[:n] in places.short), None)
    if short and not found and head.shapes["of_level"].match(rest, len(short)):
        return rest[: len(short) + 1]  # 恩施市 is no short name of 恩施州
    return found or (places.short[short].name if short else None)
