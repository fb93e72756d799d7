"""Publish feeds over several sources, and of entries that filters or tags choose."""

from __future__ import annotations

import feedparser
from msgspec.structs import replace

from fakes.house import House
from fakes.pages import ilo_list, some
from publish.house_lists import OTHER, listed


def test_all_holds_the_entries_of_all_sources_under_the_same_ids(house: House) -> None:
    house.site.show(ilo_list([listed(71, "Elsewhere"), listed(72, "Far away")]), OTHER)
    house.sources["other"] = house.site.origin + OTHER

    house.poll()

    assert set(house.titles("all")) == {*house.titles("news"), *house.titles("other")}
    assert house.ids("all") == house.ids("news") | house.ids("other")


def test_an_entry_of_a_feed_over_several_sources_has_the_site_of_its_source_as_author(house: House) -> None:
    house.sources["other"] = house.site.origin + OTHER
    house.site.show(ilo_list([listed(71, "Elsewhere")]), OTHER)

    house.poll()

    assert house.feed("all")["authors"] == [{"name": "feeds.example.org"}]
    assert [item["authors"] for item in house.feed("all")["items"]] == [[{"name": "127.0.0.1"}]] * 4
    for format in ("rss", "atom"):
        entries = feedparser.parse((house.output / f"all.{format}").read_bytes()).entries
        assert [entry.author for entry in entries] == ["127.0.0.1"] * 4


def test_an_item_of_two_sources_is_once_in_a_feed_over_both(house: House) -> None:
    house.site.show(ilo_list([*some(2), listed(71, "Elsewhere")]), OTHER)
    house.sources["other"] = house.site.origin + OTHER

    house.poll()

    assert len(house.titles("all")) == len(set(house.titles("all"))) == 4
    assert house.ids("other").items() - house.ids("news").items() == {("Elsewhere", house.ids("all")["Elsewhere"])}


def test_an_entry_is_in_one_archive_if_a_second_source_lists_it_after_that_archive_was_closed(
    house: House,
) -> None:
    first = listed(71, "In both")
    house.site.show(ilo_list([first]))
    for at in range(3):
        house.poll()
        house.clock.pass_by(days=40)
        house.sources["other"] = house.site.origin + OTHER
        house.site.show(ilo_list([listed(80 + at, f"Story {at}"), first]), OTHER)

    house.poll()

    names = (path.stem for path in house.output.glob("all.*.json"))
    archives = [house.ids(name) for name in names]
    assert len(archives) >= 2
    assert sum("In both" in archive for archive in archives) == 1


def test_a_feed_over_several_sources_shows_each_entry_with_the_time_of_its_own_feed(house: House) -> None:
    one_date = [replace(listed(number, f"Number {number}"), day="20 November 2026") for number in (3, 2, 1)]
    house.site.show(ilo_list(one_date))
    house.poll()
    house.site.show(ilo_list([replace(each, number=each.number + 70) for each in one_date]), OTHER)
    house.sources["other"] = house.site.origin + OTHER

    house.poll()

    own, others, both = (
        {each["id"]: each["date_published"] for each in house.feed(name)["items"]}
        for name in ("news", "other", "all")
    )
    assert both == own | others
    # Of two with one time, the one first seen last is above.
    assert list(both) == [each for pair in zip(others, own, strict=True) for each in pair]


def test_an_unchanged_feed_over_several_sources_is_not_written(house: House) -> None:
    house.poll()
    before = house.files()

    house.poll()

    assert house.files() == before


def test_a_feed_of_filtered_entries(house: House) -> None:
    house.site.show(ilo_list([listed(1, "SCORE in Ghana"), listed(2, "SCORE in Jordan"), listed(3, "Scoreboard")]))
    house.more = '[[feed]]\nslug = "score"\ntitle = "SCORE"\ninclude = ["score"]\nexclude = ["/jordan/"]\n'

    house.poll()

    assert house.titles("score") == ["SCORE in Ghana"]
    assert house.ids("score").items() <= house.ids("news").items()
    assert house.feed("score")["title"] == "SCORE"


def test_a_feed_without_entries_is_not_published_until_its_first_entry(house: House) -> None:
    house.more = '[[feed]]\nslug = "score"\ninclude = ["SCORE"]\n'
    house.poll()
    assert not (house.output / "score.rss").exists()
    assert b"score" not in (house.output / "feeds.opml").read_bytes()

    house.site.show(ilo_list([listed(9, "SCORE in Ghana"), *some(3)]))
    house.poll()

    assert house.titles("score") == ["SCORE in Ghana"]
    house.poll()
    assert b"score" in (house.output / "feeds.opml").read_bytes()


def test_sources_are_chosen_by_tag(house: House) -> None:
    house.site.show(ilo_list([listed(71, "Elsewhere")]), OTHER)
    house.source_keys = 'tags = ["one"]'
    house.more = (
        f'[[source]]\nslug = "other"\nurl = "{house.site.origin + OTHER}"\ntags = ["two"]\n'
        '[[feed]]\nslug = "second"\ntags = ["two"]\n'
    )

    house.poll()

    assert house.titles("second") == ["Elsewhere"]


def test_an_entry_that_has_moved_keeps_its_id_in_a_source_that_shows_it_later(house: House) -> None:
    items = some(3)
    house.site.show(ilo_list(items))
    house.poll()
    ids = house.ids("news")
    moved = [replace(item, section="/another/place") for item in items]
    house.site.show(ilo_list(moved))
    house.poll()

    house.site.show(ilo_list(moved))
    house.sources["other"] = house.site.origin + OTHER
    house.site.show(ilo_list(moved), OTHER)
    house.poll()

    assert house.ids("other") == ids
    assert house.ids("all") == ids
