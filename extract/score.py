"""How well a database agrees with annotations that people wrote: precision, recall and F1 by kind and field.

Nothing here prints.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache, partial
from math import isclose
from pathlib import Path, PurePath
from typing import Any

from extract.data_files import rules_of_ours
from extract.gold import Gold, Record, flat, place

Likeness = Callable[[Record, Record], tuple[int, ...]]  # the greater the more alike; () for two different records

KINDS = (
    "quantity targets",
    "milestone targets",
    "results",
    "responsibilities",
    "sections",
    "citations",
    "document fields",
    "relations",
)
DOCUMENT_FIELDS = ("title", "issuer", "document_number", "issued_on", "genre")
TARGET_FIELDS = ("indicator", "op", "change", "deadline", "baseline", "agencies")
MILESTONE_FIELDS = ("deadline", "agencies")
RESULT_FIELDS = ("indicator", "op", "change", "baseline")
PLACED = ("target", "result", "responsibility")  # kinds that are compared by where they stand
INDICATORS_ALIKE = 0.7
HEADINGS_ALIKE = 0.85

_LABEL_MARKS = str.maketrans("", "", "()、.,")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one annotated record, or of one that only the database has (``extra``)."""

    kind: str
    document: str
    verdict: str  # right | wrong (found, with a field amiss) | missed | extra
    at: int | None  # line of the annotation; of an extra, the offset in the document
    record: str  # for people
    fields: tuple[str, ...] = ()  # those that were compared
    wrong: Mapping[str, tuple[object, object]] = field(default_factory=dict)  # field -> annotated, found

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for the same record in the judgements on another database."""
        return self.kind, self.document, self.verdict == "extra", self.at, self.record


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one kind; None where nothing was annotated or nothing found, so that there is no figure."""

    gold: int
    found: int
    precision: float | None
    recall: float | None
    f1: float | None
    record_f1: float | None  # a record counts only with all of its fields right
    fields: Mapping[str, float]  # share of the records found that have the field right


@dataclass(frozen=True, slots=True)
class Report:
    """A comparison: each judgement, annotated documents that the database lacks, and quotes not found in a text."""

    judgements: tuple[Judgement, ...]
    missing: tuple[str, ...]
    unplaced: tuple[str, ...]

    @property
    def faults(self) -> list[Judgement]:
        """The judgements that are not right."""
        return [judgement for judgement in self.judgements if judgement.verdict != "right"]

    def figures(self) -> dict[str, Figures]:
        """Figures of each kind that was annotated or found."""
        by_kind: dict[str, list[Judgement]] = defaultdict(list)
        for judgement in self.judgements:
            by_kind[judgement.kind].append(judgement)
        return {kind: _figures(by_kind[kind]) for kind in KINDS if kind in by_kind}


def score(database: Path, gold: Gold) -> Report:
    """The comparison of a database with annotations.

    Raises sqlite3.DatabaseError where the file is no database of policies.
    """
    judgements: list[Judgement] = []
    missing, unplaced = [], []
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        documents: dict[str, Record] = {}
        for document in _rows(db, "select * from documents"):
            documents.setdefault(PurePath(document["source"]).stem, document)
        for name, records in gold.documents.items():
            if name in documents:
                placed, astray = place([r for r in records if r["kind"] in PLACED], documents[name]["text"])
                unplaced += [f"{name}:{record['line']}: {record['quote']}" for record in astray]
                others = [r for r in records if r["kind"] not in PLACED]
                judgements += _judge(db, name, documents[name], placed + others)
            else:
                missing.append(name)
        if gold.pairs is not None:
            judgements += _judge_relations(db, gold.pairs)
    return Report(tuple(judgements), tuple(missing), tuple(unplaced))


def gains_and_losses(report: Report, baseline: Report) -> tuple[list[Judgement], list[Judgement]]:
    """The baseline's faults that the report is free of, and the report's faults that the baseline was free of.

    A false find counts only where both have the document.
    """
    return _mended(baseline, report), _mended(report, baseline)


def _mended(before: Report, after: Report) -> list[Judgement]:
    documents = {judgement.document for judgement in after.judgements}
    right = {judgement.identity for judgement in after.judgements if judgement.verdict == "right"}
    extra = {judgement.identity for judgement in after.judgements if judgement.verdict == "extra"}
    return [
        j
        for j in before.faults
        if (j.document in documents and j.identity not in extra if j.verdict == "extra" else j.identity in right)
    ]


def _rows(db: sqlite3.Connection, sql: str, **values: object) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(sql, values)]


