"""Lists that change from poll to poll, each after a public report, and the results that a user expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from fakes.fixtures import FOLDER, POLLS
from fakes.polled import PolledCase
from ilofeed.core.state import Outcome
from ilofeed.publish import recover
from ilofeed.store import open_store

NAMES = sorted(path.stem for path in (FOLDER / POLLS).glob("*.toml"))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Callable[[str], PolledCase]]:
    with closing(open_store("sqlite:///:memory:")) as store:
        yield lambda name: PolledCase(name, store, tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_poll_of_every_case_is_its_baseline(name: str, case: Callable[[str], PolledCase]) -> None:
    polled = case(name)

    report = polled.poll(1)

    assert report.outcome is Outcome.CHANGED
    assert report.new >= 1


@pytest.mark.parametrize("number_and_day", [(0, 20), (1, 18), (2, 16), (3, 13), (7, 4)])
def test_the_date_in_the_offset_of_the_site_counts(
    number_and_day: tuple[int, int], case: Callable[[str], PolledCase]
) -> None:
    number, day = number_and_day
    polled = case("24-datetime-offsets")

    polled.poll(1)

    dates = {entry.item.link.rpartition("/")[2]: entry.item.published for entry in polled.entries()}
    assert dates[str(number)] == date(2026, 11, day)


def test_counters_are_no_edits_and_a_new_item_among_them_is_announced(case: Callable[[str], PolledCase]) -> None:
    polled = case("39-counters")
    polled.poll(1)
    before = polled.files()

    second = polled.poll(2)
    unchanged = polled.files()
    third = polled.poll(3)

    assert (second.outcome, second.revised, second.published) == (Outcome.UNCHANGED, 0, False)
    assert unchanged == before
    assert (third.outcome, third.new, third.revised) == (Outcome.CHANGED, 1, 0)
    assert polled.entries()[0].item.summary == "What is said in post 9 of the forum. 1189 views · 12 comments"
    assert polled.entries()[1].item.summary == "What is said in post 8 of the forum. 1056 views · 9 comments"


def test_a_list_whose_cards_are_gone_is_an_error_and_a_table_beside_it_is_not_read(
    case: Callable[[str], PolledCase],
) -> None:
    polled = case("emptied-cards")
    first = polled.poll(1)
    before = polled.files()

    emptied, without_group = polled.poll(2), polled.poll(3)
    files = polled.files()
    last = polled.poll(4)

    assert (first.new, polled.state().profile) == (3, "ilo-cards")
    assert [(each.outcome, each.reason) for each in (emptied, without_group)] == [(Outcome.FAILED, "no_items")] * 2
    assert files == before
    assert (last.outcome, last.new) == (Outcome.UNCHANGED, 0)


def test_a_list_that_no_card_was_ever_read_from_goes_on_beside_an_empty_group_of_cards(
    case: Callable[[str], PolledCase],
) -> None:
    polled = case("hero-then-cards")

    first, second = polled.poll(1), polled.poll(2)

    assert (first.new, second.outcome, second.new) == (3, Outcome.CHANGED, 1)
    assert polled.entries()[0].item.title == "Paper on the rest of drivers"


def test_cards_beside_a_list_are_read_in_its_place_only_where_they_are_more(
    case: Callable[[str], PolledCase],
) -> None:
    polled = case("hero-then-cards")
    polled.poll(1)
    polled.poll(2)
    before = polled.files()

    related = polled.poll(3)
    files = polled.files()
    cards = polled.poll(4)

    assert (related.outcome, related.new, files) == (Outcome.UNCHANGED, 0, before)
    assert (cards.outcome, cards.new, cards.revised, cards.reason) == (Outcome.CHANGED, 1, 0, None)
    assert polled.state().profile == "ilo-cards"


def test_a_page_behind_the_last_one_is_read_as_the_pages_before_it(case: Callable[[str], PolledCase]) -> None:
    polled = case("last-page-table")

    report = polled.poll(1)

    assert len(polled.asked) == 2
    assert (report.outcome, report.new) == (Outcome.CHANGED, 3)


@pytest.mark.parametrize("slug", ["events", "agenda"])
def test_events_up_to_two_years_ahead_are_announced_and_misprints_are_held(
    slug: str, case: Callable[[str], PolledCase]
) -> None:
    polled = case("events")

    first, second, third = (polled.poll(step, slug) for step in (1, 2, 3))

    assert (first.outcome, first.new) == (Outcome.CHANGED, 3)
    assert (second.outcome, second.new, second.revised) == (Outcome.CHANGED, 2, 0)
    assert (third.outcome, third.reason) == (Outcome.QUARANTINED, "dates_odd")


def test_dates_far_ahead_are_held_on_a_page_that_is_not_known_to_list_events(
    case: Callable[[str], PolledCase],
) -> None:
    polled = case("events")

    first, second = polled.poll(1, "selected"), polled.poll(2, "selected")

    assert (first.outcome, second.outcome, second.reason) == (Outcome.CHANGED, Outcome.QUARANTINED, "dates_odd")


def test_events_ahead_are_sorted_by_first_sight_and_published_then(case: Callable[[str], PolledCase]) -> None:
    polled = case("events")
    polled.poll(1)
    polled.poll(2)

    entries = polled.entries()

    titles = [entry.item.title for entry in entries]
    assert titles[:2] == ["Session in two years", "Meeting across years"]
    assert all(entry.published == entry.first_seen for entry in entries if entry.date_ahead)
    assert [entry.item.title for entry in entries if not entry.date_ahead] == ["Webinar on pay"]
    assert b"9 - 20 October 2028 | Lima, Peru" in polled.files()["events.rss"]


def test_future_dates_are_recovered_from_the_published_feed(
    case: Callable[[str], PolledCase], tmp_path: Path
) -> None:
    polled = case("events")
    polled.poll(1)
    known = {entry.id: entry for entry in polled.entries()}

    found = recover.read(tmp_path / "feeds" / "events.json", polled.source())

    assert {entry.id: (entry.item.published, entry.published) for entry in found.entries} == {
        entry.id: (entry.item.published, entry.published) for entry in known.values()
    }
