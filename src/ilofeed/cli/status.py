"""``ilofeed status``: how every source is."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from ilofeed.cli.context import config_option, json_option, load_config, print_json, stamp

if TYPE_CHECKING:
    from ilofeed.memory import Health


@click.command(short_help="Show how every source is.")
@click.argument("slug", required=False)
@json_option
@config_option
def status(slug: str | None, *, as_json: bool) -> None:
    """Show the health of every source, or of SLUG: state, last poll and success, entries."""
    config = load_config()
    sources = config.chosen((slug,) if slug else ())

    from ilofeed.app import App  # noqa: PLC0415 - not needed for --help

    with App(config, create=False) as app:
        healths = list(app.healths(sources))
    if as_json:
        documents = [
            {
                "source": each.source.slug,
                "url": each.source.url,
                "state": each.state,
                "reason": each.reason,
                "message": each.message,
                "last_poll": stamp(each.last_poll),
                "last_success": stamp(each.last_success),
                "next_poll": stamp(each.next_poll),
                "failures": each.failures,
                "entries": each.entries,
                "latest": stamp(each.latest),
                "withdrawn": each.withdrawn,
                "retired": each.retired or None,
                "moved_to": each.moved_to or None,
                "held_since": stamp(each.held_since),
                "would_change": list(each.would_change),
                "gap": {"from": _day(each.gap_from), "to": _day(each.gap_to)} if each.gap_from else None,
            }
            for each in healths
        ]
        print_json({"sources": documents})
    else:
        for each in healths:
            _print_for_people(each, whole=slug is not None)
    if any(each.state in ("failing", "quarantined") for each in healths):
        sys.exit(1)


def _print_for_people(health: Health, *, whole: bool) -> None:
    text = f"{health.source.slug}: {health.state}, {health.entries} entries"
    if health.withdrawn:
        text += f" ({health.withdrawn} withdrawn from the page)"
    text += f", last success {stamp(health.last_success) or 'never'}"
    if health.next_poll:
        text += f", next poll {stamp(health.next_poll)}"
    click.echo(text)
    if health.retired:
        click.echo(f"  retired, not polled any more: {health.retired}")
    if health.moved_to:
        click.echo(f"  the page has moved for good to {health.moved_to}; set that as its url")
    if health.gap_from:
        click.echo(f"  between {health.gap_from} and {_day(health.gap_to) or 'now'} items may have gone unseen")
    if health.held_since:
        click.echo(f"  held since {stamp(health.held_since)} [{health.reason}] {health.message}")
        click.echo(f"  `ilofeed accept {health.source.slug}` would change {len(health.would_change)} entries")
        for line in health.would_change if whole else ():
            click.echo(f"    {line}")
    elif health.reason:
        click.echo(f"  {health.failures} failed in a row [{health.reason}] {health.message}")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
