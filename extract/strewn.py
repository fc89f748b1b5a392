"""What converters and forums strew among the letters of a page: pinyin in brackets, codes that spoil copies, links."""

from itertools import islice

import regex

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
# 企業(yè): the sound of the letter before, with its tone, as most have it; or without, as (de)
_TONED = regex.compile(rf"(?<=\p{{Han}})[(（][a-zü]{{0,3}}[{_TONES}][a-z]{{0,4}}[)）]")
_SOUND = regex.compile(rf"(?<=\p{{Han}})[(（](?=[a-zü]*[aeiouü{_TONES}])[a-zü{_TONES}]{{1,6}}[)）]")
# 9 V+ I( E* y G5 T& e: letters, figures and signs by ones and twos at a line's edge, some a letter with a sign
_SIGN = r"[^\w\s|.,:;%-]"
_PIECE = r"[!-~]{1,2}(?<!(?:^|\s|\p{Han})\|)"  # bars alone part the cells of a table
_PIECES = 4  # with a blank before them, of a code, at least
_SIGNED = rf"(?:[A-Za-z\d]{_SIGN}|{_SIGN}[A-Za-z\d])"
_RUN = rf"(?=(?:[!-~ ]*?(?<![!-~]){_SIGNED}[ ]){{2}}){_PIECE}(?:[ ]{_PIECE}){{{_PIECES},15}}+"
_CODE = regex.compile(rf"(?m)^{_RUN}[ ]?(?=[\p{{Han}}（《“]|$)|(?<=[\p{{Han}}。，；：、》”）！？]){_RUN}[ ]?$")
_FEW = 2  # which a page may have for another reason
# [节约能源法](http://flk.npc.gov.cn/law.html "标题"): what stands between the first brackets is the text
_ADDRESS = r"(?:<[^<>\n]*>|(?=[^()\s]*[/#.:])(?:[^()\s]|\([^()\s]*\))*+)"
_TO = rf"\]\([ ]?{_ADDRESS}(?:[ ]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ ]?\)"
_IMAGE = regex.compile(rf"!\[[^\[\]\n]{{0,200}}{_TO}")
_LINK = regex.compile(rf"\[(?P<text>[^\[\]\n]{{0,200}})(?P<closes>{_TO})")
# [节约能源法][law], and below the text [law]: http://flk.npc.gov.cn/law.html "标题"; a note's mark [^1]
_DEFINED = regex.compile(
    rf"(?m)^[ ]{{0,3}}\[(?P<label>[^\[\]\n^][^\[\]\n]{{0,99}})\]:[ \t]*{_ADDRESS}"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$"
)
_REFERENCE = regex.compile(r"\[(?P<text>[^\[\]\n]{1,200})\](?:\[(?P<label>[^\[\]\n]{0,100})\])?")
_NOTE = regex.compile(r"\[\^[\w-]{1,30}\]:?")
_TAG = regex.compile(r"<[a-zA-Z]\w{0,9}[ \t][^<>=\n]*+=[^<>\n]*+>")  # with an attribute: no sign of less or more
_ESCAPE = regex.compile(r"\\(?=[!-/:-@\[-`{-~])|&(?:nbsp|e[mn]sp|#160|#8203);")  # 35\%, 1\.
_NOTHING = "\u200b"  # a letter of no width


def unstrewn(text: str) -> str:
    """A text with letters of no width in place of such marks, where it has many; every other letter keeps its place.

    >>> unstrewn("企業(yè)、數(shù)據(jù)的(de)管理").replace("\\u200b", "")
    '企業、數據的管理'
    >>> unstrewn("造林3公顷(ha)")
    '造林3公顷(ha)'
    """
    text = _without(_TONED, _SOUND, text)
    return _without(_CODE, _CODE, text) if text.count(" ") > _FEW * _PIECES else text


def unlinked(text: str) -> str:
    """A text of Markdown with letters of no width in place of pictures, tags, escapes and what makes a link.

    >>> unlinked("依据《[节能法](http://a.cn/b)》![](data:image/png;base64,iVBO)，").replace("\\u200b", "")
    '依据《节能法》，'
    >>> unlinked("云政发[2024](3号)")
    '云政发[2024](3号)'
    >>> unlinked("依据《[节能法][law]》[^1]和[2024]3号，\\n\\n[law]: http://a.cn/b").replace("\\u200b", "")
    '依据《节能法》和[2024]3号，\\n\\n'
    """
    if "<" in text:
        text = _TAG.sub(lambda match: _NOTHING * len(match[0]), text)
    if "\\" in text or "&" in text:
        text = _ESCAPE.sub(lambda match: _NOTHING * len(match[0]), text)
    if "](" in text:
        text = _IMAGE.sub(lambda match: _NOTHING * len(match[0]), text)
        text = _LINK.sub(lambda match: _NOTHING + match["text"] + _NOTHING * len(match["closes"]), text)
    if "[^" in text:
        text = _NOTE.sub(lambda match: _NOTHING * len(match[0]), text)
    return _without_references(text) if "]:" in text else text


def _without_references(text: str) -> str:
    """A text with letters of no width in place of what makes a link of an address given elsewhere, and of that."""
    labels = {match["label"].casefold() for match in _DEFINED.finditer(text)}
    if not labels:
        return text

    def shown(match: "regex.Match[str]") -> str:
        label = match["label"] or match["text"]
        if label.casefold() not in labels:
            return str(match[0])
        if match["label"] is None and label.isdecimal():
            return _NOTHING * len(match[0])  # the number of a source
        return str(_NOTHING + match["text"] + _NOTHING * (len(match[0]) - len(match["text"]) - 1))

    text = _DEFINED.sub(lambda match: _NOTHING * len(match[0]), text)
    return _REFERENCE.sub(shown, text)


def _without(many: "regex.Pattern[str]", every: "regex.Pattern[str]", text: str) -> str:
    if len(list(islice(many.finditer(text), _FEW + 1))) > _FEW:
        return every.sub(lambda match: _NOTHING * len(match.group()), text)
    return text
