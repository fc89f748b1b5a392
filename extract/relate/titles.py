"""What titles, numbers and places tell of two documents: of one place, of one series, for a period and the next."""

from dataclasses import dataclass, replace

import regex

from extract.numerals import parse_number
from extract.relate.body import numbers
from extract.relate.signs import pattern, words

_LIKE_CORES = 0.6  # of the characters of what two such titles are about, the share that both have
TITLED = 6  # characters of a title that no other work has by chance
_SERIES = regex.compile(r"\p{Han}+(?=[〔(（\[【])")  # of numbers: whose they are
_YEAR = regex.compile(r"(?:19|20)\d\d")
_TENTH = 2001  # the year in which the tenth five-year plan began


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a document says of itself, as far as it tells works and editions apart (see ``model.Edition``)."""

    work: str
    draft: bool
    revisions: int
    years: str
    number: str | None  # 发文字号
    issued_on: str | None
    place: str | None
    genre: str
    core: str = ""


def same_place(one: str, other: str) -> bool:
    """Whether two names are of one place, or neither says one: 嘉定区 is 上海市嘉定区."""
    if not one or not other:
        return one == other
    return one.endswith(other) or other.endswith(one)


def stem(place: str) -> str:
    """The name of a place without those that hold it, and without what it is.

    >>> stem("上海市崇明区"), stem("崇明县"), stem("枣庄市市中区"), stem("西藏自治区")
    ('崇明', '崇明', '市中', '西藏')
    """
    name = pattern("place").fullmatch(place)
    return name["own"] if name else place


def under_one_name(a: Candidate, b: Candidate, alike: bool) -> tuple[Candidate, Candidate]:
    """Two plans for a period and the next, with the later's place where that was a county before: 崇明县, 崇明区; a
    city where the texts are ``alike``, for 长沙市 and 长沙县 are two places.
    """
    if not a.place or not b.place or same_place(a.place, b.place) or not adjoin(a, b):
        return a, b
    earlier, later = sorted((a, b), key=lambda document: period(document.years))
    names = pattern("place").fullmatch(earlier.place or ""), pattern("place").fullmatch(later.place or "")
    if not names[0] or not names[1] or names[0]["own"] != names[1]["own"]:
        return a, b
    around = names[0]["around"], names[1]["around"]
    became = names[0]["rank"] + names[1]["rank"] in (words("became") + (words("became_city") if alike else ()))
    is_one = became and (around[0] == around[1] or not all(around))
    return (replace(a, place=later.place), replace(b, place=later.place)) if is_one else (a, b)


def is_within(one: str, other: str) -> bool:
    """Whether one place is named as a part of the other: 青岛市高新区 of 青岛市."""
    return one.startswith(other) or other.startswith(one)


def is_retitled(one: str, other: str) -> bool:
    """Whether one title is the other with something put in: 器官移植条例, then 器官捐献和移植条例.

    What is put before a title makes it that of another place or of a part: 农村公路管理办法 beside 公路管理办法.
    """
    return holds(one, other) and one[:2] == other[:2] and _speaks_of_a_work(one) == _speaks_of_a_work(other)


def _speaks_of_a_work(title: str) -> bool:
    return title.endswith(words("speaks_of"))


def holds(one: str, other: str) -> bool:
    """Whether one title has all letters of the other, in order, and not many more."""
    shorter, longer = sorted((one, other), key=len)
    left = iter(longer)
    within = all(character in left for character in shorter)
    alike = len(shorter) >= TITLED and len(longer) <= 2 * len(shorter)
    return within and alike and numbers(shorter) == numbers(longer)  # 第12期 holds 第1期


def goes_on_yearly(a: Candidate, b: Candidate) -> bool:
    """Whether the titles of two notices of one series are for different years, and one has what the other has.

    A bureau's notices on 供水 and on 农村供水 may be of one year, or both come every year.
    """
    years = a.years != b.years and a.years and b.years
    notices = all(document.work.endswith(words("notice")) for document in (a, b))
    return bool(years and notices) and is_one_series(a, b) and holds(a.work, b.work)


def of_two_issuers(a: Candidate, b: Candidate) -> bool:
    """Whether the numbers of two documents show that they are of two issuers, of which one at least is of a province:
    苏科发〔2024〕1号, 鄂科发〔2024〕2号.
    """
    first = offices(a, b)
    return len(first) > 1 and not first.isdisjoint(words("province"))


def offices(a: Candidate, b: Candidate) -> set[str]:
    """The characters with which the numbers of two documents begin that are not known to be of one place."""
    return set() if a.place and a.place == b.place else {one.number[0] for one in (a, b) if one.number}


def adjoin(a: Candidate, b: Candidate, between: int = 0) -> bool:
    """Whether two titles give a period and the next, with no more years between them than that."""
    periods = sorted((period(a.years), period(b.years)))
    return all(periods) and 0 <= periods[1][0] - periods[0][-1] - 1 <= between


def says_more(a: Candidate, b: Candidate) -> bool:
    """Whether one title has all that the other is about and not much more; what is put before it makes it that of a
    part: 地下水污染防治 beside 水污染防治.
    """
    fewer, more = sorted((set(a.core), set(b.core)), key=len)
    works = speak_alike(a, b) and said(a)[:1] == said(b)[:1]
    return works and fewer <= more and len(fewer) >= _LIKE_CORES * len(more)


def speak_alike(a: Candidate, b: Candidate) -> bool:
    """Whether both titles, or neither, are of what speaks of a work: 解读."""
    return _speaks_of_a_work(a.work) == _speaks_of_a_work(b.work)


def said(document: Candidate) -> str:
    """What a title is about, in the order in which it says so."""
    return "".join(character for character in document.work if character in document.core)


def pieces(work: str, core: str) -> set[str]:
    """Two characters in a row of what a title is about.

    >>> sorted(pieces("工业绿色发展规划", "业工绿色"))
    ['业绿', '工业', '绿色']
    """
    return {work[at : at + 2] for at in range(len(work) - 1) if core.find(work[at]) >= 0 <= core.find(work[at + 1])}


def period(years: str) -> list[int]:
    """The years that a title gives, or those with which the five years begin and end that it names.

    >>> period("十四五"), period("2019年")
    ([2021, 2025], [2019])
    """
    if plan := pattern("five_years").search(years):
        first = _TENTH + 5 * (int(parse_number(plan["nth"]) or 0) - 10)
        return [first, first + 4]
    return [int(year) for year in _YEAR.findall(years)]


def is_one_series(a: Candidate, b: Candidate) -> bool:
    """Whether the numbers of two documents are of one office: 甲水发〔2024〕3号, 甲水发〔2025〕8号."""
    offices = [_SERIES.match(document.number or "") for document in (a, b)]
    return bool(offices[0] and offices[1] and offices[0].group() == offices[1].group())


def of_other_kinds(work: str) -> list[str]:
    """What a regulation's draft may be called when it is issued: 标准合同规定, then 标准合同办法."""
    kinds = words("regulation")
    named = next((kind for kind in kinds if work.endswith(kind)), None) if len(work) >= TITLED else None
    return [work.removesuffix(named) + kind for kind in kinds if kind != named] if named else []


def years_known(document: Candidate) -> str:
    """The one year that a title gives, or else that of the document's date, where the text holds till another's."""
    if not document.work.endswith(words("regulation")):
        return ""
    if not document.years:
        return (document.issued_on or "")[:4]
    year = pattern("one_year").fullmatch(document.years)
    return year[1] if year else ""


def is_one_line(a: Candidate, b: Candidate) -> bool:
    """Whether two plans of one title are known to be of one place, of the nation, or of one office's numbers."""
    known = a.place is not None and a.place == b.place
    return known or a.work.startswith((*words("national"), *words("of_the_nation"))) or is_one_series(a, b)


def is_whose(a: Candidate, b: Candidate) -> bool:
    """Whether it is known that two documents of one title are of one place, or of the whole nation."""
    return (a.place is not None and a.place == b.place) or a.work.startswith(words("national"))
