"""The daemon's own beat: what it is woken by, and what ends it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from apscheduler.events import EVENT_JOB_MAX_INSTANCES

from fakes.pages import ilo_list, some
from fakes.site import Site, serving
from ilofeed.app.container import Container
from ilofeed.app.daemon import service
from ilofeed.config.loader import parse

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
    with time_machine.travel(NOON) as clock, Container(parse(text, folder=tmp_path)) as app:
        site.hold()
        running = threading.Thread(target=service.run, args=(app, stop))
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


def test_a_tick_that_takes_longer_than_the_beat_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    skipped = threading.Event()
    scheduler = service.new_scheduler()
    scheduler.add_listener(lambda _: skipped.set(), EVENT_JOB_MAX_INSTANCES)
    scheduler.add_job(skipped.wait, "interval", seconds=0.01)

    scheduler.start()
    came = skipped.wait(30)
    scheduler.shutdown()

    assert came
    assert caplog.records == []


STUCK = """
import threading
from pathlib import Path
from ilofeed.app import ending, logs
from ilofeed.app.daemon import service
from ilofeed.app.container import Container
from ilofeed.config.loader import load

class Stuck:
    def poll(self, source, state, *, force=False, dry_run=False):
        print("begun", flush=True)
        threading.Event().wait()

logs.configure()
ending.PATIENCE = 0.1
with Container(load(Path("config.toml"))) as app:
    app.services.__dict__["poller"] = Stuck()
    service.run(app)
"""


def test_an_endless_computation_does_not_prevent_the_end(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[[source]]\nslug = "news"\nurl = "https://example.org/"\n')
    with subprocess.Popen(
        [sys.executable, "-c", STUCK], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(30) == 0
        finally:
            process.kill()
        assert "given up" in process.stderr.read()
