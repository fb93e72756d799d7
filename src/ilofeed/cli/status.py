"""``ilofeed status``: the condition of every source."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.options import config_option, counted, json_option, load_config, print_json, stamp
from ilofeed.cli.output import echo
from ilofeed.cli.worker import Watch
from ilofeed.core.errors import PublishError, StoreError
from ilofeed.core.state import Condition, Health

if TYPE_CHECKING:
    from ilofeed.core.cluster_state import Cluster

_OVERDUE = "nothing polls any more; check whether `ilofeed run`, `ilofeed fetch` or the cron job still runs"


@click.command(short_help="Show the condition of every source.")
@click.argument("slug", required=False, shell_complete=slugs)
@json_option
@config_option
def status(slug: str | None, *, as_json: bool) -> None:
    """Show the condition of every source, a line each, those that need attention first; or everything about SLUG.

    With SLUG also the quarantined poll, and what `ilofeed accept SLUG` would change. No server is asked.
    Exit status 3: a disk is full or read-only, so that no poll can be saved. Exit status 1: a source needs
    attention. It is quarantined, paused, failing, or overdue: nothing polls it any more. Or a feed cannot
    be published, because a pattern takes too long.
    """
    config = load_config()
    sources = config.chosen((slug,) if slug else ())

    from ilofeed.app import disk_space, queries  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - see above

    problems = _print_problems(disk_space.problems(config))
    with Container(config, create=False) as app:
        app.queue = Watch(config)
        healths = list(queries.healths(app, sources, would_change=bool(slug) or as_json))
        cluster = None if slug else queries.cluster(app)
        clock = queries.clock_disagreement(app)
        feeds = {} if slug else queries.problems(app)
        now = app.clock.now()
    if as_json:
        print_json(_overview(healths, cluster) | {"clock": clock, "problems": problems} | _of_feeds(feeds))
    elif slug:
        _print_whole(healths[0])
    else:
        _print_lines(healths, now, is_ok=not problems and not feeds)
        _print_below(feeds, cluster)
    if clock and not as_json:
        echo(clock)
    if problems:
        sys.exit(StoreError.exit_status)
    if feeds or any(health.condition.needs_attention for health in healths):
        sys.exit(1)


def _print_problems(problems: list[str]) -> list[str]:
    for problem in problems:
        echo(f"ilofeed: {problem}", err=True)
    return problems


def _print_below(feeds: Mapping[str, PublishError], cluster: Cluster | None) -> None:
    """Print what concerns no single source."""
    for error in feeds.values():
        echo(f"! feed {error}")
    if cluster:
        _print_cluster(cluster)


def _overview(healths: Sequence[Health], cluster: Cluster | None) -> dict[str, object]:
    return {
        "sources": [_document(health) for health in healths],
        "cluster": _of_cluster(cluster) if cluster else None,
    }


def _of_feeds(feeds: Mapping[str, PublishError]) -> dict[str, object]:
    return {
        "feeds": [{"feed": feed, "reason": error.reason, "message": str(error)} for feed, error in feeds.items()]
    }


def _document(health: Health) -> dict[str, object]:
    return {
        "source": health.source.slug,
        "url": health.source.url,
        "state": health.condition.value,
        "reason": health.reason,
        "message": health.message,
        "advice": health.advice or None,
        "detail": health.detail or None,
        "last_poll": stamp(health.last_poll),
        "last_success": stamp(health.last_success),
        "next_poll": stamp(health.next_poll),
        "failures": health.failures,
        "entries": health.entries,
        "latest": stamp(health.latest),
        "withdrawn": health.withdrawn,
        "retired": health.source.retired or None,
        "moved_to": health.moved_to or None,
        "held_since": stamp(health.held_since),
        "would_change": list(health.would_change),
        "witness": _of_witness(health),
        "gap": {"from": _date(health.gap_from), "to": _date(health.gap_to)} if health.gap_from else None,
    }


def _of_witness(health: Health) -> dict[str, object] | None:
    if health.witness is None:
        return None
    return {
        "url": health.witness.url,
        "checked_at": stamp(health.witness.checked_at),
        "problem": health.witness.problem or None,
        "unseen": [{"url": each.url, "since": stamp(each.since)} for each in health.unseen],
    }


def _print_lines(healths: list[Health], now: datetime, *, is_ok: bool) -> None:
    """Print a line for each source, those that need attention first."""
    if not healths:
        echo("no [[source]] is configured; `ilofeed add URL` adds one, `ilofeed add ilo` shows lists of the ILO")
        return
    order = list(Condition)
    bad = sum(health.condition.needs_attention for health in healths)
    needs = f"{bad} need attention" if bad != 1 else "1 needs attention"
    new = sum(health.condition is Condition.NEW for health in healths)
    blind = sum(bool(health.unseen) for health in healths)
    healthy = f"{counted(blind, 'list')} may have gone blind" if blind else "all healthy"
    text = needs if bad else healthy if is_ok else "as last polled"
    echo(f"{counted(len(healths), 'source')}, {text}{f', {new} not polled yet' if new else ''}")
    width = max(len(health.source.slug) for health in healths)
    for each in sorted(healths, key=lambda health: order.index(health.condition)):
        mark = "!" if each.condition.needs_attention else " "
        echo(f"{mark} {each.source.slug:<{width}}  {each.condition:<11}  {_in_short(each, now)}")
    if bad or blind or any(health.witness and health.witness.problem for health in healths):
        echo("`ilofeed status SLUG` shows one in detail")
    if any(health.condition is Condition.OVERDUE for health in healths):
        echo(f"overdue: {_OVERDUE}")


def _of_cluster(cluster: Cluster) -> dict[str, object]:
    return {
        "processes": [
            {
                "name": process.name,
                "role": process.role,
                "since": stamp(process.since),
                "heard": stamp(process.heard),
            }
            for process in cluster.processes
        ],
        "queue": cluster.queue,
        "overdue": cluster.overdue,
        "oldest": cluster.oldest,
    }


def _print_cluster(cluster: Cluster) -> None:
    """Print the processes of the cluster and the length of the queue."""
    roles = Counter(process.role for process in cluster.processes)
    processes = ", ".join(f"{count} × {role}" for role, count in sorted(roles.items()))
    text = f"processes: {processes or 'none'}"
    if queue := cluster.queue:
        text += f"; {counted(queue.queued, 'poll')} queued (the oldest for {_span(timedelta(seconds=queue.lag))}),"
        text += f" {queue.running} running"
    if cluster.overdue:
        text += f"; {counted(cluster.overdue, 'source')} due for up to {_span(timedelta(seconds=cluster.oldest))}"
    echo(text)


def _in_short(health: Health, now: datetime) -> str:
    """Return the facts that matter most of a source."""
    if health.source.retired:
        return health.source.retired
    facts = []
    if health.condition is Condition.OVERDUE and health.last_poll:
        facts.append(f"polled {_span(now - health.last_poll)} ago and not since")
    if health.held_since:
        facts.append(f"quarantined for {_span(now - health.held_since)} [{health.reason}] {health.message}")
    elif health.reason:
        facts.append(f"{health.failures} in a row [{health.reason}] {health.message}")
    elif health.condition is not Condition.OVERDUE:
        facts.append(_entries(health) if health.last_poll else "not polled yet")
        if health.last_poll:
            facts.append(f"polled {_span(now - health.last_poll)} ago")
        if health.next_poll:
            facts.append(f"next in {_span(health.next_poll - now)}")
    return ", ".join((*facts, *_notes(health)))


def _notes(health: Health) -> Iterator[str]:
    """Yield notes that do not depend on the condition."""
    if health.moved_to:
        yield f"moved permanently to {health.moved_to}"
    if health.gap_from:
        yield f"items may have gone unseen from {health.gap_from} to {_date(health.gap_to) or 'now'}"
    if health.unseen:
        yield f"may have gone blind: the list never showed {counted(len(health.unseen), 'page')} of the sitemap"
    if health.witness and health.witness.problem:
        yield "its witness cannot be compared"


def _entries(health: Health) -> str:
    return "1 entry" if health.entries == 1 else f"{health.entries} entries"


def _span(span: timedelta) -> str:
    """Return *span* in its largest unit: "5 min"; a negative one is "0 s"."""
    seconds = max(0, round(span.total_seconds()))
    for size, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and name != "days"):
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def _print_whole(health: Health) -> None:
    text = f"{health.source.slug}: {health.condition}, {_entries(health)}"
    if health.withdrawn:
        text += f" ({health.withdrawn} withdrawn from the page)"
    text += f", last success {stamp(health.last_success) or 'never'}"
    if health.next_poll:
        text += f", next poll {stamp(health.next_poll)}"
    echo(text)
    for line in _details(health):
        echo(f"  {line}")


def _details(health: Health) -> Iterator[str]:
    """Yield the lines about a source after the first one."""
    if health.source.retired:
        yield f"retired, not polled any more: {health.source.retired}"
    if health.condition is Condition.OVERDUE:
        yield f"overdue since {stamp(health.overdue_at)}: {_OVERDUE}"
    if health.condition is Condition.PAUSED:
        yield "not polled any more until its url in the configuration changes"
    if health.moved_to:
        yield f"the page has moved permanently to {health.moved_to}; set that as its url"
    if health.gap_from:
        yield f"between {health.gap_from} and {_date(health.gap_to) or 'now'} items may have gone unseen"
    yield from _about_witness(health)
    if health.held_since:
        yield f"quarantined since {stamp(health.held_since)} [{health.reason}] {health.message}"
        if health.detail:
            yield f"for instance: {health.detail}"
        yield f"`ilofeed accept {health.source.slug}` would change {len(health.would_change)} entries"
        yield from (f"  {line}" for line in health.would_change)
    elif health.reason:
        yield f"{health.failures} failed in a row [{health.reason}] {health.message}"
    if health.advice:
        yield health.advice


def _about_witness(health: Health) -> Iterator[str]:
    """Yield the result of the comparison with the sitemap."""
    witness = health.witness
    if witness is None:
        return
    if witness.problem:
        yield f"witness {witness.url}, tried {stamp(witness.checked_at)}: {witness.problem}"
    elif witness.checked_at is None:
        yield f"witness {witness.url}: requested after the next successful poll"
    else:
        yield f"witness {witness.url}, compared {stamp(witness.checked_at)}"
    if health.unseen:
        yield f"the list never showed {counted(len(health.unseen), 'page')} that the sitemap lists:"
    yield from (f"  {each.url} (since {stamp(each.since)})" for each in health.unseen)


def _date(value: date | None) -> str | None:
    return value.isoformat() if value else None
