"""Hold the rules that are true of any two readings of a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.decide.reread import reread
from ilofeed.decide.times import EarlierTimes

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


def read_item(number: int, title: str, key: str) -> Item:
    return Item(number=number, key=key, title=title, link=f"https://{key}", published=date(2026, 11, 1))


READINGS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["Fair wages", "Fairwages", "Safe work", "A new report"])),
    max_size=6,
)


@given(READINGS, READINGS)
@example([(0, "Fair wages"), (0, "Fair wages"), (1, "Safe work")], [(0, "Safe work")])
def test_any_two_readings_keep_ids_dates_and_aliases(
    old: list[tuple[int, str]], new: list[tuple[int, str]]
) -> None:
    before, after = (
        tuple(read_item(at, title, f"example.org/{key}") for at, (key, title) in enumerate(reading, 1))
        for reading in (old, new)
    )
    known = tuple(Entry.first(ids.mint(item), item, ids.aliases(item), NOW) for item in distinct(before))

    result = reread(before, after, known, mint=ids.mint, now=NOW, earlier=EarlierTimes())

    saved = {entry.id: entry for entry in result.entries}
    assert len(saved) == len(result.entries)
    for entry in known:
        now = saved.get(entry.id, entry)
        assert (now.updated, now.first_seen, now.announced) == (entry.updated, entry.first_seen, True)
        assert now.aliases >= entry.aliases
        assert now.withdrawn is None
    assert not any(entry.announced for entry in result.entries if entry.id not in {entry.id for entry in known})
    assert {item.key for item in result.missed}.isdisjoint(entry.item.key for entry in result.entries)
    known = (*(entry for entry in known if entry.id not in saved), *saved.values())
    assume(len({entry.item.key for entry in known}) == len(known))  # reused URLs belong to the matching
    again = reread(after, after, known, mint=ids.mint, now=NOW, earlier=EarlierTimes())
    assert [entry for entry in again.entries if entry.id in saved] == []


def distinct(items: Sequence[Item]) -> list[Item]:
    return list({item.key: item for item in reversed(items)}.values())


def test_another_picture_is_saved_and_revises_nothing() -> None:
    before = tuple(
        replace(read_item(at, f"Report {at}", f"example.org/{at}"), image="https://example.org/blank.gif")
        for at in (1, 2)
    )
    after = (replace(before[0], image="https://example.org/one.jpg"), replace(before[1], image=None))
    known = tuple(Entry.first(ids.mint(item), item, ids.aliases(item), NOW) for item in before)

    result = reread(before, after, known, mint=ids.mint, now=NOW, earlier=EarlierTimes())

    assert [entry.item.image for entry in result.entries] == ["https://example.org/one.jpg", None]
    assert [(entry.id, entry.updated) for entry in result.entries] == [
        (entry.id, entry.updated) for entry in known
    ]
    assert result.missed == ()


def test_dates_that_only_the_new_reading_finds_give_times_in_the_order_of_the_page() -> None:
    after = tuple(read_item(at, f"Report {at}", f"example.org/{at}") for at in (1, 2, 3))
    before = (
        replace(after[0], published=None),
        *(replace(each, published=date(2026, 1, 11)) for each in after[1:]),
    )
    known = tuple(Entry.first(ids.mint(item), item, ids.aliases(item), NOW) for item in before)
    earlier = EarlierTimes(noon_offsets={date(2026, 11, 1): 4})

    result = reread(before, after, known, mint=ids.mint, now=NOW, earlier=earlier)

    assert [entry.id for entry in result.entries] == [entry.id for entry in known]
    assert [f"{entry.published:%F %T}" for entry in result.entries] == [
        f"2026-11-01 12:00:0{second}" for second in (7, 6, 5)
    ]


def test_dates_found_in_a_list_with_its_oldest_item_on_top_give_times_from_the_top() -> None:
    dates = [date(2026, 11, day) for day in (1, 1, 2, 3)]
    after = tuple(
        replace(read_item(at, f"Report {at}", f"example.org/{at}"), published=day)
        for at, day in enumerate(dates, start=1)
    )
    before = tuple(replace(item, published=None) for item in after)
    known = tuple(Entry.first(ids.mint(item), item, ids.aliases(item), NOW) for item in before)

    result = reread(before, after, known, mint=ids.mint, now=NOW, earlier=EarlierTimes())

    found = {entry.item.number: f"{entry.published:%F %T}" for entry in result.entries}
    assert found == {
        1: "2026-11-01 12:00:00",
        2: "2026-11-01 12:00:01",
        3: "2026-11-02 12:00:00",
        4: "2026-11-03 12:00:00",
    }
