"""Chinese words, where words matter: jieba's own dictionary, loaded at the first use and without its messages."""

import logging

import jieba

jieba.setLogLevel(logging.WARNING)


def cut(text: str) -> list[str]:
    """The words of a text, in order; together they are the text.

    >>> cut("人均公园绿地面积")
    ['人均', '公园', '绿地面积']
    """
    return list(jieba.cut(text))


def is_word(text: str) -> bool:
    """Whether a text is a word of the dictionary.

    >>> is_word("再生"), is_word("再新")
    (True, False)
    """
    jieba.dt.check_initialized()
    return bool(jieba.dt.FREQ.get(text))
