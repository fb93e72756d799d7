"""Read elements that a layout reads each alone: by what the last poll read, or now."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from bs4 import Tag
from msgspec.structs import replace

from ilofeed.core.date_context import DateContext
from ilofeed.extract.element_keys import NO_COPIES, Copies, Element
from ilofeed.extract.known_pages import KnownElements, NotedTime


class Needed(NamedTuple):
    """What a layout needs of a page."""

    elements: Collection[Element]
    #: Finds those of the elements that the layout reads each alone, and that no other search enters.
    singles: Callable[[], Collection[Element]]


class SingleElements:
    """The elements of a part of a page that are read each alone, and their earlier readings."""

    def __init__(self, copies: Copies, known: KnownElements | None) -> None:
        """Read those of *copies*, the elements in the soup, that have no readings among the *known* ones."""
        self._copies = copies
        self._known = known

    @property
    def keys(self) -> Collection[bytes]:
        """The keys of the elements."""
        return self._copies.keys

    def is_known(self, tag: Tag) -> bool:
        """Return whether the reading of *tag* is known, so that its content is not in the soup."""
        return self._known is not None and self._copies.key_of(tag) in self._known

    def read_tag(self, tag: Tag, context: DateContext, kind: Any, read: Callable[[DateContext], Any]) -> Any:  # noqa: ANN401 - any type
        """Return the known value of *tag*, of the type *kind*; else read it in *context*, that of the page."""
        return self._known_or_read(self._copies.key_of(tag), context, kind, read)

    def read_element(
        self,
        element: Element,
        context: DateContext,
        kind: Any,  # noqa: ANN401 - any type
        read: Callable[[Tag, DateContext], Any],
    ) -> Any:  # noqa: ANN401 - any type
        """Return the known value of *element*, of the type *kind*; else read its copy in *context*."""
        key = self._copies.key_of_element(element)
        return self._known_or_read(key, context, kind, lambda context: read(self._copies.tag_of(element), context))

    def _known_or_read(
        self,
        key: bytes | None,
        context: DateContext,
        kind: Any,  # noqa: ANN401 - any type
        read: Callable[[DateContext], Any],
    ) -> Any:  # noqa: ANN401 - any type
        if self._known is None or key is None:
            return read(context)
        if key in self._known:
            return self._known.recall(key, kind)
        self._known.pass_over(key)
        noted = NotedTime(context.seen) if context.seen is not None else None
        value = read(replace(context, seen=noted))
        if noted is None or not noted.was_asked:
            self._known.note(key, value)
        return value


#: Of a page that is read as a whole.
NO_SINGLES = SingleElements(NO_COPIES, None)
