"""``ilofeed preview``: what would be read from a page."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ilofeed.cli.context import config_option, json_option, load_config_if_any, print_json
from ilofeed.profiles import NAMES

if TYPE_CHECKING:
    from ilofeed.model import Extraction, Item

_WIDTH = 100


@click.command()
@click.argument("target")
@click.option("--url", default="", help="Where a saved page came from; its links are relative to that.")
@click.option("--profile", type=click.Choice(NAMES), default="auto", show_default=True, help="How to read it.")
@json_option
@config_option
def preview(target: str, *, url: str, profile: str, as_json: bool) -> None:
    """Show the items of TARGET: an address, a saved file, or - for standard input.

    Nothing is kept and nothing published. The configuration is not needed; where there is one, its
    [fetch] limits hold.
    """
    config = load_config_if_any()

    from ilofeed.app import App  # noqa: PLC0415 - not needed for --help

    with App(config, create=False) as app:
        extraction = app.preview(target, url=url, profile=profile)
    if as_json:
        print_json(document(extraction))
    else:
        _print_for_people(extraction)


def document(extraction: Extraction) -> dict[str, object]:
    """*extraction* in the shape that ``--json`` prints and that `fixtures/` expects."""
    return {
        "profile": extraction.profile,
        "url": extraction.url,
        "language": extraction.language,
        "title": extraction.title,
        "items": [_item(item) for item in extraction.items],
        "skipped": [asdict(each) for each in extraction.skipped],
        "next": extraction.next,
        "rules": dict(extraction.rules),
    }


def _item(item: Item) -> dict[str, object]:
    return asdict(item) | {"published": item.published.isoformat() if item.published else None}


def _print_for_people(extraction: Extraction) -> None:
    click.echo(f"{extraction.title or '(no title)'}")
    click.echo(f"read by {extraction.profile!r}, language {extraction.language or 'unknown'}, {extraction.url}\n")
    for item in extraction.items:
        day = item.published.isoformat() if item.published else item.date_text or "no date"
        click.echo(f"{item.number:>4}  {day:<10}  {_folded(item.title, 18)}")
        for name, value in (("kicker", item.kicker), ("place", item.place), ("image", item.image)):
            if value:
                click.echo(f"{'':18}{name}: {value}")
        if item.summary:
            click.echo(f"{'':18}{_folded(item.summary, 18)}")
        click.echo(f"{'':18}{item.link}")
    for each in extraction.skipped:
        click.echo(f"{each.number:>4}  skipped: {each.reason} {each.text!r}")
    click.echo(f"\n{len(extraction.items)} items, {len(extraction.skipped)} skipped")
    if extraction.next:
        click.echo(f"next page: {extraction.next}")


def _folded(text: str, indent: int) -> str:
    rows = textwrap.wrap(text, _WIDTH - indent, max_lines=3, placeholder=" …")
    return f"\n{'':{indent}}".join(rows)
