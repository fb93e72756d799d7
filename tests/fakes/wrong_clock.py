"""The surroundings of polls under a clock that is wrong, and the answers of a server whose clock is right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from fakes.pages import ilo_list, some
from fakes.world import URL, World
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.state import PollReport

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Scene(World):
    """A world whose clock may be wrong, and a server whose clock is right."""

    off = timedelta(0)  #: by how much our clock is ahead
    server_off = timedelta(0)

    def put_clock(self, off: timedelta) -> None:
        """Have our clock be ahead by *off* from now on."""
        self.clock.sleep((off - self.off).total_seconds())
        self.off = off

    def poll_as(
        self, answer: Callable[[datetime | None], Page | NotModified | FetchError], *, dated: bool = True
    ) -> PollReport:
        """Poll an hour later, answered with the date of the server's clock."""
        self.clock.pass_by(hours=1)
        date = self.clock.now() - self.off + self.server_off if dated else None
        self.fetch.answer = answer(date)
        return self.poll()

    def dates(self) -> dict[str, tuple[datetime, datetime]]:
        return {entry.id: (entry.first_seen, entry.updated) for entry in self.store.newest("news", 99)}


def page(count: int) -> Callable[[datetime | None], Page]:
    return lambda date: Page(url=URL, body=ilo_list(some(count)).encode(), date=date)


def unchanged(date: datetime | None) -> NotModified:
    return NotModified(url=URL, date=date)


def refused(date: datetime | None) -> FetchError:
    return FetchError("status_503", "It is busy.", status=503, date=date)


ANSWERS: dict[str, Callable[[datetime | None], Page | NotModified | FetchError]] = {
    "page": page(20),
    "304": unchanged,
    "503": refused,
}
