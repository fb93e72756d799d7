"""``ilofeed status``: how every source is."""

from __future__ import annotations

import sys

import click

from ilofeed.cli.context import config_option, json_option, load_config, print_json, stamp


@click.command()
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
            }
            for each in healths
        ]
        print_json({"sources": documents})
    else:
        for each in healths:
            text = f"{each.source.slug}: {each.state}, {each.entries} entries"
            text += f", last success {stamp(each.last_success) or 'never'}"
            if each.next_poll:
                text += f", next poll {stamp(each.next_poll)}"
            if each.reason:
                text += f"\n  {each.failures} failed in a row [{each.reason}] {each.message}"
            click.echo(text)
    if any(each.state in ("failing", "quarantined") for each in healths):
        sys.exit(1)
