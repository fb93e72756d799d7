"""A clock that is wrong, ahead or behind, damages nothing, and all recovers once it is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.clock import START
from fakes.pages import ilo_list, some
from fakes.world import NEWS, URL, World
from ilofeed.core import clock_check
from ilofeed.core.clock_check import disagreement
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.state import HubNotification, Notification, Outcome, PollReport, SourceState
from ilofeed.decide.schedule import is_due
from ilofeed.fetch.server_date import server_date
from ilofeed.store import open_store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Scene(World):
    """A world whose clock may be wrong, and a server whose clock is right."""

    off = timedelta(0)  #: by how much our clock is ahead
    server_off = timedelta(0)

    def put_clock(self, off: timedelta) -> None:
        """Have our clock be ahead by *off* from now on."""
        self.clock.sleep((off - self.off).total_seconds())
        self.off = off

    def poll_as(
        self, answer: Callable[[datetime | None], Page | NotModified | FetchError], *, dated: bool = True
    ) -> PollReport:
        """Poll an hour later, answered with the date of the server's clock."""
        self.clock.pass_by(hours=1)
        date = self.clock.now() - self.off + self.server_off if dated else None
        self.fetch.answer = answer(date)
        return self.poll()

    def dates(self) -> dict[str, tuple[datetime, datetime]]:
        return {entry.id: (entry.first_seen, entry.updated) for entry in self.store.newest("news", 99)}


def page(count: int) -> Callable[[datetime | None], Page]:
    return lambda date: Page(url=URL, body=ilo_list(some(count)).encode(), date=date)


def unchanged(date: datetime | None) -> NotModified:
    return NotModified(url=URL, date=date)


def refused(date: datetime | None) -> FetchError:
    return FetchError("status_503", "It is busy.", status=503, date=date)


ANSWERS: dict[str, Callable[[datetime | None], Page | NotModified | FetchError]] = {
    "page": page(20),
    "304": unchanged,
    "503": refused,
}


@pytest.fixture
def scene(address: str, tmp_path: Path) -> Iterator[Scene]:
    store = open_store(address, folder=tmp_path)
    yield Scene(store, tmp_path)
    store.close()


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_clock_that_is_behind_rewrites_nothing(answer: str, dated: bool, scene: Scene) -> None:  # noqa: FBT001 - a case
    for _ in range(3):
        scene.poll_as(page(20))
    dates, files = scene.dates(), scene.files()
    scene.put_clock(-20 * DAY)

    for _ in range(4):
        scene.poll_as(ANSWERS[answer], dated=dated)
    scene.put_clock(timedelta(0))
    for _ in range(4):
        scene.poll_as(ANSWERS[answer])

    assert scene.dates() == dates
    assert scene.files() == files
    assert scene.state.clock_offset == 0


def test_new_entries_found_under_a_clock_that_is_behind_are_published_once_it_is_right(scene: Scene) -> None:
    scene.poll_as(page(10))
    files = scene.files()
    scene.put_clock(-20 * DAY)

    behind = scene.poll_as(page(12))
    untouched = scene.files() == files
    scene.put_clock(timedelta(0))
    right = scene.poll_as(page(12))

    assert (behind.outcome, behind.reason, behind.new) == (Outcome.FAILED, "clock_behind", 2)
    assert "Set the clock" in behind.message
    assert untouched
    assert right.published
    assert len(scene.dates()) == 12


@pytest.mark.parametrize("offs", [(-20 * DAY,), (400 * DAY, 20 * DAY), (30 * DAY, -20 * DAY)])
@pytest.mark.slow
def test_no_entry_found_under_a_wrong_clock_is_missing_in_a_feed_of_many(
    offs: tuple[timedelta, ...], scene: Scene
) -> None:
    scene.poll_as(page(60))
    scene.clock.pass_by(days=25)
    scene.poll_as(page(115))
    count = 115
    for off in offs:
        scene.put_clock(off)
        count += 2
        scene.poll_as(page(count))
    scene.put_clock(timedelta(0))

    for _ in range(2):
        scene.poll_as(page(count))

    published = scene.files()["news.json"][0].decode()
    assert all(f'"Report number {number} on work"' in published for number in range(114, count + 1))
    found = sorted(scene.store.newest("news", 999), key=lambda entry: entry.first_seen)
    numbers = [int(entry.item.title.split()[2]) for entry in found]
    assert numbers[-(count - 115) :] == list(range(116, count + 1))
    assert max(entry.updated for entry in found) <= scene.clock.now()


