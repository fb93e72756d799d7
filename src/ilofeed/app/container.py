"""The container: the objects that exist as long as the program, and the services of its current configuration."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self
from weakref import WeakMethod

from ilofeed.app.clock import SystemClock
from ilofeed.app.services import Services
from ilofeed.config.loader import Config
from ilofeed.core.cluster_state import Queue
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Item, Source
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.state import RecoveredFeed, SourceState
from ilofeed.core.store_protocols import HostStore

if TYPE_CHECKING:
    from ilofeed.app.cluster.heartbeat import Heartbeat
    from ilofeed.app.cluster.leases import Leases
    from ilofeed.app.timetable import Timetable
    from ilofeed.fetch.politeness import PoliteFetcher
    from ilofeed.fetch.poll_turns import PollTurns
    from ilofeed.notify.dispatcher import Dispatcher
    from ilofeed.poll.poller import Poller
    from ilofeed.publish.atomic_files import Folders
    from ilofeed.publish.publisher import Publisher
    from ilofeed.publish.targets import Mirror


class Container:
    """The program: its database, its clock, and the services of its configuration. Close it when done."""

    def __init__(
        self, config: Config, *, clock: Clock | None = None, create: bool = True, role: str = "hand"
    ) -> None:
        """*create* False makes no database: if there is none, an empty one in memory is used.

        *role* is the name of this program for other machines on the database.
        """
        self.role = role
        self.clock: Clock = clock or SystemClock()
        self.services = Services(config, self)
        #: Methods that stop running work, also of replaced services: a poll may still use one.
        self._stopping: list[WeakMethod[Callable[[], None]]] = []
        self._closing: list[Callable[[], None]] = []
        self._reload_listeners: list[Callable[[], None]] = []
        self._reloading = Lock()
        #: Returns the state of the queue of a cluster, if there is one; the commands set it.
        self.queue: Callable[[], Queue | None] = lambda: None
        #: Slugs of sources whose published feeds were compared with the database since the program began.
        self.compared: set[str] = set()
        #: Held while the configuration file is changed.
        self.editing = Lock()
        self.keeps_state = create
        self.mirror: Mirror | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all that was opened."""
        if "heartbeat" in self.__dict__ and self.heartbeat is not None:
            self.heartbeat.stop()
        for close in self._closing:
            close()
        self.services.network.close()
        for name in ("hosts", "store"):
            if name in self.__dict__:
                self.__dict__[name].close()

    @property
    def config(self) -> Config:
        """The current configuration."""
        return self.services.config

    @property
    def polite_fetcher(self) -> PoliteFetcher:
        """See `Network.polite_fetcher`."""
        return self.services.network.polite_fetcher

    @property
    def dispatcher(self) -> Dispatcher:
        """See `Services.dispatcher`."""
        return self.services.dispatcher

    @property
    def publisher(self) -> Publisher:
        """See `Services.publisher`."""
        return self.services.publisher

    @property
    def poller(self) -> Poller:
        """See `Services.poller`."""
        return self.services.poller

    def mint(self, item: Item) -> str:
        """Return the id of a new entry."""
        return self.services.mint(item)

    def publish(self, source: Source, state: SourceState) -> bool:
        """Publish the feeds of *source* by the current configuration; return whether a document changed."""
        return self.publisher(source, state)

    def close_idle(self) -> None:
        """Close connections that are not needed before the next poll."""
        self.services.network.close_idle()

    def stop_at_end(self, stop: Callable[[], None]) -> None:
        """Call the method *stop* when the program is to end, if its object still exists."""
        self._stopping = [method for method in self._stopping if method() is not None]
        self._stopping.append(WeakMethod(stop))

    @cached_property
    def store(self) -> Store:
        """The open database. Raises StoreError, and ConfigError if its address is not valid."""
        from ilofeed.store import open_store  # noqa: PLC0415 - see the top of ilofeed.app

        try:
            store = open_store(self.config.database, folder=self.config.folder, create=self.keeps_state)
        except ConfigError as error:
            raise self.config.at("ilofeed", "database").error(f"ilofeed.{error}") from None
        if store.commons is not None and isinstance(self.clock, SystemClock):
            self.clock.follow(store.commons.now)
        return store

    @cached_property
    def holder(self) -> str:
        """The name of this process in leases and host slots."""
        from ilofeed.fetch.processes import process_id  # noqa: PLC0415

        return process_id()

    @cached_property
    def heartbeat(self) -> Heartbeat | None:
        """The heartbeat by which other machines know that this program runs; None if the database is not shared."""
        if self.store.commons is None or not self.keeps_state:
            return None
        from ilofeed.app.cluster.heartbeat import Heartbeat  # noqa: PLC0415

        return Heartbeat(self.store.commons, self.holder, self.role, self.clock.now)

    @cached_property
    def leases(self) -> Leases:
        """The leases of sources, with which one process alone polls a source."""
        from ilofeed.app.cluster.leases import Leases  # noqa: PLC0415

        return Leases(self.store, self.clock, self.holder, lambda: self.config.longest_timeout)

    @cached_property
    def timetable(self) -> Timetable:
        """The due times of all sources, for programs that ask for them again and again."""
        from ilofeed.app.timetable import Timetable  # noqa: PLC0415 - for daemons

        return Timetable(self)

    @cached_property
    def hosts(self) -> HostStore:
        """The state of hosts; a run that saves nothing keeps its own in memory."""
        if self.keeps_state:
            return self.store
        from ilofeed.store import open_store  # noqa: PLC0415

        return open_store("sqlite:///:memory:")

    @cached_property
    def turns(self) -> PollTurns:
        """The state of hosts for requests, with the turns of polls in the transactions of claims and records."""
        from ilofeed.fetch.poll_turns import PollTurns  # noqa: PLC0415 - for commands with requests

        return PollTurns(self.hosts)

    @property
    def served(self) -> Path:
        """The served folder: that of the configuration, else a temporary one, deleted at the end of the program."""
        return self.config.output or self._passing

    @cached_property
    def _passing(self) -> Path:
        import shutil  # noqa: PLC0415 - only without a configured folder
        from tempfile import mkdtemp  # noqa: PLC0415

        folder = Path(mkdtemp(prefix="ilofeed-"))
        self._closing.append(lambda: shutil.rmtree(folder, ignore_errors=True))
        return folder

    @property
    def folders(self) -> Folders:
        """The folders of published files."""
        from ilofeed.publish.atomic_files import Folders  # noqa: PLC0415 - see above

        return Folders(self.served, self.config.private)

    def published_feed(self, source: Source) -> RecoveredFeed:
        """Return the data of the JSON feed of *source* in the output folder, if this database did not write it."""
        from ilofeed.publish import recover  # noqa: PLC0415

        if self.config.output is None or source.slug in self.compared:
            return RecoveredFeed()
        path = self.folders.path(source.slug, "json")
        published = self.store.publications(source.slug).get("json")
        return recover.read(path, source) if recover.is_unknown(path, published) else RecoveredFeed()

    def reload(self, config: Config) -> None:
        """Replace the services by those of *config*; running polls keep theirs.

        Raises ConfigError if *config* names another database, and changes nothing then: the one that is open stays.
        """
        with self._reloading:
            self._replace_services(config)
        for notify in self._reload_listeners:
            notify()

    def _replace_services(self, config: Config) -> None:
        before = self.services
        # Not the folder alone: where the file is a link, as in a ConfigMap of Kubernetes, a change can move it.
        if (config.database, config.database_file) != (before.config.database, before.config.database_file):
            raise config.at("ilofeed", "database").wrong("is another one now; that takes a restart")
        self.services = before.replaced(config)
        if self.services.network is not before.network:
            before.network.close()

    def on_reload(self, listener: Callable[[], None]) -> None:
        """Call *listener* after every reload of the configuration."""
        self._reload_listeners.append(listener)

    def stop(self) -> None:
        """Stop running work in all threads, and start nothing more: the program is to end."""
        if isinstance(self.clock, SystemClock):
            self.clock.stop()
        for stop in [method() for method in self._stopping]:
            if stop is not None:
                stop()
