"""The published files, in memory with all that HTTP says of them.

Made when a file changes, whoever changed it; a request costs a look-up and one question
to the file system. What is not known by its name is not there: no path is ever made of
what a request says.
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
from ilofeed.publish.render import LIST, MEDIA_TYPES, PAGE
from ilofeed.serve.conditional import accepts_gzip, is_known, is_refused

Headers = tuple[tuple[bytes, bytes], ...]

#: What a file is served as, by the end of its name.
TYPES: Mapping[str, str] = {
    **{format: f"{kind}; charset=utf-8" for format, kind in MEDIA_TYPES.items()},
    PAGE: "text/html; charset=utf-8",
    LIST: "text/x-opml; charset=utf-8",
}
# Smaller ones gain nothing.
_WORTH_PACKING = 1000
# Bytes of plain bodies that are kept; most ask for packed ones, which are a sixth of that.
_PLAIN = 16 * 1024 * 1024
# So many documents are kept: there may be far more archives than anybody reads.
_KEPT = 10_000
_EMPTY = b"content-length: 0\r\n"
# Seconds between two looks for files that were not there before.
_GLANCE = 1.0

_State = tuple[int, int, int]


class Form(Struct, frozen=True):
    """A document in one content coding, without its body. Headers are kept as they are sent: there are many."""

    etag: bytes
    own: bytes  #: headers of an answer with the body alone
    always: bytes  #: headers of every answer, also where the client has the body already

    @classmethod
    def of(cls, body: bytes, tag: str, own: Headers, always: Headers) -> Self:
        """The form with this *body*, told from others by *tag*."""
        etag = f'"{tag}"'.encode()
        length = (b"content-length", str(len(body)).encode())
        return cls(etag=etag, own=_lines((length, *own)), always=_lines(((b"etag", etag), *always)))


class Document:
    """What is served under one address, in both codings."""

    __slots__ = ("_body", "_packed", "_room", "forms", "modified", "size")

    def __init__(
        self, body: bytes, kind: str, more: Headers, modified: bytes | None = None, room: Room | None = None
    ) -> None:
        """*more* is said of it, and when it was *modified* where that is known.

        With a *room* its plain body is kept only while that has room for it: it can be had from the packed one.
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
            # A strong tag is one of a form, so that of the packed one is another (RFC 9110 section 8.8.3.3).
            packed = Form.of(self._packed, f"{digest}-gz", (*own, (b"content-encoding", b"gzip")), always)
            if room is not None:
                room.take_in(self)
        self.forms = plain, packed

    def ready(self, asked: Mapping[bytes, bytes]) -> tuple[int, bytes, bytes]:
        """Status, headers as they are sent, and body for who has *asked* with these headers.

        RFC 3229's delta encodings are never answered with: a correct one cuts rss2email off permanently.
        """
        is_packed = accepts_gzip(asked)
        form = self.forms[is_packed]
        if is_refused(asked, [each.etag for each in self.forms], self.modified):
            return 412, _EMPTY + form.always, b""
        if is_known(asked, form.etag, self.modified):
            return 304, form.always, b""
        # A cache or a proxy may have given the client the other form.
        if b"if-none-match" in asked and is_known(asked, self.forms[not is_packed].etag, None):
            return 304, self.forms[not is_packed].always, b""
        body = self._packed if is_packed else self._body
        return 200, form.own + form.always, self._unpacked() if body is None else body

    def answer(self, asked: Mapping[bytes, bytes]) -> tuple[int, Headers, bytes]:
        """The same with headers one by one."""
        status, lines, body = self.ready(asked)
        pairs = (line.partition(b": ") for line in lines.split(b"\r\n")[:-1])
        return status, tuple((name, value) for name, _, value in pairs), body

    def shrink(self) -> None:
        """Forget what can be had again."""
        self._body = None

    def _unpacked(self) -> bytes:
        """The plain body, where it is not at hand or is the only one."""
        body = self._body
        if body is None and self._packed is not None:
            self._body = body = gzip.decompress(self._packed)
            if self._room is not None:
                self._room.take_in(self)
        return body or b""


class Room:
    """So many bytes for plain bodies; those that came first make way. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._held: deque[Document] = deque()
        self._lock = threading.Lock()

    def take_in(self, document: Document) -> None:
        """Have *document* keep its plain body for a while."""
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
        """*headers_of* gives those of a file by its name, beyond what follows from its bytes.

        *most* are kept; those read first make way.
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
        """The document of that *name* as it is now; None where there is none."""
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
        """The same where it was there at the last look, without another one."""
        return self(name) if name in self._names else None

    def take_over(self, folder: Path, headers_of: Callable[[str], Headers]) -> None:
        """Go on with another folder, or other headers."""
        self._folder, self._headers_of = folder, headers_of
        self._known, self._names = {}, {}
        self._look()

    def names(self) -> list[str]:
        """What there is, in order."""
        self._look()
        return sorted(self._names)

    def _found(self, name: str) -> str | None:
        """Where the file *name* lies, which was not there at the last look."""
        if self._clock.monotonic() - self._looked >= _GLANCE:
            self._look()
        return self._names.get(name)

    def _look(self) -> None:
        with self._lock:
            self._looked = self._clock.monotonic()
            try:
                with os.scandir(self._folder) as entries:
                    found = {
                        each.name: each.path
                        for each in entries
                        if each.name.rpartition(".")[2] in TYPES
                        and not each.name.startswith(".")
                        and each.is_file(follow_symlinks=False)
                    }
            except OSError:
                return  # what was there may come back
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
