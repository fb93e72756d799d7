"""Read the new entries and the conditions of sources from the store, when a digest is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from ilofeed.app import queries
from ilofeed.core.models import Entry, Source
from ilofeed.core.state import Health
from ilofeed.core.weekly import WeeklyTime
from ilofeed.decide import digest
from ilofeed.decide.digest import FeedNews
from ilofeed.notify.dispatcher import DueDigest

if TYPE_CHECKING:
    from ilofeed.app.container import Container

# More new entries than this are not counted.
_MOST = 2000


class DigestDue:
    """The check for the weekly digest; `ilofeed.notify.dispatcher.Dispatcher` calls it."""

    def __init__(self, container: Container, schedule: WeeklyTime) -> None:
        self._container = container
        self._schedule = schedule
        #: The time of the last digest, as far as this process knows it.
        self._last: datetime | None = None

    def __call__(self, sources: Collection[Source], now: datetime) -> DueDigest | None:
        """Return the digest of *sources* that is due *now*; None if none is. Raises StoreError.

        The store is asked only where this process does not know that the last one was sent.
        """
        if self._last is not None and self._schedule.last(now) <= self._last <= now:
            return None
        last = self._last = self._container.store.digest_at()
        if digest.begins(last, now):
            return DueDigest(known=last)
        span = digest.span(self._schedule, last, now)
        if span is None:
            return None
        return DueDigest(known=last, document=digest.document(self._content(sources, span)))

    def preview(self, now: datetime) -> str:
        """Return the text of the digest as it would be *now*, since the last one. Raises StoreError."""
        span = digest.span_until(self._container.store.digest_at(), now)
        return digest.text(self._content(self._container.config.sources, span))

    def _content(self, sources: Collection[Source], span: digest.Span) -> digest.Digest:
        found = queries.with_since(self._container, queries.healths(self._container, sources, at=span.now))
        healths = tuple(found)
        return digest.Digest(
            span=span,
            timezone=self._schedule.timezone,
            feeds=tuple(_news(self._container, healths, span)),
            healths=healths,
        )


def _news(container: Container, healths: Collection[Health], span: digest.Span) -> Iterator[FeedNews]:
    """Yield the new entries of the sources in *healths*."""
    new: dict[str, list[Entry]] = defaultdict(list)
    for slug, entry in container.store.latest([each.source.slug for each in healths], _MOST):
        if span.includes(entry):
            new[slug].append(entry)
    states, base = container.store.states_of(new.keys()), container.config.base_url
    for each in healths:
        source = each.source
        if entries := new.get(source.slug):
            state = states.get(source.slug)
            yield FeedNews(
                source=source.slug,
                title=source.title or (state.title if state else "") or source.slug,
                page=f"{base}{source.slug}.html" if base else "",
                entries=tuple(entries),
                is_new_source=each.entries <= len(entries),
            )
