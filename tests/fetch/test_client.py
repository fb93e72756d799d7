from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import httpcore
import httpx
import pytest

from fakes.clock import FakeClock
from fakes.polite import FreeHosts, fetching
from fakes.site import LIST_PATH, Answer, Site, serving
from ilofeed import __version__
from ilofeed.app.clock import SystemClock
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.state import HostSlot
from ilofeed.fetch import redirects
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.deadline import Deadline
from ilofeed.fetch.politeness import PoliteFetcher, Politeness
from ilofeed.fetch.pools import Pools
from ilofeed.fetch.ssrf_guard import Allowed, GuardedBackend, is_public

PAGE = "<h1>News</h1>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(PAGE)
        yield site


@pytest.fixture
def fetch() -> Iterator[PoliteFetcher]:
    clock = SystemClock()
    with Fetcher(
        clock,
        timeout=timedelta(seconds=5),
        max_bytes=10_000,
        allow_private=("127.0.0.1",),
        contact="ops@example.org",
    ) as client:
        yield fetching(client, clock)


def failure(fetch: PoliteFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(url)
    return caught.value


def test_a_page_comes_with_its_bytes_type_and_validators(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(body=PAGE.encode(), headers={"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}))

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert page.body == PAGE.encode()
    assert page.url == site.url
    assert page.content_type == "text/html; charset=utf-8"
    assert page.validators.etag
    assert page.validators.last_modified == "Mon, 01 Jan 2024 00:00:00 GMT"


def test_the_server_is_told_who_asks_and_what_is_understood(site: Site, fetch: PoliteFetcher) -> None:
    fetch(site.url)

    headers = site.requests[0].headers
    assert headers["User-Agent"] == f"Mozilla/5.0 (compatible; ilofeed/{__version__}; +ops@example.org)"
    assert headers["Accept-Encoding"] == "gzip"
    assert "If-None-Match" not in headers


def test_validators_are_sent_back_as_they_came(site: Site, fetch: PoliteFetcher) -> None:
    validators = Validators(etag='W/"odd, one"', last_modified="yesterday")

    fetch(site.url, validators)

    headers = site.requests[0].headers
    assert headers["If-None-Match"] == 'W/"odd, one"'
    assert headers["If-Modified-Since"] == "yesterday"


def test_what_has_not_changed_is_not_sent_again(site: Site, fetch: PoliteFetcher) -> None:
    page = fetch(site.url)
    assert isinstance(page, Page)

    answer = fetch(site.url, page.validators)

    assert isinstance(answer, NotModified)
    assert answer.url == site.url


@pytest.mark.parametrize(("behind", "connections"), [(b"", 1), (b"HTTP/1.1 200 OK\r\n\r\n", 2)])
def test_a_connection_is_used_again_after_304_unless_something_came_behind_it(
    fetch: PoliteFetcher, behind: bytes, connections: int
) -> None:
    served: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(connection: socket.socket) -> None:
            served.append(0)
            with connection, suppress(OSError):
                while connection.recv(65536):
                    served[-1] += 1
                    connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n" + behind)

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


def test_not_modified_without_having_asked_is_a_failure(site: Site, fetch: PoliteFetcher) -> None:
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
def test_a_server_may_name_when_to_ask_again(site: Site, value: str, seconds: int) -> None:
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
def test_what_names_no_time_is_no_time(site: Site, fetch: PoliteFetcher, status: int, value: str) -> None:
    site.answer(Answer(status=status, headers={"Retry-After": value}))

    assert failure(fetch, site.url).not_before is None


def test_a_gzipped_page_is_unpacked(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(body=b"<p>x</p>" * 1000, gzipped=True))

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert page.body == b"<p>x</p>" * 1000


@pytest.mark.parametrize("gzipped", [False, True])
def test_a_page_over_the_limit_is_refused_packed_or_not(
    site: Site, fetch: PoliteFetcher, *, gzipped: bool
) -> None:
    site.answer(Answer(body=b"x" * 10_001, gzipped=gzipped))

    assert failure(fetch, site.url).reason == "too_large"


def test_a_page_at_the_limit_is_not(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(body=b"x" * 10_000, gzipped=True))

    assert isinstance(fetch(site.url), Page)


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        ("gzip", b"no gzip at all", "decode"),
        ("gzip", gzip.compress(b"x" * 500, mtime=0)[:-9], "truncated"),
        ("br", b"x", "decode"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "decode"),
        ("deflate", zlib.compress(b"x"), "decode"),
    ],
)
def test_a_broken_or_unasked_coding_is_no_page(
    site: Site, fetch: PoliteFetcher, coding: str, body: bytes, reason: str
) -> None:
    site.answer(Answer(body=body, headers={"Content-Encoding": coding}))

    assert failure(fetch, site.url).reason == reason


def test_a_body_shorter_than_announced_is_truncated(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort"))

    assert failure(fetch, site.url).reason == "truncated"


@pytest.mark.parametrize("early", [b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"])
def test_a_body_longer_than_announced_is_cut_off_and_no_page(
    site: Site, fetch: PoliteFetcher, early: bytes
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
    site.answer(Answer(raw=early + head + b"long enough"))
    assert failure(fetch, site.url).reason == "truncated"

    site.answer(Answer(raw=early + head + b"just"))
    page = fetch(site.url)
    assert isinstance(page, Page)
    assert page.body == b"just"


def test_what_is_no_http_is_a_failure(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(raw=b"SSH-2.0-nothing here\r\n\r\n"))

    assert failure(fetch, site.url).reason == "truncated"


def test_a_redirect_on_the_site_is_followed_with_the_validators(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(status=301, headers={"Location": "/new"}))
    site.show(PAGE, "/new")

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert page.url == f"{site.origin}/new"
    assert isinstance(fetch(site.url, page.validators), NotModified)


@pytest.mark.parametrize(
    "location",
    [
        "https://login.example.org/", "ftp://127.0.0.1/", "javascript:alert(1)", "http://user@127.0.0.1/",
        LIST_PATH, "http://[::1", "http://127.0.0.1:22/", "http://127.0.0.1:99999/", "//", "http://a b/",
    ],
)  # fmt: skip
def test_a_redirect_to_elsewhere_or_in_circles_is_refused(site: Site, fetch: PoliteFetcher, location: str) -> None:
    site.answer(Answer(status=302, headers={"Location": location}))

    assert failure(fetch, site.url).reason == "redirect"
    assert len(site.requests) <= 6


def test_encryption_is_not_given_up_and_ports_are_not_changed() -> None:
    secure = "https://www.ilo.org/list"
    for location in ("http://www.ilo.org/list", "https://www.ilo.org:8443/list", "https://example.org/"):
        with pytest.raises(FetchError) as caught:
            redirects.target(secure, secure, location)
        assert caught.value.reason == "redirect"

    assert redirects.target(secure, secure, "//ilo.org/new") == "https://ilo.org/new"
    assert redirects.target("http://ilo.org/", "http://ilo.org/", secure) == secure
    assert redirects.target(secure, secure, "https://example.org/", anywhere=True) == "https://example.org/"


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [((301, 308), "/2"), ((301, 302), "/1"), ((302, 301), ""), ((307,), ""), ((303,), "")],
)
def test_where_a_page_has_moved_for_good_is_told(
    site: Site, fetch: PoliteFetcher, statuses: tuple[int, ...], moved_to: str
) -> None:
    for at, status in enumerate(statuses):
        headers = {"Location": f"/{at + 1}"}
        site.answer(Answer(status=status, headers=headers), f"/{at}" if at else LIST_PATH)
    site.show(PAGE, f"/{len(statuses)}")

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert page.moved_to == (site.origin + moved_to if moved_to else "")
    not_modified = fetch(site.url, page.validators)
    assert isinstance(not_modified, NotModified)
    assert not_modified.moved_to == page.moved_to


def test_304_to_nobodys_question_is_asked_about_once_more(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(status=304))

    assert failure(fetch, site.url).reason == "status_304"
    assert [request.headers.get("Cache-Control") for request in site.requests] == [None, "no-cache"]


def test_a_challenge_is_told_from_a_refusal(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(status=403, headers={"cf-mitigated": "challenge"}))

    error = failure(fetch, site.url)

    assert (error.reason, error.status) == ("challenge", 403)


def test_every_request_holds_its_host_and_waiting_is_not_counted(site: Site) -> None:
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
    site.show(PAGE, "/new")
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


def test_nobody_listening_is_a_failure_to_connect(fetch: PoliteFetcher) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))

        error = failure(fetch, f"http://127.0.0.1:{taken.getsockname()[1]}/")

    assert error.reason == "connect"


def test_a_name_that_nobody_knows_is_a_failure_of_its_own(fetch: PoliteFetcher) -> None:
    assert failure(fetch, "http://no-such-host.invalid/").reason == "dns"


def test_plain_http_where_tls_was_meant_is_a_failure_of_its_own(site: Site, fetch: PoliteFetcher) -> None:
    assert failure(fetch, site.url.replace("http:", "https:")).reason == "tls"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"])
def test_the_timeout_is_for_the_whole_exchange_however_it_drips(head: bytes) -> None:
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(head)
                while not done.wait(0.01):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        with Fetcher(SystemClock(), timeout=timedelta(milliseconds=200), allow_private=("127.0.0.0/8",)) as client:
            fetch = fetching(client, SystemClock())
            error = failure(fetch, f"http://127.0.0.1:{listener.getsockname()[1]}/")
        done.set()
        thread.join()

    assert error.reason == "timeout"


def test_a_name_that_is_looked_up_for_ever_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: looked_up.wait(30) and [])

    with Fetcher(SystemClock(), timeout=timedelta(milliseconds=100)) as client:
        fetch = fetching(client, SystemClock())
        assert failure(fetch, "http://www.example.org/").reason == "timeout"
    looked_up.set()


def test_an_address_that_does_not_answer_leaves_time_for_the_next(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.origin.rpartition(":")[2])
    with socket.socket() as dead:
        dead.bind(("127.0.0.2", 0))
        answers = [(2, 1, 6, "", (ip, port)) for ip in ("127.0.0.2", "127.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
        with Fetcher(SystemClock(), allow_private=("127.0.0.0/8",)) as client:
            fetch = fetching(client, SystemClock())
            assert isinstance(fetch(f"http://www.example.org:{port}{LIST_PATH}"), Page)


@pytest.mark.parametrize("when", ["before", "connecting", "reading"])
def test_whoever_is_told_to_stop_gives_up_at_once(site: Site, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[BaseException] = []
    began, goes_on = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        began.set()
        goes_on.wait(30)
        return []

    def ask(fetch: PoliteFetcher) -> None:
        try:
            fetch(site.url)
        except FetchError as error:
            errors.append(error)

    with Fetcher(SystemClock(), allow_private=("127.0.0.1",)) as client:
        fetch = fetching(client, SystemClock())
        if when == "connecting":
            monkeypatch.setattr(socket, "getaddrinfo", look_up)
        elif when == "reading":
            site.hold()
        else:
            client.stop()
        asking = threading.Thread(target=ask, args=(fetch,))
        asking.start()
        if when == "connecting":
            began.wait(30)
        elif when == "reading":
            site.await_request()
        client.stop()
        asking.join(5)
        assert not asking.is_alive()
        with pytest.raises(DeferredError):
            fetch.locate(site.url)
    site.release()
    goes_on.set()

    (error,) = errors
    assert isinstance(error, DeferredError)
    assert error.reason == "stopped"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "127.1", "[::ffff:127.0.0.1]"]
)
def test_an_address_that_is_not_public_is_refused_in_every_spelling(site: Site, host: str) -> None:
    url = site.url.replace("127.0.0.1", host)

    with Fetcher(SystemClock()) as client:
        fetch = fetching(client, SystemClock())
        assert failure(fetch, url).reason == "forbidden_address"
    assert site.requests == []


def test_a_host_may_be_opened_by_name(site: Site) -> None:
    with Fetcher(SystemClock(), allow_private=("localhost",)) as client:
        fetch = fetching(client, SystemClock())
        assert isinstance(fetch(site.url.replace("127.0.0.1", "localhost")), Page)
        assert failure(fetch, site.url).reason == "forbidden_address"


@pytest.mark.parametrize(
    "ip",
    [
        "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.8", "192.0.2.1",
        "192.88.99.1", "192.168.0.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "0.0.0.0",  # noqa: S104
        "::", "::1", "::127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1",
        "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_special_addresses_are_not_public(ip: str) -> None:
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "194.209.193.1", "2606:4700::1111", "2a00:1450:4001::1"])
def test_ordinary_addresses_are_public(ip: str) -> None:
    assert is_public(ip_address(ip))


def test_every_connection_is_opened_by_the_network_backend() -> None:
    opened: list[tuple[str, int]] = []

    class Backend(GuardedBackend):
        def connect_tcp(self, host: str, port: int, *_args: object, **_options: object) -> httpcore.NetworkStream:
            opened.append((host, port))
            raise httpcore.ConnectError("refused by the test")

    pools = Pools(Backend(Allowed(()), Deadline(SystemClock(), threading.Event())), SystemClock().monotonic)
    for url in (httpx.URL("http://www.ilo.org/"), httpx.URL("https://www.ilo.org/")):
        with pools.lent(url) as transport, pytest.raises(httpcore.ConnectError):
            transport.handle_request(httpx.Request("GET", url))

    assert opened == [("www.ilo.org", 80), ("www.ilo.org", 443)]


def test_a_network_may_be_opened_by_its_addresses() -> None:
    assert ("x", ip_address("10.1.2.3")) in Allowed(["10.0.0.0/8"])


def test_where_an_address_leads_is_told_without_reading_the_page(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(status=301, headers={"Location": "/new"}))
    site.answer(Answer(body=b"x" * 50_000), "/new")

    assert fetch.locate(site.url) == f"{site.origin}/new"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(status=302, headers={"Location": "https://elsewhere.example.org/"}),
        Answer(status=302, headers={"Location": LIST_PATH}),
        Answer(raw=b"nonsense\r\n\r\n"),
    ],
)
def test_an_address_that_leads_nowhere_leads_to_none(site: Site, fetch: PoliteFetcher, answer: Answer) -> None:
    site.answer(answer)

    assert fetch.locate(site.url) is None


def test_what_the_clock_of_a_server_says_comes_with_every_answer(site: Site, fetch: PoliteFetcher) -> None:
    head = "Date: Sat, 28 Nov 2026 09:30:00 GMT\r\nConnection: close\r\n"
    found = []
    for status, more in (
        ("200 OK", "Content-Length: 0\r\n"),
        ("304 Not Modified", ""),
        ("503 Busy", "Content-Length: 0\r\n"),
    ):
        site.answer(Answer(raw=f"HTTP/1.1 {status}\r\n{head}{more}\r\n".encode()))
        try:
            found.append(fetch(site.url, Validators(etag='"x"')).date)
        except FetchError as error:
            found.append(error.date)

    assert found == [datetime(2026, 11, 28, 9, 30, tzinfo=UTC)] * 3
