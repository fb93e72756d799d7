"""``ilofeed status``: how every source is."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from ilofeed.cli.cluster import Watch
from ilofeed.cli.completion import slugs
from ilofeed.cli.context import config_option, counted, json_option, load_config, print_json, stamp

if TYPE_CHECKING:
    from ilofeed.commons import Cluster
    from ilofeed.memory import Health

_WORST = ("quarantined", "failing", "quiet", "new", "ok", "retired")
_BAD = ("quarantined", "failing")


@click.command(short_help="Show how every source is.")
@click.argument("slug", required=False, shell_complete=slugs)
@json_option
@config_option
def status(slug: str | None, *, as_json: bool) -> None:
    """Show how every source is, a line each, what is wrong first; or all there is to know of SLUG.

    With SLUG also what of it is held back, and what `ilofeed accept SLUG` would change. Asks no server.
    Exit status 1 where a source fails or is held back.
    """
    config = load_config()
    sources = config.chosen((slug,) if slug else ())

    from ilofeed.app import App  # noqa: PLC0415 - not needed for --help

    with App(config, create=False) as app:
        app.queue = Watch(config)
        healths = list(app.healths(sources))
        cluster = None if slug else app.cluster()
        quiet, now = app.quiet() if not slug and not as_json else set(), app.clock.now()
    if as_json:
        documents = [
            {
                "source": each.source.slug,
                "url": each.source.url,
                "state": each.state,
                "reason": each.reason,
                "message": each.message,
                "detail": each.detail or None,
                "last_poll": stamp(each.last_poll),
                "last_success": stamp(each.last_success),
                "next_poll": stamp(each.next_poll),
                "failures": each.failures,
                "entries": each.entries,
                "latest": stamp(each.latest),
                "withdrawn": each.withdrawn,
                "retired": each.retired or None,
                "moved_to": each.moved_to or None,
                "held_since": stamp(each.held_since),
                "would_change": list(each.would_change),
                "gap": {"from": _day(each.gap_from), "to": _day(each.gap_to)} if each.gap_from else None,
            }
            for each in healths
        ]
        print_json({"sources": documents, "cluster": _of_cluster(cluster) if cluster else None})
    elif slug:
        _print_whole(healths[0])
    else:
        _print_lines(healths, quiet, now)
        if cluster:
            _print_cluster(cluster)
    if any(each.state in ("failing", "quarantined") for each in healths):
        sys.exit(1)


def _print_lines(healths: list[Health], quiet: Collection[str], now: datetime) -> None:
    """A line for each source, those that need somebody first."""
    states = {each.source.slug: _state(each, quiet) for each in healths}
    found = sorted(healths, key=lambda each: _WORST.index(states[each.source.slug]))
    bad = sum(state in _BAD for state in states.values())
    if not found:
        click.echo("no [[source]] is named; `ilofeed add URL` names one")
        return
    needs = f"{bad} need somebody" if bad != 1 else "1 needs somebody"
    click.echo(f"{counted(len(found), 'source')}, {needs if bad else 'all is well'}")
    width = max(len(slug) for slug in states)
    for each in found:
        state = states[each.source.slug]
        mark = "!" if state in _BAD else " "
        click.echo(f"{mark} {each.source.slug:<{width}}  {state:<11}  {_in_short(each, now)}")
    if bad:
        click.echo("`ilofeed status SLUG` tells more of one")


def _of_cluster(cluster: Cluster) -> dict[str, object]:
    return {
        "processes": [
            {"name": each.name, "role": each.role, "since": stamp(each.since), "heard": stamp(each.heard)}
            for each in cluster.processes
        ],
        "queue": cluster.queue,
        "overdue": cluster.overdue,
        "oldest": cluster.oldest,
    }


def _print_cluster(cluster: Cluster) -> None:
    """Who is at work on the database, and what they have before them."""
    roles = Counter(each.role for each in cluster.processes)
    there = ", ".join(f"{count} × {role}" for role, count in sorted(roles.items()))
    text = f"at work: {there or 'nobody'}"
    if queue := cluster.queue:
        text += f"; {counted(queue.queued, 'poll')} queued (the oldest for {_span(timedelta(seconds=queue.lag))}),"
        text += f" {queue.running} running"
    if cluster.overdue:
        text += f"; {counted(cluster.overdue, 'source')} due for up to {_span(timedelta(seconds=cluster.oldest))}"
    click.echo(text)


def _state(health: Health, quiet: Collection[str]) -> str:
    if health.retired:
        return "retired"
    return "quiet" if health.state == "ok" and health.source.slug in quiet else health.state


def _in_short(health: Health, now: datetime) -> str:
    """What matters most of a source."""
    if health.retired:
        return health.retired
    if health.held_since:
        facts = [f"held for {_span(now - health.held_since)} [{health.reason}] {health.message}"]
    elif health.reason:
        facts = [f"{health.failures} in a row [{health.reason}] {health.message}"]
    else:
        facts = [_entries(health)] if health.last_poll else ["not polled yet"]
        if health.last_poll:
            facts.append(f"polled {_span(now - health.last_poll)} ago")
        if health.next_poll:
            facts.append(f"next in {_span(health.next_poll - now)}")
    if health.moved_to:
        facts.append(f"moved for good to {health.moved_to}")
    if health.gap_from:
        facts.append(f"items may have gone unseen from {health.gap_from} to {_day(health.gap_to) or 'now'}")
    return ", ".join(facts)


def _entries(health: Health) -> str:
    return "1 entry" if health.entries == 1 else f"{health.entries} entries"


def _span(span: timedelta) -> str:
    """*span* as people say it, in its largest unit: "5 min"; what lies behind us is "0 s"."""
    seconds = max(0, round(span.total_seconds()))
    for size, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and name != "days"):
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def _print_whole(health: Health) -> None:
    text = f"{health.source.slug}: {health.state}, {health.entries} entries"
    if health.withdrawn:
        text += f" ({health.withdrawn} withdrawn from the page)"
    text += f", last success {stamp(health.last_success) or 'never'}"
    if health.next_poll:
        text += f", next poll {stamp(health.next_poll)}"
    click.echo(text)
    if health.retired:
        click.echo(f"  retired, not polled any more: {health.retired}")
    if health.moved_to:
        click.echo(f"  the page has moved for good to {health.moved_to}; set that as its url")
    if health.gap_from:
        click.echo(f"  between {health.gap_from} and {_day(health.gap_to) or 'now'} items may have gone unseen")
    if health.held_since:
        click.echo(f"  held since {stamp(health.held_since)} [{health.reason}] {health.message}")
        if health.detail:
            click.echo(f"  for instance: {health.detail}")
        click.echo(f"  `ilofeed accept {health.source.slug}` would change {len(health.would_change)} entries")
        for line in health.would_change:
            click.echo(f"    {line}")
    elif health.reason:
        click.echo(f"  {health.failures} failed in a row [{health.reason}] {health.message}")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
