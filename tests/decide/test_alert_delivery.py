"""Send each alert once, in few notifications, and lose none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from decide.alert_states import FAILED, HEALTHY, ONE, TWO
from fakes.clock import START, FakeClock
from ilofeed.app.alerts_due import AlertsDue
from ilofeed.core import hints
from ilofeed.core.errors import NotifyError
from ilofeed.core.models import Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Alert, Event, Notification, SourceState
from ilofeed.notify.dispatcher import Channel, Dispatcher
from ilofeed.store import open_store


class FakeChannel:
    """Channel that keeps notifications, and refuses them while it is down."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.is_down = False
        self.attempts = 0

    def __call__(self, notification: Notification) -> None:
        self.attempts += 1
        if self.is_down:
            raise NotifyError("down")
        self.received.append(json.loads(notification.document))

    def events(self) -> list[list[tuple[str, str]]]:
        return [
            [(alert["source"], alert["event"]) for alert in document["data"]["alerts"]]
            for document in self.received
        ]


class Scene:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = FakeClock()
        self.channel = FakeChannel()
        self.restart()

    def restart(self, channel: Channel | None = None) -> None:
        due = AlertsDue(self.store, after=3)
        self.dispatcher = Dispatcher(due, {"command": channel or self.channel}, self.store, self.clock)

    def set_state(self, source: Source, state: SourceState) -> None:
        claimed = self.store.claim([source.slug])[source.slug]
        self.store.keep(replace(state, slug=source.slug, generation=claimed.generation))

    def fail(self, source: Source, times: int) -> None:
        self.set_state(source, replace(FAILED, failures=times))

    def dispatch(self, *, after: float = 0) -> None:
        self.clock.pass_by(minutes=after)
        list(self.dispatcher([ONE, TWO]))


@pytest.fixture
def scene(address: str, tmp_path: Path) -> Iterator[Scene]:
    store = open_store(address, folder=tmp_path)
    yield Scene(store)
    store.close()


def test_a_failing_source_is_reported_once_and_its_recovery_once(scene: Scene) -> None:
    for times in range(1, 8):
        scene.fail(ONE, times)
        scene.dispatch(after=60)
    scene.set_state(ONE, HEALTHY)
    scene.dispatch(after=60)
    scene.dispatch(after=60)

    assert scene.channel.events() == [[("one", "failing")], [("one", "well")]]


def test_a_command_in_an_alert_names_the_configuration_of_the_daemon(scene: Scene) -> None:
    hints.name_config("/etc/ilofeed.toml")
    scene.fail(ONE, 3)

    scene.dispatch()

    assert "`ilofeed -c /etc/ilofeed.toml " in scene.channel.received[0]["text"]


def test_a_bug_of_a_channel_is_reported_and_the_notification_is_tried_again(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_notification: Notification) -> None:
        raise LookupError("a bug of the channel")

    scene.restart(broken)
    scene.fail(ONE, 3)

    ((notification, error),) = scene.dispatcher([ONE, TWO])

    assert "bug" in str(error)
    assert "a bug of the channel" in caplog.text
    assert scene.store.claim_notification(scene.clock.now() + timedelta(days=1), scene.clock.now()) is not None
    assert notification.way == "command"


def test_a_healthy_source_is_not_reported(scene: Scene) -> None:
    scene.set_state(ONE, HEALTHY)
    scene.dispatch()

    assert scene.channel.received == []
    assert scene.store.alerts() == {}


def test_a_failure_that_ends_before_it_counts_is_not_reported(scene: Scene) -> None:
    scene.fail(ONE, 2)
    scene.dispatch(after=60)
    scene.set_state(ONE, HEALTHY)
    scene.dispatch(after=60)

    assert scene.channel.received == []


def test_notifications_are_ten_minutes_apart(scene: Scene) -> None:
    scene.fail(ONE, 3)
    scene.dispatch()
    scene.fail(TWO, 3)
    scene.dispatch(after=9.9)
    assert scene.channel.events() == [[("one", "failing")]]

    scene.set_state(ONE, HEALTHY)
    scene.dispatch(after=0.2)

    assert scene.channel.events() == [[("one", "failing")], [("one", "well"), ("two", "failing")]]


