"""Find all mistakes in a configuration; `ilofeed.config.loader.parse` reports only the first one."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from ilofeed.config.documents import LISTS, Documents
from ilofeed.config.loader import build
from ilofeed.config.messages import PlacedError
from ilofeed.core.errors import ConfigError
from ilofeed.core.name_lists import some_of

# Largest number of mistakes in a report; no operator reads more.
_MAX_MISTAKES = 100
# Keys that make no sense without the other one.
_TOGETHER = {
    "profile": ("selectors", "json", "sitemap"),
    "selectors": ("profile",),
    "json": ("profile",),
    "sitemap": ("profile",),
    "webhook": ("secret_file", "webhook_unsigned"),
    "secret_file": ("webhook",),
    "webhook_unsigned": ("webhook", "secret_file"),
}
# Valid for the tables of selectors and of expressions alike.
_VALID_KEYS = {"item": "li", "items": "a", "title": "a", "link": "a"}


def mistakes(documents: Documents) -> list[ConfigError]:
    """Return the mistakes in *documents*; none if they are valid.

    Each mistake is corrected in a copy and the rest checked again, so that each is reported once.
    """
    rest = documents.values
    errors: list[ConfigError] = []
    while len(errors) < _MAX_MISTAKES:
        try:
            build(documents, rest)
        except ConfigError as error:
            errors.append(error)
        else:
            break
        before, rest = rest, _corrected(rest, errors[-1].place)
        if rest == before:
            break
    return errors


def reported(errors: Iterable[ConfigError]) -> list[str]:
    """Return the text of *errors*, in their order; sources with the same mistake are named in one text."""
    alike: dict[tuple[str, str], list[PlacedError]] = {}
    texts: dict[ConfigError | tuple[str, str], str] = {}
    for error in errors:
        if not isinstance(error, PlacedError) or not error.owner:
            texts[error] = str(error)
            continue
        kind, _, _ = error.owner.partition(" ")
        group = alike.setdefault((kind, error.problem), [])
        group.append(error)
        slugs = [each.owner.partition(" ")[2] for each in group]
        others = f"{kind}s {some_of(slugs)}" if len(group) > 1 else error.owner
        texts[kind, error.problem] = f"{group[0].where}: {others}: {error.problem}"
    return list(texts.values())


def _corrected(values: dict[str, Any], place: tuple[str | int, ...]) -> dict[str, Any]:
    """Return *values* without a mistake at *place*; unchanged if the place is not known."""
    values = copy.deepcopy(values)
    match place:
        case (str(name), int(number), *rest) if name in LISTS:
            # A valid entry replaces a wrong one: if it were removed, the later ones would get other numbers.
            entries, valid = values[name], _valid_entry(name, number)
            entries[number] = _corrected_entry(entries[number], valid, rest)
        case (str(name), str(key), *_) if isinstance(values.get(name), dict):
            _remove(values[name], key)
        case (str(name), *_):
            values.pop(name, None)
    return values


def _corrected_entry(entry: Any, valid: dict[str, str], path: list[str | int]) -> Any:  # noqa: ANN401 - any TOML value
    """Return *entry* without a mistake at *path* in it, with values of *valid* where it needs some."""
    match path:
        case (str(key), str(name), *_) if isinstance(entry[key], dict):
            _replace(entry[key], name, _VALID_KEYS)
        case (str(key), *_):
            _replace(entry, key, valid)
        case _:
            slug = str(entry.get("slug")) if isinstance(entry, dict) else ""
            kept = valid | {"slug": slug} if re.fullmatch(r"[a-z0-9-]+", slug) else valid
            return kept if entry != kept else valid
    return entry


def _replace(table: dict[str, Any], key: str, valid: dict[str, str]) -> None:
    if key in valid:
        table[key] = valid[key]
    else:
        _remove(table, key)


def _remove(table: dict[str, Any], key: str) -> None:
    for name in (key, *_TOGETHER.get(key, ())):
        table.pop(name, None)


def _valid_entry(table: str, number: int) -> dict[str, str]:
    """Return a valid entry of the list *table*."""
    slug = {"slug": f"{table}-{number}-of-this-file"}
    return slug | {"url": "https://example.org/"} if table == "source" else slug
