"""The records that the stages hand to each other. Every ``start``/``end`` is a half-open range of code points.

Stages from normalise to assemble count in the *matched* text (``Normal.text``); an ``Extraction`` counts in the
document's own text, so that ``text[start:end]`` is always what stood on the page.

No stage changes a record that another made. Those of which a document has hundreds are not frozen besides: each would
take three times as long to make.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document that its format marks: what the reader knows and the text does not show."""

    kind: str  # heading | paragraph | strong | cell | furniture | note (a footnote)
    start: int
    end: int
    level: int | None = None  # of a heading, 1 = outermost


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, by the row and column (from 0) of its upper left corner and by how many of each it covers.

    ``start``/``end`` are of its text, which stands in the document once, whatever the cell covers; an empty cell has
    an empty range.
    """

    row: int
    column: int
    start: int
    end: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: in the text each of its rows is a line, on which the cells that begin there are parted by tabs.

    A head that a further page repeats is not in ``cells`` again; its lines are furniture.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]  # by row, then column
    title: tuple[int, int] | None = None  # the range of the lines above it that name it, or give its unit


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document: where its text begins, and how it was read."""

    start: int
    read: str = "text"  # text | ocr | nothing
    confidence: float | None = None  # of ocr, 0 to 1


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader gives: the text as it stands, blocks in order, and what the format says about the document.

    A block may hold others: a paragraph that goes on over a page holds the page's furniture. No line break inside a
    block of kind ``paragraph`` ends it.
    """

    text: str
    media_type: str
    blocks: tuple[Block, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)  # title, issuer, document_number, issued_on
    pages: tuple[Page, ...] = ()  # none where the format has no pages
    tables: tuple[Table, ...] = ()
    unread: tuple[str, ...] = ()  # what of the file could not be read, and why, in plain English
    doubts: tuple[tuple[int, int, float], ...] = ()  # ranges that may have been misread: start, end, confidence 0 to 1

    def page(self, offset: int) -> int | None:
        """The page (from 1) that holds an offset; None where the format has no pages."""
        return bisect_right(self.pages, offset, key=lambda page: page.start) if self.pages else None


@dataclass(frozen=True, slots=True)
class Normal:
    """Text to match on. ``origin[i]`` is the offset in the source of its character ``i``; ``origin[len]`` the end.

    Paragraphs are separated by one newline; inside a paragraph there is none.
    """

    text: str
    origin: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range in the source that a range of the matched text came from."""
        if start >= end:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1

    def written(self, source: Source, start: int, end: int) -> str:
        """A range of the matched text in the characters of the source, without the noise between them."""
        first, last = self.span(start, end)
        if last - first == end - start:
            return source.text[first:last]
        return "".join(source.text[self.origin[i]] for i in range(start, end))


@dataclass(slots=True)
class Section:
    """A numbered or headed part, from its label or heading to where the next one of its rank begins."""

    label: str | None
    heading: str | None
    level: int
    parent: int | None  # index in the list of sections
    start: int
    end: int
    body: int  # where the text after the heading begins
    rule: str
    page: int | None = None

    def own_heading(self) -> str | None:
        """The heading that stands before the section's text; None where its first sentence heads it."""
        before = self.heading is not None and self.body - self.start >= len(self.heading)
        return self.heading if before else None


@dataclass(slots=True)
class Quantity:
    """A number with its unit and comparator as the text has them: 24万户以上 is >= 240000 户."""

    text: str
    start: int
    end: int
    rule: str
    op: str
    value: float
    value_max: float | None
    unit: str | None


@dataclass(slots=True)
class Date:
    """A day, month, year or period. ``first`` and ``last`` are ISO dates, None where the text does not let one say."""

    text: str
    start: int
    end: int
    rule: str
    first: str | None
    last: str | None
    role: str  # deadline | period | baseline | yearly | past | point


