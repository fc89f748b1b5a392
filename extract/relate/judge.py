"""Whether two documents are copies of one text, editions of one work, or neither.

Similarity only finds candidates. A plan whose every figure was changed shares most of its characters with the old one;
title, marks of editions, 发文字号, dates, places and figures decide.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import regex
from rapidfuzz.distance.Indel import normalized_similarity as ratio

from extract.relate.body import squeezed
from extract.relate.compare import Difference
from extract.relate.signs import pattern, words
from extract.relate.succession import follows_on
from extract.relate.titles import (
    TITLED,
    Candidate,
    adjoin,
    goes_on_yearly,
    is_one_line,
    is_retitled,
    is_whose,
    is_within,
    of_other_kinds,
    of_two_issuers,
    offices,
    period,
    same_place,
    says_more,
    under_one_name,
    years_known,
)

Relation = Literal["copy", "revision", "part"]

EXCERPT = "an excerpt of the other, or the other in a collection"
_SLIPS = 0.04  # of the characters of a copy, the share that a bad transcription changes
_MISREAD = 0.1  # the same of a text that is known by its length and figures
_READABLE = 0.8  # likeness of a title and what a scan made of it
_ALIKE = 0.35  # similarity of copies through the worst transcription that is worth reading
_SAME_TEXT = 0.002  # the same share where only the title differs: a template's other subject changes more
_FEW_SLIPS = 0.005  # the same share where one has no title: a template for another place has more of its names
_LENGTHY = 400  # characters of a text that is known without its title
_LOST = 0.03  # of the shorter text, the share that copies lose or add between what they share
_AROUND = 0.25  # of the shorter text, what stands on pages around copies, of both; beyond that another text goes on
_PART = 0.9  # of an excerpt's text, the share that is in the whole
_EXACT = 0.99  # of a text that is passed on, the share that stands below the letter
_AT_ITS_ENDS = 2  # slips, where a text was cut out of another
_LETTER = 20  # characters of a letter that passes on a text
_OF_A_WHOLE = 0.7  # length of an excerpt against the whole, at most
_SUCCESSOR = 0.05  # similarity of a plan and the next period's, whose titles are one; of other texts less
_REWRITTEN_PLAN = 0.03  # the same where nothing but the next five years' title tells
_WRITTEN_ANEW = 0.01  # the same where it is known whose plans they are
_EXCERPTED = 0.1  # of the shorter of two such plans, the share that both have, where it is but a part
_REWRITTEN = 0.02  # the same of laws, whose titles name one law only
_AMENDED = 0.5  # similarity of editions that their titles don't tell
_LIKE_TITLES = 0.6  # likeness of the titles of a work and the one that takes its place
_DIGESTS = frozenset(("news", "other"))  # genres of news and of what reprints it
_DAY = regex.compile(r"\d{4}-\d\d-\d\d")
_REPORTED = 0.65  # of the shorter of two reports of one event, the share that both have
_REPORT = 200  # characters of a report that is more than a form filled in
_DAYS = 3  # in which papers bring it
_RETITLED = 0.25  # similarity of editions of which the later has more in its title, or another kind of plan


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two documents are to each other, and why, in plain English."""

    relation: Relation | None
    why: str


