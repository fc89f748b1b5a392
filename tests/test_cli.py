"""The command line: what each command prints, its exit status, and what is never loaded or printed."""

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from stand_in import summary

import extract.browse
import extract.cli
import extract.ingest
import extract.prove
from extract.ingest import Failure, Limits
from extract.model import Source
from extract.score import Judgement, Report

PLAN = """某某市绿色发展规划

一、主要目标
到2025年，森林覆盖率达到35%以上，新建公园10个。（市林业局牵头）
"""
HOSTILE = "[red]坏[/red]\x1b[31m\u202e文\n件"


@pytest.fixture(autouse=True)
def no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one document."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans/plan.txt").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one document, and its annotations beside it."""
    folder = tmp_path_factory.mktemp("database")
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    target = {"kind": "target", "type": "quantity", "quote": "森林覆盖率达到35%以上", "indicator": "森林覆盖率"}
    target |= {"op": ">=", "value": 35, "unit": "%", "change": "to", "deadline": "2025-12-31", "agencies": ["市林业局"]}
    (folder / "plan.jsonl").write_text(json.dumps(target, ensure_ascii=False) + "\n", encoding="utf-8")
    result = zhengce("ingest", str(folder / "plan.txt"), "--db", str(folder / "policies.db"), "--jobs", "1")
    assert result.exit_code == 0, result.output
    return folder / "policies.db"


def zhengce(*arguments: str, stdin: bytes | None = None) -> Result:
    """What a command prints, and its exit status; an exception that it lets through fails the test."""
    result = CliRunner().invoke(extract.cli.cli, arguments, input=stdin)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def commands(group: click.Group) -> dict[str, click.Command]:
    """All commands by their full names."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        inner = commands(command) if isinstance(command, click.Group) else {"": command}
        found |= {f"{name} {rest}".strip(): each for rest, each in inner.items()}
    return found


def test_the_commands_are_those_of_the_readme_and_each_shows_an_example() -> None:
    assert list(commands(extract.cli.cli)) == [
        "ingest",
        "explain",
        "rules check",
        "score",
        "export",
        "diff",
        "relate",
        "correct",
        "browse",
    ]
    for name, command in commands(extract.cli.cli).items():
        assert command.help, name
        assert f"    zhengce {name} " in command.help, name


@pytest.mark.parametrize("command", ["", *commands(extract.cli.cli)])
def test_help_loads_nothing_heavy(command: str) -> None:
    heavy = "{'spacy', 'datasette', 'jieba', 'lxml', 'regex', 'sqlite_utils', 'pdfplumber', 'rich', 'numpy'}"
    program = (
        "import sys\nfrom extract.cli import cli\n"
        f"cli.main({[*command.split(), '--help']!r}, standalone_mode=False)\n"
        f"sys.exit(str(heavy) if (heavy := {heavy} & set(sys.modules)) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


def test_version() -> None:
    assert zhengce("--version").output == f"zhengce, version {version('zhengce')}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("unknown",),
        ("ingest", "--unknown"),
        ("ingest", "no-such-file.txt"),
        ("ingest", "--jobs", "0"),
        ("ingest", "--rules", "no-such-folder"),
        ("ingest", "--timeout", "0"),
        ("ingest", "--memory", "100"),
        ("ingest", "--manifest", "no-such-list.txt"),
        ("ingest", "plans", "--db", "plans"),
        ("explain",),
        ("explain", "plans"),
        ("score", "no-such.db", "plans"),
        ("export", "plans/plan.txt"),
        ("export", "plans/plan.txt", "--format", "csv"),
        ("export", "no-such.db", "--format", "csv"),
        ("browse", "no-such.db"),
        ("browse", "plans/plan.txt"),
        ("browse", "--port", "70000"),
        ("rules", "check", "no-such-folder"),
    ],
)
def test_wrong_usage_is_status_2_with_a_reason(folder: Path, arguments: tuple[str, ...]) -> None:
    result = zhengce(*arguments)
    assert result.exit_code == 2
    assert "Error" in result.stderr or "Usage" in result.stderr
    assert not (folder / "output").exists()


