"""What converters leave in a text costs no record, and gets into no name."""

import pytest
from pace import passes
from packaged import RULES

from extract.extraction import extract_source
from extract.model import Source
from extract.read import read_bytes
from extract.strewn import unlinked


def test_links_of_markdown_are_read_as_their_text() -> None:
    text = (
        "一、目标\n\n![图](data:image/png;base64,iVBO/RK=)\n\n<img src='data:image/png;base64,iVBORK=' alt='图'>\n"
        '根据《[节能法](http://a.cn/b_(c).html "法")》，到2025年，[森林](/tree)覆盖率达到35\\%。\n'
        "（[市水务局](https://s.cn)牵头，[市教育局](#教育)&nbsp;配合）\n"
    )
    found = extract_source(read_bytes(text.encode(), "a.md"), RULES)
    assert [(s.indicator, s.value, s.deadline) for s in found.statements] == [("森林覆盖率", 35, "2025-12-31")]
    assert [r.name for task in found.tasks for r in task.responsibilities] == ["市水务局", "市教育局"]
    assert [c.title for c in found.citations] == ["节能法"]


def test_the_form_that_a_character_is_to_have_is_no_part_of_it() -> None:
    text = "到2025年，全市用水总\U000e0100量控制在10亿立方米以内，森\ufe00林覆盖率达到35\ufe0f%。"
    text += "（市水\ufe00务局牵头）\n"
    found = extract_source(Source(text, "text/plain"), RULES)
    assert [(s.indicator, s.value) for s in found.statements] == [("用水总量", 1e9), ("森林覆盖率", 35)]
    assert [r.name for task in found.tasks for r in task.responsibilities] == ["市水务局"]


ENDLESS = [
    "[a](",
    "[a](/",
    "[a](/()",
    "![",
    '[a](/ "',
    "[a](</",
    "[a](/)",
    "()",
    "[a](/[b](/)",
    "<a =",
    "<a ",
    "<a b=c ",
    "&",
    "[a]: /",
    "\n[a]: /",
    '\n[a]: / "',
    "[^",
    "[a][",
]


@pytest.mark.parametrize("piece", ENDLESS)
def test_links_that_do_not_end_cost_no_more_than_their_length(piece: str) -> None:
    text = "](" + piece * (20_000 // len(piece))
    assert passes(lambda: unlinked(text)) < 20


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("到2025年达到[60%][rate]。\n\n[rate]: https://e.cn/rate.pdf 'x'\n", "到2025年达到60%。\n\n\n"),
        ("依据[规划][]和[办法]。\n\n[规划]: /a/b.html\n[办法]: <https://e.cn>\n", "依据规划和办法。\n\n\n\n"),
        ("达到60%[1]，新建3座[^2]。\n\n[1]: https://e.cn\n[^2]: 含改建。\n", "达到60%，新建3座。\n\n\n 含改建。\n"),
        ("云政发[2024]3号。\n\n[注]: 单位为万元。\n", "云政发[2024]3号。\n\n[注]: 单位为万元。\n"),
    ],
)
def test_links_whose_address_stands_elsewhere(written: str, shown: str) -> None:
    found = unlinked(written)
    assert len(found) == len(written)
    assert found.replace("\u200b", "") == shown
