"""What a run does with files, workers and the database, whatever happens to any of them."""

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from published import column, dump
from stand_in import PLAN, fail_to_load, load

from extract.ingest import Event, Failure, IngestError, Limits, ingest, run
from extract.publish import PublishError, open_database
from extract.schema import TABLES


def go(
    paths,
    database: Path,
    jobs: int = 1,
    digest: str = "rules1",
    load=load,
    on_event=lambda event: None,
    manifest: Path | None = None,
    **limits: float,
):
    return run(paths, database, jobs, digest, load, on_event, Limits(**limits), manifest)


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "output" / "policies.db"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """A folder that the test stands beside, to name it as a user does."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    return Path("docs")


# Files


def test_what_is_not_read_is_a_failure(folder, database):
    (folder / "a.exe").write_text("")
    (folder / "README").write_text("")
    (folder / "loop").symlink_to(Path("..", "docs"))
    (folder / "self").symlink_to("self")
    (folder / "broken.txt").symlink_to("nowhere.txt")
    os.mkfifo(folder / "pipe.txt")
    summary = go([folder, "docs/none.txt"], database)
    assert {(f.source, f.stage, f.error) for f in summary.failures} == {
        ("docs/README", "read", "not a format that is read: a name without a suffix"),
        ("docs/a.exe", "read", "not a format that is read: .exe"),
        ("docs/broken.txt", "read", "this is a broken link: what it points to is not there"),
        ("docs/loop", "read", "a link back to a folder that it is in"),
        ("docs/pipe.txt", "read", "this is not a regular file but a pipe, socket or device"),
        ("docs/self", "read", "the file can't be read: Too many levels of symbolic links"),
        ("docs/none.txt", "read", "there is no such file"),
    }
    with open_database(database) as db:
        rows = db.execute("select source, stage, error from failures").fetchall()
    assert {Failure(*row) for row in rows} == set(summary.failures)


def test_the_database_is_no_document(folder):
    write(folder, a=PLAN)
    for _ in range(2):
        assert go([folder], folder / "policies.db").failures == ()


def test_a_name_that_is_no_text(folder, database):
    (folder / os.fsdecode("政策.txt".encode("gbk"))).write_text(PLAN, encoding="utf-8")
    assert go([folder], database).ingested == 1
    with open_database(database) as db:
        assert column(db, "select source from sources") == [r"docs/\udcd5\udcfe\udcb2\udcdf.txt"]


def test_a_folder_that_can_be_read_again_is_no_failure(folder, database):
    write(folder / "a.txt", b=PLAN)
    with open_database(database) as db:
        db.table("failures").insert({"source": "docs/a.txt", "stage": "read", "error": "no rights", "at": "2025"})
    assert go([folder], database).ingested == 1
    with open_database(database) as db:
        assert db.table("failures").count == 0


def test_a_failure_goes_with_its_file(folder, database):
    write(folder, a=PLAN, b="unreadable")
    write(folder / "below", c="unreadable", d=PLAN + "丁")
    (folder / "e.exe").write_text("")
    url = "http://example.gov.cn/docs"
    assert len(go([folder], database).failures) == 3
    write(folder / "below", d="unreadable")
    with open_database(database) as db:
        db.table("failures").insert({"source": url, "stage": "read", "error": "not saved", "at": "2025"})
    assert len(go([folder], database).failures) == 4
    shutil.rmtree(folder / "below")
    go([folder / "a.txt"], database)
    with open_database(database) as db:
        assert len(column(db, "select source from failures")) == 5
    (folder / "b.txt").rename(folder / "b.md")
    go([folder], database)
    with open_database(database) as db:
        still = {"docs/b.md", "docs/e.exe", "docs/below/d.txt", url}  # what was read of the third is still there
        assert set(column(db, "select source from failures")) == still


# A run


def test_a_run_says_what_it_did_and_what_the_database_holds(folder, database):
    write(folder, a=PLAN, b="2030年修路30个。（市林业局）", c=PLAN, d="raise")
    events: list[Event] = []
    summary = go([folder], database, jobs=1, on_event=events.append)
    assert (summary.ingested, summary.unchanged, summary.documents) == (2, 1, 2)
    assert [(f.source, f.stage) for f in summary.failures] == [("docs/d.txt", "extract")]
    assert summary.failures[0].error.startswith("LookupError: no such 章 (stand_in.py:")
    assert summary.targets_by_year == ((2024, 1), (2025, 1), (2030, 1))
    assert summary.top_agencies == (("青岛市林业局", 3), ("青岛市发展改革委", 1), ("青岛市城管局", 1))
    assert (summary.seconds > 0, summary.interrupted) == (True, False)
    assert events[0] == Event("total", total=4)
    assert sorted((e.source, e.outcome) for e in events if e.kind == "finished") == [
        ("docs/a.txt", "ingested"),
        ("docs/b.txt", "ingested"),
        ("docs/c.txt", "unchanged"),
        ("docs/d.txt", "failed"),
    ]
    assert {e.source for e in events if e.kind == "started"} == {"docs/a.txt", "docs/b.txt", "docs/d.txt"}


def test_unchanged_files_cost_no_worker(folder, database):
    write(folder, a=PLAN, b="2030年修路30个。")
    assert go([folder], database).ingested == 2
    before = dump(database)
    again = go([folder], database, load=fail_to_load)
    assert (again.ingested, again.unchanged, again.failures) == (0, 2, ())
    after = dump(database)
    assert len(after.pop("runs")) - len(before.pop("runs")) == 1
    assert after == before


def test_what_changed_is_read_anew(folder, database):
    write(folder, a=PLAN, b="2030年修路30个。")
    go([folder], database)
    write(folder, b="2031年修路30个。")
    summary = go([folder], database)
    assert (summary.ingested, summary.unchanged, summary.documents) == (1, 1, 2)
    assert (2031, 1) in summary.targets_by_year and (2030, 1) not in summary.targets_by_year
    assert go([folder], database, digest="rules2", load=partial(load, "rules2")).ingested == 2


def test_a_file_that_vanished_is_left_alone(folder, database):
    write(folder, a=PLAN, b="2030年修路30个。")
    go([folder], database)
    (folder / "a.txt").unlink()
    assert go([folder], database).documents == 2


@pytest.mark.slow
def test_a_document_without_end_costs_itself_only(folder, database):
    write(folder, a=PLAN, b="hang", c="2030年修路30个。")
    summary = go([folder], database, seconds=4)
    assert summary.documents == 2
    assert [(f.source, f.error) for f in summary.failures] == [("docs/b.txt", "took longer than 4 seconds")]


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_bad_document_costs_itself_only(folder, database, jobs):
    bad = {"kill": "kill", "exit": "exit", "raise": "raise", "bytes": "unreadable", "text": "surrogate"}
    bad |= {"crash": "crash", "memory": "memory", "large": "large"}
    write(folder, **{f"{n}-{name}": text + str(n) for n, (name, text) in enumerate(bad.items())})
    write(folder, **{f"{n}-good": f"{n}{PLAN}" for n in range(len(bad))})
    summary = go([folder], database, jobs, memory=500, output=1)
    assert summary.ingested == summary.documents == len(bad)
    assert {(f.source.split("-")[1], f.stage, f.error.partition(" (stand_in")[0]) for f in summary.failures} == {
        ("kill.txt", "extract", "the process that was extracting it died (SIGKILL)"),
        ("exit.txt", "extract", "the process that was extracting it died (exit status 3)"),
        ("crash.txt", "extract", "the process that was extracting it died (SIGSEGV)"),
        ("memory.txt", "extract", "needed more than 500 MB of memory"),
        ("large.txt", "extract", "more than 1 MB of text and records came out of it"),
        ("raise.txt", "extract", "LookupError: no such 章"),
        ("bytes.txt", "read", "cut off in the middle of a character"),
        ("text.txt", "publish", "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed"),
    }
    write(folder, **{f"{n}-{name}": f"{n}好。" for n, name in enumerate(bad)})
    assert go([folder], database, jobs).failures == ()
    with open_database(database) as db:
        assert db.table("failures").count == 0


def test_what_a_worker_has_started_ends_with_it(folder, database, tmp_path):
    write(folder, a=f"child {tmp_path / 'pid'}")
    summary = go([folder], database, seconds=3)
    assert [failure.error for failure in summary.failures] == ["took longer than 3 seconds"]
    status = Path("/proc", (tmp_path / "pid").read_text(), "stat")
    assert not status.exists() or ") Z " in status.read_text()


@pytest.mark.slow
def test_pages_that_are_recognised_get_time_anew(folder, database):
    write(folder, a="pages " + PLAN)
    events: list[Event] = []
    assert go([folder], database, on_event=events.append, seconds=2).ingested == 1
    told = [(e.source, e.page, e.total) for e in events if e.kind == "page"]
    assert told == [("docs/a.txt", page, 4) for page in range(1, 5)]


@pytest.mark.slow
def test_pages_without_end_are_given_up(folder, database, monkeypatch):
    monkeypatch.setattr("extract.workers.PAGES", 2)
    write(folder, a="endless", b=PLAN)
    summary = go([folder], database, seconds=2)
    assert [failure.error for failure in summary.failures] == ["took longer than 4 seconds"]
    assert summary.ingested == 1


def test_what_libraries_print_is_not_shown(folder, database, capfd):
    write(folder, a="print " + PLAN)
    assert go([folder], database).ingested == 1
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("memory", "workers"), [(550, 2), (2_000, 1)])
def test_a_process_that_had_much_memory_is_not_given_another_file(folder, database, tmp_path, memory, workers):
    pids = tmp_path / "pids"
    pids.mkdir()
    write(folder, a=f"worker {pids}\n{PLAN}", b=f"worker {pids}\n2030年修路30个。")
    assert go([folder], database, memory=memory).ingested == 2  # about 300 MB are needed
    assert len(list(pids.iterdir())) == workers


def test_a_file_that_is_too_large_is_not_read(folder, database):
    with (folder / "a.txt").open("wb") as file:
        file.truncate(500_000_000)
    write(folder, b=PLAN)
    summary = go([folder], database)
    assert summary.failures == (Failure("docs/a.txt", "read", "the file is too large: more than 50 MB"),)
    assert summary.seconds < 10
    write(folder, a=PLAN * 10_000)
    assert go([folder], database, size=1).failures[0].error == "the file is too large: more than 1 MB"


def test_what_of_a_document_could_not_be_read_stays_said(folder, database):
    def failures() -> list[tuple[str, str, str]]:
        with open_database(database) as db:
            return db.execute("select source, stage, error from failures order by 1").fetchall()

    write(folder, a="残" + PLAN)
    unread = Failure("docs/a.txt", "read", "page 2: no text")
    events: list[Event] = []
    summary = go([folder], database, on_event=events.append)
    assert (summary.ingested, summary.failures, summary.partly) == (1, (), (unread,))
    assert events[-2:] == [Event("finished", "docs/a.txt", "ingested", "page 2: no text"), Event("comparing")]
    assert failures() == [("docs/a.txt", "read", "page 2: no text")]
    write(folder, b="残" + PLAN)  # a copy
    again = go([folder], database, load=fail_to_load)
    assert (again.unchanged, again.partly) == (2, (unread, Failure("docs/b.txt", "read", "page 2: no text")))
    assert len(failures()) == 2
    write(folder, a=PLAN, b="残" + PLAN + "。")
    assert go([folder], database).partly == (Failure("docs/b.txt", "read", "page 2: no text"),)
    write(folder, b=PLAN)
    assert (go([folder], database).partly, failures()) == ((), [])


def test_workers_that_cannot_start_end_the_run(folder, database):
    write(folder, a=PLAN)
    with pytest.raises(IngestError, match=r"while it loaded the rules \(exit status 7\)"):
        go([folder], database, load=fail_to_load)


def test_rules_that_change_during_a_run_end_it(folder, database):
    write(folder, a=PLAN)
    with pytest.raises(IngestError, match="rules or the program were changed"):
        go([folder], database, digest="rules2")


def test_a_database_that_cannot_be_used(folder, tmp_path):
    (tmp_path / "notes.db").write_text("not a database, but a text of some length" * 50)
    with pytest.raises(PublishError, match=r"notes\.db"):
        go([folder], tmp_path / "notes.db")
    with pytest.raises(ValueError, match="0 jobs"):
        go([folder], tmp_path / "new.db", jobs=0)


@pytest.fixture
def interruptible():
    """Interrupts reach this process, even where whoever started it lets its background jobs ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_leaves_what_is_written(folder, database):
    write(folder, a=PLAN, b="2030年修路30个。", c="hang")

    def interrupt(event: Event) -> None:
        if event.outcome == "ingested":
            os.kill(os.getpid(), signal.SIGINT)

    summary = go([folder], database, jobs=1, on_event=interrupt)
    assert summary.interrupted
    assert summary.ingested == summary.documents == 1
    again = go([folder / "a.txt", folder / "b.txt"], database)
    assert (again.ingested, again.unchanged, again.interrupted) == (1, 1, False)


