"""What a document says of itself: title, issuer, number, date, genre, place; and what on its page is not its body."""

from collections import Counter
from datetime import date
from functools import cache

import regex

from extract.furniture import Page, label_pattern, matches, ranges_apart, read_page
from extract.lines import Span
from extract.model import About, Normal, Source
from extract.numerals import parse_number, parse_year
from extract.places import Gazetteer, gazetteer
from extract.rulebook import RuleError, Rules

Match = regex.Match[str]
_TITLE_LINES = 4  # over which a title may be broken
_SIGNERS = 12  # agencies that may sign one document
_SIGNATURE = 60  # characters of a line in it
_OPENING = 600  # characters in which a report says for whom it speaks
_FIELDS = ("title", "issuer", "document_number", "issued_on")
_NARROW = str.maketrans("（）〔〕〈〉，：", "()()<>,:")
_SITE = regex.compile(r"[_|]|--| - |^[【\[][^】\]]*[】\]]")


def describe(source: Source, normal: Normal, rules: Rules) -> tuple[About, list[Span]]:
    """What a document says of itself, and the ranges of its matched text that are none of its body, in order.

    A field that nothing states is None. Of a notice that issues a plan the notice's title is given.
    """
    about, apart = describe_with_rules(source, normal, rules)
    return about, [(start, end) for start, end, _ in apart]


def describe_with_rules(source: Source, normal: Normal, rules: Rules) -> tuple[About, list[tuple[int, int, str]]]:
    """As ``describe``, with the rule that took each range out."""
    page = read_page(source, normal, rules)
    reader = _Reader(source, normal, rules, page)
    reader.read_front()
    reader.read_signatures()
    reader.read_titles_below()
    return reader.about(), ranges_apart(page, rules)


