"""Entries found under a clock that is wrong, ahead or behind: none is lost, and their dates are corrected."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from fakes.wrong_clock import ANSWERS, DAY, HOUR, Scene, page, unchanged
from ilofeed.core.state import Outcome
from ilofeed.store import open_store


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


def test_answers_without_a_date_correct_nothing(scene: Scene) -> None:
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
