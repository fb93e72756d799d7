"""What is remembered, for the one who looks; nothing is asked of the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.app.container import Parts
from ilofeed.app.source_conditions import GOOD, quiet_sources
from ilofeed.core.clock_check import disagreement
from ilofeed.core.cluster_state import Cluster
from ilofeed.core.errors import PublishError
from ilofeed.core.models import Entry, FeedConfig, Source
from ilofeed.core.state import Health, PollReport, Quarantine, Revision, SourceState
from ilofeed.decide.health import Counts, health
from ilofeed.decide.schedule import due

# Entries of a feed that its patterns are tried on.
_LOOKED_AT = 500


class History(Struct, frozen=True, kw_only=True):
    """What is remembered of a source."""

    entries: tuple[Entry, ...]
    revisions: tuple[Revision, ...]
    polls: tuple[tuple[datetime, PollReport], ...]

    def revisions_of(self, entry: Entry) -> list[Revision]:
        """The changes of *entry*, the oldest first."""
        return [each for each in self.revisions if each.entry == entry.id]


class Looking(Parts):
    """The parts, and what can be seen of sources through them."""

    def history(self, source: Source, *, entries: int, polls: int) -> History:
        """What the store remembers of *source*: so many of its latest entries and polls."""
        return History(
            entries=self.store.newest(source.slug, entries),
            revisions=self.store.revisions(source.slug),
            polls=self.store.polls(source.slug, polls),
        )

    def healths(
        self, sources: Iterable[Source], *, at: datetime | None = None, would_change: bool = False
    ) -> Iterator[Health]:
        """Yield the health of each of *sources* from the store; nothing is asked of the network.

        *at* is another time than now. *would_change* also lists the changes of held polls: they quote pages, so
        they are for the operator alone. Raises StoreError.
        """
        sources, now = list(sources), at or self.clock.now()
        states, counts, withdrawn = self.store.states(), self.store.counts(), self.store.withdrawn()
        last = self.store.last([source.slug for source in sources])
        quiet = quiet_sources(self.store, states.values(), now)
        for source in sources:
            state, newest = states.get(source.slug), last.get(source.slug)
            held = self.store.quarantine(source.slug) if state and state.outcome not in GOOD else None
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
                found = replace(found, would_change=self._would_change(state, held))
            yield found

    def cluster(self) -> Cluster | None:
        """The programs that share the store, and what they have before them; None where it is one machine's.

        Raises StoreError.
        """
        if self.store.commons is None:
            return None
        now, states = self.clock.now(), self.store.states()
        waiting = []
        for source in self.config.sources:
            state = states.get(source.slug) or SourceState(slug=source.slug)
            at = None if source.retired else due(source, state, now)
            if at is not None and at <= now and not self.leases.is_leased(state, now):
                waiting.append((now - at).total_seconds())
        return Cluster(
            processes=self.leases.processes(),
            queue=self.queue(),
            overdue=len(waiting),
            oldest=max(waiting, default=0.0),
        )

    def problem(self, plan: FeedConfig) -> PublishError | None:
        """Return why the feed of *plan* cannot be published now: a pattern takes too long. Raises StoreError."""
        if plan.include or plan.exclude:
            try:
                self.publisher.latest(plan, _LOOKED_AT)
            except PublishError as error:
                return error
        return None

    def problems(self) -> dict[str, PublishError]:
        """Return the feeds whose old files stay, each with the reason. Raises StoreError."""
        found = {plan.slug: self.problem(plan) for plan in self.config.plans}
        return {slug: error for slug, error in found.items() if error is not None}

    def clock_disagreement(self) -> str:
        """Return one line if most servers disagree with the clock, else an empty string. Raises StoreError."""
        named = {source.slug for source in self.config.sources if not source.retired}
        return disagreement([state for slug, state in self.store.states().items() if slug in named])

    def _would_change(self, state: SourceState, held: Quarantine) -> tuple[str, ...]:
        """What letting the *held* poll through would tell the subscribers, a line each."""
        changes = self.poller.compare(state, held, self.clock.now()).changes
        groups = (("new", changes.new), ("revised", changes.revised), ("moved", changes.moved))
        return tuple(f"{name}: {entry.item.title}" for name, entries in groups for entry in entries)
