"""Storage of entries and state: one adapter of `ilofeed.core.protocols.Store` for each database."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ilofeed.core.errors import ConfigError, StoreError
from ilofeed.core.protocols import Store

if TYPE_CHECKING:
    from ilofeed.store.copy import Copied, Target
    from ilofeed.store.postgres import PostgresStore
    from ilofeed.store.sqlite import SqliteStore

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql://", "postgres://")
_MEMORY = ":memory:"


def open_store(url: str, *, folder: Path = Path(), create: bool = True) -> Store:
    """Open the store that *url* names, and bring its tables up to date.

    A relative path in *url* starts in *folder*. With *create* False, no file and no tables are made:
    where there are none, an empty store in memory is returned. Raises ConfigError if the URL names no
    store, and StoreError if the store cannot be opened.
    """
    if url.startswith(_POSTGRES):
        found = _on_server(url, create=create)
        return found if found.lasts else _in_file(None, create=create)
    return _in_file(_file(url, folder), create=create)


def copy_store(
    url: str, to: str, *, folder: Path = Path(), progress: Callable[[str, int, int], None], ahead: bool = False
) -> tuple[tuple[Copied, ...], str]:
    """Copy the store at *url* to the database at *to*.

    Returns the rows and the digest of each table, which are equal in both, and *to* without its secrets.
    *progress* is called for each table with its name, its number of rows and the number of rows written.
    Raises ConfigError if a URL names no store, and StoreError if the copy cannot be made or differs
    from the original. After an error, and with *ahead*, the copy keeps its mark and is not a store;
    the next call continues it.
    """
    from ilofeed.store.copy import copy  # noqa: PLC0415 - only for this

    def fill(target: Target) -> tuple[Copied, ...]:
        return copy(origin, target, progress)

    is_file = not to.startswith(_POSTGRES)
    file = _file(to, folder) if is_file else None
    if is_file and file is None:
        raise ConfigError(f"database is {to!r}, where nothing lasts; name a file")
    origin = (
        _on_server(url, create=False) if url.startswith(_POSTGRES) else _in_file(_file(url, folder), create=False)
    )
    with closing(origin):
        if not origin.lasts:
            raise StoreError("there is no database yet; it is made by the first poll")
        if file is not None:
            from ilofeed.store.sqlite.copy_target import into_file  # noqa: PLC0415

            return into_file(file, origin.where, fill, ahead=ahead), to
        from ilofeed.store.postgres.copy_target import into_server, plain  # noqa: PLC0415

        return into_server(to, origin.where, fill, ahead=ahead), plain(to)


def _file(url: str, folder: Path) -> Path | None:
    """Return the file that *url* names; None for memory."""
    path = url.removeprefix(_SQLITE)
    if path == url or not path or "?" in path or "\0" in path:
        raise ConfigError(
            f"database is {_shown(url)}; it must be 'sqlite:///' and the path of a file, as in 'sqlite:///ilofeed.db'"
            " or 'sqlite:////var/lib/ilofeed/ilofeed.db', or like 'postgresql://user@host/name'"
        )
    return None if path == _MEMORY else folder / path


def _in_file(file: Path | None, *, create: bool) -> SqliteStore:
    # Not at the top: commands without a store, such as --help, must not load it.
    from ilofeed.store.sqlite import SqliteStore  # noqa: PLC0415 (start-up time, see above)

    return SqliteStore(file, create=create)


def _on_server(url: str, *, create: bool) -> PostgresStore:
    try:
        from ilofeed.store.postgres import PostgresStore  # noqa: PLC0415 - for those who have one
    except ImportError as error:
        from ilofeed.core import extras  # noqa: PLC0415 - for this message alone

        raise ConfigError(
            f"database on a server needs more packages ({error}): {extras.remedy('postgres')}"
        ) from error
    store = PostgresStore(url, create=create)
    if not store.lasts:
        store.close()
    return store


def _shown(url: str) -> str:
    """Return *url* for a message; only its scheme if the rest could contain a password."""
    if re.fullmatch(r"(sqlite:)?[\w./\\ -]*", url):
        return repr(url)
    scheme = re.match(r"[a-z][a-z0-9+.-]*://", url)
    return repr(f"{scheme[0]}…") if scheme else "not a URL"
