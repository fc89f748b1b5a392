"""What stands above a document's body and signs it: title, number, order, dates, addressee, letterhead, signature."""

from bisect import bisect_right
from datetime import date

import regex

from extract.furniture import Page, label_pattern, matches
from extract.lines import Span
from extract.model import Normal, Source
from extract.numerals import parse_number, parse_year
from extract.rulebook import RuleError, Rules

FIELDS = ("title", "issuer", "document_number", "issued_on")
# What a site puts around a title: its own name after _, | or -, a campaign's in brackets before it.
_SITE = regex.compile(r"[_|]|--| - |^[【\[][^】\]]*[】\]]")
_NARROW = str.maketrans("（）〔〕〈〉，：", "()()<>,:")
# After which a notice's text is over and what it issues begins
_BEFORE_ISSUED = {f"document.{name}" for name in ("signature", "release", "attachment", "attachments", "number")}
_TITLE_LINES = 4  # over which a title may be broken
_SIGNERS = 12  # agencies that may sign one document
_SIGNATURE = 60  # characters of a line in it
_OPENING = 600  # characters in which a notice names what it issues


class Masthead:
    """The fields of one document as they are found. Of two finds for a field the first stays; ``later`` holds what
    counts only where nothing better is found."""

    def __init__(self, source: Source, normal: Normal, rules: Rules, page: Page) -> None:
        self.source, self.normal, self.rules, self.page = source, normal, rules, page
        self.shapes = rules.patterns["document"]
        self.values: dict[str, str] = {}
        self.found_by: dict[str, str] = {}
        self.later: list[tuple[str, str | None, str]] = []
        self.titles: set[str] = set()  # of plans that the document's title names
        self._title = pattern_of(rules, "document.title")
        self._letterhead = rules.rule("document.letterhead")
        self._headings = [block for block in source.blocks if block.kind == "heading"]

    def fill(self, name: str, value: str | None, rule: str) -> None:
        """Keeps a value for a field that has none."""
        if value and name not in self.values:
            self.values[name], self.found_by[name] = value, rule

    def fill_later(self) -> None:
        """Keeps what was put off, as far as nothing better has been found."""
        for name, value, rule in self.later:
            self.fill(name, value, rule)

    # ------------------------------------------------------------ above the body

    def read_front(self) -> None:
        """Reads and marks what stands above the body."""
        page = self.page
        titles: list[list[int]] = []
        buffer: list[int] = []
        for i in range(page.first):
            if page.taken[i]:
                self._read_labels(i)
                buffer = []
            elif self._read_line(i):
                buffer = []
            elif titles and titles[-1][-1] == i - 1 and self.shape("edition_line", i):
                titles[-1].append(i)
            else:
                buffer.append(i)
                if whole := self._whole_title(buffer):
                    titles.append(whole)
                    buffer = []
        if titles:
            self._read_title(titles[-1])
            for title in titles:
                page.take(title, "document.title")
        else:
            self._read_headline()
        self._read_rest()

    def _read_line(self, i: int) -> bool:
        """Reads a line that is a number, an order, a date or an addressee, and tells whether it was one."""
        number, order, day = (self.match(name, i) for name in ("number", "order", "day"))
        if number:
            self.fill("document_number", self._written(number.span("number")), "document.number")
        elif order:
            self.fill("document_number", self._written(order.span("number")), "document.order")
            self.fill("issuer", order["issuer"].removeprefix("中华人民共和国"), "document.order")
            self.fill("issued_on", iso_day(order), "document.order")
        elif day:
            self.later.append(("issued_on", iso_day(day), "document.day"))
        for name in ("number", "order", "day", "addressee", "attachment"):
            if self.match(name, i):
                self.page.take([i], f"document.{name}")
                return True
        return False

    def _whole_title(self, buffer: list[int]) -> list[int]:
        """The lines of the title that ends with the last of some lines, none where it ends no title."""
        lines = buffer[-_TITLE_LINES:]
        texts = [self._bare(i) for i in lines]
        about = next((k for k in reversed(range(len(lines))) if "关于" in texts[k]), None)
        if about is None:
            if not self._title.fullmatch(texts[-1]):
                return []
            starts = [k for k, i in enumerate(lines) if "#" in self.page.line(i)]
            starts += [k + 1 for k, i in enumerate(lines[:-1]) if matches(self._letterhead, self.page, i)]
            if not self._is_heading(lines[-1]):
                starts += [k + 1 for k, i in enumerate(lines) if self._is_heading(i)]
            return lines[max(starts, default=0) :]
        if not self._title.fullmatch("".join(texts[about:])):
            return []
        first = about
        while texts[about].startswith("关于") and first and self._signs(lines[first - 1]):
            first -= 1
        return lines[first:]

    def _signs(self, i: int) -> bool:
        """Whether a line above a title is an agency that issues the document with others, and no letterhead."""
        return matches(self._letterhead, self.page, i) is not None and not self._bare(i).endswith("文件")

    def _read_title(self, lines: list[int]) -> None:
        text = "".join(self._bare(i) for i in lines)
        written = "".join(self._written(self._bare_span(i)) for i in lines)
        match = self._title.fullmatch(text)
        if match and match["number"]:
            self.fill("document_number", written[slice(*match.span("number"))], "document.number")
        if match and match["year"]:
            self.later.append(("issued_on", iso_day(match), "document.day"))
        self.fill("title", written[: match.end("title")] if match else written, "document.title")
        self._read_genre(match)
        named = pattern_of(self.rules, "document.issuer").fullmatch(text)
        above = [self._bare(i) for i in lines if self._signs(i)]
        issuer = " ".join(above) if len(above) > 1 else named and named["issuer"]
        self.fill("issuer", issuer, "document.issuer")
        self.titles.update(regex.findall(r"《([^《》]{4,80})》", text))

    def _read_genre(self, match: "regex.Match[str] | None") -> None:
        if match:
            self.fill("genre", "plan" if match["plan"] else "law" if match["law"] else "report", "document.title")

    def read_genre_of(self, title: str) -> None:
        """Reads the genre from a title that did not come from the text."""
        self._read_genre(self._title.fullmatch(title.translate(_NARROW)))

    def _read_headline(self) -> None:
        """Puts off the first line as a title of news, where a body follows and the page's own title agrees."""
        known = self.page_title()
        for i in range(self.page.first if self.page.first < len(self.page.lines) else 0):
            match = None if self.page.taken[i] or matches(self._letterhead, self.page, i) else self.match("headline", i)
            if match and (not known or _alike(match["title"], known)):
                self.later.append(("title", self._written(match.span("title")), "document.headline"))
                self.page.take([i], "document.headline")
                return

    def _read_rest(self) -> None:
        """Marks what else stands above the body of a document with a title; headings right above the body stay."""
        page = self.page
        titles = [i for i in range(page.first) if page.taken[i] in ("document.title", "document.headline")]
        signers = []
        for i in range(page.first if titles else 0):
            if page.taken[i]:
                continue
            if signer := matches(self._letterhead, page, i):
                signers.append(signer["issuer"])
                page.take([i], self._letterhead.id)
            elif i < titles[-1] or not (self._may_head(i, titles[-1]) or self._opens_body(i)):
                page.take([i], "document.subtitle")
        self.later.append(("issuer", " ".join(signers), self._letterhead.id))

    def _may_head(self, i: int, title: int) -> bool:
        """Whether a line between title and body is the heading of its first part."""
        line = self.page.line(i)
        if line.startswith("#") or line.endswith("——") or self._is_heading(i):
            return True
        last = i == self.page.first - 1 and i - 1 > title and self.page.taken[i - 1] is not None
        return self.shape("named_heading", i) is not None or (last and self.shape("part_heading", i) is not None)

    def _is_heading(self, i: int) -> bool:
        """Whether the format marks a line as a heading."""
        start, end = self.normal.span(*self.page.lines[i])
        at = bisect_right(self._headings, start, key=lambda block: block.start) - 1
        return at >= 0 and end <= self._headings[at].end

    def _opens_body(self, i: int) -> bool:
        """Whether a line is the broken beginning of the body's first sentence."""
        last = i == self.page.first - 1
        return last and (self.page.line(i)[-1] in ",、" or self.shape("opening", i) is not None)

    def _read_labels(self, i: int) -> None:
        """Reads what a line of furniture above the text says of it: 成文日期：2024年3月5日."""
        found = list(label_pattern(self.rules).finditer(self.page.text, *self.page.lines[i]))
        fields = {label: name for name, labels in self.rules.tables["furniture"]["labels"].items() for label in labels}
        for match, following in zip(found, [*found[1:], None], strict=False):
            name = fields[match["label"]]
            value = self._written((match.end(), following.start() if following else self.page.lines[i][1])).strip()
            if name == "issued_on":
                day = self.shapes["day"].match(value.translate(_NARROW))
                self.later.append((name, iso_day(day) if day else None, "document.meta"))
            elif self.is_value(name, value):
                self.later.append((name, value, "document.meta"))

    def is_value(self, name: str, value: str) -> bool:
        """Whether what a page gives for a field can be one: 相关部门 is no issuer, 无 no number."""
        shape = {"issuer": "agency", "document_number": "number"}.get(name)
        return name in FIELDS and (shape is None or self.shapes[shape].fullmatch(value.translate(_NARROW)) is not None)

    def page_title(self) -> str | None:
        """The title that the page or file gives, without the names of the site that stand around it."""
        parts = [part.strip() for part in _SITE.split(self.source.meta.get("title", "")) if part.strip()]
        whole = [part for part in parts if self._title.fullmatch(part.translate(_NARROW))]
        return (whole or sorted(parts, key=len, reverse=True) or [None])[0]

    def posted_on(self) -> str | None:
        """The first day that the furniture above the text names: 2024-03-05 10:20 来源：…"""
        furniture = [i for i in range(self.page.first) if self.page.taken[i] == "document.furniture"]
        days = (self.shapes["day"].search(self.page.text, *self.page.lines[i]) for i in furniture)
        return next((iso_day(day) for day in days if day), None)

    # ------------------------------------------------------------ inside and below

    def read_signatures(self) -> None:
        """Reads and marks agencies and dates that sign the document or the notice above it."""
        page, rule = self.page, self.rules.rule("document.signature")
        for i in range(page.first, len(page.lines)):
            start, end = page.lines[i]
            if page.taken[i] or end - start > _SIGNATURE or page.text[end - 1] not in "日)":
                continue
            signed = matches(rule, page, i)
            dated = signed if signed and signed["on"] else self.shape("dated", i)
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
                self.fill("issued_on", iso_day(dated), rule.id)
                self.fill("issuer", " ".join(names), rule.id)

    def read_titles_below(self) -> None:
        """Marks the titles of what a notice issues, where these stand under its signature or between sentences."""
        page = self.page
        issued = self.titles | set(regex.findall(r"《([^《》]{4,80})》", page.opening(_OPENING)))
        i = page.first
        while i < len(page.lines) and not self._begins("labelled", i):
            run = i
            while run < len(page.lines) and not page.taken[run] and not self._is_body(run):
                run += 1
            ends = [
                k
                for k in range(i, min(run, i + _TITLE_LINES + 1))
                if self.match("title", k) or self._joined(i, k) in issued
            ]
            if ends and (page.taken[i - 1] in _BEFORE_ISSUED or self._joined(i, ends[-1]) in issued):
                last = ends[-1] + (ends[-1] + 1 < run and self.shape("edition_line", ends[-1] + 1) is not None)
                page.take(range(i, last + 1), "document.title")
                self._read_genre(self._title.fullmatch(self._joined(i, last)))
                written = "".join(self._written(self._bare_span(k)) for k in range(i, last + 1))
                self.fill("title", written, "document.title")
            i = max(run, i + 1)

    def _joined(self, first: int, last: int) -> str:
        return "".join(self._bare(i) for i in range(first, last + 1))

    def _is_body(self, i: int) -> bool:
        return self._begins("prose", i) or self._begins("labelled", i)

    # ------------------------------------------------------------ helpers

    def match(self, name: str, i: int) -> "regex.Match[str] | None":
        """The match of the rule ``document.name`` with the whole of a paragraph."""
        return matches(self.rules.rule(f"document.{name}"), self.page, i)

    def shape(self, name: str, i: int) -> "regex.Match[str] | None":
        """The match of a fragment with the whole of a paragraph."""
        return self.shapes[name].fullmatch(self.page.text, *self.page.lines[i])

    def _begins(self, name: str, i: int) -> bool:
        return self.shapes[name].match(self.page.text, *self.page.lines[i]) is not None

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


def pattern_of(rules: Rules, rule_id: str) -> "regex.Pattern[str]":
    """The pattern of a rule that can't do without one. Raises RuleError where a user's rule took it away."""
    rule = rules.rule(rule_id)
    if rule.pattern is None:
        raise RuleError(f"{rule.file}: rule {rule_id}: lacks 'pattern'")
    return rule.pattern


def _alike(title: str, known: str) -> bool:
    """Whether a line and the page's title are the same up to what a site cuts off."""
    a, b = (regex.sub(r"[\W_]", "", text) for text in (title, known))
    return a[:8] in b or b[:8] in a


def iso_day(match: "regex.Match[str]") -> str | None:
    """The ISO date of a match of the fragment ``day``, None where it holds none or no real one."""
    groups = match.groupdict()
    if not groups.get("year"):
        return None
    month, day = (int(parse_number(groups[name].replace("廿", "二十")) or 0) for name in ("month", "day"))
    try:
        return date(parse_year(groups["year"]) or 0, month, day).isoformat()
    except ValueError:
        return None
