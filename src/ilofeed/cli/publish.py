"""``ilofeed publish``: render again."""

from __future__ import annotations

import sys

import click

from ilofeed.cli.context import config_option, load_config
from ilofeed.errors import PublishError


@click.command(short_help="Render every feed again.")
@config_option
def publish() -> None:
    """Render every feed again from the database; files whose bytes would not change stay untouched."""
    config = load_config()

    from ilofeed.app import App  # noqa: PLC0415 - not needed for --help

    failed = False
    with App(config) as app:
        for slug, changed in app.publish():
            if isinstance(changed, PublishError):
                failed = True
                click.echo(f"{slug}: failed [{changed.reason}] {changed}", err=True)
            else:
                click.echo(f"{slug}: {'feeds written' if changed else 'nothing to write'}")
    if failed:
        sys.exit(1)
