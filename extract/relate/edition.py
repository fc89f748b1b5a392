"""What tells works and their editions apart: the title without what changes between editions, marks, years."""

from functools import cache

import regex

from extract.model import Edition, Extraction
from extract.normalise import WIDTH
from extract.places import Gazetteer, gazetteer
from extract.relate.body import body_of
from extract.relate.sketch import sketch
from extract.rulebook import Rules

_NOT_SAID = regex.compile(r"[^\p{L}\p{N}]")
_NOISE = regex.compile(r"(?<=\p{Han})[ \t]+(?=\p{Han})|\*\*|</?[a-z]+>|\ufffd")
_HEAD = 800  # characters in which a law says how often it was revised


def edition_of(found: Extraction, rules: Rules) -> Edition:
    """The work that a document is, and which edition of it, by its title and its first lines."""
    text = found.source.text
    work, draft, revisions, years, period = _read_title(found.about.title or "", found.about.place or "", rules)
    notes = set(rules.patterns["edition"]["revision_note"].findall(text[:_HEAD].translate(WIDTH)))
    body = body_of(text, [(part.start, part.end) for part in found.apart])
    return Edition(
        work=work,
        draft=draft,
        revisions=revisions + len(notes),
        years=years,
        period=period,
        noise=len(_NOISE.findall(text)),
        sketch=sketch("".join(clause.text for clause in body)),
    )


def _read_title(title: str, place: str, rules: Rules) -> tuple[str, bool, int, str, str]:
    """The work that a title names, whether it says draft, how many marks of revision it has, its years and period."""
    patterns, words = rules.patterns["edition"], rules.words["edition"]
    whole = plain = title.translate(WIDTH).replace(" ", "")
    for wrapper in ("wrapper", "wrapped", "named"):
        if match := patterns[wrapper].search(plain):
            plain = match["inner"]
            break
    years, period = (
        "".join(_NOT_SAID.sub("", year) for year in patterns["years"].findall(said))
        for said in (whole, patterns["revision_bracket"].sub("", whole))
    )
    work = patterns["on_trial"].sub("", patterns["years"].sub("", patterns["bracket"].sub("", plain)))
    work = _NOT_SAID.sub("", patterns["issuer"].sub("", work).removeprefix("关于"))
    draft = any(word in whole for word in words["draft"])
    return _placeless(work, place, rules), draft, sum(word in plain for word in words["revised"]), years, period


def _placeless(work: str, place: str, rules: Rules) -> str:
    """A work without the place that it begins with: 上海市嘉定区, or only 嘉定区."""
    full = _gazetteer(rules).full
    inner = place
    while size := next((n for n in range(len(inner) - 1, 1, -1) if inner[:n] in full), 0):
        inner = inner[size:]
    return next((work.removeprefix(name) for name in (place, inner) if name and work.startswith(name)), work) or work


@cache
def _gazetteer(rules: Rules) -> Gazetteer:
    return gazetteer(rules)
