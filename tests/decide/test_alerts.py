"""Alerts to the operator: once each, in few notifications, none lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.clock import START, FakeClock
from ilofeed.app.alerts_due import AlertsDue
from ilofeed.core.errors import NotifyError
from ilofeed.core.models import Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Alert, Event, Notification, Outcome, SourceState
from ilofeed.decide import alerts
from ilofeed.decide.health import as_polled
from ilofeed.notify.dispatcher import Channel, Dispatcher
from ilofeed.store import open_store

ONE, TWO = (Source(slug=slug, url=f"https://{slug}.example.org/news") for slug in ("one", "two"))
FAILED = SourceState(slug="one", outcome=Outcome.FAILED, reason="status_500", message="it answers 500")
WELL = SourceState(slug="one", outcome=Outcome.UNCHANGED)


@pytest.mark.parametrize(
    ("state", "held", "quiet", "expected"),
    [
        (SourceState(slug="one"), False, False, None),
        (WELL, False, False, Event.WELL),
        (WELL, False, True, Event.QUIET),
        (replace(FAILED, failures=2), False, True, None),
        (replace(FAILED, failures=3), False, True, Event.FAILING),
        (replace(FAILED, failures=1, reason="status_410"), False, False, Event.FAILING),
        (replace(WELL, outcome=Outcome.QUARANTINED), True, False, Event.QUARANTINED),
        (replace(FAILED, failures=9), True, False, Event.QUARANTINED),
    ],
)
def test_each_condition_has_its_event(
    state: SourceState, *, held: bool, quiet: bool, expected: Event | None
) -> None:
    condition = as_polled(ONE, state, is_held=held, is_quiet=quiet)

    assert alerts.event(condition, state, after=3) is expected


class Letterbox:
    """Receiver of notifications; it refuses them while it is shut."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.shut = False
        self.tries = 0

    def __call__(self, letter: Notification) -> None:
        self.tries += 1
        if self.shut:
            raise NotifyError("shut")
        self.got.append(json.loads(letter.document))

    def events(self) -> list[list[tuple[str, str]]]:
        return [[(each["source"], each["event"]) for each in letter["data"]["alerts"]] for letter in self.got]


class Scene:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = FakeClock()
        self.box = Letterbox()
        self.restart()

    def restart(self, channel: Channel | None = None) -> None:
        due = AlertsDue(self.store, after=3)
        self.dispatcher = Dispatcher(due, {"command": channel or self.box}, self.store, self.clock)

    def is_in(self, source: Source, state: SourceState) -> None:
        claimed = self.store.claim([source.slug])[source.slug]
        self.store.keep(replace(state, slug=source.slug, generation=claimed.generation))

    def fails(self, source: Source, times: int) -> None:
        self.is_in(source, replace(FAILED, failures=times))

    def look(self, *, after: float = 0) -> None:
        self.clock.pass_by(minutes=after)
        list(self.dispatcher([ONE, TWO]))


@pytest.fixture
def scene(address: str, tmp_path: Path) -> Iterator[Scene]:
    store = open_store(address, folder=tmp_path)
    yield Scene(store)
    store.close()


def test_a_source_that_fails_is_told_once_and_once_when_it_is_well_again(scene: Scene) -> None:
    for times in range(1, 8):
        scene.fails(ONE, times)
        scene.look(after=60)
    scene.is_in(ONE, WELL)
    scene.look(after=60)
    scene.look(after=60)

    assert scene.box.events() == [[("one", "failing")], [("one", "well")]]


def test_a_bug_met_with_one_way_is_reported_and_the_letter_is_tried_again(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_letter: Notification) -> None:
        raise LookupError("a wrong turn")

    scene.restart(broken)
    scene.fails(ONE, 3)

    ((letter, error),) = scene.dispatcher([ONE, TWO])

    assert "bug" in str(error)
    assert "a wrong turn" in caplog.text
    assert scene.store.take_letter(scene.clock.now() + timedelta(days=1), scene.clock.now()) is not None
    assert letter.way == "command"


def test_a_source_that_is_well_is_not_worth_a_word(scene: Scene) -> None:
    scene.is_in(ONE, WELL)
    scene.look()

    assert scene.box.got == []
    assert scene.store.alerts() == {}


def test_a_failure_that_is_over_before_it_counts_is_not_told(scene: Scene) -> None:
    scene.fails(ONE, 2)
    scene.look(after=60)
    scene.is_in(ONE, WELL)
    scene.look(after=60)

    assert scene.box.got == []


def test_between_two_letters_lie_ten_minutes(scene: Scene) -> None:
    scene.fails(ONE, 3)
    scene.look()
    scene.fails(TWO, 3)
    scene.look(after=9.9)
    assert scene.box.events() == [[("one", "failing")]]

    scene.is_in(ONE, WELL)
    scene.look(after=0.2)

    assert scene.box.events() == [[("one", "failing")], [("one", "well"), ("two", "failing")]]


def test_a_source_that_flaps_sends_no_more_letters_than_that(scene: Scene) -> None:
    for _ in range(60):
        scene.fails(ONE, 3)
        scene.look(after=0.5)
        scene.is_in(ONE, WELL)
        scene.look(after=0.5)

    assert len(scene.box.got) <= 7


