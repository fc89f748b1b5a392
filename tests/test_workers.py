"""How worker processes are given work; what becomes of bad documents stands in test_ingest."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from published import given
from stand_in import load

from extract.limits import Limits
from extract.workers import IngestError, extract_all

TREE = Path(__file__).parents[1]


def test_as_many_tasks_are_taken_as_there_are_workers():
    taken = []

    def tasks():
        for n in range(8):
            taken.append(n)
            yield given(f"{n}.txt", f"{n}"), b"1"

    answers = extract_all(tasks(), load, 2, Limits())
    assert taken == []
    for number, _ in enumerate(answers, 1):
        assert len(taken) <= number + 2
    assert number == 8


def _run_elsewhere(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """A run of the command line with ``folder`` as its working folder."""
    environment = {**os.environ, "PYTHONPATH": str(TREE), **variables}
    start = "import sys; sys.path.remove(''); from extract.cli import cli; cli()"
    command = [sys.executable, "-c", start, "ingest", "plan.txt", "--db", "of.db"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_no_module_is_taken_from_the_working_folder_and_a_long_temporary_one_is_no_hindrance(tmp_path):
    (tmp_path / "plan.txt").write_text("到2025年，森林覆盖率达到35%。\n", encoding="utf-8")
    for name in ("extract", "jieba", "multiprocessing"):
        (tmp_path / f"{name}.py").write_text(f"open('{name} taken', 'w').close()", encoding="utf-8")
    temporary = tmp_path / ("a" * 100)
    temporary.mkdir()
    done = _run_elsewhere(tmp_path, TMPDIR=str(temporary))
    assert not list(tmp_path.glob("* taken"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("error", [EOFError(), ConnectionResetError(104, "reset"), OSError(24, "Too many open files")])
def test_a_process_that_cannot_be_started_is_told(error, monkeypatch):
    def start(process):
        raise error

    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", start)
    with pytest.raises(IngestError, match=r"no worker process can be started: .+"):
        list(extract_all(iter([(given("a.txt", "a"), b"1")]), load, 1, Limits()))


def test_a_worker_ends_with_its_parent_whatever_it_is_at(tmp_path):
    (tmp_path / "plan.txt").write_text(f"child {tmp_path / 'pid'}", encoding="utf-8")
    start = f"import stand_in; stand_in.main({str(tmp_path / 'plan.txt')!r}, {str(tmp_path / 'of.db')!r})"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(TREE), str(TREE / "tests")))}
    with subprocess.Popen([sys.executable, "-c", start], env=environment) as process:
        child = int(_when_written(tmp_path / "pid"))
        process.kill()
    deadline = time.monotonic() + 60
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(child)


def _when_written(path: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return path.read_text()
        time.sleep(0.1)
    raise AssertionError(f"nobody wrote {path}")


def _alive(pid: int) -> bool:
    """Whether a process is there, and more than a child that nobody has asked about."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_without_a_guard_is_told_what_it_lacks(tmp_path):
    program = (
        "from pathlib import Path\nfrom extract.ingest import ingest\n"
        f"Path({str(tmp_path / 'a.txt')!r}).write_text('到2025年，新建泵站10座。', encoding='utf-8')\n"
        f"ingest([{str(tmp_path / 'a.txt')!r}], Path({str(tmp_path / 'a.db')!r}), 1)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(TREE)}
    done = subprocess.run([sys.executable], input=program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "IngestError" in done.stderr.splitlines()[-1] and "must be a file" in done.stderr.splitlines()[-1]
