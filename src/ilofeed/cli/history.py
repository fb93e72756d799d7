"""``ilofeed history``: the revisions and moves of entries, and the last polls."""

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

_MAX_ENTRIES = 200
_MAX_POLLS = 20


@click.command(short_help="Show the revisions and moves of entries.")
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
        shown = queries.history(app, source, entries=_MAX_ENTRIES, polls=_MAX_POLLS)
    if as_json:
        print_json(_document(slug, shown))
    else:
        _print_for_people(shown)


def _document(slug: str, history: History) -> dict[str, object]:
    return {
        "source": slug,
        "entries": [_entry(entry, history.revisions_of(entry)) for entry in history.entries],
        "polls": [
            {"at": stamp(at)} | {name: value for name, value in fields_of(report).items() if name != "published"}
            for at, report in history.polls
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
                "at": stamp(revision.at),
                "moved": revision.moved,
                "title": revision.before.title,
                "link": revision.before.link,
                "published": revision.before.published.isoformat() if revision.before.published else None,
                "summary": revision.before.summary,
                "kicker": revision.before.kicker,
            }
            for revision in revisions
        ],
    }


def _print_for_people(history: History) -> None:
    for entry in history.entries:
        gone = "" if entry.item.number is not None else "  (not on the page now)"
        if entry.withdrawn:
            gone = f"  (withdrawn from the page, {entry.withdrawn:%F})"
        echo(f"{entry.published:%Y-%m-%d}  {entry.item.title}{gone}")
        echo(f"            {entry.id}")
        for revision in history.revisions_of(entry):
            change = (
                f"moved from {revision.before.link}"
                if revision.moved
                else f"revised, before: {revision.before.title}"
            )
            echo(f"            {stamp(revision.at)} {change}")
    echo()
    for at, report in history.polls:
        counts = f"{report.items} items, {report.new} new, {report.revised} revised, {report.moved} moved"
        reason = f" [{report.reason}]" if report.reason else ""
        echo(f"{stamp(at)}  {report.outcome:<12} {counts}{reason}")
