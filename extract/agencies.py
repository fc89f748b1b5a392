"""Names of agencies: what each stands for in full, at which level, and where two names have run together.

Levels: ``national``, ``province``, ``city`` (prefecture-level), ``county``; ``local`` for several agencies or places at
once and for authorities of no known place; ``enterprise``; ``other`` for what is no authority (associations, schools).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

import regex

from extract.places import Gazetteer, Place, gazetteer
from extract.rulebook import Rules

Span = tuple[int, int]
_LONGEST_PLACE = 12  # characters: 克孜勒苏柯尔克孜自治州
_REMEMBERED = 20_000  # names: documents of one place name the same agencies again and again


def canonical(name: str, about_place: str | None, rules: Rules, within: str | None = None) -> tuple[str, str]:
    """The full name of an agency in a document of a place, and its level.

    ``within`` is the level word that holds for the list that the name stands in (省科技厅、教育厅), 国家 in a document
    of the nation, 市委 after 市委组织部. Where a place isn't known the name goes without; a short name that no table
    knows stays as written.

    >>> from extract.rulebook import load_rules
    >>> canonical("市发展改革委", "青岛市", load_rules())
    ('青岛市发展和改革委员会', 'city')
    >>> canonical("教育厅", "青岛市", load_rules(), within="省")
    ('山东省教育厅', 'province')
    >>> canonical("宣传部", "青岛市", load_rules(), within="市委")
    ('中共青岛市委宣传部', 'city')
    """
    return lexicon(rules).canonical(name, about_place, within)


def lexicon(rules: Rules) -> "Lexicon":
    """The names that the rules' tables know, made once for each set of rules."""
    if rules.digest not in _LEXICONS:
        _LEXICONS[rules.digest] = Lexicon.of(rules)
    return _LEXICONS[rules.digest]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to cut a name: whose agency, and which body that is."""

    place: Place | None
    level: str | None
    prefix: str
    rest: str


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What the tables of ``agencies.toml`` and ``places.toml`` say of names."""

    places: Gazetteer
    levels: tuple[str, ...]  # words of level, longest first
    bodies: Mapping[str, str]  # short or full name -> full name, or a template with {place}
    by_level: Mapping[str, Mapping[str, str]]
    branches: Mapping[str, str]
    party: Mapping[str, str]
    national: Mapping[str, str]
    fields: frozenset[str]  # what stands for a department where 部门 follows: 公安、交通等部门
    companies: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    patterns: "Mapping[str, regex.Pattern[str]]"

    @classmethod
    def of(cls, rules: Rules) -> "Lexicon":
        tables = rules.tables["agency"]
        words = rules.words["agency"]
        full_kind: Mapping[str, str] = tables["kinds"]
        bodies = {
            alias + kind: field + full_kind.get(kind, kind)
            for field, aliases in tables["fields"].items()
            for alias in (field, *aliases)
            for kind in words["kind"]
        }
        return cls(
            places=gazetteer(rules),
            levels=tuple(sorted(words["level"], key=len, reverse=True)),
            bodies=bodies | _by_alias(tables["bodies"]) | _by_alias(tables["more"]),
            by_level=tables["by_level"],
            branches=_by_alias(tables["branches"]),
            party=_by_alias(tables["party"]),
            national=_by_alias(tables["national"]),
            fields=frozenset(alias for field, aliases in tables["fields"].items() for alias in (field, *aliases)),
            companies=words["company"],
            words=words,
            patterns=rules.patterns["agency"],
        )

    @property
    def nation(self) -> str:
        """The word of level that stands for the nation: 国家."""
        return self.words["nation"][0]

    @property
    def _committee(self) -> str:
        """What stands for a committee of the Party behind a word of level: 市委."""
        return self.words["committee"][0]

    @cached_property
    def _phrases(self) -> tuple[Any, Any]:
        """spaCy's tokeniser by characters and a matcher of all names: words as jieba cuts them would hide some.

        Loaded with the first name that no table knows, not with the module: it takes most of a second.
        """
        import spacy
        from spacy.matcher import PhraseMatcher

        nlp = spacy.blank("zh")
        matcher = PhraseMatcher(nlp.vocab)
        names = {
            *self.bodies,
            *self.national,
            *self.by_level,
            *(self._committee + department for department in self.party),
        }
        matcher.add("agency", [nlp.make_doc(name) for name in names if len(name) > 1])
        return nlp, matcher

    def named_in(self, texts: Iterable[str]) -> dict[str, tuple[Span, ...]]:
        """For each text the ranges of the agencies in it that the tables know, in order, the longest where two overlap.

        Each range takes in the level or place in front: 市财政局, not 财政局.
        """
        return {text: self._named_in(text) for text in texts if text}

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 - one lexicon lives as long as its process
    def _named_in(self, text: str) -> tuple[Span, ...]:
        from spacy.util import filter_spans

        nlp, matcher = self._phrases
        found: list[Span] = []
        for span in filter_spans(matcher(nlp.make_doc(text), as_spans=True)):
            found.append((self._with_place(text, found[-1][1] if found else 0, span.start_char), span.end_char))
        return tuple(found)

    def _with_place(self, text: str, after: int, start: int) -> int:
        """Where the level or place begins that stands in front of a name, not before ``after``."""
        before = text[after:start]
        for size in range(min(len(before), _LONGEST_PLACE), 0, -1):
            tail = before[-size:]
            if tail in self.places.full or tail in self.places.short or tail in self.levels:
                return start - size
        return start

    def level_word(self, name: str) -> str | None:
        """The word of level that a name begins with: 省 of 省科技厅; None where it has none."""
        if not name.startswith(self.levels) or self.patterns["not_level"].match(name):
            return None
        return next((word for word in self.levels if name.startswith(word) and len(name) > len(word)), None)

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 - one lexicon lives as long as its process
    def list_word(self, name: str) -> str | None:
        """What holds for the names that follow one in a list: its word of level, with 委 for a Party department's."""
        word = self.level_word(name)
        committee = f"{word}{self._committee}"
        of_party = word and name.startswith(committee) and name[len(committee) :] in self.party
        return committee if of_party else word

    def names_body(self, name: str) -> bool:
        """Whether a name is a body's in the tables, alone or after one character of level: 财政局, 市财政局."""
        return name in self.bodies or (name[1:] in self.bodies and name[0] in self.levels)

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 - one lexicon lives as long as its process
    def is_known(self, name: str) -> bool:
        """Whether the tables say what a name stands for."""
        return (
            name in self.national
            or self._branch(name) is not None
            or any(self._body(reading) is not None for reading in self._readings(name, None, None))
        )

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 - one lexicon lives as long as its process
    def is_agency(self, name: str) -> bool:
        """Whether a piece of text is the name of an agency, or of several, and can't well be something else."""
        base = self._base(name)
        return (
            (len(base) > 2 and self.is_known(base))
            or self.patterns["several"].fullmatch(name) is not None
            or self.patterns["agency"].fullmatch(base) is not None
        )

    def is_department(self, name: str) -> bool:
        """Whether a piece of text names a department within a body, whose own plans give tasks to these: 发展规划司."""
        return self.patterns["department"].fullmatch(name) is not None

    def is_beside_department(self, name: str) -> bool:
        """Whether a piece of text may stand in a list with departments, though it may be something else elsewhere."""
        return self.patterns["beside_department"].fullmatch(name) is not None

    def is_place(self, name: str) -> bool:
        """Whether a piece of text names a place, which stands for its government where something is asked of it."""
        known = name in self.places.full or name in self.places.short
        return known or self.patterns["county"].fullmatch(name) is not None

    def is_company(self, name: str) -> bool:
        """Whether a piece of text ends as the names of companies do."""
        return len(name) > 4 and name.endswith(self.companies)

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 - one lexicon lives as long as its process
    def canonical(self, name: str, about_place: str | None, within: str | None = None) -> tuple[str, str]:
        """See the function of this name."""
        base = self._base(name)
        if within and within.endswith(self._committee):
            base = within + base if base in self.party and base not in self.bodies else base
            within = within.removesuffix(self._committee)
        if self.patterns["several"].fullmatch(name):
            return name, "local"
        where = self.places.full.get(base) or self.places.short.get(base)
        if not where and self.patterns["county"].fullmatch(base):
            where = self._county(base, about_place)
        if where:
            return where.name, where.rank
        for left_out in ("", *self.words["of_nation"]) if within == self.nation else ("",):
            if left_out + base in self.national:
                return self.national[left_out + base], "national"
        branch = self._branch(base)
        if branch:
            return branch
        readings = self._readings(base, about_place, within)
        likeliest = next(readings)
        for reading in chain((likeliest,), readings):
            body = self._body(reading)
            if body is not None:
                return self._composed(reading, body), reading.level or "local"
        return self._as_written(likeliest, base)

    def _base(self, name: str) -> str:
        """A name without a second one in brackets; 团市委 as the 团委 of the 市."""
        base = self.patterns["second_name"].sub("", name) or name
        base = self.patterns["party_ahead"].sub("", base)
        league = self.patterns["youth_league"].fullmatch(base)
        return league["of"] + self.words["league"][0] if league else base

    def _branch(self, name: str) -> tuple[str, str] | None:
        """A national body's branch in a place: 人民银行青岛市中心支行."""
        for size in range(min(len(name) - 3, 12), 1, -1):
            if name[:size] in self.national and self.patterns["branch"].fullmatch(rest := name[size:]):
                here = self._place_at_start(rest)
                county = "county" if self.patterns["county"].match(rest) else "national"
                return self.national[name[:size]] + rest, here.rank if here else county
        return None

    def _place_at_start(self, text: str) -> Place | None:
        for table in (self.places.full, self.places.short):
            for size in range(min(len(text), _LONGEST_PLACE), 1, -1):
                if text[:size] in table:
                    return table[text[:size]]
        return None

    def _readings(self, name: str, about_place: str | None, within: str | None) -> Iterator[_Reading]:
        """The ways to cut a name into a place or a level and a body, the likeliest first; without either it is last."""
        for size in range(min(len(name) - 1, _LONGEST_PLACE), 1, -1):
            if name[:size] in self.places.full:
                here = self.places.full[name[:size]]
                yield _Reading(here, here.rank, name[:size], name[size:])
        word = self.level_word(name)
        if word:
            place, rank = self._meant(word, about_place)
            yield _Reading(place, rank, word, name[len(word) :])
        county = self.patterns["county"].match(name)
        while county and county.end() < len(name):
            yield _Reading(self._county(county.group(), about_place), "county", county.group(), name[county.end() :])
            county = None
        for size in range(min(len(name) - 1, 4), 1, -1):
            if name[:size] in self.places.short:
                here = self.places.short[name[:size]]
                yield _Reading(here, here.rank, name[:size], name[size:])
        if within:
            place, rank = self._meant(within, about_place)
            yield _Reading(place, rank, within if within in self.levels and within != self.nation else "", name)
        else:
            own = self.places.chain(about_place)
            place = next((own[rank] for rank in ("county", "city", "province") if rank in own), None)
            yield _Reading(place, place.rank if place else None, "", name)

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 - one lexicon lives as long as its process
    def _meant(self, word: str, about_place: str | None) -> tuple[Place | None, str]:
        """The place that a word of level means in a document of a place, and its rank."""
        return self.places.meant(word, about_place)

    def _county(self, name: str, about_place: str | None) -> Place:
        """A county by its name; a district with its city in front, for many cities have one of that name."""
        own = self.places.chain(about_place)
        above = own.get("city") or own.get("province")
        if above and above.name.endswith(self.words["city_end"]) and self.patterns["district"].fullmatch(name):
            return Place(above.name + name, "county", name)
        return Place(name, "county", name)

    def _body(self, reading: _Reading) -> str | None:
        """The full name of the body that a reading leaves; a template where the place doesn't go in front."""
        rest = reading.rest
        if rest in self.by_level:
            return self.by_level[rest].get(reading.level or "")
        if rest in self.branches and reading.prefix in self.places.short and reading.prefix not in self.levels:
            return self.branches[rest]
        if rest in self.bodies:
            return self.bodies[rest]
        for committee in (*self.words["committee"], *self.words["committee_in_full"]):
            if rest.startswith(committee) and rest[len(committee) :] in self.party:
                return self.words["party"][0] + "{committee}" + self.party[rest[len(committee) :]]
        return None

    def _composed(self, reading: _Reading, body: str) -> str:
        place = reading.place
        if "{" not in body:
            named_for_short = reading.prefix in self.places.short and reading.prefix not in self.levels
            return (place.name if place and not named_for_short else reading.prefix) + body
        if place is None:
            return reading.prefix + reading.rest
        in_full = place.name.endswith(self.words["committee_in_full_of"])
        committee = self.words["committee_in_full"][0] if in_full else self._committee
        return body.format(place=place.name, short=place.short, committee=place.name + committee)

    def _as_written(self, reading: _Reading, name: str) -> tuple[str, str]:
        """A name that no table knows, with its document's place where only a level word stands for that."""
        rest = reading.rest
        if not name.startswith(reading.prefix) and not self.patterns["shares_level"].fullmatch(rest):
            reading = _Reading(reading.place, reading.level, "", rest)  # 市财政局、街道办事处
        rest = self.patterns["management_short"].sub(self.words["management"][0], rest)
        spelled = reading.place and reading.prefix in self.levels
        name = (reading.place.name if reading.place and spelled else reading.prefix) + rest
        if rest.endswith(self.companies) or self.patterns["limited"].search(rest):
            return name, "enterprise"  # 中国铁路济南局集团有限公司青岛站
        if self.patterns["other"].fullmatch(rest):
            return name, "other"
        if name.startswith(self.words["of_nation"]):
            return name, "national"
        if not reading.prefix or rest.endswith(self.words["management"]):
            return name, "local" if self.patterns["authority"].fullmatch(name) else "other"
        return name, reading.level or "local"


_LEXICONS: dict[str, Lexicon] = {}


def _by_alias(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Full names by each short one and by themselves."""
    return {alias: full for full, aliases in table.items() for alias in (full, *aliases)}
