"""The published files, in memory with all that HTTP says of them.

Made when a file changes, whoever changed it; a request costs a look-up and one question
to the file system. What is not known by its name is not there: no path is ever made of
what a request says.
"""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path
from typing import Self

from ilofeed.ports import Clock
from ilofeed.render import LIST, MEDIA_TYPES, PAGE
from ilofeed.web.conditions import accepts_gzip, is_known

Headers = tuple[tuple[bytes, bytes], ...]

#: What a file is served as, by the end of its name.
TYPES: Mapping[str, str] = {
    **{format: f"{kind}; charset=utf-8" for format, kind in MEDIA_TYPES.items()},
    PAGE: "text/html; charset=utf-8",
    LIST: "text/x-opml; charset=utf-8",
}
# Smaller ones gain nothing.
_WORTH_PACKING = 1000
# Seconds between two looks for files that were not there before.
_GLANCE = 1.0

_State = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Form:
    """A document in one content coding."""

    body: bytes
    etag: bytes
    headers: Headers  #: of an answer with the body
    unchanged: Headers  #: of an answer without it, because the client has it
    head: bytes  #: the same as bytes, status line and all but the end
    head_unchanged: bytes

    @classmethod
    def of(cls, body: bytes, kind: str, more: Headers, *, packed: bool) -> Self:
        """The form of *body*; *more* is said with and without it."""
        packed = packed and len(body) >= _WORTH_PACKING
        digest = sha256(body).hexdigest()[:32]
        # A strong tag is one of a form, so that of the packed one is another (RFC 9110 section 8.8.3.3).
        etag = f'"{digest}{"-gz" if packed else ""}"'.encode()
        unchanged = ((b"etag", etag), (b"vary", b"Accept-Encoding"), *more)
        body = gzip.compress(body, 9, mtime=0) if packed else body
        length = str(len(body)).encode()
        coding = ((b"content-encoding", b"gzip"),) if packed else ()
        headers = ((b"content-type", kind.encode()), (b"content-length", length), *coding, *unchanged)
        return cls(
            body=body,
            etag=etag,
            headers=headers,
            unchanged=unchanged,
            head=_head(b"200 OK", headers),
            head_unchanged=_head(b"304 Not Modified", unchanged),
        )


@dataclass(frozen=True, slots=True)
class Document:
    """What is served under one address, in both codings."""

    plain: Form
    packed: Form
    modified: bytes | None = None

    @classmethod
    def of(cls, body: bytes, kind: str, more: Headers, modified: bytes | None = None) -> Self:
        """The document of these bytes; *more* is said of it, and when it was *modified* where that is known."""
        if modified is not None:
            more = ((b"last-modified", modified), *more)
        return cls(
            plain=Form.of(body, kind, more, packed=False),
            packed=Form.of(body, kind, more, packed=True),
            modified=modified,
        )

    def answer(self, asked: Mapping[bytes, bytes]) -> tuple[int, Headers, bytes]:
        """Status, headers and body for who has *asked* with these headers.

        RFC 3229's delta encodings are never answered with: a correct one cuts rss2email off for good.
        """
        form = self.packed if accepts_gzip(asked) else self.plain
        if is_known(asked, form.etag, self.modified):
            return 304, form.unchanged, b""
        return 200, form.headers, form.body

    def ready(self, asked: Mapping[bytes, bytes]) -> tuple[int, bytes, bytes]:
        """The same with the head as bytes, all but its end."""
        form = self.packed if accepts_gzip(asked) else self.plain
        if is_known(asked, form.etag, self.modified):
            return 304, form.head_unchanged, b""
        return 200, form.head, form.body


class Documents:
    """The files of the output folder by name. Threads may share it."""

    def __init__(self, folder: Path, clock: Clock, headers_of: Callable[[str], Headers]) -> None:
        """*headers_of* gives those of a file by its name, beyond what follows from its bytes."""
        self._folder = folder
        self._clock = clock
        self._headers_of = headers_of
        self._known: dict[str, tuple[_State, Document]] = {}
        self._names: dict[str, str] = {}
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
        document = Document.of(body, TYPES[name.rpartition(".")[2]], self._headers_of(name), modified)
        self._known[name] = (found.st_mtime_ns, found.st_size, found.st_ino), document
        return document


def _head(status: bytes, headers: Headers) -> bytes:
    return b"".join((b"HTTP/1.1 ", status, b"\r\n", *(b"%b: %b\r\n" % each for each in headers)))
