"""Queries of the store. None of them uses the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.app.container import Container
from ilofeed.app.source_conditions import GOOD, quiet_sources
from ilofeed.core.clock_check import disagreement
from ilofeed.core.cluster_state import Cluster
from ilofeed.core.errors import ConfigError, PublishError
from ilofeed.core.models import Entry, FeedConfig, Source
from ilofeed.core.state import Health, PollReport, Quarantine, Revision, SourceState
from ilofeed.decide.health import Counts, health, since
from ilofeed.decide.schedule import due

# The number of entries of a feed on which its patterns are tested.
_LOOKED_AT = 500


class History(Struct, frozen=True, kw_only=True):
    """The saved entries, edits and polls of a source."""

    entries: tuple[Entry, ...]
    revisions: tuple[Revision, ...]
    polls: tuple[tuple[datetime, PollReport], ...]

    def revisions_of(self, entry: Entry) -> list[Revision]:
        """Return the edits of *entry*, the oldest first."""
        return [revision for revision in self.revisions if revision.entry == entry.id]


def history(container: Container, source: Source, *, entries: int, polls: int) -> History:
    """Return the history of *source*, with the given numbers of latest *entries* and *polls*."""
    return History(
        entries=container.store.newest(source.slug, entries),
        revisions=container.store.revisions(source.slug),
        polls=container.store.polls(source.slug, polls),
    )


def healths(
    container: Container, sources: Iterable[Source], *, at: datetime | None = None, would_change: bool = False
) -> Iterator[Health]:
    """Yield the health of each of *sources* from the store, without the network.

    *at* is another time than now. *would_change* also lists the changes of quarantined polls. They quote
    pages, so they are for the operator only. Raises StoreError.
    """
    sources, now = list(sources), at or container.clock.now()
    states, counts, withdrawn = container.store.states(), container.store.counts(), container.store.withdrawn()
    last = container.store.last([source.slug for source in sources])
    quiet = quiet_sources(container.store, states.values(), now)
    for source in sources:
        state, newest = states.get(source.slug), last.get(source.slug)
        held = container.store.quarantine(source.slug) if state and state.outcome not in GOOD else None
        found = health(
            source,
            state,
            now,
            counts=Counts(
                entries=counts.get(source.slug, 0),
                withdrawn=withdrawn.get(source.slug, 0),
                latest=newest.published if newest else None,
            ),
            held=held,
            is_quiet=source.slug in quiet,
        )
        if would_change and held and state:
            found = replace(found, would_change=_would_change(container, state, held))
        yield found


def with_since(container: Container, found: Iterable[Health]) -> Iterator[Health]:
    """Yield the healths *found* with the time at which their problems began. Raises StoreError."""
    problems = container.store.problems_since()
    for each in found:
        yield replace(each, since=since(each, problems.get(each.source.slug)))


def cluster(container: Container) -> Cluster | None:
    """Return the processes that share the store, and their backlog; None if the store is not shared.

    Raises StoreError.
    """
    if container.store.commons is None:
        return None
    now, states = container.clock.now(), container.store.states()
    waiting = []
    for source in container.config.sources:
        state = states.get(source.slug) or SourceState(slug=source.slug)
        at = due(source, state, now)
        if at is not None and at <= now and not container.leases.is_leased(state, now):
            waiting.append((now - at).total_seconds())
    return Cluster(
        processes=container.leases.processes(),
        queue=container.queue(),
        overdue=len(waiting),
        oldest=max(waiting, default=0.0),
    )


def problem(container: Container, plan: FeedConfig) -> PublishError | None:
    """Return why the feed of *plan* cannot be published now: a pattern takes too long. Raises StoreError."""
    if plan.include or plan.exclude:
        try:
            container.publisher.latest(plan, _LOOKED_AT)
        except PublishError as error:
            return error
    return None


def problems(container: Container) -> dict[str, PublishError]:
    """Return the feeds whose old files stay, each with the reason. Raises StoreError."""
    found = {plan.slug: problem(container, plan) for plan in container.config.plans}
    return {slug: error for slug, error in found.items() if error is not None}


def clock_disagreement(container: Container) -> str:
    """Return one line if most servers disagree with the clock, else an empty string. Raises StoreError."""
    named = {source.slug for source in container.config.sources if source.is_polled}
    return disagreement([state for slug, state in container.store.states().items() if slug in named])


def _would_change(container: Container, state: SourceState, held: Quarantine) -> tuple[str, ...]:
    """Return the changes that subscribers would see if the *held* poll were approved, one line each."""
    changes = container.poller.compare(state, held, container.clock.now()).changes
    groups = (("new", changes.new), ("revised", changes.revised), ("moved", changes.moved))
    return tuple(f"{name}: {entry.item.title}" for name, entries in groups for entry in entries)


def unconfigured_sources(container: Container) -> Mapping[str, int]:
    """Return the number of entries of each source that is in the store but not in the configuration.

    Former names of feeds are not included. Raises StoreError.
    """
    names = {name for plan in container.config.plans for name in (plan.slug, *plan.former)}
    return container.store.strangers(names)


def all_entries(container: Container, plan: FeedConfig) -> Iterator[tuple[str, Entry]]:
    """Return all entries that *plan* ever included, each with its source, in the order of arrival."""
    return container.publisher.history(plan)


def subscriptions(container: Container, plan: FeedConfig | None = None) -> bytes:
    """Return the subscription list (OPML) of the feed of *plan*, or of all feeds.

    Raises ConfigError without a base_url.
    """
    if not container.config.base_url:
        raise ConfigError(
            f"{container.config.name}: without ilofeed.base_url no reader can subscribe",
            place=("ilofeed", "base_url"),
        )
    return container.publisher.subscriptions(plan)
