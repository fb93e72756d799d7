"""A sitemap for news names the titles of the last two days. An older page keeps its title."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.house import House
from fakes.site import Answer, serving
from fakes.sitemaps import NAMESPACE
from ilofeed.core.state import Outcome

PATH = "/sitemap.xml"
NEWS = (
    "<n:news><n:publication><n:language>fr</n:language></n:publication><n:title>La grève est finie</n:title>"
    "<n:publication_date>2026-08-03T10:00:00Z</n:publication_date></n:news>"
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        found = House(tmp_path, site)
        found.sources = {"news": site.origin + PATH}
        found.source_keys = 'profile = "sitemap"\n'
        yield found


def show(house: House, path: str, news: str = "") -> None:
    """Let the sitemap list the page at *path*, with the elements *news*."""
    body = (
        f'<urlset xmlns="{NAMESPACE}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{house.site.origin}{path}</loc>{news}</url></urlset>"
    )
    house.site.answer(Answer(body=body.encode(), content_type="application/xml"), PATH)


def test_a_page_keeps_the_title_that_its_sitemap_no_longer_names(house: House) -> None:
    show(house, "/la-greve", NEWS)
    house.poll()
    before = house.files()["news.json"]
    show(house, "/la-greve")

    (report,) = house.poll()

    assert (report.outcome, report.revised) == (Outcome.UNCHANGED, 0)
    assert house.files()["news.json"] == before
    assert not any(request.path == "/la-greve" for request in house.site.requests)


def test_a_title_that_the_sitemap_names_later_is_an_edit(house: House) -> None:
    show(house, "/la-greve")
    house.poll()
    show(house, "/la-greve", NEWS)

    (report,) = house.poll()

    assert report.revised == 1
    assert house.titles("news") == ["La grève est finie"]
