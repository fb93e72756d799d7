"""The content of the weekly digest: bounded, plain, and what needs attention first."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from decide.alert_states import ONE, TWO
from fakes.clock import START
from ilofeed.core.models import Entry
from ilofeed.core.sitemap_state import Unseen
from ilofeed.core.state import Condition, Health
from ilofeed.decide import digest
from ilofeed.decide.digest import Digest, FeedNews, Span
from store.samples import entry

DAY = timedelta(days=1)
SPAN = Span(last=START - 7 * DAY, now=START)
FAILING = Health(
    source=ONE,
    condition=Condition.FAILING,
    reason="status_404",
    message="https://one.example.org/news answers 404\nNot Found",
    since=START - 2 * DAY,
)


def made(*feeds: FeedNews, healths: tuple[Health, ...] = ()) -> Digest:
    return Digest(span=SPAN, timezone="Europe/Zurich", feeds=feeds, healths=healths)


def entries(count: int, name: str = "e") -> tuple[Entry, ...]:
    return tuple(entry(f"{name}{number}") for number in range(count))


def news(count: int, name: str = "one", *, is_new: bool = False) -> FeedNews:
    return FeedNews(
        source=name, title=f"News of {name}", page="", entries=entries(count, name), is_new_source=is_new
    )


def title(found: Digest) -> str:
    return str(json.loads(digest.document(found))["title"])


def test_a_week_without_news_and_problems_is_reported_too() -> None:
    found = made(healths=(Health(source=ONE, condition=Condition.OK),))

    assert digest.text(found) == (
        "2026-11-16 10:30 to 2026-11-23 10:30 (Europe/Zurich): no new entries, all sources are ok."
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (made(news(1)), "digest: 1 new entry, all sources are ok"),
        (made(news(2), news(3, "two")), "digest: 5 new entries, all sources are ok"),
        (
            made(news(2), news(9, "two", is_new=True), healths=(FAILING,)),
            "digest: 2 new entries, 1 new source, 1 source needs attention",
        ),
        (
            made(healths=(FAILING, replace(FAILING, source=TWO))),
            "digest: no new entries, 2 sources need attention",
        ),
    ],
)
def test_the_title_counts(found: Digest, expected: str) -> None:
    assert title(found) == expected


def test_a_problem_is_described_since_when_and_with_the_next_steps() -> None:
    lines = digest.text(made(healths=(FAILING,))).split("\n")

    assert lines[2] == "NEEDS ATTENTION"
    assert lines[4] == (
        "one is failing since 2026-11-21 10:30: https://one.example.org/news answers 404 Not Found [status_404]"
    )
    assert lines[5] == "  look for the page's new address: open https://one.example.org/news in a browser"


def test_the_oldest_of_the_worst_problems_comes_first() -> None:
    younger = replace(FAILING, source=TWO, since=START - DAY)
    held = Health(source=replace(TWO, slug="held"), condition=Condition.QUARANTINED, since=START)
    quiet = Health(source=replace(TWO, slug="quiet"), condition=Condition.QUIET)
    unseen = (Unseen(url="https://a.example/", since=START),)
    blind = Health(source=replace(TWO, slug="blind"), condition=Condition.OK, unseen=unseen)
    fine = Health(source=replace(TWO, slug="fine"), condition=Condition.OK)

    found = digest.in_need([fine, blind, quiet, younger, FAILING, held])

    assert [each.source.slug for each in found] == ["held", "one", "two", "quiet", "blind"]
    text = digest.text(made(healths=tuple(found)))
    assert "quiet is much quieter than usual" in text
    assert "blind is perhaps blind: its list never showed 1 page of the sitemap" in text


def test_a_huge_week_is_bounded_and_each_feed_has_its_part() -> None:
    feeds = [news(50, f"feed-{number}") for number in range(130)]
    failing = replace(FAILING, message="x" * 9999)
    healths = tuple(replace(failing, source=replace(ONE, slug=f"s{number}")) for number in range(500))

    document = json.loads(digest.document(made(*feeds, healths=healths)))

    assert len(document["data"]["feeds"]) == 100
    assert document["data"]["left_out"] == 130 * 50 - 100
    assert "… and 30 more feeds with new entries" in document["text"]
    assert "… and 470 more sources: `ilofeed status` shows them" in document["text"]
    assert len(json.dumps(document)) < 150_000


def test_few_feeds_show_more_entries_and_new_sources_few() -> None:
    found = made(news(30, "two", is_new=True), news(30))

    shown = json.loads(digest.document(found))["data"]["feeds"]

    assert [(feed["source"], feed["new"], len(feed["entries"])) for feed in shown] == [
        ("one", 30, 10),
        ("two", 30, 3),
    ]


@pytest.mark.parametrize(
    ("last", "since"),
    [
        (None, START - 7 * DAY),
        (START - DAY, START - DAY),
        (START - 20 * DAY, START - 20 * DAY),
        (START - 300 * DAY, START - 35 * DAY),
        (START + DAY, START - 7 * DAY),
    ],
)
def test_a_digest_begins_at_the_last_one_and_has_five_weeks_at_most(
    last: datetime | None, since: datetime
) -> None:
    assert digest.span_until(last, START) == Span(last=since, now=START)


def test_titles_of_pages_are_one_line_that_rings_nobody() -> None:
    title = "<!channel> @everyone\nNEEDS ATTENTION [x](https://e.example/)"
    hostile = entry("a")
    hostile = replace(hostile, item=replace(hostile.item, title=title))
    text = digest.text(made(FeedNews(source="one", title="@room", page="", entries=(hostile,))))

    assert "- <\u200b!channel> @\u200beveryone NEEDS ATTENTION [x]\u200b(https://e.example/)" in text.split("\n")
    assert "@\u200broom (1 new)" in text
