"""What each worker process needs, for the server that workers are forked from: loaded once, not once for each of them.

Nearly every document asks for these libraries, and modules import them only when they are asked for.
"""

from contextlib import suppress

import datasketch  # noqa: F401
import jieba
import spacy.matcher  # noqa: F401

import extract.extraction
import extract.relate.edition  # noqa: F401
from extract.rulebook import RuleError, load_rules

jieba.initialize()
with suppress(RuleError):  # whoever loads the rules for use is told
    load_rules()  # compiles their patterns: who loads rules like them finds most of them compiled
