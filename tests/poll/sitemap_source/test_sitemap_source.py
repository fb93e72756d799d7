"""A sitemap as the page of a source: polls, titles of pages, indexes, replay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.house import House
from fakes.site import Answer, serving
from fakes.sitemaps import NAMESPACE, index, urlset
from ilofeed.app import use_cases
from ilofeed.core.state import Outcome

PATH = "/sitemap.xml"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        found = House(tmp_path, site)
        found.sources = {"news": site.origin + PATH}
        found.source_keys = 'profile = "sitemap"\n[source.sitemap]\ninclude = ["/news/"]\n'
        yield found


def show(house: House, *names: str, path: str = PATH) -> None:
    """Let the sitemap at *path* list pages, in folder "news" unless another is named."""
    pages = [f"{house.site.origin}/{name if '/' in name else f'news/{name}'}" for name in names]
    house.site.answer(Answer(body=urlset(pages), content_type="application/xml"), path)


def show_page(house: House, name: str, title: str) -> None:
    body = f"<title>Site</title><h1>{title}</h1><p>Text.</p>"
    house.site.answer(Answer(body=body.encode()), f"/news/{name}")


def requests(house: House, path: str) -> int:
    return sum(request.path == path for request in house.site.requests)


def test_new_addresses_are_new_entries_with_the_titles_of_their_pages(house: House) -> None:
    show(house, "first-report", "about/us")
    show_page(house, "first-report", "The first report is out")

    (first,) = house.poll()
    show(house, "first-report", "second-report")
    show_page(house, "second-report", "A second report")
    (second,) = house.poll()

    assert [(each.outcome, each.items, each.new) for each in (first, second)] == [
        (Outcome.CHANGED, 1, 1),
        (Outcome.CHANGED, 2, 1),
    ]
    assert set(house.titles("news")) == {"The first report is out", "A second report"}
    assert requests(house, "/news/first-report") == 1
    assert house.feed("news")["home_page_url"] == f"{house.site.origin}/"


def test_a_page_that_cannot_be_read_leaves_the_words_of_its_address(house: House) -> None:
    show(house, "first-report")

    for _ in range(5):
        house.poll()

    assert house.titles("news") == ["First report"]
    assert requests(house, "/news/first-report") == 3


def test_a_few_pages_are_requested_at_a_poll(house: House) -> None:
    names = [f"report-number-{number}" for number in range(8)]
    show(house, *names)
    for name in names:
        show_page(house, name, name.replace("-", " ").upper())

    house.poll()
    first = sum(title.isupper() for title in house.titles("news"))
    house.poll()

    assert first == 5
    assert all(title.isupper() for title in house.titles("news"))


def test_no_page_is_requested_for_a_title_that_the_sitemap_has(house: House) -> None:
    news = (
        f'<urlset xmlns="{NAMESPACE}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        f"<loc>{house.site.origin}/news/1</loc><n:news><n:title>The strike is over</n:title>"
        "<n:publication_date>2026-08-03T10:00:00Z</n:publication_date></n:news></url></urlset>"
    )
    house.site.answer(Answer(body=news.encode(), content_type="application/xml"), PATH)

    house.poll()

    assert house.titles("news") == ["The strike is over"]
    assert house.feed("news")["items"][0]["date_published"].startswith("2026-08-03T10:00:00")
    assert requests(house, "/news/1") == 0


def test_the_sitemaps_of_an_index_are_polled_and_replayed_without_requests(house: House) -> None:
    parts = [f"{house.site.origin}/part{number}.xml" for number in (1, 2, 3)]
    house.site.answer(Answer(body=index(parts), content_type="application/xml"), PATH)
    show(house, "old-report", path="/part2.xml")
    show(house, "new-report", path="/part3.xml")
    house.poll()
    show(house, "new-report", "newest-report", path="/part3.xml")

    (report,) = house.poll()
    (unchanged,) = house.poll()
    asked = len(house.site.requests)
    with house.app() as app:
        replayed = list(use_cases.replay(app, app.config.sources[0]))

    assert (report.items, report.new, unchanged.outcome) == (3, 1, Outcome.UNCHANGED)
    assert requests(house, "/part1.xml") == 0
    assert requests(house, "/part3.xml") == 3
    assert [(each.appeared, each.vanished, each.retitled) for _, each in replayed] == [((), (), ())] * 2
    assert len(house.site.requests) == asked


def test_a_source_that_moves_from_a_page_to_an_index_reads_its_sitemaps(house: House) -> None:
    house.source_keys = 'profile = "selectors"\n[source.selectors]\nitem = "b"\ntitle = "a"\n'
    house.sources = {"news": house.site.url}
    house.site.show('<b><a href="/only">The only item</a></b>')
    house.poll()
    house.source_keys = ""
    house.sources = {"news": house.site.origin + PATH}
    house.site.answer(Answer(body=index([f"{house.site.origin}/part.xml"]), content_type="text/xml"), PATH)
    show(house, "first-report", path="/part.xml")

    (report,) = house.poll()

    assert (report.outcome, report.items) == (Outcome.QUARANTINED, 1)


def test_an_error_page_in_place_of_the_sitemap_publishes_nothing(house: House) -> None:
    show(house, "first-report")
    house.poll()
    before = house.files()

    for body in (b"<html><h1>Not found</h1></html>", b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>', b""):
        house.site.answer(Answer(body=body, content_type="application/xml"), PATH)
        (report,) = house.poll()
        assert report.outcome is not Outcome.CHANGED

    assert {
        name: data for name, (data, _) in house.files().items() if name.endswith((".rss", ".atom", ".json"))
    } == {name: data for name, (data, _) in before.items() if name.endswith((".rss", ".atom", ".json"))}


def test_a_sitemap_that_loses_most_of_its_addresses_is_quarantined(house: House) -> None:
    show(house, *(f"report-number-{number}" for number in range(30)))
    house.poll()

    show(house, "elsewhere-one", "elsewhere-two", "elsewhere-three")
    (report,) = house.poll()

    assert report.outcome is Outcome.QUARANTINED
