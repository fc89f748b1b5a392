"""What signs a document or the notice above it, and the titles of what a notice issues."""

from extract.furniture import matches
from extract.masthead import TITLE_LINES, TITLES, Masthead
from extract.numerals import iso_day

# After which a notice's text is over and what it issues begins
_BEFORE_ISSUED = {
    f"document.{name}" for name in ("signature", "signed_day", "release", "attachment", "attachments", "number")
}
_SIGNERS = 12  # agencies that may sign one document
_SIGNATURE = 60  # characters of a line in it
_OPENING = 600  # characters in which a notice names what it issues


def read_signatures(head: Masthead) -> None:
    """Reads and marks agencies and dates that sign the document or the notice above it."""
    page, rule = head.page, head.rules.rule("document.signature")
    ends = head.rules.sets["document"]["day_end"]
    for i in range(page.first, len(page.lines)):
        start, end = page.lines[i]
        if end - start > _SIGNATURE or not (_is_day_below(head, i) if page.taken[i] else page.text[end - 1] in ends):
            continue
        signed = matches(rule, page, i)
        dated = signed if signed and signed["on"] else head.shape("dated", i)
        if not dated:
            continue
        names = [head.issuers(signed)] if signed else []
        above = i - 1
        while above > page.first and (page.taken[above] == "document.release" or head.shape("sealed", above)):
            above -= 1
        while above >= page.first and len(names) < _SIGNERS and not page.taken[above]:
            named = matches(rule, page, above)
            if not named:
                break
            names.insert(0, head.issuers(named))
            above -= 1
        below = matches(rule, page, i + 1) if not names and i + 2 == len(page.lines) else None
        if below:
            names.append(head.issuers(below))
        if names or i >= page.last:
            page.take(range(above + 1, i + 1 + (below is not None)), rule.id)
            head.fill("issued_on", iso_day(dated), rule.id)
            head.signed = head.signed or " ".join(names) or None
        elif _is_above_issued(head, i) or _ends_notice(head, i):
            page.take(range(i - _is_signed_by_name(head, i), i + 1), "document.signed_day")
            head.fill("issued_on", iso_day(dated), "document.signed_day")
    if "issued_on" not in head.values:
        _read_run_on(head)
    head.fill("issuer", head.signed, rule.id)


def _read_run_on(head: Masthead) -> None:
    """Reads a signature that stands in the middle of a line, between a notice and what it issues."""
    opening = head.page.opening(_OPENING)
    for signed in head.shapes["run_on"].finditer(opening):
        if signed["note"] or opening.startswith(tuple(_issued(head)), signed.end()):
            head.fill("issued_on", iso_day(signed), "document.signature")
            head.signed = head.signed or signed["issuer"]
            return


def _is_day_below(head: Masthead, i: int) -> bool:
    """Whether a line that furniture may be as well, 2024.3.5, stands below an agency."""
    above = i > head.page.first and not head.page.taken[i - 1] and matches(head.letterhead, head.page, i - 1)
    return head.page.taken[i] == "document.furniture" and bool(above) and head.shape("dated", i) is not None


def _is_signed_by_name(head: Masthead, i: int) -> bool:
    """Whether who signs an order stands above a line: 主任 庄荣文."""
    return i > head.page.first and head.shape("signatory", i - 1) is not None


def _is_above_issued(head: Masthead, i: int) -> bool:
    """Whether a line stands between the sentences of a notice and the title of what it issues."""
    page = head.page
    below = next((k for k in range(i + 1, len(page.lines)) if not page.taken[k]), None)
    last = i - 1 - _is_signed_by_name(head, i)
    if below is None or last < page.first or not head.begins("prose", last):
        return False
    issued = _issued(head)
    return any(head.match("title", k) or _joined(head, below, k) in issued for k in _lines_from(head, below))


def _ends_notice(head: Masthead, i: int) -> bool:
    """Whether a line stands between the end of a notice's text and what it issues: its first item, or its annex."""
    page = head.page
    if i == page.first or i + 1 == len(page.lines):
        return False
    if page.taken[i - 1] == "document.attachments":
        return head.match("attachment", i + 1) is not None
    return head.shape("closing_words", i - 1) is not None and head.begins("labelled", i + 1)


def _lines_from(head: Masthead, i: int) -> range:
    """Some lines of which a title may consist, as far as no sentence or label begins among them."""
    lines = range(i, min(i + TITLE_LINES, len(head.page.lines)))
    return range(i, next((k for k in lines if _is_body(head, k)), lines.stop))


def _issued(head: Masthead) -> set[str]:
    """The titles in 《》 that a document's title and its first sentences name."""
    return head.titles | set(TITLES.findall(head.page.opening(_OPENING)))


def read_titles_below(head: Masthead) -> None:
    """Marks the titles of what a notice issues, where these stand under its signature or between sentences."""
    page = head.page
    issued = _issued(head)
    if not issued and _BEFORE_ISSUED.isdisjoint(page.taken):
        return
    i = page.first
    while i < len(page.lines) and not head.begins("labelled", i):
        run = i
        while run < len(page.lines) and not page.taken[run] and not _is_body(head, run):
            run += 1
        lines = range(i, min(run, i + TITLE_LINES + 1))
        named = [k for k in lines if _joined(head, i, k) in issued] if issued else []
        below = page.taken[i - 1] in _BEFORE_ISSUED
        ends = [k for k in lines if k in named or head.match("title", k)] if named or below else []
        if ends and (below or ends[-1] in named):
            last = ends[-1] + (ends[-1] + 1 < run and head.shape("edition_line", ends[-1] + 1) is not None)
            page.take(range(i, last + 1), "document.title")
            head.read_from_title(_joined(head, i, last))
            written = "".join(head.written(head.bare_span(k)) for k in range(i, last + 1))
            head.fill("title", written, "document.title")
        i = max(run, i + 1)


def _joined(head: Masthead, first: int, last: int) -> str:
    return "".join(head.bare(i) for i in range(first, last + 1))


def _is_body(head: Masthead, i: int) -> bool:
    return head.begins("prose", i) or head.begins("labelled", i)