@pytest.mark.parametrize("answer", ANSWERS)
def test_dates_from_a_clock_that_was_ahead_are_corrected_at_the_second_poll_that_agrees(
    answer: str, scene: Scene
) -> None:
    scene.poll_as(page(10))
    before = scene.dates()
    scene.put_clock(30 * DAY)
    scene.poll_as(page(20))
    wrong = scene.dates()
    scene.put_clock(timedelta(0))

    scene.poll_as(ANSWERS[answer])
    after_one = scene.dates()
    scene.poll_as(ANSWERS[answer])

    assert after_one == wrong
    right = scene.dates()
    assert right.keys() == wrong.keys()
    assert all(max(each) <= scene.clock.now() for each in right.values())
    assert before.items() <= right.items()
    # The order and the distances stay.
    assert sorted(right, key=lambda each: right[each][1]) == sorted(wrong, key=lambda each: wrong[each][1])
    now = scene.clock.now().timestamp() * 10**9
    assert all(modified <= now for _, modified in scene.files().values())
    files = scene.files()
    assert scene.poll_as(ANSWERS[answer]).reason in (None, "status_503")
    assert scene.files() == files


def test_what_cannot_tell_the_time_corrects_nothing(scene: Scene) -> None:
    scene.put_clock(30 * DAY)
    scene.poll_as(page(20))
    wrong = scene.dates()
    scene.put_clock(timedelta(0))

    for _ in range(5):
        scene.poll_as(page(20), dated=False)

    assert scene.dates() == wrong


def test_a_server_that_disagrees_prevents_a_correction_and_does_no_more(scene: Scene) -> None:
    scene.put_clock(30 * DAY)
    scene.poll_as(page(20))
    wrong = scene.dates()
    scene.put_clock(timedelta(0))

    for off in (400 * DAY, -400 * DAY, 2 * HOUR, -2 * HOUR, timedelta(0), 9 * DAY, timedelta(0)):
        scene.server_off = off
        scene.poll_as(unchanged)

    assert scene.dates() == wrong
    scene.poll_as(unchanged)
    assert max(max(each) for each in scene.dates().values()) <= scene.clock.now()


def test_a_lone_agreement_before_the_clock_went_back_does_not_count(scene: Scene) -> None:
    scene.poll_as(page(10))
    scene.poll_as(page(20))
    scene.server_off = -20 * DAY  # its answer comes out of an old cache
    scene.put_clock(-20 * DAY)
    dates = scene.dates()

    scene.poll_as(unchanged)

    assert scene.dates() == dates


def test_the_time_of_a_shared_database_is_evidence_as_well(postgres_address: str, tmp_path: Path) -> None:
    store = open_store(postgres_address, folder=tmp_path)
    assert store.commons is not None
    scene = Scene(store, tmp_path)
    scene.clock.sleep((store.commons.now() - scene.clock.now()).total_seconds() - 4 * 3600)
    scene.put_clock(30 * DAY)
    scene.poll_as(page(20), dated=False)
    scene.put_clock(timedelta(0))

    for _ in range(3):
        scene.clock.sleep((store.commons.now() - scene.clock.now()).total_seconds() - 3600)
        scene.poll_as(unchanged, dated=False)

    assert max(max(each) for each in scene.dates().values()) <= scene.clock.now()
    store.close()


@pytest.fixture
def postgres_address(request: pytest.FixtureRequest) -> str:
    server = request.getfixturevalue("postgres")
    address: str = server.database()
    return address


@pytest.mark.parametrize("off", [400 * DAY, 3 * DAY, 2 * HOUR])
def test_what_a_server_asked_for_while_the_clock_was_ahead_is_void(off: timedelta, scene: Scene) -> None:
    scene.put_clock(off)
    wish = scene.clock.now() + 2 * HOUR
    scene.poll_as(lambda date: FetchError("status_429", "Not now.", status=429, not_before=wish, date=date))
    scene.store.leave_alone("www.ilo.org", wish)
    other = scene.store.claim(["other"])["other"]
    scene.store.keep(replace(other, not_before=wish))  # it was put off because of its host
    scene.put_clock(timedelta(0))

    assert is_due(NEWS, scene.state, scene.clock.now())
    assert scene.poll_as(page(5)).outcome is Outcome.CHANGED

    now = scene.clock.now()
    assert scene.store.acquire_host("www.ilo.org", "somebody", now, now + HOUR).taken
    state = scene.store.state("other")
    assert state is not None
    assert is_due(replace(NEWS, slug="other"), state, now)


