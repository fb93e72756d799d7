"""An entry from data has the exact time of its item, which is set once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from fakes.feed_items import SEEN, feed_entries, feed_item, feed_items
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.decide import identity
from ilofeed.decide.changes import Changes, detect_changes

HOUR = timedelta(hours=1)


def poll(items: list[Item], known: list[Entry], now: datetime = SEEN) -> Changes:
    matching = identity.match_items(items, known)
    return detect_changes(items, known, matching=matching, mint=ids.mint, now=now)


def first(*items: Item) -> list[Entry]:
    return list(poll([replace(item, number=at) for at, item in enumerate(items, 1)], []).new)


def at(item: Item, instant: datetime) -> Item:
    assert item.data is not None
    return replace(item, published=instant.date(), data=replace(item.data, at=instant))


def test_an_entry_has_the_time_of_its_item() -> None:
    items = feed_items([3, 2, 1])

    assert [entry.published for entry in first(*items)] == [item.data and item.data.at for item in items]


def test_items_of_one_instant_keep_it() -> None:
    instant = datetime(2026, 11, 5, 23, 59, 59, tzinfo=UTC)
    items = [at(item, instant) for item in feed_items([3, 2, 1])]

    assert [entry.published for entry in first(*items)] == [instant] * 3


def test_a_time_in_the_future_is_that_of_the_first_sight() -> None:
    (entry,) = first(at(feed_item(1), SEEN + HOUR))

    assert entry.published == SEEN


def test_another_time_of_the_same_date_moves_nothing() -> None:
    (entry,) = first(feed_item(1))
    assert entry.item.data is not None
    assert entry.item.data.at is not None

    changes = poll([at(feed_item(1), entry.item.data.at + HOUR)], [entry])

    assert [each.published for each in changes.shown] == [entry.published]
    assert not changes.announced


def test_an_entry_without_a_time_gets_none_later() -> None:
    (entry,) = first(replace(feed_item(1), data=None))

    changes = poll([feed_item(1)], [entry])

    assert [each.published for each in changes.shown] == [entry.published]
    assert changes.shown[0].item.data is not None


def test_another_date_gives_another_time() -> None:
    (entry,) = first(feed_item(1))
    instant = datetime(2026, 11, 9, 6, 7, 8, tzinfo=UTC)

    changes = poll([at(feed_item(1), instant)], [entry])

    assert [each.published for each in changes.revised] == [instant]


def test_exact_times_do_not_move_those_that_only_have_a_date() -> None:
    day = date(2026, 11, 5)
    late = at(feed_item(1), datetime(2026, 11, 5, 22, tzinfo=UTC))
    plain = replace(feed_item(2), published=day, data=None)

    known = first(late)
    both = first(plain, late)

    assert f"{both[0].published:%H:%M:%S}" == "12:00:00"
    assert f"{poll([plain, late], known).new[0].published:%H:%M:%S}" == "12:00:00"


def test_an_item_as_it_was_before_an_edit_undoes_nothing() -> None:
    edited = feed_item(1, title="Quay open again", changed=SEEN)
    (entry,) = feed_entries([edited])

    changes = poll([feed_item(1, title="Quay closed", changed=SEEN - HOUR)], [entry], SEEN + HOUR)

    assert [each.item.title for each in changes.unchanged] == ["Quay open again"]
    assert not changes.announced


def test_text_files_and_categories_follow_the_feed_without_an_announcement() -> None:
    (entry,) = feed_entries([feed_item(1, html="<p>Before</p>", categories=("Harbour",))])

    changes = poll([feed_item(1, html="<p>After</p>", categories=("Quay",))], [entry])

    (shown,) = changes.unchanged
    assert shown.item.data is not None
    assert (shown.item.data.html, shown.item.data.categories) == ("<p>After</p>", ("Quay",))
    assert changes.visible
    assert shown.updated == entry.updated
