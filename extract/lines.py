"""Paragraphs as ranges of a text, and whether one breaks off where the next goes on."""

from collections.abc import Iterator

import jieba

Span = tuple[int, int]


def paragraph_spans(text: str) -> Iterator[Span]:
    """The range of each paragraph, empty ones left out.

    >>> list(paragraph_spans("一、目标\\n到2025年建成。"))
    [(0, 4), (5, 13)]
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

    >>> breaks_word("加强对生态文明建", "设的全面领导"), breaks_word("提升群众幸福感", "20多年前")
    (True, False)
    """
    tail, head = before[-4:], after[:4]
    if len(jieba.lcut(tail, HMM=False)[-1]) > 1 and len(jieba.lcut(head, HMM=False)[0]) > 1:
        return False
    at = 0
    for word in jieba.cut(tail + head, HMM=False):
        if at < len(tail) < at + len(word):
            return True
        at += len(word)
    return False
