"""The daemon's own beat: what it is woken by, and what ends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from fakes.pages import ilo_list, some
from fakes.site import Site, serving
from ilofeed import daemon
from ilofeed.app import App
from ilofeed.config import parse

NOON = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.show(ilo_list(some(7)))
        yield found


@pytest.mark.parametrize("hours", [-24 * 400, 24 * 400])
def test_a_clock_that_jumps_does_not_stop_it(tmp_path: Path, site: Site, hours: int) -> None:
    text = '[ilofeed]\ninterval = "1s"\n[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\nrobots = false\n'
    text += f'[[source]]\nslug = "news"\nurl = "{site.url}"\n'
    stop = threading.Event()
    with time_machine.travel(NOON) as clock, App(parse(text, folder=tmp_path)) as app:
        site.hold()
        running = threading.Thread(target=daemon.run, args=(app, stop))
        running.start()
        try:
            site.await_request()
            clock.shift(hours * 3600)
            site.hold()
            site.release()
            site.await_request()
        finally:
            site.release()
            stop.set()
            running.join(30)
    assert not running.is_alive()
