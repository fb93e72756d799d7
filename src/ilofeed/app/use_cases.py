"""Everything built from a Config, and nowhere else.

Parts are made when first asked for, and their libraries loaded then: showing the
status needs no parser, a configuration error nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ilofeed.app import page_input
from ilofeed.app.clock import SystemClock
from ilofeed.app.publish_all import Publishing
from ilofeed.config.loader import Config
from ilofeed.core import bug_report, urls
from ilofeed.core.errors import ConfigError, ExtractError, FetchError, IlofeedError, NotifyError, PollError
from ilofeed.core.models import Entry, Extraction, FeedConfig, NotModified, Page, Source
from ilofeed.core.state import Notification, Outcome, PollReport, SourceState
from ilofeed.decide import outcomes
from ilofeed.decide.schedule import due, is_due
from ilofeed.poll.concurrency import side_by_side
from ilofeed.publish.websub import HubRound

if TYPE_CHECKING:
    from ilofeed.decide.replay import Difference
    from ilofeed.poll.learn_selectors import Proposal
    from ilofeed.publish.validate import Finding
    from ilofeed.serve.asgi_app import Site
    from ilofeed.store.copy import Copied


# So many of the latest entries are looked for on a page whose layout is to be learned.
_KEYS = 200
# The most notifications that are sent at a time.
_PINGS = 500
# What is made of the configuration, but for the way to the network.
_PARTS = ("poller", "publisher", "alarm", "_articles")


class App(Publishing):
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
        _ = self.poller, self.heart
        if self._create:
            self._renamed()
            self.recover()

    def poll_one(self, source: Source, *, force: bool = False, dry_run: bool = False) -> PollReport:
        """Poll *source* now, whoever else does. Raises StoreError."""
        if source.retired:
            return outcomes.skipped(source, "retired", source.retired)
        if dry_run:
            state = self.store.state(source.slug) or SourceState(slug=source.slug)
            return self.poller.poll(source, state, force=force, dry_run=True)
        state = self.store.claim([source.slug], self.leases.wish(source))[source.slug]
        return self._polled(source, state, force=force)

    def due(self, states: Mapping[str, SourceState] | None = None) -> list[Source]:
        """What the schedule wants polled by now, the longest due first. Raises StoreError.

        *states* are those of the store, where they have been asked for already.
        """
        now = self.clock.now()
        states = self.store.states() if states is None else states
        found = []
        for source in self.config.sources:
            state = states.get(source.slug) or SourceState(slug=source.slug)
            at = due(source, state, now)
            if not source.retired and at is not None and at <= now and not self.leases.is_leased(state, now):
                found.append((at, source))
        return [source for _, source in sorted(found, key=lambda each: each[0])]

    def poll_due(self, source: Source) -> PollReport | None:
        """Poll *source* if it is still due, and nobody else polls it; else None. Raises StoreError."""
        now = self.clock.now()
        state = self.store.state(source.slug) or SourceState(slug=source.slug)
        if not is_due(source, state, now):
            return None
        leased = self.leases.take(source, state)
        return None if leased is None else self._polled(source, leased)

    def _polled(self, source: Source, state: SourceState, *, force: bool = False) -> PollReport:
        with self.leases.held(state):
            try:
                report = self.poller.poll(source, state, force=force)
            except IlofeedError:
                raise
            except Exception as error:  # noqa: BLE001 - a bug met with one source must not stop the others
                return self._failed_by_bug(source, state, error)
            if report.outcome is Outcome.SKIPPED:
                self.store.release(state)
            return report

    def _failed_by_bug(self, source: Source, state: SourceState, error: Exception) -> PollReport:
        about = f"source {source.slug}"
        failure = PollError(bug_report.REASON, bug_report.report(error, about))
        commit = outcomes.failed(source, state, self.clock.now(), failure)
        try:
            self.store.record(commit)
        except IlofeedError:
            raise
        except Exception as another:  # noqa: BLE001 - nothing is saved then but what the log says
            bug_report.report(another, about)
        return commit.report

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

    def migrate(
        self, to: str, told: Callable[[str, int, int], None], *, ahead: bool = False
    ) -> tuple[tuple[Copied, ...], str]:
        """Copy the whole database to the one at *to*; see `ilofeed.store.copy_store`."""
        from ilofeed.store import copy_store  # noqa: PLC0415 - see the top of this file

        return copy_store(self.config.database, to, folder=self.config.folder, told=told, ahead=ahead)

    def on_take_over(self, heed: Callable[[], None]) -> None:
        """Have *heed* called whenever another configuration has been taken over."""
        self._heeding.append(heed)

    def stop(self) -> None:
        """Give up what is under way, in any thread, and begin nothing: the program is to end."""
        if isinstance(self.clock, SystemClock):
            self.clock.stop()
        for stop in [each() for each in self._ending]:
            if stop is not None:
                stop()

    def validate(self) -> Iterator[tuple[str, list[Finding]]]:
        """What is wrong with each file in the output folder. Raises ConfigError where it cannot be read."""
        from ilofeed.app import validate_output  # noqa: PLC0415

        return validate_output.validate(self.config, self.clock.now())

    def entries(self, plan: FeedConfig) -> Iterator[tuple[str, Entry]]:
        """All that *plan* ever wanted, each with its source, as they came."""
        return self.publisher.history(plan)

    def subscriptions(self, plan: FeedConfig) -> bytes:
        """The subscription list (OPML) of the feed of *plan*. Raises ConfigError without a base_url."""
        if not self.config.base_url:
            raise ConfigError(f"{self.config.name}: without ilofeed.base_url nobody can subscribe")
        return self.publisher.subscriptions(plan)

    def site(self, *, admin: bool = False) -> Site:
        """All of it over HTTP; with *admin* also what only the operator may see."""
        from ilofeed.app.web_app import site  # noqa: PLC0415 - starlette and more

        return site(self, admin=admin)

    def tell_hubs(self) -> Iterator[HubRound]:
        """Notify the hubs that are due of the documents that have changed, and return the result for each hub.

        Raises StoreError.
        """
        if not self.config.hubs:
            return
        from ilofeed.app.notify_hubs import Hubs  # noqa: PLC0415 - most have none

        pings = self.store.pings(self.clock.now(), _PINGS)
        yield from Hubs(self.store, self.manners.post_form, self.clock)(pings)

    def alert(self) -> Iterator[tuple[Notification, NotifyError | None]]:
        """Tell the operator what is new of the sources, where that is wanted.

        With each letter why it could not be sent this time, if so. Raises StoreError.
        """
        if self.config.alerts.ways:
            yield from self.alarm(self.config.sources)

    def accept(self, source: Source, *, as_known: bool = False) -> PollReport | None:
        """Let the held poll of *source* through; None where none is held. Raises StoreError."""
        if self.store.quarantine(source.slug) is None:
            return None
        self.recover()
        state = self.store.claim([source.slug])[source.slug]
        # A poll that ended before this claim may have found the page well again, or held another one.
        held = self.store.quarantine(source.slug)
        return None if held is None else self.poller.accept(source, state, held, as_known=as_known)

    def replay(self, source: Source) -> Iterator[tuple[datetime, Difference]]:
        """What today's profiles would read otherwise from each kept page of *source*, the latest first.

        A page that is not read at all any more has lost every item.
        """
        from ilofeed.decide.replay import Difference, compare  # noqa: PLC0415
        from ilofeed.extract import registry  # noqa: PLC0415

        for kept in self.store.pages(source.slug):
            if kept.extraction is None:
                continue
            try:
                now = registry.read(kept.page, source, last_profile=kept.extraction.profile)
            except ExtractError:
                yield kept.at, Difference(vanished=kept.extraction.items)
            else:
                # Further pages of the list are not kept; what stood on them is not compared.
                first = replace(kept.extraction, items=kept.extraction.items[: len(now.items)])
                yield kept.at, compare(first, now, self.mint)

    def repair(self, source: Source) -> Proposal:
        """Selectors that read the page of *source* as it is now. Raises PollError where there are none."""
        from ilofeed.poll.learn_selectors import propose  # noqa: PLC0415

        known = self.store.newest(source.slug, _KEYS)
        return propose(self.fetched(source.url), known, language=source.language)

    def preview(self, target: str, *, url: str = "", profile: str = "") -> Extraction:
        """What would be read from *target*: a source's slug, an address, a file, or ``-`` for standard input.

        *url* says where a saved page came from; *profile* how to read it, if not as the source does
        that has its slug or its address. Nothing is kept. Raises PollError, and ConfigError where there
        is no such file.
        """
        from ilofeed.extract import registry  # noqa: PLC0415

        source = next((each for each in self.config.sources if each.slug == target), None)
        if source is None:
            is_address = page_input.is_address(target)
            source = self._source_at(url or (target if is_address else "")) or Source(slug="preview", url=target)
            page = self.fetched(target) if is_address else page_input.saved(target, self.config.fetch.max_bytes)
        else:
            page = self.fetched(source.url)
        if url:
            page = replace(page, url=page_input.checked("--url", url))
        return registry.read(page, replace(source, profile=profile or source.profile))

    def _source_at(self, url: str) -> Source | None:
        """Return the source that has the address *url*; with the same page in mind, the first one."""
        found = urls.absolute(url)
        name = urls.canonical(found) if found else ""
        return next((each for each in self.config.sources if urls.canonical(each.url) == name), None)

    def fetched(self, target: str) -> Page:
        """The page at the address *target*, as a poll would get it. Raises ConfigError, FetchError."""
        answer = self.manners(page_input.checked("TARGET", target))
        if isinstance(answer, NotModified):  # it was not asked for
            raise FetchError("status_304", f"{target} answers 304 to an unconditional request", status=304)
        return answer
