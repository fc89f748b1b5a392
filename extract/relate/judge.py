"""Whether two documents are copies of one text, editions of one work, or neither.

Similarity only finds candidates. A plan whose every figure was changed shares most of its characters with the old one;
title, marks of editions, 发文字号, dates, places and figures decide.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import regex
from rapidfuzz.distance.Indel import normalized_similarity as ratio

from extract.numerals import parse_number
from extract.relate.body import numbers, squeezed
from extract.relate.compare import Difference

Relation = Literal["copy", "revision", "part"]

_SLIPS = 0.04  # of the characters of a copy, the share that a bad transcription changes
_ALIKE = 0.35  # similarity of copies through the worst transcription that is worth reading
_SAME_TEXT = 0.002  # the same share where only the title differs: a template's other subject changes more
_FEW_SLIPS = 0.005  # the same share where one has no title: a template for another place has more of its names
_LENGTHY = 400  # characters of a text that is known without its title
_LOST = 0.03  # of the shorter text, the share that copies lose or add between what they share
_AROUND = 0.25  # of the shorter text, what stands on pages around copies, of both; beyond that another text goes on
_PART = 0.9  # of an excerpt's text, the share that is in the whole
_EXACT = 0.99  # of a text that is passed on, the share that stands below the letter
_LETTER = 20  # characters of a letter that passes on a text
_OF_A_WHOLE = 0.7  # length of an excerpt against the whole, at most
_SUCCESSOR = 0.05  # similarity of a plan and the next period's, whose titles are one; of other texts less
_REWRITTEN = 0.02  # the same of laws, whose titles name one law only
_TITLED = 6  # characters of a title that no other work has by chance
_AMENDED = 0.5  # similarity of editions that their titles don't tell
_LIKE_TITLES = 0.6  # likeness of the titles of a work and the one that takes its place
_KINDS = ("规定", "办法", "条例", "细则", "规则")  # of regulations, which a draft may change before it is issued
_ANNOUNCED = ("公告", "通告", "通报", "公示")  # as often in a year as there is something to announce
# with which titles say whose they are
_NATIONAL = ("国务院", "中共中央", "中华人民共和国", "全国人民代表大会", "最高人民")
# in a title, beside what it is about
_BESIDE = regex.compile("加快|推进|推动|促进|深入|全面|进一步|三年|五年|实施|工作")
_DIGESTS = frozenset(("news", "other"))  # genres of news and of what reprints it
_SERIES = regex.compile(r"\p{Han}+(?=[〔(（\[【])")  # of numbers: whose they are
_ONE_YEAR = regex.compile(r"(\d{4})年?")
_DAY = regex.compile(r"\d{4}-\d\d-\d\d")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_FIVE_YEARS = regex.compile("第?(?P<nth>十[一二三四五六七八九]?)(?:个五年|五)")
_TENTH = 2001  # the year in which the tenth five-year plan began
# with which the numbers of what provinces issue begin
_PROVINCES = frozenset("京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔贵滇云藏陕甘青宁新")
_REPORTED = 0.65  # of the shorter of two reports of one event, the share that both have
_REPORT = 200  # characters of a report that is more than a form filled in
_DAYS = 3  # in which papers bring it
_RETITLED = 0.25  # similarity of editions of which the later has more in its title, or another kind of plan


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two documents are to each other, and why, in plain English."""

    relation: Relation | None
    why: str


