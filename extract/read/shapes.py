"""The patterns of ``rules/pages.toml``: what lines of web pages and files look like."""

import re
from functools import cache

from extract.data_files import rules_of_ours


@cache
def shape(name: str) -> re.Pattern[str]:
    """A pattern by its name.

    >>> shape("page_number").fullmatch("- 3 -") is not None
    True
    """
    return re.compile(rules_of_ours("pages.toml")["fragments"][name], re.VERBOSE)


@cache
def commonest() -> frozenset[str]:
    """The commonest ideographs of official Chinese."""
    return frozenset("".join(rules_of_ours("pages.toml")["words"]["commonest"]))
