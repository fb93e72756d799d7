"""``ilofeed check``: is everything as it must be?"""

from __future__ import annotations

import click

from ilofeed.cli.context import config_option, load_config


@click.command(short_help="Validate configuration, output folder and database.")
@config_option
def check() -> None:
    """Validate the configuration, the output folder and the database; touch nothing, ask no server."""
    config = load_config()
    click.echo(f"{config.name}: {len(config.sources)} sources")

    from ilofeed.app import App  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.advice import advice  # noqa: PLC0415

    with App(config, create=False) as app:
        for note in advice(config):
            click.echo(f"  note: {note}")
        app.store.states()
    click.echo("  all is well")
