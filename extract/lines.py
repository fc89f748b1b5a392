"""Paragraphs as ranges of a text, and whether one breaks off where the next goes on."""

from collections.abc import Iterator

from extract.words import cut, is_word

Span = tuple[int, int]


def paragraph_spans(text: str) -> Iterator[Span]:
    """The range of each paragraph, empty ones left out.

    >>> list(paragraph_spans("一、目标\\n到2025年建成。"))
    [(0, 4), (5, 14)]
    """
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            yield start, end
        start = end + 1


def breaks_word(before: str, after: str) -> bool:
    """Whether a line ends inside a word that the next line finishes.

    A word that the two make by chance doesn't count: 计划 / 为加强 is no 划为.

    >>> breaks_word("加强对生态文明建", "设的全面领导"), breaks_word("三年行动计划", "为加强节水工作")
    (True, False)
    """
    tail, head = before[-4:], after[:4]
    if tail[-1:].isascii() or head[:1].isascii():
        return False
    if len(cut(tail)[-1]) > 1 and len(cut(head)[0]) > 1:
        return False
    at = 0
    for word in cut(tail + head):
        if at < len(tail) < at + len(word):
            return is_word(word)
        at += len(word)
    return False
