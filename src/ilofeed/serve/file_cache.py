"""Cache of the published files in memory, with all their HTTP headers.

A document is made when its file changes, by any process; a request costs a look-up and one call
to the file system. Only names from the folder are known: no file path is ever built from a request.
"""

from __future__ import annotations

import gzip
import os
import threading
from collections import deque
from collections.abc import Callable, Mapping
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path
from typing import Self

from msgspec import Struct

from ilofeed.core.protocols import Clock
from ilofeed.publish.render import ICON_FORMAT, LIST, MEDIA_TYPES, PAGE
from ilofeed.serve.conditional import accepts_gzip, is_known, is_refused

Headers = tuple[tuple[bytes, bytes], ...]

#: Media types of files, by their suffixes.
TYPES: Mapping[str, str] = {
    **{format: f"{kind}; charset=utf-8" for format, kind in MEDIA_TYPES.items()},
    PAGE: "text/html; charset=utf-8",
    LIST: "text/x-opml; charset=utf-8",
    ICON_FORMAT: "image/svg+xml",
}
# The size in bytes from which compression is worth its time.
_WORTH_PACKING = 1000
# The limit of bytes of plain bodies; most clients ask for compressed ones, which are a sixth of that.
_PLAIN = 16 * 1024 * 1024
# The limit of documents in memory: there may be far more archives than are read.
_KEPT = 10_000
_EMPTY = b"content-length: 0\r\n"
# Seconds between two searches for new files.
_GLANCE = 1.0

_State = tuple[int, int, int]


class Form(Struct, frozen=True):
    """A document in one content coding, without its body. Headers are kept as bytes, to save memory."""

    etag: bytes
    own: bytes  #: headers of an answer with the body alone
    always: bytes  #: headers of every answer, also if the client has the body already

    @classmethod
    def of(cls, body: bytes, tag: str, own: Headers, always: Headers) -> Self:
        """Make the form with this *body*, which *tag* distinguishes from others."""
        etag = f'"{tag}"'.encode()
        length = (b"content-length", str(len(body)).encode())
        return cls(etag=etag, own=_lines((length, *own)), always=_lines(((b"etag", etag), *always)))


class Document:
    """The document at one address, in both codings."""

    __slots__ = ("_body", "_packed", "_room", "forms", "modified", "size")

    def __init__(
        self, body: bytes, kind: str, more: Headers, modified: bytes | None = None, room: Room | None = None
    ) -> None:
        """Make a document with the headers *more*, and with the HTTP date *modified* if there is one.

        With a *room*, the plain body is kept only while there is room for it: it can be decompressed again.
        """
        digest = sha256(body).hexdigest()[:32]
        own = ((b"content-type", kind.encode()),)
        always = ((b"vary", b"Accept-Encoding"), *more)
        if modified is not None:
            always = ((b"last-modified", modified), *always)
        self.modified = modified
        self.size = len(body)
        self._body: bytes | None = body
        self._packed: bytes | None = None
        self._room = room
        plain = packed = Form.of(body, digest, own, always)
        if len(body) >= _WORTH_PACKING:
            self._packed = gzip.compress(body, 9, mtime=0)
            # A strong tag belongs to one form, so the compressed form has another (RFC 9110 section 8.8.3.3): that
            # which Apache and lighttpd make of the plain one, if they compress it. So their readers get 304, too.
            packed = Form.of(self._packed, f"{digest}-gzip", (*own, (b"content-encoding", b"gzip")), always)
            if room is not None:
                room.take_in(self)
        self.forms = plain, packed

    def ready(self, asked: Mapping[bytes, bytes]) -> tuple[int, bytes, bytes]:
        """Return the status, the headers as bytes, and the body for a request with the headers *asked*.

        Accept-Encoding selects the form (RFC 9110 section 12.5.3), and If-None-Match is compared with its tag first
        (section 13.1.2). A cache or a proxy may have given the client the other form, which contains the same. Then
        the tag and Vary in the 304 are those of that form, as they identify the stored response that the 304
        freshens (sections 8.8.3.3, 12.5.5 and 15.4.5, RFC 9111 section 4.3.4).

        RFC 3229's delta encodings are never sent: a correct one cuts rss2email off permanently.
        """
        is_packed = accepts_gzip(asked)
        form, other = self.forms[is_packed], self.forms[not is_packed]
        if is_refused(asked, [form.etag for form in self.forms], self.modified):
            return 412, _EMPTY + form.always, b""
        if is_known(asked, form.etag, self.modified):
            return 304, form.always, b""
        if is_known(asked, other.etag, None):
            return 304, other.always, b""
        body = self._packed if is_packed else self._body
        return 200, form.own + form.always, self._unpacked() if body is None else body

    def answer(self, asked: Mapping[bytes, bytes]) -> tuple[int, Headers, bytes]:
        """Return the same as `ready`, with the headers as pairs."""
        status, lines, body = self.ready(asked)
        pairs = (line.partition(b": ") for line in lines.split(b"\r\n")[:-1])
        return status, tuple((name, value) for name, _, value in pairs), body

    def shrink(self) -> None:
        """Drop the plain body, which can be decompressed again."""
        self._body = None

    def _unpacked(self) -> bytes:
        """Return the plain body, decompressed if it was dropped."""
        body = self._body
        if body is None and self._packed is not None:
            self._body = body = gzip.decompress(self._packed)
            if self._room is not None:
                self._room.take_in(self)
        return body or b""


