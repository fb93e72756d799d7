"""Everything built from a Config, and nowhere else.

Parts are made when first asked for, and their libraries loaded then: showing the
status needs no parser, a configuration error nothing at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

from ilofeed import match
from ilofeed.app import pages
from ilofeed.app.clock import SystemClock
from ilofeed.app.hosts import side_by_side
from ilofeed.config import Config
from ilofeed.errors import ConfigError, ExtractError, FetchError, PublishError
from ilofeed.memory import Health, Outcome, PollReport, Quarantine, Revision, Seed, SourceState
from ilofeed.model import Entry, Extraction, Item, NotModified, Page, Source
from ilofeed.ports import Clock, Ledger, Store
from ilofeed.schedule import due, is_due

if TYPE_CHECKING:
    from ilofeed.fetch import Fetcher
    from ilofeed.manners import Manners
    from ilofeed.poll import Poller
    from ilofeed.profiles.repair import Proposal
    from ilofeed.publish import Publisher
    from ilofeed.replay import Difference


# So many of the latest entries are looked for on a page whose layout is to be learned.
_KEYS = 200
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


class App:
    """The program as one configuration makes it. Close it when done."""

    def __init__(self, config: Config, *, clock: Clock | None = None, create: bool = True) -> None:
        """*create* False leaves no database behind where there was none: an empty one in memory stands in."""
        self.config = config
        self.clock: Clock = clock or SystemClock()
        self._create = create

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what was opened."""
        for name in ("fetcher", "ledger", "store"):
            if name in self.__dict__:
                self.__dict__[name].close()

    @cached_property
    def store(self) -> Store:
        """The database, opened. Raises StoreError, and ConfigError where it is named in no way we know."""
        from ilofeed.store import open_store  # noqa: PLC0415 - see the top of this file

        try:
            return open_store(self.config.database, folder=self.config.folder, create=self._create)
        except ConfigError as error:
            raise ConfigError(f"{self.config.name}: ilofeed.{error}") from None

    @cached_property
    def fetcher(self) -> Fetcher:
        """The one way to the network."""
        from ilofeed.fetch import Fetcher  # noqa: PLC0415

        limits = self.config.fetch
        return Fetcher(
            self.clock,
            timeout=limits.timeout,
            max_bytes=limits.max_bytes,
            allow_private=limits.allow_private,
            contact=self.config.contact,
        )

    @cached_property
    def ledger(self) -> Ledger:
        """What is remembered of hosts; a run that leaves no trace remembers it for itself."""
        if self._create:
            return self.store
        from ilofeed.store import open_store  # noqa: PLC0415

        return open_store("sqlite:///:memory:")

    @cached_property
    def manners(self) -> Manners:
        """The way to the network that polls take."""
        from ilofeed.manners import Manners, who  # noqa: PLC0415

        limits = self.config.fetch
        return Manners(
            self.fetcher,
            self.ledger,
            self.clock,
            holder=who(),
            longest=limits.timeout,
            min_delay=limits.min_delay,
            robots=limits.robots,
        )

    @cached_property
    def publisher(self) -> Publisher:
        """The one way to the output folder."""
        from ilofeed.publish import Publisher  # noqa: PLC0415

        return Publisher(
            self.store,
            self.clock,
            self.config.output,
            base_url=self.config.base_url,
            authority=self.config.authority,
        )

    @cached_property
    def poller(self) -> Poller:
        """The pipeline."""
        from ilofeed import seed  # noqa: PLC0415
        from ilofeed.poll import Poller  # noqa: PLC0415

        def published(source: Source) -> Seed:
            return seed.read(self.config.output / f"{source.slug}.json", source)

        return Poller(
            self.store,
            self.manners,
            self.publisher,
            self.clock,
            mint=self._mint,
            seed=published,
            locate=self.manners.locate,
        )

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

    def poll_one(self, source: Source, *, force: bool = False, dry_run: bool = False) -> PollReport:
        """Poll *source* now. Raises StoreError."""
        if dry_run:
            state = self.store.state(source.slug) or SourceState(slug=source.slug)
        else:
            state = self.store.claim([source.slug])[source.slug]
        return self.poller.poll(source, state, force=force, dry_run=dry_run)

    def due(self) -> list[Source]:
        """What the schedule wants polled by now. Raises StoreError."""
        now, states = self.clock.now(), self.store.states()
        return [
            source
            for source in self.config.sources
            if (state := states.get(source.slug)) is None or is_due(source, state, now)
        ]

    def stop(self) -> None:
        """Give up what is under way, in any thread, and begin nothing: the program is to end."""
        if isinstance(self.clock, SystemClock):
            self.clock.stop()
        if "fetcher" in self.__dict__:
            self.fetcher.stop()

    def publish(self, sources: Iterable[Source]) -> Iterator[tuple[Source, bool | PublishError]]:
        """Render the feeds of *sources* again from the store.

        With each whether any of its files changed, or why they could not be written.
        """
        states = self.store.states()
        for source in sources:
            state = states.get(source.slug)
            try:
                yield source, state is not None and self.publisher(source, state, thoroughly=True)
            except PublishError as error:
                yield source, error

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
                yield kept.at, compare(first, now, self._mint)

    def repair(self, source: Source) -> Proposal:
        """Selectors that read the page of *source* as it is now. Raises PollError where there are none."""
        from ilofeed.profiles.repair import propose  # noqa: PLC0415

        known = self.store.newest(source.slug, _KEYS)
        return propose(self._fetched(source.url), known, language=source.language)

    def _mint(self, item: Item) -> str:
        return match.mint(item, self.config.authority)

    def healths(self, sources: Iterable[Source]) -> Iterator[Health]:
        """How each of *sources* is, by what the store remembers; nothing is asked of the network."""
        states, counts = self.store.states(), self.store.counts()
        for source in sources:
            newest = next(iter(self.store.newest(source.slug, 1)), None)
            state = states.get(source.slug)
            held = self.store.quarantine(source.slug) if state and state.outcome not in _WELL else None
            next_poll = due(source, state, self.clock.now()) if state else None
            health = Health.of(source, state, counts.get(source.slug, 0), newest, next_poll)
            yield health.with_held(held, self._would_change(source, state, held)) if held and state else health

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
            page = self._fetched(target) if is_address else pages.saved(target, self.config.fetch.max_bytes)
        else:
            page = self._fetched(source.url)
        if url:
            page = replace(page, url=pages.checked("--url", url))
        return profiles.extract(
            page, profile or source.profile, language=source.language, selectors=source.selectors
        )

    def _fetched(self, target: str) -> Page:
        answer = self.manners(pages.checked("TARGET", target))
        if isinstance(answer, NotModified):  # it was not asked for
            raise FetchError("status_304", f"{target} answers 304 to an unconditional request", status=304)
        return answer
