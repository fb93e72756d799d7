"""Private feeds: those with a key, without which a server answers as if they did not exist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from msgspec import Struct

from ilofeed.core.models import FeedConfig

#: The parameter of an address that contains the key.
PARAMETER = "key"
#: The feed of all public sources.
ALL = "all"


class PrivateFeeds(Struct, frozen=True, kw_only=True):
    """The keys of all private feeds, and the folder of their documents."""

    keys: Mapping[str, str] = {}  #: slug or former slug -> key; an empty key opens nothing
    sources: tuple[str, ...] = ()  #: slugs of the sources with a key, in order
    folder: Path | None = None  #: None: there are no private feeds

    @classmethod
    def of(cls, plans: Sequence[FeedConfig], folder: Path) -> Self:
        """Return the private ones among the feeds of *plans*, whose documents are in *folder*."""
        private = [plan for plan in plans if plan.key and not plan.of_revisions]
        keys = {name: plan.key for plan in private for name in (plan.slug, *plan.former)}
        if keys and not any(plan.slug == ALL for plan in plans):
            keys[ALL] = ""  # its documents are from the time when a source was public
        sources = tuple(sorted(plan.slug for plan in private if plan.is_of))
        return cls(keys=keys, sources=sources, folder=folder if keys else None)

    def has(self, name: str) -> bool:
        """Return whether the document *name*, with or without its format, belongs to a private feed.

        The names of archives, of feeds of edits and of files begin with the slug, and no slug contains a dot.
        """
        return name.partition(".")[0] in self.keys

    def query(self, name: str) -> str:
        """Return the query of the address of the document *name*; empty if it is public."""
        key = self.keys.get(name.partition(".")[0])
        return f"?{PARAMETER}={key}" if key else ""

    def opens(self, name: str, given: str) -> bool:
        """Return whether *given* is the key of the document *name*, in a time that does not depend on it."""
        from hmac import compare_digest  # noqa: PLC0415 - only a server asks

        key = self.keys.get(name.partition(".")[0], "")
        return bool(key) and compare_digest(key.encode(), given.encode("utf-8", "surrogatepass"))
