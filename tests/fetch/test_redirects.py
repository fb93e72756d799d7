"""Follow redirects on the site, and report where a page has moved permanently."""

from __future__ import annotations

import pytest

from fakes.site import LIST_PATH, Answer, Site
from fetch.fetched_pages import HTML, failure
from ilofeed.core import secrets
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page
from ilofeed.fetch import redirects
from ilofeed.fetch.politeness import PoliteFetcher


def test_a_redirect_on_the_site_is_followed_with_the_validators(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(status=301, headers={"Location": "/new"}))
    site.show(HTML, "/new")

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
def test_a_redirect_to_elsewhere_or_in_a_circle_is_refused(
    site: Site, fetch: PoliteFetcher, location: str
) -> None:
    site.answer(Answer(status=302, headers={"Location": location}))

    assert failure(fetch, site.url).reason == "redirect"
    assert len(site.requests) <= 6


def test_https_is_not_left_and_ports_are_not_changed() -> None:
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
def test_a_permanent_redirect_is_reported(
    site: Site, fetch: PoliteFetcher, statuses: tuple[int, ...], moved_to: str
) -> None:
    for at, status in enumerate(statuses):
        headers = {"Location": f"/{at + 1}"}
        site.answer(Answer(status=status, headers=headers), f"/{at}" if at else LIST_PATH)
    site.show(HTML, f"/{len(statuses)}")

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert page.moved_to == (site.origin + moved_to if moved_to else "")
    not_modified = fetch(site.url, page.validators)
    assert isinstance(not_modified, NotModified)
    assert not_modified.moved_to == page.moved_to


def test_an_address_is_located_without_reading_the_page(site: Site, fetch: PoliteFetcher) -> None:
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
def test_an_address_that_cannot_be_located_gives_none(site: Site, fetch: PoliteFetcher, answer: Answer) -> None:
    site.answer(answer)

    assert fetch.locate(site.url) is None


def test_a_secret_in_an_address_that_is_cut_is_hidden() -> None:
    secrets.add(["k3y-of-a-redirect"])

    with pytest.raises(FetchError) as refused:
        redirects.target(
            "https://a.example.org/", "https://a.example.org/", f"ftp://{'x' * 188}?k3y-of-a-redirect"
        )

    assert "k3y" not in str(refused.value)
