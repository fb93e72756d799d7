"""The contract of every store for feeds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from ilofeed.core.models import Entry
from ilofeed.core.protocols import Store
from ilofeed.core.state import Body, HubNotification
from ilofeed.store import feeds
from store.samples import NOON, archive, commit, entry, later

TOPIC, HUB = "https://feeds.example.org/news.rss", "https://hub.example.org/"


def keep(store: Store, slug: str, *entries: Entry) -> None:
    claimed = store.claim([slug])[slug]
    assert store.record(commit(replace(claimed, last_poll=NOON), entries))


def test_the_latest_of_several_sources_come_with_their_source(store: Store) -> None:
    keep(store, "news", entry("a", first_seen=later(1)), entry("b", first_seen=later(3)))
    keep(store, "stories", entry("c", first_seen=later(2)))
    keep(store, "other", entry("d", first_seen=later(9)))
    keep(store, "news", replace(entry("e", first_seen=later(8)), announced=False))

    found = store.latest(["news", "stories"], 2)

    assert [(slug, each.id) for slug, each in found] == [("news", entry("b").id), ("stories", entry("c").id)]
    assert len(store.latest(["news", "stories"], 10)) == 3
    assert store.latest([], 10) == ()


def test_the_latest_of_very_many_sources_are_found(store: Store) -> None:
    keep(store, "news", entry("a"))

    assert len(store.latest([f"s{number}" for number in range(1200)] + ["news"], 5)) == 1


def test_what_came_after_the_last_archive_comes_in_the_order_in_which_it_came(store: Store) -> None:
    keep(store, "news", entry("c", first_seen=later(3)), entry("b", first_seen=later(2)))
    keep(store, "stories", entry("x", first_seen=later(9)))
    keep(store, "news", entry("late", first_seen=later(1)), entry("c", first_seen=later(3)))

    found = [each.id for _, each in store.unarchived("news", ["news"])]
    assert found == [entry(name).id for name in ("b", "c", "late")]

    store.remember((), [archive("news", "2026-11", entry("b"), entry("c"))])

    assert [each.id for _, each in store.unarchived("news", ["news"])] == [entry("late").id]
    assert len(tuple(store.unarchived("all", ["news", "stories"]))) == 4
    keep(store, "news", replace(entry("c", first_seen=later(3)), updated=later(50)))
    assert [each.id for _, each in store.unarchived("news", ["news"])] == [entry("late").id]


def test_an_archive_ends_with_the_last_arrival_of_its_own_sources(store: Store) -> None:
    keep(store, "news", entry("a"))
    keep(store, "news", entry("b"))
    keep(store, "stories", entry("a"))  # the same entry, and later

    store.remember((), [archive("news", "2026-11", entry("a"))])

    assert [each.id for _, each in store.unarchived("news", ["news"])] == [entry("b").id]


def test_what_another_source_shows_later_too_does_not_close_what_came_between(store: Store) -> None:
    keep(store, "news", entry("a"))
    keep(store, "stories", entry("b"))
    keep(store, "news", entry("c"))
    keep(store, "stories", entry("a"))
    keep(store, "news", entry("d"))

    closed = (
        archive("all", "2026-11", entry("a"), sources=("news", "stories")),
        archive("all", "2026-11-2", entry("b"), sources=("news", "stories")),
    )
    store.remember((), closed)

    left = [each.id for _, each in store.unarchived("all", ["news", "stories"])]
    assert left == [entry(name).id for name in ("c", "d")]
    assert store.archive_names("all") == ("2026-11", "2026-11-2")


def test_what_an_archive_has_is_not_archived_again_when_another_source_lists_it(store: Store) -> None:
    keep(store, "news", entry("a"))
    store.remember((), [archive("all", "2026-11", entry("a"), sources=("news", "stories"))])

    keep(store, "stories", entry("a"))
    keep(store, "stories", entry("b"))

    assert [each.id for _, each in store.unarchived("all", ["news", "stories"])] == [entry("b").id]
    assert [each.id for _, each in store.unarchived("stories", ["stories"])] == [entry("a").id, entry("b").id]


def test_what_was_left_out_of_an_archive_is_archived_when_another_source_lists_it(store: Store) -> None:
    keep(store, "news", entry("a"))  # for example one that a filter excludes under the title of this source
    keep(store, "news", entry("b"))
    store.remember((), [archive("chosen", "2026-11", entry("b"), sources=("news", "stories"))])

    keep(store, "stories", entry("a"))

    left = [(source, each.id) for source, each in store.unarchived("chosen", ["news", "stories"])]
    assert left == [("stories", entry("a").id)]


def test_the_archive_of_each_earlier_arrival_is_looked_at(store: Store) -> None:
    both = ("news", "stories")
    for name in "abc":
        keep(store, "news", entry(name))
        store.remember((), [archive("all", f"2026-0{'abc'.index(name) + 1}", entry(name), sources=both)])

    keep(store, "stories", *(entry(name, first_seen=later(at)) for at, name in enumerate("abcd")))

    assert [each.id for _, each in store.unarchived("all", both)] == [entry("d").id]


def test_what_is_not_archived_is_the_same_in_parts_of_any_size(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = ("news", "stories")
    for number in range(12):
        slug = both[number % 2]
        keep(store, slug, replace(entry(f"e{number}"), announced=number % 5 > 0), entry(f"shared{number // 3}"))
    store.remember((), [archive("all", "2026-11", entry("e1"), entry("shared0"), sources=both)])
    whole = tuple(store.unarchived("all", both))

    monkeypatch.setattr(feeds, "_AT_ONCE", 2)

    assert tuple(store.unarchived("all", both)) == whole
    assert len(whole) > 10


def test_what_comes_after_something_was_forgotten_is_not_taken_for_archived(store: Store) -> None:
    keep(store, "news", entry("a"))
    keep(store, "gone", entry("b"), entry("c"))
    store.remember((), [archive("all", "2026-11", entry("b"), entry("c"), sources=("news", "gone"))])

    store.forget(["gone"])
    keep(store, "news", entry("d"))

    assert [each.id for _, each in store.unarchived("all", ["news"])] == [entry("d").id]


def test_archives_come_back_as_they_were_in_their_order(store: Store) -> None:
    keep(store, "news", entry("a"))
    keep(store, "news", entry("b"))
    first = archive("news", "2026-9", entry("a"))
    second = archive("news", "2026-10", entry("b"))

    store.remember((), [first])
    store.remember((), [second])

    silent = [
        replace(each.feed, entries=(replace(each.feed.entries[0], aliases=frozenset()),))
        for each in (first, second)
    ]
    assert [each.feed for each in store.archives("news", store.archive_names("news"))] == silent
    assert store.archive_names("news") == ("2026-9", "2026-10")
    assert store.archive_names("all") == ()


def test_a_name_leads_to_the_id_of_its_first_entry(store: Store) -> None:
    keep(store, "news", entry("later", "WCMS_1/en", "x", first_seen=later(5)))
    keep(store, "stories", entry("first", "WCMS_1/en", first_seen=later(1)))

    found = store.named(["WCMS_1/en", "x", "unknown"])

    assert found == {"WCMS_1/en": entry("first").id, "x": entry("later").id}


def test_texts_are_kept_beside_the_entries_and_asked_for_the_latest_first(store: Store) -> None:
    keep(store, "news", *(entry(name, first_seen=later(at)) for at, name in enumerate("abcd")))

    assert [each.id for each in store.without_body("news", 50, 3, 2)] == [entry("d").id, entry("c").id]
    store.keep_body("news", entry("d").id, "<p>d</p>")
    store.keep_body("news", entry("c").id, None)
    store.keep_body("news", entry("c").id, None)

    assert store.bodies("news", [entry(name).id for name in "abcd"]) == {entry("d").id: Body(html="<p>d</p>")}
    assert store.body_counts(["news", "other"]) == {"news": 1}
    assert [each.id for each in store.without_body("news", 2, 3, 9)] == [entry("c").id]
    store.keep_body("news", entry("c").id, None)
    assert store.without_body("news", 2, 3, 9) == ()
    store.keep_body("news", entry("c").id, "<p>c</p>")
    assert len(store.bodies("news", [entry("c").id])) == 1


def test_the_title_on_the_page_of_an_entry_is_kept_with_or_without_its_text(store: Store) -> None:
    keep(store, "news", entry("a"), entry("b"))

    store.keep_body("news", entry("a").id, None, "The whole title")
    store.keep_body("news", entry("b").id, None)

    assert store.bodies("news", [entry(name).id for name in "ab"]) == {
        entry("a").id: Body(title="The whole title")
    }
    assert store.body_counts(["news"]) == {}
    assert len(store.without_body("news", 2, 3, 9)) == 2
    store.keep_body("news", entry("a").id, "<p>a</p>")
    assert store.bodies("news", [entry("a").id]) == {entry("a").id: Body(html="<p>a</p>", title="The whole title")}


def test_a_feed_ends_once(store: Store) -> None:
    assert store.retired("news", later(0.5)) == NOON
    assert store.retired("news", later(99)) == NOON
    assert store.retired("other", later(99)) == later(99)


def test_hubs_are_due_at_their_time_and_deleted_once_notified(store: Store) -> None:
    one, two = (
        HubNotification(topic=TOPIC, hub=HUB, due_at=NOON),
        HubNotification(topic=f"{TOPIC}2", hub=HUB, due_at=later(60)),
    )
    store.remember((), pings=[one, two])

    assert store.pings(later(1), 9) == (one,)
    assert store.pings(later(60), 1) == (one,)
    store.finish_ping(one, later(30))
    assert store.pings(later(29), 9) == ()
    (again,) = store.pings(later(30), 9)
    assert (again.tries, again.due_at) == (1, later(30))
    store.finish_ping(again, None)
    assert store.pings(later(99), 9) == (two,)


def test_a_change_after_a_hub_was_asked_stays_due(store: Store) -> None:
    ping = HubNotification(topic=TOPIC, hub=HUB, due_at=NOON)
    store.remember((), pings=[ping])

    changed = replace(ping, due_at=later(5))
    store.remember((), pings=[changed])
    store.finish_ping(ping, None)

    assert store.pings(later(9), 9) == (changed,)


def test_all_that_is_known_goes_by_another_slug(store: Store) -> None:
    keep(store, "news", entry("a", "alias"))
    store.keep_body("news", entry("a").id, "<p>a</p>")
    store.remember((), [archive("news", "2026-11", entry("a"))])

    assert store.rename("news", "fresh")

    assert store.state("news") is None
    assert [each.aliases for each in store.newest("fresh", 9)] == [frozenset({"alias"})]
    assert store.bodies("fresh", [entry("a").id])
    assert store.archive_names("fresh") == ("2026-11",)
    assert len(store.polls("fresh", 9)) == 1
    assert tuple(store.unarchived("fresh", ["fresh"])) == ()
    assert not store.rename("news", "fresh")


def test_what_is_known_by_both_slugs_stays_apart(store: Store) -> None:
    keep(store, "news", entry("a"))
    keep(store, "fresh", entry("b"))

    assert not store.rename("news", "fresh")

    assert len(store.newest("news", 9)) == len(store.newest("fresh", 9)) == 1


def test_how_many_are_withdrawn_is_counted(store: Store) -> None:
    keep(store, "news", replace(entry("a"), withdrawn=NOON), entry("b"))
    keep(store, "other", entry("c"))

    assert store.withdrawn() == {"news": 1}
    keep(store, "news", entry("a"))
    assert store.withdrawn() == {}
    (first, *_) = [each for each in store.newest("news", 9) if each.id == entry("a").id]
    assert first.withdrawn is None


@pytest.mark.parametrize("seconds", [0, 3600])
def test_nothing_is_due_without_a_notification(store: Store, seconds: int) -> None:
    assert store.pings(NOON + timedelta(seconds=seconds), 9) == ()


def test_months_are_counted_from_two_years_before_the_newest_entry(store: Store) -> None:
    for number, day in enumerate((date(2020, 12, 31), date(2021, 1, 1), date(2023, 6, 30))):
        one = entry(f"{number}")
        keep(store, "news", replace(one, item=replace(one.item, published=day)))
    keep(store, "other", replace(entry("a"), item=replace(entry("a").item, published=date(2020, 12, 31))))

    counted = store.months(["news", "other"])

    assert counted == {"news": {"2021-01": 1, "2023-06": 1}, "other": {"2020-12": 1}}


def test_how_often_a_source_says_something_is_counted_by_month(store: Store) -> None:
    keep(store, "news", entry("a"), entry("b"), replace(entry("silent"), announced=False))
    undated = replace(entry("c"), item=replace(entry("c").item, published=None))
    ancient = replace(entry("d"), item=replace(entry("d").item, published=date(1970, 1, 1)))
    keep(store, "other", undated, ancient)

    assert store.months(["news", "other", "unknown"]) == {"news": {"2023-06": 2}, "other": {"2026-11": 2}}
    assert store.last_days(["news", "other", "unknown"]) == {"news": date(2023, 6, 13), "other": NOON.date()}
