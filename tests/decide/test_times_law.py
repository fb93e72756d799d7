"""The law of times: over any life of a list, its entries keep times that differ and follow the order of the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.clock import START
from fakes.entries import item
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item, noon
from ilofeed.decide import identity, times
from ilofeed.decide.changes import detect_changes

_TODAY = START.replace(hour=0, minute=0, second=0)
_ZONES = [timezone(timedelta(hours=hours)) for hours in range(-11, 12)]

#: Minutes since the last poll, ages in days of the items added on top (none: no date), and an edit: its kind and place.
_Poll = tuple[int, list[int | None], tuple[str, int]]

_EDITS = st.sampled_from(["", "", "date", "ahead", "late", "remove", "swap", "move", "title"])
_POLLS = st.lists(
    st.tuples(
        st.sampled_from([5, 20, 60, 180, 600, 1500]),
        st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, None, -3]), max_size=6),
        st.tuples(_EDITS, st.integers(0, 9)),
    ),
    min_size=1,
    max_size=12,
)


class Newsroom:
    """A list with its newest item on top, and the entries that polls of it made."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.listed: list[Item] = []
        self.entries: dict[str, Entry] = {}
        self._documents = 0

    def edit(self, kind: str, place: int) -> None:
        """Edit the item at *place*, counted from the top."""
        at = min(place, len(self.listed) - 1)
        if kind == "late":
            self.listed.insert(place, self._item(place))
        elif kind and self.listed:
            self._edit(kind, at)

    def _edit(self, kind: str, at: int) -> None:
        edited = self.listed[at]
        if kind == "date":
            day = self.now.date() - timedelta(days=at % 3)
            self.listed[at] = replace(edited, published=day)
        elif kind == "ahead":
            self.listed[at] = replace(edited, published=self.now.date() + timedelta(days=at + 1))
        elif kind == "title":
            self.listed[at] = replace(edited, title=f"{edited.title}, corrected")
        elif kind == "move":
            self.listed[at] = replace(edited, link=edited.link.replace("/news/", "/newsroom/"))
        elif kind == "swap":
            self.listed[0], self.listed[at] = edited, self.listed[0]
        else:
            del self.listed[at]

    def add(self, age: int | None) -> None:
        self.listed.insert(0, self._item(age))

    def poll(self) -> tuple[Entry, ...]:
        """Poll the twenty items on top, and return the new entries."""
        shown = [replace(each, number=number) for number, each in enumerate(self.listed[:20], start=1)]
        keys = {each.key for each in shown}
        loaded = [each for each in self.entries.values() if each.item.number is not None or each.item.key in keys]
        latest = sorted(self.entries.values(), key=lambda entry: entry.first_seen)[-5:]
        changes = detect_changes(
            shown,
            loaded,
            matching=identity.match_items(shown, loaded),
            mint=ids.mint,
            now=self.now,
            earlier=times.EarlierTimes(latest=latest, noon_offsets=last_offsets(self.entries)),
        )
        self.entries |= {entry.id: entry for entry in changes.to_save}
        return changes.new

    def _item(self, age: int | None) -> Item:
        self._documents += 1
        published = None if age is None else self.now.date() - timedelta(days=age)
        return item(self._documents, published=published)


def last_offsets(entries: Mapping[str, Entry]) -> dict[date, int]:
    """Return what the store returns: the last offset of each date."""
    found: dict[date, int] = {}
    for entry in entries.values():
        day = entry.published.date()
        if entry.noon_offset <= times.LAST:
            found[day] = max(found.get(day, entry.noon_offset), entry.noon_offset)
    return found


def later_than_its_elders(new: tuple[Entry, ...], before: Mapping[str, Entry]) -> Iterator[bool]:
    """Yield for each of *new* whether it is later than all entries of its date that were first seen before it."""
    elders = list(before.values())
    for entry in sorted(new, key=lambda entry: entry.first_seen):
        day = entry.item.published
        yield all(each.published < entry.published for each in elders if each.item.published == day)
        elders.append(entry)


def has_its_date_everywhere(entry: Entry) -> bool:
    """Check the date of *entry* in each zone: the printed one, or that of the first sight if it is earlier."""
    day = entry.item.published
    return day is not None and all(
        entry.published.astimezone(zone).date() == min(day, entry.first_seen.astimezone(zone).date())
        for zone in _ZONES
    )


def is_dated(entry: Entry) -> bool:
    return entry.item.published is not None and entry.date_ahead is None


@given(st.integers(0, 24 * 60), _POLLS)
@example(11 * 60 + 58, [(1, [0, 0, 0, 0], ("", 0)), (1, [0, 0, 0], ("", 0)), (1, [0], ("", 0))])
@example(12 * 60, [(1, [1], ("", 0)), (1, [0, 0, 0], ("", 0)), (1, [], ("date", 3))])
def test_times_differ_follow_the_list_and_are_kept(begin: int, polls: list[_Poll]) -> None:
    newsroom = Newsroom(_TODAY + timedelta(minutes=begin))
    for minutes, ages, edit in polls:
        newsroom.now += timedelta(minutes=minutes)
        newsroom.edit(*edit)
        for age in ages:
            newsroom.add(age)
        before = dict(newsroom.entries)

        new = newsroom.poll()

        dated = tuple(entry for entry in new if is_dated(entry))
        assert all(later_than_its_elders(dated, before))
        assert all(entry.published <= newsroom.now for entry in newsroom.entries.values())
        assert all(map(has_its_date_everywhere, filter(is_dated, newsroom.entries.values())))
        assert [entry for entry in new if not is_dated(entry) and entry.published != entry.first_seen] == []
        for entry in before.values():
            after = newsroom.entries[entry.id]
            assert after.published == entry.published or after.item.published != entry.item.published
        published = Counter(entry.published for entry in newsroom.entries.values())
        assert [instant for instant, count in published.items() if count > 1] == []


@given(st.integers(1, 40), st.integers(1, 40))
def test_entries_of_an_older_program_keep_their_time_and_new_ones_are_above_them(old: int, new: int) -> None:
    newsroom = Newsroom(_TODAY + timedelta(days=1))
    for _ in range(old):
        newsroom.add(1)
    newsroom.poll()
    newsroom.entries = {key: replace(entry, noon_offset=0) for key, entry in newsroom.entries.items()}
    twelve = noon(_TODAY.date())
    assert {entry.published for entry in newsroom.entries.values()} == {twelve}
    before = dict(newsroom.entries)
    newsroom.now += timedelta(hours=1)
    for _ in range(new):
        newsroom.add(1)

    found = newsroom.poll()

    assert [entry.published for entry in reversed(found)] == [
        twelve + timedelta(seconds=second) for second in range(1, len(found) + 1)
    ]
    assert all(newsroom.entries[key].published == entry.published for key, entry in before.items())
    assert twelve.tzinfo is UTC
