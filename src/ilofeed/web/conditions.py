"""What a request asks for beyond an address: conditions, codings, formats. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache


def is_known(headers: Mapping[bytes, bytes], etag: bytes, modified: bytes | None) -> bool:
    """Whether the client has the document already (RFC 9110 sections 13.1.2, 13.1.3 and 13.2.2).

    Where it sends tags its date does not count. A date counts only if it is ours: some
    clients invent theirs.
    """
    asked = headers.get(b"if-none-match")
    if asked is not None:
        return asked == etag or asked.strip() == b"*" or _weak(etag) in map(_weak, asked.split(b","))
    return modified is not None and headers.get(b"if-modified-since") == modified


def accepts_gzip(headers: Mapping[bytes, bytes]) -> bool:
    """Whether the client has asked for gzip (RFC 9110 section 12.5.3)."""
    return _wants_gzip(headers.get(b"accept-encoding", b""))


@lru_cache(maxsize=100)  # readers say the same few things
def _wants_gzip(accepted: bytes) -> bool:
    wishes = dict(_wishes(accepted))
    return wishes.get(b"gzip", wishes.get(b"x-gzip", wishes.get(b"*", 0.0))) > 0


def preferred(headers: Mapping[bytes, bytes], offered: Sequence[bytes]) -> bytes:
    """The media type of those *offered* that the client likes best; the first where it does not care.

    The more specific range counts (RFC 9110 section 12.5.1). What accepts none of them gets
    the first all the same: a feed is better than an error.
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
    """The names in a header and how much each is wanted, from 0 to 1."""
    for part in value.lower().split(b",")[:50]:
        name, *parameters = (each.strip() for each in part.split(b";"))
        quality = next((each[2:] for each in parameters if each.startswith(b"q=")), b"1")
        try:
            yield name, min(1.0, max(0.0, float(quality)))
        except ValueError:
            yield name, 0.0
