"""The keys proxy, no_proxy, proxy_resolves and ca of [fetch]."""

from __future__ import annotations

from pathlib import Path

import pytest

from ilofeed.config.loader import parse
from ilofeed.core import secrets
from ilofeed.core.errors import ConfigError
from ilofeed.core.proxies import Proxy


def test_a_proxy_is_that_of_all_requests() -> None:
    proxies = parse(
        '[fetch]\nproxy = "socks5://127.0.0.1"\nno_proxy = ["intranet"]\nproxy_resolves = true'
    ).fetch.proxies

    assert set(proxies.by_scheme.items()) == {
        (scheme, Proxy(scheme="socks5", host="127.0.0.1", port=1080)) for scheme in ("http", "https")
    }
    assert proxies.without == ("intranet",)
    assert proxies.resolve


def test_the_environment_counts_only_where_the_configuration_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("http_proxy", ""), ("https_proxy", "http://p:1"), ("no_proxy", "a.example.org")):
        monkeypatch.setenv(name, value)
    for name in ("HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)

    without = parse("").fetch.proxies
    proxies = parse('[fetch]\nproxy = "env"\nno_proxy = ["b.example.org"]').fetch.proxies

    assert not without.by_scheme
    assert dict(proxies.by_scheme) == {"https": Proxy(scheme="http", host="p", port=1)}
    assert proxies.without == ("b.example.org", "a.example.org")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('proxy = "ftp://me:hush-hush@h"', "fetch.proxy is 'ftp://…@h'; allowed is 'env', or an address"),
        ('no_proxy = ["a b"]', "fetch.no_proxy is 'a b'; allowed is a host name"),
        ('ca = "missing.pem"', "fetch.ca is 'missing.pem'; allowed is a file with certificates"),
        ('ca = "empty.pem"', "fetch.ca is 'empty.pem'; allowed is a file with certificates"),
    ],
)
def test_a_mistake_is_named_without_a_password(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").touch()

    with pytest.raises(ConfigError) as caught:
        parse(f"[fetch]\n{text}", folder=tmp_path)

    assert words in str(caught.value)
    assert "hush" not in str(caught.value)


def test_an_environment_that_is_not_valid_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "ftp://me:hush-hush@h")

    with pytest.raises(ConfigError, match="is 'env', but the environment has no valid proxy for https"):
        parse('[fetch]\nproxy = "env"')


def test_the_password_of_a_proxy_is_hidden() -> None:
    parse('[fetch]\nproxy = "http://me:pr0xy-s3cret@h"')

    assert secrets.hide("pr0xy-s3cret and bWU6cHIweHktczNjcmV0") == "*** and ***"
