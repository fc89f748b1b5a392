"""The README says what is so: help as the program prints it, commands and options that exist, make targets that run."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from extract.cli import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```[^\n]*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
HELP = [block for block in BLOCKS if re.match(r"\$ zhengce\b[^\n]*--help\n", block)]
LINES = [
    shlex.split(line.removeprefix("$ "), comments=True)
    for block in BLOCKS
    for line in block.replace("\\\n", " ").splitlines()
    if re.match(r"(\$ )?zhengce ", line)
]


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    for inner, command in group.commands.items():
        full = f"{name} {inner}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, full)
        else:
            yield full, command


@pytest.mark.parametrize("block", HELP, ids=lambda block: block.partition("\n")[0])
def test_help_in_the_readme_is_what_the_program_prints(block: str) -> None:
    command, _, printed = block.partition("\n")
    # click leaves two of a terminal's 80 columns free, its runner does not
    result = CliRunner().invoke(cli, shlex.split(command)[2:], prog_name="zhengce", terminal_width=78)
    assert result.exit_code == 0
    assert printed.strip() == result.output.strip()


@pytest.mark.parametrize("name", dict(commands(cli)))
def test_each_command_is_in_the_readme(name: str) -> None:
    assert f"zhengce {name}" in README


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_commands_in_the_readme_exist_with_their_options(line: list[str]) -> None:
    command: click.Command = cli
    words = line[1:]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in command.commands
        command = command.commands[words.pop(0)]
    with click.Context(command, help_option_names=["-h", "--help"]) as context:
        known = {option for parameter in command.get_params(context) for option in parameter.opts}
    assert {word for word in words if re.match(r"--?[a-z]", word)} <= known


def test_make_targets_in_the_readme_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=`|\s*(?:$|#))", README, re.MULTILINE))
    assert {"demo", "test"} <= named <= targets