def judge(a: Candidate, b: Candidate, difference: Difference, named: bool = False, repealed: bool = False) -> Verdict:
    """What two documents are to each other, where the longer may have ``named`` the work that the shorter is, or one
    have ``repealed`` the other. The answer is the same for (b, a).
    """
    if not all(difference.lengths):
        return Verdict(None, "one of them has no text")
    if a.place and b.place and not same_place(a.place, b.place):
        if _is_within(a.place, b.place) and _is_same_text(difference):
            return Verdict("copy", "one text, of a place and of what it is part of")
        return Verdict(None, "of different places")
    same_work = _same_work(a, b)
    told = _same_edition(a, b)
    if same_work and a.draft == b.draft and _of_two_issuers(a, b) and not _is_passed_on(difference):
        return Verdict(None, "one title, but numbers of two issuers")
    if _is_one_text(difference, _AROUND if same_work and told is not False else _LOST):
        if told is False and same_work and a.draft != b.draft:
            return Verdict("revision", "a draft and what was issued, in the same words")
        if same_work:
            return Verdict("copy", "one text")
        if not difference.slips or (told is not False and _is_same_text(difference)):
            return Verdict("copy", "one text under two titles")
        if named and difference.slips <= _FEW_SLIPS * min(difference.lengths):
            return Verdict("copy", "one text, below a letter of another title that names it")
    if told is not False and _is_one_report(a, b, difference):
        return Verdict("copy", "one report, as two papers have it")
    if told is not False and _lost_its_title(a, b, difference):
        return Verdict("copy", "one text, of which one lost its title")
    of_one_work = same_work or not a.work or not b.work
    if told is not False and (
        (of_one_work and is_part(difference)) or (same_work and _is_part_below(a, b, difference))
    ):
        return Verdict("copy", "an excerpt of the other, or the other in a collection")
    if not same_work:
        if repealed and difference.similarity >= _SUCCESSOR and ratio(a.work, b.work) >= _LIKE_TITLES:
            return Verdict("revision", "one repeals the other, and has a title like it")
        known = named or (told is not False and _is_verbatim(difference))
        about = "news" in (a.genre, b.genre) and not {a.genre, b.genre} <= _DIGESTS  # news about a plan quotes it
        if known and is_part(difference) and _is_whole(difference) and not about:
            return Verdict("part", "one text is part of the other, which has another title")
        if difference.similarity >= _RETITLED and _goes_on_yearly(a, b):
            return Verdict("revision", "notices of one issuer for different years, of which one says more in its title")
        if difference.similarity >= _SUCCESSOR and _follows_on(a, b):
            return Verdict("revision", "plans of one place for two periods, whose titles are about one thing")
        if a.place == b.place and difference.similarity >= _RETITLED and len(_offices(a, b)) <= 1:
            if _is_retitled(a.work, b.work):
                return Verdict("revision", "editions of one work, of which one has more in its title")
            if _is_issued_anew(a, b) and difference.similarity >= _AMENDED:
                return Verdict("revision", "a draft, and what was issued under another title")
            if a.draft != b.draft and b.work in of_other_kinds(a.work):
                return Verdict("revision", "a draft, and what was issued as another kind of regulation")
        return Verdict(None, "different works")
    if "news" in (a.genre, b.genre) or ("report" in (a.genre, b.genre) and (not _year(a) or _year(a) != _year(b))):
        return Verdict(None, "reports, each of its own day or year")
    if told and _is_mended(difference):
        return Verdict("copy", "one edition, transcribed with losses")
    if bool(a.place) != bool(b.place):
        return Verdict(None, "one title, but only one of them says of what place")
    if told is not True and _is_each_its_own(a, b):
        return Verdict(None, "announcements of one year, each of its own day")
    if told is False and difference.similarity >= _least_shared(a, b):
        return Verdict("revision", "editions of one work by title, marks, number or years")
    here = a.place and a.place == b.place and len(a.work) >= _TITLED
    if difference.similarity >= (_RETITLED if here else _AMENDED):
        return Verdict("revision", "one work, with changes of substance")
    return Verdict(None, "one title, but different texts")


def _same_work(a: Candidate, b: Candidate) -> bool:
    return bool(a.work) and a.work == b.work


def _least_shared(a: Candidate, b: Candidate) -> float:
    """The similarity that editions of one title have at least."""
    if len(a.work) < _TITLED or (a.genre == "report" and not a.place):  # 政府工作报告 of nobody knows whom
        return _AMENDED
    return _REWRITTEN if a.genre == b.genre == "law" else _SUCCESSOR


def _same_edition(a: Candidate, b: Candidate) -> bool | None:
    """Whether two documents of one work say that they are one edition; None where nothing in them tells.

    Marks of drafts and revisions tell best, then the title's years, then the 发文字号.
    """
    if a.draft != b.draft or a.revisions != b.revisions:
        return False
    if a.years and b.years and a.years != b.years:
        return False
    if a.number and b.number:
        return squeezed(a.number) == squeezed(b.number)
    if a.issued_on and a.issued_on == b.issued_on:
        return True
    years = _years_known(a), _years_known(b)
    return False if _is_whose(a, b) and all(years) and years[0] != years[1] else None


