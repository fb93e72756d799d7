"""The headers and cookies of one exchange: where they are sent, and how long cookies are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes.clock import FakeClock
from fakes.polite import fetching
from fakes.site import Answer, Request, Site
from fetch.fake_origin import ROBOTS, URL, Origin
from fetch.fetched_pages import HTML, failure
from ilofeed.app.clock import SystemClock
from ilofeed.core.models import Page, Source
from ilofeed.core.protocols import Store
from ilofeed.core.request_settings import RequestSettings
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher, Politeness
from ilofeed.fetch.visit import Visit

SETTINGS = RequestSettings(headers=(("Authorization", "Bearer abc"),), cookies=(("session", "s1"),))
HOME = "http://list.example.org/news"


def test_the_settings_of_a_source_are_sent(site: Site, fetch: PoliteFetcher) -> None:
    settings = RequestSettings(
        headers=(("Accept", "text/html"), ("X-Key", "k")),
        cookies=(("a", "1"), ("b", '"2"')),
        user_agent="ilofeed/9 (+me@example.org)",
        accept_language="fr",
    )

    fetch.for_source(Source(slug="news", url=site.url, request=settings))(site.url)

    headers = site.requests[0].headers
    assert headers["Accept"] == "text/html"
    assert headers["X-Key"] == "k"
    assert headers["Cookie"] == 'a=1; b="2"'
    assert headers["User-Agent"] == "ilofeed/9 (+me@example.org)"
    assert headers["Accept-Language"] == "fr"


@pytest.mark.parametrize(("headers", "sent"), [((), "application/atom+xml"), ((("accept", "text/xml"),), None)])
def test_what_the_profile_reads_is_asked_for_unless_the_source_says_otherwise(
    headers: tuple[tuple[str, str], ...], sent: str | None
) -> None:
    settings = RequestSettings(headers=headers, accept="application/atom+xml")

    assert Visit(settings, HOME).headers(HOME).get("Accept") == sent


def test_another_source_and_the_fetcher_itself_do_not_send_them(site: Site, fetch: PoliteFetcher) -> None:
    fetch.for_source(Source(slug="news", url=site.url, request=SETTINGS))
    fetch.for_source(Source(slug="jobs", url=site.url))(site.url)
    fetch(site.url)

    assert all("Cookie" not in request.headers for request in site.requests)
    assert all("Authorization" not in request.headers for request in site.requests)


@pytest.mark.parametrize(
    ("url", "is_sent"),
    [
        ("http://list.example.org/other", True),
        ("http://LIST.example.org:80/other", True),
        ("https://list.example.org/other", True),
        ("http://list.example.org:8080/other", False),
        ("https://list.example.org:8443/other", False),
        ("http://www.list.example.org/other", False),
        ("http://example.org/other", False),
        ("http://list.example.org.example.net/other", False),
    ],
)
def test_headers_and_cookies_go_to_the_host_of_the_source_only(url: str, *, is_sent: bool) -> None:
    headers = Visit(SETTINGS, HOME).headers(url)

    assert ("Authorization" in headers) is is_sent
    assert ("Cookie" in headers) is is_sent


def test_what_was_protected_is_not_sent_in_the_clear() -> None:
    assert Visit(SETTINGS, "https://example.org/").headers("http://example.org/") == {}


def test_robots_txt_is_read_without_them(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = PoliteFetcher(origin, store, clock, holder="here/1")

    fetch.for_source(Source(slug="news", url=URL, request=SETTINGS))(URL)

    assert sorted(origin.headers[URL]) == ["Authorization", "Cookie"]
    assert origin.headers[ROBOTS] == {}


class Wall(Site):
    """A site that answers only clients with its cookie, and redirects all others to the page that they asked for."""

    def receive(self, request: Request) -> Answer:
        answer = super().receive(request)
        if "wall=passed" in request.headers.get("Cookie", ""):
            return answer
        return Answer(
            status=302, headers={"Location": request.path, "Set-Cookie": "wall=passed; Path=/; HttpOnly"}
        )


def test_a_cookie_that_a_redirect_sets_is_sent_to_its_target_and_then_forgotten(
    site: Site, fetch: PoliteFetcher
) -> None:
    site.__class__ = Wall

    pages = [fetch(site.url), fetch(site.url)]
    url = fetch.locate(site.url)

    assert [page.body for page in pages if isinstance(page, Page)] == [HTML.encode()] * 2
    assert url == site.url
    assert ["Cookie" in request.headers for request in site.requests] == [False, True] * 3


def test_the_cookie_of_a_site_replaces_that_of_the_configuration() -> None:
    visit = Visit(SETTINGS, HOME)

    visit.keep_cookies(HOME, ("session=s2",))

    assert visit.headers(HOME)["Cookie"] == "session=s2"


@pytest.mark.parametrize(
    "cookie",
    [
        "a=1; Domain=example.net",
        "a=1; Domain=org",
        "a=1; Path=/elsewhere",
        "a=1; Secure",
        "a=1; Max-Age=0",
        f"a={'1' * 5000}",
        "a=é",
        ";;;",
        "",
    ],
)
def test_a_cookie_that_is_not_valid_here_is_not_sent(cookie: str) -> None:
    visit = Visit(RequestSettings(), "")

    visit.keep_cookies(HOME, (cookie,))

    assert "Cookie" not in visit.headers(HOME)


def test_a_cookie_of_one_host_is_not_sent_to_another() -> None:
    visit = Visit(RequestSettings(), "")

    visit.keep_cookies(HOME, ("a=1", "b=2; Domain=example.org"))

    assert visit.headers("http://www.example.org/")["Cookie"] == "b=2"
    assert visit.headers("http://example.net/") == {}


def test_the_number_of_cookies_is_limited() -> None:
    visit = Visit(RequestSettings(), "")

    for at in range(300):
        visit.keep_cookies(HOME, (f"c{at}=1",))

    assert len(visit.headers(HOME)["Cookie"].split("; ")) == 50


def test_a_source_has_its_own_time_limit(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = PoliteFetcher(origin, store, clock, holder="here/1", policy=Politeness(robots=False))
    settings = RequestSettings(timeout=timedelta(minutes=5))

    fetch(URL)
    fetch.for_source(Source(slug="news", url=URL, request=settings))(URL)

    assert origin.timeouts == [None, 300]


def test_a_host_has_its_own_delay(origin: Origin, store: Store, clock: FakeClock) -> None:
    policy = Politeness(robots=False, min_delays={"www.ilo.org": timedelta(seconds=9)})
    fetch = PoliteFetcher(origin, store, clock, holder="here/1", policy=policy)

    for url in (URL, URL, "https://other.example.org/", "https://other.example.org/"):
        fetch(url)

    assert origin.gaps() == [9, 0, 1]


def test_a_time_limit_of_a_source_ends_its_requests(site: Site) -> None:
    site.hold()
    clock = SystemClock()
    settings = RequestSettings(timeout=timedelta(seconds=0.1))
    with Fetcher(clock, timeout=timedelta(minutes=9), allow_private=("127.0.0.1",)) as client:
        fetch = fetching(client, clock).for_source(Source(slug="news", url=site.url, request=settings))

        error = failure(fetch, site.url)
    site.release()

    assert error.reason == "timeout"
    assert "within 0.1 seconds" in str(error)
