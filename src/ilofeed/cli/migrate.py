"""``ilofeed migrate``: the whole database to another one."""

from __future__ import annotations

import click

from ilofeed.cli.options import config_option, counted, json_option, load_config, print_json
from ilofeed.cli.output import echo

# So much of a digest is shown: enough to compare by eye.
_DIGEST = 12


@click.command(short_help="Copy the database to another one, SQLite or PostgreSQL.")
@click.option(
    "--to", "url", metavar="URL", required=True, help="The database to copy to, as `database` names one."
)
@click.option("--ahead", is_flag=True, help="Leave the copy marked as under way, for another run to go on with.")
@json_option
@config_option
def migrate(url: str, *, ahead: bool, as_json: bool) -> None:
    """Copy the whole database of the configuration to another one, which must not hold a store yet.

    Stop ilofeed first, or do the most of it with --ahead while it polls. What is there already is passed over,
    so a run that was broken off is gone on with by the next one. At the end both are read once more and
    compared; until then the copy cannot be used.
    """
    config = load_config()

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        tables, plain = use_cases.copy_database(app, url, _tell, ahead=ahead)
    if as_json:
        found = [{"table": each.table, "rows": each.rows, "digest": each.digest} for each in tables]
        print_json({"tables": found, "database": plain})
        return
    for each in tables:
        echo(f"{each.table:<12} {each.rows:>9}  {each.digest[:_DIGEST]}")
    if ahead:
        echo("copied ahead, and not to be used yet; stop ilofeed, and run this again without --ahead")
    else:
        echo(f'both are the same; now set `database = "{plain}"` in {config.name}')


def _tell(table: str, rows: int, written: int) -> None:
    echo(f"{table}: {counted(rows, 'row')}, {written} written", err=True)
