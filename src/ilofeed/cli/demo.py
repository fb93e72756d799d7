"""``ilofeed demo``: the whole way, offline."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ilofeed.cli.after_poll import publish_shared
from ilofeed.cli.options import config_file
from ilofeed.cli.output import echo
from ilofeed.core.errors import ConfigError

if TYPE_CHECKING:
    from ilofeed.core.models import Entry


@click.command(short_help="Show the whole way offline: a page becomes feeds.")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default="ilofeed-demo",
    show_default=True,
    help="Folder for the feeds and the database; what an earlier demo left there is replaced.",
)
def demo(output: Path) -> None:
    """Show the whole way without network: a page becomes feeds, then a new item appears.

    Serves two small lists on loopback, one in the structure of the ILO's site of today and one of the old site,
    and runs the real pipeline against them, twice.
    """
    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415
    from ilofeed.cli import demo_site as stage  # noqa: PLC0415 - loads the pipeline, not needed for --help

    try:
        stage.clear(output)
    except OSError as error:
        raise ConfigError(f"--output is {str(output)!r}, which cannot be written to ({error.strerror})") from error
    about = {each.slug: f"{each.path}, {each.about}" for each in stage.LISTS}
    with stage.served() as site, Container(stage.config(site.origin, output.resolve())) as app:
        for round_, page in enumerate(("first.html", "second.html"), start=1):
            site.show(page)
            echo(f"Poll {round_} of {site.origin}")
            for report in use_cases.poll_sources(app, app.config.sources):
                echo(f"  {about[report.source]}")
                echo(f"    {report.outcome}: {report.items} items, {report.new} new")
                if report.message:
                    echo(f"    {report.message}")
                _print_new(app.store.newest(report.source, report.new))
            echo()
        publish_shared(app, quietly=True)
    echo("Feeds are in")
    for path in stage.files(output):
        echo(f"  {path}")
    echo()
    echo("See what was recorded, and check that readers will accept the feeds:")
    # As it can be typed again: in a fresh clone no shell knows it by its name.
    command = "ilofeed" if shutil.which("ilofeed") else sys.argv[0]
    echo(f"  {command} -c {output / 'config.toml'} history {stage.LISTS[0].slug}")
    echo(f"  {command} -c {output / 'config.toml'} validate --all")
    echo()
    echo("Continue with the live site:")
    echo(f"  {command} preview {stage.LIVE_URL}")
    if not config_file().exists():
        echo(f"  {command} add ilo:news")
    echo(f"  {command} fetch --once")
    echo(f"  {command} run")


def _print_new(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        echo(f"    + {entry.published:%Y-%m-%d}  {entry.item.title}")
