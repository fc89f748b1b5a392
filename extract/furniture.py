"""What stands on a document's page without being its text: furniture of sites, captions, bylines, contents, repeats."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

import regex

from extract.lines import Span, about_pairs, breaks_word, paragraph_spans
from extract.model import Normal, Source
from extract.opening import Opening
from extract.rulebook import PATTERN_SECONDS, Rule, Rules

_HEAD = 8  # paragraphs among which a repeated lead-in is looked for
_LEAD = 0.6  # share of a lead-in's characters that stand further down as well
_LONG = 60  # characters that are not repeated by chance, and more than a heading has
_LONGEST = 3_000  # characters: more than a lead-in has
_TOP = 3_000  # characters above which a page's table about its document stands
_LISTED = 2  # lines with a figure and without a full stop; a text of more of them than of sentences is a list
_CLAUSE = 6  # characters of a clause that says something
_APART = {"furniture": "document.furniture", "note": "document.note"}  # kinds of blocks, and the rules for them
_SENTENCE = regex.compile(r"[,。;]")  # which a long title lacks
_CLAUSES = regex.compile(r"[^,。;:!?\n]+")


@dataclass(slots=True)
class Page:
    """The paragraphs of a text, with the rule that takes each out of what is matched, None for those that stay."""

    text: str
    lines: list[Span]
    taken: list[str | None]
    pieces: list[tuple[int, int, str]]  # what is taken out of paragraphs that stay
    first: int = 0  # the first paragraph of the body
    last: int = 0  # the one after its last
    labelled: bool = False  # whether any paragraph has a number
    going_on: set[int] = field(default_factory=set)  # paragraphs that go on from before some furniture
    about: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # labels and values that paragraphs hold
    leads: list[int] = field(default_factory=list)  # lead-ins, taken for a time, that say what the text does not

    def line(self, i: int) -> str:
        return self.text[slice(*self.lines[i])]

    def opening(self, size: int) -> str:
        """The first characters of the body."""
        start = self.lines[self.first][0] if self.first < len(self.lines) else len(self.text)
        return self.text[start : start + size]

    def take(self, indices: Iterable[int], rule: str) -> None:
        for i in indices:
            self.taken[i] = self.taken[i] or rule

    def release_leads(self) -> None:
        """Gives back the lead-ins that are text of their own, once title and letterhead below them have been read."""
        for i in self.leads:
            self.taken[i] = None


def read_page(source: Source, normal: Normal, rules: Rules) -> Page:
    """The paragraphs of a text, those marked that are none of its body by themselves or by what they repeat.

    ``first`` and ``last`` bound the body; what stands outside and is known for furniture there is marked too.
    """
    lines = list(paragraph_spans(normal.text))
    page = Page(normal.text, lines, [None] * len(lines), [])
    for i, (start, end) in enumerate(lines):
        if start < _TOP and (pairs := about_pairs(source.text[slice(*normal.span(start, end))], rules)):
            page.about[i] = pairs
    _take_blocks(page, source, normal)
    for rule in rules["document"]:
        if rule.make == "apart":
            _take_matches(page, rule)
    _take_contents(page, rules)
    _take_repeats(page, rules)
    _find_body(page, rules)
    _take_edges(page, rules)
    return page


def ranges_apart(page: Page, rules: Rules) -> list[tuple[int, int, str]]:
    """The ranges that are taken out, each with its rule; where one stood inside a sentence, its line breaks go too."""
    labelled = rules.patterns["document"]["labelled"]
    pieces = {start: (end, rule) for start, end, rule in page.pieces}
    found = list(page.pieces)
    before, between = 0, ""  # the last paragraph that stayed, and the rule of what was taken out after it
    for i, rule in enumerate(page.taken):
        start, end = page.lines[i]
        if rule:
            found.append((start, min(end + 1, len(page.text)), rule))
            between = rule
            continue
        start, between = pieces.get(start, (start, between))
        gap = page.lines[before][1]
        if before < i and not page.taken[before]:
            breaks = between and not labelled.match(page.text, start, end)
            if i in page.going_on or (breaks and _breaks_off(page.line(before), page.text[start:end])):
                found.append((gap, gap + 1, between or "document.furniture"))
        before, between = i, ""
    return sorted(found)


def matches(rule: Rule, page: Page, i: int) -> "regex.Match[str] | None":
    """A rule's match with the whole of a paragraph; None where that lacks what the rule needs, or it has no pattern."""
    start, end = page.lines[i]
    if rule.pattern is None or not _begins(rule.pattern)[page.text[start]] or not rule.may_match(page.text, start, end):
        return None
    return rule.pattern.fullmatch(page.text, start, end, timeout=PATTERN_SECONDS)


@cache
def _begins(pattern: "regex.Pattern[str]") -> Opening:
    """With which characters a paragraph may begin that a pattern matches."""
    return Opening(pattern.fullmatch)


def _take_blocks(page: Page, source: Source, normal: Normal) -> None:
    """Marks what the format calls furniture or a note, and notes which paragraphs go on after it."""
    starts = [normal.origin[start] for start, _ in page.lines]
    for block in source.blocks:
        rule = _APART.get(block.kind)
        if rule is None and block.kind != "paragraph":
            continue
        first = bisect_left(starts, block.start)
        inside = range(first, bisect_left(starts, block.end))
        if rule:
            page.take((i for i in inside if normal.span(*page.lines[i])[1] <= block.end), rule)
        else:
            page.going_on.update(i for i in inside if i > first)


