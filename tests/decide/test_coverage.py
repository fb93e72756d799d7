"""Coverage: a list is read until its new items are covered, and no further."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.entries import entries, item
from fakes.list_site import ListSite, Reader
from fakes.polled import PolledCase
from fakes.world import NEWS
from ilofeed.core.models import Entry, Item
from ilofeed.core.state import Outcome, SourceState
from ilofeed.decide import gaps, identity
from ilofeed.decide.coverage import Coverage, may_be_cut, measure, withdrawn
from ilofeed.store import open_store
from ilofeed.store.sqlite import SqliteStore

_DAY_ONE = date(2023, 5, 1)


def page(*documents: int) -> list[Item]:
    """Return items with these numbers as ids, each dated by its number."""
    return [
        item(number, number=at, published=_DAY_ONE + timedelta(number))
        for at, number in enumerate(documents, start=1)
    ]


def undated(*documents: int) -> list[Item]:
    return [replace(each, published=None) for each in page(*documents)]


def redated(document: int, to: int) -> Item:
    """Return the item *document* with the date of the item *to*."""
    return replace(item(document), published=_DAY_ONE + timedelta(to))


def covered(items: Sequence[Item], known: Sequence[Entry]) -> Coverage:
    before = [entry for entry in known if entry.item.number is not None]
    return measure(items, identity.match_items(items, known), before)


TEN = entries(page(*range(30, 20, -1)))
UNDATED = entries(undated(*range(30, 20, -1)))
PINNED = entries(page(1, *range(30, 21, -1)))


@pytest.mark.parametrize(
    ("items", "is_reached"),
    [
        (page(31, *range(30, 21, -1)), True),
        (page(*range(38, 30, -1), 30, 29), True),
        (page(*range(39, 30, -1), 30), False),
        (page(*range(40, 30, -1)), False),
        # One was deleted: of the two that follow, one accounts for that and one proves the place.
        (page(*range(38, 30, -1), 29, 28), True),
        # Two moved there in their known order, past eight others.
        (page(*range(38, 30, -1), 22, 21), False),
        # Two follow in another order.
        (page(*range(38, 30, -1), 29, 30), False),
        # One moved to the top, new ones above and below.
        (page(31, 22, *range(40, 32, -1)), False),
        (page(22, 31, *range(30, 22, -1)), True),
        # Some moved to the top with a new date, as the newest or between new ones.
        ([redated(22, 50), *page(*range(40, 31, -1))], False),
        ([*page(*range(40, 32, -1)), redated(30, 31), redated(29, 31)], False),
        ([redated(22, 50), *page(*range(30, 22, -1))], True),
        # The lowest one, corrected by some days; still no newer than the one above it.
        ([*page(*range(30, 21, -1)), redated(21, 22)], True),
        # The lowest one, newer than all: earlier new items may be on the next page.
        ([*page(*range(30, 21, -1)), redated(21, 50)], False),
        # A newer one below nine that are all pinned.
        (page(*range(30, 21, -1), 31), False),
    ],
)
def test_two_known_items_in_their_order_have_to_follow_the_lowest_new_one(
    items: list[Item], *, is_reached: bool
) -> None:
    assert covered(items, TEN).is_reached is is_reached


@pytest.mark.parametrize(
    ("items", "is_reached"),
    [
        (page(1, *range(39, 30, -1)), False),
        (page(1, *range(38, 30, -1), 30), False),
        (page(1, *range(37, 30, -1), 30, 29), True),
        # One was deleted, so an old one rose, also beside the pinned one.
        (page(1, 30, 29, 27, 26, 25, 24, 23, 22, 21), True),
        # Another one was pinned.
        (page(25, 1, *range(38, 30, -1)), False),
        (page(25, 1, 31, 30, 29, 28, 27, 26, 24, 23), True),
        # The lowest three were deleted.
        (page(1, 30, 29, 28, 27, 26, 25, 21, 20, 19), True),
    ],
)
def test_pinned_items_prove_nothing(items: list[Item], *, is_reached: bool) -> None:
    assert covered(items, PINNED).is_reached is is_reached


def test_an_item_pinned_with_a_date_ahead_proves_nothing() -> None:
    known = entries([redated(1, 900), *page(*range(30, 21, -1))])

    assert not covered([redated(1, 900), *page(*range(39, 30, -1))], known).is_reached


def test_half_of_a_page_pinned_with_dates_ahead_proves_nothing() -> None:
    pinned = [redated(number, 900) for number in (1, 2, 3)]

    assert not covered([*pinned, *page(33, 32, 31)], entries([*pinned, *page(30, 29, 28)])).is_reached


def test_what_counts_for_burst_has_no_known_item_in_its_place_below() -> None:
    assert len(covered(page(*range(50, 35, -1), 22), TEN).uncovered) == 15
    assert len(covered(page(*range(50, 35, -1), 30), TEN).uncovered) == 0
    assert covered(page(30, 29, 28, *range(20, 5, -1)), TEN).uncovered == ()


def test_a_gap_ends_with_the_known_items_that_are_still_to_come() -> None:
    ids = [entry.id for entry in PINNED]

    found = covered(page(1, *range(39, 30, -1)), PINNED)

    assert found.anchors == tuple(ids[1:])
    assert (found.gap_from, found.gap_to) == (_DAY_ONE + timedelta(30), _DAY_ONE + timedelta(31))
    # A known item below all new ones is an anchor; one with another date is not.
    assert covered(page(1, *range(38, 30, -1), 30), PINNED).anchors == tuple(ids[1:])
    moved = covered([redated(30, 50), *page(*range(39, 30, -1))], PINNED)
    assert moved.anchors == (ids[0], *ids[2:])


def test_the_date_of_a_gap_is_not_that_of_what_is_pinned() -> None:
    known = entries([redated(1, 900), *page(*range(30, 21, -1))])

    assert covered([redated(1, 900), *page(*range(39, 30, -1))], known).gap_from == _DAY_ONE + timedelta(30)


def test_a_gap_below_which_nothing_is_known_ends_with_the_list_alone() -> None:
    (one,) = entries(page(30))
    items = [redated(30, 90), *page(*range(39, 30, -1))]

    found = covered(items, [one])

    assert found.gap_from == _DAY_ONE + timedelta(30)
    known = entries(items)
    again = measure(items, identity.match_items(items, known), known, found.anchors)
    assert (again.is_reached, again.anchors) == (False, found.anchors)


def test_in_a_gap_what_came_since_has_to_be_covered_and_what_was_known_before_has_not() -> None:
    since = entries(undated(42, 41))
    before = [replace(each, item=replace(each.item, number=None)) for each in entries(undated(*range(30, 17, -1)))]
    anchors = [entry.id for entry in before[:10]]

    def is_reached(items: list[Item]) -> bool:
        return measure(items, identity.match_items(items, [*since, *before]), since, anchors).is_reached

    assert not is_reached(undated(42, 41))
    assert not is_reached(undated(42, 41, 35))
    assert not is_reached(undated(42, 41, 35, 30))
    assert is_reached(undated(42, 41, 35, 30, 29))
    # Three were deleted meanwhile.
    assert is_reached(undated(42, 41, 35, 30, 29, 28, 26, 25, 23, 22, 20, 19, 18))


def test_an_item_said_twice_is_not_new_below_the_known_ones() -> None:
    twice = replace(item(99, "Title 30"), published=_DAY_ONE + timedelta(30))

    assert covered([*page(31, *range(30, 20, -1)), twice], TEN).is_reached


def test_a_page_without_a_pager_may_leave_out_items_unless_it_is_another_list() -> None:
    newer, overlapping = page(*range(40, 30, -1)), page(*range(60, 50, -1), 29)
    matched = identity.match_items(newer, TEN)

    assert may_be_cut(newer, matched, TEN)
    assert not may_be_cut(newer[:9], matched, TEN)
    assert not may_be_cut(overlapping, identity.Matching(), TEN)
    assert may_be_cut(undated(*range(40, 30, -1)), identity.Matching(), TEN)
    with_one_known = page(30, *range(60, 51, -1))
    assert may_be_cut(with_one_known, identity.match_items(with_one_known, TEN), TEN)


@pytest.mark.parametrize("make", [page, undated])
@pytest.mark.parametrize("gone", [30, 26, 22, 21])
def test_an_old_item_that_rose_needs_no_cover(make: Callable[..., list[Item]], gone: int) -> None:
    known = entries(make(*range(30, 20, -1)))
    rest = [number for number in range(30, 19, -1) if number != gone]

    found = covered(make(*rest), known)

    assert (found.is_reached, len(found.uncovered) <= 1) == (True, True)


def test_items_that_rose_below_a_new_one_do_not_ask_for_more() -> None:
    assert covered(page(31, *range(30, 26, -1), *range(25, 20, -1), 20, 19), TEN).is_reached
    assert covered(undated(31, *range(30, 26, -1), *range(25, 20, -1), 20), UNDATED).is_reached


def test_without_dates_pinned_items_are_told_by_their_places() -> None:
    assert not covered(undated(30, 29, 38, 37, 36, 35, 34, 33, 32, 31), UNDATED).is_reached
    assert not covered(undated(30, 29, 28, 27, 26, 35, 34, 33, 32, 31), UNDATED).is_reached
    assert not covered(undated(30, 29, 28, 27, 26, 25, 34, 33, 32, 31), UNDATED).is_reached
    assert not covered(undated(22, 21, *range(38, 30, -1)), UNDATED).is_reached
    assert not covered(undated(30, 29, 28, 27, 26, 21, 34, 33, 32, 31), UNDATED).is_reached
    assert covered(undated(30, 29, 32, 31, 28, 27, 26, 25), UNDATED).is_reached


def test_a_list_that_grows_at_its_end_is_covered() -> None:
    oldest_first = entries(page(*range(21, 31)))

    assert covered(page(*range(21, 32)), oldest_first).is_reached
    assert covered(page(*range(24, 34)), oldest_first).is_reached
    assert covered(page(*range(23, 31), 33, 34), oldest_first).is_reached


def test_on_short_lists_fewer_known_items_are_enough() -> None:
    (one,) = entries(page(30))

    assert covered(page(*range(40, 30, -1), 30), [one]).is_reached
    assert not covered(page(*range(40, 30, -1)), [one]).is_reached
    assert not covered(page(30, *range(40, 31, -1)), [one]).is_reached
    assert covered(page(1, *range(40, 31, -1), 30), entries(page(1, 30))).is_reached
    assert not covered(page(1, *range(40, 31, -1)), entries(page(1, 30))).is_reached


def test_known_items_that_had_left_the_page_follow_those_that_had_not() -> None:
    known = [*TEN, *entries([replace(each, number=None) for each in page(20, 19)])]

    assert covered(page(*range(40, 30, -1), *range(30, 20, -1), 20, 19), known).is_reached
    assert not covered(page(*range(40, 30, -1), 20, 19), known).is_reached
    (one, *rest) = [*entries(page(30)), *entries([replace(each, number=None) for each in page(20, 19)])]
    assert covered(page(30, *range(40, 31, -1), 20, 19), [one, *rest]).is_reached
    assert not covered(page(30, *range(40, 31, -1), 20), [one, *rest]).is_reached


def test_items_older_than_all_that_is_known_speak_for_the_place_as_well() -> None:
    known = entries(page(31, 30))

    assert covered(page(*range(40, 31, -1), 30, 20, 19), known).is_reached
    assert not covered(page(*range(40, 31, -1), 30), known).is_reached


def test_what_moved_to_the_next_page_is_not_withdrawn() -> None:
    for items in (
        page(21, *range(39, 30, -1)),
        page(*range(40, 30, -1)),
        page(*range(35, 25, -1)),
        page(31, 30, 29, 28, 27, 26, 21),
        [redated(21, 50), *page(*range(39, 30, -1))],
    ):
        assert withdrawn(items, identity.match_items(items, TEN), TEN) == set()


def test_an_item_that_is_not_pinned_any_more_is_not_withdrawn() -> None:
    items = page(*range(30, 20, -1))

    assert withdrawn(items, identity.match_items(items, PINNED), PINNED) == set()


@pytest.mark.parametrize("gone", [30, 29, 26, 22])
def test_what_was_taken_from_among_its_neighbours_is_withdrawn(gone: int) -> None:
    items = page(32, 31, *(number for number in range(30, 20, -1) if number != gone))

    assert withdrawn(items, identity.match_items(items, TEN), TEN) == {
        entry.id for entry in TEN if entry.item.key == item(gone).key
    }


def test_what_is_followed_by_known_items_that_had_left_the_page_is_withdrawn() -> None:
    known = [*TEN, *entries([replace(each, number=None) for each in page(20)])]
    items = page(*range(30, 21, -1), 20)

    assert withdrawn(items, identity.match_items(items, known), TEN) == {TEN[-1].id}


def test_the_oldest_item_of_a_list_that_begins_with_it_can_be_withdrawn() -> None:
    known = entries(page(*range(21, 31)))
    items = page(*range(22, 31))

    assert withdrawn(items, identity.match_items(items, known), known) == {known[0].id}


# The same lists, on several pages.


def site_of(count: int, *, size: int = 10, is_dated: bool = True) -> ListSite:
    """Return a list of *count* items, one a day, in pages of *size*."""
    site = ListSite(size, is_dated=is_dated)
    for _ in range(count):
        site.pass_days(1)
        site.add()
    return site


@pytest.fixture
def watch() -> Iterator[Callable[..., Reader]]:
    with closing(SqliteStore(None)) as store:

        def begin(site: ListSite, max_pages: int = 5) -> Reader:
            reader = Reader(site, store, replace(NEWS, profile="ilo-list", max_pages=max_pages))
            reader.begin()
            return reader

        yield begin


def busy_days(site: ListSite, count: int) -> None:
    for _ in range(count):
        site.pass_days(1)
        site.add()


@pytest.mark.parametrize(("name", "new", "pages"), [("23-pinned", 13, 2), ("29-pinned-burst", 25, 2)])
def test_items_below_a_pinned_one_are_read_on_to(name: str, new: int, pages: int, tmp_path: Path) -> None:
    with closing(open_store("sqlite:///:memory:")) as store:
        case = PolledCase(name, store, tmp_path)
        case.poll(1)

        report = case.poll(2)

        assert (report.outcome, report.new, len(case.asked)) == (Outcome.CHANGED, new, pages)
        assert case.state().gap_from is None
        assert case.poll(2).new == 0


@pytest.mark.parametrize("change", ["pin", "pin two", "bump", "bump two", "pin ahead"])
def test_whatever_is_put_on_top_hides_nothing(watch: Callable[..., Reader], change: str) -> None:
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


def test_where_the_pages_run_out_a_gap_is_open_until_a_reading_closes_it(watch: Callable[..., Reader]) -> None:
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
def test_an_accepted_poll_leaves_no_hole(watch: Callable[..., Reader], *, as_known: bool) -> None:
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


def test_a_poll_that_an_older_program_held_leaves_no_hole_either(watch: Callable[..., Reader]) -> None:
    site = site_of(40)
    site.pin(3)
    reader = watch(site, max_pages=2)
    busy_days(site, 35)
    reader.poll()
    reader.store.keep(gaps.closed(reader.store.claim(["news"])["news"]))

    reader.accept()

    assert reader.has_gap()
    assert (reader.poll().new, reader.missing()) == (16, set())


def test_another_list_that_is_taken_as_known_begins_anew(watch: Callable[..., Reader]) -> None:
    site = site_of(20)
    reader = watch(site, max_pages=2)
    site.items.clear()
    busy_days(site, 60)
    assert reader.poll().reason == "disjoint"

    reader.accept(as_known=True)

    assert not reader.has_gap()
    assert (reader.poll().new, len(site.asked)) == (0, 1)


def test_a_gap_that_an_older_program_left_is_closed(watch: Callable[..., Reader]) -> None:
    site = site_of(40)
    reader = watch(site)
    state = reader.store.claim(["news"])["news"]
    reader.store.keep(replace(state, reach=10, gap_from=date(2023, 5, 9), gap_to=None))

    reader.poll()

    assert (reader.state.gap_from, reader.state.reach) == (None, 0)


def test_a_page_without_a_pager_whose_known_items_are_all_on_top_leaves_a_gap_on_record(
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


def test_a_page_that_became_shorter_leaves_no_gap(watch: Callable[..., Reader]) -> None:
    site = site_of(10)
    site.pin(3)
    reader = watch(site)
    site.items.clear()
    busy_days(site, 3)

    assert (reader.poll().new, reader.state.gap_from) == (3, None)


def test_the_end_of_the_list_ends_reading_and_leaves_no_gap(watch: Callable[..., Reader]) -> None:
    site = site_of(12)
    site.pin(3)
    reader = watch(site)
    site.items.clear()
    busy_days(site, 15)

    report = reader.poll()

    # Quarantined, since no known item is below; but there is no further page to read.
    assert (report.reason, len(site.asked), reader.state.gap_from) == ("burst", 2, None)
    assert (reader.accept().new, reader.state.gap_from) == (15, None)


def test_a_pager_that_leads_nowhere_is_not_followed_for_ever(watch: Callable[..., Reader]) -> None:
    site = site_of(200)
    site.pin(3)
    reader = watch(site, max_pages=50)
    site.always_first = True
    busy_days(site, 9)

    reader.poll()

    assert len(site.asked) == 3
    assert reader.has_gap()


def test_a_gap_is_given_up_once_as_many_pages_were_read_as_may_be() -> None:
    state = replace(SourceState(slug="news"), reach=gaps.MAX_PAGES // 2 + 1, gap_from=date(2023, 5, 9))
    missed = Coverage(is_reached=False, anchors=("a", "b"), gap_from=date(2023, 6, 1), gap_to=date(2023, 6, 9))

    last = gaps.accepted(NEWS, state, missed, can_read_on=True)
    over = gaps.accepted(NEWS, last, missed, can_read_on=True)

    assert (last.reach, last.anchors, last.gap_from) == (gaps.MAX_PAGES, ("a", "b"), date(2023, 5, 9))
    assert (over.reach, over.anchors) == (0, ())
    assert (over.gap_from, over.gap_to) == (date(2023, 5, 9), date(2023, 6, 9))
    assert gaps.accepted(NEWS, over, Coverage(is_reached=True), can_read_on=True) == over
    assert gaps.accepted(NEWS, last, Coverage(is_reached=True), can_read_on=True).gap_from is None


def test_the_dates_of_a_gap_are_in_order_on_a_list_that_is_not() -> None:
    missed = Coverage(is_reached=False, gap_from=date(2023, 6, 9), gap_to=date(2023, 6, 1))

    state = gaps.opened(NEWS, SourceState(slug="news"), missed)

    assert (state.gap_from, state.gap_to) == (date(2023, 6, 1), date(2023, 6, 9))


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


def test_an_item_shown_twice_counts_where_it_is_first() -> None:
    (banner,) = page(22)

    assert not covered([banner, *page(*range(40, 31, -1)), banner], TEN).is_reached
    assert covered([banner, *page(31, *range(30, 20, -1))], TEN).is_reached
