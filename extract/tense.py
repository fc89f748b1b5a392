"""What a document promises and what it reports, and the deadline that holds where a clause names none."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

import regex

from extract.clauses import Layout
from extract.dates import find_dates, of_our_time, year_of_number
from extract.model import About, Date, Normal, Section, Source, Task
from extract.opening import Opening
from extract.rulebook import Rules

_SETS_TERM = ("by", "point", "plan", "period", "past")
TARGET, RESULT = "target", "result"
_PLAN_YEARS = 5
_OPENING = 400  # characters in which a text says of which year its tasks are
_TELLS = 3  # signs that it takes to say what a text without a title of its own is about


@dataclass(slots=True)
class Term:
    """A deadline as it holds: ISO last day, the words, and the first day of a period."""

    last: str | None
    text: str
    first: str | None = None


@dataclass(slots=True)
class Setting:
    """What a section's heading and its place say about the sentences in it."""

    kind: str  # target | result
    term: Term | None = None  # of what the section lists, where a heading sets it
    goal: bool = False  # a deadline goes on to the end of the paragraph
    as_of: str | None = None
    told: bool = False  # a heading says which kind it is
    is_cell: bool = False  # of a table's cell, whose column says it
    dated: bool = False  # and names the year, whatever the time of its row
    outline: Term | None = None  # the end of the planning period that its heading names beside a year of work


class Held(NamedTuple):
    """A range of the matched text, and what holds in it."""

    start: int
    end: int
    setting: Setting


def reference_year(text: str, reports: bool, dates: Sequence[Date], rules: Rules) -> int | None:
    """The year from which a document that states none looks ahead: the first after its baselines, or of its dates;
    of one that ``reports`` the last that it speaks of, rather than names something by it: 2019年下行周期."""
    if reports:
        told = (d for d in dates if d.last and d.role in ("point", "as_of") and _is_spoken_of(text, d, rules))
        return max((int(d.last[:4]) for d in told if d.last), default=None)
    baselines = [int(d.last[:4]) for d in dates if d.last and d.role == "baseline"]
    if baselines:
        return max(baselines) + 1
    first = min((int(d.last[:4]) for d in dates if d.last and d.role in ("by", "point", "period")), default=None)
    plans = [int(d.last[:4]) for d in dates if d.last and d.role == "plan"]
    if first and plans and first - max(plans) > _PLAN_YEARS:
        return max(plans)  # "十四五"期间,…。到2035年,…: the year that all is to lead to
    return first


def _is_spoken_of(text: str, date: Date, rules: Rules) -> bool:
    before, words = text[date.start - 1 : date.start], rules.sets["tense"]["before_year"]
    return not before or before.isspace() or before in words or date.text[0] in words


def own_day(about: About, source: Source, rules: Rules) -> str | None:
    """The ISO day of a document; the day a page was posted only where the title names no year before it."""
    said = (about.issued_on, source.meta.get("issued_on"), source.meta.get("published_on"))
    if day := next(filter(None, map(of_our_time, said)), None):
        return day
    posted = of_our_time(about.posted_on)
    if posted is None or about.genre == "news":
        return posted
    titled = _titled_year(about, rules)
    return None if titled and titled < int(posted[:4]) else posted


def stated_year(about: About, source: Source, rules: Rules) -> int | None:
    """The year of a document's own date or number, or the first that its title names; None where none says."""
    if day := own_day(about, source, rules):
        return int(day[:4])
    return year_of_number(about.document_number) or _titled_year(about, rules)


def year_named(about: About, text: str, rules: Rules) -> int | None:
    """The year of a document that names no day of its own: in its title or number, or in the words it begins with.

    Where it speaks of 今年 besides, words that name no work of that year may tell of the year before; where of 去年, it
    began with that.
    """
    patterns = rules.patterns["tense"]
    if titled := patterns["named_year"].search(about.title or ""):
        return int(titled[1])
    if numbered := year_of_number(about.document_number):
        return numbered
    if work := patterns["work_of"].search(text, 0, _OPENING):
        return int(work[1])
    opening = None if patterns["this_year"].search(text) else opening_year(text, rules)
    return int(opening) + (patterns["last_year"].search(text) is not None) if opening else None


def opening_year(text: str, rules: Rules) -> str | None:
    """The year with which a text begins.

    >>> from extract.rulebook import load_rules
    >>> opening_year("2011年，面对复杂形势，全县经济平稳发展。", load_rules())
    '2011'
    """
    opening = rules.patterns["tense"]["named_year"].match(text.lstrip())
    return opening[1] if opening else None


def _titled_year(about: About, rules: Rules) -> int | None:
    title = about.title
    if not title:
        return None
    dated = find_dates(Normal(title, range(len(title) + 1)), rules, None, None)
    told = rules.patterns["table"]["told_title"].search(title)
    reports = told is not None or about.genre in (
        "news",
        "report",
    )  # these tell of a plan's years rather than begin them
    named = [d.first for d in dated if d.first and not (reports and d.rule == "date.plan")]
    return int(named[0][:4]) if named else None


