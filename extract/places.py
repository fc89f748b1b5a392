"""Places of China: which province a city is in, short names, and what place 省 or 市 means in a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.rulebook import Rules


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its full name, with its rank: province, city (prefecture-level) or county."""

    name: str
    rank: str
    short: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places that the table knows, by full and by short name, and the province of each prefecture-level one."""

    full: Mapping[str, Place]
    short: Mapping[str, Place]
    province_of: Mapping[str, Place]
    ranks: Mapping[str, Sequence[str]]  # that a word of level may mean, its own first

    def chain(self, place: str | None) -> dict[str, Place]:
        """The place and those that hold it, by rank: 青岛市市南区 gives a county, a city and a province."""
        found: dict[str, Place] = {}
        rest = place or ""
        while rest:
            size = next((n for n in range(len(rest), 1, -1) if rest[:n] in self.full), 0)
            if not size:
                break
            here = self.full[rest[:size]]
            found[here.rank] = here
            rest = rest[size:]
        if rest:
            above = found.get("city") or found.get("province")
            found["county"] = Place((above.name if above else "") + rest, "county", rest)
        if "city" in found:
            found.setdefault("province", self.province_of[found["city"].name])
        return found

    def meant(self, word: str, place: str | None) -> tuple[Place | None, str]:
        """The place that a word of level means in a document of a place, None where that doesn't say, and its rank.

        In a document of a municipality or of a county-level city, 市 is that one; 兵团 is one everywhere.
        """
        if word in self.short:
            return self.short[word], self.short[word].rank
        found = self.chain(place)
        for candidate in self.ranks[word]:
            here = found.get(candidate)
            if here and here.name.endswith(word):
                return here, here.rank
        return None, self.ranks[word][0]


def gazetteer(rules: Rules) -> Gazetteer:
    """The places of the rules' table ``place``."""
    tables = rules.tables["place"]
    shorts: Mapping[str, str] = tables["short"]

    def place(name: str, rank: str) -> Place:
        short = name
        for end in rules.words["place"]["left_off"]:
            short = short.removesuffix(end)
        return Place(name, rank, shorts.get(name, short))

    provinces = {name: place(name, "province") for name in tables["provinces"]}
    cities = {city: place(city, "city") for cities in tables["provinces"].values() for city in cities}
    full = {**cities, **provinces}
    return Gazetteer(
        full=full,
        short={p.short: p for p in full.values()},
        province_of={city: provinces[name] for name, cities in tables["provinces"].items() for city in cities},
        ranks=tables["rank"],
    )
