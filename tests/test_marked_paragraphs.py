"""Marks in the text of a document's page: nothing is lost, all is escaped, and long paragraphs take little time."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import XML
from pace import passes

from extract.browse.document import Grid, Mark, Place, ShownTable, marked_paragraphs
from extract.browse.nested import blocks

marks = st.builds(Mark, st.integers(-3, 30), st.integers(-3, 30), st.sampled_from(["target", "date", "here"]))


def test_a_table_keeps_all_that_stands_in_and_between_its_cells() -> None:
    text = "前\n甲\t乙\n— 2 —\n|丙|\n后"
    cells = (Place(2, 3, 0, 0), Place(4, 5, 0, 1), Place(13, 14, 1, 0))
    paragraphs = marked_paragraphs(text, [Mark(2, 14, "here", anchor="h")], [Grid(2, 15, cells)])
    table = paragraphs[1]
    assert isinstance(table, ShownTable)
    assert [[[piece.text for piece in pieces] for _, pieces in row] for row in table.rows] == [
        [["甲"], ["乙"]],
        [["丙"]],
    ]
    assert [piece.text for block in paragraphs if isinstance(block, list) for piece in block] == ["前", "— 2 —", "后"]
    [_, shown, _, _] = blocks(paragraphs)
    assert [html for _, html in shown.rows[0]] == [
        '<mark class="here" id="h">甲</mark>',
        '<mark class="here">乙</mark>',
    ]


@settings(max_examples=300, deadline=None)
@given(text=st.text("甲乙\n\r\f<&\t\u202e", max_size=25), marks=st.lists(marks, max_size=6))
def test_pieces_are_the_text_and_each_has_the_marks_that_cover_it(text: str, marks: list[Mark]) -> None:
    paragraphs = marked_paragraphs(text, marks)
    pieces = [piece for paragraph in paragraphs if isinstance(paragraph, list) for piece in paragraph]
    kept = [n for n, character in enumerate(text) if character not in "\n\r\f"]
    covered = [piece for piece in pieces for _ in piece.text]
    assert "".join(piece.text for piece in pieces) == "".join(text[n] for n in kept).replace("\u202e", "\ufffd")
    assert [n for piece in pieces for n in range(piece.start, piece.end)] == kept
    for n, piece in zip(kept, covered, strict=True):
        assert sorted(piece.marks, key=repr) == sorted((m for m in marks if m.start <= n < m.end), key=repr)


@settings(max_examples=300, deadline=None)
@given(text=st.text("甲乙\n<&", max_size=25), marks=st.lists(marks, max_size=6, unique_by=id))
def test_what_a_page_writes_is_the_text_in_well_formed_marks(text: str, marks: list[Mark]) -> None:
    marks = [replace(mark, anchor=f"m{n}") for n, mark in enumerate(marks)]
    written = blocks(marked_paragraphs(text, marks))
    page = XML("<p>" + "\n".join(block.html for block in written) + "</p>")
    assert "".join(page.itertext()).split("\n") == [line for line in text.split("\n") if line] or not text.strip("\n")
    covering = {f"m{n}" for n, mark in enumerate(marks) if text[max(0, mark.start) : max(0, mark.end)].strip("\n")}
    assert sorted(element.get("id") for element in page.iter("mark") if element.get("id")) == sorted(covering)


def test_a_paragraph_of_a_million_characters_does_not_hang() -> None:
    text = "各县区人民政府，" * 125_000
    marks = [Mark(n, n + 40, "target") for n in range(0, len(text), 50)]
    marks += [Mark(n, n + 5, "date") for n in range(0, len(text), 50)]
    [paragraph] = marked_paragraphs(text, marks)
    assert isinstance(paragraph, list) and len(paragraph) == 60_000
    assert passes(lambda: marked_paragraphs(text, marks)) < 250
