"""``ilofeed check``: is everything as it must be?"""

from __future__ import annotations

import sys

import click

from ilofeed.cli.options import config_file, config_option, counted, load_config
from ilofeed.cli.output import echo


@click.command(short_help="Report what is wrong with configuration, folders, database and clock.")
@click.option("--online", is_flag=True, help="Also ask each source's page, and say what would be read from it.")
@config_option
def check(*, online: bool) -> None:
    """Report everything that is wrong with configuration, folders, database, clock and alerts.

    Changes nothing. It writes a temporary file to the folders of database and feeds and removes it, to find
    out whether they can be written to. What is allowed but risky is a note. Exit status: 0 no errors,
    1 a page cannot be read (--online), 2 the configuration or a folder is wrong, 3 the database is, or a disk
    is full or read-only.
    """
    from ilofeed.config.lint import mistakes  # noqa: PLC0415
    from ilofeed.config.loader import text_of  # noqa: PLC0415 - not needed for --help

    path = config_file()
    wrong = mistakes(text_of(path), name=str(path), folder=path.resolve().parent)
    for each in wrong:
        echo(f"ilofeed: {each}", err=True)
    if wrong:
        sys.exit(2)
    config = load_config()
    echo(f"{config.name}: {counted(len(config.sources), 'source')}")

    from ilofeed.app.container import Container  # noqa: PLC0415
    from ilofeed.app.doctor import checkup, first_answers  # noqa: PLC0415

    status = 0
    with Container(config, create=False) as app:
        for found in checkup(app):
            status = max(status, found.status)
            if found.status:
                echo(f"ilofeed: {found.text}", err=True)
            else:
                echo(f"  note: {found.text}")
        if online:
            for source, text, is_well in first_answers(app):
                status = max(status, 0 if is_well else 1)
                echo(f"  {source.slug}: {text}", err=not is_well)
    if status:
        sys.exit(status)
    echo("  all is well")
