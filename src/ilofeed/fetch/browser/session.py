"""The browser process as the poll sees it: started, asked within the deadline, and killed with its children."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from ilofeed.core.errors import FetchError
from ilofeed.fetch.browser import messages
from ilofeed.fetch.browser.descendants import kill_below

_CHUNK = 64 * 1024
# Seconds between two looks at the deadline, and for the process to end by itself.
_GLANCE_S = 0.2
_END_S = 5.0
# JSON writes a character as at most six bytes.
_LONGEST = 6
# Bytes of the last output of a process that failed.
_LAST_WORDS = 500
# Variables of the environment that programs need to be found and started. No other one, since some are secrets.
_NEEDED = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH")


class Session:
    """One browser process, for the length of a block, in a temporary folder of its own."""

    def __init__(self, left: Callable[[float], float], check: Callable[[], None], *, max_bytes: int) -> None:
        """*left* returns the seconds left, at most its argument; *check* raises FetchError where the load must end."""
        self._left = left
        self._check = check
        self._most = max_bytes * _LONGEST + _CHUNK
        self._buffer = b""
        #: The event that the browser waits for.
        self.stage = "the start of the browser"

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="ilofeed-browser-", ignore_cleanup_errors=True)
        try:
            self._process = self._started(Path(self._folder.name))
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End the process and everything below it, and remove its folder."""
        process = self._process
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()  # which ends it
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            kill_below(process.pid)
            process.kill()
            process.wait()
        self._folder.cleanup()

    def send(self, message: messages.FromPoll) -> None:
        """Send *message*. Raises FetchError, and the error of the deadline."""
        data = memoryview(messages.line(message))
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - see _started
        while data:
            self._await(writing=pipe.fileno())
            try:
                data = data[os.write(pipe.fileno(), data[:_CHUNK]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._ended() from None

    def receive(self) -> messages.Question | messages.Rendered | messages.Refusal:
        """Return the next message that is no `Stage`. Raises FetchError, and the error of the deadline."""
        while True:
            message = messages.from_browser(self._line())
            if not isinstance(message, messages.Stage):
                return message
            self.stage = message.name

    def _line(self) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101 - see _started
        pieces = [self._buffer]
        size = len(self._buffer)
        while b"\n" not in pieces[-1]:
            self._await(reading=pipe.fileno())
            data = os.read(pipe.fileno(), _CHUNK)
            size += len(data)
            if not data or size > self._most:
                raise self._ended()
            pieces.append(data)
        line, _, self._buffer = b"".join(pieces).partition(b"\n")
        return line

    def _await(self, *, reading: int = -1, writing: int = -1) -> None:
        """Return when the pipe is ready."""
        waiting = select.poll()
        if reading >= 0:
            waiting.register(reading, select.POLLIN)
        if writing >= 0:
            waiting.register(writing, select.POLLOUT)
        while True:
            self._check()
            if waiting.poll(1000 * self._left(_GLANCE_S)):
                return

    def _ended(self) -> FetchError:
        output = Path(self._folder.name, "output")
        with suppress(OSError), output.open("rb") as file:
            file.seek(max(0, output.stat().st_size - _LAST_WORDS))
            words = file.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            return FetchError("browser", f"the browser process ended: {words or 'without a word'}")
        return FetchError("browser", "the browser process ended")

    @staticmethod
    def _started(folder: Path) -> subprocess.Popen[bytes]:
        """Start the worker with no more than it needs: an empty folder as its home, and no secrets."""
        place = str(folder)
        homes = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), place)
        needed = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ilofeed.fetch.browser.worker"],
                bufsize=0,
                cwd=folder,
                env={"LANG": "C.UTF-8", **needed, **homes},
                start_new_session=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
            )
        assert process.stdin is not None  # noqa: S101 - a pipe
        os.set_blocking(process.stdin.fileno(), False)
        return process
