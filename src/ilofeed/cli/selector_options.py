"""Options of a command for the keys of ``[source.selectors]``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_type_hints

import click

from ilofeed.config.selectors_table import SelectorsTable
from ilofeed.core.selectors import SEARCHED, UNTIL_NEXT, Alternatives

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")

_Command = TypeVar("_Command", bound=Callable[..., object])


def selector_options(command: _Command) -> _Command:
    """Add an option for each key of ``[source.selectors]``. The command gets them as keyword arguments."""
    hints = get_type_hints(SelectorsTable, include_extras=True)
    for name in reversed(SelectorsTable.__struct_fields__):
        description = _LINK.sub(r"\1", hints[name].__metadata__[0].description)
        command = click.option(
            f"--{name.replace('_', '-')}",
            name,
            help=f"{description[0].upper()}{description[1:]}.",
            **_kind(name),
        )(command)
    return command


def _kind(name: str) -> Mapping[str, Any]:
    """Return the arguments of click for the type of the key *name*."""
    if name == "span":
        return {"type": click.Choice([UNTIL_NEXT])}
    return {"metavar": "CSS" if name in SEARCHED else "FORMAT", "multiple": name in SEARCHED and name != "item"}


def given(options: Mapping[str, str | tuple[str, ...] | None]) -> dict[str, Alternatives]:
    """Return those of *options* that are on the command line, as in the configuration."""
    return {name: value for name, value in options.items() if value}
