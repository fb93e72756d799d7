"""Waits that were set under a wrong clock end once it is right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from fakes.world import NEWS
from fakes.wrong_clock import DAY, HOUR, Scene, page
from ilofeed.core.errors import FetchError
from ilofeed.core.state import HubNotification, Notification, Outcome
from ilofeed.decide.schedule import is_due


@pytest.mark.parametrize("off", [400 * DAY, 3 * DAY, 2 * HOUR])
def test_a_wait_that_a_server_asked_for_while_the_clock_was_ahead_is_void(off: timedelta, scene: Scene) -> None:
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


def test_a_wait_that_a_server_asked_for_holds_while_the_clock_is_right(scene: Scene) -> None:
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
    taken = [scene.store.claim_notification(now, now + HOUR) for _ in range(4)]
    assert [each and each.id for each in taken] == ["m0", "m1", "m2", None]
    assert all(each.at <= now for each in taken if each)
    assert len(scene.store.pings(now, 9)) == 1


def test_a_message_that_another_process_sends_is_not_taken(scene: Scene) -> None:
    scene.poll_as(page(5))
    now = scene.clock.now()
    scene.store.alert({}, [], [Notification(id="m", way="webhook", at=now, document="{}", due_at=now)])
    assert scene.store.claim_notification(now, now + timedelta(minutes=15))

    scene.store.end_waits(now + timedelta(minutes=1))

    assert scene.store.claim_notification(now + timedelta(minutes=2), now + HOUR) is None
