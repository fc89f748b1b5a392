"""Where the rule sets and the sample corpus lie: inside an installed wheel, or at the top of a checkout."""

from pathlib import Path

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
