"""``ilofeed check``: report errors of configuration, folders, database, clock and alerts."""

from __future__ import annotations

import sys

import click

from ilofeed.cli.options import config_file, config_option, counted, load_config
from ilofeed.cli.output import echo


@click.command(short_help="Report errors of configuration, folders, database and clock.")
@click.option(
    "--online", is_flag=True, help="Also request the page of each source, and report the number of items."
)
@config_option
def check(*, online: bool) -> None:
    """Report all errors of configuration, folders, database, clock and alerts.

    Changes nothing. To test the folders of database and feeds, it writes a temporary file and removes it.
    Settings that are allowed but risky are reported as notes. Exit status: 0 no errors,
    1 a page cannot be read (--online), 2 an error of the configuration or a folder, 3 an error of the
    database, or a disk that is full or read-only.
    """
    from ilofeed.config.lint import mistakes  # noqa: PLC0415
    from ilofeed.config.loader import text_of  # noqa: PLC0415 - not needed for --help

    path = config_file()
    errors = mistakes(text_of(path), name=str(path), folder=path.resolve().parent)
    for error in errors:
        echo(f"ilofeed: {error}", err=True)
    if errors:
        sys.exit(2)
    config = load_config()
    echo(f"{config.name}: {counted(len(config.sources), 'source')}")

    from ilofeed.app.container import Container  # noqa: PLC0415
    from ilofeed.app.doctor import checkup, first_answers  # noqa: PLC0415

    status = 0
    with Container(config, create=False) as app:
        for finding in checkup(app):
            status = max(status, finding.status)
            if finding.status:
                echo(f"ilofeed: {finding.text}", err=True)
            else:
                echo(f"  note: {finding.text}")
        if online:
            for source, text, is_ok in first_answers(app):
                status = max(status, 0 if is_ok else 1)
                echo(f"  {source.slug}: {text}", err=not is_ok)
    if status:
        sys.exit(status)
    echo("  no errors")
