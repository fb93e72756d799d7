"""``ilofeed accept``: approve a quarantined poll."""

from __future__ import annotations

import sys

import click

from ilofeed.cli.after_poll import publish_shared
from ilofeed.cli.completion import slugs
from ilofeed.cli.options import config_option, load_config
from ilofeed.cli.output import echo


@click.command(short_help="Approve a quarantined poll.")
@click.argument("slug", shell_complete=slugs)
@click.option(
    "--as-known",
    is_flag=True,
    help="Save its new items as known without announcing them; revisions keep their old dates.",
)
@config_option
def accept(slug: str, *, as_known: bool) -> None:
    """Approve the quarantined poll of SLUG, exactly as `ilofeed status SLUG` shows it.

    Publishes its feeds at once. With --as-known its new items are saved but never announced; later items are.
    Prints a message if no poll is quarantined.
    """
    config = load_config()
    (source,) = config.chosen((slug,))

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config) as app:
        report = use_cases.accept(app, source, as_known=as_known)
        failed = any(feed.reason for feed in publish_shared(app, quietly=True)) if report else False
    if report is None:
        echo(f"{slug}: no poll is quarantined")
        return
    if not report.outcome.is_ok:
        echo(f"{slug}: {report.outcome} [{report.reason}] {report.message}", err=True)
        sys.exit(1)
    verb = "saved as known" if as_known else "announced"
    echo(f"{slug}: approved, {report.new} new {verb}, {report.revised} revised, {report.moved} moved")
    if failed:
        sys.exit(1)
