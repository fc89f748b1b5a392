"""What a run prints: its summary, and its progress on a terminal and elsewhere."""

import sys
from pathlib import Path

import pytest
from stand_in import summary

from extract.ingest import Event, Failure
from extract.printing import print_summary, progress
from extract.terminal import console

HOSTILE = "[red]坏[/red]\x1b[31m\u202e文\n件"


@pytest.fixture(autouse=True)
def no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def test_the_summary_takes_text_for_text(capsys: pytest.CaptureFixture[str]) -> None:
    whole = summary(
        failures=(Failure(HOSTILE, "read", HOSTILE),),
        targets_by_year=((2025, 300), (2030, 1), (None, 2)),
        top_agencies=((HOSTILE, 3),),
    )
    print_summary(whole, Path("[b]x[/b].db"), console(sys.stdout))
    output = capsys.readouterr().out
    assert "\x1b" not in output and "\u202e" not in output
    assert output.count("[red]坏[/red]文 件") == 3
    assert "Documents in [b]x[/b].db: 0\n" in output
    bars = {line.split()[0]: line.count("█") for line in output.splitlines() if "█" in line}
    assert bars == {"2025": 40, "2030": 1, "none": 1}  # what is there shows, however little


def events() -> list[Event]:
    return [
        Event("total", total=3),
        Event("started", HOSTILE),
        Event("page", HOSTILE, page=3, total=12),
        Event("finished", HOSTILE, "ingested", error="page 4: no text"),
        Event("finished", "b.txt", "unchanged"),
        Event("finished", "c.txt", "failed", error="[i]empty[/i]"),
        Event("comparing"),
    ]


def test_progress_is_plain_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(console(sys.stdout)) as show:
        for event in events():
            show(event)
    assert capsys.readouterr().out == (
        "read in part [red]坏[/red]文 件: page 4: no text\nunchanged b.txt\nfailed c.txt: [i]empty[/i]\n"
    )


def test_pages_of_a_scan_are_told_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1_000, 4))
    monkeypatch.setattr("extract.printing.time.monotonic", lambda: next(clock))
    with progress(console(sys.stdout)) as show:
        for page in range(1, 13):
            show(Event("page", HOSTILE, page=page, total=12))
    told = capsys.readouterr().out.splitlines()
    assert 1 < len(told) < 8
    assert told[0].startswith("[red]坏[/red]文 件: page ") and told[0].endswith(" of 12")


def test_progress_is_a_bar_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress(console(sys.stdout)) as show:
        for event in events():
            show(event)
    output = capsys.readouterr().out
    assert "3/3" in output
    assert "comparing editions" in output
    assert "failed c.txt: [i]empty[/i]" in output
    assert "unchanged b.txt" not in output
    assert "\x1b[31m\u202e" not in output


def test_what_was_passed_over_is_only_counted(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(summary(assets=1_200), Path("x.db"), console(sys.stdout))
    assert "Passed over: 1,200 files" in capsys.readouterr().out
    print_summary(summary(), Path("x.db"), console(sys.stdout))
    assert "Passed over" not in capsys.readouterr().out
