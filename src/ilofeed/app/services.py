"""The services that one configuration makes. A reload replaces them whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from ilofeed.config.fetch_settings import FetchLimits
from ilofeed.config.loader import Config
from ilofeed.core import ids, urls
from ilofeed.core.lazy_modules import unloaded
from ilofeed.core.models import Item, Source
from ilofeed.core.protocols import Fetch

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.core.weekly import WeeklyTime
    from ilofeed.fetch.browser.rendering import Browser
    from ilofeed.fetch.client import Fetcher
    from ilofeed.fetch.politeness import PoliteFetcher
    from ilofeed.notify.dispatcher import Channel, DecideDigest, Dispatcher
    from ilofeed.poll.full_text import Articles
    from ilofeed.poll.poller import Poller
    from ilofeed.publish.publisher import Publisher


class NetworkSettings(Struct, frozen=True, kw_only=True):
    """The settings of all requests. A reload keeps the connections while they stay."""

    limits: FetchLimits
    contact: str
    min_delays: dict[str, timedelta]  #: of the hosts with a source that sets one

    @classmethod
    def of(cls, config: Config) -> NetworkSettings:
        """Return the settings in *config*. Where sources of one host set several delays, the longest counts."""
        limits = config.fetch
        wanted: dict[str, list[timedelta]] = {}
        for source in config.sources:
            delay = source.request.min_delay
            wanted.setdefault(urls.host_of(source.url), []).append(limits.min_delay if delay is None else delay)
        delays = {host: max(of_host) for host, of_host in wanted.items() if max(of_host) != limits.min_delay}
        return cls(limits=limits, contact=config.contact, min_delays=delays)


class Network:
    """The connections for one set of settings."""

    def __init__(self, settings: NetworkSettings, container: Container) -> None:
        self.settings = settings
        self._container = container

    @cached_property
    def fetcher(self) -> Fetcher:
        """The HTTP client, the only way to the network."""
        with unloaded("anyio", "certifi", "socksio", by="httpcore"):
            from ilofeed.fetch.client import Fetcher  # noqa: PLC0415 - many commands need no network
        from ilofeed.fetch.route import Route  # noqa: PLC0415 - see above
        from ilofeed.fetch.user_agent import default_user_agent  # noqa: PLC0415 - see above

        limits = self.settings.limits
        headers = {"User-Agent": limits.user_agent or default_user_agent(self.settings.contact)}
        if limits.accept_language:
            headers["Accept-Language"] = limits.accept_language
        fetcher = Fetcher(
            self._container.clock,
            timeout=limits.timeout,
            max_bytes=limits.max_bytes,
            allow_private=limits.allow_private,
            headers=headers,
            route=Route(ca=limits.ca, proxies=limits.proxies),
        )
        self._container.stop_at_end(fetcher.stop)
        return fetcher

    @cached_property
    def polite_fetcher(self) -> PoliteFetcher:
        """The fetcher that polls use: it obeys robots.txt and waits between requests."""
        from ilofeed.fetch.politeness import PoliteFetcher, Politeness  # noqa: PLC0415 - see above

        settings = self.settings
        return PoliteFetcher(
            self.fetcher,
            self._container.turns,
            self._container.clock,
            holder=self._container.holder,
            policy=Politeness(
                timeout=settings.limits.timeout,
                min_delay=settings.limits.min_delay,
                robots=settings.limits.robots,
                min_delays=settings.min_delays,
            ),
            browser_of=self._browser_of,
        )

    def _browser_of(self, source: Source) -> Browser:
        """Return what renders the pages of *source*."""
        from ilofeed.fetch.browser.next_document import NextDocuments  # noqa: PLC0415 - few sources need a browser
        from ilofeed.fetch.browser.rendering import Browser, BrowserSettings  # noqa: PLC0415 - see above

        limits = self.settings.limits
        return Browser(
            self.fetcher,
            NextDocuments(self.fetcher, self._container.hosts, robots=limits.robots),
            BrowserSettings(
                program=limits.chromium,
                is_sandboxed=limits.chromium_sandbox,
                wait_for=source.request.wait_for,
                click=source.request.click,
                language=source.language or "en",
            ),
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
        self.network = network or Network(NetworkSettings.of(config), container)
        self._container = container

    def replaced(self, config: Config) -> Services:
        """Return the services of *config*, over the same network if its settings are the same."""
        is_same_network = NetworkSettings.of(config) == self.network.settings
        return Services(config, self._container, self.network if is_same_network else None)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """Sends messages to the operator."""
        from ilofeed.app.alerts_due import AlertsDue  # noqa: PLC0415 - few commands send alerts
        from ilofeed.notify.dispatcher import Dispatcher  # noqa: PLC0415 - see above

        container, wanted = self._container, self.config.alerts
        return Dispatcher(
            AlertsDue(container.store, after=wanted.after),
            self.channels,
            container.store,
            container.clock,
            digest=self._digest(wanted.digest) if wanted.digest else None,
        )

    def _digest(self, schedule: WeeklyTime) -> DecideDigest:
        from ilofeed.app.digest_due import DigestDue  # noqa: PLC0415 - few commands send digests

        return DigestDue(self._container, schedule)

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """The channels to the operator, by the names that the queue records."""
        from ilofeed.app.alert_channels import channels  # noqa: PLC0415 - few commands send alerts

        return channels(self.config, self._container, self.network)

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
            site=PublicSite(
                base_url=config.base_url,
                authority=config.authority,
                hubs=config.hubs,
                interface=config.interface_language,
                private=config.private,
            ),
        )

    @cached_property
    def poller(self) -> Poller:
        """The pipeline. A poll that ends after a reload publishes by the new configuration."""
        from ilofeed.poll.poller import Poller, PollServices  # noqa: PLC0415 - not every command polls

        container = self._container
        return Poller(
            PollServices(
                store=container.store,
                fetch_for=self.network.polite_fetcher.for_source,
                publish=container.publish,
                clock=container.clock,
                mint=self.mint,
                recover=container.published_feed,
                locate_for=lambda source: self.network.polite_fetcher.for_source(source).locate,
                read_articles=self.read_articles,
                return_turn=container.turns.settle,
            )
        )

    def mint(self, item: Item) -> str:
        """Return the id of a new entry."""
        return ids.mint(item, self.config.authority)

    def read_articles(self, source: Source) -> None:
        """Read the pages behind the latest entries of *source*, and save their texts. Raises StoreError."""
        self._articles(self.network.polite_fetcher.for_source(source))(source)

    @cached_property
    def _articles(self) -> Callable[[Fetch], Articles]:
        from ilofeed.extract.article import text_of, titles_of  # noqa: PLC0415 - few sources want full text
        from ilofeed.poll.full_text import Articles  # noqa: PLC0415 - see above

        return lambda fetch: Articles(self._container.store, fetch, text_of, titles_of)
