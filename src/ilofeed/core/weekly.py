"""A time of each week in a time zone. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Struct

_WEEK = timedelta(days=7)


class WeeklyTime(Struct, frozen=True, kw_only=True):
    """A time of each week: a weekday, 0 is Monday, and the time that clocks in *timezone* show."""

    weekday: int
    hour: int
    minute: int
    timezone: str = "UTC"

    def last(self, now: datetime) -> datetime:
        """Return the last such time that is not after *now*, in UTC.

        If clocks show it twice that night, the first time counts; if they skip it, the same time after the change.
        """
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - for those who use it

        zone = ZoneInfo(self.timezone)
        today = now.astimezone(zone).replace(hour=self.hour, minute=self.minute, second=0, microsecond=0, fold=0)
        at = today - timedelta(days=(today.weekday() - self.weekday) % 7)
        return next(each for each in (at.astimezone(UTC), (at - _WEEK).astimezone(UTC)) if each <= now)
