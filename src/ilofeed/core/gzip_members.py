"""Unpack gzip data in pieces of limited size. It can have several members (RFC 1952 section 2.2)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

#: The most bytes of a piece.
CHUNK = 64 * 1024
# The first byte of each member.
_MAGIC = b"\x1f"
# More than a server writes for an answer of the largest size; each costs more than its bytes.
_MAX_MEMBERS = 1000


class GzipError(Exception):
    """Data that cannot be unpacked; the message is the end of a sentence that begins with an address."""

    def __init__(self, problem: str, *, is_incomplete: bool = False) -> None:
        super().__init__(problem)
        self.is_incomplete = is_incomplete  #: whether bytes are missing, or others follow


def inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content of gzip data in pieces of at most `CHUNK` bytes. Raises GzipError."""
    inflate, members = zlib.decompressobj(wbits=31), 1
    try:
        for chunk in chunks:
            data, held_back = chunk, True
            while data or held_back:
                if inflate.eof:
                    inflate, members = zlib.decompressobj(wbits=31), members + 1
                    if not data.startswith(_MAGIC):
                        raise GzipError("has more than its gzip data", is_incomplete=True)
                    if members > _MAX_MEMBERS:
                        raise GzipError(f"has gzip data of more than {_MAX_MEMBERS} members")
                piece = inflate.decompress(data, CHUNK)
                held_back = len(piece) == CHUNK and not inflate.eof
                data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
                yield piece
    except zlib.error as error:
        raise GzipError(f"has broken gzip data: {error}") from error
    if not inflate.eof:
        raise GzipError("ends in the middle of its gzip data", is_incomplete=True)
