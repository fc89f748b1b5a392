"""What stands beside tables or only looks like one: prose, tabs, boxes and sections."""

import pytest
from found_tables import brief, composed, doers, kinds, read


def test_prose_beside_tables_is_read_as_ever() -> None:
    table = "项目\t投资（亿元）\t年份\n泵站\t12\t2024\n公园\t5\t2025\n"
    prose = "（一）建设泵站。到2025年，新建泵站10座。（市水务局牵头）\n"
    found = read("一、工程\n" + prose + table + "（二）建设公园。到2024年，新建公园3个。（市园林局牵头）\n")
    assert kinds(found) == ["other"]
    assert [brief(s) for s in found.statements] == [
        ("新建泵站", "=", 10.0, "座", "2025-12-31"),
        ("新建公园", "=", 3.0, "个", "2024-12-31"),
    ]
    assert doers(found) == [["市水务局 lead"], ["市园林局 lead"]]
    [part] = [part for part in found.apart if part.rule == "table.other"]
    assert (
        found.source.text[part.start : part.end].startswith("项目")
        and "（二）" not in found.source.text[part.start : part.end]
    )


@pytest.mark.parametrize(
    "text",
    [
        "一、任务\n1.\t到2025年，新建泵站10座。\n2.\t到2025年，新建公园3个。\n3.\t到2025年，改造管网50公里。\n",
        "一、任务\n\t到2025年，新建泵站10座。\n\t到2025年，新建公园3个。\n\t到2025年，改造管网50公里。\n",
        "一、任务\n　　到2025年，新建泵站10座。\n　　到2025年，新建公园3个。\n　　到2025年，改造管网50公里。\n",
    ],
)
def test_tabs_and_blanks_that_only_indent_make_no_table(text: str) -> None:
    found = read(text)
    assert found.tables == ()
    assert [s.value for s in found.statements] == [10.0, 3.0, 50.0]


def test_labels_parted_by_tabs_from_their_items_are_no_cells() -> None:
    assert read("一、任务\n（一）\t建设泵站\n（二）\t建设公园\n（三）\t改造管网\n").tables == ()


def test_a_table_around_prose_is_no_table() -> None:
    one = "到2025年，新建泵站10座。" + "各部门要加强协调，完善机制。" * 10
    two = "到2025年，新建公园3个。" + "各部门要加强协调，完善机制。" * 10
    found = composed([one, ""], [two, ""], before="二、任务")
    assert found.tables == () and [s.value for s in found.statements if s.value] == [10.0, 3.0]


def test_a_box_ends_with_its_table() -> None:
    text = "一、目标\n专栏1 主要指标\n序号\n指标\n2025年\n1\n绿地率（%）\n40\n"
    found = read(text + "城市管理更加精细，" + "各项服务不断完善。" * 8 + "\n二、任务\n加强管理。\n")
    box = next(section for section in found.sections if section.rule == "section.box")
    assert found.source.text[box.start : box.end].endswith("40")
    assert [found.sections[s.section].heading for s in found.statements if s.section is not None] == ["主要指标"]


def test_a_section_holds_the_table_at_its_end() -> None:
    found = composed(["指标", "2025年"], ["绿地率（%）", "40"])
    [table] = found.tables
    assert table.section == 0 and found.sections[0].end >= table.table.end > found.sections[0].body
    assert found.sections[1].start >= table.table.end
