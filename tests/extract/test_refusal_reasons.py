"""A refusal says what a person needs to know about the page."""

from __future__ import annotations

import pytest

from fakes.fixtures import cases
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry

URL = "https://example.org/news/"
SELECTORS = Selectors(item="article", title="h3")


def refused(body: str, content_type: str = "text/html", profile: str = "auto") -> ExtractError:
    page = Page(url=URL, body=body.encode(), content_type=content_type)
    with pytest.raises(ExtractError) as caught:
        registry.extract(page, profile, selectors=SELECTORS)
    return caught.value


def message(body: str, **how: str) -> str:
    return str(refused(body, **how))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("no-empty-page", " is filled by scripts: "),
        ("no-noscript", " is filled by scripts: "),
        ("no-scripts-json-ld", " data for scripts in __NUXT__ and 2 items in JSON-LD. "),
        ("no-scripts-component", " <mooring-list>. It names a feed: https://news.example.org/moorings.xml"),
        ("no-template", ". Perhaps scripts fill it: "),
        ("no-refresh", " only leads to https://news.example.org/press/latest (refresh); "),
        (
            "no-search",
            ". Closest: 3 elements 'ol > li', which begin 'visa application': no line contains only a date",
        ),
        ("no-two-tied", " shows two lists, "),
    ],
)
def test_the_refusal_of_a_page_says_what_it_is(name: str, expected: str) -> None:
    (case,) = (case for case in cases() if case.page.stem == name)
    page = Page(url=case.expected()["url"], body=case.page.read_bytes(), content_type="text/html")

    with pytest.raises(ExtractError) as caught:
        registry.extract(page)

    assert expected in str(caught.value)


FEED = "<link rel='alternate' type='application/{}' href='{}' title='{}'>"


def test_a_refused_page_names_its_feeds_without_those_of_comments() -> None:
    links = (
        FEED.format("rss+xml", "/comments/feed", "Comments")
        + FEED.format("rss+xml", "/feed", "News")
        + FEED.format("feed+json; charset=utf-8", "/feed.json", "News")
    )

    assert message(f"{links}<h1>Notices").endswith(
        "It names a feed: https://example.org/feed and https://example.org/feed.json"
    )
    assert message(f"{links}<div id=root></div><script src=a></script>").endswith(
        'it has an empty element <div id="root">. It names a feed: https://example.org/feed and https://example.org/feed.json'
    )


def test_a_feed_of_comments_is_named_if_there_is_no_other() -> None:
    link = FEED.format("atom+xml", "/comments.atom", "Latest")

    assert message(f"{link}<h1>Notices").endswith("It names a feed: https://example.org/comments.atom")


@pytest.mark.parametrize(
    "link",
    [
        FEED.format("rss+xml", "javascript:alert(1)", ""),
        FEED.format("rss+xml", "https://user@example.org/feed", ""),
        FEED.format("json", "/wp-json/pages/7", ""),
        FEED.format("rss+xml", URL, ""),
        "<link rel=stylesheet type=application/rss+xml href=/feed>",
        "<link rel=alternate hreflang=fr href=/fr>",
    ],
)
def test_other_links_are_no_feeds(link: str) -> None:
    assert "feed" not in message(f"{link}<h1>Notices").replace("ilofeed", "")


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        ("<?xml version='1.0'?>\n<!-- made by hand -->\n<rss version='2.0'><channel>", "text/xml", "RSS"),
        ("\ufeff<feed xmlns='http://www.w3.org/2005/Atom'><entry>", "text/html", "Atom"),
        ('<a:feed xmlns:a="http://www.w3.org/2005/Atom">', "application/xml", "Atom"),
        ('<rdf:RDF xmlns:rdf="x" xmlns="http://purl.org/rss/1.0/">', "", "RSS 1.0"),
        ('{\n "version": "https://jsonfeed.org/version/1.1"}', "application/json", "JSON Feed"),
        ("anything", "application/rss+xml; charset=utf-8", "RSS"),
        ("anything", "application/atom+xml", "Atom"),
    ],
)
@pytest.mark.parametrize("profile", ["selectors", "text"])
def test_a_feed_in_place_of_a_page_is_called_a_feed(body: str, content_type: str, kind: str, profile: str) -> None:
    error = refused(body, content_type=content_type, profile=profile)

    assert str(error) == f'{URL} is a feed ({kind}), not a page; set profile = "feed"'
    assert error.reason in ("no_items", "not_html")


@pytest.mark.parametrize("content_type", ["application/json", "application/xml"])
def test_other_data_is_no_feed(content_type: str) -> None:
    assert "is a feed" not in message('{"feed": "<rss>"}', content_type=content_type)


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0;url=/latest", "https://example.org/latest"),
        ("5; URL='/a b'x", "https://example.org/a%20b"),
        (" 0,url=https://www.example.net/", "https://www.example.net/"),
        ("0 /latest", "https://example.org/latest"),
        (".5; url = latest", "https://example.org/news/latest"),
    ],
)
def test_a_page_that_only_leads_on_names_the_address(content: str, target: str) -> None:
    found = message(f'<meta http-equiv="Refresh" content="{content}"><p>One moment')

    assert found == f"{URL} only leads to {target} (refresh); configure that address"


@pytest.mark.parametrize(
    "content",
    [
        "300", "0", "0;", "600;url=/other", "0;url=javascript:alert(1)", "0;url=data:text/html,x", "now;url=/latest",
        "0;url=/news/", "0;url=https://u:p@example.org/", "0;url=file:///etc/hosts", "9" * 5000 + ";url=/latest",
    ],
)  # fmt: skip
def test_a_page_that_shows_itself_again_leads_nowhere(content: str) -> None:
    assert "leads to" not in message(f'<meta http-equiv=refresh content="{content}"><p>One moment')


def test_the_closest_candidates_are_named_with_what_each_lacks() -> None:
    undated = "".join(f"<li><a href=/p/{n}>Paper number {n} of the spring session</a></li>" for n in range(5))
    menu = "".join(f"<li><a href=/m/{n}>Part {n} of the site</a> 3 May 2024</li>" for n in range(9))

    found = message(f"<nav><ol>{menu}</ol></nav><main><ul>{undated}</ul></main>")

    assert ". Closest: 5 elements 'ul > li', which begin 'Paper number 0 of the spring session': " in found
    assert found.endswith("; 9 elements 'ol > li', which begin 'Part 0 of the site 3 May 2024': is navigation")


def test_a_menu_without_dates_is_not_named() -> None:
    menu = "".join(f"<li><a href=/m/{n}>Part {n} of the site</a></li>" for n in range(9))

    assert message(f"<nav><ul>{menu}</ul></nav><p>Nothing else").endswith("a link and a date of its own")


def test_two_tied_lists_are_named_once() -> None:
    lists = "".join(
        f"<h2>{name}</h2><ul>"
        + "".join(
            f"<li><a href=/{name}/{n}>Paper {n} of the spring</a> <i>{n} May 2024</i></li>" for n in range(1, 5)
        )
        + "</ul>"
        for name in ("Research", "Teaching")
    )

    found = message(lists)

    assert "shows two lists, 'ul > li' under 'Research' and 'ul > li' under 'Teaching'" in found
    assert "Closest" not in found
