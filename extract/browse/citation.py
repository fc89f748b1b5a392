"""How a passage of a policy document is cited: in words as GB/T 7714 has them, and for a bibliography."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

_SPECIAL = {
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited: a document, with the page and section of the passage where one is cited."""

    key: str
    title: str
    issuer: str | None = None
    document_number: str | None = None
    issued_on: str | None = None
    url: str | None = None  # where it was published
    fetched_on: str | None = None
    page: int | None = None
    section: str | None = None


def gb_t_7714(work: Work, today: date) -> str:
    """A reference as GB/T 7714—2015 writes it: [EB/OL] with its address if it was published on the web, else [Z].

    >>> gb_t_7714(Work("1", "绿色发展方案", "青石市人民政府", "青政发〔2021〕3号", "2021-03-01"), date(2026, 1, 2))
    '青石市人民政府. 绿色发展方案: 青政发〔2021〕3号[Z]. 2021-03-01.'
    """
    issuer = f"{_line(work.issuer)}. " if work.issuer else ""
    number = f": {_line(work.document_number)}" if work.document_number else ""
    head = f"{issuer}{_line(work.title)}{number}"
    issued, page = work.issued_on or "", f": {work.page}" if work.page else ""
    if not work.url:
        when = f" {issued or '[日期不详]'}{page}." if issued or page else ""
        return f"{head}[Z].{when}"
    year = f"{issued[:4] or '[日期不详]'}{page}" if page else ""
    when = f"{year}{f'({issued})' if issued else ''}[{work.fetched_on or today.isoformat()}]"
    return f"{head}[EB/OL]. {when}. {_address(work.url)}."


def bibtex(work: Work, today: date) -> str:
    r"""An entry for BibTeX, which nothing in the document's words can break out of.

    >>> print(bibtex(Work("1", "50%的{方案}", issued_on="2021-03-01"), date(2026, 1, 2)))
    @misc{zhengce-1,
      title = {{50\%的\textbraceleft{}方案\textbraceright{}}},
      year = {2021},
      date = {2021-03-01},
    }
    """
    fields = {
        "author": f"{{{_escaped(work.issuer)}}}" if work.issuer else None,
        "title": f"{{{_escaped(work.title)}}}",
        "year": work.issued_on[:4] if work.issued_on else None,
        "date": work.issued_on if work.issued_on and _DAY.fullmatch(work.issued_on) else None,
        "number": _escaped(work.document_number) if work.document_number else None,
        "pages": str(work.page) if work.page else None,
        "note": _escaped(work.section) if work.section else None,
        "url": _address(work.url) if work.url else None,
        "urldate": (work.fetched_on or today.isoformat()) if work.url else None,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{zhengce-{work.key},\n{''.join(lines)}}}"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in _line(text))


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _address(url: str) -> str:
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~")
