"""Sentences and clauses of normalised text: where a comma separates, and where it only stands inside a bracket."""

import re
from bisect import bisect_left
from dataclasses import dataclass

import regex

# Brackets, titles and short quotations hide the marks inside them.
# Goals that are quoted are read: 实现“人才达到2000名,贡献率达到40%”的目标.
_QUOTATION = r"(?<!实现(?=“(?=[^”\n。,]{0,60}\d)[^”\n。,]{1,60}+,[^”\n。]{0,60}\d))“[^”\n。]{0,60}”"
_HIDDEN = regex.compile(rf"\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|《[^》\n]{{0,200}}》|{_QUOTATION}")
# What a bracket behind a figure counts out is read like what stands without: 3万亩(其中:人工造林1万亩,封山2万亩);
# unless a comma goes on with the figure before it. So is a change: 发酵酒(增长87%)、汽车(增长6%).
_ITEM = r"\p{Han}{2,8}\d[\d.]*[万亿]?\p{Han}{1,2}"  # 公办58所
_COUNTED_OUT = regex.compile(
    rf"(?<=[\d万亿][\p{{Han}}%]{{1,5}})(?<!\)[、和]\d[\d.]{{0,8}}[\p{{Han}}%]{{1,6}})"
    rf"\((?:其中|(?={_ITEM}[、,;]\p{{Han}}{{2,8}}\d))[^()。\n]*\d[^()。\n]*\)(?=[;。\n]|\Z|、\p{{Han}}{{2}}"
    r"|,(?!同|环比|比|较|增[长幅速加]|下降|减少|提高|上升|占|其中|年均|实际|名义|扣除|完成(?:率|年|全|计|目|任|预|进)))"
)
# A bracket that says by when what is counted before it gets done, or from when to when a stage lasts.
_DATED = regex.compile(
    r"(?<=[\d万亿][\p{Han}%]{1,5}|[近中远]期|阶段)\((?=[^()]*[年月])(?:到|于|在)?(?=\d|今年|明年|年[内底])(?:今年|明年|[\d年月日至到—~-])+"
    r"(?:[上下]半年|[一二三四]季度)?[内底末初]?(?:之?前|以前)?(?:全部|全面|基本)?(?:完成|建成|开工|投用|竣工|到位)?\)"
)
_CHANGED = regex.compile(
    r"(?<=[\p{Han}%])\((?:同比|比上年|较上年)?(?:实际)?(?:增长|下降|提高|增加|减少)[约近超]?\d+(?:\.\d+)?(?:%|个百分点|倍)\)"
)
_OPENS = frozenset("(《“")
# What ends a clause or may hide such marks; the standard library finds these four times as fast. No comma in 1,234,
# no colon in 3.2:1.
_MARKS = re.compile(r"[,;:。!?\n(《“](?!(?<=\d,)\d{3}(?!\d)|(?<=\d:)\d)")
# What a figure is praised for is a clause of its own: 粮食产量726.8亿斤、再创历史新高.
_PRAISE = re.compile(r"、(?=再?创[下造]?(?:历史|新高|近)|(?:[位稳]?居|排名?|列)全[国省市])")
_BULLETS = frozenset("●■◆★▲►▶◇□○◎•·▪※√✓➢-")  # these begin no clause
_READ = frozenset("同比较实增下提减")  # with which what a bracket says of a change begins
_ENDS_SENTENCE = frozenset("。!?\n")


@dataclass(slots=True)
class Clause:
    """A stretch without a separating comma. ``mark`` is what ends it: one of , ; : 。 ! ? newline, or "" at the end."""

    start: int
    end: int
    mark: str


@dataclass(slots=True)
class Sentence:
    """Clauses up to the full stop; ``paragraph`` is the sentence's number within its paragraph, from 0."""

    start: int
    end: int
    clauses: tuple[Clause, ...]
    paragraph: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A text cut into sentences, with the ranges that brackets, titles and quotations hide."""

    sentences: tuple[Sentence, ...]
    hidden: tuple[tuple[int, int], ...]
    hidden_starts: tuple[int, ...]

    def hides(self, position: int) -> bool:
        """Whether a position lies inside a hidden range, not at its first mark."""
        at = bisect_left(self.hidden_starts, position)
        return at > 0 and position < self.hidden[at - 1][1]

    def hidden_in(self, clause: Clause) -> tuple[tuple[int, int], ...]:
        """The hidden ranges that begin in a clause."""
        first = bisect_left(self.hidden_starts, clause.start)
        return self.hidden[first : bisect_left(self.hidden_starts, clause.end, first)]


def lay_out(text: str) -> Layout:
    """The sentences of a text and what is hidden in brackets, in order.

    >>> [len(s.clauses) for s in lay_out("到2025年,建成(含改建,扩建)10座。加强管理。").sentences]
    [2, 1]
    """
    sentences: list[Sentence] = []
    hidden: list[tuple[int, int]] = []
    clauses: list[Clause] = []
    start = clause_start = 0
    past = 0  # where what is hidden ends
    paragraph = 0
    marks = [match.start() for pattern in (_MARKS, _PRAISE) for match in pattern.finditer(text)]
    for at in sorted(marks):
        if at < past:
            continue
        mark = text[at]
        if mark in _OPENS:
            if mark == "(" and text[at + 1 : at + 2] in _READ and _CHANGED.match(text, at):
                continue
            opens = mark == "(" and at > clause_start
            if opens and (_COUNTED_OUT.match(text, at) or _DATED.match(text, at)):
                clauses.append(Clause(clause_start, at, ","))
                clause_start = at + 1
                continue
            if hides := _HIDDEN.match(text, at):
                past = hides.end()
                hidden.append((at, past))
                if mark == "(" and at == clause_start and not clauses:
                    start = clause_start = past  # a note after the full stop belongs to what stands before it
            continue
        if at > clause_start:
            clauses.append(Clause(clause_start, at, "," if mark == "、" else mark))
        clause_start = at + 1
        if mark in _ENDS_SENTENCE:
            if clauses:
                sentences.append(Sentence(start, at, tuple(clauses), paragraph))
                paragraph += 1
                clauses = []
            start = at + 1
            if mark == "\n":
                paragraph = 0
                while text[start : start + 1] in _BULLETS:
                    start += 1
                clause_start = start
    end = len(text)
    if end > clause_start:
        clauses.append(Clause(clause_start, end, ""))
    if clauses:
        sentences.append(Sentence(start, end, tuple(clauses), paragraph))
    return Layout(tuple(sentences), tuple(hidden), tuple(at for at, _ in hidden))
