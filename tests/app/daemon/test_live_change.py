"""A real daemon under load whose configuration changes: one source added, one removed, one broken."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from fakes.operator import COMMAND
from fakes.pages import ilo_list, some
from fakes.served import Client
from fakes.site import Answer, Site, serving

HOSTS = [f"127.0.0.{number}" for number in (2, 3, 4)]
SOURCES = [f"s{number}" for number in range(12)]
REMOVED, BROKEN, ADDED = "s0", "s1", "added"
STEADY = SOURCES[2:]


class Running:
    """``ilofeed run`` over these sources, polled as often as it can, and what it says."""

    def __init__(self, folder: Path, sites: list[Site]) -> None:
        self.path = folder / "config.toml"
        self._sites = sites
        self.lines: list[str] = []
        for at, slug in enumerate([*SOURCES, ADDED]):
            self.site(slug).show(ilo_list(some(5 + at)), f"/{slug}")
        self.write(*SOURCES)
        self.process = subprocess.Popen(
            [COMMAND, "run", "--port", "0"], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as said:
            for line in said:
                self.lines.append(line)

    def site(self, slug: str) -> Site:
        return self._sites[[*SOURCES, ADDED].index(slug) % len(self._sites)]

    def write(self, *slugs: str, also: str = "") -> None:
        text = '[ilofeed]\ninterval = "1s"\n'
        text += '[fetch]\nallow_private = ["127.0.0.0/8"]\nmin_delay = "0s"\nrobots = false\n'
        for slug in slugs:
            text += f'[[source]]\nslug = "{slug}"\nurl = "{self.site(slug).origin}/{slug}"\n'
        aside = self.path.with_suffix(".new")
        aside.write_text(text + also)
        aside.replace(self.path)

    def polls(self) -> Counter[str]:
        return Counter(re.findall(r" source=(\S+) outcome=", "".join(self.lines)))

    def times_logged(self, words: str) -> int:
        return sum(words in line for line in list(self.lines))

    def wait_until(self, words: str, *, times: int = 1) -> None:
        self._wait(lambda: self.times_logged(words) >= times)

    def wait_for_polls(self, *slugs: str, times: int = 2) -> None:
        """Until each of *slugs* has been polled so often from now on."""
        before = self.polls()
        self._wait(lambda: all(self.polls()[slug] >= before[slug] + times for slug in slugs))

    def _wait(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < deadline, "".join(self.lines[-40:])
            assert self.process.poll() is None
            time.sleep(0.05)

    def client(self) -> Client:
        (port,) = re.findall(r"serving at http://127\.0\.0\.1:(\d+)/", "".join(self.lines))
        return Client(int(port))

    def end(self) -> int:
        """Its exit status, once all that it said is read."""
        self.process.terminate()
        status = self.process.wait(30)
        self._reading.join()
        return status


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with ExitStack() as stack:
        running = Running(tmp_path, [stack.enter_context(serving(host)) for host in HOSTS])
        try:
            yield running
        finally:
            running.process.kill()
            running.end()


def test_a_source_is_added_one_removed_one_broken_and_nothing_else_disturbed(running: Running) -> None:
    running.wait_for_polls(*SOURCES)

    running.site(BROKEN).answer(Answer(status=500), f"/{BROKEN}")
    running.write(*SOURCES[1:], ADDED)
    running.wait_until("reloaded, sources: 12")
    running.wait_for_polls(ADDED, BROKEN, *STEADY)
    gone = running.polls()[REMOVED]
    running.wait_for_polls(*STEADY)
    assert running.polls()[REMOVED] == gone
    assert running.client().get(f"/{REMOVED}.rss").status == 200, "its feed stays"
    assert running.client().get(f"/{ADDED}.rss").body.count(b"<item>") == 17

    running.write(*SOURCES, also="[[source]]\nslug = 7\n")
    running.wait_until("source number 13: slug is 7")
    running.wait_for_polls(ADDED, *STEADY)
    running.write(*SOURCES[1:], ADDED)
    running.wait_until("reloaded, sources", times=2)
    running.process.send_signal(signal.SIGHUP)
    running.wait_until("reloaded, sources", times=3)
    running.wait_for_polls(ADDED, *STEADY)

    assert running.end() == 0
    wrong = [line for line in running.lines if " WARNING " in line or " ERROR " in line]
    assert [line for line in wrong if f"source={BROKEN} outcome=failed reason=status_500" not in line] == [
        line for line in wrong if "going on as before" in line
    ]
    assert sum("going on as before" in line for line in wrong) == 1
    assert running.times_logged("Traceback") == 0
    for slug in [*STEADY, ADDED]:
        first, *others = running.site(slug).asked(f"/{slug}")
        assert "If-None-Match" not in first.headers
        assert all("If-None-Match" in each.headers for each in others), "it is not begun anew"
        assert running.times_logged(f"source={slug} outcome=changed") == 1
