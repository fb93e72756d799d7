"""Turn a URL into the parts that a request needs."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

from ilofeed.core import urls
from ilofeed.core.errors import FetchError

_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


class Address(Struct, frozen=True, kw_only=True):
    """The parts of an http or https URL, in ASCII."""

    scheme: str
    host: str  #: of IPv6 without brackets
    port: int | None  #: None for the usual port of the scheme
    netloc: str  #: host and port, as in the Host header
    target: str  #: path and query (RFC 9112 section 3.2.1)

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """The scheme, host and port, which share connections."""
        return (self.scheme, self.host, self.port)


def address(url: str) -> Address:
    """Return the parts of *url*. Raises FetchError if it cannot be requested."""
    canonical = urls.absolute(url)
    if canonical is None:
        raise FetchError("address", f"{url!r} is no address that can be asked for; is its host right?")
    parts = urlsplit(canonical)
    path = _without_dot_segments(parts.path)
    target = f"{path}?{parts.query}" if parts.query else path
    return Address(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port,
        netloc=parts.netloc,
        target=_LONE_PERCENT.sub("%25", target),
    )


def _without_dot_segments(path: str) -> str:
    """Return *path* without "." and ".." (RFC 3986 section 5.2.4); one at the end leaves no slash."""
    if "/." not in path:
        return path
    found: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            found = found[: max(1, len(found) - 1)]
        elif segment != ".":
            found.append(segment)
    return "/".join(found) or "/"
