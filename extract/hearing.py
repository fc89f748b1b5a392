"""What the sentences of a text say of time, one after another: what is promised and what reported, and by when."""

from dataclasses import dataclass

from extract.bearing import Bearing
from extract.clauses import Clause, Sentence
from extract.dates import WITHOUT_YEAR
from extract.model import Date
from extract.rulebook import Rules
from extract.standpoint import WITHOUT_END, Standpoint
from extract.tense import RESULT, TARGET, Setting, Term, announces, is_counted, term_of, time_of_year
from extract.told import end_of, in_year, told_of

_YEAR_ENDS = "-12-31"
_SPEAK_OF_TIME = frozenset({"by", "ahead", "period", "plan", "point", "past", "since", "as_of"})


@dataclass(slots=True)
class Said:
    """What a sentence says up to some clause of it."""

    kind: str  # target | result
    term: Term | None  # the deadline that holds
    explicit: bool  # whether it, or a sentence before it, named that
    as_of: str | None  # when results are of
    base: str  # the kind that it begins with
    here: str | None = None  # the same, in one clause only: 10月、11月优良率100%
    own: bool = False  # it named the deadline itself
    bound: bool = False  # a date has made it a promise
    vague: bool = False  # what it named is a span of years rather than a day
    loose: bool = False  # and not one that lies ahead
    turned: bool = False  # it has turned from one kind to the other, or said which it is
    reported: Date | None = None  # that results were read with, and that a promise may follow: 今年,全市将…


