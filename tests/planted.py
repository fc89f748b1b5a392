"""Changes planted at random in the sample plan, with what a comparison must say of each."""

import itertools
import random
import re
from dataclasses import dataclass

from noise import squashed

from extract.model import Extraction, Statement
from extract.relate.account import Change

_NUMERALS = "零一二三四五六七八九"
_LABEL = re.compile(r"^（[一二三四五六七八九十]+）")
_PART = re.compile(r"[一二三四五六七八九十]+、")
_SENTENCES = [  # that say something new, without a figure
    f"{verb}{thing}，{manner}{aim}。"
    for verb, thing in (
        ("探索建立", "河道志愿巡护队"),
        ("支持创办", "街角读书角"),
        ("推广使用", "可循环菜篮子"),
        ("编印发放", "乡土植物图册"),
        ("组织评选", "邻里互助榜样"),
        ("整理出版", "老街口述史"),
        ("布置安排", "夜间观星步道"),
        ("选育推广", "耐旱草坪品种"),
    )
    for manner, aim in (
        ("由志愿者", "轮流照看并记录情况"),
        ("邀请居民", "商量办法并公开结果"),
        ("依托社区", "积累经验后再行推开"),
        ("联合学校", "编写教材并培训骨干"),
        ("引导企业", "认领项目并接受评议"),
    )
]
_BOUNDS = {"以上": "左右", "不低于": "不超过", "以内": "左右", "左右": "以上", "不少于": "不超过"}
_BOUND = re.compile(r"(?:以上|以内|左右)$|(?:不低于|不少于)(?=\d)")
_CLAUSE = re.compile(r"[^，；。\n]*")


@dataclass(frozen=True)
class Planted:
    """One change: a range of the plan's text and what to put there; the change that must be found for it."""

    start: int
    end: int
    text: str
    kind: str
    what: tuple[str, ...]  # any of these
    before: str | None  # what the change must quote, as far as it quotes that side
    after: str | None


def number_in(numeral: int) -> str:
    """A number up to 99 in Chinese characters."""
    tens, ones = divmod(numeral, 10)
    return ("" if tens < 2 else _NUMERALS[tens]) + ("十" if tens else "") + (_NUMERALS[ones] if ones else "")


def plant(found: Extraction, count: int, kinds: list[str], chance: random.Random) -> tuple[str, list[Planted]]:
    """The plan's text with so many changes, and the changes; fewer where there is no more room."""
    planted: list[Planted] = []
    taken: list[tuple[int, int]] = []
    makers = {name: maker(found, chance) for name, maker in _MAKERS.items()}
    moves = 0
    for _ in range(count):
        kind = chance.choice(kinds)
        moves += kind == "moved item"
        if kind == "moved item":
            continue
        for made in makers[kind]:
            start, end = _clause(found.source.text, made)
            if all(end < a or b < start for a, b in taken):
                planted.append(made)
                taken.append((start, end))
                break
    text = found.source.text
    for made in sorted(planted, key=lambda p: -p.start):
        text = text[: made.start] + made.text + text[made.end :]
    return _move_items(found.source.text, text, min(moves, 6), chance, planted), planted


def _clause(text: str, made: Planted) -> tuple[int, int]:
    """The clauses that a change touches."""
    start = max(text.rfind(mark, 0, made.start) for mark in "，；。\n") + 1
    return start, _CLAUSE.match(text, made.end).end()


def _move_items(old: str, text: str, count: int, chance: random.Random, planted: list[Planted]) -> str:
    """The text with so many unchanged items put behind items of other parts, and the labels in order again."""
    paragraphs = text.split("\n\n")
    unchanged = set(old.split("\n\n"))
    items = [p for p in paragraphs if _LABEL.match(p)]
    for item in chance.sample([p for p in items if p in unchanged], count):
        at = paragraphs.index(item)
        part = max(i for i in range(at) if _PART.match(paragraphs[i]))
        until = min((i for i in range(at, len(paragraphs)) if _PART.match(paragraphs[i])), default=len(paragraphs))
        others = [i for i, p in enumerate(paragraphs) if _LABEL.match(p) and p in items and not part < i < until]
        if until - part < 4 or not others:
            continue
        behind = paragraphs[chance.choice(others)]
        paragraphs.remove(item)
        paragraphs.insert(paragraphs.index(behind) + 1, item)
        said = _LABEL.sub("", item, count=1)
        planted.append(Planted(0, 0, "", "moved", ("text",), said, said))
        items.remove(item)
    numbers = itertools.count(1)
    return "\n\n".join(
        _LABEL.sub(lambda m: f"（{number_in(next(numbers))}）", p, count=1) if _LABEL.match(p) else p
        for p in paragraphs
    )


