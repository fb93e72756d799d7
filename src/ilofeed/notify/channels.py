"""The ways to the operator: a command of theirs, and a webhook.

The command gets the document on its standard input and a limited time. The webhook gets
it as a signed POST, as Standard Webhooks says (standardwebhooks.com, version 1.0.0).
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

#: Seconds that the command has.
PATIENCE = 30.0
# What it complains of, the end of it.
_COMPLAINT = 300
# Bytes of it that are read at a time, and kept.
_CHUNK, _MOST_KEPT = 65536, 1000
# Seconds between two looks whether it has exited.
_GLANCE = 0.05
# Bytes of a key ("Signature scheme").
_LEAST_KEY, _LONGEST_KEY = 24, 64
_PREFIX = "whsec_"

Send = Callable[[str, bytes, Mapping[str, str]], None]


class Command:
    """Runs the operator's command for each letter. Any thread may stop it."""

    def __init__(self, command: Sequence[str], *, folder: Path, patience: float = PATIENCE) -> None:
        self._command = list(command)
        self._folder = folder
        self._patience = patience
        self._running: set[int] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def __call__(self, letter: Notification) -> None:
        """Hand *letter* over. Raises NotifyError where the command does not say 0 in time.

        Processes that it leaves behind in its process group are ended with it.
        """
        name = self._command[0]
        # A file, since a pipe that is not read blocks the writer.
        with tempfile.TemporaryFile() as document:
            document.write(letter.document.encode())
            document.seek(0)
            try:
                process = self._begin(document)
            except (OSError, ValueError) as error:
                raise NotifyError(f"command {name!r} cannot be run: {error}") from error
        complaint = b""
        try:
            complaint = self._awaited(process)
        except TimeoutError:
            raise NotifyError(f"command {name!r} took longer than {self._patience:.0f} seconds") from None
        finally:
            self._end(process)
        if process.returncode:
            raise NotifyError(f"command {name!r} exited with {process.returncode}{_last(complaint)}")

    def stop(self) -> None:
        """End what runs, and begin nothing more: the program is to end."""
        with self._lock:
            self._stopped = True
            for group in self._running:
                _kill(group)

    def _begin(self, document: IO[bytes]) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._stopped:
                raise NotifyError("the program is to end")
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

    def _awaited(self, process: subprocess.Popen[bytes]) -> bytes:
        """Wait until *process* exits, and return the end of its standard error. Raises TimeoutError.

        Other processes that hold its standard error open are not waited for.
        """
        said = _standard_error(process)
        end, kept, is_open = time.monotonic() + self._patience, b"", True
        os.set_blocking(said.fileno(), False)
        poll = select.poll()  # select() takes no descriptor above 1023
        poll.register(said, select.POLLIN)
        while True:
            has_exited = _has_exited(process.pid)
            if is_open:
                poll.poll(0 if has_exited else _GLANCE * 1000)
                data = said.read(_CHUNK)
                is_open = data != b""
                kept = (kept + (data or b""))[-_MOST_KEPT:]
            elif not has_exited:
                time.sleep(_GLANCE)
            if has_exited:
                return kept
            if time.monotonic() >= end:
                raise TimeoutError

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Let nothing of the command outlive its time."""
        with self._lock:
            self._running.discard(process.pid)
            # It has not been waited for: the number of its group cannot be another's yet.
            _kill(process.pid)
        process.wait()
        _standard_error(process).close()


class Webhook:
    """Sends each letter to an address, signed."""

    def __init__(self, url: str, secret_file: Path, send: Send, now: Callable[[], datetime]) -> None:
        self._url = url
        self._secret_file = secret_file
        self._send = send
        self._now = now

    def __call__(self, letter: Notification) -> None:
        """Deliver *letter*. Raises NotifyError, which does not tell the address: it may be a secret."""
        key = read_key(self._secret_file)
        body = letter.document.encode()
        stamp = str(int(self._now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Webhook-Id": letter.id,
            "Webhook-Timestamp": stamp,
            "Webhook-Signature": signature(key, letter.id, stamp, body),
        }
        try:
            self._send(self._url, body, headers)
        except FetchError as error:
            raise NotifyError(f"the webhook at {urlsplit(self._url).hostname} failed: {error.reason}") from None


def signature(key: bytes, name: str, stamp: str, body: bytes) -> str:
    """The header ``Webhook-Signature``: "v1," and the Base64 of HMAC-SHA256 over id, timestamp and body."""
    signed = b".".join((name.encode(), stamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def read_key(path: Path) -> bytes:
    """The key in the file *path*: "whsec_" and its Base64. Raises NotifyError, which does not tell it."""
    try:
        with path.open("rb") as file:
            text = file.read(1000).decode("ascii").strip()
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except OSError as error:
        raise NotifyError(f"{path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, binascii.Error):
        key = b""
    if not _LEAST_KEY <= len(key) <= _LONGEST_KEY:
        raise NotifyError(
            f"{path} holds no secret; allowed is {_PREFIX!r} and the Base64 of"
            f" {_LEAST_KEY} to {_LONGEST_KEY} bytes"
        )
    return key


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _standard_error(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stderr is None:
        raise ValueError("the command was begun without a pipe")
    return process.stderr


def _has_exited(process: int) -> bool:
    """Return whether *process*, a child, has exited. It is not waited for: it keeps its number."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _last(complaint: bytes) -> str:
    """The end of what a command had to say, as one line."""
    text = " ".join(complaint[-_COMPLAINT:].decode(errors="replace").split())
    return f": {text}" if text else ""
