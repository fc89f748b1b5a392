"""What begins a section: numbered labels, and headings that format, marks or their place make known."""

from bisect import bisect_right
from dataclasses import replace
from functools import cache, lru_cache
from unicodedata import numeric

import regex

from extract.lines import Span, breaks_word, paragraph_spans
from extract.marks import ANNEX, CLOSED, UNNUMBERED, Mark, ranked, take_back_lists, with_known_prefixes
from extract.model import Block, Normal, Source
from extract.numerals import parse_number
from extract.rulebook import PATTERN_SECONDS, Rule, Rules

_PADDED = regex.compile(r"(?m)^01[\s\S]*^02")
_RUN_IN = 45  # characters: a first sentence longer than this is no heading
_LINE = 60  # a heading on a line of its own
_SHORT = 40  # a heading that nothing marks
_TEXT = 10  # the least that stands under a heading
_COLON = 20  # a topic before a colon
_STACKED = 4  # headlines that stand one above another; more short lines than these are cells of a table
_STRONG = 7  # the depth of a heading that is only in bold type: below the six that are headings by name
_FEWEST = 3  # headings that a full stop closes
_STATED = 5  # characters: a shorter line under 主要目标 states none
_NUMBERS = 1_000  # numbers of sections, which are the same in all documents
_CELL = 300  # a cell with more text than this is a page's layout, not a table


def find_marks(source: Source, body: Normal, rules: Rules) -> list[Mark]:
    """All that may begin a section, in the order of the text; whether a label's number fits is not asked here."""
    finder = _Finder(source, body, rules)
    paragraphs = list(paragraph_spans(body.text))
    marks = finder.over_decimals([finder.marked(start, end) for start, end in paragraphs])
    finder.doubt(marks, paragraphs)
    finder.bound_boxes(marks, paragraphs)
    finder.complete_annexes(marks, paragraphs)
    take_back_lists(marks)
    inline = finder.inline(paragraphs)
    found = [mark for mark in marks if mark] + inline
    headed = {mark.body for mark in marks if mark}
    begun = {mark.start for mark in found}
    covered = [start in begun or end in headed for start, end in paragraphs]
    found += finder.counted_off(finder.short(paragraphs, covered, {mark.start: mark for mark in found}))
    begun = {mark.start for mark in found}
    found += finder.closed(
        paragraphs, [done or start in begun for (start, _), done in zip(paragraphs, covered, strict=True)]
    )
    found.sort(key=lambda mark: mark.start)
    return with_known_prefixes(ranked(found, finder.rank), body.text)


