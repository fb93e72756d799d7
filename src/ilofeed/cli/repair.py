"""``ilofeed repair``: propose selectors for a page whose layout has changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.options import command_line, config_option, fields_of, load_config
from ilofeed.cli.output import echo

if TYPE_CHECKING:
    from ilofeed.poll.learn_selectors import Proposal


@click.command(short_help="Propose selectors for a page whose layout has changed.")
@click.argument("slug", shell_complete=slugs)
@click.option("--write", is_flag=True, help="Write the proposal to the configuration; comments and order stay.")
@config_option
def repair(slug: str, *, write: bool) -> None:
    """Propose selectors that find the known entries on the page of SLUG.

    Use it if the layout of a page has changed: the positions of known entries show where the items are. Prints
    the number of entries that are found again, and the items that would be new. Publishes nothing: the next poll
    goes through the gate.
    """
    config = load_config()
    (source,) = config.chosen((slug,))

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help
    from ilofeed.cli.progress import waiting  # noqa: PLC0415

    with Container(config, create=False) as app, waiting(f"Reading {source.url}"):
        proposal = use_cases.repair(app, source)
    _print_for_people(proposal)
    if write:
        from ilofeed.config.writer import set_selectors  # noqa: PLC0415 - only for --write

        set_selectors(Path(config.name), slug, proposal.selectors)
        echo()
        echo(f"written to {config.name}; `{command_line('fetch --once', slug)}` reads the page with it")


def _print_for_people(proposal: Proposal) -> None:
    echo(f"{proposal.refound} known entries are found again, {len(proposal.new)} items would be new")
    for item in proposal.new:
        echo(f"  new: {item.published or 'no date'}  {item.title}")
    echo()
    echo('profile = "selectors"')
    echo("[source.selectors]")
    for name, css in fields_of(proposal.selectors).items():
        if css:
            echo(f"{name} = {json.dumps(css, ensure_ascii=False)}")  # a JSON string is a TOML string
