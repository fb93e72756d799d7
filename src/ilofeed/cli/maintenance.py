"""``ilofeed prune`` and ``ilofeed backup``: looking after the database."""

from __future__ import annotations

from pathlib import Path

import click

from ilofeed.cli.options import config_option, counted, load_config
from ilofeed.cli.output import echo


@click.command(short_help="Forget sources that the configuration names no more.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@config_option
def prune(*, yes: bool) -> None:
    """Forget what the database knows of sources that the configuration names no more, and give the room back.

    Shows what that is, and asks first. Published files stay. A source that came back later would begin anew:
    its entries would be announced again. To end a feed for good, `retire` it instead.
    """
    config = load_config()

    from ilofeed.app import queries  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        found = queries.unconfigured_sources(app)
        for slug, entries in found.items():
            echo(f"{slug}: {entries} entries")
        if not found:
            echo("nothing to forget")
            return
        if not yes:
            click.confirm(f"Forget {counted(len(found), 'source')}?", abort=True)
        app.store.forget(list(found))
    echo(f"{counted(len(found), 'source')} forgotten")


@click.command(short_help="Copy the database to FILE, while it is in use.")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@config_option
def backup(file: Path) -> None:
    """Copy the whole database to FILE, which must not be there yet, while polls go on.

    The copy is one file, and checked before it gets its name. To restore it: stop ilofeed, put FILE in the place
    of the database, take away the `-wal` and `-shm` files beside it, and run `ilofeed publish`.
    """
    config = load_config()

    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        rows = app.store.backup(str(file))
    size = file.stat().st_size / 1_000_000
    echo(f"{file}: {counted(rows['source'], 'source')}, {rows['entry']} entries, {size:.1f} MB, checked")
