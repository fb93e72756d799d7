"""A page that somebody at a shell names: where it is, or the file that it was saved to."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ilofeed import address
from ilofeed.errors import ConfigError, FetchError
from ilofeed.model import Page

#: Where a saved page is taken to come from when nobody says.
SAVED_FROM = "https://www.ilo.org/"

_ADDRESS = re.compile("https?:", re.IGNORECASE)


def is_address(target: str) -> bool:
    """Whether *target* is meant for an address, and not for a file."""
    return _ADDRESS.match(target) is not None


def checked(name: str, given: str) -> str:
    """What is *given* as *name*, as an address to ask or to take links to be relative to. Raises ConfigError."""
    url = address.absolute(given)
    if url is None:
        raise ConfigError(f"{name} is {given!r}, which is no http or https address without user name and password")
    return url


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
        raise ConfigError(f"{target}: no address, no source, and no file that can be read ({why})") from error
    if len(body) > most:
        raise FetchError("too_large", f"{target} is larger than {most} bytes; raise fetch.max_bytes if it may be")
    return Page(url=SAVED_FROM, body=body)
