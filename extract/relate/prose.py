"""A document as comparing sees it: letters and figures without marks and labels, cut into sentences and clauses."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import regex

from extract.model import Block, Extraction, Normal, Section, Task
from extract.normalise import normalise, without
from extract.relate.body import squeezed
from extract.rulebook import Rules

Kind = Literal["text", "heading", "note"]
Span = tuple[int, int]

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_PINYIN = rf"(?P<pinyin>(?<=\p{{Han}})\((?=[a-zü]*[{_TONES}])[a-zü{_TONES}]{{1,6}}\))"  # 数(shù): a converter's
_KEPT = regex.compile(rf"{_PINYIN}|[\p{{L}}\p{{N}}%‰≥≤<>±]|(?<=\d)\.(?=\d)")
_STOPS = regex.compile(r"(?P<sentence>[。!?;\n]+)|(?P<clause>(?<!\d),|,(?!\d{3}(?!\d))|[:\t])|(?P<item>、)")
_ITEM, _CLAUSE, _SENTENCE = 1, 2, 3  # how strongly a stop parts
_NOTE_REACH = 40  # characters between a bracket or label and the first name of a note
_DIGIT = str.maketrans("oil", "011")  # what a recogniser takes a digit for
_LIKE_DIGIT = regex.compile(r"(?<=\d)[oil]+|[oil]+(?=\d)")
TO_TWELVE = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {chr(0x2160 + i): r for i, r in enumerate(TO_TWELVE)}
_ROMAN |= {chr(ord(c) + 16): r for c, r in _ROMAN.items()}


class Sentence(NamedTuple):
    """A sentence, heading or note, as a range of letters."""

    start: int
    end: int
    kind: Kind
    section: int | None  # the innermost that holds it


@dataclass(frozen=True, slots=True, eq=False)
class Prose:
    """The letters of a document. Every range counts letters; ``span`` gives that of the document's text.

    ``shapes`` are the letters with those made one that recognisers take for one another: what copies share.
    """

    letters: str
    shapes: str
    origin: Sequence[int]  # of each letter, its offset in the document's text
    text: str
    items: tuple[Span, ...]  # what stands between two marks of any kind
    clauses: tuple[Span, ...]  # the same, without 、
    sentences: tuple[Sentence, ...]
    headings: tuple[str | None, ...]  # of each sentence, that which it is or stands under in its section
    notes: tuple[Span | None, ...]  # of each task

    def span(self, start: int, end: int) -> Span:
        """The range in the document's text of a range of letters."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else len(self.text)
            return at, at
        return self.origin[start], self.origin[end - 1] + 1

    def written(self, start: int, end: int) -> str:
        """A range of letters as it stands in the document."""
        return self.text[slice(*self.span(start, end))]

    def said(self, start: int, end: int) -> str:
        """A range of letters with digits where digits are meant."""
        return _with_digits(self.letters[start:end])

    def whole_clauses(self, span: Span) -> Span:
        """A range of letters, with the rest of its clauses."""
        return self.clauses[self.clause_at(span[0])][0], self.clauses[self.clause_at(span[1] - 1)][1]

    def within(self, start: int, end: int) -> Span:
        """The range of the letters that stand in a range of the document's text."""
        return bisect_left(self.origin, start), bisect_left(self.origin, end)

    def clause_at(self, letter: int) -> int:
        """The index of the clause that holds a letter."""
        return bisect_right(self.clauses, letter, key=lambda clause: clause[0]) - 1

    def items_in(self, span: Span) -> Sequence[Span]:
        """What stands between two marks in a range of letters."""
        first = bisect_left(self.items, span[0], key=lambda item: item[0])
        return self.items[first : bisect_left(self.items, span[1], key=lambda item: item[0])]

    def sentence_at(self, letter: int) -> int:
        """The index of the sentence that holds a letter."""
        return bisect_right(self.sentences, letter, key=lambda sentence: sentence.start) - 1


def prose_of(found: Extraction, rules: Rules) -> Prose:
    """What a document says, without what is none of its body and without the labels of its sections.

    >>> from extract.extraction import extract_source
    >>> from extract.model import Source
    >>> from extract.rulebook import load_rules
    >>> prose_of(extract_source(Source("到２０２５年，增长 5.5％。", "text/plain"), load_rules()), load_rules()).letters
    '到2025年增长5.5%'
    """
    heads = [Block("heading", s.start, max(s.start, s.body)) for s in found.sections]
    source = replace(found.source, blocks=tuple(sorted((*found.source.blocks, *heads), key=lambda b: b.start)))
    normal = normalise(source, rules)
    apart = [(bisect_left(normal.origin, part.start), bisect_left(normal.origin, part.end)) for part in found.apart]
    body = without(normal, apart)
    labels = [_label(body, section) for section in found.sections]
    labels += [match.span() for match in rules.patterns["change"]["number_ahead"].finditer(body.text)]
    notes = [_note(body, task) for task in found.tasks]
    stops = {match.start(): _rank(match) for match in _STOPS.finditer(body.text)}
    for section in found.sections:
        for offset in (section.start, section.body):
            stops[bisect_left(body.origin, offset)] = _SENTENCE
    for line in rules.patterns["change"]["own_line"].finditer(source.text):
        for offset in line.span():
            stops[bisect_left(body.origin, offset)] = _SENTENCE
    for label in filter(None, labels):
        stops[label[0]] = stops[label[1]] = _SENTENCE
    for note in filter(None, notes):
        stops[note[0]] = stops[note[1]] = _SENTENCE
    return _collect(found, body, sorted(stops.items()), dict(filter(None, labels)), notes, rules)