def test_ingest_ends_with_a_summary(folder: Path) -> None:
    result = zhengce("ingest", "plans", "--db", "out/new.db", "--jobs", "1")
    assert result.exit_code == 0
    assert result.stderr == "ingested plans/plan.txt\n"
    assert "Documents in out/new.db: 1\n" in result.stdout
    assert "1 ingested, 0 unchanged, 0 failed" in result.stdout
    assert re.search(r"2025 +█+ +2 *\n", result.stdout)
    assert re.search(r"某某市林业\S+ +1 *\n", result.stdout)
    assert "zhengce browse out/new.db" in result.stdout
    assert "0 ingested, 1 unchanged, 0 failed" in zhengce("ingest", "plans", "--db", "out/new.db").stdout


def test_a_file_that_fails_is_named_and_makes_status_1(folder: Path) -> None:
    (folder / "plans/empty.txt").touch()
    (folder / "plans/link.txt").symlink_to("nowhere.txt")
    result = zhengce("ingest", "plans", "--db", "new.db", "--jobs", "1")
    assert result.exit_code == 1
    assert "1 ingested, 0 unchanged, 2 failed" in result.stdout
    for name in ("plans/empty.txt", "plans/link.txt"):
        assert re.search(rf"{name} \(read\): \S+", result.stdout)
        assert f"failed {name}: " in result.stderr
    assert zhengce("ingest", "plans/link.txt", "--db", "new.db").exit_code == 1  # there is a link, if a broken one


def test_a_file_beyond_a_limit_fails(folder: Path) -> None:
    (folder / "plans/long.txt").write_text("水" * 400_000, encoding="utf-8")
    result = zhengce("ingest", "plans", "--db", "new.db", "--jobs", "1", "--max-size", "1")
    assert result.exit_code == 1
    assert "plans/long.txt (read): the file is too large: more than 1 MB" in result.stdout


def test_a_manifest_says_what_to_read(folder: Path) -> None:
    (folder / "plans/urls.txt").write_text("https://a.cn/plan.txt\nhttps://a.cn/none.txt\n")
    result = zhengce("ingest", "--manifest", "plans/urls.txt", "--db", "new.db", "--jobs", "1")
    assert result.exit_code == 1
    assert "1 ingested, 0 unchanged, 1 failed" in result.stdout
    assert "https://a.cn/none.txt (read): no file was saved from it" in result.stdout


def test_options_reach_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    monkeypatch.setattr("extract.ingest.ingest", lambda *arguments: given.extend(arguments) or summary())
    limits = ["--timeout", "7", "--memory", "800", "--max-size", "9", "--max-output", "3"]
    assert zhengce("ingest", "plans", *limits, "--password", "霁川").exit_code == 0
    assert given[5:] == [Limits(seconds=7, memory=800, size=9, output=3), "霁川", None]


