"""``ilofeed status``: the condition of every source."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.layout import Layout, terminal_width
from ilofeed.cli.options import (
    command_line,
    config_option,
    json_option,
    load_config,
    print_json,
    stamp,
    step_document,
)
from ilofeed.cli.output import echo
from ilofeed.cli.status_lines import one, overview_lines
from ilofeed.cli.worker import Watch
from ilofeed.core.errors import PublishError, StoreError
from ilofeed.decide.next_steps import next_steps

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.app.overview import Overview
    from ilofeed.config.loader import Config
    from ilofeed.core.cluster_state import Cluster
    from ilofeed.core.state import Health


@click.command(short_help="Show the condition of every source.")
@click.argument("slug", required=False, shell_complete=slugs)
@click.option(
    "--watch", "is_watched", is_flag=True, help="Redraw the terminal when something changes, until Ctrl-C."
)
@json_option
@config_option
def status(slug: str | None, *, is_watched: bool, as_json: bool) -> None:
    """Show the condition of every source, those that need attention first: since when, and the next step.

    With SLUG everything about one source: also the quarantined poll, and what `ilofeed accept SLUG` would change.
    No server is asked. Exit status 3: a disk is full or read-only, so that no poll can be saved. Exit status 1: a
    source needs attention. It is quarantined, gone, failing, or overdue: nothing polls it any more. Or a feed
    cannot be published, because a pattern takes too long.
    """
    if is_watched and as_json:
        raise click.UsageError("--watch draws on a terminal, so not with --json")
    config = load_config()
    config.chosen((slug,) if slug else ())

    from ilofeed.app import disk_space  # noqa: PLC0415 - not needed for --help

    if is_watched:
        from ilofeed.cli.status_watch import watch  # noqa: PLC0415 - not needed for a single look

        watch(config, partial(_read, slug=slug), is_of_one=bool(slug))
        return
    problems = _print_problems(disk_space.problems(config))
    with opened(config) as app:
        found = _read(app, slug=slug, would_change=as_json)
    if as_json:
        print_json(_overview(found, problems))
    else:
        layout = Layout(now=found.now, command=command_line, width=terminal_width())
        for line in one(found, layout) if slug else overview_lines(found, layout, is_ok=not problems):
            echo(line)
    if problems:
        sys.exit(StoreError.exit_status)
    if found.needs_attention:
        sys.exit(1)


def opened(config: Config) -> Container:
    """Return a container that only reads, with the queue of a cluster."""
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    app = Container(config, create=False)
    app.queue = Watch(config)
    return app


def _read(app: Container, *, slug: str | None, would_change: bool = False) -> Overview:
    """Return the overview of the source *slug*, else of all sources. Raises ConfigError, StoreError."""
    from ilofeed.app import overview  # noqa: PLC0415 - not needed for --help

    sources = app.config.chosen((slug,) if slug else ())
    if slug:
        return overview.overview_of_one(app, sources[0])
    return overview.overview(app, sources, would_change=would_change)


def _print_problems(problems: list[str]) -> list[str]:
    for problem in problems:
        echo(f"ilofeed: {problem}", err=True)
    return problems


def _overview(found: Overview, problems: list[str]) -> dict[str, object]:
    return {
        "sources": [_document(health) for health in found.healths],
        "cluster": _of_cluster(found.cluster) if found.cluster else None,
        "clock": found.clock,
        "problems": problems,
        **_of_feeds(found.feeds),
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
        "since": stamp(health.since),
        "next_steps": [step_document(step) for step in next_steps(health)],
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


def _date(value: date | None) -> str | None:
    return value.isoformat() if value else None
