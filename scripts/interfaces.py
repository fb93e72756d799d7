"""Write docs/interfaces.txt: each name that configurations, scripts, dashboards and programs depend on, one a line.

    python scripts/interfaces.py          writes it
    python scripts/interfaces.py --check  writes nothing; exit status 1 if it is stale

A changed line is seen in review. A release compares the file with that of the release before (`scripts/release.py`):
docs/stability.md has the rules.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum, EnumType
from hashlib import sha256
from inspect import Parameter, isfunction, signature
from pathlib import Path
from typing import Any, get_args, get_type_hints

import click
from msgspec import Struct

import ilofeed
from ilofeed import testing
from ilofeed.cli import ilofeed as command_line
from ilofeed.config.environment import CONFIG, variable
from ilofeed.config.schema import GeneralTable, schema
from ilofeed.core.layout_names import NAMES, READING
from ilofeed.core.plugins import GROUP
from ilofeed.core.state import Condition, Event, Outcome
from ilofeed.publish.render import FORMATS
from ilofeed.publish.stamps import RENDERING
from ilofeed.publish.validate import RULES

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "interfaces.txt"
SOURCE = ROOT / "src" / "ilofeed"

#: Extras for those who change the program.
_OF_DEVELOPERS = {"dev", "docs"}


def main() -> int:
    """Write the file, or report that it is stale."""
    now = "".join(f"{line}\n" for line in lines())
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == now:
        return 0
    if "--check" in sys.argv[1:]:
        print(f"{TARGET.name} is stale; make docs writes it anew")
        return 1
    TARGET.write_text(now, encoding="utf-8")
    print(f"wrote {TARGET.name}")
    return 0


def lines() -> list[str]:
    """Return all names with their kinds, sorted."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [
        f"number READING {READING}",
        f"number RENDERING {RENDERING}",
        f"variable {CONFIG}",
        f"plugins {GROUP}",
    ]
    found += _needs(project)
    found += [f"condition {each.value}" for each in Condition]
    found += [f"event {each.value}" for each in Event]
    found += [f"extra {name}" for name in project["optional-dependencies"] if name not in _OF_DEVELOPERS]
    found += [f"feed {{slug}}.{name}" for name in FORMATS]
    for name in testing.__all__:
        found += [f"library testing.{line}" for line in _described(getattr(testing, name))]
    found += [f"outcome {each.value}" for each in Outcome]
    found += [f"profile {name}" for name in NAMES]
    found += [f"rule {name}" for name in RULES]
    found += [f"variable {variable(key)}" for key in GeneralTable.__struct_fields__]
    for some in (_commands(command_line, ""), _keys(), _json(), _metrics(), _migrations(), _reasons(), _library()):
        found += some
    return sorted(set(found))


def _needs(project: Mapping[str, Any]) -> Iterator[str]:
    """Yield the Python and the packages that an installation needs, with their oldest versions."""
    yield f"needs Python {project['requires-python']}"
    yield from (f"needs {requirement}" for requirement in project["dependencies"])
    for extra, requirements in project["optional-dependencies"].items():
        if extra not in _OF_DEVELOPERS:
            yield from (f"needs [{extra}] {requirement}" for requirement in requirements)


def _commands(group: click.Group, above: str) -> Iterator[str]:
    """Yield commands with their arguments, options and what these can be, also those of groups of commands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        yield f"command {above}{name}"
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from (f"option {above}{name} {option}" for option in parameter.opts)
            else:
                many, needed = "..." * (parameter.nargs < 0), " (needed)" * parameter.required
                yield f"argument {above}{name} {parameter.name}{many}{needed}"
            if isinstance(parameter.type, click.Choice):
                yield from (f"choice {above}{name} {parameter.opts[0]} {each}" for each in parameter.type.choices)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{above}{name} ")


def _keys() -> Iterator[str]:
    """Yield the keys of config.toml with defaults; a key that is needed says so, and each value of an enumeration."""
    for table, found in schema()["$defs"].items():
        for key, of_key in found["properties"].items():
            needed = " (needed)" if key in found["required"] else ""
            yield f"key {table}.{key}{needed}"
            yield from (f"key {table}.{key} = {value!r}" for value in _enumerated(of_key))
            if table != "File" and "default" in of_key:
                yield f"default {table}.{key} = {of_key['default']!r}"


def _enumerated(of_key: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values of a key that are an enumeration, also those beside which others are allowed."""
    for part in (of_key, *of_key.get("anyOf", ())):
        yield from part.get("enum", ())


