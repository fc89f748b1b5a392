"""Text of documents as a page may show it: nothing invisible, nothing that turns around what stands beside it."""

_CONTROLS = (*range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = dict.fromkeys(_CONTROLS, 0xFFFD) | {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}


def printable(text: str) -> str:
    """The text, character by character, with signs in place of those that control; ends of lines stay.

    >>> printable("a\\u202eb")
    'a\\ufffdb'
    """
    return text.translate(_VISIBLE)
