"""Clauses as tokens of cue words, dates and figures, and the token rules of ``statements.toml`` that match them.

spaCy's Matcher carries the rules: all new shapes of clauses in a document are one Doc, so that it is called once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import regex
import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract.model import Date, Quantity
from extract.opening import Opening
from extract.rulebook import Rule, Rules, by_character

_BEFORE_FIGURE = (
    "front_at_least",
    "reach",
    "hold",
    "add",
    "up",
    "down",
    "turn",
    "light",
    "strength",
    "each",
    "past",
    "act",
)  # the earlier list wins
_IN_FRONT = ("front", "front_at_least", "add", "light", "act", "strength", "each", "past", "serve")

# What rules may ask of a token's group (LEMMA) where its tag doesn't matter.
_GROUP = {
    **dict.fromkeys(("EACH", "PAST", "STRENGTH", "SINCE", "YEARLY", "LIGHT", "DATE", "SETTING"), "BESIDE"),
    **dict.fromkeys(("REACH", "HOLD", "UP", "DOWN", "UPTO", "DOWNTO", "TURN", "MORE"), "LEVEL"),
    **dict.fromkeys(("TXT", "ACT", "FRONT", "FRONT_AT_LEAST", "SERVE"), "WORD"),
    **dict.fromkeys(("SEP", "ADD"), "STOP"),
    "QTY": "QTY",
}
# Each token is a word that is its tag, and that has its group for another form: a Doc of words is made at once.
_ASKED = {"TAG": "ORTH", "LEMMA": "NORM"}
_WORK = frozenset({"ACT", "ADD"})
_COMPARED = frozenset({"SINCE", "PAST"})  # 比上年, 同比
_MOST_SHAPES = 20_000  # that are kept; some hundred make up most documents
Shape = tuple[str, ...]  # the tags of a clause's tokens
Frames = Mapping[int, Sequence[Rule]]


@dataclass(slots=True)
class Token:
    """A piece of a clause: a cue word (tag REACH, UP, …), a DATE, a QTY, or TXT for what is between."""

    tag: str
    start: int
    end: int
    quantity: Quantity | None = None
    date: Date | None = None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    front: dict[str, str]  # the tag of a cue at the front of a clause
    back: dict[str, str]  # the tag of a cue right before a figure
    things: dict[str, tuple[str, ...]]  # names that begin like a cue, by their first characters: 高标准农田
    thing_ends: dict[str, tuple[str, ...]]  # names that end like a cue, by their last characters: 产能
    whole_words: tuple[str, ...]  # whose end may seem the beginning of another: 占比
    first: dict[str, tuple[int, ...]]  # the lengths of cues at the front by their first character, longest first
    last: dict[str, tuple[int, ...]]  # the lengths of cues before a figure by their last character, longest first
    ahead: "regex.Pattern[str]"  # with which a clause may begin before its verb
    where: "regex.Pattern[str]"  # the same
    where_begins: Opening
    each_has: "regex.Pattern[str]"  # what each of many has: 每个社区具有
    has_ends: frozenset[str]  # its last characters
    middle: "regex.Pattern[str]"  # what matters wherever it stands: 新增, 超过, 较上年
    coordinates: "regex.Pattern[str]"  # what parts two statements
    matcher: Matcher
    vocab: Vocab
    order: dict[int, int]  # the rank of each rule in the file, by the key that the matcher gives it
    rules: tuple[Rule, ...]
    known: dict[Shape, Frames]  # what was matched for the shapes of earlier clauses


def _tags(words: Mapping[str, Sequence[str]], names: Sequence[str]) -> dict[str, str]:
    tags: dict[str, str] = {}
    for name in names:
        for word in words[name]:
            tags.setdefault(word, name.upper())
    return tags


def _lengths(words: Iterable[str], at: int) -> dict[str, tuple[int, ...]]:
    groups = by_character(words, at)
    return {
        character: tuple(sorted({len(word) for word in group}, reverse=True)) for character, group in groups.items()
    }


@lru_cache(maxsize=4)
def _lexicon(rules: Rules) -> _Lexicon:
    words = rules.words["statement"]
    front, back = _tags(words, _IN_FRONT), _tags(words, _BEFORE_FIGURE)
    for name in ("up", "down"):
        stems = [*words[name], *words[f"{name}_stem"]]
        back |= {word + to: f"{name.upper()}TO" for word in stems for to in words["to"]}
        back |= {word + each: name.upper() for word in words[name] for each in words["each_by"]}
    patterns = rules.patterns["statement"]
    vocab = spacy.blank("zh").vocab
    for tag, group in _GROUP.items():
        vocab[tag].norm_ = group
    matcher = Matcher(vocab)
    for rule in rules["statement"]:
        if rule.tokens:
            asks = [[{_ASKED.get(key, key): value for key, value in token.items()} for token in p] for p in rule.tokens]
            matcher.add(rule.id, asks)
    return _Lexicon(
        front=front,
        back=back,
        things=by_character(words["thing"], 0),
        thing_ends=by_character(words["thing_end"], -1),
        whole_words=words["whole_word"],
        first=_lengths(front, 0),
        last=_lengths(back, -1),
        ahead=patterns["setting_ahead"],
        where=patterns["setting"],
        where_begins=Opening(patterns["setting"].match),
        each_has=patterns["each_has"],
        has_ends=frozenset(word[-1] for word in words["has"]),
        middle=patterns["anywhere"],
        coordinates=patterns["coordinates"],
        matcher=matcher,
        vocab=vocab,
        order={vocab.strings.add(rule.id): rank for rank, rule in enumerate(rules["statement"])},
        rules=rules["statement"],
        known={},
    )


def tokens(
    text: str,
    start: int,
    end: int,
    mentions: Sequence[Quantity | Date],
    hidden: Sequence[tuple[int, int]],
    rules: Rules,
) -> list[Token]:
    """The tokens of a clause. ``mentions`` lie in it, in order; ``hidden`` ranges are read as plain text.

    Cues are read at the front of the clause and right before a figure; between these only 新增, 超过 and 较… matter.
    """
    lexicon, naming, years = _lexicon(rules), rules.sets["figure"]["naming"], rules.sets["quantity"]["year"]
    patterns, words, of = rules.patterns["statement"], rules.words["statement"], rules.words["common"]["of"]
    found: list[Token] = []
    position = start
    for number, mention in enumerate(mentions, 1):
        if mention.start < position or (hidden and _is_aside(text, position, mention, hidden, found)):
            continue
        if isinstance(mention, Quantity):
            if mention.unit in naming and mention.op != "=" and text[mention.end : mention.end + 1].isalpha():
                continue  # 5岁以下儿童, 110千伏以上线路: of whom and what it is
            if found and found[-1].end == mention.start and _is_size(mention, text, found[-1], rules):
                continue
            ago = mention.unit in years and text.startswith(words["ago"], mention.end)
            if ago or patterns["steps"].match(text, mention.end):
                continue  # 连跨4个万亿级台阶; 由十年前的不足百个
            for_each = number < len(mentions) and text.endswith(words["each_one"], 0, mention.start)
            if for_each and text[mention.end].isalpha():
                continue  # 每12个班级配备专用教室1间
            if position < mention.start:
                _lex(text, position, mention.start, True, mention, hidden, lexicon, found, rules)
            position = mention.end
            if mention.unit == "%" and text.startswith(of, position):
                position = _at_rate(text, mention, found, rules)
            found.append(Token("QTY", mention.start, position, mention))
            continue
        between = text[mention.end : mentions[number].start] if number < len(mentions) else None
        # 增长至2020年的8万亿元, 提高到2022年3万元
        dates_figure = between in of or (between == "" and text.endswith(words["up_to"], 0, mention.start))
        recurs = mention.role == "yearly" and between == ""  # 提高到每人每年94元
        measured = mention.role == "baseline" or dates_figure or recurs
        if position < mention.start:
            _lex(text, position, mention.start, measured, mention, hidden, lexicon, found, rules)
        position = mention.end
        if mention.role == "baseline":
            tail = patterns["since_tail"].match(text, position, end)
            position = tail.end() if tail else position
            found.append(Token("SINCE", mention.start, position, None, mention))
        else:
            position += between in of
            tag = "YEARLY" if mention.role == "yearly" else "DATE"
            found.append(Token(tag, mention.start, position, None, mention))
    if position < end:
        _lex(text, position, end, False, None, hidden, lexicon, found, rules)
    return found


def _at_rate(text: str, mention: Quantity, found: list[Token], rules: Rules) -> int:
    """Where what says how fast something changes ends; what stands before its figure (以) then tells of a change."""
    said = rules.patterns["statement"]["at_rate"].match(text, mention.end)
    k = len(found) - (bool(found) and found[-1].tag == "YEARLY")
    if said is None or not k or found[k - 1].tag != "TXT":
        return mention.end
    named = found[k - 1]
    if not text.endswith(rules.words["statement"]["by_rate"], named.start, named.end):
        return mention.end
    found.insert(k, Token(str(said.lastgroup), named.end - 1, named.end))
    named.end -= 1
    if named.start == named.end:
        found.remove(named)
    return said.end()


def _is_size(mention: Quantity, text: str, before: Token, rules: Rules) -> bool:
    """Whether a figure right behind a count says of which size the things are: 2座35万千瓦光热电站."""
    words = rules.sets["figure"]
    counts = before.quantity is not None and before.quantity.unit in words["work"]
    sized = mention.unit in words["capacity"] | words["rating"] and mention.unit not in words["naming"]
    return counts and sized and text[mention.end : mention.end + 1].isalpha()


def is_joint(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a range holds nothing, or nothing but a joint: 、 和 及 以及 与.

    >>> from extract.rulebook import load_rules
    >>> is_joint("20、15个百分点", 2, 3, load_rules()), is_joint("城镇和农村", 0, 2, load_rules())
    (True, False)
    """
    if start == end:
        return True
    may_be = text.endswith(rules.words["statement"]["joint_end"], start, end) or text[end - 1].isspace()
    return may_be and rules.patterns["statement"]["joins"].fullmatch(text, start, end) is not None


