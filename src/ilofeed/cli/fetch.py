"""``ilofeed fetch``: poll now, or on schedule."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ilofeed.cli.completion import slugs
from ilofeed.cli.context import config_changes, config_option, json_option, load_config, log_options, print_json
from ilofeed.cli.shared import publish_shared

if TYPE_CHECKING:
    from ilofeed.app import App
    from ilofeed.memory import PollReport
    from ilofeed.model import Source


@click.command(short_help="Poll now (--once) or on schedule, and publish.")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=slugs)
@click.option("--once", is_flag=True, help="Poll once, publish, and exit; else poll on schedule until SIGTERM.")
@click.option("--force", is_flag=True, help="Ask although a server wants to be left alone, and for whole pages.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would.")
@json_option
@log_options
@config_option
def fetch(
    slugs: tuple[str, ...],
    *,
    once: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
    verbose: bool,
    log_format: str,
) -> None:
    """Poll the named sources, or all, and publish their feeds.

    A hand asks now: with --once the schedule does not count, but what a server asked for does.
    """
    if not once and (slugs or force or dry_run or as_json):
        raise click.UsageError("SLUG, --force, --dry-run and --json go with --once")
    config = load_config()
    sources = config.chosen(slugs)

    from ilofeed.app import App  # noqa: PLC0415 - loads the pipeline, not needed for --help

    if verbose or not once:
        from ilofeed import log  # noqa: PLC0415

        log.configure(log_format, verbose=verbose)
    with App(config, create=not dry_run) as app:
        if not once:
            _on_schedule(app)
            return
        reports = list(_told(app, sources, force=force, dry_run=dry_run, quietly=as_json))
        shared = [] if dry_run else publish_shared(app, quietly=as_json)
    if as_json:
        order = {source.slug: at for at, source in enumerate(sources)}
        reports.sort(key=lambda report: order[report.source])
        print_json({"polls": [asdict(report) for report in reports], "feeds": [asdict(feed) for feed in shared]})
    elif not sources:
        click.echo(f"{config.name} names no source; add a [[source]] with slug and url.", err=True)
    if any(feed.reason for feed in shared) or not all(report.outcome.is_well for report in reports):
        sys.exit(1)


def _on_schedule(app: App) -> None:
    from ilofeed import daemon  # noqa: PLC0415 - loads APScheduler

    daemon.run(app, changes=config_changes())


def _told(
    app: App, sources: tuple[Source, ...], *, force: bool, dry_run: bool, quietly: bool
) -> Iterator[PollReport]:
    """The reports, each told as it comes; on a terminal with a bar, where there are several."""
    reports = app.poll(sources, force=force, dry_run=dry_run)
    hidden = len(sources) < 2 or not sys.stderr.isatty()
    with click.progressbar(
        reports, length=len(sources), label="Polling", file=sys.stderr, hidden=hidden, show_pos=True
    ) as bar:
        for report in bar:
            if not quietly:
                # A bar on the line is overwritten first.
                click.echo("" if hidden else "\r\033[K", nl=False, err=True)
                click.echo(_line(report, dry_run=dry_run), err=not report.outcome.is_well)
            yield report


def _line(report: PollReport, *, dry_run: bool) -> str:
    """One poll in one line."""
    counts = [
        (report.new, "new"),
        (report.revised, "revised"),
        (report.moved, "moved"),
        (report.skipped, "unreadable"),
    ]
    facts = [f"{report.items} items"] if report.items else []
    facts += [f"{count} {name}" for count, name in counts if count]
    if report.published:
        facts.append("feeds written")
    text = f"{report.source}: {report.outcome.replace('_', ' ')}"
    if facts:
        text += f" ({', '.join(facts)})"
    if report.reason:
        text += f" [{report.reason}] {report.message}"
    return f"{text}; nothing saved (dry run)" if dry_run else text