def term_of_title(about: About, rules: Rules) -> Term | None:
    """The end of the year for which a plan or a list of one year is made: 2025年国民经济和社会发展计划."""
    if about.genre not in ("plan", "other"):
        return None
    title = rules.patterns["tense"]["yearly_title"].search(about.title or "")
    return end_of_year(title["year"], rules) if title else None


def term_of_opening(about: About, text: str, rules: Rules) -> Term | None:
    """The end of the year of which a text without such a title says at its beginning that its tasks are."""
    if about.genre not in ("plan", "other"):
        return None
    tasks = rules.patterns["tense"]["yearly_opening"].search(text, 0, _OPENING)
    return end_of_year(tasks["year"], rules) if tasks else None


def term_of_headline(about: About, rules: Rules) -> Term | None:
    """The end of the year whose promises a headline announces: 2025年全市将办好十件实事."""
    promised = rules.patterns["tense"]["yearly_promise"].search(about.title or "")
    return end_of_year(promised["year"], rules) if promised else None


def end_of_year(year: int | str, rules: Rules) -> Term:
    """The last day of a year that is named without more.

    >>> from extract.rulebook import load_rules
    >>> end_of_year(2025, load_rules())
    Term(last='2025-12-31', text='2025年', first=None)
    """
    return Term(f"{year}-12-31", f"{year}{rules.words['quantity']['year'][0]}")


def term_of(date: Date) -> Term:
    """What a date sets for outcomes: its last day, its words, and the first day of a period."""
    return Term(date.last, date.text, date.first if date.role == "period" else None)


def noted_terms(tasks: Sequence[Task]) -> Callable[[int], Term | None]:
    """A lookup of the completion time that the note over a position gives."""
    timed = [task for task in tasks if task.deadline]
    starts = [task.start for task in timed]

    def term(position: int) -> Term | None:
        at = bisect_right(starts, position) - 1
        if at < 0 or position >= timed[at].end:
            return None
        return Term(timed[at].deadline, timed[at].deadline_text or "")

    return term


def settings(
    sections: Sequence[Section], dates: Sequence[Date], reports: bool, year: int | None, ahead_from: int, rules: Rules
) -> list[Setting]:
    """For each section what holds in it, from its heading, those above and, where these bear no number, the last.

    A report tells of what is to come in the sections behind ``ahead_from``.
    """
    base = RESULT if reports else TARGET
    patterns, annex = rules.patterns["tense"], rules.words["tense"]["annex"]
    starts = [date.start for date in dates]
    found: list[Setting] = []
    looked_back = ""  # the last year of which a section has told
    turned = False  # a report has come to what is ahead, which goes on to its end
    for i, section in enumerate(sections):
        heading = section.heading or ""
        above = found[section.parent] if section.parent is not None else None
        turned = turned or (reports and section.start > ahead_from)
        label = sections[i - 1].label if i else None
        if above is None and section.label is None and i and (label is None or label.startswith(annex)):
            above = found[i - 1]
        kind = above.kind if above else TARGET if turned else base
        term = above.term if above else None
        as_of = above.as_of if above else None
        told = above is not None and above.told
        past = patterns["plainly_past" if told and kind == TARGET else "past_heading"].search(heading) is not None
        ahead = patterns["plainly_ahead" if told and kind == RESULT else "future_heading"].search(heading) is not None
        of_plan = patterns["planning_part"].search(heading) is not None
        last = _last_date(section, dates, starts, of_plan)
        if past or (last is None and patterns["past_without_year"].search(heading)):
            kind, term = RESULT, None
        elif ahead:
            kind = TARGET
        if last:
            date, day = last
            if past or (year is not None and int(day[:4]) < year):
                looked_back = max(looked_back, day[:4])
                running = of_plan and year is not None and (date.first or "9")[:4] < str(year) < day[:4]
                kind, term, as_of = RESULT, None, str(year) if running else day.removesuffix("-12-31")
            elif year is not None and (
                patterns["past_without_year"].search(heading)
                or ("" < looked_back < day[:4] and patterns["of_work"].search(heading))
            ):
                kind, term = TARGET, Term(day, date.text)
            elif kind == TARGET:
                term = Term(day, date.text, date.first if date.role == "period" else None)
        goal = patterns["goal"].search(heading) is not None or (not heading and above is not None and above.goal)
        outline = _outline_of(section, dates, starts, term) if of_plan or last else None
        found.append(Setting(kind, term, goal, as_of, told or past or ahead, outline=outline))
        if section.parent is None and section.label and (past or ahead):
            turned = reports and kind == TARGET
    return found


def _outline_of(section: Section, dates: Sequence[Date], starts: Sequence[int], term: Term | None) -> Term | None:
    """The end of a planning period that a heading names beside another year: “十五五”时期目标任务和2026年工作安排."""
    first, end = bisect_left(starts, section.start), bisect_left(starts, section.body)
    plan = next((date for date in dates[first:end] if date.rule == "date.plan" and date.last), None)
    if plan is None or plan.last is None or term is None or term.last is None or plan.last <= term.last:
        return None
    return Term(plan.last, plan.text)


