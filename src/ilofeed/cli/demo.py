"""``ilofeed demo``: a demonstration that needs no network."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ilofeed.cli.after_poll import publish_shared
from ilofeed.cli.options import config_file
from ilofeed.cli.output import echo
from ilofeed.core.disk_errors import reason
from ilofeed.core.errors import ConfigError

if TYPE_CHECKING:
    from ilofeed.core.models import Entry


@click.command(short_help="Run a demonstration without network: pages become feeds.")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default="ilofeed-demo",
    show_default=True,
    help="Folder for the feeds and the database; files of an earlier demo are replaced.",
)
def demo(output: Path) -> None:
    """Run a demonstration without network: pages become feeds, then a new item appears.

    Serves two small lists on loopback, one in the structure of the current ILO site and one of the old site,
    and polls both twice with the real pipeline.
    """
    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415
    from ilofeed.cli import demo_site  # noqa: PLC0415 - loads the pipeline, not needed for --help

    try:
        demo_site.clear(output)
    except OSError as error:
        raise ConfigError(f"--output is {str(output)!r}, which cannot be written to ({reason(error)})") from error
    about = {page.slug: f"{page.path}, {page.about}" for page in demo_site.LISTS}
    with demo_site.served() as site, Container(demo_site.config(site.origin, output.resolve())) as app:
        for number, page in enumerate(("first.html", "second.html"), start=1):
            site.show(page)
            echo(f"Poll {number} of {site.origin}")
            for report in use_cases.poll_sources(app, app.config.sources):
                echo(f"  {about[report.source]}")
                echo(f"    {report.outcome}: {report.items} items, {report.new} new")
                if report.message:
                    echo(f"    {report.message}")
                _print_new(app.store.newest(report.source, report.new))
            echo()
        publish_shared(app, quietly=True)
    _print_next_steps(output)


def _print_next_steps(output: Path) -> None:
    from ilofeed.cli import demo_site  # noqa: PLC0415 - loaded already

    echo("Feeds are in")
    for path in demo_site.files(output):
        echo(f"  {path}")
    echo()
    echo("Show the recorded entries, and validate the feeds:")
    # In a fresh clone the command is not on the PATH; the line can be pasted nevertheless.
    command = "ilofeed" if shutil.which("ilofeed") else sys.argv[0]
    echo(f"  {command} -c {output / 'config.toml'} history {demo_site.LISTS[0].slug}")
    echo(f"  {command} -c {output / 'config.toml'} validate --all")
    echo()
    echo("Continue with the live site:")
    echo(f"  {command} preview {demo_site.LIVE_URL}")
    if not config_file().exists():
        echo(f"  {command} add ilo:news")
    echo(f"  {command} fetch --once")
    echo(f"  {command} run")


def _print_new(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        echo(f"    + {entry.published:%Y-%m-%d}  {entry.item.title}")
