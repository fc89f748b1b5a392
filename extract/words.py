"""Chinese words, where words matter: jieba's dictionary, loaded once and without its messages."""

import logging
from functools import lru_cache

import jieba

jieba.setLogLevel(logging.WARNING)


@lru_cache(maxsize=1)
def _tokenizer() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def cut(text: str) -> list[str]:
    """The words of a text, in order; together they are the text.

    >>> cut("人均公园绿地面积")
    ['人均', '公园', '绿地面积']
    """
    return list(_tokenizer().cut(text))


def is_word(text: str) -> bool:
    """Whether a text is a word of the dictionary.

    >>> is_word("再生"), is_word("再新")
    (True, False)
    """
    return bool(_tokenizer().FREQ.get(text))
