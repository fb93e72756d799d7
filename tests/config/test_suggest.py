"""What a source could be called, and its block of config.toml."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.config.suggest import slug, slug_of_list


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.ilo.org/empent/areas/covid-19/news/lang--en/index.htm", "covid-19-news"),
        ("https://www.ilo.org/newsroom", "ilo-newsroom"),
        ("https://www.ilo.org/resource/news", "ilo-news"),
        ("https://s12.example.org/news", "s12-example-news"),
        ("https://press.example.org/", "press-example"),
        ("https://xn--mnchen-3ya.example/news", "munchen-news"),
        ("https://www.ilo.org/fr/actualites", "actualites"),
        ("https://example.org/", "example"),
        ("https://news.example.co.uk/latest", "example-latest"),
        ("http://127.0.0.1:8000/list.htm", "127-0-0-1"),
        ("https://example.org/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1", "example"),
        ("https://example.org/sources.html", "example-sources"),
        ("https://blog.example.org/feed/", "example-feed"),
        ("https://s12.example.org/rss.xml", "s12-example-rss"),
        ("https://www.example.org/api/news.json", "example-api-news"),
        ("https://www.example.org/sitemap.xml", "example-sitemap"),
        ("https://www.example.org/labour/feed/", "labour-feed"),
        ("https://sources.org/", "sources-2"),
        ("https://example.org/Cafe%CC%81/News.html", "cafe-news"),
    ],
)
def test_a_slug_is_what_tells_the_page_from_others(url: str, expected: str) -> None:
    assert slug(url) == expected


def test_a_slug_that_its_own_site_has_taken_gets_its_language_or_a_number() -> None:
    url, other = "https://www.ilo.org/covid-19/news/lang--es/index.htm", "https://www.oit.org/covid-19/news"
    site = "https://example.org/x"

    assert slug(url, taken={"covid-19-news": other}) == "covid-19-news-es"
    assert slug(url, taken={"covid-19-news": other, "covid-19-news-es": other}) == "covid-19-news-2"
    assert slug("https://example.org/", language="fr-CH", taken={"example": site}) == "example-fr"
    assert slug("https://example.org/", taken={"example": site, "example-2": site}) == "example-3"
    assert slug("https://example.org/", taken={"example": ""}) == "example-2"


def test_a_slug_that_another_site_has_taken_gets_the_name_of_its_own() -> None:
    url, taken = "https://s12.example.org/fisheries", {"fisheries": "https://s11.example.org/fisheries"}

    assert slug(url, taken=taken) == "s12-example-fisheries"
    assert slug(url, language="fr", taken={**taken, "s12-example-fisheries": ""}) == "fisheries-fr"


@given(
    st.text(max_size=200),
    st.text(max_size=80),
    st.sets(st.sampled_from(["source", "example", "example-2"])),
    st.sampled_from(["", "https://example.com/"]),
)
def test_whatever_an_address_holds_its_slug_can_be_one(path: str, title: str, taken: set[str], other: str) -> None:
    found = slug(f"https://example.org/{path}", title, taken=dict.fromkeys(taken, other))

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", found)
    assert found not in taken


@pytest.mark.parametrize(
    ("heading", "taken", "expected"),
    [
        ("Upcoming meetings", (), "office-upcoming-meetings"),
        ("Événements", (), "office-evenements"),
        ("会议", (), "office"),
        ("会议", ("office",), "office-2"),
        ("Events", ("office-events",), "office-events-2"),
        ("", (), "office"),
        (
            "A heading of many more words than any name in an address",
            (),
            "office-a-heading-of-many-more-words-than",
        ),
    ],
)
def test_another_list_of_a_page_is_called_by_its_heading(
    heading: str, taken: tuple[str, ...], expected: str
) -> None:
    assert slug_of_list("office", heading, taken) == expected
