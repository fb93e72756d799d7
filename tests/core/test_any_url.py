"""No address, whoever wrote it, is met as a bug: it is refused by name, or asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import FakeClock
from fakes.polite import fetching
from ilofeed.core import urls
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.fetch import redirects
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher
from ilofeed.store import open_store

BAD_HOSTS = [
    "xn--0", "xn--", "a.xn--zzzzzzzz99999.com", "a..b", ".a", "a" * 64 + ".b", "ab." * 100 + "b", "256.1.1.1",
    "[::1", "[]", "[1]", "[::g]", "%zz", "%41.b", "a%00b", "*", "a b", "a\\b", "\ud800.de", "\u200d.de",
    "a:65536", "a:-1",    "a:x", "a:1:2", "me@a", "me:secret@a", "a..", "\u05d0a.de",
]  # fmt: skip
GOOD_HOSTS = [
    "www.ilo.org", "www.ilo.org.", "127.0.0.1", "[::1]", "xn--n3h.net", "xn--ls8h.la", "ab--c.de", "a_b.c",
    "1.2.3",    "2130706433", "a:8080", "a:",
]  # fmt: skip
pieces = st.sampled_from(
    [*BAD_HOSTS, *GOOD_HOSTS, "/", "//", "?", "#", "%", ":", "@", "[", "]", ".", "\x00", "\ufeff"]
)
addresses = st.builds(
    "{}{}".format,
    st.sampled_from(["http://", "https://", "//", "HTTP:", "http:/", "", "ftp://", "javascript:"]),
    st.lists(st.one_of(pieces, st.text(max_size=4)), max_size=4).map("".join),
)


@pytest.fixture(scope="module")
def client() -> Iterator[Fetcher]:
    """A client that was stopped: it takes a request as far as to where it would connect."""
    with Fetcher(FakeClock(), timeout=timedelta(seconds=1)) as client:
        client.stop()
        yield client


@pytest.fixture(scope="module")
def fetch(client: Fetcher) -> PoliteFetcher:
    return fetching(client, FakeClock())


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_an_address_whose_host_is_none_is_no_address_and_is_refused_by_name(
    host: str, fetch: PoliteFetcher
) -> None:
    url = f"http://{host}/x"

    assert urls.absolute(url) is None
    with pytest.raises(FetchError) as caught:
        redirects.target("http://a.b/", "http://a.b/", url, anywhere=True)
    assert caught.value.reason == "redirect"
    with pytest.raises(FetchError) as caught:
        fetch(url)
    assert caught.value.reason in ("address", "stopped")


@pytest.mark.parametrize("host", ["xn--0", "xn--", "a..b", "a" * 64 + ".b", "256.1.1.1", "[::g]", "a:65536"])
def test_what_was_kept_before_such_addresses_were_refused_is_refused_when_it_is_asked_for(
    host: str, fetch: PoliteFetcher
) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(f"https://{host}/x")

    assert caught.value.reason == "address"
    assert repr(f"https://{host}/x") in str(caught.value)


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_an_address_that_can_be_asked_for_is(host: str, fetch: PoliteFetcher) -> None:
    url = urls.absolute(f"http://{host}/x")

    assert url is not None
    with pytest.raises(FetchError) as caught:
        fetch(url)
    assert caught.value.reason == "stopped"


@pytest.fixture(scope="module")
def manners(client: Fetcher) -> Iterator[PoliteFetcher]:
    with closing(open_store("sqlite:///:memory:")) as store:
        yield PoliteFetcher(client, store, FakeClock(), holder="us")


@given(text=addresses)
def test_any_text_is_refused_or_asked_for(text: str, fetch: PoliteFetcher, manners: PoliteFetcher) -> None:
    url = urls.absolute(text, "https://www.ilo.org/news/")

    for each in {text, url or text}:
        for ask in (fetch, manners):
            with pytest.raises(FetchError):
                ask(each)
        for locate in (fetch.locate, manners.locate):
            with suppress(DeferredError):
                assert locate(each) is None

    if url is not None:
        assert url.isascii()
        assert urls.absolute(url) == url
        for reading in (urls.canonical, urls.site, urls.language, urls.in_any_language):
            assert isinstance(reading(url), str)
