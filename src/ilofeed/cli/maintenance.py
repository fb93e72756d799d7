"""``ilofeed prune`` and ``ilofeed backup``: maintenance of the database."""

from __future__ import annotations

from pathlib import Path

import click

from ilofeed.cli.options import config_option, counted, load_config
from ilofeed.cli.output import echo


@click.command(short_help="Delete the data of sources that are no longer configured.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@config_option
def prune(*, yes: bool) -> None:
    """Delete the data of sources that are no longer configured, and free their disk space.

    Lists the sources and asks for confirmation. Published files stay. If such a source is configured again, it
    begins anew: its entries are announced again. To end a feed permanently, set `retired` instead.
    """
    config = load_config()

    from ilofeed.app import queries, strangers  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        unconfigured = queries.unconfigured_sources(app)
        for slug, entries in unconfigured.items():
            echo(f"{slug}: {entries} entries")
        if not unconfigured:
            echo("nothing to delete")
            return
        for hint in strangers.hints(app, strangers.renamed(app, unconfigured)):
            echo(hint)
        if not yes:
            click.confirm(f"Delete the data of {counted(len(unconfigured), 'source')}?", abort=True)
        app.store.forget(list(unconfigured))
    echo(f"data of {counted(len(unconfigured), 'source')} deleted")


@click.command(short_help="Copy the database to FILE, while it is in use.")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@config_option
def backup(file: Path) -> None:
    """Copy the whole database to FILE, which must not exist yet. Polls may go on.

    The copy is one file, which is checked before it gets its name. To restore it: stop ilofeed, replace the
    database with FILE, remove the `-wal` and `-shm` files beside it, and run `ilofeed publish`.
    """
    config = load_config()

    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        rows = app.store.backup(str(file))
    size = file.stat().st_size / 1_000_000
    echo(f"{file}: {counted(rows['source'], 'source')}, {rows['entry']} entries, {size:.1f} MB, checked")
