"""Dates that only JSON-LD names are on no page for people: they change no id, and are never announced as an edit."""

from __future__ import annotations

from collections.abc import Sequence

from fakes.described import json_ld
from fakes.feeds import FEED
from fakes.world import World
from ilofeed.core.models import Page, Source
from ilofeed.core.selectors import Selectors
from ilofeed.core.state import PollReport

SOURCE = Source(
    slug="news", url=FEED, profile="selectors", selectors=Selectors(item="li", title="a", link="a", date="p")
)


def poll(world: World, days: Sequence[str], printed: str = "") -> PollReport:
    """Poll a list of six posts a day later, when JSON-LD dates the first of them by *days*."""
    world.clock.pass_by(days=1)
    described = [
        {"@type": "NewsArticle", "headline": "Post", "url": f"/posts/{at}", "datePublished": day}
        for at, day in enumerate(days)
    ]
    rows = "".join(f"<li><a href=/posts/{at}>Post {at} of the harbour office</a><p>{printed}" for at in range(6))
    body = f"<html lang=en>{json_ld(described)}<ul>{rows}</ul>"
    world.fetch.answer = Page(url=FEED, body=body.encode(), content_type="text/html")
    return world.poll(SOURCE)


def test_described_dates_that_change_at_each_poll_announce_nothing(world: World) -> None:
    world.clock.pass_by(days=10)
    reports = [poll(world, days) for days in ([], ["2026-11-05"], ["2026-11-06"], ["9999-12-31"], [])]

    assert [(report.new, report.revised, report.moved) for report in reports] == [(6, 0, 0), *[(0, 0, 0)] * 4]
    assert [report.published for report in reports] == [True, True, False, False, False]


def test_a_date_that_the_page_prints_at_last_replaces_the_described_one_silently(world: World) -> None:
    world.clock.pass_by(days=10)
    poll(world, ["2026-11-05"] * 6)

    report = poll(world, [], "3 November 2026")

    assert (report.new, report.revised) == (0, 0)
    assert {str(each.item.published) for each in world.store.newest("news", 9)} == {"2026-11-03"}
