"""``ilofeed add``: add a page to the configuration, or show the catalogue of the ILO's lists."""

from __future__ import annotations

import os
import shlex
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
from ilofeed.cli.preview import print_for_people, print_refusal
from ilofeed.core.errors import ExtractError, PollError
from ilofeed.extract.extraction_json import document

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.app.named_feeds import NamedFeed
    from ilofeed.config.toml_values import SourceKeys
    from ilofeed.core.models import Extraction


@click.command(short_help="Add pages, or lists of the ILO's catalogue, to the configuration.")
@click.argument("targets", metavar="[URL|ilo|ilo:NAME]...", nargs=-1, shell_complete=catalogue_names)
@click.option(
    "--from",
    "file",
    metavar="FILE",
    default="",
    help="Also add the pages that FILE names, one address a line or as OPML; - for standard input.",
)
@click.option("--slug", metavar="SLUG", default="", help="Its permanent name; left out: derived from the address.")
@click.option(
    "--online",
    is_flag=True,
    help="With `ilo`: request each entry once, and print a report that can be sent to the developers.",
)
@json_option
@config_option
def add(targets: tuple[str, ...], *, file: str, slug: str, online: bool, as_json: bool) -> None:
    """Show the items of a page, and append the page to the configuration as a `[[source]]`.

    The page is at a URL, whose `https://` may be left out, or it is the entry `ilo:NAME` of the catalogue. `ilofeed
    add ilo` shows the catalogue: lists and feeds of the ILO, with a description, the confidence in each address and
    the date of the evidence. It sends no request and adds nothing.

    The title is made of the heading and the title of the page, so that it differs from those of other feeds, or is
    that of the catalogue. Comments and order of the file stay; a missing file is created. A page that cannot be read,
    or is a source already, is not added. A running daemon reloads the file automatically.

    Many pages are read side by side, one at a time of each host. Those that can be read are added in one step, in the
    order of the list. The others are named with the reason and the next command; exit status 1: at least one of them
    could not be added. Pages that are sources already count as added. Ctrl-C adds what has been read.

    FILE has one address a line; `#` begins a comment. Or it is a subscription list (OPML) of a reader: the feed of
    each outline becomes a source, or its page if the feed cannot be read. Or it is a list of `ilofeed export --format
    opml`: its pages become sources under the same slugs.

    \b
    ilofeed add ilo                show the catalogue
    ilofeed add ilo:meetings       add one of its lists
    ilofeed add ilo --online       request its entries; exit status 1: none can be read
    ilofeed add https://…          add any page
    ilofeed add URL URL…           add several pages
    ilofeed add --from FILE        add all pages of a list
    """
    _add_each(targets, file, slug, online=online, as_json=as_json)


def _add_each(targets: tuple[str, ...], file: str, slug: str, *, online: bool, as_json: bool) -> None:
    from ilofeed.config import catalogue  # noqa: PLC0415 - not needed for --help

    is_overview = [target.lower() for target in targets] == [catalogue.NAME]
    is_one = len(targets) == 1 and not file
    if not targets and not file:
        raise click.UsageError("name a page: `ilofeed add URL`, `ilofeed add --from FILE` or `ilofeed add ilo`")
    if online and not (is_overview and is_one):
        raise click.UsageError("--online needs `ilofeed add ilo`")
    if slug and (is_overview or not is_one):
        raise click.UsageError("--slug needs one URL or ilo:NAME, and nothing beside it")
    if not is_overview:
        _refuse_lists(targets)
    if not is_one:
        from ilofeed.cli.add_many import add_many, wanted_pages  # noqa: PLC0415

        add_many(wanted_pages(targets, file), as_json=as_json)
    elif is_overview:
        from ilofeed.cli.catalogue import show  # noqa: PLC0415

        show(catalogue.load(), online=online, as_json=as_json)
    else:
        _add(targets[0], slug, as_json=as_json)


def _refuse_lists(targets: Sequence[str]) -> None:
    """Raise UsageError if one of *targets* is a file, which is probably a list of pages."""
    from ilofeed.app.page_input import address  # noqa: PLC0415 - not needed for --help

    for target in targets:
        # A Path raises OSError for a name that is too long.
        if address(target) is None and os.path.isfile(target):  # noqa: PTH113 - see above
            command = command_line("add", "--from", shlex.quote(target))
            raise click.UsageError(f"{target!r} is a file; if it lists pages, use `{command}`")


def _add(target: str, slug: str, *, as_json: bool) -> None:
    config = load_config_to_extend()
    path = config_file()

    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.page_input import http_instead  # noqa: PLC0415
    from ilofeed.cli.catalogue import print_evidence  # noqa: PLC0415
    from ilofeed.cli.progress import waiting  # noqa: PLC0415
    from ilofeed.config.toml_values import lines_of_source  # noqa: PLC0415 - for these commands alone
    from ilofeed.config.writer import add_source  # noqa: PLC0415 - see above

    with Container(config, create=False) as app:
        try:
            with waiting(f"Reading {target}"):
                keys, extraction, feeds = _suggested(app, target, slug, as_json=as_json)
        except PollError as error:
            print_evidence(target)
            if instead := http_instead(target, error.reason):
                echo(f"If the site has no https: {command_line('add', shlex.quote(instead))}", err=True)
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