def _sections() -> Iterator[tuple[str, str]]:
    """Yield each command of docs/commands.md with its section."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for section in page.split("\n## ilofeed ")[1:]:
        yield re.split(r"[ \n]", section, maxsplit=1)[0], section


def _json() -> Iterator[str]:
    """Yield the documented keys of the JSON of each command and of alerts; tests compare them with real output."""
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    alerts = page.partition("\n## [alerts]\n")[2].partition("\n## ")[0]
    yield from (f"json alerts {key}" for key in re.findall(r"\"(\w+)\": ", alerts))
    for name, section in [*_sections(), ("alerts", alerts)]:
        shapes = re.findall(r"`\{\".*?\}`", section, re.DOTALL)
        sentences = re.findall(r"^An? [A-Z]{3,} has .*?\.$", section, re.DOTALL | re.MULTILINE)
        found = re.findall(r"\"(\w+)\"", " ".join(shapes)) + re.findall(r"`(\w+)`", " ".join(sentences))
        yield from (f"json {name} {key}" for key in found)


def _reasons() -> Iterator[str]:
    """Yield the documented reason codes of polls; a test compares them with the code."""
    section = dict(_sections())["fetch"]
    for row in re.findall(r"^\| (`.*?) \|", section.partition("| reason | |")[2], re.MULTILINE):
        yield from (f"reason {code}" for code in re.findall(r"`(\w+)`", row))


def _metrics() -> Iterator[str]:
    for path in (SOURCE / "serve").rglob("*.py"):
        found = re.findall(r"[\"'](ilofeed_[a-z_]+)[\"']", path.read_text(encoding="utf-8"))
        yield from (f"metric {name}" for name in found)


def _migrations() -> Iterator[str]:
    """Yield each migration with a digest: a released one never changes."""
    for path in SOURCE.glob("store/*/migrations/*.sql"):
        digest = sha256(path.read_bytes()).hexdigest()[:16]
        yield f"migration {path.parts[-3]} {path.stem} {digest}"


def _library() -> Iterator[str]:
    """Yield the public names of `import ilofeed`, and the types in their fields.

    A name has what it needs in its line, so that another need changes it; each optional argument, field and property
    has a line of its own.
    """
    yield "library __version__"
    waiting = [getattr(ilofeed, name) for name in ilofeed.__all__ if name != "__version__"]
    done: list[object] = []
    while waiting:
        value = waiting.pop()
        if value not in done:
            done.append(value)
            waiting += _types_in_fields(value)
            yield from (f"library {line}" for line in _described(value))


def _described(value: Callable[..., object]) -> Iterator[str]:
    """Yield what a program may use of *value*, a function or a type."""
    name = value.__name__
    if isinstance(value, EnumType):
        members: Iterable[Enum] = value.__members__.values()
        yield from (f"{name}.{each.name} = {each.value!r}" for each in members)
        return
    if isinstance(value, type):
        found = ((each, of.fget) for each, of in vars(value).items() if isinstance(of, property))
        yield from (f"{name}.{each} -> {_type(signature(of).return_annotation)}" for each, of in found if of)
        methods = ((each, of) for each, of in vars(value).items() if isfunction(of) and not each.startswith("_"))
        for each, method in methods:
            yield from _called(f"{name}.{each}", list(signature(method).parameters.values())[1:], method)
    yield from _called(name, list(signature(value).parameters.values()), value)


def _called(name: str, parameters: Iterable[Parameter], value: Callable[..., object]) -> Iterator[str]:
    """Yield how *value* is called as *name* with *parameters*."""
    needed: list[str] = []
    is_last_named = False
    for number, parameter in enumerate(parameters, start=1):
        is_named = parameter.kind is Parameter.KEYWORD_ONLY
        written = f"{parameter.name}: {_type(parameter.annotation)}"
        if parameter.default is Parameter.empty:
            needed += ["*", written] if is_named and not is_last_named else [written]
            is_last_named = is_named
        else:
            place = "" if is_named else f"{number} "
            yield f"{name} {place}{written} = {_default(parameter.default)}"
    is_of = value.__bases__[0].__name__ if isinstance(value, type) else _type(signature(value).return_annotation)
    yield f"{name}({', '.join(needed)}) -> {is_of}"


def _default(value: object) -> str:
    return value.__name__ if callable(value) and hasattr(value, "__name__") else repr(value)


def _type(annotation: object) -> str:
    """Return *annotation*, alike in every version of Python."""
    text = annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", text)


def _types_in_fields(value: object) -> Iterator[type]:
    """Yield the types of ilofeed in the fields of *value*, if it has some."""
    hints = get_type_hints(value).values() if isinstance(value, type) and issubclass(value, Struct) else ()
    waiting = list(hints)
    while waiting:
        hint = waiting.pop()
        waiting += get_args(hint)
        if isinstance(hint, type) and hint.__module__.startswith("ilofeed."):
            yield hint


if __name__ == "__main__":
    sys.exit(main())