def test_a_letter_that_does_not_arrive_is_tried_again_after_a_restart_too(scene: Scene) -> None:
    scene.box.shut = True
    scene.fails(ONE, 3)
    scene.look()
    scene.restart()
    scene.look(after=0.5)
    scene.box.shut = False
    scene.look(after=0.4)
    assert scene.box.got == []

    scene.look(after=0.2)
    scene.look(after=60)

    assert scene.box.events() == [[("one", "failing")]]


def test_a_letter_is_given_up_after_a_week_of_ever_rarer_tries(scene: Scene) -> None:
    scene.box.shut = True
    scene.fails(ONE, 3)
    scene.look()
    while scene.clock.now() < START + timedelta(days=9):
        scene.look(after=30)
    tries = scene.box.tries
    scene.box.shut = False
    scene.look()

    assert scene.box.got == []
    assert 20 < tries < 40


def test_a_program_that_was_killed_while_it_told_loses_nothing(scene: Scene) -> None:
    scene.fails(ONE, 3)

    def die(_letter: Notification) -> None:
        raise KeyboardInterrupt

    scene.restart(die)
    with pytest.raises(KeyboardInterrupt):
        scene.look()
    scene.restart()
    scene.look(after=15)

    assert scene.box.events() == [[("one", "failing")]]


def test_two_programs_tell_it_once(scene: Scene) -> None:
    scene.fails(ONE, 3)
    told = scene.store.alerts()
    scene.look()

    mine = [Alert(source="one", event=Event.FAILING, at=START)]
    late = Notification(id="late", way="command", at=START, document="{}", due_at=START)
    assert not scene.store.alert(told, mine, [late])


def test_what_is_held_is_told_with_what_to_do() -> None:
    found = alerts.News(
        source=ONE,
        state=SourceState(slug="one", outcome=Outcome.QUARANTINED, reason="too_few", message="3 of 10\nitems"),
        event=Event.QUARANTINED,
        before=Event.WELL,
    )

    assert alerts.in_words(found) == (
        "one is held back: 3 of 10 items [too_few]. See 'ilofeed status one', then 'ilofeed accept one' or wait"
    )


def test_one_failure_is_no_row() -> None:
    state = SourceState(slug="one", outcome=Outcome.FAILED, reason="dns", message="no such name", failures=1)
    found = alerts.News(source=ONE, state=state, event=Event.FAILING, before=Event.WELL)

    assert alerts.in_words(found) == "one has failed once: no such name [dns]"


def test_the_document_says_it_to_people_and_to_programs(scene: Scene) -> None:
    scene.fails(ONE, 3)
    scene.look()

    assert scene.box.got == [
        {
            "type": "ilofeed.alerts",
            "timestamp": "2026-11-23T09:30:00Z",
            "text": "one has failed 3 times in a row: it answers 500 [status_500]",
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


def test_a_blind_list_is_said_to_people_and_to_programs_with_some_of_its_pages() -> None:
    unseen = tuple(f"https://one.example.org/news/{at}" for at in range(30))
    each = alerts.News(source=ONE, state=WELL, event=Event.BLIND, before=Event.WELL, unseen=unseen)

    told = json.loads(alerts.document([each], START))

    assert told["text"] == (
        "one may have gone blind: its list never showed 30 pages of the sitemap, for instance"
        " https://one.example.org/news/0. See 'ilofeed status one'"
    )
    assert told["data"]["alerts"][0]["unseen"] == list(unseen[:5])


def test_a_thousand_failures_are_one_letter_that_can_be_read() -> None:
    many = [
        alerts.News(source=ONE, state=replace(FAILED, message="x" * 9999), event=Event.FAILING, before=Event.WELL)
    ] * 1000

    text = alerts.document(many, START)

    told = json.loads(text)
    assert told["text"].splitlines()[-1] == "… and 990 more sources"
    assert (len(told["data"]["alerts"]), told["data"]["left_out"]) == (200, 800)
    assert len(text) < 300_000


def test_a_clock_that_was_ahead_does_not_silence_us(scene: Scene) -> None:
    ahead = Alert(source="two", event=Event.FAILING, at=START + timedelta(days=400))
    scene.store.alert({}, [ahead], [])
    scene.fails(ONE, 3)
    scene.look()

    assert [each for letter in scene.box.events() for each in letter] == [("one", "failing")]


def test_a_source_that_falls_silent_is_told_and_that_it_speaks_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = {"one": {"2026-05": 12, "2026-06": 12, "2026-07": 12}}
    days = {"one": date(2026, 7, 31)}
    monkeypatch.setattr(type(scene.store), "months", lambda *_: months)
    monkeypatch.setattr(type(scene.store), "last_days", lambda *_: days)
    scene.is_in(ONE, WELL)
    scene.look()
    scene.look(after=20)
    days["one"] = date(2026, 11, 23)
    scene.look(after=20)
    scene.look(after=90)

    assert scene.box.events() == [[("one", "quiet")], [("one", "well")]]
