"""Send a notification to the operator by an Apprise URL: mail, chats, and more than a hundred services."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from ilofeed.core.errors import NotifyError
from ilofeed.core.state import Event, Notification
from ilofeed.notify.apprise_process import Job
from ilofeed.notify.program import Program

#: The time limit of one message, in seconds.
TIMEOUT_S = 90.0
# -P: a file of the operator's folder must not take the place of a library.
_PROGRAM = (sys.executable, "-P", "-m", "ilofeed.notify.apprise_process")


class Route(Struct, frozen=True, kw_only=True):
    """How connections to services are made."""

    proxies: Mapping[str, str] = {}  #: the variables of the environment that name the proxies
    certificates: tuple[str, ...] = ()  #: files with certificates that are trusted beside those of Apprise


class AppriseUrl:
    """The channel of one Apprise URL. Any thread may stop it."""

    def __init__(self, url: str, *, folder: Path, route: Route, timeout: float = TIMEOUT_S) -> None:
        self._url = url
        self._route = route
        self._name = urlsplit(url).scheme  # any other part may be a secret
        self._program = Program(_PROGRAM, name=self._name, folder=folder, timeout=timeout)

    def __call__(self, notification: Notification) -> None:
        """Send *notification*. Raises NotifyError, without any part of the address but its scheme."""
        document = json.loads(notification.document)
        self._run(title=f"ilofeed: {document['title']}", text=document["text"], kind=kind(document))

    def check(self) -> None:
        """Check the address without a request. Raises NotifyError if Apprise makes no service of it."""
        self._run()

    def stop(self) -> None:
        """Stop sending, and send nothing more, because the program is ending."""
        self._program.stop()

    def _run(self, *, title: str = "", text: str = "", kind: str = "info") -> None:
        job = Job(
            url=self._url,
            title=title,
            text=text,
            kind=kind,
            proxies=self._route.proxies,
            certificates=self._route.certificates,
        )
        ended = self._program.run(msgspec.json.encode(job))
        if ended.status:
            raise NotifyError(f"{self._name}: {ended.last_words or f'its process ended with {ended.status}'}")


def kind(document: Mapping[str, object]) -> str:
    """Return Apprise's name for the kind of *document*: it decides about colours and icons."""
    match document.get("data"):
        case {"alerts": [*found]}:
            is_good = all(alert["event"] == Event.RECOVERED for alert in found)
            return "success" if is_good else "warning"
    return "info"