class Hearing:
    """A walk through the sentences of a text that remembers what those before said of time."""

    def __init__(self, text: str, bears: Bearing, day: str | None, rules: Rules) -> None:
        self.paragraph: Term | None = None  # the deadline that goes on through the paragraph
        self._text, self._bears, self._rules = text, bears, rules
        self._here = Standpoint(rules, bears.year, bears.stated, bears.reports, day, bears.begins)
        self._as_of = bears.as_of
        self._tells = False  # a paragraph that began with a year gone by
        self._told: str | None = None  # the same before a paragraph that looked ahead
        self._coming: Term | None = None  # the year that a report introduces: 2025年是关键之年
        self._ahead: Term | None = None  # what a paragraph of a report looks ahead to from its first sentence on
        kind = RESULT if bears.reports else TARGET
        self._last = Said(kind, None, False, None, kind)  # how the sentence before ended
        self._lead = bears.lead  # the deadline of a list led in
        # What the sentences before said, where a text turns from one to the other.
        self._stance: str | None = TARGET if bears.promises and bears.looks_ahead else None

    def begin_paragraph(self, is_list: bool) -> None:
        """Forgets what held for the paragraph before; lines without a full stop go on as a list."""
        self.paragraph, self._tells = None, False
        if not self._bears.looks_ahead:
            self._stance = None
        if not is_list:
            self._ahead = None
            self._as_of = self._as_of or self._told
            if self._as_of and self._as_of != self._bears.as_of:
                self._as_of = self._as_of[:4]  # 前三季度 is of its paragraph

    def begins(self, sentence: Sentence, setting: Setting, listed: Term | None) -> Said:
        """What holds where a sentence begins."""
        if setting.is_cell:
            self.paragraph = self._ahead = None
            return Said(setting.kind, listed, False, setting.as_of, setting.kind)
        base = self._stance or setting.kind
        if sentence.paragraph and self._text.startswith(self._rules.words["figure"]["of_these"], sentence.start):
            last = self._last
            return Said(last.kind, last.term, last.explicit, last.as_of, base)
        within = self._as_of and self._as_of.startswith(setting.as_of or "")  # a part of the section's year
        as_of = self._as_of if within else setting.as_of
        if sentence.paragraph == 0 and setting.outline and self._speaks_of_outline(sentence):
            self.paragraph = setting.outline
        if goes_on := self.paragraph or self._ahead:
            return Said(TARGET, goes_on, True, as_of, base)
        if self._bears.counts and is_counted(self._text, sentence.start, sentence.end, self._rules):
            self._stance = RESULT
        if self._stance == TARGET:
            return Said(TARGET, self._lead or listed, self._lead is not None, as_of, TARGET)
        if self._tells:
            return Said(RESULT, None, False, as_of, base)
        kind = self._stance or setting.kind
        return Said(kind, listed, False, as_of, kind)

    def _speaks_of_outline(self, sentence: Sentence) -> bool:
        """Whether a sentence says what the outline of the plan sets: 《纲要(草案)》提出主要指标:…"""
        return bool(self._rules.patterns["tense"]["outline"].match(self._text, sentence.start, sentence.end))

    def hear_cue(self, said: Said, cue: str, sentence: Sentence) -> None:
        """Turns a sentence by a word that tells of the past or points ahead; what a date has bound stays."""
        if said.bound and cue == RESULT and not said.loose:
            return
        if said.own and said.term and said.term.last and cue == RESULT:
            said.own, said.bound, said.as_of = False, False, said.term.last[:4]  # “十一五”时期,…得到了…
        said.kind, said.turned = cue, True
        if cue == RESULT:
            said.term, said.explicit, self._ahead = None, False, None
        elif said.term is None and said.reported is not None:
            said.term, said.explicit = term_of(said.reported), True
            self._look_ahead(said.reported, sentence)
        elif said.term is None and self._coming:
            said.term, said.explicit = self._coming, True

    def hear_time(self, said: Said, clause: Clause, sentence: Sentence, setting: Setting) -> None:
        """The year of results at whose beginning a time without a year stands: 截至目前, 全年."""
        time = time_of_year(self._text, clause.start, clause.end, self._rules)
        said.here = None
        if time is None:
            return
        year = said.as_of[:4] if said.as_of else None
        if setting.as_of is None and (time["now"] or self._is_free_to_tell()):
            year = self._here.told_of("now" if time["now"] else "part" if time["part"] else "whole", year)
        day = end_of(year, time["month"], time["day"]).removesuffix(_YEAR_ENDS) if year and time["part"] else year
        if time["part"] and time.end() < clause.end:
            said.here = day
            return
        said.as_of = day
        if clause.start == sentence.start:
            self._as_of = said.as_of

    def _is_free_to_tell(self) -> bool:
        """Whether a time without a year is of the document's own, which it states."""
        return self._here.stated and not self._bears.tells_of_year

    def hear_whole_year(self, said: Said, clause: Clause) -> None:
        """The year's end as deadline of a clause that says 全年: after what was promised for a part of the year, or of
        the report's own year where nothing else says by when."""
        year = said.term.last[:4] if said.term and said.term.last else None
        if said.term is None and self._bears.reports and self._bears.year:
            year = str(self._bears.year)
        if said.kind != TARGET or year is None or (said.term and (said.term.last or "").endswith(_YEAR_ENDS)):
            return
        if whole := self._rules.patterns["tense"]["whole_year"].match(self._text, clause.start, clause.end):
            said.term = Term(year + _YEAR_ENDS, whole["whole"])

    def hear_date(
        self, said: Said, date: Date, clause: Clause, sentence: Sentence, setting: Setting, cue: str | None
    ) -> None:
        """What a date says of the outcomes after it: that they are reached, or by when they are promised."""
        attributive = self._rules.patterns["statement"]["attributive_date"]
        if date.role not in _SPEAK_OF_TIME or attributive.match(self._text, date.end):
            return
        if date.rule in WITHOUT_YEAR and setting.kind == RESULT and setting.as_of:
            date = in_year(date, setting.as_of)
        opens = sentence.paragraph == 0 and date.start == sentence.start
        if self._bears.reports and opens and self._introduces_year(date):
            self._coming = term_of(date)
        told = date.role == "as_of" and setting.told and setting.kind == RESULT  # 截至…, under 主要进展
        if told or self._is_reached(date):
            said.kind, said.term, said.turned = RESULT, None, True
            said.own = said.bound = said.explicit = False
            if said.as_of is None or not date.text.startswith(self._rules.words["tense"]["gone_by"]):
                said.as_of = self._told_of(date, said, setting, clause)
            sets = opens or (date.start == sentence.start and self._here.is_last_year(date))
            if date.role == "as_of":
                self._as_of = said.as_of
            elif sets and date.role in ("point", "past", "plan") and not self._names_report(date):
                self._as_of = said.as_of
                self._tells = opens and setting.kind == TARGET and not setting.goal and date.role != "plan"
        elif date.role == "since":
            return
        elif said.kind == said.base == RESULT and self._is_told(date, sentence):
            said.reported = date
            self._here.tell(date)
            said.as_of = self._told_of(date, said, setting, clause)
            sets = date.start <= clause.start + 1 if date.role == "point" else opens and date.role == "plan"
            if sets and not self._names_report(date):
                self._as_of = said.as_of
        else:
            said.kind, said.own, said.bound, said.explicit, said.turned = TARGET, True, True, True, True
            said.vague = date.role in WITHOUT_END or (self._bears.reports and date.role == "point")
            said.loose = said.vague and not self._here.begins_ahead(date)
            said.term = term_of(date)
            if date.rule not in WITHOUT_YEAR:  # 下半年 is of what stands with it
                self.paragraph = said.term
            if date.role == "point" and sentence.paragraph == 0:
                self._told, self._as_of = self._as_of or self._told, None
            begins = opens and date.role == "point"
            if setting.kind == RESULT and (begins or TARGET in (cue, self._stance)):
                self._look_ahead(date, sentence)

    def _told_of(self, date: Date, said: Said, setting: Setting, clause: Clause) -> str | None:
        """When results after a date are of; a part of a year counts only where a clause begins with it."""
        if self._text.startswith(self._rules.words["tense"]["from_then_on"], date.end):
            return said.as_of
        if date.rule not in WITHOUT_YEAR:
            return told_of(date, said.as_of, self._rules)
        if not self._rules.patterns["tense"]["before_time"].fullmatch(self._text, clause.start, date.start):
            return said.as_of  # 针对三季度经济回落的情况
        own = setting.as_of is None and self._is_free_to_tell()
        if not own or (said.as_of and date.rule == "date.month"):
            return told_of(date, said.as_of, self._rules)  # 三季度末 is of the year that is told of
        return told_of(date, self._here.told_of("part", said.as_of), self._rules)

    def _is_told(self, date: Date, sentence: Sentence) -> bool:
        """Whether results are told of a date: it doesn't plainly lie ahead, or what was counted stands with it."""
        if not self._here.lies_ahead(date):
            return True
        return date.role == "point" and is_counted(self._text, sentence.start, sentence.end, self._rules)

    def end(self, said: Said, sentence: Sentence, mentions: bool) -> None:
        """Keeps what a sentence said for those after it."""
        if said.turned and self._bears.looks_ahead:
            if mentions or said.kind == RESULT or announces(self._text, sentence.start, sentence.end, self._rules):
                self._stance, self._lead = TARGET if said.kind == TARGET else None, None
        elif said.turned and said.kind == TARGET:
            self._stance, self._tells = None, False
        if self._stance == TARGET and sentence.clauses[-1].mark == ":":
            self._lead = said.term or (self._last.term if sentence.paragraph else None)
        self._last = said

    def _introduces_year(self, date: Date) -> bool:
        """Whether a date is what its sentence speaks of, the year to come: 2025年是关键之年."""
        ahead = date.role == "point" and not self._is_reached(date)
        return ahead and self._rules.patterns["tense"]["year_is"].match(self._text, date.end) is not None

    def _is_reached(self, date: Date) -> bool:
        """Whether a date lies behind the document, or is told of as past: 过去的2024年."""
        if self._here.is_reached(date, self._text[date.end : date.end + 2], promises=self._stance == TARGET):
            return True
        gone_by = self._rules.words["tense"]["years_gone_by"]
        return date.role not in ("since", "as_of") and self._text.endswith(gone_by, 0, date.start)

    def _names_report(self, date: Date) -> bool:
        """Whether a date belongs to a report's name: 2017年政府工作报告 tells of 2016."""
        return self._rules.patterns["tense"]["report_name"].match(self._text, date.end) is not None

    def _look_ahead(self, date: Date, sentence: Sentence) -> None:
        """Remembers a date to which a report plainly looks ahead; a paragraph that begins so goes on so."""
        self._here.promise(date)
        if sentence.paragraph == 0:
            self._ahead = term_of(date)
