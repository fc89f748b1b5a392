"""The examples of the rules, run: each ``yes`` must come out as written, no ``no`` may, each ``todo`` still fails."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from extract.extraction import extract_source
from extract.model import Extraction, Source
from extract.rulebook import Rule, Rules

_NOT_FIELDS = {"text", "given", "why"}


@dataclass(frozen=True, slots=True)
class Problem:
    """An example that doesn't hold: where it stands and what came out instead."""

    file: str
    rule: str
    example: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: rule {self.rule}: {self.message}: {self.example}"


def check_rules(rules: Rules) -> list[Problem]:
    """The problems of all examples of all rules, in the order of the files; empty where every rule proves itself."""
    return [problem for rule in rules.all() for problem in check_rule(rule, rules)]


def check_rule(rule: Rule, rules: Rules) -> list[Problem]:
    """The problems of one rule's examples.

    In an example ``text`` is read as a document and ``given`` as what its format says of it; the other keys are fields
    of a record that the rule must have made. ``""`` stands for null.
    """

    def problem(example: Mapping[str, Any], message: str) -> Problem:
        return Problem(rule.file, rule.id, example["text"], message)

    checks = ((rule.yes, _unmet), (rule.no, _found), (rule.todo, _passing))
    problems = []
    for examples, check in checks:
        for example in examples:
            try:
                wrong = check(rule, example, rules)
            except Exception as error:  # whatever a rule of the wrong kind breaks is a fault of the rules
                wrong = f"can't be used: {type(error).__name__}: {error}"
            if wrong:
                problems.append(problem(example, wrong))
    return problems


def _found(rule: Rule, example: Mapping[str, Any], rules: Rules) -> str | None:
    made = _records(rule, example, rules)
    return f"should find nothing, found {_brief(made[0])}" if made else None


def _passing(rule: Rule, example: Mapping[str, Any], rules: Rules) -> str | None:
    return None if _unmet(rule, example, rules) else "a known failure passes now: move it to yes"


def _unmet(rule: Rule, example: Mapping[str, Any], rules: Rules) -> str | None:
    wanted = {key: (None if value == "" else value) for key, value in example.items() if key not in _NOT_FIELDS}
    made = _records(rule, example, rules)
    if any(all(_same(record.get(key, _MISSING), value) for key, value in wanted.items()) for record in made):
        return None
    return f"wanted {wanted}, found {'; '.join(_brief(r, wanted) for r in made) or 'nothing'}"


_MISSING = object()


def _same(found: object, wanted: object) -> bool:
    if isinstance(found, float) and isinstance(wanted, int | float):
        return abs(found - wanted) <= 1e-6 * max(1.0, abs(found), abs(wanted))
    return found == wanted


def _records(rule: Rule, example: Mapping[str, Any], rules: Rules) -> list[dict[str, Any]]:
    source = Source(example["text"], "text/plain", meta=example.get("given", {}))
    return [record for record in records(extract_source(source, rules)) if record.get("rule") == rule.id]


def records(found: Extraction) -> list[dict[str, Any]]:
    """All records of an extraction as dictionaries with the id of their ``rule``."""
    about = asdict(found.about)
    made = [about | {"rule": rule} for rule in set(found.about.rules.values())]
    made += [
        about | {"rule": part.rule, "apart": found.source.text[part.start : part.end].strip()} for part in found.apart
    ]
    for group in (found.sections, found.statements, found.quantities, found.dates, found.citations):
        made.extend(asdict(record) for record in group)
    made.extend(asdict(r) for task in found.tasks for r in task.responsibilities)
    return made


def _brief(record: Mapping[str, Any], wanted: Mapping[str, Any] | None = None) -> str:
    keys = wanted if wanted else ("text", "indicator", "heading", "name", "title", "value", "last")
    return ", ".join(
        f"{key}={record[key]!r}" for key in keys if record.get(key) is not None or (wanted and key in record)
    )