class _Reader:
    """The fields of one document as they are found; of two finds for a field the first stays."""

    def __init__(self, source: Source, normal: Normal, rules: Rules, page: Page) -> None:
        self.source, self.normal, self.rules, self.page = source, normal, rules, page
        self.shapes = rules.patterns["document"]
        self.title_rule, self.place_rule = _pattern(rules, "document.title"), _pattern(rules, "document.place")
        self._agency = self.shapes["agency"]
        self._letterhead = rules.rule("document.letterhead")
        self.values: dict[str, str] = {}
        self.found_by: dict[str, str] = {}
        self.later: list[tuple[str, str | None, str]] = []  # what counts where nothing better is found
        self.titles: set[str] = set()  # of plans that the document names as issued with it

    def fill(self, name: str, value: str | None, rule: str) -> None:
        if value and name not in self.values:
            self.values[name], self.found_by[name] = value, rule

    # ------------------------------------------------------------ above the body

    def read_front(self) -> None:
        """Reads and marks what stands above the body: title, number, date, addressee, letterhead."""
        page = self.page
        titles: list[list[int]] = []
        buffer: list[int] = []
        for i in range(page.first):
            if page.taken[i]:
                self._read_label(i)
                buffer = []
            elif self._read_line(i):
                buffer = []
            elif titles and titles[-1][-1] == i - 1 and self._shape("edition_line", i):
                titles[-1].append(i)
            else:
                buffer.append(i)
                if whole := self._whole_title(buffer):
                    titles.append(whole)
                    buffer = []
        if titles:
            self._take_title(titles[-1])
            for title in titles:
                page.take(title, "document.title")
        else:
            self._read_headline()
        self._read_rest()

    def _read_line(self, i: int) -> bool:
        """Reads a line that is a number, an order, a date or an addressee, and tells whether it was one."""
        rules = self.rules
        if match := matches(rules.rule("document.number"), self.page, i):
            self.fill("document_number", self._written(match.span("number")), "document.number")
            return self._taken(i, "document.number")
        if match := matches(rules.rule("document.order"), self.page, i):
            self.fill("document_number", self._written(match.span("number")), "document.order")
            self.fill("issuer", match["issuer"].removeprefix("中华人民共和国"), "document.order")
            self.fill("issued_on", _iso(match), "document.order")
            return self._taken(i, "document.order")
        if match := matches(rules.rule("document.day"), self.page, i):
            self.later.append(("issued_on", _iso(match), "document.day"))
            return self._taken(i, "document.day")
        for name in ("document.addressee", "document.attachment"):
            if matches(rules.rule(name), self.page, i):
                return self._taken(i, name)
        return False

    def _whole_title(self, buffer: list[int]) -> list[int]:
        """The lines of the title that ends with the last of some lines, none where it ends no title."""
        lines = buffer[-_TITLE_LINES:]
        texts = [self._bare(i) for i in lines]
        about = next((k for k in reversed(range(len(lines))) if "关于" in texts[k]), None)
        if about is None:
            if not self.title_rule.fullmatch(texts[-1]):
                return []
            own = next((k for k in reversed(range(len(lines))) if "#" in self.page.line(lines[k])), 0)
            names = next((k for k in reversed(range(len(lines))) if matches(self._letterhead, self.page, lines[k])), -1)
            return lines[max(own, names + 1) :] or lines[-1:]
        if not self.title_rule.fullmatch("".join(texts[about:])):
            return []
        if about and texts[about].startswith("关于") and matches(self._letterhead, self.page, lines[about - 1]):
            about -= 1
        return lines[about:]

    def _take_title(self, lines: list[int]) -> None:
        rule = self.rules.rule("document.title")
        text = "".join(self._bare(i) for i in lines)
        match = self.title_rule.fullmatch(text)
        written = "".join(self._written(self._bare_span(i)) for i in lines)
        if match and match["number"]:
            self.fill("document_number", written[match.start("number") : match.end("number")], "document.number")
        if match and match["year"]:
            self.later.append(("issued_on", _iso(match), "document.day"))
        self.fill("title", written[: match.end("title")] if match else written, rule.id)
        self._set_genre(match)
        named = _pattern(self.rules, "document.issuer").fullmatch(text)
        self.fill("issuer", named["issuer"] if named else None, "document.issuer")
        self.titles.update(regex.findall(r"《([^《》]{4,80})》", text))

    def _set_genre(self, match: Match | None) -> None:
        if match:
            genre = "plan" if match["plan"] else "law" if match["law"] else "report"
            self.fill("genre", genre, "document.title")

    def _read_headline(self) -> None:
        """Takes the first line for the title of news, where sentences follow and the page's own title agrees."""
        page, rule = self.page, self.rules.rule("document.headline")
        known = self._meta_title()
        if page.first == len(page.lines):
            return
        for i in range(page.first):
            match = None if page.taken[i] or matches(self._letterhead, page, i) else matches(rule, page, i)
            if match and (not known or _alike(match["title"], known)):
                self.later.append(("title", self._written(match.span("title")), rule.id))
                page.take([i], rule.id)
                return

    def _read_rest(self) -> None:
        """Marks what else stands above the body, where it has a title; headings right above the body stay."""
        page = self.page
        named = ("document.title", "document.headline")
        title = max((i for i in range(page.first) if page.taken[i] in named), default=page.first)
        signers = []
        for i in range(page.first if title < page.first else 0):
            if page.taken[i]:
                continue
            if signer := matches(self._letterhead, page, i):
                signers.append(signer["issuer"])
                page.take([i], self._letterhead.id)
            elif i < title or not (self._may_head(i, title) or self._opens_body(i)):
                page.take([i], "document.subtitle")
        self.later.append(("issuer", " ".join(signers), self._letterhead.id))

    def _may_head(self, i: int, title: int) -> bool:
        """Whether a line between title and body is the heading of its first part."""
        line = self.page.line(i)
        if line.startswith("#") or line.endswith("——") or self._shape("named_heading", i) or self._is_heading_block(i):
            return True
        last = i == self.page.first - 1 and i - 1 > title and self.page.taken[i - 1] is not None
        return last and self._shape("part_heading", i) is not None

    def _opens_body(self, i: int) -> bool:
        """Whether a line is the broken beginning of the body's first sentence."""
        line = self.page.line(i)
        return i == self.page.first - 1 and (line[-1] in ",、" or self._shape("opening", i) is not None)

    def _is_heading_block(self, i: int) -> bool:
        start, end = self.normal.span(*self.page.lines[i])
        return any(b.kind == "heading" and b.start <= start and end <= b.end for b in self.source.blocks)

    # ------------------------------------------------------------ inside and below

    def read_signatures(self) -> None:
        """Reads and marks agencies and dates that sign the document or the notice above it."""
        page, rule = self.page, self.rules.rule("document.signature")
        for i in range(page.first, len(page.lines)):
            start, end = page.lines[i]
            if page.taken[i] or end - start > _SIGNATURE or page.text[end - 1] not in "日)":
                continue
            signed = matches(rule, page, i)
            dated = signed if signed and signed["on"] else self._shape("dated", i)
            if not dated:
                continue
            names = [signed["issuer"]] if signed else []
            above = i - 1
            while above >= page.first and len(names) < _SIGNERS and not page.taken[above]:
                named = matches(rule, page, above)
                if not named:
                    break
                names.insert(0, named["issuer"])
                above -= 1
            if names or i >= page.last:
                page.take(range(above + 1, i + 1), rule.id)
                self.fill("issued_on", _iso(dated), rule.id)
                self.fill("issuer", " ".join(names), rule.id)

    def read_titles_below(self) -> None:
        """Marks the titles of what a notice issues, where these stand under its signature or between sentences."""
        page, rule = self.page, self.rules.rule("document.title")
        issued = self._issued()
        labelled = False
        i = page.first
        while i < len(page.lines):
            labelled = labelled or self._begins("labelled", i)
            if page.taken[i] or labelled:
                i += 1
                continue
            run = i
            while run < len(page.lines) and not page.taken[run] and not self._is_body(run):
                run += 1
            lines = list(range(i, min(run, i + _TITLE_LINES + 1)))
            ends = [k for k in lines if matches(rule, page, k) or self._joined(i, k) in issued]
            if ends and (page.taken[i - 1] or self._joined(i, ends[-1]) in issued):
                last = ends[-1] + (ends[-1] + 1 < run and self._shape("edition_line", ends[-1] + 1) is not None)
                page.take(range(i, last + 1), rule.id)
                self._set_genre(self.title_rule.fullmatch(self._joined(i, last)))
                self.fill("title", "".join(self._written(self._bare_span(k)) for k in range(i, last + 1)), rule.id)
            i = max(run, i + 1)

    def _joined(self, first: int, last: int) -> str:
        return "".join(self._bare(i) for i in range(first, last + 1))

    def _issued(self) -> set[str]:
        start = self.page.lines[self.page.first][0] if self.page.first < len(self.page.lines) else 0
        opening = self.page.text[start : start + _OPENING]
        return self.titles | set(regex.findall(r"《([^《》]{4,80})》", opening))

    def _is_body(self, i: int) -> bool:
        return self._begins("prose", i) or self._begins("labelled", i)

    # ------------------------------------------------------------ all together

    def about(self) -> About:
        """The fields, with what may tell them where the text's own title, signature and number do not."""
        meta = {name: self.source.meta[name] for name in _FIELDS if self.source.meta.get(name)}
        for name, value, rule_id in self.later:
            self.fill(name, value, rule_id)
        self.fill("title", self._meta_title(), "document.meta")
        title = self.values.get("title")
        self._set_genre(self.title_rule.fullmatch(title.translate(_NARROW)) if title else None)
        if title and not self.page.labelled:
            self.fill("genre", "news", "document.genre")
        self.fill("place", self._place(), "document.place")
        self._read_speaker()
        self._read_lead_in()
        for name, value in meta.items():
            if self._is_value(name, value.translate(_NARROW)):
                self.fill(name, value, "document.meta")
        self.fill("place", self._place(), "document.place")
        return About(
            title=title,
            issuer=self.values.get("issuer"),
            document_number=self.values.get("document_number"),
            issued_on=self.values.get("issued_on"),
            genre=self.values.get("genre", "other"),
            place=self.values.get("place"),
            rules=self.found_by,
        )

    def _read_speaker(self) -> None:
        """In a report on a government's work, the government for which it is given."""
        rule = self.rules.rule("document.speaker")
        start = self.page.lines[self.page.first][0] if self.page.first < len(self.page.lines) else 0
        spoken = next(rule.find(self.page.text, start, min(start + _OPENING, len(self.page.text))), None)
        if spoken and self.values.get("genre") == "report":
            government, place = spoken["government"], self.values.get("place", "")
            named = government if len(government) > len("省人民政府") else place + government.lstrip("省市县区州")
            self.fill("issuer", named, rule.id)

    def _read_lead_in(self) -> None:
        rule = self.rules.rule("document.lead_in")
        for i in range(self.page.first):
            lead = matches(rule, self.page, i) if self.page.taken[i] == "document.repeated" else None
            self.fill("issuer", lead["issuer"] if lead else None, rule.id)

    def _read_label(self, i: int) -> None:
        """Reads what a line of furniture above the text says of it: 成文日期：2024年3月5日."""
        found = list(label_pattern(self.rules).finditer(self.page.text, *self.page.lines[i]))
        fields = {label: name for name, labels in self.rules.tables["furniture"]["labels"].items() for label in labels}
        ends = [*(match.start() for match in found[1:]), self.page.lines[i][1]][: len(found)]
        for match, end in zip(found, ends, strict=True):
            name, value = fields[match["label"]], self.page.text[match.end() : end].strip()
            if name == "issued_on":
                day = self.shapes["day"].match(value)
                self.later.append((name, _iso(day) if day else None, "document.meta"))
            elif self._is_value(name, value):
                self.later.append((name, value, "document.meta"))

    def _is_value(self, name: str, value: str) -> bool:
        """Whether what a page gives as a field can be one: 相关部门 is no issuer, 无 no number."""
        shape = {"issuer": "agency", "document_number": "number"}.get(name)
        return name in _FIELDS and (shape is None or self.shapes[shape].fullmatch(value) is not None)

    def _meta_title(self) -> str | None:
        """The title that the page or file gives, without the names of the site that stand around it."""
        parts = [part.strip() for part in _SITE.split(self.source.meta.get("title", "")) if part.strip()]
        whole = [part for part in parts if self.title_rule.fullmatch(part.translate(_NARROW))]
        return (whole or sorted(parts, key=len, reverse=True) or [None])[0]

    def _place(self) -> str | None:
        """The place of the issuer or title; for news the one that is named most, where 我市, 全省 point to one."""
        places = _places(self.rules)
        for text in (self.values.get("issuer"), self.values.get("title")):
            if text:
                text = text.translate(_NARROW)
                if self.shapes["national"].match(text):
                    return None
                if known := _known_place(text, places):
                    return known
                if match := self.place_rule.fullmatch(text):
                    return match["place"]
        if self.values.get("genre") != "news" or not self.shapes["own_place"].search(self.page.text):
            return None
        named = Counter(name for name in self.shapes["place_name"].findall(self.page.text) if name in places.full)
        return named.most_common(1)[0][0] if named else None

    # ------------------------------------------------------------ helpers

    def _shape(self, name: str, i: int) -> Match | None:
        """The match of a fragment with the whole of a paragraph."""
        return self.shapes[name].fullmatch(self.page.text, *self.page.lines[i])

    def _begins(self, name: str, i: int) -> bool:
        return self.shapes[name].match(self.page.text, *self.page.lines[i]) is not None

    def _taken(self, i: int, rule: str) -> bool:
        self.page.take([i], rule)
        return True

    def _bare_span(self, i: int) -> Span:
        """A paragraph without marks of Markdown."""
        start, end = self.page.lines[i]
        while start < end and self.page.text[start] in "# ":
            start += 1
        return start, end

    def _bare(self, i: int) -> str:
        return self.page.text[slice(*self._bare_span(i))]

    def _written(self, span: Span) -> str:
        """A range as the source writes it, in its width, without the noise that was left out."""
        return "".join(self.source.text[self.normal.origin[k]] for k in range(*span))


