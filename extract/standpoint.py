"""Where a document stands in time: which dates lie behind it, and which ahead."""

from dataclasses import dataclass, field

from extract.dates import WITHOUT_YEAR
from extract.model import Date
from extract.rulebook import Rules

EARLY = "02"  # the last month in which what was done in a year before is told of
WITHOUT_END = frozenset({"ahead", "plan", "period"})  # 今后五年, “十四五”期间: no day that outcomes are due on


@dataclass(slots=True)
class Standpoint:
    """A document's year, whether it states it, whether it reports, and the days that it has promised things for.

    >>> from extract.dates import find_dates
    >>> from extract.model import Normal
    >>> from extract.rulebook import load_rules
    >>> text, rules = "2023年建成公园,2026年建成车站", load_rules()
    >>> behind, ahead = find_dates(Normal(text, range(len(text) + 1)), rules, None, None)
    >>> here = Standpoint(rules, 2024, stated=True, reports=True)
    >>> here.is_reached(behind, "", False), here.lies_ahead(ahead)
    (True, True)
    """

    rules: Rules
    year: int | None
    stated: bool
    reports: bool
    day: str | None = None  # its own
    begins: bool = False  # a report at its year's beginning
    promised: set[str] = field(default_factory=set)  # last days
    promised_year: str = ""  # the last of the years whose tasks it told
    told_year: str = ""  # the last of the years of which it told what was reached

    def is_reached(self, date: Date, after: str, promises: bool) -> bool:
        """Whether a date lies behind the document: 去年, 2020年以来, a year before its own.

        ``after`` are the words after it; where the text ``promises``, a year before the last promised one lies behind.
        """
        ended = date.last is not None and self.year is not None and int(date.last[:4]) < self.year
        if date.role == "point" and self.day and date.first == date.last:
            ended = ended or (date.last or "9") < self.day
        if date.role == "since":
            return self.year is None or ended or after.startswith(self.rules.words["tense"]["since_then"])
        if date.role == "as_of":
            return not self.stated or (date.last or "") <= f"{self.year}-12-31"
        behind = promises and date.role == "point" and (date.last or "9") < self.promised_year
        return date.role == "past" or ended or behind

    def is_last_year(self, date: Date) -> bool:
        """Whether a date is the year before the document's own, of which a report tells."""
        return self.year is not None and date.last == f"{self.year - 1}-12-31"

    def begins_ahead(self, date: Date) -> bool:
        """Whether a span of years begins after the document's own: what is said of it is no result."""
        spans = date.role in WITHOUT_END and date.first is not None
        return spans and self.year is not None and int((date.first or "")[:4]) > self.year

    def lies_ahead(self, date: Date) -> bool:
        """Whether a date among results is plainly one to come: a later year, or a day of this year before which…"""
        if date.last is None or date.role == "ahead":
            return False
        due = date.text.startswith(self.rules.words["tense"]["due"])
        if self.year is None:
            if date.rule == "date.years_from":
                return True  # 从2023年开始,用三年时间
            return date.role == "by" and due  # 到2025年,…: what it tells of is to come
        if date.last in self.promised and date.role == "point":
            return True
        if not self.stated and (not self.reports or (date.rule in WITHOUT_YEAR and date.role == "point")):
            return False  # the year is that of the first date: under 发展成就 all may be past
        if not self.stated and date.role == "by" and due:
            return date.last[:4] > self.told_year  # the year is that of the last date
        if date.role == "plan":
            return date.first is not None and int(date.first[:4]) >= self.year
        if self.begins and date.role == "point" and date.last == f"{self.year}-12-31":
            return True
        before = date.role == "by" and date.text.endswith(self.rules.words["tense"]["due_before"])
        return before or int(date.last[:4]) > self.year

    def told_of(self, time: str, otherwise: str | None) -> str | None:
        """The year that a time without one is of: ``now`` of the document's own; a ``part`` likewise, but told
        of early in a year of the year before; the ``whole`` of a year only then.

        >>> from extract.rulebook import load_rules
        >>> Standpoint(load_rules(), 2024, True, True, "2024-01-24").told_of("whole", None)
        '2023'
        """
        own = str(self.year) if self.year else None
        if own and otherwise and self.day is None:
            own = max(own, otherwise[:4])  # a plan's first year is not that of an account of it
        if time == "now":
            return own
        if self.day and self.day[5:7] <= EARLY:
            return str(int(self.day[:4]) - 1)
        return own if time == "part" else otherwise

    def tell(self, date: Date) -> None:
        """Remembers a year of which a report told what was reached."""
        if date.last and date.role == "point":
            self.told_year = max(self.told_year, date.last[:4])

    def promise(self, date: Date) -> None:
        """Remembers a date to which a report plainly looks ahead."""
        if date.last:
            self.promised.add(date.last)
            if date.role == "point":
                self.promised_year = max(self.promised_year, date.last[:4])
