"""Send a notification to the operator: by their command, or by a webhook.

The command gets the document on its standard input and has limited time. The webhook gets it
as a signed POST (Standard Webhooks 1.0.0, standardwebhooks.com).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import select
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from ilofeed.core.errors import FetchError, NotifyError
from ilofeed.core.state import Notification

#: The time limit of the command, in seconds.
TIMEOUT_S = 30.0
# The number of bytes of the command's standard error in a message.
_MAX_ERROR_BYTES = 300
# Bytes of standard error that are read at a time, and kept.
_CHUNK_BYTES, _KEPT_BYTES = 65536, 1000
# The interval between two checks for the command's exit, in seconds.
_POLL_INTERVAL_S = 0.05
# The length of a key in bytes (Standard Webhooks, "Signature scheme").
_MIN_KEY_BYTES, _MAX_KEY_BYTES = 24, 64
_PREFIX = "whsec_"

Send = Callable[[str, bytes, Mapping[str, str]], None]


class Command:
    """The channel that runs the operator's command. Any thread may stop it."""

    def __init__(self, command: Sequence[str], *, folder: Path, timeout: float = TIMEOUT_S) -> None:
        self._command = list(command)
        self._folder = folder

        self._timeout = timeout
        self._running: set[int] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def __call__(self, notification: Notification) -> None:
        """Run the command. Raises NotifyError if it does not exit with 0 in time.

        Processes that it leaves in its process group are killed.
        """
        name = self._command[0]
        # A file, because a pipe that is not read blocks the writer.
        with tempfile.TemporaryFile() as document:
            document.write(notification.document.encode())
            document.seek(0)
            try:
                process = self._start(document)
            except (OSError, ValueError) as error:
                raise NotifyError(f"command {name!r} failed to start: {error}") from error

        error_output = b""
        try:
            error_output = self._wait(process)
        except TimeoutError:
            raise NotifyError(f"command {name!r} took longer than {self._timeout:.0f} seconds") from None
        finally:
            self._end(process)
        if process.returncode:
            raise NotifyError(f"command {name!r} exited with {process.returncode}{_one_line(error_output)}")

    def stop(self) -> None:
        """Kill the running command and start no other, because the program is ending."""
        with self._lock:
            self._stopped = True
            for group in self._running:
                _kill(group)

    def _start(self, document: IO[bytes]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise NotifyError("the program is ending")
            process = subprocess.Popen(  # noqa: S603 - the operator's own, from config.toml
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
        """Kill what is left of the command, and close its pipe."""
        with self._lock:
            self._running.discard(process.pid)
            # Before wait(): until then the system cannot give the id of its group to another process.
            _kill(process.pid)
        process.wait()
        _standard_error(process).close()


class Webhook:
    """The channel that sends each notification to an address, signed."""

    def __init__(self, url: str, secret_file: Path, send: Send, now: Callable[[], datetime]) -> None:
        self._url = url
        self._secret_file = secret_file
        self._send = send
        self._now = now

    def __call__(self, notification: Notification) -> None:
        """Send *notification*. Raises NotifyError, without the address, which may be a secret."""
        key = read_key(self._secret_file)
        body = notification.document.encode()
        stamp = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Webhook-Id": notification.id,
            "Webhook-Timestamp": stamp,
            "Webhook-Signature": signature(key, notification.id, stamp, body),
        }
        try:
            self._send(self._url, body, headers)
        except FetchError as error:
            raise NotifyError(f"the webhook at {urlsplit(self._url).hostname} failed: {error.reason}") from None


def signature(key: bytes, name: str, stamp: str, body: bytes) -> str:
    """Return the header ``Webhook-Signature``: "v1," and the Base64 of HMAC-SHA256 over id, timestamp and body."""
    signed = b".".join((name.encode(), stamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def read_key(path: Path) -> bytes:
    """Read the key in the file *path*: "whsec_" and Base64. Raises NotifyError, without the key."""
    try:
        with path.open("rb") as file:
            text = file.read(1000).decode("ascii").strip()
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except OSError as error:
        raise NotifyError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, binascii.Error):
        key = b""
    if not _MIN_KEY_BYTES <= len(key) <= _MAX_KEY_BYTES:
        raise NotifyError(
            f"{path} contains no secret; allowed is {_PREFIX!r} and the Base64 of"
            f" {_MIN_KEY_BYTES} to {_MAX_KEY_BYTES} bytes"
        )
    return key


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _standard_error(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stderr is None:
        raise ValueError("the command was started without a pipe")
    return process.stderr


def _has_exited(process: int) -> bool:
    """Return whether *process*, a child, has exited. Its id stays reserved until wait()."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _one_line(error_output: bytes) -> str:
    """Return the end of *error_output* as one line, to be added to a message."""
    text = " ".join(error_output[-_MAX_ERROR_BYTES:].decode(errors="replace").split())
    return f": {text}" if text else ""
