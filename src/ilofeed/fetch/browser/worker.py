"""The process in which Playwright runs: it shows one document in Chromium and returns what scripts made of it.

It ends, and every process below it, when its work is done, when its standard input is closed (so also when the poll
was killed), and when its browser takes too much memory.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from queue import SimpleQueue
from typing import BinaryIO, NoReturn

import msgspec

from ilofeed.fetch.browser import messages
from ilofeed.fetch.browser.descendants import descendants, kill_below, memory

_PR_SET_CHILD_SUBREAPER = 36

# Bytes. Of one process, which the kernel enforces; all together are measured.
_MAX_DATA = 1 << 30
# No file of a page is larger: Chromium's own are small.
_MAX_FILE = 64 << 20
_MAX_PROCESSES = 40
# Seconds between two measurements, and of computing beyond the time of the load.
_WATCH_S = 0.2
_CPU_RESERVE = 10


class Link:
    """The two pipes to the poll."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._received: SimpleQueue[messages.FromPoll] = SimpleQueue()
        self._ending = threading.Lock()

    def listen(self) -> None:
        """Receive messages in a thread. The end of the pipe is the end of this process."""
        threading.Thread(target=self._listen, name="poll", daemon=True).start()

    def watch(self, max_memory: int) -> None:
        """Measure the processes below this one in a thread, and end if they are too many or too large."""
        threading.Thread(target=self._watch, args=(max_memory,), name="watch", daemon=True).start()

    def receive(self) -> messages.FromPoll:
        """Return the next message of the poll."""
        return self._received.get()

    def send(self, message: messages.FromBrowser) -> None:
        """Send *message* to the poll."""
        with suppress(BrokenPipeError):
            self._outgoing.write(messages.line(message))
            self._outgoing.flush()

    def end(self, message: messages.FromBrowser | None = None) -> NoReturn:
        """Send *message*, kill every process below this one, and end. The first of several calls counts."""
        self._ending.acquire()
        if message is not None:
            self.send(message)
        kill_below(os.getpid())
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
        os._exit(0)

    def _listen(self) -> None:
        for line in self._incoming:
            try:
                self._received.put(messages.from_poll(line))
            except msgspec.MsgspecError:  # the poll was killed in the middle of a line
                break
        self.end()

    def _watch(self, max_memory: int) -> None:
        pause = threading.Event()
        while not pause.wait(_WATCH_S):
            if limit := exceeded(descendants(os.getpid()), max_memory=max_memory):
                text = f"the page needs more than {limit} in a browser"
                self.end(messages.Refusal(reason="too_large", message=text))


def exceeded(processes: Collection[int], *, max_memory: int, most: int = _MAX_PROCESSES) -> str:
    """Return the limit that *processes* exceed, in words; empty if they exceed none."""
    if len(processes) > most:
        return f"{most} processes"
    return f"{max_memory >> 20} MB of memory" if sum(map(memory, processes)) > max_memory else ""


def main() -> None:
    """Do the work of one `Job`, read from standard input."""
    os.umask(0o077)
    become_reaper()
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no message
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # The poll gets them too, and ends this process. Not ignored: programs that are started would inherit that.
        signal.signal(number, lambda *_: None)
    link = Link(sys.stdin.buffer, outgoing)
    link.listen()
    job = link.receive()
    assert isinstance(job, messages.Job)  # noqa: S101 - the first message
    _limit_resources(job.seconds)
    link.watch(job.max_memory)

    from ilofeed.fetch.browser.load import render  # noqa: PLC0415 - Playwright, once this process is limited

    try:
        link.end(render(job, link))
    except Exception as error:  # noqa: BLE001 - the poll reports it
        link.end(messages.Refusal(reason="browser", message=f"the browser failed: {error}"))


def become_reaper() -> None:
    """Adopt processes whose parent ends, so that all remain below this one (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _limit_resources(seconds: float) -> None:
    """Limit this process and all that it starts, as far as it may: a filter of system calls can forbid it."""
    cpu = int(seconds) + _CPU_RESERVE
    for kind, limit in (
        (resource.RLIMIT_DATA, _MAX_DATA),
        (resource.RLIMIT_FSIZE, _MAX_FILE),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        lower = limit if most == resource.RLIM_INFINITY else min(limit, most)
        with suppress(PermissionError):
            resource.setrlimit(kind, (lower, lower))


if __name__ == "__main__":
    main()
