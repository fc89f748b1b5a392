"""The law that Chinese stays in data: code has none but in examples, in closed sets of characters and on pages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

PACKAGE = Path(__file__).parent.parent / "extract"
FOR_READERS = ("browse", "diff.py", "diff_page.py", "diff_print.py", "export.py", "views.py")  # labels in two languages
CLOSED_SETS = ("numerals.py", "traditional.py", "read/word_figures.py")  # digits, 十天干, traditional characters
MODULES = sorted(
    str(path.relative_to(PACKAGE))
    for path in PACKAGE.rglob("*.py")
    if not str(path.relative_to(PACKAGE)).startswith((*FOR_READERS, *CLOSED_SETS))
)
DIGITS = "零〇一二两三四五六七八九十百千万亿点"
WORDS = regex.compile(rf"(?![{DIGITS}\u3400\u9fff])\p{{Ideographic}}")  # neither digits nor ends of ranges


def texts(code: str) -> Iterator[str]:
    """The texts in a module that are not its documentation."""
    tree = ast.parse(code)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@pytest.mark.parametrize("module", MODULES)
def test_code_has_no_chinese_words(module: str) -> None:
    code = (PACKAGE / module).read_text(encoding="utf-8")
    assert [text for text in texts(code) if WORDS.search(text)] == []


def test_a_word_in_code_is_found_and_an_example_is_not() -> None:
    assert [text for text in texts('"""市政府"""\nends = ("政府", "123")') if WORDS.search(text)] == ["政府"]
