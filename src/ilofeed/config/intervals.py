"""Read and check the intervals and times of polls in a configuration."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TypedDict

from msgspec import Struct

from ilofeed.config.messages import Location
from ilofeed.config.schema import GeneralTable, SourceTable

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

    top: Location
    interval: str
    shortest: timedelta
    longest: timedelta
    timezone: str

    @classmethod
    def of(cls, top: Location, general: GeneralTable) -> Intervals:
        """Read the intervals in *general* of the configuration at *top*. Raises ConfigError."""
        here = top.at("ilofeed")
        shortest = duration(here.at("min_interval"), general.min_interval, _SHORTEST, _LONGEST)
        longest = duration(here.at("max_interval"), general.max_interval, _SHORTEST, _LONGEST)
        if shortest > longest:
            raise here.at("min_interval").wrong(
                f"is {general.min_interval!r}, which is longer than ilofeed.max_interval, {general.max_interval!r}"
            )
        if not _is_zone(general.timezone):
            raise here.at("timezone").wrong(
                f"is {general.timezone!r}; allowed is a name of the IANA time zone"
                " database, such as 'UTC' or 'Europe/Zurich'"
            )
        intervals = cls(
            top=top, interval=general.interval, shortest=shortest, longest=longest, timezone=general.timezone
        )
        intervals._interval(here.at("interval"), general.interval)
        return intervals

    def keys(self, here: Location, table: SourceTable) -> Keys:
        """Return the interval or the cron expression of the source in *table* at *here*. Raises ConfigError."""
        if table.cron and table.interval is not None:
            raise here.wrong("has both interval and cron; take one of them out")
        if table.cron and (wrong := _wrong_cron(table.cron)):
            raise here.at("cron").wrong(
                f"is {table.cron!r}; allowed are five fields as in crontab(5), such as '30 7 * * 1-5': {wrong}"
            )
        own = table.interval is not None
        table_of_interval = here if own else self.top.at("ilofeed")
        interval = self._interval(table_of_interval.at("interval"), table.interval or self.interval)
        longest = self.longest if (table.interval or self.interval) == _AUTO else None
        return Keys(interval=interval, longest=longest, cron=table.cron, timezone=self.timezone)

    def _interval(self, here: Location, found: str) -> timedelta:
        return self.shortest if found == _AUTO else duration(here, found, _SHORTEST, _LONGEST)


def duration(here: Location, found: str, least: str, most: str) -> timedelta:
    """Return the duration *found*, such as "1h30m". Raises ConfigError if it is not between *least* and *most*."""
    seconds = _seconds(found)
    if not _seconds(least) <= seconds <= _seconds(most):
        raise here.not_allowed(found, f"from {least} to {most}")
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
