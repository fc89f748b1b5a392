"""What a document promises and what it reports, and the deadline that holds where a clause names none."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extract.clauses import Sentence
from extract.dates import find_dates
from extract.model import About, Date, Normal, Section, Source
from extract.rulebook import Rules

_QUOTED = regex.compile("“[^”]*”|《[^》]*》")
TARGET, RESULT = "target", "result"


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline as it holds: ISO last day, the words, and the first day of a period."""

    last: str | None
    text: str
    first: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a section's heading and its place say about the sentences in it."""

    kind: str  # target | result
    term: Term | None = None  # of what the section lists, where a heading sets it
    goal: bool = False  # a deadline goes on to the end of the paragraph
    as_of: str | None = None


def reference_year(about: About, source: Source, dates: Sequence[Date], rules: Rules) -> int | None:
    """The year from which a document looks ahead: of its own date, its title, or the first year after its baselines."""
    for day in (about.issued_on, source.meta.get("issued_on"), source.meta.get("published_on")):
        if day and day[:4].isdecimal():
            return int(day[:4])
    title = about.title or ""
    named = [d.first for d in find_dates(Normal(title, range(len(title) + 1)), rules, None) if d.first]
    if named:
        return int(named[0][:4])
    years = [int(d.last[:4]) for d in dates if d.last and d.role in ("by", "point", "period")]
    if about.genre in ("news", "report"):
        return max((int(d.last[:4]) for d in dates if d.last and d.role in ("point", "baseline")), default=None)
    baselines = [int(d.last[:4]) for d in dates if d.last and d.role == "baseline"]
    if baselines:
        return max(baselines) + 1
    return min(years, default=None)


def settings(
    sections: Sequence[Section], dates: Sequence[Date], about: About, year: int | None, rules: Rules
) -> list[Setting]:
    """For each section what holds in it, from its heading, its parents' and, where headings bear no number, the last."""
    base = RESULT if about.genre in ("news", "report") else TARGET
    patterns = rules.patterns["tense"]
    found: list[Setting] = []
    for i, section in enumerate(sections):
        heading = section.heading or ""
        above = found[section.parent] if section.parent is not None else None
        if above is None and section.label is None and i and sections[i - 1].label is None:
            above = found[i - 1]
        kind = above.kind if above else base
        term = above.term if above else None
        as_of = above.as_of if above else None
        if patterns["past_heading"].search(heading):
            kind, term = RESULT, None
        elif patterns["future_heading"].search(heading):
            kind = TARGET
        own = [d for d in dates if section.start <= d.start < section.body and d.last and d.role in ("by", "point", "plan", "period")]
        if own:
            last = own[-1]
            assert last.last is not None
            if year is not None and int(last.last[:4]) < year:
                kind, term, as_of = RESULT, None, last.last[:4]
            elif kind == TARGET or (patterns["future_heading"].search(heading) and not patterns["past_heading"].search(heading)):
                kind, term = TARGET, Term(last.last, last.text, last.first if last.role == "period" else None)
        found.append(Setting(kind, term, bool(patterns["goal"].search(heading)), as_of))
    return found


def tense_of(text: str, among_results: bool, rules: Rules) -> str | None:
    """``result`` or ``target`` where a clause says so itself, the later cue winning; None where it says nothing.

    Among results only what plainly points ahead counts: 争取项目162项 tells of what was won.
    """
    cues = rules.patterns["tense"]["cue_among_results" if among_results else "cue"]
    last = None
    for match in cues.finditer(_QUOTED.sub("", text) if "“" in text or "《" in text else text):
        last = match
    if last is None:
        return None
    return RESULT if last["past"] else TARGET