def test_what_a_server_asked_for_holds_while_the_clock_is_right(scene: Scene) -> None:
    scene.poll_as(page(5))
    wish = scene.clock.now() + 5 * HOUR
    scene.poll_as(lambda date: FetchError("status_429", "Not now.", status=429, not_before=wish, date=date))

    assert scene.poll_as(page(6)).reason == "not_before"
    assert not is_due(NEWS, scene.state, scene.clock.now())


def test_alerts_and_pings_written_while_the_clock_was_ahead_are_sent(scene: Scene) -> None:
    scene.poll_as(page(5))
    scene.put_clock(400 * DAY)
    at = scene.clock.now()
    letters = [
        Notification(id=f"m{each}", way="webhook", at=at, document="{}", due_at=at + HOUR * each)
        for each in range(3)
    ]
    scene.store.alert({}, [], letters)
    scene.store.remember(
        [], [], [HubNotification(topic="https://a/x.rss", hub="https://hub/", due_at=at, tries=2)]
    )
    scene.poll_as(page(6))
    scene.put_clock(timedelta(0))

    scene.poll_as(page(6))

    now = scene.clock.now()
    taken = [scene.store.take_letter(now, now + HOUR) for _ in range(4)]
    assert [each and each.id for each in taken] == ["m0", "m1", "m2", None]
    assert all(each.at <= now for each in taken if each)
    assert len(scene.store.pings(now, 9)) == 1


def test_a_letter_in_the_hands_of_another_process_stays_there(scene: Scene) -> None:
    scene.poll_as(page(5))
    now = scene.clock.now()
    scene.store.alert({}, [], [Notification(id="m", way="webhook", at=now, document="{}", due_at=now)])
    assert scene.store.take_letter(now, now + timedelta(minutes=15))

    scene.store.end_waits(now + timedelta(minutes=1))

    assert scene.store.take_letter(now + timedelta(minutes=2), now + HOUR) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Date": "Sat, 28 Nov 2026 09:30:00 GMT"}, datetime(2026, 11, 28, 9, 30, tzinfo=UTC)),
        ({"Date": "Sat, 28 Nov 2026 09:30:60 GMT"}, datetime(2026, 11, 28, 9, 30, 59, tzinfo=UTC)),
        ({"Date": "Sat, 28 Nov 2026 09:30:00 GMT", "Age": "3600"}, datetime(2026, 11, 28, 10, 30, tzinfo=UTC)),
        ({"Date": "Sat, 28 Nov 2026 09:30:00 GMT", "Age": "-5"}, datetime(2026, 11, 28, 9, 30, tzinfo=UTC)),
        ({"Date": "Fri, 31 Dec 9999 23:59:59 GMT", "Age": "999999999"}, None),
        ({"Date": "Sat, 31 Feb 2026 09:30:00 GMT"}, None),
        ({"Date": "Sat, 28 Nov 0000 09:30:00 GMT"}, None),
        ({"Date": "2026-11-28T09:30:00Z"}, None),
        ({"Date": "Sat, 28 Nov 2026 09:30:00 +0100"}, None),
        ({"Date": ""}, None),
        ({}, None),
    ],
)
def test_the_date_of_an_answer_is_read_as_the_standard_says(
    fields: dict[str, str], expected: datetime | None
) -> None:
    assert server_date(fields) == expected


@given(st.text(), st.text())
def test_no_date_of_a_server_is_an_error(date: str, age: str) -> None:
    server_date({"Date": date, "Age": age})


def seen(*offsets: int) -> list[SourceState]:
    return [
        SourceState(slug=f"s{at}", clock_offset=each, clock_agreements=not each) for at, each in enumerate(offsets)
    ]


def test_a_clock_that_most_servers_disagree_with_is_reported_in_one_line() -> None:
    assert disagreement([]) == disagreement(seen(0, 0)) == ""
    assert disagreement(seen(86400 * 20, 0)) == ""
    assert disagreement(seen(86400 * 20, -7200, 0)) == ""
    assert disagreement(seen(86400 * 20)) == (
        "the clock is 20 days behind the server of 1 source; set it. Until then no date is corrected"
    )
    assert "ahead of the servers of 2 of 3 sources" in disagreement(seen(-7200, -7300, 0))
    assert "2.0 hours" in disagreement(seen(-7200, -7200, 0))


def test_what_no_answer_said_changes_nothing() -> None:
    state = SourceState(slug="s", clock_agreements=1, clock_offset=-9)

    assert clock_check.after_poll(state, START, server=None) == state
    assert clock_check.after_poll(state, START, server=None, database=START - DAY) == state
