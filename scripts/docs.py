"""Write the parts of docs/ that are made from the code, each between two marks that name it.

    python scripts/docs.py          writes them
    python scripts/docs.py --check  writes nothing; exit status 1 where a page is stale

What an option or a key means is said in the code, once: there `--help` and the JSON Schema find it too.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
import textwrap
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ilofeed.cli import ilofeed
from ilofeed.config.environment import variable
from ilofeed.config.schema import schema
from ilofeed.publish.validate import RULES

DOCS = Path(__file__).parents[1] / "docs"

_PART = re.compile(r"(<!-- made by scripts/docs\.py: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)
_LEFT_OUT = re.compile(r"(?:; )?left out: (.*)$")


def main() -> int:
    """Write the pages, or say which are stale."""
    stale = 0
    for page in sorted(DOCS.glob("*.md")):
        before = page.read_text(encoding="utf-8")
        after = _PART.sub(lambda found: f"{found[1]}{_part(found[2])}{found[3]}", before)
        if after != before and "--check" in sys.argv[1:]:
            stale += 1
            print(f"{page.name} is stale; make docs writes it anew")
        elif after != before:
            page.write_text(after, encoding="utf-8")
            print(f"wrote {page.name}")
    return min(stale, 1)


def _part(name: str) -> str:
    """Return the text between the marks of *name*, such as "command fetch"."""
    kind, _, of = name.partition(" ")
    makers: dict[str, Callable[[str], str]] = {
        "command": _command,
        "keys": _keys,
        "packages": _packages,
        "rules": _rules,
        "variables": _variables,
    }
    return makers[kind](of)


def _command(name: str) -> str:
    """A command: how it is called, what its help says, its options."""
    command = click_command(ilofeed, *name.split())
    if command is None:
        raise SystemExit(f"there is no command {name!r}")
    arguments = [_argument(each) for each in command.params if isinstance(each, click.Argument)]
    text = f"## ilofeed {' '.join([name, *arguments])}\n\n{_prose(command.help or '')}\n"
    rows = [
        (_names(each), *_default(each))
        for each in command.params
        if isinstance(each, click.Option) and each.name != "config"
    ]
    return text + ("\n" + _table(("option", "default", ""), rows) if rows else "")


def click_command(group: click.Group, name: str, *names: str) -> click.Command | None:
    """Return the command *name* of *group*, or the one of a group in it."""
    command = group.get_command(click.Context(group), name)
    return click_command(command, *names) if names and isinstance(command, click.Group) else command


def _argument(argument: click.Argument) -> str:
    name = argument.metavar or str(argument.name).upper()
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _prose(text: str) -> str:
    """Return the help of a command in Markdown, with what keeps its lines as a block."""
    paragraphs = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        kept = paragraph.removeprefix("\b\n")
        words = textwrap.fill(" ".join(paragraph.split()), 120, break_long_words=False, break_on_hyphens=False)
        paragraphs.append(f"```text\n{kept}\n```" if kept != paragraph else words)
    return "\n\n".join(paragraphs)


def _names(option: click.Option) -> str:
    *short, long = sorted(option.opts, key=len)
    value = ""
    if isinstance(option.type, click.Choice):
        value = " " + "|".join(option.type.choices)
    elif not option.is_flag:
        value = f" {option.metavar}"
    return ", ".join([f"`{each}`" for each in short] + [f"`{long}{value}`"])


def _default(option: click.Option) -> tuple[str, str]:
    """Default and meaning."""
    default = f"`{option.default}`" if option.show_default and not option.is_flag else ""
    return _left_out(option.help or "", default)


def _keys(name: str) -> str:
    """A table of config.toml, as its schema has it, with the default of each key."""
    table = schema()["$defs"][name]
    rows = [
        (f"`{key}`", *_key(found, is_needed=key in table["required"]))
        for key, found in table["properties"].items()
    ]
    return _table(("key", "default", ""), rows)


def _key(found: Mapping[str, Any], *, is_needed: bool) -> tuple[str, str]:
    """Default and meaning."""
    said = found["description"]
    if "maximum" in found:
        said += f"; from {found['minimum']} to {found['maximum']}"
    default = found.get("default")
    written = "none" if default in (None, "") else f"`{json.dumps(default)}`"  # JSON writes these as TOML does
    return _left_out(said, "needed" if is_needed else written)


def _variables(_: str) -> str:
    """The environment variables, in the order of the keys that they set."""
    kinds = {"integer": "a whole number", "array": "a list, separated by commas or blanks"}
    keys = schema()["$defs"]["GeneralTable"]["properties"]
    rows = [(f"`{variable(key)}`", f"`{key}`", kinds.get(found.get("type"), "")) for key, found in keys.items()]
    return _table(("variable", "key of `[ilofeed]`", ""), rows)


def _rules(_: str) -> str:
    """The rules of `ilofeed validate`."""
    return _table(("rule", ""), [(f"`{rule}`", said) for rule, said in RULES.items()])


def _packages(_: str) -> str:
    """Return the table of packages, from `docs/packages.toml`."""
    rows = []
    for package in tomllib.loads((DOCS / "packages.toml").read_text(encoding="utf-8"))["package"]:
        imports = {"": "nothing of ours", "above": "any package above", "core": "`core`"}[
            "".join(package["imports"])
        ]
        rows.append((f"`{package['name']}/`", package["is"], imports))
    return _table(("package", "is", "imports"), rows)


def _left_out(said: str, default: str) -> tuple[str, str]:
    """Default and meaning, where what is *said* names the default in words."""
    found = _LEFT_OUT.search(said)
    if found is None:
        return default, said
    return found[1].rstrip("."), said[: found.start()] + "." * said.endswith(".")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    written = ("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |\n" for line in lines)
    return "".join(written).replace("|  |", "| |")


if __name__ == "__main__":
    sys.exit(main())