def misses(planted: list[Planted], found: list[Change]) -> tuple[list[Planted], list[Change]]:
    """The planted changes that were not found, and what was found that nobody planted, transcription apart."""
    missed = []
    left = [c for c in found if c.weight != "transcription"]
    for wanted in planted:
        match = next((c for c in left if _is(wanted, c)), None)
        if match:
            left.remove(match)
        else:
            missed.append(wanted)
    return missed, left


def _is(wanted: Planted, change: Change) -> bool:
    return (
        wanted.kind == change.kind
        and change.what in wanted.what
        and _quotes(change.before, wanted.before)
        and _quotes(change.after, wanted.after)
    )


def _quotes(said: str | None, wanted: str | None) -> bool:
    if wanted is None:
        return True
    one, other = _plain(said), _plain(wanted)
    return bool(one) and (one in other or other in one)


def _plain(text: str | None) -> str:
    return re.sub(r"\W", "", squashed(text) or "")


def _shuffled(candidates, chance):
    candidates = list(candidates)
    chance.shuffle(candidates)
    return iter(candidates)


def _plain_targets(found: Extraction):
    """Targets whose words say no other target."""
    targets = [s for s in found.statements if s.kind == "target" and s.type == "quantity"]
    for s in targets:
        if sum(o.start < s.end and s.start < o.end for o in targets) == 1:
            yield s


def _values(found: Extraction, chance: random.Random):
    text = found.source.text

    def made():
        for s in _plain_targets(found):
            figures = list(re.finditer(r"\d+(?:\.\d+)?", text[s.start : s.end]))
            last = [m for m in figures if _reads(text[s.start : s.end], m, s)]
            if len(last) != 1:
                continue
            old = last[0].group()
            new = f"{float(old) + chance.choice([1, 2, 3, 5]):g}" if "." not in old else f"{float(old) + 0.3:.1f}"
            start, end = s.start + last[0].start(), s.start + last[0].end()
            said = text[s.start : s.end]
            after = said[: last[0].start()] + new + said[last[0].end() :]
            yield Planted(start, end, new, "changed", ("value",), said, after)

    return _shuffled(made(), chance)


def _reads(said: str, match: "re.Match[str]", s: Statement) -> bool:
    """Whether a figure is the target's value."""
    number = float(match.group())
    scale = {"万": 1e4, "亿": 1e8}.get(said[match.end() : match.end() + 1], 1)
    return s.value is not None and abs(number * scale - s.value) < 1e-9 * abs(s.value) and s.value_max is None


def _bounds(found: Extraction, chance: random.Random):
    text = found.source.text

    def made():
        for s in _plain_targets(found):
            said = text[s.start : s.end]
            bounds = list(_BOUND.finditer(said))
            if len(bounds) == 1 and s.op != "=" and s.value is not None and "分之" not in said:
                at, old = s.start + bounds[0].start(), bounds[0].group()
                new = _BOUNDS[old]
                yield Planted(at, at + len(old), new, "changed", ("operator",), said, said.replace(old, new))

    return _shuffled(made(), chance)


