"""Requests through real proxies, and through proxies that misbehave."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import Struct

from fakes.certificates import Authority
from fakes.polite import fetching
from fakes.processes import free_port, given_away, public_folder, started
from fakes.proxies import forward_proxy, odd_proxy, socks_proxy
from fakes.real_parts import program
from fakes.site import Site, serving
from fetch.fetched_pages import HTML, failure
from ilofeed.app.clock import SystemClock
from ilofeed.core import proxies
from ilofeed.core.models import Page
from ilofeed.core.proxies import Proxies
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher
from ilofeed.fetch.route import Route

LOGIN = ("me", "pa:ss word")


class Running(Struct, frozen=True):
    """The addresses of the proxies that run."""

    by_name: dict[str, str]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    ports = [free_port() for _ in range(4)]
    hashed = subprocess.run(
        [program("openssl", "openssl"), "passwd", "-apr1", LOGIN[1]], capture_output=True, text=True, check=True
    ).stdout
    with public_folder() as folder:
        folders = [folder / name for name in ("squid", "socks", "login")]
        for each in folders:
            each.mkdir(mode=0o755)
            given_away(each)
        commands = (
            forward_proxy(folders[0], ports[0], ports[1], f"{LOGIN[0]}:{hashed}"),
            socks_proxy(folders[1], ports[2]),
            socks_proxy(folders[2], ports[3], login=LOGIN),
        )
        with started(*commands):
            user = "me:pa%3Ass%20word@"
            yield Running(
                {
                    "http": f"http://127.0.0.1:{ports[0]}",
                    "http with login": f"http://{user}127.0.0.1:{ports[1]}",
                    "http without its login": f"http://127.0.0.1:{ports[1]}",
                    "http with a wrong login": f"http://me:wrong@127.0.0.1:{ports[1]}",
                    "socks5": f"socks5://127.0.0.1:{ports[2]}",
                    "socks5h": f"socks5h://127.0.0.1:{ports[2]}",
                    "socks5 with login": f"socks5://{user}127.0.0.1:{ports[3]}",
                    "socks5 without its login": f"socks5://127.0.0.1:{ports[3]}",
                    "socks5 with a wrong login": f"socks5://me:wrong@127.0.0.1:{ports[3]}",
                }
            )


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@contextmanager
def through(
    url: str,
    *,
    ca: Path | str = "",
    allow: tuple[str, ...] = ("localhost",),
    without: tuple[str, ...] = (),
    resolve: bool = False,
    timeout: float = 5,
) -> Iterator[PoliteFetcher]:
    """A client that reaches everything through the proxy at *url*."""
    proxy = proxies.parsed(url)
    assert proxy is not None
    by_scheme = {"http": proxy, "https": proxy}
    route = Route(ca=str(ca), proxies=Proxies(by_scheme=by_scheme, without=without, resolve=resolve))
    clock = SystemClock()
    with Fetcher(clock, allow_private=allow, route=route, timeout=timedelta(seconds=timeout)) as client:
        yield fetching(client, clock)


def by_name(site: Site) -> str:
    """The address of the list of *site* by the name that the proxies look up too."""
    return site.url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize("name", ["http", "http with login", "socks5", "socks5h", "socks5 with login"])
@pytest.mark.parametrize("is_encrypted", [False, True])
def test_pages_come_through_a_proxy(
    name: str, running: Running, authority: Authority, *, is_encrypted: bool
) -> None:
    with (
        serving(tls=authority.server() if is_encrypted else None) as site,
        through(running.by_name[name], ca=authority.root) as fetch,
    ):
        site.show(HTML)
        pages = [fetch(by_name(site)), fetch(by_name(site))]

    assert [page.body for page in pages if isinstance(page, Page)] == [HTML.encode()] * 2
    assert all(request.headers["Host"].startswith("localhost") for request in site.requests)
    assert all("Proxy-Authorization" not in request.headers for request in site.requests)
    if is_encrypted or "socks" in name:
        assert site.connections == 1, "the connection is kept"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("name", ["http without its login", "http with a wrong login"])
def test_a_proxy_that_wants_another_login_is_named(name: str, scheme: str, running: Running) -> None:
    with serving() as site, through(running.by_name[name]) as fetch:
        error = failure(fetch, by_name(site).replace("http", scheme, 1))

    assert error.reason == ("proxy" if scheme == "https" else "status_407")
    assert "wants another user name and password than fetch.proxy has" in str(error)
    assert "wrong" not in str(error)
    assert site.requests == []


@pytest.mark.parametrize("name", ["socks5 without its login", "socks5 with a wrong login"])
def test_a_socks_proxy_that_wants_another_login_is_named(name: str, running: Running) -> None:
    with serving() as site, through(running.by_name[name]) as fetch:
        error = failure(fetch, by_name(site))

    assert error.reason == "proxy"
    assert "fetch.proxy" in str(error)
    assert "wrong" not in str(error)


@pytest.mark.parametrize("name", ["http", "socks5"])
def test_a_proxy_that_reaches_no_host_says_so(name: str, running: Running) -> None:
    with through(running.by_name[name]) as fetch:
        error = failure(fetch, f"https://localhost:{free_port()}/")

    assert error.reason == "proxy"
    assert "makes no connection to 127.0.0.1" in str(error)


@pytest.mark.parametrize("scheme", ["http", "https", "socks5", "socks5h"])
def test_a_proxy_that_is_not_there_is_named(scheme: str) -> None:
    url = f"{scheme}://127.0.0.1:{free_port()}"
    with through(url) as fetch:
        error = failure(fetch, "https://localhost/")

    assert error.reason == "proxy"
    assert f"the proxy {url} cannot be reached" in str(error)


def test_the_certificate_is_that_of_the_name_though_the_proxy_gets_the_address(
    running: Running, authority: Authority
) -> None:
    with (
        serving(tls=authority.server("DNS:other.example.org")) as site,
        through(running.by_name["http"], ca=authority.root) as fetch,
    ):
        error = failure(fetch, by_name(site))

    assert error.reason == "tls"
    assert "it is for another host name" in str(error)


def test_an_encrypted_proxy_is_checked_like_any_server(authority: Authority) -> None:
    with serving(tls=authority.server()) as proxy:
        with through(proxy.origin.replace("127.0.0.1", "localhost"), ca=authority.root) as fetch:
            trusted = failure(fetch, "https://localhost/")
        with through(proxy.origin.replace("127.0.0.1", "localhost")) as fetch:
            unknown = failure(fetch, "https://localhost/")

    assert "makes no connection to 127.0.0.1:443: 501 Unsupported method ('CONNECT')" in str(trusted)
    assert unknown.reason == "proxy"
    assert "certificate verify failed" in str(unknown)


# Proxies that misbehave.


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    def say(connection: socket.socket) -> None:
        connection.sendall(answer)

    return say


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("http", b""),
        ("http", b"\x05\x00\x05\x00"),
        ("http", b"HTTP/1.1 200 OK"),
        ("http", b"HTTP/1.1 302 Found\r\nLocation: http://other.example.org/\r\n\r\n"),
        ("http", b"HTTP/1.1 502 Bad\r\nContent-Length: 9\r\n\r\n"),
        ("http", b"HTTP/1.1 " + b"9" * 200_000),
        ("http", b"HTTP/1.1 200 OK\r\n\r\nno TLS at all"),
        ("socks5", b""),
        ("socks5", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        ("socks5", b"\x05"),
        ("socks5", b"\x05\x01"),
        ("socks5", b"\x05\x02"),
        ("socks5", b"\x05\x00\x05\x01\x00\x01"),
        ("socks5", b"\x05\x00\x05\x00\x00\x07"),
        ("socks5", b"\x05\x00\x05\x63\x00\x01\x00\x00\x00\x00\x00\x00"),
        ("socks5", b"\x05\x00\x05\x00\x00\x03\xff short"),
        ("socks5", b"\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00no TLS at all"),
    ],
)
def test_an_odd_answer_of_a_proxy_is_an_error(kind: str, answer: bytes) -> None:
    with odd_proxy(saying(answer)) as proxy, through(f"{kind}://127.0.0.1:{proxy.port}") as fetch:
        error = failure(fetch, "https://localhost/")

    assert error.reason == ("tls" if b"no TLS" in answer else "proxy")


@pytest.mark.parametrize("kind", ["http", "https", "socks5", "socks5h"])
@pytest.mark.parametrize("url", ["http://localhost/", "https://localhost/"])
def test_a_silent_proxy_ends_with_the_time_limit(kind: str, url: str) -> None:
    with odd_proxy(silent) as proxy, through(f"{kind}://127.0.0.1:{proxy.port}", timeout=0.2) as fetch:
        error = failure(fetch, url)

    assert error.reason == "timeout"


def test_the_proxy_gets_the_checked_address_and_not_the_name() -> None:
    with odd_proxy(saying(b"")) as proxy, through(f"http://127.0.0.1:{proxy.port}") as fetch:
        failure(fetch, "https://localhost/")

    assert proxy.heads[0].startswith(b"CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: 127.0.0.1:443\r\n")


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_private_address_is_refused_before_the_proxy_is_asked(kind: str) -> None:
    with odd_proxy(silent) as proxy, through(f"{kind}://127.0.0.1:{proxy.port}", allow=()) as fetch:
        reasons = [failure(fetch, url).reason for url in ("http://localhost/", "https://127.0.0.1/")]

    assert reasons == ["forbidden_address"] * 2
    assert proxy.heads == []


def test_a_proxy_that_looks_up_names_gets_them_and_no_private_address() -> None:
    answer = saying(b"HTTP/1.1 503 No\r\n\r\n")
    with odd_proxy(answer) as proxy, through(f"http://127.0.0.1:{proxy.port}", allow=(), resolve=True) as fetch:
        names = [failure(fetch, url).reason for url in ("https://www.ilo.test/", "http://www.ilo.test/")]
        numbers = ("127.0.0.1", "[::1]", "0x7f.1", "2130706433", "localhost", "a.localhost", "169.254.169.254")
        reasons = [failure(fetch, f"https://{host}/").reason for host in numbers]

    assert names == ["proxy", "status_503"]
    assert proxy.heads[0].startswith(b"CONNECT www.ilo.test:443 HTTP/1.1\r\n")
    assert proxy.heads[1].startswith(b"GET http://www.ilo.test/ HTTP/1.1\r\n")
    assert set(reasons) <= {"forbidden_address", "address", "dns"}
    assert len(proxy.heads) == 2


def test_some_hosts_are_reached_without_the_proxy() -> None:
    with (
        serving() as site,
        odd_proxy(silent) as proxy,
        through(f"http://127.0.0.1:{proxy.port}", without=("localhost",)) as fetch,
    ):
        site.show(HTML)
        page = fetch(by_name(site))

    assert isinstance(page, Page)
    assert proxy.heads == []
