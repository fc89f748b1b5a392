"""What a manifest says of saved files: which there are, where each came from and when it was fetched.

It may come with files that somebody else has saved, so nothing that it says is believed before it has been looked at.
"""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PureWindowsPath
from urllib.parse import SplitResult, unquote, urlsplit

from extract.read.encoding import decode
from extract.read.path import ReadError, read_path

NAMES = ("manifest.csv", "manifest.tsv", "manifest.jsonl")  # by which a manifest is known in a folder

_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ][0-9:.,+Z -]*)?")
_LONGEST = 60  # characters of what is wrong in a line that are shown


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file came from, and the day on which it was fetched (ISO)."""

    url: str | None
    fetched_on: str | None


NO_ORIGIN = Origin(None, None)


@dataclass(slots=True)
class Manifest:
    """Files by their paths with their origins; of a list of addresses all of them, and those of which there is no file
    with why; and what is wrong with its lines.
    """

    files: dict[Path, Origin] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def read_manifest(path: Path) -> Manifest:
    """What a manifest lists, by its suffix: .csv, .tsv or .jsonl with the columns file (or path), url and fetched, or
    else a list of URLs, one a line, whose files lie where ``wget`` saves them.

    Files are named from the manifest's own folder, and lie in it. A line that can't be used is an error, by its number.
    Raises ReadError where nothing of it can be read.
    """
    text, _ = decode(read_path(path))
    manifest = Manifest()
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".tsv", ".jsonl"):
        _take_urls(text, path.parent, manifest)
        return manifest
    try:
        for number, row in _objects(text) if suffix == ".jsonl" else _rows(text, "\t" if suffix == ".tsv" else ","):
            try:
                name = _inside(row.get("file") or row.get("path") or "")
                origin = Origin(_address(row["url"]).geturl() if row.get("url") else None, _day(row.get("fetched")))
                _add(manifest, path.parent / name, origin)
            except ValueError as error:
                manifest.errors.append(f"line {number}: {error}")
    except (csv.Error, RecursionError) as error:
        manifest.errors.append(f"can't be read to its end: {error}")
    return manifest


def _add(manifest: Manifest, file: Path, origin: Origin) -> None:
    if manifest.files.setdefault(file, origin) != origin:
        raise ValueError(f"{_short(file.name)} is listed before, with another origin")


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with the numbers of their lines, and their fields by the names in its head."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    head = [name.strip().lower() for name in next(reader, [])]
    if not {"file", "path"} & set(head):
        raise ReadError("this manifest has no column 'file' or 'path'")
    for row in reader:
        if any(row):
            yield reader.line_num, dict(zip(head, map(str.strip, row), strict=False))


def _objects(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The objects that stand a line each, with the numbers of their lines."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found = json.loads(line)
            except ValueError:
                found = None
            is_row = isinstance(found, dict) and all(isinstance(value, str) for value in found.values())
            # what is no object of strings is refused as a line that names no file
            yield number, found if is_row else {}


def _take_urls(text: str, folder: Path, manifest: Manifest) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        url = line.strip()
        if not url or url.startswith("#"):
            continue
        try:
            names = [_inside(name) for name in _saved_as(_address(url))]
            manifest.urls.append(url)
            saved = next((folder / name for name in names if os.path.isfile(folder / name)), None)  # noqa: PTH113
            if saved is None:
                manifest.missing[url] = f"no file was saved from it: there is no {names[0]} beside the list"
            else:
                _add(manifest, saved, Origin(url, None))
        except ValueError as error:
            manifest.errors.append(f"line {number}: {error}")


def _saved_as(url: SplitResult) -> list[str]:
    """The names by which wget saves what is at a URL: with the host (-x, --mirror) or without, with or without -E."""
    path = url.path.lstrip("/")
    if not path or path.endswith("/"):
        path += "index.html"
    if url.query:
        path += "?" + url.query.replace("/", "%2F")
    host = url.netloc.rpartition("@")[2].lower()
    names = [f"{host}/{path}", path.rpartition("/")[2]]
    names = [form for name in names for form in (unquote(name), name)]
    return list(dict.fromkeys(form for name in names for form in (name, f"{name}.html")))


def _inside(name: str) -> str:
    """The name, if it is one of a file below the manifest's folder, on whatever system it was written."""
    if not name:
        raise ValueError("names no file")
    path = PureWindowsPath(name)  # knows both slashes, and drives
    if path.anchor or ".." in path.parts or not name.isprintable():
        raise ValueError(f"not a file below the manifest's folder: {_short(name)}")
    return name


def _address(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError(f"not a web address: {_short(url)}") from error
    if parts.scheme not in ("http", "https", "ftp") or not parts.hostname or " " in url or not url.isprintable():
        raise ValueError(f"not a web address: {_short(url)}")
    return parts


def _day(fetched: str | None) -> str | None:
    if not fetched:
        return None
    found = _DAY.fullmatch(fetched)
    with suppress(ValueError):  # of a day that the calendar lacks
        if found:
            return date(*map(int, found.groups())).isoformat()
    raise ValueError(f"not a date: {_short(fetched)}")


def _short(text: str) -> str:
    return text[:_LONGEST] + ("…" if len(text) > _LONGEST else "")