def _is_aside(
    text: str, position: int, mention: Quantity | Date, hidden: Sequence[tuple[int, int]], found: Sequence[Token]
) -> bool:
    """Whether a mention stands in a bracket right behind a figure: 186家(国家级4家、省级71家)."""
    after_figure = bool(found) and found[-1].tag == "QTY" and text[position] == "("
    return after_figure and any(start == position and mention.end <= end for start, end in hidden)


def _lex(
    text: str,
    start: int,
    end: int,
    before_figure: bool,
    following: Quantity | Date | None,
    hidden: Sequence[tuple[int, int]],
    lexicon: _Lexicon,
    found: list[Token],
    rules: Rules,
) -> None:
    """Append the tokens of a stretch between two mentions, or between one and the clause's edge."""
    after_figure = bool(found) and found[-1].tag == "QTY"
    is_list = after_figure and isinstance(following, Quantity) and is_joint(text, start, end, rules)
    if after_figure and following is not None and not is_list:
        for match in lexicon.coordinates.finditer(text, start, end):
            if not (hidden and any(a <= match.start() < b for a, b in hidden)):
                if match.start() > start:
                    found.append(Token("TXT", start, match.start()))
                found.append(Token("SEP", *match.span()))
                start, after_figure = match.end(), False
                break
    behind: list[Token] = []
    if before_figure:
        if has := lexicon.each_has.fullmatch(text, start, end) if text[end - 1] in lexicon.has_ends else None:
            behind.append(Token("ACT", has.start("has"), end))  # 每个村至少有1名…
            end = behind[0].start
        while cue := _cue_before(text, start, end, lexicon):
            behind.append(cue)
            end = cue.start
        if end == start and behind and not found and lexicon.front.get(text[end : behind[-1].end]) == "SERVE":
            behind[-1].tag = "SERVE"  # 为13个中心配置…
    alone = start == end
    if not after_figure and not (found and found[-1].tag == "TXT"):
        start = _past_setting(text, start, end, lexicon, found)
        while cue := _cue_after(text, start, end, lexicon):
            found.append(cue)
            start = cue.end
            if cue.tag in _WORK and start < end and text[start] in rules.sets["statement"]["joint_end"]:
                also = _cue_after(text, start + 1, end, lexicon)
                if also and also.tag == "ACT":
                    start = cue.end = also.end  # 新建和改造
    if start < end:
        at = start
        while inside := lexicon.middle.search(text, at, end):
            begin, at = inside.span()
            if hidden and any(a <= begin < b for a, b in hidden):
                continue
            if begin > start:
                found.append(Token("TXT", start, begin))
            found.append(Token(str(inside.lastgroup), begin, at))
            start = at
        if end > start:
            found.append(Token("TXT", start, end))
    if behind and behind[0].tag == "ADD":
        lead, points = rules.words["figure"]["at"], rules.sets["quantity"]["point"]
        set_against = bool(found) and found[-1].tag == "SINCE" and not text.startswith(lead, found[-1].start)
        rate = isinstance(following, Quantity) and (following.unit == "%" or following.unit in points)
        grows = rate and text[behind[0].start : behind[0].end] in rules.sets["statement"]["grows"]  # 农民增收15%
        if set_against or grows or (alone and (rate or _is_compared([*found, *behind[1:]]))):
            behind[0].tag = "UP"  # 同比增收…, 总产量20万吨,增产2%: by how much more
    found.extend(reversed(behind))


