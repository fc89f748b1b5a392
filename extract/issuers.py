"""The agencies that issue a document, as its title, letterhead or signature names them: one, or several in a row."""

from collections.abc import Sequence
from functools import cache
from itertools import takewhile

import regex

from extract.rulebook import Rules

NARROW = str.maketrans("（）〔〕【】〖〗［］[]〈〉，：", "()()()()()()<>,:")
_WHOLE_NAME = 5  # characters: a shorter piece of a line is no agency by itself


def issuer_of(title: str, rules: Rules) -> str | None:
    """The agency with which a title begins, by the rule ``document.issuer``; None where it begins with none."""
    named = rules.pattern("document.issuer").fullmatch(title.translate(NARROW))
    return named["issuer"] if named else None


def is_issued(text: str, title: str, rules: Rules) -> bool:
    """Whether a text is a title with the agency that issues it before it."""
    issuer = text.removesuffix(title)
    return 0 < len(issuer) < len(text) and rules.patterns["document"]["agency"].fullmatch(issuer) is not None


def joint_issuers(pieces: Sequence[str], rules: Rules) -> list[str]:
    """The agencies with which a title begins, given as the pieces into which blanks and line breaks part it; none
    where it begins with fewer than two."""
    whole = list(takewhile(lambda piece: _is_whole_name(piece, rules), pieces))
    rest = issuer_of(pieces[len(whole)], rules) if len(whole) < len(pieces) else None
    whole += [rest] if rest and _is_whole_name(rest, rules) else []
    names = [name for piece in whole for name in _run_together(piece, rules)]
    return names if len(names) > 1 else []


def names_apart(pieces: Sequence[str], rules: Rules) -> list[str]:
    """The agencies that a line names, given as the pieces into which blanks part it; none where one piece is no name.

    >>> from extract.rulebook import load_rules
    >>> names_apart(["云川市水务局云川市财政局", "云川市司法局"], load_rules())
    ['云川市水务局', '云川市财政局', '云川市司法局']
    """
    if all(len(piece) == 1 for piece in pieces):
        pieces = ["".join(pieces)]  # 财 政 部
    names = [name for piece in pieces for name in _run_together(piece, rules)]
    return names if all(_is_whole_name(name, rules) for name in names) else []


def _run_together(name: str, rules: Rules) -> list[str]:
    """The names of which one may consist: 云川市水务局云川市财政局 begins twice with its place."""
    place = rules.patterns["document"]["own_area"].match(name)
    if not place or name.count(place["area"]) == 1:
        return [name]
    starts = [0, *(again.start() for again in regex.finditer(place["area"], name, pos=place.end()))]
    names = [name[start:end] for start, end in zip(starts, [*starts[1:], len(name)], strict=True)]
    branch = rules.words["document"]["branch"]
    others = [name for name in names[1:] if not name.startswith(branch, len(place["area"]))]
    several = len(others) == len(names) - 1 and all(_is_whole_name(name, rules) for name in names)
    return names if several else [name]


@cache
def _ministries(rules: Rules) -> frozenset[str]:
    """National bodies, by all their names: 财政部, 税务总局."""
    national = rules.tables["agency"]["national"]
    return frozenset(name for whole, others in national.items() for name in (whole, *others))


def _is_whole_name(name: str, rules: Rules) -> bool:
    shapes = rules.patterns["document"]
    short = len(name) < _WHOLE_NAME and not shapes["national"].match(name) and name not in _ministries(rules)
    return not short and shapes["agency"].fullmatch(name.translate(NARROW)) is not None
