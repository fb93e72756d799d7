"""Publish a chain of archives, which holds every entry that left the feed."""

from __future__ import annotations

import json
import os
from hashlib import sha256

import feedparser
import pytest
from msgspec.structs import replace

from fakes.house import House
from fakes.pages import Listed, ilo_list, some
from ilofeed.app import publish_all, queries
from ilofeed.publish.render import FORMATS
from ilofeed.publish.stamps import digest
from publish.house_lists import listed


def test_an_edit_changes_no_archive_and_the_history_is_complete(house: House) -> None:
    items = [listed(number, f"Story {number}") for number in range(1, 8)]
    for at in range(6, -1, -1):
        house.site.show(ilo_list(items[at:][:4]))
        house.poll()
        house.clock.pass_by(days=20)
    archives = {name: data for name, data in house.files().items() if name.count(".") == 2}
    assert len(archives) >= 9

    house.site.show(ilo_list([*items[:3], Listed(number=items[3].number, title="Edited long after")]))
    house.poll()

    assert house.files().items() >= archives.items()
    assert "Edited long after" in house.titles("news")
    seen, name = [], "news"
    while name:
        feed = house.feed(name)
        seen += [item["id"] for item in feed["items"]]
        name = feed.get("next_url", "").removeprefix("https://feeds.example.org/").removesuffix(".json")
    assert set(seen) == set(house.ids("news").values())
    assert len(seen) > len(house.titles("news"))


def test_an_archive_that_is_closed_with_a_retired_feed_has_not_ended(house: House) -> None:
    house.site.show(ilo_list(some(60)))
    base_url, house.base_url = house.base_url, ""
    house.poll()

    house.base_url = base_url
    house.source_keys = 'retire = "This feed has ended."'
    house.poll()

    assert house.feed("news")["expired"] is True
    assert "expired" not in house.feed(house.feed("news")["next_url"].rpartition("/")[2].removesuffix(".json"))


def test_archives_lead_from_one_to_the_next_in_rss_and_atom_too(house: House) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)

    for format in ("rss", "atom"):
        feed = feedparser.parse((house.output / f"news.{format}").read_bytes()).feed
        links = {link.rel: link.href for link in feed.links}
        assert links["prev-archive"].startswith("https://feeds.example.org/news.2026-")
        archive = house.output / links["prev-archive"].rpartition("/")[2]
        back = {link.rel: link.href for link in feedparser.parse(archive.read_bytes()).feed.links}
        assert back["current"] == links["self"] == f"https://feeds.example.org/news.{format}"


def test_lost_archives_are_published_again_byte_for_byte(house: House) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)
    before = {name: data for name, (data, _) in house.files().items()}
    for name in before:
        (house.output / name).unlink()

    with house.app() as app:
        assert all(isinstance(changed, bool) for _, changed in publish_all.publish_all(app))

    assert {name: data for name, (data, _) in house.files().items()} == before


def test_after_a_lost_database_the_archives_restore_entries_that_left_the_feed(house: House) -> None:
    house.general = "entries = 10"
    items = [listed(number, f"Story {number}") for number in range(1, 31)]
    for at in range(20, -1, -10):
        house.site.show(ilo_list(items[at : at + 12]))
        house.poll()
        house.clock.pass_by(days=40)
    before, archives = house.ids("news"), {name for name in house.files() if name.count(".") == 2}
    house.lose_database()

    house.site.show(ilo_list([listed(99, "The newest"), *items[:10]]))
    house.poll()

    with house.app() as app:
        known = dict(enumerate(queries.all_entries(app, app.config.plan("news"))))
    assert len(known) == 31
    assert before.items() <= {entry.item.title: entry.id for _, entry in known.values()}.items()
    assert archives <= set(house.files())


def ids_of_chain(house: House, name: str) -> list[list[str]]:
    """Return the ids in the feed *name* and in each archive before it, following `next_url`."""
    documents = []
    while name:
        feed = house.feed(name)
        documents.append([item["id"] for item in feed["items"]])
        name = feed.get("next_url", "").removeprefix(house.base_url).removesuffix(".json")
    return documents


def test_every_entry_is_in_the_feed_or_in_an_archive(house: House) -> None:
    house.general = "entries = 10"
    items = [listed(number, f"Story {number}") for number in range(1, 71)]
    house.clock.pass_by(days=9)  # the month is young
    for at in range(60, -1, -10):
        house.site.show(ilo_list(items[at:][:12]))
        house.poll()
        house.clock.pass_by(days=3)

    feed, *archives = ids_of_chain(house, "news")

    assert len(archives) == 1
    assert len(feed) == 20
    assert len({entry_id for document in (feed, *archives) for entry_id in document}) == 70


