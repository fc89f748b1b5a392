"""Whether a pattern can match a text at all, told by one character: far cheaper to ask than the pattern itself."""

from collections.abc import Callable

import regex


class Opening(dict[str, bool]):
    """For a character, whether a match may begin with it, or end with it where the pattern reads backwards.

    ``match`` is the pattern's method that matches whole texts, ``match`` or ``fullmatch``; it is asked once for each
    character that occurs.

    >>> begins = Opening(regex.compile("增加(?!值)|减少").match)
    >>> begins["增"], begins["大"]
    (True, False)
    """

    def __init__(self, match: "Callable[..., regex.Match[str] | None]") -> None:
        super().__init__()
        self._match = match

    def __missing__(self, character: str) -> bool:
        may = self[character] = self._match(character, partial=True) is not None
        return may
