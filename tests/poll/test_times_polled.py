"""Times of entries of one date, from the page to the feeds, and what programs that compare times find in them."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from fakes.pages import Listed, ilo_list
from fakes.world import NEWS, World
from ilofeed.core.errors import FetchError
from ilofeed.core.state import Outcome
from ilofeed.poll.poller import Poller
from ilofeed.publish import recover
from ilofeed.store import open_store
from ilofeed.store.sqlite import SqliteStore
from store.older import make_older

DATE = "20 November 2026"


def of_one_date(*numbers: int, day: str = DATE) -> list[Listed]:
    return [Listed(number=number, title=f"Report number {number} on work", day=day) for number in numbers]


def times(world: World, name: str = "news.json") -> dict[str, str]:
    """Return the times in a feed by title, in the order of the feed."""
    feed = json.loads((world.output / name).read_bytes())
    return {each["title"].split()[2]: each["date_published"] for each in feed["items"]}


def polled(world: World, items: list[Listed]) -> dict[str, str]:
    """Poll *items* an hour later, and return the times in the feed."""
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list(items))
    assert world.poll().outcome is not Outcome.QUARANTINED
    return times(world)


def test_feeds_show_the_entries_of_a_date_in_the_order_of_the_list(world: World) -> None:
    found = polled(world, of_one_date(7, 6, 5, 4, 3, 2, 1))

    assert list(found) == ["7", "6", "5", "4", "3", "2", "1"]
    assert list(found.values()) == [f"2026-11-20T12:00:0{second}Z" for second in range(6, -1, -1)]


def test_a_program_that_keeps_the_latest_time_finds_all_that_comes_later(world: World) -> None:
    """scoutrss and doveseed announce what is later than the latest entry that they know."""
    listed = of_one_date(2, 1)
    latest = max(polled(world, listed).values())
    for numbers in ((3,), (6, 5, 4), (8, 7)):
        listed = [*of_one_date(*numbers), *listed]

        found = polled(world, listed)

        later = [number for number, time in found.items() if time > latest]
        assert later == [str(number) for number in numbers]
        latest = max(found.values())


def test_mails_of_one_date_have_names_of_their_own_in_a_folder_named_by_second(world: World) -> None:
    """feed2imap names the files of a Maildir by the second of an entry."""
    polled(world, of_one_date(3, 2, 1))

    found = polled(world, [*of_one_date(6, 5, 4), *of_one_date(3, 2, 1)])

    assert len(set(found.values())) == len(found) == 6


def test_a_late_entry_of_an_older_date_is_the_latest_of_that_date(world: World) -> None:
    listed = [*of_one_date(5, 4, day="21 November 2026"), *of_one_date(3, 2)]
    before = polled(world, listed)

    found = polled(world, [*listed[:3], *of_one_date(9), *listed[3:]])

    assert found.pop("9") == "2026-11-20T12:00:02Z"
    assert found == before


def test_entries_that_left_the_page_more_than_a_feed_ago_still_have_their_times(world: World) -> None:
    others = of_one_date(*range(500, 380, -1), day="21 November 2026")
    polled(world, of_one_date(3, 2, 1))
    polled(world, [*others, *of_one_date(3, 2, 1)])
    polled(world, others[:9])

    polled(world, [*others[:9], *of_one_date(381)])  # with another date now
    polled(world, others[:9])
    polled(world, [*of_one_date(8), *others[:9]])

    published = {entry.item.title.split()[2]: entry.published for entry in world.store.newest("news", 200)}
    assert [f"{published[number]:%F %T}" for number in ("1", "2", "3", "381", "8")] == [
        f"2026-11-20 12:00:0{second}" for second in range(5)
    ]


def test_entries_of_a_list_with_its_oldest_item_on_top_arrive_from_the_top(world: World) -> None:
    days = [f"{day} November 2026" for day in (17, 18, 19, 20)]
    listed = [each for at, day in enumerate(days) for each in of_one_date(2 * at + 1, 2 * at + 2, day=day)]

    found = polled(world, listed)

    arrived = [entry.item.title.split()[2] for _, entry in world.store.unarchived("news", ["news"])]
    assert arrived == [*"12345678"]
    assert list(found) == [*"87654321"]
    assert (found["8"], found["7"]) == ("2026-11-20T12:00:01Z", "2026-11-20T12:00:00Z")


def test_a_new_order_a_new_title_and_a_moved_site_change_no_time(world: World) -> None:
    before = polled(world, of_one_date(4, 3, 2, 1))
    moved = [replace(each, section="/resource/news") for each in of_one_date(1, 3, 4, 2)]
    corrected = [replace(moved[0], title=f"{moved[0].title}, corrected"), *moved[1:]]

    found = polled(world, corrected)

    assert found == before


def test_another_printed_date_gives_a_time_after_those_of_that_date(world: World) -> None:
    listed = [*of_one_date(4, 3, day="21 November 2026"), *of_one_date(2, 1)]
    before = polled(world, listed)

    found = polled(world, [*listed[:2], *of_one_date(2, day="21 November 2026"), *listed[3:]])

    assert found.pop("2") == "2026-11-21T12:00:02Z"
    assert found == {number: time for number, time in before.items() if number != "2"}


def test_a_date_that_a_changed_configuration_reads_gives_a_time_after_all_of_that_date(world: World) -> None:
    listed = of_one_date(6, 5, 4, 3, 2, 1, day="5 November 2026")
    polled(world, listed)
    undated = polled(world, [*of_one_date(7, day="05/11/2026"), *listed[2:]])
    world.clock.pass_by(hours=1)

    world.poll(replace(NEWS, date_order="dmy"))

    assert undated["7"].startswith("2026-11-23")
    assert times(world) == {
        number: f"2026-11-05T12:00:0{second}Z" for number, second in zip("7654321", range(6, -1, -1), strict=True)
    }


def test_an_approved_poll_gives_the_same_times_as_one_that_needed_no_approval(world: World) -> None:
    polled(world, of_one_date(2, 1))
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list(of_one_date(*range(50, 30, -1))))
    assert world.poll().outcome is Outcome.QUARANTINED

    world.accept()

    found = times(world)
    assert (found["31"], found["50"]) == ("2026-11-20T12:00:02Z", "2026-11-20T12:00:21Z")


def test_a_lost_database_gets_the_times_back_from_the_feed(world: World, tmp_path: Path) -> None:
    today = f"{world.clock.now():%d %B %Y}"
    ahead = f"{world.clock.now() + timedelta(days=30):%d %B %Y}"
    listed = [
        *of_one_date(6, 5, day=today),
        *of_one_date(4, 3, 2),
        *of_one_date(1, day=""),
        *of_one_date(7, day=ahead),
        Listed(number=8, title="Report number 8 on work", day="", section="/news/2026/11/20"),
    ]
    before = polled(world, listed)
    kept = {entry.id: (entry.published, entry.noon_offset) for entry in world.store.newest("news", 9)}
    document = (world.output / "news.json").read_bytes()

    with closing(open_store("sqlite:///second.db", folder=tmp_path)) as store:
        again = World(store, tmp_path)
        again.clock.pass_by(days=1)
        again.poller = Poller(
            replace(again.services, recover=lambda _: recover.read(again.output / "news.json", NEWS))
        )
        again.fetch.show(ilo_list(listed))
        again.poll()
        recovered = {entry.id: (entry.published, entry.noon_offset) for entry in store.newest("news", 9)}
        unchanged = (again.output / "news.json").read_bytes()
        found = polled(again, [*of_one_date(10, 9), *listed])

    assert recovered == kept
    assert unchanged == document
    assert before["8"] == "2026-11-20T12:00:00Z"  # the date of its address
    assert [found.pop(number) for number in ("9", "10")] == ["2026-11-20T12:00:04Z", "2026-11-20T12:00:05Z"]
    assert found == before


def test_a_restored_backup_gets_the_new_time_of_a_redated_entry_from_the_feed(tmp_path: Path) -> None:
    listed = [*of_one_date(4, 3, day="21 November 2026"), *of_one_date(2, 1)]
    with closing(SqliteStore(tmp_path / "first.db")) as store:
        world = World(store, tmp_path)
        polled(world, listed)
        store.backup(str(tmp_path / "backup.db"))
        before = polled(world, [*listed[:2], *of_one_date(2, day="21 November 2026"), *listed[3:]])

    with closing(SqliteStore(tmp_path / "backup.db")) as store:
        again = World(store, tmp_path)
        again.clock.pass_by(hours=3)
        again.poller = Poller(
            replace(again.services, recover=lambda _: recover.read(again.output / "news.json", NEWS))
        )
        again.fetch.answer = FetchError("timeout", "It does not answer.")
        again.poll()
        entries = store.newest("news", 9)

    assert {entry.item.title.split()[2]: f"{entry.published:%FT%TZ}" for entry in entries} == before
    assert before["2"] == "2026-11-21T12:00:02Z"


def test_an_upgrade_changes_no_byte_and_new_entries_are_above_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "ilofeed.db"
    with closing(SqliteStore(path)) as store:
        world = World(store, tmp_path)
        polled(world, of_one_date(3, 2, 1))
        with store.writing():
            store.write("UPDATE entry SET noon_offset = 0")
            store.write("UPDATE publication SET stamp = ''")
        world.publisher(NEWS, world.state, thoroughly=True)
        before = world.files()
        assert set(times(world).values()) == {"2026-11-20T12:00:00Z"}
    make_older(path, 22)

    with closing(open_store(f"sqlite:///{path}")) as store:
        world = World(store, tmp_path)
        world.clock.pass_by(hours=2)
        world.publisher(NEWS, world.state, thoroughly=True)
        after = world.files()
        found = polled(world, of_one_date(5, 4, 3, 2, 1))

    assert after == before
    assert found == {
        "5": "2026-11-20T12:00:02Z",
        "4": "2026-11-20T12:00:01Z",
        **dict.fromkeys(("3", "2", "1"), "2026-11-20T12:00:00Z"),
    }
