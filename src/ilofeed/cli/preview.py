"""``ilofeed preview``: what would be read from a page, and how."""

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


@click.command(short_help="Show what would be read from a page, and how.")
@click.argument("target")
@click.option(
    "--url",
    metavar="URL",
    default="",
    help="Where a saved page came from; its links are relative to that, and the source that has this address says"
    " how it is read; left out: https://www.ilo.org/",
)
@click.option(
    "--profile",
    type=click.Choice([name for name in NAMES if name != SELECTORS]),
    help="How to read it; left out: as its source says, else auto.",
)
@json_option
@config_option
def preview(target: str, *, url: str, profile: str | None, as_json: bool) -> None:
    """Show the items of TARGET: a source's slug, an address, a saved file, or - for standard input.

    Says which profile read it, and where each field was found, as CSS that fits into `[source.selectors]`. Where
    nothing is read: which parts of the page were considered, and why each was refused.

    Nothing is kept and nothing published. The configuration is not needed; where there is one, its `[fetch]`
    limits hold.
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
    """*extraction* in the shape that ``--json`` prints and that `fixtures/` expects."""
    found: dict[str, object] = {
        "profile": extraction.profile,
        "url": extraction.url,
        "language": extraction.language,
        "title": extraction.title,
        "items": [_item(item) for item in extraction.items],
        "skipped": [fields_of(each) for each in extraction.skipped],
        "next": extraction.next,
        "rules": dict(extraction.rules),
    }
    return found | {"kind": extraction.kind} if extraction.kind else found


def _item(item: Item) -> dict[str, object]:
    return fields_of(item) | {"published": item.published.isoformat() if item.published else None}


def print_refusal(error: ExtractError, *, as_json: bool = False) -> None:
    """What was looked at in vain, for whoever writes selectors."""
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
        echo("Looked at, and why each is no list of news:", err=True)
        for candidate in error.candidates:
            echo(f"  {candidate}", err=True)


def print_for_people(extraction: Extraction) -> None:
    """What was read, for people."""
    echo(extraction.title or "(no title)")
    echo(f"read by {extraction.profile!r}, language {extraction.language or 'unknown'}, {extraction.url}")
    if extraction.kind:
        echo(f"a list of {extraction.kind}: dates may be ahead")
    for item in extraction.items:
        _print_item(item)
    for each in extraction.skipped:
        echo()
        echo(f"{each.number:>4}  skipped: {each.reason} {each.text!r}")
    echo()
    why = f": {reasons(extraction.skipped)}" if extraction.skipped else ""
    echo(f"{counted(len(extraction.items), 'item')}, {len(extraction.skipped)} skipped{why}")
    if extraction.next:
        echo(f"next page: {extraction.next}")
    if extraction.rules:
        echo()
        echo("where most items had it, as it would stand in the configuration:")
        echo("[source.selectors]")
        for name, css in extraction.rules.items():
            echo(f"{name} = {json.dumps(css, ensure_ascii=False)}")  # a string of JSON is one of TOML


def _print_item(item: Item) -> None:
    day = item.published.isoformat() if item.published else ("no date" if not item.date_text else "unclear")
    echo()
    first, *others = _folded(item.title) or [""]
    echo(f"{item.number:>4}  {day:<10}  {first}")
    facts = [
        ("kicker", item.kicker),
        ("place", item.place),
        ("author", item.author),
        ("printed", None if item.published else item.date_text),
    ]
    told = "  ".join(f"{name}: {value}" for name, value in facts if value)
    for text in (*others, told, *_folded(item.summary), item.link, item.image and f"image: {item.image}"):
        if text:
            echo(f"{'':{_INDENT}}{text}")


def _folded(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH - _INDENT, max_lines=3, placeholder=" …")
