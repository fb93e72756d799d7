"""The search on a page of a feed: its words, its pages."""

from __future__ import annotations

import pytest
from lxml import html

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served


def listed(client: Client, path: str, asked: str) -> tuple[list[list[str]], list[str]]:
    """Return the titles on each page from the first to the last, and all dates."""
    pages: list[list[str]] = []
    dates: list[str] = []
    target = f"{path}?{asked}"
    while target:
        found = html.document_fromstring(client.get(target).body)
        pages.append([each.text_content() for each in found.cssselect(".entries h3")])
        dates += [each.attrib["datetime"] for each in found.cssselect("#entries time")]
        older = found.cssselect('a[rel="next"]')
        target = path + older[0].attrib["href"].partition("#")[0] if older else ""
        assert len(found.cssselect('a[rel="first"]')) == (len(pages) > 1)
    return pages, dates


@pytest.mark.parametrize("asked", ["", "q=number", "q=NUMBER&kicker=&language=", "q=work&language=en"])
def test_the_pages_of_a_search_lead_through_all_matches(house: House, asked: str) -> None:
    house.site.show(ilo_list(some(120)), "/many")
    house.sources = {"many": f"{house.site.origin}/many", "again": f"{house.site.origin}/many?again"}
    house.site.show(ilo_list(some(120)), "/many?again")
    house.more = '[[feed]]\nslug = "some"\nsources = ["many", "again"]\ninclude = ["number"]\nexclude = ["9"]\n'
    house.poll()

    with house.app() as app, served(app) as client:
        for path, count in (("/many.html", 120), ("/all.html", 120), ("/some.html", 119)):
            pages, dates = listed(client, path, asked)

            assert [len(each) for each in pages] == [50, 50, count - 100]
            assert len({title for page in pages for title in page}) == count  # entries of both sources appear once
            assert dates == sorted(dates, reverse=True)


def test_titles_can_be_searched_without_script(client: Client) -> None:
    found = html.document_fromstring(client.get("/news.html?q=NUMBER+3").body)

    assert [each.text_content() for each in found.cssselect(".entries h3")] == ["Report number 3 on work"]
    assert found.cssselect("input[name=q]")[0].get("value") == "NUMBER 3"
    assert "No matching entries." in client.get("/news.html?q=nowhere").text


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "%00", "%E2%80%AE"]
)
def test_search_words_are_shown_as_text(client: Client, words: str) -> None:
    got = client.get(f"/news.html?q={words.replace(' ', '+')}")

    found = html.document_fromstring(got.body)
    assert got.status == 200
    assert not found.cssselect("script, img")