class _Finder:
    """The rules of sections, sorted by what they make, applied to one text."""

    def __init__(self, source: Source, body: Normal, rules: Rules) -> None:
        self.rules, self.text, self.body = rules, body.text, body
        self.fragments = rules.patterns["section"]
        tables = rules.tables["section"]
        self.rank = {rule: rank for rank, rule in enumerate(tables["order"])}
        self.without_run_in = set(tables["without_run_in"])
        self.padded = _PADDED.search(body.text) is not None
        self.ordinal = rules.rule("section.ordinal")
        self.blocks = [block for block in source.blocks if block.kind in ("heading", "strong")]
        self.tables = [table.start for table in source.tables]
        self.titles = sorted(table.title for table in source.tables if table.title)
        in_tables = {(cell.start, cell.end) for table in source.tables for cell in table.cells}
        self.cells = [
            block
            for block in source.blocks
            if block.kind == "cell" and (block.end - block.start < _CELL or (block.start, block.end) in in_tables)
        ]

    def marked(self, start: int, end: int) -> Mark | None:
        """The mark at the start of a paragraph that shows by a label, a format or a sign; None where it shows none."""
        if self._block(self.cells, start, end):
            return None
        at, hashes, bullet = self._lead(start, end)
        for rule, pattern in _beginning_with(self.rules, self.text[at : at + 1]):
            if rule.make == "padded" and not self.padded:
                continue
            match = pattern.match(self.text, at, end, timeout=PATTERN_SECONDS)
            if match and (rule.make != "decimal" or "." in match["number"] or self._is_topic(at, end)):
                return self._labelled(rule, match, start, end)
        if annex := self.fragments["annex"].fullmatch(self.text, at, end):
            heading = annex.span("heading") if annex["heading"] else None
            return Mark("section.annex", ANNEX, None, start, annex.span("label"), heading, end, end)
        if dash := self.fragments["dash"].fullmatch(self.text, at, end):
            return self._plain("section.dash", 8, start, dash.span("heading"), end)
        if not 1 < end - at <= _LINE or not self._is_line(at, end):
            return None
        block = self._block(self.blocks, start, end)
        if (hashes or block) and not self._names_table(at, end, block):
            level = block.level if block else None
            return self._plain("section.marked", level or hashes or _STRONG, start, (at, end), end)
        if bullet:
            return self._plain("section.bullet", 8, start, (at, end), end)
        return None

    def _lead(self, start: int, end: int) -> tuple[int, int, bool]:
        """Where a paragraph goes on after its marks, how many # of Markdown these are, and whether a bullet."""
        if not _may_mark(self.rules, self.text[start]):
            return start, 0, False
        lead = self.fragments["lead"].match(self.text, start, end)
        return (lead.end(), (lead["hashes"] or "").count("#"), bool(lead["bullet"])) if lead else (start, 0, False)

    def over_decimals(self, marks: list[Mark | None]) -> list[Mark | None]:
        """The marks, those of 1. and 2. that stand over 1.1 and 2.1 as the outer level of these."""
        outer = (self.rank["section.decimal"], 1)
        after: str | None = None  # the decimal label that comes next
        for i in reversed(range(len(marks))):
            mark = marks[i]
            if mark and mark.rule == "section.decimal" and mark.label:
                after = self.text[slice(*mark.label)]
            elif mark and mark.rule == "section.arabic":
                if after and after == f"{mark.number}.1":
                    marks[i] = replace(mark, kind=outer)
                after = None
        last: Mark | None = None  # of the labels 1., 2.
        for i, mark in enumerate(marks):
            if mark and mark.rule == "section.arabic" and mark.number:
                if last and last.kind == outer and last.number == mark.number - 1:
                    marks[i] = mark = replace(mark, kind=outer)  # 3. without 3.1
                last = mark
        return marks

    def _names_table(self, start: int, end: int, block: Block | None) -> bool:
        """Whether a line is a table's title, by its words or, where it only stands out, by its place."""
        if self.fragments["table_name"].fullmatch(self.text, start, end):
            return True
        place = bisect_right(self.titles, self.body.span(start, end)[0], key=lambda title: title[0]) - 1
        here = place >= 0 and self.titles[place][1] > self.body.span(start, end)[0]
        return here and (block is None or block.kind == "strong")

    def doubt(self, marks: list[Mark | None], paragraphs: list[Span]) -> None:
        """Doubts labels after a long paragraph without an end: 第 / 一、二轮督察 may be one broken line."""
        for i, (before, mark) in enumerate(zip(paragraphs, marks[1:], strict=False), 1):
            if mark and before[1] - before[0] > _LINE and not self._is_complete(before[1]):
                marks[i] = replace(mark, doubtful=True)

    def _is_complete(self, end: int) -> bool:
        """Whether what stands before an offset ends like a sentence or a note in brackets."""
        return self.fragments["complete"].search(self.text, max(0, end - 4), end) is not None

    def bound_boxes(self, marks: list[Mark | None], paragraphs: list[Span]) -> None:
        """Ends boxes that hold a table where sentences go on."""
        for i, mark in enumerate(marks):
            if mark and mark.rule == "section.box":
                text = next((k for k in range(i + 1, len(marks)) if marks[k] or self._is_text(*paragraphs[k])), None)
                if not text or marks[text]:
                    continue
                if text > i + 1 or self._table_between(mark.end, paragraphs[text][0]):
                    marks[i] = replace(mark, until=paragraphs[text][0])

    def complete_annexes(self, marks: list[Mark | None], paragraphs: list[Span]) -> None:
        """Gives annexes the heading on the line below theirs; those with nothing below them are only named here."""
        for i in reversed(range(len(marks))):
            mark = marks[i]
            if not mark or mark.kind != ANNEX:
                continue
            last = i + 1 == len(marks)
            below = mark if last else marks[i + 1]
            plain = not below or below.rule == "section.marked"
            if not mark.heading and plain and self._is_title(mark, *paragraphs[i + 1]):
                start, end = paragraphs[i + 1]
                marks[i], marks[i + 1] = replace(mark, heading=(start, end), body=end), None
            elif below and below.kind == ANNEX:
                table = self._table_between(mark.end, len(self.text) if last else paragraphs[i + 1][0])
                marks[i] = mark if table else None

    def _is_title(self, mark: Mark, start: int, end: int) -> bool:
        return self._may_be_short(start, end) and not self._table_between(mark.end, start)

    def _table_between(self, end: int, start: int) -> bool:
        """Whether a table, which has been taken out of the text, stood between two paragraphs of it."""
        first, last = (bisect_right(self.tables, self.body.origin[at]) for at in (max(end - 1, 0), start))
        return first < last

    def _is_text(self, start: int, end: int) -> bool:
        return end - start > _LINE and self.fragments["sentence_mark"].search(self.text, start, end) is not None

    def inline(self, paragraphs: list[Span]) -> list[Mark]:
        """一是, 二是 … where they follow each other in one paragraph or at the start of paragraphs."""
        if not any(point in self.text for point in self.rules.words["section"]["second_point"]):
            return []
        starts = [start for start, _ in paragraphs]
        found = list(self.ordinal.find(self.text))
        marks = []
        for match, following in zip(found, [*found[1:], None], strict=False):
            end = paragraphs[bisect_right(starts, match.start()) - 1][1]
            end = min(end, following.start()) if following else end
            marks.append(replace(self._labelled(self.ordinal, match, match.start(), end), until=end))
        return marks

    def short(self, paragraphs: list[Span], marked: list[bool], labels: dict[int, Mark]) -> list[Mark]:
        """Unnumbered headings that show only by being short lines with text under them.

        What stands alone between 一、活动主题 and 二、活动时间 is the text under the first of them.
        """
        marks = []
        i = 0
        while i < len(paragraphs):
            if marked[i]:
                i += 1
                continue
            run = i
            if self._heads_list(paragraphs[i : i + 2], marked[i : i + 2]):
                marks.append(self._plain("section.short", 9, paragraphs[i][0], paragraphs[i], paragraphs[i][1]))
                i += 1
                continue
            while run < len(paragraphs) and not marked[run] and self._heads_text(*paragraphs[run]):
                run += 1
                if self._heads_list(paragraphs[run : run + 2], marked[run : run + 2]):
                    break
            lines = paragraphs[i:run]
            headed = i > 0 and marked[i - 1]
            above, below = (labels.get(paragraphs[k][0]) if 0 <= k < len(paragraphs) else None for k in (i - 1, run))
            between = above and below and above.kind == below.kind and above.number is not None
            heads = not between and run < len(paragraphs)
            if lines and heads and self._heads(lines, headed, paragraphs[run], marked[run]):
                kept = [0] if len(lines) == 1 else [0, len(lines) - 1]
                for depth, k in enumerate(kept, 9):
                    marks.append(self._plain("section.short", depth, lines[k][0], lines[k], lines[k][1]))
            i = max(run, i + 1)
        return marks

    def counted_off(self, marks: list[Mark]) -> list[Mark]:
        """The same headings, those numbered that count 一, 二, … with nothing but a blank behind: 一 总体要求."""
        counted: dict[int, Mark] = {}
        for i, mark in enumerate(marks):
            figure = self.fragments["counted"].match(self.text, mark.start, mark.end)
            if figure and _value(figure.group()) == len(counted) + 1:
                label, heading = figure.span(), (figure.end(), mark.end)
                kind, number = (self.rank["section.han"], 1), len(counted) + 1
                counted[i] = replace(mark, rule="section.han", kind=kind, number=number, label=label, heading=heading)
        return [counted.get(i, mark) for i, mark in enumerate(marks)] if len(counted) > 1 else marks

    def closed(self, paragraphs: list[Span], marked: list[bool]) -> list[Mark]:
        """Unnumbered headings that a full stop closes: phrases alone on their lines, each over a paragraph of text.

        One or two such lines are sentences.
        """
        marks = []
        for i, (start, end) in enumerate(paragraphs[:-1]):
            if marked[i] or marked[i + 1] or not self.fragments["closed"].fullmatch(self.text, start, end):
                continue
            if self._block(self.cells, start, end):
                continue
            if self._is_text(*paragraphs[i + 1]) and (not start or marked[i - 1] or self._is_complete(start - 1)):
                marks.append(self._plain("section.short", CLOSED[1], start, (start, end - 1), end))
        return marks if len(marks) >= _FEWEST else []

    def _heads_list(self, lines: list[Span], marked: list[bool]) -> bool:
        """Whether a line says that goals or results follow, on lines without full stops."""
        if len(lines) < 2 or any(marked) or not self.fragments["goals"].fullmatch(self.text, *lines[0]):
            return False
        if lines[1][1] - lines[1][0] < _STATED or any(self._block(self.cells, *line) for line in lines):
            return False
        return self.fragments["sentence_mark"].search(self.text, *lines[1]) is None

    def _heads(self, lines: list[Span], headed: bool, following: Span, labelled: bool) -> bool:
        """Whether short lines, one above another, head the paragraph that follows them."""
        if len(lines) > _STACKED or (len(lines) > 2 and min(end - start for start, end in lines) < 6):
            return False
        start = lines[0][0]
        agency = self.fragments["agency"]
        if agency.fullmatch(self.text, *lines[-1]) and agency.match(self.text, *following):
            return False  # who does a task, and with whom
        if start and not headed and not self._is_complete(start - 1):
            return False
        if labelled:
            return len(lines) == 1 and lines[0][1] - start <= _COLON
        text = self.text[slice(*following)]
        return (
            len(text) >= _TEXT
            and any(self.fragments[name].search(text) for name in ("sentence_mark", "leads_in"))
            and not breaks_word(self.text[slice(*lines[-1])], text)
        )

    def _heads_text(self, start: int, end: int) -> bool:
        return self._may_be_short(start, end) and not self._names_table(start, end, None)

    def _may_be_short(self, start: int, end: int) -> bool:
        line = self.text[start:end]
        if self.fragments["named"].fullmatch(line):
            return True
        if not 3 < len(line) <= _SHORT or not self._is_line(start, end) or self._block(self.cells, start, end):
            return False
        if self.fragments["sentence_mark"].search(line):
            return False
        if self.fragments["no_heading"].search(self.text, start, end):
            return False
        if any(line.count(left) != line.count(right) for left, right in ("()", "“”", "《》")):
            return False
        return not any(self.fragments[name].search(self.text, start, end) for name in ("figures", "opens_sentence"))

    def _is_topic(self, start: int, end: int) -> bool:
        return end - start <= _COLON and self._is_line(start, end)

    def _is_line(self, start: int, end: int) -> bool:
        return not self.fragments["not_heading_end"].search(self.text, start, end)

    def _block(self, blocks: list[Block], start: int, end: int) -> Block | None:
        """The block of the format that holds a paragraph."""
        if not blocks:
            return None
        first, last = self.body.span(start, end)
        at = bisect_right(blocks, first, key=lambda block: block.start) - 1
        return blocks[at] if at >= 0 and blocks[at].end >= last else None

    def _plain(self, rule: str, depth: int, start: int, heading: Span, end: int) -> Mark:
        closing = self.fragments["closing"].fullmatch(self.text, *heading) is not None
        return Mark(rule, (UNNUMBERED, depth), None, start, None, heading, end, end, closing=closing)

    def _labelled(self, rule: Rule, match: "regex.Match[str]", start: int, end: int) -> Mark:
        figure = match["number"]
        depth = figure.count(".") + 1
        begin = match.end()
        while begin < end and self.text[begin] == " ":
            begin += 1
        heading, body, lone = self._heading(begin, end, rule.id not in self.without_run_in)
        return Mark(
            rule=rule.id,
            kind=(self.rank[rule.id], depth),
            number=_value(figure.rpartition(".")[2]),
            start=start,
            label=match.span("label"),
            heading=heading,
            body=body,
            end=end,
            lone=lone,
        )

    def _heading(self, start: int, end: int, run_in: bool) -> tuple[Span | None, int, bool]:
        """The heading after a label, where the text under it begins, whether the paragraph is one sentence."""
        bracket = self.fragments["bracketed_heading"].match(self.text, start, end)
        if bracket:
            return bracket.span("heading"), bracket.end(), False
        mark = self.fragments["sentence_mark"].search(self.text, start, end)
        if not mark:
            topic = self.fragments["bare_topic"].fullmatch(self.text, start, end) if run_in else None
            if topic:
                return topic.span("heading"), end, False
            noted = self.fragments["noted"].fullmatch(self.text, start, end) if run_in else None
            if noted and not self.fragments["statement"].search(self.text, *noted.span("heading")):
                return noted.span("heading"), noted.end("heading"), True
            whole = start < end <= start + (_LINE if run_in else _COLON) and self._is_line(start, end)
            whole = whole and self.fragments["item_line"].search(self.text, start, end) is None
            if not whole or (end - start >= _COLON and breaks_word(self.text[start:end], self.text[end + 1 : end + 5])):
                return None, start, False
            return (start, end), end, False
        if not run_in:
            return None, start, False
        topic = self.fragments["topic"].match(self.text, start, end)
        if topic:
            return topic.span("heading"), topic.end(), False
        stop = mark.start()
        if not start < stop <= start + _RUN_IN or self.fragments["statement"].search(self.text, start, stop):
            return None, start, False
        lone = self.fragments["note_after"].fullmatch(self.text, mark.end(), end) is not None
        return (start, stop), mark.end(), lone


@cache
def _beginning_with(rules: Rules, character: str) -> "tuple[tuple[Rule, regex.Pattern[str]], ...]":
    """The rules of labels that a character may begin."""
    labels = [(rule, rule.pattern) for rule in rules["section"] if rule.make in ("label", "padded", "decimal")]
    return tuple((rule, p) for rule, p in labels if p and p.match(character, partial=True))


@cache
def _may_mark(rules: Rules, character: str) -> bool:
    """Whether a character may begin the marks before a label or heading: # of Markdown, a bullet."""
    lead = rules.patterns["section"]["lead"].match(character, partial=True)
    return lead is not None and (lead.partial or lead.end() > 0)


@lru_cache(maxsize=_NUMBERS)
def _value(figure: str) -> int:
    value = parse_number(figure)
    if value is None:  # ⑫, 一二
        return int("".join(str(int(numeric(digit))) for digit in figure))
    return int(value)
