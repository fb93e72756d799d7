"""Whatever text a page holds is kept letter by letter."""

from __future__ import annotations

import string
from contextlib import closing
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from ilofeed.model import Entry, Item
from ilofeed.store.sqlite import SqliteStore
from store.samples import entry, later, poll

_MARKUP = st.sampled_from(["<script>", "'; DROP TABLE entry; --", "\0", "\u202e", "\U0001f600", ":value0", "%s"])
_HOSTILE = st.lists(_MARKUP | st.text(st.characters(codec="utf-8"), max_size=8)).map("".join)
_INSTANTS = st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC))  # noqa: DTZ001 (bounds are bare)

_ITEMS = st.builds(
    Item,
    key=_HOSTILE,
    title=_HOSTILE,
    link=_HOSTILE,
    language=_HOSTILE,
    summary=_HOSTILE,
    published=st.none() | st.dates(),
    date_text=_HOSTILE,
    kicker=st.none() | _HOSTILE,
    place=st.none() | _HOSTILE,
    image=st.none() | _HOSTILE,
    number=st.none() | st.integers(min_value=1, max_value=2**31),
)
_ENTRIES = st.builds(
    Entry,
    id=_HOSTILE,
    item=_ITEMS,
    first_seen=_INSTANTS,
    updated=_INSTANTS,
    aliases=st.frozensets(_HOSTILE, min_size=1),
)


@given(slug=_HOSTILE, kept=_ENTRIES)
def test_whatever_text_a_page_holds_comes_back_as_it_was(slug: str, kept: Entry) -> None:
    with closing(SqliteStore(None)) as store:
        poll(store, slug, [kept])

        assert store.known(slug, kept.aliases) == (kept,)
        assert store.newest(slug, 1) == (kept,)
        assert list(store.states()) == [slug]


@given(moments=st.lists(_INSTANTS | st.integers(0, 3).map(later), min_size=2, max_size=8, unique=True))
def test_instants_sort_as_they_follow_each_other(moments: list[datetime]) -> None:
    entries = {
        moment: entry(string.ascii_letters[index], first_seen=moment) for index, moment in enumerate(moments)
    }

    with closing(SqliteStore(None)) as store:
        poll(store, "news", entries.values())

        assert [kept.first_seen for kept in store.newest("news", 10)] == sorted(moments, reverse=True)
