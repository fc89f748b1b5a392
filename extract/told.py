"""When results are of: a year, or the last day of the part of one that is told of."""

from dataclasses import replace

from extract.dates import WITHOUT_YEAR, find_dates, last_day
from extract.model import Date, Normal
from extract.rulebook import Rules


def told_of(date: Date, as_of: str | None, rules: Rules) -> str | None:
    """The year that results with a date are of, or the last day where it is part of a year; a part of no year that it
    names is of that of ``as_of``, when they are otherwise.

    >>> from extract.rulebook import load_rules
    >>> text = "2020年,绿地率达到40%;上半年,新增公园3个。"
    >>> rules = load_rules()
    >>> dates = find_dates(Normal(text, range(len(text) + 1)), rules, "2022-03-01", None)
    >>> [told_of(date, "2021", rules) for date in dates]
    ['2020', '2021-06-30']
    """
    if date.role == "since":
        return as_of  # 2020年以来
    if as_of and (date.rule in WITHOUT_YEAR or date.text.startswith(rules.words["date"]["no_year"])):
        date = in_year(date, as_of)
    return date.last.removesuffix("-12-31") if date.last else as_of


def end_of(year: str, month: str, day: str | None) -> str:
    """The ISO date of a day, or of the last of its month where it is none.

    >>> end_of("2024", "9", None), end_of("2024", "10", "1")
    ('2024-09-30', '2024-10-01')
    """
    last = last_day(int(year), int(month))
    return min(last, f"{last[:8]}{int(day):02d}") if day else last


def told_by(title: str, rules: Rules) -> str | None:
    """When results are of that a title tells of.

    >>> from extract.rulebook import load_rules
    >>> told_by("2024年前三季度经济运行情况", load_rules()), told_by("2024年工作总结", load_rules())
    ('2024-09-30', '2024')
    """
    dates = find_dates(Normal(title, range(len(title) + 1)), rules, None, None)
    return told_of(dates[0], None, rules) if dates else None


def in_year(date: Date, year: str) -> Date:
    """A part of a year, as of another that a day or year says."""
    if date.last is None:
        return date
    last = year[:4] + date.last[4:]
    return replace(date, last=min(last, last_day(int(year[:4]), 2)) if last[5:7] == "02" else last)
