"""Older office files made into .docx by LibreOffice, where it is installed."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from extract.read.path import ReadError

SECONDS = 45  # what one file may take: less than what its extraction may
_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
# Where this process dies first, the pipe that it holds closes: its folder goes, the program ends with all it started.
_WATCHED = 'exec 3<&0; { cat <&3; rm -rf "$0"; kill -KILL 0; } >/dev/null 2>&1 & "$@" </dev/null 3<&-'
# No macro runs, nothing embedded comes to life, and nothing is fetched that a file links to.
_SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)


def to_docx(data: bytes, suffix: str) -> bytes:
    """The file as .docx, made by LibreOffice; ``suffix`` (".doc", ".rtf") says what it is.

    LibreOffice runs without windows, macros and network links, with settings of its own in a temporary folder, and is
    ended with all that it started after SECONDS.

    Raises ReadError where LibreOffice is not installed, takes too long or makes nothing of the file.
    """
    program = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        raise ReadError(
            f"{suffix} files are read through LibreOffice, which is not installed: install LibreOffice Writer "
            "(on Debian and Ubuntu: apt-get install libreoffice-writer-nogui), or save the file as .docx"
        )
    with TemporaryDirectory(prefix="zhengce-") as folder:
        source, made = Path(folder, f"document{suffix}"), Path(folder, "made")
        settings = Path(folder, "profile", "user", "registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(_settings(), encoding="utf-8")
        source.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        convert = ["--headless", "--norestore", "--convert-to", "docx", "--outdir", str(made), str(source)]
        said = _run([program, profile, *convert], Path(folder))
        result = made / "document.docx"
        if not result.is_file():
            raise ReadError(f"LibreOffice can't open the file: it is damaged, encrypted, or no document{said}")
        return result.read_bytes()


def _settings() -> str:
    items = (
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{"".join(items)}</oor:items>'


def _run(command: list[str], folder: Path) -> str:
    """What a program says before it ends, for a message. Raises ReadError after SECONDS."""
    environment = {**os.environ, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp", "LC_ALL": "C.UTF-8"}
    ours, theirs = os.pipe()
    process = subprocess.Popen(  # noqa: S603 - the command is ours, but for the path of a temporary folder
        command if sys.platform == "win32" else ["/bin/sh", "-c", _WATCHED, str(folder), *command],
        cwd=folder,
        env=environment,
        stdin=ours,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"LibreOffice took longer than {SECONDS} seconds for the file") from error
    finally:
        _end(process)
        os.close(ours)
        os.close(theirs)
    said = output.decode("utf-8", "replace").strip().splitlines()
    return f" ({said[-1][:200]})" if said else ""


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends a program with all that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):  # nothing of it runs any more
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
