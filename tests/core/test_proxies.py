"""Addresses of proxies, and the hosts that are reached without one."""

from __future__ import annotations

import pytest

from ilofeed.core.proxies import Proxies, Proxy, is_host_pattern, of_environment, parsed, passwords


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://proxy.example.org", Proxy(scheme="http", host="proxy.example.org", port=3128)),
        ("proxy.example.org:8080", Proxy(scheme="http", host="proxy.example.org", port=8080)),
        ("https://Proxy.example.org/", Proxy(scheme="https", host="proxy.example.org", port=443)),
        ("socks5://[::1]", Proxy(scheme="socks5", host="::1", port=1080)),
        ("socks5h://a:b%40c@h:9", Proxy(scheme="socks5h", host="h", port=9, login=("a", "b@c"))),
    ],
)
def test_the_address_of_a_proxy_is_read(url: str, proxy: Proxy) -> None:
    assert parsed(url) == proxy


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "ftp://h",
        "socks4://h",
        "http://h:99999",
        "http://h/path",
        "http://h?q",
        "http://u@h",
        "http://[::1",
        f"http://u:{'p' * 256}@h",
        "http://é.example.org",
    ],
)
def test_what_is_no_address_of_a_proxy_gives_none(url: str) -> None:
    assert parsed(url) is None


def test_a_proxy_is_shown_without_its_login() -> None:
    proxy = parsed("http://me:hush@[::1]:8080")

    assert proxy is not None
    assert str(proxy) == "http://[::1]:8080"
    assert passwords([proxy]) == ["hush", "bWU6aHVzaA=="]


@pytest.mark.parametrize(
    ("entry", "host", "port", "is_direct"),
    [
        ("*", "example.org", 443, True),
        ("example.org", "example.org", 443, True),
        ("example.org", "www.EXAMPLE.org", 443, True),
        (".example.org", "example.org", 443, True),
        ("*.example.org", "www.example.org", 443, True),
        ("example.org:8443", "example.org", 8443, True),
        ("example.org:8443", "example.org", 443, False),
        ("example.org", "badexample.org", 443, False),
        ("example.org", "example.org.example.net", 443, False),
        ("example.org.", "www.example.org", 443, True),
        ("example.org", "www.example.org.", 443, True),
        ("bücher.example", "www.xn--bcher-kva.example", 443, True),
        (f"{'ü' * 70}.example", "www.example.org", 443, False),
        ("10.0.0.0/8", "10.1.2.3", 443, True),
        ("10.0.0.0/8", "11.1.2.3", 443, False),
        ("10.0.0.0/8", "ten.example.org", 443, False),
        ("127.0.0.1", "127.0.0.1", 80, True),
        ("::1", "::1", 80, True),
        ("::1", "127.0.0.1", 80, False),
    ],
)
def test_an_entry_covers_its_hosts(entry: str, host: str, port: int, *, is_direct: bool) -> None:
    proxy = Proxy(scheme="http", host="proxy", port=3128)
    proxies = Proxies(by_scheme={"http": proxy, "https": proxy}, without=(entry,))

    assert is_host_pattern(entry)
    assert proxies.of("https", host, port) == (None if is_direct else proxy)


@pytest.mark.parametrize("entry", [".", "*.", "ü" * 70, "http://example.org"])
def test_an_entry_of_the_environment_that_is_no_host_covers_none(entry: str) -> None:
    proxy = Proxy(scheme="http", host="proxy", port=3128)
    proxies = Proxies(by_scheme={"https": proxy}, without=(entry,))

    assert proxies.of("https", "www.example.org.", 443) == proxy


@pytest.mark.parametrize("entry", ["", "a b", "http://example.org", "10.0.0.0/99", "example.org:x", ".", "*."])
def test_what_is_no_entry_is_found(entry: str) -> None:
    assert not is_host_pattern(entry)


@pytest.mark.parametrize(
    ("environment", "urls"),
    [
        ({}, {}),
        ({"HTTP_PROXY": "http://a"}, {"http": "http://a"}),
        ({"HTTP_PROXY": "http://a", "http_proxy": "http://b"}, {"http": "http://b"}),
        ({"HTTP_PROXY": "http://a", "REQUEST_METHOD": "GET"}, {}),
        ({"HTTPS_PROXY": "http://a", "REQUEST_METHOD": "GET"}, {"https": "http://a"}),
        ({"ALL_PROXY": "socks5://s", "https_proxy": "http://a"}, {"http": "socks5://s", "https": "http://a"}),
    ],
)
def test_the_variables_of_the_environment_are_read(environment: dict[str, str], urls: dict[str, str]) -> None:
    assert of_environment(environment) == (urls, ())


def test_the_environment_names_hosts_without_a_proxy() -> None:
    assert of_environment({"NO_PROXY": "localhost, .example.org,,10.0.0.0/8 "}) == (
        {},
        ("localhost", ".example.org", "10.0.0.0/8"),
    )


def test_other_programs_get_the_same_proxies_and_no_others() -> None:
    proxy = Proxy(scheme="http", host="::1", port=3128, login=("a@b", "c:d"))
    proxies = Proxies(by_scheme={"http": proxy, "https": proxy}, without=("localhost", "10.0.0.0/8"))

    assert proxies.in_environment() == {
        "http_proxy": "http://a%40b:c%3Ad@[::1]:3128",
        "https_proxy": "http://a%40b:c%3Ad@[::1]:3128",
        "no_proxy": "localhost,10.0.0.0/8",
    }
    assert parsed(proxy.url) == proxy
    assert Proxies().in_environment() == {"no_proxy": "*"}
