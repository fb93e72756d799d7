"""``ilofeed publish``: write files that were lost or changed again."""

from __future__ import annotations

import sys

import click

from ilofeed.cli.options import config_option, load_config
from ilofeed.cli.output import echo
from ilofeed.core.errors import PublishError


@click.command(short_help="Write files again that were lost or changed.")
@config_option
def publish() -> None:
    """Compare every published file with the database, byte for byte, and write those that differ again.

    `fetch` and `run` publish automatically; use this command for files that were lost or changed.
    """
    config = load_config()

    from ilofeed.app import publish_all  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    failed = False
    with Container(config) as app:
        for slug, changed in publish_all.publish_all(app):
            if isinstance(changed, PublishError):
                failed = True
                echo(f"{slug}: failed [{changed.reason}] {changed}", err=True)
            else:
                echo(f"{slug}: {'feeds written' if changed else 'nothing to write'}")
    if failed:
        sys.exit(1)