def _judge(db: sqlite3.Connection, name: str, document: Record, records: Sequence[Record]) -> Iterator[Judgement]:
    """The judgements on one document, by kind."""
    gold: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        gold[record["kind"]].append(record)
    notes = [
        {**agency, "optional": note.get("optional"), **{key: note[key] for key in ("start", "end", "line")}}
        for note in gold["responsibility"]
        for agency in note["agencies"]
    ]
    of_document = partial(_rows, db, document=document["id"])
    agencies = of_document(
        "select r.* from responsibilities r join tasks t on t.id = r.task_id where t.document_id = :document"
    )
    names: dict[object, list[str]] = defaultdict(list)
    for row in agencies:
        if row["role"] != "implement":
            names[row["task_id"]].append(row["name"])
    targets = of_document("select * from targets where document_id = :document")
    results = of_document("select * from results where document_id = :document")
    for row in targets + results:
        row["agencies"] = names.get(row["task_id"], [])
    sections = of_document(
        "select s.*, p.label as parent from sections s left join sections p on p.id = s.parent_id "
        "where s.document_id = :document"
    )
    citations = of_document("select * from citations where document_id = :document")
    compare = partial(_compare, name)
    quantities, milestones = (
        ([r for r in gold["target"] if r["type"] == type_], [r for r in targets if r["type"] == type_])
        for type_ in ("quantity", "milestone")
    )
    yield from compare("quantity targets", *quantities, _quantities, _statement, TARGET_FIELDS)
    yield from compare("milestone targets", *milestones, _milestones, _statement, MILESTONE_FIELDS)
    yield from compare("results", gold["result"], results, _quantities, _statement, RESULT_FIELDS)
    yield from compare("responsibilities", notes, agencies, _agencies, lambda r: f"{r['name']} {r['role']}")
    yield from compare("sections", gold["section"], sections, _sections, _section)
    yield from compare("citations", _works(gold["citation"]), _works(citations), _titles, lambda r: f"《{r['title']}》")
    for annotation in gold["document"]:
        yield from _judge_fields(name, annotation, document)


def _compare(
    document: str,
    kind: str,
    golds: Sequence[Record],
    founds: Sequence[Record],
    likeness: Likeness,
    show: Callable[[Record], str],
    fields: tuple[str, ...] = (),
) -> Iterator[Judgement]:
    """Judgements from one-to-one pairs, the most alike first; an optional annotation and its pair are passed over."""
    candidates = [(alike, i, j) for i, g in enumerate(golds) for j, f in enumerate(founds) if (alike := likeness(g, f))]
    pair_of: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(candidates, reverse=True):
        if i not in pair_of and j not in taken:
            pair_of[i] = j
            taken.add(j)
    for i, gold in enumerate(golds):
        if gold.get("optional"):
            continue
        if i in pair_of:
            found = founds[pair_of[i]]
            wrong = {n: (_value(n, gold), _value(n, found)) for n in fields if not _agree(n, gold, found)}
            verdict = "wrong" if wrong else "right"
            yield Judgement(kind, document, verdict, gold["line"], show(gold), fields, wrong)
        else:
            yield Judgement(kind, document, "missed", gold["line"], show(gold))
    for j, found in enumerate(founds):
        if j not in taken:
            yield Judgement(kind, document, "extra", found.get("start"), show(found))


def _judge_fields(name: str, annotation: Record, document: Record) -> Iterator[Judgement]:
    """A document's field that is wrong is one missed and one found in vain; any of several right values will do."""
    for field_name in DOCUMENT_FIELDS:
        right, found = annotation.get(field_name), document[field_name]
        judgement = partial(Judgement, "document fields", name)
        if flat(found) in [flat(value) for value in (right if isinstance(right, list) else [right])]:
            yield judgement("right", annotation["line"], f"{field_name}: {right}", (field_name,))
        else:
            wrong = {field_name: (right, found)}
            yield judgement("missed", annotation["line"], f"{field_name}: {right}", (field_name,), wrong)
            yield judgement("extra", None, f"{field_name}: {found}")


def _judge_relations(db: sqlite3.Connection, pairs: Sequence[Record]) -> Iterator[Judgement]:
    """Judgements on which documents are editions and copies of one work, by the names of their files."""
    files = {PurePath(row["source"]).name for row in _rows(db, "select source from documents")}
    founds = {
        (frozenset((PurePath(row["a"]).name, PurePath(row["b"]).name)), row["relation"])
        for row in _rows(
            db,
            "select a.source as a, b.source as b, r.relation from relations r "
            "join documents a on a.id = r.document_id join documents b on b.id = r.other_id",
        )
    }
    yield from _compare(
        "versions.tsv",
        "relations",
        [pair for pair in pairs if pair["pair"] <= files],
        [{"pair": pair, "relation": relation} for pair, relation in founds],
        lambda g, f: (1,) if (g["pair"], g["relation"]) == (f["pair"], f["relation"]) else (),
        lambda r: f"{r['relation']}: {' ~ '.join(sorted(r['pair']))}",
    )


