from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fakes.clock import START
from fakes.entries import entries, item
from ilofeed.core.models import Entry, Feed


def entry(published: date | None) -> Entry:
    (made,) = entries([item(1, published=published)])
    return made


def test_a_day_is_published_at_noon_so_that_no_zone_shows_another() -> None:
    assert entry(date(2023, 6, 13)).published == datetime(2023, 6, 13, 12, tzinfo=UTC)


def test_nothing_is_published_later_than_it_was_first_seen() -> None:
    assert entry(START.date()).published == START
    assert entry(date(2031, 1, 1)).published == START


@pytest.mark.parametrize("day", [None, date(1919, 4, 11)])
def test_without_a_believable_day_it_is_published_when_first_seen(day: date | None) -> None:
    assert entry(day).published == START


def test_a_feed_is_as_new_as_its_newest_change() -> None:
    made = entries([item(2), item(1)])

    feed = Feed(id="x", slug="x", title="x", description="x", home="https://x/", entries=tuple(made))

    assert feed.updated == START
