"""Text to match on, with the origin of each character: copying noise removed, nothing repaired in the source.

One character becomes one character or none, so that the way back is an offset. NFKC is not used: it would rewrite
㎡, ½, ㈠ and 10³.
"""

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import regex

from extract.lines import about_labels, begins_about, breaks_word
from extract.model import Normal, Source
from extract.rulebook import Rules
from extract.run_together import run_together
from extract.strewn import unlinked, unstrewn

# Full-width forms to ASCII; half-width Chinese punctuation to Chinese; brackets that hold notes to one kind.
WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
WIDTH.update(
    str.maketrans(
        "\u3000\u00a0｡､﹐﹑﹔﹕﹖﹗﹙﹚﹝﹞〔〕〖〗【】[]［］{}｛｝–−‐‑﹣─━―〜∼％﹪℅µ˙．﹒",
        "  。、,、;:?!()()()()()()()()()-----———~~%%%μ·..",
    )
)
WIDTH.update(str.maketrans("︐︑︒︓︔︕︖︵︶︷︸︹︺︻︼︽︾︿﹀", ",、。:;!?()()()()《》〈〉"))  # of columns
# What copying adds inside a sentence: emphasis, tags of Markdown and HTML, format characters, the choice of a
# character's form, blanks and line breaks.
_NOISE = regex.compile(
    r"(?=\*|[^\p{L}\p{N}\p{P}])"
    r"(?:\*+|</?[a-zA-Z][^<>\n]{0,40}>|[\p{Cf}\p{Cc}\p{Cs}\p{Variation_Selector}--[\s]]+|\s+)",
    regex.VERSION1,
)
_NARROW = {chr(code): narrow if isinstance(narrow, str) else chr(narrow) for code, narrow in WIDTH.items()}
_WIDE = re.compile(f"[{re.escape(''.join(_NARROW))}]")  # the standard library finds these far faster
_OFFSETS = array("L", range(1 << 16))
# Line ends of old and odd systems. A page ends in a form feed after its last line's end.
_LINE_BREAKS = "\r\v\f\x85\u2028\u2029"
_OLD_LINE_BREAK = regex.compile(r"\r(?!\n)|[\x85\u2028\u2029]|(?<![\r\n])[\v\f](?![\r\n])")
_NOT_BREAK = regex.compile(r"[^\n]")
_PADDED_LABELS = [regex.compile(rf"^\s*{number}[\s.、:]*\p{{Han}}", regex.M) for number in ("01", "02")]
_PADDED = regex.compile(r"(?:0[1-9][\s.、:]*|[1-9]\d[\s.、:]+)[\p{Han}“《]")
_LABEL_END = regex.compile(r"(?r)(?<=^|\n)[ \t]*\d{1,2}(?:\.\d{1,2}){1,3}")
_ANGLED = re.compile(r"(?<=[。;!?\n])〈([^〈〉《》\n]{2,400})〉")  # (市教育局负责)
_INDENT = regex.compile(r"\n[ \t]{2,}$")
_BLANK_LINE = regex.compile(r"\n(?<=[。:;!?)”][ \t]*\r?\n)[ \t]*\r?\n")
_SINGLE_BREAK = regex.compile(r"\n(?<=[。][ \t]*\r?\n)[ \t]*[^\s]")
_CLAUSE_END = regex.compile("[,。;]")
_PROSE = regex.compile(r"[,。;:、]")
_CELLS = regex.compile(r"(?<!\S)[\d.,%]+(?!\S)")
_TOP = 3_000  # characters above which sites put what they add
_BARE = 6  # characters of a label on a line of its own
_TITLE = 12  # characters of a line that stands twice by no chance
_NOTE = 200  # characters: the longest bracket that a line break may cut
_INDENTED = 2  # wide blanks that begin a paragraph
_SENTENCE = 400  # characters in which a paragraph's first sentence ends; cells of a table have none
_DAY = 8  # characters: a shorter line may be a year that heads what follows
_LABEL = 20  # characters of a decimal label and the blanks before it
_CELL_BESIDE = 80  # characters of a line on either side of a blank that show whether it holds cells
_LONG_PARAGRAPH = 60  # characters: what a page break may cut, where a blank line would end a heading
_WHOLE = 0.8  # share of the lines of sentences that end as sentences do, where lines are paragraphs
_FEW_LINES = 4
_STOPS = 5  # lines for each full stop, where items of a list have none
_RAGGED = 3  # characters by which full lines of page layout differ
_LONG_LINE = 22  # characters: no heading of a policy document's body breaks off in mid-word after so many


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a text is laid out in lines, with the patterns that read them."""

    lines: "Mapping[str, regex.Pattern[str]]"
    about: "regex.Pattern[str]"  # how lines of a page's table about its document begin
    begins_about: "re.Pattern[str]"
    furniture: "regex.Pattern[str]"  # what sites add on lines of their own
    blank_lines: bool  # whether blank lines part the paragraphs
    whole_lines: bool  # whether each line is a paragraph
    padded: bool  # whether items are numbered 01, 02


def normalise(source: Source, rules: Rules) -> Normal:
    """The text of a document as one would type it on one line a paragraph, with each character's origin.

    Digits and punctuation are half-width, brackets round; blanks inside Chinese, emphasis marks, tags, page numbers on
    lines of their own and the line breaks of page layout are gone. Paragraphs are separated by one newline.
    """
    text = unlinked(source.text) if source.media_type == "text/markdown" else source.text
    text = _half_width(unstrewn(text))
    if any(character in text for character in _LINE_BREAKS):
        text = _OLD_LINE_BREAK.sub("\n", text)
    text = rules.patterns["lines"]["wrong_point"].sub(".", text)
    if "〈" in text:
        text = _ANGLED.sub(r"(\1)", text)
    edges = sorted({edge for block in source.blocks for edge in (block.start, block.end)})
    paragraphs = [(block.start, block.end) for block in source.blocks if block.kind == "paragraph"]
    layout = _layout(text, rules)
    text = _blank_page_numbers(text, layout)
    kept: list[str] = []
    every = _OFFSETS if len(text) <= len(_OFFSETS) else array("L", range(len(text)))
    origin = array("L")
    paragraph = 0  # where the current paragraph begins in the text
    position = 0

    def keep(start: int, end: int) -> None:
        kept.append(text[start:end])
        origin.extend(every[start:end])

    for start, end in _noise(text):
        if start > position:
            keep(position, start)
        position = end
        gap = text[start:end]
        if not gap.isspace() and "\n" not in gap:
            continue
        if "\n" not in gap:
            if "\u3000" in source.text[start:end] and _indents(text, paragraph, start, end, layout):
                kept.append("\n")
                origin.append(start)
                paragraph = end
            elif _blank_matters(text, start, end, layout):
                keep(start, start + 1)
            continue
        hard = _between(edges, start, end) or (
            not _inside(paragraphs, start, end) and _ends_paragraph(text, paragraph, start, end, layout)
        )
        if hard and kept and kept[-1] != "\n":
            newline = text.find("\n", start, end)
            kept.append("\n")
            origin.append(newline if newline >= 0 else start)
        if hard:
            paragraph = end
    if position < len(text):
        keep(position, len(text))
    origin.append(len(text))
    return _parted(Normal("".join(kept), origin), rules)


def _parted(normal: Normal, rules: Rules) -> Normal:
    """The text with a line end before each paragraph that a copy has run together with the one before."""
    begins = run_together(normal.text, rules)
    if not begins:
        return normal
    kept: list[str] = []
    origin = array("L")
    for start, end in pairwise([0, *begins, len(normal.text)]):
        if start:
            kept.append("\n")
            origin.append(normal.origin[start])
        kept.append(normal.text[start:end])
        origin.extend(normal.origin[start:end])
    origin.append(normal.origin[len(normal.text)])
    return Normal("".join(kept), origin)


def _half_width(text: str) -> str:
    """A text as ``translate(WIDTH)`` gives it, which looks up every character of a long one."""
    for wide in set(_WIDE.findall(text)):
        text = text.replace(wide, _NARROW[wide])
    return text


def without(normal: Normal, ranges: list[tuple[int, int]]) -> Normal:
    """The text without some ranges of it (furniture of a page), paragraphs kept apart by one newline."""
    if not ranges:
        return normal
    kept: list[str] = []
    origin = array("L")
    position = 0
    for start, end in [*sorted(ranges), (len(normal.text), len(normal.text))]:
        if start > position:
            kept.append(normal.text[position:start])
            origin.extend(normal.origin[position:start])
        position = max(position, end)
    origin.append(normal.origin[len(normal.text)])
    return Normal("".join(kept), origin)


def _noise(text: str) -> list[tuple[int, int]]:
    """Ranges to leave out or to turn into a newline; marks and tags at a line break are one with it."""
    found: list[tuple[int, int]] = []
    for match in _NOISE.finditer(text):
        start, end = match.span()
        touches = found and found[-1][1] == start and "\n" in text[found[-1][0] : start]
        if touches and match.group().isspace():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _blank_page_numbers(text: str, layout: _Layout) -> str:
    """The text with blanks in place of page numbers that stand on lines of their own."""
    pieces: list[str] = []
    position = 0
    for match in layout.lines["page_line"].finditer(text):
        start, end = match.span("number")
        apart = _stands_apart(text, match.start(), match.end("after"), layout)
        if match["number"].isdigit() and not apart:
            continue
        pieces += [text[position:start], _NOT_BREAK.sub(" ", match["number"])]
        position = end
    return "".join([*pieces, text[position:]]) if pieces else text


def _stands_apart(text: str, start: int, end: int, layout: _Layout) -> bool:
    """Whether a figure alone on a line is a page's number rather than a piece of a sentence broken around it."""
    part = layout.lines["part_of_figure"]
    broken = part.match(text[start - 1 : start]) or part.match(text, end)
    return not broken and (not layout.blank_lines or text.count("\n", start, end) > 2)


