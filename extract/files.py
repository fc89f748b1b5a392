"""Which files there are to read at the paths that a user names."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from extract.manifest import NAMES, Manifest, Origin, read_manifest
from extract.publish import Failure, storable
from extract.read import SUFFIXES, ReadError

_SHOWN = 20  # of the errors in a manifest

# What web pages are shown with, as a mirror saves it: style.css, main.js?v=3
_ASSET = re.compile(
    r".*\.(?:css|less|js|mjs|map|svg|ico|cur|gif|webp|woff2?|ttf|eot|otf|swf)(?:[?@].*)?", re.IGNORECASE | re.DOTALL
)

FolderId = tuple[int, int]  # device and inode: one folder has one, whatever links lead to it


@dataclass(slots=True)
class Found:
    """What lies at some paths: files to read by their names as given, folders that were looked through, failures.

    ``origins`` says where files came from, by their names; ``listed`` are the manifests that say so, and the URLs of
    lists; ``assets`` is what in folders and manifests only serves to show web pages.
    """

    files: dict[str, Path] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    manifests: list[Path] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)


def find_files(paths: Iterable[Path | str], database: Path, manifest: Path | None = None) -> Found:
    """The files at these paths and in the folders there, sorted within each folder, each name once; then those that
    only the manifest lists, or one in a folder.

    Hidden files and folders are passed over unless they are named, as are those that Word keeps beside what is open
    (~$), and what only serves to show web pages; so is the database. Links are followed, after all
    else at a path: a folder to which several ways lead is looked through once, by a way without links where one is.
    """
    found = Found(manifests=[manifest] if manifest else [])
    ours = {database.resolve().with_name(database.name + ending) for ending in ("", "-wal", "-shm", "-journal")}
    ours |= {path.resolve() for path in found.manifests}
    for path in paths:
        _look_through(Path(path), ours, found)
    for path in found.manifests:
        _go_by(path, ours, found)
    return found


def _go_by(path: Path, ours: set[Path], found: Found) -> None:
    """Adds to what was found what a manifest says."""
    source = storable(path.as_posix())
    found.listed.append(source)
    try:
        manifest = read_manifest(path)
    except ReadError as error:
        manifest = Manifest(errors=[str(error)])
    known = {*found.files, *found.assets, *(failure.source for failure in found.failures)}
    for file, origin in manifest.files.items():
        name = storable(file.as_posix())
        found.origins.setdefault(name, origin)
        if name not in known and _ASSET.fullmatch(file.name) and file.exists():
            found.assets.append(name)
        elif name not in known:
            _look_through(file, ours, found)
    found.listed += manifest.urls
    found.failures += [Failure(url, "read", why) for url, why in manifest.missing.items()]
    if manifest.errors:
        more = len(manifest.errors) - _SHOWN
        shown = [*manifest.errors[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        found.failures.append(Failure(source, "read", storable("; ".join(shown))))


def _look_through(given: Path, ours: set[Path], found: Found) -> None:
    """Adds to what was found what lies at one path; ``ours`` are the files of the database."""
    pending = [(given, frozenset[FolderId]())]
    links = deque[tuple[Path, frozenset[FolderId]]]()
    seen: set[FolderId] = set()
    while pending or links:
        path, above = pending.pop() if pending else links.popleft()
        source = storable(path.as_posix())
        try:
            if path.is_dir():
                status = path.stat()
                folder = (status.st_dev, status.st_ino)
                if folder in above:
                    raise OSError("a link back to a folder that it is in")
                found.folders.append(source)
                if folder not in seen:
                    seen.add(folder)
                    within = above | {folder}
                    inside = sorted(p for p in path.iterdir() if not p.name.startswith((".", "~$")))
                    pending += [(p, within) for p in reversed(inside) if not p.is_symlink()]
                    links += [(p, within) for p in inside if p.is_symlink()]
            elif path.exists() and path.resolve() in ours:
                continue
            elif path.name in NAMES:
                found.manifests += [path] if path not in found.manifests else []
            elif path.suffix.lower() in SUFFIXES or not path.exists():
                found.files[source] = path
            elif path != given and _ASSET.fullmatch(path.name):
                found.assets.append(source)
            else:
                raise OSError(f"not a format that is read: {path.suffix or 'a name without a suffix'}")
        except OSError as error:
            found.failures.append(Failure(source, "read", storable(error.strerror or str(error))))
