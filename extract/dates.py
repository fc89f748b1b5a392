"""Dates, periods and deadlines as the rules of ``dates.toml`` find them, as first and last day meant.

A year stands for all its days, so that 到2025年 ends on 2025-12-31 (GUIDE). Expressions such as 明年 or 三年内 count
from the document's own date; where that is unknown the days are None and the text is kept.
"""

import calendar
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import regex

from extract.model import Date, Normal, Section
from extract.numerals import parse_number, parse_year
from extract.rulebook import Rules

Groups = dict[str, str]
WITHOUT_YEAR = frozenset(
    {"date.month", "date.months", "date.so_far"}
)  # rules of what is a part of some year: 6月底, 前三季度


def plan_years(ordinal: int) -> tuple[int, int]:
    """The first and last year of the n-th five-year plan.

    >>> plan_years(14), plan_years(15)
    ((2021, 2025), (2026, 2030))
    """
    return 1951 + 5 * ordinal, 1955 + 5 * ordinal


def last_day(year: int, month: int) -> str:
    """The ISO date of a month's last day.

    >>> last_day(2024, 2)
    '2024-02-29'
    """
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def of_our_time(day: str | None) -> str | None:
    """An ISO date of a year that documents have; None for others, such as the 0001-01-01 that pages give by default.

    >>> of_our_time("2024-03-01"), of_our_time("0001-01-01")
    ('2024-03-01', None)
    """
    return day if day and "1900" <= day[:4] < "2200" else None


def find_dates(body: Normal, rules: Rules, issued: str | None, year: int | None) -> list[Date]:
    """The dates in a text, in order, none overlapping: the earlier rule of the file wins, then the longer match.

    ``issued`` is the document's own ISO date, from which 明年 and 6月底前 count; ``year`` its year where that is all,
    or the later one that it is made for (2026年工作要点).
    """
    text, issued, patterns = body.text, of_our_time(issued), rules.patterns["date"]
    found: list[Date] = []
    taken: list[tuple[int, int]] = []
    for rule in rules["date"]:
        make = _MAKERS[rule.make]
        for match in rule.find_in_sentences(text):
            start, end = match.span()
            at = bisect_right(taken, (start, end))
            if (at and taken[at - 1][1] > start) or (at < len(taken) and taken[at][0] < end):
                continue
            days = make(rule.named(match), issued, year, rules)
            if days is None:
                continue
            first, last, role = days
            if patterns[_BASELINE_ENDS.get(role, "times_of_it")].match(text, end):
                role = "baseline"
            taken.insert(at, (start, end))
            found.append(Date(text[start:end], start, end, rule.id, first, last, role))
    return sorted(found, key=lambda d: d.start)


def year_of_number(number: str | None) -> int | None:
    """The year in a 发文字号.

    >>> year_of_number("国发〔2021〕3号"), year_of_number("第760号令")
    (2021, None)
    """
    found = _NUMBER_YEAR.search(number or "")
    return int(found[1]) if found else None


def in_later_years(
    dates: Sequence[Date], sections: Sequence[Section], text: str, rules: Rules, issued: str | None
) -> list[Date]:
    """The dates, each month without a year of the later year that its paragraph or a heading above it has named.

    In a document without a day of its own (``issued``) it is of the year that its sentence has named.

    So many years are those of the period of that length that stands before them: 行动计划(2014—2016年),三年内; in a
    document without a day of its own wherever it stands.

    >>> from extract.rulebook import load_rules
    >>> text, rules = "2026年,新建水库8座;6月底前完成招标。", load_rules()
    >>> dates = find_dates(Normal(text, range(len(text) + 1)), rules, "2025-01-09", None)
    >>> [date.last for date in in_later_years(dates, [], text, rules, "2025-01-09")]
    ['2026-12-31', '2026-06-30']
    """
    starts = [section.start for section in sections]
    above: list[tuple[int, Date]] = []  # where the sections end whose headings name a year, the innermost last
    placed: list[Date] = []
    no_year, parts = rules.words["date"]["no_year"], rules.words["date"]["part_of_year"]
    named: Date | None = None
    period: Date | None = None
    latest: Date | None = None  # in the paragraphs before too, where the document itself has no year
    for found in dates:
        while above and above[-1][0] <= found.start:
            above.pop()
        if named and text.find("\n", named.end, found.start) >= 0:
            named = above[-1][1] if above else None
        if found.rule in WITHOUT_YEAR or found.text.startswith(no_year):
            nearest = named if found.last else latest
            if nearest and nearest.last:
                own = issued is None and nearest is named and text.find("。", nearest.end, found.start) < 0
                if own or (found.last or "") < nearest.last:
                    found = _moved(found, nearest.last[:4], rules)
        elif found.role == "period" or found.rule == "date.years_from":
            period = found
        elif found.rule == "date.years" and period:
            if found.last is None or text.find("\n", period.end, found.start) < 0:
                found = _as_long(found, period, rules)
        elif found.role == "point" or (found.role == "by" and any(part in found.text for part in parts)):
            named = latest = found
            at = bisect_right(starts, found.start) - 1
            if at >= 0 and sections[at].heading and found.start < sections[at].body:
                above.append((sections[at].end, found))
        placed.append(found)
    return placed


