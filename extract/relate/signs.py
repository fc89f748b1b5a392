"""The words and patterns of ``rules/relations.toml``, by which two documents are told apart."""

from functools import cache

import regex

from extract.data_files import rules_of_ours


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of words by its name.

    >>> "条例" in words("regulation")
    True
    """
    return tuple(rules_of_ours("relations.toml")["words"][name])


@cache
def pattern(name: str) -> "regex.Pattern[str]":
    """A pattern by its name.

    >>> pattern("one_year").fullmatch("2019年")[1]
    '2019'
    """
    return regex.compile(rules_of_ours("relations.toml")["fragments"][name], regex.VERBOSE)
