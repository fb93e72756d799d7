"""``ilofeed replay``: would today's profiles read old pages as they were read then?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.options import config_option, json_option, load_config, print_json, stamp
from ilofeed.cli.output import echo

if TYPE_CHECKING:
    from datetime import datetime

    from ilofeed.core.models import Item
    from ilofeed.decide.replay import Difference


@click.command(short_help="Read kept pages again: would anything differ?")
@click.argument("slug", required=False, shell_complete=slugs)
@json_option
@config_option
def replay(slug: str | None, *, as_json: bool) -> None:
    """Read the kept pages of SLUG, or of every source, with today's profiles, and show what would differ.

    The bytes of every changed page are kept, the newest 30 of each source and always the last good one. Worth a
    run after an upgrade, and before another `profile` is let loose on subscribers. Changes nothing. Exit status 1
    where an id would move: a subscriber would see an old entry as new.
    """
    config = load_config()
    sources = config.chosen((slug,) if slug else ())

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        found = [
            (source.slug, at, difference) for source in sources for at, difference in use_cases.replay(app, source)
        ]
    if as_json:
        print_json({"pages": [_document(*each) for each in found]})
    else:
        for each in found:
            _print_for_people(*each)
    if any(difference.moves_ids for _, _, difference in found):
        sys.exit(1)


def _document(slug: str, at: datetime, difference: Difference) -> dict[str, object]:
    return {
        "source": slug,
        "at": stamp(at),
        "appeared": [_item(item) for item in difference.appeared],
        "vanished": [_item(item) for item in difference.vanished],
        "retitled": [{"before": was.title, "after": now.title} for was, now in difference.retitled],
        "redated": [
            {"title": now.title, "before": _day(was), "after": _day(now)} for was, now in difference.redated
        ],
    }


def _item(item: Item) -> dict[str, object]:
    return {"key": item.key, "title": item.title, "published": _day(item)}


def _day(item: Item) -> str | None:
    return item.published.isoformat() if item.published else None


def _print_for_people(slug: str, at: datetime, difference: Difference) -> None:
    echo(f"{slug} {stamp(at)}: {'differs' if difference else 'as it was'}")
    for item in difference.appeared:
        echo(f"  a new id: {item.title}")
    for item in difference.vanished:
        echo(f"  no longer read: {item.title}")
    for was, now in difference.retitled:
        echo(f"  title: {was.title} -> {now.title}")
    for was, now in difference.redated:
        echo(f"  day: {_day(was)} -> {_day(now)}: {now.title}")
