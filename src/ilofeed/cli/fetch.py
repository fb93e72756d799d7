"""``ilofeed fetch``: poll now, or on schedule."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

from ilofeed.cli.after_poll import publish_shared, say
from ilofeed.cli.completion import slugs
from ilofeed.cli.options import config_changes, config_option, json_option, load_config, log_options, print_json
from ilofeed.cli.output import echo, redraw

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.core.state import PollReport


@click.command(short_help="Poll now (--once) or on schedule, and publish.")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=slugs)
@click.option("--once", is_flag=True, help="Poll now, publish, and exit.")
@click.option(
    "--force",
    is_flag=True,
    help="Ask also where a server wants to be left alone, and for the whole page even if it has not changed.",
)
@click.option("--dry-run", is_flag=True, help="Change nothing, neither database nor files; say what would change.")
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
    """Poll every source when it is due, and publish its feeds, until SIGTERM or SIGINT.

    With --once: poll the sources named, or all, now, and exit. The schedule does not count then; what a server
    asked for (Retry-After) does, unless there is --force. Nothing overrides robots.txt.
    """
    if not once and (slugs or force or dry_run or as_json):
        raise click.UsageError("SLUG, --force, --dry-run and --json go with --once")
    config = load_config()
    sources = config.chosen(slugs)

    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - loads the pipeline, not needed for --help

    logger = logging.getLogger(__name__) if log_format == "json" else None
    if verbose or not once or logger:
        from ilofeed.app import logs  # noqa: PLC0415

        logs.configure(log_format, verbose=verbose)
    with Container(config, create=not dry_run, role="fetch") as app:
        if not once:
            _on_schedule(app)
            return
        polls = use_cases.poll_sources(app, sources, force=force, dry_run=dry_run)
        reports = list(_told(polls, len(sources), dry_run=dry_run, quietly=as_json, logger=logger))
        shared = [] if dry_run else publish_shared(app, quietly=as_json, logger=logger)
    if as_json:
        order = {source.slug: at for at, source in enumerate(sources)}
        reports.sort(key=lambda report: order[report.source])
        print_json({"polls": reports, "feeds": [feed._asdict() for feed in shared]})
    elif not sources:
        echo(
            f"{config.name} names no source; `ilofeed add URL` names one, and `ilofeed add ilo` shows lists of"
            " the ILO.",
            err=True,
        )
    if any(feed.reason for feed in shared) or not all(report.outcome.is_well for report in reports):
        sys.exit(1)


def _on_schedule(app: Container) -> None:
    from ilofeed.app.daemon import service  # noqa: PLC0415 - loads APScheduler

    service.run(app, changes=config_changes())


def _told(
    reports: Iterator[PollReport], count: int, *, dry_run: bool, quietly: bool, logger: logging.Logger | None
) -> Iterator[PollReport]:
    """The reports, each told as it comes; on a terminal with a bar, where there are several and no *logger*."""
    from ilofeed.app.logs import poll_fields  # noqa: PLC0415

    has_bar = count > 1 and logger is None and sys.stderr.isatty()
    with _bar(reports, count) if has_bar else nullcontext(reports) as coming:
        for report in coming:
            if not quietly:
                # A bar on the line is overwritten first.
                if has_bar:
                    redraw(err=True)
                text = _line(report, dry_run=dry_run)
                say(text, poll_fields(report), logger=logger, is_well=report.outcome.is_well)
            yield report


def _bar(reports: Iterator[PollReport], count: int) -> AbstractContextManager[Iterable[PollReport]]:
    return click.progressbar(reports, length=count, label="Polling", file=sys.stderr, show_pos=True)


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
