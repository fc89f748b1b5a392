"""The patterns of ``rules/pages.toml``: what lines of web pages and files look like."""

import re
import tomllib
from functools import cache
from typing import Any

from extract.data_files import data_folder


@cache
def shape(name: str) -> re.Pattern[str]:
    """A pattern by its name.

    >>> shape("page_number").fullmatch("- 3 -") is not None
    True
    """
    return re.compile(_rules()["fragments"][name], re.VERBOSE)


@cache
def commonest() -> frozenset[str]:
    """The commonest ideographs of official Chinese."""
    return frozenset("".join(_rules()["words"]["commonest"]))


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads((data_folder("rules") / "pages.toml").read_text(encoding="utf-8"))