def test_documents_of_the_real_extraction(folder, database):
    write(folder, a="一、绿色发展\n到2025年，森林覆盖率达到35%。（市林业局负责）\n")
    assert ingest([folder], database, 1).failures == ()
    with open_database(database) as db:
        assert column(db, "select source from documents") == ["docs/a.txt"]


# Kill -9, and two at once


def start(folder: Path, database: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "import sys, stand_in; stand_in.main(*sys.argv[1:])", str(folder), str(database)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def content(database: Path) -> dict[str, list[tuple]]:
    tables = dump(database)
    del tables["runs"]
    return tables


MANY = 24
KILLS = 3


@pytest.fixture
def many(folder: Path) -> Path:
    return write(folder, **{f"{n:02}": f"{n}{PLAN * 30}" for n in range(MANY)})


def is_held(path: Path) -> bool:
    """Whether the process that locked a file is alive."""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_a_sound_database(many, database, tmp_path):
    go([many], tmp_path / "undisturbed.db")
    wanted = content(tmp_path / "undisturbed.db")
    locks = tmp_path / "locks"
    locks.mkdir()
    chance = random.Random(7)
    written = [0]
    for _ in range(KILLS):
        process = start(many, database, TEST_LOCKS=str(locks))
        for _ in range(written[-1] + chance.randrange(1, 5)):
            process.stdout.readline()
        time.sleep(chance.random() * 0.03)
        process.kill()
        process.communicate()
        tables = content(database)  # and sound
        assert all(set(rows) <= set(wanted[table]) for table, rows in tables.items())
        written.append(len(tables["documents"]))
    assert written == sorted(written) and 0 < written[-1] < MANY
    deadline = time.monotonic() + 10
    while any(map(is_held, locks.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_held, locks.iterdir()))
    assert len(list(locks.iterdir())) == KILLS
    summary = go([many], database)
    assert (summary.ingested, summary.unchanged) == (MANY - written[-1], written[-1])
    assert content(database) == wanted


def test_kill_9_while_the_database_is_made(many, database):
    database.parent.mkdir()
    for chance in range(2):
        process = start(many, database)
        while not database.exists():
            time.sleep(0.0005)
        time.sleep(0.004 * chance)
        process.kill()
        process.communicate()
        with open_database(database) as db:
            assert set(TABLES) <= set(db.table_names())
        for file in database.parent.iterdir():
            file.unlink()


def test_two_runs_at_once_both_finish(many, database, tmp_path):
    processes = [start(many, database) for _ in range(2)]
    ends = [process.communicate(timeout=60)[0].splitlines()[-1].split() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    for name, ingested, unchanged, failed in ends:
        assert (name, int(ingested) + int(unchanged), failed) == ("summary", MANY, "0")
    go([many], tmp_path / "alone.db")
    assert content(database) == content(tmp_path / "alone.db")