def _is_compared(found: Sequence[Token]) -> bool:
    return any(token.tag in _COMPARED for token in found)


def _past_setting(text: str, start: int, end: int, lexicon: _Lexicon, found: list[Token]) -> int:
    """Where a clause goes on after what it begins with about place or field, if a verb of work follows."""
    setting = lexicon.ahead.search(text, start, end)
    if setting is None and lexicon.where_begins[text[start]]:
        setting = lexicon.where.match(text, start, end)
    if setting is None:
        return start
    past = setting.end()
    cue = _cue_after(text, past, end, lexicon)
    if cue is None or cue.tag != "ACT":
        return start
    found.append(Token("SETTING", start, past))
    return past


def _cue_before(text: str, start: int, end: int, lexicon: _Lexicon) -> Token | None:
    """The longest cue that ends at ``end``, None where there is none or a name ends there: 产能."""
    last = text[end - 1]
    for size in lexicon.last.get(last, ()):
        if size <= end - start and (tag := lexicon.back.get(text[end - size : end])):
            if text.startswith(lexicon.whole_words, end - size - 1):
                continue  # 占比降至, no 比降
            name = text.endswith(lexicon.thing_ends.get(last, ()), start, end)
            return None if name else Token(tag, end - size, end)
    return None


def _cue_after(text: str, start: int, end: int, lexicon: _Lexicon) -> Token | None:
    """The longest cue that begins at ``start``, None where there is none or a name begins there."""
    first = text[start : start + 1]
    for size in lexicon.first.get(first, ()):
        if size <= end - start and (tag := lexicon.front.get(text[start : start + size])):
            name = text.startswith(lexicon.things.get(first, ()), start)
            return None if name else Token(tag, start, start + size)
    return None