def _last_date(
    section: Section, dates: Sequence[Date], starts: Sequence[int], of_plan: bool
) -> tuple[Date, str] | None:
    """The last date in a section's heading that may set its deadline, with its last day; a plan's years only where the
    heading is ``of_plan``, a part of it.
    """
    for at in range(bisect_left(starts, section.body) - 1, -1, -1):
        date = dates[at]
        if date.start < section.start:
            break
        if date.last and (date.role in _SETS_TERM or (of_plan and date.rule == "date.plan")):
            return date, date.last
    return None


def is_counted(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a sentence gives what was counted, and promises nothing: 2021年,生产总值达到114亿元,增长8.1%."""
    patterns = rules.patterns["tense"]
    told = any(patterns[name].search(text, start, end) for name in ("by_count", "level_and_growth"))
    return told and not patterns["promised"].search(text, start, end)


def is_ground(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a clause only says on what ground something is done: 在完成10座水库加固的基础上."""
    return rules.patterns["tense"]["ground"].fullmatch(text, start, end) is not None


def announces(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a sentence says what somebody is going to do: 全市将办好实事, 报告提出."""
    return bool(rules.patterns["tense"]["announces"].search(text, start, end))


def time_of_year(text: str, start: int, end: int, rules: Rules) -> "regex.Match[str] | None":
    """The time without a year that a clause begins with: ``now`` (截至目前), a ``part`` of a year (9月份), a ``whole``.

    >>> from extract.rulebook import load_rules
    >>> time_of_year("截至目前,建成8座", 0, 9, load_rules())["now"]
    '截至目前'
    """
    if not _begins_time(rules)[text[start : start + 1]]:
        return None
    return rules.patterns["tense"]["of_this_year"].match(text, start, end)


@cache
def _begins_time(rules: Rules) -> Opening:
    """With which characters such a time may begin."""
    return Opening(rules.patterns["tense"]["of_this_year"].match)


class Cues:
    """The words of a text, outside brackets, titles and quotations, that tell of the past or point ahead.

    They are found all at once; what those in a clause say is read when it is asked for.
    """

    def __init__(self, text: str, layout: Layout, rules: Rules) -> None:
        self._text, self._patterns = text, rules.patterns["tense"]
        self._starts = [at for match in _cue_words(rules).finditer(text) if not layout.hides(at := match.start())]
        self._said: dict[int, tuple[str | None, bool]] = {}  # by where a word begins

    def any(self, start: int, end: int) -> bool:
        """Whether there may be a cue in a range."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._starts[at] < end

    def last(self, start: int, end: int, among: str) -> str | None:
        """``result`` or ``target`` by the last cue in a range, None where there is none.

        Among results only what plainly points ahead counts: 争取项目162项 tells of what was won; among targets only
        what plainly tells of the past: 同比 says with what is compared, 位居前列 what is aimed at.
        """
        for at in range(bisect_left(self._starts, end) - 1, bisect_left(self._starts, start) - 1, -1):
            kind, plain = self._read(self._starts[at])
            if kind == among or plain:
                return kind
        return None

    def kinds(self) -> list[str | None]:
        """What each of the words says, None where it is no cue as it stands."""
        return [self._read(start)[0] for start in self._starts]

    def _read(self, start: int) -> tuple[str | None, bool]:
        """What a word says, and whether plainly."""
        known = self._said.get(start)
        if known is None:
            text, patterns = self._text, self._patterns
            known = None, False
            if patterns["past"].match(text, start):
                known = RESULT, patterns["vaguely_past"].match(text, start) is None
            elif patterns["future"].match(text, start):
                known = TARGET, patterns["plainly_future"].match(text, start) is not None
            self._said[start] = known
        return known


def leaning(text: str, cues: Cues, rules: Rules) -> str | None:
    """What a text tells of for the greater part, ``result`` or ``target``, by its cues and figures; None where neither.

    >>> from extract.clauses import lay_out
    >>> from extract.rulebook import load_rules
    >>> text, rules = "全年生产总值15亿元,比上年增长6%。粮食总产量21吨,增长1%。", load_rules()
    >>> leaning(text, Cues(text, lay_out(text, rules), rules), rules)
    'result'
    """
    patterns, kinds = rules.patterns["tense"], cues.kinds()
    ahead = kinds.count(TARGET) + len(patterns["promised"].findall(text))
    past, enough = kinds.count(RESULT), max(ahead + 1, _TELLS)
    if past < enough:
        past += sum(1 for _ in islice(patterns["reported"].finditer(text), enough - past))
    if past >= enough:
        return RESULT
    return TARGET if ahead >= _TELLS and ahead > past else None


@lru_cache(maxsize=4)
def _cue_words(rules: Rules) -> "re.Pattern[str]":
    """How cues begin; the standard library finds plain words four times as fast."""
    words = sorted(rules.words["tense"]["cue"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))
