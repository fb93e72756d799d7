"""The certificates of the authorities (CA) that connections trust: those of the system, and those of the operator.

OpenSSL reads the certificates of a folder when it needs them, and those of a file all at once, which takes longer than
the rest of a poll. So the folder is preferred. On macOS and Windows the system itself decides, through the library
truststore. It makes the handshakes of one context wait for each other, so that each connection has its own there.
"""

from __future__ import annotations

import os
import re
import ssl
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

import httpx

from ilofeed.core.errors import FetchError

# Systems that do not keep their certificates in files.
_HAS_OWN_STORE = sys.platform in ("darwin", "win32")
# Where systems have certificates whose OpenSSL does not know the place.
_FOLDERS = ("/etc/ssl/certs",)
_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
)
# The name by which OpenSSL finds a certificate in a folder. One with fewer certificates is not that of a system.
_HASHED = re.compile(r"[0-9a-f]{8}\.\d")
_MIN_CERTIFICATES = 50
_ENVIRONMENT = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class _Places(TypedDict, total=False):
    """Arguments of `ssl.create_default_context`."""

    capath: str
    cafile: str


class Trust:
    """Maker of contexts for TLS. Threads may share it, and the contexts that it returns."""

    def __init__(self, ca: str = "", *, has_own_store: bool = _HAS_OWN_STORE) -> None:
        """*ca* is a file with further certificates; *has_own_store* is true on systems that verify themselves."""
        self._ca = ca
        self._has_own_store = has_own_store
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Return the context for one connection. Raises FetchError if a file of certificates cannot be read."""
        if self._context is not None:
            return self._context
        context = self._made()
        if not self._has_own_store:
            self._context = context
        return context

    def _made(self) -> ssl.SSLContext:
        file, folder = (os.environ.get(name) or None for name in _ENVIRONMENT)
        try:
            if self._has_own_store:
                from truststore import SSLContext  # noqa: PLC0415 - for the systems that need it

                context: ssl.SSLContext = SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                if file or folder:
                    context.load_verify_locations(file, folder)
            elif file or folder:
                context = ssl.create_default_context(cafile=file, capath=folder)
            else:
                # A system without certificates gets those that come with httpx.
                found = _system_places()
                context = (
                    ssl.create_default_context(**found) if found else httpx.create_ssl_context(trust_env=False)
                )
        except OSError as error:
            raise FetchError(
                "tls", f"no certificates can be read from {file or folder}, which {_named(file)} names: {error}"
            ) from error
        if self._ca:
            try:
                context.load_verify_locations(self._ca)
            except OSError as error:
                raise FetchError(
                    "tls", f"fetch.ca: no certificates can be read from {self._ca}: {error}"
                ) from error
        return context


def files(ca: str) -> tuple[str, ...]:
    """Return the files with the certificates that connections trust, for programs that read files.

    *ca* is a file with further certificates. A system without a file of certificates adds none.
    """
    found = places((), [each for each in (os.environ.get("SSL_CERT_FILE"), *_known_files()) if each])
    return tuple(filter(None, (found.get("cafile"), ca)))


def _named(file: str | None) -> str:
    return _ENVIRONMENT[0] if file else _ENVIRONMENT[1]


def _system_places() -> _Places:
    known = ssl.get_default_verify_paths()
    return places([each for each in (known.capath, *_FOLDERS) if each], _known_files())


def _known_files() -> list[str]:
    return [each for each in (ssl.get_default_verify_paths().cafile, *_FILES) if each]


def places(folders: Iterable[str], files: Iterable[str]) -> _Places:
    """Return the first of *folders* or else *files* with the certificates of a system, for `ssl`."""
    for folder in folders:
        if _is_whole(Path(folder)):
            return {"capath": folder}
    for file in files:
        if Path(file).is_file():
            return {"cafile": file}
    return {}


def _is_whole(folder: Path) -> bool:
    try:
        return sum(_HASHED.fullmatch(file.name) is not None for file in folder.iterdir()) >= _MIN_CERTIFICATES
    except OSError:
        return False
