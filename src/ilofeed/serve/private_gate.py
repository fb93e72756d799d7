"""Decide which files a request may have: those of private feeds only with their key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from ilofeed.core.private_feeds import PARAMETER, PrivateFeeds
from ilofeed.serve.feed_files import Feeds


class Gate:
    """The choice between public and private files."""

    def __init__(self, public: Feeds, private: Feeds, keys: Callable[[], PrivateFeeds]) -> None:
        """Choose between *public* and *private* files. *keys* returns the private feeds of the configuration."""
        self._public = public
        self._private = private
        self._keys = keys

    def __call__(self, scope: Mapping[str, Any]) -> tuple[Feeds, Mapping[str, Any]]:
        """Return the files that the request of *scope* may have, and the request to answer from them.

        A request for a private feed without its key becomes one for a name that no file and no feed has, of the same
        format: it waits for the same threads as a request for any other feed that does not exist.
        """
        name, keys = scope["path"].removeprefix("/"), self._keys()
        if not keys.has(name):
            return self._public, scope
        if keys.opens(name, _key(scope.get("query_string", b""))):
            return self._private, scope
        path = f"/.{name.partition('.')[2]}"
        return self._public, {**scope, "path": path, "raw_path": path.encode()}

    def has_any(self) -> bool:
        """Return whether there is a feed to serve."""
        return self._public.has_any() or self._private.has_any()

    def is_public(self, name: str) -> bool:
        """Return whether *name*, the slug of a source or feed, may be known to all."""
        return not self._keys().has(name)


def _key(query: bytes) -> str:
    """Return the first key in *query*; empty without one."""
    asked = parse_qs(query.decode("latin-1"), encoding="utf-8")
    return next(iter(asked.get(PARAMETER, ())), "")