def test_a_flapping_source_sends_no_more_notifications_than_that(scene: Scene) -> None:
    for _ in range(60):
        scene.fail(ONE, 3)
        scene.dispatch(after=0.5)
        scene.set_state(ONE, HEALTHY)
        scene.dispatch(after=0.5)

    assert len(scene.channel.received) <= 7


def test_a_notification_that_fails_is_tried_again_after_a_restart_too(scene: Scene) -> None:
    scene.channel.is_down = True
    scene.fail(ONE, 3)
    scene.dispatch()
    scene.restart()
    scene.dispatch(after=0.5)
    scene.channel.is_down = False
    scene.dispatch(after=0.4)
    assert scene.channel.received == []

    scene.dispatch(after=0.2)
    scene.dispatch(after=60)

    assert scene.channel.events() == [[("one", "failing")]]


def test_a_notification_is_given_up_after_a_week_of_ever_rarer_attempts(scene: Scene) -> None:
    scene.channel.is_down = True
    scene.fail(ONE, 3)
    scene.dispatch()
    while scene.clock.now() < START + timedelta(days=9):
        scene.dispatch(after=30)
    attempts = scene.channel.attempts
    scene.channel.is_down = False
    scene.dispatch()

    assert scene.channel.received == []
    assert 20 < attempts < 40


def test_a_program_that_is_killed_while_it_sends_loses_nothing(scene: Scene) -> None:
    scene.fail(ONE, 3)

    def die(_notification: Notification) -> None:
        raise KeyboardInterrupt

    scene.restart(die)
    with pytest.raises(KeyboardInterrupt):
        scene.dispatch()
    scene.restart()
    scene.dispatch(after=15)

    assert scene.channel.events() == [[("one", "failing")]]


def test_two_programs_report_an_event_once(scene: Scene) -> None:
    scene.fail(ONE, 3)
    before = scene.store.alerts()
    scene.dispatch()

    mine = [Alert(source="one", event=Event.FAILING, at=START)]
    late = Notification(id="late", way="command", at=START, document="{}", due_at=START)
    assert not scene.store.alert(before, mine, [late])


def test_the_document_is_for_people_and_programs(scene: Scene) -> None:
    scene.fail(ONE, 3)
    scene.dispatch()

    assert scene.channel.received == [
        {
            "type": "ilofeed.alerts",
            "timestamp": "2026-11-23T09:30:00Z",
            "title": "one is failing",
            "text": "one has failed 3 times in a row: it answers 500 [status_500]. Next: it often passes; the poll is"
            " repeated at growing intervals; `ilofeed fetch --once one` polls it now",
            "data": {
                "alerts": [
                    {
                        "source": "one",
                        "url": "https://one.example.org/news",
                        "event": "failing",
                        "before": "well",
                        "reason": "status_500",
                        "message": "it answers 500",
                        "failures": 3,
                        "unseen": [],
                        "last_poll": None,
                        "last_success": None,
                    }
                ],
                "left_out": 0,
            },
        }
    ]


def test_a_clock_that_was_ahead_does_not_suppress_alerts(scene: Scene) -> None:
    ahead = Alert(source="two", event=Event.FAILING, at=START + timedelta(days=400))
    scene.store.alert({}, [ahead], [])
    scene.fail(ONE, 3)
    scene.dispatch()

    assert [event for events in scene.channel.events() for event in events] == [("one", "failing")]


def test_a_quiet_source_is_reported_and_its_next_entry_too(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    months = {"one": {"2026-05": 12, "2026-06": 12, "2026-07": 12}}
    days = {"one": date(2026, 7, 31)}
    monkeypatch.setattr(type(scene.store), "months", lambda *_: months)
    monkeypatch.setattr(type(scene.store), "last_days", lambda *_: days)
    scene.set_state(ONE, HEALTHY)
    scene.dispatch()
    scene.dispatch(after=20)
    days["one"] = date(2026, 11, 23)
    scene.dispatch(after=20)
    scene.dispatch(after=90)

    assert scene.channel.events() == [[("one", "quiet")], [("one", "well")]]
