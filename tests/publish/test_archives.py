"""A feed's history, cut into parts that never change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.entries import entries, item
from ilofeed.core.models import Entry
from ilofeed.publish.archives import FULL, Arrival, closings


def arrived(*months: str) -> list[Arrival]:
    """An entry first seen on the first of each of *months*, such as "2026-11"."""
    (entry,) = entries([item(1)])
    return [
        ("news", replace(entry, id=f"{number}", first_seen=datetime.fromisoformat(f"{month}-01T00:00:00Z")))
        for number, month in enumerate(months)
    ]


def cut(found: Sequence[Arrival], names: Sequence[str] = ()) -> dict[str, int]:
    return {name: len(part) for name, part in closings(found, names)}


def test_a_month_is_closed_when_another_has_begun() -> None:
    assert cut(arrived("2026-10", "2026-10")) == {}
    assert cut(arrived("2026-10", "2026-10", "2026-11")) == {"2026-10": 2}


def test_a_full_part_is_closed_within_its_month() -> None:
    assert cut(arrived(*["2026-10"] * (FULL - 1))) == {}
    assert cut(arrived(*["2026-10"] * FULL)) == {"2026-10": FULL}
    assert cut(arrived(*["2026-10"] * (2 * FULL + 1))) == {"2026-10": FULL, "2026-10-2": FULL}


def test_a_long_history_is_read_once() -> None:
    reads = 0

    class Counted(Entry, frozen=True, kw_only=True):
        def __getattribute__(self, name: str) -> object:
            nonlocal reads
            reads += name == "first_seen"
            return super().__getattribute__(name)

    (entry,) = entries([item(1)])
    counted = Counted(**{name: getattr(entry, name) for name in entry.__struct_fields__})

    parts = list(closings([("news", counted)] * 100 * FULL, ()))

    assert len(parts) == 100
    assert reads <= 2 * 100 * FULL


def test_names_go_on_where_the_last_part_ended() -> None:
    assert cut(arrived("2026-10", "2026-11"), ["2026-10", "2026-10-2"]) == {"2026-10-3": 1}


def test_a_late_entry_is_in_the_archive_that_was_open_at_its_arrival() -> None:
    assert cut(arrived("2026-10", "2026-09", "2026-10", "2026-11")) == {"2026-10": 3}


_MONTHS = st.lists(st.integers(0, 400), max_size=150)


@given(_MONTHS, st.integers(0, 150))
def test_whatever_came_closed_parts_stay_as_they_are_and_nothing_is_lost(days: list[int], at: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    (entry,) = entries([item(1)])
    found = [
        ("news", replace(entry, id=f"{number}", first_seen=start + timedelta(days=day)))
        for number, day in enumerate(days)
    ]

    early = list(closings(found[:at], ()))
    late = list(closings(found, ()))

    assert late[: len(early)] == early
    closed = [each for _, part in late for each in part]
    assert closed == found[: len(closed)]
    assert len(found) - len(closed) < FULL
    assert len({name for name, _ in late}) == len(late)
    assert all(len(part) <= FULL for _, part in late)
