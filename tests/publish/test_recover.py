"""A lost database learns the entries again from what was published."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.pages import Listed, ilo_list, some
from fakes.world import NEWS, URL, World
from ilofeed.core import ids as keys
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Item, Page
from ilofeed.core.state import Outcome, RecoveredFeed
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.publish import recover
from ilofeed.store import open_store

RICH = [
    Listed(
        number=1,
        title="“Fair” work – now",
        summary="All about it.",
        kicker="Press release",
        day="1 May 2023, Hanoi",
    ),
    Listed(number=2, title="No day, no summary", summary="", day=""),
    Listed(number=3, title="Plain"),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(open_store("sqlite:///first.db", folder=tmp_path), tmp_path)


def with_a_new_database(world: World, folder: Path) -> World:
    """The same world after the loss of its database."""
    world.store.close()
    later = World(open_store("sqlite:///second.db", folder=folder), folder)
    later.clock.pass_by(days=30)
    return later


def seeded(world: World) -> World:
    """With the pipeline that reads what was published."""

    world.poller = Poller(
        PollServices(
            store=world.store,
            fetch_for=lambda _: world.fetch,
            publish=world.publisher,
            clock=world.clock,
            mint=lambda item: keys.mint(item, "other.example.org,2030"),
            recover=lambda source: recover.read(world.output / f"{source.slug}.json", source),
        )
    )
    return world


def test_entries_come_back_with_ids_words_and_dates(world: World) -> None:
    world.fetch.show(ilo_list(RICH))
    world.poll()
    kept = {entry.id: entry for entry in world.store.newest("news", 9)}

    found = recover.read(world.output / "news.json", NEWS).entries

    assert {entry.id for entry in found} == kept.keys()
    for entry in found:
        before = kept[entry.id]
        assert replace(entry.item, number=None) == replace(before.item, number=None)
        assert (entry.first_seen, entry.updated) == (before.first_seen, before.updated)
        assert entry.aliases == before.aliases
    world.store.close()


def test_after_a_loss_nothing_is_announced_again_and_the_next_item_once(world: World, tmp_path: Path) -> None:
    world.fetch.show(ilo_list(some(7)))
    world.poll()
    ids = {each["id"] for each in json.loads(world.files()["news.json"][0])["items"]}
    later = seeded(with_a_new_database(world, tmp_path))
    later.fetch.show(ilo_list(some(8)))

    report = later.poll()

    assert (report.outcome, report.new, report.revised, report.moved) == (Outcome.CHANGED, 1, 0, 0)
    after = {each["id"] for each in json.loads(later.files()["news.json"][0])["items"]}
    assert ids < after
    assert len(after) == 8
    later.store.close()


def test_the_gate_guards_the_first_poll_after_a_loss(world: World, tmp_path: Path) -> None:
    world.fetch.show(ilo_list(some(7)))
    world.poll()
    before = world.files()
    later = seeded(with_a_new_database(world, tmp_path))
    later.fetch.show(ilo_list(some(7, first=990_001, about="pay")))

    report = later.poll()

    assert report.outcome is Outcome.QUARANTINED
    assert later.files() == before
    later.store.close()


def test_what_the_feed_no_longer_showed_is_not_announced_again(world: World, tmp_path: Path) -> None:
    world.fetch.show(ilo_list(some(60)))
    world.poll()
    shown = {each["id"] for each in json.loads(world.files()["news.json"][0])["items"]}
    document = json.loads(world.files()["news.json"][0])
    document["items"] = document["items"][:50]
    (world.output / "news.json").write_text(json.dumps(document))
    later = seeded(with_a_new_database(world, tmp_path))
    later.fetch.answer = FetchError("timeout", "It does not answer.")
    later.poll()
    later.fetch.show(ilo_list(some(61)))

    report = later.poll(dry_run=True), later.poll()

    assert [(each.outcome, each.new) for each in report] == [(Outcome.CHANGED, 1)] * 2
    after = {each["id"] for each in json.loads(later.files()["news.json"][0])["items"]}
    assert len(after - shown) == 1
    later.fetch.show(ilo_list(some(62)))
    assert later.poll().new == 1
    assert later.store.counts() == {"news": 52}
    later.store.close()


def test_dates_from_a_clock_that_was_ahead_are_corrected_after_a_loss_too(world: World, tmp_path: Path) -> None:
    world.clock.pass_by(days=300)
    world.fetch.show(ilo_list(some(7)))
    world.poll()
    later = seeded(with_a_new_database(world, tmp_path))

    for count in (7, 8):
        later.clock.pass_by(hours=1)
        page = ilo_list(some(count)).encode()
        later.fetch.answer = Page(url=URL, body=page, date=later.clock.now())
        later.poll()

    entries = later.store.newest("news", 9)
    assert len(entries) == 8
    assert max(entry.updated for entry in entries) <= later.clock.now()
    assert "Report number 8 " in later.files()["news.json"][0].decode()
    later.store.close()


def test_a_dry_run_after_a_loss_says_what_a_real_one_would_do(world: World, tmp_path: Path) -> None:
    world.fetch.show(ilo_list(some(7)))
    world.poll()
    later = seeded(with_a_new_database(world, tmp_path))
    later.fetch.show(ilo_list(some(8)))

    report = later.poll(dry_run=True)

    assert (report.outcome, report.new, report.moved) == (Outcome.CHANGED, 1, 0)
    assert later.store.newest("news", 9) == ()
    later.store.close()


def test_the_feeds_are_the_same_bytes_after_a_loss(world: World, tmp_path: Path) -> None:
    world.fetch.show(ilo_list(RICH))
    world.poll()
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list([*RICH[:2], replace(RICH[2], title="Plain, corrected")]))
    world.poll()
    before = world.files()
    later = seeded(with_a_new_database(world, tmp_path))
    later.fetch.answer = world.fetch.answer

    assert later.poll().outcome is Outcome.UNCHANGED
    assert later.files() == before
    later.store.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{}]}',
        b'{"version": "2", "items": []}',
        b"\xff",
    ],
)
def test_what_is_no_feed_of_ours_seeds_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "news.json").write_bytes(content)

    assert recover.read(tmp_path / "news.json", NEWS) == RecoveredFeed()
    assert recover.read(tmp_path / "nowhere.json", NEWS) == RecoveredFeed()


def test_what_is_in_archives_counts_as_below_all_that_came_later(tmp_path: Path) -> None:
    for name, first in (("news", 1), ("news.2026-11", 2), ("news.2026-10", 4)):
        items = [
            {
                "id": f"urn:{number}", "url": f"https://www.ilo.org/{number}", "title": f"Number {number}",
                "date_published": "2023-05-01T12:00:00Z", "date_modified": "2023-05-02T12:00:00Z",
            }
            for number in range(first, first + 3)
        ]  # fmt: skip
        feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
        (tmp_path / f"{name}.json").write_text(json.dumps(feed))

    found = recover.read(tmp_path / "news.json", NEWS).entries

    on_page = sorted(found, key=lambda entry: entry.item.number or 0)
    assert [entry.id for entry in on_page] == [f"urn:{number}" for number in range(1, 7)]
    assert len({entry.item.number for entry in found}) == 6


def test_an_entry_that_cannot_be_trusted_is_left_out(tmp_path: Path) -> None:
    good = {
        "id": "urn:x", "url": "https://www.ilo.org/a", "title": "A", "date_published": "2023-05-01T12:00:00Z",
        "date_modified": "2023-05-02T12:00:00Z",
    }  # fmt: skip
    items = [
        good,
        good | {"url": "javascript:alert(1)"},
        good | {"id": ""},
        good | {"date_modified": "2023-05-02T12:00:00"},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    (tmp_path / "news.json").write_text(json.dumps(feed))

    (entry,) = recover.read(tmp_path / "news.json", NEWS).entries

    assert entry.item == Item(number=1, key="www.ilo.org/a", title="A", link="https://www.ilo.org/a")
    assert entry.first_seen.day == 1


AUTHORED = (
    '<html lang="en"><body><div class="ilo--card"><time>1 May 2023</time>'
    '<a class="ilo--card--link" href="/resource/article/a-post-of-hers" title="A post"></a>'
    '<figure class="ilo--profile"><img src="/n.jpg"><div class="ilo--profile--name">N. Nguyen</div></figure></div>'
    '<div class="ilo--card"><time>1 May 2023</time>'
    '<a class="ilo--card--link" href="/resource/article/a-post-of-nobody" title="Another"></a></div></body></html>'
)


def test_the_author_of_an_entry_is_published_and_survives_the_loss_of_the_database(
    world: World, tmp_path: Path
) -> None:
    world.fetch.show(AUTHORED)
    world.poll()
    before = world.files()
    later = seeded(with_a_new_database(world, tmp_path))
    later.fetch.answer = world.fetch.answer
    later.poll()

    feed = json.loads(before["news.json"][0])
    assert {each["title"]: each["authors"] for each in feed["items"]} == {
        "A post": [{"name": "N. Nguyen"}],
        "Another": feed["authors"],
    }
    assert b"N. Nguyen</dc:creator>" in before["news.rss"][0]
    assert feed["authors"] == [{"name": "International Labour Organization"}]
    assert {entry.item.author for entry in later.store.newest("news", 9)} == {"N. Nguyen", None}
    assert later.files() == before
    later.store.close()


@pytest.mark.parametrize(
    ("written", "published"),
    [("2026-12-24", date(2026, 12, 24)), ("2020-01-01", date(2026, 11, 20)), ("soon", date(2026, 11, 20))],
)
def test_a_date_ahead_counts_if_it_is_later_than_the_date_of_publication(
    written: str, published: date, tmp_path: Path
) -> None:
    item = {
        "id": "tag:feeds.example.org,2026:e1",
        "url": "https://www.ilo.org/meetings-and-events/forum",
        "title": "Forum",
        "date_published": "2026-11-20T09:30:00Z",
        "date_modified": "2026-11-20T09:30:00Z",
        "_ilofeed": {"date_text": "24 - 26 December 2026", "date_ahead": written},
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Events", "items": [item]}
    (tmp_path / "news.json").write_text(json.dumps(feed), encoding="utf-8")

    (entry,) = recover.read(tmp_path / "news.json", NEWS).entries

    assert entry.item.published == published
