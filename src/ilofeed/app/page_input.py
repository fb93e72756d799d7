"""A page that somebody at a shell names: where it is, or the file that it was saved to."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ilofeed.core import urls
from ilofeed.core.errors import ConfigError, FetchError
from ilofeed.core.models import Page

#: Where a saved page is taken to come from when nobody says.
SAVED_FROM = "https://www.ilo.org/"

_ADDRESS = re.compile("https?:", re.IGNORECASE)


def is_address(target: str) -> bool:
    """Whether *target* is meant for an address, and not for a file."""
    return _ADDRESS.match(target) is not None


def checked(name: str, given: str) -> str:
    """What is *given* as *name*, as an address to ask or to take links to be relative to. Raises ConfigError."""
    url = urls.absolute(given)
    if url is None:
        problem = f"{name} is {given!r}, which is no http or https address without user name and password"
        raise ConfigError(f"{problem}{_likely(given)}")
    return url


def _likely(given: str) -> str:
    """Return a hint at what *given* may mean, which is no address; empty where nothing is likely."""
    from ilofeed.config import catalogue  # noqa: PLC0415 - for a mistake

    if given.lower() == catalogue.NAME:
        return f"; did you mean `ilofeed add {catalogue.NAME}`?"
    name = given if catalogue.is_name(given) else f"{catalogue.NAME}:{given.removeprefix(f'{catalogue.NAME}-')}"
    if entry := catalogue.load().find(name):
        return f"; did you mean `ilofeed add {entry.full_name}`?"
    host, slash, _ = given.partition("/")
    url = urls.absolute(f"https://{given}") if "." in host and (slash or host.startswith("www.")) else None
    return f"; did you mean {url!r}?" if url else ""


def saved(target: str, most: int) -> Page:
    """The page in the file *target*, ``-`` for standard input.

    Raises ConfigError where there is none, FetchError where it has more than *most* bytes.
    """
    if target == "-" and sys.stdin is None:
        raise ConfigError("standard input is closed, so there is no page in it")
    try:
        with sys.stdin.buffer if target == "-" else Path(target).open("rb") as file:
            body = file.read(most + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        problem = f"{target}: no address, no source, and no file that can be read ({why})"
        raise ConfigError(f"{problem}{_likely(target)}") from error
    if len(body) > most:
        raise FetchError("too_large", f"{target} is larger than {most} bytes; raise fetch.max_bytes if it may be")
    return Page(url=SAVED_FROM, body=body)
