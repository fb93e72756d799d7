"""Read further pages of a list until its new items are covered, and no further."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.list_site import ListSite, Reader
from fakes.polled import PolledCase
from fakes.world import NEWS
from ilofeed.core.state import Outcome
from ilofeed.decide import gaps
from ilofeed.store import open_store
from ilofeed.store.sqlite import SqliteStore


def busy_days(site: ListSite, count: int) -> None:
    """Add one item on each of *count* days."""
    for _ in range(count):
        site.pass_days(1)
        site.add()


def site_of(count: int, *, size: int = 10, is_dated: bool = True) -> ListSite:
    """Return a list of *count* items, one per day, in pages of *size*."""
    site = ListSite(size, is_dated=is_dated)
    busy_days(site, count)
    return site


@pytest.fixture
def watch() -> Iterator[Callable[..., Reader]]:
    with closing(SqliteStore(None)) as store:

        def begin(site: ListSite, max_pages: int = 5) -> Reader:
            reader = Reader(site, store, replace(NEWS, profile="ilo-list", max_pages=max_pages))
            reader.begin()
            return reader

        yield begin


@pytest.mark.parametrize(("name", "new", "pages"), [("23-pinned", 13, 2), ("29-pinned-burst", 25, 2)])
def test_new_items_below_a_pinned_one_are_read(name: str, new: int, pages: int, tmp_path: Path) -> None:
    with closing(open_store("sqlite:///:memory:")) as store:
        case = PolledCase(name, store, tmp_path)
        case.poll(1)

        report = case.poll(2)

        assert (report.outcome, report.new, len(case.asked)) == (Outcome.CHANGED, new, pages)
        assert case.state().gap_from is None
        assert case.poll(2).new == 0


@pytest.mark.parametrize("change", ["pin", "pin two", "bump", "bump two", "pin ahead"])
def test_an_item_moved_to_the_top_hides_no_new_item(watch: Callable[..., Reader], change: str) -> None:
    site = site_of(40)
    reader = watch(site)
    busy_days(site, 13)
    for _ in range(2 if "two" in change else 1):
        if "pin" in change:
            site.pin(16, ahead=60 if "ahead" in change else None)
        else:
            site.bump(16)
    busy_days(site, 2)

    report = reader.poll()

    assert (report.new, len(site.asked), reader.missing()) == (15, 2, set())
    assert not reader.has_gap()


@pytest.mark.parametrize("is_dated", [True, False])
@pytest.mark.parametrize("at", [1, 5, 10])
def test_a_deletion_costs_one_request(watch: Callable[..., Reader], at: int, *, is_dated: bool) -> None:
    site = site_of(40, is_dated=is_dated)
    site.pin(3)
    reader = watch(site)

    site.delete(min(at, 9))
    report = reader.poll()

    assert (report.outcome, report.new, len(site.asked)) == (Outcome.CHANGED, 1, 1)
    assert (reader.state.gap_from, reader.poll().outcome) == (None, Outcome.NOT_MODIFIED)


def test_a_list_that_moves_on_between_two_requests_loses_nothing(watch: Callable[..., Reader]) -> None:
    site = site_of(40)
    site.pin(3)
    reader = watch(site)
    busy_days(site, 14)
    site.between = lambda: site.add(3)

    first, second = reader.poll(), reader.poll()

    assert (first.new, second.new, reader.missing()) == (14, 3, set())
    assert not reader.has_gap()


def test_a_gap_at_the_limit_of_pages_is_open_until_later_polls_close_it(watch: Callable[..., Reader]) -> None:
    site = site_of(40)
    site.pin(3)
    reader = watch(site, max_pages=1)
    busy_days(site, 35)

    report = reader.poll()

    assert (report.outcome, report.new, len(reader.missing())) == (Outcome.CHANGED, 9, 26)
    assert (reader.state.gap_from, reader.state.gap_to) == (date(2023, 6, 10), date(2023, 7, 7))
    asked = []
    for _ in range(2):
        reader.poll()
        asked.append(len(site.asked))
    # No validators are sent while a gap is open: an unchanged page would leave it open.
    assert (asked, reader.missing()) == ([2, 4], set())
    assert not reader.has_gap()
    assert reader.poll().outcome is Outcome.NOT_MODIFIED


def test_a_304_closes_no_gap(watch: Callable[..., Reader]) -> None:
    site = site_of(40)
    site.pin(3)
    reader = watch(site, max_pages=1)
    busy_days(site, 35)
    reader.poll()
    before = reader.state
    site.always_not_modified = True

    reader.poll()

    after = reader.state
    assert (after.outcome, after.reach) == (Outcome.NOT_MODIFIED, before.reach)
    assert (after.gap_from, after.gap_to) == (before.gap_from, before.gap_to)


@pytest.mark.parametrize("as_known", [False, True])
def test_an_accepted_poll_loses_no_item(watch: Callable[..., Reader], *, as_known: bool) -> None:
    site = site_of(40)
    site.pin(3)
    reader = watch(site, max_pages=2)
    busy_days(site, 35)

    report = reader.poll()

    assert (report.outcome, report.reason, len(site.asked)) == (Outcome.QUARANTINED, "burst", 2)
    assert reader.has_gap()
    report = reader.accept(as_known=as_known)
    assert (report.new, len(reader.missing())) == (19, 16)
    assert reader.has_gap()
    report = reader.poll()
    assert (report.outcome, report.new, len(site.asked)) == (Outcome.CHANGED, 16, 4)
    assert not reader.has_gap()
    assert reader.missing() == set()


def test_a_poll_that_an_older_release_quarantined_loses_no_item(watch: Callable[..., Reader]) -> None:
    site = site_of(40)
    site.pin(3)
    reader = watch(site, max_pages=2)
    busy_days(site, 35)
    reader.poll()
    reader.store.keep(gaps.closed(reader.store.claim(["news"])["news"]))

    reader.accept()

    assert reader.has_gap()
    assert (reader.poll().new, reader.missing()) == (16, set())


def test_another_list_that_is_accepted_as_known_starts_without_a_gap(watch: Callable[..., Reader]) -> None:
    site = site_of(20)
    reader = watch(site, max_pages=2)
    site.items.clear()
    busy_days(site, 60)
    assert reader.poll().reason == "disjoint"

    reader.accept(as_known=True)

    assert not reader.has_gap()
    assert (reader.poll().new, len(site.asked)) == (0, 1)


def test_a_gap_that_an_older_release_left_is_closed(watch: Callable[..., Reader]) -> None:
    site = site_of(40)
    reader = watch(site)
    state = reader.store.claim(["news"])["news"]
    reader.store.keep(replace(state, reach=10, gap_from=date(2023, 5, 9), gap_to=None))

    reader.poll()

    assert (reader.state.gap_from, reader.state.reach) == (None, 0)


def test_a_page_that_became_shorter_leaves_no_gap(watch: Callable[..., Reader]) -> None:
    site = site_of(10)
    site.pin(3)
    reader = watch(site)
    site.items.clear()
    busy_days(site, 3)

    assert (reader.poll().new, reader.state.gap_from) == (3, None)


def test_reading_stops_at_the_end_of_the_list_without_a_gap(watch: Callable[..., Reader]) -> None:
    site = site_of(12)
    site.pin(3)
    reader = watch(site)
    site.items.clear()
    busy_days(site, 15)

    report = reader.poll()

    # Quarantined, since no known item is below; but there is no further page to read.
    assert (report.reason, len(site.asked), reader.state.gap_from) == ("burst", 2, None)
    assert (reader.accept().new, reader.state.gap_from) == (15, None)


def test_a_pager_that_leads_back_is_not_followed_endlessly(watch: Callable[..., Reader]) -> None:
    site = site_of(200)
    site.pin(3)
    reader = watch(site, max_pages=50)
    site.always_first = True
    busy_days(site, 9)

    reader.poll()

    assert len(site.asked) == 3
    assert reader.has_gap()


def test_a_second_gap_above_the_first_is_closed_with_it(watch: Callable[..., Reader]) -> None:
    site = site_of(40)
    site.pin(3)
    reader = watch(site, max_pages=1)
    busy_days(site, 19)
    reader.poll()
    busy_days(site, 19)
    reader.poll()

    for _ in range(3):
        reader.poll()

    assert (reader.missing(), reader.state.gap_from) == (set(), None)


def test_a_page_without_a_pager_and_with_known_items_only_on_top_leaves_a_gap(
    watch: Callable[..., Reader],
) -> None:
    site = site_of(10)
    site.pin(3)
    reader = watch(site)
    busy_days(site, 9)
    del site.items[9:]

    report = reader.poll()

    assert (report.outcome, report.new) == (Outcome.CHANGED, 9)
    assert (reader.state.gap_from, reader.state.gap_to) == (date(2023, 5, 11), date(2023, 5, 12))
    # No further page can be read, so the page need not be read again either.
    assert reader.poll().outcome is Outcome.NOT_MODIFIED
    busy_days(site, 1)
    reader.poll()
    assert reader.state.gap_from == date(2023, 5, 11)
