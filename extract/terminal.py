"""What documents may put on a terminal: characters, and nothing that steers it."""

import json
import re
from typing import TextIO

from rich.console import Console

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor: ESC [ … letter
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # titles, links: ESC ] … BEL
    r"|\x1b[ -/]*[0-~]?"
)
_BLANKS = re.compile("[\t\n\v\f\r\x85\u2028\u2029]")
_STEERING = "\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"  # C1 controls, directions of writing
_CONTROLS = re.compile(f"[\x00-\x1f{_STEERING}]")
_UNESCAPED = re.compile(f"[{_STEERING}]")  # by the json module, which escapes the C0 controls


def plain(text: str) -> str:
    """The text on one line, without escape sequences, control characters and marks that turn the direction of writing.

    >>> plain("\\x1b[31m红\\x1b[0m\\n\\u202e色")
    '红 色'
    """
    return _CONTROLS.sub("", _BLANKS.sub(" ", _ESCAPES.sub("", text)))


def as_json(value: object) -> str:
    """The value as indented JSON, with Chinese as it is and whatever could steer a terminal escaped.

    >>> print(as_json(["红\\u202e色"]))
    [
      "红\\u202e色"
    ]
    """
    return _UNESCAPED.sub(lambda c: f"\\u{ord(c[0]):04x}", json.dumps(value, ensure_ascii=False, indent=2))


def console(file: TextIO) -> Console:
    """A console that takes text for text: no markup, emoji codes or highlights in what it is given."""
    return Console(file=file, markup=False, emoji=False, highlight=False)
