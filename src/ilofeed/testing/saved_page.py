"""Read a page that was saved to a file, with its address and the time at which it was saved."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from ilofeed.app import page_input
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Page
from ilofeed.testing.page_address import address_of

# More than the parser accepts, which names a remedy.
_MAX_BYTES = 50_000_000


def saved_page(file: str, url: str) -> Page:
    """Return the page in *file*, or on standard input for ``-``, from the address *url* or the one that it names.

    Raises ConfigError, and FetchError if it is too large.
    """
    page = page_input.saved(file, _MAX_BYTES)
    named = page_input.checked("--url", url) if url else address_of(page.body)
    if not named:
        raise ConfigError(f"{file} names no address of its own: add --url URL")
    at = None if file == "-" else datetime.fromtimestamp(Path(file).stat().st_mtime, UTC).replace(microsecond=0)
    return replace(page, url=named, date=at)
