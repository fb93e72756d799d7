"""The title of a feed is made once, at its first good poll."""

from __future__ import annotations

from fakes.house import House
from fakes.pages import ilo_list, some


def show(house: House, element: str, heading: str, count: int = 3) -> None:
    page = ilo_list(some(count), title=heading)
    house.site.show(page.replace(f"<title>{heading}<", f"<title>{element}<"))


def test_a_new_feed_is_called_by_page_and_site(house: House) -> None:
    show(house, "Site 12 | News", "News")

    house.poll()

    assert house.feed("news")["title"] == "News · Site 12"


def test_a_feed_keeps_its_title_when_the_page_gets_another_one(house: House) -> None:
    show(house, "Site 12 | News", "News")
    house.poll()
    before = house.files()

    show(house, "Another site | Press", "Press")
    house.poll()
    unchanged = house.files()
    show(house, "Another site | Press", "Press", count=4)
    house.poll()

    assert unchanged == before
    assert house.feed("news")["title"] == "News · Site 12"
    assert len(house.titles("news")) == 4


def test_a_page_that_had_no_title_gives_one_later(house: House) -> None:
    show(house, "", "")
    house.poll()
    nameless = house.feed("news")["title"]

    show(house, "Site 12 | News", "News")
    house.poll()

    assert nameless == "news"
    assert house.feed("news")["title"] == "News · Site 12"


def test_a_title_of_the_configuration_wins(house: House) -> None:
    show(house, "Site 12 | News", "News")
    house.poll()
    house.source_keys = 'title = "Mine"'

    house.poll()

    assert house.feed("news")["title"] == "Mine"
