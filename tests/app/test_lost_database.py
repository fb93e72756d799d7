"""A lost database is learned again from the archives as well: they stay as they were published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.feeds import FIRST, Post, rss
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.site import LIST_PATH, Answer, Site, serving

PRESS = "/press/lang--en/index.htm"
#: Polls every twenty days, each with three new items.
POLLS = 6


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def house(address: str, tmp_path: Path, site: Site) -> House:
    house = House(tmp_path, site, address)
    house.sources["press"] = f"{site.origin}{PRESS}"
    return house


def show(site: Site, count: int, *, dated: bool = True) -> None:
    """The ten newest of *count* items in each of two lists."""
    for path, first, about in (("", 880_001, "work"), (PRESS, 990_001, "pay")):
        items = [each if dated else replace(each, day="") for each in some(count, first, about)[:10]]
        if path:
            site.show(ilo_list(items), path)
        else:
            site.show(ilo_list(items))


def archives(house: House) -> dict[str, bytes]:
    # The page of an archive changes when the next one is closed.
    found = {name: data for name, (data, _) in house.files().items() if name.count(".") == 2}
    return {name: data for name, data in found.items() if not name.endswith(".html")}


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.slow
def test_archives_over_several_sources_stay_as_they_were(house: House, site: Site, *, dated: bool) -> None:
    for count in range(10, 10 + 3 * POLLS, 3):
        show(site, count, dated=dated)
        house.poll()
        house.clock.pass_by(days=20)
    before = archives(house)
    house.lose_database()

    polls = house.poll()

    assert len({name for name in before if name.startswith("all.")}) >= 9
    assert archives(house) == before
    assert [each.new for each in polls] == [0, 0]
    with house.app() as app:
        assert app.store.withdrawn() == {}


@pytest.mark.slow
def test_later_archives_go_on_where_the_published_ones_end(house: House, site: Site) -> None:
    for count in range(10, 10 + 3 * POLLS, 3):
        show(site, count)
        house.poll()
        house.clock.pass_by(days=20)
    before = archives(house)
    house.lose_database()

    for count in range(10 + 3 * POLLS, 10 + 6 * POLLS, 3):
        show(site, count)
        house.poll()
        house.clock.pass_by(days=20)

    after = archives(house)
    assert before.items() <= after.items()
    names = sorted({name.rpartition(".")[0] for name in after if name.startswith("all.")})
    shown = [each["id"] for name in [*names, "all"] for each in house.feed(name)["items"]]
    assert len(set(shown)) == 2 * (10 + 3 * (2 * POLLS - 1))


def test_a_retired_feed_keeps_the_time_of_its_farewell(house: House) -> None:
    show(house.site, 10)
    house.poll()
    house.source_keys = 'retire = "This feed has ended."'
    house.poll()
    before = house.feed("news")
    house.lose_database()

    house.poll()

    assert house.feed("news") == before


def test_entries_of_a_feed_keep_their_times_texts_and_files(house: House, site: Site) -> None:
    house.source_keys = 'profile = "feed"'
    more = '<category>Port</category><enclosure url="/1.mp3" type="audio/mpeg" length="12345678"/>'
    midnight = FIRST.replace(hour=0, minute=0, second=0)
    shown = [
        *(Post(number=each, html="<b>Text</b>", more=more) for each in (9, 8, 7)),
        Post(number=1, at=midnight),
    ]
    for path in (LIST_PATH, PRESS):
        site.answer(Answer(body=rss(shown).encode(), content_type="application/rss+xml"), path)
    house.poll()
    before = house.feed("news")
    house.lose_database()

    house.poll()

    assert len(before["items"]) == 4
    assert house.feed("news") == before
