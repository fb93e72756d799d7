"""Write the keys of a source as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping

#: The keys of a ``[[source]]`` to write, and of its tables.
SourceKeys = Mapping[str, str | Mapping[str, str]]


def lines_of(keys: Mapping[str, str]) -> list[str]:
    """Return *keys* as lines of TOML."""
    return [f"{name} = {quoted(value)}" for name, value in keys.items()]


def lines_of_source(keys: SourceKeys) -> list[str]:
    """Return the *keys* of a ``[[source]]`` as lines of TOML, its tables at the end."""
    lines = lines_of({name: value for name, value in keys.items() if isinstance(value, str)})
    for name, value in keys.items():
        if not isinstance(value, str):
            lines += [f"[source.{name}]", *lines_of(value)]
    return lines


def inline(keys: SourceKeys) -> str:
    """Return *keys* as an inline table."""
    parts = (
        f"{name} = {quoted(value) if isinstance(value, str) else inline(value)}" for name, value in keys.items()
    )
    return f"{{{', '.join(parts)}}}"


def quoted(value: str) -> str:
    """Return *value* as a string of TOML, which is a string of JSON except for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
