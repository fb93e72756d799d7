"""The entries that a program passes are looked up as those in a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.handmade import item
from ilofeed.api.entries_in_memory import EntriesInMemory
from ilofeed.core import ids
from ilofeed.core.models import Entry
from ilofeed.core.state import Outcome, PollReport, PollResult
from ilofeed.store import open_store

_DAYS = st.sampled_from([date(2026, 2, day) for day in (1, 2, 3)])
_NUMBERS = st.integers(0, 9)
_TIMES = _NUMBERS.map(lambda seconds: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=seconds))


@st.composite
def entries(draw: st.DrawFn, number: int = 0) -> Entry:
    shown = item(number, number=draw(st.none() | _NUMBERS), published=draw(st.none() | _DAYS))
    return Entry(
        id=f"tag:example.org,2026:{number}",
        item=replace(shown, title=f"Title {draw(_NUMBERS)}", language="en"),
        first_seen=(at := draw(_TIMES)),
        updated=at,
        aliases=frozenset({f"k{number}", f"old{number}"}),
        announced=draw(st.booleans()),
        noon_offset=draw(st.sampled_from([-5, 0, 7, 5000])),
    )


@settings(max_examples=30)  # each opens a database
@given(
    st.tuples(*(entries(number) for number in range(6))),
    st.sets(_NUMBERS.map("old{}".format)),
    st.sets(_NUMBERS),
    st.sets(_NUMBERS),
    st.sets(_DAYS),
)
def test_every_look_up_finds_what_a_database_finds(
    known: tuple[Entry, ...], aliases: set[str], titles: set[int], numbers: set[int], days: set[date]
) -> None:
    store = open_store("sqlite:///:memory:")
    state = replace(store.claim(["news"])["news"], last_poll=datetime(2026, 3, 1, tzinfo=UTC))
    assert store.record(
        PollResult(state=state, report=PollReport(source="news", outcome=Outcome.CHANGED), entries=known)
    )
    memory = EntriesInMemory(known)
    names = [ids.title_name(item(1, title=f"Title {number}", language="en")) for number in titles]
    known_ids = [f"tag:example.org,2026:{number}" for number in numbers]

    found = memory.known("news", aliases, names, known_ids)
    latest, offsets = memory.latest_times("news", 3, days, 3599)

    assert {entry.id for entry in found} == {entry.id for entry in store.known("news", aliases, names, known_ids)}
    assert memory.newest("news", 4) == store.newest("news", 4)
    assert (tuple(replace(entry, aliases=frozenset()) for entry in latest), offsets) == store.latest_times(
        "news", 3, days, 3599
    )
    assert memory.named(aliases) == store.named(aliases)
    store.close()
