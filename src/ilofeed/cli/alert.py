"""``ilofeed alert``: try the channels to the operator, and show the digest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ilofeed.cli.options import config_option, load_config
from ilofeed.cli.output import echo, echo_lines
from ilofeed.core.errors import ConfigError

if TYPE_CHECKING:
    from ilofeed.app.container import Container


@click.command(short_help="Send a test message by every channel of [alerts], or show the digest.")
@click.option("--test", "is_test", is_flag=True, help="Send a message that is marked as a test.")
@click.option("--digest", "is_digest", is_flag=True, help="Print the digest as it would be now, and send nothing.")
@config_option
def alert(*, is_test: bool, is_digest: bool) -> None:
    """Send a test message by every channel of [alerts], and report the result of each; or print the digest.

    Exit status: 0 every channel accepted it, 1 one did not, 2 the configuration names no channel, or no digest.
    """
    if is_test == is_digest:
        raise click.UsageError("name one of --test and --digest")
    config = load_config()
    if not config.alerts.ways:
        raise ConfigError(f"{config.name}: [alerts] names no channel; set notify, command or webhook in it")

    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        if is_digest:
            _print_digest(app)
        elif not _test(app):
            sys.exit(1)


def _test(app: Container) -> bool:
    from ilofeed.app import alert_channels  # noqa: PLC0415 - see above

    is_ok = True
    for way, error in alert_channels.send_test(app):
        is_ok &= error is None
        echo(f"{way}: {f'failed: {error}' if error else 'sent'}", err=error is not None)
    return is_ok


def _print_digest(app: Container) -> None:
    from ilofeed.app.digest_due import DigestDue  # noqa: PLC0415 - see above

    schedule = app.config.alerts.digest
    if schedule is None:
        raise ConfigError(f'{app.config.name}: [alerts] has no digest; set digest = "mon 08:00" in it')
    echo_lines(DigestDue(app, schedule).preview(app.clock.now()))
