"""Read and check the intervals and times of polls in a configuration."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TypedDict

from msgspec import Struct

from ilofeed.config.schema import GeneralTable, SourceTable
from ilofeed.core.errors import ConfigError

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_AUTO = "auto"
_SHORTEST, _LONGEST = "1s", "30d"


class Keys(TypedDict):
    """The fields of `ilofeed.core.models.Source` that define when it is polled."""

    interval: timedelta
    longest: timedelta | None
    cron: str
    timezone: str


class Intervals(Struct, frozen=True, kw_only=True):
    """The values of ``[ilofeed]`` for all sources."""

    name: str
    interval: str
    shortest: timedelta
    longest: timedelta
    timezone: str

    @classmethod
    def of(cls, name: str, general: GeneralTable) -> Intervals:
        """Read the intervals in *general* of the configuration *name*. Raises ConfigError."""
        shortest = duration(name, "ilofeed.min_interval", general.min_interval, _SHORTEST, _LONGEST)
        longest = duration(name, "ilofeed.max_interval", general.max_interval, _SHORTEST, _LONGEST)
        if shortest > longest:
            raise ConfigError(
                f"{name}: ilofeed.min_interval is {general.min_interval!r}, which is longer than"
                f" ilofeed.max_interval, {general.max_interval!r}"
            )
        if not _is_zone(general.timezone):
            raise ConfigError(
                f"{name}: ilofeed.timezone is {general.timezone!r}; allowed is a name of the IANA time zone"
                " database, such as 'UTC' or 'Europe/Zurich'"
            )
        rhythm = cls(
            name=name, interval=general.interval, shortest=shortest, longest=longest, timezone=general.timezone
        )
        rhythm._interval("ilofeed.interval", general.interval)
        return rhythm

    def keys(self, key: str, table: SourceTable) -> Keys:
        """Return the interval or the cron expression of the source in *table* at *key*. Raises ConfigError."""
        if table.cron and table.interval is not None:
            raise ConfigError(f"{self.name}: {key} has both interval and cron; take one of them out")
        if table.cron and (wrong := _wrong_cron(table.cron)):
            raise ConfigError(
                f"{self.name}: {key}.cron is {table.cron!r}; allowed are five fields as in crontab(5),"
                f" such as '30 7 * * 1-5': {wrong}"
            )
        own = table.interval is not None
        interval = self._interval(
            f"{key}.interval" if own else "ilofeed.interval", table.interval or self.interval
        )
        longest = self.longest if (table.interval or self.interval) == _AUTO else None
        return Keys(interval=interval, longest=longest, cron=table.cron, timezone=self.timezone)

    def _interval(self, key: str, found: str) -> timedelta:
        return self.shortest if found == _AUTO else duration(self.name, key, found, _SHORTEST, _LONGEST)


def duration(name: str, key: str, found: str, least: str, most: str) -> timedelta:
    """Return the duration *found*, such as "1h30m", at *key* of the configuration *name*.

    Raises ConfigError if it is not between *least* and *most*.
    """
    seconds = _seconds(found)
    if not _seconds(least) <= seconds <= _seconds(most):
        raise ConfigError(f"{name}: {key} is {found!r}; allowed is from {least} to {most}")
    return timedelta(seconds=seconds)


def _seconds(duration: str) -> float:
    parts = re.findall(r"([\d.]+)(ms|[smhdw])", duration)
    return sum(float(count) * _UNITS[unit] for count, unit in parts)


def _is_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - for those who use it

    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not there; a folder; not a name at all
        return False
    return True


def _wrong_cron(expression: str) -> str:
    """Return what is wrong with *expression*, or an empty string."""
    from cronsim import CronSim, CronSimError  # noqa: PLC0415 - for those who use it

    if len(expression.split()) != 5:
        return "these are not five"
    try:
        next(CronSim(expression, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        return str(error) or "it cannot be understood"
    except StopIteration:
        return "no such time ever comes"
    return ""
