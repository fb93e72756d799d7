"""Remember which fragments are published, without keeping them: their bytes are in the published documents."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from threading import Lock

from msgspec import Struct

from ilofeed.core.models import Feed
from ilofeed.publish.fragments import NOTHING, Known, cut, digests
from ilofeed.publish.render import FORMATS

# A feed of 50 entries takes 2 kB.
_MOST_FEEDS = 2_000


class _Published(Struct, frozen=True):
    """The digests of a feed's documents, in the order of FORMATS, and of its entries."""

    documents: tuple[bytes, ...]
    entries: bytes


class KnownFragments:
    """A memory of the feeds that this process has checked and published last. Threads may share it.

    Fragments are taken only from documents that still have the bytes that were checked.
    """

    def __init__(self, read: Callable[[str, str], bytes | None]) -> None:
        """Take *read*, which returns the published document of a name and a format."""
        self._read = read
        self._feeds: OrderedDict[str, _Published] = OrderedDict()
        self._lock = Lock()

    def of(self, name: str) -> Known:
        """Return the fragments in the documents of the feed *name*; nothing if one of these has changed."""
        with self._lock:
            published = self._feeds.get(name)
        if published is None:
            return NOTHING
        found = []
        for format, expected in zip(FORMATS, published.documents, strict=True):
            document = self._read(name, format)
            if document is None or sha256(document).digest() != expected:
                return NOTHING
            found.append(cut(document, format))
        size = sha256().digest_size
        keys = [published.entries[at : at + size] for at in range(0, len(published.entries), size)]
        parts = [each for each in found if each is not None and len(each.fragments) == len(keys)]
        if len(parts) < len(found):
            return NOTHING
        rows = zip(*(each.fragments for each in parts), strict=True)
        return Known(tuple(each.scope for each in parts), dict(zip(keys, rows, strict=True)))

    def remember(self, name: str, feed: Feed, documents: Mapping[str, bytes]) -> None:
        """Remember that *documents* of *feed* have been checked and are published as *name*."""
        published = _Published(
            tuple(sha256(documents[format]).digest() for format in FORMATS), b"".join(digests(feed))
        )
        with self._lock:
            self._feeds[name] = published
            self._feeds.move_to_end(name)
            if len(self._feeds) > _MOST_FEEDS:
                self._feeds.popitem(last=False)