def test_a_feed_of_very_many_new_entries_shows_the_maximum_and_archives_the_rest(house: House) -> None:
    # Each source's newest are the latest of all, while those that came last are all of the last source.
    house.sources = {}
    for at in range(48):
        path = f"/s{at}/lang--en/index.htm"
        house.site.show(ilo_list([listed(1000 * at + number, f"{at}/{number}") for number in range(1, 13)]), path)
        house.sources[f"s{at}"] = house.site.origin + path

    house.poll()

    feed, *archives = ids_of_chain(house, "all")
    assert len(feed) == 500
    assert len({entry_id for document in (feed, *archives) for entry_id in document}) == 48 * 12


def test_archives_are_a_chain_to_the_first_entry(house: House) -> None:
    for at in range(4):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)

    assert [len(document) for document in ids_of_chain(house, "news")] == [4, 1, 1, 1]


def test_another_base_url_is_in_the_archives_too(house: House) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)

    house.base_url = "https://elsewhere.example.org/"
    house.poll()

    documents = [data for name, (data, _) in house.files().items() if name.endswith((".rss", ".atom", ".json"))]
    assert not any(b"feeds.example.org/" in data.replace(b"feeds.example.org,2026", b"") for data in documents)
    assert len(ids_of_chain(house, "news")) == 3


def test_the_feed_is_preferred_to_an_archive_after_a_lost_database(house: House) -> None:
    items = some(3)
    for shown in (items[2:], items[1:], items):
        house.site.show(ilo_list(shown))
        house.poll()
        house.clock.pass_by(days=31)
    edited = [items[0], replace(items[1], title="Put right"), items[2]]
    house.site.show(ilo_list(edited))
    house.poll()
    before = house.files()
    house.lose_database()

    (report,) = house.poll()

    assert (report.new, report.revised) == (0, 0)
    assert house.feed("news") == json.loads(before["news.json"][0])


def as_an_earlier_release_rendered(house: House) -> None:
    """Change all documents, and the stamps of feeds and pages, as if a release with another rendering wrote them."""
    with house.app() as app:
        for path in sorted(house.output.glob("news*.*")):
            name, _, format = path.name.rpartition(".")
            # Stamps of archives have been made from this number and the base_url since the first archive.
            is_closed = "." in name and format in FORMATS
            stamp = digest([4, house.base_url]) if is_closed else "of an earlier release"
            data = path.read_bytes().replace(b"\n", b"\n\n")
            record = app.store.publications(name)[format]
            older = replace(record, stamp=stamp, digest=sha256(data).hexdigest(), size=len(data))
            path.write_bytes(data)
            os.utime(path, (older.modified.timestamp(), older.modified.timestamp()))
            app.store.remember([older])
            if app.store.commons is not None:
                app.store.commons.put({(name, format): data})


def test_a_release_that_renders_differently_rewrites_feeds_once_and_archives_never(house: House) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)
    before = {name: data for name, (data, _) in house.files().items() if name.startswith("news.")}
    as_an_earlier_release_rendered(house)
    earlier = {name: data for name, (data, _) in house.files().items()}

    (report,) = house.poll()
    once = house.files()
    with house.app() as app:
        again = dict(publish_all.publish_all(app))

    assert (report.new, report.revised) == (0, 0)
    feeds = {f"news.{format}" for format in FORMATS}
    assert {name: once[name][0] for name in feeds} == {name: before[name] for name in feeds}
    archives = {name for name in before if name.count(".") == 2 and name.endswith(FORMATS)}
    pages = {name for name in before if name.count(".") == 2 and name.endswith(".html")}
    assert (len(archives), len(pages)) == (6, 2)
    assert {name: once[name][0] for name in archives} == {name: earlier[name] for name in archives}
    assert {name: once[name][0] for name in pages} == {name: before[name] for name in pages}
    assert not any(again.values())
    assert house.files() == once


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # with a shared database the files are copies
def test_an_archive_that_was_altered_by_hand_is_made_again_on_request(house: House) -> None:
    for at in range(2):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)
    house.poll()
    (path,) = house.output.glob("news.2026-*.atom")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Report", b"Riport"))

    with house.app() as app:
        assert any(changed is True for _, changed in publish_all.publish_all(app))

    assert path.read_bytes() == whole


def test_archives_of_a_renamed_feed_lead_on_under_its_new_slug(house: House) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)
    before = house.files()
    house.sources = {"fresh": house.sources["news"]}
    house.source_keys = 'former = ["news"]'

    house.poll()

    names, name = [], "fresh"
    while name:
        names.append(name)
        name = house.feed(name).get("next_url", "").rpartition("/")[2].removesuffix(".json")
    assert names[-1] == "fresh.2026-11"
    assert all(each.startswith("fresh") for each in names)
    assert house.files()["news.2026-11.json"] == before["news.2026-11.json"]
    assert house.ids("fresh.2026-11") == house.ids("news.2026-11")
