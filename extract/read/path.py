"""Bytes of a file, or a plain reason why it can't be read."""

import stat
from pathlib import Path, PurePath

from extract.limits import MEGABYTE, Limits

MAX_BYTES = Limits().size * MEGABYTE
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})
OFFICE_SUFFIXES = frozenset({".docx", ".doc", ".wps", ".rtf", ".ofd", ".mht", ".mhtml"})
PAGES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".jhtml"})  # as servers call them, and wget keeps it
SUFFIXES = frozenset({".txt", ".md", ".markdown", ".pdf"}) | PAGES | IMAGES | OFFICE_SUFFIXES


# What texts are read as, what says least of a document first, and their suffixes by place in it.
_SAYING = ("text/plain", "text/markdown", "text/html")
_TEXTS = {".md": 1, ".markdown": 1, **dict.fromkeys(PAGES, 2)}


class ReadError(Exception):
    """A file that can't be read; the message says in plain English what is wrong with it."""


def read_path(path: str | Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of at most ``max_bytes`` that holds more than white space.

    Raises ReadError for anything else; a pipe or a device is never opened.

    >>> read_path("no-such-plan.txt")
    Traceback (most recent call last):
    extract.read.path.ReadError: there is no such file
    """
    path = Path(path)
    try:
        check_size(_size(path), max_bytes)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise ReadError(_reason(path, error)) from error
    check_size(len(data), max_bytes)
    if not data.strip():
        raise ReadError("the file holds only white space" if data else "the file is empty (0 bytes)")
    return data


def says_more(name: str, media_type: str) -> bool:
    """Whether the same text says more read as its name has it than as the media type that it was read as.

    >>> says_more("plan.html", "text/plain"), says_more("plan.txt", "text/html")
    (True, False)
    """
    return media_type in _SAYING and _TEXTS.get(PurePath(name).suffix.lower(), 0) > _SAYING.index(media_type)


def check_size(size: int, max_bytes: int = MAX_BYTES) -> None:
    """Nothing for a size in bytes that is read; raises ReadError for a larger one."""
    if size > max_bytes:
        raise ReadError(f"the file is too large: more than {max_bytes // 1_000_000} MB")


def _size(path: Path) -> int:
    """The size of a regular file, which is not opened for that."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise ReadError("this is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError("this is not a regular file but a pipe, socket or device")
    return status.st_size


def _reason(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "this is a broken link: what it points to is not there" if path.is_symlink() else "there is no such file"
    if isinstance(error, PermissionError):
        return "no permission to read the file"
    return f"the file can't be read: {error.strerror or error}"
