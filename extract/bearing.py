"""What a document does as a whole: whether it reports or promises, of which year, and for which."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.model import About, Date, Section, Source
from extract.rulebook import Rules
from extract.standpoint import EARLY
from extract.tense import (
    RESULT,
    TARGET,
    Cues,
    Setting,
    Term,
    leaning,
    opening_year,
    own_day,
    reference_year,
    settings,
    stated_year,
    term_of_headline,
    term_of_opening,
    term_of_title,
)
from extract.told import told_by

_OPENING = 400  # characters in which news says of what plan it tells


@dataclass(frozen=True, slots=True)
class Bearing:
    """How a document's statements are to be read where they say nothing else themselves."""

    is_plan: bool  # or a law
    reports: bool  # tells of results
    counts: bool  # tells of what was counted among its promises
    promises: bool  # its headline says what is to be done
    looks_ahead: bool  # news that turns to what is to be done
    year: int | None  # its own
    stated: bool  # whether it states that
    as_of: str | None  # the year of results that name none
    begins: bool  # it reports at its year's beginning
    tells_of_year: bool  # its title names the year that is told of
    titled: Term | None  # the deadline that its title or opening sets
    lead: Term | None  # the deadline that its headline sets
    settings: Sequence[Setting]  # of its sections


def bearing(
    text: str,
    source: Source,
    about: About,
    sections: Sequence[Section],
    dates: Sequence[Date],
    cues: Cues,
    rules: Rules,
) -> Bearing:
    """The bearing of a document, by its genre and title, and where these say nothing by its words and dates."""
    patterns, title = rules.patterns["tense"], about.title or ""
    leans = leaning(text, cues, rules) if about.genre in ("other", "news") else None
    told = patterns["past_title"].search(title) is not None
    reports = told or leans == RESULT or about.genre in ("news", "report")
    stated = stated_year(about, source, rules)
    opening = opening_year(text, rules) if stated is None and about.genre != "plan" else None
    promises = about.genre == "news" and patterns["future_title"].search(title) is not None
    of_plan = leans is None and patterns["plan_issued"].search(text, 0, _OPENING) is not None
    looks_ahead = promises or (about.genre == "news" and (leans == TARGET or of_plan))
    year = int(opening) if opening else stated
    if year is None:
        year = reference_year(text, reports and not looks_ahead, dates, rules)
    turns = patterns["turns_ahead"].search(text) if about.genre == "report" else None
    of_sections = settings(sections, dates, reports, year, turns.start() if turns else len(text), rules)
    titled = patterns["told_year"].search(title) if reports else None
    as_of = told_by(title[titled.start() :], rules) if titled else opening
    if as_of is None and reports and stated is None:
        as_of = next((setting.as_of for setting in of_sections if setting.as_of), None)
    before = as_of is None or (year is not None and as_of == str(year - 1))
    begins = before and about.genre == "report" and _opens_year(own_day(about, source, rules), title, rules)
    if begins and year is not None:
        as_of = str(year - 1)  # 工作回顾, told of in January
    return Bearing(
        is_plan=about.genre in ("plan", "law"),
        reports=reports,
        counts=about.genre == "other" and not reports,
        promises=promises,
        looks_ahead=looks_ahead,
        year=year,
        stated=stated is not None,
        as_of=as_of,
        begins=begins,
        tells_of_year=titled is not None,
        titled=term_of_title(about, rules) or term_of_opening(about, text, rules),
        lead=term_of_headline(about, rules) if looks_ahead else None,
        settings=of_sections,
    )


def _opens_year(day: str | None, title: str, rules: Rules) -> bool:
    """Whether a report is given at its year's beginning; a government's to its congress is, where it names no day."""
    return day[5:7] <= EARLY if day else rules.patterns["tense"]["to_congress"].search(title) is not None
