"""``ilofeed export``: all entries of a source or a feed, for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.options import config_option, load_config, stamp
from ilofeed.cli.output import echo_document
from ilofeed.core import terminal

if TYPE_CHECKING:
    from ilofeed.core.models import Entry

_FORMATS = ("jsonl", "csv", "opml")


@click.command(short_help="Write all entries of a feed, or its subscription list.")
@click.argument("slug", required=False, default="", shell_complete=slugs)
@click.option(
    "--format",
    "format",
    type=click.Choice(_FORMATS),
    default="jsonl",
    show_default=True,
    help="Output format.",
)
@config_option
def export(slug: str, *, format: str) -> None:
    """Write all entries of a source or a `[[feed]]` to standard output, also those that no feed shows any more.

    Entries come in the order in which they were first seen. jsonl: one JSON object per line. csv: a header and a
    row for each entry (RFC 4180); an apostrophe precedes values that a spreadsheet would read as a formula.
    opml: a subscription list with the feed itself; without SLUG with all feeds. Readers can import it, and `ilofeed
    add --from` of another installation, which then watches the same pages.
    """
    if not slug and format != "opml":
        raise click.UsageError("name a feed; only `--format opml` is possible without one, for all feeds")

    from ilofeed.app import queries  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(load_config(), create=False) as app:
        feed = app.config.plan(slug) if slug else None
        if format == "opml" or feed is None:
            echo_document(queries.subscriptions(app, feed))
            return
        rows = (_row(source, entry) for source, entry in queries.all_entries(app, feed))
        for line in _jsonl(rows) if format == "jsonl" else _csv(rows):
            echo_document(line.encode())


def _row(source: str, entry: Entry) -> dict[str, Any]:
    item = entry.item
    return {
        "id": entry.id,
        "source": source,
        "title": item.title,
        "link": item.link,
        "published": item.published.isoformat() if item.published else None,
        "first_seen": stamp(entry.first_seen),
        "updated": stamp(entry.updated),
        "withdrawn": stamp(entry.withdrawn),
        "language": item.language,
        "kicker": item.kicker,
        "place": item.place,
        "image": item.image,
        "author": item.author,
        "summary": item.summary,
    }


def _jsonl(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield terminal.json(json.dumps(row, ensure_ascii=False)) + "\n"


def _csv(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield *rows* as CSV (RFC 4180) with a header; values that look like a formula get an apostrophe."""
    text = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(text, list(row))
            writer.writeheader()
        writer.writerow({name: _harmless(value) for name, value in row.items()})
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _harmless(value: str | None) -> str | None:
    return f"'{value}" if value and value[0] in "=+-@" else value
