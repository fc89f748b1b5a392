"""Two documents side by side: where they come from, what changed between them, and in which words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from extract.extraction import extract_source
from extract.model import Extraction
from extract.publish import open_for_reading, storable
from extract.read import ReadError, read_bytes, read_path
from extract.relate.account import Change
from extract.relate.changes import changes, reconcile
from extract.relate.compare import align
from extract.relate.excerpts import Whole, whole_of
from extract.relate.load import load
from extract.relate.weigh import Weight
from extract.rulebook import Rules
from extract.words import cut

WEIGHTS: dict[Weight, str] = {
    "substantive": "实质 substantive",
    "wording": "措辞 wording",
    "transcription": "转录 transcription",
}
KINDS = {"added": "新增 added", "removed": "删除 removed", "changed": "修改 changed", "moved": "移动 moved"}
WHOLES: dict[Whole, str] = {
    "before": "今只是原的一部分，原另有的不算实质变化 now is a part of was: the rest is no change of substance",
    "after": "原只是今的一部分，今另有的不算实质变化 was is a part of now: the rest is no change of substance",
}
WHATS = {
    "target": "目标 target",
    "value": "数值 value",
    "operator": "界限 operator",
    "unit": "单位 unit",
    "baseline": "基期 baseline",
    "measure": "到或变化 measure",
    "deadline": "期限 deadline",
    "recurrence": "频次 recurrence",
    "strength": "力度 strength",
    "binding": "约束 binding",
    "agencies": "责任单位 agencies",
    "lead": "牵头 lead",
    "text": "文字 text",
    "layout": "版式 layout",
}


class DiffError(Exception):
    """What can't be compared, and why."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document to compare, as it was named: a file, or an id in a database."""

    name: str
    found: Extraction

    @property
    def title(self) -> str:
        """What the document is called, or else how it was named."""
        return self.found.about.title or self.name

    def section(self, offset: int) -> str:
        """Label and heading of the innermost section that holds an offset, a bare label with what it stands under:
        第十条 （三）; empty where none does.
        """
        within = [s for s in self.found.sections if s.start <= offset < s.end]
        named = next(
            (n for n, s in enumerate(reversed(within), 1) if s.own_heading() or (s.label or "")[:1] == "第"), 1
        )
        parts = (part for section in within[-named:] for part in (section.label, section.own_heading()))
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents and all that changed between them."""

    before: Document
    after: Document
    changes: tuple[Change, ...]
    whole: Whole | None  # the one that has the other as a part

    def of(self, weight: Weight) -> list[Change]:
        """The changes of one weight, in the order of the text."""
        return [change for change in self.changes if change.weight == weight]

    def where(self, change: Change) -> str:
        """The section that a change stands in, after or else before."""
        if change.to_span:
            return self.after.section(change.to_span[0])
        return self.before.section(change.from_span[0]) if change.from_span else ""

    def as_data(self, weights: Iterable[Weight]) -> dict[str, Any]:
        """The comparison as what JSON can hold, with the changes of some weights and the numbers of all."""
        counts = reconcile(self.before.found, self.after.found, self.changes)
        shown = [change for weight in weights for change in self.of(weight)]
        return {
            "before": {"name": self.before.name, "title": self.before.title, "targets": asdict(counts[0])},
            "after": {"name": self.after.name, "title": self.after.title, "targets": asdict(counts[1])},
            "whole": self.whole,
            "counts": {weight: len(self.of(weight)) for weight in WEIGHTS},
            "changes": [{**asdict(change), "section": self.where(change)} for change in shown],
        }


class Piece(NamedTuple):
    """A stretch of words that both sides have, or only the one that it is of."""

    text: str
    shared: bool


def compare(before: Document, after: Document, rules: Rules) -> Comparison:
    """What changed between two documents."""
    found = before.found, after.found
    return Comparison(before, after, tuple(changes(*found, rules)), whole_of(*found, rules))


def open_pair(one: str, other: str | None, database: Path, rules: Rules) -> tuple[Document, Document]:
    """Two documents by the names of files or by their ids in a database; without a second name, the last two editions
    of the plan that the first one names.

    Raises DiffError where one is not there or can't be read, PublishError where the database can't.
    """
    db = open_for_reading(database) if database.is_file() else None
    if other is None:
        if db is None:
            raise DiffError(f"{one}: a plan's id, but there is no database {database}")
        one, other = _last_editions(one, db)
    return _open(one, db, rules), _open(other, db, rules)


def _open(name: str, db: Database | None, rules: Rules) -> Document:
    if Path(name).is_file():
        try:
            return Document(name, extract_source(read_bytes(read_path(Path(name)), name), rules))
        except (ReadError, TimeoutError) as error:
            raise DiffError(f"{name}: {error}") from error
    if db is None:
        raise DiffError(f"{name}: no such file, and there is no database to look in")
    try:
        return Document(name, load(db, storable(name)))
    except KeyError as error:
        raise DiffError(f"{name}: no such file, and no document of that id") from error


def _last_editions(plan: str, db: Database) -> tuple[str, str]:
    """The ids of the last two editions, by their best copies, of a plan that is named by its id or a document's."""
    found = db.execute(
        "select id from documents where copy_of is null and plan_id in "
        "(select :name union select plan_id from documents where id = :name) order by edition desc limit 2",
        {"name": storable(plan)},
    ).fetchall()
    if len(found) < 2:
        raise DiffError(f"{plan}: a plan with one edition" if found else f"{plan}: no such plan")
    return found[1][0], found[0][0]


def words_of(change: Change) -> tuple[list[Piece], list[Piece]]:
    """The words before and after, those that both have marked as shared; of one side alone nothing is."""
    before, after = cut(change.before or ""), cut(change.after or "")
    if change.kind == "moved":
        return [Piece(change.before or "", True)], [Piece(change.after or "", True)]
    left: list[Piece] = []
    right: list[Piece] = []
    for block in align(before, after):
        _add(left, before[block.start : block.end], block.same)
        _add(right, after[block.other_start : block.other_end], block.same)
    return left, right


def _add(pieces: list[Piece], words: Sequence[str], shared: bool) -> None:
    if words:
        text = "".join(words)
        pieces.append(Piece(text, shared or text.isspace()))


def slips(comparison: Comparison) -> Counter[tuple[str, str]]:
    """The clauses before and after in which letters were misread, rather than blanks and marks moved."""
    return Counter((c.before or "", c.after or "") for c in comparison.of("transcription") if c.what == "text")
