"""Where the rule sets and the sample corpus lie: inside an installed wheel, or at the top of a checkout."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """The folder ``rules`` or ``corpus`` that came with this installation.

    >>> (data_folder("rules") / "quantities.toml").exists()
    True

    Raises FileNotFoundError where the installation lacks it.
    """
    for folder in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"this installation has no folder {name!r}: reinstall zhengce")


@cache
def rules_of_ours(file: str) -> dict[str, Any]:
    """What a file of the rules that came with this installation holds, for stages that no user's rules reach.

    >>> rules_of_ours("pages.toml")["subject"]
    'page'
    """
    parsed: dict[str, Any] = tomllib.loads((data_folder("rules") / file).read_text(encoding="utf-8"))
    return parsed
