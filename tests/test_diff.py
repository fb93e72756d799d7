from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import START
from fakes.entries import entries, item
from ilofeed import match
from ilofeed.diff import Changes, diff
from ilofeed.model import Entry, Item

LATER = START + timedelta(hours=1)


def compare(items: Iterable[Item], known: Sequence[Entry], now: datetime = LATER) -> Changes:
    items = list(items)
    return diff(items, known, matched=match.match(items, known), mint=match.mint, now=now)


def test_everything_is_new_to_the_one_who_knows_nothing() -> None:
    changes = compare([item(2), item(1)], [])

    assert [entry.item.key for entry in changes.new] == ["WCMS_2/en", "WCMS_1/en"]
    assert changes.announced
    assert changes.visible


def test_a_page_seen_before_brings_nothing() -> None:
    items = [item(2), item(1, number=2)]

    changes = compare(items, entries(items))

    assert not changes.announced
    assert not changes.visible
    assert changes.to_save == ()
    assert len(changes.unchanged) == 2


def test_an_item_on_top_is_new_and_only_shifts_the_others() -> None:
    known = entries([item(1)])

    changes = compare([item(2), item(1, number=2)], known)

    assert [entry.item.key for entry in changes.new] == ["WCMS_2/en"]
    assert [entry.item.number for entry in changes.unchanged] == [2]
    assert changes.to_save == changes.new + changes.unchanged


def test_other_words_are_a_revision_of_the_same_entry() -> None:
    (known,) = entries([item(1)])
    for edit in (
        item(1, "Another title"),
        item(1, summary="Another summary"),
        item(1, published=date(2023, 6, 14)),
        item(1, kicker="Statement"),
    ):
        (revised,) = compare([edit], [known]).revised

        assert revised.id == known.id
        assert revised.first_seen == known.first_seen
        assert revised.updated == LATER
        assert revised.item == edit


def test_another_style_of_the_same_words_is_none_but_is_kept() -> None:
    known = entries([item(1, "The “ILO’s”  report")])

    changes = compare([item(1, 'The "ILO\'s" report', image="https://www.ilo.org/i.jpg")], known)

    assert changes.revised == ()
    assert changes.unchanged[0].updated == known[0].updated
    assert changes.unchanged[0].item.image
    assert changes.visible
    assert not changes.announced


def test_another_address_moves_the_entry_and_is_no_news() -> None:
    (known,) = entries([item(1, section="/africa")])
    shown = item(1, section="/global")

    changes = compare([shown], [known])

    (moved,) = changes.moved
    assert moved.id == known.id
    assert moved.item.link == shown.link
    assert moved.updated == known.updated
    assert moved.aliases == known.aliases | match.aliases(shown)


def test_what_left_the_page_is_kept_without_a_place() -> None:
    known = entries([item(2), item(1, number=2)])

    changes = compare([item(2)], known)

    (gone,) = changes.off_page
    assert gone.item.number is None
    assert gone == replace(known[1], item=replace(known[1].item, number=None))
    assert not changes.visible


def test_what_comes_back_is_not_new() -> None:
    (known,) = entries([item(1, number=None)])

    changes = compare([item(1)], [known])

    assert changes.new == ()
    assert [entry.item.number for entry in changes.unchanged] == [1]


def test_an_item_shown_twice_counts_once_where_it_stands_first() -> None:
    changes = compare([item(1, "In the banner"), item(1, "In the list", number=5)], [])

    assert [entry.item.title for entry in changes.new] == ["In the banner"]


def test_a_batch_counts_down_so_that_the_first_on_the_page_is_the_latest() -> None:
    changes = compare([item(3), item(2), item(1)], [])

    assert [entry.updated for entry in changes.new] == [LATER - timedelta(seconds=each) for each in range(3)]


def test_polls_within_one_second_still_give_later_instants() -> None:
    known = entries([item(2), item(1)], at=LATER)

    (new,) = compare([item(3), item(2), item(1)], known).new

    assert new.updated == known[0].updated + timedelta(seconds=1)


def test_a_clock_that_was_once_far_ahead_does_not_pull_new_entries_along() -> None:
    known = entries([item(1)], at=datetime(2031, 1, 1, tzinfo=UTC))

    (new,) = compare([item(2), item(1)], known).new

    assert new.updated == LATER


def test_a_revision_is_later_than_what_it_revises_whatever_the_clock_says() -> None:
    (known,) = entries([item(1)], at=datetime(2031, 1, 1, tzinfo=UTC))

    (revised,) = compare([item(1, "Other")], [known]).revised

    assert revised.updated == known.updated + timedelta(seconds=1)


_items = st.builds(
    item,
    st.integers(1, 12),
    st.sampled_from(["", "One title", "Another title"]),
    section=st.sampled_from(["/a", "/b"]),
    number=st.none(),
)
_pages = st.lists(_items, max_size=10)


@given(_pages)
def test_the_same_page_twice_brings_nothing_new(page: list[Item]) -> None:
    known = compare(page, [], START).new

    again = compare(page, known)

    assert not again.announced
    assert again.to_save == ()


@given(_pages, _pages, _pages)
def test_laws_that_hold_for_any_pages(first: list[Item], second: list[Item], third: list[Item]) -> None:
    known: dict[str, Entry] = {}
    announced: list[str] = []
    for poll, page in enumerate((first, second, third)):
        changes = compare(page, list(known.values()), START + timedelta(seconds=poll))
        groups = (*changes.new, *changes.revised, *changes.moved, *changes.unchanged)

        assert {entry.item.key for entry in groups} == {each.key for each in page}
        assert len({entry.id for entry in groups}) == len(groups)
        for entry in (*changes.revised, *changes.moved, *changes.unchanged):
            assert entry.first_seen == known[entry.id].first_seen
            assert entry.aliases >= known[entry.id].aliases
        announced += [entry.id for entry in changes.new]
        known |= {entry.id: entry for entry in changes.to_save}

    assert len(announced) == len(set(announced))
    assert len({entry.updated for entry in known.values()}) == len(known)
    assert all(entry.updated >= entry.published for entry in known.values())
