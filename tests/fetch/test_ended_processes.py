"""Free a host that a process held when it was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

from fakes.clock import START, FakeClock
from fetch.fake_origin import URL, Origin, polite_fetcher
from ilofeed.core.protocols import Store
from ilofeed.fetch.processes import process_has_ended, process_id


def test_a_killed_process_blocks_no_other(origin: Origin, store: Store, clock: FakeClock) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    holder = process_id().replace(str(os.getpid()), str(ended.pid))
    store.acquire_host("www.ilo.org", holder, clock.now(), clock.now() + timedelta(seconds=20))

    polite_fetcher(origin, store, clock, robots=False)(URL)

    assert clock.now() == START
    holders = (holder, process_id(), "far.example.org/7", "", "x/y", f"x/{10**30}")
    assert [process_has_ended(holder) for holder in holders] == [
        True, False, False, False, False, False,
    ]  # fmt: skip
