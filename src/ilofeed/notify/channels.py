"""Send a notification to the operator: by their command, or by a webhook.

The command gets the document on its standard input and has limited time. The webhook gets it
as a POST, signed according to Standard Webhooks 1.0.0 (standardwebhooks.com) where there is a secret.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from ilofeed.core.errors import FetchError, NotifyError
from ilofeed.core.state import Notification
from ilofeed.notify.program import Program

#: The time limit of the command, in seconds.
TIMEOUT_S = 30.0
# The length of a key in bytes (Standard Webhooks, "Signature scheme").
_MIN_KEY_BYTES, _MAX_KEY_BYTES = 24, 64
_PREFIX = "whsec_"

Send = Callable[[str, bytes, Mapping[str, str]], None]


class Command:
    """The channel that runs the operator's command. Any thread may stop it."""

    def __init__(self, command: Sequence[str], *, folder: Path, timeout: float = TIMEOUT_S) -> None:
        self._name = f"command {command[0]!r}"
        self._program = Program(command, name=self._name, folder=folder, timeout=timeout)

    def __call__(self, notification: Notification) -> None:
        """Run the command. Raises NotifyError if it does not exit with 0 in time."""
        ended = self._program.run(notification.document.encode())
        if ended.status:
            words = f": {ended.last_words}" if ended.last_words else ""
            raise NotifyError(f"{self._name} exited with {ended.status}{words}")

    def stop(self) -> None:
        """Kill the running command and start no other, because the program is ending."""
        self._program.stop()


class Webhook:
    """The channel that sends each notification to an address, signed if there is a secret."""

    def __init__(self, url: str, secret_file: Path | None, send: Send, now: Callable[[], datetime]) -> None:
        self._url = url
        self._secret_file = secret_file
        self._send = send
        self._now = now

    def __call__(self, notification: Notification) -> None:
        """Send *notification*. Raises NotifyError, without the address, which may be a secret."""
        key = None if self._secret_file is None else read_key(self._secret_file)
        body = notification.document.encode()
        stamp = str(int(self._now().timestamp()))
        headers = {"Content-Type": "application/json", "Webhook-Id": notification.id, "Webhook-Timestamp": stamp}
        if key is not None:
            headers["Webhook-Signature"] = signature(key, notification.id, stamp, body)
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