def _years_known(document: Candidate) -> str:
    """The one year that a title gives, or else that of the document's date, where the text holds till another's."""
    if not document.work.endswith(_KINDS):
        return ""
    if not document.years:
        return (document.issued_on or "")[:4]
    year = _ONE_YEAR.fullmatch(document.years)
    return year[1] if year else ""


def _is_whose(a: Candidate, b: Candidate) -> bool:
    """Whether it is known that two documents of one title are of one place, or of the whole nation."""
    return (a.place is not None and a.place == b.place) or a.work.startswith(_NATIONAL)


def same_place(one: str, other: str) -> bool:
    """Whether two names are of one place, or neither says one: 嘉定区 is 上海市嘉定区."""
    if not one or not other:
        return one == other
    return one.endswith(other) or other.endswith(one)


def _is_within(one: str, other: str) -> bool:
    """Whether one place is named as a part of the other: 青岛市高新区 of 青岛市."""
    return one.startswith(other) or other.startswith(one)


def _is_same_text(difference: Difference) -> bool:
    """Whether two texts differ in less than a template whose names were changed."""
    shorter = min(difference.lengths)
    one_slip = shorter >= _LENGTHY  # the names of a template stand in it more than once
    return _is_one_text(difference, _LOST) and difference.slips <= max(one_slip, _SAME_TEXT * shorter)


def _is_retitled(one: str, other: str) -> bool:
    """Whether one title is the other with something put in: 器官移植条例, then 器官捐献和移植条例.

    What is put before a title makes it that of another place or of a part: 农村公路管理办法 beside 公路管理办法.
    """
    return _holds(one, other) and one[:2] == other[:2]


def _holds(one: str, other: str) -> bool:
    """Whether one title has all letters of the other, in order, and not many more."""
    shorter, longer = sorted((one, other), key=len)
    left = iter(longer)
    within = all(character in left for character in shorter)
    alike = len(shorter) >= _TITLED and len(longer) <= 2 * len(shorter)
    return within and alike and numbers(shorter) == numbers(longer)  # 第12期 holds 第1期


def _goes_on_yearly(a: Candidate, b: Candidate) -> bool:
    """Whether the titles of two notices of one series are for different years, and one has what the other has.

    A bureau's notices on 供水 and on 农村供水 may be of one year, or both come every year.
    """
    years = a.years != b.years and a.years and b.years
    notices = all(document.work.endswith("通知") for document in (a, b))
    return bool(years and notices) and _is_one_series(a, b) and _holds(a.work, b.work)


def _of_two_issuers(a: Candidate, b: Candidate) -> bool:
    """Whether the numbers of two documents show that they are of two issuers, of which one at least is of a province:
    苏科发〔2024〕1号, 鄂科发〔2024〕2号.
    """
    offices = _offices(a, b)
    return len(offices) > 1 and not offices.isdisjoint(_PROVINCES)


def _offices(a: Candidate, b: Candidate) -> set[str]:
    """The characters with which the numbers of two documents begin that are not known to be of one place."""
    return set() if a.place and a.place == b.place else {one.number[0] for one in (a, b) if one.number}


def _follows_on(a: Candidate, b: Candidate) -> bool:
    """Whether two plans of one place are about one thing, for a period and the next: 行动计划纲要（2006—2010—2020年）,
    then 行动规划纲要（2021—2035年）.
    """
    periods = sorted((_period(a), _period(b)))
    adjoining = all(periods) and periods[0][-1] + 1 == periods[1][0]
    return bool(a.core) and a.core == b.core and a.place == b.place and adjoining


def _period(document: Candidate) -> list[int]:
    """The years that a title gives, or those with which the five years begin and end that it names."""
    if plan := _FIVE_YEARS.search(document.years):
        first = _TENTH + 5 * (int(parse_number(plan["nth"]) or 0) - 10)
        return [first, first + 4]
    return [int(year) for year in _YEAR.findall(document.years)]


def _is_one_series(a: Candidate, b: Candidate) -> bool:
    """Whether the numbers of two documents are of one office: 甲水发〔2024〕3号, 甲水发〔2025〕8号."""
    offices = [_SERIES.match(document.number or "") for document in (a, b)]
    return bool(offices[0] and offices[1] and offices[0].group() == offices[1].group())