def judge(
    a: Candidate,
    b: Candidate,
    difference: Difference,
    named: bool = False,
    repealed: bool = False,
    letter: bool = False,
) -> Verdict:
    """What two documents are to each other, where the longer may have ``named`` the work that the shorter is, or one
    have ``repealed`` the other, or the shorter be no more than the ``letter`` that issues a work. The answer is the
    same for (b, a).
    """
    if not all(difference.lengths):
        return Verdict(None, "one of them has no text")
    a, b = under_one_name(a, b, alike=difference.similarity >= _RETITLED)
    if a.place and b.place and not same_place(a.place, b.place):
        if is_within(a.place, b.place) and _is_same_text(difference):
            return Verdict("copy", "one text, of a place and of what it is part of")
        if named and is_part(difference) and _is_exact(difference):
            return Verdict("part", "one text is part of the other, which is of another place and names it")
        return Verdict(None, "of different places")
    same_work = _same_work(a, b)
    told = None if _lacks_its_marks(a, b, difference) else _same_edition(a, b)
    if same_work and a.draft == b.draft and of_two_issuers(a, b) and not _is_passed_on(difference):
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
    if told is not False and _is_misread_title(a, b) and _is_misread(difference):
        return Verdict("copy", "one text, badly read")
    if told is not False and _is_one_report(a, b, difference):
        return Verdict("copy", "one report, as two papers have it")
    if told is not False and _lost_its_title(a, b, difference):
        return Verdict("copy", "one text, of which one lost its title")
    untitled = (not a.work or not b.work) and difference.renamed <= _AT_ITS_ENDS
    if (
        told is not False
        and not letter
        and (((same_work or untitled) and is_part(difference)) or (same_work and _is_part_below(a, b, difference)))
    ):
        return Verdict("copy", EXCERPT)
    if not same_work:
        if repealed and difference.similarity >= _SUCCESSOR and ratio(a.work, b.work) >= _LIKE_TITLES:
            return Verdict("revision", "one repeals the other, and has a title like it")
        known = named or (told is not False and _is_verbatim(difference))
        about = "news" in (a.genre, b.genre) and not {a.genre, b.genre} <= _DIGESTS  # news about a plan quotes it
        if known and is_part(difference) and _is_whole(difference) and not about:
            return Verdict("part", "one text is part of the other, which has another title")
        if difference.similarity >= _RETITLED and goes_on_yearly(a, b):
            return Verdict("revision", "notices of one issuer for different years, of which one says more in its title")
        if follows_on(a, b, difference):
            return Verdict("revision", "plans of one place for two periods, whose titles are about one thing")
        if a.place == b.place and not about and difference.similarity >= _RETITLED and len(offices(a, b)) <= 1:
            if is_retitled(a.work, b.work):
                return Verdict("revision", "editions of one work, of which one has more in its title")
            if a.place and difference.similarity >= _AMENDED and says_more(a, b) and _are_of_two_years(a, b):
                return Verdict("revision", "of one place and two years, of which one says more in its title")
            if _is_issued_anew(a, b, difference):
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
    if told is False and (difference.similarity >= _least_shared(a, b) or _is_rewritten_plan(a, b, difference)):
        return Verdict("revision", "editions of one work by title, marks, number or years")
    here = a.place and a.place == b.place and len(a.work) >= TITLED
    if difference.similarity >= (_RETITLED if here else _AMENDED):
        return Verdict("revision", "one work, with changes of substance")
    return Verdict(None, "one title, but different texts")


def _same_work(a: Candidate, b: Candidate) -> bool:
    return bool(a.work) and pattern("of").sub("", a.work) == pattern("of").sub("", b.work)


def _least_shared(a: Candidate, b: Candidate) -> float:
    """The similarity that editions of one title have at least."""
    if len(a.work) < TITLED and a.place and a.place == b.place and adjoin(a, b):  # 民心工程
        return _RETITLED
    if len(a.work) < TITLED or (a.genre == "report" and not a.place):  # 政府工作报告 of nobody knows whom
        return _AMENDED
    return _REWRITTEN if a.genre == b.genre == "law" else _SUCCESSOR


