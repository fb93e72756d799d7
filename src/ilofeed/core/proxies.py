"""The proxy of a request: its address, and the hosts that are reached without one. Pure."""

from __future__ import annotations

import ipaddress
from base64 import b64encode
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct, field

#: The kinds of proxies, each with its usual port.
PORTS: Mapping[str, int] = {"http": 3128, "https": 443, "socks5": 1080, "socks5h": 1080}


class Proxy(Struct, frozen=True, kw_only=True):
    """A proxy that forwards our requests."""

    scheme: str  #: one of `PORTS`
    host: str
    port: int
    login: tuple[str, str] | None = None  #: user name and password

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address of the proxy, with its password: for no message."""
        host = str(self).partition("://")[2]
        login = "" if self.login is None else f"{':'.join(quote(part, safe='') for part in self.login)}@"
        return f"{self.scheme}://{login}{host}"

    @property
    def is_socks(self) -> bool:
        """True for a proxy that forwards connections of all kinds."""
        return self.scheme.startswith("socks")

    @property
    def authorization(self) -> str:
        """The value of Proxy-Authorization (RFC 7617); empty without a login."""
        return "" if self.login is None else f"Basic {b64encode(':'.join(self.login).encode()).decode()}"


class Proxies(Struct, frozen=True, kw_only=True):
    """The proxies of requests, by the scheme of the requested address."""

    by_scheme: Mapping[str, Proxy] = field(default_factory=dict)
    without: tuple[str, ...] = ()  #: hosts, networks, or "*" that are reached directly
    resolve: bool = False  #: whether the proxies look up the names of hosts

    def of(self, scheme: str, host: str, port: int) -> Proxy | None:
        """Return the proxy for requests to *host*; None if it is reached directly."""
        return None if any(_covers(entry, host, port) for entry in self.without) else self.by_scheme.get(scheme)

    def in_environment(self) -> dict[str, str]:
        """Return the variables by which other programs use the same proxies, and no others.

        They have the passwords.
        """
        found = {f"{scheme}_proxy": self.by_scheme[scheme].url for scheme in self.by_scheme}
        return {**found, "no_proxy": ",".join(self.without)} if found else {"no_proxy": "*"}


def parsed(url: str) -> Proxy | None:
    """Return the proxy at *url*, such as ``http://user:password@proxy.example.org:3128``; None if it is not valid."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port
    except ValueError:
        return None
    is_bare = parts.path in ("", "/") and not parts.query and not parts.fragment
    if parts.scheme not in PORTS or not parts.hostname or not is_bare or not parts.hostname.isascii():
        return None
    login = None if parts.username is None else (unquote(parts.username), unquote(parts.password or ""))
    # RFC 1929 section 2 for SOCKS; no header has a longer one either.
    if login is not None and not all(0 < len(part.encode()) < 256 for part in login):
        return None
    return Proxy(scheme=parts.scheme, host=parts.hostname, port=port or PORTS[parts.scheme], login=login)


def of_environment(environment: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the addresses of proxies in *environment* by scheme, and the hosts that need none.

    A name in lower case counts first. The variable HTTP_PROXY is not used in a CGI program: there a client sets it.
    """

    def value(name: str) -> str:
        found = environment.get(f"{name}_proxy", "")
        if not found and not (name == "http" and "REQUEST_METHOD" in environment):
            found = environment.get(f"{name.upper()}_PROXY", "")
        return found.strip()

    found = {scheme: value(scheme) or value("all") for scheme in ("http", "https")}
    without = (part.strip() for part in value("no").split(","))
    return {scheme: url for scheme, url in found.items() if url}, tuple(part for part in without if part)


def is_host_pattern(entry: str) -> bool:
    """Return whether *entry* can be one of `Proxies.without`."""
    return entry == "*" or _network(entry) is not None or _is_name(entry)


def _is_name(entry: str) -> bool:
    name, _, port = entry.removeprefix("*").removeprefix(".").partition(":")
    return (
        bool(name)
        and all(part.isalnum() for part in name.replace("-", "").replace("_", "").split(".") if part)
        and (not port or port.isdecimal())
    )


def _covers(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    network = _network(entry)
    if network is not None:
        address = _network(host)
        return address is not None and address.version == network.version and address[0] in network
    name, _, of_port = entry.lower().removeprefix("*").removeprefix(".").partition(":")
    name, host = _in_ascii(name.rstrip(".")), host.lower().rstrip(".")
    return name != "" and (host == name or host.endswith(f".{name}")) and of_port in ("", str(port))


def _in_ascii(name: str) -> str:
    """Return *name* as requests have it; empty if no host can have it."""
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return ""


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return None


def passwords(proxies: Iterable[Proxy]) -> list[str]:
    """Return what must not be shown of *proxies*."""
    return [
        text for proxy in proxies if proxy.login for text in (proxy.login[1], proxy.authorization[len("Basic ") :])
    ]
