"""``ilofeed repair``: learn a new layout from the entries that are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.options import config_option, fields_of, load_config
from ilofeed.cli.output import echo

if TYPE_CHECKING:
    from ilofeed.poll.learn_selectors import Proposal


@click.command(short_help="Learn a page's new layout from what is known.")
@click.argument("slug", shell_complete=slugs)
@click.option("--write", is_flag=True, help="Put the proposal into the configuration, comments and order kept.")
@config_option
def repair(slug: str, *, write: bool) -> None:
    """Propose selectors for the page of SLUG that give back the entries that are known.

    For a page whose layout has changed: where the known entries stand on it tells how to read it. Says how many
    of them are found again, and which items would be new. Publishes nothing: the next poll goes through the gate.
    """
    config = load_config()
    (source,) = config.chosen((slug,))

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        proposal = use_cases.repair(app, source)
    _print_for_people(proposal)
    if write:
        from ilofeed.config.writer import set_selectors  # noqa: PLC0415 - for these commands alone

        set_selectors(Path(config.name), slug, proposal.selectors)
        echo()
        echo(f"written to {config.name}; `ilofeed fetch --once {slug}` reads the page with it")


def _print_for_people(proposal: Proposal) -> None:
    echo(f"{proposal.refound} known entries are found again, {len(proposal.new)} items would be new")
    for item in proposal.new:
        echo(f"  new: {item.published or 'no date'}  {item.title}")
    echo()
    echo('profile = "selectors"')
    echo("[source.selectors]")
    for name, css in fields_of(proposal.selectors).items():
        if css:
            echo(f"{name} = {json.dumps(css, ensure_ascii=False)}")  # a string of JSON is one of TOML
