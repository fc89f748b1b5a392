"""The clauses that may state an outcome, and what holds for each: promised or reported, by when, in which section.

A deadline holds for what follows it up to the full stop; under goals to the end of the paragraph; where a heading, a
lead-in or a note sets it, for all that it covers (GUIDE: deadlines).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from extract.bearing import bearing
from extract.clauses import Clause, Layout, Sentence
from extract.dates import WITHOUT_YEAR
from extract.frames import Token, tokens
from extract.hearing import Hearing, Said
from extract.model import About, Date, Quantity, Section, Source, Task
from extract.normalise import WIDTH
from extract.rulebook import Rules
from extract.section_walk import SectionWalk
from extract.tense import (
    RESULT,
    TARGET,
    Cues,
    Held,
    Setting,
    Term,
    is_ground,
    noted_terms,
    own_day,
    term_of,
)

_LONGEST = 1_000  # characters; what goes on longer without a comma is no clause
_MOST = 100  # tokens, likewise
_LABEL = 4  # characters that number an item
_START = attrgetter("start")


@dataclass(slots=True)
class Selected:
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
    titled: bool  # only the document's title does
    goal: bool  # the section is about goals
    as_of: str | None
    days: Sequence[Date]  # that the sentence lists, one for each of several figures
    since: Date | None  # what the sentence sets all against that follows: 相比2015年,


def select(
    text: str,
    source: Source,
    about: About,
    sections: Sequence[Section],
    tasks: Sequence[Task],
    quantities: Sequence[Quantity],
    dates: Sequence[Date],
    layout: Layout,
    cells: Sequence[Held],
    rules: Rules,
) -> list[Selected]:
    """The clauses of a text that hold a figure or stand under a deadline, in order, headings left out.

    ``cells`` are those of tables whose columns say what holds in them.
    """
    walk = _Walk(text, source, about, sections, tasks, dates, layout, cells, rules)
    mentions: list[Quantity | Date] = [*quantities, *dates]
    mentions = [mention for mention in mentions if not layout.hides(mention.start)]
    if titles := _ranges_of((about.title or "").translate(WIDTH), text):
        mentions = [mention for mention in mentions if not any(a <= mention.start < b for a, b in titles)]
    mentions.sort(key=_START)
    starts = [mention.start for mention in mentions]
    first = 0
    for sentence in layout.sentences:
        first = bisect_left(starts, sentence.start, first)
        end = bisect_left(starts, sentence.end, first)
        walk.read(sentence, mentions[first:end])
        first = end
    return walk.selected


def _is_work(pieces: Sequence[Token]) -> bool:
    """Whether a clause tells with a figure what is to be built, bought or done."""
    return any(token.tag in ("ACT", "ADD", "LIGHT") for token in pieces)


def _ranges_of(title: str, text: str) -> list[tuple[int, int]]:
    """Where a document's title stands in its text; the years that it names are none of the text's own."""
    found: list[tuple[int, int]] = []
    at = text.find(title) if title else -1
    while at >= 0:
        found.append((at, at + len(title)))
        at = text.find(title, at + len(title))
    return found


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
        cells: Sequence[Held],
        rules: Rules,
    ) -> None:
        self.selected: list[Selected] = []
        self._text, self._layout, self._rules = text, layout, rules
        self._sections = SectionWalk(text, sections, tasks)
        self._cues = Cues(text, layout, rules)
        self._bears = bearing(text, source, about, sections, dates, self._cues, rules)
        self._hearing = Hearing(text, self._bears, own_day(about, source, rules), rules)
        self._outside = Setting(RESULT if self._bears.reports else TARGET)
        self._noted = noted_terms(tasks)
        self._within_year = rules.patterns["milestone"]["within_year"]
        self._cells = cells
        self._opened: Term | None = None  # the deadline that a line of its own set for all that follows
        self._announced = False  # the paragraph says that goals follow

    def read(self, sentence: Sentence, mentions: Sequence[Quantity | Date]) -> None:
        """Selects the clauses of a sentence."""
        if sentence.paragraph == 0:
            self._announced = False
            self._hearing.begin_paragraph(is_list=sentence.clauses[-1].mark in ("\n", ""))
        index = self._sections.innermost(sentence.start)
        section = self._sections.at(index)
        heads = section is not None and sentence.end <= section.body
        noted = self._noted(sentence.clauses[0].end - 1)
        if section and heads and not noted and len(sentence.clauses) > 1:  # one alone says what the item is about
            noted = self._noted(section.body)
        if section and heads and not noted and not self._sections.is_item(section, mentions):
            return
        setting = self._bears.settings[index] if index is not None else self._outside
        if cell := self._cell_around(sentence):
            setting = cell
            noted = cell.term if cell.dated else noted if cell.kind == TARGET else None
        elif self._opened and setting.term is None and (setting.kind == TARGET or not setting.told):
            setting = Setting(TARGET, self._opened, setting.goal, told=True)
        if mentions and (expected := self._expects(sentence.clauses[0], mentions[0])):
            self._opened = expected
        elif mentions and sentence.clauses[-1].mark in (":", "\n"):
            self._opened = self._opens(sentence, mentions)
        term = noted or (setting.term if setting.is_cell else self._sections.listed_term(index) or setting.term)
        self._announced = self._announced or self._announces_goals(sentence, mentions)
        if mentions or self._hearing.paragraph or term or self._bears.looks_ahead or self._bears.titled:
            self._read_clauses(sentence, mentions, index, section, setting, term, noted is not None)
        if self._hearing.paragraph:
            ends_paragraph = self._text[sentence.end : sentence.end + 1] in ("\n", "")
            if ends_paragraph or not (setting.goal or self._announced):
                self._hearing.paragraph = None

    def _cell_around(self, sentence: Sentence) -> Setting | None:
        """What holds in the table's cell that a sentence stands in, where its column says so."""
        at = bisect_right(self._cells, sentence.start, key=_START) - 1
        return self._cells[at].setting if at >= 0 and sentence.start < self._cells[at].end else None

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
        said = self._hearing.begins(sentence, setting, listed)
        before: Clause | None = None
        days: list[Date] = []  # one for each figure of a list in the sentence: 到2022年和2030年,
        since: Date | None = None
        cued = self._cues.any(sentence.start, sentence.end)
        first_of_sentence = len(self.selected)
        read = reached = 0  # of the mentions, and up to where the last one goes
        for whole in sentence.clauses:
            if whole.start >= self._sections.leaves:
                index = self._sections.innermost(whole.start)  # of 二是 after 一是…;
                section = self._sections.at(index)
            clause = whole if section is None or whole.start >= section.body else self._without_label(whole, section)
            if clause.end - clause.start > _LONGEST or clause.end <= reached:
                before = clause
                continue
            if clause.start < reached:
                clause = Clause(reached, clause.end, clause.mark)  # 从2023年开始,用三年时间|新造林…
            here: list[Quantity | Date] = []
            dates: list[Date] = []
            while read < len(mentions) and mentions[read].start < clause.end:
                mention = mentions[read]
                read += 1
                if mention.start >= clause.start:
                    here.append(mention)
                    reached = mention.end
                    if isinstance(mention, Date):
                        dates.append(mention)
            if len(dates) > 1 and self._lists_days(clause, dates):
                days = dates
            if before is not None and before.mark == ";":
                said.bound = False
            cue = self._cues.last(clause.start, clause.end, among=said.kind) if cued else None
            if cue:
                self._hearing.hear_cue(said, cue, sentence)
            if said.kind == RESULT:
                self._hearing.hear_time(said, clause, sentence, setting)
            self._hearing.hear_whole_year(said, clause)
            for date in dates:
                self._hearing.hear_date(said, date, clause, sentence, setting, cue)
            if said.own and said.term and index is not None:
                first = index not in self._sections.listed or sentence.paragraph == 0  # 远景 comes after
                whole_year = not dates or dates[-1].rule not in WITHOUT_YEAR
                goal = setting.goal and first and whole_year
                if goal or self._sets_list(sentence, clause, section, said.kind, dates):
                    self._sections.listed[index] = said.term
            if dates and len(dates) == len(here) and self._lists_days(clause, dates):
                continue  # nothing but a date: what comes after it goes on about the clause before
            has_figure = len(dates) < len(here) and not is_ground(self._text, clause.start, clause.end, self._rules)
            if dates and not has_figure and self._sets_against(clause, dates[-1]):
                since = dates[-1]
            if dates and not has_figure and self._closes(said, clause, dates[-1], first_of_sentence):
                before = clause
                continue
            if said.kind == TARGET and setting.kind == RESULT and self._foresees(sentence):
                before = clause
                continue
            if has_figure and said.kind == TARGET and said.term is None:
                said.term = self._bears.titled
            term = said.term
            if term is None and self._bears.titled and self._within_year.match(self._text, clause.start, clause.end):
                term = self._bears.titled
            if has_figure or (said.kind == TARGET and term is not None):
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
                        said.kind,
                        term,
                        said.explicit,
                        said.own,
                        noted,
                        said.vague,
                        term is not None and term is self._bears.titled,
                        setting.goal,
                        said.here or said.as_of,
                        days,
                        since,
                    )
                )
            before = clause
        self._hearing.end(said, sentence, bool(mentions))

    def _sets_against(self, clause: Clause, date: Date) -> bool:
        """Whether a clause is nothing but what those after it are set against: 与2015年相比."""
        compared = self._rules.patterns["tense"]["set_against"]
        return date.role == "baseline" and compared.fullmatch(self._text, clause.start, clause.end) is not None

    def _foresees(self, sentence: Sentence) -> bool:
        """Whether a sentence of a plan says what is to be expected, no promise: 预计到2025年,老年人口将达到…"""
        foreseen = self._rules.patterns["tense"]["foreseen"]
        return self._bears.is_plan and foreseen.search(self._text, sentence.start, sentence.end) is not None

    def _without_label(self, clause: Clause, section: Section) -> Clause:
        """A clause that begins before a section's text, from where that or the heading begins in it: without 一是…."""
        if section.body < clause.end:
            return Clause(section.body, clause.end, clause.mark)
        if section.heading and clause.start == section.start:
            heading = self._text.find(section.heading.translate(WIDTH), section.start)
            if clause.start < heading < clause.end:
                return Clause(heading, clause.end, clause.mark)
        return clause

    def _closes(self, said: Said, clause: Clause, date: Date, first: int) -> bool:
        """Whether a clause only says by when what stands before it in the sentence gets done: …,6月底前建成.

        The outcomes with figures that name no deadline themselves take it.
        """
        closes = self._rules.patterns["tense"]["closes"]
        if said.kind != TARGET or date.start != clause.start or not closes.fullmatch(self._text, date.end, clause.end):
            return False
        done = [item for item in self.selected[first:] if item.kind == TARGET and _is_work(item.tokens)]
        for item in done:
            if not item.own or date.rule in WITHOUT_YEAR:  # 2024年,新建公园3个,10月底前建成
                item.term, item.explicit = said.term, True
        return bool(done)

    def _opens(self, sentence: Sentence, mentions: Sequence[Quantity | Date]) -> Term | None:
        """The deadline of all that follows in a report or a text without a title, where a line of its own sets it.

        That is a line that nothing else stands in, ——2012年主要目标, or one that leads in sections, …安排如下:
        """
        date, last = mentions[-1], sentence.clauses[-1]
        if self._bears.is_plan or not isinstance(date, Date) or date.role != "point" or date.start < last.start:
            return self._opened
        alone = last.mark == "\n" and len(sentence.clauses) == 1
        if not self._rules.patterns["tense"]["sets_out"].match(self._text, date.end, last.end):
            return None if alone and date.start == last.start else self._opened
        leads = last.mark == ":" and self._sections.begin_after(last.end)
        return term_of(date) if alone or leads else self._opened

    def _expects(self, lead: Clause, date: Quantity | Date) -> Term | None:
        """The deadline of all that follows in a report that says what is expected of a year: 今年主要预期目标是:…"""
        if lead.mark != ":" or self._bears.is_plan or not isinstance(date, Date) or date.role != "point":
            return None
        expects = self._rules.patterns["tense"]["expects"].match(self._text, date.end, lead.end)
        return term_of(date) if expects else None

    def _lists_days(self, clause: Clause, days: Sequence[Date]) -> bool:
        """Whether a clause is nothing but a day or several."""
        if days[0].start != clause.start or days[-1].end != clause.end:
            return False
        joins = self._rules.patterns["statement"]["joins"]
        return all(joins.fullmatch(self._text, one.end, other.start) for one, other in pairwise(days))

    def _sets_list(
        self, sentence: Sentence, clause: Clause, section: Section | None, kind: str, dates: Sequence[Date]
    ) -> bool:
        """Whether a deadline holds for what follows in the section: a lead-in that ends with a colon, and in reports
        the date that the section opens with."""
        if clause.mark == ":" and self._text[clause.end + 1 : clause.end + 2] in ("\n", ""):
            return True
        opens = section is not None and sentence.start <= section.body + 1 and clause.start <= section.body + 1
        first = dates[0] if dates and dates[0].start <= clause.start + 1 else None
        sets = first is not None and first.role in ("point", "plan") and first.rule not in WITHOUT_YEAR
        return self._bears.reports and opens and kind == TARGET and sets

    def _announces_goals(self, sentence: Sentence, mentions: Sequence[Quantity | Date]) -> bool:
        """Whether goals follow in the paragraph: behind a colon, or after a date counted off or summed up: 到2025年,
        一是…。二是…; 到2025年,全面完成目标任务。…"""
        text, patterns = self._text, self._rules.patterns["tense"]
        for clause in sentence.clauses:
            if clause.mark == ":" and patterns["leads_in"].search(text, clause.start, clause.end):
                return True
        if not mentions or not isinstance(mentions[0], Date) or mentions[0].start > sentence.start + _LABEL:
            return False
        if sentence.paragraph:
            return False
        first_point = self._rules.words["section"]["first_point"]
        if any(text.find(point, sentence.start, sentence.end) >= 0 for point in first_point):
            return True
        last = sentence.clauses[-1]
        sums_up = len(sentence.clauses) == 2 and not self._bears.reports
        return sums_up and patterns["reaches_goals"].match(text, last.start, last.end) is not None
