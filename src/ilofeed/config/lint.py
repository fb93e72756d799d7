"""Find all mistakes in a configuration; `ilofeed.config.loader.parse` reports only the first one."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

from ilofeed.config.loader import build, raw
from ilofeed.core.errors import ConfigError

# Largest number of mistakes in a report; no operator reads more.
_ENOUGH = 100
_AT = re.compile(r"\[?(?P<table>[a-z]+)(?:\[(?P<number>\d+)\])?(?:\.(?P<key>[a-z_]+))?")
_UNKNOWN = re.compile(r"(?:\[.*\]|the top level) has no key '(?P<key>.*?)'[;,]")
# Keys that make no sense without the other one.
_TOGETHER = {
    "profile": ("selectors",),
    "selectors": ("profile",),
    "webhook": ("secret_file",),
    "secret_file": ("webhook",),
}


def mistakes(text: str, *, name: str = "config.toml", folder: Path = Path()) -> list[str]:
    """Return the mistakes in the configuration *text*, one sentence each; none if it is valid.

    Each mistake is taken out and the rest checked again, so that each mistake is reported once.
    """
    try:
        rest = raw(text, name=name)
    except ConfigError as error:
        return [str(error)]
    sentences: list[str] = []
    while len(sentences) < _ENOUGH:
        try:
            build(rest, name=name, folder=folder)
        except ConfigError as error:
            sentences.append(str(error))
        else:
            break
        before, rest = rest, _without(rest, sentences[-1].removeprefix(f"{name}: "))
        if rest == before:
            break
    return sentences


def _without(found: dict[str, Any], mistake: str) -> dict[str, Any]:
    """Return *found* without the value that *mistake* is about; unchanged if that is not known."""
    found = copy.deepcopy(found)
    at = _AT.match(mistake)
    unknown = _UNKNOWN.match(mistake)
    if unknown and mistake.startswith("the top level"):
        found.pop(unknown["key"], None)
    elif at:
        _take_out(found, at, unknown["key"] if unknown else at["key"])
    return found


def _take_out(found: dict[str, Any], at: re.Match[str], key: str | None) -> None:
    table, number = found.get(at["table"]), at["number"]
    if number is None or not isinstance(table, list) or int(number) >= len(table):
        if key and isinstance(table, dict):
            _pop(table, key)
        else:
            found.pop(at["table"], None)
        return
    # A valid entry replaces it, because without one the others would move to other places in the list.
    entry, sound = table[int(number)], _sound(at["table"], int(number))
    if isinstance(entry, dict) and key and key in entry and key not in sound:
        _pop(entry, key)
    elif isinstance(entry, dict) and key and entry.get(key) != sound[key]:
        entry[key] = sound[key]
    elif isinstance(entry, dict) and not key and re.fullmatch(r"[a-z0-9-]+", str(entry.get("slug"))):
        table[int(number)] = sound | {"slug": entry["slug"]} if entry != sound | {"slug": entry["slug"]} else sound
    else:
        table[int(number)] = sound


def _pop(table: dict[str, Any], key: str) -> None:
    for name in (key, *_TOGETHER.get(key, ())):
        table.pop(name, None)


def _sound(table: str, number: int) -> dict[str, str]:
    """Return a valid entry of the list *table*."""
    slug = {"slug": f"{table}-{number}-of-this-file"}
    return slug | {"url": "https://example.org/"} if table == "source" else slug
