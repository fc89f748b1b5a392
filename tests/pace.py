"""How long something takes, in passes of jieba over ten thousand characters: a ratio, much the same on any machine."""

import time
from collections.abc import Callable
from functools import cache

import jieba

_SENTENCE = "到2025年，全市城镇新增就业保持在5万人以上，城镇调查失业率控制在5.5%以内，居民收入增长与经济增长同步。"


@cache
def _one_pass() -> float:
    text = _SENTENCE * (10_000 // len(_SENTENCE))
    jieba.lcut(_SENTENCE)  # loads the dictionary
    began = time.process_time()
    jieba.lcut(text)
    return time.process_time() - began


def passes(work: Callable[[], object]) -> float:
    """The processor time that a call takes, counted in such passes."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / _one_pass()
