"""The law of coverage: after any edits of a list every item is announced once, or a gap is recorded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.list_site import ListSite, Reader
from fakes.unlinked_site import UnlinkedSite
from fakes.world import NEWS
from ilofeed.core.state import Outcome
from ilofeed.store.sqlite import SqliteStore

_MAX_PINNED = 2
_EXAMPLES = int(os.environ.get("ILOFEED_EXAMPLES", "40"))

_Poll = tuple[
    list[tuple[str, int]], bool, int
]  # actions of editors, true to approve a quarantined poll, items added during the poll

_ACTIONS = st.one_of(
    st.tuples(st.just("add"), st.integers(1, 15)),
    st.tuples(st.just("delete"), st.integers(0, 12)),
    st.tuples(st.just("pin") | st.just("pin ahead"), st.integers(0, 6)),
    st.tuples(st.just("unpin"), st.just(0)),
    st.tuples(st.just("days"), st.integers(1, 3)),
)
_BUMPS = st.tuples(st.just("bump"), st.integers(0, 30))


def polls_of(actions: st.SearchStrategy[tuple[str, int]]) -> st.SearchStrategy[list[_Poll]]:
    return st.lists(
        st.tuples(st.lists(actions, max_size=5), st.booleans(), st.integers(0, 3)), min_size=1, max_size=6
    )


@contextmanager
def reading(site: ListSite, max_pages: int) -> Iterator[Reader]:
    with closing(SqliteStore(None)) as store:
        yield Reader(site, store, replace(NEWS, profile="ilo-list", max_pages=max_pages))


def act(site: ListSite, action: str, value: int) -> None:
    match action:
        case "add":
            site.add(value)
        case "delete":
            site.delete(value)
        case "pin" | "pin ahead" if len(site.pinned) < _MAX_PINNED:
            site.pin(value, ahead=90 if action == "pin ahead" else None)
        case "unpin":
            site.unpin()
        case "bump":
            site.bump(value)
        case "days":
            site.pass_days(value)


def check(site: ListSite, begin: int, max_pages: int, polls: list[_Poll]) -> None:
    """Poll *site*, which has *begin* items at first, once for each of *polls*, and check the law."""
    for _ in range(begin):
        site.pass_days(1)
        site.add()
    with reading(site, max_pages) as reader:
        reader.begin()
        for actions, is_accepted, between in polls:
            for action, value in actions:
                act(site, action, value)
            listed = {each.number for each in site.all}
            site.between = partial(site.add, between) if between else None

            report = reader.poll()
            if report.outcome is Outcome.QUARANTINED and is_accepted:
                report = reader.accept()

            if report.outcome is not Outcome.QUARANTINED and reader.missing() & listed:
                assert reader.has_gap()
        for _ in range(8 if reader.missing() else 0):
            if reader.poll().outcome is Outcome.QUARANTINED:
                reader.accept()
        assert not reader.missing() or reader.has_gap()
        assert len(reader.announced) == len(set(reader.announced))


@settings(max_examples=_EXAMPLES)
@given(
    size=st.integers(4, 12),
    begin=st.integers(1, 40),
    max_pages=st.integers(1, 4),
    validators=st.booleans(),
    polls=polls_of(_ACTIONS | _BUMPS),
)
@example(
    size=4,
    begin=1,
    max_pages=1,
    validators=False,
    polls=[([("add", 4), ("pin ahead", 4)], False, 0), ([], False, 0)],
)
@example(
    size=6,
    begin=6,
    max_pages=1,
    validators=False,
    polls=[
        ([("pin ahead", 5)], False, 0),
        ([("pin ahead", 0), ("unpin", 0)], False, 0),
        ([("add", 6)], False, 0),
    ],
)
@example(  # the last entry of before a gap is pinned with a later date while the gap is open
    size=4,
    begin=2,
    max_pages=1,
    validators=False,
    polls=[
        ([("add", 6), ("delete", 0), ("bump", 5)], False, 0),
        ([("add", 1), ("pin", 0), ("pin ahead", 6)], False, 1),
        ([], False, 0),
    ],
)
def test_every_item_is_announced_once_or_a_gap_is_recorded(
    *, size: int, begin: int, max_pages: int, validators: bool, polls: list[_Poll]
) -> None:
    check(ListSite(size, has_validators=validators), begin, max_pages, polls)


@settings(max_examples=_EXAMPLES)
@given(
    size=st.integers(6, 12),
    begin=st.integers(3, 40),
    max_pages=st.integers(1, 4),
    polls=polls_of(_ACTIONS),
)
def test_without_dates_every_item_is_announced_once_or_a_gap_is_recorded(
    *, size: int, begin: int, max_pages: int, polls: list[_Poll]
) -> None:
    # Without dates an item that was moved to the end of the page looks like one that was there before.
    check(ListSite(size, is_dated=False), begin, max_pages, polls)


@settings(max_examples=_EXAMPLES // 2)
@given(
    size=st.integers(4, 12),
    first=st.integers(0, 1),
    polls=st.lists(st.tuples(st.lists(_ACTIONS | _BUMPS, max_size=5), st.integers(0, 3)), min_size=1, max_size=4),
)
def test_pages_that_no_link_leads_to_hide_no_item_and_announce_none_twice(
    *, size: int, first: int, polls: list[tuple[list[tuple[str, int]], int]]
) -> None:
    site = UnlinkedSite(size, first=first)
    for _ in range(3 * size):
        site.pass_days(1)
        site.add()
    with reading(site, 4) as reader:
        reader.begin()
        for actions, between in polls:
            is_whole = not reader.missing()
            for action, value in actions:
                act(site, action, value)
            listed = {each.number for each in site.all}
            site.between = partial(site.add, between) if between else None

            report = reader.poll()

            has_counted = report.outcome is not Outcome.QUARANTINED and report.items > size
            if is_whole and has_counted and reader.missing() & listed:
                assert reader.has_gap()
        assert len(reader.announced) == len(set(reader.announced))