def _take_matches(page: Page, rule: Rule) -> None:
    i = 0
    for match in rule.find(page.text):
        start, end = match.span()
        while page.lines[i][1] <= start:
            i += 1
        if page.lines[i][0] < start or end < page.lines[i][1]:
            page.pieces.append((start, end, rule.id))
            continue
        while i < len(page.lines) and page.lines[i][1] <= end:
            page.take([i], rule.id)
            i += 1


def _take_contents(page: Page, rules: Rules) -> None:
    """Marks tables of contents: lines that end in dots and a page, or that follow 目录 and come again as headings."""
    rule = rules.rule("document.contents")
    ends = rules.sets["document"]["contents_end"]
    shown = {i for i, span in enumerate(page.lines) if page.text[span[1] - 1] in ends and matches(rule, page, i)}
    if not shown:
        return
    last_place = {_entry(page.line(i)): i for i in range(len(page.lines))}
    listing = False
    for i in range(min(shown), len(page.lines)):
        entry = _entry(page.line(i))
        listing = i in shown or (listing and last_place[entry] > i and len(entry) < _LONG)
        if listing:
            page.take([i], rule.id)


def _entry(line: str) -> str:
    """A heading as a table of contents and the text both have it."""
    return line.strip("# ").rstrip(".…·- 0123456789").replace(" ", "")


def _take_repeats(page: Page, rules: Rules) -> None:
    """Marks lead-ins above the first number that only repeat what the text says below them."""
    rule = rules.rule("document.repeated")
    labelled = rules.patterns["document"]["labelled"]
    for i, (start, end) in enumerate(page.lines[:_HEAD]):
        if labelled.match(page.text, start, end):
            return
        may_lead = _LONG < end - start < _LONGEST and _SENTENCE.search(page.text, start, end) is not None
        clauses = [match.span() for match in _CLAUSES.finditer(page.text, start, end)] if may_lead else []
        repeated = sum(b - a for a, b in clauses if b - a >= _CLAUSE and page.text.find(page.text[a:b], b) >= 0)
        repeats = repeated > max(_LONG, _LEAD * (end - start))
        if repeats or next(rule.find(page.text, start, end), None):
            page.take([i], rule.id)
            figures = rules.patterns["document"]["figure_said"].findall(page.text, start, end)
            new = sum(page.text.find(figure, end) < 0 for figure in figures)
            if not repeats and new > max(1, len(figures) / 2):
                page.leads.append(i)


def _find_body(page: Page, rules: Rules) -> None:
    labelled, prose, listing = (rules.patterns["document"][name] for name in ("labelled", "prose", "listed"))
    page.labelled = any(labelled.match(page.text, *span) for span in page.lines)
    others = [rule for rule in rules["document"] if rule.make in ("edge", "addressee")]

    known: dict[int, bool] = {}

    def is_body(i: int) -> bool:
        if i not in known:
            known[i] = not page.taken[i] and i not in page.about and reads_as_body(i)
        return known[i]

    def reads_as_body(i: int) -> bool:
        if labelled.match(page.text, *page.lines[i]):
            return True
        if prose.match(page.text, *page.lines[i]) is None:
            return False
        return not is_furniture(page.line(i), rules) and not any(matches(rule, page, i) for rule in others)

    def few(listed: list[int]) -> bool:
        """Whether lines that state something are too few, or too few beside the sentences, to be the text."""
        half = (len(listed) + 1) // 2
        return len(listed) <= _LISTED or len(list(islice(filter(is_body, range(size)), half))) == half

    size = len(page.lines)
    listed = [] if page.labelled else _stated(page, rules)
    if few(listed) or few(listed := [i for i in listed if not is_furniture(page.line(i), rules)]):
        listed = []
    page.first = next((i for i in range(listed[0] if listed else size) if is_body(i)), listed[0] if listed else size)
    ends = (i for i in reversed(range(page.first, size)) if is_body(i) or listing.match(page.text, *page.lines[i]))
    page.last = max(next((i + 1 for i in ends), size), *(i + 1 for i in listed[-1:]), 0)


def _stated(page: Page, rules: Rules) -> list[int]:
    """The lines below the first that state a figure without a full stop."""
    stated = rules.patterns["document"]["stated"]
    lines = (i for i in range(1, len(page.lines)) if not page.taken[i] and i not in page.about)
    return [i for i in lines if stated.search(page.text, *page.lines[i])]


def _take_edges(page: Page, rules: Rules) -> None:
    closing = rules.tables["document"]["closing"]
    by_line = [rule for rule in rules["document"] if rule.make == "edge"]
    names = rules.rule("document.names")
    closed = False
    for i in [*range(page.first), *range(page.last, len(page.lines))]:
        tail = i >= page.last
        if not page.taken[i]:
            if closed or i in page.about or is_furniture(page.line(i), rules):
                page.taken[i] = "document.furniture"
            elif tail and not page.labelled and matches(names, page, i):
                page.taken[i] = names.id
            else:
                page.taken[i] = next((rule.id for rule in by_line if matches(rule, page, i)), None)
        closed = closed or (tail and page.taken[i] in closing)


def is_furniture(line: str, rules: Rules) -> bool:
    """Whether ``furniture.toml`` knows a line as one that sites and crawlers add above or below a document."""
    squeezed = line.replace(" ", "").lstrip("#")
    if squeezed.rstrip(":") in rules.sets["furniture"]["link_headings"]:
        return True
    known = rules.patterns["furniture"]["furniture_line"].fullmatch(squeezed, timeout=PATTERN_SECONDS)
    return known is not None or bool(about_pairs(squeezed, rules))


def _breaks_off(before: str, after: str) -> bool:
    """Whether a paragraph is the first half of a sentence that goes on in the next one."""
    if before[-1] in "。!?;:…)”’》":
        return False
    return len(before) > _LONG or before[-1] in ",、" or breaks_word(before, after)
