"""Print the feeds that a page names."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ilofeed.cli.options import command_line, counted
from ilofeed.cli.output import echo

if TYPE_CHECKING:
    from ilofeed.app.named_feeds import NamedFeed


def for_programs(feeds: Sequence[NamedFeed]) -> dict[str, object]:
    """Return the key of a JSON document for *feeds*; none without feeds."""
    if not feeds:
        return {}
    return {
        "feeds": [
            {
                "url": feed.url,
                "title": feed.title,
                "items": feed.items,
                "latest": feed.latest.isoformat() if feed.latest else None,
                "error": feed.error or None,
            }
            for feed in feeds
        ]
    }


def print_for_people(feeds: Sequence[NamedFeed], *, err: bool = False) -> None:
    """Print *feeds* with what is in them, and how to watch one."""
    if not feeds:
        return
    echo(err=err)
    echo(f"the page names {counted(len(feeds), 'feed')}, which can be a source in its place:", err=err)
    for feed in feeds:
        latest = f", the latest of {feed.latest}" if feed.latest else ""
        content = f"cannot be read [{feed.error}]" if feed.error else f"{counted(feed.items, 'item')}{latest}"
        echo(f"  {feed.url}  {f'{feed.title!r}: ' if feed.title else ''}{content}", err=err)
    readable = [feed for feed in feeds if not feed.error]
    if readable:
        echo(f"to watch it: {command_line('add', shlex.quote(readable[0].url))}", err=err)
