"""Dates of lists that a single page leaves open, from poll to poll."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from fakes.polled import PolledCase
from ilofeed.core.models import Item
from ilofeed.core.state import Outcome
from ilofeed.store import open_store


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Callable[[str], PolledCase]]:
    with closing(open_store("sqlite:///:memory:")) as store:
        yield lambda name: PolledCase(name, store, tmp_path)


def dates(polled: PolledCase, slug: str = "") -> dict[int, date | None]:
    """Return the date of each entry by the number in its summary or link."""
    return {_number(entry.item): entry.item.published for entry in polled.entries(slug)}


def _number(item: Item) -> int:
    return int(item.summary.rstrip(".").rpartition(" ")[2] or item.link.rpartition("/")[2])


def test_days_that_could_be_months_are_dated_by_what_the_page_showed_before(
    case: Callable[[str], PolledCase],
) -> None:
    polled = case("08-slash-days")
    polled.poll(1)

    second = polled.poll(2)
    at_second = dates(polled)
    third = polled.poll(3)

    assert (second.outcome, second.reason, second.new, second.revised) == (Outcome.CHANGED, None, 6, 0)
    assert (at_second[13], at_second[8]) == (date(2026, 11, 12), date(2026, 11, 2))
    assert (third.outcome, third.reason, third.new, third.revised) == (Outcome.CHANGED, None, 1, 0)
    assert polled.state().date_order == "/4=dmy"


@pytest.mark.parametrize("name", ["order-learned", "order-learned-without-links"])
def test_known_entries_get_their_dates_silently_once_a_later_page_shows_the_order(
    name: str, case: Callable[[str], PolledCase]
) -> None:
    polled = case(name)
    polled.poll(1)
    at_first, before = dates(polled), {entry.item.title: entry for entry in polled.entries()}

    second = polled.poll(2)
    after = {entry.item.title: entry for entry in polled.entries()}

    assert set(at_first.values()) == {None}
    assert (second.outcome, second.reason, second.new, second.revised) == (Outcome.CHANGED, None, 2, 0)
    assert {number: dates(polled)[number] for number in (7, 3)} == {7: date(2026, 10, 12), 3: date(2026, 8, 12)}
    assert all((after[title].id, after[title].updated) == (was.id, was.updated) for title, was in before.items())
    assert second.published
    assert polled.store.revisions(polled.source().slug) == ()


@pytest.mark.parametrize("name", ["order-learned", "order-learned-without-links"])
def test_an_order_that_was_learned_dates_a_later_page_without_a_witness(
    name: str, case: Callable[[str], PolledCase]
) -> None:
    polled = case(name)
    polled.poll(1)
    polled.poll(2)

    third = polled.poll(3)

    assert (third.outcome, third.reason, third.new, third.revised) == (Outcome.CHANGED, None, 2, 0)
    assert dates(polled)[10] == date(2026, 10, 5)


def test_an_address_dates_an_item_that_prints_no_date(case: Callable[[str], PolledCase]) -> None:
    polled = case("25-day-in-address")

    polled.poll(1)

    found = {entry.item.link.rpartition("/")[2]: entry.item.published for entry in polled.entries()}
    assert sorted(found.values(), key=str) == [date(2026, 11, day) for day in (2, 9, 12, 17, 20)]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("09-relative-days", "s09"), ("09-relative-days", "s09auto"), ("relative-without-links", "srwl")],
)
def test_a_relative_date_is_fixed_at_first_sight(name: str, slug: str, case: Callable[[str], PolledCase]) -> None:
    polled = case(name)
    first = polled.poll(1, slug)
    at_first = dates(polled, slug)
    before = {entry.item.title: entry for entry in polled.entries(slug)}

    second, third = polled.poll(2, slug), polled.poll(3, slug)

    assert (first.outcome, first.new) == (Outcome.CHANGED, 8)
    assert [at_first[number] for number in (8, 7, 6, 5, 4)] == [
        date(2026, 11, day) for day in (29, 29, 28, 27, 26)
    ]
    assert (second.outcome, second.reason, second.new, second.revised) == (Outcome.CHANGED, None, 1, 0)
    assert (third.outcome, third.reason, third.new, third.revised) == (Outcome.UNCHANGED, None, 0, 0)
    assert dates(polled, slug) == at_first | {9: date(2026, 11, 30)}
    after = {entry.item.title: entry for entry in polled.entries(slug)}
    assert all((after[title].id, after[title].updated) == (was.id, was.updated) for title, was in before.items())
    assert polled.store.revisions(slug) == ()


def test_an_entry_keeps_its_relative_date_while_the_page_counts_on(case: Callable[[str], PolledCase]) -> None:
    polled = case("09-relative-days")
    polled.poll(1)
    known = {entry.id: entry.item for entry in polled.entries()}

    polled.poll(2)

    now = {entry.id: entry.item for entry in polled.entries()}
    kept = [(item.date_text, now[entry_id].date_text) for entry_id, item in known.items() if item.date_margin]
    assert len(kept) == 5
    assert sum(was == text for was, text in kept) == 4  # the fifth prints its date now
