"""Replace the placeholders ``{env:NAME}`` and ``{file:path}`` in the values of a configuration.

What replaces them is a secret: it is hidden wherever the program writes (`ilofeed.core.secrets`). Values that are
published, or shown to people by their nature, can have no placeholder. A value that is also part of a published one,
as the host of a source in a header, is no secret.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ilofeed.config.messages import Location
from ilofeed.core import secrets
from ilofeed.core.name_lists import did_you_mean

_PLACEHOLDER = re.compile(r"\{(env|file):([^{}]*)\}")
_MISSPELT = re.compile(r"\{\s*([A-Za-z]{2,6})\s*:[^{}]*\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# No password or token is longer.
_MAX_BYTES = 64 * 1024

# Keys of [ilofeed] that are published or sent to every site.
_PUBLIC = ("base_url", "authority", "contact", "hubs")


def filled_in(raw: Mapping[str, Any], *, top: Location, folder: Path) -> dict[str, Any]:
    """Return *raw*, the values at *top* of a configuration in *folder*, without placeholders. Raises ConfigError."""
    found: list[str] = []
    filled = {key: _filled(value, top.at(key), folder, found) for key, value in raw.items()}
    if found:
        # Hidden in pages, a part of a published address would change links, and with them ids.
        public = [text for key, value in raw.items() for text in _public_texts(value, (key,))]
        secrets.add(value for value in found if not any(value.strip().lower() in text for text in public))
    return filled


def _public_texts(value: Any, path: tuple[str | int, ...]) -> Iterator[str]:  # noqa: ANN401 - any value of TOML
    """Yield the texts in *value* that are published or shown, in lower case."""
    match value:
        case str() if _is_public(path):
            yield value.lower()
        case dict():
            for key, each in value.items():
                yield from _public_texts(each, (*path, key))
        case list():
            for number, each in enumerate(value):
                yield from _public_texts(each, (*path, number))


def _filled(value: Any, here: Location, folder: Path, found: list[str]) -> Any:  # noqa: ANN401 - any value of TOML
    match value:
        case str() if "{env:" in value or "{file:" in value:
            return _replaced(value, here, folder, found)
        case str() if "{" in value:
            return _not_misspelt(value, here)
        case dict():
            return {key: _filled(each, here.at(key), folder, found) for key, each in value.items()}
        case list():
            return [_filled(each, here.at(number), folder, found) for number, each in enumerate(value)]
        case _:
            return value


def _replaced(text: str, here: Location, folder: Path, values: list[str]) -> str:
    """Return *text* with the values of its placeholders, which are added to *values*."""
    if _is_public(here.path):
        raise here.wrong(
            "has a placeholder, but is published or shown; a secret can be in [source.fetch], [fetch], [alerts],"
            " ilofeed.database and the key of a source or feed"
        )
    if text.count("{env:") + text.count("{file:") != len(_PLACEHOLDER.findall(text)):
        raise here.wrong("has a placeholder without its end; allowed is '{env:NAME}' or '{file:path}'")

    def value_of(found: re.Match[str]) -> str:
        kind, named = found.groups()
        value = _of_environment(named, here) if kind == "env" else _of_file(named, here, folder)
        values.append(value)
        return value

    return _PLACEHOLDER.sub(value_of, text)


def _not_misspelt(text: str, here: Location) -> str:
    """Return *text*, which has no placeholder. Raises ConfigError if it seems to have one with a wrong name."""
    found = _MISSPELT.search(text)
    hint = did_you_mean(found[1].lower(), ("env", "file")) if found and not _is_public(here.path) else ""
    if found and hint:
        raise here.wrong(
            f"has {{{found[1]}:…}}, which is no placeholder; allowed is '{{env:NAME}}' or '{{file:path}}'"
        )
    return text


def _is_public(path: tuple[str | int, ...]) -> bool:
    match path:
        case ("ilofeed", str(key), *_):
            return key in _PUBLIC
        case ("source", int(), str(key), *_):
            return key not in ("fetch", "key")
        case ("feed", int(), str(key)):
            return key != "key"
        case (str(table), *_):
            return table not in ("fetch", "alerts")
    return True


def _of_environment(name: str, here: Location) -> str:
    if not _NAME.fullmatch(name):
        raise here.wrong(f"has the placeholder {{env:{name}}}; allowed is the name of an environment variable")
    value = os.environ.get(name, "")
    if not value:
        raise here.wrong(f"needs the environment variable {name}, which is not set, or empty")
    return value


def _of_file(name: str, here: Location, folder: Path) -> str:
    try:
        path = folder / Path(name).expanduser()
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
        value = content.decode().strip("\r\n")
    except (OSError, ValueError, RuntimeError) as error:
        # The text of an error of decoding quotes the content.
        why = error.strerror if isinstance(error, OSError) else "it is no path, or no text in UTF-8"
        raise here.wrong(f"needs the file {name!r}, which cannot be read: {why}") from None
    if not value or len(content) > _MAX_BYTES:
        raise here.wrong(f"needs the file {name!r}, which is {'too large' if value else 'empty'}")
    return value