def _rank(match: "regex.Match[str]") -> int:
    return {"sentence": _SENTENCE, "clause": _CLAUSE, "item": _ITEM}[match.lastgroup or "item"]


def _collect(
    found: Extraction,
    body: Normal,
    stops: list[tuple[int, int]],
    labels: dict[int, int],
    notes: list[Span | None],
    rules: Rules,
) -> Prose:
    """The letters between the stops, and what the stops part."""
    letters: list[str] = []
    origin = array("L")
    items: list[Span] = []
    clauses: list[Span] = []
    sentences: list[Sentence] = []
    section_at = _innermost(found.sections)
    head_at = {bisect_left(body.origin, s.start): bisect_left(body.origin, s.body) for s in found.sections}
    note_starts = sorted(filter(None, notes))
    position = clause = sentence = head_end = skipped = 0
    for stop, rank in [*stops, (len(body.text), _SENTENCE)]:
        before = len(origin)
        if position in labels:
            skipped = labels[position]
        head_end = max(head_end, head_at.get(position, 0))
        for match in _KEPT.finditer(body.text, max(position, skipped), stop) if skipped < stop else ():
            if match["pinyin"]:
                continue
            kept = match.group().lower()
            letters.append(_ROMAN.get(match.group(), kept))
            origin.extend([body.origin[match.start()]] * len(letters[-1]))
        if len(origin) > before:
            items.append((before, len(origin)))
        if rank >= _CLAUSE and len(origin) > clause:
            clauses.append((clause, len(origin)))
            clause = len(origin)
        if rank == _SENTENCE and len(origin) > sentence:
            nth = bisect_right(note_starts, position, key=lambda note: note[0]) - 1
            in_note = nth >= 0 and position < note_starts[nth][1]
            kind: Kind = "note" if in_note else "heading" if position < head_end else "text"
            sentences.append(Sentence(sentence, len(origin), kind, section_at(origin[sentence])))
            sentence = len(origin)
        position = stop
    written = "".join(letters)
    return Prose(
        letters=written,
        shapes=_with_digits(written).translate(one_shape(rules, "confusable")),
        origin=origin,
        text=found.source.text,
        items=tuple(items),
        clauses=tuple(clauses),
        sentences=tuple(sentences),
        headings=tuple(_headings(written, sentences)),
        notes=tuple(_letters_of(note, body, origin) if note else None for note in notes),
    )


def _headings(letters: str, sentences: Iterable[Sentence]) -> Iterator[str | None]:
    heads: dict[int | None, str] = {}
    for sentence in sentences:
        if sentence.kind == "heading":
            heads[sentence.section] = letters[sentence.start : sentence.end]
        yield heads.get(sentence.section)


def _with_digits(letters: str) -> str:
    """The letters with digits for what a recogniser takes them for, beside other digits."""
    return _LIKE_DIGIT.sub(lambda match: match[0].translate(_DIGIT), letters)


def _letters_of(note: Span, body: Normal, origin: Sequence[int]) -> Span:
    start, end = body.span(*note)
    return bisect_left(origin, start), bisect_left(origin, end)


def one_shape(rules: Rules, *tables: str) -> dict[int, str]:
    """For each character that recognisers take for another the first of its set, by some tables of sets."""
    sets: list[str] = [alike for table in tables for alike in rules.tables["change"][table]]
    return {ord(character): alike[0] for alike in sets for character in alike[1:]}


def _innermost(sections: Sequence[Section]) -> Callable[[int], int | None]:
    """A function from an offset to the index of the innermost section that holds it."""
    starts = [section.start for section in sections]

    def section_at(offset: int) -> int | None:
        at: int | None = bisect_right(starts, offset) - 1
        while at is not None and at >= 0 and sections[at].end <= offset:
            at = sections[at].parent
        return at if at is not None and at >= 0 else None

    return section_at


def _label(body: Normal, section: Section) -> Span | None:
    """Where the label of a section stands: renumbering is no rewriting."""
    wanted = squeezed(section.label or "")
    start = at = bisect_left(body.origin, section.start)
    for character in wanted:
        match = _KEPT.search(body.text, at, at + _NOTE_REACH)
        if not match or match.group().lower() != character:
            return None
        at = match.end()
    return (start, at) if wanted else None


def _note(body: Normal, task: Task) -> Span | None:
    """Where the note of a task stands, with its bracket or label; None where it has none."""
    if not task.responsibilities:
        return None
    text = body.text
    first = bisect_left(body.origin, min(r.start for r in task.responsibilities))
    last = bisect_left(body.origin, max(r.end for r in task.responsibilities))
    start, end = text.rfind("(", max(0, first - _NOTE_REACH), first), text.find(")", last, last + _NOTE_REACH)
    if start >= 0 and end >= 0 and ")" not in text[start:first] and "\n" not in text[start:first]:
        return start, end + 1
    start = max(text.rfind(stop, 0, first) for stop in "。;\n") + 1
    ends = [at for stop in "。;\n" if (at := text.find(stop, last)) >= 0]
    return start, min(ends, default=len(text))
