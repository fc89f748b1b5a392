"""The clauses that may state an outcome, and what holds for each: promised or reported, by when, in which section.

A deadline holds for what follows it up to the full stop; under goals to the end of the paragraph; where a heading, a
lead-in or a note sets it, for all that it covers (GUIDE: deadlines).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from extract.clauses import Clause, Layout, Sentence
from extract.frames import JOINS, Token, tokens
from extract.model import About, Date, Quantity, Section, Source, Task
from extract.normalise import WIDTH
from extract.rulebook import Rules
from extract.standpoint import WITHOUT_END, Standpoint
from extract.tense import (
    RESULT,
    TARGET,
    Cues,
    Setting,
    Term,
    announces,
    is_counted,
    leaning,
    noted_terms,
    opening_year,
    own_day,
    reference_year,
    settings,
    stated_year,
    term_of,
    term_of_headline,
    term_of_opening,
    term_of_title,
    time_of_year,
)

_SPEAK_OF_TIME = frozenset({"by", "ahead", "period", "plan", "point", "past", "since", "as_of"})
_LONGEST = 1_000  # characters; what goes on longer without a comma is no clause
_MOST = 100  # tokens, likewise
_START = attrgetter("start")


# The kind of what a sentence says, its deadline, whether a sentence before it named that, and when results are of.
_Begun = tuple[str, Term | None, bool, str | None]


class Selected(NamedTuple):
    """A clause that needs reading, with what holds for it."""

    clause: Clause
    before: Clause | None  # the clause before it in its sentence
    sentence: Sentence
    section: int | None
    tokens: list[Token]  # none where the clause has no figure
    dates: list[Date]
    kind: str  # target | result
    term: Term | None
    explicit: bool  # the sentence, or its paragraph's goals, names the deadline
    own: bool  # the sentence itself names it
    noted: bool  # a note or a table's row names it, for all of its text
    vague: bool  # what it names is a span of years rather than a day
    goal: bool  # the section is about goals
    as_of: str | None
    days: Sequence[Date]  # that the sentence lists, one for each of several figures


def select(
    text: str,
    source: Source,
    about: About,
    sections: Sequence[Section],
    tasks: Sequence[Task],
    quantities: Sequence[Quantity],
    dates: Sequence[Date],
    layout: Layout,
    rules: Rules,
) -> list[Selected]:
    """The clauses of a text that hold a figure or stand under a deadline, in order, headings left out."""
    walk = _Walk(text, source, about, sections, tasks, dates, layout, rules)
    mentions: list[Quantity | Date] = [*quantities, *dates]
    mentions = [mention for mention in mentions if not layout.hides(mention.start)]
    mentions.sort(key=_START)
    starts = [mention.start for mention in mentions]
    first = 0
    for sentence in layout.sentences:
        first = bisect_left(starts, sentence.start, first)
        end = bisect_left(starts, sentence.end, first)
        walk.read(sentence, mentions[first:end])
        first = end
    return walk.selected


class _Walk:
    """A walk through a document's sentences that remembers which deadline was set where."""

    def __init__(
        self,
        text: str,
        source: Source,
        about: About,
        sections: Sequence[Section],
        tasks: Sequence[Task],
        dates: Sequence[Date],
        layout: Layout,
        rules: Rules,
    ) -> None:
        self.selected: list[Selected] = []
        self._text, self._sections, self._layout, self._rules = text, sections, layout, rules
        self._cues = Cues(text, layout, rules)
        self._is_plan = about.genre in ("plan", "law")
        leans = leaning(text, self._cues, rules) if about.genre in ("other", "news") else None
        told = rules.patterns["tense"]["past_title"].search(about.title or "") is not None
        self._reports = told or leans == RESULT or about.genre in ("news", "report")
        stated = stated_year(about, source, rules)
        opening = opening_year(text) if stated is None and about.genre != "plan" else None
        year = int(opening) if opening else reference_year(self._reports, dates) if stated is None else stated
        self._here = Standpoint(year, stated is not None, self._reports, own_day(about, source, rules))
        self._counts = about.genre == "other" and not self._reports  # what was counted stands among promises
        promises = rules.patterns["tense"]["future_title"].search(about.title or "") is not None
        self._looks_ahead = about.genre == "news" and (leans == TARGET or promises)
        self._settings = settings(sections, dates, self._reports, year, rules)
        self._titled = term_of_title(about, rules) or term_of_opening(about, text, rules)
        self._leads_in = rules.patterns["tense"]["leads_in"]
        self._outside = Setting(RESULT if self._reports else TARGET)
        self._noted = noted_terms(tasks)
        bodies = {section.start: section.body for section in sections}
        self._one_line = {task.start for task in tasks if task.end <= bodies.get(task.start, 0)}
        self._starts = [section.start for section in sections]
        self._index: int | None = None  # of the section where the walk is
        self._leaves = 0  # where it leaves that section
        self._paragraph: Term | None = None  # the deadline that goes on through the paragraph
        self._listed: dict[int, Term] = {}  # section -> the deadline of what it lists
        titled = rules.patterns["tense"]["told_year"].search(about.title or "") if self._reports else None
        self._titled_of = titled is not None  # the title names the year that is told of
        self._as_of: str | None = titled["year"] if titled else opening
        self._opened: Term | None = None  # the deadline that a line of its own set for all that follows
        self._announced = False  # the paragraph says that goals follow
        self._ahead: Term | None = None  # what a paragraph of a report looks ahead to from its first sentence on
        self._last: _Begun = (self._outside.kind, None, False, None)  # how the sentence before ended
        self._lead = term_of_headline(about, rules) if self._looks_ahead else None  # the deadline of a list led in
        self._stance: str | None = (
            TARGET if promises and self._looks_ahead else None
        )  # what the sentences before said, where a text turns from one to the other

    def read(self, sentence: Sentence, mentions: Sequence[Quantity | Date]) -> None:
        """Selects the clauses of a sentence."""
        if sentence.paragraph == 0:
            self._paragraph, self._announced = None, False
            if not self._looks_ahead:
                self._stance = None
            if sentence.clauses[-1].mark not in ("\n", ""):  # lines without a full stop go on as a list
                self._ahead = None
        index = self._innermost(sentence.start)
        section = self._sections[index] if index is not None else None
        if section is not None and sentence.end <= section.body and not self._is_item(section, mentions):
            return
        setting = self._settings[index] if index is not None else self._outside
        if self._opened and setting.term is None and (setting.kind == TARGET or not setting.told):
            setting = Setting(TARGET, self._opened, setting.goal, told=True)
        if mentions and sentence.clauses[-1].mark in (":", "\n"):
            self._opened = self._opens(sentence, mentions)
        noted = self._noted(sentence.start)
        term = noted or (self._listed_term(index) if self._listed else None) or setting.term
        self._announced = self._announced or self._announces_goals(sentence)
        if mentions or self._paragraph or term or self._looks_ahead:
            self._read_clauses(sentence, mentions, index, section, setting, term, noted is not None)
        if self._paragraph:
            ends_paragraph = self._text[sentence.end : sentence.end + 1] in ("\n", "")
            if ends_paragraph or not (setting.goal or self._announced):
                self._paragraph = None

    def _read_clauses(
        self,
        sentence: Sentence,
        mentions: Sequence[Quantity | Date],
        index: int | None,
        section: Section | None,
        setting: Setting,
        listed: Term | None,
        noted: bool,
    ) -> None:
        kind, term, explicit, as_of = self._begins(sentence, setting, listed)
        base = self._stance or setting.kind
        own = bound = vague = loose = turned = False
        reported: Date | None = None  # a date that results were read with, and that a promise may follow: 今年,全市将…
        attributive = self._rules.patterns["statement"]["attributive_date"]
        before: Clause | None = None
        days: list[Date] = []  # one for each figure of a list in the sentence: 到2022年和2030年,
        cued = self._cues.any(sentence.start, sentence.end)
        read = 0  # of the mentions
        for clause in sentence.clauses:
            index = self._innermost(clause.start)  # of 二是 after 一是…;
            section = self._sections[index] if index is not None else None
            if section is not None and clause.start < section.body < clause.end:
                clause = Clause(section.body, clause.end, clause.mark)  # without the label: 一是…
            elif section is not None and section.heading and clause.start == section.start:
                heading = self._text.find(section.heading.translate(WIDTH), section.start)
                if clause.start < heading < clause.end:
                    clause = Clause(heading, clause.end, clause.mark)
            if clause.end - clause.start > _LONGEST:
                before = clause
                continue
            here: list[Quantity | Date] = []
            dates: list[Date] = []
            while read < len(mentions) and mentions[read].start < clause.end:
                mention = mentions[read]
                read += 1
                if mention.start >= clause.start:
                    here.append(mention)
                    if isinstance(mention, Date):
                        dates.append(mention)
            if len(dates) > 1 and self._lists_days(clause, dates):
                days = dates
            cue = self._cues.last(clause.start, clause.end, among=kind) if cued else None
            if before is not None and before.mark == ";":
                bound = False
            if cue and not (bound and cue == RESULT and not loose):
                if own and term and term.last and cue == RESULT:
                    own, bound, as_of = False, False, term.last[:4]  # “十一五”时期,…得到了…
                kind, turned = cue, True
                if kind == RESULT:
                    term, explicit, self._ahead = None, False, None
                elif term is None and reported is not None:
                    term, explicit = term_of(reported), True
                    self._look_ahead(reported, sentence)
            if kind == RESULT and setting.as_of is None:
                time = time_of_year(self._text, clause.start, clause.end, self._rules)
                if time == "now" or (time and self._here.stated and not self._titled_of):
                    as_of = self._here.told_of(time, as_of)
                    if clause.start == sentence.start:
                        self._as_of = as_of
            for date in dates:
                if date.role not in _SPEAK_OF_TIME or attributive.match(self._text, date.end):
                    continue
                opens = sentence.paragraph == 0 and date.start == sentence.start
                if self._is_reached(date):
                    kind, term, own, bound, explicit, turned = RESULT, None, False, False, False, True
                    if as_of is None or not date.text.startswith("过去"):
                        as_of = date.last[:4] if date.last else as_of
                    if opens and date.role in ("point", "past", "plan") and not self._names_report(date):
                        self._as_of = as_of
                elif date.role == "since":
                    continue
                elif (
                    kind == RESULT
                    and base == RESULT
                    and (
                        not self._here.lies_ahead(date)
                        or (date.role == "point" and is_counted(self._text, sentence.start, sentence.end, self._rules))
                    )
                ):
                    reported = date
                    self._here.tell(date)
                    if as_of is None or not (date.rule == "date.month" or date.text.startswith("年")):
                        as_of = date.last[:4] if date.last else as_of
                    sets = date.start <= clause.start + 1 if date.role == "point" else opens and date.role == "plan"
                    if sets and not self._names_report(date):
                        self._as_of = as_of
                else:
                    kind, own, bound, explicit, turned = TARGET, True, True, True, True
                    vague = date.role in WITHOUT_END or (self._reports and date.role == "point")
                    loose = vague and not self._here.begins_ahead(date)
                    term = term_of(date)
                    if date.rule != "date.month":  # 下半年 is of what stands with it
                        self._paragraph = term
                    if date.role == "point" and sentence.paragraph == 0:
                        self._as_of = None
                    begins = opens and date.role == "point"
                    if setting.kind == RESULT and (begins or TARGET in (cue, self._stance)):
                        self._look_ahead(date, sentence)
            if own and term and index is not None:
                first = index not in self._listed or sentence.paragraph == 0  # 远景 comes after
                whole = not dates or dates[-1].rule != "date.month"
                if (setting.goal and first and whole) or self._sets_list(sentence, clause, section, kind, dates):
                    self._listed[index] = term
            has_figure = len(dates) < len(here)
            if has_figure and kind == TARGET and term is None:
                term = self._titled
            if has_figure or (kind == TARGET and term is not None):
                cut: list[Token] = []
                if has_figure:
                    hidden = self._layout.hidden_in(clause)
                    cut = tokens(self._text, clause.start, clause.end, here, hidden, self._rules)[:_MOST]
                self.selected.append(
                    Selected(
                        clause,
                        before,
                        sentence,
                        index,
                        cut,
                        dates,
                        kind,
                        term,
                        explicit,
                        own,
                        noted,
                        vague,
                        setting.goal,
                        as_of,
                        days,
                    )
                )
            before = clause
        if (
            turned
            and self._looks_ahead
            and (mentions or kind == RESULT or announces(self._text, sentence.start, sentence.end, self._rules))
        ):
            self._stance, self._lead = TARGET if kind == TARGET else None, None
        elif turned and kind == TARGET and not self._looks_ahead:
            self._stance = None
        if self._stance == TARGET and sentence.clauses[-1].mark == ":":
            self._lead = term or (self._last[1] if sentence.paragraph else None)
        self._last = kind, term, explicit, as_of

    def _begins(self, sentence: Sentence, setting: Setting, listed: Term | None) -> _Begun:
        """What holds where a sentence begins."""
        if sentence.paragraph and self._text.startswith("其中", sentence.start):
            return self._last
        as_of = setting.as_of or self._as_of
        if goes_on := self._paragraph or self._ahead:
            return TARGET, goes_on, True, as_of
        if self._counts and is_counted(self._text, sentence.start, sentence.end, self._rules):
            self._stance = RESULT
        if self._stance == TARGET:
            return TARGET, self._lead or listed, self._lead is not None, as_of
        return self._stance or setting.kind, listed, False, as_of

    def _opens(self, sentence: Sentence, mentions: Sequence[Quantity | Date]) -> Term | None:
        """The deadline of all that follows in a report or a text without a title, where a line of its own sets it.

        That is a line that nothing else stands in, ——2012年主要目标, or one that leads in sections, …安排如下:
        """
        date, last = mentions[-1], sentence.clauses[-1]
        if self._is_plan or not isinstance(date, Date) or date.role != "point" or date.start < last.start:
            return self._opened
        alone = last.mark == "\n" and len(sentence.clauses) == 1
        if not self._rules.patterns["tense"]["sets_out"].match(self._text, date.end, last.end):
            return None if alone and date.start == last.start else self._opened
        after = bisect_left(self._starts, last.end)
        leads = after < len(self._starts) and not self._text[last.end : self._starts[after]].strip(":\n ")
        return term_of(date) if alone or (leads and last.mark == ":") else self._opened

    def _is_item(self, section: Section, mentions: Sequence[Quantity | Date]) -> bool:
        """Whether a section is one line with a figure, and so an item of a list rather than a heading.

        A note on the line below it, which covers nothing else, makes it no heading.
        """
        alone = not self._text[section.body : section.end].strip() or section.start in self._one_line
        return alone and any(isinstance(mention, Quantity) for mention in mentions)

    def _lists_days(self, clause: Clause, days: Sequence[Date]) -> bool:
        """Whether a clause is nothing but several days."""
        if days[0].start != clause.start or days[-1].end != clause.end:
            return False
        return all(JOINS.fullmatch(self._text, one.end, other.start) for one, other in pairwise(days))

    def _sets_list(
        self, sentence: Sentence, clause: Clause, section: Section | None, kind: str, dates: Sequence[Date]
    ) -> bool:
        """Whether a deadline holds for what follows in the section: a lead-in that ends with a colon, and in reports
        the date that the section opens with."""
        if clause.mark == ":" and self._text[clause.end + 1 : clause.end + 2] in ("\n", ""):
            return True
        opens = section is not None and sentence.start <= section.body + 1 and clause.start <= section.body + 1
        first = dates[0] if dates and dates[0].start <= clause.start + 1 else None
        return bool(self._reports and opens and kind == TARGET and first and first.role in ("point", "plan"))

    def _is_reached(self, date: Date) -> bool:
        """Whether a date lies behind the document, or is told of as past: 过去的2024年."""
        if self._here.is_reached(date, self._text[date.end : date.end + 2], promises=self._stance == TARGET):
            return True
        return date.role not in ("since", "as_of") and self._text.endswith("过去的", 0, date.start)

    def _names_report(self, date: Date) -> bool:
        """Whether a date belongs to a report's name: 2017年政府工作报告 tells of 2016."""
        return self._rules.patterns["tense"]["report_name"].match(self._text, date.end) is not None

    def _look_ahead(self, date: Date, sentence: Sentence) -> None:
        """Remembers a date to which a report plainly looks ahead; a paragraph that begins so goes on so."""
        self._here.promise(date)
        if sentence.paragraph == 0:
            self._ahead = term_of(date)

    def _announces_goals(self, sentence: Sentence) -> bool:
        for clause in sentence.clauses:
            if clause.mark == ":" and self._leads_in.search(self._text, clause.start, clause.end):
                return True
        return False

    def _innermost(self, position: int) -> int | None:
        """The index of the innermost section around a position; the walk only goes forward."""
        if position >= self._leaves:
            at = bisect_right(self._starts, position)
            index = at - 1 if at else None
            while index is not None and self._sections[index].end <= position:
                index = self._sections[index].parent
            self._leaves = self._starts[at] if at < len(self._starts) else len(self._text) + 1
            if index is not None:
                self._leaves = min(self._leaves, self._sections[index].end)
            self._index = index
        return self._index

    def _listed_term(self, index: int | None) -> Term | None:
        """The deadline that a lead-in set for a section or one above; an unnumbered first part may speak for all."""
        while index is not None:
            if index in self._listed:
                return self._listed[index]
            parent = self._sections[index].parent
            first = 0 if parent is None else parent + 1
            if first in self._listed and first < index and self._sections[first].label is None:
                return self._listed[first]
            index = parent
        return None
