"""Whether two plans are for a period and the next: of one place, and by their titles and texts about one thing."""

from rapidfuzz.distance import Prefix

from extract.relate.compare import Difference
from extract.relate.titles import Candidate, adjoin, holds, period, said, says_more, speak_alike

_REWRITTEN = 0.03  # similarity of plans whose titles are about one thing, though all of the text is new
_IN_ORDER = 0.015  # similarity where one title has all letters of the other in order besides
_ONE_YEAR = 0.05  # similarity of plans for a year, or for a year and for more
_SAYS_MORE = 0.15  # where one title has all of the other's and more
_MOSTLY, _ALIKE = 0.5, 0.08  # of what either title is about, the share that both are, and the similarity then
_HALF, _RENAMED = 0.5, 0.12  # the same of what the shorter title is about
_SHARED = 2  # characters that both titles are about, beyond those with which both begin
_LATER = 4  # years between two periods, where a plan was late
_TELLING = 6  # characters that two titles are about of which no other has all


def follows_on(a: Candidate, b: Candidate, difference: Difference) -> bool:
    """Whether two plans of one place are about one thing, for a period and the next.

    行动计划纲要（2006—2010—2020年） goes on as 行动规划纲要（2021—2035年）; or one says more: 工业绿色发展规划, then
    工业绿色低碳发展规划; or says it otherwise, in a text like it: 汽车充电基础设施规划, then 高质量充电网络规划.
    """
    if not a.core or not b.core or a.place != b.place or not {a.genre, b.genre}.isdisjoint(("news", "report")):
        return False
    alike = difference.similarity
    if not adjoin(a, b):
        return a.core == b.core and len(a.core) >= _TELLING and adjoin(a, b, _LATER) and alike >= _ALIKE
    if says_more(a, b) and alike >= _SAYS_MORE:
        return True
    if min(len(period(a.years)), len(period(b.years))) == 1:
        return a.core == b.core and alike >= _ONE_YEAR
    if a.core == b.core:
        return alike >= (_IN_ORDER if holds(a.work, b.work) else _REWRITTEN)
    return speak_alike(a, b) and _is_renamed(a, b, alike)


def _is_renamed(a: Candidate, b: Candidate, alike: float) -> bool:
    """Whether two titles are about one thing in other words, as far as the texts are alike; not where one is about a
    part of the other's, or they only begin alike: 数字经济规划, 数字政府规划.
    """
    one, other = set(a.core), set(b.core)
    shared = one & other
    begin = said(a)[: Prefix.similarity(said(a), said(b))]
    if shared in (one, other) or len(shared - set(begin)) < _SHARED:
        return False
    mostly = alike >= _ALIKE and len(shared) > _MOSTLY * len(one | other)
    return mostly or (alike >= _RENAMED and len(shared) >= _HALF * min(len(one), len(other)))
