"""``ilofeed preview``: the items that a page contains, and how they are extracted."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import click

from ilofeed.cli import named_feeds
from ilofeed.cli.browser_options import BROWSER_KEYS, browser_options
from ilofeed.cli.options import config_option, counted, json_option, load_config_if_any, print_json
from ilofeed.cli.output import echo
from ilofeed.cli.profile_option import ProfileName
from ilofeed.cli.progress import waiting
from ilofeed.cli.selector_options import given, selector_options
from ilofeed.core.date_context import ORDERS
from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import AUTO, JSON
from ilofeed.core.skipped import reasons
from ilofeed.decide.unread_dates import unread_dates
from ilofeed.extract.extraction_json import document, present_fields

if TYPE_CHECKING:
    from ilofeed.app.named_feeds import NamedFeed
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
    type=ProfileName(),
    help="The profile to use, also one that an installed package offers; left out: that of its source, else auto.",
)
@click.option(
    "--date-order",
    type=click.Choice(ORDERS),
    help="Order of dates in numbers; left out: that of its source, else as the page shows it.",
)
@browser_options
@selector_options
@json_option
@config_option
def preview(
    target: str,
    *,
    url: str,
    profile: str | None,
    date_order: str | None,
    as_json: bool,
    **further: Any,  # noqa: ANN401 - the options of two modules, each with its own types
) -> None:
    """Show the items of TARGET: a source's slug, an address, a saved file, or - for standard input.

    Prints the profile that read it, the number of items that have each field, and the place of each field as CSS
    for `[source.selectors]`. If nothing is read, prints the parts of the page that were considered, and the reason
    why each was rejected.

    The options for selectors try these without a change of the configuration, in place of those of the source, if
    it has any. All but `--item`, `--date-format` and `--span` may be given several times, for alternatives.

    \b
    ilofeed preview URL --item "ul.news > li" --title h3 --date time --date p.date

    `--wait-for` and `--click` imply `--browser`, which has no effect on a saved page.

    Saves and publishes nothing. The configuration is optional; if there is one, its `[fetch]` limits apply.
    """
    browser = {name: further.pop(name) for name in BROWSER_KEYS}
    tried = given(further)
    if tried and profile:
        raise click.UsageError("--profile has no effect on selectors; leave it out")
    extraction, feeds = _read(
        target,
        url,
        {"profile": profile or "", "date_order": date_order or "", "selectors": tried, **browser},
        as_json=as_json,
    )
    if as_json:
        print_json(document(extraction) | _reader(extraction) | named_feeds.for_programs(feeds))
    else:
        print_for_people(extraction)
        named_feeds.print_for_people(feeds)


def _reader(extraction: Extraction) -> dict[str, object]:
    """Return the plugin that read the page, for programs. A fixture does not depend on its version."""
    return {"reader": extraction.reader} if extraction.reader else {}


def _read(
    target: str, url: str, overrides: Mapping[str, Any], *, as_json: bool
) -> tuple[Extraction, Sequence[NamedFeed]]:
    """Read the page; return its items, and the feeds that it names. If it cannot be read, print why, and raise."""
    config = load_config_if_any()

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.named_feeds import named_feeds as look_into  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.page_input import is_address  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.reading_overrides import ReadingOverrides  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        # A spinner would draw over what is typed.
        is_typed = target == "-" and sys.stdin is not None and sys.stdin.isatty()
        with nullcontext() if is_typed else waiting(f"Reading {target}"):
            found = use_cases.page_to_preview(app, target, url=url, overrides=ReadingOverrides(**overrides))
            feeds = look_into(app, found[0]) if is_address(target) else ()
        try:
            with waiting(f"Reading {target}"):
                return use_cases.read_previewed(app, *found), feeds
        except ExtractError as error:
            print_refusal(error, feeds, as_json=as_json)
            raise


def print_refusal(error: ExtractError, feeds: Sequence[NamedFeed] = (), *, as_json: bool = False) -> None:
    """Print the parts of the page that were rejected, to help with writing selectors, and the *feeds* that it names."""
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
        refusal = {"error": error.reason, "candidates": list(error.candidates)}
        print_json(empty | refusal | named_feeds.for_programs(feeds))
        return
    if error.candidates:
        echo("Considered, and why each is not a list of news:", err=True)
        for candidate in error.candidates:
            echo(f"  {candidate}", err=True)
    named_feeds.print_for_people(feeds, err=True)


def print_for_people(extraction: Extraction) -> None:
    """Print *extraction* for people."""
    _print_reading(extraction)
    for item in extraction.items:
        _print_item(item)
    for element in extraction.skipped:
        echo()
        echo(f"{element.number:>4}  skipped: {element.reason} {element.text!r}")
    echo()
    why = f": {reasons(extraction.skipped)}" if extraction.skipped else ""
    echo(f"{counted(len(extraction.items), 'item')}, {len(extraction.skipped)} skipped{why}")
    counts = present_fields(extraction.items)
    shown = ", ".join(f"{name} {count}" for name, count in counts.items() if count or name in extraction.rules)
    echo(f"items with each field: {shown}")
    if unread := unread_dates(extraction.items):
        echo(str(unread))
    if extraction.next:
        echo(f"next page: {extraction.next}")
    if extraction.profile == AUTO and not extraction.rules:
        echo("no selectors were found that read the same titles; docs/profiles.md explains how to write them")
    if extraction.rules:
        echo()
        echo("the place of each field in most items, to paste into the configuration:")
        if extraction.profile == JSON:
            echo('profile = "json"')
        echo("[source.json]" if extraction.profile == JSON else "[source.selectors]")
        for name, css in extraction.rules.items():
            echo(f"{name} = {json.dumps(css, ensure_ascii=False)}")  # a JSON string is a TOML string


def _print_reading(extraction: Extraction) -> None:
    """Print how the page was read."""
    echo(extraction.title or "(no title)")
    of = f" of {extraction.reader}" if extraction.reader else ""
    echo(f"read by {extraction.profile!r}{of}, language {extraction.language or 'unknown'}, {extraction.url}")
    if extraction.found_in:
        echo(f"found in {extraction.found_in}")
    if extraction.kind:
        echo(f"a list of {extraction.kind}: dates may be in the future")


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
