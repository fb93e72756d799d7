"""Certificates of an authority of our own, made by openssl."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

from fakes.real_parts import program

_NAMES = "DNS:localhost,DNS:origin.example.org,IP:127.0.0.1"
_CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n"


class Authority:
    """A root certificate, an intermediate one, and what they sign. All files are in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._openssl = program("openssl", "openssl")
        self.root = folder / "root.pem"
        self._run(
            *("req", "-x509", *self._new_key("root"), "-subj", "/CN=Root of a test", "-days", "30"),
            *("-addext", "keyUsage=critical,keyCertSign", "-out", str(self.root)),
        )
        self.intermediate = self._signed("intermediate", _CA, "root")

    def server(self, names: str = _NAMES, *, days: int = 30, is_whole: bool = True) -> ssl.SSLContext:
        """Return what a server with *names* needs; it sends the intermediate certificate if *is_whole*."""
        own = self._signed("server", f"subjectAltName={names}\n", "intermediate", days=days)
        chain = self._folder / "chain.pem"
        chain.write_text(own.read_text() + (self.intermediate.read_text() if is_whole else ""))
        return self._context(chain, "server")

    def server_with_root(self) -> ssl.SSLContext:
        """Return what a server needs that also sends the root."""
        self.server()
        chain = self._folder / "chain.pem"
        chain.write_text(chain.read_text() + self.root.read_text())
        return self._context(chain, "server")

    def self_signed(self) -> ssl.SSLContext:
        """Return what a server needs whose certificate is signed by itself."""
        own = self._folder / "own.pem"
        self._run(
            *("req", "-x509", *self._new_key("own"), "-subj", "/CN=localhost", "-days", "30"),
            *("-addext", f"subjectAltName={_NAMES}", "-out", str(own)),
        )
        return self._context(own, "own")

    @property
    def hashed_name(self) -> str:
        """The name by which OpenSSL finds the root in a folder."""
        return f"{self._run('x509', '-in', str(self.root), '-noout', '-hash').strip()}.0"

    def _signed(self, name: str, extensions: str, by: str, *, days: int = 30) -> Path:
        request, certificate = self._folder / f"{name}.csr", self._folder / f"{name}.pem"
        lines = self._folder / f"{name}.ext"
        lines.write_text(f"{extensions}authorityKeyIdentifier=keyid\n")
        self._run("req", *self._new_key(name), "-subj", f"/CN={name} of a test", "-out", str(request))
        self._run(
            *("x509", "-req", "-in", str(request), "-CA", str(self._folder / f"{by}.pem")),
            *("-CAkey", str(self._folder / f"{by}.key"), "-CAcreateserial", "-days", str(days)),
            *("-extfile", str(lines), "-out", str(certificate)),
        )
        return certificate

    def _new_key(self, name: str) -> tuple[str, ...]:
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        return (*curve, "-keyout", str(self._folder / f"{name}.key"))

    def _context(self, chain: Path, key: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, self._folder / f"{key}.key")
        return context

    def _run(self, *words: str) -> str:
        return subprocess.run([self._openssl, *words], check=True, capture_output=True, text=True).stdout
