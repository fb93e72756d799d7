"""A page of meetings, replayed for half a year: nothing twice, nothing held, nothing missed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.half_year import DATES, MOVE, NEW_URL, OLD_URL, RANGES, TWINS, TWINS_FOR, HalfYear, programme
from ilofeed.core.models import Entry, Source
from ilofeed.core.protocols import Store
from ilofeed.core.selectors import Selectors
from ilofeed.core.state import Outcome, PollReport
from ilofeed.store import open_store

SELECTORS = Selectors(
    item=".ilo--card__type__detail",
    title=".ilo--card--title",
    link=".ilo--card--link",
    date=".ilo--card--date",
    kicker=".ilo--card--eyebrow",
)
SOURCES = {
    "auto": Source(slug="events", url=OLD_URL),
    "selectors": Source(slug="events", url=OLD_URL, profile="selectors", selectors=SELECTORS),
}


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store("sqlite:///:memory:")
    yield store
    store.close()


@pytest.fixture
def year(store: Store, tmp_path: Path) -> HalfYear:
    return HalfYear(store, tmp_path, SOURCES["auto"])


def test_the_programme_has_the_shape_of_the_real_page() -> None:
    meetings = programme()
    new = Counter(each.announced for each in meetings)

    assert len(meetings) == 64
    assert max(new.values()) <= 3
    assert sum(each.edited is not None for each in meetings) == 5
    assert any(each.start.month != each.end.month for each in meetings)


def replayed(year: HalfYear, *, follows: bool = False) -> list[PollReport]:
    """Poll the list twice on each date, and check each poll; one that *follows* does so at the new address."""
    reports, seen = [], set[str]()
    for _ in range(DATES):
        year.next_day()
        if follows and year.day == MOVE:
            year.source = replace(year.source, url=NEW_URL)
        new = {each.event for each in year.shown()} - seen
        seen |= new
        report = year.poll(hours=0)
        reports += [report, year.poll()]

        assert report.outcome.is_ok, (year.day, report.reason, report.message)
        if report.outcome is Outcome.NOT_MODIFIED:
            assert not new, year.day
        else:
            assert (report.items, report.new) == (len(year.shown()), len(new)), (year.day, report)
        assert reports[-1].outcome is Outcome.NOT_MODIFIED, (year.day, reports[-1])
    return reports


@pytest.mark.parametrize(("profile", "follows"), [("auto", False), ("auto", True), ("selectors", False)])
@pytest.mark.slow
def test_each_event_of_half_a_year_is_announced_once(
    store: Store, tmp_path: Path, profile: str, *, follows: bool
) -> None:
    year = HalfYear(store, tmp_path, SOURCES[profile])

    reports = replayed(year, follows=follows)

    event_of = {each.link: each.event for each in year.meetings}
    announced = Counter(event_of[entry.item.link] for entry in year.entries())
    assert announced == dict.fromkeys(event_of.values(), 1)
    assert sum(report.new for report in reports) == len(announced)
    assert sum(report.moved for report in reports) == 0
    assert sum(report.revised for report in reports) == 3, "the two edits of capitals alone are no news"
    assert year.store.quarantine("events") is None
    assert year.store.withdrawn() == {}


@pytest.mark.parametrize("first_stays", [True, False])
@pytest.mark.slow
def test_of_two_cards_of_one_event_either_may_go_again(store: Store, tmp_path: Path, *, first_stays: bool) -> None:
    year = HalfYear(store, tmp_path, SOURCES["auto"], first_twin_stays=first_stays)
    ids = set()
    while year.day < TWINS + 2 * TWINS_FOR:
        year.next_day()
        report = year.poll(hours=0)
        ids |= {entry.id for entry in year.entries() if "session-twin" in entry.item.link}

        assert report.outcome.is_ok, (year.day, report.reason, report.message)

    (entry,) = [entry for entry in year.entries() if entry.id in ids]
    (shown,) = [each for each in year.shown() if each.event == "session"]
    assert entry.withdrawn is None
    assert entry.item.link == shown.link


def test_an_edit_of_a_title_changes_its_entry_and_no_other(year: HalfYear) -> None:
    ids: dict[str, str] = {}
    for _ in range(DATES):
        year.next_day()
        edited = {each.link for each in year.shown() if each.edited == year.day}
        before = {entry.item.link: entry for entry in year.entries()}
        year.poll(hours=0)
        for entry in year.entries():
            link = entry.item.link
            assert ids.setdefault(link, entry.id) == entry.id
            if link in edited:
                assert entry.item.title != before[link].item.title
            elif link in before:
                assert entry.item.title == before[link].item.title


def test_ranges_that_appear_on_one_date_for_all_announce_nothing(year: HalfYear) -> None:
    before: tuple[Entry, ...] = ()
    while year.day < RANGES:
        before = year.entries()
        year.next_day()
        year.poll(hours=0)

    changed = [each for each in year.shown() if each.start != each.end]
    assert len(changed) > 2
    known = {entry.item.link: entry.updated for entry in before}
    # An edit of a title on the same date would be news.
    after = {entry.item.link: entry.updated for entry in year.entries()}
    assert {link: at for link, at in after.items() if link in known} == known


def test_the_same_page_gives_the_same_bytes(year: HalfYear) -> None:
    year.next_day()
    year.poll(hours=0)
    before = {path.name: path.read_bytes() for path in year.output.iterdir()}

    year.poll()

    assert {path.name: path.read_bytes() for path in year.output.iterdir()} == before
    items = json.loads(before["events.json"])["items"]
    assert len(items) == len(year.shown())
