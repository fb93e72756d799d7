"""The search on a page of a feed: its words, its pages."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from lxml import html

from fakes.house import House
from fakes.pages import Listed, ilo_list, some
from fakes.served import Client, served
from ilofeed.core.markup import JOINER


def listed(client: Client, path: str, asked: str) -> tuple[list[list[str]], list[str]]:
    """Return the titles on each page from the first to the last, and all dates."""
    pages: list[list[str]] = []
    dates: list[str] = []
    target = f"{path}?{asked}"
    while target:
        found = html.document_fromstring(client.get(target).body)
        pages.append([each.text_content() for each in found.cssselect(".entries h3")])
        dates += [each.attrib["datetime"] for each in found.cssselect(".entries time")]
        target = beside(found, path, "next")
        assert bool(found.cssselect('a[rel="first"]')) == (len(pages) > 1 or asked != "")
    return pages, dates


def beside(found: html.HtmlElement, path: str, relation: str) -> str:
    """Return the address of the next or previous page of *found*, which its head and its links name alike."""
    (linked, named) = (
        [each.attrib["href"] for each in found.cssselect(f'{tag}[rel="{relation}"]')] for tag in ("a", "link")
    )
    assert linked == named
    return path + linked[0] if linked else ""


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


@pytest.mark.parametrize("asked", ["", "q=number", "q=work&language=en"])
def test_the_pages_of_a_search_lead_back_by_the_same_addresses(house: House, asked: str) -> None:
    house.site.show(ilo_list(some(170)), "/many")
    house.sources = {"many": f"{house.site.origin}/many", "again": f"{house.site.origin}/many?again"}
    house.site.show(ilo_list(some(170)), "/many?again")
    house.more = '[[feed]]\nslug = "some"\nsources = ["many", "again"]\ninclude = ["number"]\nexclude = ["9"]\n'
    house.poll()

    with house.app() as app, served(app) as client:
        for path in ("/many.html", "/all.html", "/some.html"):
            there = addresses(client, path, f"{path}?{asked}", "next")
            back = addresses(client, path, there[-1], "prev")

            assert len(there) == 4
            assert back == [*there[:0:-1], f"{path}?{asked}"]


def addresses(client: Client, path: str, target: str, relation: str) -> list[str]:
    """Return the addresses of all pages from *target* on, by their links of one *relation*."""
    passed = []
    while target:
        passed.append(target)
        target = beside(html.document_fromstring(client.get(target).body), path, relation)
    return passed


def test_titles_can_be_searched_without_script(client: Client) -> None:
    found = html.document_fromstring(client.get("/news.html?q=NUMBER+3").body)

    assert [each.text_content() for each in found.cssselect(".entries h3")] == ["Report number 3 on work"]
    assert found.cssselect("input[name=q]")[0].get("value") == "NUMBER 3"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("q=NUMBER+3", "1 entry with “NUMBER 3” in the title."),
        ("q=number", "7 entries with “number” in the title."),
        ("q=nowhere", "No entries with “nowhere” in the title."),
        ("q=number&language=en", "7 entries with “number” in the title, in the language “en”."),
        ("kicker=News", "No entries in the category “News”."),
        ("q=%3Cb%3Enumber", "No entries with “<b>number” in the title."),
    ],
)
def test_a_search_shows_the_number_of_results_and_the_question(client: Client, asked: str, sentence: str) -> None:
    found = html.document_fromstring(client.get(f"/news.html?{asked}").body)

    (shown,) = found.cssselect("#entries > .found")
    assert shown.text_content().startswith(sentence)
    assert [each.get("href") for each in found.cssselect("a[href='?']")] == ["?", "?"]
    assert client.get("/news.html?").body == client.get("/news.html").body


@pytest.mark.parametrize(
    ("title", "words"),
    [
        pytest.param("Work &amp; pay </b>", f"&{JOINER}amp; pay <{JOINER}/b>", id="as a reader shows it"),
        pytest.param("کار می‌شود", "می‌شود", id="Persian"),
        pytest.param("Work at 3 % more pay", "3\xa0%", id="no-break space"),
        pytest.param("日本の 仕事", "日本の\u3000仕事", id="ideographic space"),
        pytest.param("国际劳工" * 30, "国际劳工" * 30, id="as long as the field allows"),
    ],
)
def test_a_title_is_found_by_words_that_are_copied_or_typed(house: House, title: str, words: str) -> None:
    house.site.show(ilo_list([*some(5), Listed(number=9, title=title)]), "/many")
    house.sources = {"many": f"{house.site.origin}/many"}
    house.poll()

    with house.app() as app, served(app) as client:
        found = html.document_fromstring(client.get(f"/many.html?{urlencode({'q': words})}").body)

    assert [each.text_content() for each in found.cssselect(".entries h3")] == [title]


def test_a_page_of_results_shows_nothing_else(client: Client) -> None:
    whole = html.document_fromstring(client.get("/news.html").body)
    results = html.document_fromstring(client.get("/news.html?q=number").body)

    assert len(whole.cssselect("#subscribe, .state, #polls")) == 3
    assert not results.cssselect("#subscribe, .state, #polls")
    assert not results.cssselect("#entries h2:not(.found)")
    assert not whole.cssselect(".found")


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "%00", "%E2%80%AE"]
)
def test_search_words_are_shown_as_text(client: Client, words: str) -> None:
    got = client.get(f"/news.html?q={words.replace(' ', '+')}")

    found = html.document_fromstring(got.body)
    assert got.status == 200
    assert not found.cssselect("script, img")
