"""Edits as entries of their own."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from fakes.clock import START
from fakes.entries import entries, item
from ilofeed.core.state import Revision
from ilofeed.publish import revision_feed

LATER = START + timedelta(hours=1)


def test_each_edit_is_an_entry_that_says_what_was_and_what_is() -> None:
    (entry,) = entries([item(1, "Third title", published=date(2023, 6, 14))])
    first = Revision(entry=entry.id, at=START, before=item(1, "First title"))
    second = Revision(entry=entry.id, at=LATER, before=item(1, "Second title"))

    found = revision_feed.entries([entry], [first, second], LATER)

    assert [each.item.title for each in found] == ["Third title", "Second title"]
    assert [each.item.summary for each in found] == [
        "Second title → Third title; 2023-06-13 → 2023-06-14",
        "First title → Second title",
    ]
    assert [each.first_seen for each in found] == [each.published for each in found] == [LATER, START]
    assert len({each.id for each in found} | {entry.id}) == 3
    assert found == revision_feed.entries([entry], [first, second], LATER)


def test_a_move_is_no_edit_and_what_was_not_announced_stays_silent() -> None:
    loud, silent = entries([item(1), item(2)])
    moved = Revision(entry=loud.id, at=START, before=item(1, section="/old"), moved=True)
    unsaid = Revision(entry=silent.id, at=START, before=item(2, "Before"))

    assert revision_feed.entries([loud, replace(silent, announced=False)], [moved, unsaid], LATER) == []


def test_the_id_of_an_edit_is_a_tag_under_that_of_the_entry_or_a_uuid() -> None:
    (entry,) = entries([item(1)])
    tagged = replace(entry, id="tag:feeds.example.org,2026:ilo/en/1")

    (one,) = revision_feed.entries(
        [tagged], [Revision(entry=tagged.id, at=START, before=item(1, "Before"))], LATER
    )
    (other,) = revision_feed.entries(
        [entry], [Revision(entry=entry.id, at=START, before=item(1, "Before"))], LATER
    )

    assert one.id == f"{tagged.id}/{START:%Y%m%dT%H%M%SZ}"
    assert other.id.startswith("urn:uuid:")


def test_an_edit_that_a_clock_which_was_ahead_dated_has_the_date_of_its_entry_and_keeps_its_id() -> None:
    (entry,) = entries([item(1, "After")])
    ahead = Revision(entry=entry.id, at=START + timedelta(days=300), before=item(1, "Before"))

    (then,) = revision_feed.entries([entry], [ahead], ahead.at)
    (now,) = revision_feed.entries([entry], [ahead], LATER)

    assert then.updated == ahead.at
    assert now.updated == entry.updated
    assert now.id == then.id