@dataclass(slots=True)
class Citation:
    title: str
    document_number: str | None
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class Responsibility:
    """One agency in one note; ``start``/``end`` are of the name."""

    name: str
    role: str  # lead | shared | responsible | support | guide | implement
    agency: str  # canonical name, in full, with its place where known
    agency_level: str | None
    start: int
    end: int
    rule: str


@dataclass(slots=True)
class Task:
    """What one responsibility note covers, or a whole item where there is none."""

    section: int | None
    start: int
    end: int
    responsibilities: tuple[Responsibility, ...] = ()
    deadline: str | None = None  # ISO, from a completion time inside the note
    deadline_text: str | None = None


@dataclass(slots=True)
class Statement:
    """A target, or with ``kind`` result, what is reported as reached. Field meanings: the table of targets."""

    kind: str  # target | result
    type: str  # quantity | milestone
    indicator: str
    start: int
    end: int
    rule: str
    op: str | None = None
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    change: str | None = None  # to | by
    direction: str | None = None  # up | down | hold
    baseline_year: int | None = None
    baseline_value: float | None = None
    baseline: bool = False  # measured from something, be its year and value known or not
    deadline: str | None = None
    deadline_text: str | None = None
    period_start: str | None = None
    as_of: str | None = None
    recurrence: str | None = None
    strength: str | None = None
    binding: str | None = None
    scope: str | None = None
    section: int | None = None
    task: int | None = None
    page: int | None = None
    canonical: str | None = None  # the indicator's shared name


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table of the document with what it is about; ``rows`` and ``columns`` count its head as well."""

    table: Table
    kind: str  # indicators | tasks | other
    rows: int
    columns: int
    title: str | None = None
    unit: str | None = None  # of all its figures
    section: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself."""

    title: str | None = None
    issuer: str | None = None
    document_number: str | None = None
    issued_on: str | None = None  # ISO
    genre: str = "other"  # plan | report | news | law | other
    place: str | None = None  # 青岛市, 山东省; None for the nation or where not known
    posted_on: str | None = None  # the day on which its page says that it was posted, ISO
    rules: Mapping[str, str] = field(default_factory=dict)  # field -> id of the rule that found it


@dataclass(slots=True)
class Apart:
    """A part of a page that is none of the document's body, and so is not matched: its title, furniture, signature."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A way to read the title of a work that a document cites: with a place in front, or as it stands."""

    citation: int  # the number of the citation in the document, from 0
    work: str
    years: str
    place: str | None  # with which the title begins
    repealed: bool  # whether the document puts an end to the work


@dataclass(frozen=True, slots=True)
class Edition:
    """Which work a document is, which edition of it, and how well it was copied."""

    work: str  # the title without issuer, place, years and marks of editions; empty where there is no title
    core: str  # the characters of what the title is about, without the words that many titles have
    draft: bool
    revisions: int  # how often the text says that it was revised; a second version counts as ten times
    years: str  # that the title names, or the plan period: 2021, 20212023, 十四五; empty where none
    period: str  # the same without years of drafts and revisions: （2023年修订）
    standing: bool  # it holds until another edition takes its place: a regulation, or a text on trial
    in_force: int | None  # the year from which it is, the last that its text names
    noise: int  # blanks and marks inside sentences, which copying adds
    length: int  # letters and figures of its text
    titled: bool  # its title is of a kind that policy documents have
    sketch: bytes  # of its text: similar texts have similar ones
    cited: tuple[Cited, ...] = ()
    headed: tuple[str, ...] = ()  # other works whose titles stand on lines of their own: what a collection may hold


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one document. Spans count in ``source.text``; lists are in the order of the text."""

    source: Source
    about: About
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    statements: tuple[Statement, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[Date, ...] = ()
    citations: tuple[Citation, ...] = ()
    apart: tuple[Apart, ...] = ()
    tables: tuple[ReadTable, ...] = ()
    edition: Edition | None = None  # None until the document is to be related to others
    traits: Mapping[str, str] = field(default_factory=dict)  # canonical name -> less (is better) | work (adds up)
