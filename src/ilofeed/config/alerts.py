"""Read and check the channels and the threshold of alerts in a configuration."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from ilofeed.config.alerts_table import AlertsTable
from ilofeed.config.messages import Location
from ilofeed.core import secrets, urls
from ilofeed.core.lazy_pattern import LazyPattern

if TYPE_CHECKING:
    from ilofeed.core.weekly import WeeklyTime

# Apprise splits an address at a blank, and its names of services have no other characters.
_APPRISE = LazyPattern(r"[A-Za-z0-9]{1,32}://[!-~\u00a1-\U0010ffff]{1,4000}")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKLY = LazyPattern(rf"({'|'.join(_WEEKDAYS)}) ([01][0-9]|2[0-3]):([0-5][0-9])")


class Alerts(Struct, frozen=True, kw_only=True):
    """The channels to the operator, and the threshold of alerts."""

    notify: tuple[str, ...] = ()  #: Apprise URLs
    command: tuple[str, ...] = ()
    webhook: str = ""
    secret_file: Path | None = None  #: None: the webhook gets messages without a signature
    after: int = 3  #: number of failures in a row
    digest: WeeklyTime | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the channels; empty if the operator wants no alerts."""
        own = (way for way, given in (("command", self.command), ("webhook", self.webhook)) if given)
        return (*own, *self.notify_ways)

    @property
    def notify_ways(self) -> dict[str, str]:
        """The Apprise URLs by the names of their channels. A name has no part of the address: the queue is on disk."""
        return {f"notify[{number}]": url for number, url in enumerate(self.notify)}


def alerts(
    here: Location, table: AlertsTable, folder: Path, allow_private: Collection[str], *, timezone: str = "UTC"
) -> Alerts:
    """Check *table* at *here* of a configuration in *folder*, and return its values. Raises ConfigError."""
    if table.command and (not table.command[0] or any("\0" in part for part in table.command)):
        raise here.at("command").wrong(
            f"is {list(table.command)!r}; allowed is a program and its arguments,"
            " such as ['/usr/local/bin/tell', '--urgent']"
        )
    url, secret_file = _webhook(here, table, folder, allow_private)
    found = Alerts(
        notify=_notify(here.at("notify"), table.notify),
        command=table.command,
        webhook=url,
        secret_file=secret_file,
        after=table.after,
        digest=_digest(here.at("digest"), table.digest, timezone) if table.digest else None,
    )
    if found.digest and not found.ways:
        raise here.at("digest").wrong("has no effect without alerts.notify, alerts.command or alerts.webhook")
    return found


def _digest(here: Location, found: str, timezone: str) -> WeeklyTime:
    """Return the time of the digest, *found* as "mon 08:00"."""
    from ilofeed.core.weekly import WeeklyTime  # noqa: PLC0415 - for those who want a digest

    match = _WEEKLY.fullmatch(found)
    if match is None:
        raise here.not_allowed(found, f"a weekday ({', '.join(_WEEKDAYS)}) and a time, such as 'mon 08:00'")
    weekday, hour, minute = match.groups()
    return WeeklyTime(weekday=_WEEKDAYS.index(weekday), hour=int(hour), minute=int(minute), timezone=timezone)


def _notify(here: Location, found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the Apprise URLs *found*, which are hidden from now on."""
    secrets.add(found)
    for number, url in enumerate(found):
        if not _APPRISE.fullmatch(url):
            raise here.at(number).wrong(
                "is no address of Apprise; allowed is one address, such as 'mailtos://user:password@example.org'"
            )
    if len(set(found)) < len(found):
        raise here.wrong("has the same address twice")
    if found and find_spec("apprise") is None:
        from ilofeed.core import extras  # noqa: PLC0415 - for this message alone

        raise here.wrong(f"needs more packages: {extras.remedy('alerts')}")
    return found


def _webhook(
    here: Location, table: AlertsTable, folder: Path, allow_private: Collection[str]
) -> tuple[str, Path | None]:
    """Return the address of the webhook, and the file with its secret."""
    if not table.webhook:
        if table.webhook_unsigned:
            raise here.at("webhook_unsigned").wrong("has no effect without alerts.webhook")
        return "", None
    url = urls.absolute(table.webhook)
    if url is None or not _is_safe(url, allow_private):
        raise here.at("webhook").wrong(
            "is no https address without user name and password;"
            " http is allowed to hosts of fetch.allow_private only"
        )
    if table.webhook_unsigned and table.secret_file:
        raise here.at("webhook_unsigned").wrong("is true, but there is alerts.secret_file; take one of them out")
    if not table.webhook_unsigned and not table.secret_file:
        raise here.at("webhook").wrong(
            "needs alerts.secret_file, by which the receiver knows that messages are yours;"
            " for one that cannot check a signature set webhook_unsigned = true"
        )
    return url, folder / Path(table.secret_file) if table.secret_file else None


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
