"""What stands above a document's body: title, number, dates, addressee, letterhead, the page's table about it."""

from bisect import bisect_right
from functools import cache
from itertools import takewhile

import regex

from extract.furniture import Page, matches
from extract.issuers import NARROW, is_issued, issuer_of, joint_issuers, names_apart
from extract.lines import Span
from extract.model import Normal, Source
from extract.numerals import iso_day
from extract.rulebook import Rules

FIELDS = ("title", "issuer", "document_number", "issued_on")
# What a site puts around a title: its own name after _, | or -, a campaign's in brackets before it.
_SITE = regex.compile(r"[_|]|--| - |^[【\[][^】\]]*[】\]]")
_BLANKS = regex.compile(r"\s+(?=[^A-Za-z])|(?<=[^A-Za-z])\s+")
_STEPS = (">", "»", "›", ">>", "/", "→")  # between the steps of a path through a site
TITLES = regex.compile(r"《([^《》]{4,80})》")  # that a text names
_PRESS = 9  # paragraphs of the press above a notice
TITLE_LINES = 4  # over which a title may be broken


class Masthead:
    """The fields of one document as they are found. Of two finds for a field the first stays; ``later`` holds what
    counts only where nothing better is found."""

    def __init__(self, source: Source, normal: Normal, rules: Rules, page: Page) -> None:
        self.source, self.normal, self.rules, self.page = source, normal, rules, page
        self.shapes, self.words = rules.patterns["document"], rules.words["document"]
        self.values: dict[str, str] = {}
        self.found_by: dict[str, str] = {}
        self.later: list[tuple[str, str | None, str]] = []
        self.titles: set[str] = set()  # of plans that the document's title names
        self.signed: str | None = None  # the agencies of the signature
        self.presenter: regex.Match[str] | None = None  # who gives a report
        self.fields = _fields(rules)
        self._tried: dict[str, regex.Match[str] | None] = {}  # as titles; one text is asked for again and again
        self.letterhead = rules.rule("document.letterhead")
        self._headings = [block for block in source.blocks if block.kind == "heading"]

    def fill(self, name: str, value: str | None, rule: str) -> None:
        """Keeps a value for a field that has none."""
        if value and name not in self.values:
            self.values[name], self.found_by[name] = value, rule

    def fill_later(self) -> None:
        """Keeps what was put off, as far as nothing better has been found: first what the text itself says."""
        for name, value, rule in sorted(self.later, key=lambda found: found[2] == "document.meta"):
            self.fill(name, value, rule)
        self._fill_whole_name()

    def _fill_whole_name(self) -> None:
        """Puts the whole name of an issuer for a short one: 云川市人民政府 where the title says 市政府."""
        issuer = self.values.get("issuer")
        if not issuer or not issuer.startswith(self.words["area"]):
            return
        known = [self.signed, *(value for name, value, _ in self.later if name == "issuer")]
        whole = next((name for name in known if name and self._short(name)[1:].endswith(self._short(issuer))), None)
        if whole:
            self.values["issuer"] = whole

    def _short(self, name: str) -> str:
        """The name of an agency as titles shorten it: 市政府 for 市人民政府."""
        return self.shapes["peoples"].sub("", name)

    def read_front(self) -> None:
        """Reads and marks what stands above the body."""
        page = self.page
        titles: list[list[int]] = []
        buffer: list[int] = []
        for i in range(page.first):
            if page.taken[i]:
                self._read_labels(i)
                buffer = []
            elif self._read_order(i) or self._read_line(i):
                buffer = []
            elif titles and titles[-1][-1] == i - 1 and self.shape("edition_line", i):
                titles[-1].append(i)
            elif titles and self._goes_on(titles[-1], [*buffer, i]):
                titles[-1] += [*buffer, i]
                buffer = []
            else:
                buffer.append(i)
                if whole := self._whole_title(buffer):
                    titles.append(whole)
                    buffer = []
        if titles:
            self._read_title(self._telling(titles))
            for title in titles:  # 国务院关于印发…的通知, above the plan itself
                issuer = issuer_of("".join(map(self.bare, title)), self.rules)
                self.later.append(("issuer", issuer, "document.issuer"))
            for title in titles:
                page.take(title, "document.title")
        else:
            self._read_headline()
            self._read_number_below()
        self._read_rest()

    def _read_line(self, i: int) -> bool:
        """Reads a line that is a number, an order, a date or an addressee, and tells whether it was one."""
        for name in ("number", "order", "day", "addressee", "attachment"):
            if found := self.match(name, i):
                break
        else:
            return False
        if name == "order":  # of an amended text, the last
            found = [found, *self.shapes["revised_by"].finditer(self.page.text, *self.page.lines[i])][-1]
        if name in ("number", "order"):
            self.fill("document_number", self.written(found.span("number")), f"document.{name}")
            self.later.append(("issued_on", iso_day(found), "document.day"))
        if name == "order":
            self.fill("issuer", self.shapes["of_republic"].sub("", self.issuers(found)), "document.order")
            self.fill("issued_on", iso_day(found), "document.order")
        if name == "day":
            self.later.append(("issued_on", iso_day(found), "document.day"))
        self.page.take([i], f"document.{name}")
        return True

    def _read_order(self, i: int) -> bool:
        """Reads the two lines of an order's head, 云川市人民政府令 / 第235号, and tells whether they are there."""
        order = self.shape("order_of", i)
        if not order or i + 1 == len(self.page.lines) or not self.shape("order_nth", i + 1):
            return False
        lines = (self.written(self.bare_span(k)) for k in (i, i + 1))
        self.fill("document_number", "".join(lines), "document.order")
        self.fill("issuer", self.shapes["of_republic"].sub("", order["issuer"]), "document.order")
        self.page.take([i, i + 1], "document.order")
        return True

    def _whole_title(self, buffer: list[int]) -> list[int]:
        """The lines of the title that ends with the last of some lines, none where it ends no title."""
        lines = buffer[-TITLE_LINES:]
        lines = lines[max((k + 1 for k, i in enumerate(lines[:-1]) if self.shape("of_site", i)), default=0) :]
        texts, says_about = [self.bare(i) for i in lines], self.shapes["about"]
        about = next((k for k in reversed(range(len(lines))) if says_about.search(texts[k])), None)
        if about is None:
            if not self._title(texts[-1]) or self.match("presenter", lines[-1]):
                return []
            starts = [k for k, i in enumerate(lines) if "#" in self.page.line(i)]
            starts += [k + 1 for k, i in enumerate(lines[:-1]) if matches(self.letterhead, self.page, i)]
            starts += [k + 1 for k, i in enumerate(lines[:-1]) if self.shape("above_title", i) or self._ends_path(i)]
            if not self._is_heading(lines[-1]):
                starts += [k + 1 for k, i in enumerate(lines) if self._is_heading(i)]
            return lines[max(starts, default=0) :]
        if not self._title("".join(texts[about:])):
            return []
        first = len(buffer) - len(lines) + about
        if says_about.match(texts[about]):
            while first and self._signs(buffer[first - 1]):
                first -= 1
        return buffer[first:]

    def _signs(self, i: int) -> bool:
        """Whether a line is an agency's name, as of each that issues a document together with others."""
        return matches(self.letterhead, self.page, i) is not None and not self.bare(i).endswith(
            self.words["letterhead_end"]
        )

    def _ends_path(self, i: int) -> bool:
        """Whether a line is the last of a path through the site, of which each step has a line: 首页 / > / 云川要闻."""
        return i > 0 and self.page.line(i - 1) in _STEPS

    def _telling(self, titles: list[list[int]]) -> list[int]:
        """The last of some titles, or the one above it where that only says what kind the document is: 政府工作报告; or
        one that says whose it is and then the same."""
        bare = self.shapes["bare_title"]
        named = [title for title in titles if not bare.fullmatch("".join(self.bare(i) for i in title))]
        last = (named or titles)[-1]
        said = "".join(self.bare(i) for i in last)
        whole = ["".join(self.bare(i) for i in title) for title in titles]
        fuller = [
            title
            for title, text in zip(titles, whole, strict=True)
            if self.shapes["about"].match(said) and is_issued(text, said, self.rules)
        ]
        return fuller[-1] if fuller else last

    def _goes_on(self, title: list[int], lines: list[int]) -> bool:
        """Whether lines end the title above them: 关于分解市政府工作报告 / 主要任务的通知, …规划 / 和…纲要."""
        if len(lines) >= TITLE_LINES or lines != list(range(title[-1] + 1, lines[-1] + 1)):
            return False
        above, below = ("".join(map(self.bare, some)) for some in (title, lines))
        kind = self.shapes["of_kind"]
        about = self.shapes["about"]
        if about.search(below) or not kind.fullmatch(below):
            return False
        ended = self.shapes["title_ended"].search(above) and kind.fullmatch(above)
        goes_on = about.search(above) is not None and any(of in below for of in self.rules.words["common"]["of"])
        return below.startswith(self.words["joins"]) or (goes_on and not ended)

    def _read_title(self, lines: list[int]) -> None:
        text = "".join(self.bare(i) for i in lines)
        written = "".join(self.written(self.bare_span(i)) for i in lines)
        match = self._title(text)
        if match and match["number"]:
            self.fill("document_number", written[slice(*match.span("number"))], "document.number")
        if match and match["year"]:
            self.later.append(("issued_on", iso_day(match), "document.day"))
        title = self._with_signers_apart(written[slice(*match.span("title"))] if match else written, lines)
        self.fill("title", title, "document.title")
        self.read_from_title(title)
        self.titles.update(TITLES.findall(text))

    def _with_signers_apart(self, title: str, lines: list[int]) -> str:
        """A title with blanks between the agencies with which it begins, where these or line breaks part several."""
        spans = (self.normal.span(*self.bare_span(i)) for i in lines)
        pieces = [piece for start, end in spans for piece in self.source.text[start:end].strip("# *").split()]
        signers = joint_issuers(pieces, self.rules)
        run_on = "".join(signers)
        return " ".join(signers) + title[len(run_on) :] if title.startswith(run_on) else title

    def issuers(self, match: "regex.Match[str]") -> str:
        """The agencies that a line names, parted by blanks where the line has several."""
        start, end = self.normal.span(*match.span("issuer"))
        names = names_apart(self.source.text[start:end].strip("# *").replace("、", " ").split(), self.rules)
        return " ".join(names) if names else match["issuer"].replace(" ", "")

    def _read_genre(self, match: "regex.Match[str] | None") -> None:
        if match:
            self.fill("genre", "plan" if match["plan"] else "law" if match["law"] else "report", "document.title")

    def read_from_title(self, title: str) -> None:
        """Reads the genre and the issuer from a title."""
        if "genre" not in self.values:
            self._read_genre(self._title(title.translate(NARROW).replace(" ", "")))
        if "issuer" not in self.values:
            self.fill("issuer", issuer_of(title, self.rules), "document.issuer")

    def _read_headline(self) -> None:
        """Puts off the first line as a title of news, where a body follows and the page's own title agrees."""
        known = self.page_title()
        for i in range(self.page.first if self.page.first < len(self.page.lines) else 0):
            passed = self.page.taken[i] or matches(self.letterhead, self.page, i) or self.shape("of_site", i)
            match = None if passed else self.match("headline", i)
            if match and (not known or _alike(match["title"], known)):
                title = self._with_signers_apart(self.written(match.span("title")), [i])
                if i + 1 < self.page.first and self.shape("second_title", i + 1):
                    title += self.written(self.bare_span(i + 1))
                    self.page.take([i + 1], "document.headline")
                self.later.append(("title", title, "document.headline"))
                if match["number"]:
                    self.fill("document_number", self.written(match.span("number")), "document.number")
                self.page.take([i], "document.headline")
                return

    def _read_number_below(self) -> None:
        """Reads the number of a notice that stands whole below words of the press about it, right under its title."""
        for i in range(self.page.first + 1, min(self.page.first + _PRESS, len(self.page.lines) - 1)):
            title = self.bare(i - 1)
            issued = TITLES.search(title)
            if issued and self.match("addressee", i + 1) and self._title(title):
                above = self.page.text[: self.page.lines[i - 1][0]]
                if issued.group() in above and title not in above:  # where it lists titles, it heads a collection
                    self._read_line(i)
                return

    def _read_rest(self) -> None:
        """Marks what else stands above the body of a document with a title; headings right above the body stay."""
        page = self.page
        titles = [i for i in range(page.first) if page.taken[i] in ("document.title", "document.headline")]
        signers = []
        named = range(page.first) if titles else takewhile(self._signs, range(page.first))
        for i in named:
            if page.taken[i]:
                continue
            if signer := matches(self.letterhead, page, i):
                signers.append(self.issuers(signer))
                page.take([i], self.letterhead.id)
                continue
            if published := self.shape("published_by", i):
                signers.append(self.issuers(published))
                self.fill("issued_on", iso_day(published), "document.signature")
            self.presenter = self.presenter or self.match("presenter", i)
            if i < titles[-1] or not (self._may_head(i, titles[-1]) or self._opens_body(i)):
                page.take([i], "document.subtitle")
        self.later.append(("issuer", " ".join(dict.fromkeys(signers)), self.letterhead.id))

    def _may_head(self, i: int, title: int) -> bool:
        """Whether a line between title and body is the heading of its first part."""
        line = self.page.line(i)
        if line.startswith("#") or line.endswith("——") or self._is_heading(i):
            return True
        if self.rules.patterns["section"]["goals"].fullmatch(line):
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
        """Reads what a line of the page's table above the text says of it: 成文日期：2024年3月5日. Where a label stands
        alone, its value is the next line."""
        pairs = self.page.about.get(i, [])
        for label, value in pairs:
            self._read_value(self.fields[label], value)
        if len(pairs) == 1 and not pairs[0][1] and i + 1 < self.page.first and not self.page.taken[i + 1]:
            name = self.fields[pairs[0][0]]
            if name != "title" and self._read_value(name, self.written(self.bare_span(i + 1))):
                self.page.take([i + 1], "document.furniture")

    def _read_value(self, name: str, written: str) -> bool:
        """Keeps for later what a label says of a field, and tells whether it is of the field's kind."""
        value = _BLANKS.sub("", written)
        if name == "issued_on":
            day = self.shapes["day"].match(value.translate(NARROW))
            self.later.append((name, iso_day(day) if day else None, "document.meta"))
            return day is not None
        if value and self.is_value(name, value):
            self.later.append((name, value, "document.meta"))
            if name == "title":
                self.later.append(("issuer", issuer_of(value, self.rules), "document.issuer"))
            return True
        return False

    def is_value(self, name: str, value: str) -> bool:
        """Whether what a page gives for a field can be one: 相关部门 is no issuer, 无 no number."""
        shape = {"issuer": "agency", "document_number": "number"}.get(name)
        return name in FIELDS and (shape is None or self.shapes[shape].fullmatch(value.translate(NARROW)) is not None)

    def page_title(self) -> str | None:
        """The title that the page or file gives, without the names of the site that stand around it."""
        title = self.source.meta.get("title")
        if not title:
            return None
        parts = [part.strip() for part in _SITE.split(title) if part.strip()]
        parts = [part for part in parts if "。" not in part]
        whole = [part for part in parts if self._title(part.translate(NARROW))]
        return (whole or sorted(parts, key=len, reverse=True) or [None])[0]

    def posted_title(self) -> str | None:
        """The title on a line of the furniture above the text that also says when the page was posted."""
        furniture = (i for i in range(self.page.first) if self.page.taken[i] == "document.furniture")
        found = (self.shapes["posted_title"].match(self.page.text, *self.page.lines[i]) for i in furniture)
        return next((match["title"] for match in found if match and self._title(match["title"])), None)

    def posted_on(self) -> str | None:
        """The day that the furniture above the text gives for its posting, or its first: 2024-03-05 10:20 来源：…"""
        page, day = self.page, self.shapes["day"]
        furniture = [i for i in range(page.first) if page.taken[i] == "document.furniture"]
        values = ((self.fields[label], value) for i in furniture for label, value in page.about.get(i, []))
        posted = [day.search(value.translate(NARROW)) for name, value in values if name == "published_on"]
        plain = (i for i in furniture if i not in page.about or self.fields[page.about[i][0][0]] == "source")
        others = (day.search(page.text, *page.lines[i]) for i in plain)
        return next((iso_day(found) for found in (*posted, *others) if found), None)

    def match(self, name: str, i: int) -> "regex.Match[str] | None":
        """The match of the rule ``document.name`` with the whole of a paragraph."""
        return matches(self.rules.rule(f"document.{name}"), self.page, i)

    def shape(self, name: str, i: int) -> "regex.Match[str] | None":
        """The match of a fragment with the whole of a paragraph."""
        return self.shapes[name].fullmatch(self.page.text, *self.page.lines[i])

    def _title(self, text: str) -> "regex.Match[str] | None":
        """The match of the rule for titles with the whole of a text."""
        if text not in self._tried:
            self._tried[text] = self.rules.pattern("document.title").fullmatch(text)
        return self._tried[text]

    def begins(self, name: str, i: int) -> bool:
        return self.shapes[name].match(self.page.text, *self.page.lines[i]) is not None

    def bare_span(self, i: int) -> Span:
        """A paragraph without marks of Markdown."""
        start, end = self.page.lines[i]
        while start < end and self.page.text[start] in "# ":
            start += 1
        return start, end

    def bare(self, i: int) -> str:
        return self.page.text[slice(*self.bare_span(i))]

    def written(self, span: Span) -> str:
        """A range as the source writes it, in its width, without the noise that was left out."""
        return self.normal.written(self.source, *span)


@cache
def _fields(rules: Rules) -> dict[str, str]:
    """The field that each label of a page's table about its document gives."""
    labels = rules.tables["furniture"]["labels"]
    return {label: name for name, written in labels.items() for label in written}


def _alike(title: str, known: str) -> bool:
    """Whether a line and the page's title are the same up to what a site cuts off."""
    a, b = (regex.sub(r"[\W_]", "", text) for text in (title, known))
    return a[:8] in b or b[:8] in a
