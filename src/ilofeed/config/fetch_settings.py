"""Check the tables ``[fetch]`` and ``[source.fetch]``, and return their values."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from msgspec import Struct, field

from ilofeed.config.fetch_table import FetchTable, SourceFetchTable
from ilofeed.config.intervals import duration
from ilofeed.config.messages import Location
from ilofeed.core import proxies, secrets
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.proxies import Proxies, Proxy
from ilofeed.core.request_settings import RequestSettings

_SIZES = {"B": 1, "kB": 1000, "MB": 1000**2, "KiB": 1024, "MiB": 1024**2}

# RFC 9110 section 5.6.2, and the printable part of section 5.5.
_TOKEN = LazyPattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_HEADER_VALUE = LazyPattern(r"[!-~](?:[ -~]{0,4094}[!-~])?")
# RFC 6265 section 4.1.1.
_COOKIE_VALUE = LazyPattern(r"(?P<quote>\"?)[!#-+\--:<-\[\]-~]{0,4094}(?P=quote)")
# Headers that the program sets itself, or that belong to the connection, each with the key that sets it.
_OWN_HEADERS = {
    "user-agent": "user_agent",
    "accept-language": "accept_language",
    "cookie": "cookies",
    **dict.fromkeys(
        (
            "accept-encoding cache-control connection content-encoding content-length content-type expect host"
            " if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive proxy-authorization"
            " proxy-connection range te trailer transfer-encoding upgrade"
        ).split(),
        "",
    ),
}


class FetchLimits(Struct, frozen=True, kw_only=True):
    """Limits of a request, and its allowed targets."""

    timeout: timedelta = timedelta(seconds=30)
    max_bytes: int = 10_000_000
    min_delay: timedelta = timedelta(seconds=1)
    robots: bool = True
    allow_private: tuple[str, ...] = ()
    user_agent: str = ""  #: empty: made from name, version and contact
    accept_language: str = ""  #: empty: not sent
    proxies: Proxies = field(default_factory=Proxies)
    ca: str = ""  #: path of a file; empty: only the certificates of the system
    chromium: str = ""  #: program that renders pages; empty: found by its usual names
    chromium_sandbox: bool = True


def fetch_limits(here: Location, table: FetchTable, folder: Path) -> FetchLimits:
    """Check *table* at *here* of a configuration in *folder*, and return the limits. Raises ConfigError."""
    _check_headers(here.at("headers"), table.headers)
    _check_cookies(here.at("cookies"), table.cookies)
    return FetchLimits(
        timeout=_timeout(here, table.timeout),
        max_bytes=_size(here.at("max_bytes"), table.max_bytes, "1kB", "100MB"),
        min_delay=_min_delay(here, table.min_delay),
        robots=table.robots,
        allow_private=tuple(_host(here, host) for host in table.allow_private),
        user_agent=table.user_agent,
        accept_language=table.accept_language,
        proxies=_proxies(here, table),
        ca=_certificates(here.at("ca"), table.ca, folder),
        chromium=table.chromium,
        chromium_sandbox=table.chromium_sandbox,
    )


def request_settings(
    here: Location, table: SourceFetchTable, of_all: FetchTable, *, accept: str = ""
) -> RequestSettings:
    """Check *table* at *here*, and return its values in addition to the headers and cookies *of_all* sources.

    *accept* are the media types that the profile of the source reads. Raises ConfigError.
    """
    _check_headers(here.at("headers"), table.headers)
    _check_cookies(here.at("cookies"), table.cookies)
    _check_browser(here, table)
    # The names of headers are the same in upper and lower case.
    own = {name.lower() for name in table.headers}
    headers = {name: value for name, value in of_all.headers.items() if name.lower() not in own} | table.headers
    return RequestSettings(
        headers=tuple(headers.items()),
        cookies=tuple((of_all.cookies | table.cookies).items()),
        user_agent=table.user_agent,
        accept_language=table.accept_language,
        accept=accept,
        timeout=None if table.timeout is None else _timeout(here, table.timeout),
        min_delay=None if table.min_delay is None else _min_delay(here, table.min_delay),
        browser=table.browser,
        wait_for=table.wait_for,
        click=table.click,
    )


def _check_browser(here: Location, table: SourceFetchTable) -> None:
    if not (table.wait_for or table.click):
        return
    from ilofeed.core.css_selectors import check  # noqa: PLC0415 - few sources wait or click

    clicks = ((here.at("click", at), css) for at, css in enumerate(table.click))
    for place, css in ((here.at("wait_for"), table.wait_for), *clicks):
        if css and not table.browser:
            raise place.wrong("has no effect without 'browser = true' beside it")
        if (css or place != here.at("wait_for")) and (problem := check(css)):
            raise place.wrong(f"is {css!r}, which is no good selector: {problem}")


def _check_headers(here: Location, headers: Mapping[str, str]) -> None:
    seen = set[str]()
    for name, value in headers.items():
        own = _OWN_HEADERS.get(name.lower())
        if not _TOKEN.fullmatch(name) or name.lower() in seen:
            raise here.wrong(f"has the name {name!r}; allowed is the name of a header, each once")
        if own is not None:
            raise here.at(name).wrong(f"is no header of yours; {f'set {own}' if own else 'the program sets it'}")
        if not _HEADER_VALUE.fullmatch(value):
            raise here.at(name).wrong("has a value that no header can carry; allowed is printable ASCII")
        seen.add(name.lower())


def _check_cookies(here: Location, cookies: Mapping[str, str]) -> None:
    for name, value in cookies.items():
        if not _TOKEN.fullmatch(name):
            raise here.wrong(f"has the name {name!r}; allowed is the name of a cookie (RFC 6265)")
        if not _COOKIE_VALUE.fullmatch(value):
            raise here.at(name).wrong(
                "has a value that no cookie can carry; allowed is printable ASCII without blanks, quotes, commas,"
                " semicolons and backslashes"
            )


def _timeout(here: Location, found: str) -> timedelta:
    return duration(here.at("timeout"), found, "100ms", "10m")


def _min_delay(here: Location, found: str) -> timedelta:
    return duration(here.at("min_delay"), found, "0s", "1h")


def _proxies(here: Location, table: FetchTable) -> Proxies:
    """Return the proxies of *table*, or of the environment; their passwords are hidden from now on."""
    urls: dict[str, str] = {}
    places: dict[str, Proxy] = {}
    without = table.no_proxy
    if table.proxy == "env":
        urls, of_environment = proxies.of_environment(os.environ)
        without = (*without, *of_environment)
    elif table.proxy:
        urls = dict.fromkeys(("http", "https"), table.proxy)
    for entry in table.no_proxy:
        if not proxies.is_host_pattern(entry):
            raise here.at("no_proxy").not_allowed(
                entry, "a host name, an address, a network such as '10.0.0.0/8', or '*'"
            )
    for scheme, url in urls.items():
        proxy = proxies.parsed(url)
        if proxy is None:
            if table.proxy == "env":
                raise here.at("proxy").wrong(f"is 'env', but the environment has no valid proxy for {scheme}")
            raise here.at("proxy").not_allowed(
                url, "'env', or an address such as 'http://proxy.example.org:3128' or 'socks5://127.0.0.1:1080'"
            )
        places[scheme] = proxy
    secrets.add(proxies.passwords(places.values()))
    return Proxies(by_scheme=places, without=without, resolve=table.proxy_resolves)


def _certificates(here: Location, found: str, folder: Path) -> str:
    if not found:
        return ""
    path = folder / found
    try:
        is_pem = b"-----BEGIN " in path.read_bytes()
    except (OSError, ValueError):
        is_pem = False
    if not is_pem:
        raise here.not_allowed(found, "a file with certificates in PEM, which can be read")
    return str(path)


def _host(here: Location, found: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9._-]+", found):
        return found.lower()
    try:
        return str(ipaddress.ip_network(found))
    except ValueError:
        raise here.at("allow_private").not_allowed(
            found, "a host name, an address or a network such as '10.0.0.0/8'"
        ) from None


def _size(here: Location, found: str, least: str, most: str) -> int:
    if not _bytes(least) <= _bytes(found) <= _bytes(most):
        raise here.not_allowed(found, f"from {least} to {most}")
    return _bytes(found)


def _bytes(size: str) -> int:
    match = re.match(r"([\d.]+)(\w+)", size)
    return int(float(match[1]) * _SIZES[match[2]]) if match else 0
