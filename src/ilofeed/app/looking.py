"""What is remembered, for the one who looks; nothing is asked of the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.app.parts import Parts
from ilofeed.commons import Cluster
from ilofeed.memory import Health, Outcome, PollReport, Quarantine, Revision, SourceState
from ilofeed.model import Entry, Source
from ilofeed.schedule import due

#: After these nothing is held.
WELL = (None, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED)


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

    def healths(self, sources: Iterable[Source]) -> Iterator[Health]:
        """How each of *sources* is, by what the store remembers; nothing is asked of the network."""
        sources = list(sources)
        states, counts, withdrawn = self.store.states(), self.store.counts(), self.store.withdrawn()
        last = self.store.last([source.slug for source in sources])
        for source in sources:
            newest = last.get(source.slug)
            state = states.get(source.slug)
            held = self.store.quarantine(source.slug) if state and state.outcome not in WELL else None
            next_poll = due(source, state, self.clock.now()) if state else None
            health = Health.of(source, state, counts.get(source.slug, 0), newest, next_poll)
            health = replace(health, withdrawn=withdrawn.get(source.slug, 0), retired=source.retired)
            yield health.with_held(held, self._would_change(source, state, held)) if held and state else health

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

    def quiet(self) -> set[str]:
        """The slugs of sources that say much less than they used to."""
        from ilofeed.app.alarm import quiet  # noqa: PLC0415

        return quiet(self.store, [source.slug for source in self.config.sources], self.clock.now().date())

    def _would_change(self, source: Source, state: SourceState, held: Quarantine) -> tuple[str, ...]:
        """What letting the *held* poll through would tell the subscribers, a line each."""
        changes = self.poller.compare(source, state, held, self.clock.now()).changes
        groups = (("new", changes.new), ("revised", changes.revised), ("moved", changes.moved))
        return tuple(f"{name}: {entry.item.title}" for name, entries in groups for entry in entries)
