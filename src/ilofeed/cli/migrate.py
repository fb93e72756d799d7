"""``ilofeed migrate``: copy the whole database to another one."""

from __future__ import annotations

import click

from ilofeed.cli.options import config_option, counted, json_option, load_config, print_json
from ilofeed.cli.output import echo

# Enough of a digest to compare by eye.
_DIGEST_LENGTH = 12


@click.command(short_help="Copy the database to another one, SQLite or PostgreSQL.")
@click.option(
    "--to", "url", metavar="URL", required=True, help="The database to copy to, in the form of the key `database`."
)
@click.option("--ahead", is_flag=True, help="Leave the copy marked as unfinished; a later run continues it.")
@json_option
@config_option
def migrate(url: str, *, ahead: bool, as_json: bool) -> None:
    """Copy the whole database of the configuration to another one, which must not contain data of ilofeed yet.

    Stop ilofeed first, or copy most of it with --ahead while it polls. Rows that exist already are skipped, so a
    later run continues one that was interrupted. At the end both databases are read again and compared; until
    then the copy cannot be used.
    """
    config = load_config()

    from ilofeed.app import copy_database  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        tables, plain = copy_database.copy_database(app, url, _print_progress, ahead=ahead)
    if as_json:
        rows = [{"table": table.table, "rows": table.rows, "digest": table.digest} for table in tables]
        print_json({"tables": rows, "database": plain})
        return
    for table in tables:
        echo(f"{table.table:<12} {table.rows:>9}  {table.digest[:_DIGEST_LENGTH]}")
    if ahead:
        echo("copied ahead, not usable yet; stop ilofeed, and run this command again without --ahead")
    else:
        echo(f'both databases are equal; now set `database = "{plain}"` in {config.name}')


def _print_progress(table: str, rows: int, written: int) -> None:
    echo(f"{table}: {counted(rows, 'row')}, {written} written", err=True)
