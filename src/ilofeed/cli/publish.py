"""``ilofeed publish``: render again."""

from __future__ import annotations

import click

from ilofeed.cli.context import config_option, load_config


@click.command(short_help="Render every feed again.")
@config_option
def publish() -> None:
    """Render every feed again from the database; files whose bytes would not change stay untouched."""
    config = load_config()

    from ilofeed.app import App  # noqa: PLC0415 - not needed for --help

    with App(config) as app:
        for source, changed in app.publish(config.sources):
            click.echo(f"{source.slug}: {'feeds written' if changed else 'nothing to write'}")
