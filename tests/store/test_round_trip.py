"""Any text of a page is saved without a change."""

from __future__ import annotations

import string
from contextlib import closing
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ilofeed.core.ids import title_name
from ilofeed.core.models import Entry, Extraction, Item, Page, Validators
from ilofeed.core.skipped import Skipped
from ilofeed.core.state import Quarantine, Revision
from ilofeed.store.sqlite import SqliteStore
from store.samples import commit, entry, later, poll, state

_MARKUP = st.sampled_from(["<script>", "'; DROP TABLE entry; --", "\0", "\u202e", "\U0001f600", ":value0", "%s"])
_HOSTILE = st.lists(_MARKUP | st.text(st.characters(codec="utf-8"), max_size=8)).map("".join)
_INSTANTS = st.datetimes(min_value=datetime(1, 1, 2), timezones=st.just(UTC))  # noqa: DTZ001 (bounds are bare)

_DAYS = st.dates()
_NUMBERS = st.integers(min_value=1, max_value=2**31)

_ITEMS = st.builds(
    Item,
    key=_HOSTILE,
    title=_HOSTILE,
    link=_HOSTILE,
    language=_HOSTILE,
    summary=_HOSTILE,
    published=st.none() | _DAYS,
    date_text=_HOSTILE,
    kicker=st.none() | _HOSTILE,
    place=st.none() | _HOSTILE,
    image=st.none() | _HOSTILE,
    number=st.none() | _NUMBERS,
)
_ENTRIES = st.builds(
    Entry,
    id=_HOSTILE,
    item=_ITEMS,
    first_seen=_INSTANTS,
    updated=_INSTANTS,
    aliases=st.frozensets(_HOSTILE, min_size=1),
    announced=st.booleans(),
)
_REVISIONS = st.builds(Revision, entry=st.just(entry("a").id), at=_INSTANTS, before=_ITEMS, moved=st.booleans())
_PAGES = st.builds(
    Page,
    url=_HOSTILE,
    body=st.binary(),
    content_type=_HOSTILE,
    status=_NUMBERS,
    validators=st.builds(Validators, etag=st.none() | _HOSTILE, last_modified=st.none() | _HOSTILE),
)
_EXTRACTIONS = st.builds(
    Extraction,
    profile=_HOSTILE,
    url=_HOSTILE,
    language=_HOSTILE,
    title=_HOSTILE,
    items=st.lists(_ITEMS, max_size=3).map(tuple),
    skipped=st.lists(st.builds(Skipped, number=_NUMBERS, reason=_HOSTILE, text=_HOSTILE), max_size=2).map(tuple),
    next=st.none() | _HOSTILE,
    rules=st.dictionaries(_HOSTILE, _HOSTILE, max_size=2),
)
_QUARANTINES = st.builds(
    Quarantine,
    source=_HOSTILE,
    since=_INSTANTS,
    reason=_HOSTILE,
    message=_HOSTILE,
    page=_PAGES,
    extraction=_EXTRACTIONS,
)


@given(slug=_HOSTILE, kept=_ENTRIES)
def test_whatever_text_a_page_holds_comes_back_as_it_was(slug: str, kept: Entry) -> None:
    with closing(SqliteStore(None)) as store:
        poll(store, slug, [kept])

        assert store.known(slug, kept.aliases) == (kept,)
        assert store.known(slug, [], [title_name(kept.item)]) == (kept,)
        assert store.newest(slug, 1) == ((kept,) if kept.announced else ())
        assert list(store.states()) == [slug]


@given(held=_QUARANTINES)
def test_what_is_held_back_comes_back_as_it_was(held: Quarantine) -> None:
    with closing(SqliteStore(None)) as store:
        generation = store.claim([held.source])[held.source].generation
        store.record(replace(commit(state(held.source, generation)), quarantine=held))

        assert store.quarantine(held.source) == held


@given(changes=st.lists(_REVISIONS, max_size=4, unique_by=lambda revision: revision.at))
def test_what_an_entry_was_comes_back_as_it_was_in_order(changes: list[Revision]) -> None:
    with closing(SqliteStore(None)) as store:
        store.claim(["news"])
        store.record(replace(commit(state("news", 1), [entry("a")]), revisions=tuple(changes)))

        assert store.revisions("news") == tuple(sorted(changes, key=lambda revision: revision.at))


@given(start=st.none() | _DAYS, end=st.none() | _DAYS, reach=_NUMBERS)
def test_the_days_of_a_gap_come_back_as_days(start: date | None, end: date | None, reach: int) -> None:
    with closing(SqliteStore(None)) as store:
        store.claim(["news"])
        kept = replace(state("news", 1), reach=reach, gap_from=start, gap_to=end)
        store.record(commit(kept))

        assert store.state("news") == kept


@given(moments=st.lists(_INSTANTS | st.integers(0, 3).map(later), min_size=2, max_size=8, unique=True))
def test_instants_sort_as_they_follow_each_other(moments: list[datetime]) -> None:
    entries = {
        moment: entry(string.ascii_letters[index], first_seen=moment) for index, moment in enumerate(moments)
    }

    with closing(SqliteStore(None)) as store:
        poll(store, "news", entries.values())

        assert [kept.first_seen for kept in store.newest("news", 10)] == sorted(moments, reverse=True)
