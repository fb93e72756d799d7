"""``ilofeed preview``: the items that a page contains, and how they are extracted."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import click

from ilofeed.cli.options import config_option, counted, fields_of, json_option, load_config_if_any, print_json
from ilofeed.cli.output import echo
from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import NAMES, SELECTORS
from ilofeed.core.models import reasons

if TYPE_CHECKING:
    from ilofeed.core.models import Extraction, Item

_WIDTH = 100
_INDENT = 18


@click.command(short_help="Show the items of a page, and how they are extracted.")
@click.argument("target")
@click.option(
    "--url",
    metavar="URL",
    default="",
    help="Address of a saved page: its links are relative to it, and the source with this address sets the profile;"
    " left out: https://www.ilo.org/",
)
@click.option(
    "--profile",
    type=click.Choice([name for name in NAMES if name != SELECTORS]),
    help="The profile to use; left out: that of its source, else auto.",
)
@json_option
@config_option
def preview(target: str, *, url: str, profile: str | None, as_json: bool) -> None:
    """Show the items of TARGET: a source's slug, an address, a saved file, or - for standard input.

    Prints the profile that read it, and the place of each field as CSS for `[source.selectors]`. If nothing is
    read, prints the parts of the page that were considered, and the reason why each was rejected.

    Saves and publishes nothing. The configuration is optional; if there is one, its `[fetch]` limits apply.
    """
    config = load_config_if_any()

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        try:
            extraction = use_cases.preview(app, target, url=url, profile=profile or "")
        except ExtractError as error:
            print_refusal(error, as_json=as_json)
            raise
    if as_json:
        print_json(document(extraction))
    else:
        print_for_people(extraction)


def document(extraction: Extraction) -> dict[str, object]:
    """Return *extraction* in the shape that ``--json`` prints and that `fixtures/` expects."""
    shown: dict[str, object] = {
        "profile": extraction.profile,
        "url": extraction.url,
        "language": extraction.language,
        "title": extraction.title,
        "items": [_item(item) for item in extraction.items],
        "skipped": [fields_of(element) for element in extraction.skipped],
        "next": extraction.next,
        "rules": dict(extraction.rules),
    }
    return shown | {"kind": extraction.kind} if extraction.kind else shown


def _item(item: Item) -> dict[str, object]:
    shown = fields_of(item) | {"published": item.published.isoformat() if item.published else None}
    if item.date_margin is None:
        del shown["date_margin"]
    return shown


def print_refusal(error: ExtractError, *, as_json: bool = False) -> None:
    """Print the parts of the page that were rejected, to help with writing selectors."""
    if as_json:
        empty: dict[str, object] = {
            "profile": None,
            "url": None,
            "language": "",
            "title": "",
            "items": [],
            "skipped": [],
            "next": None,
        }
        print_json(empty | {"error": error.reason, "candidates": list(error.candidates)})
    elif error.candidates:
        echo("Considered, and why each is not a list of news:", err=True)
        for candidate in error.candidates:
            echo(f"  {candidate}", err=True)


def print_for_people(extraction: Extraction) -> None:
    """Print *extraction* for people."""
    echo(extraction.title or "(no title)")
    echo(f"read by {extraction.profile!r}, language {extraction.language or 'unknown'}, {extraction.url}")
    if extraction.kind:
        echo(f"a list of {extraction.kind}: dates may be in the future")
    for item in extraction.items:
        _print_item(item)
    for element in extraction.skipped:
        echo()
        echo(f"{element.number:>4}  skipped: {element.reason} {element.text!r}")
    echo()
    why = f": {reasons(extraction.skipped)}" if extraction.skipped else ""
    echo(f"{counted(len(extraction.items), 'item')}, {len(extraction.skipped)} skipped{why}")
    if extraction.next:
        echo(f"next page: {extraction.next}")
    if extraction.rules:
        echo()
        echo("the place of each field in most items, to paste into the configuration:")
        echo("[source.selectors]")
        for name, css in extraction.rules.items():
            echo(f"{name} = {json.dumps(css, ensure_ascii=False)}")  # a JSON string is a TOML string


def _print_item(item: Item) -> None:
    date = item.published.isoformat() if item.published else ("no date" if not item.date_text else "unclear")
    echo()
    first, *others = _folded(item.title) or [""]
    echo(f"{item.number:>4}  {date:<10}  {first}")
    facts = [
        ("kicker", item.kicker),
        ("place", item.place),
        ("author", item.author),
        ("printed", None if item.published else item.date_text),
    ]
    details = "  ".join(f"{name}: {value}" for name, value in facts if value)
    for text in (*others, details, *_folded(item.summary), item.link, item.image and f"image: {item.image}"):
        if text:
            echo(f"{'':{_INDENT}}{text}")


def _folded(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH - _INDENT, max_lines=3, placeholder=" …")