def _is_rewritten_plan(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether two plans of one title for a period and the next share some words, or one's excerpt with the other."""
    plans = len(a.work) >= TITLED and adjoin(a, b) and (a.genre != "report" or a.place is not None)
    known = is_one_line(a, b) and min(len(period(document.years)) for document in (a, b)) > 1
    least = _WRITTEN_ANEW if known else _REWRITTEN_PLAN
    return plans and (difference.similarity >= least or difference.contained >= _EXCERPTED)


def _same_edition(a: Candidate, b: Candidate) -> bool | None:
    """Whether two documents of one work say that they are one edition; None where nothing in them tells.

    Marks of drafts and revisions tell best, where both have titles, then the title's years, then the 发文字号.
    """
    if a.work and b.work and (a.draft != b.draft or a.revisions != b.revisions):
        return False
    if a.years and b.years and a.years != b.years:
        return False
    if a.number and b.number:
        return squeezed(a.number) == squeezed(b.number)
    if a.issued_on and a.issued_on == b.issued_on:
        return True
    years = years_known(a), years_known(b)
    return False if is_whose(a, b) and all(years) and years[0] != years[1] else None


def _is_same_text(difference: Difference) -> bool:
    """Whether two texts differ in less than a template whose names were changed."""
    shorter = min(difference.lengths)
    one_slip = shorter >= _LENGTHY  # the names of a template stand in it more than once
    return _is_one_text(difference, _LOST) and difference.slips <= max(one_slip, _SAME_TEXT * shorter)


def _is_issued_anew(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether one is a draft and the other of the same years, with a title that says as much: the same words in another
    order, as 规范和促进数据跨境流动规定, then 促进和规范数据跨境流动规定.
    """
    if a.draft == b.draft or a.years != b.years:
        return False
    if a.core == b.core and len(a.core) >= TITLED:
        return True
    works = pattern("beside").sub("", a.work), pattern("beside").sub("", b.work)
    like = bool(a.years or a.place) and works[0] == works[1] and len(works[0]) >= TITLED
    return like and difference.similarity >= _AMENDED


def _lacks_its_marks(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether one is an excerpt of the other, word for word, without what stands below the title of an amended law."""
    part, whole = (a, b) if difference.lengths[0] < difference.lengths[1] else (b, a)
    marks = not part.revisions < whole.revisions or part.draft != whole.draft or part.years or part.number
    return whole.genre == "law" and not marks and is_part(difference) and _is_exact(difference)


def _is_each_its_own(a: Candidate, b: Candidate) -> bool:
    """Whether two documents announce, under one title, what is of two days of one year: 关于道路临时管制的通告."""
    days = a.issued_on, b.issued_on
    announced = a.work.endswith(words("announced")) and (a.draft, a.revisions, a.years) == (
        b.draft,
        b.revisions,
        b.years,
    )
    return announced and all(days) and days[0] != days[1] and _year(a) == _year(b)


def _is_one_report(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether two papers have one report of an event, each as long as it wanted: most of its words and all figures."""
    announced = any(document.work.endswith(words("announced")) for document in (a, b))
    reports = a.genre == b.genre == "news"
    least = _REPORTED
    if {a.genre, b.genre} == _DIGESTS:  # a headline may not tell that what is below it is news
        reports, least = not is_part(difference), _PART
    said = (_DAY.fullmatch(document.issued_on or "") for document in (a, b))
    days = [date.fromisoformat(day.group()) for day in said if day]
    together = len(days) < 2 or abs((days[0] - days[1]).days) <= _DAYS
    same = difference.contained >= least and difference.figures <= 1 and min(difference.lengths) >= _REPORT
    return reports and not announced and together and same


def _year(document: Candidate) -> str:
    """The year that a report is of, or else that it was given in."""
    return document.years or (document.issued_on or "")[:4]


def _are_of_two_years(a: Candidate, b: Candidate) -> bool:
    """Whether two documents were issued in two years, which their titles do not say."""
    issued = [(document.issued_on or "")[:4] for document in (a, b)]
    return not a.years and not b.years and all(issued) and issued[0] != issued[1]


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


def _is_misread_title(a: Candidate, b: Candidate) -> bool:
    """Whether the titles of two documents of one place and day are one, or a scan misread a few characters of it."""
    days = {document.issued_on for document in (a, b) if document.issued_on}
    counted = [pattern("counted").findall(document.work) for document in (a, b)]
    alike = bool(a.work and b.work) and ratio(a.work, b.work) >= _READABLE and counted[0] == counted[1]
    return alike and a.place == b.place and len(days) < 2


def _is_misread(difference: Difference) -> bool:
    """Whether two texts of one length differ by nothing but characters that a scan misread, and by no name."""
    shorter = min(difference.lengths) or 1
    same = difference.similarity >= _ALIKE and not difference.figures and sum(difference.inside) <= _LOST * shorter
    around = max(difference.outside) <= _AROUND * shorter and shorter >= _LENGTHY
    few = difference.slips <= _MISREAD * shorter and not difference.renamed
    return same and around and few and not is_part(difference)


def _is_mended(difference: Difference) -> bool:
    shorter = min(difference.lengths) or 1
    return difference.similarity >= _ALIKE and difference.slips + difference.figures <= 2 * _SLIPS * shorter


def _is_whole(difference: Difference) -> bool:
    """Whether the longer text has all that the shorter has."""
    shorter, lost = min(zip(difference.lengths, difference.inside, strict=True))
    return lost <= _LOST * shorter and not difference.figures


def _is_exact(difference: Difference) -> bool:
    """Whether what one text has of the other is in the same words."""
    few = difference.slips <= max(_AT_ITS_ENDS, _FEW_SLIPS * min(difference.lengths))
    return difference.contained >= _EXACT and few and not difference.figures


def _is_verbatim(difference: Difference) -> bool:
    """Whether the longer text has the shorter one, which is long, in the same words."""
    shorter, lost = min(zip(difference.lengths, difference.inside, strict=True))
    exact = difference.contained >= 1 - _LOST and difference.slips + lost <= _FEW_SLIPS * shorter
    return exact and shorter >= _LENGTHY and difference.renamed <= _AT_ITS_ENDS


def _lost_its_title(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether one of two documents has no title, and what both have is one text, long and nearly without slips; or with
    as many as a bad scan has, where they are of one place and no name is another each time.
    """
    untitled = bool(a.work) != bool(b.work) and "news" not in (a.genre, b.genre)
    shorter = min(difference.lengths)
    few = difference.slips <= _FEW_SLIPS * shorter and difference.renamed <= _AT_ITS_ENDS
    scanned = a.place == b.place and _is_misread(difference)
    return untitled and ((few and shorter >= _LENGTHY and _is_one_text(difference, _AROUND)) or scanned)


def _is_part_below(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether one text is a part of the other below some words about it, which are no more than the part itself."""
    (shorter, words), (longer, _) = sorted(zip(difference.lengths, difference.outside, strict=True))
    part = shorter - words
    shared = difference.contained * shorter >= _PART * part
    same = shared and not difference.figures
    return "news" not in (a.genre, b.genre) and same and words <= part <= _OF_A_WHOLE * longer


def is_part(difference: Difference) -> bool:
    """Whether one text is a part of the other, and no more than a part."""
    shorter, longer = sorted(difference.lengths)
    return difference.contained >= _PART and shorter <= _OF_A_WHOLE * longer
