"""``ilofeed history``: what became of every entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.options import config_option, fields_of, json_option, load_config, print_json, stamp
from ilofeed.cli.output import echo

if TYPE_CHECKING:
    from ilofeed.app.queries import History
    from ilofeed.core.models import Entry
    from ilofeed.core.state import Revision

_ENTRIES = 200
_POLLS = 20


@click.command(short_help="Show what became of every entry.")
@click.argument("slug", shell_complete=slugs)
@json_option
@config_option
def history(slug: str, *, as_json: bool) -> None:
    """Show the latest entries of SLUG with every revision and move, and its last polls."""
    config = load_config()
    (source,) = config.chosen((slug,))

    from ilofeed.app import queries  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(config, create=False) as app:
        found = queries.history(app, source, entries=_ENTRIES, polls=_POLLS)
    if as_json:
        print_json(_document(slug, found))
    else:
        _print_for_people(found)


def _document(slug: str, found: History) -> dict[str, object]:
    return {
        "source": slug,
        "entries": [_entry(entry, found.revisions_of(entry)) for entry in found.entries],
        "polls": [
            {"at": stamp(at)} | {name: value for name, value in fields_of(report).items() if name != "published"}
            for at, report in found.polls
        ],
    }


def _entry(entry: Entry, revisions: list[Revision]) -> dict[str, object]:
    return {
        "id": entry.id,
        "title": entry.item.title,
        "link": entry.item.link,
        "published": stamp(entry.published),
        "first_seen": stamp(entry.first_seen),
        "updated": stamp(entry.updated),
        "on_page": entry.item.number is not None,
        "withdrawn": stamp(entry.withdrawn),
        "aliases": sorted(entry.aliases),
        "revisions": [
            {
                "at": stamp(each.at),
                "moved": each.moved,
                "title": each.before.title,
                "link": each.before.link,
                "published": each.before.published.isoformat() if each.before.published else None,
                "summary": each.before.summary,
                "kicker": each.before.kicker,
            }
            for each in revisions
        ],
    }


def _print_for_people(found: History) -> None:
    for entry in found.entries:
        gone = "" if entry.item.number is not None else "  (not on the page now)"
        if entry.withdrawn:
            gone = f"  (withdrawn from the page, {entry.withdrawn:%F})"
        echo(f"{entry.published:%Y-%m-%d}  {entry.item.title}{gone}")
        echo(f"            {entry.id}")
        for each in found.revisions_of(entry):
            what = f"moved from {each.before.link}" if each.moved else f"revised, before: {each.before.title}"
            echo(f"            {stamp(each.at)} {what}")
    echo()
    for at, report in found.polls:
        counts = f"{report.items} items, {report.new} new, {report.revised} revised, {report.moved} moved"
        why = f" [{report.reason}]" if report.reason else ""
        echo(f"{stamp(at)}  {report.outcome:<12} {counts}{why}")
