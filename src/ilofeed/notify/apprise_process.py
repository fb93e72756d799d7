"""The process that sends one message by Apprise (github.com/caronc/apprise), which `ilofeed.notify.apprise_url` starts.

Apprise loads half a hundred megabytes, changes the log and the connections of the whole process, and cannot be
interrupted. So it is in a process of its own, which is killed when its time is over. The address arrives on
standard input, because others can read arguments. Standard error has the reason of a failure, without any part
of the address.
"""

from __future__ import annotations

import logging
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ilofeed.core import secrets
from ilofeed.notify.message_size import fitted

if TYPE_CHECKING:
    from apprise import AppriseAsset, NotifyBase

# A service has this time to connect, and for each answer, in seconds. Apprise allows 4, after which it reports a
# message as lost that a slow server then delivers, so that it would be sent again and again.
_ANSWER_S = 30.0
# What may be a secret in an address: everything but the scheme, and the names in a query.
_ADDRESS = re.compile(r"(?<=://)\S+")
_BORDERS = re.compile(r"[/?#&:@,]+")

# The variables that name files of certificates, for HTTP and for mail.
_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")


class Job(Struct, frozen=True, kw_only=True):
    """A message for the service at an Apprise URL. Without a text, the address is only checked."""

    url: str
    title: str = ""
    text: str = ""
    kind: str = "info"  #: a name of Apprise's: "info", "success" or "warning"
    proxies: Mapping[str, str] = {}  #: the variables of the environment that name the proxies
    certificates: tuple[str, ...] = ()  #: files with certificates that are trusted beside those of Apprise


class _Reasons(logging.Handler):
    """The messages of Apprise that explain a failure."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        # The cause of a failed connection is only in a message for developers. Others of these quote passwords.
        if record.levelno >= logging.WARNING or text.startswith("Socket Exception: "):
            self.found.append(text)


def main() -> None:
    """Do the job on standard input. Exit with 0 if the message was accepted, else with 1 and the reason."""
    logging.getLogger().addHandler(logging.NullHandler())  # other libraries have nothing to report
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    secrets.add((*_parts(job.url), *job.proxies.values()))
    os.environ.update(job.proxies)
    try:
        with _trusting(job.certificates):
            problem = deliver(job)
    except Exception as error:  # noqa: BLE001 - a plug-in of Apprise may raise anything
        problem = f"{type(error).__name__}: {error}"
    # Apprise quotes addresses with the first and the last letter of a password.
    sys.stderr.write(_ADDRESS.sub(secrets.MASK, secrets.hide(problem)))
    sys.stderr.flush()
    # A thread that Apprise has given up would keep the process alive.
    os._exit(1 if problem else 0)


def deliver(job: Job) -> str:
    """Send the message of *job*, and return why it was not accepted; empty if it was."""
    import apprise  # noqa: PLC0415 - Job is also used by the process that never loads it

    log = _Reasons()
    logger = logging.getLogger("apprise")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.handlers = [log]
    service = apprise.Apprise.instantiate(job.url, asset=_asset())
    if service is None:
        return _refused(job.url, log)
    if not job.text:
        return "; ".join(log.found)  # such as a recipient that is left out
    give_time(service, job.url)
    title, text = job.title, job.text
    if not _has(job.url, "overflow"):
        text = fitted(text, service.body_maxlen, title="" if service.title_maxlen > 0 else title)
    sender = apprise.Apprise(asset=service.asset)
    sender.add(service)
    is_sent = sender.notify(
        body=text, title=title, notify_type=apprise.NotifyType(job.kind), body_format=apprise.NotifyFormat.TEXT
    )
    return "" if is_sent else "; ".join(dict.fromkeys(log.found)) or "it was not accepted"


def _asset() -> AppriseAsset:
    """Return the settings of Apprise: no pictures from its own site, no redirects, no interpretation of the text."""
    import apprise  # noqa: PLC0415 - see above

    # A redirected POST becomes a GET without the message, and Apprise reports it as sent.
    return apprise.AppriseAsset(
        app_id="ilofeed",
        app_desc="ilofeed",
        app_url="",
        async_mode=False,
        http_redirects=False,
        image_path_mask=False,
        image_url_logo="",
        image_url_mask="",
        interpret_emojis=False,
        service_timeout=0,  # the process is killed
    )


def _refused(url: str, log: _Reasons) -> str:
    """Return why Apprise makes no service of *url*."""
    import apprise  # noqa: PLC0415 - see above

    scheme = url.partition("://")[0].lower()
    known = apprise.Apprise().details(show_requirements=True, show_disabled=True)["schemas"]
    found = [each for each in known if scheme in (*(each["protocols"] or ()), *(each["secure_protocols"] or ()))]
    if not found and scheme not in ("http", "https"):  # addresses that services hand out begin with these
        return f"Apprise knows no service {scheme!r}"
    if found and not found[0]["enabled"]:
        command = (sys.executable, "-m", "pip", "install", *found[0]["requirements"]["packages_required"])
        return f"the service {scheme!r} needs more packages: {shlex.join(command)}"
    return "; ".join(dict.fromkeys(log.found)) or "Apprise cannot read it"


def give_time(service: NotifyBase, url: str) -> None:
    """Wait for the answers of *service* as long as its *url* says, or long enough."""
    if not _has(url, "cto"):
        service.socket_connect_timeout = _ANSWER_S
    if not _has(url, "rto"):
        service.socket_read_timeout = _ANSWER_S


def _has(url: str, name: str) -> bool:
    return re.search(rf"[?&]{name}=", url) is not None


def _parts(url: str) -> Iterator[str]:
    """Yield the parts of *url* that may be secrets."""
    for part in _BORDERS.split(url.partition("://")[2]):
        yield part
        yield part.partition("=")[2]


@contextmanager
def _trusting(certificates: tuple[str, ...]) -> Iterator[None]:
    """Trust the *certificates* in the block, those of Apprise, and those that the environment names."""
    import certifi  # noqa: PLC0415 - see above

    named = (file for name in _CERTIFICATES if (file := os.environ.get(name)) and Path(file).is_file())
    with tempfile.NamedTemporaryFile(prefix="ilofeed-", suffix=".pem") as bundle:
        for file in dict.fromkeys((certifi.where(), *named, *certificates)):
            bundle.write(Path(file).read_bytes() + b"\n")
        bundle.flush()
        os.environ.update(dict.fromkeys(_CERTIFICATES, bundle.name))
        yield


if __name__ == "__main__":
    main()
