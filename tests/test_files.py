"""Which files are found: by the names that the user gave, whatever links and rights there are."""

from pathlib import Path

import pytest
from rights import open_folder, without_rights

from extract.files import find_files
from extract.publish import Failure

DATABASE = Path("policies.db")


def make(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("文", encoding="utf-8")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch) -> None:
    """The test stands beside the folders, to name them as a user does."""
    monkeypatch.chdir(tmp_path)


def test_files_are_named_as_given_and_sorted():
    make(
        "docs/省/b.txt",
        "docs/省/a.txt",
        "docs/c.txt",
        "docs/d.MD",
        "docs/.git/hidden.txt",
        "docs/.hidden.txt",
        "docs/~$d.docx",
    )
    found = find_files(["./docs/", Path("docs/c.txt"), "docs/.hidden.txt"], DATABASE)
    assert list(found.files) == ["docs/c.txt", "docs/d.MD", "docs/省/a.txt", "docs/省/b.txt", "docs/.hidden.txt"]
    assert found.folders == ["docs", "docs/省"]
    assert found.failures == []
    here = Path.cwd()
    assert f"{here}/docs/c.txt" in find_files([here / "docs"], DATABASE).files


def test_links_to_other_folders_are_followed():
    make("docs/b.txt", "elsewhere/a.txt")
    Path("docs/link").symlink_to(Path("elsewhere").absolute())
    Path("elsewhere/back").symlink_to(Path("docs").absolute())
    found = find_files(["docs"], DATABASE)
    assert list(found.files) == ["docs/b.txt", "docs/link/a.txt"]
    assert found.failures == [Failure("docs/link/back", "read", "a link back to a folder that it is in")]


def test_a_folder_is_looked_through_once_by_its_own_name():
    make("docs/z/a.txt", "elsewhere/b.txt")
    for link, to in (("docs/a", "docs/z"), ("docs/b", "elsewhere"), ("docs/c", "elsewhere")):
        Path(link).symlink_to(Path(to).absolute())
    found = find_files(["docs"], DATABASE)
    assert list(found.files) == ["docs/z/a.txt", "docs/b/b.txt"]
    assert found.failures == []
    assert list(find_files(["docs", "elsewhere"], DATABASE).files) == [*found.files, "elsewhere/b.txt"]


def test_a_maze_of_links_is_walked_in_no_time():
    folders = [Path(f"docs/{n}").absolute() for n in range(60)]
    for folder in folders:
        make(f"{folder}/plan.txt")
        for other in folders:
            (folder / f"to-{other.name}").symlink_to(other)
    found = find_files(["docs"], DATABASE)
    assert set(found.files) == {f"docs/{n}/plan.txt" for n in range(60)}
    assert {failure.source for failure in found.failures} == {f"docs/{n}/to-{n}" for n in range(60)}
    assert len(found.folders) == 61 + 60 * 59


def test_a_maze_elsewhere_is_walked_in_no_time():
    rooms = [Path(f"maze/{n}").absolute() for n in range(60)]
    for room in rooms:
        make(f"{room}/plan.txt")
        for other in rooms:
            (room / f"to-{other.name}").symlink_to(other)
    make("docs/a.txt")
    Path("docs/in").symlink_to(rooms[0])
    found = find_files(["docs"], DATABASE)
    assert sorted(path.resolve() for path in found.files.values()) == sorted(
        path.resolve() for path in [Path("docs/a.txt"), *(room / "plan.txt" for room in rooms)]
    )
    assert all(failure.error == "a link back to a folder that it is in" for failure in found.failures)


def test_a_folder_without_rights_is_a_failure():
    with open_folder() as folder:
        make(f"{folder}/closed/a.txt", f"{folder}/b.txt")
        (folder / "closed").chmod(0)
        with without_rights():
            found = find_files([folder], DATABASE.absolute())
        assert found.failures == [Failure(f"{folder}/closed", "read", "Permission denied")]
        assert list(found.files) == [f"{folder}/b.txt"]


def test_what_only_shows_pages_is_passed_over_but_for_what_is_named():
    make("site/a.html", "site/style.css", "site/js/main.js?v=3", "site/logo.SVG", "site/data.json", "site/plan.css.txt")
    found = find_files(["site"], DATABASE)
    assert list(found.files) == ["site/a.html", "site/plan.css.txt"]
    assert found.assets == ["site/js/main.js?v=3", "site/logo.SVG", "site/style.css"]
    assert [failure.source for failure in found.failures] == ["site/data.json"]
    assert [failure.source for failure in find_files(["site/style.css"], DATABASE).failures] == ["site/style.css"]


def test_what_only_shows_pages_is_passed_over_in_a_manifest():
    make("site/a.html", "site/style.css")
    Path("site/manifest.csv").write_text(
        "file,url\na.html,https://e.cn/a\nstyle.css,https://e.cn/s\n", encoding="utf-8"
    )
    for paths in (["site"], []):
        found = find_files(paths, DATABASE, Path("site/manifest.csv"))
        assert (found.assets, found.failures) == (["site/style.css"], [])