def test_a_document_that_is_read_in_part_makes_status_1(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    partly = summary(ingested=1, partly=(Failure(HOSTILE, "read", "page 2: no text"),))
    monkeypatch.setattr("extract.ingest.ingest", lambda *arguments: partly)
    result = zhengce("ingest", "plans")
    assert result.exit_code == 1
    assert "0 failed" in result.stdout
    assert "Read in part\n [red]坏[/red]文 件 (read): page 2: no text\n" in result.stdout


def test_explain_says_what_could_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Source("到2025年，森林覆盖率达到35%。", "text/plain", unread=("page 2: no text",))
    monkeypatch.setattr("extract.read.read_bytes", lambda *arguments: source)
    result = zhengce("explain", "plans/plan.txt")
    assert (result.exit_code, result.stderr) == (0, "Not read: page 2: no text\n")


def test_a_rule_that_cannot_be_used_is_told_with_its_file(folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules/mine.toml").write_text('subject = "quantity"\n[fragments]\nbroken = "("\n')
    for arguments in (("ingest", "plans"), ("explain", "到2025年")):
        result = zhengce(*arguments, "--rules", "rules")
        assert result.exit_code == 2
        assert "mine.toml" in result.stderr
    result = zhengce("rules", "check", "rules")
    assert (result.exit_code, "mine.toml" in result.stderr) == (1, True)


def test_a_file_that_is_no_database_is_left_alone(folder: Path) -> None:
    other = folder / "notes.db"
    other.write_text("not a database, and dear to someone")
    result = zhengce("ingest", "plans", "--db", "notes.db")
    assert (result.exit_code, "notes.db" in result.stderr) == (2, True)
    assert other.read_text() == "not a database, and dear to someone"


def test_without_a_path_the_sample_corpus_is_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = folder / "corpus"
    (corpus / "gold").mkdir(parents=True)
    for name in ("b.txt", "a.html", "README.md", "make.py", "gold/b.jsonl", "gold/notes.md"):
        (corpus / name).write_text("x")
    monkeypatch.setattr("extract.data_files.data_folder", lambda name: folder / name)
    assert extract.cli.sample_corpus() == [Path("corpus/a.html"), Path("corpus/b.txt")]
    monkeypatch.chdir(folder / "plans")
    assert extract.cli.sample_corpus() == [corpus / "a.html", corpus / "b.txt"]


def test_ctrl_c_ends_with_the_summary_and_status_130(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.ingest.ingest", lambda *arguments: summary(ingested=1, interrupted=True))
    result = zhengce("ingest", "plans")
    assert (result.exit_code, "1 ingested" in result.stdout, "Interrupted" in result.stderr) == (130, True, True)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, click.Abort])
def test_ctrl_c_ends_any_command_with_status_130(
    database: Path, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]
) -> None:
    def interrupt(*arguments: object) -> None:
        raise interruption

    monkeypatch.setattr("extract.browse.serve", interrupt)
    assert zhengce("browse", str(database)).exit_code == 130


def test_explain_takes_no_name_of_a_file_for_a_text(folder: Path) -> None:
    result = zhengce("explain", "plans/pln.txt")
    assert (result.exit_code, "plans/pln.txt: there is no such file" in result.stderr) == (2, True)


def test_explain_a_text() -> None:
    result = zhengce("explain", "到2025年，森林覆盖率达到35%以上。")
    assert result.exit_code == 0
    assert re.search(r"\[T1 .*森林覆盖率.*\[Q\d 35%以上\].* T1\]", result.stdout)
    assert re.search(r"T1 .*>= 35 % .*deadline 2025-12-31 \(到2025年\).* \w+\.\w+", result.stdout)


def test_explain_takes_a_file_standard_input_or_a_text_of_any_length(folder: Path) -> None:
    shown = zhengce("explain", "plans/plan.txt").stdout
    assert "[S1 一、主要目标]" in shown
    assert zhengce("explain", "-", stdin=PLAN.encode("gb18030")).stdout == shown
    assert zhengce("explain", PLAN * 300).exit_code == 0


def test_explain_as_json_has_the_whole_extraction() -> None:
    data = json.loads(zhengce("explain", "--json", PLAN).stdout)
    assert data["source"]["text"] == PLAN
    assert set(data) >= {"about", "sections", "tasks", "statements", "quantities", "dates", "citations"}
    for record in [*data["quantities"], *data["dates"]]:
        assert PLAN[record["start"] : record["end"]] == record["text"]
    assert [(s["indicator"], s["value"]) for s in data["statements"]] == [("森林覆盖率", 35), ("新建公园", 10)]


def test_explain_as_a_page(folder: Path) -> None:
    assert zhengce("explain", PLAN + "<script>", "--html", "page.html").exit_code == 0
    page = (folder / "page.html").read_text("ascii")
    assert page.startswith("<!DOCTYPE html>")
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(("name", "content"), [("empty.txt", b""), ("binary.txt", b"\0\1\2"), ("x.exe", b"MZ")])
def test_explain_says_why_a_file_cannot_be_read(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    result = zhengce("explain", name)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {name}: ")


def test_rules_check_runs_the_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    result = zhengce("rules", "check")
    assert result.exit_code == 0, result.stdout
    assert re.fullmatch(r"\d+ rules, 0 errors\n", result.stdout)
    monkeypatch.setattr("extract.prove.check_rules", lambda rules: [f"dates.toml: rule date.year: {HOSTILE}"])
    result = zhengce("rules", "check")
    assert result.exit_code == 1
    assert result.stdout.startswith("dates.toml: rule date.year: [red]坏[/red]文 件\n")


def test_score_prints_figures_and_json_holds_them(database: Path) -> None:
    gold = database.with_name("plan.jsonl")
    result = zhengce("score", str(database), str(gold))
    assert result.exit_code == 0
    row = next(line.split() for line in result.stdout.splitlines() if line.strip().startswith("quantity targets"))
    assert row[2:8] == ["1", "2", "0.500", "1.000", "0.667", "0.667"]
    data = json.loads(zhengce("score", str(database), str(gold), "--json", "--errors").stdout)
    assert data["figures"]["quantity targets"]["precision"] == 0.5
    assert {error["verdict"] for error in data["errors"]} == {"extra"}


def test_score_lists_errors_gains_and_losses(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Judgement("results", "plan", "wrong", 7, HOSTILE, ("op",), {"op": (">=", "=")})
    right = Judgement("results", "plan", "right", 7, HOSTILE, ("op",))
    extra = Judgement("sections", "plan", "extra", 30, "三 保障")
    section = Judgement("sections", "plan", "right", 2, "一 目标")
    reports = iter([Report((right, section, extra), ("other",), ("plan:9: 无",)), Report((wrong, section), (), ())])
    monkeypatch.setattr("extract.score.score", lambda *arguments: next(reports))
    gold = str(database.with_name("plan.jsonl"))
    output = zhengce("score", str(database), gold, "--baseline", str(database), "--errors").stdout
    assert output[output.index("Errors") :].splitlines() == [
        "Errors (1)",
        "extra  sections (plan, at 30): 三 保障",
        "",
        "Gains (1)",
        "wrong  results (plan, line 7): [red]坏[/red]文 件; op is '>=', found '='",
        "",
        "Losses (1)",
        "extra  sections (plan, at 30): 三 保障",
        "The database has no document other.",
        "This quote is not in the text: plan:9: 无",
    ]


def test_score_against_itself_gains_and_loses_nothing(database: Path) -> None:
    arguments = ["score", str(database), str(database.with_name("plan.jsonl")), "--baseline", str(database), "--json"]
    data = json.loads(zhengce(*arguments).stdout)
    assert data["figures"] == data["baseline"]
    assert (data["gains"], data["losses"]) == ([], [])


def test_score_says_what_is_wrong_with_the_annotations_or_the_database(database: Path, tmp_path: Path) -> None:
    gold = tmp_path / "plan.jsonl"
    gold.write_text('{"kind": "goal"}\n{\n')
    result = zhengce("score", str(database), str(gold))
    assert result.exit_code == 2
    assert "plan.jsonl:1: kind 'goal'" in result.stderr and "plan.jsonl:2: not JSON" in result.stderr
    result = zhengce("score", str(gold), str(database.with_name("plan.jsonl")))
    assert (result.exit_code, "not a database" in result.stderr) == (2, True)


def test_export_writes_a_file_or_standard_output(database: Path, tmp_path: Path) -> None:
    csv = zhengce("export", str(database), "--format", "csv")
    assert csv.exit_code == 0
    assert csv.stdout_bytes.startswith(b"\xef\xbb\xbf") and "森林覆盖率" in csv.stdout
    lines = zhengce("export", str(database), "--format", "jsonl", "--table", "tasks").stdout.splitlines()
    assert [json.loads(line)["agencies"] for line in lines] == ["某某市林业局"]
    output = tmp_path / "policies.xlsx"
    result = zhengce("export", str(database), "--format", "xlsx", "--output", str(output))
    assert (result.exit_code, f"rows in {output}" in result.stdout) == (0, True)
    assert output.read_bytes().startswith(b"PK")
    result = zhengce("export", str(database), "--format", "csv", "--table", "nothing")
    assert (result.exit_code, "nothing" in result.stderr) == (2, True)


def test_export_to_a_terminal_is_plain(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def export(database: Path, table: str | None, format: str, out: Path, on_rows: object) -> int:
        out.write_text(f"\ufeff{HOSTILE}\n", encoding="utf-8")
        return 1

    monkeypatch.setattr("extract.export.export", export)
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda stream: True)
    assert zhengce("export", str(database), "--format", "csv").stdout == "[red]坏[/red]文\n件\n"
    assert zhengce("export", str(database), "--format", "xlsx").exit_code == 2


def test_browse_serves_the_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr("extract.browse.serve", lambda *arguments: served.append(arguments))
    assert zhengce("browse", str(database), "--port", "0", "--open").exit_code == 0
    assert zhengce("browse", str(database), "--public", "--allow-sql").exit_code == 0
    assert served == [
        (database, "127.0.0.1", 0, True, False, False),
        (database, "127.0.0.1", 8001, False, True, True),
    ]
