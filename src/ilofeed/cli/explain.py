"""``ilofeed explain``: the last poll of a source, item by item, from what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.options import (
    command_line,
    config_option,
    fields_of,
    json_option,
    load_config,
    print_json,
    stamp,
    step_document,
)
from ilofeed.cli.output import echo
from ilofeed.decide.next_steps import next_steps

if TYPE_CHECKING:
    from ilofeed.app.explanation import ExplainedItem, Explanation
    from ilofeed.core.models import Item
    from ilofeed.core.state import KeptPage


@click.command(short_help="Show the last poll item by item.")
@click.argument("slug", shell_complete=slugs)
@click.option(
    "--item", "number", metavar="NUMBER", type=click.IntRange(1), help="Show all about one item of the page."
)
@json_option
@config_option
def explain(slug: str, *, number: int | None, as_json: bool) -> None:
    """Show what the last poll of SLUG read and decided: each item, what was skipped, and each rule of the gate.

    All of it is stored: nothing is requested, read again or changed. Also for a quarantined or failed poll. Where
    the server answered that the page has not changed, the last page that was read is shown.
    """
    config = load_config()
    (source,) = config.chosen((slug,))

    from ilofeed.app import explanation  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - see above
    from ilofeed.cli import explain_lines  # noqa: PLC0415 - see above
    from ilofeed.cli.layout import Layout, terminal_width  # noqa: PLC0415 - see above

    with Container(config, create=False) as app:
        found, now = explanation.explain(app, source), app.clock.now()
    items = [_item_of(found, number)] if number is not None else found.items
    if as_json:
        print_json(_document(found, items))
        return
    layout = Layout(now=now, command=command_line, width=terminal_width())
    shown = explain_lines.lines(found, layout)
    if number is not None:
        shown = explain_lines.item_lines(found, items[0], layout)
    for line in shown:
        echo(line)


def _item_of(found: Explanation, number: int) -> ExplainedItem:
    """Return the item with the *number* on the page. Raises click.BadParameter if there is none."""
    for item in found.items:
        if item.item.number == number:
            return item
    numbers = [item.item.number for item in found.items if item.item.number is not None]
    there = f"its items are {min(numbers)} to {max(numbers)}" if numbers else "no item was read"
    raise click.BadParameter(
        f"the page of {found.source.slug!r} has no item {number}; {there}", param_hint="--item"
    )


def _document(found: Explanation, items: Sequence[ExplainedItem]) -> dict[str, object]:
    kept, health = found.kept, found.health
    decisions = kept.decisions if kept else None
    skipped = kept.extraction.skipped if kept and kept.extraction else ()
    return {
        "source": found.source.slug,
        "url": found.source.url,
        "at": stamp(found.at),
        "outcome": found.report.outcome if found.report else None,
        "reason": found.report.reason if found.report else None,
        "message": found.report.message if found.report else "",
        "detail": health.detail or None,
        "since": stamp(health.since),
        "page": _page(kept, found.beginning, is_of_poll=found.is_of_poll) if kept else None,
        "items": [_item(item) for item in items],
        "skipped": [fields_of(element) for element in skipped],
        "gate": [fields_of(rule) for rule in decisions.rules] if decisions else [],
        "approved": (decisions.approved if decisions else "") or None,
        "next_steps": [step_document(step) for step in next_steps(health)],
    }


def _page(kept: KeptPage, beginning: str, *, is_of_poll: bool) -> dict[str, object]:
    page, extraction = kept.page, kept.extraction
    return {
        "url": page.url,
        "read_at": stamp(kept.at),
        "is_of_poll": is_of_poll,
        "status": page.status,
        "content_type": page.content_type,
        "bytes": len(page.body),
        "profile": extraction.profile if extraction else None,
        "title": extraction.title if extraction else None,
        "language": extraction.language if extraction else None,
        "reader": (extraction.reader if extraction else "") or None,
        "found_in": (extraction.found_in if extraction else "") or None,
        "rules": dict(extraction.rules) if extraction else {},
        "beginning": beginning or None,
    }


def _item(item: ExplainedItem) -> dict[str, object]:
    entry = item.entry
    return {
        **_words(item.item),
        "number": item.item.number,
        "date_text": item.item.date_text,
        "date_margin": item.item.date_margin,
        "treatment": item.decision.treatment,
        "by": item.decision.by,
        "entry": entry.id if entry else None,
        "first_seen": stamp(entry.first_seen) if entry else None,
        "before": _words(item.before) if item.before else None,
        "text_length": item.text_length,
        "feeds": [{"feed": each.feed, "left_out_by": each.left_out_by or None} for each in item.feeds],
    }


def _words(item: Item) -> dict[str, object]:
    return {
        "title": item.title,
        "link": item.link,
        "published": item.published.isoformat() if item.published else None,
        "summary": item.summary,
        "kicker": item.kicker,
    }
