from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.clock import START
from fakes.entries import entries, item
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.decide import identity
from ilofeed.decide.changes import Changes, detect_changes

LATER = START + timedelta(hours=1)


def compare(items: Iterable[Item], known: Sequence[Entry], now: datetime = LATER) -> Changes:
    items = list(items)
    return detect_changes(items, known, matching=identity.match_items(items, known), mint=ids.mint, now=now)


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


def test_an_item_on_top_is_new_and_changes_no_other() -> None:
    known = compare([item(1)], []).new

    changes = compare([item(2), item(1, number=2)], known)

    assert [entry.item.key for entry in changes.new] == ["WCMS_2/en"]
    assert changes.unchanged == known
    assert changes.to_save == changes.new


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
    assert moved.aliases == known.aliases | ids.aliases(shown)


def test_a_move_that_only_title_and_day_tell_changes_the_link_and_nothing_else() -> None:
    (known,) = entries([item(1, "Fishers agree on rest hours", summary="In three ports.", kicker="News")])
    link = "https://www.ilo.org/resource/news/fishers-agree"
    shown = replace(
        item(1, "Fishers agree on rest hours", published=date(2023, 6, 14), kicker="Press release"),
        key=ids.key(link, "en"),
        link=link,
    )

    changes = compare([shown], [known])

    (moved,) = changes.moved
    assert (moved.id, moved.updated, moved.first_seen) == (known.id, known.updated, known.first_seen)
    assert (moved.item.link, moved.item.summary) == (link, "In three ports.")
    assert moved.aliases == known.aliases | ids.aliases(shown)
    assert [(each.entry, each.moved, each.before) for each in changes.revisions] == [(known.id, True, known.item)]


def test_revisions_say_what_was_before() -> None:
    known = entries([item(1), item(2)])

    changes = compare([item(1, "Other words"), item(2)], known)

    assert [(each.entry, each.moved, each.before) for each in changes.revisions] == [
        (known[0].id, False, known[0].item)
    ]
    assert changes.revisions[0].at == LATER


def test_what_is_no_longer_shown_of_an_item_is_not_taken_away() -> None:
    known = entries([item(1, summary="In three ports.", kicker="News", place="Hanoi", date_text="13 June 2023")])

    changes = compare([item(1, published=None)], known)

    assert changes.revised == ()
    assert not changes.visible
    assert changes.to_save == ()


def test_the_last_item_of_a_page_that_was_cut_off_is_not_revised() -> None:
    known = entries([item(1, "Fishers agree on rest hours", summary="The agreement covers three ports.")])

    summary_cut = compare([item(1, "Fishers agree on rest hours", summary="The agreement cov")], known)
    title_cut = compare([item(1, "Fishers agree on re", published=None)], known)
    shortened = compare([item(1, "Fishers agree", summary="The agreement covers three ports.")], known)

    assert not summary_cut.visible
    assert not title_cut.visible
    assert len(shortened.revised) == 1


def test_what_is_shortened_further_up_is_revised() -> None:
    known = entries([item(1, "Fishers agree", summary="Rest hours in three ports"), item(2)])

    changes = compare([item(1, "Fishers agree", summary="Rest hours"), item(2)], known)

    assert [each.item.summary for each in changes.revised] == ["Rest hours"]


def test_an_item_at_an_address_that_another_entry_had_first_has_its_own_id() -> None:
    first = item(0, "Fishers agree", section="/latest", key="www.ilo.org/latest")
    (known,) = entries([first])
    moved = replace(known, item=replace(first, key="www.ilo.org/fishers", number=None))
    later = replace(first, title="Miners agree")
    matching = identity.Matching()

    def new(item: Item, *known: Entry) -> Entry:
        (found,) = detect_changes([item], known, matching=matching, mint=ids.mint, now=LATER).new
        return found

    assert new(later).id == known.id
    other = new(later, moved)
    assert other.id != known.id
    assert new(later, moved).id == other.id
    assert new(later, moved, other).id not in (known.id, other.id)
    assert new(replace(later, title="Bakers agree"), moved).id not in (known.id, other.id)


def test_the_same_thing_under_two_addresses_on_one_page_is_one_entry() -> None:
    changes = compare([item(1, "Same"), item(2, "Same")], [])

    (new,) = changes.new
    assert new.item.key == "WCMS_1/en"
    assert new.aliases == ids.aliases(item(1)) | ids.aliases(item(2))
    later = compare([item(2, "Same")], changes.new)
    assert later.new == ()


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
    assert [entry.item.number is not None for entry in changes.unchanged] == [True]


def test_an_item_shown_twice_counts_at_its_first_place() -> None:
    changes = compare([item(1, "In the banner"), item(1, "In the list", number=5)], [])

    assert [entry.item.title for entry in changes.new] == ["In the banner"]


def test_a_batch_counts_down_so_that_the_first_on_the_page_is_the_latest() -> None:
    changes = compare([item(3), item(2), item(1)], [])

    assert [entry.updated for entry in changes.new] == [LATER - timedelta(seconds=each) for each in range(3)]


def test_polls_within_one_second_still_give_later_instants() -> None:
    known = entries([item(2), item(1)], at=LATER)

    (new,) = compare([item(3), item(2), item(1)], known).new

    assert new.updated == known[0].updated + timedelta(seconds=1)


def test_new_entries_come_after_all_others_whatever_the_clock_says() -> None:
    known = entries([item(1)], at=datetime(2031, 1, 1, tzinfo=UTC))

    changes = compare([item(3), item(2), item(1)], known)

    assert [entry.updated - known[0].updated for entry in changes.new] == [
        timedelta(seconds=2),
        timedelta(seconds=1),
    ]


def test_a_date_at_the_end_of_time_is_not_followed() -> None:
    known = entries([item(1)], at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))

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

        assert {each.key for each in page} <= {alias for entry in groups for alias in entry.aliases}
        assert len({entry.id for entry in groups}) == len(groups)
        for entry in (*changes.revised, *changes.moved, *changes.unchanged):
            assert entry.first_seen == known[entry.id].first_seen
            assert entry.aliases >= known[entry.id].aliases
        announced += [entry.id for entry in changes.new]
        known |= {entry.id: entry for entry in changes.to_save}

    assert len(announced) == len(set(announced))
    assert len({entry.updated for entry in known.values()}) == len(known)
    assert all(entry.updated >= entry.published for entry in known.values())


def test_what_is_withdrawn_changes_no_feed() -> None:
    known = entries([item(3, number=1), item(2, number=2), item(1, number=3)])

    found = compare([item(3, number=1), item(1, number=2)], known)

    (gone,) = (entry for entry in found.to_save if entry.item.number is None)
    assert gone.withdrawn is not None
    assert not found.visible