def _pattern(rules: Rules, rule_id: str) -> "regex.Pattern[str]":
    pattern = rules.rule(rule_id).pattern
    if pattern is None:
        raise RuleError(f"documents.toml: rule {rule_id}: lacks 'pattern'")
    return pattern


@cache
def _places(rules: Rules) -> Gazetteer:
    return gazetteer(rules)


def _known_place(text: str, places: Gazetteer) -> str | None:
    """The place with which a text begins, in full, a year in front left out; the innermost of several."""
    rest = text.lstrip("0123456789年《“")
    found = None
    while size := next((n for n in range(min(len(rest), 12), 1, -1) if rest[:n] in places.full), 0):
        found, rest = rest[:size], rest[size:]
    if found:
        return found
    short = next((n for n in range(4, 1, -1) if rest[:n] in places.short), 0)
    return places.short[rest[:short]].name if short else None


def _alike(title: str, known: str) -> bool:
    """Whether a line and the page's title are the same up to what a site cuts off."""
    a, b = (regex.sub(r"[\W_]", "", text) for text in (title, known))
    return a[:8] in b or b[:8] in a


def _iso(match: Match) -> str | None:
    """The day that a match names, None where it names none or no real one."""
    groups = match.groupdict()
    if not groups.get("year"):
        return None
    year, month, day = parse_year(groups["year"]), _count(groups["month"]), _count(groups["day"])
    try:
        return date(year or 0, month, day).isoformat()
    except ValueError:
        return None


def _count(figure: str) -> int:
    return int(parse_number(figure.replace("廿", "二十")) or 0)
