"""Noise that copying adds to a text, made at random: what it must not change is tested in test_noise."""

import random
import re
import unicodedata

from extract.model import Extraction

_WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if chr(code) not in "<>*#|"}
_NARROW = {wide: narrow for narrow, wide in _WIDE.items()}
_NARROW |= {"。": "｡", "、": "､"}


def noisy(text: str, seed: int, rate: float = 0.02) -> str:
    """The text with blanks between characters, line breaks, other widths, emphasis and tags at random places.

    Where only line breaks part the paragraphs, nobody can tell a heading from the half
    of one: there a line is only broken after its first comma or full stop.
    """
    chance = random.Random(seed)
    breakable = [True] * len(text)
    if "\n\n" not in text.replace("\r", ""):
        for line in re.finditer(r"[^\n]+", text):
            sentence = re.search(r"[。，,]", line.group())
            until = sentence.end() if sentence else len(line.group())
            breakable[line.start() : line.start() + until] = [False] * until
    out: list[str] = []
    for i, character in enumerate(text):
        previous = text[i - 1] if i else "\n"
        if "\n" not in (character, previous) and chance.random() < rate:
            added = chance.choice([" ", "\u3000", "\n", "\u200b", "  "])
            out.append(added if added != "\n" or breakable[i] else " ")
        if chance.random() < rate * 2:
            character = _WIDE.get(character) or _NARROW.get(character, character)
        if character.isdigit() and chance.random() < rate:
            character = chance.choice(["**{}**", "<sub>{}</sub>", "*{}*"]).format(character)
        out.append(character)
    return "".join(out)


def squashed(text: str | None) -> str | None:
    """A text without what noise changes."""
    if text is None:
        return None
    text = unicodedata.normalize("NFKC", re.sub(r"[*\u200b]|</?sub>", "", text).replace("｡", "。").replace("､", "、"))
    return re.sub(r"\s", "", text)


def values(found: Extraction) -> list[tuple[object, ...]]:
    """What was found, without spans and without what noise changes in a text."""
    rows: list[tuple[object, ...]] = []
    about = found.about
    rows.append(
        (
            "about",
            squashed(about.title),
            squashed(about.issuer),
            squashed(about.document_number),
            about.issued_on,
            about.genre,
        )
    )
    rows += [("section", squashed(s.label), squashed(s.heading), s.level, s.parent) for s in found.sections]
    rows += [
        (
            "statement",
            s.kind,
            s.type,
            squashed(s.indicator),
            s.op,
            s.value,
            s.value_max,
            squashed(s.unit),
            s.change,
            s.direction,
            s.baseline_year,
            s.baseline_value,
            s.deadline,
            s.period_start,
            s.recurrence,
            s.strength,
            s.section,
            s.task,
            s.rule,
        )
        for s in found.statements
    ]
    rows += [("quantity", q.op, q.value, q.value_max, squashed(q.unit), q.rule) for q in found.quantities]
    rows += [("date", d.first, d.last, d.rule) for d in found.dates]
    rows += [("citation", squashed(c.title), squashed(c.document_number)) for c in found.citations]
    rows += [
        ("responsibility", i, squashed(r.name), r.role, squashed(r.agency))
        for i, task in enumerate(found.tasks)
        for r in task.responsibilities
    ]
    return rows
