"""Report failures to connect, and stop in time."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta

import pytest

from fakes.polite import fetching
from fakes.site import LIST_PATH, Site
from fetch.fetched_pages import failure
from ilofeed.app.clock import SystemClock
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import Page
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher


def test_a_closed_port_is_a_failure_to_connect(fetch: PoliteFetcher) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))

        error = failure(fetch, f"http://127.0.0.1:{taken.getsockname()[1]}/")

    assert error.reason == "connect"


def test_an_unknown_host_name_is_a_failure_of_its_own(fetch: PoliteFetcher) -> None:
    assert failure(fetch, "http://no-such-host.invalid/").reason == "dns"


def test_plain_http_at_an_https_address_is_a_failure_of_its_own(site: Site, fetch: PoliteFetcher) -> None:
    error = failure(fetch, site.url.replace("http:", "https:"))

    assert error.reason == "tls"
    assert str(error).endswith("; perhaps its address begins with http://")


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"])
def test_the_timeout_is_for_the_whole_exchange_even_if_it_is_slow(head: bytes) -> None:
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


def test_a_lookup_that_does_not_end_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: looked_up.wait(30) and [])

    with Fetcher(SystemClock(), timeout=timedelta(milliseconds=100)) as client:
        fetch = fetching(client, SystemClock())
        assert failure(fetch, "http://www.example.org/").reason == "timeout"
    looked_up.set()


def test_an_address_without_an_answer_leaves_time_for_the_next(
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
def test_a_stopped_client_gives_up_immediately(site: Site, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[BaseException] = []
    is_looking_up, may_go_on = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        is_looking_up.set()
        may_go_on.wait(30)
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
            is_looking_up.wait(30)
        elif when == "reading":
            site.await_request()
        client.stop()
        asking.join(5)
        assert not asking.is_alive()
        with pytest.raises(DeferredError):
            fetch.locate(site.url)
    site.release()
    may_go_on.set()

    (error,) = errors
    assert isinstance(error, DeferredError)
    assert error.reason == "stopped"
