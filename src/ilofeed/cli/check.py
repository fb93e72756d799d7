"""``ilofeed check``: report errors of configuration, folders, database, clock and alerts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from ilofeed.cli.options import config_file, config_option, counted
from ilofeed.cli.output import echo

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.config.documents import Documents


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
    from ilofeed.config.documents import documents_of  # noqa: PLC0415 - not needed for --help
    from ilofeed.config.lint import mistakes, reported  # noqa: PLC0415 - not needed for --help
    from ilofeed.config.loader import build  # noqa: PLC0415 - see above

    documents = documents_of(config_file())
    errors = mistakes(documents)
    for text in reported(errors):
        echo(f"ilofeed: {text}", err=True)
    if errors:
        sys.exit(2)
    config = build(documents)
    echo(f"{config.name}: {counted(len(config.sources), 'source')}")
    _print_origin(documents)
    _print_plugins()

    from ilofeed.app.container import Container  # noqa: PLC0415
    from ilofeed.app.doctor import checkup  # noqa: PLC0415

    status = 0
    with Container(config, create=False) as app:
        for finding in checkup(app):
            status = max(status, finding.status)
            if finding.status:
                echo(f"ilofeed: {finding.text}", err=True)
            else:
                echo(f"  note: {finding.text}")
        if online:
            status = max(status, _request_pages(app))
    if status:
        sys.exit(status)
    echo("  no errors")


def _print_origin(documents: Documents) -> None:
    """Print the included files, the keys that the environment sets, and its variables that are probably misspelt."""
    from ilofeed.config.environment import doubtful  # noqa: PLC0415 - not needed for --help

    for file in documents.files[1:]:
        echo(f"  includes {file.name}")
    for key, variable in documents.variables.items():
        echo(f"  {key} is set by the environment variable {variable}")
    for note in doubtful(os.environ):
        echo(f"  note: {note}")


def _print_plugins() -> None:
    """Print the profiles that installed packages offer."""
    from ilofeed.core import plugins  # noqa: PLC0415 - not needed for --help

    for name, plugin in plugins.installed().by_name.items():
        echo(f"  profile {name} of {plugin.origin}")


def _request_pages(app: Container) -> int:
    """Request the page of each source, print the answers, and return the exit status for them."""
    from ilofeed.app.doctor import first_answers  # noqa: PLC0415 - only for --online
    from ilofeed.cli.progress import counting  # noqa: PLC0415 - see above
    from ilofeed.core.name_lists import some_of  # noqa: PLC0415 - see above

    status = 0
    advised: dict[str, list[str]] = {}
    asked = [source for source in app.config.sources if source.is_polled]
    with counting(first_answers(app, asked), len(asked), "Requesting") as answers:
        for answer in answers:
            status = status if answer.is_ok else 1
            echo(f"  {answer.source.slug}: {answer.text}", err=not answer.is_ok)
            if answer.advice:
                advised.setdefault(answer.advice, []).append(answer.source.slug)
    for advice, slugs in advised.items():
        echo(f"  {'source' if len(slugs) == 1 else 'sources'} {some_of(slugs)}: {advice}", err=True)
    return status
