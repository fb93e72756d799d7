"""What is about to be published is held against the rules first, and made to fit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from ilofeed.core.errors import PublishError
from ilofeed.core.models import Entry, Feed
from ilofeed.publish.preflight import check, shrink_to_limit
from ilofeed.publish.render import FORMATS, render
from ilofeed.publish.validate import MOST_BYTES
from publish.render.samples import FEEDS, FIRST_POLL

NOW = FIRST_POLL + timedelta(days=3)


def many(count: int, words: int, feed: Feed = FEEDS["minimal"]) -> tuple[Entry, ...]:
    (entry,) = feed.entries
    return tuple(
        replace(
            entry,
            id=f"tag:feeds.example.org,2026:{number}",
            first_seen=FIRST_POLL - timedelta(seconds=number),
            updated=FIRST_POLL - timedelta(seconds=number),
            item=replace(entry.item, title=f"Story {number}", summary=("word " * words).strip()),
        )
        for number in range(count)
    )


def documents(feed: Feed) -> dict[str, bytes]:
    return {format: render(feed, format) for format in FORMATS}


def test_what_breaks_no_rule_passes() -> None:
    check(documents(FEEDS["whole"]), "news", FEEDS["whole"].locations, NOW)


def test_a_broken_rule_is_named_with_its_place() -> None:
    broken = documents(FEEDS["whole"])
    broken["atom"] = broken["atom"].replace(b'type="text">No day', b'type="text">  No day')

    with pytest.raises(
        PublishError, match=r"news\.atom would break the rule 'white_space' at feed > entry"
    ) as caught:
        check(broken, "news", FEEDS["whole"].locations, NOW)

    assert caught.value.reason == "invalid"


def test_a_document_in_the_wrong_place_does_not_pass() -> None:
    with pytest.raises(PublishError, match="the rule 'location'"):
        check(documents(FEEDS["whole"]), "other", FEEDS["archive"].locations, NOW)


def test_formats_that_disagree_do_not_pass() -> None:
    mixed = documents(FEEDS["en"]) | {"json": documents(FEEDS["fr"])["json"]}

    with pytest.raises(PublishError, match="rss and json would break the rule 'differs'"):
        check(mixed, "news", FEEDS["en"].locations, NOW)


def test_what_fits_is_left_as_it_is() -> None:
    assert shrink_to_limit(FEEDS["whole"]) == (FEEDS["whole"], documents(FEEDS["whole"]))


def test_texts_go_first_those_of_older_entries_before_others() -> None:
    entries = many(40, 10)
    feed = replace(FEEDS["minimal"], entries=entries, bodies={each.id: "<p>word</p>" * 2000 for each in entries})

    lighter, rendered = shrink_to_limit(feed)

    assert lighter.entries == feed.entries
    assert 0 < len(lighter.bodies) < 40
    assert list(lighter.bodies) == [each.id for each in entries[: len(lighter.bodies)]]
    assert max(map(len, rendered.values())) <= MOST_BYTES


def test_then_the_ends_of_summaries_and_then_the_oldest_entries() -> None:
    long = replace(FEEDS["minimal"], entries=many(200, 900))
    endless = replace(FEEDS["minimal"], entries=many(2000, 900))

    shortened, _ = shrink_to_limit(long)
    fewer, rendered = shrink_to_limit(endless)

    assert len(shortened.entries) == 200
    assert max(len(each.item.summary) for each in shortened.entries) <= 300
    assert 200 < len(fewer.entries) < 2000
    assert fewer.entries[0].item.title == "Story 0"
    assert max(map(len, rendered.values())) <= MOST_BYTES
