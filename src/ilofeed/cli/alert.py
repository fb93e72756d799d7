"""``ilofeed alert``: try the channels to the operator."""

from __future__ import annotations

import sys

import click

from ilofeed.cli.options import config_option, load_config
from ilofeed.cli.output import echo
from ilofeed.core.errors import ConfigError


@click.command(short_help="Send a test message by every channel of [alerts].")
@click.option("--test", "is_test", is_flag=True, required=True, help="Send a message that is marked as a test.")
@config_option
def alert(*, is_test: bool) -> None:  # noqa: ARG001 - there is no other use yet
    """Send a test message by every channel of [alerts], and report the result of each.

    Exit status: 0 every channel accepted it, 1 one did not, 2 the configuration names no channel.
    """
    config = load_config()
    if not config.alerts.ways:
        raise ConfigError(f"{config.name}: [alerts] names no channel; set notify, command or webhook in it")

    from ilofeed.app import alert_channels  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - see above

    has_failed = False
    with Container(config, create=False) as app:
        for way, error in alert_channels.send_test(app):
            has_failed |= error is not None
            echo(f"{way}: {f'failed: {error}' if error else 'sent'}", err=error is not None)
    if has_failed:
        sys.exit(1)
