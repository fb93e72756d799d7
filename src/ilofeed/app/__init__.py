"""Everything built from a Config, and nowhere else.

Parts are made when first asked for, and their libraries loaded then: showing the
status needs no parser, a configuration error nothing at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from ilofeed import __version__, commits, render
from ilofeed.app import front, pages
from ilofeed.app.clock import SystemClock
from ilofeed.app.hosts import side_by_side
from ilofeed.app.parts import Parts
from ilofeed.config import Config
from ilofeed.errors import (
    ConfigError,
    DeferredError,
    ExtractError,
    FetchError,
    NotifyError,
    PublishError,
    StoreError,
)
from ilofeed.memory import Health, Lease, Letter, Outcome, Ping, PollReport, Quarantine, Revision, SourceState
from ilofeed.model import Entry, Extraction, FeedPlan, NotModified, Page, Source
from ilofeed.schedule import due, is_due
from ilofeed.websub import asked_again, hub_form

if TYPE_CHECKING:
    from ilofeed.profiles.repair import Proposal
    from ilofeed.replay import Difference
    from ilofeed.validate import Finding
    from ilofeed.web import Site


# So many of the latest entries are looked for on a page whose layout is to be learned.
_KEYS = 200
# So many hubs are told at a time.
_PINGS = 50
# What is made of the configuration, but for the way to the network.
_PARTS = ("poller", "publisher", "alarm", "_articles")
# Of a lease: what a poll takes beside its requests, and how long nobody waits any more.
_LEAST_LEASE, _LONGEST_LEASE = timedelta(minutes=5), timedelta(hours=2)
# After these nothing is held.
_WELL = (None, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is remembered of a source."""

    entries: tuple[Entry, ...]
    revisions: tuple[Revision, ...]
    polls: tuple[tuple[datetime, PollReport], ...]

    def revisions_of(self, entry: Entry) -> list[Revision]:
        """The changes of *entry*, the oldest first."""
        return [each for each in self.revisions if each.entry == entry.id]