class Room:
    """A limit of bytes for plain bodies, the oldest of which are dropped first. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._held: deque[Document] = deque()
        self._lock = threading.Lock()

    def take_in(self, document: Document) -> None:
        """Let *document* keep its plain body until newer ones need the room."""
        with self._lock:
            self._held.append(document)
            self._size += document.size
            while self._size > self._most:
                first = self._held.popleft()
                first.shrink()
                self._size -= first.size


def _lines(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in headers)


class Documents:
    """The files of the output folder by name. Threads may share it."""

    def __init__(
        self, folder: Path, clock: Clock, headers_of: Callable[[str], Headers], *, most: int = _KEPT
    ) -> None:
        """Cache the files in *folder*, at most *most*; those read first are dropped first.

        *headers_of* returns the headers of a file by its name, beyond those that depend on its bytes.
        """
        self._most = most
        self._folder = folder
        self._clock = clock
        self._headers_of = headers_of
        self._known: dict[str, tuple[_State, Document]] = {}
        self._names: dict[str, str] = {}
        self._room = Room(_PLAIN)
        self._looked = float("-inf")
        self._lock = threading.Lock()

    def __call__(self, name: str) -> Document | None:
        """Return the document called *name* as it is now; None if there is none."""
        path = self._names.get(name)
        if path is None:
            path = self._found(name)
            if path is None:
                return None
        try:
            found = os.stat(path)  # noqa: PTH116 - asked at every request
        except OSError:
            self._known.pop(name, None)
            self._names.pop(name, None)
            return None
        state = (found.st_mtime_ns, found.st_size, found.st_ino)
        known = self._known.get(name)
        return known[1] if known is not None and known[0] == state else self._read(name, path)

    def known(self, name: str) -> Document | None:
        """Return the document called *name*, if it existed at the last search; does not search again."""
        return self(name) if name in self._names else None

    def take_over(self, folder: Path, headers_of: Callable[[str], Headers]) -> None:
        """Replace the folder and the headers."""
        self._folder, self._headers_of = folder, headers_of
        self._known, self._names = {}, {}
        self.look()

    def names(self) -> list[str]:
        """Return the names of all files, in order."""
        self.look()
        return sorted(self._names)

    def _found(self, name: str) -> str | None:
        """Return the path of the file *name*, which the last search did not find; None if there is none."""
        if self._clock.monotonic() - self._looked >= _GLANCE:
            self.look()
        return self._names.get(name)

    def look(self) -> None:
        """Search for files that are new, also soon after the last search."""
        with self._lock:
            self._looked = self._clock.monotonic()
            try:
                with os.scandir(self._folder) as entries:
                    found = {
                        entry.name: entry.path
                        for entry in entries
                        if entry.name.rpartition(".")[2] in TYPES
                        and not entry.name.startswith(".")
                        and entry.is_file(follow_symlinks=False)
                    }
            except OSError:
                return  # the folder may come back, so the names are kept
            self._names = found

    def _read(self, name: str, path: str) -> Document | None:
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - a name from the folder itself
                found = os.fstat(file.fileno())
                body = file.read()
        except OSError:
            return None
        modified = formatdate(found.st_mtime, usegmt=True).encode()
        document = Document(body, TYPES[name.rpartition(".")[2]], self._headers_of(name), modified, self._room)
        self._known[name] = (found.st_mtime_ns, found.st_size, found.st_ino), document
        while len(self._known) > self._most:
            self._known.pop(next(iter(self._known)), None)
        return document