def _as_long(found: Date, period: Date, rules: Rules) -> Date:
    """So many years, as a period where that is as long."""
    count = rules.patterns["date"]["count_of_years"].search(found.text)
    if not count or not period.first or not period.last:
        return found
    years = int(period.last[:4]) - int(period.first[:4]) + 1
    return replace(found, first=period.first, last=period.last) if parse_number(count[0]) == years else found


def _moved(found: Date, year: str, rules: Rules) -> Date:
    """A part of a year that is not named, as of a year."""
    alone = find_dates(Normal(found.text, range(len(found.text) + 1)), rules, f"{year}-01-01", None)
    return replace(found, first=alone[0].first, last=alone[0].last) if alone else found


@lru_cache(maxsize=1_000)  # the notes of a document name the same times again and again
def deadline_of(text: str, rules: Rules, issued: str | None, year: int | None) -> str | None:
    """The last day meant by a completion time such as 2024年上半年; None for 持续推进 and the like.

    >>> from extract.rulebook import load_rules
    >>> deadline_of("2024年一季度", load_rules(), None, None), deadline_of("长期", load_rules(), None, None)
    ('2024-03-31', None)
    """
    text = text.strip()
    if rules.patterns["date"]["bare_month"].match(text):
        text += rules.words["date"]["end"][0]  # 10月 in a column of times is the month's end
    dates = find_dates(Normal(text, range(len(text) + 1)), rules, issued, year)
    return next((date.last for date in reversed(dates) if date.last), None)


_NUMBER_YEAR = regex.compile(r"[〔(（﹝\[【〖<]((?:19|20)\d\d)(?!\d)")
_BASELINE_ENDS = {"point": "after_baseline", "since": "level_then"}  # what makes dates of a role a baseline
Days = tuple[str | None, str | None, str]


