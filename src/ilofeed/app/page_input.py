"""Read a page that a command names: its address, or the file that it was saved to."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ilofeed.core import urls
from ilofeed.core.errors import ConfigError, FetchError
from ilofeed.core.models import Page

#: The assumed address of a saved page.
SAVED_FROM = "https://www.ilo.org/"

_ADDRESS = re.compile("https?:", re.IGNORECASE)


def is_address(target: str) -> bool:
    """Return whether *target* is an address and not a file."""
    return _ADDRESS.match(target) is not None


def checked(name: str, given: str) -> str:
    """Return the address *given* as *name*, to be fetched or used as the base of links. Raises ConfigError."""
    url = urls.absolute(given)
    if url is None:
        problem = f"{name} is {given!r}, which is no http or https address without user name and password"
        raise ConfigError(f"{problem}{_likely(given)}")
    return url


def _likely(given: str) -> str:
    """Return a hint at the likely meaning of *given*, which is no address; empty without one."""
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
    """Read the page in the file *target*, or standard input for ``-``.

    Raises ConfigError if there is none, FetchError if it has more than *most* bytes.
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
