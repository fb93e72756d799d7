"""Remember how each element of a list was read, so that the next poll reads only the new ones.

    page ─► tree of lxml ─► key of each element ─► known: its start tag ─► soup ─► readings of all elements
                                                 └► new: all of it     ─┘

A layout reads an element by its content, the start tags around it, and facts of the page and the source. If all
of these are the same, the reading is the same. So only the start tag of such an element is copied into the soup
(`ilofeed.extract.element_keys`). A reading that depends on the time of the page ("2 hours ago") is not
remembered. What the whole list decides, such as the order of day and month, is decided at every poll.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from threading import Lock
from typing import Any

from msgspec import msgpack

from ilofeed.core.models import Source

# Bytes, of all sources. A usual item takes 1,500, with its two keys.
_LIMIT = 12_000_000
# Of a key, and of the objects around a value.
_OVERHEAD = 150

# In place of the value of an element that the layout did not read: it is beyond a limit, or in a menu.
_UNREAD = b""


class NotedTime:
    """The time of a page, which notes whether anything asks for it."""

    def __init__(self, time: datetime) -> None:
        self._time = time
        self.was_asked = False

    def __getattr__(self, name: str) -> object:
        """Return an attribute of the time."""
        self.was_asked = True
        return getattr(self._time, name)

    def __sub__(self, other: object) -> object:
        """Return the time that is earlier by *other*."""
        self.was_asked = True
        return self._time - other  # type: ignore[operator] # as for the time itself


class UnreadElementError(Exception):
    """An element that no earlier poll read is needed now; the page must be read whole."""


class KnownElements:
    """The readings of the elements of one page: those of the last good poll, and those of this one."""

    def __init__(self, settings: str = "", last: KnownElements | None = None) -> None:
        """Begin with the result of the *last* good poll, if it is under the same *settings* of the source."""
        self._settings = settings
        self._facts = ""
        self._last: Mapping[bytes, bytes] = {}
        self._now: dict[bytes, bytes] = {}
        self._passed: set[bytes] = set()
        if last is not None and last._settings == settings:
            self._facts, self._last = last._facts, last._now

    @property
    def size(self) -> int:
        """The memory that the readings of this poll take, in bytes."""
        return sum(map(len, self._now.values())) + _OVERHEAD * len(self._now)

    def finish(self, keys: Iterable[bytes]) -> None:
        """Forget the last poll. Of the elements with *keys*, note those that the layout did not read in this one."""
        self._last = {}
        self._now.update((key, _UNREAD) for key in keys if key not in self._now and key not in self._passed)

    def are_under(self, facts: str) -> bool:
        """Return whether the readings depend on the same *facts* as this page; forget them if not."""
        if facts == self._facts:
            return True
        self._facts, self._last, self._now = facts, {}, {}
        return False

    def __contains__(self, key: object) -> bool:
        """Return whether the last good poll noted a value by *key*."""
        return key in self._last

    def recall(self, key: bytes, kind: Any) -> Any:  # noqa: ANN401 - a type, and a value of it
        """Return the value, of the type *kind*, that the last good poll noted by *key*. Raises UnreadElementError."""
        self._now[key] = value = self._last[key]
        if value == _UNREAD:
            raise UnreadElementError
        return msgpack.decode(value, type=kind)

    def pass_over(self, key: bytes) -> None:
        """Know that the element with *key* was read; it is not remembered unless its value is noted."""
        self._passed.add(key)

    def note(self, key: bytes, value: object) -> None:
        """Remember *value* by *key* for the next poll, unless it has characters that are none."""
        with suppress(UnicodeEncodeError):
            self._now[key] = msgpack.encode(value)


class KnownPages:
    """The known elements of sources; those of the sources polled longest ago are forgotten. Threads may share it."""

    def __init__(self, limit: int = _LIMIT) -> None:
        """*limit* is in bytes, of all sources."""
        self._limit = limit
        self._lock = Lock()
        self._pages: OrderedDict[str, tuple[KnownElements, int]] = OrderedDict()
        #: The memory that all of them take, in bytes.
        self.size = 0

    def of(self, source: Source) -> KnownElements:
        """Return the known elements of *source*, for a new reading of its page."""
        with self._lock:
            last, _ = self._pages.get(source.slug, (None, 0))
        return KnownElements(source.digest, last)

    def forget(self, source: Source) -> None:
        """Forget the elements of *source*."""
        with self._lock:
            self.size -= self._pages.pop(source.slug, (None, 0))[1]

    def keep(self, source: Source, known: KnownElements) -> None:
        """Remember the elements of this good reading of *source*, in place of those of the last one."""
        self.forget(source)
        with self._lock:
            self._pages[source.slug] = (known, known.size)
            self.size += known.size
            while self.size > self._limit:
                _, (_, size) = self._pages.popitem(last=False)
                self.size -= size