def _deadlines(found: Extraction, chance: random.Random):
    text = found.source.text

    def made():
        for match in re.finditer(r"(?<![\d—])到?20(2[2-5])年(?:\d+月底前|年底前|12月底前)?，", text):
            held = [s for s in found.statements if s.kind == "target" and s.deadline_text]
            end = text.find("。", match.end())
            if not any(match.start() <= s.start < end and s.deadline_text in match.group() for s in held):
                continue
            old, held_by = match.group(), text[match.end() : match.end() + 6]
            new = old.replace(f"202{match[1][-1]}", f"202{int(match[1][-1]) + 4}")
            yield Planted(match.start(), match.end(), new, "changed", ("deadline",), old + held_by, new + held_by)

    return _shuffled(made(), chance)


def _agencies(found: Extraction, chance: random.Random):
    text = found.source.text
    new = ["市信访局", "市民族宗教局", "市档案馆", "市供销社", "市气象局", "市审计局"]

    def made():
        for task in found.tasks:
            names = task.responsibilities
            if not names:
                continue
            start, end = min(r.start for r in names), max(r.end for r in names)
            note = text[start:end]
            way = chance.choice(["replaced", "added", "removed"])
            r = chance.choice(names)
            other = chance.choice([n for n in new if n not in note])
            if way == "removed" and len(names) > 2 and text[r.end] == "、":
                yield Planted(r.start, r.end + 1, "", "changed", ("agencies", "lead"), note, None)
            elif way == "added" and text[r.end] == "、":
                yield Planted(r.end, r.end, f"、{other}", "changed", ("agencies", "lead"), note, other)
            elif r.role != "implement":
                yield Planted(r.start, r.end, other, "changed", ("agencies", "lead"), r.name, other)

    return _shuffled(made(), chance)


def _plain_sentences(found: Extraction):
    """Sentences without targets, results, dates and notes, as ranges with their full stop."""
    text = found.source.text
    taken = [(s.start, s.end) for s in found.statements] + [(d.start, d.end) for d in found.dates]
    taken += [(q.start, q.end) for q in found.quantities]
    first = min(s.start for s in found.sections)
    for match in re.finditer(r"(?<=[。）])[^。（）\n]{16,}。", text):
        a, b = match.span()
        speaks_for_note = text[a - 1] == "）" and text[b : b + 1] == "（"
        if a > first and not speaks_for_note and not any(start < b and a < end for start, end in taken):
            yield a, b


def _deleted_sentences(found: Extraction, chance: random.Random):
    text = found.source.text
    made = (Planted(a, b, "", "removed", ("text",), text[a : b - 1], None) for a, b in _plain_sentences(found))
    return _shuffled(made, chance)


def _deleted_clauses(found: Extraction, chance: random.Random):
    text = found.source.text

    def made():
        for a, b in _plain_sentences(found):
            commas = [a + m.start() for m in re.finditer("，", text[a:b])]
            for comma in commas:
                clause = re.match(r"[^，；。]{7,}(?=[，；。])", text[comma + 1 : b])
                if clause:
                    yield Planted(comma, comma + 1 + clause.end(), "", "removed", ("text",), clause.group(), None)

    return _shuffled(made(), chance)


def _inserted(found: Extraction, chance: random.Random):
    sentences = list(_SENTENCES)
    chance.shuffle(sentences)
    places = [b for _, b in _plain_sentences(found)]
    chance.shuffle(places)
    for at, sentence in zip(places, sentences, strict=False):
        yield Planted(at, at, sentence, "added", ("text",), None, sentence[:-1])


def _weakened(found: Extraction, chance: random.Random):
    text = found.source.text

    def made():
        for s in _plain_targets(found):
            said = text[s.start : s.end]
            for word, new in (("达到", "力争达到"), ("确保", "力争"), ("提高到", "力争提高到")):
                if said.count(word) == 1 and "力争" not in said:
                    at = s.start + said.index(word)
                    after = said.replace(word, new)
                    yield Planted(at, at + len(word), new, "changed", ("strength",), said, after)
                    break

    return _shuffled(made(), chance)


_MAKERS = {
    "value": _values,
    "bound": _bounds,
    "deadline": _deadlines,
    "agency": _agencies,
    "deleted sentence": _deleted_sentences,
    "deleted clause": _deleted_clauses,
    "inserted sentence": _inserted,
    "weakened": _weakened,
}
KINDS = [*_MAKERS, "moved item"]
