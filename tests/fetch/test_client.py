"""Send requests with validators, and read the status and headers of answers."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from fakes.clock import FakeClock
from fakes.polite import FreeHosts, fetching
from fakes.site import Answer, Site
from fetch.fetched_pages import HTML, failure
from ilofeed import __version__
from ilofeed.app.clock import SystemClock
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.state import HostSlot
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher, Politeness


def test_a_page_comes_with_its_bytes_type_and_validators(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(body=HTML.encode(), headers={"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}))

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert page.body == HTML.encode()
    assert page.url == site.url
    assert page.content_type == "text/html; charset=utf-8"
    assert page.validators.etag
    assert page.validators.last_modified == "Mon, 01 Jan 2024 00:00:00 GMT"


def test_a_request_names_the_program_its_contact_and_gzip(site: Site, fetch: PoliteFetcher) -> None:
    fetch(site.url)

    headers = site.requests[0].headers
    assert headers["User-Agent"] == f"Mozilla/5.0 (compatible; ilofeed/{__version__}; +ops@example.org)"
    assert headers["Accept"].startswith("text/html, ")
    assert headers["Accept"].endswith(" */*;q=0.1")
    assert headers["Accept-Encoding"] == "gzip"
    assert "If-None-Match" not in headers


def test_validators_are_sent_back_as_they_came(site: Site, fetch: PoliteFetcher) -> None:
    validators = Validators(etag='W/"odd, one"', last_modified="yesterday")

    fetch(site.url, validators)

    headers = site.requests[0].headers
    assert headers["If-None-Match"] == 'W/"odd, one"'
    assert headers["If-Modified-Since"] == "yesterday"


def test_an_unchanged_page_is_not_sent_again(site: Site, fetch: PoliteFetcher) -> None:
    page = fetch(site.url)
    assert isinstance(page, Page)

    answer = fetch(site.url, page.validators)

    assert isinstance(answer, NotModified)
    assert answer.url == site.url


@pytest.mark.parametrize(("extra", "connections"), [(b"", 1), (b"HTTP/1.1 200 OK\r\n\r\n", 2)])
def test_a_connection_is_reused_after_304_unless_something_followed_it(
    fetch: PoliteFetcher, extra: bytes, connections: int
) -> None:
    served: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(connection: socket.socket) -> None:
            served.append(0)
            with connection, suppress(OSError):
                while connection.recv(65536):
                    served[-1] += 1
                    connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n" + extra)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"

        answers = [fetch(url, Validators(etag='"a"')) for _ in range(2)]

    assert answers == [NotModified(url=url)] * 2
    assert len(served) == connections
    assert sum(served) == 2


def test_not_modified_without_validators_is_a_failure(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(status=304))

    assert failure(fetch, site.url).reason == "status_304"


@pytest.mark.parametrize("status", [204, 206, 401, 403, 404, 410, 429, 500, 503])
def test_any_other_status_is_a_failure_with_its_own_reason(site: Site, fetch: PoliteFetcher, status: int) -> None:
    site.answer(Answer(status=status))

    error = failure(fetch, site.url)

    assert (error.reason, error.status) == (f"status_{status}", status)
    assert site.url in str(error)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Mon, 23 Nov 2026 10:30:00 GMT", 3600),
        ("Mon, 23 Nov 2026 08:30:00 GMT", 0),
        ("99999999999", 7 * 86400),
    ],
)
def test_a_server_may_name_the_time_of_the_next_request(site: Site, value: str, seconds: int) -> None:
    clock = FakeClock()
    site.answer(Answer(status=503, headers={"Retry-After": value}))

    with Fetcher(clock, allow_private=("127.0.0.1",)) as client:
        fetch = fetching(client, clock)
        error = failure(fetch, site.url)

    assert error.not_before == clock.now() + timedelta(seconds=seconds)


def test_validators_that_no_header_can_carry_are_not_sent(site: Site, fetch: PoliteFetcher) -> None:
    fetch(site.url, Validators(etag='"v\xe9"', last_modified="a\nb"))

    assert "If-None-Match" not in site.requests[0].headers
    assert "If-Modified-Since" not in site.requests[0].headers


@pytest.mark.parametrize(
    ("status", "value"),
    [
        (429, "Wed, 99999999999999999999 Jan 2026 10:00:00 GMT"),
        (429, "soon"),
        (429, "-5"),
        (404, "120"),
        (429, ""),
    ],
)
def test_a_retry_after_header_that_names_no_time_is_ignored(
    site: Site, fetch: PoliteFetcher, status: int, value: str
) -> None:
    site.answer(Answer(status=status, headers={"Retry-After": value}))

    assert failure(fetch, site.url).not_before is None


def test_304_without_validators_is_followed_by_one_uncached_request(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(status=304))

    assert failure(fetch, site.url).reason == "status_304"
    assert [request.headers.get("Cache-Control") for request in site.requests] == [None, "no-cache"]


def test_a_challenge_is_distinguished_from_a_refusal(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(status=403, headers={"cf-mitigated": "challenge"}))

    error = failure(fetch, site.url)

    assert (error.reason, error.status) == ("challenge", 403)


def test_every_request_holds_its_host_and_waiting_does_not_count_for_the_timeout(site: Site) -> None:
    clock = FakeClock()
    calls: list[str] = []

    class BusyHosts(FreeHosts):
        def acquire_host(
            self, host: str, holder: str, now: datetime, until: datetime, /, *, force: bool = False
        ) -> HostSlot:
            clock.sleep(60)
            calls.append(f"acquire {host}")
            return super().acquire_host(host, holder, now, until, force=force)

        def release_host(self, host: str, _holder: str, _rest: datetime, /) -> None:
            calls.append(f"release {host}")

    site.answer(Answer(status=302, headers={"Location": "/new"}))
    site.show(HTML, "/new")
    with Fetcher(clock, allow_private=("127.0.0.1",)) as client:
        fetch = PoliteFetcher(client, BusyHosts(), clock, holder="here/1", policy=Politeness(robots=False))
        assert isinstance(fetch(site.url), Page)
        assert fetch.locate(site.url) == f"{site.origin}/new"

    host = site.origin.removeprefix("http://")
    assert calls == [f"acquire {host}", f"release {host}"] * 4


def test_cookies_are_not_kept(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(body=b"x", headers={"Set-Cookie": "id=1; Path=/"}))

    fetch(site.url)
    fetch(site.url)

    assert "Cookie" not in site.requests[1].headers


def test_a_proxy_in_the_environment_is_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    with Fetcher(SystemClock(), allow_private=("127.0.0.1",)) as client:
        fetch = fetching(client, SystemClock())
        assert isinstance(fetch(site.url), Page)


def test_the_date_of_the_server_comes_with_every_answer(site: Site, fetch: PoliteFetcher) -> None:
    head = "Date: Sat, 28 Nov 2026 09:30:00 GMT\r\nConnection: close\r\n"
    dates = []
    for status, more in (
        ("200 OK", "Content-Length: 0\r\n"),
        ("304 Not Modified", ""),
        ("503 Busy", "Content-Length: 0\r\n"),
    ):
        site.answer(Answer(raw=f"HTTP/1.1 {status}\r\n{head}{more}\r\n".encode()))
        try:
            dates.append(fetch(site.url, Validators(etag='"x"')).date)
        except FetchError as error:
            dates.append(error.date)

    assert dates == [datetime(2026, 11, 28, 9, 30, tzinfo=UTC)] * 3


@pytest.mark.parametrize(
    ("link", "following"),
    [
        ('</news?page=2>; rel="next"', "/news?page=2"),
        ('</>; rel="first", </news?page=2>; rel=Next; title="more, and more"', "/news?page=2"),
        ('</news?page=2>; rel="prev next"', "/news?page=2"),
        ("</news?page=2>; REL=next", "/news?page=2"),
        ('</news?page=2>; rel=next; Anchor="/other"', ""),
        ('</news?page=2>; rel="next"; anchor="/other"', ""),
        ('</style.css>; rel=preload; as=style; title="next"', ""),
        ("next", ""),
        ("<>; rel=next", ""),
    ],
)
def test_the_header_link_names_the_next_page(site: Site, fetch: PoliteFetcher, link: str, following: str) -> None:
    site.answer(Answer(body=HTML.encode(), headers={"Link": link}))

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert page.next_link == following
