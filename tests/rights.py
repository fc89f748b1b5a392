"""Folders and files that nobody may read: for root, who may read everything, too."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def without_rights():
    """Within the block, root is nobody: root may read and write everything."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


@contextmanager
def open_folder():
    """A folder that everybody may enter, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
