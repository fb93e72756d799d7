"""Which polls take the turn at their host with the claim."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from fakes.house import House
from fakes.site import serving
from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.core import urls
from ilofeed.core.models import Source
from ilofeed.core.state import Outcome, PollReport, SourceState


class Glance:
    """A poller that only looks whether another process could take the turn at the host."""

    def __init__(self, app: Container) -> None:
        self._app = app
        self.was_free = False

    def poll(self, source: Source, state: SourceState, **_: bool) -> PollReport:  # noqa: ARG002 - of `Poller`
        now, host = self._app.clock.now(), urls.host_of(source.url)
        self.was_free = self._app.store.acquire_host(host, "there/2", now, now + timedelta(seconds=5)).taken
        return PollReport(source=source.slug, outcome=Outcome.SKIPPED, seconds=0)


@pytest.mark.parametrize(("keys", "is_free"), [("", False), ("[source.fetch]\nbrowser = true", True)])
def test_a_poll_that_may_wait_for_a_browser_does_not_hold_its_host_meanwhile(
    tmp_path: Path, keys: str, *, is_free: bool
) -> None:
    with serving() as site:
        house = House(tmp_path, site)
        house.source_keys = keys
        with house.app() as app:
            _ = app.poller
            app.services.__dict__["poller"] = glance = Glance(app)

            use_cases.poll_due(app, app.config.sources[0])

    assert glance.was_free is is_free
