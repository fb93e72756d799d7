"""Read and check the channels and the threshold of alerts in a configuration."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from ilofeed.config.messages import Location
from ilofeed.config.schema import AlertsTable
from ilofeed.core import urls


class Alerts(Struct, frozen=True, kw_only=True):
    """The channels to the operator, and the threshold of alerts."""

    command: tuple[str, ...] = ()
    webhook: str = ""
    secret_file: Path = Path()
    after: int = 3  #: number of failures in a row

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the channels; empty if the operator wants no alerts."""
        return tuple(way for way, given in (("command", self.command), ("webhook", self.webhook)) if given)


def alerts(name: str, table: AlertsTable, folder: Path, allow_private: Collection[str]) -> Alerts:
    """Check *table* of the configuration *name* in *folder*, and return its values. Raises ConfigError."""
    here = Location(name, ("alerts",))
    if table.command and (not table.command[0] or any("\0" in part for part in table.command)):
        raise here.at("command").wrong(
            f"is {list(table.command)!r}; allowed is a program and its arguments,"
            " such as ['/usr/local/bin/tell', '--urgent']"
        )
    if not table.webhook:
        return Alerts(command=table.command, after=table.after)
    url = urls.absolute(table.webhook)
    if url is None or not _is_safe(url, allow_private):
        raise here.at("webhook").wrong(
            "is no https address without user name and password;"
            " http is allowed to hosts of fetch.allow_private only"
        )
    if not table.secret_file:
        raise here.at("webhook").wrong("needs alerts.secret_file: what it is sent is signed")
    return Alerts(
        command=table.command, webhook=url, secret_file=folder / Path(table.secret_file), after=table.after
    )


def _is_safe(url: str, allow_private: Collection[str]) -> bool:
    """Return whether messages to *url* are encrypted, or the operator allows them to be unencrypted."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or host in allow_private:
        return True
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(number in ipaddress.ip_network(network) for network in allow_private if "/" in network)
