"""The services that one configuration makes. A reload replaces them whole."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ilofeed.config.loader import Config
from ilofeed.core import ids
from ilofeed.core.models import Item, Source

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.fetch.client import Fetcher
    from ilofeed.fetch.politeness import PoliteFetcher
    from ilofeed.notify.dispatcher import Dispatcher
    from ilofeed.poll.full_text import Articles
    from ilofeed.poll.poller import Poller
    from ilofeed.publish.publisher import Publisher


class Network:
    """The connections of one ``[fetch]`` table. A reload keeps them while the table and the contact stay."""

    def __init__(self, config: Config, container: Container) -> None:
        self.settings = (config.fetch, config.contact)
        self._container = container

    @cached_property
    def fetcher(self) -> Fetcher:
        """The HTTP client, the only way to the network."""
        from ilofeed.fetch.client import Fetcher  # noqa: PLC0415 - many commands need no network

        limits, contact = self.settings
        fetcher = Fetcher(
            self._container.clock,
            timeout=limits.timeout,
            max_bytes=limits.max_bytes,
            allow_private=limits.allow_private,
            contact=contact,
            user_agent=limits.user_agent,
        )
        self._container.stop_at_end(fetcher.stop)
        return fetcher

    @cached_property
    def polite_fetcher(self) -> PoliteFetcher:
        """The fetcher that polls use: it obeys robots.txt and waits between requests."""
        from ilofeed.fetch.politeness import PoliteFetcher, Politeness  # noqa: PLC0415 - see above

        limits, _ = self.settings
        return PoliteFetcher(
            self.fetcher,
            self._container.hosts,
            self._container.clock,
            holder=self._container.holder,
            policy=Politeness(timeout=limits.timeout, min_delay=limits.min_delay, robots=limits.robots),
        )

    def close_idle(self) -> None:
        """Close connections that are not needed before the next poll."""
        if "fetcher" in self.__dict__:
            self.fetcher.close_idle()

    def close(self) -> None:
        """Close the connections; polls that still use some close them when they end."""
        if "fetcher" in self.__dict__:
            self.fetcher.close()


class Services:
    """Services of one configuration, each made when it is first needed. Running polls keep theirs."""

    def __init__(self, config: Config, container: Container, network: Network | None = None) -> None:
        self.config = config
        self.network = network or Network(config, container)
        self._container = container

    def replaced(self, config: Config) -> Services:
        """Return the services of *config*, over the same network if its settings are the same."""
        is_same_network = (config.fetch, config.contact) == self.network.settings
        return Services(config, self._container, self.network if is_same_network else None)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """Sends messages to the operator."""
        from ilofeed.app.alerts_due import AlertsDue  # noqa: PLC0415 - few commands send alerts
        from ilofeed.notify.channels import Command, Webhook  # noqa: PLC0415 - see above
        from ilofeed.notify.dispatcher import Channel, Dispatcher  # noqa: PLC0415 - see above

        wanted, container = self.config.alerts, self._container
        channels: dict[str, Channel] = {}
        if wanted.command:
            channels["command"] = command = Command(wanted.command, folder=self.config.folder)
            container.stop_at_end(command.stop)
        if wanted.webhook:
            send = self.network.polite_fetcher.send
            channels["webhook"] = Webhook(wanted.webhook, wanted.secret_file, send, container.clock.now)
        return Dispatcher(
            AlertsDue(container.store, after=wanted.after), channels, container.store, container.clock
        )

    @cached_property
    def publisher(self) -> Publisher:
        """Writes the feeds, and nothing else does."""
        from ilofeed.decide import schedule  # noqa: PLC0415 - not every command publishes
        from ilofeed.publish.feed_builder import PublicSite  # noqa: PLC0415 - see above
        from ilofeed.publish.publisher import Publisher  # noqa: PLC0415 - see above

        config = self.config
        return Publisher(
            self._container.store,
            self._container.clock,
            config.output,
            due_by=schedule.due_by,
            plans=config.plans,
            site=PublicSite(base_url=config.base_url, authority=config.authority, hubs=config.hubs),
        )

    @cached_property
    def poller(self) -> Poller:
        """The pipeline. A poll that ends after a reload publishes by the new configuration."""
        from ilofeed.poll.poller import Poller, PollServices  # noqa: PLC0415 - not every command polls

        container = self._container
        return Poller(
            PollServices(
                store=container.store,
                fetch=self.network.polite_fetcher,
                publish=container.publish,
                clock=container.clock,
                mint=self.mint,
                recover=container.published_feed,
                locate=self.network.polite_fetcher.locate,
                read_articles=self.read_articles,
            )
        )

    def mint(self, item: Item) -> str:
        """Return the id of a new entry."""
        return ids.mint(item, self.config.authority)

    def read_articles(self, source: Source) -> None:
        """Read the pages behind the latest entries of *source*, and save their texts. Raises StoreError."""
        self._articles(source)

    @cached_property
    def _articles(self) -> Articles:
        from ilofeed.extract.article import text_of, titles_of  # noqa: PLC0415 - few sources want full text
        from ilofeed.poll.full_text import Articles  # noqa: PLC0415 - see above

        return Articles(self._container.store, self.network.polite_fetcher, text_of, titles_of)
