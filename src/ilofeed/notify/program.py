"""Run a program of the operator's, or one of ours, with a text on its standard input and limited time."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from msgspec import Struct

from ilofeed.core.errors import NotifyError

# The number of bytes of a program's standard error in a message.
_MAX_ERROR_BYTES = 300
# Bytes of standard error that are read at a time, and kept.
_CHUNK_BYTES, _KEPT_BYTES = 65536, 1000
# The interval between two checks for the program's exit, in seconds.
_POLL_INTERVAL_S = 0.05


class Ended(Struct, frozen=True, kw_only=True):
    """The end of a program."""

    status: int  #: its exit status, or the number of the signal that ended it, negative
    last_words: str  #: the end of its standard error, as one line


class Program:
    """A program with a text on its standard input, and limited time. Any thread may stop it."""

    def __init__(self, command: Sequence[str], *, name: str, folder: Path, timeout: float) -> None:
        """*name* names it in messages. It runs in *folder* for at most *timeout* seconds."""
        self._command = list(command)
        self._name = name
        self._folder = folder
        self._timeout = timeout
        self._running: set[int] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def run(self, text: bytes) -> Ended:
        """Run the program with *text*, and return its end. Raises NotifyError if it fails to start or end in time.

        Processes that it leaves in its process group are killed.
        """
        with _file() as document:
            document.write(text)
            document.seek(0)
            try:
                process = self._start(document)
            except (OSError, ValueError) as error:
                raise NotifyError(f"{self._name} failed to start: {error}") from error

        error_output = b""
        try:
            error_output = self._wait(process)
        except TimeoutError:
            raise NotifyError(f"{self._name} took longer than {self._timeout:.0f} seconds") from None
        finally:
            self._end(process)
        return Ended(status=process.returncode, last_words=_one_line(error_output))

    def stop(self) -> None:
        """Kill the running program and start no other, because ours is ending."""
        with self._lock:
            self._stopped = True
            for group in self._running:
                _kill(group)

    def _start(self, document: IO[bytes]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise NotifyError("the program is ending")
            process = subprocess.Popen(  # noqa: S603 - the operator's own, from config.toml, or ours
                self._command,
                stdin=document,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=self._folder,
                start_new_session=True,
            )
            self._running.add(process.pid)
            return process

    def _wait(self, process: subprocess.Popen[bytes]) -> bytes:
        """Wait until *process* exits, and return the end of its standard error. Raises TimeoutError.

        Do not wait for other processes that have its standard error open.
        """
        pipe = _standard_error(process)
        end, kept, is_open = time.monotonic() + self._timeout, b"", True
        os.set_blocking(pipe.fileno(), False)
        poll = select.poll()  # select() takes no descriptor above 1023
        poll.register(pipe, select.POLLIN)
        while True:
            has_exited = _has_exited(process.pid)
            if is_open:
                poll.poll(0 if has_exited else _POLL_INTERVAL_S * 1000)
                data = pipe.read(_CHUNK_BYTES)
                is_open = data != b""
                kept = (kept + (data or b""))[-_KEPT_BYTES:]
            elif not has_exited:
                time.sleep(_POLL_INTERVAL_S)
            if has_exited:
                return kept
            if time.monotonic() >= end:
                raise TimeoutError

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Kill what is left of the program, and close its pipe."""
        with self._lock:
            self._running.discard(process.pid)
            # Before wait(): until then the system cannot give the id of its group to another process.
            _kill(process.pid)
        process.wait()
        _standard_error(process).close()


def _file() -> IO[bytes]:
    """Return an empty file without a name. A pipe that is not read would block its writer.

    It is in memory where the system can do that: it may contain a secret, and a message about a full disk must arrive.
    """
    try:
        return os.fdopen(os.memfd_create("ilofeed"), "w+b")
    except (AttributeError, OSError):  # another system than Linux, or one that forbids it
        return tempfile.TemporaryFile()


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _standard_error(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stderr is None:
        raise ValueError("the program was started without a pipe")
    return process.stderr


def _has_exited(process: int) -> bool:
    """Return whether *process*, a child, has exited. Its id stays reserved until wait()."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _one_line(error_output: bytes) -> str:
    """Return the end of *error_output* as one line."""
    return " ".join(error_output[-_MAX_ERROR_BYTES:].decode(errors="replace").split())
