"""Paragraphs as ranges of a text, and whether one breaks off where the next goes on."""

import re
from collections.abc import Iterator
from functools import cache

import regex

from extract.rulebook import Rules
from extract.words import cut, is_word

Span = tuple[int, int]
_BEFORE_LABEL = r"[\s|*#•·∙●■◆【\[(（-]"  # marks on a line of a page's table about its document


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


def about_pairs(line: str, rules: Rules) -> list[tuple[str, str]]:
    """The labels with their values on a line of a page's table about its document, none where it is no such line.

    Labels are those of ``furniture.toml``. A colon, a bracket or a bar closes one, or a blank, where the line begins
    with a label that is no common word.

    >>> from extract.rulebook import load_rules
    >>> about_pairs("文  号 云政〔2024〕8号 时效 有效", load_rules())
    [('文号', '云政〔2024〕8号'), ('时效', '有效')]
    >>> about_pairs("分类 施策，推进节水。", load_rules())
    []
    """
    if not begins_about(rules).match(line):
        return []
    line = line.replace("*", " ")
    label, opening = about_labels(rules)
    if not opening.match(line):
        return []
    found = list(label.finditer(line))
    ends = [match.start() for match in found[1:]] + [len(line)]
    names = [regex.sub(r"\s", "", match["label"]) for match in found]
    return [
        (name, line[match.end() : end].strip(" \t\n\u3000|#•·∙●■◆").partition("|")[0].rstrip())
        for name, match, end in zip(names, found, ends, strict=True)
    ]


@cache
def about_labels(rules: Rules) -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    """The labels wherever they stand on a line, and those that show what line it is by standing at its beginning."""
    by_field = rules.tables["furniture"]["labels"]
    labels = sorted((label for field in by_field.values() for label in field), key=len, reverse=True)
    clear = [label for label in labels if len(label) > 2 or label in by_field["document_number"]]
    any_label, any_clear, any_wide = (
        "|".join(blanks.join(label) for label in part)
        for part, blanks in (
            (labels, r"\s{0,12}+"),
            (clear, r"\s{0,12}+"),
            ([label for label in labels if len(label) == 2], r"\s{1,12}+"),
        )
    )
    closed = r"[\s*]*+(?:[】\])）]\s*+[:：|]|[:：|】\])）])[\s|:：]*+"
    return (
        regex.compile(
            rf"[|【\[(（\s]*+(?:(?<![^\s|【\[(（])(?P<label>{any_label})(?:{closed}|\s++|$)|(?P<label>{any_label}){closed})"
        ),
        regex.compile(rf"{_BEFORE_LABEL}*+(?:(?:{any_clear}|{any_wide})(?:{closed}|\s|$)|(?:{any_label}){closed})"),
    )


@cache
def begins_about(rules: Rules) -> "re.Pattern[str]":
    """How a line of a page's table about its document begins: with a label's first two characters, behind marks."""
    labels = {label[:2] for field in rules.tables["furniture"]["labels"].values() for label in field}
    begins = "|".join(r"[\s*]*".join(map(re.escape, label)) for label in sorted(labels))
    first = re.escape("".join(sorted({label[0] for label in labels})))
    return re.compile(rf"{_BEFORE_LABEL}*(?=[{first}])(?:{begins})")


def breaks_word(before: str, after: str) -> bool:
    """Whether a line ends inside a word that the next line finishes.

    A word that the two make by chance doesn't count: 计划 / 为加强 is no 划为.

    >>> breaks_word("加强对生态文明建", "设的全面领导"), breaks_word("三年行动计划", "为加强节水工作")
    (True, False)
    """
    tail, head = before[-4:], after[:4]
    if tail[-1:].isascii() or head[:1].isascii():
        return False
    if not any(is_word(tail[i:] + head[:j]) for i in range(len(tail)) for j in range(1, len(head) + 1)):
        return False  # told without cutting, which takes far longer
    at = 0
    for word in cut(tail + head):
        if at < len(tail) < at + len(word):
            return is_word(word) and not (len(cut(tail)[-1]) > 1 and len(cut(head)[0]) > 1)
        at += len(word)
    return False
