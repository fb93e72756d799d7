"""The parts of the program, each made from the configuration when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self
from weakref import WeakMethod

from ilofeed.app.clock import SystemClock
from ilofeed.config.loader import Config
from ilofeed.core import ids
from ilofeed.core.cluster_state import Queue
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Item, Source
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.state import RecoveredFeed, SourceState
from ilofeed.core.store_protocols import HostStore

if TYPE_CHECKING:
    from ilofeed.app.cluster.heartbeat import Heartbeat
    from ilofeed.app.cluster.leases import Leases
    from ilofeed.fetch.client import Fetcher
    from ilofeed.fetch.politeness import PoliteFetcher
    from ilofeed.notify.dispatcher import Dispatcher
    from ilofeed.poll.full_text import Articles
    from ilofeed.poll.poller import Poller
    from ilofeed.publish.publisher import Publisher
    from ilofeed.publish.targets import Mirror


# Services that are made anew for another configuration; connections only where their settings have changed.
_SERVICES = ("poller", "publisher", "alarm", "_articles")


class Container:
    """The services that one configuration makes. Close it when done."""

    def __init__(
        self, config: Config, *, clock: Clock | None = None, create: bool = True, role: str = "hand"
    ) -> None:
        """*create* False leaves no database behind where there was none: an empty one in memory stands in.

        *role* is what other machines on the database, if any, know this program by.
        """
        self.config = config
        self.role = role
        self.clock: Clock = clock or SystemClock()
        #: How to end what is under way, also of parts that were made anew since: a poll may still use one.
        self._ending: list[WeakMethod[Callable[[], None]]] = []
        self._closing: list[Callable[[], None]] = []
        self._reload_listeners: list[Callable[[], None]] = []
        #: Tells of the queue of a cluster, where there is one; whoever knows it sets this.
        self.queue: Callable[[], Queue | None] = lambda: None
        #: Slugs of sources whose published feeds were compared with the database since the program began.
        self.compared: set[str] = set()
        self.keeps_state = create
        self._mirror: Mirror | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what was opened."""
        if "heart" in self.__dict__ and self.heart is not None:
            self.heart.stop()
        for close in self._closing:
            close()
        for name in ("fetcher", "ledger", "store"):
            if name in self.__dict__:
                self.__dict__[name].close()

    def forget(self, names: Collection[str]) -> None:
        """Have the parts of these *names* made anew, when they are next asked for."""
        for name in names:
            old = self.__dict__.pop(name, None)
            if name == "fetcher" and old is not None:
                old.close()  # polls under way still use it, and close what they use

    def close_idle(self) -> None:
        """Close connections that are not needed before the next poll."""
        if "fetcher" in self.__dict__:
            self.fetcher.close_idle()

    def _to_end(self, stop: Callable[[], None]) -> None:
        self._ending = [each for each in self._ending if each() is not None]
        self._ending.append(WeakMethod(stop))

    @cached_property
    def store(self) -> Store:
        """The database, opened. Raises StoreError, and ConfigError where it is named in no way we know."""
        from ilofeed.store import open_store  # noqa: PLC0415 - see the top of ilofeed.app

        try:
            store = open_store(self.config.database, folder=self.config.folder, create=self.keeps_state)
        except ConfigError as error:
            raise ConfigError(f"{self.config.name}: ilofeed.{error}") from None
        if store.commons is not None and isinstance(self.clock, SystemClock):
            self.clock.follow(store.commons.now)
        return store

    @cached_property
    def fetcher(self) -> Fetcher:
        """The one way to the network."""
        from ilofeed.fetch.client import Fetcher  # noqa: PLC0415

        limits = self.config.fetch
        fetcher = Fetcher(
            self.clock,
            timeout=limits.timeout,
            max_bytes=limits.max_bytes,
            allow_private=limits.allow_private,
            contact=self.config.contact,
            user_agent=limits.user_agent,
        )
        self._to_end(fetcher.stop)
        return fetcher

    @cached_property
    def holder(self) -> str:
        """This process, as others know it by what it holds."""
        from ilofeed.fetch.processes import process_id  # noqa: PLC0415

        return process_id()

    @cached_property
    def heart(self) -> Heartbeat | None:
        """What tells other machines from now on that this program is there; None where there are none."""
        if self.store.commons is None or not self.keeps_state:
            return None
        from ilofeed.app.cluster.heartbeat import Heartbeat  # noqa: PLC0415

        return Heartbeat(self.store.commons, self.holder, self.role, self.clock.now)

    @cached_property
    def leases(self) -> Leases:
        """Who polls what."""
        from ilofeed.app.cluster.leases import Leases  # noqa: PLC0415

        return Leases(self.store, self.clock, self.holder, lambda: self.config.fetch.timeout)

    @cached_property
    def ledger(self) -> HostStore:
        """What is remembered of hosts; a run that leaves no trace remembers it for itself."""
        if self.keeps_state:
            return self.store
        from ilofeed.store import open_store  # noqa: PLC0415

        return open_store("sqlite:///:memory:")

    @cached_property
    def manners(self) -> PoliteFetcher:
        """The way to the network that polls take."""
        from ilofeed.fetch.politeness import PoliteFetcher, Politeness  # noqa: PLC0415

        limits = self.config.fetch
        return PoliteFetcher(
            self.fetcher,
            self.ledger,
            self.clock,
            holder=self.holder,
            policy=Politeness(timeout=limits.timeout, min_delay=limits.min_delay, robots=limits.robots),
        )

    @cached_property
    def alarm(self) -> Dispatcher:
        """The way to the operator."""
        from ilofeed.app.alerts_due import AlertsDue  # noqa: PLC0415
        from ilofeed.notify.channels import Command, Webhook  # noqa: PLC0415
        from ilofeed.notify.dispatcher import Channel, Dispatcher  # noqa: PLC0415

        wanted = self.config.alerts
        channels: dict[str, Channel] = {}
        if wanted.command:
            channels["command"] = command = Command(wanted.command, folder=self.config.folder)
            self._to_end(command.stop)
        if wanted.webhook:
            channels["webhook"] = Webhook(wanted.webhook, wanted.secret_file, self.manners.send, self.clock.now)
        return Dispatcher(AlertsDue(self.store, after=wanted.after), channels, self.store, self.clock)

    @property
    def served(self) -> Path:
        """The folder that is served: that of the configuration, else one that ends with the program."""
        return self.config.output or self._passing

    @cached_property
    def _passing(self) -> Path:
        import shutil  # noqa: PLC0415 - for who has no folder of the configuration's
        from tempfile import mkdtemp  # noqa: PLC0415

        folder = Path(mkdtemp(prefix="ilofeed-"))
        self._closing.append(lambda: shutil.rmtree(folder, ignore_errors=True))
        return folder

    @cached_property
    def publisher(self) -> Publisher:
        """The one way to the output folder."""
        from ilofeed.decide import schedule  # noqa: PLC0415
        from ilofeed.publish.feed_builder import PublicSite  # noqa: PLC0415
        from ilofeed.publish.publisher import Publisher  # noqa: PLC0415

        return Publisher(
            self.store,
            self.clock,
            self.config.output,
            due_by=schedule.due_by,
            plans=self.config.plans,
            site=PublicSite(base_url=self.config.base_url, authority=self.config.authority, hubs=self.config.hubs),
        )

    @cached_property
    def poller(self) -> Poller:
        """The pipeline."""
        from ilofeed.poll.poller import Poller, PollServices  # noqa: PLC0415

        return Poller(
            PollServices(
                store=self.store,
                fetch=self.manners,
                publish=self._publish,
                clock=self.clock,
                mint=self.mint,
                recover=self.published_feed,
                locate=self.manners.locate,
                read_articles=self._read_articles,
            )
        )

    def published_feed(self, source: Source) -> RecoveredFeed:
        """Return what the JSON feed of *source* in the output folder says, where the database did not write it."""
        from ilofeed.publish import recover  # noqa: PLC0415

        if self.config.output is None or source.slug in self.compared:
            return RecoveredFeed()
        path = self.config.output / f"{source.slug}.json"
        published = self.store.publications(source.slug).get("json")
        return recover.read(path, source) if recover.is_unknown(path, published) else RecoveredFeed()

    def _publish(self, source: Source, state: SourceState) -> bool:
        """Publish the feeds of *source* by the configuration of the moment, also for a poll that began before."""
        return self.publisher(source, state)

    def _read_articles(self, source: Source) -> None:
        self._articles(source)

    @cached_property
    def _articles(self) -> Articles:
        from ilofeed.extract.article import text_of, titles_of  # noqa: PLC0415
        from ilofeed.poll.full_text import Articles  # noqa: PLC0415

        return Articles(self.store, self.manners, text_of, titles_of)

    def mint(self, item: Item) -> str:
        """The id of a new entry."""
        return ids.mint(item, self.config.authority)

    def take_over(self, config: Config) -> None:
        """Go on by *config*, polls under way still by the old one. Raises ConfigError, all as it was.

        The database stays the one that is open.
        """
        if (config.database, config.folder) != (self.config.database, self.config.folder):
            raise ConfigError(f"{config.name}: ilofeed.database is another one now; that takes a restart")
        is_same_way = (config.fetch, config.contact) == (self.config.fetch, self.config.contact)
        self.config = config
        self.forget(_SERVICES if is_same_way else (*_SERVICES, "manners", "fetcher"))
        for notify in self._reload_listeners:
            notify()

    def on_take_over(self, listener: Callable[[], None]) -> None:
        """Call *listener* after every reload of the configuration."""
        self._reload_listeners.append(listener)

    def stop(self) -> None:
        """Give up what is under way, in any thread, and begin nothing: the program is to end."""
        if isinstance(self.clock, SystemClock):
            self.clock.stop()
        for stop in [each() for each in self._ending]:
            if stop is not None:
                stop()
