"""``ilofeed replay``: read saved pages again with the current profiles, and show differences."""

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


@click.command(short_help="Read saved pages again, and show differences.")
@click.argument("slug", required=False, shell_complete=slugs)
@json_option
@config_option
def replay(slug: str | None, *, as_json: bool) -> None:
    """Read the saved pages of SLUG, or of every source, with the current profiles, and show the differences.

    The database keeps the newest 30 changed pages of each source, and always the last good one. Run it after an
    upgrade, and before you change a `profile`. Changes nothing. Exit status 1: an id would change, so subscribers
    would see an old entry as new.
    """
    config = load_config()
    sources = config.chosen((slug,) if slug else ())

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        pages = [
            (source.slug, at, difference) for source in sources for at, difference in use_cases.replay(app, source)
        ]
    if as_json:
        print_json({"pages": [_document(*page) for page in pages]})
    else:
        for page in pages:
            _print_for_people(*page)
    if any(difference.moves_ids for _, _, difference in pages):
        sys.exit(1)


def _document(slug: str, at: datetime, difference: Difference) -> dict[str, object]:
    return {
        "source": slug,
        "at": stamp(at),
        "appeared": [_item(item) for item in difference.appeared],
        "vanished": [_item(item) for item in difference.vanished],
        "retitled": [{"before": was.title, "after": now.title} for was, now in difference.retitled],
        "redated": [
            {"title": now.title, "before": _date(was), "after": _date(now)} for was, now in difference.redated
        ],
    }


def _item(item: Item) -> dict[str, object]:
    return {"key": item.key, "title": item.title, "published": _date(item)}


def _date(item: Item) -> str | None:
    return item.published.isoformat() if item.published else None


def _print_for_people(slug: str, at: datetime, difference: Difference) -> None:
    echo(f"{slug} {stamp(at)}: {'differs' if difference else 'unchanged'}")
    for item in difference.appeared:
        echo(f"  a new id: {item.title}")
    for item in difference.vanished:
        echo(f"  no longer read: {item.title}")
    for was, now in difference.retitled:
        echo(f"  title: {was.title} -> {now.title}")
    for was, now in difference.redated:
        echo(f"  date: {_date(was)} -> {_date(now)}: {now.title}")
