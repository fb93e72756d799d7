"""``ilofeed add``: watch one more page."""

from __future__ import annotations

from pathlib import Path

import click

from ilofeed.cli.context import config_file, config_option, load_config_if_any
from ilofeed.cli.output import echo
from ilofeed.cli.preview import print_for_people, print_refusal
from ilofeed.errors import ExtractError


@click.command(short_help="Watch one more page: show what is read, and write it down.")
@click.argument("url")
@click.option("--slug", metavar="SLUG", default="", help="Its permanent name; left out: made from the address.")
@config_option
def add(url: str, *, slug: str) -> None:
    """Show what is read from the page at URL, and append it to the configuration as a `[[source]]`.

    Its title is what the page calls itself. Comments and order of the file stay; where there is no file yet, it
    is made. A page that cannot be read, or is watched already, is not added. A daemon that is running takes it
    over by itself.
    """
    config = load_config_if_any()
    path = config_file()

    from ilofeed.app import App  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.adding import suggested  # noqa: PLC0415
    from ilofeed.config.edit import add_source, lines_of  # noqa: PLC0415 - for these commands alone

    with App(config, create=False) as app:
        try:
            keys, found = suggested(app, url, slug)
        except ExtractError as error:
            print_refusal(error)
            raise
    print_for_people(found)
    is_new = not Path(path).exists()
    add_source(path, keys)
    echo()
    echo(f"{'begun' if is_new else 'added to'} {path}:")
    echo()
    echo("[[source]]")
    for line in lines_of(keys):
        echo(line)
    echo()
    echo(f"Now: ilofeed fetch --once {keys['slug']}")
