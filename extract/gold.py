"""Annotations that people wrote on documents: read from JSON Lines, checked, and found in the text.

One file a document, named as the document is. Spaces, character width, Markdown emphasis and HTML tags don't count
where an annotation is compared with a text.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]

_REQUIRED = {
    "document": (),
    "section": ("label", "heading"),
    "target": ("quote", "type", "indicator"),
    "result": ("quote", "indicator"),
    "responsibility": ("quote", "agencies"),
    "citation": ("title",),
}
_ALLOWED: Mapping[str, tuple[str | None, ...]] = {
    "type": ("quantity", "milestone"),
    "op": ("=", ">=", "<=", ">", "<", "~", None),
    "change": ("to", "by", None),
    "direction": ("up", "down", "hold", None),
    "recurrence": ("yearly", None),
}
_ROLES = ("lead", "shared", "responsible", "support", "guide", "implement")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,40}>")
_BRACKETS = str.maketrans("〔〕[]", "()()")


class GoldError(ValueError):
    """Annotations that can't be used; each line of the message names file, line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Annotations by document (the stem of its file's name), each with its ``line``.

    ``pairs`` are files told to be editions or copies of one work: records with ``pair`` and ``relation``.
    """

    documents: Mapping[str, Sequence[Record]]
    pairs: Sequence[Record] | None = None


def load_gold(path: Path) -> Gold:
    """The annotations in a ``.jsonl`` file, or in all those of a folder with its ``versions.tsv``, if there is one.

    Raises GoldError with all that is wrong in them.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"{path}: no annotations (*.jsonl) in this folder")
    documents: dict[str, list[Record]] = {file.stem: [] for file in files}
    problems: list[str] = []
    for file in files:
        for number, line in _lines(file):
            try:
                record = json.loads(line)
                amiss = _amiss(record)
            except json.JSONDecodeError as error:
                amiss = [f"not JSON: {error}"]
            if amiss:
                problems += [f"{file}:{number}: {what}" for what in amiss]
            else:
                documents[file.stem].append({**record, "line": number})
    pairs: list[Record] | None = None
    versions = path / "versions.tsv"
    if versions.is_file():
        pairs = []
        for number, line in _lines(versions):
            columns = line.split("\t")
            if len(columns) != 3:
                problems.append(f"{versions}:{number}: not three columns (a, b, relation)")
            elif number > 1:
                pairs.append({"pair": frozenset(columns[:2]), "relation": columns[2].strip(), "line": number})
    if problems:
        raise GoldError("\n".join(problems))
    return Gold(documents, pairs)


def place(records: Sequence[Record], text: str) -> tuple[list[Record], list[Record]]:
    """The annotations with the ranges (``start``, ``end``) of their quotes, and those whose quote is not in the text.

    >>> place([{"quote": "绿地率达到40%", "line": 1}], "到2025年，绿地率 达到４０％。")
    ([{'quote': '绿地率达到40%', 'line': 1, 'start': 7, 'end': 16}], [])
    """
    kept = list(_kept(text))
    flat_text = "".join(character for character, _ in kept)
    placed: list[Record] = []
    astray: list[Record] = []
    for record in records:
        quote = flat(record["quote"])
        at = -1
        for _ in range(record.get("nth", 1)):
            at = flat_text.find(quote, at + 1)
            if at < 0:
                astray.append(record)
                break
        else:
            placed.append({**record, "start": kept[at][1], "end": kept[at + len(quote) - 1][1] + 1})
    return placed, astray


@lru_cache(maxsize=100_000)
def flat(text: str | None) -> str:
    """The text without what a copy may change: spaces, character width, emphasis, HTML tags, the shape of brackets.

    >>> flat("**森林覆盖率** ２４.１％<sub>2</sub>〔五年〕")
    '森林覆盖率24.1%2(五年)'
    """
    return "".join(character for character, _ in _kept(text or ""))


def _kept(text: str) -> Iterator[tuple[str, int]]:
    """Each character that counts, in its plain form, with its offset in the text."""
    tags = {i for tag in _TAG.finditer(text) for i in range(*tag.span())}
    for offset, character in enumerate(text):
        if offset not in tags and character not in "*#|":
            plain = unicodedata.normalize("NFKC", character)
            yield from ((c, offset) for c in plain.translate(_BRACKETS) if not c.isspace())


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise GoldError(f"{file}: not UTF-8: {error}") from error
    yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _amiss(record: object) -> list[str]:
    """What is wrong with an annotation."""
    if not isinstance(record, dict):
        return ["not an object"]
    kind = record.get("kind")
    if kind not in _REQUIRED:
        return [f"kind {kind!r}: one of {', '.join(_REQUIRED)} is wanted"]
    amiss = [f"{kind} lacks {name!r}" for name in _REQUIRED[kind] if name not in record]
    if "quote" in record and not (isinstance(record["quote"], str) and flat(record["quote"])):
        amiss.append("quote: a text is wanted")
    if not isinstance(record.get("nth", 1), int) or record.get("nth", 1) < 1:
        amiss.append("nth: a number from 1 is wanted")
    if kind in ("target", "result"):
        amiss += [
            f"{name} {record[name]!r}: one of {', '.join(value or 'null' for value in allowed)} is wanted"
            for name, allowed in _ALLOWED.items()
            if name in record and record[name] not in allowed
        ]
        amiss += [
            f"{name} {record[name]!r}: a number or null is wanted"
            for name in ("value", "value_max")
            if not isinstance(record.get(name), int | float | None)
        ]
    agencies = record.get("agencies") or []
    if not isinstance(agencies, list):
        amiss.append("agencies: a list is wanted")
    elif kind == "responsibility":
        amiss += [
            f"agency {agency!r}: a name and a role ({', '.join(_ROLES)}) are wanted"
            for agency in agencies
            if not (isinstance(agency, dict) and agency.get("name") and agency.get("role") in _ROLES)
        ]
    elif not all(isinstance(agency, str) for agency in agencies):
        amiss.append("agencies: a list of names is wanted")
    return amiss
