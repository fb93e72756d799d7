"""The documentation names the commands and options that there are, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ilofeed.cli import ilofeed

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield the commands of *group* by name, and in place of a group those in it: "dev expect"."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        elif command:
            yield f"{before}{name}", command


COMMANDS = dict(commands(ilofeed))


def sections() -> dict[str, str]:
    """Return the sections of docs/commands.md, by the command and arguments in their headings."""
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ilofeed (.*)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def options(command: click.Command) -> set[str]:
    names = {
        name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts
    }
    return {name for name in names if name.startswith("--")} - {"--config"}


def command_named(words: str) -> str:
    """Return the name of the command with which *words* begin; empty if there is none."""
    first = [" ".join(words.split()[:count]) for count in (2, 1)]
    return next((name for name in first if name in COMMANDS), "")


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_is_documented_with_its_options_and_no_others(name: str) -> None:
    found = [body for heading, body in sections().items() if command_named(heading) == name]

    assert len(found) == 1
    shown = re.findall(r"^\| (?:`-\w`, )?`(--[\w-]+)", found[0], flags=re.MULTILINE)
    assert set(shown) == options(COMMANDS[name])


def test_no_command_is_documented_that_is_not_there() -> None:
    assert [command_named(heading) for heading in sections()] == list(COMMANDS)


def test_every_command_and_option_has_help() -> None:
    for command in COMMANDS.values():
        assert command.help
        assert all(each.help for each in command.params if isinstance(each, click.Option))


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_commands_shown_are_commands_there_are(page: Path) -> None:
    shown = re.findall(
        r"(?:`|^    |\$ |bin/)ilofeed ([a-z]+\b[^\n`|;]*)", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    for line in shown:
        name = command_named(line)
        assert name, line
        known = options(COMMANDS[name])
        assert {word for word in line.split() if word.startswith("--")} <= known | {"--help", "--config"}, line


def test_every_command_of_a_recipe_is_one() -> None:
    """What is typed at a shell: ours are checked for their options above, files of ours must be there."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]

    assert len(lines) > 20
    for line in lines:
        for words in re.findall(r"(?:^|/)ilofeed (\w+)", line):
            assert words in COMMANDS, line
        for name in re.findall(r"(deploy/\S+)", line):
            assert list(ROOT.glob(name)), line
