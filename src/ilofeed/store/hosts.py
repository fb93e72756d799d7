"""State of hosts: `ilofeed.core.store_protocols.HostStore`."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from ilofeed.core.state import HostSlot
from ilofeed.store import queries, rows
from ilofeed.store.base import Database

# The longest wait that a server may ask for.
_LONGEST_WISH = timedelta(days=8)


class Hosts(Database):
    """Turns at hosts, and their robots.txt."""

    def acquire_host(
        self, host: str, holder: str, now: datetime, until: datetime, /, *, force: bool = False
    ) -> HostSlot:
        """Return a turn at *host*, taken if no other process has it and the rest of the host is over."""
        with self.writing():
            found = self.all(queries.HOST, host=host)
            turn = _turn(found[0] if found else {}, now, force=force)
            before = found[0]["holder"] if found else ""
            if turn.taken and not self.write(
                queries.TAKE_TURN, host=host, holder=holder, until=until, before=before
            ):
                turn = HostSlot(taken=False, at=now)
        return turn

    def release_host(self, host: str, holder: str, rest: datetime, /) -> None:
        """Release the turn at *host* if *holder* still has it."""
        with self.writing():
            self.write(queries.END_TURN, host=host, holder=holder, rest=rest)

    def leave_alone(self, host: str, until: datetime, /) -> None:
        """Remember that *host* wants no request before *until*."""
        with self.writing():
            self.write(queries.LEAVE_ALONE, host=host, not_before=until)

    def is_unavailable(self, host: str, url: str, now: datetime, until: datetime, /) -> bool:
        """Remember that *url* of *host* answered 503, and return whether another URL did that still waits."""
        with self.writing():
            found = self.all(queries.UNAVAILABLE, host=host)
            other = _unavailable(found[0], now) if found else None
            is_second = other is not None and other[0] != url
            if other is None or not is_second or other[1] < until:
                self.write(queries.SAVE_UNAVAILABLE, host=host, unavailable=url, unavailable_until=until)
        return is_second

    def robots(self, host: str, /) -> tuple[str, datetime] | None:
        """Return the robots.txt of *host* as it was last read, and the instant of that."""
        with self.reading():
            found = [
                (row["robots"], msgspec.convert(row["robots_at"], datetime))
                for row in self.all(queries.ROBOTS, host=host)
            ]
        return found[0] if found else None

    def keep_robots(self, host: str, text: str, now: datetime, /) -> None:
        """Save the *text* of the robots.txt of *host*, read *now*."""
        with self.writing():
            self.write(queries.SAVE_ROBOTS, host=host, robots=text, robots_at=now)


def _unavailable(row: rows.Row, now: datetime) -> tuple[str, datetime] | None:
    """Return the URL that the *row* of table ``host`` has as unavailable *now*, and until when."""
    if row["unavailable_until"] is None:
        return None
    until = msgspec.convert(row["unavailable_until"], datetime)
    # A wrong clock saved an instant that is further ahead.
    return (row["unavailable"], until) if now < until <= now + _LONGEST_WISH else None


def _turn(row: rows.Row, now: datetime, *, force: bool) -> HostSlot:
    """Return the turn for a request *now*, by the *row* of table ``host``; it is empty for an unknown host."""

    def instant(name: str, longest: timedelta) -> datetime:
        found: datetime = msgspec.convert(row[name], datetime) if row.get(name) else now
        # A wrong clock saved an instant that is further ahead.
        return found if found <= now + longest else now

    not_before = instant("not_before", _LONGEST_WISH)
    if not_before > now and not force:
        return HostSlot(taken=False, at=not_before, unwanted=True)
    until = instant("until", rows.LONGEST_TURN)
    if until > now:
        return HostSlot(taken=False, at=until, holder=row["holder"])
    rest = instant("rest", rows.LONGEST_TURN)
    return HostSlot(taken=rest <= now, at=rest)
