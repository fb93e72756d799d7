"""Pure functions about request headers: conditions, codings, formats."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache


def combined(headers: Collection[tuple[bytes, bytes]]) -> Mapping[bytes, bytes]:
    """Combine the lines of each field into one value, with commas between them (RFC 9110 section 5.3)."""
    fields = dict(headers)
    if len(fields) == len(headers):
        return fields
    lines: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        lines.setdefault(name, []).append(value)
    return {name: b", ".join(values) for name, values in lines.items()}


def is_refused(headers: Mapping[bytes, bytes], etags: Collection[bytes], modified: bytes | None) -> bool:
    """Return whether a precondition of the request fails (RFC 9110 sections 13.1.1, 13.1.4 and 13.2.2).

    *etags* are those of all forms of the document: proxies between decide which form a client has.
    If-Unmodified-Since counts only without If-Match, if it is a date and the document has one.
    """
    wanted = headers.get(b"if-match")
    if wanted is not None:
        return wanted.strip() != b"*" and set(etags).isdisjoint(each.strip() for each in wanted.split(b","))
    until = headers.get(b"if-unmodified-since")
    if until is None or modified is None:
        return False
    limit, changed = _instant(until), _instant(modified)
    return limit is not None and changed is not None and changed > limit


@lru_cache(maxsize=100)
def _instant(value: bytes) -> datetime | None:
    """Return the instant of an HTTP date; None if *value* is not one."""
    try:
        found = parsedate_to_datetime(value.decode("latin-1"))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def is_known(headers: Mapping[bytes, bytes], etag: bytes, modified: bytes | None) -> bool:
    """Return whether the client has the document already (RFC 9110 sections 13.1.2, 13.1.3 and 13.2.2).

    If the client sends tags, its date does not count. A date counts only if it is equal to ours:
    some clients invent dates.
    """
    asked = headers.get(b"if-none-match")
    if asked is not None:
        return asked == etag or asked.strip() == b"*" or _weak(etag) in map(_weak, asked.split(b","))
    return modified is not None and headers.get(b"if-modified-since") == modified


def accepts_gzip(headers: Mapping[bytes, bytes]) -> bool:
    """Return whether the client accepts gzip (RFC 9110 section 12.5.3)."""
    return _wants_gzip(headers.get(b"accept-encoding", b""))


@lru_cache(maxsize=100)  # readers send the same few values
def _wants_gzip(accepted: bytes) -> bool:
    wishes = dict(_wishes(accepted))
    return wishes.get(b"gzip", wishes.get(b"x-gzip", wishes.get(b"*", 0.0))) > 0


def preferred(headers: Mapping[bytes, bytes], offered: Sequence[bytes]) -> bytes:
    """Return the media type of those *offered* that the client prefers; the first if all are equal.

    The more specific range counts (RFC 9110 section 12.5.1). A client that accepts none of them
    gets the first: a feed is better than an error.
    """
    wishes = list(_wishes(headers.get(b"accept", b"")))

    def liking(kind: bytes) -> float:
        ranges = (kind, kind.partition(b"/")[0] + b"/*", b"*/*")
        found = (quality for each in ranges for name, quality in wishes if name == each)
        return next(found, 0.0)

    return max(offered, key=lambda kind: (liking(kind), -offered.index(kind)))


def _weak(tag: bytes) -> bytes:
    return tag.strip().removeprefix(b"W/")


def _wishes(value: bytes) -> Iterator[tuple[bytes, float]]:
    """Yield the names in a header, each with its weight from 0 to 1."""
    for part in value.lower().split(b",")[:50]:
        name, *parameters = (each.strip() for each in part.split(b";"))
        quality = next((parameter[2:] for parameter in parameters if parameter.startswith(b"q=")), b"1")
        try:
            yield name, min(1.0, max(0.0, float(quality)))
        except ValueError:
            yield name, 0.0
