"""However a load ends, nothing of its browser is left: no process and no file."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from end_to_end.browser import rendering as rendering_module
from end_to_end.browser.rendering import Rendering, rendering
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.fetch.browser.descendants import descendants


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for temporary files: Chromium's sockets cannot be in one with a long path, as pytest's are."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def shop(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rendering]:
    """A site with a page that is never finished."""
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with rendering() as made:
        made.show("<script>fetch('/never.json')</script>")
        made.site.hold_path("/never.json")
        yield made
        made.site.release()


@contextmanager
def all_ended(processes: Sequence[int]) -> Iterator[Sequence[int]]:
    """Wait after the block until each of *processes* has ended."""
    handles = [os.pidfd_open(process) for process in processes]
    try:
        yield processes
        for handle in handles:
            assert select.select([handle], [], [], 60)[0]
    finally:
        for handle in handles:
            os.close(handle)


def fails(shop: Rendering, caught: list[FetchError]) -> threading.Thread:
    """Load the page in a thread, which collects its error."""

    def load() -> None:
        with pytest.raises(FetchError) as error:
            shop.page()
        caught.append(error.value)

    thread = threading.Thread(target=load)
    thread.start()
    shop.site.await_request()
    assert caught == []
    return thread


def test_a_stop_of_the_program_ends_the_browser(shop: Rendering, folder: Path) -> None:
    caught: list[FetchError] = []
    thread = fails(shop, caught)

    with all_ended(of_browsers()) as processes:
        assert len(processes) > 5
        shop.client.stop()
        thread.join()

    assert isinstance(caught[0], DeferredError)
    assert list(folder.iterdir()) == []


def test_the_end_of_the_browser_process_ends_the_load_and_the_browser(shop: Rendering, folder: Path) -> None:
    caught: list[FetchError] = []
    thread = fails(shop, caught)

    with all_ended(of_browsers()):
        (worker,) = workers()
        os.kill(worker, signal.SIGKILL)
        thread.join()

    assert caught[0].reason == "browser"
    assert "ended" in str(caught[0])
    assert list(folder.iterdir()) == []


def test_the_end_of_chromium_ends_the_load(shop: Rendering, folder: Path) -> None:
    caught: list[FetchError] = []
    thread = fails(shop, caught)

    with all_ended(of_browsers()) as processes:
        for process in processes:
            if "--remote-debugging-pipe" in Path(f"/proc/{process}/cmdline").read_text().split("\0"):
                os.kill(process, signal.SIGKILL)
        thread.join()

    assert caught[0].reason == "browser"
    assert "Chromium ended while it showed the page" in str(caught[0])
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_poll_that_is_killed_leaves_nothing(shop: Rendering, folder: Path, number: signal.Signals) -> None:
    poll = subprocess.Popen(
        [sys.executable, rendering_module.__file__, shop.site.url],
        env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    shop.site.await_request()

    with all_ended(descendants(poll.pid)) as processes:
        assert len(processes) > 5
        poll.send_signal(number)
        poll.wait()

    assert list(folder.iterdir()) == []


def test_one_slot_of_the_host_is_held_for_the_whole_load(shop: Rendering) -> None:
    caught: list[FetchError] = []
    thread = fails(shop, caught)
    host, now = shop.site.origin.removeprefix("http://"), shop.client.clock.now()

    slot = shop.hosts.acquire_host(host, "elsewhere/1/a", now, now + timedelta(seconds=1))

    assert not slot.taken
    shop.client.stop()
    thread.join()


def workers() -> list[int]:
    """Return the processes of this test that each run a browser."""
    return [
        process
        for process in descendants(os.getpid())
        if "ilofeed.fetch.browser.worker" in Path(f"/proc/{process}/cmdline").read_text().split("\0")
    ]


def of_browsers() -> list[int]:
    """Return `workers` and all processes below them; other tests have others below this one."""
    return [process for worker in workers() for process in (worker, *descendants(worker))]