def _between(edges: list[int], start: int, end: int) -> bool:
    """Whether a block of the format begins or ends in a gap."""
    at = bisect_left(edges, start)
    return at < len(edges) and edges[at] <= end


def _inside(paragraphs: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a gap lies within a paragraph of the format."""
    at = bisect_left(paragraphs, (start, 0)) - 1
    return at >= 0 and end < paragraphs[at][1]


def _indents(text: str, paragraph: int, start: int, end: int, layout: _Layout) -> bool:
    """Whether wide blanks within a line are a paragraph's indent whose line end is lost: …。　　一、要求　　到…。"""
    after = text[end : end + _SENTENCE].partition("\n")[0]
    if end - start < _INDENTED or not ("。" in after or layout.lines["signed_line"].search(after)):
        return False
    so_far = text[max(paragraph, start - _NOTE) : start]
    label = layout.lines["item_start"].match(so_far)
    if label and label.end() < len(so_far) < _LONG_PARAGRAPH and "。" not in so_far:
        return True
    if so_far.endswith(")"):
        return layout.lines["item_start"].match(text, end) is not None
    return layout.lines["sentence_end"].search(so_far[-12:]) is not None


def _blank_matters(text: str, start: int, end: int, layout: _Layout) -> bool:
    """Whether a blank separates: two Latin words, or figures that stand in cells rather than in a sentence."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum()):
        return "\t" in text[start:end] or end - start > 3
    if before.isdigit() and after.isdigit():
        if _LABEL_END.match(text, max(0, start - _LABEL), start):
            return True  # 2.1.1 6月底前
        left, right = text[max(0, start - _CELL_BESIDE) : start], text[end : end + _CELL_BESIDE]
        line = left.rpartition("\n")[2] + text[start:end] + right.partition("\n")[0]
        whole = _PROSE.search(line) or layout.lines["date_or_number"].search(line)
        return not whole and len(_CELLS.findall(line)) > 1
    return before.isalpha() and after.isalpha()


def _layout(text: str, rules: Rules) -> _Layout:
    lines = rules.patterns["lines"]
    return _Layout(
        lines,
        about_labels(rules)[1],
        begins_about(rules),
        rules.patterns["furniture"]["furniture_line"],
        _separates_paragraphs_by_blank_lines(text),
        _has_whole_paragraphs_on_lines(text, lines),
        "01" in text and all(label.search(text) for label in _PADDED_LABELS),
    )


def _has_whole_paragraphs_on_lines(text: str, lines: "Mapping[str, regex.Pattern[str]]") -> bool:
    """Whether nearly all longer lines end as sentences do: the lines of page layout mostly break off.

    Lines without full stops are whole where they end at any length: those of page layout are full, up to the last.
    """
    written = [line for line in text.split("\n") if line and not line.isspace()]
    if len(written) > _FEW_LINES and text.count("。") * _STOPS < len(written):
        lengths = Counter(len(line.rstrip()) for line in written)
        return 2 * max(sum(lengths[size - less] for less in range(_RAGGED)) for size in lengths) < len(written)
    prose = [line for line in written if len(line) > _LONG_LINE and _CLAUSE_END.search(line)]
    prose = [line for line in prose if "。" in line or not lines["item_start"].match(line)]
    ended = sum(lines["sentence_end"].search(line[-12:]) is not None for line in prose)
    return ended > 1 and ended > _WHOLE * len(prose)


def _separates_paragraphs_by_blank_lines(text: str) -> bool:
    """Whether the document leaves a blank line after most of its paragraphs."""
    blank = len(_BLANK_LINE.findall(text))
    return blank > 0 and blank > len(_SINGLE_BREAK.findall(text))


def _ends_paragraph(text: str, paragraph: int, start: int, end: int, layout: _Layout) -> bool:
    """Whether a gap with a line break ends the paragraph that began at ``paragraph``."""
    if start <= paragraph or end >= len(text):
        return True
    return (
        layout.lines["item_start"].match(text, end) is not None
        or _is_complete(text, paragraph, start, end, layout)
        or _stands_alone(text, paragraph, start, end, layout)
    )


def _stands_alone(text: str, paragraph: int, start: int, end: int, layout: _Layout) -> bool:
    """Whether a gap ends or begins a line that is a paragraph by what it says: a byline, a label, furniture, a title
    that a page has twice."""
    lines = layout.lines
    if start - paragraph >= _TITLE and text.startswith(text[paragraph:start], end):
        return True
    if lines["byline"].fullmatch(text, paragraph, start):
        return True
    line_end = text.find("\n", end)
    if start < _TOP and lines["byline"].fullmatch(text, end, line_end if line_end >= 0 else len(text)):
        return True
    if layout.padded and _PADDED.match(text, end):
        return True
    if start < _TOP and lines["below_title"].match(text, end):
        return True
    if lines["decimal_start"].match(text, end) and lines["bracket_end"].search(text, max(paragraph, start - 8), start):
        return True
    if layout.begins_about.match(text, end) and layout.about.match(text, end):
        return True
    if layout.begins_about.match(text, paragraph) and layout.about.match(text, paragraph, start):
        return True
    return start < _TOP and layout.furniture.fullmatch("".join(text[paragraph:start].split())) is not None


def _is_complete(text: str, paragraph: int, start: int, end: int, layout: _Layout) -> bool:
    """Whether a gap ends the paragraph by how the paragraph reads so far, and how the text is laid out."""
    lines = layout.lines
    so_far = text[max(paragraph, start - _NOTE) : start]
    if so_far.rfind("(") > so_far.rfind(")"):
        return False  # a note goes on
    if start - paragraph < _BARE and lines["bare_label"].match(text, paragraph):
        return False
    breaks = text.count("\n", start, end)
    if so_far[-1] == ")" and lines["note_end"].search(so_far):
        return True
    if start - paragraph > _DAY and lines["broken_day"].match(text, start - 1):
        return False
    if breaks > 1 and lines["bracket_end"].search(so_far[-8:]):
        return True
    if lines["sentence_end"].search(so_far[-12:]):
        if breaks > 1 or not layout.blank_lines:
            return True
        return (_INDENT.search(text, start, end) or lines["signature"].match(text, end)) is not None
    if lines["day_line"].match(text, end) or lines["day_line"].fullmatch(text, paragraph, start + 1):
        return True
    if breaks == 1 and layout.blank_lines:
        return False
    limit = _LONG_LINE if breaks == 1 and not layout.whole_lines else _LONG_PARAGRAPH
    label = lines["item_start"].match(so_far)
    heading = so_far[label.end() :] if label and paragraph + _NOTE > start else so_far
    if so_far[-1] in ",、" or "。" in so_far or (len(so_far) > limit and _PROSE.search(heading)):
        return False
    if label and breaks > 1 and lines["agency_start"].match(text, end):
        return True
    return layout.whole_lines or not breaks_word(so_far, text[end : end + 4])
