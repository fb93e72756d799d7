"""All that `ilofeed status` shows, as one value. It is read from the store, without the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from ilofeed.app import queries
from ilofeed.app.container import Container
from ilofeed.core.cluster_state import Cluster
from ilofeed.core.errors import PublishError
from ilofeed.core.models import Source
from ilofeed.core.state import Health


class Overview(Struct, frozen=True, kw_only=True):
    """The conditions of sources, and what concerns no single source."""

    now: datetime
    healths: tuple[Health, ...]
    cluster: Cluster | None = None
    clock: str = ""  #: a line if most servers disagree with the clock
    feeds: Mapping[str, PublishError] = field(default_factory=dict)  #: the feeds that cannot be published, and why

    @property
    def needs_attention(self) -> bool:
        """True if a source or a feed needs the operator."""
        return bool(self.feeds) or any(health.condition.needs_attention for health in self.healths)


def overview(container: Container, sources: Sequence[Source], *, would_change: bool = False) -> Overview:
    """Return the overview of all *sources*. *would_change*: see `queries.healths`. Raises StoreError."""
    return Overview(
        now=container.clock.now(),
        healths=_healths(container, sources, would_change=would_change),
        cluster=queries.cluster(container),
        clock=queries.clock_disagreement(container),
        feeds=queries.problems(container),
    )


def overview_of_one(container: Container, source: Source) -> Overview:
    """Return the overview of one *source* with the changes of its quarantined poll. Raises StoreError."""
    return Overview(
        now=container.clock.now(),
        healths=_healths(container, [source], would_change=True),
        clock=queries.clock_disagreement(container),
    )


def _healths(container: Container, sources: Sequence[Source], *, would_change: bool) -> tuple[Health, ...]:
    found = queries.healths(container, sources, would_change=would_change)
    return tuple(queries.with_since(container, found))