def _figures(judgements: Sequence[Judgement]) -> Figures:
    count = Counter(judgement.verdict for judgement in judgements)
    hits = count["right"] + count["wrong"]
    gold, found = hits + count["missed"], hits + count["extra"]
    precision = hits / found if found else None
    recall = hits / gold if gold else None
    compared = Counter(name for judgement in judgements for name in judgement.fields)
    wrong = Counter(name for judgement in judgements for name in judgement.wrong)
    return Figures(
        gold=gold,
        found=found,
        precision=precision,
        recall=recall,
        f1=None if precision is None or recall is None else 2 * hits / (gold + found),
        record_f1=2 * count["right"] / (gold + found) if gold + found else None,
        fields={name: 1 - wrong[name] / number for name, number in compared.items()},
    )


def _quantities(gold: Record, found: Record) -> tuple[int, ...]:
    common = _overlap(gold, found)
    same = (
        common
        and _same_number(gold.get("value"), found["value"])
        and _unit(gold.get("unit")) == _unit(found["unit"])
        and (gold.get("value_max") is None or _same_number(gold["value_max"], found["value_max"]))
    )
    return (sum(_agree(name, gold, found) for name in ("indicator", "op", "change")), common) if same else ()


def _milestones(gold: Record, found: Record) -> tuple[int, ...]:
    common = _overlap(gold, found)
    shorter = min(gold["end"] - gold["start"], found["end"] - found["start"])
    return (common,) if common and common >= shorter / 2 else ()


def _agencies(gold: Record, found: Record) -> tuple[int, ...]:
    common = _overlap(gold, found)
    same = common and flat(gold["name"]) == flat(found["name"]) and gold["role"] == found["role"]
    return (common,) if same else ()


def _sections(gold: Record, found: Record) -> tuple[int, ...]:
    if any(_label(gold.get(name)) != _label(found[name]) for name in ("label", "parent")):
        return ()
    headings = flat(gold["heading"]), flat(found["heading"])
    same = headings[0] == headings[1] or _similarity(headings[0][:40], headings[1][:40]) >= HEADINGS_ALIKE
    return (1,) if same else ()


def _titles(gold: Record, found: Record) -> tuple[int, ...]:
    return (1,) if flat(gold["title"]) == flat(found["title"]) else ()


def _works(citations: Sequence[Record]) -> list[Record]:
    """One record for each different work."""
    return list({flat(citation["title"]): citation for citation in citations}.values())


def _overlap(a: Record, b: Record) -> int:
    return max(0, min(int(a["end"]), int(b["end"])) - max(int(a["start"]), int(b["start"])))


@lru_cache(maxsize=100_000)
def _similarity(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _agree(name: str, gold: Record, found: Record) -> bool:
    if name == "indicator":
        return _similarity(flat(gold["indicator"]), flat(found["indicator"])) >= INDICATORS_ALIKE
    return _value(name, gold) == _value(name, found)


def _value(name: str, record: Record) -> object:
    """A field as it is compared, from an annotation or a row."""
    if name == "agencies":
        return sorted({flat(agency) for agency in record.get("agencies") or []})
    if name == "baseline":
        baseline = record.get("baseline")
        if isinstance(baseline, dict):
            return baseline.get("year"), baseline.get("value")
        return record.get("baseline_year"), record.get("baseline_value")
    return record.get(name) or None


def _same_number(a: float | None, b: float | None) -> bool:
    return a == b or (a is not None and b is not None and isclose(a, b, rel_tol=1e-6))


def _unit(unit: str | None) -> str:
    plain = flat(unit)
    written: dict[str, str] = rules_of_ours("quantities.toml")["tables"]["unit_annotated"]
    return written.get(plain, plain)


def _label(label: str | None) -> str:
    return flat(label).translate(_LABEL_MARKS)


def _statement(record: Record) -> str:
    parts = [record.get(name) for name in ("indicator", "op", "value", "unit")]
    return f"{record.get('quote')} [{' '.join(str(part) for part in parts if part is not None)}]"


def _section(record: Record) -> str:
    return f"{record['label'] or ''} {record['heading'] or ''} (under {record.get('parent') or 'none'})"
