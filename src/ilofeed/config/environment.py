"""The keys of ``[ilofeed]`` as environment variables: ``ILOFEED_BASE_URL`` is ``base_url``.

A variable counts before the file. An empty one is as one that is not set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ilofeed.config.alerts_table import AlertsTable
from ilofeed.config.fetch_table import FetchTable
from ilofeed.config.schema import GeneralTable
from ilofeed.core import secrets

PREFIX = "ILOFEED_"
#: The variable that names the configuration file.
CONFIG = "ILOFEED_CONFIG"


def variable(key: str) -> str:
    """Return the name of the variable of *key*."""
    return PREFIX + key.upper()


def general_values(environ: Mapping[str, str]) -> dict[str, tuple[str, Any]]:
    """Return the names of the variables in *environ* with their values in TOML, by key of ``[ilofeed]``.

    Passwords of addresses in them are hidden from now on.
    """
    found: dict[str, tuple[str, Any]] = {}
    for field in msgspec.structs.fields(GeneralTable):
        name = variable(field.name)
        text = environ.get(name, "").strip()
        if text:
            secrets.add_passwords(text)
            found[field.name] = name, _value(text, field.default)
    return found


def _value(text: str, default: object) -> object:
    """Return *text* as a value of the type of *default*; *text* itself if it is none."""
    if isinstance(default, tuple):
        return text.replace(",", " ").split()
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(text.lower(), text)
    if isinstance(default, int) and re.fullmatch(r"[0-9]{1,18}", text):
        return int(text)
    return text


def doubtful(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield a note for each variable in *environ* that is probably a misspelt key.

    Kubernetes sets variables such as ``ILOFEED_PORT_8000_TCP`` for a service of this name, so others are none of ours.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - for variables that are no key

    names = {key.upper(): variable(key) for key in GeneralTable.__struct_fields__} | {"CONFIG": CONFIG}
    tables = {"fetch": FetchTable, "alerts": AlertsTable}
    for name in sorted(environ):
        rest = name.upper().removeprefix(PREFIX)
        if rest == name.upper() or name in names.values():
            continue
        elsewhere = [table for table, shape in tables.items() if rest.lower() in shape.__struct_fields__]
        near = names.get(rest) or names.get(next(iter(get_close_matches(rest, list(names), n=1)), ""))
        if elsewhere:
            yield f"the environment variable {name} has no effect: {rest.lower()} is a key of [{elsewhere[0]}]"
        elif near:
            yield f"the environment variable {name} has no effect, did you mean {near}?"
