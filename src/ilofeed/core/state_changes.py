"""Changes of the states of sources, for processes that remember what they read."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ilofeed.core.state import SourceState

#: A point in the history of a store. Only the store that returned it can interpret it.
Mark = tuple[int, ...]


class StateChanges(Struct, frozen=True, kw_only=True):
    """The states of sources that changed after a mark. A state that did not change may be among them."""

    mark: Mark  #: the mark for the next question
    states: Mapping[str, SourceState]  #: by slug
    gone: frozenset[str] = frozenset()  #: slugs that have no state any more
    is_whole: bool = False  #: whether these are the states of all sources
