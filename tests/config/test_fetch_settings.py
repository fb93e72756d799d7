"""The tables [fetch] and [source.fetch]: headers, cookies and limits of the requests of one source."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes.configurations import mistakes_in
from ilofeed.app.services import NetworkSettings
from ilofeed.config.loader import Config, parse
from ilofeed.core.errors import ConfigError

SOURCE = '[[source]]\nslug = "news"\nurl = "https://example.org/news"\n'


def config(own: str = "", of_all: str = "", more: str = "") -> Config:
    return parse(f"[fetch]\n{of_all}\n{SOURCE}[source.fetch]\n{own}\n{more}")


def test_a_source_adds_its_headers_and_cookies_to_those_of_all() -> None:
    request = (
        config(
            'headers = {x-key = "own", Accept = "text/html"}\ncookies = {b = "2"}',
            'headers = {X-Key = "common", X-Other = "o"}\ncookies = {a = "1", b = "1"}',
        )
        .sources[0]
        .request
    )

    assert dict(request.headers) == {"X-Other": "o", "x-key": "own", "Accept": "text/html"}
    assert dict(request.cookies) == {"a": "1", "b": "2"}


def test_the_other_settings_are_its_own_or_those_of_all() -> None:
    loaded = config('timeout = "2m"\nmin_delay = "3s"', 'accept_language = "fr"\nuser_agent = "ilofeed"')

    request = loaded.sources[0].request
    assert (request.timeout, request.min_delay) == (timedelta(minutes=2), timedelta(seconds=3))
    assert (request.user_agent, request.accept_language) == ("", "")
    assert (loaded.fetch.user_agent, loaded.fetch.accept_language) == ("ilofeed", "fr")
    assert loaded.longest_timeout == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ('headers = {"a b" = "x"}', "source news: fetch.headers has the name 'a b'"),
        ('headers = {A = "x", a = "y"}', "source news: fetch.headers has the name 'a'"),
        ('headers = {Host = "x"}', "source news: fetch.headers.Host is no header of yours; the program sets it"),
        ('headers = {Cookie = "x"}', "source news: fetch.headers.Cookie is no header of yours; set cookies"),
        ('headers = {user-agent = "x"}', "headers.user-agent is no header of yours; set user_agent"),
        ('headers = {A = "p4ss\\r\\nB: c"}', "source news: fetch.headers.A has a value that no header can carry"),
        ('headers = {A = ""}', "source news: fetch.headers.A has a value that no header can carry"),
        ("headers = {A = 1}", "source news: fetch.headers.A is of another type; allowed is a string"),
        ('cookies = {"a;b" = "x"}', "source news: fetch.cookies has the name 'a;b'"),
        ('cookies = {a = "p4ss; b=c"}', "source news: fetch.cookies.a has a value that no cookie can carry"),
        ('user_agent = "curl"', "source news: fetch.user_agent is 'curl'"),
        ('wait_for = "main"', "source news: fetch.wait_for has no effect without 'browser = true' beside it"),
        ('click = ["a"]', "source news: fetch.click[0] has no effect without 'browser = true' beside it"),
        (
            'browser = true\nwait_for = "text=News"',
            "source news: fetch.wait_for is 'text=News', which is no good selector",
        ),
        (
            'browser = true\nclick = ["a", "a >> b"]',
            "source news: fetch.click[1] is 'a >> b', which is no good selector",
        ),
        ('browser = true\nclick = ["a", ""]', "source news: fetch.click[1] is '', which is no good selector"),
        ('browser = true\nclick = ["a", "a", "a", "a", "a", "a"]', "source news: fetch.click"),
        ('accept_language = "fr\\nX: y"', "source news: fetch.accept_language is"),
        ('timeout = "1h"', "source news: fetch.timeout is '1h'; allowed is from 100ms to 10m"),
        ('min_delay = "2h"', "source news: fetch.min_delay is '2h'; allowed is from 0s to 1h"),
        ("robots = false", "[source.fetch] has no key 'robots'"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_without_the_value_of_a_header(own: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(own)

    assert words in str(caught.value)
    assert "p4ss" not in str(caught.value)


def test_each_mistake_in_the_table_of_a_source_is_reported() -> None:
    text = f'{SOURCE}[source.fetch]\ntimeout = "1h"\nmin_delay = "2h"\nheaders = {{Host = "x"}}\n'

    messages = [str(error) for error in mistakes_in(text)]

    assert len(messages) == 3


def test_of_the_delays_of_one_host_the_longest_counts() -> None:
    other = '[[source]]\nslug = "{0}"\nurl = "https://{1}/{0}"\n[source.fetch]\nmin_delay = "{2}"\n'
    loaded = config(
        'min_delay = "5s"',
        'min_delay = "2s"',
        other.format("jobs", "example.org", "0s")
        + other.format("fast", "fast.example.org", "0s")
        + other.format("same", "same.example.org", "0s")
        + '[[source]]\nslug = "usual"\nurl = "https://same.example.org/usual"\n',
    )

    delays = NetworkSettings.of(loaded).min_delays

    assert delays == {"example.org": timedelta(seconds=5), "fast.example.org": timedelta(0)}


@pytest.mark.parametrize(("profile", "accepted"), [("feed", "application/atom+xml, "), ("auto", "")])
def test_the_profile_decides_which_media_types_are_asked_for(profile: str, accepted: str) -> None:
    (source,) = parse(f'{SOURCE}profile = "{profile}"\n').sources

    assert source.request.accept.startswith(accepted)
    assert bool(source.request.accept) is bool(accepted)


def test_a_value_of_a_header_or_cookie_does_not_make_another_source() -> None:
    plain = parse(SOURCE).sources[0].digest
    digests = [
        config(text).sources[0].digest
        for text in (
            'headers = {A = "1"}\ncookies = {c = "1"}',
            'headers = {a = "2"}\ncookies = {c = "2"}',
            'headers = {A = "1"}',
            'accept_language = "fr"',
            'timeout = "2m"',
        )
    ]

    assert digests[0] == digests[1]
    assert digests[4] == plain
    assert len({*digests, plain}) == 4


def test_a_browser_for_a_source_has_its_settings() -> None:
    loaded = config(
        'browser = true\nwait_for = "li:nth-child(3)"\nclick = ["#a", "#a"]', 'chromium = "/opt/chromium"'
    )

    request = loaded.sources[0].request
    assert (request.browser, request.wait_for, request.click) == (True, "li:nth-child(3)", ("#a", "#a"))
    assert (loaded.fetch.chromium, loaded.fetch.chromium_sandbox) == ("/opt/chromium", True)


@pytest.mark.parametrize(
    "own", ["browser = true", 'browser = true\nwait_for = "p"', 'browser = true\nclick = ["p"]']
)
def test_a_page_that_a_browser_renders_otherwise_is_another_page(own: str) -> None:
    digests = {config(each).sources[0].digest for each in ("", "browser = true", own)}

    assert len(digests) == (2 if own == "browser = true" else 3)