def _year(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days | None:
    value = parse_year(match["year"])
    if value is None:
        return None
    first, last = _within(match, value, rules)
    lead, words = match["lead"], rules.sets["date"]
    if lead in words["as_of_lead"] and not match["by"]:
        return first, last, "as_of"
    if lead in words["baseline_lead"]:
        return first, last, "baseline"
    if lead in words["deadline_lead"] or match["by"] or match["year_end"] or match["month_end"] in words["end"]:
        return first, last, "by"
    return first, last, "since" if match["from"] or lead in words["since_lead"] else "point"


def _within(match: Groups, year: int, rules: Rules) -> tuple[str | None, str | None]:
    """The days of the part of a year that a match names, all the year where it names none."""
    if match.get("year_to"):
        month = int(parse_number(match["month"]) or 0) if match["month"] else 9  # 前三季度
        return f"{year:04d}-01-01", last_day(year, month)
    if match["month"]:
        month = int(parse_number(match["month"]) or 0)
        if match["day"]:
            day = int(parse_number(match["day"]) or 0)
            if not 1 <= day <= calendar.monthrange(year, month)[1]:
                return None, None
            exact = f"{year:04d}-{month:02d}-{day:02d}"
            return exact, exact
        if match["third"]:
            begins, ends = rules.tables["date"]["third"][match["third"]]
            month_end = last_day(year, month)
            return f"{month_end[:8]}{begins}", f"{month_end[:8]}{ends}" if ends else month_end
        return f"{year:04d}-{month:02d}-01", last_day(year, month)
    if match["quarter"]:
        month = 3 * int(parse_number(match["quarter"]) or 0)
        return f"{year:04d}-{month - 2:02d}-01", last_day(year, month)
    if match["half"]:
        first, last = (1, 6) if match["half"] in rules.sets["date"]["first_half"] else (7, 12)
        return f"{year:04d}-{first:02d}-01", last_day(year, last)
    return f"{year:04d}-01-01", f"{year:04d}-12-31"


def _period(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days | None:
    first, last = parse_year(match["from"]), parse_year(match["year"] or match["from"])
    if first is None or last is None or first > last:
        return None
    month, day = (int(parse_number(match[name]) or 1) if match[name] else 1 for name in ("from_month", "from_day"))
    ends = _within(match, last, rules)[1]
    begins = f"{first:04d}-{month:02d}-{min(day, calendar.monthrange(first, month)[1]):02d}"
    from_start = match["year"] is None and begins.endswith("-01-01")  # 2024年1—6月: of the year so far
    return (begins, ends, "point" if from_start else "period") if ends is None or begins <= ends else None


def _plan(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days | None:
    ordinal = parse_number(match["nth"] or match["plan"])
    if ordinal is None:
        return None
    first, last = plan_years(int(ordinal))
    phase, lead, words = match["phase"], match["lead"], rules.sets["date"]
    days = (f"{first}-01-01", f"{last}-12-31")
    if lead in words["baseline_lead"] and phase in words["plan_begins"]:
        return f"{first - 1}-01-01", f"{first - 1}-12-31", "baseline"
    if lead in words["baseline_lead"]:
        return (*days, "baseline")
    if phase in words["since_plan"]:
        return (*days, "since")
    if match["first_years"]:
        return days[0], f"{first + int(parse_number(match['first_years']) or 0) - 1}-12-31", "period"
    if phase in words["plan_mentioned"]:
        return (*days, "mention")
    if phase in words["plan_ends"]:
        return f"{last}-01-01", days[1], "since" if lead in words["since_lead"] else "by"
    return (*days, "plan" if phase else "mention")


def _own_year(issued: str | None, year: int | None) -> int | None:
    """The year that 今年 and 6月底前 are of."""
    return max(int(issued[:4]), year or 0) if issued else year


def _word(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days:
    if match["than"] is not None:
        return None, None, "baseline"  # 比上年, 较去年同期: a baseline without a year (GUIDE)
    word = match["word"]
    own = _own_year(issued, year)
    if match["until"]:
        months = int(parse_number(match["until"]) or 0)
        return (*((f"{own}-01-01", last_day(own, months)) if own else (None, None)), "as_of")
    offset, words = rules.tables["date"]["year_offset"].get(word, 0), rules.sets["date"]
    named_end = word in words["no_year"] or match["year_end"] or match["month_end"] in words["end"]
    days = _within(match, own + offset, rules) if own else (None, None)
    if match["so_far"] and not match["by"] and offset <= 0:
        return (*days, "as_of")
    return (*days, "past" if offset < 0 else "by" if match["by"] or named_end else "point")


def _years(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days | None:
    count = parse_number(match["years"])
    if count is None or count > 50:
        return None
    if issued is None:
        return None, None, "ahead"
    anchor = date.fromisoformat(issued)
    if match["ahead"] in rules.sets["date"]["ahead"]:
        return f"{anchor.year}-01-01", f"{anchor.year + int(count) - 1}-12-31", "ahead"
    return issued, _years_later(anchor, int(count)), "by"


def _years_from(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days | None:
    first, count = parse_year(match["from"]), parse_number(match["years"])
    if first is None or count is None:
        return None
    return f"{first}-01-01", f"{first + int(count) - 1}-12-31", "by"


def _from_issue(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days | None:
    count = parse_number(match["count"])
    if count is None:
        return None
    if issued is None:
        return None, None, "by"
    return issued, _after(date.fromisoformat(issued), int(count), match["count_unit"], rules), "by"


def _century(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days:
    return "2050-01-01", "2050-12-31", "by"


def _month(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days:
    if match["than"] is not None:
        return None, None, "baseline"  # 较一季度
    own = _own_year(issued, year)
    ends = match["by"] or match["month_end"] in rules.sets["date"]["end"]
    role = "as_of" if match["as_of"] else "by" if ends else "point"
    return (*(_within(match, own, rules) if own else (None, None)), role)


def _so_far(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days:
    own = None if match["than"] else _own_year(issued, year)
    return (*(_within(match, own, rules) if own else (None, None)), "baseline" if match["than"] else "point")


def _months(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days | None:
    first, last, own = int(match["from"]), int(match["month"]), _own_year(issued, year)
    if first >= last:
        return None
    return (*((f"{own:04d}-{first:02d}-01", last_day(own, last)) if own else (None, None)), "period")


def _holiday(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days:
    own = parse_year(match["year"]) if match["year"] else _own_year(issued, year)
    if own is None:
        return None, None, "by"
    days: dict[str, str] = rules.tables["date"]["day_before"]
    day = next(day for name, day in days.items() if match["holiday"].startswith(name))
    ends = own - 1 if day == "12-31" else own  # New Year's Eve
    return f"{ends:04d}-01-01", f"{ends:04d}-{day}", "by"


def _years_later(day: date, years: int) -> str:
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28).isoformat()


def _after(day: date, count: int, unit: str, rules: Rules) -> str | None:
    """The last day of a term that begins the day after its event (Civil Code, articles 201 and 202)."""
    of = rules.tables["date"]["term"].get(unit)
    if of == "days":
        return (day + timedelta(days=count)).isoformat()
    if of == "years":
        return _years_later(day, count)
    if of == "months":
        months = day.year * 12 + day.month - 1 + count
        year, month = divmod(months, 12)
        return f"{year:04d}-{month + 1:02d}-{min(day.day, calendar.monthrange(year, month + 1)[1]):02d}"
    return None  # working days depend on each year's holidays


def _stripped(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days:
    return None, None, "by"


def _yearly(match: Groups, issued: str | None, year: int | None, rules: Rules) -> Days:
    return None, None, "yearly"


_MAKERS: dict[str, Callable[[Groups, str | None, int | None, Rules], Days | None]] = {
    "year": _year,
    "period": _period,
    "plan": _plan,
    "word": _word,
    "years": _years,
    "years_from": _years_from,
    "from_issue": _from_issue,
    "month": _month,
    "so_far": _so_far,
    "months": _months,
    "century": _century,
    "holiday": _holiday,
    "stripped": _stripped,
    "yearly": _yearly,
}