class App(Parts):
    """The program as one configuration makes it. Close it when done."""

    def poll(
        self, sources: Collection[Source], *, force: bool = False, dry_run: bool = False
    ) -> Iterator[PollReport]:
        """Poll *sources* now, those of different hosts side by side; a report of each as it ends.

        Raises StoreError. Whoever breaks off ends what is under way.
        """

        def poll_one(source: Source) -> PollReport:
            return self.poll_one(source, force=force, dry_run=dry_run)

        self.make_ready()
        return side_by_side(sources, poll_one, stop=self.stop)

    def make_ready(self) -> None:
        """Build what polls need, before threads share it. Raises StoreError."""
        _ = self.poller
        if self._create:
            self._renamed()

    def _renamed(self) -> None:
        """Have what is remembered under former slugs go by those of today."""
        for plan in self.config.plans:
            for former in plan.former:
                if plan.is_of:
                    self.store.rename(former, plan.slug)

    def poll_one(self, source: Source, *, force: bool = False, dry_run: bool = False) -> PollReport:
        """Poll *source* now, whoever else does. Raises StoreError."""
        if source.retired:
            return commits.skipped(source, "retired", source.retired)
        if dry_run:
            state = self.store.state(source.slug) or SourceState(slug=source.slug)
            return self.poller.poll(source, state, force=force, dry_run=True)
        state = self.store.claim([source.slug], self._lease(source))[source.slug]
        return self._polled(source, state, force=force)

    def due(self) -> list[Source]:
        """What the schedule wants polled by now, the longest due first. Raises StoreError."""
        now, states = self.clock.now(), self.store.states()
        found = []
        for source in self.config.sources:
            state = states.get(source.slug) or SourceState(slug=source.slug)
            at = due(source, state, now)
            if not source.retired and at is not None and at <= now and not self._is_leased(state, now):
                found.append((at, source))
        return [source for _, source in sorted(found, key=lambda each: each[0])]

    def poll_due(self, source: Source) -> PollReport | None:
        """Poll *source* if it is still due, and nobody else polls it; else None. Raises StoreError."""
        now = self.clock.now()
        state = self.store.state(source.slug) or SourceState(slug=source.slug)
        if not is_due(source, state, now):
            return None
        over = state.lease_by if state.lease_by and self._has_ended(state.lease_by) else ""
        leased = self.store.lease(state, self._lease(source), over=over)
        return None if leased is None else self._polled(source, leased)

    def _polled(self, source: Source, state: SourceState, *, force: bool = False) -> PollReport:
        try:
            report = self.poller.poll(source, state, force=force)
        except BaseException:
            with suppress(StoreError):
                self.store.release(state)
            raise
        if report.outcome is Outcome.SKIPPED:
            self.store.release(state)
        return report

    def _lease(self, source: Source) -> Lease:
        """This process's wish to poll *source* alone, for longer than any poll takes."""
        requests = max(source.max_pages, source.backfill) + 1
        now, length = self.clock.now(), _LEAST_LEASE + 2 * requests * self.config.fetch.timeout
        return Lease(holder=self.holder, now=now, until=now + min(length, _LONGEST_LEASE))

    def _is_leased(self, state: SourceState, now: datetime) -> bool:
        """Whether somebody polls the source who is still there, as far as one can know."""
        if state.lease_until is None or not now < state.lease_until <= now + _LONGEST_LEASE:
            return False
        return not self._has_ended(state.lease_by)

    def _has_ended(self, holder: str) -> bool:
        from ilofeed.manners import has_ended  # noqa: PLC0415

        return has_ended(holder)

    def take_over(self, config: Config) -> None:
        """Go on by *config*, polls under way still by the old one. Raises ConfigError, all as it was.

        The database stays the one that is open.
        """
        if (config.database, config.folder) != (self.config.database, self.config.folder):
            raise ConfigError(f"{config.name}: ilofeed.database is another one now; that takes a restart")
        is_same_way = (config.fetch, config.contact) == (self.config.fetch, self.config.contact)
        self.config = config
        self.forget(_PARTS if is_same_way else (*_PARTS, "manners", "fetcher"))
        self.make_ready()
        for heed in self._heeding:
            heed()

    def strangers(self) -> Mapping[str, int]:
        """Which sources the store remembers that the configuration does not name, and how many entries of each.

        Former names of feeds are not among them. Raises StoreError.
        """
        names = {name for plan in self.config.plans for name in (plan.slug, *plan.former)}
        return self.store.strangers(names)

    def on_take_over(self, heed: Callable[[], None]) -> None:
        """Have *heed* called whenever another configuration has been taken over."""
        self._heeding.append(heed)

    def stop(self) -> None:
        """Give up what is under way, in any thread, and begin nothing: the program is to end."""
        if isinstance(self.clock, SystemClock):
            self.clock.stop()
        for end in self._ending:
            end()

    def publish(self) -> Iterator[tuple[str, bool | PublishError]]:
        """Render every feed again from the store.

        With the slug of each whether any of its files changed, or why they could not be written.
        """
        self._renamed()
        states = self.store.states()
        for source in self.config.sources:
            state = states.get(source.slug)
            try:
                yield source.slug, state is not None and self.publisher(source, state, thoroughly=True)
            except PublishError as error:
                yield source.slug, error
        yield from self.publish_shared(thoroughly=True)

    def publish_shared(self, *, thoroughly: bool = False) -> Iterator[tuple[str, bool | PublishError]]:
        """Bring the feeds that no poll publishes up to date: those over several sources, and of retired ones."""
        states = self.store.states()
        for source in self.config.sources:
            if source.retired and source.slug in states and not thoroughly:
                try:
                    yield source.slug, self.publisher(source, states[source.slug])
                except PublishError as error:
                    yield source.slug, error
        yield from self.publisher.shared(thoroughly=thoroughly)
        if self.config.base_url and self.config.sources:
            try:
                self._publish_front(thoroughly=thoroughly)
            except PublishError as error:
                yield "index", error

    def _publish_front(self, *, thoroughly: bool) -> None:
        """Have the page of all feeds, and how they are, lie beside the feeds, once any has been polled."""
        states = self.store.states()
        if not any(state.outcome for state in states.values()):
            return
        told = json.dumps(
            front.status(states, self.config.sources, self.clock.now()), ensure_ascii=False, indent=1
        )
        self.publisher.put("status", {"json": told.encode()})
        # That a poll after news found none shows nowhere on the page.
        known = [
            (slug, state.content, None if state.outcome in _WELL else state.outcome, state.reason)
            for slug, state in sorted(states.items())
        ]
        stamp = sha256(repr((__version__, self.config.plans, known)).encode()).hexdigest()
        if not thoroughly and self.publisher.is_in_place("index", render.PAGE, stamp):
            return
        page = render.index(front.TITLE, front.outlines(self))
        self.publisher.put("index", {render.PAGE: page}, stamp)

    def validate(self) -> Iterator[tuple[str, list[Finding]]]:
        """What is wrong with each file in the output folder. Raises ConfigError where it cannot be read."""
        from ilofeed.app import output  # noqa: PLC0415

        return output.validate(self.config, self.clock.now())

    def entries(self, plan: FeedPlan) -> Iterator[tuple[str, Entry]]:
        """All that *plan* ever wanted, each with its source, as they came."""
        return self.publisher.history(plan)

    def subscriptions(self, plan: FeedPlan) -> bytes:
        """The subscription list (OPML) of the feed of *plan*. Raises ConfigError without a base_url."""
        if not self.config.base_url:
            raise ConfigError(f"{self.config.name}: without ilofeed.base_url nobody can subscribe")
        return self.publisher.subscriptions(plan)

    def site(self, *, admin: bool = False) -> Site:
        """All of it over HTTP; with *admin* also what only the operator may see."""
        from ilofeed.app.site import site  # noqa: PLC0415 - starlette and more

        return site(self, admin=admin)

    def tell_hubs(self) -> Iterator[tuple[Ping, FetchError | None]]:
        """Tell the hubs that are due of the documents that have changed.

        With each why it could not be told this time, if so.
        """
        if not self.config.hubs:
            return
        for ping in self.store.pings(self.clock.now(), _PINGS):
            try:
                self.manners.tell(ping.hub, hub_form(ping))
            except DeferredError as error:
                if error.not_before is None:
                    return
                self.store.told(ping, error.not_before)
            except FetchError as error:
                self.store.told(ping, asked_again(ping, self.clock.now()))
                yield ping, error
            else:
                self.store.told(ping, None)
                yield ping, None

    def alert(self) -> Iterator[tuple[Letter, NotifyError | None]]:
        """Tell the operator what is new of the sources, where that is wanted.

        With each letter why it could not be sent this time, if so. Raises StoreError.
        """
        if self.config.alerts.ways:
            yield from self.alarm(self.config.sources)

    def accept(self, source: Source, *, as_known: bool = False) -> PollReport | None:
        """Let the held poll of *source* through; None where none is held. Raises StoreError."""
        held = self.store.quarantine(source.slug)
        if held is None:
            return None
        state = self.store.claim([source.slug])[source.slug]
        return self.poller.accept(source, state, held, as_known=as_known)

    def history(self, source: Source, *, entries: int, polls: int) -> History:
        """What the store remembers of *source*: so many of its latest entries and polls."""
        return History(
            entries=self.store.newest(source.slug, entries),
            revisions=self.store.revisions(source.slug),
            polls=self.store.polls(source.slug, polls),
        )

    def replay(self, source: Source) -> Iterator[tuple[datetime, Difference]]:
        """What today's profiles would read otherwise from each kept page of *source*, the latest first.

        A page that is not read at all any more has lost every item.
        """
        from ilofeed import profiles  # noqa: PLC0415
        from ilofeed.replay import Difference, compare  # noqa: PLC0415

        for kept in self.store.pages(source.slug):
            if kept.extraction is None:
                continue
            try:
                now = profiles.extract(
                    kept.page, source.profile, language=source.language, selectors=source.selectors
                )
            except ExtractError:
                yield kept.at, Difference(vanished=kept.extraction.items)
            else:
                # Further pages of the list are not kept; what stood on them is not compared.
                first = replace(kept.extraction, items=kept.extraction.items[: len(now.items)])
                yield kept.at, compare(first, now, self.mint)

    def repair(self, source: Source) -> Proposal:
        """Selectors that read the page of *source* as it is now. Raises PollError where there are none."""
        from ilofeed.profiles.repair import propose  # noqa: PLC0415

        known = self.store.newest(source.slug, _KEYS)
        return propose(self.fetched(source.url), known, language=source.language)

    def healths(self, sources: Iterable[Source]) -> Iterator[Health]:
        """How each of *sources* is, by what the store remembers; nothing is asked of the network."""
        states, counts, withdrawn = self.store.states(), self.store.counts(), self.store.withdrawn()
        for source in sources:
            newest = next(iter(self.store.newest(source.slug, 1)), None)
            state = states.get(source.slug)
            held = self.store.quarantine(source.slug) if state and state.outcome not in _WELL else None
            next_poll = due(source, state, self.clock.now()) if state else None
            health = Health.of(source, state, counts.get(source.slug, 0), newest, next_poll)
            health = replace(health, withdrawn=withdrawn.get(source.slug, 0), retired=source.retired)
            yield health.with_held(held, self._would_change(source, state, held)) if held and state else health

    def quiet(self) -> set[str]:
        """The slugs of sources that say much less than they used to."""
        from ilofeed.app.alarm import quiet  # noqa: PLC0415

        return quiet(self.store, [source.slug for source in self.config.sources], self.clock.now().date())

    def _would_change(self, source: Source, state: SourceState, held: Quarantine) -> tuple[str, ...]:
        """What letting the *held* poll through would tell the subscribers, a line each."""
        changes = self.poller.compare(source, state, held, self.clock.now()).changes
        groups = (("new", changes.new), ("revised", changes.revised), ("moved", changes.moved))
        return tuple(f"{name}: {entry.item.title}" for name, entries in groups for entry in entries)

    def preview(self, target: str, *, url: str = "", profile: str = "") -> Extraction:
        """What would be read from *target*: a source's slug, an address, a file, or ``-`` for standard input.

        *url* says where a saved page came from; *profile* how to read it, if not as the
        source says. Nothing is kept. Raises PollError, and ConfigError where there is no such file.
        """
        from ilofeed import profiles  # noqa: PLC0415

        source = next((each for each in self.config.sources if each.slug == target), None)
        if source is None:
            source = Source(slug="preview", url=target)
            is_address = pages.is_address(target)
            page = self.fetched(target) if is_address else pages.saved(target, self.config.fetch.max_bytes)
        else:
            page = self.fetched(source.url)
        if url:
            page = replace(page, url=pages.checked("--url", url))
        return profiles.extract(
            page, profile or source.profile, language=source.language, selectors=source.selectors
        )

    def fetched(self, target: str) -> Page:
        """The page at the address *target*, as a poll would get it. Raises ConfigError, FetchError."""
        answer = self.manners(pages.checked("TARGET", target))
        if isinstance(answer, NotModified):  # it was not asked for
            raise FetchError("status_304", f"{target} answers 304 to an unconditional request", status=304)
        return answer
