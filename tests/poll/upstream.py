"""Polls of a feed upstream, and what subscribers of ours see of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from fakes.feeds import FEED, posts, rss
from fakes.world import World
from ilofeed.core.models import Page, Source
from ilofeed.core.state import PollReport

SOURCE = Source(slug="news", url=FEED, profile="feed")
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
TEN = posts(range(19, 9, -1))


def poll(
    world: World, body: str, source: Source = SOURCE, *, content_type: str = "application/rss+xml"
) -> PollReport:
    """Poll the source an hour later, when its address shows *body*."""
    world.clock.pass_by(hours=1)
    world.fetch.answer = Page(url=FEED, body=body.encode(), content_type=content_type)
    return world.poll(source)


def subscribe(world: World) -> World:
    """Let subscribers have the ten posts."""
    world.clock.pass_by(days=5)
    assert poll(world, rss(TEN)).new == 10
    return world


def shown(world: World) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads((world.output / "news.json").read_bytes())["items"]
    return items


def numbers(world: World) -> list[int]:
    return [int(item["url"].rpartition("/")[2]) for item in shown(world)]
