"""What a document says, for comparing: its characters without marks and blanks, and what tells editions apart."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extract.normalise import WIDTH
from extract.relate.signs import pattern
from extract.strewn import unstrewn
from extract.traditional import in_mainland_words

_SHINGLE = 5  # characters; words would depend on a dictionary
_KEPT = regex.compile(r"[\p{L}\p{N}%‰]+|(?<=\d)\.(?=\d)")
_STOP = regex.compile(r"[,;:。!?、]+|\n\s*\n")
_SENTENCE_ENDS = regex.compile(r"[;。!?]|\n\s*\n")
_NUMBER = regex.compile(r"\d+(?:\.\d+)?[%‰]?")
_LINE = regex.compile(r"\S(?:[^\n]*\S)?")
_LONGEST_HEAD = 40  # characters of a line that is repeated on each page
_PAGES = 3  # on so many at least
_LETTER = 120  # characters of a letter that issues a work


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two marks, squeezed to letters, digits and % signs; its range in the document's text."""

    text: str
    start: int
    end: int
    ends: bool = False  # a sentence ends with it


def body_of(text: str, apart: Sequence[tuple[int, int]] = ()) -> list[Clause]:
    """The clauses of a text, without the ranges ``apart`` that are none of it.

    >>> [clause.text for clause in body_of("到２０２５年，增长 5.5％。")]
    ['到2025年', '增长5.5%']
    """
    narrow = in_mainland_words(unstrewn(text)).translate(WIDTH)
    clauses: list[Clause] = []
    for start, end in _kept_ranges(len(text), [*apart, *_page_marks(narrow)]):
        position = start
        for stop in [*(match.span() for match in _STOP.finditer(narrow, start, end)), (end, end)]:
            runs = list(_KEPT.finditer(narrow, position, stop[0]))
            ends = stop[0] == end or _SENTENCE_ENDS.search(narrow, *stop) is not None
            if runs:
                said = "".join(run.group() for run in runs).lower()
                clauses.append(Clause(said, runs[0].start(), runs[-1].end(), ends))
            elif ends and clauses:
                clauses[-1] = replace(clauses[-1], ends=True)
            position = stop[1]
    return clauses


def sentences(clauses: Iterable[Clause]) -> Iterator[str]:
    """What clauses say, put together to sentences.

    >>> list(sentences(body_of("到２０２５年，增长 5.5％。到2030年，再翻一番。")))
    ['到2025年增长5.5%', '到2030年再翻一番']
    """
    said: list[str] = []
    for clause in clauses:
        said.append(clause.text)
        if clause.ends:
            yield "".join(said)
            said.clear()
    if said:
        yield "".join(said)


def names(clauses: Sequence[Clause], work: str) -> bool:
    """Whether a text says the title of a work, which may stand on several lines."""
    return bool(work) and work in "".join(clause.text for clause in clauses)


def is_letter(clauses: Sequence[Clause], work: str) -> bool:
    """Whether a text is so short that it says no more than that a work is issued: 《…》已经同意，现印发给你们."""
    return sum(len(clause.text) for clause in clauses) <= _LETTER and names(clauses, work)


def squeezed(text: str) -> str:
    """A text's letters, digits and % signs, narrow and lower-case.

    >>> squeezed("国发〔2021〕36 号")
    '国发202136号'
    """
    return "".join(_KEPT.findall(text.translate(WIDTH))).lower()


def shingles(text: str) -> frozenset[str]:
    """The stretches of five characters that a squeezed text holds; the text itself where it is shorter."""
    return frozenset(text[i : i + _SHINGLE] for i in range(max(1, len(text) - _SHINGLE + 1)))


def numbers(text: str) -> list[str]:
    """The figures of a squeezed text, in order.

    >>> numbers("到2025年增长5.5%")
    ['2025', '5.5%']
    """
    return _NUMBER.findall(text)


def _page_marks(text: str) -> list[tuple[int, int]]:
    """The page numbers that stand on lines of their own, with lines beside them that are the same on several pages.

    >>> _page_marks("逐步\\n2\\n健全体系\\n3\\n。")
    [(3, 4), (10, 11)]
    """
    if not pattern("page_line").search(text):
        return []
    lines = [line.span() for line in _LINE.finditer(text)]
    numbers = {at: line for at, span in enumerate(lines) if (line := pattern("page_line").fullmatch(text, *span))}
    bare = [int(line["bare"]) for line in numbers.values() if line["bare"]]
    follow = {n for one, n in pairwise(bare) if n == one + 1}
    counted = follow | {n - 1 for n in follow}  # figures of a table flattened to lines do not count on
    pages = [at for at, line in numbers.items() if line["marked"] or int(line["bare"]) in counted]
    beside = [lines[at] for page in pages for at in (page - 1, page + 1) if 0 <= at < len(lines) and at not in numbers]
    times = Counter(text[start:end] for start, end in beside if end - start <= _LONGEST_HEAD)
    return [lines[at] for at in pages] + [line for line in beside if times[text[slice(*line)]] >= _PAGES]


def _kept_ranges(length: int, apart: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    kept = []
    position = 0
    for start, end in [*sorted(apart), (length, length)]:
        if start > position:
            kept.append((position, start))
        position = max(position, end)
    return kept
