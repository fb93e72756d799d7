"""``ilofeed add``: add a page to the configuration, or show the catalogue of the ILO's lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ilofeed.cli import named_feeds
from ilofeed.cli.completion import catalogue_names
from ilofeed.cli.options import (
    command_line,
    config_file,
    config_option,
    json_option,
    load_config_to_extend,
    print_json,
)
from ilofeed.cli.output import echo
from ilofeed.cli.preview import document, print_for_people, print_refusal
from ilofeed.core.errors import ExtractError, PollError

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.app.named_feeds import NamedFeed
    from ilofeed.config.toml_values import SourceKeys
    from ilofeed.core.models import Extraction


@click.command(short_help="Add a page, or a list of the ILO's catalogue, to the configuration.")
@click.argument("target", metavar="URL|ilo|ilo:NAME", shell_complete=catalogue_names)
@click.option("--slug", metavar="SLUG", default="", help="Its permanent name; left out: derived from the address.")
@click.option(
    "--online",
    is_flag=True,
    help="With `ilo`: request each entry once, and print a report that can be sent to the developers.",
)
@json_option
@config_option
def add(target: str, *, slug: str, online: bool, as_json: bool) -> None:
    """Show the items of a page, and append the page to the configuration as a `[[source]]`.

    The page is at a URL, or it is the entry `ilo:NAME` of the catalogue. `ilofeed add ilo` shows the catalogue:
    lists and feeds of the ILO, with a description, the confidence in each address and the date of the evidence.
    It sends no request and adds nothing.

    The title is that of the page or of the catalogue. Comments and order of the file stay; a missing file is
    created. A page that cannot be read, or is a source already, is not added. A running daemon reloads the
    file automatically.

    \b
    ilofeed add ilo                show the catalogue
    ilofeed add ilo:meetings       add one of its lists
    ilofeed add ilo --online       request its entries; exit status 1: none can be read
    ilofeed add https://…          add any page
    """
    from ilofeed.config import catalogue  # noqa: PLC0415 - not needed for --help

    is_overview = target.lower() == catalogue.NAME
    if online and not is_overview:
        raise click.UsageError("--online needs `ilofeed add ilo`")
    if slug and is_overview:
        raise click.UsageError("--slug needs a URL or ilo:NAME; `ilofeed add ilo` adds nothing")
    if is_overview:
        from ilofeed.cli.catalogue import show  # noqa: PLC0415

        show(catalogue.load(), online=online, as_json=as_json)
    else:
        _add(target, slug, as_json=as_json)


def _add(target: str, slug: str, *, as_json: bool) -> None:
    config = load_config_to_extend()
    path = config_file()

    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help
    from ilofeed.cli.catalogue import print_evidence  # noqa: PLC0415
    from ilofeed.cli.progress import waiting  # noqa: PLC0415
    from ilofeed.config.toml_values import lines_of_source  # noqa: PLC0415 - for these commands alone
    from ilofeed.config.writer import add_source  # noqa: PLC0415 - see above

    with Container(config, create=False) as app:
        try:
            with waiting(f"Reading {target}"):
                keys, extraction, feeds = _suggested(app, target, slug, as_json=as_json)
        except PollError:
            print_evidence(target)
            raise
    if not as_json:
        print_for_people(extraction)
        named_feeds.print_for_people(feeds)
    is_new = not Path(path).exists()
    add_source(path, keys)
    if as_json:
        shown = document(extraction) | named_feeds.for_programs(feeds)
        print_json({"source": keys, "config": str(path), "preview": shown})
        return
    echo()
    echo(f"{'created' if is_new else 'added to'} {path}:")
    echo()
    echo("[[source]]")
    for line in lines_of_source(keys):
        echo(line)
    echo()
    echo(f"Now: {command_line('fetch --once', str(keys['slug']))}")


def _suggested(
    app: Container, target: str, slug: str, *, as_json: bool
) -> tuple[SourceKeys, Extraction, Sequence[NamedFeed]]:
    """Return the keys for *target*, its content, and the feeds that it names. If it cannot be read, print why."""
    from ilofeed.app import add_source  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.named_feeds import named_feeds as look_into  # noqa: PLC0415 - see above
    from ilofeed.config import catalogue  # noqa: PLC0415

    feeds: Sequence[NamedFeed] = ()
    try:
        if catalogue.is_name(target):
            return (*add_source.suggested_entry(app, add_source.watchable_entry(target), slug), feeds)
        page, url = add_source.page_to_add(app, target)
        feeds = look_into(app, page)
        return (*add_source.suggested(app, page, url, slug), feeds)
    except ExtractError as error:
        print_refusal(error, feeds, as_json=as_json)
        raise