def _is_issued_anew(a: Candidate, b: Candidate) -> bool:
    """Whether one is a draft and the other of the same years, with a title that says as much."""
    works = _BESIDE.sub("", a.work), _BESIDE.sub("", b.work)
    return (
        a.draft != b.draft
        and bool(a.years)
        and a.years == b.years
        and works[0] == works[1]
        and len(works[0]) >= _TITLED
    )


def of_other_kinds(work: str) -> list[str]:
    """What a regulation's draft may be called when it is issued: 标准合同规定, then 标准合同办法."""
    named = len(work) >= _TITLED and work.endswith(_KINDS)
    return [work[:-2] + kind for kind in _KINDS if kind != work[-2:]] if named else []


def _is_each_its_own(a: Candidate, b: Candidate) -> bool:
    """Whether two documents announce, under one title, what is of two days of one year: 关于道路临时管制的通告."""
    days = a.issued_on, b.issued_on
    announced = a.work.endswith(_ANNOUNCED) and (a.draft, a.revisions, a.years) == (b.draft, b.revisions, b.years)
    return announced and all(days) and days[0] != days[1] and _year(a) == _year(b)


def _is_one_report(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether two papers have one report of an event, each as long as it wanted: most of its words and all figures."""
    reports = a.genre == b.genre == "news" and not any(document.work.endswith(_ANNOUNCED) for document in (a, b))
    said = (_DAY.fullmatch(document.issued_on or "") for document in (a, b))
    days = [date.fromisoformat(day.group()) for day in said if day]
    together = len(days) < 2 or abs((days[0] - days[1]).days) <= _DAYS
    same = difference.contained >= _REPORTED and difference.figures <= 1 and min(difference.lengths) >= _REPORT
    return reports and together and same


def _year(document: Candidate) -> str:
    """The year that a report is of, or else that it was given in."""
    return document.years or (document.issued_on or "")[:4]


def _is_one_text(difference: Difference, around: float) -> bool:
    """Whether two texts differ in no more than transcription changes, but for what only one has around it."""
    shorter = min(difference.lengths) or 1
    return (
        difference.similarity >= _ALIKE
        and not difference.figures
        and sum(difference.inside) <= _LOST * shorter
        and difference.slips <= _SLIPS * shorter
        and min(difference.outside) <= around * shorter
        and not is_part(difference)
    )


def _is_passed_on(difference: Difference) -> bool:
    """Whether one text is all of the other below a letter that passes it on."""
    less, letter = sorted(difference.outside)
    exact = difference.contained >= _EXACT and not difference.figures and difference.inside == (0, 0)
    return exact and not less and letter >= _LETTER


def _is_mended(difference: Difference) -> bool:
    shorter = min(difference.lengths) or 1
    return difference.similarity >= _ALIKE and difference.slips + difference.figures <= 2 * _SLIPS * shorter


def _is_whole(difference: Difference) -> bool:
    """Whether the longer text has all that the shorter has."""
    shorter, lost = min(zip(difference.lengths, difference.inside, strict=True))
    return lost <= _LOST * shorter and not difference.figures


def _is_verbatim(difference: Difference) -> bool:
    """Whether the longer text has the shorter one, which is long, in the same words."""
    shorter, lost = min(zip(difference.lengths, difference.inside, strict=True))
    exact = difference.contained >= 1 - _LOST and difference.slips + lost <= _FEW_SLIPS * shorter
    return exact and shorter >= _LENGTHY


def _lost_its_title(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether one of two documents has no title, and what both have is one text, long and nearly without slips."""
    untitled = bool(a.work) != bool(b.work) and "news" not in (a.genre, b.genre)
    few = difference.slips <= _FEW_SLIPS * min(difference.lengths)
    return untitled and few and min(difference.lengths) >= _LENGTHY and _is_one_text(difference, _AROUND)


def _is_part_below(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether one text is a part of the other below some words about it, which are no more than the part itself."""
    (shorter, words), (longer, _) = sorted(zip(difference.lengths, difference.outside, strict=True))
    part = shorter - words
    shared = difference.contained * shorter >= _PART * part
    return "news" not in (a.genre, b.genre) and shared and words <= part <= _OF_A_WHOLE * longer


def is_part(difference: Difference) -> bool:
    """Whether one text is a part of the other, and no more than a part."""
    shorter, longer = sorted(difference.lengths)
    return difference.contained >= _PART and shorter <= _OF_A_WHOLE * longer
