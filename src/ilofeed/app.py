"""Everything built from a Config, and nowhere else.

Parts are made when first asked for, and their libraries loaded then: showing the
status needs no parser, a configuration error nothing at all.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ilofeed import address, match
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


#: Where a saved page is taken to come from when nobody says.
SAVED_FROM = "https://www.ilo.org/"

# So many of the latest entries are looked for on a page whose layout is to be learned.
_KEYS = 200
_IMPATIENT = timedelta(minutes=5)


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float, /) -> None:
        time.sleep(seconds)


_ADDRESS = re.compile("https?:", re.IGNORECASE)

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
        self.clock = clock or SystemClock()
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
        from ilofeed.manners import Manners  # noqa: PLC0415

        fetcher, limits = self.fetcher, self.config.fetch
        return Manners(
            fetcher,
            fetcher.locate,
            self.ledger,
            self.clock,
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
        """Poll *sources* one after the other, now; a report of each as it ends. Raises StoreError."""
        for source in sources:
            if dry_run:
                state = self.store.state(source.slug) or SourceState(slug=source.slug)
            else:
                state = self.store.claim([source.slug])[source.slug]
            yield self.poller.poll(source, state, force=force, dry_run=dry_run)

    def poll_due(self) -> Iterator[PollReport]:
        """Poll what the schedule wants polled by now."""
        now, states = self.clock.now(), self.store.states()
        due = [
            source
            for source in self.config.sources
            if (state := states.get(source.slug)) is None or is_due(source, state, now)
        ]
        yield from self.poll(due)

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
        changes = self.poller.compare(source, state, held.extraction, self.clock.now()).changes
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
            page = self._fetched(target) if _ADDRESS.match(target) else self._saved(target)
        else:
            page = self._fetched(source.url)
        if url:
            page = replace(page, url=_address("--url", url))
        return profiles.extract(
            page, profile or source.profile, language=source.language, selectors=source.selectors
        )

    def _fetched(self, target: str) -> Page:
        url = _address("TARGET", target)
        answer = self.manners(url)
        if isinstance(answer, NotModified):  # it was not asked for
            raise FetchError("status_304", f"{url} answers 304 to an unconditional request", status=304)
        return answer

    def _saved(self, target: str) -> Page:
        most = self.config.fetch.max_bytes
        if target == "-" and sys.stdin is None:
            raise ConfigError("standard input is closed, so there is no page in it")
        try:
            with sys.stdin.buffer if target == "-" else Path(target).open("rb") as file:
                body = file.read(most + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise ConfigError(f"{target}: no address, no source, and no file that can be read ({why})") from error
        if len(body) > most:
            raise FetchError(
                "too_large", f"{target} is larger than {most} bytes; raise fetch.max_bytes if it may be"
            )
        return Page(url=SAVED_FROM, body=body)

    def advice(self) -> Iterator[str]:
        """What is allowed, but an operator may regret. Raises ConfigError where it is not to be done."""
        config = self.config
        try:
            folder = next(each for each in (config.output, *config.output.parents) if _is_there(each))
            why = (
                ""
                if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
                else f"{folder} cannot be written to"
            )
        except OSError as error:
            why = str(error)
        if why:
            raise ConfigError(f"{config.name}: ilofeed.output is {str(config.output)!r}, and {why}")
        if not config.sources:
            yield "no [[source]] is named, so there is nothing to poll"
        if not config.contact or "example." in config.contact:
            yield "ilofeed.contact should name you, so that a site can write to you before it blocks you"
        if not config.base_url or "example." in config.base_url:
            yield "ilofeed.base_url should be the address at which the feeds are published; readers look for it"
        if not config.authority or "example." in config.authority:
            yield "ilofeed.authority is best set before the first poll; ids are made with it and then kept"
        for source in config.sources:
            if source.interval < _IMPATIENT:
                yield f"source {source.slug!r} is polled more often than every five minutes"


def _is_there(path: Path) -> bool:
    """Whether *path* exists. Raises OSError where that cannot be seen."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _address(name: str, given: str) -> str:
    """*given* as an address to ask, or to take links to be relative to. Raises ConfigError."""
    url = address.absolute(given)
    if url is None:
        raise ConfigError(f"{name} is {given!r}, which is no http or https address without user name and password")
    return url
