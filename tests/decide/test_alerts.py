"""Decide which events alert the operator, and describe them for people and programs."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from decide.alert_states import FAILED, HEALTHY, ONE
from fakes.clock import START
from ilofeed.core.state import Event, Outcome, SourceState
from ilofeed.decide import alerts
from ilofeed.decide.health import as_polled


@pytest.mark.parametrize(
    ("state", "is_held", "is_quiet", "expected"),
    [
        (SourceState(slug="one"), False, False, None),
        (HEALTHY, False, False, Event.RECOVERED),
        (HEALTHY, False, True, Event.QUIET),
        (replace(FAILED, failures=2), False, True, None),
        (replace(FAILED, failures=3), False, True, Event.FAILING),
        (replace(FAILED, failures=1, reason="status_410"), False, False, Event.FAILING),
        (replace(HEALTHY, outcome=Outcome.QUARANTINED), True, False, Event.QUARANTINED),
        (replace(FAILED, failures=9), True, False, Event.QUARANTINED),
    ],
)
def test_each_condition_has_its_event(
    state: SourceState, *, is_held: bool, is_quiet: bool, expected: Event | None
) -> None:
    condition = as_polled(ONE, state, is_held=is_held, is_quiet=is_quiet)

    assert alerts.event(condition, state, after=3) is expected


def test_a_quarantined_poll_is_described_with_what_to_do() -> None:
    news = alerts.News(
        source=ONE,
        state=SourceState(slug="one", outcome=Outcome.QUARANTINED, reason="too_few", message="3 of 10\nitems"),
        event=Event.QUARANTINED,
        before=Event.RECOVERED,
    )

    assert alerts.in_words(news) == (
        "one is quarantined: 3 of 10 items [too_few]. Next: `ilofeed explain one` shows each item, and the rule that"
        " held the poll; `ilofeed accept one` approves it"
    )


def test_the_hint_in_the_message_of_a_quarantined_poll_is_not_repeated() -> None:
    hint = "3 of 10 items; see `ilofeed status one` and `ilofeed accept one`"
    state = SourceState(slug="one", outcome=Outcome.QUARANTINED, reason="too_few", message=hint)
    news = alerts.News(source=ONE, state=state, event=Event.QUARANTINED, before=Event.RECOVERED)

    assert alerts.in_words(news).startswith("one is quarantined: 3 of 10 items [too_few]. Next: ")


def test_one_failure_is_not_described_as_several_in_a_row() -> None:
    state = SourceState(slug="one", outcome=Outcome.FAILED, reason="dns", message="no such name", failures=1)
    news = alerts.News(source=ONE, state=state, event=Event.FAILING, before=Event.RECOVERED)

    assert alerts.in_words(news) == (
        "one has failed once: no such name [dns]. Next: the host has no address: open https://one.example.org/news in a"
        " browser; `ilofeed fetch --once one` polls it now"
    )


def test_a_blind_list_is_described_with_some_of_its_pages() -> None:
    unseen = tuple(f"https://one.example.org/news/{at}" for at in range(30))
    news = alerts.News(source=ONE, state=HEALTHY, event=Event.BLIND, before=Event.RECOVERED, unseen=unseen)

    document = json.loads(alerts.document([news], START))

    assert document["text"] == (
        "one may have gone blind: its list never showed 30 pages of the sitemap, for instance"
        " https://one.example.org/news/0. Next: `ilofeed status one`"
    )
    assert document["data"]["alerts"][0]["unseen"] == list(unseen[:5])


@pytest.mark.parametrize(
    ("events", "title"),
    [
        ([Event.FAILING], "one is failing"),
        ([Event.QUARANTINED], "one is quarantined"),
        ([Event.QUIET], "one is quiet"),
        ([Event.BLIND], "one may have gone blind"),
        ([Event.RECOVERED], "one has recovered"),
        ([Event.FAILING, Event.RECOVERED], "1 source has a problem, 1 has recovered"),
        ([Event.FAILING, Event.QUIET], "2 sources have a problem"),
        ([Event.RECOVERED] * 3, "3 have recovered"),
    ],
)
def test_a_title_has_no_word_of_a_page(events: list[Event], title: str) -> None:
    found = [alerts.News(source=ONE, state=FAILED, event=each, before=Event.RECOVERED) for each in events]

    assert json.loads(alerts.document(found, START))["title"] == title


def test_words_of_a_page_ring_nobody() -> None:
    news = alerts.News(
        source=ONE,
        state=replace(FAILED, failures=3, message="it shows '@everyone' [here](https://evil.example/)"),
        event=Event.FAILING,
        before=Event.RECOVERED,
    )

    document = json.loads(alerts.document([news], START))

    assert "'@\u200beveryone' [here]\u200b(https://evil.example/)" in document["text"]
    assert document["data"]["alerts"][0]["message"] == news.state.message


def test_a_thousand_failures_are_one_readable_notification() -> None:
    many = [
        alerts.News(
            source=ONE, state=replace(FAILED, message="x" * 9999), event=Event.FAILING, before=Event.RECOVERED
        )
    ] * 1000

    text = alerts.document(many, START)

    document = json.loads(text)
    assert document["text"].splitlines()[-1] == "… and 990 more sources"
    assert (len(document["data"]["alerts"]), document["data"]["left_out"]) == (200, 800)
    assert len(text) < 300_000
