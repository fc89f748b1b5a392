"""Texts in traditional characters: read in simplified ones, in which the rules stand, and told as they were written."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from extract.model import About, Extraction, ReadTable, Responsibility, Section, Statement, Task

if TYPE_CHECKING:
    from opencc import OpenCC

# Frequent characters that texts in simplified ones do not have.
_FREQUENT = re.compile("[國會來個們對與為發產經業務動進實現區應設關於員點種標達環強鄉縣廳級單項開後學號]")
_SHARE = 50  # one character in so many is one of the frequent traditional ones, where a text is written in them
_FEW = 1  # a name may hold one: 於潜
# Words of Taiwan that others write, as converters put them into pages, for as many letters; those that only Taiwan has
_OF_TAIWAN = re.compile("程式|叠代|网路|软体|硬体|讯息|人工智慧|计画")
_WORDS = {
    **{"程式": "程序", "叠代": "迭代", "网路": "网络", "软体": "软件", "硬体": "硬件", "讯息": "信息", "计画": "计划"},
    **{"人工智慧": "人工智能", "品质": "质量", "资讯": "信息", "数位": "数字", "宽频": "宽带", "晶片": "芯片"},
    **{"塑胶": "塑料", "奈米": "纳米", "公车": "公交", "伺服器": "服务器", "透过": "通过"},
}

Spell = Callable[[str, int, int], str]


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters, by the most frequent of them.

    >>> is_traditional("發展動能增強"), is_traditional("发展动能增强")
    (True, False)
    """
    return len(_FREQUENT.findall(text)) > max(_FEW, len(text) / _SHARE)


def simplified(text: str) -> str:
    """A text in simplified characters, one for one; itself where it is not written in traditional ones.

    >>> simplified("環境達標，沿著河岸")
    '环境达标，沿着河岸'
    """
    return _converted(text) if is_traditional(text) else text


def in_simplified(found: Extraction) -> Extraction:
    """What was found in a document in simplified characters, its text as well; itself where it was written so."""
    text = found.source.text
    if not is_traditional(text):
        return found
    plain = _converted(text)
    source = replace(found.source, text=_in_mainland_words(plain, plain))
    return _respelt(replace(found, source=source), lambda said, start, end: _in_mainland_words(_converted(said), plain))


def in_mainland_words(text: str) -> str:
    """A text in the characters and words of the mainland, one for one; itself where its characters are simplified.

    >>> in_mainland_words("各級單位決策程式、服務品質")
    '各级单位决策程序、服务质量'
    """
    if not is_traditional(text):
        return text
    plain = _converted(text)
    return _in_mainland_words(plain, plain)


def as_written(found: Extraction, text: str) -> Extraction:
    """What was found in a text put into simplified characters, in the characters of the text itself.

    Names that documents share (of indicators and agencies, the place) stay simplified.
    """
    plain = found.source.text
    first = _differing(zip(reversed(plain), reversed(text), strict=True))  # of a character written in two ways

    def spell(said: str, start: int, end: int) -> str:
        here = _differing(zip(plain[start:end], text[start:end], strict=True))
        return said.translate({**first, **here})

    found = _respelt(replace(found, source=replace(found.source, text=text)), spell)
    return replace(
        found,
        quantities=tuple(replace(q, text=text[q.start : q.end]) for q in found.quantities),
        dates=tuple(replace(d, text=text[d.start : d.end]) for d in found.dates),
    )


def _differing(pairs: Iterable[tuple[str, str]]) -> dict[int, str]:
    return {ord(plain): written for plain, written in pairs if plain != written}


def _respelt(found: Extraction, spell: Spell) -> Extraction:
    """What was found, with the words that records take from the text spelt anew."""
    return replace(
        found,
        about=_about(found.about, spell),
        sections=tuple(_section(section, spell) for section in found.sections),
        tasks=tuple(_task(task, spell) for task in found.tasks),
        statements=tuple(_statement(statement, spell) for statement in found.statements),
        quantities=tuple(replace(q, unit=_optional(spell, q.unit, q.start, q.end)) for q in found.quantities),
        citations=tuple(
            replace(
                c,
                title=spell(c.title, c.start, c.end),
                document_number=_optional(spell, c.document_number, c.start, c.end),
            )
            for c in found.citations
        ),
        tables=tuple(_table(table, spell) for table in found.tables),
    )


def _optional(spell: Spell, said: str | None, start: int, end: int) -> str | None:
    return None if said is None else spell(said, start, end)


def _about(about: About, spell: Spell) -> About:
    title, issuer, number = (
        _optional(spell, said, 0, 0) for said in (about.title, about.issuer, about.document_number)
    )
    return replace(about, title=title, issuer=issuer, document_number=number)


def _section(section: Section, spell: Spell) -> Section:
    span = section.start, max(section.start, section.body)
    return replace(
        section, label=_optional(spell, section.label, *span), heading=_optional(spell, section.heading, *span)
    )


def _task(task: Task, spell: Spell) -> Task:
    names = tuple(_named(one, spell) for one in task.responsibilities)
    return replace(
        task, responsibilities=names, deadline_text=_optional(spell, task.deadline_text, task.start, task.end)
    )


def _named(one: Responsibility, spell: Spell) -> Responsibility:
    return replace(one, name=spell(one.name, one.start, one.end))


def _statement(statement: Statement, spell: Spell) -> Statement:
    span = statement.start, statement.end
    return replace(
        statement,
        indicator=spell(statement.indicator, *span),
        unit=_optional(spell, statement.unit, *span),
        deadline_text=_optional(spell, statement.deadline_text, *span),
        strength=_optional(spell, statement.strength, *span),
        scope=_optional(spell, statement.scope, *span),
    )


def _table(table: ReadTable, spell: Spell) -> ReadTable:
    span = table.table.title or (table.table.start, table.table.end)
    return replace(table, title=_optional(spell, table.title, *span), unit=_optional(spell, table.unit, *span))


def _in_mainland_words(said: str, text: str) -> str:
    """Words of a text with those of the mainland for Taiwan's, where the text has some that only Taiwan has."""
    if _OF_TAIWAN.search(text):
        for word, other in _WORDS.items():
            said = said.replace(word, other)
    return said


def _converted(text: str) -> str:
    said: str = _converter().convert(text)
    if len(said) == len(text):
        return said
    return "".join(one if len(one := _converter().convert(character)) == 1 else character for character in text)


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC  # only documents in traditional characters need it

    return OpenCC("tw2s")
