"""An answer of another kind than its profile reads is called what it is, with the profile that reads it."""

from __future__ import annotations

import gzip
import json

import pytest

from fakes.answers import articles
from fakes.feeds import posts, rss
from ilofeed.core.errors import ExtractError
from ilofeed.core.json_paths import JsonPaths
from ilofeed.core.models import Page, Source
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry

URL = "https://example.org/news"
PATHS = JsonPaths(items="items", title="title", link="url")
SELECTORS = Selectors(item="li", title="h3")

ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="/feed">'
PAGE = f"<!DOCTYPE html><html><head><title>News</title>{ALTERNATE}</head><p>Words</p></html>"
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://example.org/a-week-for-safety</loc></url></urlset>"
)
ANSWERS = {
    "feed": ("is a feed (RSS), not ", 'set profile = "feed"', rss(posts([1])), "application/xml"),
    "sitemap": ("is a sitemap, not ", 'set profile = "sitemap"', SITEMAP, "application/xml"),
    "json": (
        "is JSON, not ",
        f'set profile = "json"; `ilofeed preview {URL}` helps with [source.json]',
        json.dumps({"items": articles(3)}),
        "application/json",
    ),
}
NAMES = {"feed": "a feed", "json": "JSON", "sitemap": "a sitemap"}


def refused(
    body: str | bytes, content_type: str, profile: str, *, last_profile: str = "", configured: str = ""
) -> ExtractError:
    content = body if isinstance(body, bytes) else body.encode()
    source = Source(
        slug="news",
        url=URL,
        profile=configured or profile,
        json=PATHS if profile == "json" else None,
        selectors=SELECTORS if profile == "selectors" else None,
    )
    with pytest.raises(ExtractError) as caught:
        registry.read(Page(url=URL, body=content, content_type=content_type), source, last_profile=last_profile)
    return caught.value


@pytest.mark.parametrize("profile", ["feed", "json", "sitemap", "selectors", "page-data", "text", "ilo-cards"])
@pytest.mark.parametrize("kind", ANSWERS)
def test_data_of_another_kind_name_the_profile_that_reads_them(kind: str, profile: str) -> None:
    if kind == profile:
        return
    is_, remedy, body, content_type = ANSWERS[kind]

    error = refused(body, content_type, profile)

    assert str(error) == f"{URL} {is_}{NAMES.get(profile, 'a page')}; {remedy}"


def test_a_packed_sitemap_is_called_a_sitemap() -> None:
    error = refused(gzip.compress(SITEMAP.encode()), "application/gzip", "feed")

    assert str(error) == f'{URL} is a sitemap, not a feed; set profile = "sitemap"'


@pytest.mark.parametrize(
    ("profile", "remedy"),
    [
        ("feed", "it names a feed, to be set as the url: https://example.org/feed"),
        ("json", 'if it shows the list, leave out profile = "json" and [source.json]'),
        ("sitemap", 'if it shows the list, leave out profile = "sitemap" and [source.sitemap]'),
    ],
)
def test_a_page_that_is_configured_as_data_says_how_to_read_it(profile: str, remedy: str) -> None:
    error = refused(PAGE, "text/html", profile)

    assert (error.reason, str(error)) == (
        f"not_{profile}", f"{URL} is a page, not {NAMES[profile]}; {remedy}"
    )  # fmt: skip


def test_a_page_without_feeds_in_place_of_a_feed_needs_no_profile() -> None:
    error = refused("<h1>News</h1>", "text/html", "feed")

    assert str(error) == f'{URL} is a page, not a feed; if it shows the list, leave out profile = "feed"'


@pytest.mark.parametrize("configured", ["", "auto"])
@pytest.mark.parametrize("profile", ["feed", "json", "sitemap"])
def test_an_error_page_in_place_of_data_that_were_read_is_fetched_again(profile: str, configured: str) -> None:
    error = refused(PAGE, "text/html", profile, last_profile=profile, configured=configured)

    assert str(error) == f"{URL} is a page now, and not {NAMES[profile]}; the next poll fetches it again"


@pytest.mark.parametrize("profile", ["feed", "sitemap"])
def test_an_error_in_json_in_place_of_data_that_were_read_is_fetched_again(profile: str) -> None:
    error = refused('{"error": 503}', "application/json", profile, last_profile=profile)

    assert str(error) == f"{URL} is JSON now, and not {NAMES[profile]}; the next poll fetches it again"


def test_data_that_became_another_kind_name_its_profile() -> None:
    error = refused(rss(posts([1])), "application/xml", "sitemap", last_profile="sitemap")

    assert str(error) == f'{URL} is a feed (RSS), not a sitemap; set profile = "feed"'


@pytest.mark.parametrize("profile", ["feed", "json", "sitemap"])
def test_a_challenge_in_place_of_data_is_called_so(profile: str) -> None:
    page = "<!DOCTYPE html><html><title>Just a moment...</title><p>Please wait</html>"

    assert refused(page, "text/html", profile).reason == "challenge"


def test_broken_data_of_the_right_kind_are_not_called_another() -> None:
    error = refused('{"items": [', "application/json", "json")

    assert "does not answer JSON" in str(error)


def test_an_address_in_a_command_is_quoted() -> None:
    page = Page(url="https://example.org/$(id);x", body=b'{"a": 1}', content_type="application/json")

    with pytest.raises(ExtractError) as caught:
        registry.extract(page, "feed")

    assert "`ilofeed preview 'https://example.org/$(id);x'`" in str(caught.value)
