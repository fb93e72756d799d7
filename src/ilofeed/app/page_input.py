"""Read a page that a command names: its address, or the file that it was saved to."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ilofeed.core import urls
from ilofeed.core.errors import ConfigError, FetchError
from ilofeed.core.models import Page
from ilofeed.core.secrets import without_user

#: The assumed address of a saved page.
SAVED_FROM = "https://www.ilo.org/"

_SCHEME = re.compile("https?:", re.IGNORECASE)
# Endings of files that people save or keep beside config.toml; none is a top-level domain.
_FILE_ENDINGS = frozenset(
    ("csv", "htm", "html", "json", "log", "mht", "mhtml", "opml", "pdf", "toml", "txt", "xhtml", "xml")
)
_MOST_SHOWN = 300
_NUMBERS = re.compile(r"\d+(?:\.\d+){3}")


def is_address(target: str) -> bool:
    """Return whether *target* is an address and not a file. Without a scheme, a file of that name wins."""
    return _SCHEME.match(target) is not None or (address(target) is not None and not Path(target).exists())


def address(given: str) -> str | None:
    """Return the address that *given* means, as people type it, or None if it cannot be one.

    The scheme may be missing, as in "www.ilo.org/newsroom". It is then https, which hosts that are numbers seldom have.
    """
    given = given.strip()
    if url := urls.absolute(given):
        return url
    host, slash, _ = given.partition("/")
    name, colon, port = host.lower().partition(":")
    is_local = name == "localhost" or _NUMBERS.fullmatch(name) is not None
    *before, last = name.split(".")
    is_name = all(before) and len(before) > 0 and last.isalpha()
    is_file = not slash and not colon and last in _FILE_ENDINGS
    if not (is_local or is_name) or is_file or (colon and not port.isdecimal()):
        return None
    return urls.absolute(f"{'http' if is_local else 'https'}://{given}")


def http_instead(target: str, reason: str) -> str:
    """Return *target* with http, if it has no scheme and *reason* may be that its host knows no https; else nothing."""
    has_scheme = urls.absolute(target.strip()) is not None
    return "" if has_scheme or reason not in ("connect", "tls") else f"http://{target.strip()}"


def checked(name: str, given: str) -> str:
    """Return the address that *given* means, called *name*, to be fetched or used as the base of links.

    Raises ConfigError.
    """
    url = address(given)
    if url is None:
        problem = f"{name} is {shown(given)!r}, which is no http or https address without user name and password"
        raise ConfigError(f"{problem}{_likely(given)}")
    return url


def shown(given: str) -> str:
    """Return *given*, an address or a file, as messages show it: without a password, and not longer than needed."""
    text = without_user(given)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _likely(given: str) -> str:
    """Return a hint at the likely meaning of *given*, which is no address; empty without one."""
    from ilofeed.config import catalogue  # noqa: PLC0415 - for a mistake

    if given.lower() == catalogue.NAME:
        return f"; did you mean `ilofeed add {catalogue.NAME}`?"
    name = given if catalogue.is_name(given) else f"{catalogue.NAME}:{given.removeprefix(f'{catalogue.NAME}-')}"
    entry = catalogue.load().find(name)
    return f"; did you mean `ilofeed add {entry.full_name}`?" if entry else ""


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
        problem = f"{shown(target)}: no address, no source, and no file that can be read ({why})"
        raise ConfigError(f"{problem}{_likely(target)}") from error
    if len(body) > most:
        raise FetchError("too_large", f"{target} is larger than {most} bytes; raise fetch.max_bytes if it may be")
    return Page(url=SAVED_FROM, body=body)
