"""Rules from TOML files: loaded, composed from named fragments, checked, and matched with a time limit.

A file of rules holds ``subject``; ``[words]``, lists of literals; ``[fragments]``, named pieces of patterns;
``[tables]``, data that a stage looks up; and ``[[rule]]`` entries. In a pattern ``{name}`` stands for a fragment or a
list of words of the same file or of ``common.toml``. A user's folder is laid over the rules that come with the package:
a rule, fragment or table of the same name replaces ours, words are added to ours.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex

from extract.data_files import data_folder
from extract.pattern_size import pattern_size

PATTERN_SECONDS = 5.0
_PACKAGE = Path(__file__).parent
_FLAGS = regex.VERBOSE | regex.VERSION1
_BACKWARDS = "(?r)"
_MANY_BRANCHES = 8  # from which one look at the first character is worth its time
_SENTENCE_END = regex.compile(r"[。\n]")
_PATTERNS = 2_000  # that are kept compiled for the next time rules are loaded; regex itself keeps 500
_FAR = 100  # characters between two sentences that are cheaper read with them than left out
_REFERENCE = regex.compile(r"(?<!\\[pPNxg])\{([a-z][a-z_0-9]*)\}")
_RULE_KEYS = {"id", "reads", "needs", "near", "pattern", "tokens", "make", "yes", "no", "todo"}
_FILE_KEYS = {"subject", "words", "fragments", "tables", "rule"}
_LONGEST_WORD = 200  # characters
_LONGEST_PATTERN = 500_000  # characters, with all its fragments
_LARGEST_PATTERN = 4_000_000  # characters with all repetitions written out, for which the engine takes a gigabyte


class RuleError(Exception):
    """A rule that can't be used; the message names file, rule and fragment."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule: what it reads, how it is found, and the examples that prove it."""

    id: str
    subject: str
    reads: str
    needs: tuple[str, ...]
    make: str
    file: str
    pattern: "regex.Pattern[str] | None"
    near: "regex.Pattern[str] | None" = None  # what is in each sentence with a match: a literal that it needs, or more
    tokens: tuple[tuple[Mapping[str, Any], ...], ...] = ()  # alternatives, each a sequence
    yes: tuple[Mapping[str, Any], ...] = ()
    no: tuple[Mapping[str, Any], ...] = ()
    todo: tuple[Mapping[str, Any], ...] = ()
    groups: tuple[str, ...] = field(init=False)  # the names of the pattern's groups, by number

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", _group_names(self.pattern) if self.pattern else ())

    def named(self, match: "regex.Match[str]") -> dict[str, str]:
        """What each named group of the rule's pattern holds; None for one that is no part of the match."""
        return dict(zip(self.groups, match.groups(), strict=True))

    def find(self, text: str, start: int = 0, end: int | None = None) -> "Iterator[regex.Match[str]]":
        """Each match in the text, left to right; none where no literal that the rule needs occurs.

        Raises TimeoutError, which names the rule, after PATTERN_SECONDS, RuleError where the rule has no pattern.
        """
        end = len(text) if end is None else end
        if self.may_match(text, start, end):
            yield from self._matches(text, [(start, end)])

    def may_match(self, text: str, start: int, end: int) -> bool:
        """Whether a range holds a literal that the rule needs, if it needs any."""
        for literal in self.needs:
            if text.find(literal, start, end) >= 0:
                return True
        return not self.needs

    def find_in_sentences(self, text: str) -> "list[regex.Match[str]]":
        """The matches in a text, none of which goes beyond a sentence. Raises what ``find`` does.

        Only sentences close to what the rule has near its matches are read; none where no literal that it needs occurs.
        """
        return list(self._matches(text, self._stretches(text))) if self.may_match(text, 0, len(text)) else []

    def _stretches(self, text: str) -> list[tuple[int, int]]:
        """Ranges of whole sentences that hold all that matches are near; all the text where the rule doesn't say it."""
        if self.near is None:
            return [(0, len(text))]
        stretches: list[tuple[int, int]] = []
        end = 0
        while end < len(text) and (needed := self.near.search(text, end)):
            at = needed.start()
            if stretches and at < end + _FAR:
                start = stretches.pop()[0]
            else:
                start = max(end, text.rfind("。", end, at) + 1, text.rfind("\n", end, at) + 1)
            stop = _SENTENCE_END.search(text, at)
            end = stop.end() if stop else len(text)
            stretches.append((start, end))
        return stretches

    def _matches(self, text: str, stretches: list[tuple[int, int]]) -> "Iterator[regex.Match[str]]":
        if self.pattern is None:
            raise RuleError(f"{self.file}: rule {self.id}: lacks 'pattern'")
        try:
            for start, end in stretches:
                yield from self.pattern.finditer(text, start, end, timeout=PATTERN_SECONDS)
        except TimeoutError as error:
            took = f"its pattern took more than {PATTERN_SECONDS:g} s"
            raise TimeoutError(f"{self.file}: rule {self.id}: {took}") from error


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All rules by subject, with the words, fragments and tables of each.

    ``digest`` changes with any of them and with this program, so that what was extracted otherwise is known.
    """

    digest: str
    by_subject: Mapping[str, tuple[Rule, ...]]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    tables: Mapping[str, Mapping[str, Any]]
    patterns: "Mapping[str, Mapping[str, regex.Pattern[str]]]" = field(default_factory=dict)
    by_id: Mapping[str, Rule] = field(init=False)
    sets: Mapping[str, Mapping[str, frozenset[str]]] = field(init=False)  # the words, to ask whether one is in a list

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {rule.id: rule for rule in self.all()})
        sets = {name: {n: frozenset(words) for n, words in lists.items()} for name, lists in self.words.items()}
        object.__setattr__(self, "sets", sets)

    def __getitem__(self, subject: str) -> tuple[Rule, ...]:
        return self.by_subject[subject]

    def rule(self, rule_id: str) -> Rule:
        """The rule with an id. Raises KeyError."""
        return self.by_id[rule_id]

    def pattern(self, rule_id: str) -> "regex.Pattern[str]":
        """The pattern of a rule that can't do without one. Raises RuleError where a user's rule took it away."""
        rule = self.by_id[rule_id]
        if rule.pattern is None:
            raise RuleError(f"{rule.file}: rule {rule_id}: lacks 'pattern'")
        return rule.pattern

    def all(self) -> Iterator[Rule]:
        """Each rule, by subject in the order of the files."""
        for rules in self.by_subject.values():
            yield from rules


def by_character(words: Iterable[str], at: int) -> dict[str, tuple[str, ...]]:
    """Words by their first character (``at`` 0) or their last (-1).

    >>> by_character(["新增", "新建", "增加"], 0)
    {'新': ('新增', '新建'), '增': ('增加',)}
    """
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[at], []).append(word)
    return {character: tuple(group) for character, group in found.items()}


@dataclass(slots=True)
class _Subject:
    file: str = ""
    words: dict[str, list[str]] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)  # id -> (file, entry)


def load_rules(overlay: Path | None = None, base: Path | None = None) -> Rules:
    """The rules of the package, with a user's folder of rules laid over them.

    Raises RuleError, naming the file, the rule and the fragment that can't be used.

    >>> load_rules().rule("quantity.number").reads != ""
    True
    """
    subjects: dict[str, _Subject] = {}
    known: dict[str, set[str]] = {}  # subjects that stages look for rules of, with what they make of them
    digest = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        digest.update(file.read_bytes())
    folders = [base or data_folder("rules")] + ([overlay] if overlay else [])
    for folder in folders:
        files = sorted(Path(folder).glob("*.toml"))
        if not files:
            raise RuleError(f"{folder}: no rules (*.toml) in this folder")
        for file in files:
            try:
                content = file.read_bytes()
            except OSError as error:
                raise RuleError(f"{file.name}: {error.strerror}") from error
            digest.update(file.name.encode("utf-8", "surrogateescape") + b"\0" + content + b"\0")
            data = _parsed(file, content)
            if known and data["subject"] not in known:
                raise RuleError(f"{file.name}: no subject {data['subject']!r}; there are {', '.join(sorted(known))}")
            _merge(subjects, file, data, known.get(data["subject"]))
        known = known or {name: {e["make"] for _, e in subject.rules.values()} for name, subject in subjects.items()}
    common = subjects.pop("common", _Subject())
    compiled = {name: _compile(name, subject, common) for name, subject in subjects.items()}
    return Rules(
        digest=digest.hexdigest()[:16],
        by_subject={name: rules for name, (rules, _) in compiled.items()},
        words={n: {k: tuple(v) for k, v in s.words.items()} for n, s in {**subjects, "common": common}.items()},
        tables={name: subject.tables for name, subject in subjects.items()},
        patterns={name: patterns for name, (_, patterns) in compiled.items()},
    )


def _parsed(file: Path, content: bytes) -> dict[str, Any]:
    """What a file of rules says, each part of it of the kind that it must be."""
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{file.name}: not valid TOML: {error}") from error
    unknown = set(data) - _FILE_KEYS
    if unknown or not isinstance(data.get("subject"), str):
        raise RuleError(f"{file.name}: " + (f"unknown key {sorted(unknown)[0]!r}" if unknown else "no subject"))
    for key in ("words", "fragments", "tables"):
        if not isinstance(data.get(key, {}), dict):
            raise RuleError(f"{file.name}: {key}: a table is wanted: [{key}]")
    for name, fragment in data.get("fragments", {}).items():
        if not isinstance(fragment, str):
            raise RuleError(f"{file.name}: fragment {name}: a text is wanted")
    rules = data.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(entry, dict) for entry in rules):
        raise RuleError(f"{file.name}: rule: each rule begins with [[rule]]")
    return data


def _merge(subjects: dict[str, _Subject], file: Path, data: Mapping[str, Any], makes: set[str] | None) -> None:
    """Lays what a file says over what is there of its subject, of which ``makes`` are known where any are."""
    subject = subjects.setdefault(data["subject"], _Subject())
    subject.file = file.name
    for name, words in data.get("words", {}).items():
        if not (isinstance(words, list) and words and all(isinstance(w, str) and w for w in words)):
            raise RuleError(f"{file.name}: words {name!r}: a list of non-empty texts is wanted")
        if long := next((word for word in words if len(word) > _LONGEST_WORD), None):
            raise RuleError(f"{file.name}: words {name!r}: more than {_LONGEST_WORD} characters: {long[:20]}…")
        known = subject.words.setdefault(name, [])
        known.extend(word for word in words if word not in known)
    subject.fragments.update(data.get("fragments", {}))
    subject.tables.update(data.get("tables", {}))
    for entry in data.get("rule", []):
        rule_id = entry.get("id")
        if not isinstance(rule_id, str) or rule_id.partition(".")[0] != data["subject"]:
            raise RuleError(f"{file.name}: rule {rule_id!r}: an id must read '{data['subject']}.name'")
        wrong = [k for k in ("reads", "make", "yes", "no") if not entry.get(k)] + sorted(set(entry) - _RULE_KEYS)
        if wrong:
            what = "unknown key" if wrong[0] in entry and wrong[0] not in _RULE_KEYS else "lacks"
            raise RuleError(f"{file.name}: rule {rule_id}: {what} {wrong[0]!r}")
        if data["subject"] == "common":
            raise RuleError(f"{file.name}: rule {rule_id}: no stage looks for rules in common")
        for key, value in entry.items():
            if wanted := _unlike(key, value):
                raise RuleError(f"{file.name}: rule {rule_id}: {key}: {wanted}")
        if makes is not None and entry["make"] not in makes:
            raise RuleError(f"{file.name}: rule {rule_id}: no make {entry['make']!r} among {', '.join(sorted(makes))}")
        subject.rules[rule_id] = (file.name, entry)


def _unlike(key: str, value: object) -> str | None:
    """What is wanted as the value of a rule's key, where it is something else.

    >>> _unlike("needs", "万"), _unlike("needs", ["万"])
    ('a list of non-empty texts is wanted', None)
    """
    items = value if isinstance(value, list) else None
    if key == "needs":
        fits = items is not None and all(isinstance(item, str) and item for item in items)
        return None if fits else "a list of non-empty texts is wanted"
    if key == "tokens":
        fits = items is not None and all(
            isinstance(sequence, list) and sequence and all(isinstance(token, dict) for token in sequence)
            for sequence in items
        )
        return None if fits else "a list of lists of tables is wanted"
    if key in ("yes", "no", "todo"):
        fits = items is not None and all(
            isinstance(example, dict)
            and isinstance(example.get("text"), str)
            and isinstance(example.get("given", {}), dict)
            for example in items
        )
        return None if fits else "a list of examples is wanted, each a table with a text"
    return None if isinstance(value, str) else "a text is wanted"


def _compile(
    name: str, subject: _Subject, common: _Subject
) -> "tuple[tuple[Rule, ...], dict[str, regex.Pattern[str]]]":
    words, fragments = {**common.words, **subject.words}, {**common.fragments, **subject.fragments}
    forwards = {**{name: any_of(words[name]) for name in words}, **fragments}
    backwards = {**{name: any_of(words[name], backwards=True) for name in words}, **fragments}

    def compiled(pattern: str, where: str) -> "regex.Pattern[str]":
        return _pattern(pattern, backwards if _BACKWARDS in pattern else forwards, where)

    rules = []
    for rule_id, (file, entry) in subject.rules.items():
        where = f"{file}: rule {rule_id}"
        pattern = compiled(entry["pattern"], where) if entry.get("pattern") else None
        needs = tuple(entry.get("needs", ()))
        near = entry.get("near") or (any_of(needs) if needs else None)
        rules.append(
            Rule(
                id=rule_id,
                subject=name,
                reads=entry["reads"],
                needs=needs,
                make=entry["make"],
                file=file,
                pattern=pattern,
                near=compiled(near, f"{where}: near") if near else None,
                tokens=tuple(tuple(sequence) for sequence in entry.get("tokens", ())),
                yes=tuple(entry["yes"]),
                no=tuple(entry["no"]),
                todo=tuple(entry.get("todo", ())),
            )
        )
    patterns = {n: compiled(p, f"{subject.file}: fragment {n}") for n, p in subject.fragments.items()}
    return tuple(rules), patterns


def any_of(words: Iterable[str], backwards: bool = False) -> str:
    """A verbose pattern for the longest of some words that is there, read one character after another.

    >>> any_of(["元", "个", "家", "个月", "个工作日"]), any_of(["内", "以内"], backwards=True)
    ('(?:[元家]|个(?:[月]|工(?:作(?:[日]))|))', '(?:(?:[以]|)内)')
    """
    words = list(words)
    after: dict[str, list[str]] = {}
    for word in filter(None, words):
        first, rest = (word[-1], word[:-1]) if backwards else (word[0], word[1:])
        after.setdefault(regex.escape(first, special_only=True), []).append(rest)
    alone = "".join(first for first, rests in after.items() if not any(rests))
    branches = [f"[{alone}]"] if alone else []
    for first, rests in after.items():
        if any(rests):
            rest = any_of(rests, backwards)
            branches.append(rest + first if backwards else first + rest)
    if not all(words):
        branches.append("")
    pattern = "|".join(branches)
    if len(branches) > _MANY_BRANCHES and all(words):
        pattern = f"(?{'<=' if backwards else '='}[{''.join(after)}])(?:{pattern})"
    return f"(?:{pattern})"


def _pattern(pattern: str, pieces: Mapping[str, str], where: str) -> "regex.Pattern[str]":
    expanded = _expand(pattern, pieces, where, ())
    try:
        return _compiled(expanded)
    except RecursionError as error:
        raise RuleError(f"{where}: nested too deep") from error
    except regex.error as error:
        raise RuleError(f"{where}: {error}") from error


@lru_cache(maxsize=_PATTERNS)
def _compiled(expanded: str) -> "regex.Pattern[str]":
    if pattern_size(expanded) > _LARGEST_PATTERN:
        raise regex.error(f"more than {_LARGEST_PATTERN:,} characters with its repetitions written out")
    return regex.compile(expanded, _FLAGS)


def _group_names(pattern: "regex.Pattern[str]") -> tuple[str, ...]:
    """The name of each group of a pattern by its number, its number where it has no name."""
    names = {number: name for name, number in pattern.groupindex.items()}
    return tuple(names.get(number, str(number)) for number in range(1, pattern.groups + 1))


def _expand(pattern: str, pieces: Mapping[str, str], where: str, path: tuple[str, ...]) -> str:
    def replace(reference: "regex.Match[str]") -> str:
        name = reference.group(1)
        if name not in pieces:
            raise RuleError(f"{where}: unknown fragment {{{name}}}")
        if name in path:
            raise RuleError(f"{where}: fragment {{{name}}} refers to itself")
        return "(?:" + _expand(pieces[name], pieces, where, (*path, name)) + ")"

    expanded = _REFERENCE.sub(replace, pattern)
    if len(expanded) > _LONGEST_PATTERN:
        raise RuleError(f"{where}: longer than {_LONGEST_PATTERN:,} characters with its fragments")
    return expanded
