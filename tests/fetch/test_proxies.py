"""Requests through real proxies, and through proxies that misbehave."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from msgspec import Struct

from fakes.certificates import Authority
from fakes.processes import free_port, given_away, public_folder, started
from fakes.proxies import forward_proxy, socks_proxy
from fakes.real_parts import program
from fakes.site import serving
from fetch.fetched_pages import HTML, failure
from fetch.proxied import by_name, through
from ilofeed.core.models import Page

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
