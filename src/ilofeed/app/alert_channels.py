"""Make the channels to the operator that a configuration names, and test them."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ilofeed.config.loader import Config
from ilofeed.core.errors import NotifyError
from ilofeed.core.state import Notification
from ilofeed.decide import alerts
from ilofeed.fetch import trust
from ilofeed.notify.apprise_url import AppriseUrl, Route
from ilofeed.notify.channels import Command, Webhook
from ilofeed.notify.dispatcher import Channel

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.app.services import Network


def channels(config: Config, container: Container, network: Network) -> Mapping[str, Channel]:
    """Return the channels of *config* by the names that the queue records."""
    wanted = config.alerts
    found: dict[str, Channel] = {}
    if wanted.command:
        found["command"] = command = Command(wanted.command, folder=config.folder)
        container.stop_at_end(command.stop)
    if wanted.webhook:
        send = network.polite_fetcher.send
        found["webhook"] = Webhook(wanted.webhook, wanted.secret_file, send, container.clock.now)
    for way, service in apprise_urls(config).items():
        found[way] = service
        container.stop_at_end(service.stop)
    return found


def apprise_urls(config: Config) -> Mapping[str, AppriseUrl]:
    """Return the channels of the Apprise URLs of *config*, by name. They use its proxies and certificates."""
    if not config.alerts.notify:
        return {}
    limits = config.fetch
    route = Route(proxies=limits.proxies.in_environment(), certificates=trust.files(limits.ca))
    return {
        way: AppriseUrl(url, folder=config.folder, route=route) for way, url in config.alerts.notify_ways.items()
    }


def send_test(container: Container) -> Iterator[tuple[str, NotifyError | None]]:
    """Send a test message by every channel; yield the name of each, with the error if it was not accepted."""
    now = container.clock.now()
    document = alerts.test_document(socket.gethostname(), now)
    name = f"msg_{uuid.uuid4().hex}"
    for way, channel in container.services.channels.items():
        try:
            channel(Notification(id=name, way=way, at=now, document=document, due_at=now))
        except NotifyError as error:
            yield way, error
        else:
            yield way, None
