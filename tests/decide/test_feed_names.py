"""The id of an item in a feed is evidence of its identity, but no proof."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from fakes.feed_items import FIRST, feed_entries, feed_item, feed_items
from ilofeed.core import ids
from ilofeed.core.models import Item
from ilofeed.decide import identity
from ilofeed.decide.feed_names import match_by_name

THREE = feed_items([3, 2, 1])
KNOWN = feed_entries(THREE)
ELSEWHERE = "https://new.example.org/archive/harbour"
LATER = date(2026, 11, 25)


def numbers(items: list[Item]) -> list[str | None]:
    """The titles of the entries that *items* are found to be; None for a new one."""
    entries = identity.match_items(items, KNOWN).entries
    return [entries[item.key].item.title if item.key in entries else None for item in items]


def test_an_item_under_another_address_and_date_is_known_by_its_id_and_title() -> None:
    moved = replace(feed_item(2, link=ELSEWHERE), published=LATER)

    assert numbers([moved]) == [THREE[1].title]


def test_an_item_with_other_words_and_another_address_is_known_by_its_id_and_date() -> None:
    assert numbers([feed_item(2, title="Quay closed", link=ELSEWHERE)]) == [THREE[1].title]


def test_an_id_of_which_nothing_else_agrees_is_another_item() -> None:
    other = replace(feed_item(2, title="Quay closed", link=ELSEWHERE), published=LATER)

    assert numbers([other]) == [None]


@pytest.mark.parametrize("dated", [True, False])
def test_items_that_are_numbered_from_the_top_keep_their_entries(dated: bool) -> None:  # noqa: FBT001 - a parameter
    day = date(2026, 11, 4)
    posts = [feed_item(each, name=f"post-{4 - place}") for place, each in enumerate((4, 3, 2, 1), start=1)]
    posts = [replace(post, published=day if dated else None) for post in posts]
    entries = feed_entries(
        [
            replace(feed_item(each, name=f"post-{4 - place}"), published=day if dated else None)
            for place, each in enumerate((3, 2, 1), start=1)
        ]
    )

    found = identity.match_items(posts, entries).entries

    assert [found[post.key].item.link if post.key in found else None for post in posts] == [
        None, *(entry.item.link for entry in entries)
    ]  # fmt: skip


def test_items_that_are_numbered_from_the_top_keep_their_entries_as_the_last_one_leaves() -> None:
    entries = feed_entries([feed_item(each, name=str(place)) for place, each in enumerate((3, 2, 1))])
    posts = [feed_item(each, name=str(place)) for place, each in enumerate((4, 3, 2))]

    found = identity.match_items(posts, entries).entries

    assert {key: entry.item.key for key, entry in found.items()} == {post.key: post.key for post in posts[1:]}


def test_an_item_with_the_title_of_another_entry_is_not_the_one_that_its_id_names() -> None:
    entries = feed_entries([feed_item(each, name=str(each)) for each in (2, 1)])
    post = feed_item(2, link=ELSEWHERE, name="1", at=FIRST + timedelta(days=1, minutes=1))

    found = identity.match_items([post], entries).entries

    assert [entry.item.title for entry in found.values()] == [post.title]


def test_an_id_that_the_next_item_gets_names_no_edit() -> None:
    today = feed_item(1, name="daily", title="A word about tides")
    tomorrow = feed_item(2, name="daily", title="Fog on the river")

    found = identity.match_items([tomorrow], feed_entries([today])).entries

    assert not found


def test_a_title_that_another_item_of_another_date_has_does_not_count_against_an_id() -> None:
    edited = feed_item(1, title="Quay closed", link=ELSEWHERE)
    namesake = feed_item(20, title=THREE[2].title)

    assert numbers([namesake, edited]) == [None, THREE[2].title]


def test_the_titles_of_a_long_feed_are_read_a_few_times_each(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Item] = []
    title_name = ids.title_name

    def counted(item: Item) -> str:
        calls.append(item)
        return title_name(item)

    monkeypatch.setattr(ids, "title_name", counted)
    before = [
        feed_item(number % 300, link=f"https://example.org/{number}", name=str(number)) for number in range(600)
    ]
    after = [replace(item, title=f"{item.title}, edited") for item in before]

    match_by_name(after, feed_entries(before))

    assert len(calls) <= 10 * len(before)


def test_other_ids_of_all_items_change_nothing() -> None:
    renamed = [feed_item(number, name=f"urn:new:{number}") for number in (3, 2, 1)]

    assert numbers(renamed) == [item.title for item in THREE]


def test_the_document_number_is_stronger_than_the_id() -> None:
    known = [
        feed_item(number, link=f"https://www.ilo.org/news/WCMS_{number}/lang--en/index.htm") for number in (1, 2)
    ]
    swapped = [
        feed_item(number, name=f"post-{3 - number}", link=item.link)
        for number, item in zip((1, 2), known, strict=True)
    ]

    found = identity.match_items(swapped, feed_entries(known)).entries

    assert {key: entry.item.key for key, entry in found.items()} == {item.key: item.key for item in known}


def test_an_item_that_left_the_feed_is_known_by_its_id_when_it_returns() -> None:
    gone = [replace(entry, item=replace(entry.item, number=None)) for entry in KNOWN]

    found = identity.match_items([feed_item(1, link=ELSEWHERE)], gone).entries

    assert [entry.id for entry in found.values()] == [KNOWN[2].id]


def test_an_id_is_an_alias_within_the_source_and_no_address() -> None:
    item = feed_item(1)

    assert ids.aliases(item) - ids.addresses(item) == {ids.name_in_feed(item)}
    assert ids.is_name_in_feed(ids.name_in_feed(item))
    assert not any(map(ids.is_name_in_feed, ids.addresses(item)))
    assert ids.aliases(replace(item, data=None)) == ids.addresses(item)


def test_the_id_in_the_feed_does_not_change_our_own_id() -> None:
    assert ids.mint(feed_item(1)) == ids.mint(feed_item(1, name="another")) == ids.mint(feed_item(1, name=""))
