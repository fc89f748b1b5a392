"""What has no document in it: an error page, a block, a login, a search, a player, an empty form, a list of links."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from extract.data_files import rules_of_ours
from extract.model import Source
from extract.read.furniture import squeezed

_LONGEST_LINE = 80  # characters of a line that a page of these kinds is known by
_MOST_LINES = 400  # a longer text is read for what it says
_LITTLE = 400  # characters that such a page may have besides the lines that it is known by
_LEAST_LINES = 6  # of a list or form
_SHARE = 0.6  # of the lines
_LEAST_OF_SITE = 8  # different words of a site's own
_PROSE = 100  # characters from the end of one sentence to that of the next, at most
_SENTENCE_END = re.compile(r"[。；]")
_LINK = re.compile(r"!?\[[^\[\]\n]*\]\([^()\s]*(?:\s[^()\n]*)?\)|<?https?://\S+>?")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """The patterns of ``rules/nothing.toml``."""
    data = rules_of_ours("nothing.toml")
    return {name: re.compile(pattern, re.VERBOSE | re.IGNORECASE) for name, pattern in data["fragments"].items()}


def no_document(source: Source) -> str | None:
    """Why there is no document in what a reader gave, in plain English; None where there may be one.

    Something must say so: a text is never refused for being short.

    >>> no_document(Source("404\\n您访问的页面不存在\\n返回首页\\n", "text/html"))
    'an error page (您访问的页面不存在)'
    >>> no_document(Source("关于放假的通知\\n各单位：\\n10月1日至7日放假。\\n", "text/plain"))
    """
    lines = _lines(source)
    if not lines or len(lines) > _MOST_LINES:
        return None
    words = _words()
    if words["document"].search(squeezed("".join(lines))) or any(words["numbered"].match(line) for line in lines):
        return None
    finders = (_front_page,) if source.tables else _FINDERS  # a front page's boxes may look like tables
    return next((reason for find in finders if (reason := find(lines))), None)


def _lines(source: Source) -> list[str]:
    """The lines that are no furniture."""
    text, at, pieces = source.text, 0, []
    for block in source.blocks:
        if block.kind == "furniture" and block.start >= at:
            pieces.append(text[at : block.start])
            at = block.end
    return [line.strip() for line in "".join([*pieces, text[at:]]).splitlines() if line.strip()]


def _is(kind: str, line: str) -> bool:
    return len(line) <= 2 * _LONGEST_LINE and _words()[kind].fullmatch(squeezed(line)) is not None


def _said(kind: str, name: str, least: int = 1) -> Callable[[Sequence[str]], str | None]:
    """What finds a page that has little besides some lines of one kind."""

    def find(lines: Sequence[str]) -> str | None:
        known = [line for line in lines if _is(kind, line)]
        rest = [line for line in lines if line not in known]
        if len(set(known)) < least or sum(map(len, rest)) > _LITTLE or (kind == "video" and _has_prose(rest)):
            return None
        return f"{name} ({max(known, key=len)[:_LONGEST_LINE]})"

    return find


def _form(lines: Sequence[str]) -> str | None:
    empty = sum(_is("field", line) for line in lines)
    return "a form that is not filled in" if _most(empty, lines) and not _has_prose(lines) else None


def _listed(lines: Sequence[str]) -> str | None:
    links = sum(_is("listed", line) or _is_link(line) for line in lines)
    return "a list of links" if _most(links, lines) and not _has_prose(lines) else None


def _front_page(lines: Sequence[str]) -> str | None:
    text = squeezed("".join(lines))
    of_site = set(_words()["site"].findall(text))
    prose = len(_SENTENCE_END.findall(text)) * _PROSE > len(text)
    return "a list of links" if len(of_site) >= _LEAST_OF_SITE and not prose else None


def _has_prose(lines: Sequence[str]) -> bool:
    return any("。" in line for line in lines)


def _is_link(line: str) -> bool:
    """Whether a line of Markdown holds little but links."""
    return len(_LINK.sub("", line)) < 0.3 * len(line)


def _most(count: int, lines: Sequence[str]) -> bool:
    return count >= _LEAST_LINES and count >= _SHARE * len(lines)


_FINDERS = (
    _said("error", "an error page"),
    _said("login", "a login page", least=2),
    _said("blocked", "a page that blocks or checks the visitor"),
    _said("script", "a page whose text a script would fetch"),
    _said("search", "a search page", least=2),
    _said("video", "a video without text"),
    _form,
    _listed,
    _front_page,
)