def match_frames(clauses: Sequence[Sequence[Token]], rules: Rules) -> list[Frames]:
    """For each clause the rules that match around each figure, by the index of its token, in the order of the file.

    Rules ask for nothing but the order of tags: clauses of one shape have the same frames, and few shapes are new.
    """
    lexicon = _lexicon(rules)
    shapes = [tuple([token.tag for token in pieces]) for pieces in clauses]
    if new := list(dict.fromkeys(shape for shape in shapes if shape not in lexicon.known)):
        if len(lexicon.known) > _MOST_SHAPES:
            lexicon.known.clear()
            new = list(dict.fromkeys(shapes))
        lexicon.known.update(zip(new, _match_shapes(new, lexicon), strict=True))
    return [lexicon.known[shape] for shape in shapes]


def _match_shapes(shapes: Sequence[Shape], lexicon: _Lexicon) -> list[dict[int, list[Rule]]]:
    words = [tag for shape in shapes for tag in (*shape, "SEP")]
    begins = list(accumulate((len(shape) + 1 for shape in shapes), initial=0))
    owner = [i for i, shape in enumerate(shapes) for _ in range(len(shape) + 1)]
    frames: list[dict[int, list[Rule]]] = [{} for _ in shapes]
    doc = Doc(lexicon.vocab, words=words)
    ranked = sorted((lexicon.order[key], start, end) for key, start, end in lexicon.matcher(doc))
    for order, start, end in ranked:
        rule = lexicon.rules[order]
        for at in range(start, end):
            if words[at] == "QTY":
                matching = frames[owner[start]].setdefault(at - begins[owner[start]], [])
                if rule not in matching:
                    matching.append(rule)
    return frames
