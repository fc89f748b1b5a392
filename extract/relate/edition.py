"""What tells works and their editions apart: the title without what changes between editions, marks, years."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice

import regex

from extract.model import Cited, Edition, Extraction
from extract.normalise import WIDTH
from extract.numerals import parse_number
from extract.places import Gazetteer, gazetteer
from extract.relate.body import body_of
from extract.relate.sketch import sketch
from extract.rulebook import Rules
from extract.strewn import unstrewn
from extract.traditional import in_simplified

_NOT_SAID = regex.compile(r"[^\p{L}\p{N}]")
_NOISE = regex.compile(r"(?<=\p{Han})[ \t]+(?=\p{Han})|\*\*|</?[a-z]+>|\ufffd|\u200b+")
_LONGEST_PLACE = 12  # characters
_MOST_HEADED = 300  # titles that a collection lists
_LISTED = 2  # works besides the first that a collection both lists and holds
_TITLED = 6  # characters of a title that no other work has by chance
_HEAD = 800  # characters in which a law says how often it was revised


def edition_of(found: Extraction, rules: Rules) -> Edition:
    """The work that a document is, and which edition of it, by its title and its first lines."""
    found = in_simplified(found)
    words = rules.words["edition"]
    text = found.source.text
    title = found.about.title or ""
    place = found.about.place or ""
    headed = _headed(text, rules)
    if _is_first_of_several(_read_title(title, place, rules)[0], headed):
        title = text.lstrip().partition("\n")[0]
    work, draft, revisions, years, period = _read_title(title, place, rules)
    others = headed.keys() - {work}
    in_force = rules.patterns["edition"]["in_force"]
    head = text[:_HEAD].translate(WIDTH)
    notes = set(rules.patterns["edition"]["revision_note"].findall(head))
    revisions += len(notes) or int(rules.patterns["edition"]["passed_anew"].search(head) is not None)
    body = body_of(text, [(part.start, part.end) for part in found.apart if not part.rule.startswith("table.")])
    letters = "".join(clause.text for clause in body)
    return Edition(
        work=work,
        core=core_of(work.replace(place, "") if place else work, rules),  # 推进甲市教育发展的意见
        draft=draft,
        revisions=revisions,
        years=years,
        period=period,
        standing=work.endswith(words["standing"]) or any(mark in title for mark in words["trial"]),
        in_force=max((int(m["year"]) for m in in_force.finditer(text)), default=None),
        noise=len(_NOISE.findall(unstrewn(text))),
        length=len(letters),
        titled=bool(rules.patterns["document"]["of_kind"].fullmatch(title.translate(WIDTH)))
        or work.endswith(words["kind"]),
        sketch=sketch(letters),
        cited=tuple(_cited(found, rules)),
        headed=tuple(sorted(others)) if len(others) > 1 else (),
    )


def core_of(work: str, rules: Rules) -> str:
    """The characters of what a title is about, in the order of their codes; empty where these are too few to tell.

    >>> from extract.rulebook import load_rules
    >>> core_of("促进就业规划", load_rules()) == core_of("就业促进行动方案", load_rules())
    True
    """
    said = sorted(set(rules.patterns["edition"]["in_common"].sub("", work)))
    return "".join(said) if len(said) > 1 else ""


def _cited(found: Extraction, rules: Rules) -> Iterator[Cited]:
    """The works that a document cites; each that begins with a place as it stands, and without the place."""
    text = found.source.text.translate(WIDTH)
    for number, citation in enumerate(found.citations):
        repealed = bool(rules.patterns["edition"]["repeal"].match(text, citation.end))
        work, _, _, _, years = _read_title(citation.title, "", rules)
        for place, rest in _readings(work, rules):
            yield Cited(number, rest, years, place, repealed)


def _is_first_of_several(work: str, headed: Counter[str]) -> bool:
    """Whether a work is but the first of those that a collection lists, and then holds."""
    others = (other for other, times in headed.items() if times > 1 and not other.endswith(work))
    return headed[work] > 1 and len(list(others)) >= _LISTED


def _headed(text: str, rules: Rules) -> Counter[str]:
    """The works whose titles stand on lines of a text, and on how many."""
    patterns = rules.patterns["edition"]
    lines = (match["inner"] for match in patterns["headed"].finditer(text.translate(WIDTH)))
    return Counter(
        work
        for line in islice(lines, _MOST_HEADED)
        for work in {work for _, work in _readings(_read_title(line, "", rules)[0], rules)}
        if len(work) >= _TITLED
    )


def _readings(work: str, rules: Rules) -> Iterator[tuple[str | None, str]]:
    yield None, work
    known, rest = _outer_places(work, rules)
    if known and rest:
        yield known, rest
    elif short := next((work[:n] for n in range(4, 1, -1) if work[:n] in _gazetteer(rules).short), None):
        known = _gazetteer(rules).short[short].name
        yield known, work.removeprefix(short)
    county = rules.patterns["edition"]["county"].match(rest)
    if county and county.end() < len(rest):
        yield known + county.group(), rest[county.end() :]


def _read_title(title: str, place: str, rules: Rules) -> tuple[str, bool, int, str, str]:
    """The work that a title names, whether it says draft, how many marks of revision it has, its years and period."""
    patterns, words = rules.patterns["edition"], rules.words["edition"]
    whole = plain = title.translate(WIDTH).replace(" ", "")
    if plain.startswith(tuple(words["issue"])):
        plain = words["about"][0] + plain  # as of a title whose first line was lost
    for wrapper in ("wrapper", "wrapped", "named"):
        if match := patterns[wrapper].search(plain):
            plain = match["inner"]
            break
    years, period = (
        "".join(dict.fromkeys(_NOT_SAID.sub("", year) for year in patterns["years"].findall(said)))
        for said in (whole, patterns["revision_bracket"].sub("", whole))
    )
    version = patterns["version"].search(plain)
    work = patterns["version"].sub("", patterns["count"].sub("", plain) if years else plain)
    work = patterns["on_trial"].sub("", patterns["years"].sub("", patterns["bracket"].sub("", work)))
    work = patterns["own_place"].sub(
        "", _NOT_SAID.sub("", patterns["about_ahead"].sub("", patterns["issuer"].sub("", work)))
    )
    if years:
        work = patterns["yearly_verb"].sub("", work)
    for new, old in rules.tables["edition"]["renamed"]:
        work = work.replace(new, old)
    draft = any(word in whole for word in words["draft"])
    revisions = sum(word in plain for word in words["revised"]) + (_beyond_first(version) if version else 0)
    return _placeless(work, place, rules), draft, revisions, years, period


def _beyond_first(version: "regex.Match[str]") -> int:
    """How far a version is from the first, in tenths: 10 for the second, or 2.0."""
    return max(0, int(parse_number(version["major"]) or 0) * 10 - 10 + int(version["minor"] or 0))


def _placeless(work: str, place: str, rules: Rules) -> str:
    """A work without the place that it begins with: 上海市嘉定区, or only 嘉定区."""
    inner = _outer_places(place, rules)[1]
    return next((work.removeprefix(name) for name in (place, inner) if name and work.startswith(name)), work) or work


def _outer_places(text: str, rules: Rules) -> tuple[str, str]:
    """The places that the gazetteer knows with which a text begins, and the rest."""
    full = _gazetteer(rules).full
    rest = text
    while size := next((n for n in range(min(len(rest), _LONGEST_PLACE), 1, -1) if rest[:n] in full), 0):
        rest = rest[size:]
    return text.removesuffix(rest) if rest else text, rest


@cache
def _gazetteer(rules: Rules) -> Gazetteer:
    return gazetteer(rules)
