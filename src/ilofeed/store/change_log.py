"""The changes of states by the connection of this process."""

from __future__ import annotations

from collections.abc import Iterable


class ChangeLog:
    """A log of the sources whose states changed, each once: at its last change."""

    def __init__(self) -> None:
        self.last = 0  #: the number of the last change
        self._numbers: dict[str, int] = {}  # the latest change last
        self._all = 0

    def add(self, slugs: Iterable[str]) -> None:
        """Log changes of *slugs*."""
        for slug in slugs:
            self.last += 1
            self._numbers.pop(slug, None)
            self._numbers[slug] = self.last

    def add_all(self) -> None:
        """Log a change of all sources."""
        self.last += 1
        self._all = self.last
        self._numbers.clear()

    def since(self, number: int) -> set[str] | None:
        """Return the sources that changed after the change *number*; None if all did."""
        if number < self._all:
            return None
        changed = set()
        for slug, at in reversed(self._numbers.items()):
            if at <= number:
                break
            changed.add(slug)
        return changed
