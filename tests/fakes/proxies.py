"""Real proxies on loopback, and one that does whatever a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fakes.processes import Command
from fakes.real_parts import debian_file, program


def squid(folder: Path, port: int, lines: str) -> Command:
    """Return squid with the configuration *lines*, which name *port*; it keeps its files in *folder*."""
    own = f"pid_filename {folder}/pid\ncache_log {folder}/log\naccess_log none\ncoredump_dir {folder}\n"
    own += "shutdown_lifetime 0 seconds\npinger_enable off\nnetdb_filename none\nvisible_hostname localhost\n"
    (folder / "squid.conf").write_text(f"{own}{lines}\n")
    return Command(words=(program("squid", "squid"), "-N", "-f", folder / "squid.conf"), folder=folder, port=port)


def forward_proxy(folder: Path, port: int, port_with_login: int, logins: str) -> Command:
    """Return squid as a proxy for everybody, and at *port_with_login* for those in *logins*, lines of htpasswd(1)."""
    (folder / "logins").write_text(logins)
    helper = debian_file("/usr/lib/squid/basic_ncsa_auth", "squid")
    return squid(
        folder,
        port,
        f"http_port 127.0.0.1:{port}\nhttp_port 127.0.0.1:{port_with_login}\ncache deny all\n"
        f"auth_param basic program {helper} {folder}/logins\nauth_param basic children 1\n"
        f"acl open localport {port}\nacl known proxy_auth REQUIRED\n"
        "http_access allow open\nhttp_access allow known\nhttp_access deny all",
    )


def socks_proxy(folder: Path, port: int, *, login: tuple[str, str] | None = None) -> Command:
    """Return a SOCKS proxy for everybody, or for one *login*."""
    words = (program("microsocks", "microsocks"), "-i", "127.0.0.1", "-p", str(port))
    return Command(words=(*words, *(("-u", login[0], "-P", login[1]) if login else ())), folder=folder, port=port)


class OddProxy:
    """A proxy that treats each connection as a test wants, and remembers what it read first."""

    def __init__(
        self, listener: socket.socket, treat: Callable[[socket.socket], None], tls: ssl.SSLContext | None
    ) -> None:
        self.port: int = listener.getsockname()[1]
        self.heads: list[bytes] = []
        self._listener = listener
        self._treat = treat
        self._tls = tls

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with suppress(OSError), self._encrypted(connection) as connection:
                    self.heads.append(connection.recv(65536))
                    self._treat(connection)
                    _end(connection)

    def _encrypted(self, connection: socket.socket) -> socket.socket:
        connection.settimeout(10)
        return connection if self._tls is None else self._tls.wrap_socket(connection, server_side=True)


def _end(connection: socket.socket) -> None:
    """End what is sent, and read the rest: closed with bytes unread, a connection is reset, and loses what was sent."""
    connection.shutdown(socket.SHUT_WR)
    while connection.recv(65536):
        pass


@contextmanager
def odd_proxy(treat: Callable[[socket.socket], None], tls: ssl.SSLContext | None = None) -> Iterator[OddProxy]:
    """Serve an odd proxy, which is reached by *tls* if that is given, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = OddProxy(listener, treat, tls)
        thread = threading.Thread(target=proxy.serve, daemon=True)
        thread.start()
        try:
            yield proxy
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
