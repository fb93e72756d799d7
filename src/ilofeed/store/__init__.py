"""Where entries and state are kept: one adapter of `ilofeed.ports.Store` for each database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ilofeed.errors import ConfigError
from ilofeed.ports import Store

if TYPE_CHECKING:
    from ilofeed.store.postgres import PostgresStore

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")
_MEMORY = ":memory:"


def open_store(url: str, *, folder: Path = Path(), create: bool = True) -> Store:
    """The store that *url* names, its tables brought up to date.

    A relative path in it starts in *folder*. With *create* False no file and no tables are made:
    where there are none, an empty store in memory takes their place. ConfigError where the URL names no store,
    StoreError where the store cannot be opened.
    """
    if url.startswith(_POSTGRES):
        found = _on_server(url, create=create)
        return found if found.lasts else open_store(f"{_SQLITE}{_MEMORY}")
    path = url.removeprefix(_SQLITE)
    if path == url or not path or "?" in path or "\0" in path:
        raise ConfigError(
            f"database is {_shown(url)}; it must be 'sqlite:///' and the path of a file, as in 'sqlite:///ilofeed.db'"
            " or 'sqlite:////var/lib/ilofeed/ilofeed.db', or like 'postgresql://user@host/name'"
        )
    # Not at the top: what needs no store, as --help does, must not pay for loading it.
    from ilofeed.store.sqlite import SqliteStore  # noqa: PLC0415 (start-up time, see above)

    file = None if path == _MEMORY else folder / path
    return SqliteStore(file, create=create)


def _on_server(url: str, *, create: bool) -> PostgresStore:
    try:
        from ilofeed.store.postgres import PostgresStore  # noqa: PLC0415 - for those who have one
    except ImportError as error:
        raise ConfigError(
            f"database on a server needs another package ({error}): pip install 'ilofeed[postgres]'"
        ) from error
    store = PostgresStore(url, create=create)
    if not store.lasts:
        store.close()
    return store


def _shown(url: str) -> str:
    """*url* for a message; no more than its scheme where the rest could hold a password."""
    if re.fullmatch(r"(sqlite:)?[\w./\\ -]*", url):
        return repr(url)
    scheme = re.match(r"[a-z][a-z0-9+.-]*://", url)
    return repr(f"{scheme[0]}…") if scheme else "not a URL"
